"""The candidate has the floor: waited for, encouraged, helped on, until their turn is over.

What they ask for meanwhile (other words, an example, time to think) is granted; the turn policy says when
to wait, when to say "Mm-hm", and when the turn is taken.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterator
from typing import Literal

from simulator.events import AnswerTyped, CandidateRequested, EndReason, Event, TimeOffered, TurnDecided
from simulator.hearing import Hearing, Ports
from simulator.interview.plan import Lines
from simulator.interviewer import Interviewer
from simulator.turns.open_answer import OpenAnswer
from simulator.turns.policy import LEAST_SPOKEN_S, Decision, TurnSettings, step

_EDGE_S = 0.2
_UNDERSTANDING_S = 6.0  # longer a turn is not held open for words that may be a request
_SAID_AGAIN = ("repeat", "clarify", "example")


class Answering:
    """Listens to one answer after the other.

    Args:
        ends_soon: called with every frame of a pause that may be the end of an answer.
    """

    def __init__(
        self,
        ports: Ports,
        hearing: Hearing,
        interviewer: Interviewer,
        lines: Lines,
        settings: TurnSettings,
        *,
        ends_soon: Callable[[], None],
    ) -> None:
        self._ports = ports
        self._hearing = hearing
        self._interviewer = interviewer
        self._lines = lines
        self._settings = settings
        self._ends_soon = ends_soon

    def until_over(self, answer: OpenAnswer) -> Generator[Event, None, tuple[EndReason, str]]:
        """Leave the candidate the floor until the policy takes the turn; how it ended, and why then."""
        logged: tuple[str, float | None, str] | None = None
        was_held = False
        floor, hearing, controls = answer.floor, self._hearing, self._ports.controls
        while True:
            yield from hearing.frame("thinking" if floor.thinking else "candidate")
            yield from self._interviewer.tend_aside()
            while hearing.requests:
                ended = yield from self._grant(hearing.requests.pop(0), answer)
                if ended is not None:
                    return ended
            if controls is not None and controls.typing:
                floor.wait_from(hearing.now_s)
            if controls is not None and (text := controls.typed()):
                answer.typed = text
                yield AnswerTyped(hearing.now_s, answer.number, text)
                return "done", "done, in writing"
            decision = step(hearing.state(), self._settings)
            self._ports.listener.may_be_over = decision.ends_soon
            if decision.ends_soon:
                self._ends_soon()
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
            case "repeat" | "clarify" | "example":
                yield from self._again(asked.request, answer)
            case _:
                pass
        return None

    def _again(
        self, role: Literal["repeat", "clarify", "example"], answer: OpenAnswer, *, aside: bool = False
    ) -> Iterator[Event]:
        question = answer.question
        other = {"repeat": question.text, "clarify": question.rephrase, "example": question.example}
        text = other[role] or question.rephrase or question.text
        yield from self._interviewer.say(role, text, aside=aside)
        answer.floor.wait_from(self._hearing.now_s)
        # Pressed twice, or while it was said: once is enough.
        self._hearing.requests = [r for r in self._hearing.requests if r.request not in _SAID_AGAIN]


def _news(decision: Decision) -> tuple[str, float | None, str]:
    """What of a decision is worth a line in the log: while somebody speaks nothing is waited for."""
    needed_s = decision.needed_silence_s
    if math.isinf(needed_s):
        return decision.act, None, decision.reason
    return decision.act, None if decision.reason == "speaking" else needed_s, ""
