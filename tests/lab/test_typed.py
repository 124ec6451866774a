"""A whole interview in writing, at a real terminal and without a microphone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from simulator.events import AnswerTyped, CandidateRequested, QuestionAsked, SessionClosed
from simulator.store import SessionFolder
from tests.lab.screen import Screen
from tests.truth import report_of

WROTE = "I planned the rota for 12 nurses and it held for two years."


def test_an_interview_is_answered_in_writing(tmp_path: Path) -> None:
    out = tmp_path / "session"
    command = [
        "rehearse",
        "--typed",
        "--voice",
        "text",
        "--model",
        "tiny.en",
        "--questions",
        "3",
        "--no-follow-ups",
    ]
    with Screen() as screen:
        run = subprocess.Popen(
            [sys.executable, "-P", "-m", "simulator", *command, "--seed", "4", "--out", str(out)],
            stdin=screen.theirs,
            stdout=screen.theirs,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "TERM": "xterm-256color", "SECOND_ROUND_HOME": str(tmp_path / "home")},
            start_new_session=True,
        )
        screen.wait_for("Question 1 of 3", 60)
        screen.wait_for("Your turn", 30)
        screen.press("Could you repeat the question?\r")
        screen.wait_for("Interviewer:", 10)
        screen.wait_for("Your turn", 30)
        screen.press(WROTE + "\r")
        screen.wait_for("Question 2 of 3", 30)
        screen.wait_for("Your turn", 30)
        screen.press("No, never.x\x7f\r")
        screen.wait_for("Question 3 of 3", 30)
        screen.wait_for("Your turn", 30)
        screen.press("skip this question\r")
        printed = screen.wait(run, 60)
    assert run.returncode in (0, 2), printed
    events = SessionFolder(out).events()
    assert [event.text for event in events if isinstance(event, AnswerTyped)] == [WROTE, "No, never."]
    assert [event.request for event in events if isinstance(event, CandidateRequested)] == ["repeat", "skip"]
    assert len([event for event in events if isinstance(event, QuestionAsked)]) == 3
    assert isinstance(events[-1], SessionClosed)
    answers = report_of(out)["answers"]
    assert [answer["typed"] for answer in answers] == [True, True, False]
    assert [answer["text"] for answer in answers] == [WROTE, "No, never.", ""]
    assert WROTE in (out / "report.md").read_text(encoding="utf-8")
