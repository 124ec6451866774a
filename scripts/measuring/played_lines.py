"""Lines of the interviewer on a virtual clock: where they are audible, how loud, and until when."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from simulator.audio import SAMPLE_RATE, Samples, Span

_RAMP = SAMPLE_RATE // 100  # of a gain that changes, or a line that is stopped


@dataclass(slots=True)
class Clock:
    """How many samples the microphone has heard."""

    samples: int = 0


@dataclass(frozen=True, slots=True)
class Played:
    """One `play` call, as far as it was audible: its number, its label, where, and its gains."""

    number: int
    label: str
    span: Span
    gains: tuple[tuple[float, float], ...] = ()
    """(from second, dB): when it was ducked, and when it came up again."""


@dataclass(slots=True, eq=False)
class Line:
    """A `Playback` of the room; positions in samples of the room's clock."""

    clock: Clock = field(repr=False)
    number: int
    label: str
    samples: Samples  # as it is played: ducked, cut off
    plain: Samples
    start: int
    gains: list[tuple[int, float]] = field(default_factory=list)
    echo: Samples | None = None
    stopped: bool = False

    @property
    def end(self) -> int:
        return self.start + len(self.samples)

    @property
    def span(self) -> Span | None:
        if self.clock.samples < self.start and not self.stopped:
            return None
        return Span(self.start / SAMPLE_RATE, self.end / SAMPLE_RATE)

    @property
    def finished(self) -> bool:
        return self.stopped or self.clock.samples >= self.end

    def change_gain(self, gain_db: float, at: int) -> None:
        self.gains.append((max(at, self.start), gain_db))
        steps = [(since - self.start, 10 ** (db / 20)) for since, db in self.gains]
        self.samples = with_gains(self.plain[: len(self.samples)], steps)
        self.echo = None

    def stop(self, at: int) -> None:
        self.stopped = True
        kept = max(0, at - self.start)
        if kept < len(self.samples):
            self.samples = faded_out(self.samples[:kept])
            self.echo = None

    def until(self, clock: int) -> Played | None:
        """What was audible of it up to then."""
        end = min(self.end, clock)
        if end <= self.start:
            return None
        gains = tuple((at / SAMPLE_RATE, db) for at, db in self.gains)
        return Played(self.number, self.label, Span(self.start / SAMPLE_RATE, end / SAMPLE_RATE), gains)


def put(into: Samples, first: int, sound: Samples, at: int, *, instead: bool = False) -> None:
    """Add what of the sound that begins at `at` falls into `into`, which begins at `first`."""
    start, stop = max(first, at), min(first + len(into), at + len(sound))
    if start < stop:
        if instead:
            into[start - first : stop - first] = 0.0
        into[start - first : stop - first] += sound[start - at : stop - at]


def faded_out(samples: Samples) -> Samples:
    samples = samples.copy()
    count = min(_RAMP, len(samples))
    if count:
        samples[-count:] *= np.linspace(1.0, 0.0, count, dtype=np.float32)
    return samples


def with_gains(samples: Samples, steps: list[tuple[int, float]]) -> Samples:
    """Each gain from its sample on, reached in 10 ms; before the first it is 1."""
    gain = np.ones(len(samples), np.float32)
    for at, wanted in steps:
        before = gain[at] if 0 < at < len(gain) else wanted
        gain[at:] = wanted
        ramp = np.linspace(before, wanted, _RAMP, dtype=np.float32)
        gain[at : at + _RAMP] = ramp[: len(gain[at : at + _RAMP])]
    return samples * gain
