"""A job ad read: the job's title, the company, what it asks for, and what it says about itself. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from simulator.interview.dossier import Document, Fact, Need, Source
from simulator.interview.papers.cv_words import names_a_post, names_an_organisation
from simulator.interview.papers.lines import Row
from simulator.interview.papers.machine_talk import addresses_a_machine
from simulator.interview.papers.statements import Heading, Statement, statements_of

Part = Literal["profile", "tasks", "offers", ""]

_TASKS = re.compile(
    r"responsibilit|^(?:your |key |main )?tasks?$|duties|^(?:the|your) (?:role|job|work|position|post|day"
    r"|mission)$|the role\b|^role\b|day[- ]to[- ]day|job description"
    r"|purpose of the|\byou(?:['’]ll| will)?(?: be)? (?:do|doing)\b|what the job|in this (?:role|job)"
    r"|job purpose",
    re.IGNORECASE,
)
_PROFILE = re.compile(
    r"requirements?|qualifications?|\bprofile\b|\bskills\b|\bexperience\b|specification|essential"
    r"|desirable|must[- ]haves?|nice to have"
    r"|\bcriteria\b|ideal candidate|looking for|what we (?:need|expect|want)|who you are|about you"
    r"|\byou(?:['’]ll| will)?(?: also)?(?: should| must)?"
    r" (?:bring|have|need|offer|are|be)\b|^you$|^your? |what it takes|we expect",
    re.IGNORECASE,
)
_OFFERS = re.compile(
    r"we offer|benefits|perks|about us|who we are|^we$|our (?:offer|company|team|story|values)|why "
    r"(?:join|us|work)|the company|salary|\bpay\b|process"
    r"|apply|application|what you (?:get|can expect)|what(?:['’]s| is) in it|in return|we give|about "
    r"(?!you|the (?:role|job|position|post|work))",
    re.IGNORECASE,
)
_ASKED_ANYWHERE = re.compile(
    r"^(?:you (?:will|should|must|have|are|bring|can|know|need)|you['’](?:ll|re|ve)|at least|experience "
    r"(?:of|in|with)|a degree|the (?:successful|ideal) candidate)\b"
    r"|\b(?:is|are) (?:required|essential|desirable|an advantage|a plus|a must)\b|\blooking for "
    r"(?:someone|somebody|a|an)\b|\bmust have\b|\bneed (?:someone|somebody)\b",
    re.IGNORECASE,
)
_WANTED = re.compile(
    r"^(?:we(?:['’]re| are) looking for|we (?:need|want|seek)\b|the (?:ideal|successful) candidate|you "
    r"(?:have|are|bring|should|must)\b)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^(?:job title|title|position|role|vacancy|post|job)\s*:\s*(?P<text>.+)$", re.IGNORECASE)
_EMPLOYER = re.compile(
    r"^(?:company|employer|organisation|organization|client)\s*:\s*(?P<text>.+)$", re.IGNORECASE
)
# Below the last heading that asks, ads often go on with what they give and how to apply.
_ASKS_NOTHING = re.compile(
    r"(?:benefits|salary|pay|package|perks|we offer|in return|closing date|deadline|how to apply|hours)\s*:"
    r"|overtime (?:is )?(?:paid|available|at)\b|(?:strictly )?no (?:recruitment )?agenc(?:y|ies)\b"
    r"|(?:to |please )?apply(?:$|[.!:]|,| (?:with|to|by|now|online|via|at|here|before|today|in writing)\b"
    r"(?=.*(?:\bcv\b|@|https?:|www\.|\bletter|\bby\b|\bonline|\bnow\b|\bapplication)))",
    re.IGNORECASE,
)
_NAME = r"[A-Z0-9][\w'’&.-]*(?:\s(?:&|and|of|the|[A-Z][\w'’&.-]*)){0,4}"
_PRESENTS_ITSELF = re.compile(
    rf"^(?:At\s+)?(?P<name>{_NAME})(?:,\s|\s(?:is|are|makes?|builds?|runs?|sells?|designs?|develops?"
    rf"|provides?|offers?|produces?|operates?|helps?|has|was|we)\s)"
)
_NO_NAME = re.compile(
    r"^(?:We|You|Our|Your|The|This|That|These|It|If|In|As|A|An|For|Is|Are|Do|To|There|Join|What|Who|Job"
    r"|Company)\b(?!\s[A-Z])"
)
_ASIDE = re.compile(r"\s*\([^)]*\)\s*")


@dataclass(frozen=True, slots=True)
class Ad:
    job_title: str = ""
    company: str = ""
    needs: tuple[Need, ...] = ()
    facts: tuple[Fact, ...] = ()
    to_a_machine: tuple[int, ...] = ()


def read_ad(document: Document) -> Ad:
    """Needs from the parts that ask; facts from all that tells of the company or the work.

    What the ad wants of a person ("a steady voice under pressure") answers no question that the person asks.
    """
    part: Part = ""
    asked: list[Statement] = []
    hinted: list[Statement] = []
    stated: list[Statement] = []
    told: list[Statement] = []
    headings: list[str] = []
    machine: list[int] = []
    for line in statements_of(document.lines):
        if addresses_a_machine(line.text):
            machine.append(line.row.number)
        elif isinstance(line, Heading):
            headings.append(line.text)
            if not line.title:
                part = _part(line.text)
        else:
            stated.append(line)
            asks_for_a_person = part == "profile" or _WANTED.search(line.text)
            if not asks_for_a_person and len(line.text.split()) >= 2:
                told.append(line)
            if part in ("tasks", "profile") and _ASKS_NOTHING.match(line.text):
                if part == "profile":
                    told.append(line)
            elif part in ("tasks", "profile") and len(line.text.split()) >= 2:
                asked.append(line)
            elif part == "" and _ASKED_ANYWHERE.search(line.text):
                hinted.append(line)
    needs = asked or hinted
    title, company = _title(headings, stated), _company(headings, stated)
    return Ad(
        title,
        company,
        tuple(
            Need(line.text.rstrip(" ;,"), _source(line.row))
            for line in sorted(needs, key=lambda line: line.row.number)
        ),
        tuple(Fact(line.text.strip(" ;,"), _source(line.row)) for line in told),
        tuple(machine),
    )


def _part(heading: str) -> Part:
    if re.search(r"we offer|what you (?:get|can expect)", heading, re.IGNORECASE):
        return "offers"
    if _TASKS.search(heading):
        return "tasks"
    if _PROFILE.search(heading):
        return "profile"
    return "offers" if _OFFERS.search(heading) else ""


def _source(row: Row) -> Source:
    return Source("job_ad", row.number, row.raw.strip())


def _title(headings: list[str], stated: list[Statement]) -> str:
    labelled = (
        match["text"] for text in [*headings, *(s.text for s in stated)] if (match := _LABEL.match(text))
    )
    candidates = [*labelled, *headings[:2], *(s.text for s in stated[:2] if len(s.text.split()) <= 8)]
    for candidate in candidates:
        pieces = re.split(r"\s+[|–—·-]\s+|\s+at\s+(?=[A-Z])", _ASIDE.sub(" ", candidate).replace(" ,", ","))
        named = [piece.strip() for piece in pieces if names_a_post(piece) and len(piece.split()) <= 10]
        if named:
            return re.sub(
                r"^(?:job ad|vacancy|wanted|we(?:'re| are) (?:hiring|looking for)(?: an?)?)\s*:?\s*",
                "",
                named[0],
                flags=re.IGNORECASE,
            )
    return ""


def _company(headings: list[str], stated: list[Statement]) -> str:
    texts = [*headings, *(s.text for s in stated)]
    for text in texts:
        if employer := _EMPLOYER.match(text):
            return employer["text"].strip(" .")
    for text in headings:
        about = re.match(rf"About\s+(?P<name>{_NAME})$", text)
        if about and about["name"].lower() not in ("us", "you", "the role", "the job"):
            return about["name"]
    for statement in stated:
        bold = re.match(r"\s*(?:At )?\*\*(?P<name>[^*:]{2,50})\*\*\s+\w", statement.row.raw)
        if bold and bold["name"][0].isupper() and not _NO_NAME.match(bold["name"]):
            return bold["name"]
    for text in [*(s.text for s in stated[:1]), *headings[:1]]:
        for piece in re.split(r"\s+[|–—·-]\s+|\s+at\s+", text):
            name = piece.split(",")[0].strip()
            if (
                names_an_organisation(name)
                and len(name.split()) <= 6
                and not names_a_post(name)
                and name[:1].isupper()
            ):
                return name
    for statement in stated:
        found = _PRESENTS_ITSELF.match(statement.text)
        if found and not _NO_NAME.match(found["name"]) and not statement.bullet:
            return found["name"]
    at = next((re.search(rf"\bat (?P<name>{_NAME})$", text) for text in headings[:1]), None)
    return at["name"] if at else ""
