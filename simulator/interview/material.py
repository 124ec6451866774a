"""What a plan draws on: the claims worth asking about first, and what fills the gaps of a question. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from simulator.interview.bank import BankQuestion
from simulator.interview.dossier import Claim, Dossier, Need
from simulator.interview.forbidden import forbidden_in
from simulator.interview.papers.dates import POINT
from simulator.interview.papers.verbs import leading_verb
from simulator.interview.replying.shorthand import for_the_ear

_MOST_WORDS = 14
"""Of a claim or a need that is read out: a question must fit into one breath."""
_CUT_BEFORE = re.compile(
    r"(?:;|,| -| \u2013|:| by | using | with | through | which | that | so that | including | resulting )",
    re.IGNORECASE,
)
_LEAST_WORDS = 3
_OF_A_CLAIM = frozenset({"what", "duty", "organisation", "tool"})
_NOW = re.compile(r"present|now|today|current|ongoing|since|to date|[–-]\s*$", re.IGNORECASE)
# What stands for an employer in a CV and names none: "Agency (Staffline)", "Various sites".
_NO_EMPLOYER = re.compile(
    r"(?:an? )?(?:(?:various|several|multiple|different|temp(?:ing|orary)?|employment|recruitment|other"
    r"|confidential|undisclosed|private|agency|agencies|free-?lance|self[- ]employ(?:ed|ment)|n/?a)\s*)+"
    r"(?:(?:sites?|employers?|clients?|companies|company|firms?|locations?|places|work|workers?|staff|jobs?"
    r"|posts?|roles?)\s*)?(?:\(.*\)?)?",
    re.IGNORECASE,
)
_UNFIT = re.compile(r"[*_#<>\[\]{}|;()]|https?:|\S@\S")


@dataclass(frozen=True, slots=True)
class Told:
    """A claim, and why to ask about it."""

    claim: Claim
    reason: str


@dataclass(frozen=True, slots=True)
class Material:
    """`told`: the claims to be verified, the one most worth it first."""

    dossier: Dossier = field(default_factory=Dossier)
    told: tuple[Told, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.told or self.dossier.needs or self.dossier.company)


@dataclass(frozen=True, slots=True)
class Filled:
    """A bank question with its gaps filled. `about`: the line of the dossier that it names."""

    question: BankQuestion
    text: str
    rephrase: str
    example: str
    about: str
    reason: str
    uses: frozenset[str]
    """Keys of what was used, so that a plan does not use it twice."""


def filled(question: BankQuestion, material: Material) -> Iterator[Filled]:
    """Every way to fill the question, the best first; none where something that it needs is not known."""
    of_a_claim = question.fills & _OF_A_CLAIM
    if "need" in question.fills:
        for need in material.dossier.needs:
            yield from _one(question, material, need=need)
    elif of_a_claim:
        for told in material.told:
            yield from _one(question, material, told=told)
    else:
        yield from _one(question, material)


def _one(
    question: BankQuestion, material: Material, *, told: Told | None = None, need: Need | None = None
) -> Iterator[Filled]:
    dossier = material.dossier
    values = {"company": dossier.company, "job_title": _role(dossier.job_title)}
    values["employer"] = latest_organisation(dossier.claims)
    uses: set[str] = set()
    about, reason = "", "the job and the company"
    if told is not None:
        claim = told.claim
        done = "duty" if _goes_on(claim) else "what"
        values |= {done: sayable(claim.what), "organisation": _employer(claim)}
        values["tool"] = claim.tools[0] if claim.tools else ""
        about, reason = claim.organisation, "where they worked"
        if named := question.fills & {"what", "duty", "tool"}:
            about, reason = claim.text, told.reason
            # An organisation may be named again, a claim not, whichever part of it a question takes up.
            uses |= {f"{key} {values.get(key)}" for key in named} | {f"claim {claim.text}"}
    if need is not None:
        values["need"] = sayable(need.text).rstrip(".")
        about, reason = need.text, "the job asks for it"
        uses.add(f"need {need.text}")
    if any(not values.get(fill) or _UNFIT.search(values[fill]) for fill in question.fills):
        return
    values = {name: for_the_ear(value) for name, value in values.items()}
    texts = [text.format(**values) for text in (question.text, question.rephrase, question.example)]
    if any(forbidden_in(text) for text in texts):
        return
    text, rephrase, example = texts
    yield Filled(question, text, rephrase, example, about, reason, frozenset(uses))


def sayable(text: str) -> str:
    """The beginning of a line, up to the last joint at which it can be read out; "" if there is none."""
    words = text.split()
    if len(words) <= _MOST_WORDS:
        return text.strip().rstrip(".,;:")
    joints = [match.start() for match in _CUT_BEFORE.finditer(text)]
    short = [text[:at] for at in joints if _LEAST_WORDS <= len(text[:at].split()) <= _MOST_WORDS]
    return short[-1].strip().rstrip(".,;:") if short else ""


def latest_organisation(claims: Sequence[Claim]) -> str:
    """Where the CV's owner works, or worked last: where it says "present", else what a CV puts first."""
    placed = [claim for claim in claims if _employer(claim)]
    now = [claim for claim in placed if _NOW.search(claim.dates) or not POINT.search(claim.dates)]
    return next((claim.organisation for claim in (*now, *placed)), "")


def _employer(claim: Claim) -> str:
    """The organisation, if it is the name of one."""
    return "" if _NO_EMPLOYER.fullmatch(claim.organisation.strip()) else claim.organisation


def _goes_on(claim: Claim) -> bool:
    """Something still done ("lead a team"): nobody asks how it ended."""
    verb = leading_verb(claim.what)
    return claim.what.startswith("are ") or (verb is not None and verb[1] == "base")


def _role(job_title: str) -> str:
    """The title with its article, as a title ("a Clinic Coordinator") or as a word ("a staff nurse")."""
    title = job_title.strip()
    if not title:
        return ""
    first, *others = title.split()
    if not first.isupper() and not any(word[0].isupper() for word in others):
        title = title[0].lower() + title[1:]
    return f"{'an' if title[0].lower() in 'aeiou' else 'a'} {title}"


def names(texts: Sequence[str], material: Material) -> list[bool]:
    """Which texts name something of the CV: an organisation, a tool, or what was done."""
    said = {
        for_the_ear(part).casefold()
        for told in material.told
        for part in (told.claim.organisation, sayable(told.claim.what), *told.claim.tools)
        if part
    }
    return [any(part in text.casefold() for part in said) for text in texts]
