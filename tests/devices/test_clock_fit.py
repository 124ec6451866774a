"""The microphone's samples against the computer's clock, and a stream's own clock."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.devices.clock_fit import ClockFit, StreamClock

BLOCK_S = 0.01


def follow(ppm: float, *, late: float = 0.0, length_s: float = 120.0, seed: int = 0) -> list[float]:
    """How far off the fit is, every second, while the device's clock is `ppm` fast."""
    random = np.random.default_rng(seed)
    fit = ClockFit()
    off_s: list[float] = []
    for n in range(round(length_s / BLOCK_S)):
        captured_s = n * BLOCK_S
        true_s = 777.0 + captured_s / (1 + ppm * 1e-6)
        fit.observe(captured_s, true_s + (0.1 if random.random() < late else 0.0))
        if n % 100 == 99:
            off_s.append(abs(fit.captured_s(true_s) - captured_s))
    return off_s


@settings(max_examples=8, deadline=None)
@given(ppm=st.floats(-200, 200))
def test_a_drift_of_200_ppm_is_followed_within_a_millisecond(ppm: float) -> None:
    assert max(follow(ppm, length_s=30)) < 0.001


def test_late_callbacks_do_not_move_it() -> None:
    assert max(follow(200, late=0.1)) < 0.001


def test_moments_just_ahead_have_a_place_too() -> None:
    fit = ClockFit()
    for n in range(10):
        fit.observe(n * BLOCK_S, 50.0 + n * BLOCK_S)
    assert fit.captured_s(51.0) == pytest.approx(1.0)


def test_a_few_blocks_make_it_ready_and_another_stream_makes_it_start_again() -> None:
    fit = ClockFit()
    ready = []
    for n in range(3):
        fit.observe(float(n), float(n))
        ready.append(fit.ready)
    assert ready == [False, False, True]
    fit.restart()
    assert not fit.ready


@settings(max_examples=50)
@given(
    ahead_s=st.floats(-2e9, 2e9),
    late_s=st.lists(st.floats(0, 0.2), min_size=20, max_size=60),
)
def test_a_streams_own_time_is_told_apart_from_late_callbacks(ahead_s: float, late_s: list[float]) -> None:
    clock = StreamClock()
    for n, late in enumerate([*late_s, 0.0]):
        clock.observe(100.0 + n * BLOCK_S + ahead_s, 100.0 + n * BLOCK_S + late)
    assert clock.monotonic_s(200.0 + ahead_s) == pytest.approx(200.0, abs=1e-5)


@pytest.mark.parametrize("step_s", [-3600.0, -1.0, 1.0, 3600.0])
def test_a_stream_clock_that_is_set_is_followed_at_once(step_s: float) -> None:
    clock = StreamClock()
    for n in range(100):
        now_s = 100.0 + n * BLOCK_S
        clock.observe(now_s + (step_s if n >= 90 else 0.0), now_s)
    assert clock.monotonic_s(200.0 + step_s) == pytest.approx(200.0)


def test_one_very_late_callback_is_no_step_of_the_clock() -> None:
    clock = StreamClock()
    for n in range(100):
        clock.observe(n * BLOCK_S, n * BLOCK_S + (2.0 if n == 99 else 0.0))
    assert clock.monotonic_s(5.0) == pytest.approx(5.0)


def test_a_stream_clock_that_drifts_is_followed() -> None:
    clock = StreamClock()
    off_s = []
    for n in range(30_000):
        now_s = n * BLOCK_S
        clock.observe(now_s * (1 - 200e-6), now_s)
        off_s.append(abs(clock.monotonic_s(now_s * (1 - 200e-6)) - now_s))
    assert max(off_s) < 0.0011
