"""What an answer told: situation, own part, actions, result, number; the claim; its length; what differs.
Pure.

For the report: every finding has its words and its moment, nothing has a score. What was not heard may
have been said: rules count words, and the transcript may be wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from simulator.analysis.answers import Answer
from simulator.audio import Span
from simulator.events import BROKEN_OFF, Question, Word
from simulator.interview.dossier import Claim
from simulator.interview.understanding.heard import Context, Heard, Part, hear
from simulator.interview.understanding.known import Where, content
from simulator.interview.understanding.spoken import Quote, spoken, word_set
from simulator.interview.understanding.telling import told as told_in

PARTS: tuple[Part, ...] = ("situation", "own_part", "action", "result", "number")
"""What the report tells of each answer, in this order."""
_PROVING: tuple[Part, ...] = ("own_part", "result", "number")
_SHARED = 2  # words, said by few claims, that an answer must share with the one it speaks of
_FEW = 2
_MOST_AROUND = 12  # words shown of a sentence, before and after those that count
_FAR_SHORTER, _FAR_LONGER = 0.6, 1.3  # as in the remarks on length
_NO_MEASURE = word_set("ago past o'clock")
_DURATIONS = word_set("minute minutes hour hours day days week weeks month months year years")
_CUT_OFF = {*BROKEN_OFF, "skipped"}

Length = Literal["short", "fits", "long"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the answer and when they were said (session clock).

    before, after: the rest of their sentence, shortened where it is long; `passage`: when all of that was
    said. A clause by itself is hard to recognise.
    """

    text: str
    span: Span
    before: str
    after: str
    passage: Span

    @property
    def sentence(self) -> str:
        """The words with what stands around them."""
        return " ".join(filter(None, (self.before, self.text, self.after)))


@dataclass(frozen=True, slots=True)
class ClaimCheck:
    """What the answer did for a claim of the CV.

    `verified`: an own part was heard, and a result or a number. `open`: one of them was not, and `missing`
    says which; or nothing is missing, and what was heard differs from it."""

    claim: Claim
    state: Literal["verified", "open"]
    words: tuple[Evidence, ...]
    missing: tuple[Part, ...]
    heard: tuple[Part, ...] = ()
    """What each of `words` tells."""


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """What was said, and what the CV, round one or an earlier answer says; both may be right."""

    said: Evidence
    known: str
    where: Where
    line: str = ""
    """The whole line that `known` is of."""


@dataclass(frozen=True, slots=True)
class Content:
    """One answer. `told` holds the parts that were heard; `missing` those that the question called for.

    Both are empty where it called for a view, a plan or a fact: a story is not what was wanted there."""

    number: int
    told: dict[Part, Evidence]
    missing: tuple[Part, ...]
    claim: ClaimCheck | None
    length: Length
    """Against what the question expects."""
    inconsistencies: tuple[Inconsistency, ...]


def content_of(
    answer: Answer,
    context: Context,
    claims: Sequence[Claim] = (),
    *,
    main: Question | None = None,
    before: Sequence[str] = (),
) -> Content | None:
    """What one answer told; None when nothing was heard.

    Args:
        context: what is known beside it, earlier answers included.
        claims: those of the CV, to find the one that the answer speaks of.
        main: the question that this one followed up on. A follow-up asks for one thing, so nothing is
            missing in the answer to it.
        before: what was said to that question and its earlier follow-ups.
    """
    if not answer.text:
        return None
    heard = hear(answer.worded, main or answer.question, context, before=before)
    wanted: tuple[Part, ...] = PARTS if heard.wanted.occasion else ()
    parts = dict(heard.parts)
    parts.pop("number", None)
    if number := _telling_number(answer):
        parts["number"] = number
    told = {part: _evidence(answer, parts[part]) for part in wanted if part in parts}
    return Content(
        number=answer.number,
        told=told,
        missing=() if main else tuple(part for part in wanted if part not in told),
        claim=_spoken_of(answer, told, claims),
        length=_length(answer, heard),
        inconsistencies=tuple(
            Inconsistency(_evidence(answer, d.said), d.known, d.statement.where, d.statement.text)
            for d in heard.differences
        ),
    )


def _telling_number(answer: Answer) -> Quote | None:
    """A figure that measures something, the last one: outcomes come late. A time of day and "two winters
    ago" measure nothing, and how long something took is taken where there is no other."""
    words = answer.worded
    said = spoken(words)
    figures = [f for f in told_in(said).figures if not f.year]
    beside = {f: [w.text.strip(".,;?!").lower() for w in words[f.stop : f.stop + 2]] for f in figures}
    before = {f: words[f.start - 1].text.lower() if f.start else "" for f in figures}
    telling = [f for f in figures if not _NO_MEASURE & {*beside[f], before[f]}]
    best = max(telling, key=lambda f: (not _DURATIONS & set(beside[f][:1]), f.start), default=None)
    return said.quote(best.start, best.stop) if best else None


def _evidence(answer: Answer, quote: Quote) -> Evidence:
    words = answer.worded
    start, stop = quote.start, quote.stop
    while start > 0 and quote.start - start < _MOST_AROUND and not _ends(words[start - 1]):
        start -= 1
    while stop < len(words) and stop - quote.stop < _MOST_AROUND and not _ends(words[stop - 1]):
        stop += 1
    text = " ".join(word.text for word in words[quote.start : quote.stop])
    before = " ".join(word.text for word in words[start : quote.start])
    after = " ".join(word.text for word in words[quote.stop : stop])
    cut_before = start > 0 and not _ends(words[start - 1])
    cut_after = stop < len(words) and not _ends(words[stop - 1])
    return Evidence(
        text if after else text.rstrip(",;:"),
        _span(words[quote.start : quote.stop]),
        f"… {before}" if cut_before and before else before,
        f"{after} …" if cut_after and after else after,
        _span(words[start:stop]),
    )


def _ends(word: Word) -> bool:
    return word.text.rstrip("\"'\u201d").endswith((".", "?", "!"))


def _span(words: Sequence[Word]) -> Span:
    return Span(words[0].span.start_s, max(word.span.end_s for word in words))


def _length(answer: Answer, heard: Heard) -> Length:
    """Far outside of what the question expects, or outside and noticed by its words as well."""
    seconds, (low, high) = answer.duration_s, answer.question.expected_s
    if seconds > _FAR_LONGER * high or ("too_long" in heard.noticed and seconds > high):
        return "long"
    if answer.end_reason in _CUT_OFF or answer.typed:
        return "fits"
    is_short = seconds < _FAR_SHORTER * low or ("too_short" in heard.noticed and seconds < low)
    # One sentence can be all that a follow-up asks for.
    return "short" if is_short and answer.question.kind != "probe" else "fits"


def _spoken_of(answer: Answer, told: Mapping[Part, Evidence], claims: Sequence[Claim]) -> ClaimCheck | None:
    claim = claim_spoken_of(answer.text, claims)
    return checked(claim, told) if claim else None


def checked(claim: Claim, told: Mapping[Part, Evidence], *, differs: bool = False) -> ClaimCheck:
    """A claim against what was told of it, and whether any of that differs from it."""
    found = [part for part in _PROVING if part in told]
    told_enough = "own_part" in found and len(found) > 1
    verified = told_enough and not differs
    missing: tuple[Part, ...] = () if told_enough else tuple(part for part in _PROVING if part not in found)
    words = tuple(told[part] for part in found)
    return ClaimCheck(claim, "verified" if verified else "open", words, missing, tuple(found))


def claim_spoken_of(answer: str, claims: Sequence[Claim]) -> Claim | None:
    """The claim that shares the most telling words with an answer; None when none shares enough."""
    return next(iter(claims_spoken_of(answer, claims)), None)


def claims_spoken_of(answer: str, claims: Sequence[Claim]) -> list[Claim]:
    """All that share enough telling words with an answer, the one that shares most first."""
    held = [content(spoken(claim.text).words) for claim in claims]
    rarity = Counter(word for words in held for word in words)
    said = content(spoken(answer).words)
    shared = [sum(1 for word in words & said if rarity[word] <= _FEW) for words in held]
    found = [at for at in range(len(claims)) if shared[at] >= _SHARED]
    return [claims[at] for at in sorted(found, key=lambda at: -shared[at])]
