"""The candidate's turn so far, as the turn policy needs to know it. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from simulator.audio import Span
from simulator.events import Event, SpeechStarted, SpeechStopped
from simulator.ports import Reading
from simulator.turns.cues import cue_in
from simulator.turns.evidence import Evidence
from simulator.turns.policy import TurnState
from simulator.turns.rhythm import Rhythm

_GOES_ON_S = 1.0


@dataclass(slots=True)
class CandidatesFloor:
    """The time since a question during which the candidate may speak.

    `since_s` is where the waiting began: the question's end, or the end of a repetition.
    `expected_s` is how long a short good answer takes.
    """

    since_s: float
    expected_s: float = 0.0
    rhythm: Rhythm = field(default_factory=Rhythm)
    speech_began_s: float | None = None
    last_speech_s: float | None = None
    spoken_s: float = 0.0
    thinking: bool = False
    """Time to think was asked for, and nothing was said since."""
    acknowledged_s: float | None = None
    offered: int = 0
    """Offers made while nothing was said."""

    def state(
        self,
        now_s: float,
        *,
        readings: Sequence[Reading] = (),
        has_model: bool = False,
        said: str | None = None,
    ) -> TurnState:
        """Now, with what the turn model and the words drafted so far say about the present silence.

        Args:
            said: None where it is not known yet.
        """
        speaking = self.speech_began_s is not None
        spoken_s = self.spoken_s
        if self.speech_began_s is not None:
            spoken_s += now_s - self.speech_began_s
        acknowledged_s = -math.inf if self.acknowledged_s is None else self.acknowledged_s
        return TurnState(
            now_s=now_s,
            silence_s=0.0 if speaking else max(0.0, now_s - self.quiet_since_s),
            spoken_s=spoken_s,
            speaking=speaking,
            thinking=self.thinking and not self._goes_on(now_s),
            evidence=Evidence(
                () if speaking else readings,
                has_model,
                None if speaking else cue_in(said or ""),
                spoken_s,
                self.expected_s,
                self.rhythm,
            ),
            since_acknowledged_s=now_s - acknowledged_s,
            acknowledged=not speaking and acknowledged_s >= self.quiet_since_s,
            offered=self.offered,
            wordless=not speaking and said is not None and not said.strip(),
        )

    @property
    def quiet_since_s(self) -> float:
        return max(self.since_s, self.last_speech_s or 0.0)

    def note(self, event: Event) -> None:
        """Follow the candidate's voice."""
        if event.at_s is None:
            return
        if isinstance(event, SpeechStarted):
            # A pause in which the interviewer spoke was not the candidate's own.
            if self.last_speech_s is not None and self.quiet_since_s == self.last_speech_s:
                self.rhythm = self.rhythm.with_pause(event.at_s - self.last_speech_s)
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
