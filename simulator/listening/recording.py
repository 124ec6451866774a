"""The session's sound on the session clock: crash-safe while it runs, FLAC once it is closed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import nullcontext, suppress
from types import TracebackType
from typing import Self

from simulator.audio import SAMPLE_RATE, CrashSafeWav, Samples
from simulator.errors import StoreError
from simulator.store import CHANNELS, SessionFolder

_SYNC_EVERY_S = 5.0
_BLOCK = 10 * SAMPLE_RATE


class Recording:
    """Writes interviewer and candidate side by side, frame by frame. It is the session clock.

    A session's sound that is there already is gone on with.
    """

    def __init__(self, session: SessionFolder, also_sync: Callable[[], None] = lambda: None) -> None:
        try:
            if session.wav_path.exists():
                self._wav = CrashSafeWav.reopen(session.wav_path, channels=len(CHANNELS))
            else:
                self._wav = CrashSafeWav(session.wav_path, channels=len(CHANNELS))
            session.wav_path.chmod(0o600)
        except OSError as error:
            raise StoreError(f"No sound can be recorded in {session.path}: {error.strerror}.") from error
        self._also_sync = also_sync
        self._synced_at = time.monotonic()

    @property
    def now_s(self) -> float:
        return self._wav.frames_written / SAMPLE_RATE

    def write(self, *, interviewer: Samples, candidate: Samples) -> None:
        """Append one frame of both channels.

        Raises:
            StoreError: the disk is full or gone; all before is kept.
        """
        try:
            self._wav.write(interviewer, candidate)
            if time.monotonic() - self._synced_at >= _SYNC_EVERY_S:
                self._wav.sync()
                self._also_sync()  # in a long answer nothing else is logged for a while
                self._synced_at = time.monotonic()
        except OSError as error:
            raise StoreError(
                f"The recording stopped at {self.now_s:.0f} s: {error.strerror}.",
                kept="The session up to that moment is kept.",
                next_step="Make room, then run `second-round report` on the session.",
            ) from error

    def close(self) -> None:
        self._wav.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # On a full disk closing fails too: the first error is the one that says what was kept.
        with suppress(OSError) if error else nullcontext():
            self.close()


def compress(session: SessionFolder) -> None:
    """Turn audio.wav into audio.flac, bit for bit the same samples; the WAV goes only after that.

    A kill in between leaves the WAV, or both; a half-made FLAC never carries the final name. Without
    room for it the WAV simply stays.
    """
    import soundfile

    if not session.wav_path.is_file():
        return
    part = session.path / "audio.flac.part"
    try:
        with soundfile.SoundFile(session.wav_path) as source:
            frames = source.frames
            with soundfile.SoundFile(
                part, "w", source.samplerate, source.channels, subtype="PCM_16", format="FLAC"
            ) as target:
                while len(block := source.read(_BLOCK, dtype="int16", always_2d=True)):
                    target.write(block)
        if soundfile.info(part).frames != frames:
            raise OSError("the compressed copy is shorter than the recording")
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.chmod(0o600)
        part.replace(session.flac_path)
        session.wav_path.unlink()
    except (OSError, soundfile.SoundFileError):
        part.unlink(missing_ok=True)


def uncompress(session: SessionFolder) -> None:
    """Turn audio.flac back into audio.wav, so that a closed session can go on; safe as `compress` is.

    Raises:
        StoreError: there is no room for it.
    """
    import soundfile

    if session.wav_path.is_file() or not session.flac_path.is_file():
        return
    part = session.path / "audio.wav.part"
    part.unlink(missing_ok=True)
    try:
        with (
            soundfile.SoundFile(session.flac_path) as source,
            CrashSafeWav(part, channels=len(CHANNELS)) as wav,
        ):
            while len(block := source.read(_BLOCK, dtype="int16", always_2d=True)):
                wav.write_pcm16(block)
        part.chmod(0o600)
        part.replace(session.wav_path)
        session.flac_path.unlink()
    except (OSError, soundfile.SoundFileError) as error:
        part.unlink(missing_ok=True)
        raise StoreError(
            f"The recording in {session.path} cannot be gone on with: {error}.", kept="It is kept as it was."
        ) from error
