"""Sound that never came, found by counting: where it is, how long, and not where it is not."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.devices.gaps import Block, GapFinder, Missing

RATE = 16_000
BLOCK = 160  # 10 ms


def hear(
    holes: Sequence[tuple[float, float]] = (),
    *,
    length_s: float = 12.0,
    late: Sequence[float] = (),
    wander_s: float = 0.0,
    ppm: float = 0.0,
    overflow: bool = False,
) -> list[Block | Missing]:
    """What a finder passes on. holes: (where, how long), true seconds; late: when a callback is 100 ms late.

    Every sample's value is its own true number, so that order and place can be checked.
    """
    finder = GapFinder(RATE)
    passed: list[Block | Missing] = []
    left = sorted(holes)
    number = 0
    flag = False
    while number < length_s * RATE:
        if left and number >= left[0][0] * RATE:
            number += round(left.pop(0)[1] * RATE)
            flag = overflow
        true_s = number / RATE
        at_s = 900.0 + true_s / (1 + ppm * 1e-6) + wander_s * float(np.sin(true_s * 2.3))
        if any(true_s <= s < true_s + BLOCK / RATE for s in late):
            at_s += 0.1
        passed += finder.take(Block(np.arange(number, number + BLOCK, dtype=np.float32), at_s, flag))
        number, flag = number + BLOCK, False
    return passed + finder.end()


def found(passed: Sequence[Block | Missing]) -> list[tuple[float, float]]:
    """The holes: (where, how long), in seconds."""
    holes, at = [], 0
    for piece in passed:
        if isinstance(piece, Missing):
            holes.append((at / RATE, piece.samples / RATE))
        at += piece.samples if isinstance(piece, Missing) else len(piece.samples)
    return holes


def check_order(passed: Sequence[Block | Missing], count: int) -> None:
    """All blocks were passed on, once, in order."""
    firsts = [int(piece.samples[0]) for piece in passed if isinstance(piece, Block)]
    assert len(firsts) == count
    assert all(before < after for before, after in pairwise(firsts))


@pytest.mark.parametrize("wander_s", [0.0, 0.003])
def test_without_a_hole_everything_passes_at_once(wander_s: float) -> None:
    passed = hear(wander_s=wander_s, ppm=200)
    assert found(passed) == []
    check_order(passed, 1200)


@pytest.mark.parametrize("hole_s", [0.01, 0.03, 0.039])
def test_less_than_40_ms_is_left_alone(hole_s: float) -> None:
    assert found(hear([(5.0, hole_s)])) == []


@pytest.mark.parametrize("late", [(5.0,), (5.0, 5.1, 5.2, 5.3, 7.0)])
def test_late_callbacks_alone_are_no_hole(late: Sequence[float]) -> None:
    passed = hear(late=late)
    assert found(passed) == []
    check_order(passed, 1200)


@pytest.mark.parametrize("wander_s", [0.0, 0.003])
@pytest.mark.parametrize("hole_s", [0.1, 1.0, 3.0, 30.0])
def test_a_hole_is_found_where_it_is(hole_s: float, wander_s: float) -> None:
    passed = hear([(5.0, hole_s)], length_s=12 + hole_s, wander_s=wander_s, ppm=-100)
    ((at_s, long_s),) = found(passed)
    assert at_s == pytest.approx(5.0, abs=0.01)
    assert long_s == pytest.approx(hole_s, abs=0.01)
    check_order(passed, 1200)


@pytest.mark.parametrize("late", [(4.9, 6.0, 6.05, 6.2), (4.99,), (4.99, 6.0), (4.97, 4.99)])
def test_a_hole_beside_late_callbacks_is_as_long_as_without(late: Sequence[float]) -> None:
    ((at_s, long_s),) = found(hear([(5.0, 1.0)], late=late))
    assert at_s == pytest.approx(5.0, abs=0.01)
    assert long_s == pytest.approx(1.0, abs=0.01)


@settings(max_examples=25, deadline=None)
@given(
    lengths_s=st.lists(st.floats(0.06, 2.0), min_size=1, max_size=4),
    apart_s=st.floats(2.5, 6.0),
    late=st.lists(st.floats(1.0, 20.0), max_size=10),
    ppm=st.floats(-200, 200),
)
def test_many_holes_are_found_each_in_its_place(
    lengths_s: list[float], apart_s: float, late: list[float], ppm: float
) -> None:
    holes, at_s = [], 0.0
    for length_s in lengths_s:
        at_s += apart_s
        holes.append((at_s, length_s))
        at_s += length_s
    apart = [s for s in late if all(not -1.0 < s - hole_s < length_s + 1.0 for hole_s, length_s in holes)]
    heard = found(hear(holes, length_s=at_s + 1, late=apart, ppm=ppm))
    assert len(heard) == len(holes)
    assert np.abs(np.subtract(heard, holes)).max() < 0.015


@pytest.mark.parametrize("apart_s", [0.05, 0.1, 0.25, 0.3, 0.5])
def test_two_holes_close_together_are_two(apart_s: float) -> None:
    holes = [(5.0, 0.1), (5.1 + apart_s, 0.2)]
    assert np.abs(np.subtract(found(hear(holes)), holes)).max() < 0.011


@pytest.mark.parametrize(("overflow", "cause"), [(True, "overflow"), (False, "samples lost")])
def test_the_cause_is_what_is_known(overflow: bool, cause: str) -> None:
    (missing,) = (p for p in hear([(5.0, 1.0)], overflow=overflow) if isinstance(p, Missing))
    assert missing.cause == cause


def test_what_is_held_back_comes_out_at_the_end() -> None:
    passed = hear([(5.0, 1.0)], length_s=6.1)  # too short to be sure
    assert found(passed) == []
    check_order(passed, 510)


def test_a_first_time_that_is_wrong_makes_no_hole() -> None:
    finder = GapFinder(RATE)
    passed: list[Block | Missing] = []
    for n in range(300):
        at_s = n * BLOCK / RATE - (0.07 if n == 0 else 0.0)
        passed += finder.take(Block(np.zeros(BLOCK, np.float32), at_s))
    assert found(passed) == []
    assert len(passed) == 300
