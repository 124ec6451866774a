"""A panel: two or three people, each with stages of their own, introduced by the first."""

from __future__ import annotations

import pytest

from simulator.interview.bank import load_bank
from simulator.interview.cast import cast_of
from simulator.interview.plan import make_plan

BANK = load_bank()


@pytest.mark.parametrize(("minutes", "people"), [(15, 2), (30, 2), (45, 3), (60, 3)])
def test_a_longer_interview_has_a_larger_panel(minutes: int, people: int) -> None:
    cast = cast_of("panel", minutes, 4)
    assert len(cast) == len({asker.name for asker in cast}) == len({asker.pitch for asker in cast}) == people
    assert cast_of("manager", minutes, 4) == ()


def test_everybody_in_the_panel_asks_and_is_introduced() -> None:
    plan = make_plan(BANK, style="panel", minutes=60, count=8, seed=2)
    assert {question.asker for question in plan.questions} == {0, 1, 2}
    assert all(asker.name in plan.greeting for asker in plan.cast)
    alone = make_plan(BANK, style="peer", minutes=60, count=8, seed=2)
    assert {question.asker for question in alone.questions} == {0}
