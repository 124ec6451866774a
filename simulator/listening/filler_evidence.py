"""How sure a filler sound is, from three witnesses: what was written, what could be, and how it sounds. Pure.

The prompted decode writes most filler sounds, and now and then one that nobody made. Two more witnesses are
asked about each place: how likely the decoder finds the filler there, and the words after it, with and
without it; and how long a sound there fits a filler better than the words (`alignment.py`). The same two
find fillers that were not written at all.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from simulator.audio import Span
from simulator.events import Filler, FillerEvidence, FillerKind
from simulator.listening.alignment import FillerSound

LEAST_SOUND_S = 0.18
"""Of a sound that nobody wrote: shorter ones are edges of words. Fillers last 0.2 s and more (O'Connell &
Kowal 2005 report means of 0.3 to 0.4 s)."""
MOST_UNWRITTEN = 2  # sounds per window that are looked into: each costs a pass over the text
_LONGEST_SOUND_S = 0.5  # longer ones prove no more
_POSSIBLE = 0.2
"""Below this a place is not worth a mark."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Of a logistic regression, fitted on human speech with every speaker left out in turn."""

    constant: float
    written: float
    logprob: float
    """Per nat of the filler's own tokens, not below -10."""
    gain: float
    """Per nat that the next words become likelier, within -6 and 6."""
    sound: float
    """Per second of sound that fits a filler, up to 0.5 s."""


WEIGHTS = Weights(constant=-0.5, written=2.6, logprob=0.7, gain=0.5, sound=1.6)
"""From 40 fillers and 40 other places, by 10 speakers and more; rounded, and the constant lowered by 0.4,
because a false alarm hurts more than a miss."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place where a filler may have been made. `before` words were said by then.

    `number`: which of the written ones it is.
    """

    before: int
    kind: FillerKind
    span: Span
    written: bool
    sound_s: float
    number: int = -1


@dataclass(frozen=True, slots=True)
class Scores:
    """Natural logarithms: the filler's own probability there, and what it adds to the words after it."""

    logprob: float
    gain: float


def places(
    written: Iterable[tuple[int, FillerKind, Span]], sounds: Sequence[FillerSound], words: Sequence[Span]
) -> list[Place]:
    """Every place to look into, in order: fillers that were written, and sounds that fit one.

    A written filler takes the place and length of the sound that fits it; without one it keeps to the gap
    between its neighbours, where there is any.
    """
    left = list(sounds)
    found: list[Place] = []
    for number, (before, kind, span) in enumerate(written):
        sound = min(
            (one for one in left if one.before == before),
            key=lambda one: abs(one.span.start_s - span.start_s),
            default=None,
        )
        if sound is None:
            found.append(Place(before, kind, _between(span, before, words), True, 0.0, number))
        else:
            left.remove(sound)
            found.append(Place(before, kind, sound.span, True, sound.span.duration_s, number))
    unwritten = [one for one in left if one.span.duration_s >= LEAST_SOUND_S]
    unwritten.sort(key=lambda one: one.span.duration_s, reverse=True)
    found += [
        Place(one.before, one.kind, one.span, False, one.span.duration_s)
        for one in unwritten[:MOST_UNWRITTEN]
    ]
    return sorted(found, key=lambda place: (place.before, place.span.start_s))


def _between(span: Span, before: int, words: Sequence[Span]) -> Span:
    earliest_s = words[before - 1].end_s if 0 < before <= len(words) else 0.0
    latest_s = words[before].start_s if before < len(words) else math.inf
    start_s, end_s = max(span.start_s, earliest_s), min(span.end_s, latest_s)
    return Span(start_s, end_s) if end_s > start_s else span


def probability(place: Place, scores: Scores, weights: Weights = WEIGHTS) -> float:
    """That a filler sound was made at this place (0..1)."""
    evidence = (
        weights.constant
        + weights.written * place.written
        + weights.logprob * max(scores.logprob, -10.0)
        + weights.gain * max(-6.0, min(scores.gain, 6.0))
        + weights.sound * min(place.sound_s, _LONGEST_SOUND_S)
    )
    return 1 / (1 + math.exp(-evidence))


def judged(place: Place, scores: Scores) -> Filler | None:
    """The filler at this place, or None where there is hardly a sign of one."""
    sure = probability(place, scores)
    if sure < _POSSIBLE:
        return None
    evidence: FillerEvidence = "heard" if place.written else "rescored"
    return Filler(place.kind, place.span, round(sure, 3), evidence)
