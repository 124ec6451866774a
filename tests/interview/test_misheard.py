"""Names that Whisper spells as they sound are compared as the documents write them; other words are left
alone.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.interview.understanding.differing import differences
from simulator.interview.understanding.known import Statement
from simulator.interview.understanding.misheard import as_known
from simulator.interview.understanding.spoken import spoken

WORDS = ("tillbury", "quillon", "brannoc", "merriman", "consolidation", "ward", "harbour", "patients")


@pytest.mark.parametrize(
    ("heard", "known"),
    [
        ("at Tilbury for years", "tillbury"),
        ("at St. Rannock's then", "brannoc"),
        ("at Hale and Meriman", "merriman"),
        ("the consolidations", "consolidation"),
    ],
)
def test_a_name_heard_nearly_right_is_the_known_one(heard: str, known: str) -> None:
    said = as_known(spoken(heard), WORDS)
    assert known in [word.norm for word in said.words]
    assert [word.text for word in said.words] == [word.text for word in spoken(heard).words]


@pytest.mark.parametrize("heard", ["the word was", "at Australia", "quilting at home", "a hard bargain"])
def test_another_word_stays_what_it_is(heard: str) -> None:
    assert as_known(spoken(heard), WORDS) == spoken(heard)


def test_where_two_names_are_as_near_none_is_taken() -> None:
    said = spoken("I was at Harton then.")
    assert as_known(said, ("barton", "marton")) == said


@given(st.text(max_size=80), st.lists(st.text(max_size=12), max_size=5))
def test_any_text_keeps_its_words_and_places(heard: str, words: list[str]) -> None:
    said, known = spoken(heard), as_known(spoken(heard), words)
    assert [(word.text, word.index) for word in known.tokens] == [(w.text, w.index) for w in said.tokens]


KNOWN = (
    Statement(
        "Software developer at Tillbury Games, wrote the matchmaking server", "cv", "Developer, Tillbury"
    ),
    Statement("I look after the planning service, which answers some 3 million requests a day", "cv"),
    Statement("Nurse, Respiratory Ward (28 beds), St Brannoc's", "cv"),
    Statement("Key user for the change to Business Central, go-live in April 2023", "cv"),
    Statement("longest deal = Dalby, 14 months", "round_one"),
)


@pytest.mark.parametrize(
    ("heard", "quoted"),
    [
        ("I was tech lead at Tilbury for two years.", "tech lead at Tilbury"),
        (
            "It'd be the planning service. I mean, in traffic. It does 30 million requests a day.",
            "30 million",
        ),
        ("I've been on a respiratory ward at St. Rannock's since 2019, it's a 36-bed ward.", "36-bed"),
        ("I've been key user for all of it. We went That live in January, 2022.", "January, 2022"),
        ("It was my longest deal so far. two and a half years to the signature.", "two and a half years"),
        ("It was my longest deal so far, 2 and a half years to the signature.", "2 and a half years"),
    ],
)
def test_a_difference_is_found_however_whisper_writes_it(heard: str, quoted: str) -> None:
    found = differences(spoken(heard), KNOWN)
    assert found
    assert quoted in found[0].said.text


@pytest.mark.parametrize(
    "heard",
    [
        "I was a developer at Tilbury for two years.",
        "It'd be the planning service. I mean, in traffic. It does 3 million requests a day.",
        "I've been on a respiratory ward at St. Rannock's, it's a 28-bed ward.",
        "I've been key user for all of it. We went That live in April, 2023.",
        "It was my longest deal so far. 14 months to the signature.",
    ],
)
def test_what_agrees_is_left_alone_however_whisper_writes_it(heard: str) -> None:
    assert differences(spoken(heard), KNOWN) == []
