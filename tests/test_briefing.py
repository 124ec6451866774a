"""What the interviewer has read: documents by the settings, a dossier instead, an earlier session."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.audio import Span
from simulator.briefing import briefing
from simulator.config import Settings
from simulator.dossier_file import write_dossier
from simulator.errors import DocumentError, SettingsError
from simulator.eventlog import EventLog
from simulator.events import AnswerClosed, AnswerTyped, Question, QuestionAsked

CV = (
    "# Ann Example\n\n## Experience\n\nWard sister, Lakeside Hospital, 2019 - today\n\n"
    "- Led a team of 12 nurses\n"
)


@pytest.fixture
def cv(tmp_path: Path) -> Path:
    path = tmp_path / "cv.md"
    path.write_text(CV, encoding="utf-8")
    return path


def test_without_documents_nothing_is_known() -> None:
    assert not briefing(Settings()).dossier.claims
    assert not briefing(Settings()).material("normal", "")
    assert (briefing(Settings()).embedder, briefing(Settings()).reader) == (None, None)


def test_a_cv_becomes_claims_the_best_proven_first_when_it_should_be_easy(cv: Path) -> None:
    with cv.open("a", encoding="utf-8") as more:
        more.write("- Worked on various improvement projects\n")
    brief = briefing(Settings(cv=str(cv)))
    hard = [told.claim.text for told in brief.material("hard", "").told]
    assert len(hard) == 2
    assert [told.claim.text for told in brief.material("easy", "").told] == hard[::-1]
    assert brief.material("hard", "nurses").told[0].claim.text.startswith("Led a team")


def test_documents_beside_a_recorded_candidate_are_read_unless_others_are_named(
    cv: Path, tmp_path: Path
) -> None:
    assert briefing(Settings(), {"cv": cv}).dossier.claims
    other = tmp_path / "job.md"
    other.write_text("We need a ward manager. You plan rotas.\n", encoding="utf-8")
    assert not briefing(Settings(job=str(other)), {"cv": cv}).dossier.claims


def test_a_dossier_stands_for_its_documents(cv: Path, tmp_path: Path) -> None:
    brief = briefing(Settings(cv=str(cv)))
    path = tmp_path / "dossier.toml"
    write_dossier(brief.dossier, path)
    assert briefing(Settings(dossier=str(path))).dossier.claims == brief.dossier.claims
    with pytest.raises(SettingsError, match="both"):
        briefing(Settings(dossier=str(path), cv=str(cv)))


def test_a_document_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"cv\.pdf"):
        briefing(Settings(cv=str(tmp_path / "cv.pdf")))


def test_an_earlier_session_is_the_first_interview(tmp_path: Path) -> None:
    folder = tmp_path / "monday"
    folder.mkdir()
    with EventLog(folder / "events.jsonl") as log:
        log.append(QuestionAsked(0.0, Question("a", "claims", "x", "What?"), 1, "What?", Span(0, 1)))
        log.append(AnswerTyped(2.0, 1, "I led 12 nurses. It was hard."))
        log.append(AnswerClosed(2.0, 1, Span(1, 2), "done"))
    known = briefing(Settings(round_one=str(folder))).dossier.round_one
    assert [line.text for line in known] == ["I led 12 nurses.", "It was hard."]
