"""Taking an interview up again: which question comes next, and one sentence on what there was. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from simulator.analysis.answers import Answer, answers_of
from simulator.events import BROKEN_OFF, AnswerClosed, Event, PlanMade, Question, QuestionAsked, SessionClosed
from simulator.interview.director import Exchange

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
    """Where to go on: question `number` comes next, after these exchanges.

    again: it was asked before and not answered to the end; None: what comes next is to be decided.
    """

    number: int
    again: Question | None
    exchanges: tuple[Exchange, ...]
    recap: str


def resumption(events: Sequence[Event]) -> Resumption | None:
    """Where to go on; None when nothing is left to ask."""
    plan = next((event for event in events if isinstance(event, PlanMade)), None)
    if plan is None:
        return None
    asked = {event.number: event for event in events if isinstance(event, QuestionAsked)}
    closed = {event.question_number: event for event in events if isinstance(event, AnswerClosed)}
    over = [number for number, event in closed.items() if event.end_reason not in BROKEN_OFF]
    last = max(over, default=0)
    left_open = asked.get(last + 1)
    answers = {answer.number: answer for answer in answers_of(events)}
    exchanges = tuple(
        _exchange(asked[number], closed[number], answers.get(number))
        for number in sorted(over)
        if number in asked
    )
    if left_open is None and not _left(plan, asked.values(), events):
        return None
    again = left_open.question if left_open else None
    return Resumption(last + 1, again, exchanges, _recap(exchanges, repeated=again is not None))


def _left(plan: PlanMade, asked: Iterable[QuestionAsked], events: Sequence[Event]) -> bool:
    ends = [event for event in events if isinstance(event, SessionClosed)]
    if ends and ends[-1].reason == "finished":
        return False
    known = {event.question.id for event in asked}
    return any(question.id not in known for question in plan.questions)


def _exchange(asked: QuestionAsked, closed: AnswerClosed, answer: Answer | None) -> Exchange:
    said = (answer.typed or " ".join(word.text for word in answer.words)) if answer else ""
    spoken_s = answer.phonation_s if answer else 0.0
    return Exchange(asked.question, said, spoken_s, closed.end_reason, closed.span.start_s)


def _recap(exchanges: Sequence[Exchange], *, repeated: bool) -> str:
    begins = "here is the next question" if exchanges else "let us begin"
    next_step = "let me repeat my last question" if repeated else begins
    spoken = [exchange for exchange in exchanges if exchange.ended in ("silence", "done")]
    topics = list(dict.fromkeys(_TOPICS.get(exchange.question.stage, "your work") for exchange in spoken))
    if not topics:
        return f"Welcome back, {next_step}."
    listed = topics[0] if len(topics) == 1 else f"{', '.join(topics[:-1])} and {topics[-1]}"
    return f"Welcome back: we have talked about {listed}, and {next_step}."
