"""How sure a figure is: exact bounds of a share, and bootstrap intervals. Pure, and always the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import exp, lgamma, log, sqrt

import numpy as np
from numpy.typing import NDArray

BOOTSTRAPS = 1000
_SEED = 20_240_229
_HALVINGS = 60
Rows = NDArray[np.float64]
"""One row a case."""


def upper_bound(hits: int, of: int, confidence: float = 0.95) -> float:
    """Clopper and Pearson's one-sided upper bound of a share: 0 of 300 is below 1 %."""
    if of == 0 or hits >= of:
        return 1.0
    low, high = hits / of, 1.0
    for _ in range(_HALVINGS):  # the share at which so few hits would be a surprise
        middle = (low + high) / 2
        low, high = (middle, high) if at_most(hits, of, middle) > 1 - confidence else (low, middle)
    return high


def lower_bound(hits: int, of: int, confidence: float = 0.95) -> float:
    return 1.0 - upper_bound(of - hits, of, confidence) if of else 0.0


def at_most(hits: int, of: int, share: float) -> float:
    """Probability of so many hits or fewer, where each happens with probability `share`."""
    if share <= 0 or share >= 1:
        return 1.0 if share <= 0 or hits >= of else 0.0
    whole = lgamma(of + 1)
    return sum(
        exp(whole - lgamma(k + 1) - lgamma(of - k + 1) + k * log(share) + (of - k) * log(1 - share))
        for k in range(hits + 1)
    )


def bootstrap(groups: Sequence[Rows], figure: Callable[[Rows], float]) -> tuple[float, float]:
    """The figure's 95 % interval when whole groups (all of one speaker) are drawn again and again."""
    random = np.random.default_rng(_SEED)
    values = []
    for _ in range(BOOTSTRAPS):
        drawn = random.integers(len(groups), size=len(groups))
        values.append(figure(np.concatenate([groups[number] for number in drawn])))
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)


def wilson(hits: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's 95 % interval of a share: sensible also where there are few cases, or all hits."""
    if of == 0:
        return 0.0, 1.0
    share, weight = hits / of, z * z / of
    middle = (share + weight / 2) / (1 + weight)
    half = z / (1 + weight) * sqrt(share * (1 - share) / of + weight / (4 * of))
    return max(0.0, middle - half), min(1.0, middle + half)
