"""How far a line accounts for a question's words: says them, says a near word, or is about the same. Pure.

"Who looks after the volunteers?" is about the volunteers. A line that says nothing of them is no answer,
however alike it is.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np
import snowballstemmer
from numpy.typing import NDArray

from simulator.interview.papers.word_lists import words_in
from simulator.interview.replying.topics import Alike, cues_in, load_topics

Figures = NDArray[np.float64]

_STEMMER = snowballstemmer.stemmer("english")
_RAREST = 3.0
_NEAR_FROM, _NEAR_SPAN, _NEAR = 0.23, 0.18, 0.9
"""Likeness of two words from which, and until which, one stands for the other; and how well it does."""
_NO_WORDS = 0.5
# Words that every question may hold; whether a line holds them, too, tells nothing.
_SMALL = words_in(
    "a an the and or but if of to in on at by for with from as is are was were be been being am do does "
    "did have has had i you he she it we they me him her us them my your his its our their this that "
    "these those there here what which who whom whose when where why how would will can could should may "
    "might must shall not no so than then too very just about into over after before up down out off "
    "again once any some more most other another such only own same let like really actually well one get "
    "got go going thing things lot much many long often day time way kind bit know see tell look looking "
    "think want need take make give come work working job company somebody someone people anybody "
    "something anything also still ever else moment usually normally currently present exactly roughly "
    "basically maybe perhaps please last next year years month months week weeks today now soon little "
    "big best good new old number hear mean means happen happens happened point whole part right quite "
    "first second half wonder curious interested able getting using given made done came comes went gone "
    "put keep start says said say ask asked question two three used use wants around within yet already"
)


class AccountedWords:
    """The lines' words, made ready once."""

    def __init__(self, lines: Sequence[str], alike: Alike) -> None:
        self._alike = alike
        words = [telling_words(line) for line in lines]
        self._stems = [set(_STEMMER.stemWords(found)) for found in words]
        self._vocabulary = sorted({word for found in words for word in found})
        place = {word: at for at, word in enumerate(self._vocabulary)}
        self._places = [[place[word] for word in found] for found in words]
        self._topics = [[bool(cues_in(line, topic.noted)) for topic in load_topics()] for line in lines]

    def of(self, question: str) -> tuple[Figures, Figures]:
        """Of each line: the share of the question's words, rare ones counting more; and of its worst word."""
        words = list(dict.fromkeys(telling_words(question)))
        if not words or not self._vocabulary:
            neither = np.full(len(self._stems), _NO_WORDS)
            return neither, neither
        stems = [_STEMMER.stemWord(word) for word in words]
        covered = np.maximum(self._near(words), self._same(stems, question))
        weights = np.array([self._rarity(stem) for stem in stems])
        return covered @ weights / (weights.sum() or 1.0), covered.min(axis=1)

    def _near(self, words: Sequence[str]) -> Figures:
        table = np.asarray(self._alike.table(words, self._vocabulary), np.float64)
        nearest = [table[:, at].max(axis=1) if at else np.zeros(len(words)) for at in self._places]
        return _NEAR * np.clip((np.array(nearest) - _NEAR_FROM) / _NEAR_SPAN, 0, 1)

    def _same(self, stems: Sequence[str], question: str) -> Figures:
        """1 where a line has the word itself; nearly that where the word names a topic of the line."""
        named = [set(_STEMMER.stemWords(cue.lower().split())) for cue in self._cues(question)]
        found = np.zeros((len(self._stems), len(stems)))
        for row, (own, topics) in enumerate(zip(self._stems, self._topics, strict=True)):
            shared = set[str]().union(*(cues for cues, on in zip(named, topics, strict=True) if on))
            found[row] = [1.0 if stem in own else _NEAR * (stem in shared) for stem in stems]
        return found

    def _cues(self, question: str) -> list[str]:
        return [" ".join(cues_in(question, topic.asked)) for topic in load_topics()]

    def _rarity(self, stem: str) -> float:
        holding = sum(stem in line for line in self._stems)
        return min(_RAREST, math.log((len(self._stems) + 1) / (holding + 0.5)))


def telling_words(text: str) -> list[str]:
    """The words of a text that not every text may hold, in lower case and in order."""
    words = re.findall(r"[a-z0-9]+(?:'[a-z]+)?", text.lower().replace("\u2019", "'"))
    bare = (re.sub(r"'(s|d|ll|re|ve|t|m)$", "", word) for word in words)
    return [word for word in bare if len(word) > 1 and word not in _SMALL]
