"""Taking an interview up again: at the first question without an answer, after one sentence on the rest."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.audio import Span
from simulator.events import BROKEN_OFF, AnswerClosed, EndReason, Event, QuestionAsked, SessionClosed
from simulator.interview.bank import load_bank
from simulator.interview.director import Direction
from simulator.interview.plan import make_plan
from simulator.interview.recap import resumption

PLAN = make_plan(load_bank(), style="manager", minutes=30, count=5, seed=1)


def asked(number: int, at_s: float = 0.0) -> QuestionAsked:
    question = PLAN.questions[number - 1]
    return QuestionAsked(at_s, question, number, question.text, Span(at_s, at_s + 3))


def closed(number: int, reason: EndReason = "silence") -> AnswerClosed:
    return AnswerClosed(20.0, number, Span(3, 20), reason)


def answered(*numbers: int) -> list[Event]:
    return [event for number in numbers for event in (asked(number), closed(number))]


def next_number(*events: Event) -> int | None:
    further = resumption([PLAN, *events])
    return further.number if further else None


def test_it_goes_on_with_the_question_that_was_open() -> None:
    further = resumption([PLAN, *answered(1, 2), asked(3)])
    assert further is not None
    assert (further.number, further.again) == (3, PLAN.questions[2])
    assert further.recap.endswith("let me repeat my last question.")


def test_between_two_questions_it_goes_on_with_the_next() -> None:
    further = resumption([PLAN, *answered(1, 2)])
    assert further is not None
    assert (further.number, further.again) == (3, None)
    assert further.recap.endswith("here is the next question.")


@pytest.mark.parametrize("reason", sorted(BROKEN_OFF))
def test_an_answer_that_broke_off_is_asked_for_again(reason: EndReason) -> None:
    assert next_number(*answered(1), asked(2), closed(2, reason)) == 2


@pytest.mark.parametrize("reason", ["silence", "done", "skipped", "no_answer"])
def test_a_question_that_was_dealt_with_is_not_asked_again(reason: EndReason) -> None:
    assert next_number(*answered(1), asked(2), closed(2, reason)) == 3


def test_before_the_first_question_it_simply_begins() -> None:
    further = resumption([PLAN])
    assert further is not None
    assert (further.number, further.again) == (1, None)
    assert further.recap == "Welcome back, let us begin."


def test_in_the_first_answer_its_question_is_repeated() -> None:
    further = resumption([PLAN, asked(1)])
    assert further is not None
    assert further.recap == "Welcome back, let me repeat my last question."


def test_after_the_last_answer_there_is_nothing_left() -> None:
    assert resumption([PLAN, *answered(1, 2, 3, 4, 5)]) is None


def test_without_a_plan_there_is_nothing_to_take_up() -> None:
    assert resumption([]) is None
    assert resumption(answered(1)) is None


def test_a_session_is_taken_up_more_than_once() -> None:
    first_time = [*answered(1), asked(2), closed(2, "interrupted")]
    assert next_number(*first_time, asked(2), closed(2), asked(3), closed(3, "stopped")) == 3
    assert next_number(*first_time, asked(2), closed(2, "interrupted")) == 2


def test_the_recap_names_what_there_was_and_nothing_twice() -> None:
    one = resumption([PLAN, *answered(1)])
    two = resumption([PLAN, *answered(1, 2)])
    assert one is not None
    assert two is not None
    assert one.recap.startswith("Welcome back: we have talked about ")
    assert " and " in two.recap
    for further in (one, two):
        listed = further.recap.split("about ", 1)[1].split(", and ")[0]
        topics = listed.replace(" and ", ", ").split(", ")
        assert len(topics) == len(set(topics))


@given(st.integers(0, 8), st.integers(3, 8), st.integers(0, 200))
def test_every_plan_can_be_taken_up_anywhere_in_one_sentence(done: int, count: int, seed: int) -> None:
    plan = make_plan(load_bank(), style="peer", minutes=30, count=count, seed=seed)
    done = min(done, count)
    events: list[Event] = [plan]
    for number in range(1, done + 1):
        events += [QuestionAsked(0, plan.questions[number - 1], number, "", Span(0, 3)), closed(number)]
    further = resumption(events)
    if done == count:
        assert further is None
        return
    assert further is not None
    assert further.number == done + 1
    assert further.recap.startswith("Welcome back")
    assert further.recap.count(".") == 1
    assert "_" not in further.recap  # no stage without a name for it


def test_follow_ups_count_as_said_and_the_plan_goes_on_after_them() -> None:
    probe = replace(PLAN.questions[0], id=f"{PLAN.questions[0].id}?number", kind="probe")
    events = [*answered(1), QuestionAsked(20.0, probe, 2, "How many?", Span(20, 22)), closed(2)]
    further = resumption([PLAN, *events])
    assert further is not None
    assert (further.number, further.again) == (3, None)
    assert [exchange.question.kind for exchange in further.exchanges] == ["main", "probe"]
    assert Direction(PLAN).next(further.exchanges, 0.0).question == PLAN.questions[1]


def test_a_follow_up_that_was_open_is_asked_again() -> None:
    probe = replace(PLAN.questions[0], id=f"{PLAN.questions[0].id}?number", kind="probe")
    further = resumption([PLAN, *answered(1), QuestionAsked(20.0, probe, 2, "How many?", Span(20, 22))])
    assert further is not None
    assert (further.number, further.again) == (2, probe)


def test_a_finished_interview_has_nothing_left_though_questions_were_left_out() -> None:
    assert resumption([PLAN, *answered(1, 2), SessionClosed(99.0, "finished")]) is None
