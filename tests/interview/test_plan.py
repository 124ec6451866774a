"""The plan of an interview: right length, right order, the same for the same seed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.config import QUESTIONS_IN_MINUTES, STYLES, Style
from simulator.errors import BankError
from simulator.interview.bank import load_bank
from simulator.interview.plan import Lines, make_plan, plan_for

BANK = load_bank()
ASKING_ORDER = [
    "opening", "claims", "behavioural", "situational", "culture", "motivation", "goals",
    "logistics", "your_questions",
]  # fmt: skip

counts = st.integers(3, 8)
styles = st.sampled_from(STYLES)
seeds = st.integers(0, 10**6)


@given(styles, counts, seeds)
def test_a_plan_has_its_questions_in_asking_order_without_repeats(
    style: Style, count: int, seed: int
) -> None:
    plan = make_plan(BANK, style=style, minutes=15, count=count, seed=seed)
    stages = [question.stage for question in plan.questions]
    assert len(plan.questions) == count
    assert stages == sorted(stages, key=ASKING_ORDER.index)
    assert len({question.id for question in plan.questions}) == count
    assert "your_questions" not in stages[:-1]
    for question in plan.questions:
        asked = BANK.by_id(question.id)
        assert asked is not None
        assert (plan.cast[question.asker].style if style == "panel" else style) in asked.styles
        assert (question.text, question.rephrase, question.expected_s) == (
            asked.text, asked.rephrase, asked.expected_s,
        )  # fmt: skip


@given(styles, counts, seeds)
def test_the_same_seed_gives_the_same_plan(style: Style, count: int, seed: int) -> None:
    first = make_plan(BANK, style=style, minutes=30, count=count, seed=seed)
    assert first == make_plan(BANK, style=style, minutes=30, count=count, seed=seed)
    assert (first.style, first.minutes, first.seed) == (style, 30, seed)


def test_other_seeds_give_other_plans() -> None:
    plans = {make_plan(BANK, style="manager", minutes=15, count=5, seed=seed).questions for seed in range(20)}
    assert len(plans) > 15


@pytest.mark.parametrize("count", range(3, 9))
def test_claims_are_always_looked_at_and_from_four_questions_on_it_ends_with_yours(count: int) -> None:
    stages = [q.stage for q in make_plan(BANK, style="hr", minutes=15, count=count, seed=1).questions]
    assert "claims" in stages
    assert (stages[-1] == "your_questions") == (count >= 4)


@pytest.mark.parametrize("minutes", QUESTIONS_IN_MINUTES)
def test_a_longer_interview_keeps_the_stages_of_a_shorter_one(minutes: int) -> None:
    count = QUESTIONS_IN_MINUTES[minutes]
    stages = {q.stage for q in make_plan(BANK, style="peer", minutes=minutes, count=count, seed=1).questions}
    shorter = {q.stage for q in make_plan(BANK, style="peer", minutes=15, count=3, seed=1).questions}
    assert shorter <= stages


@given(styles, seeds)
def test_what_else_is_never_the_first_invitation_to_ask(style: Style, seed: int) -> None:
    last = make_plan(BANK, style=style, minutes=30, count=4, seed=seed).questions[-1]
    assert last.id != "your-questions-what-else"


def test_a_bank_without_a_needed_question_is_said() -> None:
    poor = replace(BANK, question=tuple(q for q in BANK.question if q.stage != "claims"))
    with pytest.raises(BankError, match=r"'claims'.*'executive'"):
        make_plan(poor, style="executive", minutes=15, count=3, seed=1)


def test_a_recorded_candidates_answers_are_asked_for_in_their_order() -> None:
    ids = ["goals-next-skill", "opening-changed", "claims-own-part"]
    plan = plan_for(BANK, ids, style="peer", minutes=15, seed=3)
    assert [question.id for question in plan.questions] == ids
    assert plan == plan_for(BANK, ids, style="peer", minutes=15, seed=3)
    with pytest.raises(BankError, match="'claims-nothing'"):
        plan_for(BANK, [*ids, "claims-nothing"], style="peer", minutes=15, seed=3)


@pytest.mark.parametrize("role", ["bridge", "no_answer", "noted"])
def test_no_line_is_repeated_before_all_were_said(role: str) -> None:
    texts = {line.text for line in BANK.line if line.role == role}
    lines = Lines(BANK, seed=4)
    for _ in range(3):
        assert {lines.next(role) for _ in texts} == texts


def test_the_order_of_lines_follows_the_seed_and_one_role_does_not_use_up_another() -> None:
    def bridges(seed: int) -> list[str]:
        lines = Lines(BANK, seed)
        return [lines.next("bridge") for _ in range(8)]

    assert bridges(1) == bridges(1)
    assert len({tuple(bridges(seed)) for seed in range(5)}) == 5
    lines = Lines(BANK, 1)
    said = {lines.next("noted"), lines.next("bridge"), lines.next("noted"), lines.next("bridge")}
    assert len(said) == 4


def test_a_plan_keeps_its_greeting_and_closing_from_the_bank() -> None:
    plan = make_plan(BANK, style="manager", minutes=15, count=3, seed=11)
    assert plan.greeting in {line.text for line in BANK.lines("greeting")}
    assert plan.closing in {line.text for line in BANK.lines("closing")}
    assert plan.at_s is None
