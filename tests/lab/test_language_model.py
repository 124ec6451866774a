"""A drill in real time, by command, whose follow-ups a server of our own may word."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.events import QuestionAsked
from simulator.interview.asking_a_model import WORDING
from simulator.store import SessionFolder
from tests.conftest import second_round
from tests.llm_server import Question, Server
from tests.system import DEMO
from tests.truth import report_of

pytestmark = [pytest.mark.speech, pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    server.think = asks_on
    yield server
    server.close()


def asks_on(question: Question) -> str:
    """Takes up the first words of the answer that it is shown."""
    shown = re.search(r"begin answer\n(.*?)\n===", question.said, re.DOTALL)
    if shown is None:
        return json.dumps({"ready": True})
    about = " ".join(re.findall(r"[A-Za-z']+", shown[1])[-3:])
    kinds = ("number", "result", "obstacle", "own_part")
    kind = next((kind for kind in kinds if kind in question.said.rpartition("===")[2]), "number")
    return json.dumps({"kind": kind, "text": f"What happened next, after {about}?", "about": about})


def test_a_models_follow_up_is_heard_in_the_next_question_and_the_report_says_who_was_asked(
    server: Server, tmp_path: Path
) -> None:
    out = tmp_path / "session"
    run = second_round(
        "drill", "--stage", "claims", "--questions", "1", "--candidate", DEMO, "--model", "tiny.en",
        "--gentle", "--llm-url", server.url, "--llm-model", "small-one", "--out", out,
    )  # fmt: skip
    assert run.code == 0, run.err
    assert f"sent to {server.host}" in run.err + run.out
    asked = [event.question for event in SessionFolder(out).events() if isinstance(event, QuestionAsked)]
    theirs = [question for question in asked if question.wording == WORDING]
    assert theirs
    assert all(question.reason.startswith("small-one at ") for question in theirs)
    assert all(question.text.startswith("What happened next, after") for question in theirs)
    (line,) = report_of(out)["sent"]
    assert line.endswith(f"Its own: {len(theirs)}.")
    assert server.host in (out / "report.html").read_text(encoding="utf-8")
