"""Two facts that say the same with different figures: to be settled before one is quoted. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from simulator.interview.dossier import Fact
from simulator.interview.papers.word_lists import words_in

_FIGURE = re.compile(r"\d[\d.,]*")
_SMALL = words_in(
    "the a an of in on at to for and or with per by is are was were we they it our about abt some up from"
)
_FEWEST_SHARED = 2
_SHARED = 0.75
_MOST_FACTS = 400


def differing(facts: Sequence[Fact]) -> Iterator[tuple[Fact, Fact]]:
    """Pairs with nearly the same words and one figure each, which differ."""
    told = [(fact, _words(fact.text), _figures(fact.text)) for fact in facts[:_MOST_FACTS]]
    usable = [
        (fact, words, figures)
        for fact, words, figures in told
        if len(words) >= _FEWEST_SHARED and len(figures) == 1
    ]
    for (one, words, figures), (other, others, their) in combinations(usable, 2):
        shared = len(words & others)
        if shared >= _FEWEST_SHARED and shared >= _SHARED * min(len(words), len(others)) and figures != their:
            yield one, other


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]{2,}", text.lower())) - _SMALL


def _figures(text: str) -> frozenset[str]:
    return frozenset(figure.strip(".,").replace(",", "") for figure in _FIGURE.findall(text))
