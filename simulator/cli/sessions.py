"""Sessions kept: their list and their reports."""

from __future__ import annotations

from pathlib import Path

import click

from simulator.cli.common import PATH, make_report, model_of, session_path, settings_of
from simulator.terminal import output


@click.command()
@click.argument("session", type=PATH, required=False)
@click.option("--model", help="Whisper model for what is not transcribed yet.")
def report(session: Path | None, model: str | None) -> None:
    """Make a session's report anew, completing it first if it was interrupted.

    SESSION is its folder; the newest when left out.
    """
    path = session_path(session)
    make_report(path, settings_of(model=model or model_of(path)))


@click.command()
@click.argument("folder", type=PATH, required=False)
def sessions(folder: Path | None) -> None:
    """List your sessions, oldest first, or those in another FOLDER."""
    from rich.table import Table

    from simulator import store, wiring

    found = store.find_sessions(folder or wiring.sessions_dir(settings_of()))
    if not found and folder and (folder / "events.jsonl").is_file():
        found = [store.SessionFolder(folder)]
    if not found:
        output.say("No sessions yet. Start with: second-round rehearse --demo --fast")
        return
    table = Table("started (UTC)", "heard", "answers", "state", "report", box=None, pad_edge=False)
    for summary in map(store.summarize, found):
        path = summary.folder.path
        table.add_row(
            summary.started[:16].replace("T", " "),
            summary.candidate,
            f"{summary.answers} of {summary.questions}",
            summary.state,
            str(path / "report.html") if summary.has_report else f"none: {path}",
        )
    output.wide(table)
