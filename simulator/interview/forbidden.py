"""What an interviewer must never ask or remark on, found in any text that might be said aloud. Pure.

Age, race, religion, sex or orientation, pregnancy, family plans, disability or health, national origin or native
language, citizenship (work authorisation is fine), union membership, pay history. A word alone forbids nothing:
a teacher speaks of children, a nurse of health, a firm may be a family's. What counts is that it is the
candidate's own. In doubt a text is refused: another can always be said instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Topic = Literal[
    "age", "race", "religion", "sex or orientation", "pregnancy", "family", "disability or health", "origin",
    "citizenship", "union membership", "pay history", "politics", "criminal record",
]  # fmt: skip

_YOU = r"(?:you|your|yours|yourself|you're|you've|you'd)"
# "your", with at most three words between, and what must not be theirs in a question.
_OWN = r"\byour (?!(?:\w+ ){0,2}?(?:patients?|pupils?|students?|clients?|customers?|residents?|users?|colleagues?|team)['\u2019]s?\b)(?:\w+[ -]){0,2}"
_ARE_YOU = r"\b(?:are|were|is|being|as) you(?:rself)?\b (?:\w+ ){0,3}?"
_DO_YOU = r"\b(?:do|did|will|would|could|might|can) you(?:rself)?\b (?:\w+ ){0,4}?"
_AS_A = r"\b(?:as|being|for|you are|you're|to be) (?:a|an) (?:\w+ ){0,2}?"
_HAVE = (
    r"(?:have|want|plan(?:ning)?|expect(?:ing)?|hope|intend|raise|get|got|leave|look after|bring up|start)"
)

_FORBIDDEN: tuple[tuple[Topic, str], ...] = (
    ("age", rf"\bhow old\b(?=[^.?!]*\b(?:are|were|will) you\b)|{_OWN}(?:age|birthday|date of birth|year of birth|birth (?:date|year)|generation)\b"
            rf"|\bwhen were you born\b|\byear (?:were you|you were) born\b|\bat your age\b|\b(?:too|so) (?:old|young)\b[^.?!]*\byou\b|\byou\b[^.?!]*\b(?:too|so) (?:old|young)\b"
            rf"|{_ARE_YOU}(?:old|young|retir)|{_DO_YOU}(?:plan |want |intend |expect )?(?:to )?retir|{_OWN}retirement\b|\bwhen you retire\b|\bsomeone (?:of )?your age\b"
            rf"|{_AS_A}(?:older|younger) (?:person|man|woman|worker|candidate|applicant)\b|\b(?:what|which) year did you (?:leave|finish) school\b|\bare you (?:over|under) \d\d\b"),
    ("race", rf"{_OWN}(?:race|ethnicit\w*|ethnic \w+|skin(?: colou?r)?|ancestry|heritage)\b|{_ARE_YOU}(?:black|white|asian|arab|hispanic|latino|latina|roma|gypsy|mixed race)\b"
             rf"|{_AS_A}(?:black|asian|arab|hispanic|latino|latina|roma) (?:person|man|woman|candidate|nurse|teacher)|\bwhat race\b"),
    ("religion", rf"{_OWN}(?:religion|faith|church|mosque|synagogue|temple|god|prayers?|headscarf|hijab|sabbath)\b|{_ARE_YOU}(?:religious|a believer|christian|catholic|protestant|muslim|jewish|hindu|sikh|buddhist|atheist)"
                 rf"|{_DO_YOU}(?:pray|believe in god|worship|go to church|attend church|keep the sabbath|observe (?:ramadan|the sabbath|lent|any religious))|\bwhat religion\b|\breligious (?:holidays?|beliefs?|reasons?)\b[^.?!]*\b{_YOU}\b"),
    ("sex or orientation", rf"{_OWN}(?:sex|gender|sexuality|sexual orientation|orientation|pronouns|transition)\b|{_ARE_YOU}(?:gay|lesbian|bisexual|bi|straight|homosexual|heterosexual|trans|transgender|queer|non-binary)\b"
                           rf"|{_AS_A}(?:woman|man|girl|boy|lady|female|male|gay|lesbian|trans|transgender)\b(?=[^.?!]*\b(?:you|your)\b)|\byou(?:'re| are)?,? as a (?:woman|man|female|male)\b|\bsexual orientation\b"),
    ("pregnancy", r"\bpregnan|\bmaternity\b|\bpaternity\b|\bexpecting (?:a baby|a child|twins)\b|\bmenopaus|\bfertility\b|\bparental leave\b(?=[^.?!]*\byou)"),
    ("family", rf"{_OWN}(?:wife|husband|spouse|partner at home|boyfriend|girlfriend|fianc[eé]e?|marriage|wedding|divorce|kids?|child|children|baby|babies|sons?|daughters?|family|family (?:plans?|life|situation)|mother|father|parents|childcare|marital status|private life|love life|home life)\b"
               rf"|{_ARE_YOU}(?:married|single|divorced|engaged to|widowed|a (?:single )?(?:mother|father|parent|mum|mom|dad)|planning (?:a family|children))\b"
               rf"|\b(?:do|did|will|would|might|can|could|have) you (?:\w+ ){{0,3}}?{_HAVE}(?: to| any| some| more| a| an| small| young| have| of| having| your| own)*(?: or)? (?:kids?|child|children|bab(?:y|ies)|family)\b(?! (?:business|firm|doctor|law))"
               rf"|\bstart(?:ing)? a family\b|\bfamily plan(?:s|ning)\b(?=[^.?!]*\byou)|\bchildcare\b|\b(?:look after|take care of|mind) (?:the|your) (?:kids|children)\b(?=[^.?!]*\bwhile you)|\bget(?:ting)? married\b|\byou(?:r)? (?:as|being) a (?:mother|father|mum|dad|parent)\b"),
    ("disability or health", rf"{_OWN}(?:health|illness(?:es)?|sickness(?:es)?|disabilit\w*|disabled|diagnos\w*|medication|medicines?|therapy|therapist|depression|anxiety|burn-?out|stammer|stutter|autism|adhd|dyslexia|handicap|weight|medical (?:history|record|condition)s?|sick(?: leave| days?)|mental health|surgery|pills)\b"
                             rf"|{_ARE_YOU}(?:disabled|ill|sick|healthy|handicapped|autistic|dyslexic|depressed|in therapy|on medication|deaf|blind)\b(?! (?:of|and tired))|\bhow many (?:sick days|days were you (?:ill|sick|off sick))\b|{_DO_YOU}(?:have|suffer from|take|need) (?:any |a |an )?(?:\w+ )?(?:disabilit\w+|illness\w*|medication|health (?:problems?|issues?|conditions?)|medical conditions?|pills)\b"
                             rf"|{_DO_YOU}(?:smoke|drink alcohol|take drugs)\b|\bhave you (?:ever )?been (?:\w+ ){{0,2}}(?:ill|sick|hospitali[sz]ed|in hospital|diagnosed|in therapy)\b|\bdo you (?:stutter|stammer)\b|\byou (?:seem|sound|look) (?:ill|sick|nervous|anxious|depressed)\b"),
    ("origin", rf"\bwhere (?:are|were) you (?:\w+ ){{0,2}}?(?:from|born)\b|\bwhere do you (?:\w+ )?come from\b|\bwhere did you grow up\b|{_OWN}(?:accent|native (?:language|tongue)|mother tongue|first language|nationality|national origin|country of (?:birth|origin)|birthplace|homeland|home country|origins?|roots|immigra\w+|surname come|name come)\b"
               rf"|\b(?:native|non-native) speaker\b|\b(?:is|was) english (?:not )?your\b|{_ARE_YOU}(?:an? (?:immigrant|foreigner|refugee|native)|foreign|originally)\b|\bwhat kind of (?:a )?name\b|\bwhere (?:is|does) your (?:\w+ )?(?:name|accent|family)\b"),
    ("citizenship", rf"{_OWN}(?:citizenship|passport|immigration status)\b|\b(?:are|were) you (?:\w+ ){{0,3}}?citizens?\b|\bcitizen of\b|\bwhich passport\b|\bwhat(?:'s| is) your nationality\b"),
    ("union membership", rf"{_ARE_YOU}(?:in|a member of|part of|with|active in) (?:a|the|any) (?:\w+ )?union\b|{_DO_YOU}(?:belong to|support|join|pay into) (?:a|the|any) (?:\w+ )?union\b|{_OWN}(?:trade |labou?r )?union(?: membership)?\b|\bunion member(?:ship)?\b(?=[^.?!]*\byou)|\bhave you (?:ever )?(?:been on strike|joined a union)\b"),
    ("pay history", rf"{_OWN}(?:current|present|last|previous|old|former|existing|past|latest)(?: \w+)? (?:salary|pay|wages?|income|package|bonus|earnings|compensation|rate)\b|\b(?:salary|pay|wages?|income|earnings) (?:history|slips?)\b"
                    rf"|\b(?:do|did|are|were|have) you (?:\w+ ){{0,3}}?(?:earn|earned|earning|paid|make|making|on)\b(?=[^.?!]*\b(?:now|current|currently|today|present|last|previous|before|there|old|former)\b[^.?!]*)(?=[^.?!]*\b(?:how much|what|earn\w*|salary|pay|paid)\b)(?<![a-z])"
                    rf"|\b(?:how much|what) (?:do|did|are|were) you (?:\w+ ){{0,2}}?(?:earn\w*|paid|getting paid|making|make) ?(?:now|there|before|at|in|currently|\?|$)|\bwhat (?:does|did|do) (?:your|they|he|she) (?:\w+ ){{0,3}}?pay you\b|\byour (?:salary|pay|wage) (?:now|there|at present|today|before)\b"),
    ("politics", rf"\b(?:who|what|which party) (?:do|did|will) you vote\b|\bdid you vote\b|{_OWN}(?:politics|political (?:views?|party|opinions?)|vote)\b|\bwhich party\b[^.?!]*\byou\b"),
    ("criminal record", rf"\bhave you (?:ever )?been (?:arrested|convicted|in prison|in jail|charged)\b|{_OWN}(?:criminal record|convictions|arrests?)\b"),
)  # fmt: skip
_COMPILED = tuple((topic, re.compile(pattern)) for topic, pattern in _FORBIDDEN)


@dataclass(frozen=True, slots=True)
class Found:
    """What must not be said: the topic and the words that touch it."""

    topic: Topic
    words: str


def forbidden_in(text: str) -> tuple[Found, ...]:
    """Every forbidden topic that a text touches, each once; empty when it may be said."""
    said = " ".join(text.lower().replace("\u2019", "'").split())
    found: list[Found] = []
    for topic, pattern in _COMPILED:
        if touched := pattern.search(said):
            found.append(Found(topic, touched[0].strip()))
    return tuple(found)
