"""What speaks for a line answering a question: figures that `your_questions` weighs. Pure.

Lines that are alike, or about the same topic, are sought out first; then the question is read together with
each of them. Near misses share their words with the question; reading both tells more of them from answers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simulator.interview.accounted_words import AccountedWords
from simulator.interview.dossier import Fact
from simulator.interview.replying.shorthand import written_out
from simulator.interview.replying.topics import Alike, closeness, cues_in, load_topics
from simulator.ports import PairReader

Figures = NDArray[np.float64]

NAMES = ("fits", "fits_best", "alike", "alike_among", "topic", "accounted", "accounted_worst")
"""The figures before those that the reader has in mind."""
_READ_TOGETHER = 7
"""Of lines in notes of usual length, 98 % of the right ones are among the seven sought out first."""
_USUAL_LINES = 20
_NO_FIT, _NOT_ALIKE = -1.1, 0.1
"""How a line that has nothing to do with the question usually fits it, and how alike it is."""
_CUED = 0.2

_SPEAKS_ON = re.compile(r"(she|he|they|her|his|it)\b", re.I)
_FULL_NAME = re.compile(r"\b[A-Z][a-z]+ [A-Z][a-z]+")
_FILLED = re.compile(
    r"\b(um+|uh+|er+m?|hmm+|you know|i mean|say|sort of|kind of|honestly|actually|really)\b,?", re.I
)


class KnownFacts:
    """The lines that answers are sought in, made ready once; `evidence` may be asked many times."""

    def __init__(self, facts: Sequence[Fact], alike: Alike, reader: PairReader) -> None:
        self.facts = tuple(facts)
        self._alike, self._reader = alike, reader
        self._lines = with_their_subject([written_out(fact.text) for fact in facts])
        self._words = AccountedWords(self._lines, alike)
        cued = [[bool(cues_in(line, topic.noted)) for topic in load_topics()] for line in self._lines]
        noted = closeness(self._lines, alike, asked=False) + _CUED * np.array(cued, float)
        noted -= noted.mean(axis=1, keepdims=True)
        self._noted = noted - 0.7 * noted.mean(axis=0)

    def evidence(self, asked: str) -> tuple[list[int], Figures]:
        """Which lines were read with the question, and figures of each.

        Returns:
            Places in `facts`, the likeliest first; shape (places, NAMES, then what the reader has in mind).
        """
        question = plain(asked)
        alike = np.asarray(self._alike.table([question], self._lines)[0], np.float64)
        topic = self._topic(question)
        among = _among(alike, _NOT_ALIKE, _USUAL_LINES)
        places = [
            int(place) for place in np.argsort(-(among + _among(topic, 0.0, _USUAL_LINES)), kind="stable")
        ]
        places = places[:_READ_TOGETHER]
        read = np.asarray(self._reader.read(question, [self._lines[place] for place in places]), np.float64)
        fits = read[:, 0] / 10
        accounted, worst = (each[places] for each in self._words.of(question))
        best = _among(fits, _NO_FIT, _READ_TOGETHER)
        own = [fits, best / 3, alike[places], among[places] / 3, topic[places], accounted, worst]
        return places, np.concatenate([np.stack(own, axis=1), read[:, 1:]], axis=1)

    def _topic(self, question: str) -> Figures:
        """How far each line is about what the question is about, -1..1."""
        cued = np.array([bool(cues_in(question, topic.asked)) for topic in load_topics()], float)
        asked = closeness([question], self._alike, asked=True)[0] + _CUED * cued
        asked -= asked.mean()
        lengths = np.linalg.norm(self._noted, axis=1) * np.linalg.norm(asked)
        return np.asarray(self._noted @ asked / (lengths + 1e-6))


def plain(question: str) -> str:
    """A question without "um" and "you know"."""
    text = re.sub(r"\s*,\s*,", ",", _FILLED.sub(" ", question.replace("\u2019", "'")))
    return " ".join(text.split())


def with_their_subject(lines: Sequence[str]) -> list[str]:
    """A line that begins with "she" after one that names somebody is about them."""
    found: list[str] = []
    person = ""
    for line in lines:
        goes_on = bool(_SPEAKS_ON.match(line))
        found.append(f"{person}: {line}" if goes_on and person else line)
        if _FULL_NAME.search(line):
            person = line
        elif not goes_on:
            person = ""
    return found


def _among(values: Figures, usual: float, least: int) -> Figures:
    """How far each stands out, in standard deviations.

    Of two values neither can stand out, so notes of a few lines are taken for longer ones: the lines that
    they lack, up to `least`, are `usual`.
    """
    longer = np.append(values, np.full(max(0, least - len(values)), usual))
    return np.asarray((values - longer.mean()) / (longer.std() + 1e-6))
