"""A note's line for the ear: abbreviations read out where sure, nothing added, the candidate spoken to."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.interview.replying.shorthand import for_the_ear, spoken


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("- I'd report to her, 1:1s every 2 wks", "You would report to her, 1:1s every 2 weeks."),
        ("my boss = Lena Holm, 3 yrs here", "Your boss: Lena Holm, 3 years here."),
        ("waiting > 4 h for a bed, avg 6 a day", "Waiting more than 4 hours for a bed, on average 6 a day."),
        (
            "discount > 5 % only w/ Kim, never w/o",
            "Discount more than 5 per cent only with Kim, never without.",
        ),
        ("turnover 12m, 40k parcels/day", "Turnover 12 million, 40 thousand parcels a day."),
        ("lab moves 400 m down the road", "Lab moves 400 m down the road."),
        ("close 14 → 7 days, then audit", "Close 14 to 7 days, then audit."),
        ("trial day -> answer in a week", "Trial day, then answer in a week."),
        ('"open" = anybody may say stop (!)', '"open" means anybody may say stop.'),
        ('her sentence: "I want it early"', 'Her sentence: "I want it early".'),
        ("bank asks for it by Q2 (strictly)", "Bank asks for it by the second quarter, strictly."),
        ("starts Sept, we sat down in the sun", "Starts September, we sat down in the sun."),
        ("meets 3x a wk, Sat free", "Meets 3 times a week, Saturday free."),
        ("kept 5+ yrs", "Kept 5 or more years."),
        ("Does it fit?", "Does it fit?"),
        ("", ""),
    ],
)
def test_shorthand_is_read_out(note: str, said: str) -> None:
    assert spoken(note) == said


def test_a_few_more_of_them() -> None:
    assert (
        spoken("next step: site tour + decision w/in 2 wks")
        == "Next step: site tour and decision within 2 weeks."
    )
    assert spoken("probation 6 mths w review at 3") == "Probation 6 months with review at 3."


def test_a_piece_of_a_cv_keeps_its_own_words_and_signs() -> None:
    assert (
        for_the_ear("covered for the shift mgr, 90 pallets/wk")
        == "covered for the shift manager, 90 pallets a week"
    )
    assert for_the_ear("nights 22:00-06:00, C++ & SQL, 40 %") == "nights 22:00 to 06:00, C++ & SQL, 40 %"


def test_in_a_job_ad_nobody_is_the_candidate() -> None:
    assert spoken("Tell me and my team", "job_ad") == "Tell me and my team."


@settings(deadline=None)
@given(st.text(max_size=200))
def test_whatever_stands_in_a_note_becomes_something_for_the_ear(note: str) -> None:
    said = spoken(note)
    assert not set(said) & set("*_#<>[]{}|/&;=→\n")
    assert spoken(note) == said


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from("we close at noon 12 40 people new boiler since Lisbon fund".split()), min_size=1
    )
)
def test_nothing_is_added_to_plain_words(words: list[str]) -> None:
    note = " ".join(words)
    assert re.findall(r"\w+", spoken(note).lower()) == re.findall(r"\w+", note.lower())
