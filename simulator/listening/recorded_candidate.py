"""A room in which a recorded candidate answers: `Ears` and `Speaker` on one virtual clock.

The candidate hears the interviewer, waits a moment, and speaks the next recording. It drives the same
conversation, through the same ports, as a person at a microphone; it is the demo, the test and the
benchmark.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from simulator.audio import FRAME_S, FRAME_SAMPLES, SAMPLE_RATE, Frame, Samples, Span
from simulator.errors import CandidateError
from simulator.events import Event, Question
from simulator.fading import Fader
from simulator.listening.candidate_files import CandidateRecordings, decode, in_frames, most_fitting
from simulator.ports import Clock

# After a question ends; planning an answer takes about that long. It must be longer than the conversation's
# silence between two lines, or the candidate would answer the greeting.
_GIVES_UP_S = 1.5  # of a question that stays
_THINKS_S = 0.7
_SOUNDING = 0.01  # of full scale
_SILENCE = np.zeros(FRAME_SAMPLES, np.float32)


@dataclass(slots=True)
class _Utterance:
    samples: Samples
    start: int  # first sample, on the session clock
    room: RecordedRoom
    aside: bool = False
    stopped: bool = False

    @property
    def span(self) -> Span:
        return Span(self.start / SAMPLE_RATE, (self.start + len(self.samples)) / SAMPLE_RATE)

    @property
    def finished(self) -> bool:
        return self.stopped or self.room.clock_samples >= self.start + len(self.samples)


class RecordedRoom:
    """The virtual room of a recorded candidate.

    A folder's recordings answer one question each; what is left of one when the next question comes is
    not heard, and counted in `unheard_s`. One long file goes on after each question where it stopped.

    Args:
        clock: paces the frames in real time; None runs as fast as the machine allows.
        start_s: the session clock's time at the first frame.
    """

    def __init__(
        self, recordings: CandidateRecordings, clock: Clock | None = None, *, start_s: float = 0.0
    ) -> None:
        self.clock_samples = round(start_s * SAMPLE_RATE)
        self._paused = False
        self._paused_samples = 0
        self.unheard_s = 0.0
        self.broken: list[str] = []
        self._recordings = recordings
        self._files = deque(() if recordings.fitting else recordings.files)
        self._fitting = list(recordings.fitting)
        self._answer: Iterator[Samples] | None = None
        self._utterances: deque[_Utterance] = deque()
        self._quiet_since = self.clock_samples  # sample at which the interviewer last fell silent
        self._owes_answer = False
        self._spoken_over_since: int | None = None  # sample at which a question came into an answer
        self._clock = clock
        self._fader = Fader(SAMPLE_RATE)

    def play(self, samples: Samples, *, aside: bool = False) -> _Utterance:
        busy_until = max((u.start + len(u.samples) for u in self._utterances), default=0)
        utterance = _Utterance(samples, max(self.clock_samples, busy_until), self, aside)
        self._utterances.append(utterance)
        if not aside and self._answer is not None and not self._recordings.one_long_file:
            self._spoken_over_since = utterance.start
        return utterance

    @property
    def speaking(self) -> bool:
        return any(not utterance.finished for utterance in self._utterances)

    def duck(self, by_db: float) -> None:
        self._fader.duck(by_db, self.clock_samples)

    def stop(self) -> None:
        goes_on, self._spoken_over_since = self._spoken_over_since is not None, None
        for utterance in self._utterances:
            utterance.aside = utterance.aside or goes_on  # taken back: they have not stopped
            if utterance.start <= self.clock_samples:
                utterance.samples = utterance.samples[: self.clock_samples - utterance.start]
            utterance.stopped = True

    @property
    def full_duplex(self) -> bool:
        return True

    def news(self) -> list[Event]:
        return []

    def pause(self) -> None:
        self._paused = True

    def resume(self) -> None:
        self._paused = False

    def heard_during(self, frame: Frame) -> Samples:
        heard = np.zeros(len(frame.samples), np.float32)
        first = round(frame.start_s * SAMPLE_RATE)
        for utterance in self._utterances:
            start = max(first, utterance.start)
            stop = min(first + len(heard), utterance.start + len(utterance.samples))
            if start < stop:
                heard[start - first : stop - first] = utterance.samples[
                    start - utterance.start : stop - utterance.start
                ]
        return heard * self._fader.gains(first, len(heard))

    def asked(self, question: Question) -> None:
        """What is asked: where recordings know what they answer, the one that fits best is given to it."""
        if not self._recordings.fitting:
            return
        self._files.clear()
        if best := most_fitting(self._fitting, question):
            self._fitting.remove(best)
            self._files.append(best.file)

    def frames(self) -> Iterator[Frame]:
        """Frames until every recording was heard and another question finds nobody to answer it."""
        began_s = self._clock.now_s() if self._clock else 0.0
        given_s = 0.0
        while self._paused or not self._speechless():
            if self._paused:  # time goes on, but not the session's
                self._paused_samples += FRAME_SAMPLES
                frame = Frame((self.clock_samples + self._paused_samples) / SAMPLE_RATE, _SILENCE)
            else:
                self._paused_samples = 0
                frame = Frame(self.clock_samples / SAMPLE_RATE, self._next_samples())
                self.clock_samples += FRAME_SAMPLES
            given_s += FRAME_S
            if self._clock and (ahead_s := began_s + given_s - self._clock.now_s()) > 0:
                self._clock.sleep_s(ahead_s)
            yield frame

    def left_unheard(self) -> str:
        """One line about recordings that nobody heard, or ""; call when the session is over."""
        if self._recordings.one_long_file and self._answer is not None:
            self.unheard_s += self._sounding_s(self._answer)
        parts = [f"{len(self._files)} recordings"] if self._files else []
        if self.unheard_s > 1:
            parts.append(f"{self.unheard_s:.0f} s of sound")
        return f"{' and '.join(parts)} were left when the interview was over." if parts else ""

    @staticmethod
    def _sounding_s(frames: Iterator[Samples]) -> float:
        return sum(float(np.abs(samples).max()) > _SOUNDING for samples in frames) * FRAME_S

    def _interviewer_speaks(self) -> bool:
        while self._utterances and self._utterances[0].finished:
            done = self._utterances.popleft()
            if not done.aside:
                self._quiet_since = done.start + len(done.samples)
                self._owes_answer = True
        return any(not utterance.aside for utterance in self._utterances)

    def _ready_to_answer(self) -> bool:
        """The interviewer has spoken and has been silent for a moment."""
        quiet_s = (self.clock_samples - self._quiet_since) / SAMPLE_RATE
        return self._owes_answer and quiet_s >= _THINKS_S

    def _next_samples(self) -> Samples:
        if self._interviewer_speaks():
            return self._said_into_a_question()
        if self._spoken_over_since is not None:
            self._give_up()
        if self._ready_to_answer() and (self._answer is not None or self._files):
            self._owes_answer = False
            if self._answer is None:
                self._answer = in_frames(decode(self._files.popleft()))
        return _SILENCE if self._owes_answer else self._next_of_answer()

    def _next_of_answer(self) -> Samples:
        if self._answer is None:
            return _SILENCE
        try:
            samples = next(self._answer, None)
        except CandidateError as error:  # a file that breaks off: what was heard of it stays heard
            self.broken.append(error.what)
            samples = None
        if samples is None:
            self._answer = None
            return _SILENCE
        return samples

    def _said_into_a_question(self) -> Samples:
        """A question in the middle of a recording: it goes on, as people do who are not finished, until the
        question stays. The rest is dropped then. (One long file waits for the question's end.)"""
        if self._spoken_over_since is None:
            return _SILENCE
        if self.clock_samples - self._spoken_over_since < round(_GIVES_UP_S * SAMPLE_RATE):
            return self._next_of_answer()
        self._give_up()
        return _SILENCE

    def _give_up(self) -> None:
        """The question stays: what is left of the answer before it is not heard."""
        self._spoken_over_since = None
        if self._answer is not None:
            self.unheard_s += self._sounding_s(self._answer)
            self._answer = None

    def _speechless(self) -> bool:
        """Asked, but out of recordings: time passed for a closing line to be followed by nothing."""
        return (
            not self._recordings.fitting  # who knows what they answer stays to the end
            and not self._interviewer_speaks()
            and self._answer is None
            and not self._files
            and self._ready_to_answer()
        )
