"""A turn as the turn model is to hear it: its last seconds, with long silences shortened. Pure.

Smart Turn hears 8 s and never learnt from long gaps: given one, it forgets what was said and guesses. So
silences between words are kept short; the silence at the end, which it does know, stays as it was.
"""

from __future__ import annotations

from collections import deque

import numpy as np

from simulator.audio import FRAME_S, SAMPLE_RATE, Frame, Samples
from simulator.tuning import TurnSoundSettings

WINDOW_S = 8.0
WINDOW = round(WINDOW_S * SAMPLE_RATE)


def window(samples: Samples) -> Samples:
    """The last 8 s; shorter sound stands at their end, after zeros. The model was trained on just this."""
    return np.pad(samples[-WINDOW:], (max(0, WINDOW - len(samples)), 0)).astype(np.float32, copy=False)


class TurnSound:
    """The end of one turn, frame by frame. At most 11 s are held, however long the turn is."""

    def __init__(self, settings: TurnSoundSettings | None = None) -> None:
        self._settings = settings or TurnSoundSettings()
        self._said: deque[Samples] = deque(maxlen=_frames(WINDOW_S))
        self._silence: list[Samples] = []

    @property
    def has_speech(self) -> bool:
        return bool(self._said)

    def hear(self, frame: Frame, *, is_speech: bool) -> None:
        if not is_speech:
            self._silence.append(frame.samples)
            _shorten(self._silence, self._settings.longest_end_s)
            return
        if self._said:
            _shorten(self._silence, self._settings.longest_gap_s)
        else:
            del self._silence[: -_frames(self._settings.lead_in_s)]
        self._said.extend((*self._silence, frame.samples))
        self._silence.clear()

    def so_far(self) -> Samples:
        """The turn up to now, the present silence included."""
        return np.concatenate([np.zeros(0, np.float32), *self._said, *self._silence])


def _shorten(silence: list[Samples], longest_s: float) -> None:
    """Take frames out of its middle, so that breath and room at both of its ends stay."""
    most = _frames(longest_s)
    surplus = len(silence) - most
    if surplus > 0:
        del silence[most // 2 : most // 2 + surplus]


def _frames(seconds: float) -> int:
    return round(seconds / FRAME_S)
