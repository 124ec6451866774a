"""The columns of a PDF's page: which rows stand side by side, and in which order a person reads them."""

from __future__ import annotations

from dataclasses import dataclass

GUTTER = 1.1
"""Width of the gap between two columns, in font sizes; within a line gaps are narrower."""
_FEWEST_ROWS = 5


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand together. Points; y grows upwards."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool


Row = list[Piece]


def columns(rows: list[Row], usual: float) -> list[list[Row]]:
    """The page in reading order: what is above two columns, the left one, the right one, what is below."""
    if len(rows) < _FEWEST_ROWS:
        return [rows] if rows else []
    best: tuple[int, int, int, float] | None = None
    for at in sorted({round(piece.left) - 1.0 for row in rows for piece in row}):
        for begin, end in _stretches(rows, at, usual):
            if (best is None or end - begin > best[0]) and _parts(rows[begin:end], at):
                best = (end - begin, begin, end, at)
    if best is None:
        return [rows]
    _, begin, end, at = best
    left = [part for row in rows[begin:end] if (part := [piece for piece in row if piece.left < at])]
    right = [part for row in rows[begin:end] if (part := [piece for piece in row if piece.left >= at])]
    above, below = rows[:begin], rows[end:]
    return [
        *(columns(above, usual) if above else []),
        *columns(left, usual),
        *columns(right, usual),
        *(columns(below, usual) if below else []),
    ]


def _stretches(rows: list[Row], at: float, usual: float) -> list[tuple[int, int]]:
    """Rows without a break that leave a gutter before `at`, with something on both sides of it."""
    found: list[tuple[int, int]] = []
    begin = 0
    for index in range(len(rows) + 1):
        crossed = index == len(rows) or any(
            piece.left < at and piece.right > at - GUTTER * usual * 0.8 for piece in rows[index]
        )
        if crossed:
            if index - begin >= _FEWEST_ROWS:
                found.append((begin, index))
            begin = index + 1
    return found


def _parts(rows: list[Row], at: float) -> bool:
    """Both sides are columns: several rows of words, not dates, headings or bullets beside their text."""
    left = [" ".join(p.text for p in row if p.left < at) for row in rows if any(p.left < at for p in row)]
    right = [" ".join(p.text for p in row if p.left >= at) for row in rows if any(p.left >= at for p in row)]
    if min(len(left), len(right)) < _FEWEST_ROWS or min(len(left), len(right)) < 0.2 * len(rows):
        return False
    worded = [
        [text for text in side if sum(letter.isalpha() for letter in text) >= 4] for side in (left, right)
    ]
    if min(map(len, worded)) < _FEWEST_ROWS:
        return False
    dated = [sum(_is_dated(text) for text in side) / len(side) for side in (left, right)]
    return max(dated) < 0.4


def _is_dated(text: str) -> bool:
    digits = sum(letter.isdigit() for letter in text)
    return digits >= 2 and len(text) <= 26 and sum(letter.isalpha() for letter in text) <= 16
