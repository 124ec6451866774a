"""An answer may be over: its words are sought before that is certain, and not sought twice."""

from __future__ import annotations

import numpy as np

from simulator.audio import Samples
from simulator.ports import Heard, Transcriber

_LEAST_SILENCE_S = 0.75  # after the 0.7 s that tell a spoken request, which goes first
_LOOSE_S = 0.3
_SECONDS_A_SECOND = 0.15  # how long a second of sound is decoded, until it is known here
_FREE_S, _MOST_IN_VAIN = 15.0, 0.1


class EndOfAnswer:
    """When a pause is worth a decode as if the answer ended in it: just in time, seldom in vain.

    A long last stretch must be begun early in the pause, a short one can wait, and most pauses are over by
    then. What was decoded in vain, as a share of what was heard, stays bounded: beyond it only pauses of half
    the patience are believed.

    Args:
        patience_s: silence after which the turn is usually taken; None never looks ahead.
        least_s: silence that must be in the sound.
    """

    def __init__(self, patience_s: float | None, least_s: float) -> None:
        self.pace = _SECONDS_A_SECOND
        self._patience_s = patience_s
        self._least_s = max(least_s, _LEAST_SILENCE_S)
        self._silent_s = self._heard_s = self._in_vain_s = 0.0
        self._begun_s = 0.0  # length of the stretch that is sought in this pause

    @property
    def in_pause(self) -> bool:
        return self._silent_s > 0

    def hear(self, duration_s: float, *, is_speech: bool) -> None:
        self._heard_s += duration_s
        if is_speech:
            self._in_vain_s += self._begun_s
            self._silent_s = self._begun_s = 0.0
        else:
            self._silent_s += duration_s

    def begins(self, stretch_s: float) -> bool:
        """Whether to begin now, this much being left to decode; once a pause."""
        if self._patience_s is None or self._begun_s or not stretch_s:
            return False
        latest_s = self._patience_s / 2
        if self._in_vain_s + stretch_s <= _FREE_S + _MOST_IN_VAIN * self._heard_s:
            latest_s = min(latest_s, self._patience_s - self.pace * stretch_s - _LOOSE_S)
        if self._silent_s < max(self._least_s, latest_s):
            return False
        self._begun_s = stretch_s
        return True


class Remembering:
    """A `Transcriber` that knows its last answer: the same sound in the same context costs nothing again.

    So what was begun in a pause is exactly what would have been heard at the end, or of no use.
    """

    def __init__(self, transcriber: Transcriber) -> None:
        self._transcriber = transcriber
        self._last: tuple[Samples, str, Heard] | None = None

    @property
    def name(self) -> str:
        return self._transcriber.name

    def transcribe(self, samples: Samples, *, context: str = "") -> Heard:
        if self._last is not None:
            before, its_context, heard = self._last
            if its_context == context and np.array_equal(before, samples):
                return heard
        heard = self._transcriber.transcribe(samples, context=context)
        self._last = samples, context, heard
        return heard

    def draft(self, samples: Samples, *, context: str = "") -> Heard:
        return self._transcriber.draft(samples, context=context)
