"""Answers put together from the log: what was asked, when the floor was theirs, what was heard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from simulator.audio import Span
from simulator.events import (
    AnswerClosed,
    EndReason,
    Event,
    Filler,
    Question,
    QuestionAsked,
    SpeechStarted,
    SpeechStopped,
    TurnTaken,
    Word,
    WordsHeard,
)

# Whisper's word times stray up to half a second; further from any speech a word was invented.
_STRAY_S = 0.5


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as heard. Spans are on the session clock."""

    number: int
    question: Question
    spoken: str
    asked: Span
    floor: Span
    """Question's end to turn taken."""
    speech: tuple[Span, ...]
    """Stretches of the candidate's voice, in order, within the floor."""
    words: tuple[Word, ...]
    """Words without filler sounds."""
    fillers: tuple[Filler, ...]
    end_reason: EndReason
    wait_reason: str
    transcript_id: str

    @property
    def speech_span(self) -> Span | None:
        """First voice to last voice; None when nothing was said."""
        return Span(self.speech[0].start_s, self.speech[-1].end_s) if self.speech else None

    @property
    def phonation_s(self) -> float:
        return sum(span.duration_s for span in self.speech)


def answers_of(events: Sequence[Event]) -> tuple[Answer, ...]:
    """All closed answers of a session, in the order they were asked."""
    asked = {event.number: event for event in events if isinstance(event, QuestionAsked)}
    closed = {event.question_number: event for event in events if isinstance(event, AnswerClosed)}
    waits = {event.question_number: event.reason for event in events if isinstance(event, TurnTaken)}
    speech = speech_of(events)
    answers = (
        _answer(
            asked[number], closed[number], speech, newest_transcript(events, number), waits.get(number, "")
        )
        for number in sorted(asked.keys() & closed.keys())
    )
    # Nobody was there any more: a question without an answerer is not an unanswered question.
    return tuple(a for a in answers if a.speech or a.end_reason not in ("recording_ended", "interrupted"))


def _answer(
    asked: QuestionAsked, closed: AnswerClosed, speech: Sequence[Span], heard: Sequence[WordsHeard], wait: str
) -> Answer:
    inside = _within(speech, closed.span)
    words = tuple(word for part in heard for word in part.words if _near(word.span, inside))
    fillers = tuple(filler for part in heard for filler in part.fillers if _near(filler.span, inside))
    return Answer(
        number=asked.number,
        question=asked.question,
        spoken=asked.spoken,
        asked=asked.span,
        floor=closed.span,
        speech=inside,
        words=words,
        fillers=fillers,
        end_reason=closed.end_reason,
        wait_reason=wait,
        transcript_id=heard[0].transcript_id if heard else "",
    )


def speech_of(events: Iterable[Event]) -> list[Span]:
    """Stretches of the candidate's voice over the whole session."""
    spans: list[Span] = []
    began_s: float | None = None
    for event in events:
        if isinstance(event, SpeechStarted):
            began_s = event.at_s
        elif isinstance(event, SpeechStopped) and began_s is not None and event.at_s is not None:
            spans.append(Span(began_s, event.at_s))
            began_s = None
    return sorted(spans)


def newest_transcript(events: Iterable[Event], number: int) -> list[WordsHeard]:
    """The stretches of an answer's newest whole transcript, or of its newest if none is whole."""
    transcripts: dict[str, list[WordsHeard]] = {}
    for event in events:
        if isinstance(event, WordsHeard) and event.question_number == number and event.status == "final":
            transcripts.setdefault(event.transcript_id, []).append(event)
    newest_first = list(reversed(transcripts.values()))
    whole = (parts for parts in newest_first if any(part.complete for part in parts))
    return next(whole, newest_first[0] if newest_first else [])


def _within(speech: Sequence[Span], floor: Span) -> tuple[Span, ...]:
    clipped = (Span(max(s.start_s, floor.start_s), min(s.end_s, floor.end_s)) for s in speech)
    return tuple(span for span in clipped if span.duration_s > 0)


def _near(span: Span, speech: Sequence[Span]) -> bool:
    wide = Span(span.start_s - _STRAY_S, span.end_s + _STRAY_S)
    return any(wide.overlap_s(voice) > 0 for voice in speech)
