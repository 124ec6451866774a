"""What an answer told: situation, own part, actions, result, number; the claim; its length; what differs.
Pure.

For the report: every finding has its words and its moment, nothing has a score. What was not heard may
have been said: rules count words, and the transcript may be wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from simulator.analysis.answers import Answer
from simulator.audio import Span
from simulator.interview.dossier import Claim
from simulator.interview.heard import Context, Heard, Part, hear
from simulator.interview.known import Where, content
from simulator.interview.spoken import Quote, spoken

PARTS: tuple[Part, ...] = ("situation", "own_part", "action", "result", "number")
"""What the report tells of each answer, in this order."""
_SHARED = 2  # words, said by few claims, that an answer must share with the one it speaks of
_FEW = 2

Length = Literal["short", "fits", "long"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the answer and when they were said (session clock)."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class ClaimCheck:
    """What the answer did for a claim of the CV.

    `verified`: an own part was heard, and a result or a number. `open`: one of them was not; `missing`
    says which."""

    claim: Claim
    state: Literal["verified", "open"]
    words: tuple[Evidence, ...]
    missing: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """What was said, and what the CV, round one or an earlier answer says; both may be right."""

    said: Evidence
    known: str
    where: Where


@dataclass(frozen=True, slots=True)
class Content:
    """One answer. `told` holds the parts that were heard; `missing` those that the question called for."""

    number: int
    told: dict[Part, Evidence]
    missing: tuple[Part, ...]
    claim: ClaimCheck | None
    length: Length
    """Against what the question expects."""
    inconsistencies: tuple[Inconsistency, ...]


def content_of(answer: Answer, context: Context, claims: Sequence[Claim] = ()) -> Content | None:
    """What one answer told; None when nothing was heard.

    Args:
        context: what is known beside it, earlier answers included.
        claims: those of the CV, to find the one that the answer speaks of.
    """
    if not answer.words:
        return None
    heard = hear(answer.words, answer.question, context)
    told = {part: _evidence(answer, heard.parts[part]) for part in PARTS if part in heard.parts}
    called_for: tuple[Part, ...] = PARTS if heard.wanted.occasion else ()
    return Content(
        number=answer.number,
        told=told,
        missing=tuple(part for part in called_for if part not in told),
        claim=_checked(answer, heard, claims),
        length=_length(answer, heard),
        inconsistencies=tuple(
            Inconsistency(_evidence(answer, d.said), d.known, d.statement.where) for d in heard.differences
        ),
    )


def _evidence(answer: Answer, quote: Quote) -> Evidence:
    words = answer.words[quote.start : quote.stop]
    return Evidence(quote.text, Span(words[0].span.start_s, max(word.span.end_s for word in words)))


def _length(answer: Answer, heard: Heard) -> Length:
    low, high = answer.question.expected_s
    if "too_long" in heard.noticed or answer.duration_s > 1.25 * high:
        return "long"
    return "short" if "too_short" in heard.noticed and answer.duration_s < low else "fits"


def _checked(answer: Answer, heard: Heard, claims: Sequence[Claim]) -> ClaimCheck | None:
    claim = claim_spoken_of(" ".join(word.text for word in answer.words), claims)
    if claim is None:
        return None
    needed: tuple[Part, ...] = ("own_part", "result", "number")
    found = [part for part in needed if part in heard.parts]
    verified = "own_part" in found and len(found) > 1
    missing: tuple[Part, ...] = () if verified else tuple(part for part in needed if part not in found)
    words = tuple(_evidence(answer, heard.parts[part]) for part in found)
    return ClaimCheck(claim, "verified" if verified else "open", words, missing)


def claim_spoken_of(answer: str, claims: Sequence[Claim]) -> Claim | None:
    """The claim that shares the most telling words with an answer; None when none shares enough."""
    held = [content(spoken(claim.text).words) for claim in claims]
    rarity = Counter(word for words in held for word in words)
    said = content(spoken(answer).words)
    shared = [sum(1 for word in words & said if rarity[word] <= _FEW) for words in held]
    best = max(range(len(claims)), key=lambda at: shared[at], default=-1)
    return claims[best] if best >= 0 and shared[best] >= _SHARED else None
