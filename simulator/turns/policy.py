"""When the candidate's turn is over, and what the interviewer does meanwhile. Pure.

`step` is asked every 32 ms with what is known, and says what to do now: wait; acknowledge ("Mm-hm") where
the end is likely; take the turn; or, where nothing has been said, offer time, other words, the next question.
It never takes a turn while speech is on, nor before its silence; what it takes now it would take later too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

from simulator.turns.evidence import Evidence, needed

LEAST_SPOKEN_S = 0.15
"""Less is no answer: the end of a breath, a rest of echo. A short "No." takes a quarter of a second."""
_A_NOISE_S = 1.0
"""Of speech in which no word was found: a sneeze, a chair."""
LISTEN_ON_S = 0.8
"""After an acknowledgement: who goes on is not interrupted by a question."""
_SOONEST_ACKNOWLEDGEMENT_S = 0.9
_BETWEEN_ACKNOWLEDGEMENTS_S = 8.0
_SPOKEN_BEFORE_ONE_S = 4.0

Act = Literal["wait", "acknowledge", "take", "offer_time", "rephrase", "offer_skip"]
_SOON_S = 3.2
_LADDER: tuple[tuple[float, Act], ...] = (
    (0.4, "offer_time"), (1.0, "rephrase"), (1.25, "offer_skip"), (1.5, "take"),
)  # fmt: skip
"""For who has not begun, in shares of `never_started_s`: each counted from what was said last."""


@dataclass(frozen=True, slots=True)
class TurnState:
    """What is known about the candidate's turn at one moment; seconds, on the session clock."""

    now_s: float
    silence_s: float
    """Since the last speech, or since the interviewer's last words."""
    spoken_s: float
    """Speech heard in this answer so far."""
    speaking: bool
    thinking: bool = False
    """Time to think was asked for, and nothing was said since."""
    evidence: Evidence = field(default_factory=Evidence)
    since_acknowledged_s: float = math.inf
    acknowledged: bool = False
    """In this silence."""
    offered: int = 0
    """Steps of the ladder taken while nothing was said."""
    wordless: bool = False
    """What was heard has been transcribed, and there is no word in it."""


@dataclass(frozen=True, slots=True)
class TurnSettings:
    patience: float = 1.0
    """What every silence is multiplied by; infinite: only the candidate ends an answer."""
    never_started_s: float = 20.0
    thinking_s: float = 60.0
    """Silence that is left alone after time to think was asked for."""
    acknowledges: bool = True


@dataclass(frozen=True, slots=True)
class Decision:
    act: Act
    needed_silence_s: float
    reason: str
    ends_soon: bool = False
    """The answer may be over: what was said is worth finding out now."""
    not_begun: bool = False
    """There is no answer yet, whatever was heard."""


def step(state: TurnState, settings: TurnSettings) -> Decision:
    """Decide from one state."""
    if state.spoken_s < LEAST_SPOKEN_S or (state.wordless and state.spoken_s < _A_NOISE_S):
        return _not_begun(state, settings)
    if math.isinf(settings.patience):
        return Decision("wait", math.inf, "speaking" if state.speaking else "only you end an answer")
    enough = needed(state.evidence, patience=settings.patience)
    needed_s, why = enough.silence_s, enough.reason
    if state.thinking and settings.thinking_s > needed_s:
        needed_s, why = settings.thinking_s, "time to think was asked for"
    if state.acknowledged:
        needed_s = max(needed_s, round(state.silence_s - state.since_acknowledged_s + LISTEN_ON_S, 2))
    if state.speaking:
        return Decision("wait", needed_s, "speaking")
    soon = needed_s <= _SOON_S * settings.patience or state.silence_s >= needed_s / 2
    if state.silence_s >= needed_s:
        return Decision("take", needed_s, f"{why}: waited {state.silence_s:.1f} s", soon)
    if enough.likely and _may_acknowledge(state, settings, needed_s):
        return Decision("acknowledge", needed_s, why, soon)
    return Decision("wait", needed_s, f"{why}: waiting {needed_s:.1f} s", soon)


def _may_acknowledge(state: TurnState, settings: TurnSettings, needed_s: float) -> bool:
    return (
        settings.acknowledges
        and not state.thinking
        and not state.acknowledged
        and math.isfinite(needed_s)
        and state.spoken_s >= _SPOKEN_BEFORE_ONE_S
        and state.since_acknowledged_s >= _BETWEEN_ACKNOWLEDGEMENTS_S
        and state.silence_s >= max(_SOONEST_ACKNOWLEDGEMENT_S, needed_s - LISTEN_ON_S)
    )


def _not_begun(state: TurnState, settings: TurnSettings) -> Decision:
    share, act = _LADDER[min(state.offered, len(_LADDER) - 1)]
    # Brisk is for answers: nobody is hurried into one.
    patience = max(1.0, settings.patience) if math.isfinite(settings.patience) else 1.0
    needed_s, why = share * settings.never_started_s * patience, "nothing said yet"
    if state.thinking:  # and then the question once more, in other words
        needed_s, act, why = max(needed_s, settings.thinking_s), "rephrase", "time to think was asked for"
    if math.isinf(settings.patience) and act == "take":
        return Decision("wait", math.inf, "only you end an answer", not_begun=True)
    soon = state.spoken_s >= LEAST_SPOKEN_S
    if state.speaking or state.silence_s < needed_s:
        return Decision("wait", needed_s, f"{why}: waiting {needed_s:.1f} s", soon, not_begun=True)
    return Decision(act, needed_s, f"{why}: waited {state.silence_s:.1f} s", soon, not_begun=True)
