"""What comes next: follow-ups within bounds, the plan in time, replies until there are no more questions."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.events import EndReason, Question
from simulator.interview.bank import load_bank
from simulator.interview.director import MOST_PROBES, Direction, Exchange, Replied, Step, topic_of
from simulator.interview.plan import make_plan, what_else

BANK = load_bank()
PLAN = make_plan(BANK, style="manager", minutes=15, count=4, seed=1)
PROBE = Question("x?number", "claims", "number", "How many?", kind="probe")


def exchange(
    question: Question, said: str = "Something.", ended: EndReason = "silence", asked_s: float = 0.0
) -> Exchange:
    return Exchange(question, said, 10.0, ended, asked_s)


def always(exchanges: Sequence[Exchange]) -> Question:
    return PROBE


def answered(count: int) -> list[Exchange]:
    return [exchange(question) for question in PLAN.questions[:count]]


def test_without_follow_ups_the_plan_is_gone_through() -> None:
    direction = Direction(PLAN)
    asked: list[Question] = []
    exchanges: list[Exchange] = []
    while (step := direction.next(exchanges, 0.0)).question is not None:
        asked.append(step.question)
        exchanges.append(exchange(step.question))
    assert tuple(asked) == PLAN.questions


def test_a_topic_gets_at_most_two_follow_ups() -> None:
    direction = Direction(PLAN, follow_up=always)
    exchanges = answered(1)
    for _ in range(MOST_PROBES):
        step = direction.next(exchanges, 0.0)
        assert step.question == PROBE
        exchanges.append(exchange(step.question))
    assert direction.next(exchanges, 0.0).question == PLAN.questions[1]
    assert [e.question.kind for e in topic_of(exchanges)] == ["main", "probe", "probe"]


@pytest.mark.parametrize("ended", ["skipped", "no_answer"])
def test_who_left_a_question_out_is_not_asked_further(ended: EndReason) -> None:
    direction = Direction(PLAN, follow_up=always)
    assert direction.next([exchange(PLAN.questions[0], "", ended)], 0.0).question == PLAN.questions[1]


def test_when_time_is_short_there_are_no_follow_ups_and_then_no_more_questions_but_theirs() -> None:
    direction = Direction(PLAN, follow_up=always, keeps_time=True)
    assert direction.next(answered(1), 60.0).question == PROBE
    assert direction.next(answered(1), 15 * 60 - 380.0).question == PLAN.questions[1]
    late = direction.next(answered(1), 15 * 60 - 200.0).question
    assert late is not None
    assert late.stage == "your_questions"
    assert Direction(PLAN, follow_up=always).next(answered(1), 9_999.0).question == PROBE


def test_their_questions_are_answered_until_they_have_none() -> None:
    replied = (Replied("How big is the team?", "We are five."),)
    direction = Direction(
        PLAN, reply=lambda so_far: replied if "?" in so_far[-1].said else (), what_else=what_else(BANK)
    )
    exchanges = [*answered(3), exchange(PLAN.questions[3], "How big is the team?")]
    step = direction.next(exchanges, 0.0)
    assert step.question is not None
    assert (step.question.kind, step.opening, step.replied) == ("invitation", "We are five.", replied)
    again = direction.next([*exchanges, exchange(step.question, "No, that was all.")], 0.0)
    assert again == Step(None)


def test_the_invitation_to_ask_once_more_is_put_in_other_words_every_second_time() -> None:
    replied = (Replied("How big is the team?", "We are five."),)
    direction = Direction(PLAN, reply=lambda _: replied, what_else=what_else(BANK))
    exchanges = [*answered(3), exchange(PLAN.questions[3], "How big is the team?")]
    step = direction.next(exchanges, 0.0)
    assert step.question is not None
    again = direction.next([*exchanges, exchange(step.question, "Who pays?")], 0.0).question
    assert again is not None
    assert (again.id, again.text) == (step.question.id, step.question.rephrase)


def test_their_questions_end_with_the_time_but_not_without_a_reply() -> None:
    replied = (Replied("How big is the team?", "We are five."),)
    direction = Direction(PLAN, reply=lambda _: replied, what_else=what_else(BANK), keeps_time=True)
    exchanges = [*answered(3), exchange(PLAN.questions[3], "How big is the team?")]
    assert direction.next(exchanges, 15 * 60.0) == Step(None, "We are five.", replied)


@given(st.integers(1, 4), st.floats(0, 2_000), st.booleans())
def test_the_same_exchanges_lead_to_the_same_step_and_every_interview_ends(
    count: int, now_s: float, keeps_time: bool
) -> None:
    direction = Direction(PLAN, follow_up=always, what_else=what_else(BANK), keeps_time=keeps_time)
    exchanges = answered(count)
    assert direction.next(exchanges, now_s) == direction.next(list(exchanges), now_s)
    for _ in range(30):
        step = direction.next(exchanges, now_s)
        if step.question is None:
            return
        exchanges.append(exchange(step.question))
        now_s += 30.0
    raise AssertionError("it never ended")
