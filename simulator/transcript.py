"""What was said in one recording, word for word: words, fillers, voice and pauses on its clock. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise, zip_longest
from typing import TypeVar

from simulator.analysis.fillers import is_sure
from simulator.analysis.pauses import LONG_S, MARKED_S, SHORTEST_S
from simulator.audio import Span
from simulator.events import Doubt, Filler, Word
from simulator.ports import Heard

_EDGE_S = 0.25
"""How far a word may reach into a long pause: voice activity misses weak beginnings and ends."""
_SENTENCE_ENDS = ".?!\u2026"
_CLOSING = "\"')]\u201d\u2019"

Token = Word | Filler
_Timed = TypeVar("_Timed", Word, Filler, Doubt)


@dataclass(frozen=True, slots=True)
class Transcript:
    """One recording as text. Every span lies within 0 and `duration_s`, in order of its beginning."""

    source: str
    """The recording's file name, without its folder."""
    duration_s: float
    """What was heard of it; all of it when `complete`."""
    speech: tuple[Span, ...]
    """Stretches of voice, from voice activity."""
    words: tuple[Word, ...]
    fillers: tuple[Filler, ...]
    doubts: tuple[Doubt, ...] = ()
    model: str = ""
    language: str = ""
    complete: bool = True

    def tokens(self, *, fillers: bool = True) -> list[Token]:
        """Words and fillers as they were spoken; or the words alone."""
        spoken: list[Token] = sorted((*self.words, *self.fillers), key=lambda token: token.span.start_s)
        return spoken if fillers else _without_fillers(spoken)

    def pauses(self, shortest_s: float = SHORTEST_S) -> list[Span]:
        """Silences between voice, never gaps between words."""
        gaps = (Span(before.end_s, after.start_s) for before, after in pairwise(self.speech))
        return [gap for gap in gaps if gap.duration_s >= shortest_s]

    def stretches(self, *, fillers: bool = True) -> list[list[Token]]:
        """Tokens between long pauses."""
        voices = _joined(self.speech, LONG_S)
        tokens = self.tokens(fillers=fillers)
        return [list(group) for _, group in groupby(tokens, lambda token: _home(token.span, voices))]

    def paragraphs(self, *, fillers: bool = True) -> list[list[Token]]:
        """Stretches joined where a long pause falls in the middle of a sentence and is not very long."""
        voices = _joined(self.speech, MARKED_S)
        paragraphs: list[list[Token]] = []
        for stretch in self.stretches(fillers=fillers):
            before = paragraphs[-1][-1] if paragraphs else None
            if (
                before is not None
                and not ends_sentence(before)
                and _home(before.span, voices) == _home(stretch[0].span, voices)
            ):
                paragraphs[-1] += stretch
            else:
                paragraphs.append(stretch)
        return paragraphs


def transcript_of(
    source: str,
    duration_s: float,
    speech: Sequence[Span],
    heard: Sequence[Heard],
    *,
    model: str = "",
    language: str = "",
    complete: bool = True,
) -> Transcript:
    """A transcript from what was heard, passage after passage, with spans on the recording's clock.

    Alignment stretches words into the pauses beside them: where a pause is long, that is undone. Nothing
    lasts beyond the end: the last frame of a recording is filled up with silence.
    """
    voice = tuple(span for span in (_clipped(span, duration_s) for span in speech) if span.duration_s > 0)
    voices = _joined(voice, LONG_S)

    def settled(things: Iterable[_Timed]) -> tuple[_Timed, ...]:
        return tuple(
            sorted(
                (
                    _with_span(thing, _clipped(_out_of_pauses(thing.span, voices), duration_s))
                    for thing in things
                ),
                key=lambda thing: thing.span.start_s,  # two that overlap keep their order
            )
        )

    return Transcript(
        source,
        duration_s,
        voice,
        settled(word for passage in heard for word in passage.words),
        settled(filler for passage in heard for filler in passage.fillers),
        tuple(
            Doubt(doubt.cause, _clipped(doubt.span, duration_s))
            for passage in heard
            for doubt in passage.doubts
        ),
        model,
        language,
        complete,
    )


def shown(token: Token) -> str:
    """A token as it is read; a filler that may be none stands in brackets with a question mark."""
    if isinstance(token, Word):
        return " ".join(token.text.split())
    return token.kind if is_sure(token) else f"({token.kind}?)"


def texts(groups: Iterable[Sequence[Token]]) -> list[list[str]]:
    """Stretches or paragraphs as they are read one after another, with the capitals and commas of prose."""
    written: list[list[str]] = []
    begins = True
    for group in groups:
        written.append([])
        for number, token in enumerate(group, start=1):
            text = shown(token)
            if isinstance(token, Word) or is_sure(token):
                text = text[0].upper() + text[1:] if begins and text.islower() else text
                begins = ends_sentence(token)
            if isinstance(token, Filler) and is_sure(token) and number < len(group):
                text += ","
            written[-1].append(text)
    return written


def ends_sentence(token: Token) -> bool:
    return isinstance(token, Word) and token.text.rstrip(_CLOSING)[-1:] in tuple(_SENTENCE_ENDS)


def _without_fillers(spoken: Sequence[Token]) -> list[Token]:
    """The words; a comma that only led to a filler goes with it."""
    words: list[Token] = []
    for token, after in zip_longest(spoken, spoken[1:]):
        if isinstance(token, Word):
            led_to_filler = isinstance(after, Filler) and after.evidence == "heard"
            words.append(replace(token, text=token.text.rstrip(",")) if led_to_filler else token)
    return words


def _joined(speech: Sequence[Span], shorter_than_s: float) -> list[Span]:
    """Stretches of voice with the shorter silences between them counted in."""
    joined: list[Span] = []
    for span in speech:
        if joined and span.start_s - joined[-1].end_s < shorter_than_s:
            joined[-1] = Span(joined[-1].start_s, max(joined[-1].end_s, span.end_s))
        else:
            joined.append(span)
    return joined


def _home(span: Span, voices: Sequence[Span]) -> int:
    """Which stretch of voice a span belongs to: it shares most with it, or is nearest to it."""
    first = max(0, bisect_left(voices, span.start_s, key=lambda voice: voice.end_s) - 1)
    best, most = first, -float("inf")
    for index in range(first, len(voices)):
        voice = voices[index]
        # Negative where they do not touch: minus the distance.
        shared = min(voice.end_s, span.end_s) - max(voice.start_s, span.start_s)
        if shared > most:
            best, most = index, shared
        if voice.start_s > span.end_s:
            break
    return best


def _out_of_pauses(span: Span, voices: Sequence[Span]) -> Span:
    if not voices:
        return span
    voice = voices[_home(span, voices)]
    start_s = max(span.start_s, voice.start_s - _EDGE_S)
    end_s = min(span.end_s, voice.end_s + _EDGE_S)
    return Span(start_s, end_s) if start_s < end_s else span


def _clipped(span: Span, duration_s: float) -> Span:
    start_s = min(max(span.start_s, 0.0), duration_s)
    return Span(round(start_s, 3), round(min(max(span.end_s, start_s), duration_s), 3))


def _with_span(thing: _Timed, span: Span) -> _Timed:
    return replace(thing, span=span)
