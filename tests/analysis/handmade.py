"""Sessions made by hand, with known numbers: what was said when, as the log would hold it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from simulator.analysis.answers import Answer, answers_of
from simulator.analysis.delivery import analyse
from simulator.analysis.results import Report
from simulator.audio import Span
from simulator.events import (
    AnswerClosed,
    EndReason,
    Event,
    Filler,
    PlanMade,
    ProfileTaken,
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

STARTED = "2026-03-01T09:30:00.000+00:00"


def spoken(text: str, start_s: float, *, wpm: float = 150.0) -> tuple[Word, ...]:
    """The text's words at an even pace, each sounding for 80 % of its time."""
    each_s = 60 / wpm
    return tuple(
        Word(word, Span(start_s + index * each_s, start_s + (index + 0.8) * each_s), 0.9)
        for index, word in enumerate(text.split())
    )


def words_at(wpm: float, seconds: float, start_s: float) -> tuple[Word, ...]:
    """As many words as this pace holds in these seconds."""
    return spoken("word " * round(wpm * seconds / 60), start_s, wpm=wpm)


def um(start_s: float, probability: float = 0.9) -> Filler:
    return Filler("um", Span(start_s, start_s + 0.4), probability, "heard")


def heard(
    number: int,
    words: Sequence[Word],
    fillers: Sequence[Filler] = (),
    *,
    transcript_id: str = "first",
    complete: bool = True,
    first_index: int = 0,
    span: Span | None = None,
) -> WordsHeard:
    """One stretch of a transcript; by default as long as its words."""
    tokens: list[Word | Filler] = [*words, *fillers]
    if span is None and tokens:
        span = Span(min(t.span.start_s for t in tokens), max(t.span.end_s for t in tokens))
    span = span or Span(0, 1)
    return WordsHeard(
        0.0, number, transcript_id, "final", span, tuple(words), tuple(fillers), first_index, complete
    )


def answered(
    number: int,
    floor: Span,
    speech: Iterable[Span],
    words: Sequence[Word] = (),
    fillers: Sequence[Filler] = (),
    *,
    expected_s: tuple[float, float] = (20.0, 60.0),
    end_reason: EndReason = "silence",
    text: str = "What did you do?",
) -> list[Event]:
    """One question, asked in the 3 s before the floor, and what came in answer."""
    question = Question(f"question-{number}", "claims", "own part", text, expected_s=expected_s)
    asked = Span(floor.start_s - 3, floor.start_s)
    events: list[Event] = [QuestionAsked(asked.start_s, question, number, f"Thank you. {text}", asked)]
    for span in speech:
        events += [SpeechStarted(span.start_s), SpeechStopped(span.end_s)]
    return [
        *events,
        TurnTaken(floor.end_s, number, number, 2.5, "silence after speech: waited 2.5 s"),
        AnswerClosed(floor.end_s, number, floor, end_reason),
        heard(number, words, fillers, span=floor),
    ]


def session(*answers: list[Event]) -> list[Event]:
    """A whole session of these answers, closed three seconds after the last."""
    inside = [event for answer in answers for event in answer]
    end_s = max((event.at_s or 0.0 for event in inside), default=0.0) + 3
    return [
        SessionOpened(0.0, "the-session", "recording me", synthetic=True),
        ProfileTaken(None, {"model": "base"}, {"second-round": "1"}),
        PlanMade(None, "manager", 15, 7, "Hello.", "Goodbye.", ()),
        *inside,
        SessionClosed(end_s, "finished"),
    ]


def one_answer(
    speech: Iterable[Span],
    words: Sequence[Word] = (),
    fillers: Sequence[Filler] = (),
    *,
    floor: Span | None = None,
    expected_s: tuple[float, float] = (20.0, 60.0),
) -> Answer:
    """A single answer; its floor begins a second before its speech unless told."""
    spans = list(speech)
    whole = floor or Span(spans[0].start_s - 1, spans[-1].end_s + 2.5)
    (answer,) = answers_of(session(answered(1, whole, spans, words, fillers, expected_s=expected_s)))
    return answer


def report_of(*answers: list[Event]) -> Report:
    return analyse(session(*answers), started=STARTED)
