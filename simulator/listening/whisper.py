"""Whisper as a verbatim transcriber of one window of at most 30 s, fillers included.

Whisper writes what was meant. A prompt full of fillers, given with every window after what was said
before, makes it write what was said (most um/uh/er, where the plain decode writes nearly none). Then every
word is laid over the sound, and every filler, written or not, is weighed (`filler_evidence.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, compress, pairwise
from typing import Any

import numpy as np

from simulator.audio import SAMPLE_RATE, Samples, Span
from simulator.events import Doubt, Filler, FillerKind, Word
from simulator.listening.alignment import Aligner, Alignment
from simulator.listening.decoder import NO_SPEECH, Decode, Decoder, Piece, loop_start
from simulator.listening.filler_evidence import Place, Scores, judged, places
from simulator.listening.filler_kinds import filler_kind
from simulator.listening.prompt import prompt_of
from simulator.ports import Heard
from simulator.tuning import DecodeSettings

_DRAFT_PAD_S = 3.0  # silence the encoder sees after the sound: with half a second it loops
_MOST_READINGS = 3  # of one window; sound that is still unread then holds no words
_PERHAPS_NO_SPEECH = 0.3  # with a broken-down decode: there is nothing more to read
_EDGE_S = 0.5  # how far the model's own mark of its end strays
_NEXT_TOKENS = 4  # whose likelihood tells whether a filler before them belongs there
_LEAST_TO_TELL_S = 3.0  # of sound, to tell its language
_OTHER_LANGUAGE = 0.1
_UNLIKELY_WORDS = 0.7
_LAUGH = re.compile(r"((ha+h?|ho+)-?)+|(heh?-?){2,}", re.IGNORECASE)
_ONE_LAUGH = 3  # letters


@dataclass(slots=True)
class _Written:
    """A decode taken apart: words, and fillers with the number of words before each.

    Every word and filler with its pieces, as a range of their numbers.
    """

    words: list[Word] = field(default_factory=list)
    word_pieces: list[range] = field(default_factory=list)
    fillers: list[tuple[int, FillerKind, Span]] = field(default_factory=list)
    filler_pieces: list[range] = field(default_factory=list)


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
        temperature fallback, replaces it: words first, fillers second. (Prompted again without leave to
        repeat itself it writes "so, um, so, uh, so" over fluent speech.)
        """
        return self._read(samples, context, _MOST_READINGS)

    def _read(self, samples: Samples, context: str, readings: int) -> Heard:
        encoded = self._decoder.encode(samples)
        seconds = len(samples) / SAMPLE_RATE
        prompt = prompt_of(context, self._settings)
        decode = self._decoder.generate(encoded, seconds, prompt=prompt)
        broken_down = decode.failed and not decode.silent
        if broken_down:
            decode = self._plain(encoded, seconds)
        if decode.silent or (broken_down and decode.no_speech_probability > NO_SPEECH):
            return Heard((), ())  # speech whose decode broke down had at most 0.4, in noise of its own level
        pieces = self._pieces(encoded, decode, seconds)
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
        decode = self._decoder.generate(
            encoded, seconds, prompt=prompt_of(context, self._settings), beam_size=1
        )
        if decode.silent or decode.failed:
            return Heard((), ())
        pieces = self._pieces(encoded, decode, seconds)
        written = taken_apart(pieces, fillers=self._verbatim)
        return Heard(tuple(written.words), self._believed(written))

    def _pieces(self, encoded: Any, decode: Decode, seconds: float) -> list[Piece]:
        pieces = self._decoder.pieces(encoded, decode.tokens, seconds)
        return without_laughter(pieces) if self._verbatim else pieces

    def _foreign(self, encoded: Any, heard: Heard, seconds: float) -> bool:
        """Another language than the one set: looked into only where the words are unlikely."""
        sure = np.mean([word.probability for word in heard.words]) if heard.words else 0.0
        return (
            seconds >= _LEAST_TO_TELL_S
            and float(sure) < _UNLIKELY_WORDS
            and self._decoder.language_probability(encoded) < _OTHER_LANGUAGE
        )

    def _plain(self, encoded: Any, seconds: float) -> Decode:
        """Without prompt, hotter and hotter until a decode looks sound; else the likeliest without a loop."""
        tried: list[Decode] = []
        for temperature in self._settings.fallback_temperatures:
            decode = self._decoder.generate(encoded, seconds, temperature=temperature)
            if decode.looped:
                decode = self._decoder.generate(encoded, seconds, temperature=temperature, looped=True)
            if not decode.failed or decode.silent:
                return decode
            tried.append(decode)
        best = max(tried, key=lambda decode: (not decode.repeats, decode.mean_logprob))
        at = loop_start(best.tokens)
        return best if at is None else replace(best, tokens=best.tokens[:at], closing_s=None)

    def _weighed(self, samples: Samples, encoded: Any, pieces: Sequence[Piece], prompt: str) -> Heard:
        """The words in their places, and the fillers with how sure they are."""
        written = taken_apart(pieces, fillers=self._verbatim)
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
        ends = [0, *accumulate(len(piece.tokens) for piece in pieces)]
        fillers = [range(ends[own.start], ends[own.stop]) for own in written.filler_pieces]  # of tokens
        is_word = np.ones(len(as_written), bool)
        for own_tokens in fillers:
            is_word[own_tokens.start : own_tokens.stop] = False
        texts = [as_written, list(compress(as_written, is_word))]
        inserted: dict[int, tuple[int, int]] = {}  # place -> where its tokens stand in its own text
        for number, place in enumerate(found):
            if not place.written:
                last = written.word_pieces[place.before - 1].stop - 1 if place.before else None
                at = 0 if last is None else ends[last + 1]
                tokens = self._decoder.tokens(
                    _spelt(place.kind, after="." if last is None else pieces[last].text)
                )
                inserted[number] = (at, at + len(tokens))
                texts.append([*as_written[:at], *tokens, *as_written[at:]])
        scored = self._decoder.logprobs(encoded, texts, prompt=prompt)
        with_all, without, with_one = scored[0], scored[1], iter(scored[2:])
        result: list[Scores] = []
        for number, place in enumerate(found):
            if place.written:
                # Word against word: the next filler stands in one of the two texts only.
                own_tokens = fillers[place.number]
                words_before = int(is_word[: own_tokens.start].sum())
                following, compared = with_all[is_word][words_before:], without[words_before:]
                own = with_all[own_tokens.start : own_tokens.stop]
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


def without_laughter(pieces: Sequence[Piece]) -> list[Piece]:
    """ "Ha, ha" and "Hahaha!" are heard, but are no words; a single "ha" may be one."""
    laughs = [bool(_LAUGH.fullmatch(piece.text.strip(" .,!?-…"))) for piece in pieces]
    kept = []
    for at, piece in enumerate(pieces):
        long = len(piece.text.strip(" .,!?-…")) > _ONE_LAUGH
        beside = any(laughs[max(0, at - 1) : at]) or any(laughs[at + 1 : at + 2])
        if not (laughs[at] and (long or beside)):
            kept.append(piece)
    return kept


def taken_apart(pieces: Sequence[Piece], *, fillers: bool = True) -> _Written:
    """Pieces without a space between them are one: "100" + "%", "wor" + "-", and "uh" + "-huh", no filler.

    Args:
        fillers: tell them from words; in other languages than English "er" and "um" are words.
    """
    written = _Written()
    begins = [at for at, piece in enumerate(pieces) if at == 0 or piece.text.startswith(" ")]
    for first, end in pairwise([*begins, len(pieces)]):
        together = pieces[first:end]
        text = "".join(piece.text for piece in together).strip()
        if not any(character.isalnum() for character in text):
            continue
        span = Span(together[0].span.start_s, max(piece.span.end_s for piece in together))
        kind = filler_kind(text) if fillers else None
        if kind is not None:
            written.fillers.append((len(written.words), kind, span))
            written.filler_pieces.append(range(first, end))
        else:
            written.words.append(Word(text, span, min(piece.probability for piece in together)))
            written.word_pieces.append(range(first, end))
    return written


def _followed_by(first: Heard, rest: Heard, after_s: float) -> Heard:
    words = [Word(w.text, w.span.shifted(after_s), w.probability) for w in rest.words]
    fillers = [Filler(f.kind, f.span.shifted(after_s), f.probability, f.evidence) for f in rest.fillers]
    doubts = [Doubt(doubt.cause, doubt.span.shifted(after_s)) for doubt in rest.doubts]
    return Heard((*first.words, *words), (*first.fillers, *fillers), (*first.doubts, *doubts))
