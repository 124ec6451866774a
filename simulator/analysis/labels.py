"""How questions are numbered for people: 1, 2, and the follow-ups to 2 as 2a, 2b. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from string import ascii_lowercase

from simulator.events import Event, QuestionAsked


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question stands. `topic`: number of the main question it belongs to, or is."""

    label: str
    topic: int


def places_of(events: Iterable[Event]) -> dict[int, Place]:
    """Label and topic by the running number that the log gives; a question asked again keeps both."""
    places: dict[int, Place] = {}
    mains = follow_ups = topic = 0
    for event in events:
        if not isinstance(event, QuestionAsked) or event.number in places:
            continue
        if event.question.kind == "main" or not mains:
            mains, follow_ups, topic = mains + 1, 0, event.number
            places[event.number] = Place(str(mains), topic)
        else:
            places[event.number] = Place(f"{mains}{_letter(follow_ups)}", topic)
            follow_ups += 1
    return places


def _letter(place: int) -> str:
    """a to z, then aa: nobody asks so much, but a log may say so."""
    more, last = divmod(place, len(ascii_lowercase))
    return (_letter(more - 1) if more else "") + ascii_lowercase[last]
