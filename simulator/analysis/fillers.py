"""Fillers as rates: sounds (um, uh, er, hmm) and words used as fillers, per minute."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.analysis.answers import Answer
from simulator.analysis.metrics import cannot_say, measured
from simulator.analysis.results import FillerPhrase, Metric
from simulator.events import Filler

_LEAST_S = 10.0  # one um in 3 s is not "20 a minute"
SURE = 0.5
"""Probability from which a filler sound counts; below, it is shown as possible."""


def is_sure(filler: Filler) -> bool:
    return filler.probability >= SURE


def filler_sounds(answers: Sequence[Answer], seconds: float) -> Metric:
    """Sure filler sounds per minute; the interval reaches to where all possible ones are real."""
    if seconds < _LEAST_S:
        return cannot_say("filler_sounds_per_min", "too little speech for a rate")
    everything = [filler for answer in answers for filler in answer.fillers]
    sure = [filler for filler in everything if is_sure(filler)]
    per_min = 60 / seconds
    return measured(
        "filler_sounds_per_min",
        len(sure) * per_min,
        interval=(len(sure) * per_min, len(everything) * per_min),
        moments=[filler.span for filler in sure],
    )


def filler_words(phrases: Sequence[FillerPhrase], seconds: float) -> Metric:
    if seconds < _LEAST_S:
        return cannot_say("filler_words_per_min", "too little speech for a rate")
    return measured(
        "filler_words_per_min", 60 * len(phrases) / seconds, moments=[phrase.span for phrase in phrases]
    )
