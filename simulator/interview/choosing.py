"""Which follow-up would most likely be called fair, given how likely each cue is. Pure.

A probe is fair when at least one of the cues that call for it is really there. So each probe's score is
the probability that one of its cues is: 1 - product of (1 - probability of the cue x how well the probe
answers it). Going on without a probe is one of the choices: it is fair when the answer is full. When
little is sure, the score of going on is rarely beaten, and that is meant: one probe too few costs less
than one that misses what was said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

ProbeKind = Literal[
    "own_part", "number", "result", "occasion", "obstacle", "alternatives", "what_went_wrong", "more",
    "outcome",
    "ask_again", "clarify",
]  # fmt: skip
PROBE_KINDS: tuple[ProbeKind, ...] = get_args(ProbeKind)
Choice = ProbeKind | Literal["move_on"]

# How well a probe answers a cue (0..1): 1 by the definitions of FIELD.md, less where it helps beside.
ANSWERS: Mapping[str, Mapping[Choice, float]] = {
    "only_we": {"own_part": 1.0},
    "no_number": {"number": 1.0, "own_part": 0.1, "obstacle": 0.2},
    "no_result": {"result": 1.0},
    "generic": {"occasion": 1.0},
    "no_obstacle": {"obstacle": 1.0, "what_went_wrong": 0.5},
    "tool_only_named": {"alternatives": 1.0, "occasion": 0.8, "more": 0.3},
    "too_perfect": {"what_went_wrong": 1.0, "obstacle": 0.6},
    "too_short": {"more": 1.0, "occasion": 0.4},
    "too_long": {"outcome": 1.0, "ask_again": 0.6, "result": 0.2},
    "dodge": {"ask_again": 1.0},
    "full": {"move_on": 1.0},
}
_CLARIFIES = 1.0  # a difference comes before everything else: what follows would rest on it


def scores(cues: Mapping[str, float], *, differs: bool) -> dict[Choice, float]:
    """How likely each choice is fair (0..1).

    Args:
        cues: probability of each cue, and of `full`.
        differs: a fact differs from what is known.
    """
    missed: dict[Choice, float] = dict.fromkeys((*PROBE_KINDS, "move_on"), 1.0)
    for cue, answered_by in ANSWERS.items():
        for choice, fit in answered_by.items():
            missed[choice] *= 1 - cues.get(cue, 0.0) * fit
    fair = {choice: 1 - product for choice, product in missed.items()}
    fair["clarify"] = _CLARIFIES if differs else 0.0
    return fair
