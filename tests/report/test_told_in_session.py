"""The content side of a real session: spoken, transcribed, and reported on by command."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from simulator.audio import Span
from simulator.documents import read_document
from simulator.eventlog import EventLog
from simulator.events import CandidateAsked, DossierTaken
from simulator.interview.making_dossier import make_dossier
from tests.conftest import Run, second_round
from tests.system import CHECKOUT
from tests.truth import report_of

pytestmark = [pytest.mark.speech, pytest.mark.slow, pytest.mark.timeout(400)]

DOCUMENTS = CHECKOUT / "audio_fixtures" / "demo_documents"
ASKED = "How would the two front desks work together, and would the coordinator have a say in that?"
REPLY = "What I can tell you is this: the two front desks will share one telephone line and one rota."


@pytest.fixture(scope="module")
def reported(demo_run: tuple[Run, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's session as if its CV, job ad and notes had been read, and one question replied to."""
    _, session = demo_run
    folder = tmp_path_factory.mktemp("told") / "session"
    shutil.copytree(session, folder)
    dossier = make_dossier(
        [
            read_document(DOCUMENTS / "cv.md", "cv"),
            read_document(DOCUMENTS / "job_ad.md", "job_ad"),
            read_document(DOCUMENTS / "company.md", "company_notes"),
        ]
    )
    fact = next(fact for fact in dossier.facts if "share one telephone line" in fact.text)
    with EventLog(folder / "events.jsonl", author="test") as log:
        log.append(DossierTaken(None, dossier.as_data()))
        log.append(
            CandidateAsked(240.0, 5, Span(190, 240), ASKED, REPLY, fact.source.text, fact.source.document)
        )
    run = second_round("report", folder)
    assert run.code == 0, run.err
    return folder


def answers(folder: Path) -> dict[str, dict[str, Any]]:
    return {answer["label"]: answer for answer in report_of(folder)["answers"]}


def test_parts_are_quoted_from_what_was_said(reported: Path) -> None:
    project = answers(reported)["2"]
    told = project["content"]["told"]
    assert {"own_part", "action", "result"} <= told.keys()
    for evidence in told.values():
        assert evidence["text"].strip(" .,") in project["text"]
        # Whisper's times stray up to half a second.
        assert project["speech"]["start_s"] - 0.5 <= evidence["start_s"] < evidence["end_s"]
    feedback = answers(reported)["3"]["content"]
    assert "number" in feedback["missing"]
    assert feedback["length"] == "short"


def test_the_claim_it_speaks_of_is_found_in_the_cv(reported: Path) -> None:
    claim = answers(reported)["2"]["content"]["claim"]
    assert claim["text"].startswith("Opened a separate telephone line for changing appointments")
    assert claim["state"] == "verified"
    lines = (DOCUMENTS / "cv.md").read_text(encoding="utf-8").splitlines()
    assert claim["text"] in lines[claim["line"] - 1]
    left = [each["claim"] for each in report_of(reported)["not_talked_about"]]
    assert claim["text"] not in left
    assert any("Clindesk" in each for each in left)


def test_the_question_that_was_replied_to_is_judged(reported: Path) -> None:
    (question,) = report_of(reported)["your_questions"]
    assert (question["text"], question["reply"]) == (ASKED, REPLY)
    assert "telephone line" in question["line"]["text"]
    assert [each["met"] for each in question["criteria"]] == [True, True, True]


def test_page_and_markdown_tell_the_same(reported: Path) -> None:
    for name in ("report.html", "report.md"):
        text = (reported / name).read_text(encoding="utf-8")
        for piece in ("Opened a separate telephone line", "Verified: own part", "Your questions", REPLY):
            assert piece in text, (name, piece)
