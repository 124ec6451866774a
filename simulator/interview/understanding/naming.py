"""Tools, methods and products that an answer names. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from simulator.interview.understanding import vocabulary as v
from simulator.interview.understanding.spoken import Quote, Spoken, Token, word_set

_USED = word_set("use used using called learned learnt introduced tried via through picked up installed")
_EXCLAMATIONS = word_set("oh well yeah yes loads sure honestly okay hm")
_PEOPLE = word_set("asked told said rang phoned at from mr mrs ms dr doctor")


def named_tools(said: Spoken, known: Sequence[str], *, asked: bool = False) -> list[Quote]:
    """Names of tools in the order of their certainty: those of the documents first, then what looks like one.

    Args:
        known: names that the CV lists.
        asked: the question was about a tool, so that any name may be one.
    """
    found: list[tuple[int, int, Quote]] = []
    norms = [word.norm for word in said.words]
    listed = {tuple(re.findall(r"[\w+#.'-]+", name.lower())): name for name in known}
    for place, word in enumerate(said.words):
        for name in listed:
            if name and tuple(norms[place : place + len(name)]) == name:
                end = said.words[place + len(name) - 1]
                found.append((0, place, said.quote(word.index, end.index + 1)))
        if _looks_like_one(said.words, place, asked=asked):
            last = place
            while (
                last + 1 < len(norms)
                and said.words[last + 1].clause == word.clause
                and _is_capital(said.words[last + 1])
            ):
                last += 1
            found.append((1, place, said.quote(word.index, said.words[last].index + 1)))
    found.sort(key=lambda item: item[:2])
    once: dict[str, Quote] = {}
    for _, _, quote in found:
        once.setdefault(quote.text.lower(), quote)
    return list(once.values())


def _is_capital(word: Token) -> bool:
    return word.named and word.norm not in v.COMMON | v.MONTHS | v.ADVERBS | _EXCLAMATIONS


def _looks_like_one(words: Sequence[Token], place: int, *, asked: bool) -> bool:
    """Several capitals in a word ("SBAR", "NEWS2"), or a capitalised name that somebody uses."""
    word = words[place]
    bare = word.text.strip(".,!?;:\"'()")
    if not _is_capital(word) or word.norm.endswith("'s"):
        return False
    if len(bare) >= 3 and bare.isalnum() and sum(letter.isupper() for letter in bare) >= 2:
        return True
    first = place == 0 or words[place - 1].sentence != word.sentence
    before = {w.norm for w in words[max(0, place - 2) : place]}
    if before & _PEOPLE:
        return False
    return (asked and place < _EARLY) or (not first and bool(before & _USED))


_EARLY = 25  # words in which somebody who was asked for a tool names it
