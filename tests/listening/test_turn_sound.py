"""What of a turn the turn model hears: given these stretches, these frames, in this order."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulator.audio import FRAME_S, FRAME_SAMPLES, SAMPLE_RATE, Frame
from simulator.listening.turn_sound import WINDOW, TurnSound, window
from simulator.tuning import TurnSoundSettings

SETTINGS = TurnSoundSettings(longest_gap_s=0.8, longest_end_s=3.0, lead_in_s=0.5)
GAP, END, LEAD_IN = (round(seconds / FRAME_S) for seconds in (0.8, 3.0, 0.5))


def heard(*parts: tuple[str, int]) -> list[int]:
    """The frames kept of so many frames of "speech" and "silence"; frame n is +n or, in silence, -n."""
    sound = TurnSound(SETTINGS)
    number = 0
    for kind, count in parts:
        for _ in range(count):
            number += 1
            value = number if kind == "speech" else -number
            frame = Frame(number * FRAME_S, np.full(FRAME_SAMPLES, value, np.float32))
            sound.hear(frame, is_speech=kind == "speech")
    return [round(value) for value in sound.so_far().reshape(-1, FRAME_SAMPLES)[:, 0]]


def test_short_pauses_and_the_silence_at_the_end_stay_as_they_were() -> None:
    frames = heard(("speech", 30), ("silence", GAP), ("speech", 30), ("silence", END))
    assert list(map(abs, frames)) == list(range(1, 30 + GAP + 30 + END + 1))


def test_of_a_long_pause_its_two_ends_are_left() -> None:
    frames = heard(("speech", 1), ("silence", 190), ("speech", 1))
    assert frames == [1, *range(-2, -2 - GAP // 2, -1), *range(-191 + GAP - GAP // 2 - 1, -192, -1), 192]
    assert len(frames) == GAP + 2


def test_a_silence_that_goes_on_for_minutes_takes_no_room_and_pushes_nothing_out() -> None:
    frames = heard(("speech", 100), ("silence", 5000))
    assert frames[:100] == list(range(1, 101))
    assert len(frames) == 100 + END
    assert frames[-1] == -5100


def test_before_the_first_word_a_breath_is_kept() -> None:
    frames = heard(("silence", 200), ("speech", 3))
    assert frames == [*range(-200 + LEAD_IN - 1, -201, -1), 201, 202, 203]


def test_nothing_was_said_yet() -> None:
    sound = TurnSound(SETTINGS)
    assert len(sound.so_far()) == 0
    sound.hear(Frame(0.0, np.zeros(FRAME_SAMPLES, np.float32)), is_speech=False)
    assert not sound.has_speech


@given(st.lists(st.tuples(st.sampled_from(["speech", "silence"]), st.integers(1, 400)), max_size=8))
def test_the_order_is_kept_and_the_room_is_bounded(parts: list[tuple[str, int]]) -> None:
    frames = heard(*parts)
    assert list(map(abs, frames)) == sorted(set(map(abs, frames)))
    assert len(frames) <= round(8.0 / FRAME_S) + END


@given(st.lists(st.tuples(st.sampled_from(["speech", "silence"]), st.integers(1, 400)), max_size=8))
def test_the_last_frame_is_always_heard(parts: list[tuple[str, int]]) -> None:
    if parts:
        assert abs(heard(*parts)[-1]) == sum(count for _, count in parts)


def test_a_short_turn_stands_at_the_end_of_the_window() -> None:
    seen = window(np.ones(SAMPLE_RATE, np.float32))
    assert len(seen) == WINDOW
    assert seen.dtype == np.float32
    assert not seen[:-SAMPLE_RATE].any()
    assert seen[-SAMPLE_RATE:].all()


def test_of_a_long_turn_the_last_8_s_are_seen() -> None:
    turn = np.arange(20 * SAMPLE_RATE, dtype=np.float32)
    np.testing.assert_array_equal(window(turn), turn[-8 * SAMPLE_RATE :])
    assert not window(turn[:0]).any()
