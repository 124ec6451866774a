"""A virtual room without echo: the candidate speaks at fixed times; what the interviewer does is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.audio import FRAME_SAMPLES, SAMPLE_RATE, Frame, Samples, Span
from simulator.events import Event


@dataclass
class Played:
    """One utterance of the interviewer; `stopped_at` in samples, None when it was heard to its end."""

    stage: Stage
    samples: Samples
    start: int
    aside: bool
    stopped_at: int | None = None

    @property
    def end(self) -> int:
        return self.start + len(self.samples) if self.stopped_at is None else self.stopped_at

    @property
    def span(self) -> Span:
        return Span(self.start / SAMPLE_RATE, max(self.start, self.end) / SAMPLE_RATE)

    @property
    def finished(self) -> bool:
        return self.stage.now >= self.end


class Stage:
    """`Ears` and `Speaker` in virtual time.

    Args:
        says: the candidate's sounds and when each begins, in seconds; a function of the interviewer's
            lines would be a robot, this is a script.
        length_s: when the candidate leaves.
    """

    full_duplex = True

    def __init__(self, says: Sequence[tuple[float, Samples]], length_s: float) -> None:
        self.now = 0
        self.played: list[Played] = []
        self.ducked: list[tuple[float, float]] = []
        """When, and by how many dB."""
        self._voice = np.zeros(round(length_s * SAMPLE_RATE), np.float32)
        for at_s, samples in says:
            start = round(at_s * SAMPLE_RATE)
            self._voice[start : start + len(samples)] += samples[: max(0, len(self._voice) - start)]

    @property
    def now_s(self) -> float:
        return self.now / SAMPLE_RATE

    def frames(self) -> Iterator[Frame]:
        for start in range(0, len(self._voice) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
            self.now = start + FRAME_SAMPLES
            yield Frame(start / SAMPLE_RATE, self._voice[start : start + FRAME_SAMPLES])

    def play(self, samples: Samples, *, aside: bool = False) -> Played:
        start = max([self.now, *(played.end for played in self.played)])
        self.played.append(Played(self, samples, start, aside))
        return self.played[-1]

    @property
    def speaking(self) -> bool:
        return any(not played.finished for played in self.played)

    def stop(self) -> None:
        for played in self.played:
            if not played.finished:
                played.stopped_at = max(self.now, played.start)

    def duck(self, by_db: float) -> None:
        self.ducked.append((self.now_s, by_db))

    def heard_during(self, frame: Frame) -> Samples:
        heard = np.zeros(len(frame.samples), np.float32)
        first = round(frame.start_s * SAMPLE_RATE)
        for played in self.played:
            start, stop = max(first, played.start), min(first + len(heard), played.end)
            if start < stop:
                heard[start - first : stop - first] += played.samples[
                    start - played.start : stop - played.start
                ]
        return heard

    def news(self) -> list[Event]:
        return []

    def pause(self) -> None:
        raise AssertionError("nobody pauses on this stage")

    resume = pause
