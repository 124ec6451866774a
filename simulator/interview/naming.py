"""Tools, methods and products that an answer names. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from simulator.interview import vocabulary as v
from simulator.interview.spoken import Quote, Spoken, Token

_USED = frozenset(
    [
        "use",
        "used",
        "using",
        "with",
        "in",
        "on",
        "called",
        "named",
        "learned",
        "learnt",
        "picked",
        "introduced",
        "tried",
        "via",
        "through",
    ]
)
_PEOPLE = frozenset(
    [
        "asked",
        "told",
        "said",
        "called",
        "rang",
        "phoned",
        "with",
        "and",
        "my",
        "mr",
        "mrs",
        "ms",
        "dr",
        "doctor",
    ]
)


def named_tools(said: Spoken, known: Sequence[str]) -> list[Quote]:
    """Names of tools in the order of their certainty: those of the documents first, then what looks like one.

    Args:
        known: names that the CV lists.
    """
    found: list[tuple[int, int, Quote]] = []
    norms = [word.norm for word in said.words]
    listed = {tuple(re.findall(r"[\w+#.'-]+", name.lower())): name for name in known}
    for place, word in enumerate(said.words):
        for name in listed:
            if name and tuple(norms[place : place + len(name)]) == name:
                last = said.words[place + len(name) - 1]
                found.append((0, place, said.quote(word.index, last.index + 1)))
        if _looks_like_one(said.words, place):
            found.append((1, place, said.quote(word.index, word.index + 1)))
    found.sort(key=lambda item: item[:2])
    once: dict[str, Quote] = {}
    for _, _, quote in found:
        once.setdefault(quote.text.lower(), quote)
    return list(once.values())


def _looks_like_one(words: Sequence[Token], place: int) -> bool:
    """Letters in capitals or mixed with figures ("SBAR", "NEWS2"), or a capitalised name that somebody uses."""
    word = words[place]
    bare = word.text.strip(".,!?;:\"'()")
    if word.norm in v.COMMON or word.norm in v.MONTHS or not bare[:1].isalpha():
        return False
    if len(bare) >= 3 and bare.isalnum() and sum(c.isupper() for c in bare) >= 2 and not bare.isdigit():
        return True
    first = place == 0 or words[place - 1].sentence != word.sentence
    before = [w.norm for w in words[max(0, place - 2) : place]]
    return (
        bare[:1].isupper()
        and not first
        and bool(set(before) & _USED)
        and not set(before) & _PEOPLE - {"with"}
    )
