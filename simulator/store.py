"""The session folder: where a session's log, sound and reports live.

<folder>/events.jsonl   the log (`eventlog.py`)
<folder>/audio.wav      two channels, interviewer and candidate, 16 kHz; audio.flac once closed
<folder>/features.npz   pitch and level of the candidate's voice, measured once
<folder>/report.{json,html,md}
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from filelock import FileLock, Timeout

from simulator import eventlog
from simulator.audio import SAMPLE_RATE, Samples, Span
from simulator.errors import StoreError
from simulator.events import Event

Channel = Literal["interviewer", "candidate"]
CHANNELS: tuple[Channel, Channel] = ("interviewer", "candidate")

_LOG = "events.jsonl"
_WAV = "audio.wav"
_FLAC = "audio.flac"
_BLOCK_S = 10.0


@dataclass(frozen=True, slots=True)
class SessionFolder:
    """One session on disk. Nothing is read until asked for."""

    path: Path

    @property
    def log_path(self) -> Path:
        return self.path / _LOG

    @property
    def wav_path(self) -> Path:
        return self.path / _WAV

    @property
    def flac_path(self) -> Path:
        return self.path / _FLAC

    @property
    def features_path(self) -> Path:
        return self.path / "features.npz"

    def events(self) -> list[Event]:
        """The session's whole events, in order of writing."""
        records, _ = eventlog.read(self.log_path)
        return list(eventlog.events_of(records))

    @property
    def audio_path(self) -> Path | None:
        """The sound, compressed when the session was closed, else as recorded; None without sound."""
        return next((path for path in (self.flac_path, self.wav_path) if path.is_file()), None)

    def audio_duration_s(self) -> float:
        if self.audio_path is None:
            return 0.0
        import soundfile

        try:
            return float(soundfile.info(self.audio_path).frames) / SAMPLE_RATE
        except (soundfile.SoundFileError, OSError):
            return 0.0  # killed before the first block was on disk

    def read_audio(self, channel: Channel, span: Span | None = None) -> Samples:
        """One channel's samples, float32 at 16 kHz, of a span (clipped to what there is) or all.

        Raises:
            StoreError: there is no sound, or it cannot be read.
        """
        import soundfile

        if self.audio_path is None:
            raise StoreError(f"{self.path} holds no sound.")
        start = max(0, round(span.start_s * SAMPLE_RATE)) if span else 0
        stop = max(start, round(span.end_s * SAMPLE_RATE)) if span else None
        try:
            with soundfile.SoundFile(self.audio_path) as file:
                start = min(start, file.frames)
                file.seek(start)
                frames = -1 if stop is None else min(stop, file.frames) - start
                both = file.read(frames, dtype="float32", always_2d=True)
        except (soundfile.SoundFileError, OSError) as error:
            raise StoreError(f"The sound in {self.path} cannot be read: {error}.") from error
        return np.ascontiguousarray(both[:, CHANNELS.index(channel)])

    def audio_blocks(self, channel: Channel, span: Span) -> Iterator[Samples]:
        """A span's samples, ten seconds at a time: memory stays flat however long it is.

        Raises:
            StoreError: as `read_audio`.
        """
        start_s = span.start_s
        while start_s < span.end_s - 0.5 / SAMPLE_RATE:
            stop_s = min(start_s + _BLOCK_S, span.end_s)
            block = self.read_audio(channel, Span(start_s, stop_s))
            if not len(block):
                return
            yield block
            start_s = stop_s

    def sweep(self) -> None:
        """Remove half-written files that a kill left behind; call with the folder locked."""
        for part in self.path.glob("*.part"):
            part.unlink(missing_ok=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder for writing; a second process is told who is in the way.

        Raises:
            StoreError: another process is writing this session.
        """
        lock = FileLock(self.path / ".lock", timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise StoreError(
                f"{self.path} is being written by another rehearsal.", next_step="Wait until it has ended."
            ) from None
        except OSError as error:
            raise StoreError(f"{self.path} cannot be written: {error.strerror}.") from error
        try:
            yield
        finally:
            lock.release()


def create(path: Path) -> SessionFolder:
    """A new, empty session folder, readable by its owner only.

    Raises:
        StoreError: the folder holds something already or cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        if any(path.iterdir()):
            raise StoreError(f"{path} is not empty.", next_step="Name a new folder; nothing was touched.")
        probe = path / ".lock"
        probe.touch(mode=0o600)
    except OSError as error:
        raise StoreError(
            f"{path} cannot be written: {error.strerror}.", next_step="Choose another folder with --out."
        ) from error
    return SessionFolder(path)


def open_existing(path: Path) -> SessionFolder:
    """The session in a folder.

    Raises:
        StoreError: there is none.
    """
    if not (path / _LOG).is_file():
        raise StoreError(f"{path} is not a session.", next_step="`second-round sessions` lists yours.")
    return SessionFolder(path)
