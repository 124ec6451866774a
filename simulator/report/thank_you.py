"""Notes of thanks as Markdown to be edited: the letter first, then where each paragraph comes from. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.interview.thank_you import WITHIN_HOURS, Note
from simulator.report.clock import from_to


def as_markdown(notes: Sequence[Note], *, held: str = "", until: str = "", session: str = "") -> str:
    """All notes of a session.

    Args:
        held: when the conversation ended, as people read it; `until`: a day later.
        session: what the session is called.
    """
    reminder = f"Send it within {WITHIN_HOURS} hours" + (f", by {until}." if until else ".")
    about = " ".join(part for part in (session, f"({held})" if held else "") if part)
    parts = [f"<!-- Draft from {about}. {reminder} One note for each who asked. Change what you like. -->"]
    parts += [_note(note) for note in notes]
    return "\n\n".join(parts) + "\n"


def _note(note: Note) -> str:
    name = note.interviewer or "[name]"
    letter = [
        f"# Thank you, {name}",
        f"Dear {name},",
        *(_safe(paragraph.text) for paragraph in note.paragraphs),
    ]
    letter.append("Kind regards,  \n[your name]")
    quoted = [paragraph for paragraph in note.paragraphs if paragraph.moments]
    below: list[str] = []
    if quoted:
        below.append("## Where this comes from (not part of the note)")
        below.append(
            "\n".join(
                f"- at {', '.join(map(from_to, each.moments))}: {each.why}: {_safe(each.text)[:80]}..."
                for each in quoted
            )
        )
    if note.missed is not None:
        below.append("## A point that did not come up")
        below.append(
            f"Your CV says: \u201c{_safe(note.missed.text)}\u201d Nothing of it was said this time. "
            "If it matters for the job, one sentence about it can go in before the last paragraph."
        )
    return "\n\n".join([*letter, *below])


def _safe(text: str) -> str:
    """What was said is text, whatever signs a transcript holds."""
    return text.replace("<!--", "").replace("-->", "").replace("\n", " ").strip()
