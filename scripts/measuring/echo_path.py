"""From the loudspeaker back into the microphone: a room response, and a clock that runs at its own rate."""

from __future__ import annotations

import hashlib
from collections import OrderedDict

import numpy as np

from measuring.speech_set import Clip
from simulator.audio import SAMPLE_RATE, Samples, Sound

_DECAY_S = 0.3  # to -60 dB: a furnished room
_KEPT = 64  # lines, as they sound in the room
_WHOLE_DB = 50.0  # of a response's end below its peak: what is quieter is left out


def room_response(clips: list[Clip]) -> Samples:
    """The set's first room response, else a synthetic one; its energy is 1, and it begins with its peak."""
    recorded = next((clip for clip in clips if clip.truth.kind == "room"), None)
    return prepared(synthetic_response() if recorded is None else recorded.samples())


def synthetic_response(seed: int = 0) -> Samples:
    """The direct sound, and noise that dies away exponentially."""
    count = round(_DECAY_S * SAMPLE_RATE)
    decay = np.exp(-np.log(1000) * np.arange(count) / count)
    response = 0.15 * np.random.default_rng(seed).standard_normal(count) * decay
    response[0] = 1.0
    return np.asarray(response, np.float32)


def prepared(response: Samples) -> Samples:
    """From its direct sound on, to where it has died away, at energy 1."""
    size = np.abs(response)
    first = int(np.argmax(size))
    audible = np.flatnonzero(size >= size[first] * 10 ** (-_WHOLE_DB / 20))
    whole = response[first : int(audible[-1]) + 1].astype(np.float64)
    return np.asarray(whole / np.sqrt(np.sum(whole**2)), np.float32)


class EchoPath:
    """What a line sounds like at the microphone, before its gain; the same line is not computed twice.

    Args:
        drift_ppm: how much slower the loudspeaker's clock runs than the microphone's.
    """

    def __init__(self, response: Samples, drift_ppm: float) -> None:
        self._response = response
        self._drift = drift_ppm * 1e-6
        self._known: OrderedDict[bytes, Samples] = OrderedDict()

    def heard(self, played: Samples) -> Samples:
        key = hashlib.sha256(played.tobytes()).digest()
        if key not in self._known:
            self._known[key] = self._through_the_room(played)
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)
        self._known.move_to_end(key)
        return self._known[key]

    def delay_samples(self, at: int) -> int:
        """How much later a sample that is played at `at` really sounds, because the clocks have parted."""
        return round(at * self._drift)

    def _through_the_room(self, played: Samples) -> Samples:
        if not len(played):
            return played
        slower = resampled(played, 1 + self._drift)
        size = len(slower) + len(self._response) - 1
        fast = 1 << (size - 1).bit_length()
        sound = np.fft.irfft(np.fft.rfft(slower, fast) * np.fft.rfft(self._response, fast), fast)
        return np.asarray(sound[:size], np.float32)


def resampled(samples: Samples, factor: float) -> Samples:
    """The same sound, `factor` times as long."""
    if factor == 1:
        return samples
    import soxr

    sound = Sound(samples, SAMPLE_RATE)
    return np.asarray(
        soxr.resample(sound.samples, SAMPLE_RATE, SAMPLE_RATE * factor, quality="HQ"), np.float32
    )
