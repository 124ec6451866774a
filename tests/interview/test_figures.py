"""Figures, as they are said and as they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.interview.understanding.figures import figures


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("it's a thirty-six-bed ward", [36]),
        ("about a hundred and forty million turnover", [140e6]),
        ("two hundred and sixty thousand, two and a half years", [260_000, 2.5]),
        ("from 45 to 25 minutes", [45, 25]),
        ("€2.4m, 118 % and 212,000", [2.4e6, 118, 212_000]),
        ("half past four", [0.5, 4]),
        ("twelve point five, two thousand and nine", [12.5, 2009]),
        ("eleven hundred lines; a dozen files", [1100, 12]),
        ("one of them", []),
        ("nobody counted", []),
    ],
)
def test_a_figure_is_read_however_it_is_said(said: str, values: list[float]) -> None:
    assert [figure.value for figure in figures(said.split())] == pytest.approx(values)


@pytest.mark.parametrize("said", ["in twenty nineteen", "in 2019", "March twenty nineteen."])
def test_a_year_is_no_amount(said: str) -> None:
    (figure,) = figures(said.split())
    assert (figure.value, figure.year) == (2019, True)


@pytest.mark.parametrize(
    ("said", "bound"),
    [
        ("up to four people", "at_most"),
        ("over 300 forms", "at_least"),
        ("four people", "exact"),
        ("taken over by two", "exact"),
    ],
)
def test_a_bound_is_no_exact_figure(said: str, bound: str) -> None:
    assert figures(said.split())[0].bound == bound


@given(st.integers(min_value=2, max_value=999_999))
def test_digits_with_and_without_commas_are_the_same(number: int) -> None:
    plain, grouped = figures([f"x{number}x", str(number)]), figures([f"{number:,}"])
    assert plain[-1].value == grouped[-1].value == number


@given(st.lists(st.text(max_size=12), max_size=40))
def test_anything_at_all_can_be_read(words: list[str]) -> None:
    for figure in figures(words):
        assert 0 <= figure.start < figure.stop <= len(words)
