"""The plan of one interview: which questions, in which order, by whom. Pure, seeded.

What the dossier holds is asked about first: a second interview verifies claims. Where it holds nothing, the
bank is asked from, which stands on its own.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from simulator.config import Difficulty, Style
from simulator.errors import BankError
from simulator.events import Asker, Event, PlanMade, Question
from simulator.interview.bank import ASKER_STYLES, AskerStyle, Bank, BankQuestion, Stage
from simulator.interview.cast import asker_for, cast_of, greeting_of
from simulator.interview.material import Filled, Material, filled

# What a second interview spends its time on, most important first: it verifies claims, tests fit, leaves
# room for the candidate's questions, and looks at goals. A plan takes as many as it has questions.
_PRIORITY: tuple[Stage, ...] = (
    "claims", "behavioural", "motivation", "your_questions", "situational", "opening", "goals", "culture",
)  # fmt: skip
_HR_PRIORITY: tuple[Stage, ...] = (
    "claims", "behavioural", "motivation", "your_questions", "logistics", "opening", "goals", "culture",
)  # fmt: skip
_KNOWN_PRIORITY: tuple[Stage, ...] = (
    "claims", "behavioural", "motivation", "your_questions", "goals", "claims", "culture", "situational",
)  # fmt: skip
"""With a CV there is more than one claim to verify, and a goal to hold against it."""
_HR_KNOWN_PRIORITY: tuple[Stage, ...] = (
    "claims", "behavioural", "motivation", "your_questions", "goals", "logistics", "claims", "culture",
)  # fmt: skip
_ASKING_ORDER: tuple[Stage, ...] = (
    "opening", "claims", "behavioural", "situational", "culture", "motivation", "goals", "logistics",
    "your_questions",
)  # fmt: skip
_NEVER_FIRST = frozenset({"your-questions-what-else"})
_WHAT_ELSE = "your-questions-what-else"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the candidate wants of an interview beyond its length and its style.

    focus: a stage, or words that claims and questions should have to do with.
    stage: only this one is asked (a drill).
    asked_before: ids of questions from earlier sessions, the latest last.
    """

    focus: str = ""
    stage: Stage | None = None
    difficulty: Difficulty = "normal"
    asked_before: tuple[str, ...] = ()
    turns_long_answers: bool = False


def make_plan(
    bank: Bank,
    *,
    style: Style,
    minutes: int,
    count: int,
    seed: int,
    wishes: Wishes | None = None,
    material: Material | None = None,
) -> PlanMade:
    """A plan of `count` questions (3 to 8; a drill has fewer); the same arguments give the same plan.

    Raises:
        BankError: the bank has no question for a stage in this style.
    """
    wishes, material = wishes or Wishes(), material or Material()
    rng = random.Random(seed)
    cast = cast_of(style, minutes, seed)
    stages = sorted(_stages(style, count, wishes, known=bool(material)), key=_ASKING_ORDER.index)
    choose = _Chooser(bank, material, wishes, rng)
    questions: list[Question] = []
    for stage in stages:
        asker = asker_for(cast, stage, len(questions))
        questions.append(replace(choose(stage, _style_of(cast, asker, style)), asker=asker))
    return _plan(bank, questions, style, minutes, seed, rng, cast, wishes)


def plan_for(bank: Bank, question_ids: Sequence[str], *, style: Style, minutes: int, seed: int) -> PlanMade:
    """A plan that asks exactly these questions, in this order (a recorded candidate's answers).

    Raises:
        BankError: an id is not in the bank.
    """
    chosen: list[Question] = []
    for question_id in question_ids:
        question = bank.by_id(question_id)
        if question is None:
            raise BankError(f"The bank has no question {question_id!r}.", next_step="Correct candidate.json.")
        chosen.append(question_of(question))
    return _plan(bank, chosen, style, minutes, seed, random.Random(seed), (), Wishes())


def plan_in(events: Iterable[Event]) -> PlanMade | None:
    """The plan of a session; None where it broke off before there was one."""
    return next((event for event in events if isinstance(event, PlanMade)), None)


def question_of(entry: BankQuestion) -> Question:
    """A question of the bank as it stands there."""
    return Question(
        id=entry.id,
        stage=entry.stage,
        family=entry.family,
        text=entry.text,
        about=entry.family,
        expected_s=entry.expected_s,
        rephrase=entry.rephrase,
        listens_for=entry.listens_for,
        example=entry.example,
    )


def what_else(bank: Bank) -> Question:
    """The invitation to ask once more."""
    entry = bank.by_id(_WHAT_ELSE)
    if entry is None:
        raise BankError(f"The bank has no question {_WHAT_ELSE!r}.", next_step="Add it.")
    return replace(question_of(entry), kind="invitation")


def _stages(style: Style, count: int, wishes: Wishes, *, known: bool) -> list[Stage]:
    if wishes.stage is not None:
        return [wishes.stage] * count
    if style == "hr":
        priority = _HR_KNOWN_PRIORITY if known else _HR_PRIORITY
    else:
        priority = _KNOWN_PRIORITY if known else _PRIORITY
    stages = list(priority[:count])
    focus = next((stage for stage in _ASKING_ORDER if stage == wishes.focus), None)
    if focus is not None:  # twice, and instead of what matters least
        others = [stage for stage in stages if stage not in (focus, "your_questions")]
        own = [stage for stage in stages if stage == "your_questions" and focus != "your_questions"]
        stages = [focus, focus, *others[: count - 2 - len(own)], *own]
    return stages


def _style_of(cast: Sequence[Asker], asker: int, style: Style) -> AskerStyle:
    wanted = cast[asker].style if cast else style
    return next(known for known in ASKER_STYLES if known == wanted)


class _Chooser:
    """One question after the other, none twice and nothing of the dossier twice, as far as there is more."""

    def __init__(self, bank: Bank, material: Material, wishes: Wishes, rng: random.Random) -> None:
        self._bank, self._material, self._wishes, self._rng = bank, material, wishes, rng
        self._chosen: set[str] = set()
        self._used: set[str] = set()

    def __call__(self, stage: Stage, style: AskerStyle) -> Question:
        question = self._from_dossier(stage, style) or self._from_bank(stage, style)
        self._chosen.add(question.id)
        return question

    def _from_dossier(self, stage: Stage, style: AskerStyle) -> Question | None:
        entries = self._fresh(self._bank.filled_questions(stage, style))
        ways = [way for entry in entries for way in [next(self._new(entry), None)] if way is not None]
        if not ways:
            return None
        # The most telling claim decides; which of the questions about it is asked, or about a place of work
        # or the company, the draw.
        best = min(self._rank(way) for way in ways)
        way = self._rng.choice([way for way in ways if self._rank(way) in (best, self._unranked)])
        self._used |= way.uses
        return replace(
            question_of(way.question),
            text=way.text,
            rephrase=way.rephrase,
            example=way.example,
            about=way.about or way.question.family,
            reason=way.reason,
        )

    def _new(self, entry: BankQuestion) -> Iterator[Filled]:
        return (way for way in filled(entry, self._material) if not way.uses & self._used)

    @property
    def _unranked(self) -> int:
        return len(self._material.told)

    def _rank(self, way: Filled) -> int:
        order = [told.claim.text for told in self._material.told]
        return order.index(way.about) if way.about in order else self._unranked

    def _from_bank(self, stage: Stage, style: AskerStyle) -> Question:
        entries = [q for q in self._bank.questions(stage, style) if q.id not in _NEVER_FIRST | self._chosen]
        if not entries:
            raise BankError(
                f"The bank has no {stage!r} question for the style {style!r}.", next_step="Add one."
            )
        entries = self._focused(self._fresh(entries))
        return question_of(self._rng.choice(entries))

    def _fresh(self, entries: Sequence[BankQuestion]) -> list[BankQuestion]:
        """Those not asked yet, here and in earlier sessions; else those asked longest ago."""
        left = [entry for entry in entries if entry.id not in self._chosen]
        latest = {question_id: place for place, question_id in enumerate(self._wishes.asked_before)}
        oldest = min((latest.get(entry.id, -1) for entry in left), default=-1)
        return [entry for entry in left if latest.get(entry.id, -1) == oldest]

    def _focused(self, entries: list[BankQuestion]) -> list[BankQuestion]:
        wanted = set(self._wishes.focus.casefold().split())
        near = [e for e in entries if wanted & set(f"{e.family} {e.text}".casefold().strip(".?").split())]
        return near or entries


def _plan(
    bank: Bank,
    questions: Sequence[Question],
    style: Style,
    minutes: int,
    seed: int,
    rng: random.Random,
    cast: tuple[Asker, ...],
    wishes: Wishes,
) -> PlanMade:
    greeting = greeting_of(cast, rng.choice(bank.lines("greeting")).text)
    if wishes.turns_long_answers:
        greeting = f"{greeting} {bank.lines('announcement')[0].text}"
    return PlanMade(
        at_s=None,
        style=style,
        minutes=minutes,
        seed=seed,
        greeting=greeting,
        closing=rng.choice(bank.lines("closing")).text,
        questions=tuple(questions),
        cast=cast,
    )


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
