"""Fillers: sounds and words a minute."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from simulator.analysis.fillers import filler_sounds, filler_words, is_sure
from simulator.analysis.results import FillerPhrase
from simulator.audio import Span
from tests.analysis.handmade import one_answer, um

MINUTE = [Span(10, 70)]


def test_six_sounds_in_a_minute_are_six_a_minute() -> None:
    sounds = [um(start) for start in (12, 20, 30, 40, 50, 60)]
    metric = filler_sounds([one_answer(MINUTE, fillers=sounds)], 60)
    assert (metric.value, metric.verdict, metric.interval) == (6, "above", (6, 6))
    assert metric.moments == tuple(sound.span for sound in sounds)


@given(st.lists(st.integers(11, 68), unique=True, max_size=20), st.integers(11, 68))
def test_one_more_sound_in_a_minute_raises_the_rate_by_exactly_one(starts: list[int], more: int) -> None:
    before = filler_sounds([one_answer(MINUTE, fillers=[um(start) for start in starts])], 60).value
    after = filler_sounds([one_answer(MINUTE, fillers=[um(start) for start in [*starts, more]])], 60).value
    assert before is not None
    assert after == before + 1 == len(starts) + 1


def test_a_possible_sound_widens_the_range_and_not_the_value() -> None:
    answer = one_answer(MINUTE, fillers=[um(20), um(30, probability=0.3)])
    metric = filler_sounds([answer], 60)
    assert (metric.value, metric.interval) == (1, (1, 2))
    assert metric.moments == (um(20).span,)
    assert [is_sure(filler) for filler in answer.fillers] == [True, False]


def test_no_sound_is_a_rate_of_nought_and_nothing_said_is_none() -> None:
    assert filler_sounds([one_answer(MINUTE)], 60).value == 0
    assert filler_sounds([], 0).value is None
    assert filler_words([], 0).value is None


def test_words_are_counted_by_the_minute() -> None:
    phrase = FillerPhrase("you know", Span(10, 10.4))
    metric = filler_words([phrase], 30)
    assert (metric.value, metric.moments, metric.verdict) == (2, (phrase.span,), "shown")
