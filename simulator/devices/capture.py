"""The microphone as an open stream: blocks of samples, each with the time it was at the microphone."""

from __future__ import annotations

import queue
import time
from typing import Any

import numpy as np

from simulator.devices.clock_fit import StreamClock
from simulator.devices.gaps import Block
from simulator.devices.portaudio import Device, let_go, started

_OTHER_RATES = (48_000, 44_100, 32_000, 16_000)
_STALLED_S = 1.0


class Capture:
    """An open microphone. The callback only copies; everything else happens where `read` is called.

    Raises:
        DeviceError: the device cannot be opened, at any rate.
    """

    def __init__(self, device: Device) -> None:
        self.device = device
        self._blocks: queue.SimpleQueue[tuple[Any, float, float, float, bool]] = queue.SimpleQueue()
        self._clock = StreamClock()
        self._ended = False
        self._stream, self.rate, self._channels = started(device, _OTHER_RATES, self._make)
        self._heard_from = time.monotonic()

    def read(self, timeout_s: float) -> Block | None:
        """The next block; None when none came in time."""
        try:
            data, adc_s, now_s, monotonic_s, overflow = self._blocks.get(timeout=timeout_s)
        except queue.Empty:
            return None
        self._heard_from = monotonic_s
        self._clock.observe(now_s, monotonic_s)
        samples = np.frombuffer(data, np.float32).reshape(-1, self._channels).mean(axis=1, dtype=np.float32)
        return Block(samples, self._clock.monotonic_s(adc_s), overflow)

    @property
    def alive(self) -> bool:
        """False once the device has gone, or has sent nothing for a second."""
        return not self._ended and time.monotonic() - self._heard_from < _STALLED_S

    def close(self) -> None:
        let_go(self._stream)

    def _make(self, library: Any, rate: int, channels: int) -> Any:
        return library.RawInputStream(
            device=self.device.index,
            samplerate=rate,
            channels=channels,
            dtype="float32",
            latency="high",  # a busy machine must not lose sound, and nobody waits for it
            callback=self._receive,
            finished_callback=self._finish,
        )

    def _receive(self, data: Any, frames: int, at: Any, status: Any) -> None:
        self._blocks.put(
            (
                bytes(data),
                at.inputBufferAdcTime,
                at.currentTime,
                time.monotonic(),
                bool(status.input_overflow),
            )
        )

    def _finish(self) -> None:
        self._ended = True
