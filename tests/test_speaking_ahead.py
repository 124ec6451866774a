"""The next question spoken into memory while somebody answers."""

from __future__ import annotations

import threading

import numpy as np

from simulator.audio import SAMPLE_RATE, Sound
from simulator.speaking_ahead import Line, SpeakingAhead


class SlowVoice:
    """Says each text as that many samples, when it may."""

    name = "slow"

    def __init__(self) -> None:
        self.may_speak = threading.Event()
        self.said: list[str] = []

    def synthesize(self, text: str) -> Sound:
        assert self.may_speak.wait(5)
        self.said.append(text)
        return Sound(np.full(len(text), 0.5, np.float32), SAMPLE_RATE)


def test_what_is_not_spoken_yet_is_not_ready_unless_it_is_waited_for() -> None:
    voice = SlowVoice()
    with SpeakingAhead([voice], waits=False) as ahead:
        ahead.prepare(Line("Why?"))
        assert not ahead.ready(Line("Why?"))
        voice.may_speak.set()
        assert len(ahead.sound(Line("Why?"))) == 4
        assert ahead.ready(Line("Why?"))
    with SpeakingAhead([SlowVoice()], waits=True) as waiting:
        assert waiting.ready(Line("Why?"))


def test_an_opening_and_a_question_are_two_sounds_with_a_breath_between() -> None:
    voice = SlowVoice()
    voice.may_speak.set()
    with SpeakingAhead([voice], waits=True) as ahead:
        together = ahead.sound(Line("Thank you."), Line(""), Line("Why?"))
    assert len(together) == 10 + 4 + round(0.2 * SAMPLE_RATE)
    assert together[0] == together[-1] == 0.5


def test_nothing_is_spoken_twice_and_what_nobody_wants_is_forgotten() -> None:
    voice = SlowVoice()
    voice.may_speak.set()
    with SpeakingAhead([voice], waits=True) as ahead:
        ahead.prepare(Line("One."), Line("Two."))
        ahead.sound(Line("One."), Line("Two."))
        ahead.prepare(Line("Two."), Line("Three."))
        ahead.sound(Line("Two."), Line("Three."))
        ahead.sound(Line("One."))
    assert voice.said == ["One.", "Two.", "Three.", "One."]


def test_each_line_comes_in_the_voice_of_who_says_it_with_a_pause_between_two_people() -> None:
    low, high = SlowVoice(), SlowVoice()
    low.may_speak.set()
    high.may_speak.set()
    with SpeakingAhead([low, high], waits=True) as ahead:
        together = ahead.sound(Line("Over to you.", 0), Line("Why?", 1))
    assert (low.said, high.said) == (["Over to you."], ["Why?"])
    assert len(together) == 12 + 4 + round(0.5 * SAMPLE_RATE)
