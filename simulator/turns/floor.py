"""The candidate's turn so far, as the turn policy needs to know it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.audio import Span
from simulator.events import Event, SpeechStarted, SpeechStopped
from simulator.turns.policy import TurnState

_GOES_ON_S = 1.0


@dataclass(slots=True)
class CandidatesFloor:
    """The time since a question during which the candidate may speak.

    `since_s` is where the waiting began: the question's end, or the end of a repetition.
    """

    since_s: float
    speech_began_s: float | None = None
    last_speech_s: float | None = None
    spoken_s: float = 0.0
    thinking: bool = False
    """Time to think was asked for, and nothing was said since."""

    def state(self, now_s: float) -> TurnState:
        quiet_since_s = max(self.since_s, self.last_speech_s or 0.0)
        speaking = self.speech_began_s is not None
        return TurnState(
            now_s=now_s,
            since_question_s=now_s - self.since_s,
            silence_s=0.0 if speaking else max(0.0, now_s - quiet_since_s),
            spoken_s=self.spoken_s
            + (now_s - self.speech_began_s if self.speech_began_s is not None else 0.0),
            speaking=speaking,
            thinking=self.thinking and not self._goes_on(now_s),
        )

    def note(self, event: Event) -> None:
        """Follow the candidate's voice."""
        if event.at_s is None:
            return
        if isinstance(event, SpeechStarted):
            self.speech_began_s = event.at_s
        elif isinstance(event, SpeechStopped) and self.speech_began_s is not None:
            self.spoken_s += max(0.0, event.at_s - self.speech_began_s)
            self.last_speech_s = event.at_s
            self.thinking = self.thinking and not self._goes_on(event.at_s)
            self.speech_began_s = None

    def _goes_on(self, now_s: float) -> bool:
        """They are speaking again, and it is more than a "hm"."""
        return self.speech_began_s is not None and now_s - self.speech_began_s >= _GOES_ON_S

    def disregard(self, request: Span) -> None:
        """That much speech was no answer but a request about the interview."""
        self.spoken_s -= request.duration_s
        if self.spoken_s < 0.3:  # the edges of a spoken request are not known more exactly
            self.spoken_s = 0.0

    def wait_from(self, now_s: float) -> None:
        """Silence counts from here: the interviewer spoke, or the microphone was gone until now."""
        self.since_s = now_s
