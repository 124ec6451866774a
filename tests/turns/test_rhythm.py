"""How long a speaker pauses: little evidence moves it a little, never beyond bounds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from simulator.turns.rhythm import Rhythm, rhythm_of

pauses = st.lists(st.floats(0.5, 30), max_size=60)


def test_who_was_never_heard_is_like_anybody() -> None:
    assert Rhythm().factor == 1.0
    assert Rhythm().with_pause(0.3) == Rhythm()


def test_long_thinkers_are_given_more_and_quick_ones_less() -> None:
    assert rhythm_of([3.0, 4.0, 2.5, 5.0] * 5).factor > 1.2
    assert rhythm_of([0.6, 0.7, 0.5] * 10).factor < 1.0
    assert 1.0 < rhythm_of([4.0]).factor < 1.2


@given(pauses, st.floats(0.5, 30))
def test_bounded_and_a_longer_pause_never_makes_less_of_it(found: list[float], more_s: float) -> None:
    rhythm = rhythm_of(found)
    assert 0.9 <= rhythm.factor <= 1.25
    longest_s = max([more_s, *found])
    assert rhythm_of([*found, longest_s]).factor >= rhythm_of([*found, min([more_s, *found])]).factor - 1e-9
