"""The content side in words, the same for the page and for Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simulator.analysis.content import PARTS, Evidence, Inconsistency
from simulator.analysis.contents import AnswerContent, Contents
from simulator.analysis.own_questions import OwnQuestion
from simulator.analysis.results import AnswerReport
from simulator.interview.replying.judging_questions import Criterion
from simulator.interview.understanding.heard import Part
from simulator.report.clock import clock

HOW_HEARD = (
    "What was heard is found by rules, in a transcript that may be wrong: what is missing here may have been"
    " said."
)
"""Said once, before the answers."""
IN_WRITING = "Answered in writing: no delivery was measured."
NOTHING_STOOD_OUT = (
    "Nothing stood out: every measure stayed in its band, or there was too little speech to say."
)
NOT_TALKED_ABOUT = "of your CV that no question and no answer came to"
"""After the number of lines."""
CRITERIA: dict[Criterion, str] = {
    "specific": "Specific to this company",
    "not on the front page": "Not answered by the front page",
    "builds on something said": "Builds on what was said",
}
NOT_READ = "As far as is known, neither a front page nor the job ad answers it."
NO_REPLIES = "In this session nobody replied to them."
UNKNOWN_COMPANY = "Cannot be told without notes on the company."
DOCUMENTS = {"company_notes": "company notes", "job_ad": "job ad"}

_PARTS: dict[Part, str] = {
    "situation": "Situation", "own_part": "Own part", "action": "Action", "result": "Result",
    "number": "Number",
}  # fmt: skip
_KNOWN = {"cv": "CV", "round_one": "Round one", "earlier": "Earlier"}
# How sure a rule was is for the log: to a reader it looks like a mark.
_BULLET = re.compile(r'(?<=")\s*[-*\u2022\u2013]\s+')
_ODDS = re.compile(r" \((?:likely by|likeness) [\d.]+ ?%?\)")


@dataclass(frozen=True, slots=True)
class Row:
    """`name`: the parts that these words tell. `when`: "" or in which follow-up they came."""

    name: str
    evidence: Evidence
    when: str


@dataclass(frozen=True, slots=True)
class Different:
    """What is known and what was heard, side by side; either may be right."""

    where: str
    known: str
    said: Evidence


@dataclass(frozen=True, slots=True)
class ToldCard:
    """All that is shown of one answer's content; what does not apply is empty."""

    why: str
    rows: tuple[Row, ...] = ()
    missing: str = ""
    claim: str = ""
    """The CV's own line."""
    claim_says: str = ""
    different: tuple[Different, ...] = ()
    length: str = ""

    @property
    def shows(self) -> bool:
        """Something of the answer itself, not only why it was asked."""
        return bool(self.rows or self.missing or self.claim or self.different or self.length)


def told_card(report: AnswerReport, contents: Contents) -> ToldCard:
    content = contents.of(report.answer.number)
    why = why_asked(report)
    if content is None:
        return ToldCard(why)
    return ToldCard(
        why=why,
        rows=tuple(_rows(content)),
        missing=_missing(content),
        claim=content.claim.claim.text if content.claim else "",
        claim_says=_claim_says(content),
        different=tuple(_different(content.content.inconsistencies)),
        length=_length(report, content),
    )


def why_asked(report: AnswerReport) -> str:
    """Who asked and why, as far as either is known."""
    question = report.answer.question
    parts = [f"Asked by {report.asked_by}" if report.asked_by else ""]
    parts.append(f"Follow-up to question {report.follows}" if report.follows else "")
    parts.append(f"Why it was asked: {_ODDS.sub('', question.reason)}" if question.reason else "")
    return " · ".join(filter(None, parts))


def _rows(content: AnswerContent) -> Iterator[Row]:
    """Parts that the same words tell share a row."""
    told = [(part, content.content.told[part], "") for part in PARTS if part in content.new]
    told += [
        (part, later.evidence, f"told after being asked, {later.label}")
        for part, later in content.later.items()
    ]
    shown: dict[Evidence, tuple[list[str], str]] = {}
    for part, evidence, when in sorted(told, key=lambda each: PARTS.index(each[0])):
        shown.setdefault(evidence, ([], when))[0].append(_PARTS[part])
    for evidence, (names, when) in shown.items():
        yield Row(_listed([names[0], *(name.lower() for name in names[1:])]), evidence, when)


def _missing(content: AnswerContent) -> str:
    parts = [
        _PARTS[part].lower()
        + (f" (asked for in {content.asked_for[part]})" if part in content.asked_for else "")
        for part in content.missing
    ]
    return _listed(parts).capitalize()


def _claim_says(content: AnswerContent) -> str:
    claim = content.claim
    if claim is None:
        return ""
    if claim.state == "verified":
        heard = _listed([_PARTS[part].lower() for part in claim.heard])
        return f"Verified: {heard} were heard"
    if not claim.words:
        return "Still open: nothing of it was recognised in this answer"
    if not claim.missing:
        return "Still open: what was heard differs from it"
    return f"Still open: no {_listed([_PARTS[part].lower() for part in claim.missing], 'or')} was heard"


def _different(found: Sequence[Inconsistency]) -> Iterator[Different]:
    for each in found:
        yield Different(_KNOWN[each.where], each.known, each.said)


def _length(report: AnswerReport, content: AnswerContent) -> str:
    if content.content.length == "fits":
        return ""
    low, high = report.answer.question.expected_s
    seconds = clock(round(report.answer.duration_s))
    usually = f"{clock(low)} to {clock(high)}"
    return f"{content.content.length.capitalize()} for this question: {seconds}, usually {usually}"


def criteria_of(question: OwnQuestion) -> Iterator[tuple[str, bool | None, str]]:
    """Each criterion with whether it is met (None: nobody can tell) and its evidence, or what would help."""
    judged = {each.criterion: each for each in question.judgements}
    for criterion, name in CRITERIA.items():
        if criterion in judged:
            each = judged[criterion]
            evidence = NOT_READ if criterion == "not on the front page" else each.evidence
            yield name, each.met, _BULLET.sub("", evidence if each.met else each.stronger)
        else:
            yield name, None, UNKNOWN_COMPANY


def quoted_line(question: OwnQuestion) -> str:
    """Where the reply comes from; "" where nothing is quoted."""
    if question.line is None:
        return ""
    document = DOCUMENTS.get(question.line.document, "notes")
    place = "From" if question.exact else "The nearest that was known, from"
    return f"{place} line {question.line.line} of the {document}: “{_bare(question.line.text)}”"


def _bare(line: str) -> str:
    return _BULLET.sub("", f'"{line.strip()}')[1:]


def _listed(names: Sequence[str], last: str = "and") -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}" if names else ""
