"""From sound to words on its own clock: one chunk, or a whole recording, through the transcriber."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from simulator.audio import Frame, Span
from simulator.events import Doubt, Filler, Word
from simulator.listening.chunks import AnswerChunker, Chunk
from simulator.listening.condense import condense
from simulator.listening.doubts import doubts_in, invented
from simulator.ports import Heard, SpeechDetector, Transcriber
from simulator.tuning import DecodeSettings

_SURE = 0.5  # a doubtful filler in the context would breed more of them
_ONE_VOICE_S = 0.3  # a silence within a word, before a stop or between two halves
_SLACK_S = 0.1  # voice activity begins late on a soft consonant


@dataclass(frozen=True, slots=True)
class Passage:
    """One chunk of a recording and what was heard in it; all spans are on the recording's clock."""

    span: Span
    speech: tuple[Span, ...]
    heard: Heard


def hear_chunk(
    transcriber: Transcriber,
    chunk: Chunk,
    *,
    context: str,
    settings: DecodeSettings,
    hurried: bool = False,
) -> Heard:
    """The words of a chunk with its long silences left out, on the recording's clock.

    Words that nobody can have said are left out, and what cannot be trusted comes with the rest.

    Args:
        hurried: a draft will do, without doubts.
    """
    if not chunk.speech:
        return Heard((), ())
    inside = [span.shifted(-chunk.span.start_s) for span in chunk.speech]
    condensed = condense(chunk.samples, inside, longest_gap_s=settings.longest_gap_s)
    hear = transcriber.draft if hurried else transcriber.transcribe
    heard = _placed(hear(condensed.samples, context=context), condensed.original)
    heard = Heard(
        tuple(replace(word, span=voiced(word.span, inside)) for word in heard.words),
        tuple(replace(filler, span=voiced(filler.span, inside)) for filler in heard.fillers),
        heard.doubts,
    )
    if invented(heard, chunk.samples, inside):
        heard = Heard((), (), (*heard.doubts, Doubt("unclear", Span(inside[0].start_s, inside[-1].end_s))))
    doubts = heard.doubts if hurried else (*heard.doubts, *doubts_in(chunk.samples, inside, heard))
    return _placed(
        Heard(heard.words, heard.fillers, tuple(dict.fromkeys(doubts))),
        lambda span: span.shifted(chunk.span.start_s),
    )


def _placed(heard: Heard, place: Callable[[Span], Span]) -> Heard:
    def placed(span: Span) -> Span:
        there = place(span)
        return Span(round(there.start_s, 3), round(there.end_s, 3))

    return Heard(
        tuple(Word(w.text, placed(w.span), w.probability) for w in heard.words),
        tuple(Filler(f.kind, placed(f.span), f.probability, f.evidence) for f in heard.fillers),
        tuple(Doubt(d.cause, placed(d.span)) for d in heard.doubts),
    )


def voiced(span: Span, speech: Sequence[Span]) -> Span:
    """The part of a word that lies in speech: nobody holds a word over a pause, though transcribers write it.

    Unchanged where there is no speech at all: then voice activity missed the word.

    Args:
        speech: stretches of voice on the span's clock, in order.
    """
    voices: list[Span] = []
    for voice in speech:
        if voices and voice.start_s - voices[-1].end_s < _ONE_VOICE_S:
            voices[-1] = Span(voices[-1].start_s, voice.end_s)
        else:
            voices.append(voice)
    voice = max(voices, key=span.overlap_s)
    if voice.overlap_s(span) <= 0:
        return span
    return Span(max(span.start_s, voice.start_s - _SLACK_S), min(span.end_s, voice.end_s + _SLACK_S))


def context_of(said: Sequence[Word | Filler], settings: DecodeSettings) -> str:
    """The last words, sure fillers included: a context without them teaches the model to leave them out."""
    sure = [token for token in said if isinstance(token, Word) or token.probability >= _SURE]
    last = sure[-settings.context_words :]
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
