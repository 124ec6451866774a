"""A small session made by hand, whose sound tells its time: 50 Hz higher each second."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import soundfile

from simulator.analysis.delivery import analyse
from simulator.analysis.results import Remark, Report
from simulator.audio import SAMPLE_RATE, Span
from simulator.events import (
    AnswerClosed,
    Event,
    Filler,
    PlanMade,
    Question,
    QuestionAsked,
    SessionClosed,
    SessionOpened,
    SpeechStarted,
    SpeechStopped,
    TurnTaken,
    Word,
    WordsHeard,
)
from simulator.store import SessionFolder

HOSTILE = "</script><img src=x onerror=alert(1)>"
LENGTH_S = 64.0
FIRST_HZ, HZ_PER_S = 300.0, 50.0
FIRST = [
    "I",
    "led",
    "the",
    "move,",
    "you",
    "know,",
    "to",
    "one",
    "shared",
    "calendar",
    "for",
    "three",
    "sites",
]
LAST = ["We", HOSTILE, "measured", "it", "every", "month", "and", "it", "held", "&", "held"]

# Answers 1 and 3 speak in these stretches; the gaps between are pauses of 2.5 s, 1.2 s and 1.5 s.
SPEECH = {1: (Span(5, 10), Span(12.5, 16), Span(17.2, 24)), 2: (), 3: (Span(46, 50), Span(51.5, 58))}
FLOORS = {1: Span(4, 27), 2: Span(30, 42), 3: Span(45, 61)}
FILLERS = {
    1: (Filler("um", Span(9.2, 9.5), 0.9, "rescored"), Filler("uh", Span(15.1, 15.3), 0.3, "acoustic")),
    2: (),
    3: (Filler("er", Span(52.0, 52.4), 0.8, "rescored"),),
}


def words_of(number: int) -> tuple[Word, ...]:
    """The answer's words, evenly over its speech, half a second each."""
    texts = {1: FIRST, 2: [], 3: LAST}[number]
    starts = [s.start_s + k * 0.75 for s in SPEECH[number] for k in range(int(s.duration_s / 0.75))]
    return tuple(
        Word(text, Span(start, start + 0.5), 0.9) for text, start in zip(texts, starts, strict=False)
    )


def example_report(*, state: str = "finished") -> Report:
    """Three answers, the second silent; two remarks, one on marks and one on a whole answer."""
    fix = Remark(
        "fix", f"Two filler sounds. {HOSTILE}", "Let it be silent.", (Span(9.2, 9.5), Span(52.0, 52.4))
    )
    strength = Remark("strength", "A steady pace.", "", (Span(5, 24),), answer_number=1)
    report = analyse(_events(), started="2026-03-02T10:00:00+00:00")
    return replace(report, remarks=(strength, fix), state=state)


def example_session(folder: Path, *, sound: bool = True) -> SessionFolder:
    """A folder with the session's sound: silence from the interviewer, a rising tone from the candidate."""
    if sound:
        t = np.arange(round(LENGTH_S * SAMPLE_RATE)) / SAMPLE_RATE
        tone = 0.4 * np.sin(2 * np.pi * (FIRST_HZ * t + HZ_PER_S / 2 * t * t))
        soundfile.write(folder / "audio.flac", np.stack([np.zeros_like(tone), tone], axis=1), SAMPLE_RATE)
    return SessionFolder(folder)


def _events() -> list[Event]:
    questions = tuple(Question(f"q{n}", "claims", "own_part", f"Question {n}? {HOSTILE}") for n in SPEECH)
    events: list[Event] = [
        SessionOpened(0.0, "example", f"recording {HOSTILE}", synthetic=True),
        PlanMade(0.0, "manager", 15, 7, "Hello.", "Thank you.", questions),
    ]
    for number, question in zip(SPEECH, questions, strict=True):
        floor = FLOORS[number]
        events.append(
            QuestionAsked(
                floor.start_s, question, number, question.text, Span(floor.start_s - 3, floor.start_s)
            )
        )
        for span in SPEECH[number]:
            events += [SpeechStarted(span.start_s), SpeechStopped(span.end_s)]
        events += [
            WordsHeard(
                floor.end_s,
                number,
                f"t{number}",
                "final",
                floor,
                words_of(number),
                FILLERS[number],
                complete=True,
            ),
            TurnTaken(floor.end_s, number, number, 3.0, "waited 3.0 s"),
            AnswerClosed(floor.end_s, number, floor, "silence" if SPEECH[number] else "no_answer"),
        ]
    return [*events, SessionClosed(LENGTH_S, "finished")]
