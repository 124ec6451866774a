"""Signs of a decode that goes round in circles. Pure."""

from __future__ import annotations

import pytest

from simulator.listening.decoder import loop_start

WORDS = [5, 9, 2, 7, 1]


@pytest.mark.parametrize("turn", [[3], [3, 4], [3, 4, 6, 8]])
def test_a_loop_begins_after_its_first_turn(turn: list[int]) -> None:
    assert loop_start([*WORDS, *turn * 5]) == len(WORDS) + len(turn)


@pytest.mark.parametrize("turns", [1, 2, 4])
def test_people_do_repeat_themselves(turns: int) -> None:
    assert loop_start([*WORDS, *[3, 4] * turns, *WORDS]) is None


def test_a_loop_is_seen_when_words_follow_it() -> None:
    assert loop_start([3, 4] * 6 + WORDS) == 2


def test_nothing_does_not_loop() -> None:
    assert loop_start([]) is None
