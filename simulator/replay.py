"""A recorded session as a timeline: what is said when, and where one may want to jump to.

Pure: events in, data out. Times are seconds on the session clock. Voice activity is the truth about silence;
the times of words stray by up to half a second, so that lines begin and end where the voice does.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from simulator.analysis.answers import Answer, answers_of, heard_part
from simulator.analysis.filler_words import filler_phrases
from simulator.analysis.fillers import is_sure
from simulator.analysis.labels import places_of
from simulator.analysis.pauses import LONG_S, MARKED_S, pauses_of
from simulator.analysis.results import FillerPhrase
from simulator.analysis.waits import waits_of
from simulator.audio import Span
from simulator.events import Event, InterviewerSpoke, QuestionAsked

CaptionKind = Literal["interviewer", "candidate", "silence"]
MomentKind = Literal["question", "answer", "filler", "pause"]

_LINE_CHARACTERS = 70
_COMMA_WORTH = 40  # characters of unevenness
_SENTENCE_END = re.compile(r"[.?!\u2026][\"')\u2019\u201d]*$")


@dataclass(frozen=True, slots=True)
class Part:
    """A word or filler sound of a caption."""

    text: str
    span: Span
    is_filler: bool = False


@dataclass(frozen=True, slots=True)
class Caption:
    """One line on the screen; of a silence, how long it is and why it was waited."""

    kind: CaptionKind
    parts: tuple[Part, ...]
    span: Span

    @property
    def text(self) -> str:
        return " ".join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class Moment:
    """A place to jump to; `number` and `label` ("2a": a follow-up to 2) are its question's."""

    kind: MomentKind
    span: Span
    number: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Captions and moments, each in order of their beginning."""

    captions: tuple[Caption, ...]
    moments: tuple[Moment, ...]

    def caption_at(self, at_s: float) -> Caption | None:
        """The caption that began last; None before the first. It stays until the next begins."""
        begun = self.captions_until(at_s, 1)
        return begun[0] if begun else None

    def captions_until(self, at_s: float, count: int) -> tuple[Caption, ...]:
        """The last captions that have begun, the newest last."""
        end = bisect_right(self.captions, at_s, key=lambda caption: caption.span.start_s)
        return self.captions[max(0, end - count) : end]

    def next_moment(self, kind: MomentKind, after_s: float) -> Moment | None:
        """The first that begins later."""
        of_kind = self.of_kind(kind)
        index = bisect_right(of_kind, after_s, key=_begins)
        return of_kind[index] if index < len(of_kind) else None

    def previous_moment(self, kind: MomentKind, before_s: float) -> Moment | None:
        """The last that begins earlier."""
        of_kind = self.of_kind(kind)
        index = bisect_left(of_kind, before_s, key=_begins)
        return of_kind[index - 1] if index else None

    def of_kind(self, kind: MomentKind) -> list[Moment]:
        return [moment for moment in self.moments if moment.kind == kind]

    def question_at(self, at_s: float) -> str:
        """Label of the question that is being asked or answered; "" before the first."""
        begun = [moment.label for moment in self.of_kind("question") if moment.span.start_s <= at_s]
        return begun[-1] if begun else ""

    def excerpt(self, label: str) -> Span | None:
        """A question with its answer, to the turn taken; None if it was never asked."""
        asked = next((m.span for m in self.of_kind("question") if m.label == label), None)
        answered = next((m.span for m in self.of_kind("answer") if m.label == label), None)
        return asked and Span(asked.start_s, answered.end_s if answered else asked.end_s)


def _begins(moment: Moment) -> float:
    return moment.span.start_s


def timeline_of(events: Sequence[Event]) -> Timeline:
    """A session's timeline. Events that mean nothing here are left out, whatever they are."""
    answers = answers_of(events)
    captions = [*_interviewer(events)]
    places = places_of(events)
    moments = [
        Moment("question", heard_part(e.span, events), e.number, places[e.number].label)
        for e in events
        if isinstance(e, QuestionAsked)
    ]
    for answer in answers:
        captions += [
            *_said(answer),
            *(_silence(wait.says, wait.silence) for wait in waits_of(answer, events)),
        ]
        moments += _moments(answer)
    return Timeline(
        tuple(sorted(captions, key=lambda caption: caption.span.start_s)),
        tuple(sorted(moments, key=_begins)),
    )


def _moments(answer: Answer) -> Iterator[Moment]:
    yield Moment("answer", answer.floor, answer.number, answer.label)
    sounds = [filler.span for filler in answer.fillers if is_sure(filler)]
    for span in [
        *sounds,
        *(phrase.span for phrase in filler_phrases(answer.words, answer.fillers, answer.speech)),
    ]:
        yield Moment("filler", span, answer.number, answer.label)
    for pause in pauses_of(answer):
        if pause.duration_s >= MARKED_S:
            yield Moment("pause", pause.span, answer.number, answer.label)


# --- captions ------------------------------------------------------------------------------------


def _interviewer(events: Iterable[Event]) -> Iterator[Caption]:
    for event in events:
        match event:
            case InterviewerSpoke(text=text, span=whole) | QuestionAsked(spoken=text, span=whole):
                span = heard_part(whole, events)
                yield from _captions("interviewer", _evenly(text, span), span)
            case _:
                pass


def _evenly(text: str, span: Span) -> list[Part]:
    """Words in a voice's line: their times are not known, but long words take longer than short ones."""
    words = text.split()
    per_character_s = span.duration_s / max(1, sum(len(word) + 1 for word in words))
    parts = []
    at_s = span.start_s
    for word in words:
        end_s = at_s + (len(word) + 1) * per_character_s
        parts.append(Part(word, Span(at_s, end_s)))
        at_s = end_s
    return parts


def _said(answer: Answer) -> Iterator[Caption]:
    """The answer's words and filler sounds, each line within one stretch between long pauses."""
    phrases = filler_phrases(answer.words, answer.fillers, answer.speech)
    parts = [Part(word.text, word.span, _in_phrase(word.span, phrases)) for word in answer.words]
    parts += [Part(f.kind if is_sure(f) else f"{f.kind}?", f.span, True) for f in answer.fillers]
    parts.sort(key=lambda part: part.span.start_s)
    gaps = [pause.span for pause in pauses_of(answer) if pause.duration_s >= LONG_S]
    start_s = answer.floor.start_s
    for gap in gaps:
        before = [part for part in parts if _middle_s(part) <= gap.start_s]
        parts = [part for part in parts if _middle_s(part) > gap.start_s]
        yield from _captions("candidate", before, Span(start_s, gap.start_s))
        start_s = gap.end_s
    yield from _captions("candidate", parts, Span(start_s, answer.floor.end_s))


def _middle_s(part: Part) -> float:
    return (part.span.start_s + part.span.end_s) / 2


def _in_phrase(span: Span, phrases: Sequence[FillerPhrase]) -> bool:
    return any(phrase.span.start_s <= span.start_s and span.end_s <= phrase.span.end_s for phrase in phrases)


def _captions(kind: CaptionKind, parts: Sequence[Part], within: Span) -> Iterator[Caption]:
    for line in _lines(parts):
        start_s = min(max(line[0].span.start_s, within.start_s), within.end_s)
        end_s = max(start_s, min(line[-1].span.end_s, within.end_s))
        yield Caption(kind, tuple(line), Span(start_s, end_s))


def _lines(parts: Iterable[Part]) -> Iterator[Sequence[Part]]:
    """A line for each sentence, and more where one is longer than 70 characters."""
    sentence: list[Part] = []
    for part in parts:
        sentence.append(part)
        if _SENTENCE_END.search(part.text):
            yield from _folded(sentence)
            sentence = []
    yield from _folded(sentence)


def _folded(line: Sequence[Part]) -> Iterator[Sequence[Part]]:
    """A long line as two of about the same length, rather at a comma; and so on with each."""
    if len(line) < 2 or _characters(line) <= _LINE_CHARACTERS:
        if line:
            yield line
        return

    def unevenness(at: int) -> int:
        comma = line[at - 1].text.endswith((",", ";", ":"))
        return abs(_characters(line[:at]) - _characters(line[at:])) - (_COMMA_WORTH if comma else 0)

    middle = min(range(1, len(line)), key=unevenness)
    yield from _folded(line[:middle])
    yield from _folded(line[middle:])


def _characters(line: Sequence[Part]) -> int:
    return sum(len(part.text) + 1 for part in line) - 1


def _silence(text: str, span: Span) -> Caption:
    return Caption("silence", (Part(text, span),), span)
