"""A virtual room without echo: the candidate speaks at fixed times; what the interviewer does is kept.

Real voice activity; the transcriber is a witness, and the turn model one who finds every silence complete.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.audio import FRAME_S, FRAME_SAMPLES, SAMPLE_RATE, Frame, Samples, Sound, Span
from simulator.config import Style
from simulator.conversation import Conversation
from simulator.events import Event, PlanMade, Request
from simulator.hearing import Ports
from simulator.interview.bank import load_bank
from simulator.interview.director import Direction
from simulator.interview.plan import Lines, make_plan
from simulator.listening.near_voice import NearVoiceDetector
from simulator.listening.vad import SileroVad, VadDetector
from simulator.ports import Caption, TurnWatch, Voice
from simulator.turns.policy import TurnSettings


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

    can_pause = False
    """In a pause this stage's time goes on: only for who looks at what is said, not when."""

    def pause(self) -> None:
        assert self.can_pause, "nobody pauses on this stage"

    resume = pause


class Witness:
    """An answer listener that keeps every frame it is given."""

    caption = Caption("So", "um")
    said = ""

    def __init__(self) -> None:
        self.answers: list[list[Samples]] = []
        self.captioning = False
        self.may_be_over = True

    def gather(self) -> str:
        return self.said

    def begin(self, question_number: int, at_s: float) -> None:
        self.answers.append([])

    def hear(self, frame: Frame, *, is_speech: bool) -> None:
        self.answers[-1].append(frame.samples)

    def end(self, at_s: float) -> None:
        pass

    def attend(self, question_number: int, frame: Frame, *, is_speech: bool) -> None:
        pass

    @property
    def overheard_s(self) -> float | None:
        return None

    def poll(self) -> list[Event]:
        return []

    def finish(self) -> Iterator[Event]:
        return iter(())


class Judge:
    """A turn watch that finds every silence of 0.2 s and more complete, or none."""

    has_model = True

    def __init__(self, probability: float = 0.95) -> None:
        self._probability = probability
        self._silent_s = 0.0

    def begin(self) -> None:
        self._silent_s = 0.0

    def hear(self, frame: Frame, *, is_speech: bool) -> None:
        self._silent_s = 0.0 if is_speech else self._silent_s + FRAME_S

    @property
    def readings(self) -> tuple[tuple[float, float], ...]:
        return ((0.2, self._probability),) if self._silent_s >= 0.2 else ()


class Tape:
    """A recorder that only counts."""

    def __init__(self) -> None:
        self._samples = 0

    @property
    def now_s(self) -> float:
        return self._samples / SAMPLE_RATE

    def write(self, *, interviewer: Samples, candidate: Samples) -> None:
        assert len(interviewer) == len(candidate)
        self._samples += len(candidate)


class Beep:
    """A voice of half a second."""

    name = "beep"

    def synthesize(self, text: str) -> Sound:
        t = np.arange(SAMPLE_RATE // 2) / SAMPLE_RATE
        return Sound((0.2 * np.sin(2 * np.pi * 440 * t)).astype(np.float32), SAMPLE_RATE)


class Fingers:
    """Presses keys in order, each once the session clock has reached its time, one a frame."""

    def __init__(
        self, tape: Tape, presses: Sequence[tuple[float, Request]], texts: Sequence[tuple[float, str]] = ()
    ) -> None:
        self._tape = tape
        self._presses = list(presses)
        self._texts = list(texts)

    def poll(self) -> list[Request]:
        if self._presses and self._tape.now_s >= self._presses[0][0]:
            return [self._presses.pop(0)[1]]
        return []

    typing = False

    def typed(self) -> str:
        if self._texts and self._tape.now_s >= self._texts[0][0]:
            return self._texts.pop(0)[1]
        return ""


class LongBeep(Beep):
    """Questions of 4 s, small lines of 0.4 s."""

    def synthesize(self, text: str) -> Sound:
        t = np.arange(round(SAMPLE_RATE * (4.0 if "?" in text or len(text) > 60 else 0.4))) / SAMPLE_RATE
        return Sound((0.2 * np.sin(2 * np.pi * 440 * t)).astype(np.float32), SAMPLE_RATE)


def on_stage(
    stage: Stage,
    *,
    watch: TurnWatch | None = None,
    settings: TurnSettings | None = None,
    voice: Voice | None = None,
    voices: Sequence[Voice] = (),
    presses: Sequence[tuple[float, Request]] = (),
    texts: Sequence[tuple[float, str]] = (),
    waits: bool = True,
    direction: Callable[[PlanMade], Direction] = Direction,
    style: Style = "manager",
    listener: Witness | None = None,
) -> tuple[list[Event], Witness]:
    """An interview of three long questions (4 s); the first is over 7 s in."""
    bank, witness, tape = load_bank(), listener or Witness(), Tape()
    conversation = Conversation(
        direction(make_plan(bank, style=style, minutes=15, count=3, seed=1)),
        Lines(bank, 1),
        Ports(
            ears=stage,
            speaker=stage,
            recorder=tape,
            detector=NearVoiceDetector(SileroVad()),
            pause_detector=VadDetector(SileroVad()),
            listener=witness,
            watch=watch or Judge(),
            controls=Fingers(tape, presses, texts),
        ),
        voices=voices or [voice or LongBeep()],
        turn_settings=settings or TurnSettings(),
        waits=waits,
    )
    return list(conversation.events()), witness
