"""How late the loudspeaker is heard: looked for in made sound, measured in a room, kept in a file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from simulator.audio import SAMPLE_RATE, Samples
from simulator.devices import loop_delay
from simulator.devices.loop_delay import LoopDelay
from tests.lab import virtual_room
from tests.lab.echo import room_response
from tests.lab.virtual_room import VirtualRoom
from tests.system import require_system

EXPECTED_S = [0.6, 1.2, 1.8]
LENGTH = round(3.4 * SAMPLE_RATE)

# --- looked for -----------------------------------------------------------------------------------


def played(late_s: tuple[float, float, float]) -> Samples:
    """The three noises, each that much later than expected, in a furnished room."""
    samples = np.zeros(LENGTH)
    for noise, at_s, by_s in zip(loop_delay.test_noises(), EXPECTED_S, late_s, strict=True):
        first = round((at_s + by_s) * SAMPLE_RATE)
        samples[first : first + len(noise)] += noise
    return np.asarray(np.convolve(samples, room_response(0))[:LENGTH], np.float32)


def find(heard: Samples) -> LoopDelay:
    return loop_delay.find(heard, loop_delay.test_noises(), EXPECTED_S)


@pytest.mark.parametrize("late_s", [-0.02, 0.0, 0.183, 0.95])
@pytest.mark.parametrize("noise_above_db", [-40, 6])
def test_the_noises_are_found_where_they_are(late_s: float, noise_above_db: float) -> None:
    heard = played((late_s, late_s, late_s))
    around = np.random.default_rng(9).standard_normal(LENGTH) * 10 ** ((noise_above_db - 26) / 20)
    found = find((0.1 * (heard + around)).astype(np.float32))
    assert found.trusted
    assert found.delay_s == pytest.approx(late_s, abs=0.001)
    assert found.spread_s < 0.001


def test_a_device_that_turns_the_phase_is_found_too() -> None:
    assert find(-played((0.1, 0.1, 0.1))).delay_s == pytest.approx(0.1, abs=0.001)


@pytest.mark.parametrize("level", [0.0, 0.1])
def test_what_was_not_played_is_not_heard(level: float) -> None:
    noise = level * np.random.default_rng(9).standard_normal(LENGTH)
    found = find(noise.astype(np.float32))
    assert not found.heard
    assert not found.trusted


def test_places_that_do_not_agree_are_not_trusted() -> None:
    found = find(played((0.1, 0.1, 0.19)))
    assert found.heard
    assert not found.trusted
    assert found.delay_s == pytest.approx(0.1, abs=0.001)
    assert found.spread_s == pytest.approx(0.09, abs=0.001)


def test_a_recording_that_broke_off_finds_nothing() -> None:
    assert not find(played((0.0, 0.0, 0.0))[:SAMPLE_RATE]).heard


# --- kept -----------------------------------------------------------------------------------------


def test_a_delay_is_kept_for_its_two_devices(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    assert loop_delay.load(folder, "Built-in", "Headset") == 0.0
    loop_delay.save(folder, "Built-in", "Headset", 0.1834)
    loop_delay.save(folder, "Built-in", "Built-in", -0.008)
    assert loop_delay.load(folder, "Built-in", "Headset") == 0.1834
    assert loop_delay.load(folder, "Built-in", "Built-in") == 0.0
    assert loop_delay.load(folder, "Headset", "Headset") == 0.0
    loop_delay.save(folder, "Built-in", "Headset", 0.012)
    assert loop_delay.load(folder, "Built-in", "Headset") == 0.012
    assert [path.name for path in folder.iterdir()] == ["loop_delays.json"]


@pytest.mark.parametrize(
    "text",
    ["", "{", "3", "[1]", "[{}]", '[{"microphone": "a", "loudspeaker": "b", "delay_s": 7}]', "\udcff"],
)
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "loop_delays.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert loop_delay.load(tmp_path, "a", "b") == 0.0
    loop_delay.save(tmp_path, "a", "b", 0.2)
    assert loop_delay.load(tmp_path, "a", "b") == 0.2


# --- measured -------------------------------------------------------------------------------------

MEASURES = """
import sys
from simulator.devices import loop_delay
from simulator.devices.capture import Capture
from simulator.devices.microphone import Microphone
from simulator.devices.playout import Playout
from simulator.devices.portaudio import find_device
microphone = Microphone(lambda: Capture(find_device("microphone", "app_mic")))
loudspeaker = Playout(find_device("loudspeaker", "app_speaker"))
while sys.stdin.readline():
    found = loop_delay.measure(microphone, loudspeaker)
    print(found.trusted, found.delay_s, flush=True)
"""


def test_in_a_room_it_follows_the_rooms_delay() -> None:
    require_system("pulseaudio (with pulseaudio-utils, libasound2-plugins)", virtual_room.is_available())
    measured = []
    with VirtualRoom() as room:
        program = [sys.executable, "-P", "-c", MEASURES]
        pipe = subprocess.PIPE
        with subprocess.Popen(program, env=room.env, stdin=pipe, stdout=pipe, text=True) as app:
            assert app.stdin is not None
            assert app.stdout is not None
            for delay_ms in (80, 280):
                room.loop_speaker_into_microphone(-12, delay_ms)
                print(file=app.stdin, flush=True)
                trusted, delay_s = app.stdout.readline().split()
                assert trusted == "True"
                measured.append(1000 * float(delay_s))
    # The room's own pipes and PulseAudio's times are each 10 ms off, on a busy machine 30.
    assert measured == [pytest.approx(80, abs=40), pytest.approx(280, abs=40)]
    assert measured[1] - measured[0] == pytest.approx(200, abs=40)
