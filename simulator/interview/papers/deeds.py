"""Whether a line of a CV says what its owner did: a deed, a duty, a result. Pure."""

from __future__ import annotations

import re

from simulator.interview.forbidden import forbidden_in
from simulator.interview.papers.cv_words import names_a_post
from simulator.interview.papers.dates import POINT, SPAN, is_only_dates
from simulator.interview.papers.verbs import form_of, leading_verb

_FIRST_PERSON = re.compile(r"\b(?:I|I'm|I've|I’m|I’ve|[Mm]y|me|myself|[Ww]e|[Oo]ur|us)\b")
_NO_DEED = re.compile(
    r"\bI(?:'m|’m| am)? (?:left|looking|would|hope|wish|want|enjoy|like|love|believe|seek|seeking|aim"
    r"|prefer|resigned)\b"
    r"|\b(?:I am|I'm|I’m) (?:an?|the|keen|passionate|motivated|interested|happy|proud|reliable|calm"
    r"|available)\b"
    r"|^(?:reasons? for leaving|references? (?:available|on request)|available (?:from|on request)|made "
    r"redundant|redundan)"
    r"|^report(?:s|ed|ing)? (?:directly )?to\b(?!.*\b(?:monthly|weekly|figures|results)\b)",
    re.IGNORECASE,
)
_DUTY = re.compile(
    r"^(?:(?:mainly|also|jointly|solely|fully)\s+)?(?:responsib(?:le|ility) for|accountable for"
    r"|answerable for|in charge of|charged with"
    r"|tasked with|involved in|engaged in|part of|member of|deputy|acting|key user|contact person|point "
    r"of contact|first point|lead (?:on|for)"
    r"|on call|head of|chair of|secretary (?:of|to)|duties included?|my (?:main )?(?:duties|tasks|job"
    r"|work|part|role)"
    r"|budget (?:responsibility|holder)|day[- ]to[- ]day|full responsibility|overall responsibility|sole)\b",
    re.IGNORECASE,
)
# Before a deed: when, where, as what. "In 2022, ...", "Since May 2021 ...", "During the merger, ...".
_LEAD_IN = re.compile(
    rf"^(?:(?:in|since|from|until|by|during)\s+(?:{SPAN.pattern}|{POINT.pattern})[,:]?\s*"
    r"|(?:in|since|from|until|by|during|between|after|before|within|over|for|as|at|with|together with"
    r"|alongside|on|when|while|once)\b"
    r"(?!.*\bI\b)[^,;:]{1,60}?[,:]\s*)",
    re.IGNORECASE,
)
_DATED = re.compile(rf"^\(?(?:{SPAN.pattern}|{POINT.pattern})\)?\s*[:,–—-]?\s*", re.IGNORECASE)
_THIRD_PERSON = re.compile(
    r"^(?:he|she)\b\s+(?:also\s+)?(?:is|was|has|had|\w+s|\w+ed|led|ran|built|wrote|made|taught|won|sold)\b",
    re.IGNORECASE,
)
# "Running of a kitchen", "Preparation of accounts": a deed as a noun.
_DEED_NOUN = re.compile(
    r"^(?:[A-Za-z-]+\s+){0,2}?(?:\w{3,}ing|\w{4,}(?:ment|tion|sion|ance|ence)|\w{4,}sis|care|support"
    r"|upkeep|repair|design|delivery|sales?|control|planning)"
    r"\s+(?:of|for|to|with)\b",
    re.IGNORECASE,
)
_ABOUT_THE_EMPLOYER = re.compile(
    r"^(?:(?:the|a|an|one of|this|our|it|its|they|their)\b|[\w'’&.-]+(?:\s[A-Z][\w'’&.-]*){0,3}\s+(?:is"
    r"|are|was|were|has|had|makes?|made|sells?|provides?|plans|builds"
    r"|runs|offers?|employs?|serves|operates|develops|produces|supplies)\b|(?:[a-z-]+\s+){0,3}(?:company"
    r"|firm|school|hospital|manufacturer|maker|agency|charity|retailer|supplier"
    r"|start-?up|provider|consultancy|practice|nursery|restaurant|hotel|chain|business|college|university"
    r"|studio|clinic)\b)",
    re.IGNORECASE,
)
# "Night shifts alone, ...", "Staircases and sash windows for ...": the work, named without a verb.
_KINDS_OF_WORK = re.compile(
    r"^(?:[A-Z][a-z-]+\s)?(?!\w*(?:ss|us|is)\b)[A-Za-z-]{3,}s\b(?=,|\s(?:and|for|in|on|at|with|to|of"
    r"|alone|under|from)\b)"
)
_AGENTS = re.compile(
    r"^(?:\w+\s)?\w+(?:ers|ors|ists|ants)\s(?:of|to|in)\b|\b(?:staff|employees|turnover|pupils|beds"
    r"|rooms)\b.*$",
    re.IGNORECASE,
)
_CAME_OF_IT = re.compile(
    r"\b(?:rose|fell|grew|dropped|went (?:up|down|from)|increased|decreased|improved|halved|doubled"
    r"|shrank|sank)\b.*\d"
    r"|\b(?:still|now) (?:used|in use|running|standard|part of)\b|\b(?:taken over|adopted) by\b",
    re.IGNORECASE,
)
# Family, health and what filled a gap: nothing that an interviewer may take up.
_PRIVATE = re.compile(
    r"\b(?:car(?:ed|ing)|looked|looking) (?:for|after) (?:an? |my |our |the )?(?:(?:elderly|sick|ill"
    r"|disabled|own|close|dying) ){0,2}(?:family(?: member)?|relative|(?:grand)?(?:mother|father|parent))s?\b"
    r"(?!['’]|\s+(?:of|visits?|rooms?)\b)"
    r"|\b(?:family|personal|health|medical) reasons\b|\b(?:own|serious|long|long-term) (?:illness|sickness)\b"
    r"|\brecover(?:ed|ing) from (?:an? |my )?(?:\w+ )?(?:illness|operation|surgery|accident|burn-?out)\b"
    r"|^(?:(?:on|took|was on|i was on|i took)\s+)?(?:(?:a|an|my|full-?time|extended)\s+)?(?:(?:maternity"
    r"|paternity|parental|adoption|sick|compassionate|carer['’]?s)\s+leave|career break|gap year|sabbatical"
    r"|(?:carer|parent|mother|father) (?:of|to|for) (?:my|an? (?:family|relative))"
    r"|(?:travell?ing|travell?ed|backpack(?:ing|ed))\b(?=\s*(?:$|[,+&/;.]|and\b|in\b|through\b|around\b|round\b"
    r"|abroad\b|across\b|the world\b)))(?!\s+(?:cover|policy|policies|cases?|requests?|records))",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"\S+@\S+\.\w+|https?://|www\.|linkedin|github\.com|\+?\d[\d\s()/-]{7,}\d$", re.IGNORECASE
)


def in_first_person(text: str) -> bool:
    return bool(_FIRST_PERSON.search(text)) and not _NO_DEED.search(text)


def is_private(text: str) -> bool:
    """About family, health or the time between two posts; or no question could say it to its owner."""
    if _PRIVATE.search(text) or _PRIVATE.search(opening_of(text)):
        return True
    told = re.sub(r"\b[Mm]y\b", "your", text)
    return any(found.topic in ("family", "disability or health") for found in forbidden_in(told))


def opening_of(text: str) -> str:
    """The text without its date and its lead-in, where they stand before the deed."""
    text = _DATED.sub("", text, count=1)
    for _ in range(2):
        rest = _LEAD_IN.sub("", text, count=1)
        if rest == text or not rest:
            break
        text = rest
    return text


def opens_with_a_deed(text: str) -> bool:
    """ "Led ...", "In 2022, rebuilt ...", "Responsible for ...", "Also trained ..."."""
    if _NO_DEED.search(text):
        return False
    opening = opening_of(text)
    if _DUTY.match(text) or _DUTY.match(opening):
        return True
    verb = leading_verb(opening) or leading_verb(text)
    return verb is not None and not _is_a_title(opening)


def _is_a_title(text: str) -> bool:
    """ "Lead Engineer", "Registered Nurse, Ward 4": a post that begins like a verb."""
    words = text.split()
    return (
        len(words) <= 8
        and len(words) > 1
        and words[1][:1].isupper()
        and names_a_post(" ".join(words[:4]))
        and (form_of(words[0]) in ("base", "past"))
        and not text.endswith(".")
    )


def is_deed(sentence: str) -> bool:
    """A sentence of a paragraph that tells what the CV's owner did, not what the employer is."""
    if (
        _CONTACT.search(sentence)
        or is_only_dates(sentence)
        or len(sentence.split()) < 2
        or _NO_DEED.search(sentence)
    ):
        return False
    if opens_with_a_deed(sentence) or in_first_person(sentence) or _THIRD_PERSON.match(sentence):
        return True
    if _ABOUT_THE_EMPLOYER.match(sentence):
        return False
    kinds = _KINDS_OF_WORK.match(sentence) and not _AGENTS.search(sentence)
    return len(sentence.split()) > 2 and bool(_DEED_NOUN.match(sentence) or kinds)


def is_point(text: str) -> bool:
    """A point of the list below a post: a deed, unless it is plainly something else."""
    if _NO_DEED.search(text) or is_only_dates(text) or (_CONTACT.search(text) and len(text.split()) < 8):
        return False
    return len(text.split()) >= 2


def goes_on_telling(sentence: str) -> bool:
    """After a deed: what came of it ("Complaints fell from 9 to 2"), or the next one without a verb."""
    if _NO_DEED.search(sentence) or _CONTACT.search(sentence) or len(sentence.split()) < 3:
        return False
    return bool(_CAME_OF_IT.search(sentence)) or not _ABOUT_THE_EMPLOYER.match(opening_of(sentence))
