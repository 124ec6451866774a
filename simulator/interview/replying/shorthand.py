"""Notes are written in shorthand, and an answer is heard: a note's line as one would say it. Pure.

Only what is sure is read out ("3 mths w/ mentor" is "3 months with mentor"), nothing is added, and what is not
sure stays as it stands. Notes are the candidate's ("I'd report to her"); the interviewer says them back ("you
would report to her").
"""

from __future__ import annotations

import re

from simulator.interview.dossier import DocumentKind

_SHORT = {
    "w/": "with", "w": "with", "w/in": "within", "w/o": "without", "w.": "with", "w/out": "without", "b/c": "because", "bc": "because",
    "abt": "about", "approx": "about", "approx.": "about", "ca.": "about", "thru": "through",
    "yr": "year", "yrs": "years", "wk": "week", "wks": "weeks", "wkend": "weekend", "wkends": "weekends",
    "mth": "month", "mths": "months", "hrs": "hours", "mins": "minutes", "secs": "seconds",
    "ppl": "people", "mgr": "manager", "mgrs": "managers", "dept": "department", "depts": "departments",
    "asst": "assistant", "assts": "assistants", "dir.": "director", "dev": "developer", "devs": "developers",
    "prev.": "previous", "prev": "previous", "avg": "on average", "incl.": "including", "incl": "including",
    "excl.": "without", "max.": "at most", "subcontr.": "subcontractors", "mtg": "meeting",
    "mtgs": "meetings", "msg": "message", "msgs": "messages", "e.g.": "for example", "eg": "for example",
    "i.e.": "that is", "ie": "that is", "etc.": "and so on", "etc": "and so on", "vs": "against",
    "vs.": "against", "asap": "as soon as possible", "tbc": "to be confirmed", "tbd": "to be decided",
    "poss.": "possible", "resp.": "responsible", "govt": "government", "hosp": "hospital",
    "fy": "financial year", "qtr": "quarter", "dev.": "development", "uni": "university", "rev": "revenue",
    "betw.": "between", "btw": "by the way", "info": "information", "exec": "executive",
    "jan": "January", "feb": "February", "sept": "September", "oct": "October", "nov": "November",
    "dec": "December", "aug": "August", "mon": "Monday", "tue": "Tuesday", "tues": "Tuesday",
    "wed": "Wednesday", "thu": "Thursday", "thurs": "Thursday", "fri": "Friday", "sat": "Saturday",
    "sun": "Sunday", "xmas": "Christmas", "tho": "though", "pls": "please", "hol": "holiday", "hols": "holidays",
}  # fmt: skip
# A word of its own in lower case: "he sat", "in the sun", "to wed".
_ONLY_AS_A_NAME = {"jan", "mon", "wed", "sat", "sun", "nov", "oct", "dec", "fri", "feb", "aug", "tue", "thu"}
_QUARTERS = (
    ("Q1", "the first quarter"),
    ("Q2", "the second quarter"),
    ("Q3", "the third quarter"),
    ("Q4", "the fourth quarter"),
)

_SIGNS: tuple[tuple[str, str], ...] = (  # in this order
    (r"\(\s*[!?]*\s*\)|!!+|\blol\b|\(\s*(be )?(careful|gentle|nice)\s*!*\s*\)|\s[:;]-?[()]", " "),
    (r"(?<=\d)\s*(?:→|->|=>)\s*(?=\d)", " to "),
    (r"\s*(?:→|->|=>)\s*", ", then "),
    (r"(?<![\d.])1\s?h\b", "1 hour"), (r"(?<=\d)\s?h\b", " hours"), (r"(?<=\d)\s?d\b", " days"), (r"(?<=\d)\s?x(?=\s|/)", " times"),
    (r"(?<=\d)k\b", " thousand"),
    (r"(?<=times)\s*/?\s*(?=(yr|wk|mth|year|week|month|day)\b)", " a "),
    (r"\s*%", " per cent"), (r"~\s*(?=\d)", "about "), (r"(?<=\s)[≥]\s*(?=\d)", "at least "),
    (r"(?<=\s)>\s*(?=\d)", "more than "), (r"(?<=\s)<\s*(?=\d)", "less than "),
    (r"(?<=[\"\u201d])\s*=\s*", " means "), (r"\s*=\s*", ": "),
    (r"(?<=\d)\+", " or more"), (r"\+\s*(?=\d)", "and "), (r"\s*[+&]\s*", " and "), (r"\s+/\s+", ", "),
    (r"(?<=\d)\s?[-\u2013]\s?(?=\d)", " to "), (r"\s+[-\u2013\u2014]+\s+", ", "),
    (r"\s*\(\s*", ", "), (r"\s*\)\s*(?=[.,;:?!]|$)", ""), (r"\s*\)\s*", ", "),
    (r"\s*;\s*", ", "), (r"[*_#<>\[\]{}|]+", " "), (r"(?<=\w)/(?=\w)", " or "), (r"/", " "),
)  # fmt: skip
_MONEY = re.compile(
    r"\b(turnover|revenue|budget|capex|deficit|profit|loss|sales|orders?|business|fund\w*)\b|[£€$]", re.I
)
_HOURS = re.compile(r"(\d{1,2}[:.]\d\d)\s?[-\u2013]\s?(\d{1,2}[:.]\d\d)")
_MILLIONS = re.compile(r"(?<=\d)\s?m\b")

_YOURS: tuple[tuple[str, str], ...] = (
    (r"\bI(?:'d| would)\b", "you would"), (r"\bI(?:'ll| will)\b", "you will"), (r"\bI(?:'m| am)\b", "you are"),
    (r"\bI(?:'ve| have)\b", "you have"), (r"\bI was\b", "you were"), (r"\bI\b(?!\.)", "you"),
    (r"\b[Mm]yself\b", "yourself"), (r"\b[Mm]ine\b", "yours"), (r"\bmy\b", "your"), (r"\bMy\b", "Your"),
    (r"\bme\b", "you"), (r"^[Tt]hey\b", "we"), (r"^[Tt]hey'd\b", "we would"), (r"^[Tt]hey're\b", "we are"),
)  # fmt: skip


def spoken(text: str, document: DocumentKind = "company_notes") -> str:
    """A line as a sentence for the ear: no bullet, no signs, abbreviations read out, a full stop.

    Args:
        text: a line of the notes or of the job ad.
        document: in notes "I" is the candidate, in an ad nobody.
    """
    line = written_out(text)
    if document == "company_notes":
        quoted = re.split(r"(\"[^\"]*\"|\u201c[^\u201d]*\u201d)", line)  # somebody else's words stay
        line = "".join(part if index % 2 else _to_the_candidate(part) for index, part in enumerate(quoted))
    line = _tidy(line)
    if not line:
        return ""
    return f"{line[0].upper()}{line[1:]}" + ("" if line[-1] in ".?!" else ".")


def written_out(text: str) -> str:
    """A line without bullet and signs, abbreviations in full; whoever speaks stays who they are."""
    line = re.sub(r"^\s*(?:[-*\u2013\u2014\u2022\u00b7]+|\d+[.)])\s+", "", text).replace("\u2019", "'")
    if _MONEY.search(line):
        line = _MILLIONS.sub(" million", line)
    remark, replacement = _SIGNS[0]
    line = re.sub(remark, replacement, line)
    for short, full in _QUARTERS:
        line = re.sub(rf"\b{short}\b", full, line)
    line = re.sub(r"(?<!\S)w/(?!o\b|out\b|in\b)(?=\w)", "with ", line)
    line = _words_in_full(line)
    for pattern, replacement in _SIGNS[1:]:
        line = re.sub(pattern, replacement, line)
    return _tidy(line)


def for_the_ear(text: str) -> str:
    """A piece of a CV or an ad within a question: abbreviations read out, its own words and signs kept."""
    return _words_in_full(_HOURS.sub(r"\1 to \2", text))


def _words_in_full(line: str) -> str:
    line = re.sub(r"(?<=\w)/(?=(yr|wk|mth|qtr|month|week|day|year|hour)s?\b)", " a ", line)
    return " ".join(_in_full(word) for word in line.split())


def _in_full(word: str) -> str:
    begins, core, ends = re.fullmatch(r"([(\"']*)(.*?)([,;:)\"'!?]*)", word, re.S).groups()  # type: ignore[union-attr]
    for bare, after in ((core, ""), (core.removesuffix("."), "." if core.endswith(".") else "")):
        full = _SHORT.get(bare.lower())
        if full is None or (bare.lower() in _ONLY_AS_A_NAME and not bare[0].isupper()):
            continue
        if bare.isupper() and len(bare) > 1 and full[0].islower() and bare not in ("FY",):
            continue  # an acronym that looks like it: "DEV", "IE"
        return begins + full + after + ends
    return word


def _to_the_candidate(part: str) -> str:
    for pattern, replacement in _YOURS:
        part = re.sub(pattern, replacement, part)
    return part


def _tidy(line: str) -> str:
    line = re.sub(r"\s+", " ", line)
    line = re.sub(r"\s+(?=[,.;:?!])", "", line)
    line = re.sub(r"([,:])(?:\s*,)+", r"\1", line)
    line = re.sub(r",(?=\s*[.?!:])", "", line)
    line = re.sub(r"\.{2,}$", ".", line)
    return line.strip(" ,;:")
