"""Sound that never came: found by counting samples against the clock, also when no flag tells. Pure."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import accumulate
from math import inf

from simulator.audio import Samples

_SMALLEST_S = 0.04
"""Device times wander by up to 20 ms; less than this is not told apart from that."""
_SURE_AFTER_S = 0.3
"""A late block alone proves nothing: the next ones must be as late."""
_WINDOW_S = 4.0


@dataclass(frozen=True, slots=True)
class Block:
    """One callback's samples, at the device's rate; `at_s`: first sample at the device, monotonic."""

    samples: Samples
    at_s: float
    overflow: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """`samples` samples of silence belong here; `cause` says what is known."""

    samples: int
    cause: str


class GapFinder:
    """Passes blocks on, with a `Missing` wherever the clock says that sound is missing.

    Blocks are held back (0.3 s) only while a gap is suspected.
    """

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._count = 0
        self._offsets: deque[tuple[float, float]] = deque()  # (at_s, at_s - counted)
        self._held: list[Block] = []
        self._held_samples = 0
        self._lateness_s: list[float] = []

    def take(self, block: Block) -> list[Block | Missing]:
        """The blocks that may go on, in order."""
        late_s = self._late_s(block)
        if late_s < _SMALLEST_S:
            released: list[Block | Missing] = [*self._release(), block]
            self._count_in(block)
            return released
        self._held.append(block)
        self._held_samples += len(block.samples)
        self._lateness_s.append(late_s)
        if self._held_samples < _SURE_AFTER_S * self._rate:
            return []
        return self._confirm()

    def end(self) -> list[Block | Missing]:
        """What is held back when the stream ends."""
        return list(self._release())

    def _late_s(self, block: Block) -> float:
        if not self._offsets or block.at_s - self._offsets[0][0] < _SURE_AFTER_S:
            return 0.0  # too few to tell what is late
        counted_s = (self._count + self._held_samples) / self._rate
        expected = sorted(offset for _, offset in self._offsets)[len(self._offsets) // 2]
        return block.at_s - counted_s - expected

    def _count_in(self, block: Block) -> None:
        self._offsets.append((block.at_s, block.at_s - self._count / self._rate))
        while block.at_s - self._offsets[0][0] > _WINDOW_S:
            self._offsets.popleft()
        self._count += len(block.samples)

    def _release(self) -> list[Block]:
        held, self._held, self._held_samples, self._lateness_s = self._held, [], 0, []
        for block in held:
            self._count += len(block.samples)
        return held

    def _confirm(self) -> list[Block | Missing]:
        # Whatever else delays a block only adds: no more is missing before it than the least late after it is
        # late. One block alone, with much more missing behind it, was itself delayed, just before the hole.
        missing_s = list(accumulate(reversed(self._lateness_s), min))[::-1]
        cause = "overflow" if any(block.overflow for block in self._held) else "samples lost"
        held, self._held, self._held_samples, self._lateness_s = self._held, [], 0, []
        passed: list[Block | Missing] = []
        filled_s = 0.0
        for block, here_s, next_s in zip(held, missing_s, [*missing_s[1:], inf], strict=True):
            if here_s - filled_s >= _SMALLEST_S > next_s - here_s:
                hole = Missing(round((here_s - filled_s) * self._rate), cause)
                passed.append(hole)
                self._count += hole.samples
                filled_s = here_s
            self._count_in(block)
            passed.append(block)
        return passed
