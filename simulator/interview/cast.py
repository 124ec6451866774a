"""Who asks: one interviewer, or a panel of two or three who hand over to each other. Pure."""

from __future__ import annotations

import random
from collections.abc import Sequence

from simulator.config import Style
from simulator.events import Asker
from simulator.interview.bank import Stage

_NAMES = ("Alex", "Robin", "Sam", "Kim", "Jo", "Chris", "Dana", "Morgan")
_PEOPLE = (
    ("manager", "who would be your manager"),
    ("peer", "who would work beside you"),
    ("hr", "who looks after hiring"),
)
_PITCHES = (1.0, 0.82, 1.2)
"""At least three semitones apart: 0.82 is 3.4 lower, 1.2 is 3.2 higher."""
_THREE_FROM_MINUTES = 45
_ASKS: dict[Stage, tuple[str, ...]] = {
    "opening": ("manager",),
    "claims": ("manager", "peer"),
    "behavioural": ("peer", "manager"),
    "situational": ("manager",),
    "culture": ("peer", "hr"),
    "motivation": ("hr", "manager"),
    "goals": ("hr", "manager"),
    "logistics": ("hr", "manager"),
    "your_questions": ("manager",),
}
"""By whom a stage is asked best, in order of preference."""


def cast_of(style: Style, minutes: int, seed: int) -> tuple[Asker, ...]:
    """The panel; empty for one interviewer."""
    if style != "panel":
        return ()
    count = 3 if minutes >= _THREE_FROM_MINUTES else 2
    names = random.Random(seed + 2).sample(_NAMES, count)
    return tuple(
        Asker(name, role, about, pitch)
        for name, (role, about), pitch in zip(names, _PEOPLE, _PITCHES, strict=False)
    )


def asker_for(cast: Sequence[Asker], stage: Stage, before: int) -> int:
    """Who of the cast asks in a stage; `before`: questions so far, so that two who could take turns."""
    if not cast:
        return 0
    able = [place for wanted in _ASKS[stage] for place, asker in enumerate(cast) if asker.style == wanted]
    return able[before % len(able)] if stage == "claims" else able[0]


def greeting_of(cast: Sequence[Asker], greeting: str) -> str:
    """The first one introduces all of them."""
    if not cast:
        return greeting
    others = " and ".join(f"{asker.name}, {asker.about}" for asker in cast[1:])
    return f"{greeting} My name is {cast[0].name}, and with me is {others}."
