"""Does an answer differ from the CV, from round one or from an earlier answer? Pure; silent rather than
wrong.

Only what can be laid side by side is compared: a figure with a figure of the same unit in the same
context, a year with a year, "I was tech lead at X" with the role written for X, "I've never used X" with
a CV that lists X. Whatever merely sounds different is left alone: an interviewer who asks about a
difference that is none loses the candidate."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from simulator.interview.understanding.known import Difference, Line, Statement, content, line_of, words_of
from simulator.interview.understanding.misheard import as_known
from simulator.interview.understanding.quantities import DAYS, Quantity, is_pair, quantities_in
from simulator.interview.understanding.roles import roles, terms, untried
from simulator.interview.understanding.spoken import Spoken, Token, spoken, stem, word_set

_EVERYDAY = frozenset(
    stem(word)
    for word in word_set(
        "person people time times day days week weeks month months year years hour hours minute "
        "minutes second team percent euro euros pound pounds dollar thousand million things thing "
        "part half job work idea project way place side set lot number end new big whole good last "
        "first round company firm colleague question problem customer client still present today "
        "notes said told"
    )
)
"""They stand beside figures of every kind: alone they do not say that two figures are of one thing."""
_ABOUT = word_set("about around roughly nearly almost some approximately over under abt circa maybe think")
_NOT_SO = word_set("would i'd i'll we'd will if imagine suppose say")
"""A plan, a guess, an example: no fact is told."""
_FURTHEST = 6.0
"""Two durations further apart than this (as a ratio) are of different things, not one told differently."""
_BREATHS = 20  # words of short sentences that are read together
_RARE = 3  # lines in which a word may stand and still tell which of them is meant;
_RARE_SHARE = 0.1  # or so many of all lines, where there are more


def differences(said: Spoken, known: Sequence[Statement]) -> list[Difference]:
    """What differs, the surest first; empty when nothing does or nothing can be told."""
    if not known or not said.words:
        return []
    texts = _distinct(known)
    held = Counter(word for text in texts for word in content(spoken(text).words))
    limit = max(_RARE, _RARE_SHARE * len(texts))
    rare = frozenset(word for word, lines in held.items() if lines <= limit and word not in _EVERYDAY)
    said = as_known(said, (word for statement in known for word in words_of(statement)))
    return roles(said, known) + terms(said, known) + untried(said, known) + _quantities(said, known, rare)


def _distinct(known: Sequence[Statement]) -> set[str]:
    """Texts and headings, each once: a heading stands over many lines."""
    return {text for statement in known for text in (statement.text, statement.heading) if text}


def _quantities(said: Spoken, known: Sequence[Statement], rare: frozenset[str]) -> list[Difference]:
    found: list[tuple[float, Difference]] = []
    for number, sentence in enumerate(said.sentences):
        if any(word.norm in _NOT_SO for word in sentence):
            continue
        wide = content(sentence) | content(_before(said, number))
        quantities = quantities_in(sentence)
        for quantity in quantities:
            near = content(sentence if quantity.kind == "year" else _governing(sentence, quantity))
            others = [other for other in quantities if other is not quantity]
            if difference := _differing(said, sentence, quantity, others, near, wide, known, rare):
                found.append(difference)
    return [difference for _, difference in sorted(found, key=lambda pair: -pair[0])]


def _before(said: Spoken, number: int) -> list[Token]:
    """The sentence before, and those before it while they are short: Whisper ends one at every breath."""
    words: list[Token] = []
    for sentence in reversed(said.sentences[:number]):
        if words and len(words) + len(sentence) > _BREATHS:
            break
        words = [*sentence, *words]
    return words


def _differing(
    said: Spoken,
    sentence: Sequence[Token],
    quantity: Quantity,
    others: Sequence[Quantity],
    near: frozenset[str],
    wide: frozenset[str],
    known: Sequence[Statement],
    rare: frozenset[str],
) -> tuple[float, Difference] | None:
    """The best matching statement that gives another figure; None as soon as one agrees."""
    best: tuple[float, Statement, Quantity] | None = None
    for statement in known:
        read = line_of(statement)
        for other in read.quantities:
            if other.kind != quantity.kind:
                continue
            if _agree(quantity, other, read, sentence) and _related(
                quantity, other, wide, read.content, rare
            ):
                return None
            told_too = quantity.kind != "year" and any(
                also.kind == quantity.kind and _agree(also, other, read, sentence) for also in others
            )
            if told_too and not _is_range(read, other):
                continue  # "six weeks, so one and a half months"
            content = read.own if quantity.kind == "year" else read.content
            needed = 1 if told_too else 2  # "from 11" agrees already: the pair is the same
            weight = _sameness(quantity, other, near, wide, content, rare, needed)
            if weight and (best is None or weight > best[0]):
                best = (weight, statement, other)
    if best is None:
        return None
    weight, statement, other = best
    start, stop = quantity.words
    start, stop = _widened(sentence, start, stop)
    quote = said.quote(sentence[start].index, sentence[stop - 1].index + 1)
    return weight, Difference(quote, _known_words(line_of(statement), other), statement)


def _known_words(read: Line, quantity: Quantity) -> str:
    """The line's figure with what belongs to it; both figures of a pair, both years of a range."""
    years = [q.value for q in read.quantities if q.kind == "year"]
    if quantity.kind == "year" and len(years) > 1:
        return f"{min(years):.0f} to {max(years):.0f}"
    start, stop = _widened(read.words, *quantity.words)
    pair = (q for q in read.quantities if is_pair(read.words, quantity.figure.stop, q.figure.start))
    stop = max([stop, *(q.words[1] for q in pair)])
    return _words(read.words[start:stop])


def _is_range(read: Line, quantity: Quantity) -> bool:
    """The line gives several figures of that unit ("from 34 to 28 percent")."""
    return sum(q.kind == quantity.kind and bool(q.unit & quantity.unit) for q in read.quantities) > 1


def _governing(sentence: Sequence[Token], quantity: Quantity) -> Sequence[Token]:
    """The words that a figure belongs to: its clause where that has a subject of its own, else the
    sentence.
    """
    number = sentence[quantity.figure.start].clause
    own = [word for word in sentence if word.clause == number]
    return own if {word.norm for word in own} & _SUBJECTS else sentence


_SUBJECTS = word_set("i i've i'd we we've we'd he she it they it's")


def _widened(words: Sequence[Token], start: int, stop: int) -> tuple[int, int]:
    """A figure that tells too little by itself ("14 months") with the words of its clause before it."""
    first = start
    while stop - first < _ENOUGH and first > 0 and words[first - 1].clause == words[start].clause:
        first -= 1
    while first < start and words[first].norm in _NO_BEGINNING:
        first += 1
    return first, stop


_ENOUGH = 6  # words of a figure with what it belongs to
_NO_BEGINNING = word_set("and but so because then which that who of to with for it's is was a the or")


def _words(words: Sequence[Token]) -> str:
    return re.sub(r"[()]", "", " ".join(word.text for word in words)).strip(' ,;:."')


def _agree(one: Quantity, other: Quantity, read: Line, sentence: Sequence[Token]) -> bool:
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
    one: Quantity, other: Quantity, wide: frozenset[str], content: frozenset[str], rare: frozenset[str]
) -> bool:
    return one.kind == "share" or bool(_telling(one, other)) or bool(wide & content & rare)


def _telling(one: Quantity, other: Quantity) -> set[str]:
    both = one.unit & other.unit
    return {
        word for word in both if word not in _EVERYDAY and word not in DAYS and not word.startswith("per ")
    }


def _sameness(
    one: Quantity,
    other: Quantity,
    near: frozenset[str],
    wide: frozenset[str],
    content: frozenset[str],
    rare: frozenset[str],
    needed: int,
) -> float:
    """How surely two figures speak of the same thing; 0: not surely enough.

    The unit must be the same. A telling unit ("beds") needs so many (`needed`) more words that few lines
    share, in the sentence or the one before; an everyday one ("people", "%", a duration) and a year need
    them in the same sentence."""
    unit = one.unit & other.unit
    telling = _telling(one, other)
    if one.kind == "count" and not unit:
        return 0.0
    shared_near = (near & content & rare) - unit
    shared_wide = (wide & content & rare) - unit
    if one.kind == "count" and telling:
        return 1.0 + len(shared_wide) if len(shared_wide) >= needed else 0.0
    apart = max(one.value, other.value) / max(min(one.value, other.value), 1e-9)
    if one.kind == "duration" and apart > _FURTHEST:
        return 0.0
    split = bool(shared_near) and len(shared_wide) > needed  # one sentence, heard as two
    return 0.5 + len(shared_near) if len(shared_near) >= needed or split else 0.0
