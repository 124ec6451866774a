"""How much silence ends an answer, from everything known about it. Pure.

A pause of a second and a half is a long wait after "...and that is how we finished", and no time at all after
"the problem was, um". So the silence that is needed follows the evidence, without a threshold at which it
jumps: whether the turn sounds complete (turn model), what the last words say, whether the answer has hardly
begun, and how long this speaker pauses.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from simulator.ports import Reading
from simulator.turns.cues import Cue
from simulator.turns.rhythm import Rhythm

_LONGEST_S = 5.0
_COMPLETE = (0.0, 0.1, 0.3, 0.6, 0.85)
_NEEDED_S = (_LONGEST_S, 4.5, 3.0, 2.1, 1.9)
"""Needed silence by the probability that the turn is complete. Nearly all natural pauses in mid-sentence have
less than 0.1, nearly all ends more than 0.3; between finished sentences of one answer it says as much as at
its end, so even there the silence must be long enough for a breath and the next thought."""
_WITHOUT_MODEL_S = 2.6
_GOES_ON_S = 5.0
_THINKS_S = 10.0
_HANDS_OVER_S = 1.2
_HANDS_OVER_FROM_S = 4.0
"""Before that "thank you" is a courtesy, and no end."""
_SHARE_SAID = (0.05, 0.15, 0.4)
_MORE_TO_COME = (1.4, 1.25, 1.0)
"""What silences are multiplied by, by the share of a short good answer that was said: who has hardly begun
goes on more often. (Spliced answers of 13 speakers: the length said tells an end from a pause better than
any word, but their lengths are drawn.)"""
_HARDLY_BEGUN = 1.1
_SURE_S = 2.2  # an end that needs less is likely enough for an acknowledgement
USUAL_END_S = 1.9
"""The silence that ends most answers, at normal patience: by then what was said should be written down."""
LEAST_S = 1.0
"""No evidence ends an answer sooner; only the candidate does, by saying so."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known in one silence."""

    readings: Sequence[Reading] = ()
    """Of the turn model in this silence; none without a model, or before its first answer."""
    has_model: bool = False
    cue: Cue | None = None
    spoken_s: float = 0.0
    expected_s: float = 0.0
    """Of a short good answer to this question."""
    rhythm: Rhythm = field(default_factory=Rhythm)


@dataclass(frozen=True, slots=True)
class Needed:
    """`likely`: probably the end, so that an acknowledgement is in place."""

    silence_s: float
    reason: str
    likely: bool


def needed(evidence: Evidence, *, patience: float = 1.0) -> Needed:
    """The continuous silence that ends the answer, and why.

    Args:
        patience: what every silence is multiplied by.
    """
    silence_s, reason = _by_sound(evidence)
    cue = evidence.cue
    handed_over = cue is not None and cue.sign == "hands_over" and evidence.spoken_s >= _HANDS_OVER_FROM_S
    if cue is not None and cue.sign == "thinks":
        silence_s, reason = max(silence_s, _THINKS_S), f"“{cue.words}”"
    elif cue is not None and cue.sign == "goes_on" and silence_s < _GOES_ON_S:
        silence_s, reason = _GOES_ON_S, f"ended on “{cue.words}”"
    elif cue is not None and handed_over:
        silence_s, reason = min(silence_s, _HANDS_OVER_S), f"“{cue.words}”"
    likely = silence_s < _SURE_S
    if evidence.expected_s and not handed_over and (cue is None or cue.sign != "thinks"):
        share = evidence.spoken_s / evidence.expected_s
        more = float(np.interp(share, _SHARE_SAID, _MORE_TO_COME))
        silence_s, reason = (
            silence_s * more,
            f"{reason}, and still short" if more > _HARDLY_BEGUN else reason,
        )
    silence_s = max(LEAST_S, silence_s * evidence.rhythm.factor * patience)
    return Needed(round(silence_s, 2), reason, likely)


def _by_sound(evidence: Evidence) -> tuple[float, str]:
    if not evidence.has_model:
        return _WITHOUT_MODEL_S, "silence after speech"
    if not evidence.readings:
        return _LONGEST_S, "not known yet whether the sentence is finished"
    probability = complete_probability(evidence.readings)
    silence_s = float(np.interp(probability, _COMPLETE, _NEEDED_S))
    sounds = "finished" if probability >= 0.6 else "unfinished" if probability < 0.3 else "half finished"
    return silence_s, f"sounded {sounds}"


def complete_probability(readings: Sequence[Reading]) -> float:
    """The readings of one silence as one probability: the mean of their logits.

    A reading moves by up to 0.5 when the window slides by a tenth of a second; their mean is steadier.
    """
    logits = [math.log(p / (1 - p)) for p in (min(max(p, 0.005), 0.995) for _, p in readings)]
    return 1 / (1 + math.exp(-sum(logits) / len(logits)))
