"""An answer from its question's end until the next question stays: taken, given back, closed. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.audio import Span
from simulator.events import AnswerClosed, EndReason, Question
from simulator.turns.floor import CandidatesFloor

_IN_VAIN = 2
_NEW_SPEECH_S = 1.0


@dataclass(slots=True)
class OpenAnswer:
    """`taken_s` is when the turn was last taken; None while the candidate has it."""

    number: int
    question: Question
    opened_s: float
    floor: CandidatesFloor
    taken_s: float | None = None
    end_reason: EndReason = "silence"
    turn: int = 0
    typed: str = ""
    """Given in writing."""
    _spoken_s: float = 0.0
    _in_vain: int = 0

    def take(self, at_s: float, reason: EndReason, turn: int) -> None:
        spoken_s = self.floor.spoken_s
        self._in_vain = self._in_vain if spoken_s - self._spoken_s < _NEW_SPEECH_S else 0
        self.taken_s, self.end_reason, self.turn, self._spoken_s = at_s, reason, turn, spoken_s

    def give_back(self) -> None:
        self.taken_s = None
        self._in_vain += 1

    @property
    def can_be_given_back(self) -> bool:
        """Given back twice for nothing, it was the interviewer's own echo, or a voice in the next room."""
        return self._in_vain < _IN_VAIN

    def went_on(self) -> bool:
        """Something was said since the turn was taken."""
        last_s = self.floor.last_speech_s
        return self.taken_s is not None and last_s is not None and last_s > self.taken_s

    def closed(self, now_s: float, instead: EndReason) -> AnswerClosed:
        """It ends where its turn was taken, else now, for the reason `instead`."""
        at_s, reason = (now_s, instead) if self.taken_s is None else (self.taken_s, self.end_reason)
        return AnswerClosed(at_s, self.number, Span(self.opened_s, at_s), reason)
