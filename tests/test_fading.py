"""A gain over time: no step that clicks, and the same answer however it is asked."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.audio import SAMPLE_RATE
from simulator.fading import FADE_S, Fade, Fader, gain_at

FADE = round(FADE_S * SAMPLE_RATE)
STEEPEST = np.pi / 2 / FADE * 1.001
"""Of a fade between full loudness and nothing, in one sample."""


def test_half_a_cosine_leads_from_one_gain_to_the_other() -> None:
    fade = Fade(first=100, length=80, before=1.0, after=0.1)
    gains = gain_at([fade], np.arange(300.0))
    assert (gains[:101] == 1.0).all()
    assert gains[140] == pytest.approx(0.55)
    assert gains[120] == pytest.approx(0.1 + 0.9 * np.cos(np.pi / 8) ** 2)
    assert gains[180:] == pytest.approx(np.full(120, 0.1))
    assert (np.diff(gains) <= 0).all()


def test_12_of_20_db_are_reached_before_the_fade_is_over() -> None:
    fader = Fader(SAMPLE_RATE)
    fader.duck(20.0, 0)
    gains = fader.gains(0, FADE)
    assert np.flatnonzero(gains <= 10 ** (-12 / 20))[0] / SAMPLE_RATE < 0.75 * FADE_S


def test_it_comes_back_to_exactly_full_loudness() -> None:
    fader = Fader(SAMPLE_RATE)
    fader.duck(20.0, 0)
    fader.duck(0.0, 5 * FADE)
    assert fader.gains(4 * FADE, 1)[0] == pytest.approx(0.1)
    assert (fader.gains(6 * FADE, 10) == 1.0).all()


def test_a_fade_may_turn_round_in_the_middle() -> None:
    fader = Fader(SAMPLE_RATE)
    fader.duck(40.0, 0)
    fader.duck(0.0, FADE // 2)
    gains = fader.gains(0, 3 * FADE)
    assert gains.min() == pytest.approx(0.5, abs=0.02)
    assert np.abs(np.diff(gains)).max() <= STEEPEST


def test_ducked_twice_is_ducked_once() -> None:
    once, twice = Fader(SAMPLE_RATE), Fader(SAMPLE_RATE)
    for fader in (once, twice):
        fader.duck(20.0, 0)
    twice.duck(20.0, FADE // 2)
    assert (once.gains(0, 2 * FADE) == twice.gains(0, 2 * FADE)).all()


def test_taken_back_before_a_sample_went_out_it_never_was() -> None:
    fader = Fader(SAMPLE_RATE)
    fader.duck(20.0, 700)
    fader.duck(0.0, 700)
    assert (fader.gains(0, 2000) == 1.0).all()


ORDERS = st.lists(st.tuples(st.integers(0, 900), st.sampled_from([0.0, 6.0, 20.0, 60.0])), max_size=8)


@given(ORDERS, st.integers(0, 3000), st.integers(0, 500))
def test_no_order_makes_a_click_and_every_stretch_is_told_alike(
    orders: list[tuple[int, float]], first: int, count: int
) -> None:
    fader, at = Fader(SAMPLE_RATE), 0
    for later, by_db in orders:
        at += later
        fader.duck(by_db, at)
    whole = fader.gains(0, 10_000)
    assert np.abs(np.diff(whole)).max() <= STEEPEST
    assert (whole > 0).all()
    assert (whole <= 1).all()
    assert (fader.gains(first, count) == whole[first : first + count]).all()
    assert fader.gains(first, count, step=3.0) == pytest.approx(whole[first : first + 3 * count : 3])
