"""The systems that bench_words.py compares: ours, stages of ours, and others on the same model.

A system is a function from a clip's samples (16 kHz mono) to what was heard in it; its maker loads what it
needs. A new one is one line in SYSTEMS, PEERS or LADDER.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.util import find_spec
from typing import Any

from simulator.audio import FRAME_SAMPLES, SAMPLE_RATE, Frame, Samples, Span
from simulator.events import Filler, Word
from simulator.listening.filler_kinds import filler_kind
from simulator.listening.passages import passages
from simulator.listening.vad import SileroVad, VadDetector
from simulator.listening.weights import model_path
from simulator.listening.whisper import WhisperTranscriber
from simulator.ports import Heard
from simulator.tuning import DecodeSettings

Hear = Callable[[Samples], Heard]


@dataclass(frozen=True)
class Models:
    """The model that all systems share, int8, on so many threads."""

    name: str
    threads: int

    @cached_property
    def whisper(self) -> Any:
        """faster-whisper's own model, for the peers."""
        from faster_whisper import WhisperModel

        return WhisperModel(
            model_path(self.name), device="cpu", compute_type="int8", cpu_threads=self.threads
        )

    def decode(self, samples: Samples, **options: Any) -> list[Any]:
        """What all peers have in common; words with times."""
        segments, _ = self.whisper.transcribe(
            samples, language="en", beam_size=5, vad_filter=True, word_timestamps=True, **options
        )
        return [word for segment in segments for word in segment.words or ()]


# Ours ---------------------------------------------------------------------------------------------------


def ours(models: Models, settings: DecodeSettings | None = None) -> Hear:
    """As a rehearsal hears an answer: voice activity, passages, the transcriber."""
    settings = settings or DecodeSettings()
    transcriber = WhisperTranscriber(models.name, cpu_threads=models.threads, settings=settings)

    def hear(samples: Samples) -> Heard:
        detector = VadDetector(SileroVad())
        return _together(p.heard for p in passages(_frames(samples), detector, transcriber, settings))

    return hear


def _frames(samples: Samples) -> Iterator[Frame]:
    for start in range(0, len(samples) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        yield Frame(start / SAMPLE_RATE, samples[start : start + FRAME_SAMPLES])


def _together(parts: Iterable[Heard]) -> Heard:
    heard = list(parts)
    return Heard(
        tuple(word for part in heard for word in part.words),
        tuple(filler for part in heard for filler in part.fillers),
        tuple(doubt for part in heard for doubt in part.doubts),
    )


# Peers --------------------------------------------------------------------------------------------------


def plain(models: Models) -> Hear:
    """faster-whisper as it comes."""
    return lambda samples: _sorted(models.decode(samples))


def initial_prompt(models: Models) -> Hear:
    """Our filler prompt as `initial_prompt`, conditioned on previous text."""
    prompt = DecodeSettings().filler_prompt
    return lambda samples: _sorted(
        models.decode(samples, initial_prompt=prompt, condition_on_previous_text=True)
    )


def hotwords(models: Models) -> Hear:
    """The same text as `hotwords`, which enter every window, without conditioning."""
    prompt = DecodeSettings().filler_prompt
    return lambda samples: _sorted(models.decode(samples, hotwords=prompt, condition_on_previous_text=False))


def erm(models: Models) -> Hear:
    """github.com/dougcalobrisi/erm: its prompt, its spellings, its three audio detectors, its defaults.

    The steps of its command up to the list of cuts; a cut is a filler. Only the decode is the bench's own
    (one loaded model, the language given, voice activity detection), like every peer's.
    """
    import numpy as np
    from erm.acoustic import is_sustained_vowel
    from erm.asr import VERBATIM_PROMPT
    from erm.detect import detect_gap_fillers, detect_intraword_fillers, detect_overlong_words
    from erm.fillers import DEFAULT_FILLERS, find_fillers
    from erm.models import Word as ErmWord
    from erm.ranges import merge_close_cuts
    from erm.refine import refine_boundaries

    is_sustained_vowel(np.ones(SAMPLE_RATE, np.float32), SAMPLE_RATE, 0.0, 1.0)  # loads librosa

    def hear(samples: Samples) -> Heard:
        tokens = models.decode(samples, initial_prompt=VERBATIM_PROMPT, condition_on_previous_text=False)
        words = [ErmWord(token.word.strip(), float(token.start), float(token.end)) for token in tokens]
        seconds = len(samples) / SAMPLE_RATE
        # The command's defaults (erm.cli), where they differ from those of the functions.
        gaps = detect_gap_fillers(samples, SAMPLE_RATE, words, seconds, min_gap_s=0.35)
        inside = detect_intraword_fillers(samples, SAMPLE_RATE, words, min_voiced_s=0.1)
        overlong = [
            cut
            for cut in detect_overlong_words(samples, SAMPLE_RATE, words, min_voiced_s=0.1)
            if is_sustained_vowel(samples, SAMPLE_RATE, cut.start, cut.end)
        ]
        cuts = sorted(
            [*find_fillers(words, DEFAULT_FILLERS), *gaps, *inside, *overlong], key=lambda cut: cut.start
        )
        if cuts:
            cuts = refine_boundaries(
                samples, SAMPLE_RATE, cuts, search_ms=60.0, words=words, total_duration=seconds
            )
        fillers = tuple(
            Filler(
                filler_kind(cut.word) or "um",
                Span(cut.start, cut.end),
                1.0,
                "acoustic" if "<" in cut.word else "heard",
            )
            for cut in merge_close_cuts(cuts, min_gap_s=0.12)
        )
        return Heard(_sorted(tokens).words, fillers)

    return hear


def _sorted(tokens: Iterable[Any]) -> Heard:
    """Words and fillers apart; a filler that a peer wrote down is one it is sure of."""
    words: list[Word] = []
    fillers: list[Filler] = []
    for token in tokens:
        text, span = token.word.strip(), Span(float(token.start), float(token.end))
        kind = filler_kind(text)
        if kind is not None:
            fillers.append(Filler(kind, span, 1.0, "heard"))
        elif words and not token.word.startswith(" "):
            last = words[-1]
            span = Span(last.span.start_s, span.end_s)
            words[-1] = Word(last.text + text, span, min(last.probability, token.probability))
        else:
            words.append(Word(text, span, float(token.probability)))
    return Heard(tuple(words), tuple(fillers))


PEERS: dict[str, Callable[[Models], Hear]] = {
    "plain": plain,
    "initial_prompt": initial_prompt,
    "hotwords": hotwords,
    "erm": erm,
}


def _with(**changes: Any) -> Callable[[Models], Hear]:
    return lambda models: ours(models, replace(DecodeSettings(), **changes))


LADDER: dict[str, Callable[[Models], Hear]] = {
    "prompted": _with(witnesses="written"),
    "scored": _with(witnesses="scores"),
}
"""What each witness adds: after `plain` comes `prompted`, then `scored`, then `ours`."""

CHOICES: dict[str, Callable[[Models], Hear]] = {
    "greedy": _with(beam_size=1),
    "one_reading": _with(unread_s=99.0),
    "no_context": _with(context_words=0),
    "no_fallback": _with(fallback_temperatures=(0.0,)),
    "no_prompt": _with(filler_prompt=""),
    "long_passages": _with(chunk_target_s=23.0),
}
"""Ours with one decision undone each."""
SYSTEMS: dict[str, Callable[[Models], Hear]] = {"ours": ours, **LADDER, **CHOICES, **PEERS}


def missing(system: str) -> str | None:
    """Why a system cannot run here, or None."""
    return "erm is not installed" if system == "erm" and find_spec("erm") is None else None
