"""The turn policy: has the candidate finished, or are they thinking?

This first policy is deliberately plain: an answer ends after a long silence. It stands behind the
interface that later, better evidence will use, and it never decides while speech is on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LEAST_SPOKEN_S = 0.15
"""Less is no answer: the end of a breath, a rest of echo. A short "No." takes a quarter of a second."""

Act = Literal["wait", "take"]


@dataclass(frozen=True, slots=True)
class TurnState:
    """What is known about the candidate's turn at one moment; seconds, on the session clock."""

    now_s: float
    since_question_s: float
    silence_s: float
    """Silence since the last speech, or since the question when nothing was said."""
    spoken_s: float
    """Speech heard in this answer so far."""
    speaking: bool
    thinking: bool = False
    """Time to think was asked for, and nothing was said since."""


@dataclass(frozen=True, slots=True)
class TurnSettings:
    turn_silence_s: float
    never_started_s: float
    thinking_s: float = 60.0
    """Silence that is left alone after time to think was asked for."""


@dataclass(frozen=True, slots=True)
class Decision:
    act: Act
    needed_silence_s: float
    reason: str


def step(state: TurnState, settings: TurnSettings) -> Decision:
    """Decide from one state. Monotone in silence: what is taken now would be taken later too."""
    if state.spoken_s < LEAST_SPOKEN_S:
        needed_s, why = settings.never_started_s, "nothing said yet"
    else:
        needed_s, why = settings.turn_silence_s, "silence after speech"
    if state.thinking and settings.thinking_s > needed_s:
        needed_s, why = settings.thinking_s, "time to think was asked for"
    if state.speaking:
        return Decision("wait", needed_s, "speaking")
    if state.silence_s < needed_s:
        return Decision("wait", needed_s, f"{why}: waiting {needed_s:.1f} s")
    return Decision("take", needed_s, f"{why}: waited {state.silence_s:.1f} s")
