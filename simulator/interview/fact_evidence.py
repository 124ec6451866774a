"""What speaks for a line answering a question, and what for none: figures that `your_questions` weighs. Pure.

Three kinds of evidence: likeness of the whole and of single words; a topic in common; and what kind of thing is
asked for beside what the line holds. Near misses share their words with the question and lack the thing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from simulator.interview.asked_for import Kind, asked_kinds, holds
from simulator.interview.dossier import Fact
from simulator.interview.shorthand import written_out
from simulator.interview.telling_words import SMALL, stem_of, stems_of, telling_words, with_their_subject
from simulator.interview.topics import Alike, closeness, cues_in, load_topics

Figures = NDArray[np.float64]
_Put = Callable[[str, Figures], None]

OF_A_LINE = (
    "alike", "alike_among", "label_alike", "clause_alike", "covered", "uncovered", "least_covered", "held_and_covered", "held_whole",
    "topic", "topic_cues", "topic_rare", "label_topic", "covered_and_topic", "counted", "no_such_thing", "same_name", "other_name",
    "lacks", "lacks_plan", "lacks_place", "from_ad", "length",
)  # fmt: skip
OF_NONE = (
    "none", "asks_past", "asks_detail", "asks_which", "asks_plan", "asks_money", "asks_count", "asks_person",
    "asks_reason", "asks_opinion", "likest", "a_topic",
)  # fmt: skip
NAMES = OF_A_LINE + OF_NONE
_MUST_HOLD: tuple[Kind, ...] = ("time", "duration", "count", "money", "person", "reason", "opinion")

_NEARLY_ALL = 0.8

_FILLED = re.compile(
    r"\b(um+|uh+|er+m?|hmm+|you know|i mean|say|sort of|kind of|honestly|actually|really)\b,?", re.I
)
_DETAIL = re.compile(
    r"\bwhat (happened with|went|was|were|'s|is|did|don't|would be|will|colour|exactly)\b.*"
    r"\b(wrong|say|said|ask|asked|criticis\w*|do|about|colour|exactly|replace|left)\b|\bwhat happened"
)
_HOW_MANY = re.compile(
    r"\bhow many(?: of (?:the|your|these|those))? ((?:\w+ ){0,2}?\w+)"
    r"(?= (?:would|do|does|did|will|are|is|have|has|had|can|could|one|people|i|you)\b|\?|$)"
)
_WHICH = re.compile(
    r"\b(?:what|which)(?: of (?:the|your|these|those))? ((?:\w+ ){0,1}?[a-z]+)"
    r"(?= (?:would|do|does|did|will|are|is|was|were|have|has|had|can|could|should)\b)"
)
_FIGURE = re.compile(
    r"\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|no|none"
)


def plain(question: str) -> str:
    """A question without "um" and "you know"."""
    text = re.sub(r"\s*,\s*,", ",", _FILLED.sub(" ", question.replace("\u2019", "'")))
    return " ".join(text.split())


class KnownFacts:
    """The lines that answers are sought in, made ready once; `evidence` may be asked many times."""

    def __init__(self, facts: Sequence[Fact], alike: Alike) -> None:
        self.facts = tuple(facts)
        self._alike = alike
        self._lines = with_their_subject([written_out(fact.text) for fact in facts])
        self._own = [written_out(fact.text) for fact in facts]
        self._labels = [" ".join(re.split(r"[:,]", line)[0].split()[:6]) or line for line in self._own]
        self._stems = [set(stems_of(line)) for line in self._lines]
        self._words = [sorted(set(telling_words(line))) for line in self._lines]
        self._vocabulary = sorted({word for words in self._words for word in words})
        self._places = [[self._vocabulary.index(word) for word in words] for words in self._words]
        self._names = {
            word.lower()
            for line in self._lines
            for word in re.findall(r"(?<![.!?] )(?<!^)\b[A-Z][a-z]{2,}", line)
        } - SMALL
        topics = load_topics()
        self._cues = _flags([[bool(cues_in(line, topic.noted)) for topic in topics] for line in self._lines])
        self._label_cues = _flags(
            [[bool(cues_in(label, topic.noted)) for topic in topics] for label in self._labels]
        )
        self._topics = closeness(self._lines, alike, asked=False)

    def evidence(self, asked: str) -> tuple[Figures, Figures]:
        """Figures of each line and, in the last row, of there being no answer, shape (lines + 1, len(NAMES)).

        With it, for each line, 1 where it lacks the kind of thing that is asked for (the last is 0).
        """
        question = plain(asked)
        kinds = asked_kinds(question)
        lines = np.zeros((len(self._lines) + 1, len(NAMES)))

        def put(name: str, values: Figures) -> None:
            lines[:-1, NAMES.index(name)] = values

        alike = self._table([question], self._lines)[0]
        spread = float(alike.std()) + 1e-6
        clauses = [part for part in re.split(r"[,;]\s+|\.\s+", question) if len(part.split()) >= 3]
        put("alike", alike)
        put("alike_among", (alike - alike.mean()) / spread / 3)
        put("label_alike", self._table([question], self._labels)[0])
        put("clause_alike", self._table(clauses or [question], self._lines).max(axis=0))
        about = self._put_topics(question, put)
        self._put_words(question, about, put)
        put("covered_and_topic", lines[:-1, NAMES.index("covered")] * lines[:-1, NAMES.index("topic_cues")])
        same, other = self._same_names(question)
        put("same_name", same)
        put("other_name", other)

        def lacks(kind: Kind) -> Figures:
            return np.array(
                [kind in kinds and not holds(line, kind, question) for line in self._lines], float
            )

        lacking = np.max([lacks(kind) for kind in _MUST_HOLD], axis=0)
        put("lacks", lacking)
        held = (1 - lacking) * bool(kinds & set(_MUST_HOLD))
        put("held_and_covered", held * lines[:-1, NAMES.index("covered")])
        put("held_whole", held * (lines[:-1, NAMES.index("least_covered")] >= _NEARLY_ALL))
        put("lacks_plan", lacks("plan"))
        put("lacks_place", lacks("place"))
        put("from_ad", np.array([fact.source.document == "job_ad" for fact in self.facts], float))
        put("length", np.array([min(len(line.split()), 30) / 30 for line in self._own]))
        said = question.lower()
        none: dict[str, float] = {
            "none": 1.0,
            "asks_past": bool(re.search(r"\b(did|was|were|had|went)\b", said)),
            "asks_detail": bool(_DETAIL.search(said)),
            "likest": float(alike.max()),
            "a_topic": float(about.max()),
        }
        for kind in ("which", "plan", "money", "count", "person", "reason", "opinion"):
            none[f"asks_{kind}"] = kind in kinds
        for name, value in none.items():
            lines[-1, NAMES.index(name)] = value
        return lines, np.append(lacking, 0.0)

    def _table(self, ones: Sequence[str], others: Sequence[str]) -> Figures:
        return np.asarray(self._alike.table(ones, others), np.float64)

    def _put_topics(self, question: str, put: _Put) -> Figures:
        """What the question is about, one figure a topic, 0..1."""
        topics = load_topics()
        cued = np.array([bool(cues_in(question, topic.asked)) for topic in topics], float)
        near = closeness([question], self._alike, asked=True)[0]
        close = np.clip((near - 0.2) / 0.3, 0, 1)
        about = np.maximum(0.7 * cued, close)
        count = len(self._lines)
        rare = np.log((count + 1) / (self._cues.sum(axis=0) + 0.5))
        rare_label = np.log((count + 1) / (self._label_cues.sum(axis=0) + 0.7))
        asked = near + 0.2 * cued
        noted = self._topics + 0.2 * self._cues
        asked = asked - asked.mean()
        noted = noted - noted.mean(axis=1, keepdims=True)
        noted = noted - 0.7 * noted.mean(axis=0)
        put("topic", noted @ asked / (np.linalg.norm(noted, axis=1) * np.linalg.norm(asked) + 1e-6))
        put("topic_cues", (self._cues * close * rare).max(axis=1) / 2)
        put("topic_rare", (self._cues * cued * rare).sum(axis=1) / max(1.0, cued.sum()) ** 0.5 / 2)
        put("label_topic", (self._label_cues * about * rare_label).max(axis=1) / 2)
        return np.asarray(about)

    def _put_words(self, question: str, about: Figures, put: _Put) -> None:
        """How far every word of the question is accounted for by a line: itself, a near word, or the topic."""
        words = list(dict.fromkeys(telling_words(question)))
        if not words or not self._vocabulary:
            for name in ("covered", "least_covered"):
                put(name, np.full(len(self._lines), 0.5))
            return
        stems = [stem_of(word) for word in words]
        near = self._table(words, self._vocabulary)
        of_topics = [set(stems_of(" ".join(cues_in(question, topic.asked)))) for topic in load_topics()]
        count = len(self._lines)
        weights = np.array(
            [
                min(3.0, math.log((count + 1) / (sum(stem in line for line in self._stems) + 0.5)))
                for stem in stems
            ]
        )
        covered = np.zeros((count, len(words)))
        for index, places in enumerate(self._places):
            if places:
                covered[index] = 0.9 * np.clip((near[:, places].max(axis=1) - 0.23) / 0.18, 0, 1)
            shared = set().union(*(of_topics[topic] for topic in np.flatnonzero(self._cues[index])))
            for place, stem in enumerate(stems):
                if stem in self._stems[index]:
                    covered[index, place] = 1.0
                elif stem in shared:
                    covered[index, place] = max(covered[index, place], 0.9)
        total = float(weights.sum()) or 1.0
        put("covered", covered @ weights / total)
        put("uncovered", (1 - covered) @ weights / 9)
        put("least_covered", covered.min(axis=1))
        all_said = (
            covered.min(axis=1) >= 0.5
        )  # "how many did you lose?" is not answered by how many there are
        counted = self._counted(question)
        put("counted", np.where((counted > 0) & ~all_said, 0.0, counted))
        named = _WHICH.search(question.lower())
        thing = telling_words(named[1]) if named else []
        if thing and thing[-1] in words:
            put("no_such_thing", (covered[:, words.index(thing[-1])] < 0.5).astype(float))

    def _counted(self, question: str) -> Figures:
        """For "how many X": 1 where a number stands beside X in the line, else -1; 0 for other questions."""
        asked = _HOW_MANY.search(question.lower())
        thing = stems_of(asked[1])[-1:] if asked else []
        if not thing:
            return np.zeros(len(self._lines))

        def beside(line: str) -> bool:
            words = re.findall(r"[a-z0-9][a-z0-9.,']*", line.lower())
            stems = [stem_of(word.strip(".,")) for word in words]
            places = [i for i, word in enumerate(words) if _FIGURE.fullmatch(word.rstrip(".,"))]
            return any(thing[0] in stems[max(0, i - 2) : i + 4] for i in places)

        return np.array([1.0 if beside(line) else -1.0 for line in self._lines])

    def _same_names(self, question: str) -> tuple[Figures, Figures]:
        """Share of the question's names that a line holds; and 1 where it holds none of them."""
        words = {word.removesuffix("'s") for word in re.findall(r"[a-z]+(?:'s)?", question.lower())}
        named = sorted((words & self._names) - SMALL)
        if not named:
            return np.zeros(len(self._lines)), np.zeros(len(self._lines))
        inside = [set(re.findall(r"[a-z]+", line.lower())) for line in self._lines]
        same = np.array([sum(name in words for name in named) / len(named) for words in inside])
        return same, (same == 0).astype(float)


def _flags(rows: list[list[bool]]) -> Figures:
    return np.array(rows, float).reshape(len(rows), len(load_topics()))
