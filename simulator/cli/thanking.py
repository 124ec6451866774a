"""After the interview: a note of thanks, drafted from what was said."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli.common import PATH, session_path
from simulator.errors import StoreError
from simulator.terminal import output

if TYPE_CHECKING:
    from simulator.events import Record

_NAME = "thank-you.md"


@click.command("thank-you")
@click.argument("session", required=False)
@click.option("--out", type=PATH, help="The file to write (default: thank-you.md in the session's folder).")
def thank_you(session: str | None, out: Path | None) -> None:
    """Draft a note of thanks from what was said, to be edited and sent within 24 hours.

    One note for each interviewer, in one Markdown file; every paragraph names the moment it comes from. A
    file that is there already is never overwritten. SESSION is a folder, a name or a number from
    `second-round sessions`; the newest when left out.

    \b
    Examples:
      second-round thank-you
      second-round thank-you 3 --out note.md
    """
    from simulator import eventlog, store
    from simulator.events import QuestionAsked
    from simulator.exports.files import write_whole
    from simulator.interview.dossier import dossier_in
    from simulator.interview.papers.matching import most_telling
    from simulator.interview.plan import plan_in
    from simulator.interview.thank_you import WITHIN_HOURS, notes_from
    from simulator.report.thank_you import as_markdown

    folder = store.open_existing(session_path(session))
    records, _ = eventlog.read(folder.log_path)
    events = [record.event for record in records]
    dossier, plan = dossier_in(events), plan_in(events)
    claims = [claim for claim, _, _ in most_telling(dossier.claims, dossier.needs)]
    cast = plan.cast if plan else ()
    asked_by = {
        event.number: cast[event.question.asker].name
        for event in events
        if isinstance(event, QuestionAsked) and cast
    }
    notes = notes_from(events, claims, asked_by)
    if not notes:
        raise StoreError(
            f"Nothing that was said is written down in {folder.path.name}: a note would be made up.",
            kept="The session is kept.",
            next_step=f"If it was interrupted, run `second-round report {folder.path}` first.",
        )
    ended = _ended(records)
    until = ended + timedelta(hours=WITHIN_HOURS) if ended else None
    text = as_markdown(
        notes,
        held=f"{ended:%A %d %B %Y, %H:%M}" if ended else "",
        until=f"{until:%A %d %B, %H:%M}" if until else "",
        session=output.printable(folder.path.name),
    )
    path = write_whole(out or folder.path / _NAME, text, force=False)
    output.say(f"Note: {path}")
    if until is not None:
        output.say(f"Read it, change it, and send it by {until:%A, %H:%M}: within {WITHIN_HOURS} hours.")


def _ended(records: list[Record]) -> datetime | None:
    """When the conversation ended, on the person's own clock; None where the log does not tell."""
    walls = [record.wall for record in records if record.event.at_s is not None]
    try:
        return datetime.fromisoformat(walls[-1]).astimezone()
    except (IndexError, ValueError):
        return None
