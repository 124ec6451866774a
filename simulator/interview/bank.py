"""The question bank: second-round questions and the interviewer's lines, read from `bank.en.toml`.

The file is checked against this schema when read: a misspelt stage or a missing rephrasing is found
at once, with its place in the file.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import msgspec

from simulator.errors import BankError
from simulator.events import LineRole

Stage = Literal[
    "opening",
    "claims",
    "behavioural",
    "situational",
    "culture",
    "motivation",
    "goals",
    "logistics",
    "your_questions",
]
Listens = Literal[
    "situation", "own part", "decision", "alternatives", "action", "obstacle", "result", "number", "lesson",
    "occasion", "reason", "plan", "fit", "question",
]  # fmt: skip

AskerStyle = Literal["manager", "peer", "executive", "hr"]
"""Who one asker can be; a panel has several."""
ASKER_STYLES: tuple[AskerStyle, ...] = get_args(AskerStyle)
Fill = Literal["what", "duty", "organisation", "employer", "tool", "need", "company", "job_title"]
"""What a question takes from the dossier: "you {what}" is something done ("opened a shop"), "you {duty}"
something that goes on ("lead a team"); {employer} is the latest {organisation}."""

ROLES: tuple[LineRole, ...] = (
    "greeting", "bridge", "no_answer", "noted", "closing", "acknowledgement", "offer_skip", "follow",
    "handover", "announcement", "farewell",
)  # fmt: skip
_FILLS = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True, slots=True)
class BankQuestion:
    """One question, its rephrasing, who would ask it, and what a good answer holds."""

    id: str
    stage: Stage
    family: str
    text: str
    rephrase: str
    styles: tuple[AskerStyle, ...]
    expected_s: tuple[float, float]
    listens_for: tuple[Listens, ...]
    example: str = ""
    """What could be told: said to who asks for an example."""

    @property
    def fills(self) -> frozenset[str]:
        """What it takes from the dossier; empty: it stands on its own."""
        return frozenset(_FILLS.findall(f"{self.text} {self.rephrase} {self.example}"))


@dataclass(frozen=True, slots=True)
class BankLine:
    """Something the interviewer says that is not a question."""

    id: str
    role: LineRole
    text: str


@dataclass(frozen=True, slots=True)
class Bank:
    version: int
    question: tuple[BankQuestion, ...]
    line: tuple[BankLine, ...]

    def questions(self, stage: Stage, style: AskerStyle) -> list[BankQuestion]:
        """Those that stand on their own."""
        return [q for q in self._of(stage, style) if not q.fills]

    def filled_questions(self, stage: Stage, style: AskerStyle) -> list[BankQuestion]:
        """Those that take something from the dossier."""
        return [q for q in self._of(stage, style) if q.fills]

    def _of(self, stage: Stage, style: AskerStyle) -> list[BankQuestion]:
        return [q for q in self.question if q.stage == stage and style in q.styles]

    def lines(self, role: LineRole) -> list[BankLine]:
        return [line for line in self.line if line.role == role]

    def by_id(self, question_id: str) -> BankQuestion | None:
        return next((q for q in self.question if q.id == question_id), None)


def languages() -> list[str]:
    """Those in which there is a bank."""
    return sorted(path.name.split(".")[1] for path in Path(__file__).parent.glob("bank.*.toml"))


def load_bank(path: Path | None = None, *, language: str = "en") -> Bank:
    """Read and check a bank: a file, or the bundled one of a language; where there is none, the English one.

    Raises:
        BankError: it cannot be read, or breaks the schema; the message names the place.
    """
    if path is None:
        path = _bundled(language if language in languages() else "en")
    try:
        bank = msgspec.toml.decode(path.read_bytes(), type=Bank)
    except OSError as error:
        raise BankError(f"The question bank {path} cannot be read: {error.strerror}.") from error
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError) as error:
        raise BankError(
            f"The question bank {path} is broken: {error}.", next_step="Mend that entry."
        ) from error
    _check(bank, path)
    return bank


def _bundled(language: str) -> Path:
    return Path(__file__).with_name(f"bank.{language}.toml")


def _check(bank: Bank, path: Path) -> None:
    ids = Counter([q.id for q in bank.question] + [line.id for line in bank.line])
    repeated = [name for name, count in ids.items() if count > 1]
    if repeated:
        raise BankError(
            f"The question bank {path} uses the id {repeated[0]!r} twice.", next_step="Rename one."
        )
    for question in bank.question:
        low, high = question.expected_s
        if not question.text.strip() or not question.styles or not 0 < low < high:
            raise BankError(
                f"The question {question.id!r} in {path} needs a text, a style and 0 < low < high seconds."
            )
        if unknown := question.fills - set(get_args(Fill)):
            raise BankError(
                f"The question {question.id!r} in {path} has {{{min(unknown)}}}.",
                next_step=f"What a dossier can fill in: {', '.join(get_args(Fill))}.",
            )
    for role in ROLES:
        if not bank.lines(role):
            raise BankError(f"The question bank {path} has no line for {role!r}.", next_step="Add one.")
