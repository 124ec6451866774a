"""A voice ducked and let up again at real devices: what the room heard, and what the product says of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import numpy as np

from simulator.audio import SAMPLE_RATE, Samples, rms_db
from tests.lab.virtual_room import VirtualRoom

BY_DB = 20.0
_STEP = SAMPLE_RATE // 200
"""5 ms: what a level is taken of."""
_AROUND_S = 0.3

_DUCKS = """
import json, sys, time
import numpy as np
from simulator.audio import SAMPLE_RATE
from simulator.devices.capture import Capture
from simulator.devices.echo import NoCancelling
from simulator.devices.microphone import Microphone
from simulator.devices.playout import Playout
from simulator.devices.portaudio import find_device
from simulator.devices.room import Room

by_db = float(sys.argv[1])
room = Room(
    Microphone(lambda: Capture(find_device("microphone", "app_mic"))),
    lambda: Playout(find_device("loudspeaker", "app_speaker")),
    NoCancelling(),
)
# Noise of one level and below 4 kHz: no two moments of it are alike, and it passes every resampler.
count = 8 * SAMPLE_RATE
spectrum = np.exp(2j * np.pi * np.random.default_rng(0).random(count // 2 + 1))
spectrum[count // 4 :] = 0
voice = np.fft.irfft(spectrum, count)
voice = (0.1 * voice / voice.std()).astype(np.float32)

orders = [by_db, 0.0] * 5
at_s = [2.0 + 0.6 * n for n in range(len(orders))]
ordered, heard = [], []
for frame in room.frames():
    heard.append(room.heard_during(frame))
    if len(heard) == 20:
        playback = room.play(voice)
    if orders and frame.end_s > at_s[0]:
        time.sleep(0.003 * len(orders))  # an order may fall anywhere between two buffers
        ordered.append((time.monotonic(), at_s.pop(0), orders[0]))
        room.duck(orders.pop(0))
    if frame.end_s > 20 * 0.032 + 9.0:
        break
room.close()
np.save(sys.argv[2], np.concatenate(heard))
print(json.dumps(ordered))
"""


@dataclass(frozen=True)
class Ducks:
    """What the orders came to in the air; levels in dB against the voice's full level.

    ducked_after_s: from each order until it is 12 dB quieter, and stays so. up_after_s: from each order to
    end it until it is within 6 dB, and stays so. ducked_db, back_db: the level 0.2 s after an order, the one
    furthest from what it should be. told_off_db: the largest difference, 5 ms by 5 ms around the orders, of
    what was in the air from what the product says.
    """

    ducked_after_s: tuple[float, ...]
    up_after_s: tuple[float, ...]
    ducked_db: float
    back_db: float
    told_off_db: float


class _Ear:
    """Keeps what comes out of the speaker, each sample with the moment at which it did."""

    def __init__(self, room: VirtualRoom) -> None:
        self._parec = subprocess.Popen(
            [
                *("parec", "--raw", "--device=speaker.monitor", "--latency-msec=5"),
                *(f"--rate={SAMPLE_RATE}", "--channels=1", "--format=s16le"),
            ],
            env=room.env,
            stdout=subprocess.PIPE,
        )
        self._blocks: list[bytes] = []
        self._bytes = 0
        self._began_s = float("inf")
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def _listen(self) -> None:
        assert self._parec.stdout is not None
        while block := os.read(self._parec.stdout.fileno(), 65_536):
            self._blocks.append(block)
            self._bytes += len(block)
            # A block may be read late, never early: the earliest beginning that any of them tells is true.
            self._began_s = min(self._began_s, time.monotonic() - self._bytes / 2 / SAMPLE_RATE)

    def heard(self) -> tuple[Samples, float]:
        """All of it, and when its first sample sounded; seconds of `time.monotonic`."""
        pcm = np.frombuffer(b"".join(self._blocks)[: self._bytes // 2 * 2], "<i2")
        return pcm.astype(np.float32) / np.float32(32768), self._began_s

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._parec.kill()
        self._thread.join()
        self._parec.wait()
        assert self._parec.stdout is not None
        self._parec.stdout.close()


def ducks() -> Ducks:
    """Let a voice be ducked five times in the virtual room."""
    with VirtualRoom() as room:
        told_file = room.folder / "told.npy"
        with _Ear(room) as ear:
            time.sleep(0.3)
            program = [sys.executable, "-P", "-c", _DUCKS, str(BY_DB), str(told_file)]
            run = subprocess.run(program, env=room.env, capture_output=True, text=True, check=True)
            time.sleep(0.3)
        air, began_s = ear.heard()
        told = np.load(told_file)
    orders = json.loads(run.stdout)
    full_db = rms_db(told[round(1.2 * SAMPLE_RATE) : round(1.8 * SAMPLE_RATE)])
    after: dict[bool, list[float]] = {True: [], False: []}
    settled: dict[bool, list[float]] = {True: [], False: []}
    told_off_db = []
    for ordered_s, session_s, by_db in orders:
        at = round((ordered_s - began_s) * SAMPLE_RATE)
        levels = _levels_db(air[at : at + round(_AROUND_S * SAMPLE_RATE)]) - full_db
        reached = levels < -12 if by_db else levels > -6
        after[by_db > 0].append(_for_good(reached) * _STEP / SAMPLE_RATE)
        settled[by_db > 0].append(rms_db(air[at + round(0.2 * SAMPLE_RATE) :][: SAMPLE_RATE // 10]) - full_db)
        told_off_db.append(_apart_db(told, air, round(session_s * SAMPLE_RATE)))
    return Ducks(
        tuple(after[True]),
        tuple(after[False]),
        max(settled[True]),
        max(settled[False], key=abs),
        max(told_off_db),
    )


def _levels_db(samples: Samples) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([rms_db(samples[n : n + _STEP]) for n in range(0, len(samples) - _STEP + 1, _STEP)])


def _for_good(reached: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> int:
    """The number of steps until it is so and stays so."""
    return int(np.flatnonzero(~reached)[-1]) + 1 if not reached.all() else 0


def _apart_db(told: Samples, air: Samples, at: int) -> float:
    """How differently loud they are around a place of `told`, at worst."""
    part = told[at - round(_AROUND_S * SAMPLE_RATE) : at + round(_AROUND_S * SAMPLE_RATE)]
    size = 1 << (len(air) + len(part)).bit_length()
    products = np.fft.irfft(np.fft.rfft(air, size) * np.conj(np.fft.rfft(part, size)), size)
    first = int(np.argmax(products[: len(air) - len(part) + 1]))
    there = air[first : first + len(part)]
    return float(np.abs(_levels_db(part) - _levels_db(there)).max())
