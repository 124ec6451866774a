"""A candidate's question by three criteria: specific to this company, not on its front page, building on what was said. Pure.

No score: what speaks for each is quoted, and where nothing does, what would make the question stronger.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import snowballstemmer

from simulator.interview.dossier import Fact

Criterion = Literal["specific", "not on the front page", "builds on something said"]

# What any visitor of a website can read: the trade, size, place, age, owners, products.
_FRONT_PAGE = re.compile(
    r"\bwhat (?:exactly )?(?:does|do) (?:your|the|this) (?:company|firm|organi[sz]ation|school|hospital|business) (?:actually |really )?(?:do|make|sell|produce)\b"
    r"|\bwhat do you (?:actually |really )?(?:do|make|sell|produce|offer)(?: here| exactly| as a company)?\s*\?"
    r"|\bhow many (?:people|employees|staff|offices|branches|locations|countries)\b[^?]*\b(?:company|firm|work (?:here|for you)|employ|have)\b"
    r"|\bhow (?:big|large|old) is (?:the|your|this) (?:company|firm|organi[sz]ation|school|hospital)\b"
    r"|\bwhere (?:are you|is (?:the|your) (?:company|headquarters|head office|office)) (?:based|located)?"
    r"|\b(?:when|who) (?:was|were|founded|started)\b[^?]*\b(?:company|firm|founded|started|set up)\b"
    r"|\bwhat (?:products|services) (?:do|does)\b|\bwhat are (?:your|the company's) (?:opening hours|products|services)\b|\bdo you have a website\b",
    re.I,
)
_REFERS_BACK = re.compile(
    r"\b(?:you (?:said|mentioned|told|spoke|talked|explained|asked|described|were saying)|as you (?:say|said)|earlier|(?:in|at) (?:the|our) (?:first|last) (?:interview|round|talk|conversation|call)"
    r"|last time|before you|when we (?:spoke|talked)|(?:i|we) (?:talked|spoke|discussed)|we(?:'ve| have) (?:talked|spoken|discussed))\b[^,.?!]*",
    re.I,
)
_COMMON = frozenset(
    [
        "about",
        "after",
        "again",
        "also",
        "another",
        "because",
        "been",
        "before",
        "being",
        "could",
        "does",
        "doing",
        "down",
        "each",
        "ever",
        "every",
        "first",
        "from",
        "give",
        "good",
        "have",
        "here",
        "hear",
        "high",
        "into",
        "just",
        "know",
        "last",
        "like",
        "long",
        "look",
        "made",
        "make",
        "many",
        "maybe",
        "mean",
        "more",
        "most",
        "much",
        "need",
        "next",
        "other",
        "over",
        "people",
        "question",
        "really",
        "right",
        "role",
        "said",
        "same",
        "should",
        "since",
        "some",
        "someone",
        "something",
        "start",
        "still",
        "team",
        "tell",
        "than",
        "that",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "thing",
        "think",
        "this",
        "those",
        "time",
        "under",
        "until",
        "used",
        "very",
        "want",
        "week",
        "well",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "will",
        "with",
        "work",
        "would",
        "year",
        "years",
        "your",
        "yours",
        "company",
        "interview",
        "today",
        "month",
        "months",
        "weeks",
        "kind",
        "sort",
        "job",
        "working",
        "going",
        "come",
        "came",
        "goes",
        "take",
        "took",
        "yourself",
        "myself",
        "person",
        "actually",
    ]
)
_STEMMER = snowballstemmer.stemmer("english")


@dataclass(frozen=True, slots=True)
class Judgement:
    """One criterion. `evidence`: words of the question, or the line it goes back to; empty when not met."""

    criterion: Criterion
    met: bool
    evidence: str
    stronger: str
    """What would make it stronger; empty where it is met."""


def judge(
    question: str, facts: Sequence[Fact], said_before: Sequence[str], *, answered_by: Fact | None = None
) -> tuple[Judgement, Judgement, Judgement]:
    """The question by the three criteria.

    Args:
        facts: what the notes and the job ad say of the company.
        said_before: what was said in this interview and the first one, line by line: both sides.
        answered_by: the line that answered the question, where one did.
    """
    return (
        _specific(question, facts),
        _not_on_the_front_page(question, answered_by),
        _builds_on(question, said_before),
    )


def _specific(question: str, facts: Sequence[Fact]) -> Judgement:
    asked = _rare(question)
    best: tuple[list[str], Fact] | None = None
    for fact in facts:
        shared = [word for stem, word in asked.items() if stem in _rare(fact.text)]
        if _enough(shared, fact.text) and (best is None or len(shared) > len(best[0])):
            best = (shared, fact)
    if best is not None:
        words = ", ".join(best[0])
        return Judgement("specific", True, f'"{words}", as in "{best[1].source.text.strip()}"', "")
    example = next(
        (fact.source.text.strip() for fact in facts if fact.source.document == "company_notes"), ""
    )
    hint = f', for instance "{example}"' if example else ""
    return Judgement(
        "specific", False, "",
        f"It could be asked in any company. Name something of this one{hint}, and ask what follows from it.",
    )  # fmt: skip


def _not_on_the_front_page(question: str, answered_by: Fact | None) -> Judgement:
    if found := _FRONT_PAGE.search(question):
        return Judgement(
            "not on the front page", False, "",
            f'"{found[0].strip()}" can be read on the website. Say what you read there, and ask for what it leaves open.',
        )  # fmt: skip
    if answered_by is not None and answered_by.source.document == "job_ad":
        line = answered_by.source.text.strip()
        return Judgement(
            "not on the front page", False, "",
            f'The job ad says it: "{line}". Begin with that, and ask how it works in practice.',
        )  # fmt: skip
    return Judgement("not on the front page", True, f'"{question.strip()}"', "")


def _builds_on(question: str, said_before: Sequence[str]) -> Judgement:
    if found := _REFERS_BACK.search(question):
        return Judgement("builds on something said", True, f'"{found[0].strip()}"', "")
    asked = _rare(question)
    for line in reversed(said_before):
        there = _rare(line)
        shared = [word for stem, word in asked.items() if stem in there]
        if len(shared) >= 2:
            return Judgement(
                "builds on something said", True, f'"{", ".join(shared)}", as in "{line.strip()}"', ""
            )
    return Judgement(
        "builds on something said", False, "",
        "Tie it to this conversation: begin with what was said (\u201cyou mentioned ...\u201d), then ask.",
    )  # fmt: skip


def _enough(shared: Sequence[str], line: str) -> bool:
    """One name will do, else two words in common."""
    named = any(re.search(rf"(?<!^)(?<![.!?:] )\b{re.escape(word.capitalize())}", line) for word in shared)
    return len(shared) >= 2 or (named and bool(shared))


def _rare(text: str) -> dict[str, str]:
    """Stems of the words that carry a topic, with the words as they stand."""
    words = re.findall(r"[a-z][a-z-]{3,}|\d[\d.,]*\d", text.lower())
    return {_STEMMER.stemWord(word): word for word in words if word not in _COMMON}
