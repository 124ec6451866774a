"""Completing an unfinished session: close its open answer, find and transcribe what was not yet written.

The log and the sound up to the kill are whole; what is missing is worked out here and appended as
events by the author "recovery". Nothing that was logged is changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from simulator.analysis.answers import newest_transcript, speech_of
from simulator.audio import FRAME_S, Frame, Span
from simulator.events import (
    AnswerClosed,
    Event,
    QuestionAsked,
    RepairNote,
    SessionClosed,
    SpeechStarted,
    SpeechStopped,
)
from simulator.listening.candidate_files import in_frames
from simulator.listening.live import LiveListener
from simulator.listening.vad import SileroVad, VadDetector
from simulator.store import SessionFolder

Cause = Literal["stopped", "interrupted"]


def needs_recovery(events: Sequence[Event]) -> bool:
    closed = any(isinstance(event, SessionClosed) for event in events)
    return not closed or bool(_untranscribed(events))


def recover(
    session: SessionFolder, events: Sequence[Event], listener: LiveListener, cause: Cause = "interrupted"
) -> Iterator[Event]:
    """The events that make an unfinished session whole, in order."""
    duration_s = session.audio_duration_s()
    if cause == "interrupted":
        yield RepairNote(None, f"Interrupted at {duration_s:.0f} s; completed from the recording.")
    closing = [_closed_at(asked, duration_s, cause) for asked in _open(events)]
    yield from closing
    for answer in _untranscribed([*events, *closing]):
        yield from _listen_again(session, answer, events, listener)
        yield from listener.poll()
    yield from listener.finish()
    if not any(isinstance(event, SessionClosed) for event in events):
        yield SessionClosed(duration_s, cause)


def _open(events: Sequence[Event]) -> list[QuestionAsked]:
    closed = {event.question_number for event in events if isinstance(event, AnswerClosed)}
    return [event for event in events if isinstance(event, QuestionAsked) and event.number not in closed]


def _closed_at(asked: QuestionAsked, end_s: float, cause: Cause) -> AnswerClosed:
    return AnswerClosed(end_s, asked.number, Span(min(asked.span.end_s, end_s), end_s), cause)


def _untranscribed(events: Sequence[Event]) -> list[AnswerClosed]:
    answers = (event for event in events if isinstance(event, AnswerClosed))
    return [
        answer
        for answer in answers
        if not any(part.complete for part in newest_transcript(events, answer.question_number))
    ]


def _listen_again(
    session: SessionFolder, answer: AnswerClosed, events: Sequence[Event], listener: LiveListener
) -> Iterator[Event]:
    """Hear an answer from the recording; yields the edges of speech that the log does not have yet."""
    logged_until_s = max((voice.end_s for voice in speech_of(events)), default=0.0)
    detector = VadDetector(SileroVad())
    listener.begin(answer.question_number, answer.span.start_s)
    for frame in _frames(session, answer.span):
        edge = detector.hear(frame)
        if edge is not None and edge.at_s > logged_until_s:
            yield SpeechStarted(edge.at_s) if edge.kind == "start" else SpeechStopped(edge.at_s)
        listener.hear(frame, is_speech=detector.speaking)
    if detector.speaking:
        yield SpeechStopped(answer.span.end_s)
    listener.end(answer.span.end_s)


def _frames(session: SessionFolder, span: Span) -> Iterator[Frame]:
    for index, samples in enumerate(in_frames(session.audio_blocks("candidate", span))):
        yield Frame(span.start_s + index * FRAME_S, samples)
