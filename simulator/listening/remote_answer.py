"""What a transcription server answered, as words and fillers on the clock of the sound it was given. Pure.

Servers that call themselves compatible differ: OpenAI gives words without punctuation and probability,
speaches puts them where it likes, vLLM and LocalAI know segments only, newer models nothing but text. The
best that is there is taken; where words have no times, they are laid out over what has, by their length.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from simulator.audio import Span
from simulator.events import Filler, Word
from simulator.listening.decoder import most_compression
from simulator.listening.filler_kinds import filler_kind
from simulator.ports import Heard

Timing = Literal["words", "segments", "none"]

UNKNOWN_PROBABILITY = 0.5
"""Of a word whose server says nothing about it: neither trusted nor doubted. No measure depends on it."""
_NO_SPEECH, _LEAST_LOGPROB = 0.6, -1.0  # the reference decoder's signs that nobody spoke
_NOT_COMPUTED = (0.0, -1.0)  # what servers write for a log probability they do not have
_WINDOW_S = 30.0  # times may reach to the end of the model's window; beyond it their unit is another


@dataclass(frozen=True, slots=True)
class Answer:
    heard: Heard
    timing: Timing
    """What had times."""
    compression: float
    """Of the text's most repetitive stretch: a decoder that loops goes beyond 2.4."""


class _Timed(msgspec.Struct):
    start: float | None = None
    end: float | None = None


class _Word(_Timed):
    word: str = ""
    probability: float | None = None


class _Segment(_Timed):
    text: str = ""
    avg_logprob: float | None = None
    no_speech_prob: float | None = None
    words: list[_Word] | None = None

    @property
    def silent(self) -> bool:
        return (self.no_speech_prob or 0.0) > _NO_SPEECH and (self.avg_logprob or 0.0) < _LEAST_LOGPROB

    @property
    def probability(self) -> float | None:
        if self.avg_logprob is None or self.avg_logprob in _NOT_COMPUTED or self.avg_logprob > 0:
            return None
        return math.exp(self.avg_logprob)


class _Body(msgspec.Struct):
    text: str | None = None
    segments: list[_Segment] | None = None
    words: list[_Word] | None = None


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of text with its time; `joins`: its first word is the end of the one before ("I" + "'ve")."""

    text: str
    span: Span
    probability: float | None
    joins: bool = False


def read_answer(body: bytes, *, seconds: float, filler_probability: float, english: bool = True) -> Answer:
    """Words and fillers of `seconds` of sound.

    Args:
        english: in other languages "er" and "um" are words.

    Raises:
        msgspec.MsgspecError: this is no transcription.
    """
    found = msgspec.json.decode(body, type=_Body, strict=False)
    if found.text is None and found.segments is None and found.words is None:
        raise msgspec.ValidationError("neither text nor segments nor words")
    segments = found.segments or []
    spoken = [segment for segment in segments if not segment.silent]
    if segments and not spoken:
        return Answer(Heard((), ()), "words", 0.0)
    text = " ".join(segment.text for segment in spoken) if spoken else found.text or ""
    pieces, timing = _pieces(found, spoken, text, seconds)
    return Answer(
        _heard(pieces, filler_probability, english=english), timing, most_compression(_without_controls(text))
    )


def _pieces(found: _Body, spoken: list[_Segment], text: str, seconds: float) -> tuple[list[_Piece], Timing]:
    """The text in the smallest stretches that have a time."""
    words = found.words or [word for segment in spoken for word in segment.words or []]
    silent = [segment for segment in found.segments or [] if segment.silent]
    if words and _believable(words, seconds):
        kept = [word for word in words if _segment_of(word, silent) is None]
        spelt = _spelt([word.word for word in kept], text)
        spaced = any(word.word[:1].isspace() for word in kept)
        return [
            _Piece(
                spelling,
                _span(word, seconds),
                word.probability if word.probability is not None else _probability(word, spoken),
                joins=spaced and not word.word[:1].isspace(),
            )
            for word, spelling in zip(kept, spelt, strict=True)
        ], "words"
    if spoken and _believable(spoken, seconds):
        return [
            _Piece(segment.text, _span(segment, seconds), segment.probability) for segment in spoken
        ], "segments"
    return [_Piece(text or found.text or "", Span(0.0, seconds), None)], "none"


def _believable(timed: Sequence[_Timed], seconds: float) -> bool:
    """All have times, and in seconds: some servers count nanoseconds."""
    return all(
        item.start is not None and item.end is not None and 0 <= item.start <= item.end <= seconds + _WINDOW_S
        for item in timed
    )


def _span(item: _Timed, seconds: float) -> Span:
    return Span(min(item.start or 0.0, seconds), min(item.end or 0.0, seconds))


def _segment_of(word: _Word, segments: Iterable[_Segment]) -> _Segment | None:
    middle_s = ((word.start or 0.0) + (word.end or 0.0)) / 2
    return next((s for s in segments if (s.start or 0.0) <= middle_s <= (s.end or 0.0)), None)


def _probability(word: _Word, spoken: Iterable[_Segment]) -> float | None:
    segment = _segment_of(word, spoken)
    return segment.probability if segment else None


def _spelt(words: list[str], text: str) -> list[str]:
    """The words as the text writes them, with their punctuation, where both have the same words."""
    written = _without_controls(text).split()
    if [_bare(word) for word in words] == [_bare(word) for word in written]:
        return written
    return words


def _bare(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _heard(pieces: Iterable[_Piece], filler_probability: float, *, english: bool) -> Heard:
    words: list[Word] = []
    fillers: list[Filler] = []
    at_s = 0.0
    for piece in pieces:
        tokens = _without_controls(piece.text).split()
        start_s = max(at_s, piece.span.start_s)  # never before the one before
        span = Span(start_s, max(start_s, piece.span.end_s))
        for number, (token, part) in enumerate(zip(tokens, _shares(tokens, span), strict=True)):
            at_s = part.start_s
            if not any(letter.isalnum() for letter in token):
                continue
            if english and (kind := filler_kind(token)):
                fillers.append(Filler(kind, part, filler_probability, "heard"))
                continue
            word = Word(token, part, _rounded(piece.probability))
            if words and piece.joins and number == 0:
                words[-1] = _joined(words[-1], word)
            else:
                words.append(word)
    return Heard(tuple(words), tuple(fillers))


def _shares(tokens: list[str], span: Span) -> Iterable[Span]:
    """The span, cut in proportion to the length of what is said in it."""
    total = sum(len(token) + 1 for token in tokens)
    passed = 0
    for token in tokens:
        start_s = span.start_s + span.duration_s * passed / total
        passed += len(token) + 1
        yield Span(round(start_s, 3), round(span.start_s + span.duration_s * passed / total, 3))


def _rounded(probability: float | None) -> float:
    return UNKNOWN_PROBABILITY if probability is None else round(min(max(probability, 0.0), 1.0), 3)


def _joined(first: Word, rest: Word) -> Word:
    span = Span(first.span.start_s, max(first.span.end_s, rest.span.end_s))
    return Word(first.text + rest.text, span, min(first.probability, rest.probability))


def _without_controls(text: str) -> str:
    """A server's text reaches terminals and pages: nothing in it may steer them."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
