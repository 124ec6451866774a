"""What belongs together: claims and what the job asks for, questions and the facts that answer them. Pure.

Two witnesses: rare words in common, by their stems; and, where there is a model of sentences, closeness of
meaning. Either can be fooled alone: words by another wording, meaning by another figure or name.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import snowballstemmer
from numpy.typing import NDArray

from simulator.interview.dossier import Claim, Need
from simulator.interview.papers.claim_parts import FIGURE
from simulator.interview.papers.word_lists import words_in
from simulator.ports import Embedder

# On the fit part of the labelled set shares from 0.3 to 0.8 find nearly the same facts: the middle.
_MEANING_SHARE = 0.6
# Without needs every claim is as close to the job as the next.
_NO_NEEDS = 0.5
# Of the CVs of the fit part against the ads of other trades, 95 % of the claims stay below 0.26; one shared
# abbreviation makes 0.29. By words alone only their share of it is left.
_NOISE = 0.3
_AFAR = 0.8
"""Of what a claim weighs that is near to nothing the job asks for."""
_BY_RECENCY = (1.0, 0.9, 0.8)
_PEOPLE_LED = re.compile(
    r"^(?:led|lead(?:s|ing)?|manag\w+|supervis\w+|train\w+|mentor\w+|coach\w+|recruit\w+|hir(?:ed?|ing))\b"
    r"|\bteams? of\b",
    re.IGNORECASE,
)
_STILL = re.compile(r"present|now|today|current|ongoing|since|to date|[–-]\s*$", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b|(?<=[-–/'’])\s?\d\d$")
_VAGUE = re.compile(
    r"^(?:also\s+)?(?:help(?:ed|ing|s)?|assist\w*|support\w*|contribut\w*|participat\w*|involved|took "
    r"part|part of|worked (?:on|with|in)|responsible|duties"
    r"|various|liais\w*|collaborat\w*|dealt with|handled|was involved|exposure|familiar)\b",
    re.IGNORECASE,
)
_LARGE = re.compile(
    r"\d\s?(?:m|bn|million|billion)\b|\b\d{1,3}(?:[.,]\d{3})+\b|\b(?:team|department|region|company"
    r"|hospital|school)s? of\b|\bnational|\bgroup[- ]wide|\bwhole\b|\ball (?:of )?the\b",
    re.IGNORECASE,
)
_SMALL = words_in(
    "a about all also am an and any are as at be been but by can could did do does for from had has "
    "have he her his how i if in into is it its just like me more most my no not of on one or our out "
    "over own per she should so some than that the their them then there these they this those to too "
    "up us very was we were what when where which who whom why will with would you your yours really "
    "going get got abt w"
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


class Likeness:
    """How alike texts are, 0..1. `embedder`: None where there is no model; words then decide alone."""

    def __init__(self, embedder: Embedder | None = None) -> None:
        self._embedder = embedder
        self._stemmer = snowballstemmer.stemmer("english")

    def table(self, ones: Sequence[str], others: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(ones), len(others))."""
        if not ones or not others:
            return np.zeros((len(ones), len(others)), np.float32)
        words = self._by_words(ones, others)
        if self._embedder is None:
            return words
        meaning = self._embedder.embed(list(ones)) @ self._embedder.embed(list(others)).T
        both: NDArray[np.float32] = _MEANING_SHARE * np.clip(meaning, 0, 1) + (1 - _MEANING_SHARE) * words
        return both.astype(np.float32)

    def stems(self, text: str) -> frozenset[str]:
        """The words that carry meaning, by their stems; figures as written."""
        words = (word.lower().split("'")[0].split("’")[0] for word in _WORD.findall(text))
        return frozenset(self._stemmer.stemWord(word) for word in words if word not in _SMALL)

    def _by_words(self, ones: Sequence[str], others: Sequence[str]) -> NDArray[np.float32]:
        """Words in common, rare ones for more: the cosine of two sets, weighted by inverse frequency."""
        left, right = [self.stems(text) for text in ones], [self.stems(text) for text in others]
        seen = Counter(stem for stems in (*left, *right) for stem in stems)
        count = len(left) + len(right)
        weight = {stem: math.log(1 + count / times) for stem, times in seen.items()}
        norms = [
            [math.sqrt(sum(weight[stem] ** 2 for stem in stems)) for stems in side] for side in (left, right)
        ]
        found = np.zeros((len(left), len(right)), np.float32)
        for i, one in enumerate(left):
            for j, other in enumerate(right):
                shared = one & other
                if shared:
                    # In one order: a sum of a set's elements would differ in its last digit from run to run.
                    product = math.fsum(weight[stem] ** 2 for stem in sorted(shared))
                    found[i, j] = product / (norms[0][i] * norms[1][j])
        return found


def most_telling(
    claims: Sequence[Claim], needs: Sequence[Need], embedder: Embedder | None = None
) -> list[tuple[Claim, float, str]]:
    """Claims with a weight (0..1) and its reason: close to what the job asks for, and least proven, first.

    A claim looks unproven that gives no figure or no result, is vague about the part its owner had, or so
    large that one asks how. Where a claim is near to nothing that is asked for, its doubts do not make it
    worth a question: what it tells does. The latest post counts most. Equal weights keep the CV's order.
    """
    noise = _NOISE if embedder is not None else _NOISE * (1 - _MEANING_SHARE)
    recency = _recency(claims)
    table = Likeness(embedder).table([claim.text for claim in claims], [need.text for need in needs])
    weighed: list[tuple[Claim, float, str]] = []
    for index, claim in enumerate(claims):
        nearest = int(table[index].argmax()) if needs else -1
        close = float(table[index, nearest]) if needs else _NO_NEEDS
        doubts, worth = _doubts(claim), _worth(claim)
        if needs and close < noise:
            weight = _AFAR * noise * (0.5 + 0.5 * sum(worth.values()))
            reasons = list(worth or doubts)
        else:
            weight = close * (0.5 + 0.5 * min(sum(doubts.values()), 1.0))
            near = [f"the job asks for {needs[nearest].text!r} (likeness {close:.2f})"] if needs else []
            reasons = [*near, *doubts]
        weighed.append((claim, round(min(weight * recency[index], 1.0), 4), "; ".join(reasons)))
    return sorted(weighed, key=lambda item: -item[1])


def _doubts(claim: Claim) -> dict[str, float]:
    """What one would want to hear more about, each with its weight."""
    doubts: dict[str, float] = {}
    if not claim.result:
        doubts["no result is told"] = 0.35
    if not FIGURE.search(claim.text):
        doubts["no figure is given"] = 0.3
    if _VAGUE.search(claim.text) or _VAGUE.search(claim.what):
        doubts["vague about the own part"] = 0.3
    if _LARGE.search(claim.text):
        doubts["large in scale"] = 0.2
    return doubts


def _worth(claim: Claim) -> dict[str, float]:
    """What makes a claim worth asking about by itself; all of it together is 1."""
    worth: dict[str, float] = {}
    if claim.result:
        worth["a result is told"] = 0.4
    if FIGURE.search(claim.text):
        worth["a figure is given"] = 0.4
    if _PEOPLE_LED.search(claim.text):
        worth["people were led"] = 0.2
    return worth


def _recency(claims: Sequence[Claim]) -> list[float]:
    """A share for each claim: 1 in the latest post. A post without dates stands in the middle."""
    ends: dict[tuple[str, str], int] = {}
    for claim in claims:  # a claim may bear a date of its own, inside its post
        post = (claim.role, claim.organisation)
        ends[post] = max(ends.get(post, 0), _end_of(claim.dates))
    latest = sorted({end for end in ends.values() if end}, reverse=True)
    found: list[float] = []
    for claim in claims:
        end = ends[claim.role, claim.organisation]
        place = latest.index(end) if end else min(len(latest), 1)
        found.append(_BY_RECENCY[min(place, len(_BY_RECENCY) - 1)])
    return found


def _end_of(dates: str) -> int:
    """The year in which something ended; 9999 for what goes on, 0 where nothing is told."""
    if _STILL.search(dates):
        return 9999
    years = [int(year) for year in _YEAR.findall(dates)]
    return max((year if year > 99 else 2000 + year for year in years), default=0)
