"""Who speaks over the interviewer is given way to; a cough is not. The detector holds on for 0.16 s."""

from __future__ import annotations

import pytest

from simulator.turns.barge_in import giving_way


@pytest.mark.parametrize("early", [True, False])
def test_the_first_sound_makes_it_quieter_and_a_cough_is_over_by_then(early: bool) -> None:
    assert giving_way(None, early=early) == "speak"
    assert giving_way(0.0, early=early) == "duck"
    assert giving_way(0.35, early=early) == "duck"


def test_a_question_that_can_be_taken_back_gives_way_sooner() -> None:
    assert giving_way(0.37, early=True) == "stop"
    assert giving_way(0.6, early=False) == "duck"
    assert giving_way(0.67, early=False) == "stop"
