"""Signs of a decode that goes round in circles. Pure."""

from __future__ import annotations

import pytest

from simulator.listening.decoder import hurried, loop_start

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


def test_nobody_says_twenty_words_in_a_second() -> None:
    assert hurried("I mean, it was, um, like, you know, " * 2 + "it was, um, like", 1.3)


@pytest.mark.parametrize(
    ("text", "seconds"), [("By more than half.", 0.5), ("Yes, no, so um I", 0.2), ("", 0)]
)
def test_hurried_speech_is_not_too_much(text: str, seconds: float) -> None:
    assert not hurried(text, seconds)
