"""Whisper's own steps on one window of at most 30 s: encode, decode, align, score. Numbers in, tokens out.

The steps are those of faster-whisper, on its model, but one window is one pass: encode once, decode once,
align once. Its own loop moves on to the last timestamp or word and decodes the rest of the window again,
which with a prompt doubled the cost and invented words in the silence at the end.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.audio import Samples, Span
from simulator.errors import SettingsError, WeightsError
from simulator.listening.weights import model_path
from simulator.tuning import DecodeSettings

WINDOW_S = 30.0
_FEATURES_PER_S = 100
# The reference decoder's signs of a failed decode: text that compresses too well, or low confidence.
_MOST_COMPRESSION = 2.4
_LEAST_LOGPROB = -1.0
NO_SPEECH = 0.6
_STRETCH = 80  # characters
_MOST_WORDS, _MOST_WORDS_PER_S = 4, 7.0
_NEVER_TWICE = 5  # tokens in a row, once a decode has looped
_LONGEST_LOOP, _MOST_TURNS = 8, 5  # tokens; "tt, tt, tt, tt, tt" is too short for the compressor to tell
_LONGEST_PROMPT = 223  # tokens; half of the model's text window
_LONGEST_TEXT = 448
_PREPENDED, _APPENDED = "\"'“¿([{-", "\"'.,!?:”)]}"
_LEAST_PROBABILITY = 1e-9


@dataclass(frozen=True, slots=True)
class Decode:
    """One generation: its text tokens and how sure the model was of them."""

    tokens: list[int]
    mean_logprob: float
    compression: float
    looped: bool
    hurried: bool
    no_speech_probability: float
    closing_s: float | None
    """Where the model itself says its text ends; None when it stopped without saying so."""

    @property
    def failed(self) -> bool:
        return self.repeats or self.hurried or self.mean_logprob < _LEAST_LOGPROB

    @property
    def repeats(self) -> bool:
        return self.looped or self.compression > _MOST_COMPRESSION

    @property
    def silent(self) -> bool:
        return self.no_speech_probability > NO_SPEECH and self.mean_logprob < _LEAST_LOGPROB


@dataclass(frozen=True, slots=True)
class Piece:
    """A written word as the model spells it, leading space and punctuation included."""

    text: str
    tokens: tuple[int, ...]
    span: Span
    probability: float


class Decoder:
    """A loaded model. Loading takes about a second."""

    def __init__(self, model: str, *, cpu_threads: int, settings: DecodeSettings) -> None:
        import ctranslate2
        from faster_whisper import WhisperModel
        from faster_whisper.tokenizer import Tokenizer
        from faster_whisper.transcribe import get_suppressed_tokens

        ctranslate2.set_random_seed(0)  # hotter decodes draw their tokens: the same sound, the same words
        self._settings = settings
        path = model_path(model)
        try:
            self._model: Any = WhisperModel(path, device="cpu", compute_type="int8", cpu_threads=cpu_threads)
        except (RuntimeError, ValueError) as error:
            raise WeightsError(
                f"The model {model!r} cannot be loaded: {error}.",
                next_step="Use --model base or --model tiny.en.",
            ) from error
        self._multilingual = bool(self._model.model.is_multilingual)
        try:
            self._tokenizer = Tokenizer(
                self._model.hf_tokenizer, self._multilingual, task="transcribe", language=settings.language
            )
        except ValueError as error:
            raise SettingsError(
                f"Whisper knows no language {settings.language!r}.",
                next_step="Use two letters: en, de, fr ...",
            ) from error
        if not self._multilingual and settings.language != "en":
            raise SettingsError(f"The model {model!r} knows English only.", next_step="Use --model base.")
        self._suppressed = list(get_suppressed_tokens(self._tokenizer, [-1]))

    def encode(self, samples: Samples, *, most_s: float = WINDOW_S) -> Any:
        """The encoder's view of the samples. Its cost follows the length it is given, 30 s in training."""
        from faster_whisper.audio import pad_or_trim

        frames = 2 * round(min(most_s, WINDOW_S) * _FEATURES_PER_S / 2)
        return self._model.encode(pad_or_trim(self._model.feature_extractor(samples), frames))

    def language_probability(self, encoded: Any) -> float:
        """That the sound is in the language set; 1 for a model that knows only English."""
        if not self._multilingual:
            return 1.0
        (languages,) = self._model.model.detect_language(encoded)
        return float(dict(languages).get(f"<|{self._settings.language}|>", 0.0))

    def generate(
        self,
        encoded: Any,
        seconds: float,
        *,
        prompt: str = "",
        temperature: float = 0.0,
        beam_size: int | None = None,
        looped: bool = False,
    ) -> Decode:
        """Write the text down.

        Args:
            prompt: what stands before it.
            temperature: 0 seeks the likeliest text; above, tokens are drawn.
            looped: a decode of this sound went round in circles; this one may say nothing twice.
        """
        before = self._prompt_tokens(prompt)
        start = [*before, *self._tokenizer.sot_sequence]
        # A loop would otherwise run to the model's limit, whatever the length of the sound. The library
        # also stops at half of max_length.
        most = 24 + round(self._settings.tokens_per_s * seconds)
        search: dict[str, Any] = {"beam_size": beam_size or self._settings.beam_size}
        if looped:
            search["no_repeat_ngram_size"] = _NEVER_TWICE
        if temperature > 0:
            search |= {"beam_size": 1, "num_hypotheses": 5, "sampling_topk": 0}
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
        spelt = [token for token in tokens if token < self._tokenizer.eot]
        text = self._tokenizer.decode(spelt)
        return Decode(
            tokens=spelt,
            mean_logprob=result.scores[0] * len(tokens) / (len(tokens) + 1),
            compression=most_compression(text),
            looped=loop_start(spelt) is not None,
            hurried=hurried(text, seconds),
            no_speech_probability=result.no_speech_prob,
            closing_s=self._time_of(tokens[-1]) if tokens else None,
        )

    def pieces(self, encoded: Any, tokens: Sequence[int], seconds: float) -> list[Piece]:
        """The words that the tokens spell, and where Whisper's attention was when it wrote them."""
        from faster_whisper.transcribe import merge_punctuations

        if not tokens:
            return []
        frames = round(seconds * self._model.frames_per_second)
        (aligned,) = self._model.find_alignment(self._tokenizer, [list(tokens)], encoded, frames)
        merge_punctuations(aligned, _PREPENDED, _APPENDED)
        return [
            Piece(
                token["word"],
                tuple(token["tokens"]),
                Span(
                    round(float(token["start"]), 3), round(max(float(token["start"]), float(token["end"])), 3)
                ),
                round(float(token["probability"]), 3),
            )
            for token in aligned
            if token["word"]
        ]

    def logprobs(
        self, encoded: Any, texts: Sequence[Sequence[int]], *, prompt: str
    ) -> list[NDArray[np.float64]]:
        """How likely each token of each text is after those before it, had the model written that text.

        One pass over all tokens at once, for all texts together: no search.
        """
        import ctranslate2

        view = np.asarray(encoded)
        together = ctranslate2.StorageView.from_array(np.repeat(view, len(texts), axis=0))
        results = self._model.model.align(
            together,
            [*self._prompt_tokens(prompt), *self._tokenizer.sot_sequence],
            [list(text) for text in texts],
            [view.shape[1] * 2] * len(texts),
        )
        return [np.log(np.maximum(result.text_token_probs, _LEAST_PROBABILITY)) for result in results]

    def tokens(self, text: str) -> list[int]:
        return list(self._tokenizer.encode(text))

    def _prompt_tokens(self, prompt: str) -> list[int]:
        if not prompt:
            return []
        return [self._tokenizer.sot_prev, *self._tokenizer.encode(f" {prompt}")[-_LONGEST_PROMPT:]]

    def _time_of(self, token: int) -> float | None:
        first = self._tokenizer.timestamp_begin
        return (token - first) * float(self._model.time_precision) if token >= first else None


def loop_start(tokens: Sequence[int]) -> int | None:
    """Where a few tokens begin to come over and over without a break: the end of their first turn."""
    for length in range(1, _LONGEST_LOOP + 1):
        run = 0
        for at in range(length, len(tokens)):
            run = run + 1 if tokens[at] == tokens[at - length] else 0
            if run >= length * (_MOST_TURNS - 1):
                return at + 1 - run
    return None


def hurried(text: str, seconds: float) -> bool:
    """More words than can be said in that time: the decoder has written its prompt again."""
    return len(text.split()) > _MOST_WORDS + _MOST_WORDS_PER_S * seconds


def most_compression(text: str) -> float:
    """The compression ratio of the text's most repetitive stretch: a loop often follows good sentences."""
    stretches = [text[at : at + 2 * _STRETCH] for at in range(0, max(1, len(text) - _STRETCH), _STRETCH)]
    return max(_compression(stretch) for stretch in (text, *stretches))


def _compression(text: str) -> float:
    data = text.strip().encode()
    return len(data) / len(zlib.compress(data)) if data else 0.0
