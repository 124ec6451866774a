"""What must never be said to a candidate is found; what a job is about is not."""

from __future__ import annotations

import pytest

from simulator.interview.bank import load_bank
from simulator.interview.forbidden import forbidden_in


@pytest.mark.parametrize(
    ("asked", "topic"),
    [
        ("How old are you, if I may ask?", "age"),
        ("When do you plan to retire?", "age"),
        ("Are you not too young for a team like this?", "age"),
        ("What is your ethnic background?", "race"),
        ("Do you go to church on Sundays?", "religion"),
        ("Would your faith allow you to work on Saturdays?", "religion"),
        ("As a woman, how would you lead twenty men, do you think?", "sex or orientation"),
        ("Are you gay?", "sex or orientation"),
        ("You mentioned your maternity leave.", "pregnancy"),
        ("Are you pregnant or planning to be?", "pregnancy"),
        ("Do you have children?", "family"),
        ("Are you planning to start a family?", "family"),
        ("What does your husband say to the travelling?", "family"),
        ("Are you married?", "family"),
        ("Do you have any health problems we should know about?", "disability or health"),
        ("How many sick days did you take last year?", "disability or health"),
        ("Tell me about your disability.", "disability or health"),
        ("Where are you from originally?", "origin"),
        ("I hear an accent: is English your mother tongue?", "origin"),
        ("Are you a British citizen?", "citizenship"),
        ("Are you in a union?", "union membership"),
        ("What is your current salary?", "pay history"),
        ("How much did you earn at your last company?", "pay history"),
        ("What did they pay you there?", "pay history"),
        ("Have you ever been arrested?", "criminal record"),
    ],
)
def test_what_must_not_be_asked_is_found(asked: str, topic: str) -> None:
    assert topic in {found.topic for found in forbidden_in(asked)}
    assert topic in {found.topic for found in forbidden_in(f"I see. {asked.replace(chr(39), chr(8217))}")}


@pytest.mark.parametrize(
    "said",
    [
        "You taught thirty children in year five. What was hardest about that class?",
        "How did you explain the diagnosis to the family?",
        "Health and safety came up in your answer. Who decided on the new rule?",
        "How old is the system that you replaced?",
        "Are you authorised to work here?",
        "What salary do you have in mind?",
        "What are your salary expectations for this position?",
        "The company is owned by a family in the third generation.",
        "You said that your patients' families complained. What did you do?",
        "Which native application did you build first?",
        "You mentioned a race condition. How did you find it?",
        "How did you deal with the union's objections?",
        "When could you start, and what is your notice period?",
        "What would make you stay for five years?",
        "You reduced sick leave in your team. How did you measure that?",
        "Who paid for the training?",
    ],
)
def test_what_the_work_is_about_may_be_said(said: str) -> None:
    assert forbidden_in(said) == ()


def test_nothing_in_the_bank_touches_it() -> None:
    bank = load_bank()
    for entry in bank.question:
        assert forbidden_in(entry.text) == forbidden_in(entry.rephrase) == (), entry.id
    for line in bank.line:
        assert forbidden_in(line.text) == (), line.id


def test_the_words_that_touch_it_are_told() -> None:
    (found,) = forbidden_in("And who looks after your children?")
    assert (found.topic, found.words) == ("family", "your children")
