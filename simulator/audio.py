"""Sound as numbers: the one sample rate, spans and frames, levels, resampling, a crash-safe WAV.

Everything inside the product is mono float32 in [-1, 1] at 16 kHz, because that is what the speech
models hear. Sound at another rate carries its rate (`Sound`) until it is resampled at the rim.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 16_000
FRAME_SAMPLES = 512  # 32 ms: the window the voice activity detector was trained on
FRAME_S = FRAME_SAMPLES / SAMPLE_RATE

Samples = NDArray[np.float32]

_WAV_HEADER_BYTES = 44
_SILENCE_DB = -120.0


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of session time, in seconds since the session began; `end_s` is exclusive."""

    start_s: float
    end_s: float

    @property
    def duration_s(self) -> float:
        return self.end_s - self.start_s

    def overlap_s(self, other: Span) -> float:
        """Seconds the two spans share; 0 when they do not touch."""
        return max(0.0, min(self.end_s, other.end_s) - max(self.start_s, other.start_s))

    def shifted(self, by_s: float) -> Span:
        return Span(self.start_s + by_s, self.end_s + by_s)


@dataclass(frozen=True, slots=True)
class Frame:
    """512 samples of the candidate's microphone: float32, mono, 16 kHz, [-1, 1].

    `lost` marks silence that stands for sound the device never delivered.
    """

    start_s: float
    samples: Samples
    lost: bool = False

    @property
    def end_s(self) -> float:
        return self.start_s + len(self.samples) / SAMPLE_RATE


@dataclass(frozen=True, slots=True)
class Sound:
    """Mono float32 samples that carry their own rate in Hz, as a voice returns them."""

    samples: Samples
    rate: int

    @property
    def duration_s(self) -> float:
        return len(self.samples) / self.rate


def rms_db(samples: Samples) -> float:
    """Root-mean-square level in dB re full scale; -120 for silence or nothing."""
    if len(samples) == 0:
        return _SILENCE_DB
    mean_square = float(np.mean(np.square(samples, dtype=np.float64)))
    return max(_SILENCE_DB, 10.0 * float(np.log10(mean_square + 1e-12)))


def active_level_db(samples: Samples, rate: int, *, floor_below_peak_db: float = 30.0) -> float:
    """RMS level in dB of the parts where something sounds.

    50 ms blocks within `floor_below_peak_db` of the loudest block count as sounding, so that the
    pauses in a sentence do not make its voice seem quieter (after ITU-T P.56's active speech level).
    """
    block = max(1, round(0.05 * rate))
    blocks = samples[: len(samples) // block * block].reshape(-1, block)
    if len(blocks) == 0:
        return rms_db(samples)
    powers = np.mean(np.square(blocks, dtype=np.float64), axis=1)
    sounding = powers[powers >= powers.max() * 10 ** (-floor_below_peak_db / 10)]
    return max(_SILENCE_DB, 10.0 * float(np.log10(sounding.mean() + 1e-12)))


def band_step_db(
    samples: Samples, rate: int, below: tuple[float, float], above: tuple[float, float]
) -> float:
    """How much weaker one band (from, to; in Hz) is than one below it; 0 where there is too little sound.

    Where something upstream cut the sound off between the two, this is far more than any voice's falling
    spectrum. The samples are looked at in blocks of 2048.
    """
    size = 2048
    blocks = samples[: len(samples) // size * size].reshape(-1, size)
    if not len(blocks):
        return 0.0
    density = np.mean(np.abs(np.fft.rfft(blocks * np.hanning(size))) ** 2, axis=0)
    hz = np.fft.rfftfreq(size, 1 / rate)

    def level_db(band: tuple[float, float]) -> float:
        return 10 * float(np.log10(density[(hz >= band[0]) & (hz < band[1])].mean() + 1e-15))

    return level_db(below) - level_db(above)


def at_level(sound: Sound, level_db: float, *, peak: float = 0.9) -> Sound:
    """The same sound with its active level at `level_db`, peaks kept at or below `peak`."""
    if not len(sound.samples):
        return sound
    gain = 10 ** ((level_db - active_level_db(sound.samples, sound.rate)) / 20)
    loudest = float(np.abs(sound.samples).max())
    if loudest * gain > peak:
        gain = peak / loudest
    return Sound((sound.samples * np.float32(gain)).astype(np.float32), sound.rate)


def trimmed(sound: Sound, *, threshold: float = 0.001, margin_s: float = 0.01) -> Sound:
    """The same sound without the silence before and after it; all of it where nothing sounds at all."""
    sounding = np.flatnonzero(np.abs(sound.samples) > threshold)
    if not len(sounding):
        return sound
    margin = round(margin_s * sound.rate)
    first, last = max(0, int(sounding[0]) - margin), int(sounding[-1]) + 1 + margin
    return Sound(sound.samples[first:last], sound.rate)


def resample(sound: Sound, rate: int = SAMPLE_RATE) -> Samples:
    """The sound's samples at another rate (band-limited, libsoxr high quality)."""
    if sound.rate == rate:
        return sound.samples
    import soxr  # lazy: the pure rooms import this module without needing it

    return np.asarray(soxr.resample(sound.samples, sound.rate, rate, quality="HQ"), dtype=np.float32)


def to_pcm16(samples: Samples) -> NDArray[np.int16]:
    """Float samples as little-endian 16-bit integers, clipped to the legal range."""
    scaled = np.clip(samples, -1.0, 1.0) * 32767.0
    return np.asarray(np.rint(scaled), dtype="<i2")


class CrashSafeWav:
    """A 16-bit PCM WAV file that can be read whole after a kill at any instant.

    The 44-byte header is rewritten after every block, so what the header promises is always there;
    at most the block being written is lost. (Kill tests against the alternatives: RF64, CAF, AU and
    FLAC all lost or misreported sound.) `sync` forces the bytes to the disk.
    """

    def __init__(self, path: Path, *, channels: int, rate: int = SAMPLE_RATE) -> None:
        self.channels = channels
        self.rate = rate
        self.frames_written = 0
        self._file: IO[bytes] = path.open("xb")
        self._patch_header()
        self._file.seek(_WAV_HEADER_BYTES)

    @classmethod
    def reopen(cls, path: Path, *, channels: int, rate: int = SAMPLE_RATE) -> Self:
        """Go on with a file that was left, by a kill too: what its header promises is kept, and no more."""
        wav = cls.__new__(cls)
        wav.channels, wav.rate = channels, rate
        wav._file = path.open("r+b")
        header = wav._file.read(_WAV_HEADER_BYTES)
        promised = struct.unpack("<I", header[40:44])[0] if len(header) == _WAV_HEADER_BYTES else 0
        present = max(0, path.stat().st_size - _WAV_HEADER_BYTES)
        wav.frames_written = min(promised, present) // (channels * 2)
        wav._patch_header()
        wav._file.truncate(_WAV_HEADER_BYTES + wav.frames_written * channels * 2)
        wav._file.seek(0, os.SEEK_END)
        return wav

    def write(self, *channels: Samples) -> None:
        """Append one block: one float array per channel, all of the same length."""
        self.write_pcm16(np.stack([to_pcm16(channel) for channel in channels], axis=1))

    def write_pcm16(self, interleaved: NDArray[np.int16]) -> None:
        """Append samples as they are stored: (frames, channels)."""
        self._file.write(interleaved.tobytes())
        self.frames_written += len(interleaved)
        self._patch_header()
        self._file.seek(0, os.SEEK_END)

    def sync(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        if self._file.closed:
            return
        try:
            self.sync()
        finally:  # also on a full disk
            self._file.close()

    def _patch_header(self) -> None:
        # The samples must reach the file before the header that counts them.
        self._file.flush()
        data_bytes = min(self.frames_written * self.channels * 2, 0xFFFFFFFF - 36)
        block_align = self.channels * 2
        self._file.seek(0)
        self._file.write(
            struct.pack(
                "<4sI4s4sIHHIIHH4sI",
                b"RIFF", 36 + data_bytes, b"WAVE",
                b"fmt ", 16, 1, self.channels, self.rate, self.rate * block_align, block_align, 16,
                b"data", data_bytes,
            )
        )  # fmt: skip
        self._file.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
