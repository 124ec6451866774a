"""A job ad or notes cut into statements, each below its heading. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simulator.interview.papers.cv_rows import continues, goes_on_hanging, is_wrapped, joined, wrap_width
from simulator.interview.papers.lines import Row, rows_of
from simulator.interview.papers.sentences import sentences_of

_LONGEST_HEADING_WORDS = 8
_LONGEST_TITLE_WORDS = 14


@dataclass(frozen=True, slots=True)
class Heading:
    row: Row
    text: str
    title: bool
    """The first line of the document: what it is about."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A point of a list, whole, or a sentence of a paragraph."""

    row: Row
    text: str
    bullet: bool


def statements_of(lines: Sequence[str]) -> Iterator[Heading | Statement]:
    """Headings and statements, in order; wrapped lines joined, table rows as one statement."""
    rows = rows_of(lines)
    width = wrap_width(rows)
    wrapped = is_wrapped(rows, width)
    filled = [row for row in rows if not row.blank]
    at = 0
    for row in (iterator := iter(rows)):
        at = row.number
        if row.blank:
            continue
        first = bool(filled) and row is filled[0]
        if _is_heading(row, rows, first=first):
            yield Heading(row, row.text.rstrip(" :"), first)
            continue
        text, last = ", ".join(row.cells) if row.table else row.text, row
        while at < len(rows) and (
            continues(rows[at], last, row, text, width)
            if wrapped
            else goes_on_hanging(rows[at], last, row, text)
        ):
            last = next(iterator)
            text = joined(text, last.text)
            at = last.number
        if row.bullet:
            yield Statement(row, text, True)
        else:
            yield from (Statement(row, sentence, False) for sentence in sentences_of(text))


def _is_heading(row: Row, rows: Sequence[Row], *, first: bool) -> bool:
    if row.depth:
        return True
    if row.bullet or row.table or row.text.endswith((".", "!", "?", ";")):
        return False
    if first and row.words <= _LONGEST_TITLE_WORDS:
        return True
    told = re.sub(r"\([^)]*\)", "", row.text)  # "Round one (H. Baas + HR, 1 hr)"
    if len(told.split()) > _LONGEST_HEADING_WORDS and not _wholly_bold(row):
        return False
    before = rows[row.number - 2] if row.number > 1 else None
    after = rows[row.number] if row.number < len(rows) else None
    apart = before is None or before.blank
    leads_to = after is None or after.blank or bool(after.bullet)
    return row.text.endswith(":") or _wholly_bold(row) or (row.text.isupper() and apart) or (
        apart and leads_to and _opens_a_list(row, rows)
    )  # fmt: skip


def _wholly_bold(row: Row) -> bool:
    return re.fullmatch(r"(\*\*|__)[^*_]+\1:?", row.raw.strip()) is not None


def _opens_a_list(row: Row, rows: Sequence[Row]) -> bool:
    """What follows, blank lines apart, is a list, or sentences under a short line."""
    following = next((other for other in rows[row.number :] if not other.blank), None)
    return (
        following is not None
        and not following.depth
        and (bool(following.bullet) or following.words > 2 * row.words)
    )
