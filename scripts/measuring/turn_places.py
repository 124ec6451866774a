"""Where in a clip somebody could have stopped to think, and where an answer could begin and end. Pure.

Words say which kind of place it is; the sound says where exactly: a place is the first quiet between two
words, so that a pause put there begins where the voice has ended, and a breath stays with the word after it.
Where they touch it is their quietest moment. A boundary in the middle of a voice that goes on is no place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from measuring.clip_words import ClipWords, Token
from measuring.room_tone import block_levels_db
from simulator.audio import SAMPLE_RATE, Samples, Span, active_level_db

Levels = NDArray[np.float64]
PauseKind = Literal["filler", "connective", "clause", "sentence", "phrase", "natural"]
"""What came before: a filler, a connective, a comma, the end of a sentence, some other word. `natural`: a
pause that was there, wherever."""

_CONNECTIVES = """and but so because cause then or if when while since although though whereas that which who
    where like also however therefore"""
CONNECTIVES = frozenset(_CONNECTIVES.split())
_BLOCK = SAMPLE_RATE // 100
_STRAY_S = 0.08  # how far a word's time may be off
_BELOW_VOICE_DB = 12.0  # a quiet place is so much below the clip's active level
_ABOVE_ROOM_DB = 8.0  # what is so near to the place's quietest moment is quiet too,
_FAINT_DB = 25.0  # and what is so much below the active level: reverberation, breath
_SILENT_BLOCKS = 5  # so long a quiet is no plosive's closure
_DIES_S = 0.05  # a word's last sound, after its end
_BREAK_S = 0.1  # before the first and after the last word of an answer it is quiet for so long


@dataclass(frozen=True, slots=True)
class Place:
    """Quiet from `start` to `end` (samples of the clip) after token `after`; -1 is before the first."""

    after: int
    kind: PauseKind
    start: int
    end: int

    @property
    def quiet_s(self) -> float:
        return (self.end - self.start) / SAMPLE_RATE


@dataclass(frozen=True, slots=True)
class ClipPlaces:
    places: tuple[Place, ...]
    """Where a pause can be put, in order."""
    begins: tuple[Place, ...]
    """Where an answer can begin: the clip's first word, or the first of a sentence."""
    ends: tuple[Place, ...]
    """Where it can end: a sentence's end with quiet after it, or the clip's last sound."""


def places_in(samples: Samples, words: ClipWords) -> ClipPlaces:
    levels = block_levels_db(samples)
    tokens = words.tokens
    if not tokens or not len(levels):
        return ClipPlaces((), (), ())
    quiet_db = active_level_db(samples, SAMPLE_RATE) - _BELOW_VOICE_DB
    places = []
    for number, (token, following) in enumerate(pairwise(tokens)):
        found = _quiet_between(samples, levels, token.span, following.span, quiet_db)
        if found is not None:
            start, end = found
            latest = _latest_end(token.span, words.speech, before_s=following.span.start_s)
            places.append(Place(number, kind_after(tokens, number), min(start, latest), end))
    first = Place(-1, "sentence", *_quiet_before(levels, tokens[0].span.start_s, quiet_db))
    died = _quiet_after(levels, tokens[-1].span, quiet_db)
    latest = _latest_end(tokens[-1].span, words.speech, before_s=len(samples) / SAMPLE_RATE)
    last = Place(len(tokens) - 1, "sentence", min(died, latest, len(samples)), len(samples))
    breaks = tuple(place for place in places if place.kind == "sentence" and place.quiet_s >= _BREAK_S)
    return ClipPlaces(tuple(places), (first, *breaks), (*breaks, last))


def kind_after(tokens: Sequence[Token], number: int) -> PauseKind:
    """What somebody who stops after this token has just said."""
    token = tokens[number]
    if token.filler:
        return "filler"
    if token.text[-1:] in ".?!":
        return "sentence"
    if re.sub(r"[^a-z']", "", token.text.lower()) in CONNECTIVES:
        return "connective"
    return "clause" if token.text[-1:] in ",;:\u2014\u2013" else "phrase"


def _quiet_between(
    samples: Samples, levels: Levels, word: Span, following: Span, quiet_db: float
) -> tuple[int, int] | None:
    """The quiet stretch around the quietest moment between two words; a point where they nearly touch."""
    middle_s = (word.start_s + word.end_s) / 2
    next_middle_s = (following.start_s + following.end_s) / 2
    low = max(0, round(max(middle_s, word.end_s - _STRAY_S) * 100))
    high = min(len(levels), round(min(next_middle_s, following.start_s + _STRAY_S) * 100))
    if high <= low:
        return None
    quietest = low + int(np.argmin(levels[low:high]))
    if levels[quietest] > quiet_db:
        return None
    quiet = levels[low:high] <= _limit_db(float(levels[quietest]), quiet_db)
    first, last = next(
        (run for run in _runs(quiet) if run[1] - run[0] >= _SILENT_BLOCKS), (quietest - low, quietest - low)
    )
    start, end = (low + first) * _BLOCK, (low + last) * _BLOCK
    if start == end:
        point = zero_crossing(samples, start + _BLOCK // 2)
        return point, point
    return zero_crossing(samples, start), zero_crossing(samples, end)


def _limit_db(quietest_db: float, quiet_db: float) -> float:
    """What is no louder than this is no voice."""
    faint_db = quiet_db + _BELOW_VOICE_DB - _FAINT_DB
    return min(max(quietest_db + _ABOVE_ROOM_DB, faint_db), quiet_db)


def _runs(quiet: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], quiet, [False]]).astype(np.int8)))
    return [(int(first), int(end)) for first, end in edges.reshape(-1, 2)]


def _quiet_before(levels: Levels, begins_s: float, quiet_db: float) -> tuple[int, int]:
    """Up to the first word: back from its start as long as something sounds, within the stray."""
    block = min(len(levels) - 1, max(0, round(begins_s * 100)))
    least = max(0, block - round(_STRAY_S * 100))
    while block > least and levels[block - 1] > quiet_db:
        block -= 1
    return 0, block * _BLOCK


def _quiet_after(levels: Levels, word: Span, quiet_db: float) -> int:
    """Where the last word's sound has died away."""
    low = min(len(levels), round((word.start_s + word.end_s) / 2 * 100))
    rest = levels[low:]
    if not len(rest):
        return low * _BLOCK
    runs = _runs(rest <= _limit_db(float(rest.min()), quiet_db))
    after = round((word.duration_s / 2 - _STRAY_S) * 100)
    return (low + next((a for a, b in runs if b - max(a, after) >= _SILENT_BLOCKS), len(rest))) * _BLOCK


def _latest_end(word: Span, speech: Sequence[Span], *, before_s: float) -> int:
    """Sound that outlasts both the word and the voice around it is breath, or the room's answer."""
    around = (voice.end_s for voice in speech if voice.start_s < word.end_s <= voice.end_s + _STRAY_S)
    ends_s = max(word.end_s, min(next(around, word.end_s), before_s))
    return round((ends_s + _DIES_S) * SAMPLE_RATE)


def zero_crossing(samples: Samples, near: int, within: int = _BLOCK // 2) -> int:
    """The sample nearest to `near` at which the wave changes its sign; else the smallest one."""
    low, high = max(1, near - within), min(len(samples) - 1, near + within)
    if high <= low:
        return min(max(near, 0), len(samples))
    stretch = samples[low - 1 : high]
    crossings = low + np.flatnonzero(np.signbit(stretch[1:]) != np.signbit(stretch[:-1]))
    if len(crossings):
        return int(crossings[np.argmin(np.abs(crossings - near))])
    return low + int(np.argmin(np.abs(samples[low:high])))
