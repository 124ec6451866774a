"""How long this speaker pauses before going on. Pure.

Some people think in silences of three seconds, some never pause for one. What was seen of a speaker, in this
session and in earlier ones, is weighed against what people do in general.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

SHORTEST_S = 0.5
"""A shorter silence is a breath or a stop; it says nothing about thinking."""
_USUAL_Q90_S = 1.9
"""Of the pauses of 0.5 s and more in 7 minutes of two natural monologues, the 90th percentile."""
_LONGEST_S = 4.0
"""A longer one says no more about the next."""
_WORTH = 20
"""Pauses of one's own that weigh as much as what is usual."""
_LEAST, _MOST = 0.9, 1.25


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The speaker's resumed pauses, seconds; those in which the interviewer had the floor left out."""

    pauses_s: tuple[float, ...] = ()

    def with_pause(self, pause_s: float) -> Rhythm:
        return Rhythm((*self.pauses_s, pause_s)) if pause_s >= SHORTEST_S else self

    @property
    def factor(self) -> float:
        """What every needed silence is multiplied by, 0.9 to 1.25; 1 for a speaker not heard yet."""
        count = len(self.pauses_s)
        if count == 0:
            return 1.0
        own_s = float(np.quantile(np.minimum(self.pauses_s, _LONGEST_S), 0.9))
        expected_s = (count * own_s + _WORTH * _USUAL_Q90_S) / (count + _WORTH)
        return min(max(expected_s / _USUAL_Q90_S, _LEAST), _MOST)


def rhythm_of(pauses_s: Iterable[float]) -> Rhythm:
    return Rhythm(tuple(pause_s for pause_s in pauses_s if pause_s >= SHORTEST_S))
