"""The candidate asks: an answer out of the notes and the job ad, or "I'd have to come back to you". Pure.

What is said is a line that is there, in spoken form, and nothing else. Answering where the notes hold nothing
is worse than coming back, so there being no answer must be unlikely. In between, they come back to it and add
the line that is nearest, as what it is: many questions have their answer there, and nobody is misled by it.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulator.interview.dossier import Fact
from simulator.interview.replying.answer_weights import load_weights
from simulator.interview.replying.fact_evidence import KnownFacts
from simulator.interview.replying.questions_heard import questions_in
from simulator.interview.replying.shorthand import spoken
from simulator.interview.replying.topics import Alike
from simulator.ports import PairReader

__all__ = ["COME_BACK", "NEAREST", "Answers", "Reply", "answer_to", "questions_in"]

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
NEAREST = (
    "I'd have to come back to you on exactly that. The nearest that I have is this: {}",
    "That exactly I would have to look up, and come back to you. What I have that is close to it: {}",
    "I can't say that for certain, and will come back to you. What I do have here is this: {}",
)
MOST_NONE = 0.03
"""With a larger share for there being no answer they come back to it. So small that, on companies left out of
the fit, nothing was made up: see scripts/fit_company_answers.py."""
LEAST_BEST = 0.5
"""With a smaller share no line is likely enough to be the one, even where one of them must be."""
MOST_NONE_NEAREST = 0.5
"""With a larger share for there being no answer the nearest line is not worth saying either."""


Telling = Literal["answer", "nearest", "nothing"]


@dataclass(frozen=True, slots=True)
class Reply:
    """What the interviewer says. `fact`: the line that is quoted, if one is.

    exact: it is said as the answer; else as the nearest that there is.
    """

    text: str
    fact: Fact | None
    reason: str
    exact: bool = True


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
        telling = told(shares)
        if telling == "nothing":
            return Reply(_come_back(question, said), None, f"not sure enough: {sure}")
        exact = telling == "answer"
        lead = _unsaid_lead(_LEADS if exact else NEAREST, question, said)
        text = lead.format(spoken(fact.text, fact.source.document))
        return Reply(text, fact, f"{'answered by' if exact else 'nearest:'} {sure}", exact)


def told(shares: NDArray[np.float64]) -> Telling:
    """What is said of the best line, by the shares of the lines and, last, of there being no answer."""
    none, best = shares[-1], shares[:-1].max()
    if none <= MOST_NONE and best >= LEAST_BEST:
        return "answer"
    # Among the lines alone one stands out, whether it answers or not.
    if none <= MOST_NONE_NEAREST and best >= LEAST_BEST * (1 - none):
        return "nearest"
    return "nothing"


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


def _unsaid_lead(leads: Sequence[str], question: str, said: Collection[str]) -> str:
    begun = tuple(said)
    return _unsaid(leads, question, lambda lead: any(line.startswith(lead[:-2]) for line in begun))


def _unsaid(lines: Sequence[str], question: str, was_said: Callable[[str], bool]) -> str:
    """One of the lines, the same for the same question; one that was not said yet, while there is any."""
    first = zlib.crc32(question.encode()) % len(lines)
    in_turn = [*lines[first:], *lines[:first]]
    return next((line for line in in_turn if not was_said(line)), in_turn[0])
