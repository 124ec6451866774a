"""Speech with noise in it, at a known ratio. Pure; the same seed gives the same sound."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np

from measuring.word_scores import Truth
from simulator.audio import SAMPLE_RATE, Samples, active_level_db, rms_db

SHARE_WITH_FILLERS = 2 / 3
_SILENT_DB = -90.0


def mixed(speech: Samples, noise: Samples, *, snr_db: float) -> Samples:
    """The speech with noise `snr_db` below the level of its sounding parts; both fade when it would clip."""
    gain = 10 ** ((active_level_db(speech, SAMPLE_RATE) - snr_db - rms_db(noise)) / 20)
    both = speech + gain * noise
    return np.asarray(both / max(1.0, float(np.abs(both).max(initial=0.0))), np.float32)


def noise_for(length: int, recorded: Sequence[Samples], random: Random) -> Samples:
    """So many samples of noise: recordings drawn one after the other, equally loud; pink without any."""
    usable = [noise for noise in recorded if rms_db(noise) > _SILENT_DB]
    if not usable:
        return pink_noise(length, random.getrandbits(32))
    pieces: list[Samples] = []
    while sum(map(len, pieces)) < length:
        noise = random.choice(usable)
        pieces.append(noise / 10 ** (rms_db(noise) / 20))
    return np.concatenate(pieces)[:length]


def pink_noise(length: int, seed: int) -> Samples:
    """Noise with the same power in every octave, RMS 1."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(length))
    spectrum /= np.sqrt(np.maximum(1, np.arange(len(spectrum))))
    spectrum[0] = 0
    noise = np.fft.irfft(spectrum, length)
    return np.asarray(noise / np.sqrt(np.mean(np.square(noise))), np.float32)


def pick(truths: Sequence[Truth], *, minutes: float, seed: int) -> set[str]:
    """Ids of some clips with words, of at most so many minutes; two thirds of that for clips with fillers."""
    order = [truth for truth in truths if truth.text and truth.source != "none"]
    Random(seed).shuffle(order)
    picked: set[str] = set()
    seconds = 0.0
    for share, wanted in ((SHARE_WITH_FILLERS, True), (1.0, False)):
        for truth in order:
            fits = seconds + truth.seconds <= 60 * minutes * share
            if bool(truth.fillers) is wanted and fits:
                picked.add(truth.id)
                seconds += truth.seconds
    return picked
