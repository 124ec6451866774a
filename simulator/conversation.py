"""The interview as it happens: greet, ask, listen, take the turn, ask on, close.

One generator of events. It pulls 32 ms frames from the ears, keeps them with what the speaker made
audible, steps the turn policy, and yields what happened; whoever runs it writes the events down. Time
is the session clock (frames heard) and nothing else. Transcription runs beside it and never delays it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

from simulator.audio import Frame, Sound, Span
from simulator.events import (
    AnswerClosed,
    CandidateRequested,
    EndReason,
    Event,
    InterviewerSpoke,
    LineRole,
    PlanMade,
    Question,
    QuestionAsked,
    Request,
    SessionClosed,
    SessionPaused,
    SessionResumed,
    SpeechStarted,
    SpeechStopped,
    TurnDecided,
    TurnTaken,
)
from simulator.interview.plan import Lines
from simulator.ports import (
    AnswerListener,
    Audience,
    Controls,
    Ears,
    Floor,
    Playback,
    Recorder,
    Speaker,
    SpeechDetector,
    Voice,
)
from simulator.turns.floor import CandidatesFloor
from simulator.turns.policy import LEAST_SPOKEN_S, Decision, TurnSettings, step

_OPENING_SILENCE_S = 0.5  # so that the first syllable is not the first sample
_BETWEEN_LINES_S = 0.6
_LOST_S = 10.0  # a microphone that is gone so long is waited for in a pause

_IN_PAUSE = -1  # the number under which requests are listened for in a pause


class _NobodyThere(Exception):
    """The ears have no more frames."""


class _Ended(Exception):
    """The candidate ended the interview."""


@dataclass(frozen=True, slots=True)
class Start:
    """Where an interview begins: at its first question, or again after an interruption.

    `recap` is said instead of the greeting; question `number` is then asked without a bridge.
    """

    number: int = 1
    recap: str = ""


class Conversation:
    """Wires the ports of one interview; `events()` runs it once."""

    def __init__(
        self,
        plan: PlanMade,
        lines: Lines,
        *,
        ears: Ears,
        speaker: Speaker,
        recorder: Recorder,
        voice: Voice,
        detector: SpeechDetector,
        pause_detector: SpeechDetector,
        listener: AnswerListener,
        turn_settings: TurnSettings,
        controls: Controls | None = None,
        audience: Audience | None = None,
        start: Start | None = None,
    ) -> None:
        self._plan = plan
        self._lines = lines
        self._ears = ears
        self._frames = ears.frames()
        self._speaker = speaker
        self._recorder = recorder
        self._voice = voice
        self._detector = detector
        self._pause_detector = pause_detector
        self._listener = listener
        self._turn_settings = turn_settings
        self._controls = controls
        self._audience = audience
        self._start = start or Start()
        self._turn = 0
        self._number = 0  # the question being asked or answered
        self._answering = False
        self._floor: CandidatesFloor | None = None
        self._requests: list[CandidateRequested] = []
        self._cut_short = False  # a pause stopped the interviewer in the middle of a line
        self._lost_since_s: float | None = None

    def events(self) -> Iterator[Event]:
        """Run the interview. Ends with `SessionClosed`, after all words were heard."""
        reason: Literal["finished", "recording_ended", "stopped"] = "finished"
        with ThreadPoolExecutor(1, thread_name_prefix="voice") as ahead:
            first = ahead.submit(self._voice.synthesize, self._plan.questions[self._start.number - 1].text)
            try:
                yield from self._wait(_OPENING_SILENCE_S)
                if self._start.recap:
                    yield from self._say("recap", self._start.recap)
                else:
                    yield from self._say("greeting", self._plan.greeting)
                yield from self._wait(_BETWEEN_LINES_S)
                yield from self._questions(ahead, first)
                yield from self._say("closing", self._plan.closing)
            except _NobodyThere:
                reason = "recording_ended"
            except _Ended:
                reason = "stopped"
        yield from self._listener.finish()
        yield SessionClosed(self._recorder.now_s, reason)

    def _questions(self, ahead: ThreadPoolExecutor, first: Future[Sound]) -> Iterator[Event]:
        opening = ""
        prepared: Future[Sound] | None = first
        numbered = list(enumerate(self._plan.questions, start=1))[self._start.number - 1 :]
        for number, question in numbered:
            spoken = f"{opening} {question.text}".strip()
            yield from self._ask(number, question, spoken, prepared)
            # While the candidate speaks, the likely next question is already being spoken into memory.
            opening = self._lines.next("noted" if question.stage == "your_questions" else "bridge")
            if number < len(self._plan.questions):
                prepared = ahead.submit(
                    self._voice.synthesize, f"{opening} {self._plan.questions[number].text}"
                )
            answered = yield from self._listen(number, question)
            if not answered:
                opening, prepared = self._lines.next("no_answer"), None
            elif number == len(self._plan.questions) and question.stage == "your_questions":
                yield from self._say("noted", opening)
                yield from self._wait(_BETWEEN_LINES_S)

    # -- the interviewer speaks

    def _ask(
        self, number: int, question: Question, spoken: str, prepared: Future[Sound] | None
    ) -> Iterator[Event]:
        self._number = number
        self._requests.clear()
        sound = prepared.result() if prepared is not None else self._voice.synthesize(spoken)
        while True:
            playback = self._speaker.play(sound.samples)
            span = yield from self._until_audible(playback)
            yield QuestionAsked(span.start_s, question, number, spoken, span)
            yield from self._until_finished(playback)
            if not self._take_up_again():
                return

    def _say(self, role: LineRole, text: str) -> Iterator[Event]:
        sound = self._voice.synthesize(text)
        while True:
            playback = self._speaker.play(sound.samples)
            span = yield from self._until_audible(playback)
            yield InterviewerSpoke(span.start_s, role, text, span)
            yield from self._until_finished(playback)
            if not self._take_up_again():
                return

    def _take_up_again(self) -> bool:
        """After a pause the line it cut short is said once more, from its beginning."""
        again, self._cut_short = self._cut_short, False
        return again

    def _until_audible(self, playback: Playback) -> Generator[Event, None, Span]:
        while (span := playback.span) is None:
            yield from self._hear("interviewer")
        return span

    def _until_finished(self, playback: Playback) -> Iterator[Event]:
        while not playback.finished:
            yield from self._hear("interviewer")
            if any(request.request == "skip" for request in self._requests):
                self._speaker.stop()

    # -- the candidate speaks

    def _listen(self, number: int, question: Question) -> Generator[Event, None, bool]:
        """Give the candidate the floor until the policy takes the turn; True when they spoke."""
        opened_s = self._recorder.now_s
        floor = self._floor = CandidatesFloor(since_s=opened_s)
        if self._detector.speaking:
            floor.speech_began_s = opened_s
        self._listener.begin(number, opened_s)
        self._answering = True
        # What was asked for while the question was still being said: only these make sense now.
        self._requests = [r for r in self._requests if r.request in ("skip", "think")]
        try:
            end_reason, why = yield from self._until_answered(number, question, floor)
        except (_NobodyThere, _Ended) as gone:
            yield from self._close_answer(
                number, opened_s, "stopped" if isinstance(gone, _Ended) else "recording_ended"
            )
            raise
        state = floor.state(self._recorder.now_s)
        self._turn += 1
        yield TurnTaken(state.now_s, number, self._turn, round(state.silence_s, 3), why)
        yield from self._close_answer(number, opened_s, end_reason)
        return state.spoken_s >= LEAST_SPOKEN_S and end_reason != "skipped"

    def _until_answered(
        self, number: int, question: Question, floor: CandidatesFloor
    ) -> Generator[Event, None, tuple[EndReason, str]]:
        logged: tuple[str, float] | None = None
        while True:
            yield from self._hear("thinking" if floor.thinking else "candidate")
            while self._requests:
                ended = yield from self._grant(self._requests.pop(0), question, floor)
                if ended is not None:
                    return ended
            decision = step(floor.state(self._recorder.now_s), self._turn_settings)
            if decision.act == "take":
                return ("silence" if floor.spoken_s >= LEAST_SPOKEN_S else "no_answer"), decision.reason
            if (decision.act, decision.needed_silence_s) != logged:
                logged = (decision.act, decision.needed_silence_s)
                yield self._decided(number, decision)

    def _grant(
        self, asked: CandidateRequested, question: Question, floor: CandidatesFloor
    ) -> Generator[Event, None, tuple[EndReason, str] | None]:
        """Do what was asked for; returns how the answer ended, if it did."""
        if asked.span is not None and asked.request not in ("think", "done"):
            floor.disregard(asked.span)
        match asked.request:
            case "done":
                return "done", f"done, told by {asked.by}"
            case "skip":
                return "skipped", f"skipped, asked by {asked.by}"
            case "think":
                floor.thinking = True
                floor.wait_from(self._recorder.now_s)
            case "repeat":
                yield from self._say("repeat", question.text)
                floor.wait_from(self._recorder.now_s)
            case "clarify":
                yield from self._say("clarify", question.rephrase or question.text)
                floor.wait_from(self._recorder.now_s)
            case _:
                pass
        return None

    def _close_answer(self, number: int, opened_s: float, reason: EndReason) -> Iterator[Event]:
        self._answering = False
        self._floor = None
        self._listener.end(self._recorder.now_s)
        span = Span(opened_s, self._recorder.now_s)
        yield AnswerClosed(span.end_s, number, span, reason)

    def _decided(self, number: int, decision: Decision) -> TurnDecided:
        return TurnDecided(
            self._recorder.now_s, number, decision.act, decision.needed_silence_s, decision.reason
        )

    # -- every frame

    def _hear(self, whose: Floor) -> Iterator[Event]:
        """One frame: kept, listened to for speech and requests, and what became ready passed on."""
        frame = self._next_frame(whose)
        self._recorder.write(interviewer=self._speaker.heard_during(frame), candidate=frame.samples)
        edge = self._detector.hear(frame)
        if edge is not None:
            spoke = SpeechStarted(edge.at_s) if edge.kind == "start" else SpeechStopped(edge.at_s)
            if self._floor is not None:
                self._floor.note(spoke)
            yield spoke
        if self._answering:
            self._listener.hear(frame, is_speech=self._detector.speaking)
            self._listener.attend(self._number, frame, is_speech=self._detector.speaking)
        yield from self._ears.news()
        yield from self._note_loss(frame)
        yield from self._take_requests()

    def _next_frame(self, whose: Floor) -> Frame:
        frame = next(self._frames, None)
        if frame is None:
            raise _NobodyThere
        if self._audience is not None:
            self._audience.watch(frame, whose)
        return frame

    def _wait(self, seconds: float) -> Iterator[Event]:
        until_s = self._recorder.now_s + seconds
        while self._recorder.now_s < until_s:
            yield from self._hear("interviewer")

    def _note_loss(self, frame: Frame) -> Iterator[Event]:
        """Silence of a microphone that is gone is no silence of the candidate."""
        if not frame.lost:
            self._lost_since_s = None
            return
        if self._lost_since_s is None:
            self._lost_since_s = frame.start_s
        if self._floor is not None:
            self._floor.wait_from(frame.end_s)
        if frame.end_s - self._lost_since_s >= _LOST_S:
            self._lost_since_s = None
            yield from self._pause("the microphone is gone", until_back=True)

    def _take_requests(self) -> Iterator[Event]:
        for event in self._listener.poll():
            yield event
            # What a slow transcriber hears too late is not held against another question.
            if isinstance(event, CandidateRequested) and event.question_number == self._number:
                self._requests.append(event)
        for request in self._pressed():
            pressed = CandidateRequested(self._recorder.now_s, self._number, request, "key")
            yield pressed
            self._requests.append(pressed)
        if any(request.request == "end" for request in self._requests):
            self._speaker.stop()
            raise _Ended
        if any(request.request == "pause" for request in self._requests):
            spoken = [r.span for r in self._requests if r.request == "pause" and r.span is not None]
            if self._floor is not None and spoken:
                self._floor.disregard(spoken[0])
            self._requests = [r for r in self._requests if r.request not in ("pause", "resume")]
            yield from self._pause("asked for")

    def _pressed(self) -> list[Request]:
        return self._controls.poll() if self._controls is not None else []

    # -- a pause: the clock stands still and nothing is kept

    def _pause(self, cause: str, *, until_back: bool = False) -> Iterator[Event]:
        now_s = self._recorder.now_s
        self._cut_short = self._speaker.speaking
        self._speaker.stop()
        yield SessionPaused(now_s, cause)
        self._ears.pause()
        resumed_by = yield from self._until_resumed(until_back=until_back)
        self._ears.resume()
        yield SessionResumed(now_s, resumed_by)
        if self._floor is not None:
            self._floor.wait_from(now_s)

    def _until_resumed(self, *, until_back: bool) -> Generator[Event, None, str]:
        while True:
            frame = self._next_frame("paused")
            yield from self._ears.news()
            if until_back and not frame.lost:
                return "the microphone is back"
            self._pause_detector.hear(frame)
            self._listener.attend(_IN_PAUSE, frame, is_speech=self._pause_detector.speaking)
            said = []
            for event in self._listener.poll():
                if isinstance(event, CandidateRequested) and event.question_number == _IN_PAUSE:
                    said.append(event.request)  # heard in the pause: not kept, only obeyed
                else:
                    yield event
            for request in (*self._pressed(), *said):
                if request == "end":
                    self._ears.resume()
                    raise _Ended
                if request in ("resume", "pause", "done"):
                    return "asked for"
