"""Answers and monologues whose pauses and ends are known: what `bench_turns.py` plays to the interviewer.

An *answer* is one speaker's human speech with thinking pauses put into it, or stretched, to lengths that are
drawn: log-normal with median 0.7 s and 95th percentile 3 s, drawn again outside 0.5 to 6 s (which makes
the median 1.0 s). It is SPLICED: the words and their melody are a person's, the pauses are not. A *monologue*
is a spontaneous clip as it is. Both are followed by 8 s of the clip's own room tone.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from math import exp, log

import numpy as np

from measuring.clip_words import WordCache
from measuring.speech_set import Clip
from measuring.spoken_turn import Source, SpokenTurn
from measuring.turn_places import PauseKind, Place, places_in
from simulator.audio import SAMPLE_RATE

SPEECH = frozenset({"spontaneous", "read", "elicited"})
SHORTEST_S, LONGEST_S = 5.0, 60.0
"""Of speech, taken from the clip; a short clip whole."""
_LEAST_S = 2.5  # of a short clip
_PAUSES = (2, 6)
_MEDIAN_S, _Q95_S, _MIN_S, _MAX_S = 0.7, 3.0, 0.5, 6.0
_SIGMA = log(_Q95_S / _MEDIAN_S) / 1.6449
_KINDS: tuple[PauseKind, ...] = ("filler", "connective", "clause", "sentence")
_MISSED_S = 0.3  # voice so long after the last word is a word that was not heard
_IN_MEMORY = 4  # clips


def sources(clips: Sequence[Clip], cache: WordCache) -> list[Source]:
    """The clips in which one person speaks. Each is heard once; what was heard is kept."""
    load = lru_cache(maxsize=_IN_MEMORY)(Clip.samples)
    found = []
    for clip in clips:
        if clip.speaker and clip.truth.kind in SPEECH:
            samples = clip.samples()
            words = cache.words(clip, samples)
            if words.tokens and words.speech:
                found.append(Source(clip, words, places_in(samples, words), partial(load, clip)))
    return found


def monologues(found: Sequence[Source]) -> list[SpokenTurn]:
    """Every spontaneous clip, uncut; its true end is the end of its last sound."""
    return [
        SpokenTurn(source.clip.truth.id, "monologue", source, 0, *last_sound(source), (), (number,))
        for number, source in enumerate(found)
        if source.clip.truth.kind == "spontaneous"
    ]


def last_sound(source: Source) -> tuple[int, int]:
    """Where the clip's speech has ended, and where the clip ends."""
    last = source.places.ends[-1]
    voice_ends = round(source.words.speech[-1].end_s * SAMPLE_RATE)
    missed = voice_ends - last.start > _MISSED_S * SAMPLE_RATE
    return min(voice_ends, last.end) if missed else last.start, last.end


def answers(found: Sequence[Source], count: int, seed: int = 0) -> list[SpokenTurn]:
    """So many answers; the first n are the same whatever the count.

    A clip four times as long gives twice as many, so that the speakers of short ones are heard too.
    """
    usable = [source for source in found if answer_spans(source)]
    if not usable:
        return []
    weights = np.sqrt([source.clip.truth.seconds for source in usable])
    weights /= weights.sum()
    made: list[SpokenTurn] = []
    attempt = 0
    while len(made) < count:
        random = np.random.default_rng([seed, attempt])
        source = usable[int(random.choice(len(usable), p=weights))]
        made.append(one_answer(source, random, f"answer_{len(made) + 1:04d}", (seed, attempt)))
        attempt += 1
    return made


def answer_spans(source: Source) -> list[tuple[Place, Place]]:
    """Beginnings and ends of possible answers: long enough, and with two places or more to think at."""
    pairs = []
    for begin in source.places.begins:
        for end in source.places.ends:
            seconds = (end.start - begin.end) / SAMPLE_RATE
            if _LEAST_S <= seconds <= LONGEST_S and len(thinkable(source, begin, end)) >= _PAUSES[0]:
                pairs.append((seconds, begin, end))
    long = [pair for pair in pairs if pair[0] >= SHORTEST_S]
    return [(begin, end) for _, begin, end in long or pairs]


def thinkable(source: Source, begin: Place, end: Place) -> list[Place]:
    """Places inside an answer; in the middle of a phrase only where there are too few others."""
    inside = [place for place in source.places.places if begin.end < place.start and place.end < end.start]
    wanted = [place for place in inside if place.kind in _KINDS]
    if len(wanted) >= _PAUSES[0]:
        return wanted
    return [place for place in inside if place.kind in _KINDS or place.quiet_s > 0]


def one_answer(source: Source, random: np.random.Generator, name: str, seed: tuple[int, ...]) -> SpokenTurn:
    pairs = answer_spans(source)
    # All lengths alike on a logarithmic scale: most answers are short.
    wanted_s = exp(random.uniform(log(SHORTEST_S), log(LONGEST_S)))
    near = sorted(pairs, key=lambda pair: abs(log((pair[1].start - pair[0].end) / SAMPLE_RATE / wanted_s)))[
        : max(1, min(5, len(pairs) // 4))
    ]
    begin, end = near[int(random.integers(len(near)))]
    chosen = drawn_places(thinkable(source, begin, end), random)
    cuts = tuple(
        (place, max(place.end - place.start, round(pause_s(random) * SAMPLE_RATE))) for place in chosen
    )
    return SpokenTurn(name, "answer", source, begin.end, end.start, end.start, cuts, seed)


def drawn_places(places: Sequence[Place], random: np.random.Generator) -> list[Place]:
    """Two to six of them in order, every kind that is there as likely as the others."""
    left = list(places)
    chosen: list[Place] = []
    for _ in range(int(random.integers(_PAUSES[0], _PAUSES[1], endpoint=True))):
        kinds = sorted({place.kind for place in left})
        if not kinds:
            break
        kind = kinds[int(random.integers(len(kinds)))]
        of_kind = [place for place in left if place.kind == kind]
        place = of_kind[int(random.integers(len(of_kind)))]
        chosen.append(place)
        left.remove(place)
    return sorted(chosen, key=lambda place: place.start)


def pause_s(random: np.random.Generator) -> float:
    while True:
        seconds = float(random.lognormal(log(_MEDIAN_S), _SIGMA))
        if _MIN_S <= seconds <= _MAX_S:
            return seconds
