"""What belongs together, by words and by meaning."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulator.embedding import MiniLm
from simulator.interview.dossier import Claim, Need, Source
from simulator.interview.papers.matching import Likeness, most_telling


def claim(text: str, result: str = "") -> Claim:
    return Claim(text, text, Source("cv", 1, text), result=result)


def need(text: str) -> Need:
    return Need(text, Source("job_ad", 1, text))


def test_the_same_words_in_other_forms_are_alike() -> None:
    table = Likeness().table(["Mentored student nurses"], ["You mentor students", "You drive a van"])
    assert table[0, 0] > 0.4
    assert table[0, 1] == 0


def test_rare_words_count_more_than_common_ones() -> None:
    facts = ["the team meets on Monday", "the team uses Kafka", "the team is in Leeds"]
    table = Likeness().table(["Does the team use Kafka?"], facts)
    assert table[0].argmax() == 1


def test_meaning_finds_what_words_do_not() -> None:
    facts = ["28 days of holiday", "The boss is Ines", "We bake for two shops"]
    question = ["How much time off would I get each year?"]
    assert Likeness().table(question, facts)[0].max() == 0
    assert Likeness(MiniLm()).table(question, facts)[0].argmax() == 0


def test_nothing_to_compare_is_an_empty_table() -> None:
    assert Likeness().table([], ["a"]).shape == (0, 1)
    assert Likeness().table(["a"], []).shape == (1, 0)


@given(st.lists(st.text(max_size=30), max_size=6), st.lists(st.text(max_size=30), max_size=6))
def test_likeness_is_a_share_and_the_same_each_time(ones: list[str], others: list[str]) -> None:
    table = Likeness().table(ones, others)
    assert table.shape == (len(ones), len(others))
    assert np.all((table >= 0) & (table <= 1.0001))
    assert np.array_equal(table, Likeness().table(ones, others))


def test_what_the_job_asks_for_and_nobody_proved_comes_first() -> None:
    claims = [
        claim("Cut missed visits from 14 to 6 %", result="from 14 to 6 %"),
        claim("Helped with the rota of the front desk"),
        claim("Sang in a choir"),
    ]
    told = most_telling(claims, [need("Plan the rota of the front desk")])
    assert told[0][0] is claims[1]
    assert "vague" in told[0][2]
    assert "rota" in told[0][2]


def test_a_proven_claim_weighs_less_than_the_same_unproven() -> None:
    proven, bare = (
        claim("Led the rota and cut gaps by 40 %", result="cut gaps by 40 %"),
        claim("Led the rota"),
    )
    weights = {one.text: weight for one, weight, _ in most_telling([proven, bare], [])}
    assert weights[bare.text] > weights[proven.text]


def test_without_needs_the_order_still_has_reasons() -> None:
    assert [reason for _, _, reason in most_telling([claim("Sang")], [])] == [
        "no result is told; no figure is given"
    ]


def post(text: str, organisation: str, dates: str, result: str = "") -> Claim:
    return Claim(text, text, Source("cv", 1, text), organisation=organisation, dates=dates, result=result)


def test_of_equal_claims_the_latest_post_comes_first() -> None:
    claims = [
        post("Packed boxes", "Old Mill", "2015-17"),
        post("Packed crates", "Mid Mill", "2017 – 2020"),
        post("Packed bags", "New Mill", "Mar 2020 - present"),
        post("Packed vans in spring", "New Mill", "spring 2021"),
    ]
    for needs in ([], [need("A degree in law")]):
        told = [one.text for one, _, _ in most_telling(claims, needs)]
        assert told == ["Packed bags", "Packed vans in spring", "Packed crates", "Packed boxes"]


def test_what_is_near_to_nothing_asked_for_counts_by_what_it_tells() -> None:
    claims = [
        post("Covered for others", "Mill", "2020 - present"),
        post("Trained 11 starters", "Mill", "2020 - present"),
        post("Cut waste from 9 to 4 %", "Mill", "2020 - present", result="from 9 to 4 %"),
    ]
    told = most_telling(claims, [need("A degree in law")])
    assert [one for one, _, _ in told] == [claims[2], claims[1], claims[0]]
    assert not any("likeness" in reason for _, _, reason in told)
