"""The turn policy: it waits while somebody speaks or thinks, and takes the turn after its silence."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from simulator.turns.policy import LEAST_SPOKEN_S, TurnSettings, TurnState, step

PATIENT = TurnSettings(turn_silence_s=2.5, never_started_s=20.0)

seconds = st.floats(0, 600)
states = st.builds(
    TurnState,
    now_s=st.floats(0, 7200),
    since_question_s=seconds,
    silence_s=seconds,
    spoken_s=st.just(0.0) | seconds,
    speaking=st.booleans(),
    thinking=st.booleans(),
)
turn_settings = st.builds(
    TurnSettings,
    turn_silence_s=st.floats(0.5, 30),
    never_started_s=st.floats(3, 600),
    thinking_s=st.floats(0.5, 600),
)


def after(silence_s: float, *, spoken_s: float, speaking: bool = False) -> TurnState:
    return TurnState(100.0, silence_s + spoken_s, silence_s, spoken_s, speaking)


def test_a_short_silence_after_speech_is_thinking() -> None:
    decision = step(after(2.4, spoken_s=30), PATIENT)
    assert (decision.act, decision.needed_silence_s) == ("wait", 2.5)
    assert decision.reason == "silence after speech: waiting 2.5 s"


def test_a_long_silence_after_speech_ends_the_answer() -> None:
    decision = step(after(2.5, spoken_s=30), PATIENT)
    assert decision.act == "take"
    assert decision.reason == "silence after speech: waited 2.5 s"


def test_who_has_not_begun_gets_the_time_to_think() -> None:
    assert step(after(19.9, spoken_s=0), PATIENT).act == "wait"
    decision = step(after(20.0, spoken_s=0), PATIENT)
    assert (decision.act, decision.needed_silence_s) == ("take", 20.0)
    assert decision.reason.startswith("nothing said yet")


def test_a_cough_is_no_beginning() -> None:
    assert step(after(2.5, spoken_s=LEAST_SPOKEN_S - 0.01), PATIENT).needed_silence_s == 20.0
    assert step(after(2.5, spoken_s=LEAST_SPOKEN_S), PATIENT).act == "take"


def test_nobody_is_interrupted() -> None:
    decision = step(after(0, spoken_s=500, speaking=True), PATIENT)
    assert (decision.act, decision.reason) == ("wait", "speaking")


def test_time_to_think_is_given_before_and_within_an_answer() -> None:
    for spoken_s in (0.0, 30.0):
        asked = replace(after(59.9, spoken_s=spoken_s), thinking=True)
        decision = step(asked, PATIENT)
        assert (decision.act, decision.needed_silence_s) == ("wait", 60.0)
        assert decision.reason == "time to think was asked for: waiting 60.0 s"
        assert step(replace(asked, silence_s=60.0), PATIENT).act == "take"


def test_asking_for_time_never_shortens_it() -> None:
    very_patient = TurnSettings(turn_silence_s=2.5, never_started_s=90.0, thinking_s=60.0)
    asked = replace(after(70, spoken_s=0), thinking=True)
    assert step(asked, very_patient) == step(replace(asked, thinking=False), very_patient)


@given(states, turn_settings, seconds)
def test_what_is_taken_now_would_be_taken_later_too(
    state: TurnState, settings: TurnSettings, longer_s: float
) -> None:
    later = replace(state, silence_s=state.silence_s + longer_s)
    if step(state, settings).act == "take":
        assert step(later, settings).act == "take"
    if step(later, settings).act == "wait":
        assert step(state, settings).act == "wait"


@given(states, turn_settings)
def test_a_turn_is_never_taken_while_speaking_or_before_its_silence(
    state: TurnState, settings: TurnSettings
) -> None:
    decision = step(state, settings)
    limit_s = settings.never_started_s if state.spoken_s < LEAST_SPOKEN_S else settings.turn_silence_s
    limit_s = max(limit_s, settings.thinking_s) if state.thinking else limit_s
    assert decision.needed_silence_s == limit_s
    assert (decision.act == "take") == (not state.speaking and state.silence_s >= limit_s)
    assert decision.reason
