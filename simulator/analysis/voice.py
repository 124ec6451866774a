"""Voice: how much the pitch moves, from the stored F0 track."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulator.analysis.answers import Answer
from simulator.analysis.metrics import cannot_say, measured
from simulator.analysis.results import Metric
from simulator.ports import Prosody

_LEAST_VOICED_STEPS = 150  # about 5 s of voiced sound at 32 ms a step
_OUTLIER_ST = 12.0  # further than an octave from the median is an octave error or a creak


def pitch_variation(prosody: Prosody | None, answers: Sequence[Answer]) -> Metric:
    """Standard deviation of F0 in semitones around the median, over the voiced steps of the answers.

    Semitones make voices comparable: SD 2 st is as lively in a low voice as in a high one (Hincks 2005).
    """
    if prosody is None:
        return cannot_say("pitch_sd_st", "the voice was not measured")
    spans = [answer.speech_span for answer in answers if answer.speech_span]
    f0_hz = np.concatenate([np.zeros(0, np.float32), *(prosody.within(span).f0_hz for span in spans)])
    f0_hz = f0_hz[np.isfinite(f0_hz)]
    if len(f0_hz) < _LEAST_VOICED_STEPS:
        return cannot_say("pitch_sd_st", "too little voiced sound to say")
    semitones = 12 * np.log2(f0_hz / np.median(f0_hz))
    plausible = semitones[np.abs(semitones) <= _OUTLIER_ST]
    return measured("pitch_sd_st", float(np.std(plausible)), moments=spans)
