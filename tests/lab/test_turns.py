"""Turns at real devices: a thinker is left alone, an end is followed, an early question taken back."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from simulator.audio import SAMPLE_RATE, Samples, rms_db
from simulator.events import (
    AnswerClosed,
    Event,
    InterviewerSpoke,
    QuestionAsked,
    SpeechStopped,
    TurnReopened,
    TurnTaken,
)
from simulator.store import SessionFolder
from tests.lab.interview import start
from tests.lab.robot import Robot
from tests.lab.virtual_room import VirtualRoom, is_available
from tests.system import DEMO, FIXTURES, require_system

THINKS_S = 4.0
BEGINS_S = 14.0
QUESTION_S = 0.55  # an acknowledgement is shorter
LOUD_DB = -50.0
AGAIN = FIXTURES / "clips" / "steady_pace.flac"

pytestmark = [pytest.mark.speech, pytest.mark.slow, pytest.mark.timeout(200)]


def thoughtful(folder: Path) -> tuple[Path, float]:
    """A demo answer from within, with 4 s of quiet after an "uh"; where the thinking begins in it."""
    truth = json.loads((DEMO / "answer_5.json").read_text(encoding="utf-8"))
    samples, rate = soundfile.read(DEMO / "answer_5.flac", dtype="float32")
    um_ends_s = truth["fillers"][1]["end_s"] - BEGINS_S
    samples = samples[round(BEGINS_S * rate) :]
    at = round(um_ends_s * rate)
    quiet = np.random.default_rng(1).standard_normal(round(THINKS_S * rate)).astype(np.float32) * 1e-4
    path = folder / "thoughtful.wav"
    soundfile.write(path, np.concatenate([samples[:at], quiet, samples[at:]]), rate, subtype="PCM_16")
    return path, um_ends_s


def speak(room: VirtualRoom, path: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(["paplay", "--device=room_mic", "--latency-msec=30", str(path)], env=room.env)


def wait_for_question(robot: Robot, limit_s: float = 10.0) -> None:
    """Until the interviewer has been sounding for longer than any acknowledgement."""
    until = time.monotonic() + limit_s
    while time.monotonic() < until:
        recent = robot.heard()[-round(QUESTION_S * SAMPLE_RATE) :]
        if len(recent) and all(loud(part) for part in np.array_split(recent, 4)):
            return
        time.sleep(0.01)
    raise AssertionError("no question came")


def loud(samples: Samples) -> bool:
    return rms_db(samples) > LOUD_DB


def test_a_thinker_is_left_alone_and_who_goes_on_is_listened_to(tmp_path: Path) -> None:
    require_system("pulseaudio", is_available())
    answer, um_ends_s = thoughtful(tmp_path)
    with VirtualRoom() as room, Robot(room, [answer], quiet_s=1.3) as robot:
        room.env["SECOND_ROUND_HOME"] = str(tmp_path / "home")
        run = start(room, "rehearse", "--out", tmp_path / "session", "--model", "tiny.en", "--no-captions")
        robot.wait_for_answers(1, 60)
        (given,) = robot.answers_given
        time.sleep(max(0.0, given.started_at + given.duration_s - time.monotonic()))
        wait_for_question(robot)
        again = speak(room, AGAIN)
        again.wait(30)
        time.sleep(1.0)
        run.send_signal(signal.SIGINT)
        printed, _ = run.communicate(timeout=60)
    events = SessionFolder(tmp_path / "session").events()
    assert "Session:" in printed
    first = next(event for event in events if isinstance(event, TurnTaken))
    stopped_s = last_stop_s(events, first.at_s)
    answered_s = stopped_s - given.duration_s

    # 4 s of thinking after "um": nothing but encouragement was said in them.
    thinking = (answered_s + um_ends_s - 1, answered_s + um_ends_s + THINKS_S + 1)
    assert first.at_s is not None
    assert first.at_s > thinking[1]
    assert not [e for e in said(events) if thinking[0] < e.span.start_s < thinking[1]]

    # The end was followed by a question within 2.6 s, which was taken back when they went on.
    withdrawn = next(e for e in events if isinstance(e, InterviewerSpoke) and e.role == "withdrawn")
    gap_s = withdrawn.span.start_s - stopped_s
    print(f"\nlast word to question {gap_s:.2f} s; taken back after {withdrawn.span.duration_s:.2f} s")
    assert gap_s <= 2.6
    assert withdrawn.span.duration_s < 1.5
    (reopened,) = [event for event in events if isinstance(event, TurnReopened)]
    assert reopened.turn == first.turn
    closed = next(event for event in events if isinstance(event, AnswerClosed))
    assert closed.span.end_s > withdrawn.span.end_s + 2
    assert [e.number for e in events if isinstance(e, QuestionAsked)][:1] == [1]


def last_stop_s(events: list[Event], before_s: float | None) -> float:
    """Where the last voice before that moment ended."""
    assert before_s is not None
    return max(
        e.at_s for e in events if isinstance(e, SpeechStopped) and e.at_s is not None and e.at_s <= before_s
    )


def said(events: list[Event]) -> list[InterviewerSpoke]:
    return [e for e in events if isinstance(e, InterviewerSpoke) and e.role != "acknowledgement"]
