"""A candidate made of pipes: listens to the speaker, and answers into the microphone when it is its turn.

It knows no question and no clock of the product: like a person it waits until the voice has been silent
for a moment. What it heard is kept whole, so that a test can ask whether a question was audible to its end.
"""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import soundfile
from numpy.typing import NDArray

from simulator.audio import SAMPLE_RATE, Samples, rms_db, to_pcm16
from tests.lab.virtual_room import VirtualRoom

_CHUNK_S = 0.02
_CHUNK_BYTES = 2 * round(_CHUNK_S * SAMPLE_RATE)
_DEAF_S = 5.0  # without a chunk for so long, the room is broken
# Playback loses its last 20-95 ms: the stream is torn down before the sink has asked for them.
_TAIL_S = 0.25


@dataclass(frozen=True, slots=True)
class Utterance:
    """What the interviewer said before falling silent; seconds of `time.monotonic`, the silence left out."""

    started_at: float
    ended_at: float
    samples: Samples


@dataclass(frozen=True, slots=True)
class AnswerGiven:
    """One answer the robot has begun to speak; seconds of `time.monotonic`.

    The answer's first sample reaches `room_mic.monitor` within 3 ms of `started_at` (measured, idle machine).
    """

    number: int
    path: Path
    started_at: float
    duration_s: float
    utterance: Utterance


@dataclass(frozen=True, slots=True)
class _Prepared:
    """An answer as raw samples with silence behind: reading it only then would cost time in the turn."""

    number: int
    path: Path
    raw: Path
    rate: int
    duration_s: float


def _as_samples(pcm: NDArray[np.int16]) -> Samples:
    return pcm.astype(np.float32) / np.float32(32768)


class Robot:
    """Sits in the room between `with` and its end, and gives its answers in order.

    `answers`: a sound file for each time the interviewer has finished; None: say nothing this time. After
    the last one the robot only listens. `quiet_s`: how long the interviewer must have been silent; longer
    than the pauses between lines that belong together. `takes_turn`: whether it answers this utterance;
    one it lets pass uses up no answer. It hears no interviewer while it speaks itself.
    """

    def __init__(
        self,
        room: VirtualRoom,
        answers: Sequence[Path | None],
        *,
        quiet_s: float = 0.8,
        threshold_db: float = -50.0,
        takes_turn: Callable[[Utterance], bool] = lambda utterance: True,
    ) -> None:
        self.answers_given: list[AnswerGiven] = []
        self._room = room
        self._quiet_s = quiet_s
        self._threshold_db = threshold_db
        self._takes_turn = takes_turn
        self._prepared = [
            None if path is None else self._prepare(number, path) for number, path in enumerate(answers)
        ]
        self._chunks: list[NDArray[np.int16]] = []
        self._began_at = 0.0
        self._changed = threading.Condition()
        self._trouble: BaseException | None = None
        self._leaving = False
        self._mouth: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._sit, name="robot candidate", daemon=True)

    def _prepare(self, number: int, path: Path) -> _Prepared:
        samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
        mono = samples.mean(axis=1)
        raw = self._room.folder / f"answer_{number}.raw"
        padded = np.concatenate([mono, np.zeros(round(_TAIL_S * rate), np.float32)])
        raw.write_bytes(to_pcm16(padded).tobytes())
        return _Prepared(number, path, raw, rate, len(mono) / rate)

    def __enter__(self) -> Self:
        self._ear = subprocess.Popen(
            [
                *("parec", "--raw", "--device=speaker.monitor", f"--latency-msec={1000 * _CHUNK_S:.0f}"),
                *(f"--rate={SAMPLE_RATE}", "--channels=1", "--format=s16le"),
            ],
            env=self._room.env,
            stdout=subprocess.PIPE,
        )
        self._thread.start()
        try:
            self._wait(lambda: bool(self._chunks), _DEAF_S, "the robot hears nothing, not even silence")
        except BaseException:
            self._leave()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()
        if self._trouble is not None and kind is None:
            raise RuntimeError("the robot candidate broke down") from self._trouble

    def _leave(self) -> None:
        self._leaving = True
        self._ear.kill()
        self._thread.join(_DEAF_S)
        self._ear.wait()
        assert self._ear.stdout is not None
        self._ear.stdout.close()
        if self._mouth is not None:
            self._mouth.kill()
            self._mouth.wait()

    # --- what a test asks -----------------------------------------------------------------------

    def heard(self) -> Samples:
        """Everything that came out of the speaker so far: 16 kHz, since the robot sat down."""
        with self._changed:
            chunks = list(self._chunks)
        return _as_samples(np.concatenate([*chunks, np.zeros(0, np.int16)]))

    def wait_for_answers(self, count: int, timeout_s: float) -> None:
        """Until so many answers have been begun; RuntimeError when that takes too long."""
        self._wait(
            lambda: len(self.answers_given) >= count, timeout_s, f"the robot gave fewer than {count} answers"
        )

    def _wait(self, done: Callable[[], bool], timeout_s: float, complaint: str) -> None:
        with self._changed:
            self._changed.wait_for(lambda: done() or self._trouble is not None, timeout_s)
            if not done():
                raise RuntimeError(complaint) from self._trouble

    # --- the robot's own thread -----------------------------------------------------------------

    def _sit(self) -> None:
        try:
            self._listen_and_answer()
        except BaseException as trouble:
            with self._changed:
                self._trouble = trouble
                self._changed.notify_all()

    def _listen_and_answer(self) -> None:
        assert self._ear.stdout is not None
        to_give = iter(self._prepared)
        first_loud = last_loud = -1  # numbers of chunks; -1: nothing said yet
        number = -1
        while len(block := self._ear.stdout.read(_CHUNK_BYTES)) == _CHUNK_BYTES:
            number += 1
            chunk = np.frombuffer(block, "<i2")
            with self._changed:
                if number == 0:
                    self._began_at = time.monotonic() - _CHUNK_S
                self._chunks.append(chunk)
                self._changed.notify_all()
            if self._is_speaking():
                first_loud = -1
            elif rms_db(_as_samples(chunk)) > self._threshold_db:
                first_loud = number if first_loud < 0 else first_loud
                last_loud = number
            elif first_loud >= 0 and (number - last_loud) * _CHUNK_S >= self._quiet_s:
                utterance = self._utterance(first_loud, last_loud)
                first_loud = -1
                if self._takes_turn(utterance):
                    self._answer(next(to_give, None), utterance)
        if not self._leaving:
            raise RuntimeError(f"parec ended with {self._ear.wait()}")

    def _utterance(self, first: int, last: int) -> Utterance:
        samples = _as_samples(np.concatenate(self._chunks[first : last + 1]))
        began = self._began_at
        return Utterance(began + first * _CHUNK_S, began + (last + 1) * _CHUNK_S, samples)

    def _is_speaking(self) -> bool:
        return self._mouth is not None and self._mouth.poll() is None

    def _answer(self, answer: _Prepared | None, utterance: Utterance) -> None:
        if answer is None:
            return
        started_at = time.monotonic()
        self._mouth = subprocess.Popen(
            [
                *("pacat", "--raw", "--device=room_mic", "--latency-msec=400"),
                *(f"--rate={answer.rate}", "--channels=1", "--format=s16le", str(answer.raw)),
            ],
            env=self._room.env,
        )
        with self._changed:
            self.answers_given.append(
                AnswerGiven(answer.number, answer.path, started_at, answer.duration_s, utterance)
            )
            self._changed.notify_all()
