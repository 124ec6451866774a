"""The interview as it happens: greet, ask, listen, take the turn, ask on, close.

One generator of events. It pulls 32 ms frames from the ears, keeps them with what the speaker made
audible, steps the turn policy, and yields what happened; whoever runs it writes the events down. Time
is the session clock (frames heard) and nothing else. Transcription runs beside it and never delays it.

What is asked next is decided when a turn is taken, from what was said; in a pause that may be the end it is
decided in advance, so that its sound is ready. A turn that was taken can be given back: until the next line
has been audible for a moment the answer before it stays open, and who goes on speaking is listened to as if
nothing had been asked.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from simulator.answering import Answering
from simulator.audio import Span
from simulator.events import (
    BROKEN_OFF,
    CandidateAsked,
    EndReason,
    Event,
    InterviewerSpoke,
    Question,
    QuestionAsked,
    SessionClosed,
    SpeechStopped,
    TurnReopened,
    TurnTaken,
)
from simulator.hearing import Ended, Hearing, NobodyThere, Ports
from simulator.interview.director import Direction, Exchange, Step
from simulator.interview.plan import Lines
from simulator.interviewer import Interviewer
from simulator.ports import Voice
from simulator.speaking_ahead import Line, SpeakingAhead
from simulator.turns.floor import CandidatesFloor
from simulator.turns.open_answer import OpenAnswer
from simulator.turns.policy import TurnSettings
from simulator.turns.rhythm import Rhythm

_OPENING_SILENCE_S = 0.5  # so that the first syllable is not the first sample
_BETWEEN_LINES_S = 0.6
_OF_A_QUESTION = ("repeat", "clarify", "think", "example")
"""What may be asked for while it has hardly begun."""
_HARDLY_HEARD_S = 2.0  # of a question that was spoken over
_ASKED_AT_MOST = 3
_LISTENS_ON_S = 10.0


@dataclass(frozen=True, slots=True)
class Start:
    """Where an interview begins: at its first question, or again after an interruption.

    number: of the next question. recap: said instead of the greeting. exchanges: what there was before.
    again: the question that was open, to be asked once more.
    """

    number: int = 1
    recap: str = ""
    exchanges: tuple[Exchange, ...] = ()
    again: Question | None = None


class Conversation:
    """The script of one interview; `events()` runs it once.

    Args:
        voices: one for each of the plan's cast, or one.
        waits: for a line that the voice is not done with, instead of bridging the time: virtual time.
    """

    def __init__(
        self,
        direction: Direction,
        lines: Lines,
        ports: Ports,
        *,
        voices: Sequence[Voice],
        turn_settings: TurnSettings,
        rhythm: Rhythm | None = None,
        start: Start | None = None,
        waits: bool = False,
    ) -> None:
        self._direction = direction
        self._plan = direction.plan
        self._lines = lines
        self._ports = ports
        self._hearing = Hearing(ports)
        self._waits = waits
        self._ahead = SpeakingAhead(voices, waits=waits)
        self._interviewer = Interviewer(ports, self._hearing, voices)
        self._answering = Answering(
            ports, self._hearing, self._interviewer, lines, turn_settings, ends_soon=self._look_ahead
        )
        self._rhythm = rhythm or Rhythm()
        self._start = start or Start()
        self._exchanges = list(self._start.exchanges)
        self._turn = 0
        self._open: OpenAnswer | None = None
        self._bridges: dict[str, str] = {}
        self._foreseen = ""

    def events(self) -> Iterator[Event]:
        """Run the interview. Ends with `SessionClosed`, after all words were heard."""
        reason: Literal["finished", "recording_ended", "stopped"] = "finished"
        step = self._first()
        with self._ahead as ahead:
            ahead.prepare(*self._lines_of(step))
            try:
                yield from self._hearing.wait(_OPENING_SILENCE_S)
                if self._start.recap:
                    yield from self._interviewer.say("recap", self._start.recap)
                else:
                    yield from self._interviewer.say("greeting", self._plan.greeting)
                yield from self._hearing.wait(_BETWEEN_LINES_S)
                yield from self._interview(step)
            except NobodyThere:
                reason = "recording_ended"
            except Ended:
                reason = "stopped"
            yield from self._close_answer("stopped" if reason == "stopped" else "recording_ended")
        yield from self._ports.listener.finish()
        yield SessionClosed(self._hearing.now_s, reason)

    def _first(self) -> Step:
        if self._start.again is not None:
            return Step(self._start.again, "")
        step = self._direction.next(self._exchanges, self._hearing.now_s)
        return Step(step.question, "", step.replied)

    def _interview(self, step: Step) -> Iterator[Event]:
        number = self._start.number
        while True:
            if step.question is None:
                if (yield from self._close(step)):
                    return
            elif (yield from self._ask(number, step)):
                self._hand_over(number, step.question)
                number += 1
            step = yield from self._hear_out()

    def _hear_out(self) -> Generator[Event, None, Step]:
        """Listen to the open answer until its turn is taken, and decide what comes next."""
        reason = yield from self._listen()
        said = self._typed or self._ports.listener.gather()
        self._exchanges = [*self._before_open(), self._exchange(said)]
        if reason in ("done", "skipped", "no_answer"):
            yield from self._close_answer()  # nothing to go on with: they said so, or said nothing
        step = self._direction.next(self._exchanges, self._hearing.now_s)
        self._ahead.prepare(*self._lines_of(step), *self._likely(self._exchanges))
        return step

    # -- what is said next

    def _lines_of(self, step: Step) -> list[Line]:
        """A step's opening and question, each in the voice of who says it."""
        question = step.question
        before = self._exchanges[-1].question.asker if self._exchanges else 0
        opening = self._opening(step) if step.opening is None else step.opening
        if question is None:
            return [Line(opening, before)]
        if self._exchanges and question.asker != before:
            name = self._plan.cast[question.asker].name
            opening = f"{opening} {self._bridge('handover').replace('{name}', name)}".strip()
        return [Line(opening, before), Line(question.text, question.asker)]

    def _opening(self, step: Step) -> str:
        """A neutral bridge that fits what was before and what comes."""
        last = self._exchanges[-1]
        if last.ended == "no_answer":
            return self._bridge("no_answer")
        if last.question.stage == "your_questions":
            return self._bridge("noted" if self._direction.reply is None else "follow")
        probes = step.question is not None and step.question.kind == "probe"
        # Who said that they are done waits for the question.
        return self._bridge("follow" if probes or last.ended == "done" else "bridge")

    def _bridge(self, role: str) -> str:
        """The same one for one answer, however often the next step is decided."""
        if role not in self._bridges:
            self._bridges[role] = self._lines.next(role)
        return self._bridges[role]

    def _look_ahead(self) -> None:
        """In a pause that may be the end: what would be said now is spoken into memory."""
        caption = self._ports.listener.caption
        said = f"{caption.confirmed} {caption.tentative}".strip()
        if self._waits or self._open is None or said == self._foreseen:
            return
        self._foreseen = said
        before = self._exchanges
        self._exchanges = [*self._before_open(), self._exchange(said)]
        step = self._direction.next(self._exchanges, self._hearing.now_s)
        self._ahead.prepare(*self._lines_of(step), *self._likely(self._exchanges))
        self._exchanges = before

    def _likely(self, exchanges: Sequence[Exchange]) -> list[Line]:
        """What may be said whatever the answer turns out to be, and if more or nothing is said."""
        asked = {exchange.question.id for exchange in exchanges}
        following = next((q for q in self._plan.questions if q.id not in asked), None)
        asker = exchanges[-1].question.asker
        planned = [Line(following.text, following.asker)] if following else [Line(self._plan.closing)]
        return [Line(self._bridge("bridge"), asker), *planned, Line(self._bridge("no_answer"), asker)]

    def _before_open(self) -> list[Exchange]:
        """The exchanges before the open answer's, which may stand among them from an earlier take."""
        assert self._open is not None
        kept = self._exchanges
        return kept[:-1] if kept and kept[-1].asked_s == self._open.opened_s else kept

    def _exchange(self, said: str) -> Exchange:
        answer = self._open
        assert answer is not None
        spoken_s = answer.floor.spoken_s
        return Exchange(answer.question, said, spoken_s, answer.end_reason, answer.opened_s)

    # -- the interviewer speaks

    def _ask(self, number: int, step: Step) -> Generator[Event, None, bool]:
        """Ask; False when the candidate went on with the answer before, which is then open again."""
        question, lines = step.question, self._lines_of(step)
        assert question is not None
        if not self._ahead.ready(*lines):
            if not (yield from self._bridge_the_time(lines)):
                return False
            lines = lines[1:]
        spoken = " ".join(line.text for line in lines if line.text)

        def asked(span: Span) -> Iterator[Event]:
            hearing = self._hearing
            yield from self._replied(step)
            hearing.number = number
            hearing.requests = [asked for asked in hearing.requests if asked.request in _OF_A_QUESTION]
            self._interviewer.asker = question.asker
            yield QuestionAsked(span.start_s, question, number, spoken, span)

        return (yield from self._say(lines, asked))

    def _close(self, step: Step) -> Generator[Event, None, bool]:
        """The line after the last answer and the closing; False when they went on with that answer."""
        # Their questions were answered or noted; after any other last answer the closing says it all.
        theirs = bool(self._exchanges) and self._exchanges[-1].question.stage == "your_questions"
        heard = theirs and self._exchanges[-1].answered
        role: Literal["noted", "closing"] = "noted" if heard else "closing"
        lines = self._lines_of(step) if heard else [Line(self._plan.closing)]

        def said(span: Span) -> Iterator[Event]:
            yield from self._replied(step)
            yield InterviewerSpoke(span.start_s, role, lines[0].text, span)

        if not (yield from self._say(lines, said)):
            return False
        if heard:
            yield from self._hearing.wait(_BETWEEN_LINES_S)
            yield from self._interviewer.say("closing", self._plan.closing)
        return True

    def _say(
        self, lines: Sequence[Line], then: Callable[[Span], Iterator[Event]]
    ) -> Generator[Event, None, bool]:
        """Say what comes after an answer; `then` tells of it once it stays. False: the answer is open."""
        interviewer, hearing = self._interviewer, self._hearing
        times = 0
        while True:
            hearing.requests.clear()
            playback, span = yield from interviewer.begin(self._ahead.sound(*lines))
            ended = yield from interviewer.let_commit(playback, span, after_answer=self._can_be_given_back)
            if ended == "spoken_over" and self._can_be_given_back:
                yield self._withdrawn(span, lines)
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
                yield self._withdrawn(span, lines)
                yield from hearing.wait_for_quiet(_BETWEEN_LINES_S, at_most_s=_LISTENS_ON_S)
                continue
            yield from self._close_answer()
            yield from then(span)
            if ended == "heard":
                ended = yield from interviewer.let_finish(playback, span)
            if ended != "paused":
                return True

    def _withdrawn(self, span: Span, lines: Sequence[Line]) -> InterviewerSpoke:
        heard = Span(span.start_s, max(span.start_s, self._hearing.now_s))
        return InterviewerSpoke(
            span.start_s, "withdrawn", " ".join(line.text for line in lines if line.text), heard
        )

    def _bridge_the_time(self, lines: Sequence[Line]) -> Generator[Event, None, bool]:
        """The voice is not done with the question: its opening at once; False when they went on."""
        hearing = self._hearing
        if lines[0].text:
            yield from self._interviewer.say("bridge", lines[0].text)
        while not self._ahead.ready(*lines[1:]):
            yield from hearing.frame("interviewer")
        if not self._can_be_given_back or (hearing.voice_since_s is None and not self._went_on):
            return True
        yield from self._take_back()
        return False

    def _replied(self, step: Step) -> Iterator[Event]:
        """What the candidate asked, now that the replies to it are being said."""
        for each in step.replied:
            last = self._exchanges[-1]
            span = Span(last.asked_s, max(last.asked_s, self._hearing.now_s))
            yield CandidateAsked(
                span.end_s,
                self._hearing.number,
                span,
                each.text,
                each.reply,
                each.fact,
                each.document,
                each.exact,
            )

    @property
    def _can_be_given_back(self) -> bool:
        return self._open is not None and self._open.can_be_given_back

    @property
    def _typed(self) -> str:
        return self._open.typed if self._open is not None else ""

    @property
    def _went_on(self) -> bool:
        return self._open is not None and self._open.went_on()

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
        self._bridges.clear()
        self._foreseen = ""
        # While the candidate speaks there is time to speak it into memory.
        self._ahead.prepare(*self._likely([*self._exchanges, self._exchange("")]))

    def _listen(self) -> Generator[Event, None, EndReason]:
        """Leave the candidate the floor until the policy takes the turn; how it ended."""
        answer = self._open
        assert answer is not None
        reason, why = yield from self._answering.until_over(answer)
        self._turn += 1
        now_s = self._hearing.now_s
        answer.take(now_s, reason, self._turn)
        self._rhythm = answer.floor.rhythm
        silence_s = answer.floor.state(now_s).silence_s
        yield TurnTaken(now_s, answer.number, self._turn, round(silence_s, 3), why)
        return reason

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
