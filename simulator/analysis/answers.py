"""Answers put together from the log: what was asked, when the floor was theirs, what was heard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from simulator.analysis.labels import Place, places_of
from simulator.audio import Span
from simulator.events import (
    BROKEN_OFF,
    AnswerClosed,
    AnswerTyped,
    CandidateRequested,
    Doubt,
    EndReason,
    Event,
    Filler,
    InterviewerSpoke,
    LineCut,
    Question,
    QuestionAsked,
    SessionClosed,
    SessionResumed,
    SpeechStarted,
    SpeechStopped,
    TurnTaken,
    Word,
    WordsHeard,
)

# Whisper's word times stray up to half a second; further from any speech a word was invented.
_STRAY_S = 0.5
_NO_INTERRUPTION = ("acknowledgement", "withdrawn")
"""Nobody stops for an "Mm-hm", and into a question that came too early they went on."""


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
    interruptions: tuple[Span, ...] = ()
    """Within the floor, but not the candidate's: the interviewer repeating, a spoken request for it."""
    earlier: tuple[Span, ...] = ()
    """Where the same question was answered before, and the answer broke off."""
    doubts: tuple[Doubt, ...] = ()
    """Where the words cannot be trusted, and why."""
    label: str = ""
    """What people call it: 2, and 2a for the first follow-up to it."""
    topic: int = 0
    """Number of the main question that it belongs to, or is."""
    typed: str = ""
    """The answer, where it was given in writing: nothing of it can be measured."""

    @property
    def text(self) -> str:
        """What was said or written."""
        return self.typed or " ".join(word.text for word in self.words)

    @property
    def worded(self) -> tuple[Word, ...]:
        """The words that were said or written; those that were written have the time of the whole answer."""
        return tuple(Word(text, self.floor, 1.0) for text in self.typed.split()) or self.words

    @property
    def speech_span(self) -> Span | None:
        """First voice to last voice; None when nothing was said."""
        return Span(self.speech[0].start_s, self.speech[-1].end_s) if self.speech else None

    @property
    def duration_s(self) -> float:
        """First voice to last voice without interruptions; 0 when nothing was said."""
        span = self.speech_span
        if span is None:
            return 0.0
        return span.duration_s - sum(span.overlap_s(other) for other in self.interruptions)

    @property
    def waited(self) -> Span | None:
        """From when the candidate could begin to their first voice."""
        span = self.speech_span
        if span is None:
            return None
        over = [other.end_s for other in self.interruptions if other.end_s <= span.start_s]
        return Span(max([self.floor.start_s, *over]), span.start_s)

    @property
    def phonation_s(self) -> float:
        return sum(span.duration_s for span in self.speech)


def answers_of(events: Sequence[Event]) -> tuple[Answer, ...]:
    """All closed answers of a session, in the order they were asked.

    A question asked again after an interruption has one answer: the one that was given to its end, else the
    one in which most was said.
    """
    requests = requests_in(events)
    places = places_of(events)
    speech = _without(speech_of(events), requests)
    takes: dict[int, list[Answer]] = {}
    for closed in events:
        if not isinstance(closed, AnswerClosed):
            continue
        number = closed.question_number
        if (asked := _asked_before(events, closed)) is not None:
            answer = _answer(events, asked, closed, speech, requests, places[number])
            takes.setdefault(number, []).append(answer)
    answers = (_chosen(takes[number]) for number in sorted(takes))
    # Nobody was there any more: a question without an answerer is not an unanswered question.
    return tuple(a for a in answers if a.speech or a.end_reason not in BROKEN_OFF)


def is_closed(events: Iterable[Event]) -> bool:
    """The session has ended, and was not taken up again since."""
    ends = [event for event in events if isinstance(event, SessionClosed | SessionResumed)]
    return bool(ends) and isinstance(ends[-1], SessionClosed)


def requests_in(events: Iterable[Event]) -> list[Span]:
    """Where the candidate spoke about the interview instead of answering."""
    return [
        event.span for event in events if isinstance(event, CandidateRequested) and event.span is not None
    ]


def _asked_before(events: Iterable[Event], closed: AnswerClosed) -> QuestionAsked | None:
    asked = [e for e in events if isinstance(e, QuestionAsked) and e.number == closed.question_number]
    before = [e for e in asked if e.span.start_s <= closed.span.start_s]
    return max(before or asked, key=lambda e: e.span.start_s, default=None)


def _wait_reason(events: Iterable[Event], closed: AnswerClosed) -> str:
    taken = [e for e in events if isinstance(e, TurnTaken) and e.question_number == closed.question_number]
    return next((e.reason for e in taken if e.at_s == closed.at_s), "")


def _typed(events: Iterable[Event], closed: AnswerClosed) -> str:
    written = [
        e for e in events if isinstance(e, AnswerTyped) and e.question_number == closed.question_number
    ]
    inside = (e.text for e in written if e.at_s is not None and e.at_s <= closed.span.end_s)
    return next(inside, "")


def _chosen(takes: Sequence[Answer]) -> Answer:
    spoken = [take for take in takes if take.speech]
    whole = [take for take in spoken if take.end_reason not in BROKEN_OFF]
    chosen = whole[-1] if whole else max(reversed(takes), key=lambda take: take.phonation_s)
    return replace(chosen, earlier=tuple(take.floor for take in spoken if take is not chosen))


def _answer(
    events: Sequence[Event],
    asked: QuestionAsked,
    closed: AnswerClosed,
    speech: Sequence[Span],
    all_requests: Sequence[Span],
    place: Place,
) -> Answer:
    heard = newest_transcript(events, asked.number, closed.span)
    inside = _within(speech, closed.span)
    requests = [span for span in all_requests if span.overlap_s(closed.span) > 0]
    lines = [
        heard_part(event.span, events)
        for event in events
        if isinstance(event, InterviewerSpoke)
        and event.role not in _NO_INTERRUPTION
        and closed.span.start_s <= event.span.start_s < closed.span.end_s
    ]

    def belongs(span: Span) -> bool:
        return _near(span, inside) and not _mostly_in(span, requests)

    words = tuple(word for part in heard for word in part.words if belongs(word.span))
    fillers = tuple(filler for part in heard for filler in part.fillers if belongs(filler.span))
    return Answer(
        number=asked.number,
        question=asked.question,
        spoken=asked.spoken,
        asked=heard_part(asked.span, events),
        floor=closed.span,
        speech=inside,
        words=words,
        fillers=fillers,
        end_reason=closed.end_reason,
        wait_reason=_wait_reason(events, closed),
        transcript_id=heard[0].transcript_id if heard else "",
        interruptions=tuple(sorted([*lines, *requests])),
        doubts=tuple(doubt for part in heard for doubt in part.doubts if belongs(doubt.span)),
        label=place.label,
        topic=place.topic,
        typed=_typed(events, closed),
    )


def heard_part(line: Span, events: Iterable[Event]) -> Span:
    """A line's span up to where it was cut, if it was."""
    cuts = (event.at_s for event in events if isinstance(event, LineCut) and event.at_s is not None)
    return Span(
        line.start_s, min((at_s for at_s in cuts if line.start_s <= at_s < line.end_s), default=line.end_s)
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
        elif isinstance(event, SessionClosed) and began_s is not None and event.at_s is not None:
            spans.append(Span(began_s, max(began_s, event.at_s)))  # it ended while they were speaking
            began_s = None
    return sorted(spans)


def newest_transcript(events: Iterable[Event], number: int, within: Span | None = None) -> list[WordsHeard]:
    """The stretches of an answer's newest whole transcript, or of its newest if none is whole.

    Args:
        within: only transcripts of this time, where the question was answered more than once.
    """
    transcripts: dict[str, list[WordsHeard]] = {}
    for event in events:
        if not isinstance(event, WordsHeard) or event.question_number != number or event.status != "final":
            continue
        if within is None or (event.span.start_s <= within.end_s and event.span.end_s >= within.start_s):
            transcripts.setdefault(event.transcript_id, []).append(event)
    newest_first = list(reversed(transcripts.values()))
    whole = (parts for parts in newest_first if any(part.complete for part in parts))
    return next(whole, newest_first[0] if newest_first else [])


def _within(speech: Sequence[Span], floor: Span) -> tuple[Span, ...]:
    clipped = (Span(max(s.start_s, floor.start_s), min(s.end_s, floor.end_s)) for s in speech)
    return tuple(span for span in clipped if span.duration_s > 0)


def _without(speech: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """Stretches of speech that are not a spoken request."""
    return [span for span in speech if not _mostly_in(span, others)]


def _mostly_in(span: Span, others: Sequence[Span]) -> bool:
    return any(span.overlap_s(other) > 0.5 * span.duration_s for other in others)


def _near(span: Span, speech: Sequence[Span]) -> bool:
    wide = Span(span.start_s - _STRAY_S, span.end_s + _STRAY_S)
    return any(wide.overlap_s(voice) > 0 for voice in speech)
