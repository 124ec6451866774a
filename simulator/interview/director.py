"""What comes next in an interview: a follow-up, the next planned question, a reply, or the end. Pure.

Decided anew from what was asked and answered so far, so that it can be asked for in advance, while the
candidate may still go on, and again after an interruption: the same exchanges lead to the same step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from simulator.events import EndReason, PlanMade, Question
from simulator.turns.policy import LEAST_SPOKEN_S

_LEAST_TOPIC_S = 75.0
"""A question and a short answer: with less time left no main question is begun."""
_PROBE_S = 60.0
_CLOSE_S = 30.0
_OWN_QUESTIONS_SHARE = 1 / 6
_MOST_OWN_QUESTIONS = 8
MOST_PROBES = 2
"""On one topic."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and what was said to it. `said`: as far as it was transcribed when the turn was taken."""

    question: Question
    said: str
    spoken_s: float
    ended: EndReason
    asked_s: float

    @property
    def answered(self) -> bool:
        spoken = self.spoken_s >= LEAST_SPOKEN_S or bool(self.said.strip())
        return spoken and self.ended in ("silence", "done")


@dataclass(frozen=True, slots=True)
class Replied:
    """The candidate's own question, and what the interviewer says to it.

    fact: the line that is quoted. exact: as the answer; else as the nearest that there is.
    """

    text: str
    reply: str
    fact: str = ""
    document: str = ""
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """`question`: None closes the interview. `opening`: said before it; None: a neutral bridge."""

    question: Question | None
    opening: str | None = None
    replied: tuple[Replied, ...] = ()


FollowUp = Callable[[Sequence[Exchange]], Question | None]
"""A probe into the last exchange, if one is worth asking. It may look back at all of them."""
Reply = Callable[[Sequence[Exchange]], tuple[Replied, ...]]
"""To the questions in the last exchange; none: nothing was asked."""


@dataclass(frozen=True, slots=True)
class Direction:
    """How an interview is led.

    follow_up, reply: None leaves them out. what_else: how the candidate is asked for another question.
    most_probes: on one topic. keeps_time: questions that do not fit into the plan's minutes are left out.
    """

    plan: PlanMade
    follow_up: FollowUp | None = None
    reply: Reply | None = None
    what_else: Question | None = None
    most_probes: int = MOST_PROBES
    keeps_time: bool = False

    def next(self, exchanges: Sequence[Exchange], now_s: float) -> Step:
        """The step after these exchanges, at this moment of the session."""
        if not exchanges:
            return Step(self.plan.questions[0], "")
        last = exchanges[-1]
        if last.question.stage == "your_questions":
            return self._own_questions(exchanges, now_s)
        if probe := self._probe(exchanges, now_s):
            return Step(replace(probe, asker=last.question.asker))
        return self._next_planned(exchanges, now_s)

    def _probe(self, exchanges: Sequence[Exchange], now_s: float) -> Question | None:
        last = exchanges[-1]
        if self.follow_up is None or last.ended not in ("silence", "done"):
            return None
        topic = topic_of(exchanges)
        if len(topic) > self.most_probes or not self._time_for(_PROBE_S, exchanges, now_s):
            return None
        return self.follow_up(exchanges)

    def _next_planned(self, exchanges: Sequence[Exchange], now_s: float) -> Step:
        left = self._left(exchanges)
        if not left:
            return Step(None)
        following = left[0]
        in_time = self._time_for(0.0, exchanges, now_s) or following.stage == "your_questions"
        if not in_time:
            theirs = [question for question in left if question.stage == "your_questions"]
            return Step(theirs[0]) if theirs else Step(None)
        return Step(following)

    def _left(self, exchanges: Sequence[Exchange]) -> list[Question]:
        """Planned questions after the last one that was asked."""
        asked = {exchange.question.id for exchange in exchanges}
        places = [place for place, q in enumerate(self.plan.questions) if q.id in asked]
        return list(self.plan.questions[max(places, default=-1) + 1 :])

    def _time_for(self, extra_s: float, exchanges: Sequence[Exchange], now_s: float) -> bool:
        """Whether the plan still fits into its minutes with this much more: every topic in short."""
        if not self.keeps_time:
            return True
        left = self._left(exchanges)
        total_s = 60.0 * self.plan.minutes
        theirs_s = total_s * _OWN_QUESTIONS_SHARE if any(q.stage == "your_questions" for q in left) else 0.0
        topics = sum(question.stage != "your_questions" for question in left)
        needed_s = extra_s + theirs_s + _CLOSE_S
        # With a probe in mind all topics must fit; without one it is about the next alone.
        needed_s += _LEAST_TOPIC_S * (topics if extra_s else min(topics, 1))
        return now_s + needed_s <= total_s

    def _own_questions(self, exchanges: Sequence[Exchange], now_s: float) -> Step:
        last = exchanges[-1]
        replied = self.reply(exchanges) if self.reply and last.ended in ("silence", "done") else ()
        further = self._next_planned(exchanges, now_s)
        if not replied or self.what_else is None:
            return replace(further, replied=replied) if replied else further
        said = " ".join(each.reply for each in replied)
        asked = sum(exchange.question.stage == "your_questions" for exchange in exchanges)
        over = now_s + _CLOSE_S > 60.0 * self.plan.minutes and self.keeps_time
        if over or asked >= _MOST_OWN_QUESTIONS:
            return Step(further.question, said, replied)
        return Step(replace(self._invitation(asked), asker=last.question.asker), said, replied)

    def _invitation(self, asked: int) -> Question:
        """In other words every second time."""
        what_else = self.what_else
        assert what_else is not None
        if asked % 2:
            return what_else
        return replace(what_else, text=what_else.rephrase, rephrase=what_else.text)


def topic_of(exchanges: Sequence[Exchange]) -> list[Exchange]:
    """The last main question and what followed from it."""
    first = max((n for n, exchange in enumerate(exchanges) if exchange.question.kind == "main"), default=0)
    return list(exchanges[first:])
