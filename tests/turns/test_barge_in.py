"""Who speaks over the interviewer is given way to; a cough is not."""

from __future__ import annotations

from simulator.turns.barge_in import giving_way


def test_the_first_sound_makes_it_quieter_and_a_cough_is_over_by_then() -> None:
    assert giving_way(None, 0.4) == "speak"
    assert giving_way(0.0, 0.4) == "duck"
    assert giving_way(0.19, 0.4) == "duck"


def test_a_question_that_has_hardly_begun_gives_way_sooner() -> None:
    assert giving_way(0.2, 1.4) == "stop"
    assert giving_way(0.4, 1.6) == "duck"
    assert giving_way(0.5, 1.6) == "stop"
