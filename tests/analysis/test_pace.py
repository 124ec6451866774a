"""Pace: words a minute, in all and over time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.analysis.pace import WINDOW_S, overall_rate, pace_over_time, speaking_rate, stretches
from simulator.analysis.results import PacePoint
from simulator.audio import Span
from simulator.events import Word
from tests.analysis.handmade import one_answer, spoken, words_at


def test_a_hundred_words_in_forty_seconds_are_150_a_minute() -> None:
    metric = speaking_rate(one_answer([Span(10, 50)], words_at(150, 40, 10)))
    assert (metric.value, metric.verdict) == (150, "within")
    assert metric.moments == (Span(10, 50),)


def test_pauses_count_as_time() -> None:
    words = words_at(150, 10, 10) + words_at(150, 10, 40)
    with_pause = one_answer([Span(10, 20), Span(40, 50)], words)
    assert speaking_rate(with_pause).value == 75


@pytest.mark.parametrize(
    ("wpm", "verdict"), [(105, "below"), (120, "within"), (175, "within"), (195, "above")]
)
def test_a_pace_is_judged_by_its_band(wpm: float, verdict: str) -> None:
    assert speaking_rate(one_answer([Span(10, 70)], words_at(wpm, 60, 10))).verdict == verdict


@given(st.floats(60, 220), st.floats(1.05, 2))
def test_the_same_words_said_slower_have_a_lower_pace(wpm: float, slower: float) -> None:
    text = "word " * 40
    fast, slow = spoken(text, 10, wpm=wpm), spoken(text, 10, wpm=wpm / slower)
    rates = [
        speaking_rate(one_answer([Span(10, words[-1].span.end_s)], words)).value for words in (fast, slow)
    ]
    assert rates[0] is not None
    assert rates[1] is not None
    assert rates[1] < rates[0]
    assert rates[0] / rates[1] == pytest.approx(slower, rel=0.01)


@pytest.mark.parametrize(
    ("speech", "words"),
    [
        ([Span(10, 30)], spoken("only seven words are not a pace", 10)),
        ([Span(10, 13.9)], words_at(180, 3.9, 10)),
    ],
)
def test_of_too_little_speech_no_pace_is_told(speech: list[Span], words: tuple[Word, ...]) -> None:
    answer = one_answer(speech, words)
    assert (speaking_rate(answer).value, speaking_rate(answer).verdict) == (None, "unknown")
    assert "too little" in speaking_rate(answer).note
    assert pace_over_time(answer) == ()


def test_nothing_said_has_no_pace() -> None:
    silent = one_answer([], floor=Span(10, 30))
    assert speaking_rate(silent).value is None
    assert pace_over_time(silent) == ()
    assert overall_rate([silent]).value is None
    assert overall_rate([]).value is None


def test_over_a_session_long_answers_weigh_more() -> None:
    long, short = (
        one_answer([Span(10, 100)], words_at(120, 90, 10)),
        one_answer([Span(10, 40)], words_at(180, 30, 10)),
    )
    metric = overall_rate([long, short])
    assert metric.value == pytest.approx((180 + 90) / 2.0)
    assert metric.moments == (Span(10, 100), Span(10, 40))
    silent = one_answer([], floor=Span(200, 220))
    assert overall_rate([long, silent, short]) == metric


def test_an_even_speaker_has_an_even_pace_over_time() -> None:
    answer = one_answer([Span(10, 70)], words_at(150, 60, 10))
    points = pace_over_time(answer)
    assert [point.wpm for point in points] == pytest.approx([150] * len(points), abs=3)
    assert points[0].at_s == 20  # the middle of the first window
    assert points[-1].at_s == 60
    assert [point.at_s for point in points] == sorted({point.at_s for point in points})


def test_who_hurries_at_the_end_is_seen_there() -> None:
    words = words_at(120, 40, 10) + words_at(240, 40, 50)
    points = pace_over_time(one_answer([Span(10, 90)], words))
    assert points[0].wpm == pytest.approx(120, abs=3)
    assert points[-1].wpm == pytest.approx(240, abs=3)
    (hurried,) = stretches(points, above=190)
    assert 40 < hurried.start_s < 50  # most of its first window is fast already
    assert hurried.end_s == 90
    (slow,) = stretches(points, below=130)
    assert slow.start_s == 10


@given(st.floats(4, 200), st.floats(0, 1000), st.floats(60, 250))
def test_windows_lie_inside_the_answer(seconds: float, start_s: float, wpm: float) -> None:
    span = Span(start_s, start_s + seconds)
    points = pace_over_time(one_answer([span], words_at(wpm, seconds, start_s)))
    if seconds <= WINDOW_S:
        assert len(points) <= 1
    for point in points:
        half_s = min(WINDOW_S, seconds) / 2
        assert span.start_s - 0.01 <= point.at_s - half_s
        assert point.at_s + half_s <= span.end_s + 0.01
    if seconds > WINDOW_S and points:
        assert points[-1].at_s == pytest.approx(span.end_s - WINDOW_S / 2, abs=0.01)


def test_overlapping_windows_beyond_a_limit_are_one_stretch() -> None:
    points = [PacePoint(at_s, 200) for at_s in (20, 22.5, 25)] + [PacePoint(60, 150), PacePoint(80, 210)]
    assert stretches(points, above=190) == [Span(10, 35), Span(70, 90)]
    assert stretches(points, below=190) == [Span(50, 70)]
    assert stretches(points, above=250) == []
