"""Pitch and loudness of the voice, measured once and stored, so that a report never touches the sound.

F0 by probabilistic YIN (Mauch & Dixon 2014, librosa's `pyin`) at a 32 ms hop, in pieces of at most 2 s:
its compiled search holds the interpreter 29 ms for each second of voice, and meanwhile nobody feeds the
loudspeaker.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from simulator.audio import FRAME_SAMPLES, SAMPLE_RATE, Samples, Span
from simulator.ports import Prosody
from simulator.store import SessionFolder

HOP_S = FRAME_SAMPLES / SAMPLE_RATE
_PIECE_S = 2.0
_LOWEST_HZ, _HIGHEST_HZ = 65.0, 420.0  # speaking voices, from low male to high female
_WINDOW = 1024  # two periods of the lowest voice


def track(samples: Samples, speech: Sequence[Span]) -> Prosody:
    """Pitch and level of the stretches of speech, given in seconds from the samples' beginning."""
    import librosa

    parts: list[Prosody] = []
    for piece in _pieces(speech):
        part = samples[round(piece.start_s * SAMPLE_RATE) : round(piece.end_s * SAMPLE_RATE)]
        if len(part) < 2 * _WINDOW:
            continue
        f0_hz, voiced, _ = librosa.pyin(
            part,
            fmin=_LOWEST_HZ,
            fmax=_HIGHEST_HZ,
            sr=SAMPLE_RATE,
            frame_length=_WINDOW,
            hop_length=FRAME_SAMPLES,
            fill_na=np.nan,
        )
        rms = librosa.feature.rms(y=part, frame_length=_WINDOW, hop_length=FRAME_SAMPLES)[0]
        parts.append(
            Prosody(
                at_s=(piece.start_s + np.arange(len(f0_hz)) * HOP_S).astype(np.float64),
                f0_hz=np.where(voiced, f0_hz, np.nan).astype(np.float32),
                level_db=librosa.amplitude_to_db(rms, ref=1.0, amin=1e-6, top_db=None).astype(np.float32),
            )
        )
    return Prosody.joined(parts)


def warm_up() -> None:
    """Load what `track` needs (3 to 5 s, in which sound would stutter): before the first word is spoken."""
    t = np.arange(SAMPLE_RATE // 4) / SAMPLE_RATE
    track((0.3 * np.sin(2 * np.pi * 120 * t)).astype(np.float32), [Span(0.0, 0.25)])


def save(session: SessionFolder, prosody: Prosody) -> None:
    """Keep the arrays in the session's folder, whole or not at all."""
    part = session.features_path.with_suffix(".part")
    with part.open("wb") as file:
        np.savez_compressed(file, at_s=prosody.at_s, f0_hz=prosody.f0_hz, level_db=prosody.level_db)
    part.chmod(0o600)
    part.replace(session.features_path)


def load(session: SessionFolder) -> Prosody | None:
    """The stored arrays; None when there are none or they cannot be read (they are then measured anew)."""
    try:
        with np.load(session.features_path, allow_pickle=False) as arrays:
            return Prosody(arrays["at_s"], arrays["f0_hz"], arrays["level_db"])
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return None


def measure(session: SessionFolder, speech: Sequence[Span]) -> Prosody:
    """Pitch and level of a stored session's speech, one stretch in memory at a time."""
    parts = []
    for span in _pieces(speech):
        samples = session.read_audio("candidate", span)
        length_s = len(samples) / SAMPLE_RATE
        parts.append(track(samples, [Span(0.0, length_s)]).shifted(span.start_s))
    return Prosody.joined(parts)


def _pieces(speech: Sequence[Span]) -> Iterator[Span]:
    for span in speech:
        count = max(1, int(np.ceil(span.duration_s / _PIECE_S)))
        edges = np.linspace(span.start_s, span.end_s, count + 1)
        for start_s, end_s in pairwise(edges):
            yield Span(float(start_s), float(end_s))
