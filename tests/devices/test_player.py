"""A session's sound: as it was recorded, at any speed, from any moment; and what a lost loudspeaker says."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from simulator.audio import SAMPLE_RATE, Samples, Span
from simulator.devices.player import in_blocks, mixed, resampled, stretched
from simulator.eventlog import EventLog
from simulator.events import InterviewerSpoke
from simulator.store import SessionFolder
from tests.lab import virtual_room
from tests.lab.robot import Robot
from tests.lab.virtual_room import VirtualRoom
from tests.system import require_system

LENGTH_S = 8.0


def noise(seconds: float, seed: int) -> Samples:
    """Noise below 4 kHz: no two moments of it are alike."""
    count = round(seconds * SAMPLE_RATE)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(count))
    spectrum[len(spectrum) // 2 :] = 0
    samples = np.fft.irfft(spectrum, count)
    return np.asarray(0.1 * samples / samples.std(), dtype=np.float32)


def in_turn() -> tuple[Samples, Samples]:
    """The interviewer speaks in the first half, the candidate in the second."""
    both = noise(LENGTH_S, seed=1)
    half = len(both) // 2
    silence = np.zeros(half, np.float32)
    return np.concatenate([both[:half], silence]), np.concatenate([silence, both[half:]])


@pytest.fixture
def session(tmp_path: Path) -> SessionFolder:
    soundfile.write(tmp_path / "audio.flac", np.stack(in_turn(), axis=1), SAMPLE_RATE)
    with EventLog(tmp_path / "events.jsonl") as log:
        log.append(InterviewerSpoke(0.0, "greeting", "Hello.", Span(0.0, 4.0)))
    return SessionFolder(tmp_path)


def joined(blocks: Iterator[Samples]) -> Samples:
    return np.concatenate(list(blocks))


def tone(seconds: float, hz: float = 220.0) -> Samples:
    return np.sin(2 * np.pi * hz * np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE).astype(np.float32)


# --- from the file to the device's blocks ----------------------------------------------------------


def test_both_voices_are_heard_as_loud_as_they_are(session: SessionFolder) -> None:
    heard = joined(mixed(session, Span(0, LENGTH_S)))
    assert np.abs(heard - noise(LENGTH_S, seed=1)).max() < 1e-4
    assert np.array_equal(joined(mixed(session, Span(3, 5))), heard[3 * SAMPLE_RATE : 5 * SAMPLE_RATE])


@pytest.mark.parametrize("speed", [0.5, 0.75, 1.25, 1.5, 2.0])
def test_speed_changes_the_length_and_not_the_pitch(speed: float) -> None:
    pieces = iter(np.split(tone(6.0), 60))
    heard = joined(stretched(pieces, speed))
    assert len(heard) / SAMPLE_RATE == pytest.approx(6.0 / speed, rel=0.01)
    loudest_hz = float(np.argmax(np.abs(np.fft.rfft(heard)))) * SAMPLE_RATE / len(heard)
    assert loudest_hz == pytest.approx(220.0, rel=0.03)


def test_at_its_own_speed_the_sound_is_untouched() -> None:
    assert np.array_equal(joined(stretched(iter([tone(1.0)]), 1.0)), tone(1.0))


def test_resampling_in_pieces_is_resampling_the_whole() -> None:
    heard = joined(resampled(iter(np.split(tone(2.0), 20)), 48_000))
    expected = np.sin(2 * np.pi * 220 * np.arange(96_000) / 48_000)
    assert len(heard) == 96_000
    assert np.abs(heard - expected)[2_000:-2_000].max() < 0.01


def test_blocks_are_whole_and_end_in_silence() -> None:
    blocks = list(in_blocks([np.ones(150, np.float32)], 40, 100))
    assert {len(block) for block in blocks} == {40}
    assert np.concatenate(blocks).tolist() == [1.0] * 150 + [0.0] * 130
    assert sum(map(len, in_blocks([], 40, 100))) == 120


# --- in the room -----------------------------------------------------------------------------------


@pytest.fixture
def room() -> Iterator[VirtualRoom]:
    require_system("pulseaudio (with pulseaudio-utils, libasound2-plugins)", virtual_room.is_available())
    with VirtualRoom() as room:
        yield room


def find(part: Samples, whole: Samples) -> tuple[float, float]:
    """Where in `whole` the part lies best, in seconds, and the correlation there."""
    size = 1 << (len(whole) + len(part)).bit_length()
    products = np.fft.irfft(np.fft.rfft(whole, size) * np.conj(np.fft.rfft(part, size)), size)
    at = int(np.argmax(np.abs(products[: len(whole) - len(part) + 1])))
    there = whole[at : at + len(part)]
    return at / SAMPLE_RATE, float(products[at] / (np.linalg.norm(part) * np.linalg.norm(there) + 1e-9))


def cut(start_s: float, end_s: float) -> Samples:
    """What was recorded there."""
    return noise(LENGTH_S, seed=1)[round(start_s * SAMPLE_RATE) : round(end_s * SAMPLE_RATE)]


PLAYS_AND_SEEKS = """
import sys, time
from pathlib import Path
from simulator.devices.player import Player
from simulator.store import SessionFolder
with Player(SessionFolder(Path(sys.argv[1])), at_s=1.0) as player:
    while player.position_s < 2.3:
        player.play()
        print("at", time.monotonic(), player.position_s)
    player.seek(7.0)
    print("sought", time.monotonic(), player.position_s)
    while player.play():
        pass
    print("ended", time.monotonic(), player.position_s)
"""


def test_what_is_heard_is_the_session_and_a_seek_is_heard_at_once(
    room: VirtualRoom, session: SessionFolder
) -> None:
    with Robot(room, []) as robot:
        began_at = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-P", "-c", PLAYS_AND_SEEKS, str(session.path)],
            env=room.env,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        time.sleep(0.2)
        heard = robot.heard()
    lasted_s = time.monotonic() - began_at
    heard = heard[-round(lasted_s * SAMPLE_RATE) :]  # so that second 0 is `began_at`, within a chunk
    said = [line.split() for line in done.stdout.splitlines()]
    sought_at = next(float(at) for what, at, _ in said if what == "sought") - began_at

    for start_s in (1.0, 7.0):  # half a sample between this stream and the room costs 0.05
        assert find(cut(start_s, start_s + 0.99), heard)[1] >= 0.93
    assert find(cut(2.5, 2.9), heard)[1] < 0.5  # what the device held and nobody had heard was dropped
    assert find(cut(7.0, 7.5), heard)[0] - sought_at < 0.2
    audible_at, _ = find(cut(1.8, 2.0), heard)
    times = [float(at) - began_at for what, at, _ in said if what == "at"]
    positions = [float(position) for what, _, position in said if what == "at"]
    assert float(np.interp(audible_at, times, positions)) == pytest.approx(1.8, abs=0.15)
    assert said[-1][2] == str(LENGTH_S)


def test_a_loudspeaker_that_goes_away_is_one_line_with_the_place_to_go_on(
    room: VirtualRoom, session: SessionFolder
) -> None:
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "simulator", "replay", str(session.path), "--from", "0:02"],
        env=room.env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert "Hello." in process.stdout.readline()
        time.sleep(0.3)
        room.unplug_speaker()
        _, complaint = process.communicate(timeout=20)
    assert process.returncode == 2
    assert len(complaint.splitlines()) == 1
    assert "stopped at 0:02" in complaint
    assert "--from 0:02" in complaint
