"""A session that is killed again and again is gone on with in the same folder, and has one whole report."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from simulator.events import (
    AnswerClosed,
    InterviewerSpoke,
    PlanMade,
    QuestionAsked,
    SessionClosed,
    SessionOpened,
    SessionResumed,
    SpeechStarted,
)
from simulator.store import SessionFolder
from tests.conftest import second_round
from tests.system import FIXTURES
from tests.truth import report_of

CLIPS = FIXTURES / "clips"
OPTIONS = ("--candidate", CLIPS, "--fast", "--model", "tiny.en")


def kill_in_an_answer(folder: Path, *command: str | Path) -> None:
    """Run the command until another stretch of speech is in the log; then kill -9."""
    session = SessionFolder(folder)

    def stretches() -> int:
        events = session.events() if session.log_path.exists() else []
        return sum(isinstance(event, SpeechStarted) for event in events)

    before = stretches()
    run = subprocess.Popen(
        [sys.executable, "-P", "-m", "simulator", *map(str, command)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    give_up_s = time.monotonic() + 60
    while stretches() <= before:
        assert run.poll() is None, run.stderr.read() if run.stderr else ""
        assert time.monotonic() < give_up_s
        time.sleep(0.01)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    if run.stderr:
        run.stderr.close()


@pytest.mark.speech
@pytest.mark.skipif(os.name != "posix", reason="kill -9")
def test_five_kills_and_one_whole_report(tmp_path: Path) -> None:
    folder = tmp_path / "session"
    kill_in_an_answer(folder, "rehearse", *OPTIONS, "--seed", "7", "--out", folder)
    for _ in range(4):
        kill_in_an_answer(folder, "resume", folder, *OPTIONS)
    run = second_round("resume", folder, *OPTIONS)
    assert run.code == 0, run.err
    session = SessionFolder(folder)
    events = session.events()
    assert sum(isinstance(event, SessionOpened) for event in events) == 1
    assert sum(isinstance(event, SessionResumed) for event in events) == 5
    assert sum(isinstance(event, SessionClosed) for event in events) == 1
    recaps = [e.text for e in events if isinstance(e, InterviewerSpoke) and e.role == "recap"]
    assert recaps
    assert all(text.startswith("Welcome back") and text.count(".") == 1 for text in recaps)
    (plan,) = [event for event in events if isinstance(event, PlanMade)]
    report = report_of(folder)
    assert report["state"] == "finished"
    assert [answer["number"] for answer in report["answers"]] == list(range(1, len(plan.questions) + 1))
    assert all(answer["words"] for answer in report["answers"])
    asked = [event.number for event in events if isinstance(event, QuestionAsked)]
    assert asked == sorted(asked)
    assert len(asked) > len(plan.questions)  # the open question was repeated
    # What was said before a kill is kept too, in the sound and as an answer that broke off.
    broken = [e for e in events if isinstance(e, AnswerClosed) and e.end_reason == "interrupted"]
    assert broken
    last = max(event.at_s for event in events if event.at_s is not None)
    assert session.audio_duration_s() == pytest.approx(last, abs=1.0)
    # Nothing is left to ask.
    again = second_round("resume", folder, *OPTIONS)
    assert again.code == 2
    assert "nothing left to ask" in again.err
