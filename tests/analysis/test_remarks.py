"""Remarks: sparse, observed, each with the moments it speaks of."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.analysis.results import Remark, Report
from simulator.audio import Span
from simulator.events import Event, QuestionAsked
from tests.analysis.handmade import answered, report_of, um, words_at


def said(
    number: int,
    start_s: float,
    *,
    seconds: float,
    wpm: float = 150,
    ums: int = 0,
    expected_s: tuple[float, float] = (20, 60),
) -> list[Event]:
    """An answer of one stretch that begins a second after its question."""
    speech = Span(start_s + 1, start_s + 1 + seconds)
    fillers = [um(speech.start_s + (k + 0.5) * seconds / max(1, ums)) for k in range(ums)]
    floor = Span(start_s, speech.end_s + 2.5)
    return answered(
        number, floor, [speech], words_at(wpm, seconds, speech.start_s), fillers, expected_s=expected_s
    )


def texts(report: Report, kind: str) -> list[str]:
    return [remark.text for remark in report.remarks if remark.kind == kind]


def test_good_answers_get_a_strength_and_nothing_to_fix() -> None:
    report = report_of(said(1, 10, seconds=40), said(2, 70, seconds=50))
    assert texts(report, "strength") == ["2 of 2 answers had the length their question asks for."]
    assert texts(report, "fix") == []
    assert report.remarks[0].moments == (Span(11, 51), Span(71, 121))


def test_far_too_long_answers_are_named() -> None:
    report = report_of(said(1, 10, seconds=90), said(2, 120, seconds=40), said(3, 180, seconds=80))
    assert texts(report, "fix") == ["Answers 1 and 3 ran well past the usual length."]
    assert report.remarks[-1].moments == (Span(11, 101), Span(181, 261))
    assert report.remarks[-1].exercise


def test_a_little_too_long_is_no_remark() -> None:
    assert texts(report_of(said(1, 10, seconds=70)), "fix") == []
    assert texts(report_of(said(1, 10, seconds=13)), "fix") == []


def test_far_too_short_answers_are_named() -> None:
    report = report_of(said(1, 10, seconds=8))
    assert texts(report, "fix") == ["Answer 1 ended well before such a question usually does."]


def follow_up(events: list[Event]) -> list[Event]:
    asked, *rest = events
    assert isinstance(asked, QuestionAsked)
    return [replace(asked, question=replace(asked.question, kind="probe")), *rest]


@pytest.mark.parametrize(("seconds", "fixes"), [(3, 1), (6, 0)])
def test_what_was_told_in_a_follow_up_counts_for_the_length(seconds: float, fixes: int) -> None:
    report = report_of(said(1, 10, seconds=8), follow_up(said(2, 30, seconds=seconds)))
    assert len(texts(report, "fix")) == fixes


def test_many_fillers_are_worth_work_and_some_are_not() -> None:
    report = report_of(said(1, 10, seconds=60, ums=11))
    assert texts(report, "fix") == ["11 filler sounds a minute: 11 in this session."]
    assert len(report.remarks[-1].moments) == 5
    assert texts(report_of(said(1, 10, seconds=60, ums=10)), "fix") == []


def test_a_hurried_and_a_slow_stretch_are_said_with_their_times() -> None:
    (hurried,) = (r for r in report_of(said(1, 10, seconds=50, wpm=220)).remarks if r.kind == "fix")
    assert hurried.text == "Over 190 words a minute for 20 s or more, once."
    assert hurried.moments == (Span(11, 61),)
    (slow,) = (r for r in report_of(said(1, 10, seconds=50, wpm=80)).remarks if r.kind == "fix")
    assert slow.text == "Under 100 words a minute for 20 s or more, once."


@pytest.mark.parametrize("wpm", [60, 240])
def test_an_answer_under_20_s_is_never_said_to_have_lasted_that_long(wpm: float) -> None:
    report = report_of(said(1, 4, seconds=12, wpm=wpm, expected_s=(10, 60)))
    assert texts(report, "fix") == []


def test_a_steady_pace_is_the_next_best_strength() -> None:
    report = report_of(said(1, 10, seconds=75, wpm=150))  # too long for its length to be praised
    assert texts(report, "strength") == ["A steady pace: 150 to 150 words a minute from beginning to end."]


def test_few_fillers_are_a_strength_when_nothing_better_is_known() -> None:
    report = report_of(said(1, 10, seconds=75, wpm=105), said(2, 100, seconds=75, wpm=95))
    strengths = texts(report, "strength")
    assert strengths == ["Few filler sounds: 0.0 a minute."]


def test_nothing_said_has_no_remark() -> None:
    assert report_of(answered(1, Span(10, 30), [], end_reason="no_answer")).remarks == ()
    assert report_of().remarks == ()


def test_length_comes_before_fillers_and_fillers_before_pace_and_two_are_enough() -> None:
    report = report_of(said(1, 10, seconds=90, wpm=220, ums=30))
    first, second = texts(report, "fix")
    assert "past the usual length" in first
    assert "filler sounds" in second


answers = st.lists(
    st.tuples(
        st.floats(0, 150), st.floats(50, 260), st.integers(0, 30), st.floats(10, 60), st.floats(10, 90)
    ),
    max_size=6,
)


@settings(deadline=None)
@given(answers)
def test_remarks_are_few_and_have_their_moments_inside_the_session(
    drawn: list[tuple[float, float, int, float, float]],
) -> None:
    events, now_s = [], 3.0
    for number, (seconds, wpm, ums, low_s, more_s) in enumerate(drawn, start=1):
        expected_s = (low_s, low_s + more_s)
        if seconds < 0.5:
            events.append(answered(number, Span(now_s, now_s + 20), [], end_reason="no_answer"))
        else:
            events.append(said(number, now_s, seconds=seconds, wpm=wpm, ums=ums, expected_s=expected_s))
        now_s += seconds + 30
    report = report_of(*events)
    kinds = [remark.kind for remark in report.remarks]
    assert kinds.count("strength") <= 1
    assert kinds.count("fix") <= 2
    for remark in report.remarks:
        check(remark, report)


def check(remark: Remark, report: Report) -> None:
    assert remark.text
    assert remark.moments
    assert bool(remark.exercise) == (remark.kind == "fix")
    for moment in remark.moments:
        assert -0.01 <= moment.start_s < moment.end_s <= report.duration_s + 0.01
