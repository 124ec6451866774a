"""How long answers are, and how long until they begin."""

from __future__ import annotations

import pytest

from simulator.analysis.length import answer_length, time_to_first_word, typical_first_word, typical_length
from simulator.audio import Span
from tests.analysis.handmade import one_answer

SILENT = one_answer([], floor=Span(10, 30))


@pytest.mark.parametrize(
    ("seconds", "verdict"), [(19.9, "below"), (20, "within"), (60, "within"), (60.1, "above")]
)
def test_a_length_is_judged_by_its_question(seconds: float, verdict: str) -> None:
    metric = answer_length(one_answer([Span(10, 10 + seconds)], expected_s=(20, 60)))
    assert metric.value == pytest.approx(seconds)
    assert metric.verdict == verdict
    assert metric.moments == (Span(10, 10 + seconds),)


def test_pauses_inside_belong_to_the_length_and_silence_around_does_not() -> None:
    answer = one_answer([Span(15, 20), Span(30, 45)], floor=Span(10, 60))
    assert answer_length(answer).value == 30


def test_the_time_to_the_first_word_begins_with_the_questions_end() -> None:
    metric = time_to_first_word(one_answer([Span(11.25, 20)], floor=Span(10, 25)))
    assert (metric.value, metric.verdict) == (1.25, "shown")
    assert metric.moments == (Span(10, 11.25),)
    assert time_to_first_word(one_answer([Span(16, 20)], floor=Span(10, 25))).verdict == "shown"
    assert time_to_first_word(one_answer([Span(8, 20)], floor=Span(10, 25))).value == 0


def test_a_session_is_told_by_its_median_answer() -> None:
    answers = [
        one_answer([Span(20, 20 + seconds)], floor=Span(20 - wait, 300))
        for seconds, wait in ((30, 1), (50, 2), (200, 9))
    ]
    assert typical_length([*answers, SILENT]).value == 50
    assert typical_first_word([*answers, SILENT]).value == 2
    assert len(typical_length(answers).moments) == len(typical_first_word(answers).moments) == 3


def test_nothing_said_has_no_length_and_no_first_word() -> None:
    for metric in (
        answer_length(SILENT), time_to_first_word(SILENT), typical_length([SILENT]), typical_first_word([]),
    ):  # fmt: skip
        assert (metric.value, metric.verdict, metric.moments) == (None, "unknown", ())
        assert metric.note == "nothing was said"
