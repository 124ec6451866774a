"""From sound to words on its own clock: one chunk, or a whole recording, through the transcriber."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from simulator.audio import Frame, Span
from simulator.config import DecodeSettings
from simulator.events import Doubt, Filler, Word
from simulator.listening.chunks import AnswerChunker, Chunk
from simulator.listening.condense import condense
from simulator.ports import Heard, SpeechDetector, Transcriber


@dataclass(frozen=True, slots=True)
class Passage:
    """One chunk of a recording and what was heard in it; all spans are on the recording's clock."""

    span: Span
    speech: tuple[Span, ...]
    heard: Heard


def hear_chunk(transcriber: Transcriber, chunk: Chunk, *, context: str, settings: DecodeSettings) -> Heard:
    """The words of a chunk with its long silences left out, placed on the chunk's own clock."""
    if not chunk.speech:
        return Heard((), ())
    inside = [span.shifted(-chunk.span.start_s) for span in chunk.speech]
    condensed = condense(chunk.samples, inside, longest_gap_s=settings.longest_gap_s)
    heard = transcriber.transcribe(condensed.samples, context=context)

    def placed(span: Span) -> Span:
        original = condensed.original(span).shifted(chunk.span.start_s)
        return Span(round(original.start_s, 3), round(original.end_s, 3))

    words = tuple(Word(w.text, placed(w.span), w.probability) for w in heard.words)
    fillers = tuple(Filler(f.kind, placed(f.span), f.probability, f.evidence) for f in heard.fillers)
    doubts = tuple(Doubt(d.cause, placed(d.span)) for d in heard.doubts)
    return Heard(words, fillers, doubts)


def context_of(said: Sequence[Word | Filler], settings: DecodeSettings) -> str:
    """The last words, fillers included: a context without them teaches the model to leave them out."""
    last = said[-settings.context_words :]
    return " ".join(token.text if isinstance(token, Word) else f"{token.kind}," for token in last)


def in_order(heard: Heard) -> list[Word | Filler]:
    """Words and fillers as they were spoken."""
    return sorted((*heard.words, *heard.fillers), key=lambda token: token.span.start_s)


def passages(
    frames: Iterable[Frame],
    detector: SpeechDetector,
    transcriber: Transcriber,
    settings: DecodeSettings | None = None,
) -> Iterator[Passage]:
    """A whole recording, passage after passage, as soon as each is understood.

    It never holds more than one chunk of sound, however long the recording is, and it cuts where a
    rehearsal would cut the same answer, so the words are the same.
    """
    settings = settings or DecodeSettings()
    chunker = AnswerChunker(settings)
    said: list[Word | Filler] = []

    def understood(chunk: Chunk) -> Passage:
        heard = hear_chunk(transcriber, chunk, context=context_of(said, settings), settings=settings)
        said.extend(in_order(heard))
        del said[: -settings.context_words]
        return Passage(chunk.span, chunk.speech, heard)

    for frame in frames:
        detector.hear(frame)
        if chunk := chunker.hear(frame, is_speech=detector.speaking):
            yield understood(chunk)
    if chunk := chunker.end():
        yield understood(chunk)
