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

from simulator.audio import Sound, Span
from simulator.events import (
    BROKEN_OFF,
    AnswerClosed,
    CandidateRequested,
    EndReason,
    Event,
    InterviewerSpoke,
    LineRole,
    PlanMade,
    Question,
    QuestionAsked,
    SessionClosed,
    SpeechStopped,
    TurnDecided,
    TurnTaken,
)
from simulator.hearing import Ended, Hearing, NobodyThere, Ports
from simulator.interview.plan import Lines
from simulator.ports import Playback, Voice
from simulator.turns.floor import CandidatesFloor
from simulator.turns.policy import LEAST_SPOKEN_S, Decision, TurnSettings, step

_OPENING_SILENCE_S = 0.5  # so that the first syllable is not the first sample
_BETWEEN_LINES_S = 0.6
_UNDERSTANDING_S = 6.0  # longer a turn is not held open for words that may be a request
_HEARD_ENOUGH_S = 1.5
"""Of a line, before a key can cut it short: the key may have been meant for what was before."""


@dataclass(frozen=True, slots=True)
class Start:
    """Where an interview begins: at its first question, or again after an interruption.

    `recap` is said instead of the greeting; question `number` is then asked without a bridge.
    """

    number: int = 1
    recap: str = ""


class Conversation:
    """The script of one interview; `events()` runs it once."""

    def __init__(
        self,
        plan: PlanMade,
        lines: Lines,
        ports: Ports,
        *,
        voice: Voice,
        turn_settings: TurnSettings,
        start: Start | None = None,
    ) -> None:
        self._plan = plan
        self._lines = lines
        self._ports = ports
        self._hearing = Hearing(ports)
        self._voice = voice
        self._turn_settings = turn_settings
        self._start = start or Start()
        self._turn = 0

    def events(self) -> Iterator[Event]:
        """Run the interview. Ends with `SessionClosed`, after all words were heard."""
        reason: Literal["finished", "recording_ended", "stopped"] = "finished"
        with ThreadPoolExecutor(1, thread_name_prefix="voice") as ahead:
            first = ahead.submit(self._voice.synthesize, self._plan.questions[self._start.number - 1].text)
            try:
                yield from self._hearing.wait(_OPENING_SILENCE_S)
                if self._start.recap:
                    yield from self._say("recap", self._start.recap)
                else:
                    yield from self._say("greeting", self._plan.greeting)
                yield from self._hearing.wait(_BETWEEN_LINES_S)
                yield from self._questions(ahead, first)
                yield from self._say("closing", self._plan.closing)
            except NobodyThere:
                reason = "recording_ended"
            except Ended:
                reason = "stopped"
        yield from self._ports.listener.finish()
        yield SessionClosed(self._hearing.now_s, reason)

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
            ended = yield from self._listen(number, question)
            if ended == "no_answer":
                opening, prepared = self._lines.next("no_answer"), None
            elif number == len(self._plan.questions) and question.stage == "your_questions":
                yield from self._say("noted", opening)
                yield from self._hearing.wait(_BETWEEN_LINES_S)

    # -- the interviewer speaks

    def _ask(
        self, number: int, question: Question, spoken: str, prepared: Future[Sound] | None
    ) -> Iterator[Event]:
        self._hearing.number = number
        self._hearing.requests.clear()
        sound = prepared.result() if prepared is not None else self._voice.synthesize(spoken)
        while True:
            playback = self._ports.speaker.play(sound.samples)
            span = yield from self._until_audible(playback)
            yield QuestionAsked(span.start_s, question, number, spoken, span)
            yield from self._until_finished(playback, span)
            if not self._take_up_again():
                return

    def _say(self, role: LineRole, text: str) -> Iterator[Event]:
        sound = self._voice.synthesize(text)
        while True:
            playback = self._ports.speaker.play(sound.samples)
            span = yield from self._until_audible(playback)
            yield InterviewerSpoke(span.start_s, role, text, span)
            yield from self._until_finished(playback, span)
            if not self._take_up_again():
                return

    def _take_up_again(self) -> bool:
        """After a pause the line it cut short is said once more, from its beginning."""
        again, self._hearing.cut_short = self._hearing.cut_short, False
        return again

    def _until_audible(self, playback: Playback) -> Generator[Event, None, Span]:
        while (span := playback.span) is None:
            yield from self._hearing.frame("interviewer")
        return span

    def _until_finished(self, playback: Playback, span: Span) -> Iterator[Event]:
        """Let a line be heard; Enter ("I have understood") and S cut it short."""
        hearing = self._hearing
        while not playback.finished:
            yield from hearing.frame("interviewer")
            cuts = [asked for asked in hearing.requests if asked.request in ("done", "skip")]
            if not cuts:
                continue
            enough = hearing.now_s - span.start_s >= _HEARD_ENOUGH_S
            hearing.requests = [
                r for r in hearing.requests if r.request != "done" and (enough or r not in cuts)
            ]
            if enough:
                self._ports.speaker.stop()

    # -- the candidate speaks

    def _listen(self, number: int, question: Question) -> Generator[Event, None, EndReason]:
        """Give the candidate the floor until the policy takes the turn; how it ended."""
        opened_s = self._hearing.now_s
        floor = CandidatesFloor(since_s=opened_s)
        if self._ports.detector.speaking:
            floor.speech_began_s = opened_s
        self._ports.listener.begin(number, opened_s)
        self._hearing.floor = floor
        try:
            end_reason, why = yield from self._until_answered(number, question, floor)
        except (NobodyThere, Ended) as gone:
            yield from self._close_answer(
                number, opened_s, "stopped" if isinstance(gone, Ended) else "recording_ended"
            )
            raise
        state = floor.state(self._hearing.now_s)
        self._turn += 1
        yield TurnTaken(state.now_s, number, self._turn, round(state.silence_s, 3), why)
        yield from self._close_answer(number, opened_s, end_reason)
        return end_reason

    def _until_answered(
        self, number: int, question: Question, floor: CandidatesFloor
    ) -> Generator[Event, None, tuple[EndReason, str]]:
        logged: tuple[str, float] | None = None
        while True:
            yield from self._hearing.frame("thinking" if floor.thinking else "candidate")
            while self._hearing.requests:
                ended = yield from self._grant(self._hearing.requests.pop(0), question, floor)
                if ended is not None:
                    return ended
            decision = step(floor.state(self._hearing.now_s), self._turn_settings)
            if decision.act == "take" and not self._may_be_a_request(decision):
                return ("silence" if floor.spoken_s >= LEAST_SPOKEN_S else "no_answer"), decision.reason
            if (decision.act, decision.needed_silence_s) != logged:
                logged = (decision.act, decision.needed_silence_s)
                yield self._decided(number, decision)

    def _may_be_a_request(self, decision: Decision) -> bool:
        """The last words are still being understood, and may ask for time to think."""
        floor = self._hearing.floor
        silence_s = floor.state(self._hearing.now_s).silence_s if floor is not None else 0.0
        late = silence_s > decision.needed_silence_s + _UNDERSTANDING_S
        return self._ports.listener.overhearing and not late

    def _grant(
        self, asked: CandidateRequested, question: Question, floor: CandidatesFloor
    ) -> Generator[Event, None, tuple[EndReason, str] | None]:
        """Do what was asked for; returns how the answer ended, if it did."""
        if asked.span is not None:
            floor.disregard(asked.span)
            if asked.request in ("done", "skip") and len(asked.words.split()) == 1 and floor.spoken_s > 0:
                return None  # "Next." in the middle of an answer is a part of it
        match asked.request:
            case "done":
                return "done", f"done, told by {asked.by}"
            case "skip":
                return "skipped", f"skipped, asked by {asked.by}"
            case "think":
                floor.thinking = True
                floor.wait_from(self._hearing.now_s)
            case "repeat":
                yield from self._again("repeat", question.text, floor)
            case "clarify":
                yield from self._again("clarify", question.rephrase or question.text, floor)
            case _:
                pass
        return None

    def _again(self, role: LineRole, text: str, floor: CandidatesFloor) -> Iterator[Event]:
        yield from self._say(role, text)
        floor.wait_from(self._hearing.now_s)
        # Pressed twice, or while it was said: once is enough.
        asked = self._hearing.requests
        self._hearing.requests = [r for r in asked if r.request not in ("repeat", "clarify")]

    def _close_answer(self, number: int, opened_s: float, reason: EndReason) -> Iterator[Event]:
        if reason in BROKEN_OFF and self._ports.detector.speaking:
            yield SpeechStopped(self._hearing.now_s)  # nobody will hear where it would have ended
        self._hearing.floor = None
        self._ports.listener.end(self._hearing.now_s)
        span = Span(opened_s, self._hearing.now_s)
        yield AnswerClosed(span.end_s, number, span, reason)

    def _decided(self, number: int, decision: Decision) -> TurnDecided:
        return TurnDecided(
            self._hearing.now_s, number, decision.act, decision.needed_silence_s, decision.reason
        )
