"""Silence in place of a microphone: for who answers in writing. It keeps the time like one."""

from __future__ import annotations

import time

import numpy as np

from simulator.audio import SAMPLE_RATE
from simulator.devices.gaps import Block

_BLOCK_S = 0.032
_NOISE_DB = -80.0
"""A microphone that gives nothing at all would be taken for a muted one."""


class NoCapture:
    """A `CaptureStream` of faint noise."""

    rate = SAMPLE_RATE
    alive = True

    def __init__(self) -> None:
        self._given_until_s = time.monotonic()
        self._noise = np.random.default_rng(0)

    def read(self, timeout_s: float) -> Block | None:
        due_s = self._given_until_s + _BLOCK_S
        wait_s = due_s - time.monotonic()
        if wait_s > timeout_s:
            time.sleep(timeout_s)
            return None
        if wait_s > 0:
            time.sleep(wait_s)
        at_s, self._given_until_s = self._given_until_s, due_s
        scale = np.float32(10 ** (_NOISE_DB / 20))
        samples = scale * self._noise.standard_normal(round(_BLOCK_S * SAMPLE_RATE)).astype(np.float32)
        return Block(samples, at_s)

    def close(self) -> None:
        """Nothing is open."""
