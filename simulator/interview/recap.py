"""Taking an interview up again: which question comes next, and one sentence on what there was. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.events import BROKEN_OFF, AnswerClosed, Event, PlanMade, QuestionAsked

# What a stage is called when one speaks of it.
_TOPICS = {
    "opening": "what brings you here",
    "claims": "your experience",
    "behavioural": "how you have worked so far",
    "situational": "what you would do in a given situation",
    "culture": "how you work with others",
    "motivation": "why you want this job",
    "goals": "your goals",
    "logistics": "the practical side",
    "your_questions": "your questions",
}


@dataclass(frozen=True, slots=True)
class Resumption:
    """`number`: the question to ask; `repeated`: it was asked before and not answered to the end."""

    number: int
    repeated: bool
    recap: str


def resumption(events: Sequence[Event]) -> Resumption | None:
    """Where to go on; None when every question was answered."""
    plan = next((event for event in events if isinstance(event, PlanMade)), None)
    if plan is None:
        return None
    asked = {event.number for event in events if isinstance(event, QuestionAsked)}
    closed = {event.question_number: event for event in events if isinstance(event, AnswerClosed)}
    over = [number for number, event in closed.items() if event.end_reason not in BROKEN_OFF]
    number = max(over, default=0) + 1
    if number > len(plan.questions):
        return None
    repeated = number in asked
    spoken = {n for n, event in closed.items() if event.end_reason in ("silence", "done") and n < number}
    return Resumption(number, repeated, _recap(plan, number, sorted(spoken), repeated))


def _recap(plan: PlanMade, number: int, spoken: Sequence[int], repeated: bool) -> str:
    begins = "let us begin" if number == 1 else "here is the next question"
    next_step = "let me repeat my last question" if repeated else begins
    topics = list(dict.fromkeys(_TOPICS.get(plan.questions[n - 1].stage, "your work") for n in spoken))
    if not topics:
        return f"Welcome back, {next_step}."
    listed = topics[0] if len(topics) == 1 else f"{', '.join(topics[:-1])} and {topics[-1]}"
    return f"Welcome back: we have talked about {listed}, and {next_step}."
