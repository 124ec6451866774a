"""Figures as they are said and as they are written: "two hundred and sixty thousand", "€2.4m", "11 to 6".
Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Bound = Literal["exact", "at_most", "at_least"]

_UNITS = {
    name: number
    for number, name in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    name: 10 * number
    for number, name in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000, "dozen": 12}
_SHORT = {"k": 1_000, "m": 1_000_000, "bn": 1_000_000_000, "mio": 1_000_000}
_FRACTIONS = {"half": 0.5, "halved": 0.5, "twice": 2.0, "double": 2.0, "doubled": 2.0, "tripled": 3.0}
_WRITTEN = re.compile(r"^[€$£]?(\d{1,3}(?:[,\u202f]\d{3})+|\d+)(\.\d+)?(k|m|bn|mio)?(%|th|st|nd|rd|s|h)?$")
_FACTORS = _SCALES | _SHORT
_AT_MOST = (("up", "to"), ("at", "most"))


@dataclass(frozen=True, slots=True)
class Figure:
    """A number somebody gave, at words `start` to `stop` of the list it was read from."""

    value: float
    start: int
    stop: int
    year: bool = False
    """A calendar year: "2023", "twenty nineteen"."""
    bound: Bound = "exact"


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a word, cut at its hyphens. `closed`: a comma or a full stop follows."""

    text: str
    place: int
    closed: bool


def pieces(words: Sequence[str]) -> list[Piece]:
    """Words in lower case, cut at hyphens, slashes and arrows: "thirty-six-bed" is three."""
    cut: list[Piece] = []
    for place, word in enumerate(words):
        bare = word.lower().strip("\"'()[]")
        parts = [
            part for part in re.split(r"[-\u2013\u2014/\u2192|]", bare.strip(".,!?;:()")) if part.strip(".,")
        ]
        closed = bare.endswith((".", ",", ";", "?", "!", ":"))
        cut += [
            Piece(part.strip(".,()"), place, closed and number == len(parts))
            for number, part in enumerate(parts, start=1)
        ]
    return cut


def figures(words: Sequence[str]) -> list[Figure]:
    """All figures in a list of words, in order. "One" by itself is a pronoun more often than a number."""
    cut = pieces(words)
    found: list[Figure] = []
    at = 0
    while at < len(cut):
        value, after, year = _written(cut, at) or _year(cut, at) or _fraction(cut, at) or _spoken(cut, at)
        if after == at:
            at += 1
            continue
        if not (after == at + 1 and cut[at].text == "one"):
            before = [piece.text for piece in cut[max(0, at - 2) : at]]
            found.append(Figure(value, cut[at].place, cut[after - 1].place + 1, year, _bound(before)))
        at = after
    return found


def _bound(before: Sequence[str]) -> Bound:
    if tuple(before) in _AT_MOST or before[-1:] in (["under"], ["below"], ["maximum"]):
        return "at_most"
    return "at_least" if before[-1:] == ["over"] or tuple(before) == ("more", "than") else "exact"


_Read = tuple[float, int, bool]
"""Value of a figure, the piece after it, whether it is a year."""


def _text(cut: Sequence[Piece], at: int) -> str:
    return cut[at].text if at < len(cut) else ""


def _written(cut: Sequence[Piece], at: int) -> _Read | None:
    match = _WRITTEN.match(cut[at].text)
    if match is None:
        return None
    value = float(re.sub(r"[,\u202f]", "", match[1]) + (match[2] or "")) * _SHORT.get(match[3] or "", 1)
    is_year = len(match[1]) == 4 and not (match[2] or match[3] or match[4]) and 1950 <= value <= 2050
    after = at + 1
    while not cut[after - 1].closed and (factor := _FACTORS.get(_text(cut, after))):
        value, after, is_year = value * factor, after + 1, False
    if not cut[after - 1].closed and [_text(cut, after + step) for step in range(3)] == ["and", "a", "half"]:
        return value + 0.5, after + 3, False
    return value, after, is_year


def _year(cut: Sequence[Piece], at: int) -> _Read | None:
    """ "Twenty nineteen", "twenty twenty-three", "two thousand and nine"."""
    first, second, third, fourth = (_text(cut, at + step) for step in range(4))
    century = {"twenty": 2000, "nineteen": 1900}.get(first)
    if century and _UNITS.get(second, 0) >= 10:
        return century + _UNITS[second], at + 2, True
    if century and second in _TENS:
        unit = _UNITS.get(third, 0)
        return century + _TENS[second] + (unit if unit < 10 else 0), at + (3 if 0 < unit < 10 else 2), True
    if (first, second, third) == ("two", "thousand", "and") and 0 < _UNITS.get(fourth, 0) < 30:
        return 2000 + _UNITS[fourth], at + 4, True
    return None


def _fraction(cut: Sequence[Piece], at: int) -> _Read | None:
    fraction = _FRACTIONS.get(cut[at].text)
    return None if fraction is None else (fraction, at + 1, False)


def _spoken(cut: Sequence[Piece], at: int) -> _Read:
    total = current = 0.0
    smallest = 1_000.0  # "thirty-five" goes on, "thirty fifty" and "one thirty" are two figures
    after = at
    while after < len(cut):
        word, following = cut[after].text, _text(cut, after + 1)
        if word in _UNITS or word in _TENS:
            size = 10.0 if word in _TENS else 1.0
            if size >= smallest or (smallest == 10.0 and _UNITS[word] >= 10):
                break
            current, smallest = current + _UNITS.get(word, 0) + _TENS.get(word, 0), size
        elif word in _SCALES and (after > at or word == "dozen"):
            current, smallest = max(current, 1) * _SCALES[word], 1_000.0
            if _SCALES[word] >= 1000:
                total, current = total + current, 0.0
        elif word in ("a", "an") and after == at and following in _SCALES:
            current = 1.0
        elif word == "and" and after > at and following == "a" and _text(cut, after + 2) == "half":
            return total + current + 0.5, after + 3, False
        elif word == "and" and after > at and _text(cut, after - 1) in _SCALES and _is_number(following):
            pass
        elif word == "point" and after > at and _UNITS.get(following, 10) < 10:
            return total + current + _UNITS[following] / 10, after + 2, False
        else:
            break
        after += 1
        if cut[after - 1].closed:
            break
    return total + current, after, False


def _is_number(word: str) -> bool:
    return word in _UNITS or word in _TENS
