"""A voice made quieter and stopped: what the room believes it heard is what the loudspeaker let out."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.audio import SAMPLE_RATE, Samples, rms_db
from simulator.fading import FADE_S
from tests.devices.test_room import Studio
from tests.devices.virtual_devices import Gone

DEVICE_S = 0.1
"""What the studio's loudspeaker holds."""
SHORT = 0.3


def voice(seconds: float) -> Samples:
    """A steady tone: its level at any moment is the gain."""
    times = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return np.asarray(0.3 * np.sin(2 * np.pi * 500 * times), np.float32)


class Listener:
    """Hears both: the air at the loudspeaker, and what the room says was heard."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self._told: list[Samples] = []

    def hear(self, seconds: float) -> None:
        until_s = self.studio.world.now_s + seconds
        while self.studio.world.now_s < until_s:
            self._told += [self.studio.room.heard_during(frame) for frame in self.studio.hear(1e-6)]

    def told(self) -> Samples:
        """From the first sound to the last."""
        return trimmed(np.concatenate(self._told))

    def in_the_air(self) -> Samples:
        """The same, at 16 kHz, from the loudspeaker's samples; only for one unbroken stretch."""
        blocks = [samples for _, samples in self.studio.loudspeaker.sound]
        return trimmed(np.concatenate(blocks)[:: self.studio.loudspeaker.rate // SAMPLE_RATE])

    def level_db(self, after_s: float) -> float:
        """Of 10 ms in the air, so long after the loudspeaker's first sound."""
        first = round(after_s * SAMPLE_RATE)
        return rms_db(self.in_the_air()[first : first + SAMPLE_RATE // 100])


def trimmed(samples: Samples) -> Samples:
    sounding = np.flatnonzero(np.abs(samples) > 1e-4)
    return samples[sounding[0] : sounding[-1] + 1]


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> Listener:
    return Listener(Studio(monkeypatch))


def test_what_was_heard_is_as_loud_as_it_was_to_the_sample(listener: Listener) -> None:
    room = listener.studio.room
    listener.hear(1.0)
    room.play(voice(4.0))
    for by_db in (20.0, 0.0, 12.0, 40.0, 0.0):
        listener.hear(0.61)
        room.duck(by_db)
    listener.hear(3.0)
    told, air = listener.told(), listener.in_the_air()
    assert len(told) == pytest.approx(4.0 * SAMPLE_RATE, abs=5)
    count = len(told) - 10
    apart = min(np.abs(told[5 : 5 + count] - air[skip : skip + count]).max() for skip in range(3, 8))
    assert apart < 0.002  # a fade that is a block off would show as 0.27


def test_it_is_ducked_when_the_device_has_played_what_it_held(listener: Listener) -> None:
    room = listener.studio.room
    room.play(voice(4.0))
    listener.hear(2.0)
    ordered_s = listener.studio.world.now_s - listener.studio.loudspeaker.sound[0][0]
    room.duck(20.0)
    listener.hear(1.0)
    room.duck(0.0)
    listener.hear(2.5)
    full_db = rms_db(voice(1.0))
    assert listener.level_db(ordered_s) == pytest.approx(full_db, abs=0.1)
    assert listener.level_db(ordered_s + DEVICE_S + FADE_S + 0.02) == pytest.approx(full_db - 20, abs=0.1)
    assert listener.level_db(3.5) == pytest.approx(full_db, abs=0.1)


def test_lines_that_come_later_are_ducked_until_it_ends(listener: Listener) -> None:
    room = listener.studio.room
    listener.hear(1.0)
    room.duck(20.0)  # nothing is playing
    listener.hear(0.5)
    for _ in range(3):
        room.play(voice(1.0))
    listener.hear(1.5)  # in the second line
    room.duck(0.0)
    listener.hear(3.0)
    told = listener.told()
    full_db = rms_db(voice(1.0))
    assert rms_db(told[: SAMPLE_RATE // 100]) == pytest.approx(full_db - 20, abs=0.5)  # from its first sample
    assert rms_db(told[SAMPLE_RATE : SAMPLE_RATE + 4000]) == pytest.approx(full_db - 20, abs=0.1)
    assert rms_db(told[2 * SAMPLE_RATE :]) == pytest.approx(full_db, abs=0.1)


def test_a_stopped_line_leaves_the_duck_behind(listener: Listener) -> None:
    room = listener.studio.room
    room.play(voice(2.0))
    listener.hear(1.0)
    room.duck(20.0)
    listener.hear(0.3)
    room.stop()
    listener.hear(0.5)
    room.play(voice(0.5))
    listener.hear(1.5)
    assert rms_db(listener.told()[-4000:]) == pytest.approx(rms_db(voice(1.0)) - 20, abs=0.1)


def test_a_loudspeaker_that_returns_is_still_ducked(monkeypatch: pytest.MonkeyPatch) -> None:
    listener = Listener(Studio(monkeypatch, loudspeaker_gone=[Gone(1.0, 2.0)]))
    room = listener.studio.room
    listener.hear(0.5)
    room.duck(20.0)
    listener.hear(4.0)
    room.play(voice(1.0))
    listener.hear(2.0)
    assert rms_db(listener.told()[SAMPLE_RATE // 10 :]) == pytest.approx(rms_db(voice(1.0)) - 20, abs=0.1)


def test_without_a_loudspeaker_nothing_is_ducked(monkeypatch: pytest.MonkeyPatch) -> None:
    studio = Studio(monkeypatch, silent=True)
    studio.room.duck(20.0)
    playback = studio.room.play(voice(0.5))
    studio.hear(1.0)
    assert playback.finished


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("lines_s", [[1.0], [1.0, SHORT / 10], [1.0 - SHORT / 10, SHORT / 10]], ids=str)
def test_a_line_whose_end_the_device_already_holds_is_stopped_as_well(
    monkeypatch: pytest.MonkeyPatch, lines_s: list[float], seed: int
) -> None:
    listener = Listener(Studio(monkeypatch, seed=seed))
    studio = listener.studio
    listener.hear(1.0)
    playing = [studio.room.play(voice(seconds)) for seconds in lines_s]
    while (
        sum(len(samples) for _, samples in studio.loudspeaker.sound) < sum(lines_s) * studio.loudspeaker.rate
    ):
        studio.world.wait(0.001)  # until the device was given all of it
    stopped_s = studio.world.now_s
    studio.room.stop()
    heard_s = stopped_s - studio.loudspeaker.sound[0][0]
    assert heard_s < sum(lines_s) - 0.05  # or this test shows nothing
    assert len(listener.in_the_air()) / SAMPLE_RATE == pytest.approx(heard_s, abs=0.002)
    listener.hear(1.5)
    assert len(listener.told()) / SAMPLE_RATE == pytest.approx(heard_s, abs=0.02)
    assert all(line.finished for line in playing)
    assert playing[0].span is not None
    assert playing[0].span.duration_s <= heard_s + 0.02


def test_a_stop_after_the_last_sample_was_heard_changes_nothing(listener: Listener) -> None:
    room = listener.studio.room
    listener.hear(1.0)
    room.play(voice(1.0))
    listener.hear(1.5)
    room.stop()
    listener.hear(0.5)
    assert len(listener.told()) == pytest.approx(SAMPLE_RATE, abs=5)


def test_nothing_to_say_is_stopped_without_a_word(listener: Listener) -> None:
    room = listener.studio.room
    room.play(voice(0.0))
    listener.hear(0.5)
    room.stop()
    room.play(voice(0.5))
    listener.hear(1.5)
    assert len(listener.told()) == pytest.approx(0.5 * SAMPLE_RATE, abs=5)
