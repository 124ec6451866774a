"""Spoken phrases kept: a voice whose phrases are synthesised once, at one rate and one loudness."""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from simulator.audio import SAMPLE_RATE, Sound, at_level, resample, trimmed
from simulator.ports import Voice

_MADE = "3"  # counts changes in how phrases are made: what was kept before is not used
_MOST_PHRASES = 600  # about 100 MB; the longest unused go first


class CachedVoice:
    """A voice at 16 kHz and `level_db`, its phrases kept in `folder` (None keeps nothing)."""

    def __init__(self, voice: Voice, folder: Path | None, *, level_db: float, version: str = "") -> None:
        self._voice = voice
        self._folder = folder
        self._level_db = level_db
        self._version = version

    @property
    def name(self) -> str:
        return self._voice.name

    def synthesize(self, text: str) -> Sound:
        path = self._path(text)
        if path is not None and (kept := _read(path)) is not None:
            return kept
        # Voices begin and end with up to half a second of silence: it would be dead air in every turn.
        levelled = trimmed(at_level(self._voice.synthesize(text), self._level_db))
        sound = Sound(resample(levelled), SAMPLE_RATE)
        if path is not None:
            _write(path, sound)
        return sound

    def _path(self, text: str) -> Path | None:
        if self._folder is None:
            return None
        key = "\0".join((_MADE, self.name, self._version, f"{self._level_db:.1f}", text))
        return self._folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.flac"


def _read(path: Path) -> Sound | None:
    import soundfile

    try:
        samples, rate = soundfile.read(path, dtype="float32")
        os.utime(path)  # recently used
    except (soundfile.SoundFileError, OSError):
        return None
    return Sound(samples, int(rate))


def _write(path: Path, sound: Sound) -> None:
    """Keep a phrase if possible: a cache that cannot be written is no reason to be silent."""
    import soundfile

    with suppress(soundfile.SoundFileError, OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, name = tempfile.mkstemp(suffix=".part", dir=path.parent)
        os.close(descriptor)
        part = Path(name)
        try:
            soundfile.write(part, sound.samples, sound.rate, format="FLAC", subtype="PCM_16")
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        kept = sorted(path.parent.glob("*.flac"), key=lambda file: file.stat().st_mtime)
        for stale in kept[:-_MOST_PHRASES]:
            stale.unlink(missing_ok=True)
