"""The candidate's turn so far: how long they spoke, how long they have been silent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.audio import Span
from simulator.events import SessionPaused, SpeechStarted, SpeechStopped
from simulator.turns.floor import CandidatesFloor


def after_speech(*stretches: tuple[float, float], since_s: float = 10.0) -> CandidatesFloor:
    floor = CandidatesFloor(since_s)
    for start_s, end_s in stretches:
        floor.note(SpeechStarted(start_s))
        floor.note(SpeechStopped(end_s))
    return floor


def test_before_anything_is_said_silence_counts_from_the_question() -> None:
    state = CandidatesFloor(10.0).state(14.0)
    assert (state.silence_s, state.spoken_s, state.speaking) == (4.0, 0.0, False)


def test_who_speaks_is_not_silent_and_what_they_say_counts_at_once() -> None:
    floor = CandidatesFloor(10.0)
    floor.note(SpeechStarted(12.0))
    state = floor.state(15.0)
    assert (state.silence_s, state.spoken_s, state.speaking) == (0.0, 3.0, True)


def test_silence_counts_from_the_last_speech_and_all_speech_adds_up() -> None:
    state = after_speech((12, 15), (16, 20)).state(22.5)
    assert (state.silence_s, state.spoken_s, state.speaking) == (2.5, 7.0, False)


def test_silence_counts_anew_after_the_interviewer_spoke() -> None:
    floor = after_speech((12, 15))
    floor.wait_from(20.0)
    assert floor.state(21.0).silence_s == 1.0
    assert floor.state(21.0).spoken_s == 3.0


def test_a_spoken_request_is_no_beginning_of_an_answer() -> None:
    floor = after_speech((12.0, 13.5))
    floor.disregard(Span(12.1, 13.4))
    assert floor.state(15.0).spoken_s == 0


def test_a_request_after_an_answer_takes_nothing_else_away() -> None:
    floor = after_speech((12, 32), (34, 36))
    floor.disregard(Span(34, 36))
    assert floor.state(40.0).spoken_s == 20


def test_time_to_think_lasts_until_something_is_said() -> None:
    floor = after_speech((12, 13))
    floor.thinking = True
    assert floor.state(40.0).thinking
    floor.note(SpeechStarted(41.0))
    assert not floor.state(42.0).thinking


def test_other_events_and_an_end_without_a_beginning_change_nothing() -> None:
    floor = after_speech((12, 13))
    before = floor.state(20.0)
    floor.note(SessionPaused(15.0, "asked for"))
    floor.note(SpeechStopped(16.0))
    floor.note(SpeechStopped(None))
    assert floor.state(20.0) == before


def test_pauses_of_ones_own_become_the_rhythm() -> None:
    floor = after_speech((12, 15), (16.2, 20))
    floor.wait_from(22.0)  # the interviewer repeated the question
    floor.note(SpeechStarted(25.0))
    assert floor.rhythm.pauses_s == pytest.approx((1.2,))


def test_an_acknowledgement_belongs_to_its_silence() -> None:
    floor = after_speech((12, 15))
    assert floor.state(16.0).since_acknowledged_s == float("inf")
    floor.acknowledged_s = 16.0
    assert floor.state(16.5).acknowledged
    floor.note(SpeechStarted(17.0))
    floor.note(SpeechStopped(19.0))
    state = floor.state(20.0)
    assert (state.acknowledged, state.since_acknowledged_s) == (False, 4.0)


def test_what_is_known_counts_in_the_silence_only() -> None:
    floor = after_speech((12, 15))
    known = floor.state(16.0, readings=((0.2, 0.9),), has_model=True, said="and because").evidence
    assert known.cue is not None
    assert known.readings == ((0.2, 0.9),)
    floor.note(SpeechStarted(17.0))
    known = floor.state(17.5, readings=((0.2, 0.9),), has_model=True, said="and because").evidence
    assert (known.cue, known.readings) == (None, ())


@given(st.lists(st.tuples(st.floats(0.1, 9), st.floats(0.1, 9)), max_size=8), st.floats(0, 99))
def test_time_is_either_speech_or_silence_and_never_negative(
    parts: list[tuple[float, float]], waited_s: float
) -> None:
    now_s, spoken_s = 10.0, 0.0
    floor = CandidatesFloor(now_s)
    for silent_s, speech_s in parts:
        floor.note(SpeechStarted(now_s + silent_s))
        now_s += silent_s + speech_s
        floor.note(SpeechStopped(now_s))
        spoken_s += speech_s
    state = floor.state(now_s + waited_s)
    assert state.spoken_s == pytest.approx(spoken_s)
    assert state.silence_s == pytest.approx(waited_s, abs=1e-6)
