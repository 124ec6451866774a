"""The candidate speaks while the interviewer does: how the interviewer gives way. Pure.

At the first sign of a voice it speaks more quietly; a cough lets it come back up. Who goes on speaking is
given way to: at once while the question has hardly begun, because then it came too early.
"""

from __future__ import annotations

from typing import Literal

DUCKED_DB = 20.0
COMMITTED_AFTER_S = 1.5
"""So long a question can be taken back: speech reopens the answer before it."""
_STILL_SPEECH_S = 0.16  # silence that the detector still calls speech
_EARLY_SPEECH_S, _LATE_SPEECH_S = 0.2 + _STILL_SPEECH_S, 0.5 + _STILL_SPEECH_S

GivingWay = Literal["speak", "duck", "stop"]


def giving_way(speech_s: float | None, *, early: bool) -> GivingWay:
    """What the interviewer does now.

    Args:
        speech_s: how long the candidate has been speaking without a break; None: they are not.
        early: the line can still be taken back, and what they say belongs to the answer before it.
    """
    if speech_s is None:
        return "speak"
    enough_s = _EARLY_SPEECH_S if early else _LATE_SPEECH_S
    return "stop" if speech_s >= enough_s else "duck"
