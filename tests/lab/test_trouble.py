"""Real devices that vanish, return, fall silent or are taken: told, survived, and recorded as it was."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import soundfile

from simulator.audio import SAMPLE_RATE
from simulator.events import (
    AudioGap,
    DeviceChanged,
    DeviceFailed,
    DeviceNoticed,
    Event,
    QuestionAsked,
    SessionClosed,
    SpeechStarted,
)
from simulator.listening.candidate_files import decode
from simulator.store import SessionFolder
from tests.lab.interview import start
from tests.lab.robot import Robot
from tests.lab.virtual_room import VirtualRoom, is_available
from tests.system import FIXTURES, require_system
from tests.truth import report_of


def until(holds: Callable[[], object], timeout_s: float, what: str) -> float:
    """Wait for something; how long it took, in seconds."""
    began_s = time.monotonic()
    while not holds():
        assert time.monotonic() - began_s < timeout_s, f"not in {timeout_s} s: {what}"
        time.sleep(0.02)
    return time.monotonic() - began_s


@dataclass
class Watched:
    """The log of a session that runs."""

    session: SessionFolder

    def seen(self, which: type[Event], /, **fields: object) -> list[Event]:
        events = self.session.events() if self.session.log_path.exists() else []
        return [
            event
            for event in events
            if isinstance(event, which)
            and all(getattr(event, name) == value for name, value in fields.items())
        ]


@pytest.fixture
def long_answer(tmp_path: Path) -> Path:
    """Fourteen seconds of speech with no long pause in it."""
    path = tmp_path / "answer.wav"
    parts = [
        block
        for name in ("steady_pace", "three_fillers")
        for block in decode(FIXTURES / "clips" / f"{name}.flac")
    ]
    whole = np.concatenate(parts)
    soundfile.write(path, np.tile(whole, 3)[: 14 * SAMPLE_RATE], SAMPLE_RATE)
    return path


@pytest.mark.speech
def test_devices_come_and_go_and_the_session_stays(tmp_path: Path, long_answer: Path) -> None:
    require_system("pulseaudio", is_available())
    folder = tmp_path / "session"
    watched = Watched(SessionFolder(folder))
    with VirtualRoom() as room:
        room.env["SECOND_ROUND_HOME"] = str(tmp_path / "home")
        with Robot(room, [long_answer], quiet_s=1.3) as robot:
            run = start(
                room, "rehearse", "--questions", "3", "--model", "tiny.en", "--out", folder, "--seed", "7"
            )
            try:
                _go_through_trouble(room, robot, watched, run)
                run.send_signal(signal.SIGINT)
                printed, _ = run.communicate(timeout=90)
            finally:
                run.kill()
                run.wait()
    assert run.returncode == 0, printed
    assert "is back" in printed
    assert "Is it muted?" in printed
    (gap,) = watched.seen(AudioGap, cause="the microphone was gone")
    assert isinstance(gap, AudioGap)
    assert gap.span.duration_s == pytest.approx(3.0, abs=1.0)
    hole = watched.session.read_audio("candidate", gap.span)
    assert not np.abs(hole[800:-800]).any()
    (closed,) = watched.seen(SessionClosed)
    assert isinstance(closed, SessionClosed)
    assert closed.reason == "stopped"
    report = report_of(folder)
    assert report["answers"][0]["words"]


def _go_through_trouble(
    room: VirtualRoom, robot: Robot, watched: Watched, run: subprocess.Popen[str]
) -> None:
    until(lambda: watched.seen(QuestionAsked, number=1), 60, "the first question")
    other = start(room, "rehearse", "--questions", "3", "--out", watched.session.path.parent / "other")
    robot.wait_for_answers(1, 60)
    until(lambda: watched.seen(SpeechStarted), 10, "the answer")
    time.sleep(1.0)
    room.unplug_microphone()
    until(lambda: watched.seen(DeviceFailed, kind="microphone"), 5, "the loss of the microphone is told")
    time.sleep(2.0)
    room.plug_in_microphone()
    until(lambda: watched.seen(DeviceChanged, kind="microphone"), 5, "the microphone's return")
    before = len(watched.seen(SpeechStarted))
    until(lambda: len(watched.seen(SpeechStarted)) > before, 5, "the answer goes on")
    room.unplug_speaker()
    until(lambda: watched.seen(DeviceFailed, kind="loudspeaker"), 5, "the loss of the loudspeaker is told")
    room.plug_in_speaker()
    until(lambda: watched.seen(DeviceChanged, kind="loudspeaker"), 5, "the loudspeaker's return")
    room.mute_microphone(True)
    took_s = until(lambda: watched.seen(DeviceNoticed, trouble="muted"), 6, "a muted microphone is told")
    assert took_s < 5
    line, _ = other.communicate(timeout=60)
    assert other.returncode == 2
    assert "Another rehearsal is using the microphone" in line.splitlines()[-1]
    assert run.poll() is None
