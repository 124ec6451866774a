"""The plan of one interview: which questions, in which order, for a style and a length. Pure, seeded."""

from __future__ import annotations

import random
from collections.abc import Sequence

from simulator.config import Style
from simulator.errors import BankError
from simulator.events import PlanMade, Question
from simulator.interview.bank import Bank, BankQuestion, Stage

# What a second interview spends its time on, most important first: it verifies claims, tests fit, leaves
# room for the candidate's questions, and looks at goals. A plan takes as many as it has questions.
_PRIORITY: tuple[Stage, ...] = (
    "claims", "behavioural", "motivation", "your_questions", "situational", "opening", "goals", "culture",
)  # fmt: skip
_HR_PRIORITY: tuple[Stage, ...] = (
    "claims", "behavioural", "motivation", "your_questions", "logistics", "opening", "goals", "culture",
)  # fmt: skip
_ASKING_ORDER: tuple[Stage, ...] = (
    "opening", "claims", "behavioural", "situational", "culture", "motivation", "goals", "logistics",
    "your_questions",
)  # fmt: skip
_NEVER_FIRST = frozenset({"your-questions-what-else"})


def make_plan(bank: Bank, *, style: Style, minutes: int, count: int, seed: int) -> PlanMade:
    """A plan of `count` questions (3 to 8); the same arguments give the same plan.

    Raises:
        BankError: the bank has no question for a stage in this style.
    """
    rng = random.Random(seed)
    stages = sorted((_HR_PRIORITY if style == "hr" else _PRIORITY)[:count], key=_ASKING_ORDER.index)
    chosen: list[BankQuestion] = []
    for stage in stages:
        choices = [q for q in bank.questions(stage, style) if q.id not in _NEVER_FIRST]
        if not choices:
            raise BankError(
                f"The bank has no {stage!r} question for the style {style!r}.", next_step="Add one."
            )
        chosen.append(rng.choice(choices))
    return _plan(bank, chosen, style=style, minutes=minutes, seed=seed, rng=rng)


def plan_for(bank: Bank, question_ids: Sequence[str], *, style: Style, minutes: int, seed: int) -> PlanMade:
    """A plan that asks exactly these questions, in this order (a recorded candidate's answers).

    Raises:
        BankError: an id is not in the bank.
    """
    chosen: list[BankQuestion] = []
    for question_id in question_ids:
        question = bank.by_id(question_id)
        if question is None:
            raise BankError(f"The bank has no question {question_id!r}.", next_step="Correct candidate.json.")
        chosen.append(question)
    return _plan(bank, chosen, style=style, minutes=minutes, seed=seed, rng=random.Random(seed))


def _plan(
    bank: Bank, chosen: Sequence[BankQuestion], *, style: Style, minutes: int, seed: int, rng: random.Random
) -> PlanMade:
    return PlanMade(
        at_s=None,
        style=style,
        minutes=minutes,
        seed=seed,
        greeting=rng.choice(bank.lines("greeting")).text,
        closing=rng.choice(bank.lines("closing")).text,
        questions=tuple(
            Question(
                id=q.id, stage=q.stage, family=q.family, text=q.text, about=q.family, expected_s=q.expected_s,
                rephrase=q.rephrase,
            )
            for q in chosen
        ),
    )  # fmt: skip


class Lines:
    """The interviewer's small lines in a seeded order, none repeated before all were said."""

    def __init__(self, bank: Bank, seed: int) -> None:
        self._bank = bank
        self._rng = random.Random(seed + 1)
        self._left: dict[str, list[str]] = {}

    def next(self, role: str) -> str:
        left = self._left.get(role)
        if not left:
            left = [line.text for line in self._bank.line if line.role == role]
            self._rng.shuffle(left)
            self._left[role] = left
        return left.pop()
