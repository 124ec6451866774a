"""Captions: what was said in pieces that can be read while they are heard. Pure.

At most two lines of 42 characters and 7 seconds (the usual limits of broadcasters); broken at the end of a
sentence, a clause or at a pause where that can be, and never across a long pause.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from simulator.analysis.pauses import SHORTEST_S
from simulator.audio import Span
from simulator.transcript import Token, Transcript, texts

LINE_CHARACTERS = 42
LONGEST_S = 7.0
_SHORTEST_S = 1.0  # shorter ones stay on the screen for this long, where there is room
_MOST = 2 * LINE_CHARACTERS

# What a break costs, by what stands before it; a caption more costs 1.
_AFTER_SENTENCE, _AFTER_CLAUSE, _AT_PAUSE, _ANYWHERE = 0.0, 0.3, 0.5, 1.0
_ORPHAN, _ORPHAN_CHARACTERS = 0.7, 12
_CLAUSE_WORTH = 12  # a line break after a comma is worth lines of this much different lengths


@dataclass(frozen=True, slots=True)
class Caption:
    span: Span
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A token's text, or a part of one that is too long for a line."""

    text: str
    span: Span


def captions(transcript: Transcript, *, fillers: bool = True) -> list[Caption]:
    """The whole transcript; captions never overlap, and end with the recording."""
    stretches = transcript.stretches(fillers=fillers)
    found = [
        caption
        for stretch, written in zip(stretches, texts(stretches), strict=True)
        for caption in _broken(_pieces(stretch, written))
    ]
    return _timed(found, transcript.duration_s)


def _pieces(stretch: Sequence[Token], written: Sequence[str]) -> list[_Piece]:
    pieces: list[_Piece] = []
    for token, text in zip(stretch, written, strict=True):
        parts = [text[at : at + LINE_CHARACTERS] for at in range(0, len(text), LINE_CHARACTERS)]
        each_s = token.span.duration_s / max(1, len(parts))
        for number, part in enumerate(parts):
            start_s = token.span.start_s + number * each_s
            pieces.append(_Piece(part, Span(start_s, start_s + each_s)))
    return pieces


def _broken(pieces: Sequence[_Piece]) -> list[Caption]:
    """The cheapest way to break a stretch into captions: dynamic programming over where each begins."""
    count = len(pieces)
    cheapest = [0.0] + [float("inf")] * count
    begins = [0] * (count + 1)
    for first in range(count):
        for last, length in _reach(pieces, first):
            cost = cheapest[first] + _cost(pieces, first, last, length)
            if cost < cheapest[last + 1]:
                cheapest[last + 1], begins[last + 1] = cost, first
    ends = [count]
    while ends[-1] > 0:
        ends.append(begins[ends[-1]])
    return [_caption(pieces[first:end]) for first, end in pairwise(reversed(ends))]


def _reach(pieces: Sequence[_Piece], first: int) -> Iterator[tuple[int, int]]:
    """Which piece a caption that begins at `first` can end with, and its length in characters."""
    lines, used, length = 1, -1, -1
    end_s = 0.0
    for last in range(first, len(pieces)):
        piece = pieces[last]
        length += 1 + len(piece.text)
        used += 1 + len(piece.text)
        if used > LINE_CHARACTERS:
            lines, used = lines + 1, len(piece.text)
        end_s = max(end_s, piece.span.end_s)
        if lines > 2 or (last > first and end_s - pieces[first].span.start_s > LONGEST_S):
            return
        yield last, length


def _cost(pieces: Sequence[_Piece], first: int, last: int, length: int) -> float:
    cost = 1.0 + ((_MOST - length) / _MOST) ** 2
    if last + 1 < len(pieces):
        cost += _break_cost(pieces[last], pieces[last + 1])
    is_whole = first == 0 and last + 1 == len(pieces)
    return cost + (_ORPHAN if length < _ORPHAN_CHARACTERS and not is_whole else 0.0)


def _break_cost(before: _Piece, after: _Piece) -> float:
    last = before.text.rstrip("\"')\u201d\u2019")[-1:]
    if last in (".", "?", "!", "\u2026"):
        return _AFTER_SENTENCE
    if last in (",", ";", ":", "-", "\u2013", "\u2014"):
        return _AFTER_CLAUSE
    return _AT_PAUSE if after.span.start_s - before.span.end_s >= SHORTEST_S else _ANYWHERE


def _lines(words: Sequence[str]) -> tuple[str, ...]:
    """One line where it fits, else two of about the same length, rather broken at a comma."""
    whole = " ".join(words)
    if len(whole) <= LINE_CHARACTERS:
        return (whole,)

    def ugliness(lines: tuple[str, str]) -> int:
        upper, lower = lines
        return abs(len(upper) - len(lower)) - (_CLAUSE_WORTH if upper[-1:] in ",.;:?!" else 0)

    ways = ((" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words)))
    return min((way for way in ways if max(map(len, way)) <= LINE_CHARACTERS), key=ugliness)


def _caption(pieces: Sequence[_Piece]) -> Caption:
    span = Span(pieces[0].span.start_s, max(piece.span.end_s for piece in pieces))
    return Caption(span, _lines([piece.text for piece in pieces]))


def _timed(found: Sequence[Caption], duration_s: float) -> list[Caption]:
    """In whole milliseconds, one after the other, none too short to be read where there is room."""
    starts: list[int] = []
    for caption in found:
        least = starts[-1] + 1 if starts else 0
        starts.append(max(least, round(caption.span.start_s * 1000)))
    last = round(duration_s * 1000)
    limits = [*starts, max(last, starts[-1] + 1) if starts else last][1:]
    timed = []
    for caption, start, limit in zip(found, starts, limits, strict=True):
        wanted = max(round(caption.span.end_s * 1000), start + round(_SHORTEST_S * 1000))
        end = max(start + 1, min(wanted, limit, start + round(LONGEST_S * 1000)))
        timed.append(Caption(Span(start / 1000, end / 1000), caption.lines))
    return timed
