"""Every frame of an interview: kept, listened to, and what the candidate asked for meanwhile.

The conversation says whose moment it is and pulls one frame after the other; pauses, lost microphones and
the wish to end are dealt with here, because they can come in any of them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from simulator.audio import FRAME_S, Frame
from simulator.events import (
    CandidateRequested,
    Event,
    Request,
    SessionPaused,
    SessionResumed,
    SpeechStarted,
    SpeechStopped,
)
from simulator.ports import (
    AnswerListener,
    Audience,
    Controls,
    Ears,
    Floor,
    Recorder,
    Speaker,
    SpeechDetector,
    TurnWatch,
)
from simulator.turns.floor import CandidatesFloor
from simulator.turns.policy import TurnState

_LOST_S = 10.0  # a microphone that is gone so long is waited for in a pause
_OVER_A_LINE = ("repeat", "clarify", "pause", "end")
"""What may be said into the interviewer's words. ("Let us move on" may be the interviewer's own echo.)"""
_REMEMBERED_S = 3.0  # of the microphone, before the floor is the candidate's
_BEFORE_VOICE_S = 0.3
_IN_PAUSE = -1  # the question number under which requests are listened for in a pause


class NobodyThere(Exception):
    """The ears have no more frames."""


class Ended(Exception):
    """The candidate ended the interview."""


@dataclass(frozen=True, slots=True)
class Ports:
    """What an interview is heard, kept and steered through."""

    ears: Ears
    speaker: Speaker
    recorder: Recorder
    detector: SpeechDetector
    pause_detector: SpeechDetector
    """Another one: what is heard in a pause must not touch the state of the interview's."""
    listener: AnswerListener
    watch: TurnWatch
    controls: Controls | None = None
    audience: Audience | None = None


class Hearing:
    """Pulls frames. `number`: the question being asked or answered; `floor`: the candidate's, if it is."""

    def __init__(self, ports: Ports) -> None:
        self.number = 0
        self.floor: CandidatesFloor | None = None
        self.requests: list[CandidateRequested] = []
        self.cut_short = False
        """A pause stopped the interviewer in the middle of a line."""
        self._ports = ports
        self.voice_since_s: float | None = None
        """Since when the candidate has been speaking; None: they are not."""
        self._frames = ports.ears.frames()
        self._recent: deque[tuple[Frame, bool]] = deque(maxlen=round(_REMEMBERED_S / FRAME_S))
        self._lost_since_s: float | None = None

    @property
    def now_s(self) -> float:
        return self._ports.recorder.now_s

    def frame(self, whose: Floor) -> Iterator[Event]:
        """One frame, and what became known with it.

        Raises:
            NobodyThere: there are no more frames.
            Ended: the candidate asked for the end.
        """
        frame = self._next_frame(whose)
        ports = self._ports
        ports.recorder.write(interviewer=ports.speaker.heard_during(frame), candidate=frame.samples)
        edge = ports.detector.hear(frame)
        speaking = ports.detector.speaking
        if edge is not None:
            self.voice_since_s = edge.at_s if speaking else None
            spoke = SpeechStarted(edge.at_s) if edge.kind == "start" else SpeechStopped(edge.at_s)
            if self.floor is not None:
                self.floor.note(spoke)
            yield spoke
        # Also while an answer is open: what is said into the next question's beginning may be its answer.
        self._recent.append((frame, speaking))
        if self.floor is not None:
            self._listen(frame, is_speech=speaking)
            self._caption()
        if self.number:
            ports.listener.attend(self.number, frame, is_speech=speaking)
        yield from ports.ears.news()
        yield from self._note_loss(frame)
        yield from self._take_requests()

    def open(self, floor: CandidatesFloor, number: int) -> float:
        """The floor is the candidate's; returns since when: what they say already belongs to their answer."""
        opened_s = self.now_s
        if self.voice_since_s is not None:
            floor.speech_began_s = self.voice_since_s
            opened_s = max(self.now_s - _REMEMBERED_S, self.voice_since_s - _BEFORE_VOICE_S)
        self.number, self.floor = number, floor
        self._ports.listener.begin(number, opened_s)
        self._ports.watch.begin()
        for frame, is_speech in self._recent:
            if frame.start_s >= opened_s - 1e-6:
                self._listen(frame, is_speech=is_speech)
        self._recent.clear()
        return opened_s

    def close(self, at_s: float) -> None:
        """The answer is over."""
        self.floor = None
        self._ports.listener.end(at_s)

    def state(self) -> TurnState:
        """The candidate's turn now, with what turn model and words say about it."""
        assert self.floor is not None
        caption, watch = self._ports.listener.caption, self._ports.watch
        fresh = caption.until_s >= self.floor.quiet_since_s
        return self.floor.state(
            self.now_s,
            readings=watch.readings,
            has_model=watch.has_model,
            said=f"{caption.confirmed} {caption.tentative}" if fresh else None,
        )

    def _listen(self, frame: Frame, *, is_speech: bool) -> None:
        self._ports.listener.hear(frame, is_speech=is_speech)
        self._ports.watch.hear(frame, is_speech=is_speech)

    def wait_for_quiet(self, seconds: float, *, at_most_s: float) -> Iterator[Event]:
        """Until the candidate has been silent so long; a voice that never ends is not waited for."""
        quiet_s, until_s = 0.0, self.now_s + at_most_s
        while quiet_s < seconds and self.now_s < until_s:
            yield from self.frame("interviewer")
            quiet_s = 0.0 if self.voice_since_s is not None else quiet_s + FRAME_S

    def wait(self, seconds: float) -> Iterator[Event]:
        until_s = self.now_s + seconds
        while self.now_s < until_s:
            yield from self.frame("interviewer")

    def _caption(self) -> None:
        audience, listener = self._ports.audience, self._ports.listener
        listener.captioning = audience is not None and audience.captioned
        if audience is not None and audience.captioned:
            audience.read(listener.caption)

    def _next_frame(self, whose: Floor) -> Frame:
        frame = next(self._frames, None)
        if frame is None:
            raise NobodyThere
        if self._ports.audience is not None:
            self._ports.audience.watch(frame, whose)
        return frame

    def _note_loss(self, frame: Frame) -> Iterator[Event]:
        """Silence of a microphone that is gone is no silence of the candidate."""
        if not frame.lost:
            self._lost_since_s = None
            return
        if self._lost_since_s is None:
            self._lost_since_s = frame.start_s
        if self.floor is not None:
            self.floor.wait_from(frame.end_s)
        if frame.end_s - self._lost_since_s >= _LOST_S:
            self._lost_since_s = None
            yield from self._pause("the microphone is gone", until_back=True)

    def _take_requests(self) -> Iterator[Event]:
        for event in self._ports.listener.poll():
            if not isinstance(event, CandidateRequested):
                yield event
            elif self._holds(event):
                yield event
                self.requests.append(event)
        for request in self._pressed():
            pressed = CandidateRequested(self.now_s, self.number, request, "key")
            yield pressed
            self.requests.append(pressed)
        if any(asked.request == "end" for asked in self.requests):
            self._ports.speaker.stop()
            raise Ended
        pauses = [asked for asked in self.requests if asked.request == "pause"]
        if pauses:
            self.requests = [r for r in self.requests if r.request not in ("pause", "resume")]
            if self.floor is not None and pauses[0].span is not None:
                self.floor.disregard(pauses[0].span)
            yield from self._pause("asked for")

    def _holds(self, spoken: CandidateRequested) -> bool:
        """Not one that was understood when its question was over; over a question only some make sense."""
        makes_sense = self.floor is not None or spoken.request in _OVER_A_LINE
        return spoken.question_number == self.number and makes_sense

    def _pressed(self) -> list[Request]:
        return self._ports.controls.poll() if self._ports.controls is not None else []

    def _pause(self, cause: str, *, until_back: bool = False) -> Iterator[Event]:
        """The clock stands still and nothing is kept."""
        at_s = self.now_s
        self.cut_short = self._ports.speaker.speaking
        self._ports.speaker.stop()
        yield SessionPaused(at_s, cause)
        self._ports.ears.pause()
        resumed_by = yield from self._until_resumed(until_back=until_back)
        self._ports.ears.resume()
        yield SessionResumed(at_s, resumed_by)
        if self.floor is not None:
            self.floor.wait_from(at_s)

    def _until_resumed(self, *, until_back: bool) -> Generator[Event, None, str]:
        listener, detector = self._ports.listener, self._ports.pause_detector
        while True:
            frame = self._next_frame("paused")
            yield from self._ports.ears.news()
            if until_back and not frame.lost:
                return "the microphone is back"
            detector.hear(frame)
            listener.attend(_IN_PAUSE, frame, is_speech=detector.speaking)
            asked = self._pressed()
            for event in listener.poll():
                if isinstance(event, CandidateRequested) and event.question_number == _IN_PAUSE:
                    asked.append(event.request)  # obeyed, but not kept: nothing said in a pause is
                else:
                    yield event
            if "end" in asked:
                self._ports.ears.resume()
                raise Ended
            if {"resume", "pause", "done"} & set(asked) and not frame.lost:
                return "asked for"
