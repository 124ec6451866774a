"""Follow-ups are counted under their main question, as people count them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from simulator.analysis.labels import places_of
from simulator.audio import Span
from simulator.events import Event, Question, QuestionAsked, QuestionKind

KINDS = st.lists(st.sampled_from(["main", "probe", "invitation"]), max_size=60)


def asked(*kinds: QuestionKind) -> list[Event]:
    question = Question("id", "claims", "family", "What?")
    return [
        QuestionAsked(float(n), replace(question, kind=kind), n, "What?", Span(n, n + 1))
        for n, kind in enumerate(kinds, start=1)
    ]


def labels(*kinds: QuestionKind) -> list[str]:
    return [place.label for place in places_of(asked(*kinds)).values()]


def test_follow_ups_stand_under_their_main_question() -> None:
    assert labels("main", "main", "probe", "probe", "main", "invitation") == ["1", "2", "2a", "2b", "3", "3a"]


def test_each_knows_the_running_number_of_its_main_question() -> None:
    places = places_of(asked("main", "probe", "main", "probe"))
    assert {number: place.topic for number, place in places.items()} == {1: 1, 2: 1, 3: 3, 4: 3}


def test_a_question_asked_again_keeps_its_label() -> None:
    events = asked("main", "main", "probe")
    again = [*events, *events[1:]]
    assert places_of(again) == places_of(events)


def test_after_z_comes_aa() -> None:
    follow_ups: list[QuestionKind] = ["probe"] * 28
    assert labels("main", *follow_ups)[-3:] == ["1z", "1aa", "1ab"]


@given(KINDS)
def test_no_two_questions_share_a_label(kinds: list[QuestionKind]) -> None:
    assert len(set(labels(*kinds))) == len(kinds)
