"""Places where a filler may have been made, and how sure it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from simulator.audio import Span
from simulator.listening.alignment import FillerSound
from simulator.listening.filler_evidence import (
    LEAST_SOUND_S,
    MOST_UNWRITTEN,
    Place,
    Scores,
    judged,
    places,
    probability,
)

WORDS = [Span(0.0, 0.4), Span(0.9, 1.3), Span(1.3, 1.8)]
LIKELY, UNLIKELY = Scores(logprob=-0.3, gain=4.0), Scores(logprob=-9.0, gain=-4.0)


def place(*, written: bool = True, sound_s: float = 0.4) -> Place:
    return Place(1, "um", Span(0.4, 0.8), written, sound_s)


def test_a_written_filler_takes_the_place_of_the_sound_that_fits_it() -> None:
    (found,) = places([(1, "um", Span(0.1, 0.2))], [FillerSound(1, "uh", Span(0.45, 0.85))], WORDS)
    assert found == Place(1, "um", Span(0.45, 0.85), written=True, sound_s=found.sound_s, number=0)
    assert abs(found.sound_s - 0.4) < 1e-9


def test_without_a_sound_it_keeps_to_the_gap_between_its_neighbours() -> None:
    (found,) = places([(1, "uh", Span(0.2, 1.0))], [], WORDS)
    assert (found.span, found.sound_s) == (Span(0.4, 0.9), 0.0)


def test_a_sound_at_another_place_is_another_filler() -> None:
    found = places([(1, "um", Span(0.4, 0.8))], [FillerSound(3, "uh", Span(1.9, 2.3))], WORDS)
    assert [one.written for one in found] == [True, False]


def test_short_sounds_that_nobody_wrote_are_edges_of_words() -> None:
    assert places([], [FillerSound(1, "uh", Span(0.4, 0.4 + LEAST_SOUND_S - 0.02))], WORDS) == []


def test_only_the_longest_unwritten_sounds_are_looked_into() -> None:
    sounds = [FillerSound(at, "uh", Span(float(at), at + 0.2 + at / 100)) for at in range(9)]
    found = places([], sounds, [Span(float(at), float(at)) for at in range(9)])
    assert [one.before for one in found] == list(range(9 - MOST_UNWRITTEN, 9))


def test_written_and_likely_and_heard_is_sure() -> None:
    filler = judged(place(), LIKELY)
    assert filler is not None
    assert filler.probability > 0.9
    assert filler.evidence == "heard"


def test_a_sound_alone_that_no_decoder_believes_in_is_nothing() -> None:
    assert judged(place(written=False), UNLIKELY) is None


def test_a_filler_that_nobody_wrote_can_be_found() -> None:
    filler = judged(place(written=False, sound_s=0.5), Scores(logprob=-0.2, gain=5.0))
    assert filler is not None
    assert filler.evidence == "rescored"


@given(st.booleans(), st.floats(0, 2), st.floats(0, 1), st.floats(-20, 0), st.floats(0, 5), st.floats(-9, 9))
def test_more_evidence_never_makes_it_less_sure(
    written: bool, sound_s: float, more_s: float, logprob: float, more: float, gain: float
) -> None:
    scores = Scores(logprob, gain)
    sure = probability(place(written=written, sound_s=sound_s), scores)
    assert 0 <= sure <= 1
    assert probability(place(written=written, sound_s=sound_s + more_s), scores) >= sure
    assert probability(place(written=True, sound_s=sound_s), scores) >= sure
    stronger = Scores(min(0.0, logprob + more), gain + more)
    assert probability(place(written=written, sound_s=sound_s), stronger) >= sure
