"""How likely each cue is in an answer, from its features and a small table of weights. Pure.

A cue's probability is a logistic sum of a handful of countable things; `cue_weights.toml` holds the sums
and says where they come from. Only `contradiction` is no sum: it is found, or it is not (`differing.py`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

import msgspec

from simulator.errors import BankError

Cue = Literal[
    "only_we", "no_number", "no_result", "generic", "no_obstacle", "tool_only_named", "too_perfect",
    "too_short",
    "too_long", "dodge", "contradiction",
]  # fmt: skip
CUES: tuple[Cue, ...] = get_args(Cue)

_BUNDLED = Path(__file__).with_name("cue_weights.toml")


@dataclass(frozen=True, slots=True)
class Weights:
    """One cue: 1 / (1 + exp(-(bias + sum of weight * feature))) is its probability."""

    bias: float
    noticed_from: float
    """From this probability (0..1) on the cue counts as noticed."""
    weight: Mapping[str, float]

    def probability(self, features: Mapping[str, float]) -> float:
        total = self.bias + sum(weight * features[name] for name, weight in self.weight.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@lru_cache(maxsize=4)
def load_weights(path: Path = _BUNDLED) -> dict[str, Weights]:
    """Weights by cue; `full` is that of an answer that lacks nothing.

    Raises:
        BankError: the table cannot be read, or lacks a cue.
    """
    try:
        table = msgspec.toml.decode(path.read_bytes(), type=dict[str, Weights])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, ValueError) as error:
        raise BankError(
            f"The table of cues {path} cannot be used: {error}.", next_step="Install it anew."
        ) from error
    missing = [cue for cue in (*CUES, "full") if cue not in table and cue != "contradiction"]
    if missing:
        raise BankError(f"The table of cues {path} lacks {missing[0]!r}.", next_step="Install it anew.")
    return table
