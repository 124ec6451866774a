"""The interview as it happens: greet, ask, listen, take the turn, ask on, close.

One generator of events. It pulls 32 ms frames from the ears, keeps them with what the speaker made
audible, steps the turn policy, and yields what happened; whoever runs it writes the events down. Time
is the session clock (frames heard) and nothing else. Transcription runs beside it and never delays it.

A turn that was taken can be given back: until the next question has been audible for a moment the answer
before it stays open, and who goes on speaking is listened to as if nothing had been asked.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Literal

from simulator.audio import Span
from simulator.events import (
    BROKEN_OFF,
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
from simulator.turns.open_answer import OpenAnswer
from simulator.turns.policy import LEAST_SPOKEN_S, Decision, TurnSettings, step
from simulator.turns.rhythm import Rhythm

_OPENING_SILENCE_S = 0.5  # so that the first syllable is not the first sample
_BETWEEN_LINES_S = 0.6
_EDGE_S = 0.2
_OF_A_QUESTION = ("repeat", "clarify", "think")
"""What may be asked for while it has hardly begun."""
_HARDLY_HEARD_S = 2.0  # of a question that was spoken over
_ASKED_AT_MOST = 3
_LISTENS_ON_S = 10.0
_UNDERSTANDING_S = 6.0  # longer a turn is not held open for words that may be a request


@dataclass(frozen=True, slots=True)
class Start:
    """Where an interview begins: at its first question, or again after an interruption.

    `recap` is said instead of the greeting; question `number` is then asked without a bridge.
    """

    number: int = 1
    recap: str = ""


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
        self._spoken_s = 0.0
        self._open: OpenAnswer | None = None

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
            except NobodyThere:
                reason = "recording_ended"
            except Ended:
                reason = "stopped"
            yield from self._close_answer("stopped" if reason == "stopped" else "recording_ended")
        yield from self._ports.listener.finish()
        yield SessionClosed(self._hearing.now_s, reason)

    def _questions(self) -> Iterator[Event]:
        opening = ""
        numbered = list(enumerate(self._plan.questions, start=1))[self._start.number - 1 :]
        for number, question in numbered:
            while not (yield from self._ask(number, question, opening)):
                yield from self._listen()  # they had not finished
            # While the candidate speaks, what may be said next is already being spoken into memory.
            noted = self._lines.next("noted") if question.stage == "your_questions" else ""
            opening, thanks = noted or self._lines.next("bridge"), self._lines.next("follow")
            without = self._lines.next("no_answer")
            following = [q.text for q in self._plan.questions[number:][:1]] or [self._plan.closing]
            self._ahead.prepare(opening, thanks, *following, without)
            self._hand_over(number, question)
            ended = yield from self._listen()
            if ended == "no_answer":
                opening = without
            elif ended == "done" and opening != noted:
                opening = thanks  # who said so waits for the question
            elif noted and number == len(self._plan.questions) and self._said_something(ended):
                yield from self._round_off("noted", opening)
                yield from self._hearing.wait(_BETWEEN_LINES_S)
        yield from self._round_off("closing", self._plan.closing)

    def _said_something(self, ended: EndReason) -> bool:
        return ended in ("silence", "done") and self._spoken_s >= LEAST_SPOKEN_S

    # -- the interviewer asks

    def _ask(self, number: int, question: Question, opening: str) -> Generator[Event, None, bool]:
        """Ask; False when the candidate went on with the answer before, which is then open again."""
        interviewer, hearing = self._interviewer, self._hearing
        texts = [text for text in (opening, question.text) if text]
        times = 0
        while True:
            hearing.requests.clear()
            if not self._ahead.ready(*texts):
                if not (yield from self._bridge(opening, question.text)):
                    return False
                texts = [question.text]
            playback, span = yield from interviewer.begin(self._ahead.sound(*texts))
            ended = yield from interviewer.let_commit(playback, span, after_answer=self._can_be_given_back)
            if ended == "spoken_over" and self._can_be_given_back:
                yield self._withdrawn(span, " ".join(texts))
                yield from self._take_back()
                return False
            if ended == "paused":
                continue
            times += 1
            if (
                ended == "spoken_over"
                and times < _ASKED_AT_MOST
                and hearing.now_s - span.start_s < _HARDLY_HEARD_S
            ):
                # Words of their own, to nothing that was asked: the question is not lost over them.
                yield self._withdrawn(span, " ".join(texts))
                yield from hearing.wait_for_quiet(_BETWEEN_LINES_S, at_most_s=_LISTENS_ON_S)
                continue
            yield from self._close_answer()
            hearing.number = number
            hearing.requests = [asked for asked in hearing.requests if asked.request in _OF_A_QUESTION]
            yield QuestionAsked(span.start_s, question, number, " ".join(texts), span)
            if ended == "heard":
                ended = yield from interviewer.let_finish(playback, span)
            if ended != "paused":
                return True

    def _bridge(self, opening: str, question: str) -> Generator[Event, None, bool]:
        """The voice is not done with the question: its opening at once; False when they went on."""
        hearing = self._hearing
        if opening:
            yield from self._interviewer.say("bridge", opening)
        while not self._ahead.ready(question):
            yield from hearing.frame("interviewer")
        if not self._can_be_given_back or (hearing.voice_since_s is None and not self._went_on):
            return True
        yield from self._take_back()
        return False

    def _round_off(self, role: Literal["noted", "closing"], text: str) -> Iterator[Event]:
        """The line after the last answer, which they may still go on with."""
        interviewer = self._interviewer
        while True:
            playback, span = yield from interviewer.begin(self._ahead.sound(text))
            ended = yield from interviewer.let_commit(playback, span, after_answer=self._can_be_given_back)
            if ended == "spoken_over" and self._can_be_given_back:
                yield self._withdrawn(span, text)
                yield from self._take_back()
                yield from self._listen()
            elif ended != "paused":
                break
        yield from self._close_answer()
        yield InterviewerSpoke(span.start_s, role, text, span)
        if ended == "heard":
            yield from interviewer.let_finish(playback, span)

    @property
    def _can_be_given_back(self) -> bool:
        return self._open is not None and self._open.can_be_given_back

    @property
    def _went_on(self) -> bool:
        return self._open is not None and self._open.went_on()

    def _withdrawn(self, span: Span, said: str) -> InterviewerSpoke:
        heard = Span(span.start_s, max(span.start_s, self._hearing.now_s))
        return InterviewerSpoke(span.start_s, "withdrawn", said, heard)

    def _take_back(self) -> Iterator[Event]:
        """The turn was taken too early: the answer before is open again, as if nothing had been asked."""
        assert self._open is not None
        self._ports.speaker.stop()
        self._open.give_back()
        yield TurnReopened(self._hearing.now_s, self._open.number, self._open.turn)

    # -- the candidate speaks

    def _hand_over(self, number: int, question: Question) -> None:
        floor = CandidatesFloor(self._hearing.now_s, expected_s=question.expected_s[0], rhythm=self._rhythm)
        opened_s = self._hearing.open(floor, number)
        self._open = OpenAnswer(number, question, opened_s, floor)

    def _listen(self) -> Generator[Event, None, EndReason]:
        """Leave the candidate the floor until the policy takes the turn; how it ended."""
        answer = self._open
        assert answer is not None
        reason, why = yield from self._until_answered(answer)
        self._turn += 1
        now_s = self._hearing.now_s
        answer.take(now_s, reason, self._turn)
        self._rhythm = answer.floor.rhythm
        self._spoken_s = answer.floor.spoken_s
        silence_s = answer.floor.state(now_s).silence_s
        yield TurnTaken(now_s, answer.number, self._turn, round(silence_s, 3), why)
        if reason in ("done", "skipped", "no_answer"):
            yield from self._close_answer()  # nothing to go on with: they said so, or said nothing
        return reason

    def _until_answered(self, answer: OpenAnswer) -> Generator[Event, None, tuple[EndReason, str]]:
        logged: tuple[str, float | None, str] | None = None
        was_held = False
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
            if (news := _news(decision)) != logged:
                logged = news
                yield TurnDecided(hearing.now_s, answer.number, *news[:2], decision.reason)
            if decision.act == "take" and not self._may_be_a_request(decision):
                held = "; your last words were still being understood" if was_held else ""
                said = floor.spoken_s >= LEAST_SPOKEN_S and not decision.not_begun
                return ("silence" if said else "no_answer"), decision.reason + held
            was_held = decision.act == "take"
            yield from self._act(decision, answer)

    def _act(self, decision: Decision, answer: OpenAnswer) -> Iterator[Event]:
        """What is done in a silence without taking the turn."""
        floor = answer.floor
        match decision.act:
            case "acknowledge" if not self._may_be_a_request(decision):
                self._interviewer.acknowledge(self._lines.next("acknowledgement"))
                floor.acknowledged_s = self._hearing.now_s
            case "offer_time":
                floor.offered += 1
                yield TimeOffered(self._hearing.now_s, answer.number)
            case "rephrase":
                floor.offered = max(floor.offered, 1) + 1
                floor.thinking = False  # that time is over
                yield from self._again("clarify", answer, aside=True)
            case "offer_skip":
                floor.offered += 1
                yield from self._interviewer.say("offer_skip", self._lines.next("offer_skip"), aside=True)
                floor.wait_from(self._hearing.now_s)
            case _:
                pass

    def _may_be_a_request(self, decision: Decision) -> bool:
        """The last words are still being understood, and may ask for time to think."""
        floor, overheard_s = self._hearing.floor, self._ports.listener.overheard_s
        if floor is None or overheard_s is None or overheard_s < (floor.last_speech_s or 0.0) - _EDGE_S:
            return False
        silence_s = floor.state(self._hearing.now_s).silence_s
        return silence_s <= decision.needed_silence_s + _UNDERSTANDING_S

    def _grant(
        self, asked: CandidateRequested, answer: OpenAnswer
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

    def _again(
        self, role: Literal["repeat", "clarify"], answer: OpenAnswer, *, aside: bool = False
    ) -> Iterator[Event]:
        question = answer.question
        text = question.text if role == "repeat" else question.rephrase or question.text
        yield from self._interviewer.say(role, text, aside=aside)
        answer.floor.wait_from(self._hearing.now_s)
        # Pressed twice, or while it was said: once is enough.
        asked = self._hearing.requests
        self._hearing.requests = [r for r in asked if r.request not in ("repeat", "clarify")]

    def _close_answer(self, instead: EndReason = "silence") -> Iterator[Event]:
        """Now it is certain where the answer ended: where its turn was last taken, else here."""
        answer, self._open = self._open, None
        if answer is None:
            return
        closed = answer.closed(self._hearing.now_s, instead)
        if closed.end_reason in BROKEN_OFF and self._ports.detector.speaking:
            yield SpeechStopped(self._hearing.now_s)  # nobody will hear where it would have ended
        self._hearing.close(closed.span.end_s)
        yield closed


def _news(decision: Decision) -> tuple[str, float | None, str]:
    """What of a decision is worth a line in the log: while somebody speaks nothing is waited for."""
    needed_s = decision.needed_silence_s
    if math.isinf(needed_s):
        return decision.act, None, decision.reason
    return decision.act, None if decision.reason == "speaking" else needed_s, ""
