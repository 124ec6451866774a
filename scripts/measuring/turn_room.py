"""A candidate's room in virtual time, with the interviewer's echo: `Ears`, `Speaker` and `Controls`.

What the interviewer plays comes back through a room, late and at a drifting rate, over the candidate's voice,
and is taken out again by the product's own canceller, fed as `simulator/devices/room.py` feeds it. Everything
that was played is written down on the room's clock, the microphone's frames. The room thinks nothing about
turns: whoever measures says when the candidate speaks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from measuring.echo_path import EchoPath
from measuring.played_lines import Clock, Line, Played, put
from simulator.audio import FRAME_SAMPLES, SAMPLE_RATE, Frame, Samples, Span, active_level_db
from simulator.devices.echo import BLOCK, LEAD_S, EchoCanceller
from simulator.events import Event, Request

_REVERBERATION_S = 0.5  # as in simulator/devices/room.py
_LEAD = round(LEAD_S * SAMPLE_RATE)


@dataclass(frozen=True, slots=True)
class RoomSettings:
    echo_below_candidate_db: float = 20.0
    echo_delay_s: float = 0.12
    """Later than the devices say."""
    output_latency_s: float = 0.05
    """From `play` to the first audible sample, from `stop` to silence. At least `LEAD_S`: the canceller is
    told what will be played."""
    answers_after_s: float = 0.3


class SimulatedRoom:
    """One rehearsal's room.

    Args:
        level_db: the candidate's active level, which the echo is measured against.
        background: gives the next so many samples of the candidate's room tone; None is digital silence.
        label: what is known about samples that are played.
        longest_s: then there are no more frames, whatever happens.
    """

    def __init__(
        self,
        canceller: EchoCanceller,
        path: EchoPath,
        *,
        level_db: float,
        background: Callable[[int], Samples] | None = None,
        settings: RoomSettings | None = None,
        label: Callable[[Samples], str] = lambda samples: "",
        longest_s: float = 3600.0,
    ) -> None:
        self._clock = Clock()
        self.settings = settings or RoomSettings()
        self._canceller = canceller
        self._path = path
        self._echo_db = level_db - self.settings.echo_below_candidate_db
        self._echo_gain: float | None = None
        self._background = background or (lambda count: np.zeros(count, np.float32))
        self._label = label
        self._longest = round(longest_s * SAMPLE_RATE)
        self._lines: list[Line] = []
        self._sounding: list[Line] = []  # or may still be heard in the room
        self._voice: list[tuple[int, Samples]] = []  # where the candidate speaks
        self._owed: list[tuple[Samples, float]] = []  # what they say when the interviewer has ended
        self._presses: list[tuple[float, Request]] = []
        self._gain_db = 0.0
        self._cleaned = 0
        self._audible_until = 0
        self._closed = False
        self._paused = False

    # -- the candidate, told by whoever measures

    @property
    def now_s(self) -> float:
        return self._clock.samples / SAMPLE_RATE

    def say_at(self, samples: Samples, at_s: float) -> Span:
        """The candidate speaks from that moment on, whatever the interviewer does."""
        first = max(self._clock.samples, round(at_s * SAMPLE_RATE))
        self._voice.append((first, samples))
        return Span(first / SAMPLE_RATE, (first + len(samples)) / SAMPLE_RATE)

    def answer(self, samples: Samples, after_s: float | None = None) -> None:
        """They speak so long after the line now playing, or waiting to be, has ended."""
        self._owed.append((samples, self.settings.answers_after_s if after_s is None else after_s))

    def press(self, request: Request, at_s: float) -> None:
        self._presses.append((at_s, request))

    def close(self) -> None:
        """There are no more frames."""
        self._closed = True

    @property
    def voice_spans(self) -> list[Span]:
        """Where the candidate's sounds were put."""
        return [Span(at / SAMPLE_RATE, (at + len(sound)) / SAMPLE_RATE) for at, sound in self._voice]

    @property
    def played(self) -> list[Played]:
        """Every line of which something was audible up to now, in order."""
        audible = (line.until(self._clock.samples) for line in self._lines)
        return [line for line in audible if line is not None]

    # -- Controls

    def poll(self) -> list[Request]:
        due = [request for at_s, request in self._presses if at_s <= self.now_s]
        self._presses = [(at_s, request) for at_s, request in self._presses if at_s > self.now_s]
        return due

    typing = False

    def typed(self) -> str:
        return ""

    # -- Speaker

    def play(self, samples: Samples, *, aside: bool = False) -> Line:
        del aside
        free = max((line.end for line in self._unfinished()), default=0)
        start = max(self._soon(), free)
        line = Line(self._clock, len(self._lines), self._label(samples), samples, samples, start)
        if self._gain_db:
            line.change_gain(self._gain_db, start)
        self._lines.append(line)
        dead = self._clock.samples - round(_REVERBERATION_S * SAMPLE_RATE) * 4
        self._sounding = [old for old in self._sounding if old.end > dead] + [line]
        return line

    @property
    def speaking(self) -> bool:
        return bool(self._unfinished())

    def stop(self) -> None:
        for line in self._unfinished():
            line.stop(self._soon())

    def duck(self, by_db: float) -> None:
        """All that is played now and later is quieter by so much."""
        if -by_db != self._gain_db:
            self._gain_db = -by_db
            for line in self._unfinished():
                line.change_gain(-by_db, self._soon())

    def heard_during(self, frame: Frame) -> Samples:
        return self._audible(round(frame.start_s * SAMPLE_RATE), len(frame.samples))

    # -- Ears

    @property
    def full_duplex(self) -> bool:
        return self._canceller.full_duplex

    def frames(self) -> Iterator[Frame]:
        clean: Samples = np.zeros(0, np.float32)
        while not self._closed and self._clock.samples < self._longest:
            if self._paused:  # time goes on, but not the session's
                yield Frame(self.now_s, np.zeros(FRAME_SAMPLES, np.float32))
                continue
            self._let_answer()
            while len(clean) < FRAME_SAMPLES:
                clean = np.concatenate([clean, self._next_block()])
            frame, clean = Frame(self.now_s, clean[:FRAME_SAMPLES]), clean[FRAME_SAMPLES:]
            self._clock.samples += FRAME_SAMPLES
            yield frame

    def news(self) -> list[Event]:
        return []

    def pause(self) -> None:
        self._paused = True

    def resume(self) -> None:
        self._paused = False

    # -- what sounds

    def _soon(self) -> int:
        return self._clock.samples + round(self.settings.output_latency_s * SAMPLE_RATE)

    def _unfinished(self) -> list[Line]:
        return [line for line in self._lines if not line.finished]

    def _let_answer(self) -> None:
        """What the candidate owes begins some time after the interviewer's last line has ended."""
        if not self._owed or self.speaking:
            return
        ended = max((line.end for line in self._lines), default=0)
        for samples, after_s in self._owed:
            self._voice.append((max(self._clock.samples, ended + round(after_s * SAMPLE_RATE)), samples))
        self._owed.clear()

    def _next_block(self) -> Samples:
        """10 ms of the microphone, cleaned."""
        first = self._cleaned
        near = self._background(BLOCK).copy()
        for at, sound in self._voice:
            put(near, first, sound, at, instead=True)
        for line in self._sounding:
            self._add_echo(near, first, line)
        far = self._audible(first + _LEAD, BLOCK)
        if far.any():
            self._audible_until = first + _LEAD + BLOCK + round(_REVERBERATION_S * SAMPLE_RATE)
        self._cleaned += BLOCK
        return self._canceller.clean(near, far, audible=self._cleaned <= self._audible_until)

    def _audible(self, first: int, count: int) -> Samples:
        heard = np.zeros(count, np.float32)
        for line in self._sounding:
            put(heard, first, line.samples, line.start)
        return heard

    def _add_echo(self, near: Samples, first: int, line: Line) -> None:
        arrives = line.start + round(self.settings.echo_delay_s * SAMPLE_RATE)
        arrives += self._path.delay_samples(line.start)
        if first + len(near) <= arrives:
            return
        if line.echo is None:
            if self._echo_gain is None:
                loudness_db = active_level_db(self._path.heard(line.plain), SAMPLE_RATE)
                self._echo_gain = 10 ** ((self._echo_db - loudness_db) / 20)
            line.echo = self._path.heard(line.samples) * np.float32(self._echo_gain)
        put(near, first, line.echo, arrives)
