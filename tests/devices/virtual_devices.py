"""Sound devices in virtual time: an hour with two wrong clocks, holes and unplugging runs in seconds.

There is one true time, the world's, and the computer's monotonic clock tells it. A microphone samples what is
in the air at true moments, but counts its samples with a clock of its own; a loudspeaker turns samples into
sound at true moments, with another. What the devices *say* about their times strays as PortAudio's was
measured to stray. So every test can compare what the product believes with what was.
"""

from __future__ import annotations

import bisect
import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from simulator.audio import SAMPLE_RATE, Frame, Samples
from simulator.devices.gaps import Block
from simulator.devices.playout import Playout
from simulator.devices.portaudio import Device
from simulator.errors import DeviceError

Times = NDArray[np.float64]

BURST_S = 0.02
LOUD = 0.05
NOTHING = 1e-6
NOISE = 1e-3
"""What a microphone that works hears in silence: never exactly nothing, so zeros are sound that was lost."""
_WALL_CLOCK_S = 1.79e9
_STALLED_S = 1.0


class World:
    """True time. It passes only when somebody waits; what was planned happens on the way.

    It can stand in for the `time` module: it has `monotonic`.
    """

    def __init__(self, seed: int = 0) -> None:
        self.now_s = 5_000.0
        self.random = np.random.default_rng(seed)
        self._agenda: list[tuple[float, int, Callable[[], None]]] = []
        self._planned = 0

    def monotonic(self) -> float:
        return self.now_s

    def at(self, when_s: float, action: Callable[[], None]) -> None:
        heapq.heappush(self._agenda, (when_s, self._planned, action))
        self._planned += 1

    def advance(self, until_s: float) -> None:
        while self._agenda and self._agenda[0][0] <= until_s:
            when_s, _, action = heapq.heappop(self._agenda)
            self.now_s = max(self.now_s, when_s)
            action()
        self.now_s = max(self.now_s, until_s)

    def wait(self, seconds: float) -> None:
        self.advance(self.now_s + seconds)


class Candidate:
    """Makes bursts at chosen true moments: 20 ms of 1 kHz, loudest at the moment itself."""

    def __init__(self) -> None:
        self.bursts_s: list[float] = []

    def burst(self, true_s: float) -> None:
        self.bursts_s.append(true_s)

    def heard(self, times: Times) -> Samples | None:
        first = bisect.bisect(self.bursts_s, times[0] - BURST_S)
        last = bisect.bisect(self.bursts_s, times[-1] + BURST_S)
        if first == last:
            return None
        return _sum([burst(times - s) for s in self.bursts_s[first:last]])


def burst(around: Times) -> Samples:
    """The burst's value at times relative to its middle."""
    inside = np.abs(around) < BURST_S / 2
    shape = np.where(inside, np.cos(np.pi * around / BURST_S) ** 2, 0.0)
    return np.asarray(0.8 * shape * np.cos(2 * np.pi * 1000 * around), np.float32)


def _sum(sounds: Sequence[Samples]) -> Samples:
    return np.asarray(np.sum(sounds, axis=0), np.float32)


@dataclass(frozen=True, slots=True)
class Hole:
    """Sound that the microphone drops without a word.

    reader_stalls: nobody could read either (the machine stood still), so no silence is noticed.
    """

    start_s: float
    duration_s: float
    reader_stalls: bool = True

    @property
    def end_s(self) -> float:
        return self.start_s + self.duration_s


@dataclass(frozen=True, slots=True)
class Gone:
    """The device is unplugged from here to there, true time."""

    start_s: float
    end_s: float


@dataclass(slots=True)
class Stray:
    """How far reported times stray from the truth: a slow wander, a jitter, single late callbacks, and
    nonsense in a stream's first 0.15 s. As measured with PortAudio on ALSA and PulseAudio."""

    wander_s: float = 0.003
    jitter_s: float = 0.0005
    late_s: float = 0.1
    late_share: float = 0.01
    at_first_s: float = 0.07

    def off_s(self, world: World, at_s: float, open_s: float) -> float:
        off_s = self.wander_s * float(np.sin(at_s / 1.7)) + self.jitter_s * world.random.standard_normal()
        if world.random.random() < self.late_share:
            off_s += self.late_s
        if open_s < 0.15:
            off_s += self.at_first_s * (2 * world.random.random() - 1)
        return off_s


EXACT = Stray(0.0, 0.0, 0.0, 0.0, 0.0)


class VirtualMicrophone:
    """A microphone. `open` is what the product opens; `delivered` is what it really got, in true time."""

    def __init__(
        self,
        world: World,
        *,
        rate: int = 48_000,
        ppm: float = 0.0,
        block_s: float = 0.05,
        latency_s: float = 0.035,
        stray: Stray | None = None,
        hears: Sequence[Callable[[Times], Samples | None]] = (),
        holes: Sequence[Hole] = (),
        gone: Sequence[Gone] = (),
        noise: float = NOISE,
    ) -> None:
        self.world = world
        self.rate = rate
        self.ppm = ppm
        self.block = round(block_s * rate)
        self.latency_s = latency_s
        self.stray = stray if stray is not None else Stray()
        self.hears = list(hears)
        self.holes = list(holes)
        self.gone = list(gone)
        self.opened = 0
        self.delivered: list[tuple[float, float]] = []
        loop = np.random.default_rng(1).uniform(-noise, noise, 10 * self.block).astype(np.float32)
        self._noise = loop.reshape(10, self.block)

    def open(self) -> VirtualCapture:
        self.world.wait(0.02)
        if any(away.start_s <= self.world.now_s < away.end_s for away in self.gone):
            raise DeviceError("The microphone cannot be opened.")
        self.opened += 1
        return VirtualCapture(self)

    def in_the_air(self, block: int, times: Times) -> Samples:
        samples: Samples = self._noise[block % 10].copy()
        for source in self.hears:
            heard = source(times)
            if heard is not None:
                samples += heard
        return samples


class VirtualCapture:
    """One opening of a `VirtualMicrophone`: a `CaptureStream`."""

    def __init__(self, device: VirtualMicrophone) -> None:
        self.device = device
        self.rate = device.rate
        self._world = device.world
        self._step_s = 1 / (device.rate * (1 + device.ppm * 1e-6))
        self._opened_s = self._next_s = self._world.now_s
        self._blocks = 0
        self._heard_from_s = self._world.now_s
        self._closed = False
        ends = [away.start_s for away in device.gone if away.start_s >= self._world.now_s]
        self._ends_s = min(ends, default=float("inf"))
        device.delivered.append((self._next_s, self._next_s))

    @property
    def alive(self) -> bool:
        now_s = self._world.now_s
        return not self._closed and now_s < self._ends_s and now_s - self._heard_from_s < _STALLED_S

    def close(self) -> None:
        self._closed = True

    def read(self, timeout_s: float) -> Block | None:
        assert not self._closed
        block_s = self.device.block * self._step_s
        stalls = False
        for hole in self.device.holes:
            if self._next_s + block_s > hole.start_s and self._next_s < hole.end_s:
                self._next_s += np.ceil((hole.end_s - self._next_s) / self._step_s) * self._step_s
                self.device.delivered.append((self._next_s, self._next_s))
                stalls = hole.reader_stalls
        ready_s = self._next_s + block_s + self.device.latency_s
        until_s = self._world.now_s + timeout_s
        if ready_s >= self._ends_s or (ready_s > until_s and not stalls):
            self._world.advance(min(until_s, max(self._ends_s, self._world.now_s)))
            return None
        self._world.advance(ready_s)
        return self._deliver(block_s)

    def _deliver(self, block_s: float) -> Block:
        first_s, self._next_s = self._next_s, self._next_s + block_s
        times = np.asarray(first_s + np.arange(self.device.block) * self._step_s, np.float64)
        samples = self.device.in_the_air(self._blocks, times)
        at_s = first_s + self.device.stray.off_s(self._world, first_s, first_s - self._opened_s)
        self._blocks += 1
        self._heard_from_s = self._world.now_s
        self.device.delivered[-1] = (self.device.delivered[-1][0], self._next_s)
        return Block(samples, at_s)


class VirtualLoudspeaker:
    """A loudspeaker behind the product's own `Playout`: it is the sound library that `Playout` opens.

    `sound`: what was audible, block by block, each with the true moment of its first sample.
    """

    class PortAudioError(Exception):
        pass

    def __init__(
        self,
        world: World,
        *,
        rate: int = 48_000,
        ppm: float = 0.0,
        block_s: float = 0.02,
        latency_s: float = 0.05,
        jitter_s: float = 0.0002,
        late_share: float = 0.01,
        underruns: Sequence[Hole] = (),
        gone: Sequence[Gone] = (),
    ) -> None:
        self.world = world
        self.rate = rate
        self.step_s = 1 / (rate * (1 + ppm * 1e-6))
        self.block = round(block_s * rate)
        self.latency_s = latency_s
        self.jitter_s = jitter_s
        self.late_share = late_share
        self.underruns = list(underruns)
        self.gone = list(gone)
        self.wall_clock_s = _WALL_CLOCK_S  # change it, and the stream's clock steps
        self.sound: list[tuple[float, Samples]] = []
        self.listeners: list[Callable[[float, Samples], None]] = []

    def open(self) -> Playout:
        return Playout(Device("loudspeaker", 0, "virtual", "virtual", 2, self.rate))

    def OutputStream(
        self, *, samplerate: int, callback: Any, finished_callback: Any, **_: Any
    ) -> _OutputStream:
        if samplerate != self.rate or any(
            away.start_s <= self.world.now_s < away.end_s for away in self.gone
        ):
            raise self.PortAudioError("Error opening OutputStream: it is not there [PaErrorCode -9999]")
        return _OutputStream(self, callback, finished_callback)


class _OutputStream:
    """Calls back for every block, `latency_s` before the block is audible."""

    def __init__(self, device: VirtualLoudspeaker, callback: Any, finished_callback: Any) -> None:
        self._device = device
        self._callback = callback
        self._finished = finished_callback
        self._started = 0
        self._running = False
        ends = [away.start_s for away in device.gone if away.start_s >= device.world.now_s]
        self._ends_s = min(ends, default=float("inf"))

    def start(self) -> None:
        world = self._device.world
        if world.now_s >= self._ends_s:
            raise self._device.PortAudioError("Error starting stream: it is not there [PaErrorCode -9999]")
        self._started += 1
        self._running = True
        # The first buffers are asked for all at once, and nothing true is said about when they are heard.
        world.at(world.now_s + 0.005, partial(self._prime, self._started))

    def _prime(self, started: int) -> None:
        device, world = self._device, self._device.world
        block_s = device.block * device.step_s
        first_s = world.now_s
        if not self._running or started != self._started:
            return
        for n in range(round(device.latency_s / block_s)):
            true_s = first_s + n * block_s
            self._ask(true_s - 0.045 * world.random.random(), true_s)
        self._next_s = first_s  # the next block is audible `latency_s` after this
        self._call(started)

    def abort(self) -> None:
        self._fall_silent(self._device.world.now_s)

    def _fall_silent(self, at_s: float) -> None:
        """What is not audible by then never will be."""
        device = self._device
        self._running = False
        for index, (true_s, samples) in list(enumerate(device.sound))[-100:]:
            device.sound[index] = true_s, samples[: max(0, round((at_s - true_s) / device.step_s))]
        self._finished()

    def close(self, ignore_errors: bool = True) -> None:
        self._running = False

    def _call(self, started: int) -> None:
        device, world = self._device, self._device.world
        if not self._running or started != self._started:
            return
        if world.now_s >= self._ends_s:
            self._fall_silent(self._ends_s)
            return
        true_s = self._next_s + device.latency_s
        self._ask(true_s + device.jitter_s * world.random.standard_normal(), true_s)
        self._next_s += device.block * device.step_s
        for underrun in device.underruns:
            if underrun.start_s <= self._next_s < underrun.end_s:
                self._next_s = underrun.end_s
        late_s = 0.6 * device.latency_s if world.random.random() < device.late_share else 0.0
        world.at(self._next_s + late_s, partial(self._call, started))

    def _ask(self, dac_s: float, true_s: float) -> None:
        device, world = self._device, self._device.world
        out = np.full((device.block, 2), np.nan, np.float32)
        wall_s = device.wall_clock_s
        at = SimpleNamespace(currentTime=world.now_s + wall_s - 1e-4, outputBufferDacTime=dac_s + wall_s)
        self._callback(out, device.block, at, None)
        if out.any():
            device.sound.append((true_s, out[:, 0].copy()))
            for listener in device.listeners:
                listener(true_s, out[:, 0])


def plug_in(monkeypatch: pytest.MonkeyPatch, loudspeaker: VirtualLoudspeaker) -> None:
    """From here on `Playout` finds this loudspeaker, and this world's time."""
    monkeypatch.setattr("simulator.devices.playout.sounddevice", lambda: loudspeaker)
    monkeypatch.setattr("simulator.devices.portaudio.sounddevice", lambda: loudspeaker)
    monkeypatch.setattr("simulator.devices.playout.time", loudspeaker.world)


class EchoPath:
    """The loudspeaker heard by the microphone: through a room's response, some time later."""

    def __init__(
        self, loudspeaker: VirtualLoudspeaker, response: Samples, delay_s: float, longest_s: float
    ) -> None:
        self._delay_s = delay_s
        self._response = response
        self._step_s = loudspeaker.step_s
        self._wet = np.zeros(round(longest_s * loudspeaker.rate) + len(response), np.float32)
        self._begins_s: float | None = None
        self._fft = 1 << (loudspeaker.block + len(response) - 2).bit_length()
        self._spectrum = np.fft.rfft(response, self._fft)
        loudspeaker.listeners.append(self._sound)

    def _sound(self, true_s: float, samples: Samples) -> None:
        if self._begins_s is None:
            self._begins_s = true_s
        first = round((true_s - self._begins_s) / self._step_s)
        length = len(samples) + len(self._response) - 1
        wet = np.fft.irfft(np.fft.rfft(samples, self._fft) * self._spectrum, self._fft)[:length]
        self._wet[first : first + length] += wet.astype(np.float32)

    def heard(self, times: Times) -> Samples | None:
        if self._begins_s is None:
            return None
        return between_samples(self._wet, (times - self._delay_s - self._begins_s) / self._step_s)


def between_samples(samples: Samples, at: Times) -> Samples:
    """The sound at fractional sample numbers; nothing outside it. `at` rises."""
    first = max(0, min(len(samples), int(np.floor(at[0]))))
    part = samples[first : max(first, int(np.ceil(at[-1])) + 1)]
    if not len(part):
        return np.zeros(len(at), np.float32)
    heard = np.interp(at - first, np.arange(len(part)), part, left=0.0, right=0.0)
    return heard.astype(np.float32)


def room_response(rate: int, *, rt60_s: float = 0.3, seed: int = 2) -> Samples:
    """A room's answer to a click: the direct sound, and noise that dies away, 60 dB in `rt60_s`."""
    times = np.arange(round(rt60_s * rate)) / rate
    late = np.random.default_rng(seed).standard_normal(len(times)) * 10 ** (-3 * times / rt60_s)
    response = 0.5 * late / np.sqrt(np.sum(late**2))
    response[0] = 1.0
    return np.asarray(0.4 * response, np.float32)


class Track:
    """What a channel of the recording holds, without keeping it: where bursts are, and where nothing is."""

    def __init__(self) -> None:
        self._at: list[NDArray[np.int64]] = []
        self._power: list[NDArray[np.float64]] = []
        self._silences: list[tuple[int, int]] = []
        self.length = 0

    def add(self, samples: Samples) -> None:
        quiet = np.abs(samples) < NOTHING
        if quiet.all():
            self._note_silence(self.length, self.length + len(samples))
        elif quiet.any():
            edges = np.flatnonzero(np.diff(quiet, prepend=False, append=False)) + self.length
            for start, stop in edges.reshape(-1, 2).tolist():
                self._note_silence(start, stop)
        if samples.max() > LOUD:
            loud = np.flatnonzero(np.abs(samples) > LOUD)
            self._at.append(loud + self.length)
            self._power.append(np.square(samples[loud], dtype=np.float64))
        self.length += len(samples)

    def _note_silence(self, start: int, stop: int) -> None:
        if self._silences and self._silences[-1][1] == start:
            start = self._silences.pop()[0]
        self._silences.append((start, stop))

    def bursts(self, *, apart: int = 1600) -> list[float]:
        """The middles of all bursts, in samples."""
        if not self._at:
            return []
        at, power = np.concatenate(self._at), np.concatenate(self._power)
        cuts = np.flatnonzero(np.diff(at) > apart) + 1
        pairs = zip(np.split(at, cuts), np.split(power, cuts), strict=True)
        return [float(np.average(where, weights=weight)) for where, weight in pairs]

    def extent(self) -> tuple[int, int]:
        """From the first loud sample to the last."""
        return int(self._at[0][0]), int(self._at[-1][-1])

    def silences(self, *, longer: int = 480) -> list[tuple[int, int]]:
        """Stretches of nothing at all, in samples."""
        return [(start, stop) for start, stop in self._silences if stop - start >= longer]


def true_bursts(loudspeaker: VirtualLoudspeaker) -> list[float]:
    """The true moments at which the loudspeaker's bursts were loudest."""
    moments: list[float] = []
    weights: list[float] = []
    found: list[float] = []
    for first_s, samples in [*loudspeaker.sound, (float("inf"), np.ones(1, np.float32))]:
        loud = np.flatnonzero(np.abs(samples) > LOUD)
        if not len(loud):
            continue
        if moments and first_s - moments[-1] > 0.1:
            found.append(float(np.average(moments, weights=weights)))
            moments, weights = [], []
        moments += (first_s + loud * loudspeaker.step_s).tolist()
        weights += np.square(samples[loud], dtype=np.float64).tolist()
    return found


def utterance(*bursts_s: float, length_s: float) -> Samples:
    """16 kHz samples with bursts at these places."""
    times = np.arange(round(length_s * SAMPLE_RATE)) / SAMPLE_RATE
    return _sum([burst(times - at_s) for at_s in bursts_s])


def joined(frames: Sequence[Frame]) -> Samples:
    return np.concatenate([frame.samples for frame in frames])
