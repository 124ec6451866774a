"""Rules by which `bench_interview.py` counts. Pure.

probe_acceptable   share of answers whose next probe is among the labelled acceptable ones (asking nothing is
                   `move_on`); answers whose probes are not labelled are left out
cue precision      share of the answers in which a cue was noticed that are labelled with it
cue recall         share of the answers labelled with a cue in which it was noticed
claims_f1          extracted claims against labelled ones, one to one, best overlap first. Two claims are the
                   same if their words overlap by half (Dice: twice the common words / all words). Counted
                   over all CVs together; drawn again CV by CV for the interval
company_answers_right   share of all questions answered rightly: with the labelled line where there is one, as
                   the answer or as "the nearest that I have", and with "I'd have to come back to you" where
                   there is none
company_answers_outright   the same, where the labelled line must be said as the answer
company_answers_invented   a count: questions without an answer that got one all the same, and answers with a
                   figure that the quoted line does not hold
decision_p95_ms    from the words of an answer to the next probe, wall clock
questions_from_dossier   share of the main questions of a plan that name something from the documents: three
                   words in a row of a line, or a name or figure of them, that the bank's question lacks
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from measuring.intervals import Rows, bootstrap, wilson

SAME = 0.5
"""Overlap from which two claims, or two lines, are the same."""
INSIDE = 0.8
"""Share of a shorter line's words that the longer one holds, if it is a part of it."""
_MEANT = 0.25
"""Overlap in telling words from which a label means a line, though it is not copied from it."""
_LEAST_INSIDE = 3  # words: fewer are inside of too many lines
_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_RUN = 3
_COMMON = frozenset(
    [
        "a",
        "an",
        "the",
        "and",
        "or",
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "from",
        "by",
        "with",
        "as",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "it",
        "its",
        "this",
        "that",
        "these",
        "those",
        "we",
        "our",
        "us",
        "you",
        "your",
        "i",
        "my",
        "me",
        "they",
        "their",
        "he",
        "she",
        "his",
        "her",
        "not",
        "no",
        "but",
        "so",
        "do",
        "does",
        "did",
        "have",
        "has",
        "had",
        "will",
        "would",
        "can",
        "could",
        "what",
        "which",
        "who",
        "how",
        "when",
        "where",
        "why",
        "about",
        "into",
        "over",
        "than",
        "then",
        "there",
        "all",
        "any",
        "some",
    ]
)
CompanyOutcome = Literal["right", "nearest", "declined", "missed", "wrong_line", "invented"]
"""right: from the labelled line; declined: rightly; missed: declined although there was a line."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, its 95 % interval, and the cases behind it. None: there is nothing to count."""

    value: float | None
    low: float | None = None
    high: float | None = None
    of: int = 0


def share(hits: int, of: int) -> Figure:
    return Figure(hits / of, *wilson(hits, of), of) if of else Figure(None)


# Words --------------------------------------------------------------------------------------------------


def tokens(text: str) -> list[str]:
    """Words and figures, lower case: "8,000" and "8.30" are one each."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return [token.replace("\u2019", "'") for token in _TOKEN.findall(plain)]


def overlap(one: str, other: str) -> float:
    """Dice's coefficient of two texts' words, each counted as often as it stands there."""
    first, second = Counter(tokens(one)), Counter(tokens(other))
    both = first.total() + second.total()
    return 2 * (first & second).total() / both if both else 0.0


def same_line(labelled: str, quoted: str) -> bool:
    """The same line of a document, or a part of it: a reader may cut a long line in two."""
    if overlap(labelled, quoted) >= SAME:
        return True
    first, second = Counter(tokens(labelled)), Counter(tokens(quoted))
    shorter = min(first.total(), second.total())
    return shorter >= _LEAST_INSIDE and (first & second).total() >= INSIDE * shorter


def nearest(labelled: str, lines: Iterable[str]) -> str | None:
    """The line that a label means which is not verbatim: it shares most telling words with it, and enough."""
    telling = set(tokens(labelled)) - _COMMON
    best, most = None, 0.0
    for line in lines:
        words = set(tokens(line)) - _COMMON
        shared = 2 * len(telling & words) / (len(telling) + len(words)) if telling & words else 0.0
        if shared > most:
            best, most = line, shared
    return best if most >= _MEANT else None


# Probes and cues ----------------------------------------------------------------------------------------


def acceptable(chosen: Sequence[str], labelled: Sequence[Collection[str]]) -> Figure:
    """Share of chosen probes that are acceptable. No acceptable probe at all: nothing to count."""
    counted = [(kind, ok) for kind, ok in zip(chosen, labelled, strict=True) if ok]
    return share(sum(kind in ok for kind, ok in counted), len(counted))


def acceptable_by_chance(labelled: Sequence[Collection[str]], kinds: Collection[str]) -> Figure:
    """What a probe drawn from all kinds reaches on average: the mean over all draws, not one draw."""
    shares = [len(set(ok) & set(kinds)) / len(kinds) for ok in labelled if ok]
    if not shares:
        return Figure(None)
    groups: list[Rows] = [np.array([[value]]) for value in shares]
    return Figure(float(np.mean(shares)), *bootstrap(groups, lambda rows: float(rows.mean())), len(shares))


def best_constant(labelled: Sequence[Collection[str]]) -> str:
    """The one probe that is acceptable most often: known only afterwards, so no fair rival, but a floor."""
    counts = Counter(kind for ok in labelled for kind in sorted(ok))
    return max(sorted(counts), key=lambda kind: counts[kind], default="more")


@dataclass(frozen=True, slots=True)
class Found:
    """How often a thing was found rightly, wrongly, and not."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> Figure:
        return share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> Figure:
        return share(self.right, self.right + self.missed)

    @property
    def f1(self) -> float | None:
        return f1(self.right, self.wrong, self.missed)

    def __add__(self, other: Found) -> Found:
        return Found(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)


def f1(right: float, wrong: float, missed: float) -> float | None:
    """None where there was nothing to find and nothing was found."""
    return 2 * right / (2 * right + wrong + missed) if right + wrong + missed else None


def cue_counts(
    noticed: Sequence[Collection[str]], labelled: Sequence[Collection[str]], cues: Iterable[str]
) -> dict[str, Found]:
    """For each cue, over all answers."""
    pairs = list(zip(noticed, labelled, strict=True))
    return {
        cue: Found(
            right=sum(cue in got and cue in true for got, true in pairs),
            wrong=sum(cue in got and cue not in true for got, true in pairs),
            missed=sum(cue not in got and cue in true for got, true in pairs),
        )
        for cue in cues
    }


# Claims -------------------------------------------------------------------------------------------------


def paired(labelled: Sequence[str], found: Sequence[str]) -> list[tuple[int, int]]:
    """Numbers of labelled and found claims that are the same, one to one, best overlap first."""
    scored = [
        (-overlap(one, other), number, position)
        for number, one in enumerate(labelled)
        for position, other in enumerate(found)
    ]
    pairs: list[tuple[int, int]] = []
    for score, number, position in sorted(scored):
        taken = any(number == n or position == p for n, p in pairs)
        if -score >= SAME and not taken:
            pairs.append((number, position))
    return sorted(pairs)


def claims_found(labelled: Sequence[str], found: Sequence[str]) -> Found:
    right = len(paired(labelled, found))
    return Found(right, len(found) - right, len(labelled) - right)


def together_f1(by_cv: Sequence[Found]) -> Figure:
    """F1 over all CVs, with the interval of drawing the CVs again."""
    groups: list[Rows] = [np.array([[each.right, each.wrong, each.missed]], float) for each in by_cv]
    total = sum(by_cv, Found(0, 0, 0))
    if total.f1 is None:
        return Figure(None)
    low, high = bootstrap(groups, lambda rows: f1(*(float(n) for n in rows.sum(axis=0))) or 0.0)
    return Figure(total.f1, low, high, total.right + total.missed)


def part_found(labelled: str, found: str) -> bool:
    """A claim's part (its scale, its result): the same words, or one inside the other."""
    first, second = Counter(tokens(labelled)), Counter(tokens(found))
    shorter = min(first.total(), second.total())
    return shorter > 0 and (first & second).total() >= INSIDE * shorter


# The candidate's questions ------------------------------------------------------------------------------


def company_outcome(
    labelled: str | None, quoted: str | None, said: str, lines: Iterable[str] = (), *, exact: bool = True
) -> CompanyOutcome:
    """How a question was answered.

    Args:
        labelled: the line that answers it; None: there is none.
        quoted: the line the answer was taken from; None: the interviewer will come back to it.
        said: the answer as it is spoken.
        lines: of the documents, for a label in other words than theirs.
        exact: it is said as the answer; else as the nearest there is, and they will come back to it.
    """
    if quoted is None:
        return "missed" if labelled else "declined"
    if figures(said) - figures(quoted) or (labelled is None and exact):
        return "invented"
    if labelled is None:
        return "declined"
    meant = labelled if same_line(labelled, quoted) else nearest(labelled, lines)
    if meant is not None and same_line(meant, quoted):
        return "right" if exact else "nearest"
    return "wrong_line" if exact else "missed"


def figures(text: str) -> set[str]:
    """Numbers written in digits; "4,096" and "4096" are one, "9.30" and "9:30" are too."""
    found = (re.sub(r"[,.:]", "", token) for token in tokens(text) if token[0].isdigit())
    return {number.lstrip("0") or "0" for number in found}


def company_right(outcomes: Sequence[CompanyOutcome], *, outright: bool = False) -> Figure:
    rightly = ("right", "declined") if outright else ("right", "nearest", "declined")
    return share(sum(each in rightly for each in outcomes), len(outcomes))


# Plans --------------------------------------------------------------------------------------------------


def names_something(question: str, bank_question: str, documents: Iterable[str]) -> bool:
    """The question says something that stands in the documents and not in the bank's own wording."""
    lines = [tokens(line) for text in documents for line in text.splitlines()]
    own = set(tokens(bank_question))
    runs = {tuple(line[at : at + _RUN]) for line in lines for at in range(len(line) - _RUN + 1)}
    asked = tokens(question)
    for at in range(len(asked) - _RUN + 1):
        run = tuple(asked[at : at + _RUN])
        if run in runs and any(word not in _COMMON and word not in own for word in run):
            return True
    known = {word for line in lines for word in line}
    return bool((_names(question) | figures(question)) & known - own)


def _names(text: str) -> set[str]:
    """Words with a capital that does not begin a sentence."""
    words = re.findall(r"\S+", unicodedata.normalize("NFKC", text))
    found: set[str] = set()
    for before, word in pairwise(["." if not words else "start.", *words]):
        bare = word.strip("\"'()[].,;:?!\u2018\u2019\u201c\u201d")
        if bare[:1].isupper() and bare not in ("I",) and not before.endswith((".", "?", "!", ":")):
            found |= set(tokens(bare))
    return found - _COMMON


# Time, and the same again -------------------------------------------------------------------------------


def percentile(values: Sequence[float], share_of: float) -> Figure:
    """A percentile with its bootstrap interval."""
    if not values:
        return Figure(None)
    groups: list[Rows] = [np.array([[value]]) for value in values]
    low, high = bootstrap(groups, lambda rows: float(np.quantile(rows, share_of)))
    return Figure(float(np.quantile(values, share_of)), low, high, len(values))


def alike(once: Sequence[object], again: Sequence[object]) -> Figure:
    """Share of decisions that came out the same in two runs."""
    if len(once) != len(again):
        return share(0, max(len(once), len(again)))
    return share(sum(one == other for one, other in zip(once, again, strict=True)), len(once))
