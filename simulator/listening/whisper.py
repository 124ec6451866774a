"""Whisper as a verbatim transcriber of one window of at most 30 s, fillers included.

Whisper writes what was meant. A prompt full of fillers, given with every window after what was said
before, makes it write what was said (most um/uh/er, where the plain decode writes nearly none). Then every
word is laid over the sound, and every filler, written or not, is weighed (`filler_evidence.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from simulator.audio import SAMPLE_RATE, Samples, Span
from simulator.config import DecodeSettings
from simulator.events import Doubt, Filler, FillerKind, Word
from simulator.listening.alignment import Aligner, Alignment
from simulator.listening.decoder import NO_SPEECH, Decode, Decoder, Piece, loop_start
from simulator.listening.filler_evidence import Place, Scores, judged, places
from simulator.listening.filler_kinds import filler_kind
from simulator.ports import Heard

_DRAFT_PAD_S = 3.0  # silence the encoder sees after the sound: with half a second it loops
_MOST_READINGS = 3  # of one window; sound that is still unread then holds no words
_PERHAPS_NO_SPEECH = 0.3  # with a broken-down decode: there is nothing more to read
_EDGE_S = 0.5  # how far the model's own mark of its end strays
_NEXT_TOKENS = 4  # whose likelihood tells whether a filler before them belongs there
_LEAST_TO_TELL_S = 3.0  # of sound, to tell its language
_OTHER_LANGUAGE = 0.1
_UNLIKELY_WORDS = 0.7


@dataclass(slots=True)
class _Written:
    """A decode taken apart: words, and fillers with the number of words before each."""

    words: list[Word] = field(default_factory=list)
    last_pieces: list[int] = field(default_factory=list)  # of each word
    fillers: list[tuple[int, FillerKind, Span]] = field(default_factory=list)
    filler_pieces: list[int] = field(default_factory=list)


class WhisperTranscriber:
    """Transcribes windows of at most 30 s. Loading takes about a second; one instance serves a process."""

    def __init__(self, model: str, *, cpu_threads: int, settings: DecodeSettings | None = None) -> None:
        self.name = model
        self._settings = settings or DecodeSettings()
        self._decoder = Decoder(model, cpu_threads=cpu_threads, settings=self._settings)
        self._verbatim = self._settings.language == "en"  # prompt and sounds are English
        asks_the_sound = self._verbatim and self._settings.witnesses == "all" and Aligner.available()
        self._aligner = Aligner() if asks_the_sound else None

    def transcribe(self, samples: Samples, *, context: str = "") -> Heard:
        """Words and filler sounds in the samples; spans count from their beginning.

        The prompted decode now and then loops or breaks down. Then the plain decode, with its bounded
        temperature fallback, replaces it: words first, fillers second.
        """
        return self._read(samples, context, _MOST_READINGS)

    def _read(self, samples: Samples, context: str, readings: int) -> Heard:
        encoded = self._decoder.encode(samples)
        seconds = len(samples) / SAMPLE_RATE
        prompt = self._prompt(context)
        decode = self._decoder.generate(encoded, seconds, prompt=prompt)
        broken_down = decode.failed and not decode.silent
        if broken_down:
            decode = self._plain(encoded, seconds)
        if decode.silent or (broken_down and decode.no_speech_probability > NO_SPEECH):
            return Heard((), ())  # speech whose decode broke down had at most 0.4, in noise of its own level
        pieces = self._decoder.pieces(encoded, decode.tokens, seconds)
        # Alignment stretches the last word to the end of the sound: believe the model's own mark first.
        ends_s = decode.closing_s or max((piece.span.end_s for piece in pieces), default=seconds)
        nothing_there = broken_down and decode.no_speech_probability > _PERHAPS_NO_SPEECH
        unread = seconds - ends_s > self._settings.unread_s and readings > 1 and not nothing_there
        read = samples[: round((ends_s + _EDGE_S) * SAMPLE_RATE)] if unread else samples
        heard = self._weighed(read, encoded, pieces, prompt)
        if self._foreign(encoded, heard, seconds):
            heard = Heard(heard.words, heard.fillers, (Doubt("language", Span(0.0, seconds)),))
        if not unread:
            return heard
        # The decoder stopped early: read on from where it says its text ends.
        said = f"{context} {' '.join(word.text for word in heard.words)}".strip()
        rest = self._read(samples[round(ends_s * SAMPLE_RATE) :], said, readings - 1)
        return _followed_by(heard, rest, ends_s)

    def draft(self, samples: Samples, *, context: str = "") -> Heard:
        """The same in a hurry, for captions: the likeliest word each time, one pass, no second look."""
        seconds = len(samples) / SAMPLE_RATE
        encoded = self._decoder.encode(samples, most_s=seconds + _DRAFT_PAD_S)
        decode = self._decoder.generate(encoded, seconds, prompt=self._prompt(context), beam_size=1)
        if decode.silent or decode.failed:
            return Heard((), ())
        written = _taken_apart(self._decoder.pieces(encoded, decode.tokens, seconds))
        return Heard(tuple(written.words), self._believed(written))

    def _foreign(self, encoded: Any, heard: Heard, seconds: float) -> bool:
        """Another language than the one set: looked into only where the words are unlikely."""
        sure = np.mean([word.probability for word in heard.words]) if heard.words else 0.0
        return (
            seconds >= _LEAST_TO_TELL_S
            and float(sure) < _UNLIKELY_WORDS
            and self._decoder.language_probability(encoded) < _OTHER_LANGUAGE
        )

    def _prompt(self, context: str) -> str:
        """Names first, the filler prompt last: what stands right before the text sets its style."""
        fillers = self._settings.filler_prompt if self._verbatim else ""
        return " ".join(part for part in (self._settings.names, context, fillers) if part)

    def _plain(self, encoded: Any, seconds: float) -> Decode:
        """Without prompt, hotter and hotter until a decode looks sound; else the least repetitive one."""
        tried: list[Decode] = []
        for temperature in self._settings.fallback_temperatures:
            decode = self._decoder.generate(encoded, seconds, temperature=temperature)
            if not decode.failed or decode.silent:
                return decode
            tried.append(decode)
        least = min(tried, key=lambda decode: decode.compression)
        return replace(least, tokens=least.tokens[: loop_start(least.tokens)])

    def _weighed(self, samples: Samples, encoded: Any, pieces: Sequence[Piece], prompt: str) -> Heard:
        """The words in their places, and the fillers with how sure they are."""
        written = _taken_apart(pieces)
        alignment: Alignment | None = None
        if self._aligner is not None:
            alignment = self._aligner.align(samples, [word.text for word in written.words])
        if not self._verbatim or self._settings.witnesses == "written":
            return Heard(tuple(written.words), self._believed(written))
        alignment = alignment or Alignment((), ())
        spans = _filled_up(alignment.words, [word.span for word in written.words])
        words = tuple(
            Word(word.text, span, word.probability) for word, span in zip(written.words, spans, strict=True)
        )
        found = places(written.fillers, alignment.fillers, spans)
        if not found:
            return Heard(words, ())
        scores = self._scores(encoded, pieces, written, found, prompt)
        weighed = (judged(place, score) for place, score in zip(found, scores, strict=True))
        return Heard(words, tuple(filler for filler in weighed if filler is not None))

    def _believed(self, written: _Written) -> tuple[Filler, ...]:
        sure = self._settings.heard_filler_probability
        return tuple(Filler(kind, span, sure, "heard") for _, kind, span in written.fillers)

    def _scores(
        self, encoded: Any, pieces: Sequence[Piece], written: _Written, found: Sequence[Place], prompt: str
    ) -> list[Scores]:
        """Three kinds of text, scored in one batch: as written, without fillers, with one more filler."""
        as_written = [token for piece in pieces for token in piece.tokens]
        ends = np.cumsum([len(piece.tokens) for piece in pieces])
        is_filler = set(written.filler_pieces)
        bare = [token for at, piece in enumerate(pieces) if at not in is_filler for token in piece.tokens]
        texts = [as_written, bare]
        inserted: dict[int, tuple[int, int]] = {}  # place -> where its tokens stand in its own text
        for number, place in enumerate(found):
            if not place.written:
                at = int(ends[written.last_pieces[place.before - 1]]) if place.before else 0
                before = pieces[written.last_pieces[place.before - 1]].text if place.before else "."
                tokens = self._decoder.tokens(_spelt(place.kind, after=before))
                inserted[number] = (at, at + len(tokens))
                texts.append([*as_written[:at], *tokens, *as_written[at:]])
        scored = self._decoder.logprobs(encoded, texts, prompt=prompt)
        with_all, without, with_one = scored[0], scored[1], iter(scored[2:])
        places_of_written = iter(written.filler_pieces)
        result: list[Scores] = []
        for number, place in enumerate(found):
            if place.written:
                piece = next(places_of_written)
                start, end = int(ends[piece]) - len(pieces[piece].tokens), int(ends[piece])
                gone = sum(len(pieces[at].tokens) for at in is_filler if at < piece)
                following, compared = with_all[end:], without[start - gone :]
                own = with_all[start:end]
            else:
                start, end = inserted[number]
                scores = next(with_one)
                following, compared, own = scores[end:], with_all[start:], scores[start:end]
            count = min(_NEXT_TOKENS, len(following), len(compared))
            gain = float(following[:count].sum() - compared[:count].sum())
            result.append(Scores(float(own.sum()), gain))
        return result


def _filled_up(aligned: Sequence[Span], guessed: Sequence[Span]) -> list[Span]:
    """Whisper's own times where the alignment has none, after it."""
    after_s = aligned[-1].end_s if aligned else 0.0
    rest = [Span(max(after_s, span.start_s), max(after_s, span.end_s)) for span in guessed[len(aligned) :]]
    return [*aligned, *rest]


def _spelt(kind: FillerKind, *, after: str) -> str:
    """A filler as the model would write it after a word: with the comma or the capital that belongs there."""
    if after[-1:] in ".?!":
        return f" {kind.capitalize()},"
    return f" {kind}," if after[-1:] in ",;:-\u2014\u2026" else f", {kind},"


def _taken_apart(pieces: Sequence[Piece]) -> _Written:
    written = _Written()
    for at, piece in enumerate(pieces):
        text = piece.text.strip()
        if not any(character.isalnum() for character in text):
            continue
        kind = filler_kind(text)
        if kind is not None:
            written.fillers.append((len(written.words), kind, piece.span))
            written.filler_pieces.append(at)
        elif written.words and not piece.text.startswith(" "):
            written.words[-1] = _joined(written.words[-1], text, piece)  # "I" + "'ve"
            written.last_pieces[-1] = at
        else:
            written.words.append(Word(text, piece.span, piece.probability))
            written.last_pieces.append(at)
    return written


def _joined(first: Word, text: str, rest: Piece) -> Word:
    span = Span(first.span.start_s, max(first.span.end_s, rest.span.end_s))
    return Word(first.text + text, span, min(first.probability, rest.probability))


def _followed_by(first: Heard, rest: Heard, after_s: float) -> Heard:
    words = [Word(w.text, w.span.shifted(after_s), w.probability) for w in rest.words]
    fillers = [Filler(f.kind, f.span.shifted(after_s), f.probability, f.evidence) for f in rest.fillers]
    doubts = [Doubt(doubt.cause, doubt.span.shifted(after_s)) for doubt in rest.doubts]
    return Heard((*first.words, *words), (*first.fillers, *fillers), (*first.doubts, *doubts))
