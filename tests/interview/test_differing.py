"""What differs from what is known: found where two facts stand side by side, silent everywhere else."""

from __future__ import annotations

import pytest

from simulator.interview.understanding.differing import differences
from simulator.interview.understanding.known import Statement
from simulator.interview.understanding.spoken import spoken

SOUS = "Sous Chef, Harbour Room, Port Ellery, 2019 - 2023"
PARTY = "Chef de partie, Hotel Bellevue, 2015 - 2018"
KNOWN = (
    Statement("Led a brigade of twelve in a restaurant with 90 seats", "cv", SOUS),
    Statement("Cut food waste by 35 % within a year", "cv", SOUS),
    Statement("Brought in Apicbase for stock control and recipes", "cv", SOUS),
    Statement("Trained four apprentices, three of whom passed with distinction", "cv", SOUS),
    Statement("Reduced the food cost from 34 to 28 percent", "cv", SOUS),
    Statement("Ran the fish station for 180 covers a night", "cv", PARTY),
    Statement("Opened the summer terrace in May 2017", "cv", PARTY),
    Statement("Diploma in professional cookery, 2014", "cv"),
    Statement(SOUS, "cv"),
    Statement(PARTY, "cv"),
    Statement("notice period is six weeks", "round_one"),
    Statement("opening the terrace took three months", "round_one"),
    Statement("has never worked abroad", "round_one"),
    Statement("We were five people on that project with the new oven.", "earlier"),
    Statement("The new oven cost about forty thousand.", "earlier"),
)


@pytest.mark.parametrize(
    ("said", "quoted", "known"),
    [
        ("At the Harbour Room I led a brigade of twenty.", "brigade of twenty", "brigade of twelve"),
        ("We cut the food waste by fifty percent in a year.", "fifty percent", "35 %"),
        (
            "I was head chef at the Harbour Room.",
            "head chef at the Harbour Room",
            "Sous Chef, Harbour Room, Port Ellery",
        ),
        ("The terrace at the Bellevue, we opened it in May twenty nineteen.", "twenty nineteen", "May 2017"),
        ("Um, I've never used Apicbase, to be honest.", "never used Apicbase", "Brought in Apicbase"),
        ("My notice period is three months.", "three months", "six weeks"),
        ("We got the food cost down from 34 to 22 percent.", "22 percent", "from 34 to 28 percent"),
        (
            "The fish station did two hundred and fifty covers a night.",
            "two hundred and fifty covers",
            "180 covers",
        ),
        ("I was at the Harbour Room for seven years.", "seven years", "2019 to 2023"),
    ],
)
def test_another_figure_role_tool_or_year_is_noticed(said: str, quoted: str, known: str) -> None:
    found = differences(spoken(said), KNOWN)
    assert found
    assert quoted in found[0].said.text
    assert known in found[0].known


@pytest.mark.parametrize(
    "said",
    [
        "At the Harbour Room I led a brigade of twelve, so about a dozen people.",
        "We cut the food waste by a third, about thirty-five percent.",
        "I was sous chef at the Harbour Room for four years.",
        "We opened the terrace in May 2017, and it rained for three weeks.",
        "One night we had 240 covers because of a wedding, and two cooks were ill.",
        "I fed forty people at the harbour that day, on my own.",
        "My notice period is six weeks, so one and a half months.",
        "I would cut waste by fifty percent if I had the right stock control.",
        "The head chef at the Harbour Room was a man called Reid.",
        "In 2021 we changed the stock control to Apicbase, and it took two months.",
        "The oven cost forty thousand and the hood another eleven thousand.",
        "I've never worked abroad, and I've never used a tandoor.",
        "",
    ],
)
def test_what_agrees_or_speaks_of_something_else_is_left_alone(said: str) -> None:
    assert differences(spoken(said), KNOWN) == []


def test_a_range_and_a_bound_hold_every_figure_inside() -> None:
    known = (
        Statement("Audits of retail clients, turnover between 5m and 120m", "cv"),
        Statement("Led field teams of up to four on a dozen audits", "cv"),
    )
    assert not differences(
        spoken("It was a retail audit, a client with a turnover of eighty million."), known
    )
    assert not differences(spoken("I led a field team of three on that audit."), known)
    assert differences(
        spoken("A retail client of the audits with a turnover of a hundred and eighty million."), known
    )


def test_nothing_known_means_nothing_differs() -> None:
    assert differences(spoken("I led a team of twenty."), ()) == []
