"""What kind of thing a question asks for (a time, a number, a person, a plan), and whether a line holds one.

A line can be about exactly what was asked and still not answer it: "Why did she leave?" is not answered by "left
in March". Said aloud that would be an evasion, or worse, an invention. Pure.
"""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal[
    "time", "duration", "count", "money", "person", "place", "reason", "plan", "opinion", "which", "manner"
]

_MONTHS = (
    r"january|february|march|april|june|july|august|september|october|november|december"
    r"|(?:by|in|from|until|till|since|end of|next) may|may (?=\d)"
)
_DAYS = r"monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_SEASONS = r"spring|summer|autumn|winter|easter|christmas|half-term|term|quarter"
_UNITS = r"minutes?|min|hours?|days?|weeks?|months?|years?"
_NUMBER = (
    r"\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred"
    r"|half|twice|once|dozens?"
)
_AUXILIARY = r"(?:is|are|was|were|do|does|did|will|would|can|could|have|has|had|should|'s|'d|'re|'ll)"

_QUESTIONS: tuple[tuple[Kind, str], ...] = (
    ("opinion", rf"\bhow {_AUXILIARY} [\w ]{{1,25}} (feel|think)\b|\bwhat {_AUXILIARY} [\w ]{{1,25}} think\b|\bhow \w+ feel|\bhow (many|much)\b[^?]*\b(would|do) you (need|want|like)\b"),
    ("duration", r"\bhow long\b|\bfor how (long|many (years|months|weeks))"),
    ("time", r"\bwhen\b(?! (you|they|we|i|he|she|the|there|a|it|people|something|somebody|things|that|this)\b(?! (you|i|we|they|he|she) (?:going|planning)))"
             r"|\bhow soon\b|\bby when\b|\bwhat (date|day|month|time)\b|\bwhich (day|month|year)\b|\bfixed time\b"),
    ("money", r"\bis there (any |some |more |enough )*money\b|\bhow much (would|do|does|did|will|can|could|is|money|has)\b[^?]*\b(earn|cost|pay|paid|spend|make|get|charge)|\bwhat (would|do|does|did|will|is|are|was)"
              r"[^?]*\b(cost|fee|rent|rate|salary|pay|price|earn|charge)\b(?![^?]*\b(like|raise)\b)|\b(salary|price|fee|rent) (range|level)|\bwhat salary\b"),
    ("count", r"\bhow (many|often|big|large|high|far|busy|heavy|much)\b(?! (say|freedom|room))|\bwhat (share|percentage|proportion|number)\b|\b(in|what) per ?cent\b"),
    ("person", r"\b(who|whom|who's|who'd|who'll|whose)\b(?! (?:was|had|did|held|left|works|lead|led|leave|is|are|moved|went|retire|take) [^?]*\b(before|left)\b)"),
    ("place", r"(?<![a-z] )\bwhere (is|are|do|does|did|would|will|could|to)\b(?! (?:you|we|i) (?:with|on|stand))|\bwhich (country|town|city|site|building)\b"),
    ("reason", r"\bwhy\b|\bhow come\b|\bwhat('s| is| was) the reason\b|\bwhat made\b|\bwhat (did|do) (they|he|she|people) say\b"),
    ("plan", r"\bare (you|they|we) (going|planning|thinking|looking|hoping|about)\b|\b(do|does) \w+( \w+)? (plan|intend|want) to\b|\bis there a plan\b|\bare there (any )?plans\b"
             r"|\bwill (you|the \w+|there be|it|they|that|this|\w+ be)\b(?! (know|see|tell|measure|hear|judge|look|expect))|\bhave you settled\b|\b(is|are) [^?]*\bgoing to\b"),
    ("which", r"\bwhich\b(?! (?:is|was|means)\b)"),
    ("manner", r"\bhow\b|\bwhat(?:'s| is| are| was)? [^?]*\blike\b"),
)  # fmt: skip
_SOMEBODY = (
    r"\b(manager|matron|head|boss|director|board|bank|consultant|mentor|team|lead|chair|founder|owner|partner|hr"
    r"|committee|council|everybody|everyone|nobody|all|each|own|yourself|colleagues?|families|family|parents"
    r"|principal|deputy|assistant|officer|fund|trust|group|customers?|clients?|students?|pupils|agency"
    r"|agencies|union|staff|people|volunteers|\w{3,}(?:er|or|ist|ian|ant|ers|ors|ists))\b"
)
_NO_PERSON = frozenset(
    "after over under other another whether either never number paper order quarter summer winter water later "
    "larger better offer matter letter master computer power september october november december for or major "
    "minor floor door error per customer cover answer corner centre transfer register together however further "
    "important relevant constant forever dinner weather user tender former senior junior newer older higher lower "
    "remember consider deliver prefer counter border folder center chapter whatever ever her their helper easter "
    "errors covers timber letters orders matters rosters registers scanner shutter ledger earlier younger longer "
    "monitor copper cinder chargers papers numbers chapters timers containers servers server filter printer "
    "boiler meter meters calendar behavior behaviour harbour labour colour parcels".split()
)


def asked_kinds(question: str) -> frozenset[Kind]:
    """Every kind of thing that the question asks for; often more than one, empty for a plain yes or no."""
    text = " ".join(question.lower().replace("\u2019", "'").split())
    found = {kind for kind, pattern in _QUESTIONS if re.search(pattern, text)}
    if found & {"duration", "count", "money", "opinion"}:
        found.discard("manner")
    if "money" in found:
        found.discard("count")
    if "reason" in found and re.search(
        r"\b(is|was) (this|the|that) (job|post|position|role) (free|open|vacant)", text
    ):
        found.discard("reason")  # what happened to the last one is the reason
    if re.match(r"(is|are|was|do|does|did|can|could|would|will|have|has)\b", text):
        found.discard("reason")  # "is it a replacement, or why ...": either answers
    return frozenset(found)


def holds(fact: str, kind: Kind, question: str = "") -> bool:
    """Whether a line, written out, holds such a thing. `question`: what it names itself is no answer to it.

    True for kinds that cannot be told from words.
    """
    text = fact.lower().replace("\u2019", "'")
    match kind:
        case "time":
            return bool(_future_times(text)) if _about_the_future(question) else _has_time(text)
        case "duration":
            return bool(
                re.search(
                    rf"\b({_NUMBER}|few|several|a|an)\s+(\w+ )?({_UNITS})\b|\bpermanent|\b({_UNITS})\b.*\b(pay|long)",
                    text,
                )
            ) or _has_time(text)
        case "count":
            return bool(
                re.search(
                    rf"\b({_NUMBER}|all|every|each|no|none|nobody|full|weekly|daily|monthly|yearly|always|never|sometimes|rarely|annual)\b|\d",
                    text,
                )
            )
        case "money":
            return bool(
                re.search(
                    r"\d[\d.,]* ?(per cent|thousand|million|k\b|euros?|pounds?|dollars?)|[£€$]\s?\d|\b\d{2,}(,\d{3})?\b|\bsame\b|\bfree\b|\bgrade|\bband\b|\bhalf\b|\b(is|are|be|gets?|well) paid\b|\bpaid (for|by|to|the same|double|extra|weekly|monthly)\b",
                    text,
                )
            )
        case "person":
            return _names_somebody(fact, question)
        case "place":
            return bool(
                re.search(r"\b(in|at|near|to|from|next to|off|outside|beside|between)\b", text)
            ) or bool(_names(fact, question))
        case "reason":
            return bool(
                re.search(
                    r"\b(because|reasons?|due to|so that|that's why|thanks to|owing|in order|since (?!\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|last|easter|spring|summer|autumn|winter|then)|, then (?!\d))\b",
                    text,
                )
            )
        case "plan":
            return bool(
                re.search(
                    r"\b(plan\w*|next (year|spring|summer|autumn|winter|month|week)|will|want\w*|goes live|launch\w*|opens?|opening|begins?|starts?"
                    r"|pilot|trial|ordered|tender|to be|being|until|soon|by (end|the end)|decided|decision|from|coming|agreed|talks|running out|needs?|20(2[6-9]|[3-9]\d))\b",
                    text,
                )
            )
        case "opinion":
            return bool(
                re.search(
                    r"\b(feels?|thinks?|thought|happy|unhappy|says?|said|hopes?|fears?|worr\w+|glad|against|in favour|likes?|hates?|wants?|needs?|wished|wanted)\b",
                    text,
                )
            )
        case "which" | "manner":
            return True


def _about_the_future(question: str) -> bool:
    return bool(
        re.search(
            r"\bwhen (will|do|does|would|can|could|should|is|are)\b|\bhow soon\b|\bgoing to\b",
            question.lower(),
        )
    )


def _has_time(text: str) -> bool:
    return bool(
        re.search(
            rf"\b({_MONTHS}|{_DAYS}|{_SEASONS})\b|\b(1[89]|20)\d\d\b|\b\d{{1,2}}[.:]\d\d\b|\b(next|last|each|every|this) ({_UNITS})\b"
            rf"|\b(within|in|after|by|until|till) (a|an|{_NUMBER}|the) ?(\w+ )?({_UNITS}|\d+th)?\b|\bas soon as\b|\b\d+(st|nd|rd|th)\b"
            rf"|\b(yearly|monthly|weekly|daily|always|soon|today|tomorrow|now|morning|evening)\b|\bend of\b|\bon (delivery|order|signing|arrival|completion|demand)\b|\b\d+ ({_UNITS})\b",
            text,
        )
    )


def _future_times(text: str) -> bool:
    """A moment that is still to come, as far as words tell: not "since March", not "last year"."""
    rest = re.sub(
        r"\b(since|in|from|founded|joined|bought|built|started|visit was in) ((1[89]|20[01])\d\d|202[0-5])\b",
        " ",
        text,
    )
    rest = re.sub(
        rf"\bsince (\w+ )?({_MONTHS}|{_SEASONS}|last \w+|\d+)\b|\blast ({_UNITS}|{_SEASONS}|{_MONTHS})\b|\b({_NUMBER}) ({_UNITS}) ago\b",
        " ",
        rest,
    )
    return _has_time(rest)


def _names(fact: str, question: str) -> list[str]:
    """Words with a capital inside the line that the question does not hold."""
    asked = set(re.findall(r"[a-z]+", question.lower()))
    words = re.findall(r"(?<![.!?] )(?<!^)\b[A-Z][a-z]+[\w'-]*", fact)
    times = re.compile(rf"^({_MONTHS}|{_DAYS}|may|christmas|easter)$")
    return [word for word in words if word.lower() not in asked and not times.match(word.lower())]


def _names_somebody(fact: str, question: str) -> bool:
    asked = set(re.findall(r"[a-z]+", question.lower()))
    names = [
        name
        for name in _names(fact, question)
        if not re.search(rf"\b(in|at|from|near|to|via) (\w+ and )?{re.escape(name)}\b", fact)
    ]
    begins = re.match(
        r"[A-Z][a-z]+ [A-Z][a-z]+|[A-Z][a-z]+(?= (wants|likes|is|was|has|leads|runs|came)\b)", fact
    )
    if names or (begins and not set(begins[0].lower().split()) & asked):
        return True
    roles = set(re.findall(_SOMEBODY, fact.lower())) - _NO_PERSON
    return any(role not in asked and role.rstrip("s") not in asked for role in roles)
