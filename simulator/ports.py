"""The doors between the pure rooms and the world: small protocols that devices and models fill."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from simulator.audio import Frame, Samples, Sound, Span
from simulator.events import Doubt, Event, Filler, Request, Word


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
    def finished(self) -> bool:
        """All of it was audible, or it was stopped."""


class Speaker(Protocol):
    def play(self, samples: Samples, *, aside: bool = False) -> Playback:
        """Queue 16 kHz mono samples, to be heard from the next possible moment.

        Args:
            aside: "Mm-hm": it asks for nothing, and a recorded candidate takes no notice.
        """

    @property
    def speaking(self) -> bool:
        """Something is being played, or waits to be."""

    def duck(self, by_db: float) -> None:
        """Make everything `by_db` quieter, also what is played later, until `duck(0.0)`; without a click.

        12 of 20 dB are reached within 100 ms: what the device already holds comes as loud as it was given.
        """

    def stop(self) -> None:
        """Fall silent within 100 ms, in the middle of a word if need be."""

    def heard_during(self, frame: Frame) -> Samples:
        """What the speaker made audible while the frame was recorded, as loud as it was; same length."""


class Ears(Protocol):
    @property
    def full_duplex(self) -> bool:
        """The candidate is heard while the interviewer speaks."""

    def frames(self) -> Iterator[Frame]:
        """The candidate's sound, 32 ms at a time, without a hole; ends when there is no more."""

    def news(self) -> list[Event]:
        """What happened to the devices since the last call; never blocks."""

    def pause(self) -> None:
        """From the next frame on the session clock stands still: frames go on, but count for nothing."""

    def resume(self) -> None:
        """The next frame follows the last one before the pause."""


@dataclass(frozen=True, slots=True)
class SpeechEdge:
    """Speech began or ended at `at_s`; it is known only some frames later."""

    kind: Literal["start", "stop"]
    at_s: float


Reading = tuple[float, float]
"""Seconds of silence after which a turn model was asked, and its probability that the turn is complete."""


class TurnWatch(Protocol):
    """Asks a turn model in every silence of an answer, off the critical path."""

    @property
    def has_model(self) -> bool: ...

    @property
    def readings(self) -> tuple[Reading, ...]:
        """Of the present silence."""

    def begin(self) -> None:
        """A new answer."""

    def hear(self, frame: Frame, *, is_speech: bool) -> None: ...


class Vad(Protocol):
    """Voice activity, frame by frame, with its state carried along."""

    def speech_probability(self, samples: Samples) -> float:
        """Probability (0..1) that these 512 samples hold speech."""


class SpeechDetector(Protocol):
    """Frames in, edges of speech out."""

    @property
    def speaking(self) -> bool: ...

    def hear(self, frame: Frame) -> SpeechEdge | None: ...


class TurnModel(Protocol):
    """Hears in the sound alone whether a turn is complete. A machine may lack it: None stands in for it."""

    def complete_probability(self, samples: Samples) -> float:
        """Probability (0..1) that the turn is complete.

        Args:
            samples: the candidate's turn so far, its trailing silence included: 16 kHz mono, of any length.
        """


@dataclass(frozen=True, slots=True)
class Heard:
    """A transcribed stretch. Spans count from the beginning of the samples that were given."""

    words: tuple[Word, ...]
    fillers: tuple[Filler, ...]
    doubts: tuple[Doubt, ...] = ()
    """What could not be trusted, and why."""


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

    def draft(self, samples: Samples, *, context: str = "") -> Heard:
        """The same in a hurry, for captions; what cannot hurry hears nothing."""


@dataclass(frozen=True, slots=True)
class Caption:
    """The words of an answer while it is spoken, for reading along: never kept, never measured."""

    confirmed: str = ""
    tentative: str = ""
    """What follows, as far as it can be guessed yet."""
    until_s: float = field(default=0.0, compare=False)
    """Up to where the sound was drafted, session clock."""


class AnswerListener(Protocol):
    """Hears an answer as it is spoken and reports its words as events, off the critical path."""

    captioning: bool
    """Somebody reads the caption; without a reader none is made."""
    may_be_over: bool
    """The answer may end in this pause: its last words are wanted, before that is certain."""

    @property
    def caption(self) -> Caption:
        """What the open answer says so far; never blocks."""

    def gather(self) -> str:
        """All words of the open answer that can be had now; a run faster than life waits for every one."""

    def begin(self, question_number: int, at_s: float) -> None: ...

    def hear(self, frame: Frame, *, is_speech: bool) -> None: ...

    def end(self, at_s: float) -> None: ...

    def attend(self, question_number: int, frame: Frame, *, is_speech: bool) -> None:
        """Listen for a spoken request about the interview itself; it comes back from `poll`."""

    @property
    def overheard_s(self) -> float | None:
        """Where the latest utterance ended that may be a request and is not understood yet, if one is."""

    def poll(self) -> list[Event]:
        """Events that became ready since the last call; never blocks."""

    def finish(self) -> Iterator[Event]:
        """All remaining events, waiting for the work behind them."""


class Embedder(Protocol):
    """Sentences as points: what means the same lies close together."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of unit length a text; the dot product of two rows is their likeness (-1..1)."""


class Controls(Protocol):
    """Keys, buttons: what the candidate asks for without saying it."""

    def poll(self) -> list[Request]:
        """Requests since the last call; never blocks."""

    @property
    def typing(self) -> bool:
        """An answer is being written: nobody hurries them."""

    def typed(self) -> str:
        """An answer that was written and sent since the last call; "" when there is none."""


Floor = Literal["interviewer", "candidate", "thinking", "paused"]
"""Who the moment belongs to: `thinking` is the candidate's, after asking for time."""


class Audience(Protocol):
    """Watches the interview frame by frame, to show it; it must return at once."""

    @property
    def captioned(self) -> bool:
        """The candidate's words are to be shown while they speak."""

    def watch(self, frame: Frame, floor: Floor) -> None: ...

    def read(self, caption: Caption) -> None:
        """The words of the open answer so far, frame by frame as long as `captioned`."""


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
