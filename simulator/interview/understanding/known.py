"""What is known beside an answer: lines of the CV, of round one, earlier answers; and where an answer
differs. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from simulator.interview.understanding import vocabulary as v
from simulator.interview.understanding.figures import figures, pieces
from simulator.interview.understanding.quantities import Quantity, quantities_in
from simulator.interview.understanding.spoken import Quote, Token, spoken, stem

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
class Line:
    """A statement, read: its words and the figures in it."""

    words: tuple[Token, ...]
    own: frozenset[str]
    """Stems of the line itself."""
    content: frozenset[str]
    """The same with those of its heading."""
    quantities: tuple[Quantity, ...]


@lru_cache(maxsize=4_000)
def line_of(statement: Statement) -> Line:
    words = spoken(statement.text).words
    heading = spoken(statement.heading).words
    own = content(words)
    return Line(words, own, own | content(heading), tuple(quantities_in(words)))


def content(words: Sequence[Token]) -> frozenset[str]:
    texts = [piece.text for piece in pieces([word.norm for word in words])]
    return frozenset(
        stem(text)
        for text in texts
        if len(text) > 2
        and text not in v.COMMON
        and not figures([text])
        and not any(character.isdigit() for character in text)
    )


def words_of(statement: Statement) -> frozenset[str]:
    """All words of a line and its heading, lower case, without marks of layout."""
    words = (*spoken(statement.heading).words, *line_of(statement).words)
    return frozenset(word.norm.strip("*_#").removesuffix("'s") for word in words)
