"""The bundled candidate comes with a CV, a job ad and notes: a whole interview, asked from them and heard."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from simulator.briefing import briefing
from simulator.config import Settings
from simulator.events import (
    CandidateAsked,
    InterviewerSpoke,
    PlanMade,
    Question,
    QuestionAsked,
    SessionOpened,
    uuid7,
)
from simulator.interview.director import Exchange
from simulator.interview.material import names
from simulator.listening.candidate_files import find_recordings, most_fitting
from simulator.script import Script, new_script
from simulator.store import SessionFolder
from tests.conftest import Run, second_round
from tests.system import DEMO
from tests.truth import plain_words, report_of

pytestmark = [pytest.mark.speech, pytest.mark.slow, pytest.mark.timeout(700)]

RECORDINGS = find_recordings(DEMO)


def asked_in(session: Path) -> list[Question]:
    return [event.question for event in SessionFolder(session).events() if isinstance(event, QuestionAsked)]


def test_it_is_a_whole_interview_of_fifteen_minutes(demo_run: tuple[Run, Path]) -> None:
    _, session = demo_run
    events = SessionFolder(session).events()
    (plan,) = [event for event in events if isinstance(event, PlanMade)]
    asked = asked_in(session)
    assert plan.minutes == 15
    assert [q.id for q in asked if q.kind == "main"] == [q.id for q in plan.questions]
    assert report_of(session)["state"] == "finished"
    assert [e.role for e in events if isinstance(e, InterviewerSpoke)][-1] == "closing"


def test_at_least_half_of_the_main_questions_name_something_of_the_cv(demo_run: tuple[Run, Path]) -> None:
    _, session = demo_run
    main = [question.text for question in asked_in(session) if question.kind == "main"]
    material = briefing(Settings(), RECORDINGS.documents).material("normal", "")
    assert sum(names(main, material)) >= len(main) / 2


def test_at_least_two_follow_ups_take_up_what_was_said(demo_run: tuple[Run, Path]) -> None:
    _, session = demo_run
    answers = report_of(session)["answers"]
    probes = [question for question in asked_in(session) if question.kind == "probe"]
    assert len(probes) >= 2
    assert all(probe.reason for probe in probes)
    quoting = 0
    for before, question in zip(answers, asked_in(session)[1:], strict=False):
        if question.kind == "probe" and (quoted := re.search(r'"(.+?)"', question.text)):
            assert " ".join(plain_words(quoted[1])) in " ".join(plain_words(before["text"]))
            quoting += 1
    assert quoting >= 2


def test_every_question_got_a_recording_made_for_it(demo_run: tuple[Run, Path]) -> None:
    """The two recordings for whatever else may come are a net; in the demo they are not needed."""
    _, session = demo_run
    left = list(RECORDINGS.fitting)
    for question in asked_in(session):
        answer = most_fitting(left, question)
        assert answer is not None, question.id
        assert answer.stage == question.stage, question.id
        left.remove(answer)


def test_two_of_their_questions_are_answered_from_the_notes_and_one_is_not_made_up(
    demo_run: tuple[Run, Path],
) -> None:
    _, session = demo_run
    asked = [event for event in SessionFolder(session).events() if isinstance(event, CandidateAsked)]
    notes = (DEMO / "company.md").read_text(encoding="utf-8")
    answered = [event for event in asked if event.fact_line]
    assert len(answered) >= 2
    assert all(event.fact_line in notes for event in answered)
    spoken = " ".join(
        event.spoken for event in SessionFolder(session).events() if isinstance(event, QuestionAsked)
    )
    assert all(event.reply in spoken for event in answered)
    assert any("come back to you" in event.reply for event in asked if not event.fact_line)


def test_the_note_of_thanks_quotes_the_session(demo_run: tuple[Run, Path], tmp_path: Path) -> None:
    _, session = demo_run
    note = tmp_path / "note.md"
    run = second_round("thank-you", session, "--out", note)
    assert run.code == 0, run.err
    text = note.read_text(encoding="utf-8")
    assert "within 24 hours" in text
    letter = text.partition("## Where")[0]
    heard = " ".join(plain_words(" ".join(answer["text"] for answer in report_of(session)["answers"])))
    told = re.search(r"keep from my answer: (.+)", letter)
    wanted = re.search(r"it still holds: (.+)", letter)
    assert told
    assert wanted
    for quoted in (told[1], wanted[1]):
        words = plain_words(quoted)
        assert sum(word in heard.split() for word in words) >= 0.9 * len(words), quoted
    asked = re.search("When I asked \u201c(.+?)\u201d, you told me: \u201c(.+?)\u201d", letter)
    assert asked
    assert "at 4:" in text or "at 3:" in text  # the moments
    assert "A point that did not come up" in text


def interview_in_writing(script: Script) -> list[Question]:
    """What is asked when each recording's words arrive exactly as they were spoken."""
    left, exchanges = list(RECORDINGS.fitting), list[Exchange]()
    while question := script.direction.next(exchanges, 30.0 * len(exchanges)).question:
        answer = most_fitting(left, question)
        assert answer is not None, question.id
        left.remove(answer)
        truth = json.loads(answer.file.with_suffix(".json").read_text(encoding="utf-8"))
        at_s = 30.0 * len(exchanges)
        exchanges.append(Exchange(question, truth["text"], truth["answer_length_s"], "silence", at_s))
    return [exchange.question for exchange in exchanges]


def test_the_same_candidate_twice_gives_the_same_plan_and_the_same_questions(
    demo_run: tuple[Run, Path],
) -> None:
    _, session = demo_run
    plan = next(event for event in SessionFolder(session).events() if isinstance(event, PlanMade))
    opened = SessionOpened(0.0, uuid7(), "recording demo_candidate", synthetic=True)
    scripts = [new_script(Settings(), opened, recordings=RECORDINGS, alone=True) for _ in range(2)]
    assert [script.plan for script in scripts] == [plan, plan]
    first, second = (interview_in_writing(script) for script in scripts)
    assert first == second
    # What Whisper mishears changes no more than a follow-up's wording here.
    assert [question.id for question in first] == [question.id for question in asked_in(session)]
