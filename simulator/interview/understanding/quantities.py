"""Figures with what they count: "thirty-six-bed ward" is 36 beds, "two and a half years" a duration. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from simulator.interview.understanding import vocabulary as v
from simulator.interview.understanding.figures import Figure, figures, pieces
from simulator.interview.understanding.spoken import Token, stem

Kind = Literal["count", "duration", "year", "share"]
DAYS = {
    "day": 1,
    "week": 7,
    "month": 30.4,
    "year": 365,
    "hour": 1 / 24,
    "minut": 1 / 1440,
    "second": 1 / 86400,
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure of a line of words."""

    value: float
    figure: Figure
    unit: frozenset[str]
    """Stems of what is counted; of the words before where nothing follows ("turnover 46m")."""
    kind: Kind
    words: tuple[int, int]
    """Places of the figure with its unit."""


def quantities_in(words: Sequence[Token]) -> list[Quantity]:
    """The figures of a line with what they count."""
    found = figures([word.text for word in words])
    starts = {figure.start for figure in found}
    quantities: list[Quantity] = []
    for figure in reversed(found):
        unit, stop = _unit_after(words, figure, starts)
        follows = next((q for q in quantities if is_pair(words, figure.stop, q.figure.start)), None)
        if not unit and follows is not None:
            unit, stop = set(follows.unit), figure.stop
        start = figure.start
        if not unit:
            unit, start = _unit_before(words, figure)
        value, kind = _sized(figure, unit)
        if kind == "duration" and start < figure.start:
            continue  # "one week in five"
        quantities.append(Quantity(value, figure, frozenset(unit), kind, (start, stop)))
    return _completed(words, quantities[::-1])


def _completed(words: Sequence[Token], quantities: Sequence[Quantity]) -> list[Quantity]:
    """ "Turnover between 5m and 120m": the second figure counts what the first one does."""
    done: list[Quantity] = []
    for quantity in quantities:
        last = done[-1] if done else None
        if (
            not quantity.unit
            and last
            and last.unit
            and is_pair(words, last.figure.stop, quantity.figure.start)
        ):
            done[-1] = replace(last, words=(last.words[0], quantity.words[1]))
            quantity = replace(quantity, unit=last.unit, kind=last.kind, words=done[-1].words)
        done.append(quantity)
    return done


def is_pair(words: Sequence[Token], stop: int, start: int) -> bool:
    """ "From 45 to 25 minutes": what stands between two figures joins them."""
    between = [word.norm for word in words[stop:start]]
    return 0 < len(between) <= 2 and between[0] in ("to", "and", "or", "down", "\u2192")


def _unit_after(words: Sequence[Token], figure: Figure, starts: set[int]) -> tuple[set[str], int]:
    """Up to two words that follow in the same clause, hyphenated ones included."""
    own = [p.text for p in pieces([words[figure.stop - 1].text])]  # "36-bed", "thirty-six-bed"
    joined = len(own) > 1 and own[-1].isalpha() and not figures([own[-1]])
    unit = {stem(own[-1])} if joined else set()
    if words[figure.stop - 1].text.rstrip(".,").endswith("%"):
        unit.add("percent")
    stop = figure.stop
    if words[figure.stop - 1].text.endswith((",", ".", ";", ")")):
        return unit, stop
    for place in range(figure.stop, min(len(words), figure.stop + 3)):
        word = words[place]
        following = stem(words[place + 1].norm) if place + 1 < len(words) else ""
        if word.norm in ("a", "an", "per", "each", "every") and following in DAYS:
            return unit | {f"per {following}"}, place + 2
        if place in starts or word.norm in (
            "to",
            "and",
            "but",
            "or",
            "in",
            "from",
            "by",
            "with",
            "for",
            "at",
            "on",
            "over",
            "within",
            "during",
        ):
            break
        if word.norm in ("%", "percent", "per") or (word.norm not in v.COMMON and word.norm.isalpha()):
            unit.add("percent" if word.norm in ("%", "percent") else stem(word.norm))
            stop = place + 1
        if len(unit) == 2 or word.text.endswith((",", ".", ";", ")")):
            break
    return unit, stop


def _unit_before(words: Sequence[Token], figure: Figure) -> tuple[set[str], int]:
    """ "A team of nine", "turnover between 5m and 120m"."""
    for place in range(figure.start - 1, max(-1, figure.start - 5), -1):
        norm = words[place].norm
        if norm.isalpha() and norm not in v.COMMON and norm not in ("between", "under", "around", "million"):
            if not any(figures([words[other].text]) for other in range(place, figure.start)):
                return {stem(norm)}, place
            continue
    return set(), figure.start


def _sized(figure: Figure, unit: set[str]) -> tuple[float, Kind]:
    if figure.year:
        return figure.value, "year"
    if "percent" in unit:
        return figure.value, "share"
    days = next(
        (DAYS[word] for word in ("year", "month", "week", "day", "hour", "minut", "second") if word in unit),
        None,
    )
    only_time = all(word in DAYS or word in ("work", "millisecond") for word in unit)
    if days and only_time:
        return figure.value * days, "duration"
    return figure.value, "count"
