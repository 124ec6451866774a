"""The room without hardware is itself to be believed: what goes in at one end comes out at the other."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from simulator.audio import SAMPLE_RATE, Samples
from tests.lab import virtual_room
from tests.lab.robot import Robot, Utterance
from tests.lab.virtual_room import VirtualRoom
from tests.system import require_system


@pytest.fixture
def room() -> Iterator[VirtualRoom]:
    require_system("pulseaudio (with pulseaudio-utils, libasound2-plugins)", virtual_room.is_available())
    with VirtualRoom() as room:
        yield room


# --- an app with a microphone and a speaker, in a process of its own -----------------------------

APP_PLAYS = """
import sys, sounddevice, soundfile
samples, rate = soundfile.read(sys.argv[1], dtype="float32")
sounddevice.play(samples, rate, device="app_speaker", latency=0.2, blocking=True)
"""

APP_RECORDS = """
import sys, time, numpy, sounddevice, soundfile
blocks = []
def keep(block, frames, when, status): blocks.append(block.copy())
with sounddevice.InputStream(device="app_mic", samplerate=16000, channels=1, latency=0.1, callback=keep):
    print("recording", flush=True)
    sys.stdin.readline()
soundfile.write(sys.argv[1], numpy.concatenate(blocks), 16000, subtype="FLOAT")
"""

# Says what happens to its stream, and opens it anew when told to.
APP_LOSES_DEVICE = """
import sys, sounddevice
kind = {"mic": sounddevice.InputStream, "speaker": sounddevice.OutputStream}[sys.argv[1]]
def callback(block, frames, when, status): block[:] = 0 if sys.argv[1] == "speaker" else block
def ended(): print("ended", flush=True)
while True:
    try:
        stream = kind(device="app_" + sys.argv[1], samplerate=16000, channels=1, latency=0.1,
                      callback=callback, finished_callback=ended)
        stream.start()
        print("running", flush=True)
    except sounddevice.PortAudioError:
        print("no device", flush=True)
    if not sys.stdin.readline():
        break
    stream.close(ignore_errors=True)
"""


class App:
    def __init__(self, room: VirtualRoom, program: str, *arguments: str | Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", program, *map(str, arguments)],
            env=room.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # PortAudio's C code complains of every lost device
            text=True,
        )

    def says(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def go_on(self) -> None:
        assert self._process.stdin is not None
        print(file=self._process.stdin, flush=True)

    def end(self) -> None:
        self._process.communicate(timeout=20)


# --- sounds --------------------------------------------------------------------------------------


def noise(seconds: float, seed: int) -> Samples:
    """Noise below 4 kHz: no two moments of it are alike, and it passes every resampler."""
    count = round(seconds * SAMPLE_RATE)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(count))
    spectrum[len(spectrum) // 2 :] = 0
    samples = np.fft.irfft(spectrum, count)
    return np.asarray(0.1 * samples / samples.std(), dtype=np.float32)


def write(path: Path, samples: Samples) -> Path:
    soundfile.write(path, samples, SAMPLE_RATE)
    return path


def with_tail(samples: Samples) -> Samples:
    """Silence behind it, because a stream that is closed drops what the sink has not yet asked for."""
    return np.concatenate([samples, np.zeros(round(0.3 * SAMPLE_RATE), np.float32)])


def find(part: Samples, whole: Samples) -> tuple[int, float]:
    """Where in `whole` the part lies best, and the correlation there."""
    size = 1 << (len(whole) + len(part)).bit_length()
    products = np.fft.irfft(np.fft.rfft(whole, size) * np.conj(np.fft.rfft(part, size)), size)
    at = int(np.argmax(np.abs(products[: len(whole) - len(part) + 1])))
    there = whole[at : at + len(part)]
    return at, float(products[at] / (np.linalg.norm(part) * np.linalg.norm(there) + 1e-9))


def worst_second(played: Samples, heard: Samples) -> float:
    """The lowest correlation of a second that was played with what was heard of it."""
    seconds = len(played) // SAMPLE_RATE
    return min(
        find(played[second * SAMPLE_RATE : (second + 1) * SAMPLE_RATE], heard)[1] for second in range(seconds)
    )


def say(room: VirtualRoom, path: Path, sink: str = "room_mic") -> None:
    subprocess.run(
        ["paplay", f"--device={sink}", "--latency-msec=400", str(path)], env=room.env, check=True, timeout=20
    )


# --- the room ------------------------------------------------------------------------------------


def test_what_the_app_plays_is_heard_to_its_last_samples(room: VirtualRoom, tmp_path: Path) -> None:
    sound = noise(1.05, seed=1)
    with Robot(room, []) as robot:
        App(room, APP_PLAYS, write(tmp_path / "question.wav", with_tail(sound))).end()
        heard = robot.heard()
    assert worst_second(sound, heard) >= 0.98
    assert find(sound[-SAMPLE_RATE // 5 :], heard)[1] >= 0.98


def test_what_is_said_in_the_room_is_what_the_app_records(room: VirtualRoom, tmp_path: Path) -> None:
    sound = noise(1.05, seed=2)
    app = App(room, APP_RECORDS, tmp_path / "recorded.wav")
    assert app.says() == "recording"
    say(room, write(tmp_path / "said.wav", with_tail(sound)))
    app.go_on()
    app.end()
    recorded, _ = soundfile.read(tmp_path / "recorded.wav", dtype="float32")
    assert worst_second(sound, recorded) >= 0.98


@pytest.mark.parametrize("device", ["mic", "speaker"])
def test_an_unplugged_device_is_lost_until_it_is_plugged_in(room: VirtualRoom, device: str) -> None:
    unplug = {"mic": room.unplug_microphone, "speaker": room.unplug_speaker}[device]
    plug_in = {"mic": room.plug_in_microphone, "speaker": room.plug_in_speaker}[device]
    app = App(room, APP_LOSES_DEVICE, device)
    assert app.says() == "running"
    unplug()
    assert app.says() == "ended"
    app.go_on()
    assert app.says() == "no device"
    plug_in()
    app.go_on()
    assert app.says() == "running"
    app.end()


def test_a_muted_microphone_gives_silence(room: VirtualRoom, tmp_path: Path) -> None:
    app = App(room, APP_RECORDS, tmp_path / "recorded.wav")
    assert app.says() == "recording"
    room.mute_microphone(True)
    said = write(tmp_path / "said.wav", noise(0.3, seed=3))
    say(room, said)
    app.go_on()
    app.end()
    recorded, _ = soundfile.read(tmp_path / "recorded.wav", dtype="float32")
    assert len(recorded) > SAMPLE_RATE // 4
    assert np.abs(recorded[-SAMPLE_RATE // 4 :]).max() == 0


def test_the_microphone_hears_the_speaker_across_the_room(room: VirtualRoom, tmp_path: Path) -> None:
    sound = noise(0.6, seed=4)
    app = App(room, APP_RECORDS, tmp_path / "recorded.wav")
    assert app.says() == "recording"
    room.loop_speaker_into_microphone(level_db=-12, delay_ms=80)
    say(room, write(tmp_path / "question.wav", with_tail(sound)), "speaker")
    app.go_on()
    app.end()
    recorded, _ = soundfile.read(tmp_path / "recorded.wav", dtype="float32")
    at, alike = find(sound, recorded)
    assert 0.5 < alike < 0.95  # the direct sound, and a room around it
    echo = recorded[at : at + len(sound)]
    assert 20 * np.log10(echo.std() / sound.std()) == pytest.approx(-12, abs=1.5)


def test_an_echo_faster_than_its_pipes_is_refused(room: VirtualRoom) -> None:
    with pytest.raises(ValueError, match="pipes alone"):
        room.loop_speaker_into_microphone(level_db=-12, delay_ms=1)


def test_a_missing_server_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RuntimeError, match="needs pulseaudio"), VirtualRoom():
        pass


def test_a_server_that_does_not_come_up_is_quoted(
    monkeypatch: pytest.MonkeyPatch, room: VirtualRoom, tmp_path: Path
) -> None:
    broken = tmp_path / "pulseaudio"
    broken.write_text("#!/bin/sh\necho no sound today\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(RuntimeError, match="no sound today"), VirtualRoom():
        pass


def test_the_server_dies_with_the_process_that_opened_the_room(room: VirtualRoom) -> None:
    program = (
        "import time; from tests.lab.virtual_room import VirtualRoom\n"
        "with VirtualRoom() as room: print(room.env['PULSE_SERVER'], flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as opener:
        assert opener.stdout is not None
        env = {**room.env, "PULSE_SERVER": opener.stdout.readline().strip()}
        answers = ["pactl", "info"]
        assert subprocess.run(answers, env=env, capture_output=True, check=False).returncode == 0
        opener.send_signal(signal.SIGKILL)
    give_up_at = time.monotonic() + 5
    while subprocess.run(answers, env=env, capture_output=True, check=False).returncode == 0:
        assert time.monotonic() < give_up_at
    shutil.rmtree(Path(env["PULSE_SERVER"].removeprefix("unix:")).parent)  # which nobody was left to do


# --- the robot -----------------------------------------------------------------------------------


def test_the_robot_answers_questions_and_nothing_else(room: VirtualRoom, tmp_path: Path) -> None:
    question, greeting, answer = noise(0.5, seed=5), noise(0.2, seed=6), noise(1.0, seed=7)
    pause = np.zeros(round(0.2 * SAMPLE_RATE), np.float32)
    asked = write(tmp_path / "asked.wav", np.concatenate([greeting, pause, question, pause]))
    greeted = write(tmp_path / "greeted.wav", np.concatenate([greeting, pause]))
    given = write(tmp_path / "answer.wav", answer)

    def is_question(utterance: Utterance) -> bool:
        return len(utterance.samples) > 0.4 * SAMPLE_RATE

    app = App(room, APP_RECORDS, tmp_path / "recorded.wav")
    assert app.says() == "recording"
    with Robot(room, [None, given], quiet_s=0.4, takes_turn=is_question) as robot:
        for line in (greeted, asked):
            say(room, line, "speaker")
            time.sleep(0.4)
        assert robot.answers_given == []  # a greeting is no question, and to the first it keeps silent
        say(room, asked, "speaker")
        robot.wait_for_answers(1, timeout_s=5)
        (spoken,) = robot.answers_given
        time.sleep(spoken.duration_s + 0.3)
        heard = robot.heard()
    app.go_on()
    app.end()

    assert (spoken.number, spoken.path) == (1, given)
    assert 0.35 < spoken.started_at - spoken.utterance.ended_at < 0.7
    assert spoken.utterance.ended_at - spoken.utterance.started_at == pytest.approx(0.9, abs=0.08)
    assert find(question[-round(0.2 * SAMPLE_RATE) :], heard)[1] >= 0.98
    recorded, _ = soundfile.read(tmp_path / "recorded.wav", dtype="float32")
    assert worst_second(answer, recorded) >= 0.98
