"""The loudspeaker as an open stream: utterances queued, ducked, stopped within a moment, and timed.

The stream runs from beginning to end of a rehearsal and plays silence between utterances, so that no first
syllable waits for a device to wake up and no last one is cut off when a stream stops.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from simulator.audio import SAMPLE_RATE, Samples, Sound, resample
from simulator.devices.clock_fit import StreamClock
from simulator.devices.portaudio import Device, let_go, quiet_stderr, sounddevice, started
from simulator.fading import Fader

_LATENCY_S = 0.06
"""What the device holds is heard as it was given, so ducking comes that late. Stopping does not wait for it:
the device drops what it holds. A longer one outlasts a longer stall of the interpreter without a crackle."""
_SLIP_S = 0.02  # later than this against its beginning, and the rest of an utterance gets a place of its own
_STALLED_S = 2.0
_PRIMING = 5
"""A started stream takes this many buffers at once and says they are heard up to 45 ms too early."""
_OTHER_RATES = (48_000, 44_100, 16_000)


@dataclass(slots=True)
class Piece:
    """From sample `first` on (at 16 kHz), the utterance is audible from `at_s` on (monotonic clock)."""

    first: int
    at_s: float


@dataclass(slots=True)
class Utterance:
    """One sound on its way out. The stream's callback writes it; others only read."""

    samples: Samples  # at 16 kHz, as it is recorded
    sound: Samples  # the same at the device's rate
    rate: int
    fader: Fader  # the stream's
    begins: int = 0  # the stream's sample that is its first one
    position: int = 0  # samples of `sound` handed to the device
    pieces: list[Piece] = field(default_factory=list)
    over: bool = False
    stopped_at_s: float | None = None
    """When it was cut off (monotonic); what the device held by then was not heard."""

    @property
    def played(self) -> int:
        """Samples at 16 kHz that were handed to the device."""
        return min(len(self.samples), round(self.position * SAMPLE_RATE / self.rate))

    @property
    def audible_until_s(self) -> float:
        """When the last sample that was handed to the device is audible (monotonic); 0 for none."""
        if not self.pieces:
            return 0.0
        last = self.pieces[-1]
        return last.at_s + (self.played - last.first) / SAMPLE_RATE

    def gains(self, first: int, count: int) -> Samples:
        """The gain of these samples (at 16 kHz): what they were given on their way out, or would be now."""
        step = self.rate / SAMPLE_RATE
        return self.fader.gains(self.begins + first * step, count, step)


class Playout:
    """An open loudspeaker.

    Raises:
        DeviceError: the device cannot be opened, at any rate.
    """

    def __init__(self, device: Device) -> None:
        self.device = device
        self._waiting: deque[Utterance] = deque()
        self._held: list[Utterance] = []  # handed over to their ends, but not yet heard to them
        self._lock = threading.Lock()
        self._clock = StreamClock()
        self._ended = False
        self._restarting = False
        self._buffers = 0  # since the stream was started
        self._handed = 0  # samples the device was given, silence included
        self.rate = device.rate
        self._stream, _, _ = started(device, _OTHER_RATES, self._make)
        self._called_s = time.monotonic()

    def play(self, samples: Samples) -> Utterance:
        """Queue 16 kHz mono samples."""
        sound = resample(Sound(samples, SAMPLE_RATE), self.rate)
        utterance = Utterance(samples, sound, self.rate, self._fader)
        with self._lock:
            self._waiting.append(utterance)
        return utterance

    def duck(self, by_db: float) -> None:
        """From the next sample that the device is given, be so much quieter; 0 ends it. What it already
        holds (`_LATENCY_S`) still comes as it was given."""
        with self._lock:
            self._fader.duck(by_db, self._handed)

    def stop(self) -> None:
        """Drop what is playing, what the device already holds of it, and what waits."""
        with self._lock:
            now_s = time.monotonic()
            stopped = [*self._still_held(now_s), *self._waiting]
            if not stopped:
                return
            for utterance in stopped:
                utterance.over, utterance.stopped_at_s = True, now_s
            self._waiting.clear()
            self._held = []
        self._restarting = True
        try:
            with quiet_stderr():
                self._stream.abort()
                self._buffers = 0
                self._stream.start()
        except sounddevice().PortAudioError:
            self._ended = True  # the device has gone in this very moment
        finally:
            self._restarting = False

    @property
    def alive(self) -> bool:
        return not self._ended and time.monotonic() - self._called_s < _STALLED_S

    def close(self) -> None:
        let_go(self._stream)

    def _make(self, library: Any, rate: int, channels: int) -> Any:
        self.rate = rate  # the callback needs it from its first call on
        self._fader = Fader(rate)
        return library.OutputStream(
            device=self.device.index,
            samplerate=rate,
            channels=channels,
            dtype="float32",
            latency=_LATENCY_S,
            callback=self._fill,
            finished_callback=self._finish,
        )

    def _fill(self, out: Any, frames: int, at: Any, status: Any) -> None:
        self._called_s = time.monotonic()
        self._clock.observe(at.currentTime, self._called_s)
        audible_s = self._clock.monotonic_s(at.outputBufferDacTime)
        out.fill(0)
        self._buffers += 1
        if self._buffers <= _PRIMING:
            return
        written = 0
        with self._lock:
            while written < frames and self._waiting:
                utterance = self._waiting[0]
                written += self._put(
                    utterance, out[written:], self._handed + written, audible_s + written / self.rate
                )
                if utterance.over:
                    self._held = [*self._still_held(self._called_s), self._waiting.popleft()]
            self._handed += frames

    def _still_held(self, now_s: float) -> list[Utterance]:
        return [utterance for utterance in self._held if utterance.audible_until_s > now_s]

    def _put(self, utterance: Utterance, out: Any, at: int, audible_s: float) -> int:
        count = min(len(out), len(utterance.sound) - utterance.position)
        if count:
            utterance.begins = at - utterance.position
            self._anchor(utterance, audible_s)
            sound = utterance.sound[utterance.position : utterance.position + count]
            out[:count] = (sound * self._fader.gains(at, count))[:, None]
            utterance.position += count
        utterance.over = utterance.position >= len(utterance.sound)
        return count

    @staticmethod
    def _anchor(utterance: Utterance, audible_s: float) -> None:
        first = utterance.played
        if utterance.pieces:
            last = utterance.pieces[-1]
            if abs(last.at_s + (first - last.first) / SAMPLE_RATE - audible_s) < _SLIP_S:
                return
        utterance.pieces.append(Piece(first, audible_s))

    def _finish(self) -> None:
        if not self._restarting:
            self._ended = True
