"""Is the microphone muted, or too loud? Said while it can still be mended. Pure."""

from __future__ import annotations

from typing import Literal

import numpy as np

from simulator.audio import FRAME_S, SAMPLE_RATE, Frame

NOTHING = 4e-5
"""-88 dB: below the noise of any microphone that is on."""
_MUTED_AFTER_S = 3.0
_MOST_MUTED = 2
"""Some microphones send nothing at all between words: after two false alarms that is known."""
CLIPPED = 0.985
CLIPPED_SHARE = 0.002
_CLIPPING_AFTER_S = 1.0
_SAY_AGAIN_S = 60.0


class LevelWatch:
    """Frames in, "muted" or "clipping" out when it has become certain."""

    def __init__(self) -> None:
        self._silent_s = 0.0
        self._muted_said = 0
        self._loud_s = 0.0
        self._clipped = 0
        self._said_clipping_at_s = -_SAY_AGAIN_S

    def step(self, frame: Frame) -> Literal["muted", "clipping"] | None:
        if frame.lost:
            return None
        if self._is_muted(frame):
            return "muted"
        if self._clips(frame):
            return "clipping"
        return None

    def _is_muted(self, frame: Frame) -> bool:
        if float(np.abs(frame.samples).max()) > NOTHING:
            self._silent_s = 0.0
            return False
        before_s, self._silent_s = self._silent_s, self._silent_s + FRAME_S
        if before_s < _MUTED_AFTER_S <= self._silent_s and self._muted_said < _MOST_MUTED:
            self._muted_said += 1
            return True
        return False

    def _clips(self, frame: Frame) -> bool:
        self._clipped += int(np.count_nonzero(np.abs(frame.samples) >= CLIPPED))
        self._loud_s += FRAME_S
        if self._loud_s < _CLIPPING_AFTER_S:
            return False
        share = self._clipped / (self._loud_s * SAMPLE_RATE)
        self._loud_s, self._clipped = 0.0, 0
        if share < CLIPPED_SHARE or frame.start_s - self._said_clipping_at_s < _SAY_AGAIN_S:
            return False
        self._said_clipping_at_s = frame.start_s
        return True
