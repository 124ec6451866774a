"""The interview as it happens: greet, ask, listen, take the turn, ask on, close.

One generator of events. It pulls 32 ms frames from the ears, keeps them with what the speaker made
audible, steps the turn policy, and yields what happened; whoever runs it writes the events down. Time
is the session clock (frames heard) and nothing else. Transcription runs beside it and never delays it.

A turn that was taken can be given back: until the next question has been audible for a moment the answer
before it stays open, and who goes on speaking is listened to as if nothing had been asked.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Literal

from simulator.audio import Span
from simulator.events import (
    BROKEN_OFF,
    AnswerClosed,
    CandidateRequested,
    EndReason,
    Event,
    InterviewerSpoke,
    PlanMade,
    Question,
    QuestionAsked,
    SessionClosed,
    SpeechStopped,
    TimeOffered,
    TurnDecided,
    TurnReopened,
    TurnTaken,
)
from simulator.hearing import Ended, Hearing, NobodyThere, Ports
from simulator.interview.plan import Lines
from simulator.interviewer import Interviewer
from simulator.ports import Voice
from simulator.speaking_ahead import SpeakingAhead
from simulator.turns.floor import CandidatesFloor
from simulator.turns.policy import LEAST_SPOKEN_S, Decision, TurnSettings, step
from simulator.turns.rhythm import Rhythm

_OPENING_SILENCE_S = 0.5  # so that the first syllable is not the first sample
_BETWEEN_LINES_S = 0.6
_UNDERSTANDING_S = 6.0  # longer a turn is not held open for words that may be a request


@dataclass(frozen=True, slots=True)
class Start:
    """Where an interview begins: at its first question, or again after an interruption.

    `recap` is said instead of the greeting; question `number` is then asked without a bridge.
    """

    number: int = 1
    recap: str = ""


@dataclass(slots=True)
class _Answer:
    """An answer that is open; `taken_s` is when the turn was last taken."""

    number: int
    question: Question
    opened_s: float
    floor: CandidatesFloor
    taken_s: float = 0.0
    end_reason: EndReason = "silence"
    turn: int = 0


class Conversation:
    """The script of one interview; `events()` runs it once.

    Args:
        waits: for a question that the voice is not done with, instead of bridging the time: virtual time.
    """

    def __init__(
        self,
        plan: PlanMade,
        lines: Lines,
        ports: Ports,
        *,
        voice: Voice,
        turn_settings: TurnSettings,
        rhythm: Rhythm | None = None,
        start: Start | None = None,
        waits: bool = False,
    ) -> None:
        self._plan = plan
        self._lines = lines
        self._ports = ports
        self._hearing = Hearing(ports)
        self._ahead = SpeakingAhead(voice, waits=waits)
        self._interviewer = Interviewer(ports, self._hearing, voice)
        self._turn_settings = turn_settings
        self._rhythm = rhythm or Rhythm()
        self._start = start or Start()
        self._turn = 0
        self._open: _Answer | None = None

    def events(self) -> Iterator[Event]:
        """Run the interview. Ends with `SessionClosed`, after all words were heard."""
        reason: Literal["finished", "recording_ended", "stopped"] = "finished"
        with self._ahead as ahead:
            ahead.prepare(self._plan.questions[self._start.number - 1].text)
            try:
                yield from self._hearing.wait(_OPENING_SILENCE_S)
                if self._start.recap:
                    yield from self._interviewer.say("recap", self._start.recap)
                else:
                    yield from self._interviewer.say("greeting", self._plan.greeting)
                yield from self._hearing.wait(_BETWEEN_LINES_S)
                yield from self._questions()
                yield from self._interviewer.say("closing", self._plan.closing)
            except NobodyThere:
                reason = "recording_ended"
            except Ended:
                reason = "stopped"
            yield from self._break_off("stopped" if reason == "stopped" else "recording_ended")
        yield from self._ports.listener.finish()
        yield SessionClosed(self._hearing.now_s, reason)

    def _questions(self) -> Iterator[Event]:
        opening = ""
        numbered = list(enumerate(self._plan.questions, start=1))[self._start.number - 1 :]
        for number, question in numbered:
            while not (yield from self._ask(number, question, opening)):
                yield from self._listen()  # they had not finished
            # While the candidate speaks, what may be said next is already being spoken into memory.
            opening = self._lines.next("noted" if question.stage == "your_questions" else "bridge")
            without = self._lines.next("no_answer")
            self._ahead.prepare(opening, *(q.text for q in self._plan.questions[number:][:1]), without)
            self._hand_over(number, question)
            ended = yield from self._listen()
            if ended == "no_answer":
                opening = without
            elif number == len(self._plan.questions) and question.stage == "your_questions":
                yield from self._close_answer()
                yield from self._interviewer.say("noted", opening)
                yield from self._hearing.wait(_BETWEEN_LINES_S)
        yield from self._close_answer()

    # -- the interviewer asks

    def _ask(self, number: int, question: Question, opening: str) -> Generator[Event, None, bool]:
        """Ask; False when the candidate went on with the answer before, which is then open again."""
        interviewer, hearing = self._interviewer, self._hearing
        texts = [text for text in (opening, question.text) if text]
        while True:
            if not self._ahead.ready(*texts):
                if not (yield from self._bridge(opening, question.text)):
                    return False
                texts = [question.text]
            playback, span = yield from interviewer.begin(self._ahead.sound(*texts))
            ended = yield from interviewer.let_commit(playback, span, after_answer=self._open is not None)
            if self._open is not None and ended == "spoken_over":
                yield from self._take_back(span, " ".join(texts))
                return False
            if ended == "paused":
                continue
            yield from self._close_answer()
            hearing.number = number
            hearing.requests.clear()
            yield QuestionAsked(span.start_s, question, number, " ".join(texts), span)
            if ended == "heard":
                ended = yield from interviewer.let_finish(playback, span)
            if ended != "paused":
                return True

    def _bridge(self, opening: str, question: str) -> Generator[Event, None, bool]:
        """The voice is not done with the question: its opening at once; False when they went on."""
        hearing = self._hearing
        began_s = hearing.now_s
        if opening:
            yield from self._interviewer.say("bridge", opening)
        while not self._ahead.ready(question):
            yield from hearing.frame("interviewer")
        if self._open is None or hearing.voice_since_s is None:
            return True
        yield from self._take_back(Span(began_s, hearing.now_s), "")
        return False

    def _take_back(self, span: Span, said: str) -> Iterator[Event]:
        """The turn was taken too early: the answer before is open again, as if nothing had been asked."""
        assert self._open is not None
        self._ports.speaker.stop()
        now_s = self._hearing.now_s
        if said:
            yield InterviewerSpoke(
                span.start_s, "withdrawn", said, Span(span.start_s, max(span.start_s, now_s))
            )
        yield TurnReopened(now_s, self._open.number, self._open.turn)

    # -- the candidate speaks

    def _hand_over(self, number: int, question: Question) -> None:
        floor = CandidatesFloor(self._hearing.now_s, expected_s=question.expected_s[0], rhythm=self._rhythm)
        opened_s = self._hearing.open(floor, number)
        self._open = _Answer(number, question, opened_s, floor)

    def _listen(self) -> Generator[Event, None, EndReason]:
        """Leave the candidate the floor until the policy takes the turn; how it ended."""
        answer = self._open
        assert answer is not None
        reason, why = yield from self._until_answered(answer)
        self._turn += 1
        now_s = self._hearing.now_s
        answer.taken_s, answer.end_reason, answer.turn = now_s, reason, self._turn
        self._rhythm = answer.floor.rhythm
        silence_s = answer.floor.state(now_s).silence_s
        yield TurnTaken(now_s, answer.number, self._turn, round(silence_s, 3), why)
        if reason in ("done", "skipped", "no_answer"):
            yield from self._close_answer()  # nothing to go on with: they said so, or said nothing
        return reason

    def _until_answered(self, answer: _Answer) -> Generator[Event, None, tuple[EndReason, str]]:
        logged: tuple[str, float] | None = None
        floor, hearing = answer.floor, self._hearing
        while True:
            yield from hearing.frame("thinking" if floor.thinking else "candidate")
            yield from self._interviewer.tend_aside()
            while hearing.requests:
                ended = yield from self._grant(hearing.requests.pop(0), answer)
                if ended is not None:
                    return ended
            decision = step(hearing.state(), self._turn_settings)
            self._ports.listener.may_be_over = decision.ends_soon
            if (decision.act, decision.needed_silence_s) != logged:
                logged = (decision.act, decision.needed_silence_s)
                yield TurnDecided(hearing.now_s, answer.number, *logged, decision.reason)
            if decision.act == "take" and not self._may_be_a_request(decision):
                return ("silence" if floor.spoken_s >= LEAST_SPOKEN_S else "no_answer"), decision.reason
            yield from self._act(decision, answer)

    def _act(self, decision: Decision, answer: _Answer) -> Iterator[Event]:
        """What is done in a silence without taking the turn."""
        floor = answer.floor
        match decision.act:
            case "acknowledge":
                self._interviewer.acknowledge(self._lines.next("acknowledgement"))
                floor.acknowledged_s = self._hearing.now_s
            case "offer_time":
                floor.offered += 1
                yield TimeOffered(self._hearing.now_s, answer.number)
            case "rephrase":
                floor.offered += 1
                yield from self._again("clarify", answer)
            case "offer_skip":
                floor.offered += 1
                yield from self._interviewer.say("offer_skip", self._lines.next("offer_skip"))
                floor.wait_from(self._hearing.now_s)
            case _:
                pass

    def _may_be_a_request(self, decision: Decision) -> bool:
        """The last words are still being understood, and may ask for time to think."""
        floor = self._hearing.floor
        silence_s = floor.state(self._hearing.now_s).silence_s if floor is not None else 0.0
        late = silence_s > decision.needed_silence_s + _UNDERSTANDING_S
        return self._ports.listener.overhearing and not late

    def _grant(
        self, asked: CandidateRequested, answer: _Answer
    ) -> Generator[Event, None, tuple[EndReason, str] | None]:
        """Do what was asked for; returns how the answer ended, if it did."""
        floor = answer.floor
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
            case "repeat" | "clarify":
                yield from self._again(asked.request, answer)
            case _:
                pass
        return None

    def _again(self, role: Literal["repeat", "clarify"], answer: _Answer) -> Iterator[Event]:
        question = answer.question
        text = question.text if role == "repeat" else question.rephrase or question.text
        yield from self._interviewer.say(role, text)
        answer.floor.wait_from(self._hearing.now_s)
        # Pressed twice, or while it was said: once is enough.
        asked = self._hearing.requests
        self._hearing.requests = [r for r in asked if r.request not in ("repeat", "clarify")]

    def _break_off(self, reason: EndReason) -> Iterator[Event]:
        """The answer that was open when the interview ended; one whose turn was taken ended by that."""
        answer = self._open
        if answer is not None and not answer.taken_s:
            answer.end_reason, answer.taken_s = reason, self._hearing.now_s
        yield from self._close_answer()

    def _close_answer(self) -> Iterator[Event]:
        """Now it is certain where the answer ended: where its turn was last taken."""
        answer, self._open = self._open, None
        if answer is None:
            return
        if answer.end_reason in BROKEN_OFF and self._ports.detector.speaking:
            yield SpeechStopped(self._hearing.now_s)  # nobody will hear where it would have ended
        self._hearing.close(answer.taken_s)
        yield AnswerClosed(
            answer.taken_s, answer.number, Span(answer.opened_s, answer.taken_s), answer.end_reason
        )
