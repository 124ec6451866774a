"""Whisper as a verbatim transcriber of one window of at most 30 s, fillers included.

Whisper writes what was meant. A prompt full of fillers, given with every window after what was said
before, makes it write what was said (most um/uh/er, where the plain decode writes nearly none).

The steps are those of faster-whisper, on its model, but one window is one pass: encode once, decode once,
align once. Its own loop moves on to the last timestamp or word and decodes the rest of the window again,
which with a prompt doubled the cost and invented words in the silence at the end.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import Any

from simulator.audio import SAMPLE_RATE, Samples, Span
from simulator.config import DecodeSettings
from simulator.errors import WeightsError
from simulator.events import Filler, FillerKind, Word
from simulator.listening.weights import model_path
from simulator.ports import Heard

# How filled pauses are spelt, lengthened ones included ("ummm", "uhhh"); never a word ("am", "err").
_FILLER_SPELLINGS: tuple[tuple[re.Pattern[str], FillerKind], ...] = (
    (re.compile(r"u+h*m+|erm+|a+h+m+"), "um"),
    (re.compile(r"u+h+|a+h+"), "uh"),
    (re.compile(r"er|er{3,}"), "er"),
    (re.compile(r"h+m+|m{2,}"), "hmm"),
)
# The reference decoder's signs of a failed decode: text that compresses too well, or low confidence.
_MOST_COMPRESSION = 2.4
_LEAST_LOGPROB = -1.0
_NO_SPEECH = 0.6
_STRETCH = 80  # characters
_LONGEST_PROMPT = 223  # tokens; half of the model's text window
_LONGEST_TEXT = 448
_PREPENDED, _APPENDED = "\"'“¿([{-", "\"'.,!?:”)]}"


def filler_kind(text: str) -> FillerKind | None:
    """The kind of filled pause a transcribed token spells, or None for a word ("Um," -> um, "ER" -> None)."""
    bare = text.strip().strip(".,!?;:-\u2013\u2014\u2026\"'")
    if bare.isupper():
        return None  # an abbreviation: the emergency room, a Markov model
    return next((kind for pattern, kind in _FILLER_SPELLINGS if pattern.fullmatch(bare.lower())), None)


@dataclass(frozen=True, slots=True)
class _Decode:
    """One generation: its text tokens and how sure the model was of them."""

    tokens: list[int]
    mean_logprob: float
    compression: float
    no_speech_probability: float
    closing_s: float | None
    """Where the model itself says its text ends; None when it stopped without saying so."""

    @property
    def failed(self) -> bool:
        return self.compression > _MOST_COMPRESSION or self.mean_logprob < _LEAST_LOGPROB

    @property
    def silent(self) -> bool:
        return self.no_speech_probability > _NO_SPEECH and self.mean_logprob < _LEAST_LOGPROB


class WhisperTranscriber:
    """Transcribes windows of at most 30 s. Loading takes about a second; one instance serves a process."""

    def __init__(self, model: str, *, cpu_threads: int, settings: DecodeSettings | None = None) -> None:
        from faster_whisper import WhisperModel
        from faster_whisper.tokenizer import Tokenizer
        from faster_whisper.transcribe import get_suppressed_tokens

        self.name = model
        self._settings = settings or DecodeSettings()
        path = model_path(model)
        try:
            self._model: Any = WhisperModel(path, device="cpu", compute_type="int8", cpu_threads=cpu_threads)
        except (RuntimeError, ValueError) as error:
            raise WeightsError(
                f"The model {model!r} cannot be loaded: {error}.",
                next_step="Use --model base or --model tiny.en.",
            ) from error
        multilingual = self._model.model.is_multilingual
        self._tokenizer = Tokenizer(
            self._model.hf_tokenizer, multilingual, task="transcribe", language=self._settings.language
        )
        self._suppressed = list(get_suppressed_tokens(self._tokenizer, [-1]))

    def transcribe(self, samples: Samples, *, context: str = "") -> Heard:
        """Words and filler sounds in the samples; spans count from their beginning.

        The prompted decode now and then loops or breaks down. Then the plain decode, with its bounded
        temperature fallback, replaces it: words first, fillers second.
        """
        encoded = self._encode(samples)
        seconds = len(samples) / SAMPLE_RATE
        # The filler prompt last: what stands right before the text sets its style.
        prompt = f"{context} {self._settings.filler_prompt}".strip()
        decode = self._generate(encoded, seconds, prompt=prompt)
        if decode.failed and not decode.silent:
            decode = self._plain(encoded, seconds)
        if decode.silent:
            return Heard((), ())
        words, fillers = self._words(encoded, decode.tokens, seconds)
        heard = Heard(tuple(words), tuple(fillers))
        spans = [word.span for word in words] + [filler.span for filler in fillers]
        # Alignment stretches the last word to the end of the sound: believe the model's own mark first.
        ends_s = decode.closing_s or max((span.end_s for span in spans), default=seconds)
        if seconds - ends_s <= self._settings.unread_s:
            return heard
        return _followed_by(heard, self._rest(samples, ends_s, context, heard), ends_s)

    def _rest(self, samples: Samples, ends_s: float, context: str, heard: Heard) -> Heard:
        """The decoder stopped early: read on from its last word."""
        said = f"{context} {' '.join(word.text for word in heard.words)}".strip()
        return self.transcribe(samples[round(ends_s * SAMPLE_RATE) :], context=said)

    def _encode(self, samples: Samples) -> Any:
        from faster_whisper.audio import pad_or_trim

        return self._model.encode(pad_or_trim(self._model.feature_extractor(samples)))

    def _plain(self, encoded: Any, seconds: float) -> _Decode:
        """Without prompt, hotter and hotter until a decode looks sound; else the least repetitive one."""
        tried: list[_Decode] = []
        for temperature in self._settings.fallback_temperatures:
            decode = self._generate(encoded, seconds, temperature=temperature)
            if not decode.failed or decode.silent:
                return decode
            tried.append(decode)
        return min(tried, key=lambda decode: decode.compression)

    def _generate(
        self, encoded: Any, seconds: float, *, prompt: str = "", temperature: float = 0.0
    ) -> _Decode:
        before = self._tokenizer.encode(f" {prompt}")[-_LONGEST_PROMPT:] if prompt else []
        start = ([self._tokenizer.sot_prev, *before] if before else []) + list(self._tokenizer.sot_sequence)
        # A loop would otherwise run to the model's limit, whatever the length of the sound. The library
        # also stops at half of max_length.
        most = 24 + round(self._settings.tokens_per_s * seconds)
        search: dict[str, Any] = {"beam_size": self._settings.beam_size}
        if temperature > 0:
            search = {"beam_size": 1, "num_hypotheses": 5, "sampling_topk": 0}
            search["sampling_temperature"] = temperature
        result = self._model.model.generate(
            encoded,
            [start],
            max_length=min(_LONGEST_TEXT, max(len(start) + most, 2 * most)),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_tokens=self._suppressed,
            max_initial_timestamp_index=50,
            **search,
        )[0]
        tokens = result.sequences_ids[0]
        text = [token for token in tokens if token < self._tokenizer.eot]
        return _Decode(
            tokens=text,
            mean_logprob=result.scores[0] * len(tokens) / (len(tokens) + 1),
            compression=_most_compression(self._tokenizer.decode(text)),
            no_speech_probability=result.no_speech_prob,
            closing_s=self._time_of(tokens[-1]) if tokens else None,
        )

    def _time_of(self, token: int) -> float | None:
        first = self._tokenizer.timestamp_begin
        return (token - first) * float(self._model.time_precision) if token >= first else None

    def _words(self, encoded: Any, tokens: list[int], seconds: float) -> tuple[list[Word], list[Filler]]:
        from faster_whisper.transcribe import merge_punctuations

        words: list[Word] = []
        fillers: list[Filler] = []
        if not tokens:
            return words, fillers
        frames = round(seconds * self._model.frames_per_second)
        (aligned,) = self._model.find_alignment(self._tokenizer, [tokens], encoded, frames)
        merge_punctuations(aligned, _PREPENDED, _APPENDED)
        for token in aligned:
            self._sort(token, words, fillers)
        return words, fillers

    def _sort(self, token: dict[str, Any], words: list[Word], fillers: list[Filler]) -> None:
        text = token["word"].strip()
        if not any(character.isalnum() for character in text):
            return
        start_s = float(token["start"])
        span = Span(round(start_s, 3), round(max(start_s, float(token["end"])), 3))
        kind = filler_kind(text)
        if kind is not None:
            fillers.append(Filler(kind, span, self._settings.heard_filler_probability, "heard"))
            return
        word = Word(text, span, round(float(token["probability"]), 3))
        if words and not token["word"].startswith(" "):
            words[-1] = _joined(words[-1], word)  # "I" + "'ve"
        else:
            words.append(word)


def _most_compression(text: str) -> float:
    """The compression ratio of the text's most repetitive stretch: a loop often follows good sentences."""
    stretches = [text[at : at + 2 * _STRETCH] for at in range(0, max(1, len(text) - _STRETCH), _STRETCH)]
    return max(_compression(stretch) for stretch in (text, *stretches))


def _compression(text: str) -> float:
    data = text.strip().encode()
    return len(data) / len(zlib.compress(data)) if data else 0.0


def _joined(first: Word, rest: Word) -> Word:
    span = Span(first.span.start_s, max(first.span.end_s, rest.span.end_s))
    return Word(first.text + rest.text, span, min(first.probability, rest.probability))


def _followed_by(first: Heard, rest: Heard, after_s: float) -> Heard:
    words = [Word(w.text, w.span.shifted(after_s), w.probability) for w in rest.words]
    fillers = [Filler(f.kind, f.span.shifted(after_s), f.probability, f.evidence) for f in rest.fillers]
    return Heard((*first.words, *words), (*first.fillers, *fillers))
