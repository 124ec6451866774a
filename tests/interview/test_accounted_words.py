"""A question's words, accounted for by a line or not."""

from __future__ import annotations

import pytest

from simulator.embedding import MiniLm
from simulator.interview.accounted_words import AccountedWords, telling_words
from simulator.interview.papers.matching import Likeness

LINES = ["12 volunteers, all retired", "bicycles in the yard"]


@pytest.mark.parametrize("likeness", [Likeness(MiniLm()), Likeness(None)], ids=["sentences", "words"])
def test_a_line_accounts_for_words_it_says_and_not_for_others(likeness: Likeness) -> None:
    share, worst = AccountedWords(LINES, likeness).of("Who pays the volunteers in Lisbon?")
    assert share[0] > share[1]
    assert worst[0] < 1


def test_a_question_without_telling_words_favours_no_line() -> None:
    share, worst = AccountedWords(LINES, Likeness(None)).of("How is it?")
    assert set(share) == set(worst) == {0.5}


def test_small_words_tell_nothing() -> None:
    assert telling_words("What's the volunteers\u2019 rota like?") == ["volunteers", "rota"]
