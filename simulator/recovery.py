"""Completing an unfinished session: close its open answer, find and transcribe what was not yet written.

The log and the sound up to the kill are whole; what is missing is worked out here and appended as
events by the author "recovery". Nothing that was logged is changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from simulator.analysis.answers import is_closed, newest_transcript, speech_of
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
    return not is_closed(events) or bool(_untranscribed(events))


def breaking_off(events: Sequence[Event], duration_s: float) -> list[Event]:
    """What is logged before an interrupted session goes on: where it broke off, and the answer it cut."""
    broken: list[Event] = [_closed_at(asked, duration_s, "interrupted") for asked in _open(events)]
    if not is_closed(events):
        note = f"Interrupted at {duration_s:.0f} s; the session went on later."
        broken.insert(0, RepairNote(None, note))
    return broken


def recover(
    session: SessionFolder, events: Sequence[Event], listener: LiveListener, cause: Cause = "interrupted"
) -> Iterator[Event]:
    """The events that make an unfinished session whole, in order."""
    duration_s = session.audio_duration_s()
    if cause == "interrupted" and not is_closed(events):
        yield RepairNote(None, f"Interrupted at {duration_s:.0f} s; completed from the recording.")
    closing = [_closed_at(asked, duration_s, cause) for asked in _open(events)]
    yield from closing
    for answer in _untranscribed([*events, *closing]):
        yield from _listen_again(session, answer, events, listener)
        yield from listener.poll()
    yield from listener.finish()
    if not is_closed(events):
        yield SessionClosed(duration_s, cause)


def _open(events: Sequence[Event]) -> list[QuestionAsked]:
    """The question whose answer was not closed; after an interruption a question can be asked again."""
    open_now: dict[int, QuestionAsked] = {}
    for event in events:
        if isinstance(event, QuestionAsked):
            open_now[event.number] = event
        elif isinstance(event, AnswerClosed):
            open_now.pop(event.question_number, None)
    return list(open_now.values())


def _closed_at(asked: QuestionAsked, end_s: float, cause: Cause) -> AnswerClosed:
    return AnswerClosed(end_s, asked.number, Span(min(asked.span.end_s, end_s), end_s), cause)


def _untranscribed(events: Sequence[Event]) -> list[AnswerClosed]:
    answers = (event for event in events if isinstance(event, AnswerClosed))
    return [
        answer
        for answer in answers
        if not any(part.complete for part in newest_transcript(events, answer.question_number, answer.span))
    ]


def _listen_again(
    session: SessionFolder, answer: AnswerClosed, events: Sequence[Event], listener: LiveListener
) -> Iterator[Event]:
    """Hear an answer from the recording; yields the edges of speech that the log does not have yet."""
    logged = (voice.end_s for voice in speech_of(events) if voice.overlap_s(answer.span) > 0)
    logged_until_s = max(logged, default=answer.span.start_s)
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
