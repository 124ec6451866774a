"""What a claim says in particular: what was done, how much, with what, to which result, when. Pure.

Every part is a stretch of the CV's own line; only `what` is turned towards its listener ("my" to "your").
A part that the line does not plainly tell stays empty.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from simulator.interview.dossier import Claim, Source
from simulator.interview.papers.cv_entries import Entry
from simulator.interview.papers.dates import POINT, SPAN, told_dates
from simulator.interview.papers.deeds import opening_of
from simulator.interview.papers.verbs import Form, base_of, leading_verb, without_adverbs
from simulator.interview.papers.word_lists import words_in

_LONGEST_WHAT_WORDS = 20
_NUMBER_WORD = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|eighteen|twenty|thirty|forty|fifty"
    r"|sixty|seventy|eighty|ninety|hundred|hundreds|thousand|thousands|million|dozens?|half|twice)"
)
_MANY = r"(?:k|m|bn|thousand|million|billion)\b"
_FIGURE = (
    rf"(?:[€£$]\s?\d[\d.,]*(?:\s?{_MANY})?|\b\d[\d.,:]*\b(?:\s?(?:%|per ?cent\b|{_MANY}))?"
    rf"|\b{_NUMBER_WORD}\b(?:\s{_MANY})?)"
)
FIGURE = re.compile(_FIGURE, re.IGNORECASE)
_CLAUSE = re.compile(
    r"\s*;\s*|\s+[–—-]\s+|\s*,\s+(?=(?:which|so that|so|cutting|reducing|increasing|saving|raising"
    r"|lowering|resulting|leading|bringing|halving|doubling|making|and|later|now|still|with|down|up|from"
    r"|best|no)\b)|\s+(?=(?:so that|which (?:cut|reduced|led|saved|brought|raised|made)|resulting in"
    r"|leading to|to cut|thereby)\b)|,?\s+and\s+(?=(?:cut|reduced|raised|increased|saved|halved|doubled"
    r"|lowered|won|shortened|brought|improved|grew)\b)")  # fmt: skip
_CHANGE = re.compile(
    rf"\bfrom\s+(?:\S+\s+){{0,3}}?{_FIGURE}.{{0,30}}?\bto\s+(?:\S+\s+){{0,2}}?{_FIGURE}"
    rf"|\bby\s+(?:\w+\s+){{0,2}}?{_FIGURE}"
    r"|%\s+(?:of|above|over|below|under)\s+(?:the\s+)?(?:target|plan|budget)"
    r"|\b(?:cut|reduc|increas|sav|rais|lower|halv|doubl|tripl|shorten|improv|grew|grow|recover|won\b"
    r"|win\b|fell|rose|drop|went (?:down|up|from)|bring(?:ing)? down|brought down|speed|sped)\w*"
    r"|\b(?:resulting in|leading to|led to a|so that|instead of|still (?:in use|running|used)|taken over "
    r"by|adopted by|now (?:used|standard|in)|best of|first in|per ?cent of target|on time|under budget"
    r"|within budget|ahead of|without (?:a|an|any|one)|no (?:\w+ ){0,2}(?:adjustments|incidents|accidents"
    r"|complaints|downtime|faults|findings|errors|defects))",
    re.IGNORECASE,
)
_QUANTITY = re.compile(
    rf"(?:\b(?:about|around|some|up to|over|more than|nearly|between|roughly|at least|almost|team of"
    rf"|teams of|class of|classes of|budget of|a dozen|half a)\s+)*{_FIGURE}"
    rf"(?:\s*(?:to|and|or|–|-)\s*{_FIGURE})?(?:-\w+)?(?:\s+(?!and\b|with\b|to\b|in\b|on\b|at\b|for\b|by\b"
    rf"|from\b|under\b|using\b|which\b|that\b|who\b|as\b|through\b|between\b)[\w'’-]+){{0,4}}"
    r"(?:\s+(?:a|an|per|each|every|at a)\s+(?:day|week|month|quarter|year|night|shift|time|term|hour))?",
    re.IGNORECASE,
)
_OFTEN = re.compile(
    r"\b(?:(?:every|each)\s+(?:second\s+)?\w+|(?:daily|weekly|monthly|quarterly)|all\s+\w+s)\b", re.IGNORECASE
)
# "picking, packing, loading": what the work consisted of; nothing that somebody once did.
_BARE_GERUNDS = re.compile(r"\w+ing\s*(?:[,/+&;]|(?:\band\s+\w+ing\s*)*$)", re.IGNORECASE)
# "Stock take accuracy 99.4%": a measure and its value.
_MEASURE = re.compile(
    r"[A-Za-z-]+(?:\s(?!(?:a|an|the|of|to|for|in|on|at|by|with|and|up|all|our|my)\b)[A-Za-z-]+){1,4}"
    r"\s?[:=]?\s[€£$]?\d[\d.,]*\s?(?:%|per ?cent)?",
    re.IGNORECASE,
)
_TOOL_AFTER = re.compile(
    r"\b(?:with|using|via|into|to|from)\s+(?:the\s+)?((?:[A-Z][\w.+#]*"
    r"|[a-z]+[A-Z]\w*)(?:\s(?:[A-Z][\w.+#]*|\d{2,4}\b))?)"
)
_TECHNICAL = re.compile(r"\b(?:[a-z]+[A-Z]\w*|[A-Z][a-z]+[A-Z]\w*|\w+\.js|C\+\+|C#)(?![\w-])")
# Capitals alone (RTW, KPI) name a tool only where the line says that it was used.
_USED = re.compile(
    r"\b(?:[Uu]s(?:e|ed|es|ing)(?: of)?|[Ww]ith|[Vv]ia|[Ii]n|[Oo]n|[Tt]hrough)\s+(?:the\s+)?"
    r"([A-Z]{3,}\d*|[A-Z]+\d+)(?![\w/-])(?!\s[a-z])"
)
_NO_TOOLS = words_in(
    "UK USA EU US CEO CFO CTO COO HR HQ GCSE KPI KPIS SLA SLAS NHS VAT CPD SEN SEND EAL PhD BSc MSc "
    "NVQ BTEC ACCA ACA CIMA ONS PGCE RAF BBC II III IV GBP EUR USD UKAS CEOs LTD PLC LLP "
    "RTW FLT SOP SOPS ISO TVC PPT PPE KPIs SOPs EMEA APAC UAE"
)
_YOURS = {
    "my": "your",
    "me": "you",
    "myself": "yourself",
    "i": "you",
    "our": "your",
    "we": "you",
    "us": "you",
}


def parts_of(claim_id: str, text: str, source: Source, entry: Entry, skills: Sequence[str]) -> Claim:
    result = _result(text)
    return Claim(
        id=claim_id,
        text=text,
        source=source,
        what=_what(text, now=_is_present(entry)),
        role=entry.role,
        organisation=entry.organisation,
        scale=_scale(text, result),
        tools=_tools(text, skills, entry),
        result=result,
        dates=told_dates(text) or entry.dates,
    )


def _is_present(entry: Entry) -> bool:
    return bool(
        re.search(r"present|now|today|current|ongoing|since|to date|[–-]\s*$", entry.dates, re.IGNORECASE)
    )


def _what(text: str, *, now: bool) -> str:
    """A phrase that "you" can stand before; "" for a line without a verb, which cannot be said so."""
    opening = without_adverbs(opening_of(text)).rstrip(" .;")
    first_person = re.match(r"[^;.]{0,70}?\b(?=(?:I|I['’](?:m|ve))\s)", text)
    if first_person:
        opening = text[first_person.end() :].rstrip(" .;")
    subject = re.match(r"(?:I|We|He|She)\b(?:['’](?P<short>m|ve))?\s*", opening)
    if subject:
        have = {"m": "are ", "ve": "have "}.get(subject["short"] or "", "")
        opening = re.sub(r"^(?:am|is)\b", "are", have + without_adverbs(opening[subject.end() :]))
        opening = re.sub(r"^was\b", "were", opening)
        verb = leading_verb(opening)
        if opening.startswith(("are ", "were ", "have ", "had ")):
            return _shortened(_to_you(opening))
    else:
        verb = leading_verb(opening)
    if verb is None:
        duty = re.match(
            r"(?:(?:solely |jointly |fully )?responsible|accountable|in charge|on call|tasked|involved"
            r"|part of|a member of)\b",
            text,
            re.IGNORECASE,
        )
        return (
            _shortened(_to_you(("are " if now else "were ") + _lowered(text.rstrip(" .;"))))
            if duty and not subject
            else ""
        )
    word, form = verb
    if _names_work(opening, form):
        return ""
    if form == "third":
        opening = base_of(word) + opening[len(word) :]
    elif form == "ing":
        opening = ("are " if now else "were ") + _lowered(opening)
    return _shortened(_to_you(_lowered(opening)))


def _names_work(opening: str, form: Form) -> bool:
    """A list of work without object, figure or result, or a measure whose noun looks like a verb."""
    if form == "ing":
        return bool(_BARE_GERUNDS.match(opening)) and not FIGURE.search(opening) and not _result(opening)
    return form == "base" and opening[:1].isupper() and bool(_MEASURE.fullmatch(opening))


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _to_you(text: str) -> str:
    """Turned towards its listener, but for what stands in quotation marks."""
    return re.sub(
        r"[\"“][^\"”]*[\"”]|\b(?:[Mm]y|me|myself|I|[Oo]ur|[Ww]e|us)\b",
        lambda m: _YOURS.get(m.group(0).lower(), m.group(0)),
        text,
    )


def _shortened(what: str) -> str:
    """The first clause; of a long one as much as can be said in a breath."""
    what = re.split(r"\s*;\s*|\s+[–—]\s+", what)[0]
    if len(what.split()) > _LONGEST_WHAT_WORDS:
        what = re.split(r",\s+(?=\w+)", what)[0]
    if len(what.split()) > _LONGEST_WHAT_WORDS:
        what = re.split(r"\s+(?=(?:which|so that|while|where|in order|resulting|and)\b)", what)[0]
    return what.strip(" ,.;:") if len(what.split()) <= 2 * _LONGEST_WHAT_WORDS else ""


def _result(text: str) -> str:
    """The clause that tells a change, an end or a comparison."""
    clauses = [clause for clause in _CLAUSE.split(text) if clause]
    telling = [clause for clause in clauses if _CHANGE.search(clause)]
    with_figures = [clause for clause in telling if FIGURE.search(clause)]
    return (with_figures or telling or [""])[0].strip(" .,;")


def _scale(text: str, result: str) -> str:
    """The quantities outside the result and the dates, as written."""
    rest = text.replace(result, " ; ") if result and result != text.strip(" .") else text
    if result and result == text.strip(" ."):
        return ""
    rest = POINT.sub(" ; ", SPAN.sub(" ; ", rest))
    found = [match.group(0).strip(" .,;") for match in _QUANTITY.finditer(rest)]
    found = [quantity for quantity in found if quantity and not quantity.isalnum()]
    if not found:
        found = [match.group(0) for match in _OFTEN.finditer(rest)]
    return ", ".join(dict.fromkeys(found))


def _tools(text: str, skills: Sequence[str], entry: Entry) -> tuple[str, ...]:
    """Skills that the CV lists, names that only tools have (eObs), and what was used or done "with"."""
    found: dict[int, str] = {}
    for name in skills:
        match = re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)
        if match and any(letter.isupper() for letter in name):
            found[match.start()] = match.group(0)
    for match in _TECHNICAL.finditer(text):
        if match.group(0) not in _NO_TOOLS and not text.isupper():
            found.setdefault(match.start(), match.group(0))
    for match in _USED.finditer(text):
        if match.group(1) not in _NO_TOOLS and not text.isupper():
            found.setdefault(match.start(1), match.group(1))
    for match in _TOOL_AFTER.finditer(text):
        before, name = match.group(0).split()[0].lower(), match.group(1)
        exchanged = before in ("from", "to", "into") and re.search(
            r"\bfrom\s+[A-Z].*\b(?:in)?to\s+(?:the\s+)?[A-Z]", text
        )
        if (
            (before in ("with", "using", "via") or exchanged)
            and not POINT.search(name)
            and name not in entry.organisation
            and name.split()[0] not in _NO_TOOLS
        ):
            found.setdefault(match.start(1), name)
    names = [found[at] for at in sorted(found)]
    return tuple(n for n in dict.fromkeys(names) if not any(n != other and n in other for other in names))
