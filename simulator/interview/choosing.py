"""Which follow-up would most likely be called fair, given how likely each cue is and what was asked. Pure.

In two steps. A probe answers what was heard when at least one of the cues that call for it is really there:
1 - product of (1 - probability of the cue x how well the probe answers it). How often that is fair depends on
the question, too: after "what would you do?" hardly anybody asks for a number, after a story many do. So the
second step is a logistic sum of the first and of the kind of question, for each choice (`choice_weights.toml`,
fitted with trades left out). Where little was heard it is the question that decides, which is meant. Going on
without a probe is one of the choices: it is fair when the answer is full."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

import msgspec

from simulator.errors import BankError
from simulator.interview.asking import Wanted

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
QUESTION_KINDS = ("occasion", "hypothetical", "view", "fact", "trouble", "tool")
"""What of `Wanted` the choice looks at."""
_CLARIFIES = 1.0  # a difference comes before everything else: what follows would rest on it
_SURE = 0.99  # no share is nearer to 0 or 1 than that: nothing is certain
_BUNDLED = Path(__file__).with_name("choice_weights.toml")


@dataclass(frozen=True, slots=True)
class Leaning:
    """One choice: 1 / (1 + exp(-(bias + answers * log odds + what the question adds))) is how likely it is fair.
    """

    bias: float
    answers: float
    question: Mapping[str, float]
    """By QUESTION_KINDS."""

    def probability(self, answers: float, asked: Wanted) -> float:
        total = self.bias + self.answers * log_odds(answers)
        total += sum(weight * getattr(asked, kind) for kind, weight in self.question.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def log_odds(share: float) -> float:
    kept = min(_SURE, max(1 - _SURE, share))
    return math.log(kept / (1 - kept))


@lru_cache(maxsize=4)
def load_leanings(path: Path = _BUNDLED) -> dict[str, Leaning]:
    """What each choice leans on; `clarify` has none: it follows from a difference alone.

    Raises:
        BankError: the table cannot be read, lacks a choice, or leans on what no question has.
    """
    try:
        table = msgspec.toml.decode(path.read_bytes(), type=dict[str, Leaning])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, ValueError) as error:
        raise BankError(
            f"The table of choices {path} cannot be used: {error}.", next_step="Install it anew."
        ) from error
    whole = {*PROBE_KINDS, "move_on"} - {"clarify"}
    known = all(set(leaning.question) <= set(QUESTION_KINDS) for leaning in table.values())
    if not known or not whole <= set(table):
        raise BankError(f"The table of choices {path} is not whole.", next_step="Install it anew.")
    return table


def answering(cues: Mapping[str, float]) -> dict[Choice, float]:
    """How likely each choice answers something that is there (0..1), from the cues alone."""
    missed: dict[Choice, float] = dict.fromkeys((*PROBE_KINDS, "move_on"), 1.0)
    for cue, answered_by in ANSWERS.items():
        for choice, fit in answered_by.items():
            missed[choice] *= 1 - cues.get(cue, 0.0) * fit
    return {choice: 1 - product for choice, product in missed.items()}


def scores(
    cues: Mapping[str, float],
    asked: Wanted,
    *,
    differs: bool,
    leanings: Mapping[str, Leaning] | None = None,
) -> dict[Choice, float]:
    """How likely each choice is fair (0..1).

    Args:
        cues: probability of each cue, and of `full`.
        asked: what the question asks for.
        differs: a fact differs from what is known.
    """
    table = leanings if leanings is not None else load_leanings()
    fair: dict[Choice, float] = {
        choice: table[choice].probability(share, asked)
        for choice, share in answering(cues).items()
        if choice != "clarify"
    }
    fair["clarify"] = _CLARIFIES if differs else 0.0
    return fair
