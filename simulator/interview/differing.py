"""Does an answer differ from the CV, from round one or from an earlier answer? Pure; silent rather than wrong.

Only what can be laid side by side is compared: a figure with a figure of the same unit in the same context, a year
with a year, "I was tech lead at X" with the role written for X, "I've never used X" with a CV that lists X. Whatever
merely sounds different is left alone: an interviewer who asks about a difference that is none loses the candidate.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from simulator.interview import vocabulary as v
from simulator.interview.figures import Figure, figures, pieces
from simulator.interview.spoken import Quote, Spoken, Token, spoken, stem

Where = Literal["cv", "round_one", "earlier"]


@dataclass(frozen=True, slots=True)
class Statement:
    """A line that is known already. `heading`: under which role, organisation or dates it stands."""

    text: str
    where: Where
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """`said` differs from `known`, a few words of `statement`."""

    said: Quote
    known: str
    statement: Statement


@dataclass(frozen=True, slots=True)
class _Quantity:
    value: float
    figure: Figure
    unit: frozenset[str]
    """Stems of what is counted; of the words before where nothing follows ("turnover 46m")."""
    kind: Literal["count", "duration", "year", "share"]
    words: tuple[int, int]
    """Places of the figure with its unit."""


_DAYS = {
    "day": 1,
    "week": 7,
    "month": 30.4,
    "year": 365,
    "hour": 1 / 24,
    "minut": 1 / 1440,
    "second": 1 / 86400,
}
_EVERYDAY = frozenset(stem(word) for word in (
    "people person time times day week month year hour minute second team percent euro pound thousand million "
    "thing part half job work project way place side set lot number end new big whole good last first round "
    "company firm colleague question idea problem customer client still present today notes said told"
).split())  # fmt: skip
_ABOUT = frozenset(
    "about around roughly nearly almost some approximately over under abt circa maybe think".split()
)
_RANKS = frozenset("lead leader manager head director chief supervisor principal deputy foreman partner owner founder "
                   "coordinator president".split())  # fmt: skip
_LED = frozenset("led leading headed managed charge supervised supervise ran directed owned co-lead".split())
_TRIED = frozenset(
    "used worked had touched tried done learned learnt seen sold led managed taught built".split()
)
_NOT_SO = frozenset("would i'd i'll we'd will if imagine suppose say".split())
"""A plan, a guess, an example: no fact is told."""
_FURTHEST = 6.0
"""Two durations further apart than this (as a ratio) are of different things, not one told differently."""
_RARE = 2  # statements in which a word may stand and still tell which of them is meant


def differences(said: Spoken, known: Sequence[Statement]) -> list[Difference]:
    """What differs, the surest first; empty when nothing does or nothing can be told."""
    if not known or not said.words:
        return []
    rarity = Counter(word for text in _distinct(known) for word in _content(spoken(text).words))
    found = _ranks(said, known) + _never(said, known) + _quantities(said, known, rarity)
    return found


def _distinct(known: Sequence[Statement]) -> set[str]:
    """Texts and headings, each once: a heading stands over many lines."""
    return {text for statement in known for text in (statement.text, statement.heading) if text}


@dataclass(frozen=True, slots=True)
class _Read:
    words: tuple[Token, ...]
    content: frozenset[str]
    quantities: tuple[_Quantity, ...]


@lru_cache(maxsize=4_000)
def _statement(statement: Statement) -> _Read:
    words = spoken(statement.text).words
    heading = spoken(statement.heading).words
    return _Read(words, _content(words) | _content(heading), tuple(_read(words)))


def _content(words: Sequence[Token]) -> frozenset[str]:
    texts = [piece.text for piece in pieces([word.norm for word in words])]
    return frozenset(
        stem(text)
        for text in texts
        if len(text) > 2
        and text not in v.COMMON
        and not figures([text])
        and not any(character.isdigit() for character in text)
    )


def _read(words: Sequence[Token]) -> list[_Quantity]:
    """The figures of a line with what they count."""
    found = figures([word.text for word in words])
    starts = {figure.start for figure in found}
    quantities: list[_Quantity] = []
    for figure in reversed(found):
        unit, stop = _unit_after(words, figure, starts)
        follows = next((q for q in quantities if _is_pair(words, figure.stop, q.figure.start)), None)
        if not unit and follows is not None:
            unit, stop = set(follows.unit), figure.stop
        start = figure.start
        if not unit:
            unit, start = _unit_before(words, figure)
        value, kind = _sized(figure, unit)
        if kind == "duration" and start < figure.start:
            continue  # "one week in five"
        quantities.append(_Quantity(value, figure, frozenset(unit), kind, (start, stop)))
    return _completed(words, quantities[::-1])


def _completed(words: Sequence[Token], quantities: Sequence[_Quantity]) -> list[_Quantity]:
    """ "Turnover between 5m and 120m": the second figure counts what the first one does."""
    done: list[_Quantity] = []
    for quantity in quantities:
        last = done[-1] if done else None
        if (
            not quantity.unit
            and last
            and last.unit
            and _is_pair(words, last.figure.stop, quantity.figure.start)
        ):
            done[-1] = replace(last, words=(last.words[0], quantity.words[1]))
            quantity = replace(quantity, unit=last.unit, kind=last.kind, words=done[-1].words)
        done.append(quantity)
    return done


def _is_pair(words: Sequence[Token], stop: int, start: int) -> bool:
    """ "From 45 to 25 minutes": what stands between two figures joins them."""
    between = [word.norm for word in words[stop:start]]
    return 0 < len(between) <= 2 and between[0] in ("to", "and", "or", "down", "\u2192")


def _unit_after(words: Sequence[Token], figure: Figure, starts: set[int]) -> tuple[set[str], int]:
    """Up to two words that follow in the same clause, hyphenated ones included."""
    own = [p.text for p in pieces([words[figure.stop - 1].text]) if p.text.isalpha()]
    unit = {stem(own[-1])} if len(own) > 1 and not figures([own[-1]]) else set()
    if words[figure.stop - 1].text.rstrip(".,").endswith("%"):
        unit.add("percent")
    stop = figure.stop
    if words[figure.stop - 1].text.endswith((",", ".", ";", ")")):
        return unit, stop
    for place in range(figure.stop, min(len(words), figure.stop + 3)):
        word = words[place]
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


def _sized(figure: Figure, unit: set[str]) -> tuple[float, Literal["count", "duration", "year", "share"]]:
    if figure.year:
        return figure.value, "year"
    if "percent" in unit:
        return figure.value, "share"
    days = next(
        (_DAYS[word] for word in ("year", "month", "week", "day", "hour", "minut", "second") if word in unit),
        None,
    )
    only_time = all(word in _DAYS or word in ("work", "millisecond") for word in unit)
    if days and only_time:
        return figure.value * days, "duration"
    return figure.value, "count"


def _quantities(said: Spoken, known: Sequence[Statement], rarity: Counter[str]) -> list[Difference]:
    found: list[tuple[float, Difference]] = []
    for number, sentence in enumerate(said.sentences):
        before = said.sentences[number - 1] if number else ()
        if any(word.norm in _NOT_SO for word in sentence):
            continue
        near, wide = _content(sentence), _content(sentence) | _content(before)
        for quantity in _read(sentence):
            if difference := _differing(said, sentence, quantity, near, wide, known, rarity):
                found.append(difference)
    return [difference for _, difference in sorted(found, key=lambda pair: -pair[0])]


def _differing(
    said: Spoken,
    sentence: Sequence[Token],
    quantity: _Quantity,
    near: frozenset[str],
    wide: frozenset[str],
    known: Sequence[Statement],
    rarity: Counter[str],
) -> tuple[float, Difference] | None:
    """The best matching statement that gives another figure; None as soon as one agrees."""
    best: tuple[float, Statement, _Quantity] | None = None
    for statement in known:
        read = _statement(statement)
        for other in read.quantities:
            if other.kind != quantity.kind:
                continue
            if _agree(quantity, other, read, sentence) and _related(
                quantity, other, wide, read.content, rarity
            ):
                return None
            weight = _sameness(quantity, other, near, wide, read.content, rarity)
            if weight and (best is None or weight > best[0]):
                best = (weight, statement, other)
    if best is None:
        return None
    weight, statement, other = best
    start, stop = quantity.words
    start, stop = _widened(sentence, start, stop)
    quote = said.quote(sentence[start].index, sentence[stop - 1].index + 1)
    words = _statement(statement).words
    start, stop = _widened(words, *other.words)
    return weight, Difference(quote, _words(words[start:stop]), statement)


def _widened(words: Sequence[Token], start: int, stop: int) -> tuple[int, int]:
    """A figure that tells too little by itself ("14 months") with the words of its clause before it."""
    first = start
    while stop - first < _ENOUGH and first > 0 and words[first - 1].clause == words[start].clause:
        first -= 1
    while first < start and words[first].norm in _NO_BEGINNING:
        first += 1
    return first, stop


_ENOUGH = 6  # words of a figure with what it belongs to
_NO_BEGINNING = frozenset(
    "and but so because then which that who of to with for it's is was a the or".split()
)


def _words(words: Sequence[Token]) -> str:
    return " ".join(word.text for word in words).strip(' ,;:.()"')


def _agree(one: _Quantity, other: _Quantity, read: _Read, sentence: Sequence[Token]) -> bool:
    """The same figure, a rounding of it, or one within the bounds that the line gives."""
    if one.kind == "year":
        years = [q.value for q in read.quantities if q.kind == "year"]
        return one.value in years or (len(years) > 1 and min(years) <= one.value <= max(years))
    if one.kind == "count" and not one.unit & other.unit:
        return False
    start = one.figure.start
    loose = bool({word.norm for word in sentence[max(0, start - 3) : start]} & _ABOUT)
    tolerance = 0.2 if loose else 0.05
    if abs(one.value - other.value) <= tolerance * max(one.value, other.value):
        return True
    if other.figure.bound == "at_most" and one.value <= other.value:
        return True
    if one.kind != "duration" and (one.figure.bound != "exact" or other.figure.bound == "at_least"):
        return True
    family = [q.value for q in read.quantities if q.kind == one.kind and q.unit & other.unit]
    return len(family) > 1 and min(family) <= one.value <= max(family)


def _related(
    one: _Quantity, other: _Quantity, wide: frozenset[str], content: frozenset[str], rarity: Counter[str]
) -> bool:
    return one.kind == "share" or bool(_telling(one, other)) or bool(_rare(wide & content, rarity))


def _telling(one: _Quantity, other: _Quantity) -> set[str]:
    return {word for word in one.unit & other.unit if word not in _EVERYDAY and word not in _DAYS}


def _sameness(
    one: _Quantity,
    other: _Quantity,
    near: frozenset[str],
    wide: frozenset[str],
    content: frozenset[str],
    rarity: Counter[str],
) -> float:
    """How surely two figures speak of the same thing; 0: not surely enough.

    The unit must be the same. A telling unit ("beds") needs two more words that few lines share, in the sentence or
    the one before; an everyday one ("people", "%", a duration) and a year need both in the same sentence.
    """
    unit = one.unit & other.unit
    telling = _telling(one, other)
    if one.kind == "count" and not unit:
        return 0.0
    shared_near = _rare((near & content) - unit, rarity)
    shared_wide = _rare((wide & content) - unit, rarity)
    if one.kind == "count" and telling:
        return 1.0 + len(shared_wide) if len(shared_wide) >= 2 else 0.0
    apart = max(one.value, other.value) / max(min(one.value, other.value), 1e-9)
    if one.kind == "duration" and apart > _FURTHEST:
        return 0.0
    return 0.5 + len(shared_near) if len(shared_near) >= 2 else 0.0


def _rare(shared: frozenset[str], rarity: Counter[str]) -> set[str]:
    return {word for word in shared if word not in _EVERYDAY and rarity[word] <= _RARE + 1}


def _ranks(said: Spoken, known: Sequence[Statement]) -> list[Difference]:
    """ "I was tech lead at Tillbury": the lines about Tillbury name another role."""
    found = []
    for sentence in said.sentences:
        norms = [word.norm for word in sentence]
        for place, norm in enumerate(norms):
            if norm not in _RANKS or not _is_own_role(norms, place):
                continue
            places = [
                w for w in sentence[place + 1 : place + 6] if w.named and w.norm not in ("i", "i'd", "i've")
            ]
            lines = [
                s
                for s in known
                if s.where == "cv" and any(w.norm.removesuffix("'s") in _all_words(s) for w in places)
            ]
            roles = frozenset(word for line in lines for word in _all_words(line))
            if lines and not roles & (_RANKS | _LED):
                start = _own_role_start(norms, place)
                role = max(lines, key=lambda line: len(line.heading) > 0)
                quote = said.quote(sentence[start].index, places[0].index + 1)
                found.append(Difference(quote, _role_line(role), role))
    return found


def _role_line(statement: Statement) -> str:
    text = statement.heading or statement.text
    plain = re.sub(r"[*_#>]+", "", text)
    undated = re.split(r"\b(?:\d{1,2}/)?(?:19|20)\d\d\b|\b(?:since|from)\b|(?<=[a-z])\. |;", plain)[0]
    undated = re.sub(rf"[\s,(|\u2013\u2014-]*\b(?:{_MONTHS})\w*\s*$", "", undated, flags=re.IGNORECASE)
    return " ".join(undated.split()[:8]).strip(" ,;:-\u2013\u2014|(")


_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"


def _all_words(statement: Statement) -> frozenset[str]:
    words = (*spoken(statement.heading).words, *_statement(statement).words)
    return frozenset(word.norm.strip("*_#").removesuffix("'s") for word in words)


def _own_role_start(norms: Sequence[str], place: int) -> int:
    start = place
    while (
        start > 0
        and place - start < 3
        and norms[start - 1] not in ("was", "been", "as", "am", "i'm", "became", "a", "the")
    ):
        start -= 1
    return start


def _is_own_role(norms: Sequence[str], place: int) -> bool:
    """ "I was (the) tech lead", "I've been head of", "as a team leader"."""
    before = norms[max(0, place - 5) : place]
    if "with" in before or "to" in before or "my" in before or "our" in before:
        return False
    verb = [at for at, word in enumerate(before) if word in ("was", "been", "as", "became", "am", "i'm")]
    return bool(verb) and ("i" in before or "i've" in before or "i'm" in before)


def _never(said: Spoken, known: Sequence[Statement]) -> list[Difference]:
    """ "I've never used Salesforce": the CV says where."""
    found = []
    for sentence in said.sentences:
        norms = [word.norm for word in sentence]
        for place, norm in enumerate(norms):
            if norm != "never" or not place or norms[place - 1] not in ("i've", "i", "have", "we've"):
                continue
            after = sentence[place + 1 : place + 6]
            if not after or after[0].norm not in _TRIED:
                continue
            name = next((w for w in after[1:] if w.named and w.norm not in v.COMMON), None)
            if name is None:
                continue
            lines = [s for s in known if name.norm in _all_words(s)]
            if lines and not any(re.search(r"\b(never|no|not)\b", line.text.lower()) for line in lines):
                line = min(
                    (s for s in lines), key=lambda s: (s.where != "cv", len(s.text.split()) < 4, len(s.text))
                )
                found.append(Difference(said.quote(after[0].index - 1, name.index + 1), line.text, line))
    return found
