"""The candidate asks: an answer out of the notes and the job ad, or "I'd have to come back to you". Pure.

What is said is a line that is there, in spoken form, and nothing else. Answering where the notes hold nothing
is worse than coming back, so there being no answer must be unlikely.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.interview.dossier import Fact
from simulator.interview.replying.answer_weights import load_weights
from simulator.interview.replying.fact_evidence import KnownFacts
from simulator.interview.replying.questions_heard import questions_in
from simulator.interview.replying.shorthand import spoken
from simulator.interview.replying.topics import Alike
from simulator.ports import PairReader

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
MOST_NONE = 0.03
"""With a larger share for there being no answer they come back to it. So small that, on companies left out of
the fit, nothing was made up: see scripts/fit_company_answers.py."""
LEAST_BEST = 0.5
"""With a smaller share no line is likely enough to be the one, even where one of them must be."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the interviewer says. `fact`: the line that is quoted; None when they come back to it."""

    text: str
    fact: Fact | None
    reason: str


class Answers:
    """Answers from the same facts, made ready once; nothing it says is said twice in the same words.

    `reader`: None where its model is missing; then they come back to everything.
    """

    def __init__(self, facts: Sequence[Fact], alike: Alike, reader: PairReader | None) -> None:
        self._known = KnownFacts(facts, alike, reader) if facts and reader else None
        self._weights = load_weights()

    def to(self, question: str, said: Collection[str] = ()) -> Reply:
        """The reply to one question.

        Args:
            said: what the interviewer has said before; a lead or a come-back that is in it is not said again.
        """
        if self._known is None:
            return Reply(_come_back(question, said), None, "nothing is known about the company")
        places, evidence = self._known.evidence(question)
        shares = self._weights.shares(evidence)
        best = int(np.argmax(shares[:-1]))
        fact = self._known.facts[places[best]]
        sure = f"{fact.source.text!r} with {shares[best]:.2f}, no answer with {shares[-1]:.2f}"
        if not answers(shares):
            return Reply(_come_back(question, said), None, f"not sure enough: {sure}")
        text = spoken(fact.text, fact.source.document)
        return Reply(_lead(question, said).format(text), fact, f"answered by {sure}")


def answers(shares: NDArray[np.float64]) -> bool:
    """Whether a line is said, by the shares of the lines and, last, of there being no answer."""
    return bool(shares[-1] <= MOST_NONE and shares[:-1].max() >= LEAST_BEST)


def answer_to(
    question: str,
    facts: Sequence[Fact],
    likeness: Alike,
    reader: PairReader | None,
    *,
    said: Collection[str] = (),
) -> Reply:
    """The reply to one question from these facts; for several questions `Answers` spares the preparation."""
    return Answers(facts, likeness, reader).to(question, said)


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
