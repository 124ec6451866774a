"""The doors between the pure rooms and the world: small protocols that devices and models fill."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from simulator.audio import Frame, Samples, Sound, Span
from simulator.events import Event, Filler, Word


class Voice(Protocol):
    """Turns text into sound. It returns samples and never plays by itself."""

    @property
    def name(self) -> str: ...

    def synthesize(self, text: str) -> Sound: ...


class Playback(Protocol):
    """One utterance on its way to the ear."""

    @property
    def span(self) -> Span | None:
        """Where it is audible on the session clock; None until its first sample is anchored."""

    @property
    def finished(self) -> bool: ...


class Speaker(Protocol):
    def play(self, samples: Samples) -> Playback:
        """Queue 16 kHz mono samples, to be heard from the next possible moment."""

    def heard_during(self, frame: Frame) -> Samples:
        """What the speaker made audible while the frame was recorded, same length as the frame."""


class Ears(Protocol):
    def frames(self) -> Iterator[Frame]:
        """The candidate's sound, 32 ms at a time, without a hole; ends when there is no more."""


@dataclass(frozen=True, slots=True)
class SpeechEdge:
    """Speech began or ended at `at_s`; it is known only some frames later."""

    kind: Literal["start", "stop"]
    at_s: float


class Vad(Protocol):
    """Voice activity, frame by frame, with its state carried along."""

    def speech_probability(self, samples: Samples) -> float:
        """Probability (0..1) that these 512 samples hold speech."""


class SpeechDetector(Protocol):
    """Frames in, edges of speech out."""

    @property
    def speaking(self) -> bool: ...

    def hear(self, frame: Frame) -> SpeechEdge | None: ...


@dataclass(frozen=True, slots=True)
class Heard:
    """A transcribed stretch. Spans count from the beginning of the samples that were given."""

    words: tuple[Word, ...]
    fillers: tuple[Filler, ...]


@dataclass(frozen=True, slots=True)
class Prosody:
    """The voice over time, one entry a 32 ms step of speech: parallel arrays of one length.

    at_s: seconds; f0_hz: fundamental frequency, NaN where unvoiced; level_db: RMS re full scale.
    """

    at_s: NDArray[np.float64]
    f0_hz: NDArray[np.float32]
    level_db: NDArray[np.float32]

    def shifted(self, by_s: float) -> Prosody:
        return Prosody(self.at_s + by_s, self.f0_hz, self.level_db)

    def within(self, span: Span) -> Prosody:
        inside = (self.at_s >= span.start_s) & (self.at_s < span.end_s)
        return Prosody(self.at_s[inside], self.f0_hz[inside], self.level_db[inside])

    @staticmethod
    def joined(parts: Sequence[Prosody]) -> Prosody:
        empty = Prosody(np.zeros(0), np.zeros(0, np.float32), np.zeros(0, np.float32))
        together = (empty, *parts)
        return Prosody(
            np.concatenate([part.at_s for part in together]),
            np.concatenate([part.f0_hz for part in together]),
            np.concatenate([part.level_db for part in together]),
        )


class ProsodyTracker(Protocol):
    def __call__(self, samples: Samples, speech: Sequence[Span]) -> Prosody:
        """Pitch and level of the stretches of speech, in seconds from the samples' beginning."""


class Transcriber(Protocol):
    @property
    def name(self) -> str: ...

    def transcribe(self, samples: Samples, *, context: str = "") -> Heard:
        """Words and filler sounds of at most 30 s of 16 kHz mono; `context`: what was said before."""


class AnswerListener(Protocol):
    """Hears an answer as it is spoken and reports its words as events, off the critical path."""

    def begin(self, question_number: int, at_s: float) -> None: ...

    def hear(self, frame: Frame, *, is_speech: bool) -> None: ...

    def end(self, at_s: float) -> None: ...

    def poll(self) -> list[Event]:
        """Events that became ready since the last call; never blocks."""

    def finish(self) -> Iterator[Event]:
        """All remaining events, waiting for the work behind them."""


class Recorder(Protocol):
    """Keeps what was heard, on the session clock."""

    @property
    def now_s(self) -> float:
        """Frames written / 16,000: the session clock itself."""

    def write(self, *, interviewer: Samples, candidate: Samples) -> None: ...


class Clock(Protocol):
    """Real time for pacing only; it never makes an `at_s`."""

    def now_s(self) -> float: ...

    def sleep_s(self, seconds: float) -> None: ...
