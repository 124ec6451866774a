"""What others would do, on the same sound: a fixed silence, and Smart Turn as pipecat runs it.

They play nothing before they take the turn, so one pass of the voice activity detector over a turn tells all
they need. Kindly, each of them listens again when the candidate goes on: a take that was wrong is one cut,
and the answer's end is still found.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module

from measuring.reading_cache import ReadingCache
from simulator.audio import FRAME_S, FRAME_SAMPLES, SAMPLE_RATE, Frame, Samples
from simulator.errors import SecondRoundError
from simulator.listening.near_voice import NearVoiceDetector
from simulator.listening.vad import SileroVad
from simulator.ports import SpeechEdge
from simulator.turns.policy import LEAST_SPOKEN_S

PIPECAT_STOP_S = 0.2
"""Of silence, after which pipecat asks the model."""
PIPECAT_TIMEOUT_S = 3.0
SMART_TURN_THRESHOLD = 0.5
_PRE_ROLL_S = 0.5  # pipecat's: sound kept from before the speech
_WINDOW_S = 8.0  # what the model reads

Complete = Callable[[Samples], float]
"""Probability that the turn is complete, of 16 kHz sound."""


@dataclass(frozen=True, slots=True)
class KnownEdge:
    """An edge of speech, and the end of the frame with which it became known."""

    edge: SpeechEdge
    known_s: float


@dataclass(frozen=True, slots=True)
class Silence:
    """Since `start_s`, known since `known_s`; speech is known again at `ends_s`, or the sound ends there."""

    speech_s: float
    """When the speech before it began."""
    start_s: float
    known_s: float
    ends_s: float


def vad_edges(samples: Samples, cache: ReadingCache | None = None) -> list[KnownEdge]:
    """Edges of speech as the product's detector finds them, from a fresh state."""
    key = "near voice " + content_key(samples)
    known = cache.get(key) if cache else None
    if known is None:
        detector = NearVoiceDetector(SileroVad())
        known = []
        for first in range(0, len(samples) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
            edge = detector.hear(Frame(first / SAMPLE_RATE, samples[first : first + FRAME_SAMPLES]))
            if edge is not None:
                known.append([edge.kind == "start", edge.at_s, first / SAMPLE_RATE + FRAME_S])
        if cache:
            cache.put(key, known)
    return [KnownEdge(SpeechEdge("start" if is_start else "stop", at), on) for is_start, at, on in known]


def content_key(samples: Samples) -> str:
    return hashlib.sha256(samples.tobytes()).hexdigest()[:32]


def silences(edges: Sequence[KnownEdge], seconds: float) -> list[Silence]:
    """Every silence after speech that may have been an answer."""
    found, began_s, spoken_s = [], 0.0, 0.0
    for number, known in enumerate(edges):
        if known.edge.kind == "start":
            began_s = known.edge.at_s
            continue
        spoken_s += known.edge.at_s - began_s
        if spoken_s >= LEAST_SPOKEN_S:
            ends_s = edges[number + 1].known_s if number + 1 < len(edges) else seconds
            found.append(Silence(began_s, known.edge.at_s, known.known_s, ends_s))
    return found


def fixed_takes(quiet: Sequence[Silence], silence_s: float) -> list[float]:
    """When a rule that waits for so much silence takes the turn."""
    takes = (when(silence, silence_s) for silence in quiet)
    return [take_s for take_s, silence in zip(takes, quiet, strict=True) if take_s < silence.ends_s]


def smart_turn_takes(samples: Samples, quiet: Sequence[Silence], complete: Complete) -> list[float]:
    """Asked once in each silence, about the turn since the last take; else the timeout."""
    takes: list[float] = []
    turn_s: float | None = None
    for silence in quiet:
        if turn_s is None:
            turn_s = max(0.0, silence.speech_s - _PRE_ROLL_S)
        asked_s = when(silence, PIPECAT_STOP_S)
        if asked_s >= silence.ends_s:
            continue
        first = max(round(turn_s * SAMPLE_RATE), round((asked_s - _WINDOW_S) * SAMPLE_RATE))
        sure = complete(samples[first : round(asked_s * SAMPLE_RATE)]) > SMART_TURN_THRESHOLD
        take_s = asked_s if sure else when(silence, PIPECAT_TIMEOUT_S)
        if take_s < silence.ends_s:
            takes.append(take_s)
            turn_s = None
    return takes


def when(silence: Silence, needed_s: float) -> float:
    """The end of the first frame at which so much silence is known."""
    frames = -(-(silence.start_s + needed_s - 1e-9) // FRAME_S)
    return max(silence.known_s, frames * FRAME_S)


def cached(complete: Complete, cache: ReadingCache) -> Complete:
    """The same, reading each sound once."""

    def read(samples: Samples) -> float:
        key = "smart turn " + content_key(samples)
        known = cache.get(key)
        if known is None:
            known = round(complete(samples), 6)
            cache.put(key, known)
        return float(known)

    return read


def smart_turn() -> Complete | None:
    """The product's own reading of Smart Turn v3.2; None where it is not installed."""
    try:
        model = import_module("simulator.listening.turn_model").SmartTurnModel()
    except (ImportError, SecondRoundError):
        return None
    complete: Complete = model.complete_probability
    return complete
