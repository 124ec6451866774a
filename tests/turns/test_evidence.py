"""The silence an answer needs: by sound, words, length and rhythm, without jumps."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from simulator.turns.cues import Cue
from simulator.turns.evidence import LEAST_S, USUAL_END_S, Evidence, complete_probability, needed
from simulator.turns.rhythm import rhythm_of

LONG = {"spoken_s": 60.0, "expected_s": 30.0, "has_model": True}
probability = st.floats(0, 1)
evidence = st.builds(
    Evidence,
    readings=st.lists(st.tuples(st.floats(0.2, 5), probability), max_size=5),
    has_model=st.booleans(),
    cue=st.none() | st.builds(Cue, st.sampled_from(["goes_on", "thinks", "hands_over"]), st.just("so")),
    spoken_s=st.floats(0, 200),
    expected_s=st.floats(0, 120),
    rhythm=st.builds(rhythm_of, st.lists(st.floats(0.5, 9), max_size=12)),
)


def sounding(*probabilities: float) -> Evidence:
    return Evidence(tuple((0.2 + 0.4 * at, p) for at, p in enumerate(probabilities)), **LONG)  # type: ignore[arg-type]


def test_a_finished_sentence_needs_little_and_a_broken_one_much() -> None:
    assert needed(sounding(0.95, 0.9)).silence_s == USUAL_END_S
    assert needed(sounding(0.95, 0.9)).likely
    assert needed(sounding(0.02, 0.01)).silence_s > 4.8
    assert needed(sounding(0.02, 0.01)).reason == "sounded unfinished"
    assert not needed(sounding(0.5)).likely


def test_words_outweigh_the_sound() -> None:
    assert needed(replace(sounding(0.95), cue=Cue("goes_on", "because"))).silence_s == 5.0
    assert needed(replace(sounding(0.02), cue=Cue("hands_over", "that's it"))).silence_s == 1.2
    assert needed(replace(sounding(0.95), cue=Cue("thinks", "let me think"))).silence_s == 10.0


def test_an_answer_that_has_hardly_begun_gets_more() -> None:
    begun = replace(sounding(0.95), spoken_s=5.0)
    assert needed(begun).silence_s > needed(sounding(0.95)).silence_s
    assert needed(begun).reason == "sounded finished, and still short"


def test_thanks_are_an_end_only_where_something_was_said() -> None:
    thanks = replace(sounding(0.05), cue=Cue("hands_over", "thank you"))
    assert needed(replace(thanks, spoken_s=20.0)).silence_s == 1.2
    assert needed(replace(thanks, spoken_s=0.8)).silence_s > 4


def test_without_a_model_there_is_one_silence_for_all() -> None:
    assert needed(replace(sounding(), has_model=False)).silence_s == 2.6


def test_one_odd_reading_does_not_end_an_answer() -> None:
    assert complete_probability([(0.2, 0.9), (0.6, 0.05), (1.0, 0.05)]) < 0.3


@given(evidence, st.floats(0.5, 5))
def test_never_sooner_than_the_least_and_in_proportion_to_patience(given_: Evidence, patience: float) -> None:
    usual = needed(given_)
    assert usual.silence_s >= LEAST_S
    patient_s = needed(given_, patience=patience).silence_s
    assert patient_s >= LEAST_S
    if usual.silence_s > LEAST_S and patient_s > LEAST_S:
        assert abs(patient_s - patience * usual.silence_s) < 0.05
    assert usual.reason


@given(probability, probability)
def test_the_surer_the_end_the_shorter_the_silence(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert needed(sounding(high)).silence_s <= needed(sounding(low)).silence_s
