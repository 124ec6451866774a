"""The interview as it happens: greet, ask, listen, take the turn, ask on, close.

One generator of events. It pulls 32 ms frames from the ears, keeps them with what the speaker made
audible, steps the turn policy, and yields what happened; whoever runs it writes the events down. Time
is the session clock (frames heard) and nothing else. Transcription runs beside it and never delays it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from simulator.audio import Frame, Sound, Span
from simulator.events import (
    AnswerClosed,
    EndReason,
    Event,
    InterviewerSpoke,
    LineRole,
    PlanMade,
    Question,
    QuestionAsked,
    SessionClosed,
    SpeechStarted,
    SpeechStopped,
    TurnDecided,
    TurnTaken,
)
from simulator.interview.plan import Lines
from simulator.ports import AnswerListener, Ears, Playback, Recorder, Speaker, SpeechDetector, Voice
from simulator.turns.policy import Decision, TurnSettings, TurnState, step

_OPENING_SILENCE_S = 0.5  # so that the first syllable is not the first sample
_BETWEEN_LINES_S = 0.4


class _NobodyThere(Exception):
    """The ears have no more frames."""


@dataclass(slots=True)
class _Floor:
    """The candidate's turn so far: what the policy needs to know."""

    since_s: float
    speech_began_s: float | None = None
    last_speech_s: float | None = None
    spoken_s: float = 0.0

    def state(self, now_s: float) -> TurnState:
        quiet_since_s = self.last_speech_s if self.last_speech_s is not None else self.since_s
        speaking = self.speech_began_s is not None
        return TurnState(
            now_s=now_s,
            since_question_s=now_s - self.since_s,
            silence_s=0.0 if speaking else now_s - quiet_since_s,
            spoken_s=self.spoken_s
            + (now_s - self.speech_began_s if self.speech_began_s is not None else 0.0),
            speaking=speaking,
        )

    def note(self, event: Event) -> None:
        if event.at_s is None:
            return
        if isinstance(event, SpeechStarted):
            self.speech_began_s = max(event.at_s, self.since_s)
        elif isinstance(event, SpeechStopped) and self.speech_began_s is not None:
            self.spoken_s += max(0.0, event.at_s - self.speech_began_s)
            self.last_speech_s = max(event.at_s, self.since_s)
            self.speech_began_s = None


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
        listener: AnswerListener,
        turn_settings: TurnSettings,
    ) -> None:
        self._plan = plan
        self._lines = lines
        self._frames = ears.frames()
        self._speaker = speaker
        self._recorder = recorder
        self._voice = voice
        self._detector = detector
        self._listener = listener
        self._turn_settings = turn_settings
        self._turn = 0

    def events(self) -> Iterator[Event]:
        """Run the interview. Ends with `SessionClosed`, after all words were heard."""
        with ThreadPoolExecutor(1, thread_name_prefix="voice") as ahead:
            try:
                first = ahead.submit(self._voice.synthesize, self._plan.questions[0].text)
                yield from self._wait(_OPENING_SILENCE_S)
                yield from self._say("greeting", self._plan.greeting)
                yield from self._wait(_BETWEEN_LINES_S)
                yield from self._questions(ahead, first)
                yield from self._say("closing", self._plan.closing)
                reason = "finished"
            except _NobodyThere:
                reason = "recording_ended"
        yield from self._listener.finish()
        yield SessionClosed(self._recorder.now_s, "finished" if reason == "finished" else "recording_ended")

    def _questions(self, ahead: ThreadPoolExecutor, first: Future[Sound]) -> Iterator[Event]:
        opening = ""
        prepared: Future[Sound] | None = first
        for number, question in enumerate(self._plan.questions, start=1):
            spoken = f"{opening} {question.text}".strip()
            yield from self._ask(number, question, spoken, prepared)
            # While the candidate speaks, the likely next question is already being spoken into memory.
            opening = self._lines.next("noted" if question.stage == "your_questions" else "bridge")
            if number < len(self._plan.questions):
                prepared = ahead.submit(
                    self._voice.synthesize, f"{opening} {self._plan.questions[number].text}"
                )
            answered = yield from self._listen(number)
            if not answered:
                opening, prepared = self._lines.next("no_answer"), None
            elif number == len(self._plan.questions) and question.stage == "your_questions":
                yield from self._say("noted", opening)
                yield from self._wait(_BETWEEN_LINES_S)

    def _ask(
        self, number: int, question: Question, spoken: str, prepared: Future[Sound] | None
    ) -> Iterator[Event]:
        sound = prepared.result() if prepared is not None else self._voice.synthesize(spoken)
        playback = self._speaker.play(sound.samples)
        span = yield from self._until_audible(playback)
        yield QuestionAsked(span.start_s, question, number, spoken, span)
        yield from self._until_finished(playback)

    def _say(self, role: LineRole, text: str) -> Iterator[Event]:
        playback = self._speaker.play(self._voice.synthesize(text).samples)
        span = yield from self._until_audible(playback)
        yield InterviewerSpoke(span.start_s, role, text, span)
        yield from self._until_finished(playback)

    def _listen(self, number: int) -> Generator[Event, None, bool]:
        """Give the candidate the floor until the policy takes the turn; True when they spoke."""
        floor = _Floor(since_s=self._recorder.now_s)
        if self._detector.speaking:
            floor.speech_began_s = floor.since_s
        self._listener.begin(number, floor.since_s)
        logged: tuple[str, float] | None = None
        try:
            while True:
                frame = yield from self._hear_into(floor)
                self._listener.hear(frame, is_speech=self._detector.speaking)
                decision = step(floor.state(self._recorder.now_s), self._turn_settings)
                if decision.act == "take":
                    break
                if (decision.act, decision.needed_silence_s) != logged:
                    logged = (decision.act, decision.needed_silence_s)
                    yield self._decided(number, decision)
        except _NobodyThere:
            yield from self._close_answer(number, floor, "recording_ended")
            raise
        self._turn += 1
        state = floor.state(self._recorder.now_s)
        yield TurnTaken(state.now_s, number, self._turn, round(state.silence_s, 3), decision.reason)
        answered = floor.spoken_s > 0
        yield from self._close_answer(number, floor, "silence" if answered else "no_answer")
        return answered

    def _close_answer(self, number: int, floor: _Floor, reason: EndReason) -> Iterator[Event]:
        self._listener.end(self._recorder.now_s)
        span = Span(floor.since_s, self._recorder.now_s)
        yield AnswerClosed(span.end_s, number, span, reason)

    def _decided(self, number: int, decision: Decision) -> TurnDecided:
        return TurnDecided(
            self._recorder.now_s, number, decision.act, decision.needed_silence_s, decision.reason
        )

    def _hear_into(self, floor: _Floor) -> Generator[Event, None, Frame]:
        hearing = self._hear()
        while True:
            try:
                event = next(hearing)
            except StopIteration as heard:
                frame: Frame = heard.value
                return frame
            floor.note(event)
            yield event

    def _hear(self) -> Generator[Event, None, Frame]:
        """One frame: kept, listened to for speech, and words that became ready passed on."""
        frame = next(self._frames, None)
        if frame is None:
            raise _NobodyThere
        self._recorder.write(interviewer=self._speaker.heard_during(frame), candidate=frame.samples)
        edge = self._detector.hear(frame)
        if edge is not None:
            yield SpeechStarted(edge.at_s) if edge.kind == "start" else SpeechStopped(edge.at_s)
        yield from self._listener.poll()
        return frame

    def _wait(self, seconds: float) -> Iterator[Event]:
        until_s = self._recorder.now_s + seconds
        while self._recorder.now_s < until_s:
            yield from self._hear()

    def _until_audible(self, playback: Playback) -> Generator[Event, None, Span]:
        while (span := playback.span) is None:
            yield from self._hear()
        return span

    def _until_finished(self, playback: Playback) -> Iterator[Event]:
        while not playback.finished:
            yield from self._hear()
