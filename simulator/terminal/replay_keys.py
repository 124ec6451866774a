"""What a key makes of a replay: where it goes on, how fast, whether it plays. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from simulator.replay import Moment, MomentKind, Timeline

SLOWEST, FASTEST = 0.5, 2.0
_SPEED_STEP = 0.25
_SEEK_S = 5.0
_LEAD_S = 1.0
"""Heard before a filler or a pause that was jumped to, so that it comes in its sentence."""
_JUST_BEGUN_S = 2.0
"""Until so long into a question, "previous" means the one before it."""


@dataclass(frozen=True, slots=True)
class Now:
    """Where a replay stands. `note` is a short answer to the last key, when nothing else shows it."""

    at_s: float
    speed: float
    playing: bool = True
    ended: bool = False
    note: str = ""


def press(key: str, now: Now, timeline: Timeline, end_s: float) -> Now:
    """What a key makes of a replay; a key that means nothing changes nothing."""
    now = replace(now, note="")
    match key:
        case "space":
            return replace(now, playing=not now.playing)
        case "left" | "right":
            by_s = _SEEK_S if key == "right" else -_SEEK_S
            return replace(now, at_s=min(max(0.0, now.at_s + by_s), end_s))
        case "up" | "+" | "=":
            return replace(now, speed=_speed(math.floor(now.speed / _SPEED_STEP) + 1))
        case "down" | "-":
            return replace(now, speed=_speed(math.ceil(now.speed / _SPEED_STEP) - 1))
        case "n":
            return _jump(now, timeline.next_moment("question", now.at_s), 0.0, "no further question")
        case "b":
            before = timeline.previous_moment("question", max(0.0, now.at_s - _JUST_BEGUN_S))
            return _jump(now, before, 0.0, "no earlier question")
        case "f" | "p":
            kind: MomentKind = "filler" if key == "f" else "pause"
            # What lies within the lead is about to be heard already.
            found = timeline.next_moment(kind, now.at_s + _LEAD_S + 0.01)
            return _jump(now, found, _LEAD_S, f"no further {'filler' if key == 'f' else 'long pause'}")
        case "q" | "escape":
            return replace(now, ended=True)
        case _:
            return now


def _jump(now: Now, moment: Moment | None, lead_s: float, none: str) -> Now:
    if moment is None:
        return replace(now, note=none)
    return replace(now, at_s=max(0.0, moment.span.start_s - lead_s))


def _speed(steps: int) -> float:
    return min(max(SLOWEST, steps * _SPEED_STEP), FASTEST)
