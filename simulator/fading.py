"""How loud a stream is over time: from one gain to another without a click, known for every sample. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.audio import Samples

FADE_S = 0.02
"""No click is heard of it, and 12 of 20 dB are reached after three quarters of it."""


@dataclass(frozen=True, slots=True)
class Fade:
    """From sample `first` on the gain goes from `before` to `after`, along half a cosine."""

    first: int
    length: int
    before: float
    after: float


def gain_at(fades: Sequence[Fade], at: NDArray[np.float64]) -> Samples:
    """The gain at these places of a stream, in samples and in rising order; also between two samples.

    Before the first fade it is 1, behind a fade what that one led to. A fade that begins in the middle of
    another takes its place.
    """
    gains = np.ones(len(at), np.float32)
    if not len(at):
        return gains
    began = bisect_right(fades, at[0], key=lambda fade: fade.first)
    for fade in fades[max(0, began - 1) :]:
        since = int(np.searchsorted(at, fade.first))
        if since == len(at):
            break
        progress = np.clip((at[since:] - fade.first) / fade.length, 0.0, 1.0)
        gains[since:] = fade.before + (fade.after - fade.before) * (0.5 - 0.5 * np.cos(np.pi * progress))
    return gains


class Fader:
    """The gain of one stream, from its first sample to its last. It only ever grows, so that other threads
    may read it while it is turned.

    Args:
        rate: the stream's samples a second.
    """

    def __init__(self, rate: int) -> None:
        self._length = round(FADE_S * rate)
        self._fades: list[Fade] = []

    def duck(self, by_db: float, first: int) -> None:
        """From sample `first` on, go to `by_db` below full loudness; never before a place given earlier."""
        after = 10.0 ** (-by_db / 20.0)
        if after == (self._fades[-1].after if self._fades else 1.0):
            return
        before = float(self.gains(first, 1)[0])
        self._fades.append(Fade(first, self._length, before, after))

    def gains(self, first: float, count: int, step: float = 1.0) -> Samples:
        """The gain of `count` places from `first` on, `step` samples of the stream apart."""
        if not self._fades:
            return np.ones(count, np.float32)
        return gain_at(self._fades, np.arange(count, dtype=np.float64) * step + first)
