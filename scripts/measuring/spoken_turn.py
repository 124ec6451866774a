"""One turn of a candidate whose pauses and true end are known, and how its sound is put together.

Only quiet is replaced: where the clip's voice ends, its own room tone begins, cross-faded; where the voice
goes on, the tone has ended. Sound is made only when it is asked for; the same seed gives the same sound.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Literal

import numpy as np

from measuring.clip_words import ClipWords
from measuring.room_tone import FADE, RoomTone, quiet_runs
from measuring.speech_set import Clip
from measuring.turn_places import ClipPlaces, PauseKind, Place
from simulator.audio import SAMPLE_RATE, Samples, Span

AFTERWARDS_S = 8.0
"""Of room tone, after the clip's sound."""
NATURAL_S = 0.5
"""A pause that was there counts from this length."""
_LEAD_S = 0.1  # of room tone before an answer's first word


@dataclass(frozen=True, slots=True)
class Pause:
    span: Span
    kind: PauseKind


@dataclass(frozen=True)
class Source:
    """A clip with what is known about its sound; the sound itself is read when needed."""

    clip: Clip
    words: ClipWords
    places: ClipPlaces
    load: Callable[[], Samples] = field(repr=False)

    @cached_property
    def runs(self) -> list[Samples]:
        return [run.copy() for run in quiet_runs(self.load(), self.words.speech)]


@dataclass(frozen=True)
class SpokenTurn:
    """One turn of a candidate; seconds count from its first sample.

    Args:
        begin: sample of the clip at which the turn begins.
        end: sample at which its last sound has ended.
        until: sample from which room tone replaces the clip.
        cuts: places of the clip where a pause of so many samples replaces what was quiet.
    """

    id: str
    form: Literal["answer", "monologue"]
    source: Source = field(repr=False)
    begin: int
    end: int
    until: int
    cuts: tuple[tuple[Place, int], ...]
    seed: tuple[int, ...]

    @property
    def clip(self) -> str:
        return self.source.clip.truth.id

    @property
    def speaker(self) -> str:
        return self.source.clip.speaker

    @property
    def kind(self) -> str:
        """spontaneous, read or elicited."""
        return self.source.clip.truth.kind

    @property
    def true_end_s(self) -> float:
        grown = sum(length - (place.end - place.start) for place, length in self.cuts)
        return (self._lead + self.end - self.begin + grown) / SAMPLE_RATE

    @property
    def pauses(self) -> tuple[Pause, ...]:
        """Those put in, and those of at least 0.5 s that were there, in order."""
        put = [
            Pause(Span(start, start + length / SAMPLE_RATE), place.kind)
            for place, length in self.cuts
            for start in (self._heard_s(place.start),)
        ]
        spoken = self.source.words.speech
        for before, after in pairwise(spoken):
            first, last = round(before.end_s * SAMPLE_RATE), round(after.start_s * SAMPLE_RATE)
            stretched = any(place.start < last and first < place.end for place, _ in self.cuts)
            inside = self.begin < first and last < self.end
            if after.start_s - before.end_s >= NATURAL_S and inside and not stretched:
                put.append(Pause(Span(self._heard_s(first), self._heard_s(last)), "natural"))
        return tuple(sorted(put, key=lambda pause: pause.span))

    @property
    def speech(self) -> tuple[Span, ...]:
        """What is no pause, from the first sound to the true end."""
        edges = [self._lead / SAMPLE_RATE]
        for pause in self.pauses:
            edges += [pause.span.start_s, pause.span.end_s]
        edges.append(self.true_end_s)
        return tuple(Span(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b > a)

    def samples(self) -> Samples:
        """The whole turn, room tone after it included."""
        clip, tone = self.source.load(), self.tone(0)
        parts: list[Samples] = [clip[self.begin : self.cuts[0][0].start if self.cuts else self.until]]
        for (place, length), until in zip(self.cuts, self._parts_end(), strict=True):
            parts.append(joined_by(tone.take(length), clip, place.start, place.end))
            parts.append(clip[place.end : until])
        after = tone.take(round(AFTERWARDS_S * SAMPLE_RATE))
        parts.append(joined_by(after, clip, self.until, None))
        if self._lead:
            parts.insert(0, joined_by(tone.take(self._lead), clip, None, self.begin))
        return np.concatenate(parts)

    def tone(self, number: int) -> RoomTone:
        """The clip's room tone; another number gives another course of it."""
        return RoomTone(self.source.runs, [*self.seed, number])

    @property
    def _lead(self) -> int:
        return round(_LEAD_S * SAMPLE_RATE) if self.form == "answer" else 0

    def _parts_end(self) -> list[int]:
        return [*(place.start for place, _ in self.cuts[1:]), self.until] if self.cuts else []

    def _heard_s(self, sample: int) -> float:
        """Where a sample of the clip is in the turn; for one in a cut, where the pause begins."""
        grown = sum(length - (place.end - place.start) for place, length in self.cuts if place.end <= sample)
        within = next((place for place, _ in self.cuts if place.start <= sample < place.end), None)
        at = sample if within is None else within.start
        # A cut of no length at the very sample has not begun yet.
        grown -= sum(length for place, length in self.cuts if place.start == place.end == sample)
        return (self._lead + at - self.begin + grown) / SAMPLE_RATE


def joined_by(tone: Samples, clip: Samples, left: int | None, right: int | None) -> Samples:
    """Room tone whose ends are cross-faded with the clip's sound after `left` and before `right`.

    20 ms where the clip has so much quiet there, at least 5 ms where it has none.
    """
    tone = tone.copy()
    quiet = len(clip) if left is None or right is None else right - left
    fade = min(max(FADE // 4, min(FADE, quiet // 2)), len(tone) // 2)
    if left is not None:
        old = clip[left : left + fade]
        ramp = np.linspace(0.0, np.pi / 2, len(old), dtype=np.float32)
        tone[: len(old)] = tone[: len(old)] * np.sin(ramp) + old * np.cos(ramp)
    if right is not None:
        old = clip[max(0, right - fade) : right]
        if len(old):
            ramp = np.linspace(0.0, np.pi / 2, len(old), dtype=np.float32)
            tone[-len(old) :] = tone[-len(old) :] * np.cos(ramp) + old * np.sin(ramp)
    return tone
