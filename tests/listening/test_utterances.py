"""What may be a request: a short utterance with silence on both sides, its first sound kept."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.audio import FRAME_S, FRAME_SAMPLES, SAMPLE_RATE, Frame
from simulator.listening.utterances import Utterance, UtteranceCatcher


def caught(*parts: tuple[str, float]) -> list[Utterance]:
    """What is caught in stretches of "speech" and "silence"; frame n holds n + 1, negative in silence."""
    catcher = UtteranceCatcher()
    utterances: list[Utterance] = []
    index = 0
    for kind, seconds in parts:
        for _ in range(round(seconds / FRAME_S)):
            value = index + 1 if kind == "speech" else -(index + 1)
            frame = Frame(index * FRAME_S, np.full(FRAME_SAMPLES, value, np.float32))
            if utterance := catcher.hear(frame, is_speech=kind == "speech"):
                utterances.append(utterance)
            index += 1
    return utterances


def numbers(utterance: Utterance) -> list[int]:
    """The frames in an utterance, by number."""
    return [round(value) for value in utterance.samples.reshape(-1, FRAME_SAMPLES)[:, 0]]


def test_a_short_utterance_is_caught_with_a_little_sound_before_it() -> None:
    (utterance,) = caught(("silence", 3.2), ("speech", 1.6), ("silence", 3.2))
    assert utterance.span.start_s == pytest.approx(3.2)
    assert utterance.span.end_s == pytest.approx(4.8)
    frames = numbers(utterance)
    assert [abs(number) for number in frames] == list(range(abs(frames[0]), abs(frames[-1]) + 1))
    assert abs(frames[0]) * FRAME_S == pytest.approx(3.2 - 0.2, abs=0.05)
    assert sum(number > 0 for number in frames) == 50


def test_it_comes_as_soon_as_enough_silence_has_followed() -> None:
    assert caught(("silence", 1.6), ("speech", 1.6), ("silence", 0.64)) == []
    assert len(caught(("silence", 1.6), ("speech", 1.6), ("silence", 0.72))) == 1


def test_an_utterance_right_at_the_beginning_counts() -> None:
    (utterance,) = caught(("speech", 1.6), ("silence", 0.8))
    assert utterance.span.start_s == 0
    assert min(numbers(utterance)[:50]) == 1


@pytest.mark.parametrize(
    ("seconds", "is_caught"), [(0.256, False), (0.352, True), (4.96, True), (5.12, False), (60.0, False)]
)
def test_a_cough_is_too_short_and_an_answer_too_long(seconds: float, is_caught: bool) -> None:
    assert len(caught(("silence", 1.6), ("speech", seconds), ("silence", 1.6))) == is_caught


def test_a_short_pause_joins_what_is_around_it() -> None:
    (utterance,) = caught(("speech", 1.6), ("silence", 0.48), ("speech", 1.6), ("silence", 0.8))
    assert utterance.span.duration_s == pytest.approx(3.68)
    assert caught(("speech", 3.2), ("silence", 0.48), ("speech", 3.2), ("silence", 0.8)) == []


def test_what_follows_an_answer_at_once_is_part_of_it() -> None:
    """0.7 s of silence end an utterance, 1.2 s must be before the next: the gap of an answer is no wait."""
    assert caught(("speech", 9.6), ("silence", 0.736), ("speech", 1.6), ("silence", 1.6)) == []
    (utterance,) = caught(("speech", 9.6), ("silence", 1.216), ("speech", 1.6), ("silence", 1.6))
    assert utterance.span.start_s == pytest.approx(10.816)


def test_an_utterance_carries_its_own_sound_only() -> None:
    first, second = caught(("speech", 1.6), ("silence", 1.6), ("speech", 0.8), ("silence", 1.6))
    assert max(numbers(first)) == 50
    assert min(number for number in numbers(second) if number > 0) == 101
    for utterance in (first, second):
        sounding_s = len(utterance.samples) / SAMPLE_RATE
        assert utterance.span.duration_s <= sounding_s < utterance.span.duration_s + 1.0


def test_a_long_answer_fills_no_memory() -> None:
    catcher = UtteranceCatcher()
    for index in range(20_000):
        catcher.hear(Frame(index * FRAME_S, np.zeros(FRAME_SAMPLES, np.float32)), is_speech=True)
    assert len(catcher._frames) < 10


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 250), st.integers(1, 250)), max_size=8))
def test_whatever_is_said_every_utterance_is_short_and_alone(parts: list[tuple[int, int]]) -> None:
    stretches: list[tuple[str, float]] = []
    for silent, spoken in parts:
        stretches += [("silence", silent * FRAME_S), ("speech", spoken * FRAME_S)]
    utterances = caught(*stretches, ("silence", 0.8))
    for utterance in utterances:
        assert 0.3 <= utterance.span.duration_s <= 5.0 + 1e-6
        assert [abs(number) for number in numbers(utterance)] == list(
            range(abs(numbers(utterance)[0]), abs(numbers(utterance)[-1]) + 1)
        )
    for before, after in pairwise(utterances):
        assert after.span.start_s - before.span.end_s >= 0.8 - 1e-6
