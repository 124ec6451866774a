"""The candidate asks: an answer out of the notes and the job ad, or "I'd have to come back to you on that". Pure.

What is said is a line that is there, in spoken form, and nothing else. Answering where the notes hold nothing is
worse than coming back, so a line must win by a margin over there being no answer.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.interview.dossier import Fact
from simulator.interview.fact_evidence import NAMES, KnownFacts
from simulator.interview.questions_heard import questions_in
from simulator.interview.shorthand import spoken
from simulator.interview.topics import Alike

__all__ = ["COME_BACK", "Answers", "Reply", "answer_to", "questions_in"]

COME_BACK = (
    "I'd have to come back to you on that.",
    "I don't have that to hand, so I'd have to come back to you on it.",
    "I can't tell you that today. I'd have to come back to you.",
    "That I would have to look up. I'll come back to you on it.",
    "I'd rather not guess. Let me come back to you on that.",
    "I'm not sure enough to answer that. I'd have to come back to you.",
)
_LEADS = (
    "What I can tell you is this: {}",
    "Here is what I have on that: {}",
    "On that I can say this: {}",
    "As far as I know: {}",
    "This is how it stands: {}",
)
# Of a line being the answer, where the lines and "no answer" share one: measured with each company left out in
# turn, see scripts/fit_company_answers.py, which also printed the weights.
SURE_ENOUGH = 0.86
WEIGHTS: dict[str, float] = {
    "alike": -0.28, "alike_among": 1.9, "label_alike": 1.53, "clause_alike": -0.3, "covered": 1.75,
    "uncovered": -0.83, "least_covered": 0.26, "held_and_covered": 0.33, "held_whole": 0.95,
    "topic": 1.46, "topic_cues": 0.77, "topic_rare": 0.9, "label_topic": 1.37,
    "covered_and_topic": -0.19, "counted": 1.8, "no_such_thing": -1.61, "same_name": 0.08,
    "other_name": -1.46, "lacks": -1.4, "lacks_plan": -0.69, "lacks_place": -0.91, "from_ad": -0.78,
    "length": 0.19, "none": 2.25, "asks_past": 1.67, "asks_detail": 2.35, "asks_which": 1.68,
    "asks_plan": 2.15, "asks_money": 2.07, "asks_count": 1.16, "asks_person": 0.64,
    "asks_reason": 0.81, "asks_opinion": 0.63, "likest": 3.51, "a_topic": -0.44,
}  # fmt: skip
LACKING = 3.0
"""Taken from a line that lacks the kind of thing asked for, beside its learned weight: it does not answer."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the interviewer says. `fact`: the line that is quoted; None when they come back to it."""

    text: str
    fact: Fact | None
    reason: str


class Answers:
    """Answers from the same facts, made ready once; nothing it says is said twice in the same words."""

    def __init__(self, facts: Sequence[Fact], alike: Alike) -> None:
        self._known = KnownFacts(facts, alike) if facts else None

    def to(self, question: str, said: Collection[str] = ()) -> Reply:
        """The reply to one question.

        Args:
            said: what the interviewer has said before; a lead or a come-back that is in it is not said again.
        """
        if self._known is None:
            return Reply(_come_back(question, said), None, "nothing is known about the company")
        shares = self._shares(question)
        best = int(np.argmax(shares[:-1]))
        fact = self._known.facts[best]
        sure = f"{fact.source.text!r} with {shares[best]:.2f}, no answer with {shares[-1]:.2f}"
        if shares[best] < SURE_ENOUGH:
            return Reply(_come_back(question, said), None, f"not sure enough: {sure}")
        text = spoken(fact.text, fact.source.document)
        return Reply(_lead(question, said).format(text), fact, f"answered by {sure}")

    def _shares(self, question: str) -> np.ndarray:  # shape (facts + 1,), sums to 1; the last: no answer
        assert self._known is not None
        evidence, lacking = self._known.evidence(question)
        scores = evidence @ np.array([WEIGHTS[name] for name in NAMES]) - LACKING * lacking
        shares = np.exp(scores - scores.max())
        return np.asarray(shares / shares.sum())


def answer_to(question: str, facts: Sequence[Fact], likeness: Alike, *, said: Collection[str] = ()) -> Reply:
    """The reply to one question from these facts; for several questions `Answers` spares the preparation."""
    return Answers(facts, likeness).to(question, said)


def _come_back(question: str, said: Collection[str]) -> str:
    return _unsaid(COME_BACK, question, lambda line: line in said)


def _lead(question: str, said: Collection[str]) -> str:
    begun = tuple(said)
    return _unsaid(_LEADS, question, lambda lead: any(line.startswith(lead[:-2]) for line in begun))


def _unsaid(lines: Sequence[str], question: str, was_said: Callable[[str], bool]) -> str:
    """One of the lines, the same for the same question; one that was not said yet, while there is any."""
    first = zlib.crc32(question.encode()) % len(lines)
    in_turn = [*lines[first:], *lines[:first]]
    return next((line for line in in_turn if not was_said(line)), in_turn[0])
