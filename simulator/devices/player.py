"""A session's sound to the loudspeaker: from any moment, at another speed, stopped within a block.

Both channels are read ten seconds at a time, mixed, stretched (FFmpeg's `atempo` keeps the pitch), resampled
to the device's rate and handed over in blocks of 40 ms by the caller's own thread, which looks at its keys
between two blocks. What the device still holds is dropped on a pause or a seek.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Any, Self

import numpy as np

from simulator.audio import SAMPLE_RATE, Samples, Span
from simulator.devices.portaudio import cannot_open, find_device, quiet_stderr, sounddevice
from simulator.errors import DeviceError
from simulator.store import SessionFolder

BLOCK_S = 0.04
_AHEAD = 3  # blocks the device holds: what reading ten seconds or drawing a screen may cost
_TAIL_S = 0.25  # the last 20-95 ms of a playback can be dropped: let them be silence
_STEP = round(0.1 * SAMPLE_RATE)  # samples that go through stretching and resampling at once


class Player:
    """Plays one session. Use as a context manager, and call `play` again and again.

    Raises:
        DeviceError: there is no such loudspeaker, or it cannot be opened.
    """

    def __init__(
        self, session: SessionFolder, speaker: str = "", *, at_s: float = 0.0, speed: float = 1.0
    ) -> None:
        self.end_s = session.audio_duration_s()
        self._session = session
        self._speed = speed
        self._from_s = at_s
        self._written = 0  # frames since `_from_s`
        self._blocks: Iterator[Samples] | None = None  # None: the device is at rest
        self._device = find_device("loudspeaker", speaker)
        self._channels = min(2, self._device.channels)
        self._stream = self._open()

    def _open(self) -> Any:
        library = sounddevice()
        try:
            with quiet_stderr():
                return library.OutputStream(
                    device=self._device.index,
                    samplerate=self._device.rate,
                    channels=self._channels,
                    dtype="float32",
                    latency=_AHEAD * BLOCK_S,
                )
        except (library.PortAudioError, ValueError) as error:
            raise cannot_open(self._device, error) from error

    @property
    def position_s(self) -> float:
        """Session time of what is audible now: what was handed over, less what the device still holds."""
        heard_s = max(0.0, self._written / self._device.rate - float(self._stream.latency))
        if self._blocks is None:
            heard_s = 0.0
        return min(self._from_s + heard_s * self._speed, self.end_s)

    @property
    def speed(self) -> float:
        """Session seconds in a second of playing; settable, effective at once."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        at_s = self.position_s
        self._rest()
        self._from_s, self._speed = at_s, speed

    def seek(self, at_s: float) -> None:
        """Go on from there; the device falls silent until the next `play`."""
        self._rest()
        self._from_s = min(max(0.0, at_s), self.end_s)

    def pause(self) -> None:
        """Be silent now; `play` goes on where the sound stopped."""
        self.seek(self.position_s)

    def play(self) -> bool:
        """Hand the next 40 ms to the device, once it has room for them; False when all was heard.

        Raises:
            DeviceError: the loudspeaker went away; the message says where to go on.
            StoreError: the recording cannot be read.
        """
        if self._blocks is None:
            return self._begin()
        block = next(self._blocks, None)
        if block is None:
            self._ask(self._stream.stop)  # waits until the device is empty
            self._blocks, self._from_s = None, self.end_s
            return False
        self._hand_over(block)
        return True

    def _begin(self) -> bool:
        """Start the device with as much as it holds, or it runs dry while the next block is made."""
        blocks, self._written = self._sound(), 0
        first = list(itertools.islice(blocks, _AHEAD))
        self._ask(self._stream.start)
        self._blocks = blocks
        for block in first:
            self._hand_over(block)
        return True

    def _hand_over(self, block: Samples) -> None:
        self._ask(self._stream.write, np.repeat(block[:, None], self._channels, axis=1))
        self._written += len(block)

    def _sound(self) -> Iterator[Samples]:
        rate = self._device.rate
        blocks = stretched(mixed(self._session, Span(self._from_s, self.end_s)), self._speed)
        return in_blocks(resampled(blocks, rate), round(BLOCK_S * rate), round(_TAIL_S * rate))

    def _rest(self) -> None:
        """Drop what the device holds."""
        if self._blocks is not None:
            self._ask(self._stream.abort)
            self._blocks = None

    def _ask(self, action: Any, *arguments: Any) -> None:
        try:
            with quiet_stderr():  # PortAudio's C code complains to the terminal of every lost device
                action(*arguments)
        except sounddevice().PortAudioError as error:
            at = f"{int(self.position_s) // 60}:{int(self.position_s) % 60:02d}"
            raise DeviceError(
                f"The loudspeaker {self._device.name!r} stopped at {at}.",
                next_step=f"Connect it again, or choose another with --speaker, and go on with: --from {at}.",
            ) from error

    def close(self) -> None:
        with quiet_stderr():
            self._stream.abort(ignore_errors=True)
            self._stream.close(ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class SilentPlayer:
    """A player's clock where nothing can be heard: captions are shown in time, without sound."""

    def __init__(self, session: SessionFolder, *, at_s: float = 0.0, speed: float = 1.0) -> None:
        self.end_s = session.audio_duration_s()
        self._speed = speed
        self._from_s = at_s
        self._since_s: float | None = None  # by the machine's clock; None: at rest

    @property
    def position_s(self) -> float:
        passed_s = 0.0 if self._since_s is None else time.monotonic() - self._since_s
        return min(self._from_s + passed_s * self._speed, self.end_s)

    @property
    def speed(self) -> float:
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        self.pause()
        self._speed = speed

    def seek(self, at_s: float) -> None:
        self._since_s = None
        self._from_s = min(max(0.0, at_s), self.end_s)

    def pause(self) -> None:
        self.seek(self.position_s)

    def play(self) -> bool:
        """Let the next 40 ms pass; False when the end is reached."""
        if self._since_s is None:
            self._since_s = time.monotonic()
        time.sleep(BLOCK_S)
        return self.position_s < self.end_s


def mixed(session: SessionFolder, span: Span) -> Iterator[Samples]:
    """Both voices as one, 0.1 s at a time. They are added, not averaged: mostly one of them is silent."""
    voices = (session.audio_blocks(channel, span) for channel in ("interviewer", "candidate"))
    for interviewer, candidate in zip(*voices, strict=True):
        both = np.clip(interviewer + candidate, -1.0, 1.0)
        for start in range(0, len(both), _STEP):
            yield both[start : start + _STEP]


def stretched(blocks: Iterable[Samples], speed: float) -> Iterator[Samples]:
    """The sound at another speed (0.5 to 2) and the same pitch; at 1 it passes untouched."""
    if speed == 1.0:
        yield from blocks
        return
    import av  # lazy: loads FFmpeg
    from av.filter import Graph

    graph = Graph()
    source = graph.add_abuffer(sample_rate=SAMPLE_RATE, format="flt", layout="mono")
    graph.link_nodes(source, graph.add("atempo", f"{speed:.4f}"), graph.add("abuffersink")).configure()

    def ready() -> Iterator[Samples]:
        while True:
            try:
                frame = graph.pull()
            except (av.error.BlockingIOError, av.error.EOFError):  # it wants more, or has given all
                return
            assert isinstance(frame, av.AudioFrame)
            yield frame.to_ndarray().reshape(-1).astype(np.float32)

    for block in blocks:
        frame = av.AudioFrame.from_ndarray(block.reshape(1, -1), format="flt", layout="mono")
        frame.sample_rate = SAMPLE_RATE
        graph.push(frame)
        yield from ready()
    graph.push(None)
    yield from ready()


def resampled(blocks: Iterable[Samples], rate: int) -> Iterator[Samples]:
    """From 16 kHz to the device's rate, as one uninterrupted stream."""
    import soxr  # lazy: only sound to a device needs it

    stream = soxr.ResampleStream(SAMPLE_RATE, rate, 1, dtype="float32", quality="HQ")
    for block in blocks:
        yield stream.resample_chunk(block)
    yield stream.resample_chunk(np.zeros(0, np.float32), last=True)


def in_blocks(pieces: Iterable[Samples], size: int, tail: int) -> Iterator[Samples]:
    """Blocks of exactly `size` samples, with at least `tail` samples of silence behind."""
    held = np.zeros(0, np.float32)
    for piece in pieces:
        held = np.concatenate([held, piece])
        while len(held) >= size:
            yield held[:size]
            held = held[size:]
    rest = -(-(len(held) + tail) // size) * size
    yield from np.pad(held, (0, rest - len(held))).reshape(-1, size)
