"""Pauses: silences inside an answer, from its voice, never from its words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.analysis.pauses import pause_metrics, pauses_of, speaking_share
from simulator.analysis.results import Metric, Pause
from simulator.audio import Span
from tests.analysis.handmade import one_answer, spoken

WORDS = spoken("I asked everybody.", 10) + spoken("Then we moved it.", 14)
SPEECH = [Span(10, 11), Span(14, 16)]


def metrics(pauses: tuple[Pause, ...], seconds: float) -> dict[str, Metric]:
    return {metric.key: metric for metric in pause_metrics(pauses, seconds)}


def test_a_silence_between_two_stretches_is_a_pause_after_a_word() -> None:
    (pause,) = pauses_of(one_answer(SPEECH, WORDS))
    assert pause.span == Span(11, 14)
    assert pause.duration_s == 3
    assert pause.after_word == "everybody."


def test_silence_before_and_after_an_answer_is_no_pause() -> None:
    assert pauses_of(one_answer([Span(20, 25)], floor=Span(10, 40))) == ()
    assert pauses_of(one_answer([], floor=Span(10, 40))) == ()


@pytest.mark.parametrize(("gap_s", "pauses"), [(0.2, 0), (0.24, 0), (0.25, 1), (1.0, 1)])
def test_a_pause_has_a_quarter_of_a_second(gap_s: float, pauses: int) -> None:
    assert len(pauses_of(one_answer([Span(10, 12), Span(12 + gap_s, 15)]))) == pauses


def test_words_do_not_make_or_fill_pauses() -> None:
    without_words = pauses_of(one_answer(SPEECH))
    assert [pause.span for pause in without_words] == [Span(11, 14)]
    assert without_words[0].after_word == ""
    stretched = spoken("whole thing", 10, wpm=20)  # word times that cover the silence
    assert [pause.span for pause in pauses_of(one_answer(SPEECH, stretched))] == [Span(11, 14)]


@given(st.lists(st.tuples(st.floats(0.1, 5), st.floats(0.3, 5)), min_size=1, max_size=12))
def test_one_more_pause_in_the_speech_is_one_more_pause_found(parts: list[tuple[float, float]]) -> None:
    speech, now_s = [], 10.0
    for spoken_s, silent_s in parts:
        speech.append(Span(now_s, now_s + spoken_s))
        now_s += spoken_s + silent_s
    before = pauses_of(one_answer(speech))
    after = pauses_of(one_answer([*speech, Span(now_s, now_s + 1)]))
    assert len(before) == len(parts) - 1
    assert len(after) == len(before) + 1
    assert after[: len(before)] == before


def test_the_typical_pause_is_the_median_and_long_ones_have_a_second() -> None:
    pauses = tuple(
        Pause(Span(start, start + s), "") for start, s in ((10, 0.3), (20, 0.5), (30, 1.0), (40, 2.5))
    )
    found = metrics(pauses, 120)
    assert found["pause_median_s"].value == 0.75
    assert found["long_pauses_per_min"].value == 1.0
    assert found["long_pauses_per_min"].moments == (Span(30, 31), Span(40, 42.5))
    assert {metric.verdict for metric in found.values()} == {"shown"}


def test_without_pauses_there_is_no_typical_one_and_no_long_one() -> None:
    found = metrics((), 30)
    assert found["pause_median_s"].value is None
    assert "no pause" in found["pause_median_s"].note
    assert found["long_pauses_per_min"].value == 0


def test_where_nothing_was_said_nothing_is_told() -> None:
    assert {metric.value for metric in pause_metrics((), 0)} == {None}
    assert speaking_share([one_answer([], floor=Span(10, 40))]).value is None
    assert speaking_share([]).value is None


def test_the_share_of_speaking_is_voice_in_the_time_from_first_to_last_voice() -> None:
    assert speaking_share([one_answer(SPEECH)]).value == 50
    assert speaking_share([one_answer([Span(10, 20)])]).value == 100
    both = speaking_share([one_answer(SPEECH), one_answer([Span(10, 16)]), one_answer([], floor=Span(1, 9))])
    assert both.value == 75
