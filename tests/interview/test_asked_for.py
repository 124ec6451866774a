"""What kind of thing is asked for, and whether a line holds one."""

from __future__ import annotations

import pytest

from simulator.interview.asked_for import asked_kinds, holds


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When do you move?", "time"),
        ("How long is the contract?", "duration"),
        ("How many of you are there?", "count"),
        ("What does a machine cost?", "money"),
        ("Who runs the workshop?", "person"),
        ("Why did she leave?", "reason"),
        ("Are you going to hire somebody?", "plan"),
        ("How does Anna feel about it?", "opinion"),
        ("Which firms did you ask?", "which"),
        ("How do you decide?", "manner"),
    ],
)
def test_the_kind_is_told_from_the_question(question: str, kind: str) -> None:
    assert kind in asked_kinds(question)


def test_what_only_sounds_like_it_is_not_asked() -> None:
    assert "time" not in asked_kinds("What do you do when you are late?")
    assert "reason" not in asked_kinds("Is it a replacement, or why is it free?")
    assert "plan" not in asked_kinds("How will you know that I do well?")
    assert asked_kinds("Do you like it here?") == frozenset()


@pytest.mark.parametrize(
    ("question", "good", "bad"),
    [
        ("When will it arrive?", "new machine comes in June", "new machine, works well since March"),
        ("Why did they leave?", "three left because of the hours", "three left last year"),
        ("Who pays for it?", "books are paid by the county board", "books are paid, 40 a year"),
        ("What does it cost?", "rent is 640 pounds", "rent goes up in autumn"),
        ("Who would lead it?", "the branch is led by Ana Ruiz", "the branch opens in Lisbon"),
        ("How many came?", "about 40 visitors", "many visitors came"),
    ],
)
def test_a_near_miss_lacks_what_is_asked_for(question: str, good: str, bad: str) -> None:
    (kind,) = [k for k in asked_kinds(question) if k in ("time", "reason", "person", "money", "count")]
    assert holds(good, kind, question)
    assert not holds(bad, kind, question)


def test_a_person_whom_the_question_names_is_no_answer_to_who() -> None:
    assert not holds("our manager Tilda is away from May", "person", "Who stands in for our manager Tilda?")
