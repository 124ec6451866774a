"""The content side of a real session: spoken, transcribed, and reported on by command."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from tests.system import DEMO
from tests.truth import report_of

pytestmark = [pytest.mark.speech, pytest.mark.slow, pytest.mark.timeout(400)]


@pytest.fixture(scope="module")
def reported(demo_run: tuple[Run, Path]) -> Path:
    return demo_run[1]


def answers(folder: Path) -> dict[str, dict[str, Any]]:
    return {answer["label"]: answer for answer in report_of(folder)["answers"]}


def test_parts_are_quoted_from_what_was_said(reported: Path) -> None:
    first = answers(reported)["1"]
    told = first["content"]["told"]
    assert {"situation", "action", "result"} <= told.keys()
    for evidence in told.values():
        assert evidence["text"].strip(" .,") in first["text"]
        # Whisper's times stray up to half a second.
        assert first["speech"]["start_s"] - 0.5 <= evidence["start_s"] < evidence["end_s"]


def test_what_a_follow_up_brought_out_is_said_with_its_answer(reported: Path) -> None:
    first = answers(reported)["1"]
    assert "own_part" not in first["content"]["told"]
    asked_for = first["content"]["asked_for"]["own_part"]
    assert first["content"]["later"]["own_part"]["label"] == asked_for
    assert answers(reported)[asked_for]["kind"] == "probe"


def test_the_claim_it_speaks_of_is_found_in_the_cv(reported: Path) -> None:
    claim = answers(reported)["1"]["content"]["claim"]
    assert claim["text"].startswith("Moved the appointment book from paper to Clindesk")
    assert claim["state"] == "verified"
    lines = (DEMO / "cv.md").read_text(encoding="utf-8").splitlines()
    assert claim["text"] in lines[claim["line"] - 1]
    left = [each["claim"] for each in report_of(reported)["not_talked_about"]]
    assert claim["text"] not in left
    assert any("greeting at the door" in each for each in left)


def test_a_question_that_was_replied_to_is_judged(reported: Path) -> None:
    question = next(each for each in report_of(reported)["your_questions"] if "trained" in each["text"])
    assert "four weeks" in question["reply"]
    assert "trained for four weeks" in question["line"]["text"]
    assert {each["criterion"]: each["met"] for each in question["criteria"]}["specific"]


def test_page_and_markdown_tell_the_same(reported: Path) -> None:
    for name in ("report.html", "report.md"):
        text = (reported / name).read_text(encoding="utf-8")
        for piece in ("Moved the appointment book", "Verified: own part", "Your questions", "four weeks"):
            assert piece in text, (name, piece)
