"""The questions in what was said: one, several, none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.interview.replying.questions_heard import questions_in


@pytest.mark.parametrize(
    "said",
    [
        "No, I think you've covered everything.",
        "Not really, thank you, that was all.",
        "No, thank you, that was all I wanted to ask.",
        "I think you've answered everything I wanted to know.",
        "Does that make sense?",
        "Can I ask you something?",
        "What I like about it is the size of the place.",
        "When I was there, I saw the new hall.",
        "",
    ],
)
def test_sometimes_nothing_is_asked(said: str) -> None:
    assert questions_in(said) == []


def test_two_questions_in_one_breath_are_two() -> None:
    assert questions_in("How big is the team, and who would I report to?") == [
        "How big is the team?",
        "who would I report to?",
    ]
    assert len(questions_in("Yes, two things. Who leads the ward? And when would I start?")) == 2


def test_what_points_back_goes_with_what_it_points_to() -> None:
    assert questions_in("You are opening a second clinic. Who will run it?") == [
        "You are opening a second clinic: Who will run it?"
    ]
    assert questions_in("What does the training look like? Who pays for it?") == [
        "What does the training look like, Who pays for it?"
    ]


@pytest.mark.parametrize(
    "said",
    [
        "I'd like to know how you measure success.",
        "I was wondering whether there is a mentor.",
        "Could you tell me more about the team?",
        "Why did Dr. Aalto leave industry?",
        "so what are the next steps from here",
    ],
)
def test_a_question_may_come_without_its_mark_or_wrapped_up(said: str) -> None:
    assert questions_in(said) == [said]


@settings(deadline=None)
@given(st.text(max_size=300))
def test_whatever_was_heard_nothing_is_made_up(heard: str) -> None:
    words = set(heard.replace("\u2019", "'").split())
    for question in questions_in(heard):
        for word in question.split():
            assert any(word.strip(",;?:.") in each for each in words)
