"""Sessions kept: their list, their reports, and what can be done with them.

SESSION is everywhere a folder, a name or a number from the list (`library.find_session`).
"""

from __future__ import annotations

import json
import sys
import webbrowser
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulator.cli.common import PATH, TRANSCRIBE_URL, heard_with, make_report, session_path, settings_of
from simulator.errors import SettingsError, StoreError
from simulator.terminal import output

if TYPE_CHECKING:
    from simulator.store import SessionFolder
    from simulator.summaries import SessionSummary


@click.command()
@click.argument("session", required=False)
@click.option("--model", help="Whisper model for what is not transcribed yet.")
@TRANSCRIBE_URL
def report(session: str | None, model: str | None, transcribe_url: str | None) -> None:
    """Make a session's report anew, completing it first if it was interrupted.

    SESSION is a folder, a name or a number from `second-round sessions`; the newest when left out.
    """
    path = session_path(session)
    make_report(path, settings_of(**heard_with(path, model=model), transcribe_url=transcribe_url))


@dataclass(frozen=True, slots=True)
class _Shelf:
    home: Path
    """Where sessions are kept; it also remembers those made elsewhere."""
    shown: Path
    """What is listed, and what numbers and names are looked up in: `--in`, or home."""

    def find(self, given: str | None) -> SessionFolder:
        from simulator import library

        return library.find_session(self.shown, given)


@click.group(invoke_without_command=True)
@click.option("--in", "folder", type=PATH, help="Another folder with sessions (default: yours).")
@click.option("--paths", is_flag=True, help="Show where each session is instead of its name.")
@click.option("--json", "as_json", is_flag=True, help="The list as JSON, times in UTC.")
@click.pass_context
def sessions(context: click.Context, folder: Path | None, paths: bool, as_json: bool) -> None:
    """List your sessions, oldest first; or open, rename or delete one.

    SESSION is its number or name in this list, or its folder.
    """
    from simulator.paths import sessions_dir

    home = sessions_dir(settings_of().sessions_dir)
    if folder is not None and not folder.is_dir():
        raise SettingsError(f"{folder} is not a folder.")
    context.obj = _Shelf(home, folder or home)
    if context.invoked_subcommand is None:
        _list(context.obj, paths=paths, as_json=as_json)
    elif paths or as_json:
        raise click.UsageError("--paths and --json belong to the list alone.", context)


def _list(shelf: _Shelf, *, paths: bool, as_json: bool) -> None:
    from simulator import library
    from simulator.summaries import summarize

    library.sweep(shelf.home)
    found = [summarize(session) for session in library.find_sessions(shelf.shown)]
    if as_json:
        listed = (_as_dict(number, summary) for number, summary in enumerate(found, start=1))
        output.say(json.dumps(list(listed), indent=1))
    elif found:
        for line in _table(found, paths=paths):
            output.say(line)
    elif shelf.shown != shelf.home:
        output.say(f"No sessions in {shelf.shown}.")
    else:
        output.say("No sessions yet. Start with: second-round rehearse --demo --fast")


def _table(found: list[SessionSummary], *, paths: bool) -> Iterator[str]:
    """Two lines a session: what it was, within 80 columns; and its name, or path, which stays whole."""
    states = [output.printable(summary.state.replace("_", " ")) for summary in found]
    width = max(map(len, states))
    yield f"{'#':>3}  {'started':<16}  {'answers':<8}  {'ended':<{width}}  {'minutes':>7}  {'size':>9}"
    for number, (summary, state) in enumerate(zip(found, states, strict=True), start=1):
        answers = f"{summary.answers} of {summary.questions}"
        resumable = "  resumable" if summary.can_resume else ""
        yield (
            f"{number:>3}  {_local_time(summary):<16}  {answers:<8}  {state:<{width}}"
            f"  {summary.duration_s / 60:>7.1f}  {_megabytes(summary):>9}{resumable}"
        )
        where = str(summary.folder.path) if paths else output.printable(summary.folder.path.name)
        yield f"     {where}" + (f"  ({output.printable(summary.candidate)})" if summary.candidate else "")


def _as_dict(number: int, summary: SessionSummary) -> dict[str, Any]:
    return {
        "number": number,
        "name": summary.folder.path.name,
        "path": str(summary.folder.path.absolute()),
        "started": summary.started.isoformat() if summary.started else None,
        "candidate": summary.candidate,
        "answers": summary.answers,
        "questions": summary.questions,
        "state": summary.state,
        "can_resume": summary.can_resume,
        "duration_s": summary.duration_s,
        "size_bytes": summary.size_bytes,
        "has_report": summary.has_report,
    }


def _local_time(summary: SessionSummary) -> str:
    """The log has UTC; people remember their own clock."""
    return f"{summary.started.astimezone():%Y-%m-%d %H:%M}" if summary.started else "?"


def _megabytes(summary: SessionSummary) -> str:
    return f"{summary.size_bytes / 1e6:.1f} MB"


@sessions.command("open")
@click.argument("session", required=False)
@click.option("--folder", is_flag=True, help="Open nothing: only print where the session's folder is.")
@click.pass_obj
def open_report(shelf: _Shelf, session: str | None, folder: bool) -> None:
    """Open a session's report in the browser, making it first where there is none.

    SESSION is the newest when left out.
    """
    path = shelf.find(session).path
    if folder:
        output.say(str(path))
        return
    page = path / "report.html"
    if page.is_file():
        output.say(f"Report: {page}")
    else:
        make_report(path, settings_of(**heard_with(path)))
    if not webbrowser.open(page.absolute().as_uri()):
        output.notice("No browser could be opened here; the report is one file, open it where there is one.")


@sessions.command()
@click.argument("session")
@click.argument("new_name", metavar="NEW-NAME")
@click.pass_obj
def rename(shelf: _Shelf, session: str, new_name: str) -> None:
    """Give a session's folder a new name."""
    from simulator import library

    renamed = library.rename(shelf.home, shelf.find(session), new_name)
    output.say(f"Renamed: {renamed.path}")


@sessions.command()
@click.argument("session", nargs=-1, required=True)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def delete(shelf: _Shelf, session: tuple[str, ...], yes: bool) -> None:
    """Delete sessions for good: log, sound and reports. Asks first."""
    from simulator import library

    # All are looked up before the first goes: deleting one changes the numbers of the others.
    found = list({folder.path: folder for folder in map(shelf.find, session)}.values())
    for folder in found:
        with folder.locked():
            output.say(_what_goes(folder))
    if not yes and not _agreed():
        output.say("Nothing was deleted.")
        return
    for folder in found:
        foreign = library.delete(shelf.home, folder)
        output.say(f"Deleted: {folder.path}")
        if foreign:
            output.notice(f"Not ours, so it stays there: {', '.join(map(output.printable, foreign))}")


def _what_goes(folder: SessionFolder) -> str:
    from simulator.summaries import summarize

    summary = summarize(folder)
    sound = f"{folder.audio_duration_s() / 60:.1f} minutes of sound"
    answers = f"{summary.answers} answers, {sound}, {_megabytes(summary)}"
    return f"{_local_time(summary)}, {answers}: {folder.path}"


def _agreed() -> bool:
    if not sys.stdin.isatty():
        raise StoreError(
            "Deleting asks first, and there is nobody to ask.",
            kept="Nothing was deleted.",
            next_step="Add --yes to delete without asking.",
        )
    return click.confirm("Delete for good?")
