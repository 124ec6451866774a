"""How much later than the devices say is the loudspeaker heard by the microphone?

Bluetooth takes 100-300 ms that no driver tells of. Three soft noises are played and looked for in what the
microphone hears. What is found is kept for that pair of devices, so that a rehearsal places the interviewer's
voice where it was really heard (`Room(loop_delay_s=...)`).
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from simulator.audio import SAMPLE_RATE, Samples
from simulator.devices.microphone import Microphone
from simulator.devices.portaudio import quiet_stderr
from simulator.devices.room import Loudspeaker

_FILE = "loop_delays.json"

_LEVEL_DB = -26.0
"""Soft: the interviewer's voice is louder (`Settings.voice_level_db`)."""
_LOW_HZ, _HIGH_HZ = 400.0, 3400.0
"""What a hands-free headset carries as well; mains hum and fans lie below."""
_NOISE_S = 0.5
_FADE_S = 0.02  # a hard edge clicks
_PAUSE_S = 0.1
_NOISES = 3
_WAKING_S = 0.6
"""A loudspeaker is given this long before the first noise: a sleeping one swallows its first sound."""
_EARLIEST_S, _LATEST_S = -0.1, 1.0
"""Device times stray by some 20 ms either way; nobody could talk over a device a second late."""
_LEAST_LIKENESS = 0.15
"""Measured: 0.08 at most in 381 stretches of speech and noise that held none of it; found 10 dB below such
noise in 97 % of trials, and never in a wrong place."""
_MOST_SPREAD_S = 0.03
"""The three found further apart than this: something else was found, or the devices faltered."""


@dataclass(frozen=True, slots=True)
class LoopDelay:
    """What was found: `delay_s` is the median of the three noises, `spread_s` from the first to the last of
    them, `likeness` (correlation, 0..1) that of the one least like what was played."""

    delay_s: float
    spread_s: float
    likeness: float

    @property
    def heard(self) -> bool:
        return self.likeness >= _LEAST_LIKENESS

    @property
    def trusted(self) -> bool:
        """Worth keeping."""
        return self.heard and self.spread_s <= _MOST_SPREAD_S and _EARLIEST_S < self.delay_s < _LATEST_S


NOT_HEARD = LoopDelay(0.0, 0.0, 0.0)


def measure(microphone: Microphone, loudspeaker: Loudspeaker) -> LoopDelay:
    """Play the noises and look for them: 3.4 s. `NOT_HEARD` also where the loudspeaker played nothing."""
    began_s = microphone.captured_s
    pause = np.zeros(round(_PAUSE_S * SAMPLE_RATE), np.float32)
    noises = test_noises()
    with quiet_stderr():  # ALSA tells the terminal when a busy machine was late
        waking = record(microphone, _WAKING_S)
        playing = [loudspeaker.play(np.concatenate([noise, pause])) for noise in noises]
        rest = record(microphone, _NOISES * (_NOISE_S + _PAUSE_S) + _LATEST_S)
    # One that went out in two pieces has no single place.
    expected = [
        microphone.fit.captured_s(utterance.pieces[0].at_s) - began_s
        for utterance in playing
        if len(utterance.pieces) == 1 and microphone.fit.ready
    ]
    if len(expected) < _NOISES:
        return NOT_HEARD
    return find(np.concatenate([waking, rest]), noises, expected)


def record(microphone: Microphone, seconds: float) -> Samples:
    """The next `seconds` of sound; less when the device sends none."""
    pieces: list[Samples] = [np.zeros(0, np.float32)]
    missing = round(seconds * SAMPLE_RATE)
    give_up_s = time.monotonic() + seconds + 2.0
    while missing > 0 and not microphone.is_lost and time.monotonic() < give_up_s:
        for stretch in microphone.read():
            pieces.append(stretch.samples)
            missing -= len(stretch.samples)
    return np.concatenate(pieces)


def test_noises() -> list[Samples]:
    """Three noises of 0.5 s that resemble neither each other nor themselves a moment later."""
    return [_noise(seed) for seed in range(_NOISES)]


def _noise(seed: int) -> Samples:
    count = round(_NOISE_S * SAMPLE_RATE)
    samples = _in_band(np.random.default_rng(seed).standard_normal(count))
    fade = round(_FADE_S * SAMPLE_RATE)
    slope = np.sin(np.linspace(0, np.pi / 2, fade)) ** 2
    samples[:fade] *= slope
    samples[-fade:] *= slope[::-1]
    gain = 10 ** (_LEVEL_DB / 20) / samples.std()
    return np.asarray(gain * samples, np.float32)


def find(heard: Samples, noises: list[Samples], expected_s: list[float]) -> LoopDelay:
    """Look for each noise around the place in `heard` where it should be. Pure."""
    in_band = _in_band(heard)
    found = [_find_one(in_band, noise, at_s) for noise, at_s in zip(noises, expected_s, strict=True)]
    delays = [delay_s for delay_s, _ in found]
    return LoopDelay(median(delays), max(delays) - min(delays), min(likeness for _, likeness in found))


def _find_one(heard: Any, noise: Samples, expected_s: float) -> tuple[float, float]:
    """How late it is, and the normalised correlation (0..1, whichever way a device turns the phase) there."""
    first = max(0, round((expected_s + _EARLIEST_S) * SAMPLE_RATE))
    last = round((expected_s + _LATEST_S) * SAMPLE_RATE) + len(noise)
    window = heard[first:last]
    places = len(window) - len(noise) + 1
    if places < 1:
        return 0.0, 0.0
    size = 1 << (len(window) + len(noise)).bit_length()
    products = np.fft.irfft(np.fft.rfft(window, size) * np.conj(np.fft.rfft(noise, size)), size)[:places]
    sums = np.concatenate([[0.0], np.cumsum(np.square(window))])
    energies = sums[len(noise) :] - sums[: -len(noise)]
    # Silence beside a loud place holds traces of that place: they would look like it.
    energies = np.maximum(energies, max(energies.max() * 1e-3, len(noise) * 1e-12))
    likeness = np.abs(products) / np.sqrt(energies * np.sum(np.square(noise, dtype=np.float64)))
    best = int(np.argmax(likeness))
    return (first + best) / SAMPLE_RATE - expected_s, float(likeness[best])


def _in_band(samples: Any) -> Any:
    spectrum = np.fft.rfft(samples)
    hz = np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE)
    spectrum[(hz < _LOW_HZ) | (hz > _HIGH_HZ)] = 0
    return np.fft.irfft(spectrum, len(samples))


def load(folder: Path, microphone: str, loudspeaker: str) -> float:
    """The delay kept for these two devices, in seconds; 0 where none is, or the file cannot be read."""
    return _kept(folder).get((microphone, loudspeaker), 0.0)


def save(folder: Path, microphone: str, loudspeaker: str, delay_s: float) -> None:
    """Keep it for these two devices. What is negative is the straying of device times, and kept as 0.

    Raises:
        OSError: the folder cannot be written.
    """
    kept = _kept(folder) | {(microphone, loudspeaker): max(0.0, round(delay_s, 4))}
    rows = [{"microphone": m, "loudspeaker": s, "delay_s": delay} for (m, s), delay in sorted(kept.items())]
    folder.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=_FILE, dir=folder)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(rows, file, indent=1)
        Path(name).replace(folder / _FILE)
    finally:
        Path(name).unlink(missing_ok=True)


def _kept(folder: Path) -> dict[tuple[str, str], float]:
    kept = {}
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError):  # a damaged file is measured anew
        for row in json.loads((folder / _FILE).read_text(encoding="utf-8")):
            if 0 <= (delay_s := float(row["delay_s"])) < _LATEST_S:
                kept[str(row["microphone"]), str(row["loudspeaker"])] = delay_s
    return kept
