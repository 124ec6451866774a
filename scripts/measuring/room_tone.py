"""A clip's own room tone, as long as it takes: what is heard in its room while nobody speaks.

Grains of the clip's quietest stretches, drawn at random, now and then backwards, and cross-faded, so that
nothing repeats at a period one could hear. A clip without enough of them gives noise of their spectrum. Pure;
the same seed gives the same sound.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simulator.audio import SAMPLE_RATE, Samples, Span

FADE = SAMPLE_RATE // 50
"""20 ms."""
_RISE = np.sin(np.linspace(0.0, np.pi / 2, FADE)).astype(np.float32)  # backwards it is the cosine
_AT_ONCE = SAMPLE_RATE
_BLOCK = SAMPLE_RATE // 100
_AWAY_S = 0.1  # from speech: its last breath of sound, and reverberation
_QUIET_SHARE = 30  # percentile of the pauses' levels that counts as the room's own
_NEAR_DB = 4.0  # of that level; breaths and knocks are louder, a gate's holes are quieter
_DIGITAL_DB = -84.0  # quieter is no room
_ENOUGH = SAMPLE_RATE // 2  # less would be heard to come round
_LEAST_RUN = 6 * _BLOCK
_GRAIN = (SAMPLE_RATE // 12, SAMPLE_RATE // 3)


class RoomTone:
    """An endless room tone: `take(n)` gives the next n samples."""

    def __init__(self, runs: Sequence[Samples], seed: int | Sequence[int]) -> None:
        self._random = np.random.default_rng(seed)
        self._runs = runs if sum(map(len, runs)) >= _ENOUGH else [self._noise_like(runs)]
        lengths = np.array([len(run) for run in self._runs], np.float64)
        self._weights = lengths / lengths.sum()
        self._ready = self._grain()

    def take(self, count: int) -> Samples:
        if len(self._ready) < count + FADE:
            self._extend(max(count, _AT_ONCE))
        taken, self._ready = self._ready[:count], self._ready[count:]
        return taken

    def _extend(self, count: int) -> None:
        """Cross-fade on; the last grain keeps its end, for the next one."""
        pieces = [self._ready]
        while sum(len(piece) - FADE for piece in pieces) < count:
            pieces.append(self._grain())
        joined = np.zeros(sum(len(piece) - FADE for piece in pieces) + FADE, np.float32)
        at = 0
        for number, piece in enumerate(pieces):
            piece = piece.copy()
            if number > 0:
                piece[:FADE] *= _RISE
            if number < len(pieces) - 1:
                piece[-FADE:] *= _RISE[::-1]
            joined[at : at + len(piece)] += piece
            at += len(piece) - FADE
        self._ready = joined

    def _grain(self) -> Samples:
        """A random stretch, at least two cross-fades long."""
        run = self._runs[self._random.choice(len(self._runs), p=self._weights)]
        longest = min(len(run), _GRAIN[1])
        length = int(self._random.integers(min(longest, _GRAIN[0]), longest, endpoint=True))
        start = int(self._random.integers(0, len(run) - length, endpoint=True))
        grain = run[start : start + length]
        return grain[::-1] if self._random.random() < 0.5 else grain

    def _noise_like(self, runs: Sequence[Samples]) -> Samples:
        """4 s of noise with the mean spectrum of what there is; else the faintest noise."""
        noise = self._random.standard_normal(4 * SAMPLE_RATE)
        blocks = [run[at : at + 512] for run in runs for at in range(0, max(1, len(run) - 511), 256)]
        if not blocks:
            return np.asarray(noise * 10 ** (_DIGITAL_DB / 20), np.float32)
        hann = np.hanning(512)
        power = np.mean([np.abs(np.fft.rfft(np.resize(block, 512) * hann)) ** 2 for block in blocks], axis=0)
        wanted = np.sqrt(power / np.mean(hann**2) / 512)
        spectrum = np.fft.rfft(noise)
        spectrum *= np.interp(np.linspace(0, 1, len(spectrum)), np.linspace(0, 1, len(wanted)), wanted)
        return np.asarray(np.fft.irfft(spectrum, len(noise)), np.float32)


def quiet_runs(samples: Samples, speech: Sequence[Span]) -> list[Samples]:
    """The clip's quietest stretches between speech, each at least 60 ms; empty if there is none."""
    levels = block_levels_db(samples)
    pause = _between(speech, len(levels), _AWAY_S)
    if not pause.any():  # somebody who hardly stops
        pause = _between(speech, len(levels), 0.0)
    pause &= levels > _DIGITAL_DB
    if not pause.any():
        return []
    own_db = float(np.percentile(levels[pause], _QUIET_SHARE))
    own = pause & (np.abs(levels - own_db) <= _NEAR_DB)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], own, [False]]).astype(np.int8)))
    runs = [samples[first * _BLOCK : last * _BLOCK] for first, last in edges.reshape(-1, 2)]
    return [run for run in runs if len(run) >= _LEAST_RUN]


def _between(speech: Sequence[Span], count: int, away_s: float) -> NDArray[np.bool_]:
    """Blocks so far from any speech."""
    pause = np.ones(count, bool)
    for span in speech:
        first = int((span.start_s - away_s) * SAMPLE_RATE / _BLOCK)
        last = int((span.end_s + away_s) * SAMPLE_RATE / _BLOCK) + 1
        pause[max(0, first) : max(0, last)] = False
    return pause


def block_levels_db(samples: Samples) -> NDArray[np.float64]:
    """RMS level of every 10 ms."""
    blocks = samples[: len(samples) // _BLOCK * _BLOCK].reshape(-1, _BLOCK).astype(np.float64)
    return np.asarray(10 * np.log10(np.mean(blocks**2, axis=1) + 1e-12))
