"""One continuous stream of 16 kHz sound from a microphone that may falter, vanish and return.

What never came is silence of the right length, so that a sample's number is its time. That number is related
to the computer's clock by `fit`; nothing here knows of sessions or pauses.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from statistics import median
from typing import Any, Literal, Protocol

import numpy as np

from simulator.audio import SAMPLE_RATE, Samples
from simulator.devices.clock_fit import ClockFit
from simulator.devices.gaps import Block, GapFinder, Missing
from simulator.errors import DeviceError

_SETTLING_S = 0.3
"""A stream's first times stray by up to 70 ms; its first sound is not used."""
_BEHIND_S = 0.5
"""While the device is gone silence is written up to this long ago: it may be back with sound from then on."""
_TRY_EVERY_S = 0.5
_PLACED_BY = 5
"""A returned device's sound is placed by so many blocks: the time of one may be 100 ms late."""


class CaptureStream(Protocol):
    """What `Capture` offers; in tests a device whose clock and failures are chosen."""

    rate: int

    @property
    def alive(self) -> bool: ...

    def read(self, timeout_s: float) -> Block | None: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Stretch:
    """Samples at 16 kHz that follow the last stretch; `lost` if they stand for sound that never came."""

    samples: Samples
    lost: bool = False


@dataclass(frozen=True, slots=True)
class MicrophoneNews:
    """Something happened at `at_s` of captured sound. A gap also has its length."""

    kind: Literal["gap", "failed", "back"]
    at_s: float
    duration_s: float = 0.0
    cause: str = ""


class Microphone:
    """Reads a capture stream and mends what can be mended.

    Args:
        open_stream: opens the device, also again after it was lost; raises `DeviceError`.
        now_s: the monotonic clock.
        wait_s: lets time pass while there is no device.
    """

    def __init__(
        self,
        open_stream: Callable[[], CaptureStream],
        *,
        now_s: Callable[[], float] = time.monotonic,
        wait_s: Callable[[float], None] = time.sleep,
    ) -> None:
        self._open_stream = open_stream
        self._now_s = now_s
        self._wait_s = wait_s
        self.fit = ClockFit()
        self._emitted = 0  # samples at 16 kHz handed out
        self._news: list[MicrophoneNews] = []
        self._lost_at_s: float | None = None
        self._tried_s = 0.0
        self._stream: CaptureStream = open_stream()
        self._begin_stream()

    @property
    def captured_s(self) -> float:
        return self._emitted / SAMPLE_RATE

    @property
    def is_lost(self) -> bool:
        return self._lost_at_s is not None

    def news(self) -> list[MicrophoneNews]:
        news, self._news = self._news, []
        return news

    def close(self) -> None:
        self._stream.close()

    def restart(self) -> None:
        """Begin with what is heard from now on; what waited since the device was opened is forgotten."""
        now_s = self._now_s()
        while (block := self._stream.read(0.0)) is not None and block.at_s < now_s - _SETTLING_S:
            pass
        self._begin_stream()

    def read(self, timeout_s: float = 0.1) -> list[Stretch]:
        """What came within `timeout_s`, silence for what is lost included; may be nothing."""
        if self._lost_at_s is not None:
            return self._without_device(self._lost_at_s, timeout_s)
        block = self._stream.read(timeout_s)
        if block is None:
            return [] if self._stream.alive else self._lose()
        if self._settling(block):
            return []
        return self._take(self._gaps.take(block))

    def _begin_stream(self) -> None:
        import soxr

        self._base_s = self.captured_s
        self._given = 0  # samples at the device's rate given to the resampler
        self._gaps = GapFinder(self._stream.rate)
        self._resampler: Any = soxr.ResampleStream(
            self._stream.rate, SAMPLE_RATE, 1, dtype="float32", quality="HQ"
        )
        self._settled_from_s: float | None = None

    def _settling(self, block: Block) -> bool:
        if self._settled_from_s is None:
            self._settled_from_s = block.at_s + _SETTLING_S
        return block.at_s < self._settled_from_s

    def _take(self, pieces: list[Block | Missing]) -> list[Stretch]:
        stretches: list[Stretch] = []
        for piece in pieces:
            if isinstance(piece, Missing):
                self._news.append(
                    MicrophoneNews("gap", self._input_s, piece.samples / self._stream.rate, piece.cause)
                )
                stretches += self._resampled(np.zeros(piece.samples, np.float32), lost=True)
                continue
            self.fit.observe(self._input_s, piece.at_s)
            stretches += self._resampled(piece.samples)
        return stretches

    @property
    def _input_s(self) -> float:
        """Captured seconds given to the resampler; what it has handed out lags a little behind."""
        return self._base_s + self._given / self._stream.rate

    def _resampled(self, samples: Samples, *, lost: bool = False) -> list[Stretch]:
        self._given += len(samples)
        return self._emit(self._resampler.resample_chunk(samples), lost=lost)

    def _emit(self, samples: Samples, *, lost: bool = False) -> list[Stretch]:
        if not len(samples):
            return []
        self._emitted += len(samples)
        return [Stretch(samples, lost)]

    def _lose(self) -> list[Stretch]:
        stretches = self._take(self._gaps.end())
        rest = self._resampler.resample_chunk(np.zeros(0, np.float32), last=True)
        stretches += self._emit(rest)
        self._stream.close()
        self._lost_at_s = self.captured_s
        self._tried_s = self._now_s()
        self._news.append(MicrophoneNews("failed", self._lost_at_s, cause="no more sound comes from it"))
        return stretches

    def _without_device(self, lost_at_s: float, timeout_s: float) -> list[Stretch]:
        stretches = self._silence_until(self._now_s() - _BEHIND_S)
        if self._now_s() - self._tried_s < _TRY_EVERY_S:
            self._wait_s(timeout_s)
            return stretches
        self._tried_s = self._now_s()
        try:
            self._stream = self._open_stream()
        except DeviceError:
            return stretches
        self._begin_stream()
        return stretches + self._find_place(lost_at_s)

    def _find_place(self, lost_at_s: float) -> list[Stretch]:
        """Wait for the new stream to settle; silence up to its first sample, then go on as before."""
        until_s = self._now_s() + 2.0
        blocks: list[Block] = []
        while self._now_s() < until_s:
            block = self._stream.read(0.1)
            if block is None or self._settling(block):
                continue
            blocks.append(block)
            if len(blocks) < _PLACED_BY:
                continue
            before = accumulate((len(b.samples) for b in blocks), initial=0)
            first_s = median(b.at_s - n / self._stream.rate for b, n in zip(blocks, before, strict=False))
            silence = self._silence_until(first_s)
            self.fit.restart()
            self._base_s = self.captured_s
            self._lost_at_s = None
            self._news.append(
                MicrophoneNews("gap", lost_at_s, self.captured_s - lost_at_s, "the microphone was gone")
            )
            self._news.append(MicrophoneNews("back", self.captured_s))
            return silence + self._take([piece for b in blocks for piece in self._gaps.take(b)])
        self._stream.close()
        return []

    def _silence_until(self, monotonic_s: float) -> list[Stretch]:
        target = round(self.fit.captured_s(monotonic_s) * SAMPLE_RATE) if self.fit.ready else self._emitted
        count = min(max(0, target - self._emitted), SAMPLE_RATE * 3600)
        return self._emit(np.zeros(count, np.float32), lost=True)
