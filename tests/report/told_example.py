"""A panel interview made by hand: a claim, two follow-ups, a difference from the CV, two own questions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import soundfile

from simulator.analysis.delivery import analyse
from simulator.analysis.results import Report
from simulator.audio import SAMPLE_RATE, Span
from simulator.events import (
    AnswerClosed,
    Asker,
    CandidateAsked,
    DossierTaken,
    Event,
    InterviewerSpoke,
    PlanMade,
    Question,
    QuestionAsked,
    SessionClosed,
    SessionOpened,
    SpeechStarted,
    SpeechStopped,
    TurnTaken,
    WordsHeard,
)
from simulator.interview.dossier import Claim, DocumentKind, Dossier, Fact, Source
from simulator.store import SessionFolder
from tests.analysis.handmade import spoken

HOSTILE = "</script><img src=x onerror=alert(1)>"
FALLS = "Led the ward's falls project; falls went down from 11 to 6 a month"
HANDOVER = "Introduced bedside handover with SBAR on all shifts"
ROSTER = "Planned the roster for 24 nurses"
HOSTILE_CLAIM = f"1. # Wrote the wound care guideline {HOSTILE}"
UNIT_LINE = "New frailty unit with 12 beds opens in May, led by Dr Okafor"
AD_LINE = "You will work with 22 colleagues on rotating shifts"

FIRST = (
    "That was the falls project on the ward, two winters ago. We looked at every form together and we"
    " changed the evening round. The night staff hated it at first and nobody wanted the extra work. We"
    " talked it over for a week, and then people got used to it."
)
OWN_PART = (
    "I read all the forms at home and I drew up the new round. I put it to the night staff myself. By October"
    " the ward had four falls a month, down from eleven."
)
MORE = "I would ask the night staff earlier."
FEEDBACK = "Okay. We moved on."
GOALS = "In three years I would like to lead a small team, and I want to go on working with older patients."
ASKS = (
    "Yes. You said that the falls are on the matron's list. What would the new frailty unit change for the"
    " falls work? And what does your hospital do?"
)
QUESTIONS = ("What would the new frailty unit change for the falls work?", "And what does your hospital do?")
REPLY = "On that I can say this: the new frailty unit with 12 beds opens in May, led by Dr Okafor."
COME_BACK = "I'd have to come back to you on that."


def source(kind: DocumentKind, line: int, text: str) -> Source:
    return Source(kind, line, text)


def example_dossier() -> Dossier:
    claims = tuple(
        Claim(f"c{line}", text, source("cv", line, f"- {text}"), result=result)
        for line, (text, result) in enumerate(
            [
                (FALLS, "falls went down from 11 to 6 a month"),
                (HANDOVER, ""),
                (ROSTER, ""),
                (HOSTILE_CLAIM, ""),
            ],
            start=7,
        )
    )
    facts = (
        Fact(UNIT_LINE, source("company_notes", 3, UNIT_LINE)),
        Fact(AD_LINE, source("job_ad", 9, AD_LINE)),
    )
    return Dossier(name="Ada", company="St Brannoc", claims=claims, facts=facts)


CLAIM_ASKED = Question(
    "claims-own-part", "claims", "own part",
    "You write that you led the ward's falls project. What was your own part?",
    about=FALLS, reason="the job asks for 'falls prevention' (likeness 0.63); vague about the own part",
)  # fmt: skip
BEHAVIOURAL = Question(
    "behavioural-feedback", "behavioural", "feedback", f"Which feedback was hard to take? {HOSTILE}", asker=1
)
VIEW = Question(
    "goals-three", "goals", "goals", "Where do you see yourself in three years?", expected_s=(10, 90), asker=1
)
INVITED = Question(
    "your-questions-ask", "your_questions", "invitation", "What would you like to ask us?", expected_s=(5, 60)
)


def probe(main: Question, kind: str, text: str, reason: str) -> Question:
    return Question(
        f"{main.id}?{kind}", main.stage, main.family, text, main.about, (10.0, 60.0), kind="probe",
        reason=reason, asker=main.asker,
    )  # fmt: skip


ASKED: tuple[tuple[Question, str], ...] = (
    (CLAIM_ASKED, FIRST),
    (
        probe(
            CLAIM_ASKED, "own_part", "You said “we changed the evening round”. What did you do yourself?",
            'acts told with "we": 3, with "I": 0 (likely by 93%)',
        ),
        OWN_PART,
    ),
    (
        probe(CLAIM_ASKED, "what_went_wrong", "What would you do differently?", "nothing went wrong"),
        MORE,
    ),
    (BEHAVIOURAL, FEEDBACK),
    (VIEW, GOALS),
    (INVITED, ASKS),
)  # fmt: skip


def example_events(dossier: Dossier | None = None, *, said: Mapping[int, str] | None = None) -> list[Event]:
    """Each question takes 4 s, and each answer as long as its words at 150 a minute.

    Args:
        said: other answers, by the question's number.
    """
    cast = (
        Asker("Robin", "manager", "who would be your manager"),
        Asker("Kim", "hr", "who looks after hiring", 0.82),
    )
    mains = tuple(question for question, _ in ASKED if question.kind == "main")
    events: list[Event] = [
        SessionOpened(0.0, "told", "recording", synthetic=True),
        DossierTaken(None, (dossier or example_dossier()).as_data()),
        PlanMade(None, "panel", 45, 7, "Hello.", "Goodbye.", mains, cast),
        InterviewerSpoke(0.0, "greeting", "Hello. I am Robin, the matron is Mrs Hale.", Span(0, 3)),
    ]
    now_s = 4.0
    for number, (question, text) in enumerate(ASKED, start=1):
        words = spoken((said or {}).get(number, text), now_s + 5)
        floor = Span(now_s + 4, words[-1].span.end_s + 2)
        voice = Span(words[0].span.start_s, words[-1].span.end_s)
        events += [
            QuestionAsked(now_s, question, number, question.text, Span(now_s, now_s + 4)),
            SpeechStarted(voice.start_s),
            SpeechStopped(voice.end_s),
            WordsHeard(floor.end_s, number, f"t{number}", "final", floor, words, (), complete=True),
            TurnTaken(floor.end_s, number, number, 2.0, "waited 2.0 s"),
            AnswerClosed(floor.end_s, number, floor, "silence"),
        ]
        now_s = floor.end_s
    last = len(ASKED)
    asked = Span(now_s - 20, now_s)
    events += [
        CandidateAsked(now_s, last, asked, QUESTIONS[0], REPLY, UNIT_LINE, "company_notes"),
        CandidateAsked(now_s, last, asked, QUESTIONS[1], COME_BACK),
        SessionClosed(now_s + 3, "finished"),
    ]
    return events


def told_report() -> Report:
    return analyse(example_events(), started="2026-03-02T10:00:00+00:00")


def told_session(folder: Path) -> SessionFolder:
    """As long as the session: quiet noise, so that it can be heard that something plays."""
    seconds = max(event.at_s or 0.0 for event in example_events())
    noise = np.random.default_rng(1).normal(0, 0.05, (round(seconds * SAMPLE_RATE), 2))
    soundfile.write(folder / "audio.flac", noise, SAMPLE_RATE)
    return SessionFolder(folder)
