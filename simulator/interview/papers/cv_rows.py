"""A CV's rows made ready for reading: columns and tables laid out downwards, wrapped lines joined. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from simulator.interview.papers.cv_words import section_of
from simulator.interview.papers.dates import dates_in, is_only_dates, without_dates
from simulator.interview.papers.lines import Row, bullet_of
from simulator.interview.papers.verbs import leading_verb
from simulator.interview.papers.word_lists import words_in

_TABLE_HEADS = words_in(
    "period date dates year years from to when employer company organisation organization firm where "
    "position role job and achievements & title post duties responsibilities tasks what description "
    "details activities place location time"
)
_HANGS_ON = re.compile(
    r"(?:[,&/–-]|\b(?:and|or|of|the|a|an|to|in|on|at|for|with|by|from|as|into|per|than|that|which|who"
    r"|their|our|my|its|under|over|between|"
    r"including|through|across|about|around|up|were|was|is|are|using))$"
)  # fmt: skip
_BEGINS_LOW = re.compile(r"[a-z(]|\d+(?:[.,]\d+)?\s?(?:%|k\b|m\b|[a-z]{3,})|[&+%€£$]")
# A line is full when the next word had no room on it; letters differ in width, so not to the last column.
_FULL = 0.88
_NARROWEST, _NARROWEST_WRAPPED = 30, 45
_MOSTLY = 0.6
_LONGEST = 3_000
_LOOKED_AT = 80
_WIDE_ENOUGH = 60  # below, a full line of a list says little


@dataclass(frozen=True, slots=True)
class Item:
    """A point of a list or a paragraph, joined from its rows. `row`: the first of them."""

    row: Row
    text: str
    bullet: bool


def laid_out(rows: Sequence[Row]) -> Iterator[Row]:
    """What stands beside dates or a heading of its own comes below it; a table's cells one by one."""
    for row in rows:
        if row.table:
            heads = all(word in _TABLE_HEADS for cell in row.cells for word in cell.lower().split())
            if not heads:
                yield from (_part(row, cell) for cell in row.cells)
        elif len(row.cells) > 1 and not row.bullet and (_stands_beside(row.cells[0])):
            yield replace(row, text=row.cells[0], cells=(row.cells[0],))
            rest = "   ".join(row.cells[1:])
            yield _part(row, rest, at=max(row.raw.find(row.cells[1]), row.indent + 1))
        else:
            yield row


def _stands_beside(cell: str) -> bool:
    return is_only_dates(cell) or section_of(cell) is not None


def _part(row: Row, text: str, at: int | None = None) -> Row:
    mark, rest = bullet_of(text)
    cells = tuple(cell for cell in rest.split("   ") if cell)
    indent = row.indent if at is None else at
    return replace(
        row, text=" ".join(rest.split()), bullet=mark, indent=indent, cells=cells, table=False, bold=False
    )


def wrap_width(rows: Sequence[Row]) -> int:
    """The column at which this document wraps its lines: nearly the longest, since one may stick out."""
    lengths = sorted(len(row.raw.rstrip()) for row in rows if row.text)
    return max(lengths[int(len(lengths) * 0.95)] if lengths else 0, _NARROWEST)


def is_wrapped(rows: Sequence[Row], width: int) -> bool:
    """Whether this document wraps its lines at all: then those that go on below are full, most of them.

    Notes often hold one thing a line, without bullets; there a line below is the next thing.
    """
    if width < _NARROWEST_WRAPPED:
        return False
    pairs = [
        (row, below)
        for row, below in pairwise(rows)
        if row.text and below.text and not (row.depth or row.table or below.bullet or below.depth)
    ]
    full = sum(_is_full(row, below, width) for row, below in pairs)
    return bool(pairs) and full >= _MOSTLY * len(pairs)


def goes_on_hanging(row: Row, last: Row, first: Row, text: str) -> bool:
    """The same as `continues`, in a document that does not wrap its lines: only where it cannot be else."""
    if row.blank or row.bullet or row.depth or row.bold or row.table or row.number - last.number > 1:
        return False
    hangs = bool(first.bullet) and row.indent > first.indent
    unfinished = bool(_HANGS_ON.search(text[-_LOOKED_AT:]))
    if text.endswith(","):  # in hurried notes a comma may end a line
        unfinished = row.text[:1].islower()
    return len(text) <= _LONGEST and (hangs or unfinished)


def _is_full(row: Row, below: Row, width: int) -> bool:
    return len(row.raw.rstrip()) + 1 + len(below.text.split()[0]) > width * _FULL


def continues(row: Row, last: Row, first: Row, text: str, width: int) -> bool:
    """`row` goes on with the item that began with `first` and so far ends with `last`; `text`: all of it.

    Nothing else tells in a PDF: a line goes on below if it was full, hangs on its last word, or the next
    one begins in the middle of a sentence.
    """
    if row.blank or row.bullet or row.depth or row.bold or row.table or row.number - last.number > 1:
        return False
    if len(text) > _LONGEST:
        return False
    text = text[-_LOOKED_AT:]  # only how it ends matters
    if section_of(row.text) is not None and row.text[:1].isupper():
        return False
    if leading_verb(row.text) is not None and row.text[:1].isupper() and not _HANGS_ON.search(text):
        return False  # a new deed; in a paragraph it begins a sentence anyway
    if _HANGS_ON.search(text) or (_BEGINS_LOW.match(row.text) and not text.endswith(".")):
        return True
    if dates_in(row.text) and len(without_dates(row.text).split()) <= 6 and not row.text.endswith("."):
        return False
    full = _is_full(last, row, width)
    if first.bullet:
        hangs = row.indent > first.indent
        beside = row.indent == first.indent and width >= _WIDE_ENOUGH and not row.text.isupper()
        return hangs or (full and beside and not text.endswith("."))
    return full and (not text.endswith((".", ":")) or row.words > 3)


def joined(text: str, more: str) -> str:
    """Two parts of a wrapped line; a word broken at a hyphen becomes whole without a space."""
    if re.search(r"\w-$", text[-2:]) and more[:1].islower():
        return text + more
    return f"{text} {more}"
