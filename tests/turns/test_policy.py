"""The turn policy: it waits while somebody speaks or thinks, and takes the turn after its silence."""

from __future__ import annotations

import math
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from simulator.turns.cues import Cue
from simulator.turns.evidence import LEAST_S, Evidence
from simulator.turns.policy import LEAST_SPOKEN_S, LISTEN_ON_S, TurnSettings, TurnState, step

USUAL = TurnSettings()
FINISHED = Evidence(((0.2, 0.95), (0.6, 0.95)), has_model=True, spoken_s=60.0)
BROKEN_OFF = Evidence(((0.2, 0.02), (0.6, 0.01)), has_model=True, spoken_s=60.0)

seconds = st.floats(0, 600)
evidence = st.builds(
    Evidence,
    readings=st.lists(st.tuples(st.floats(0.2, 5), st.floats(0, 1)), max_size=4),
    has_model=st.booleans(),
    cue=st.none() | st.builds(Cue, st.sampled_from(["goes_on", "thinks", "hands_over"]), st.just("so")),
    spoken_s=seconds,
    expected_s=st.floats(0, 120),
)
states = st.builds(
    TurnState,
    now_s=st.floats(0, 7200),
    silence_s=seconds,
    spoken_s=st.just(0.0) | seconds,
    speaking=st.booleans(),
    thinking=st.booleans(),
    evidence=evidence,
    since_acknowledged_s=st.just(math.inf) | seconds,
    acknowledged=st.booleans(),
    offered=st.integers(0, 5),
    wordless=st.booleans(),
)
turn_settings = st.builds(
    TurnSettings,
    patience=st.floats(0.5, 5) | st.just(math.inf),
    never_started_s=st.floats(3, 600),
    thinking_s=st.floats(0.5, 600),
    acknowledges=st.booleans(),
)


def after(silence_s: float, known: Evidence = FINISHED, *, spoken_s: float = 60.0) -> TurnState:
    return TurnState(100.0, silence_s, spoken_s, speaking=False, evidence=known)


def test_a_finished_answer_is_acknowledged_and_then_taken() -> None:
    assert step(after(0.9), USUAL).act == "wait"
    heard = step(after(1.1), USUAL)
    assert (heard.act, heard.reason) == ("acknowledge", "sounded finished")
    acknowledged = replace(after(1.5), acknowledged=True, since_acknowledged_s=0.4)
    assert step(acknowledged, USUAL).act == "wait"
    later = replace(acknowledged, silence_s=2.0, since_acknowledged_s=0.9)
    assert step(later, USUAL).act == "take"
    assert step(later, USUAL).reason == "sounded finished: waited 2.0 s"


def test_after_an_acknowledgement_there_is_time_to_go_on() -> None:
    late = replace(after(1.9), acknowledged=True, since_acknowledged_s=LISTEN_ON_S - 0.1)
    assert step(late, USUAL).act == "wait"


def test_a_thinker_is_left_alone() -> None:
    assert step(after(4.0, BROKEN_OFF), USUAL).act == "wait"
    assert step(after(4.0, BROKEN_OFF), USUAL).reason == "sounded unfinished: waiting 4.9 s"
    assert step(after(4.9, replace(FINISHED, cue=Cue("goes_on", "um"))), USUAL).act == "wait"


def test_one_acknowledgement_a_while_and_none_for_a_few_words() -> None:
    assert step(replace(after(1.2), since_acknowledged_s=5.0), USUAL).act == "wait"
    assert step(after(1.2, replace(FINISHED, spoken_s=2.0), spoken_s=2.0), USUAL).act == "wait"
    assert step(after(1.2), replace(USUAL, acknowledges=False)).act == "wait"


def test_who_has_not_begun_is_offered_time_other_words_and_the_next_question() -> None:
    acts = [
        step(replace(after(silence_s, spoken_s=0.0), offered=offered), USUAL).act
        for offered, silence_s in ((0, 7.9), (0, 8.0), (1, 19.9), (1, 20.0), (2, 24.9), (2, 25.0), (3, 30.0))
    ]
    assert acts == ["wait", "offer_time", "wait", "rephrase", "wait", "offer_skip", "take"]


def test_a_cough_is_no_beginning() -> None:
    assert step(after(2.5, spoken_s=LEAST_SPOKEN_S - 0.01), USUAL).act == "wait"
    assert step(after(2.5, spoken_s=LEAST_SPOKEN_S), USUAL).act == "take"


def test_nobody_is_interrupted() -> None:
    decision = step(replace(after(0.0, spoken_s=500), speaking=True), USUAL)
    assert (decision.act, decision.reason) == ("wait", "speaking")


def test_time_to_think_is_given_before_and_within_an_answer() -> None:
    for spoken_s in (0.0, 30.0):
        asked = replace(after(59.9, spoken_s=spoken_s), thinking=True)
        decision = step(asked, USUAL)
        assert (decision.act, decision.needed_silence_s) == ("wait", 60.0)
        assert decision.reason == "time to think was asked for: waiting 60.0 s"
        # Who has said nothing gets the question once more; who has, the next one.
        assert step(replace(asked, silence_s=60.0), USUAL).act == ("take" if spoken_s else "rephrase")


def test_with_infinite_patience_only_the_candidate_ends_an_answer() -> None:
    endless = replace(USUAL, patience=math.inf)
    for state in (after(500.0), replace(after(500.0, spoken_s=0.0), offered=3)):
        decision = step(state, endless)
        assert (decision.act, decision.needed_silence_s) == ("wait", math.inf)
        assert decision.reason == "only you end an answer"


def test_a_sneeze_is_no_answer_but_a_short_word_is_one() -> None:
    sneeze = replace(after(2.7, spoken_s=0.7), wordless=True)
    assert step(sneeze, USUAL).act == "wait"
    assert step(replace(sneeze, silence_s=8.0), USUAL).act == "offer_time"
    assert step(replace(sneeze, wordless=False), USUAL).act == "take"
    assert step(replace(sneeze, spoken_s=1.1), USUAL).act == "take"


def test_the_patient_are_given_more_time_to_begin_and_nobody_less() -> None:
    silent = replace(after(20.0, spoken_s=0.0), offered=1)
    assert step(silent, USUAL).act == "rephrase"
    assert step(silent, replace(USUAL, patience=1.6)).act == "wait"
    assert step(silent, replace(USUAL, patience=0.8)).act == "rephrase"


@given(states, turn_settings, seconds)
def test_what_is_taken_now_would_be_taken_later_too(
    state: TurnState, settings: TurnSettings, longer_s: float
) -> None:
    later = replace(
        state,
        silence_s=state.silence_s + longer_s,
        since_acknowledged_s=state.since_acknowledged_s + longer_s,
    )
    if step(state, settings).act == "take":
        assert step(later, settings).act == "take"


@given(states, turn_settings)
def test_a_turn_is_never_taken_while_speaking_or_before_its_silence(
    state: TurnState, settings: TurnSettings
) -> None:
    decision = step(state, settings)
    if decision.act != "wait":
        assert not state.speaking
    if decision.act == "take":
        assert state.silence_s >= decision.needed_silence_s
        assert state.silence_s >= min(
            LEAST_S * settings.patience, settings.thinking_s, settings.never_started_s
        )
    if decision.act == "acknowledge":
        assert settings.acknowledges
        assert state.silence_s < decision.needed_silence_s
    assert decision.reason
