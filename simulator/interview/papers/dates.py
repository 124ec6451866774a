"""Dates as CVs write them: "03/2019 – present", "Jan '21 – now", "since May 2021", "autumn 2021". Pure."""

from __future__ import annotations

import re

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_SEASON = r"(?:(?:early|mid|late)[- ])?(?:spring|summer|autumn|fall|winter|christmas|easter)"
_YEAR = r"(?:19[5-9]\d|20[0-4]\d)"
_POINT = (
    rf"(?:(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?{_MONTH},?\s*(?:{_YEAR}|['’]\d\d)|{_SEASON}(?:\s+of)?\s+{_YEAR}"
    rf"|q[1-4][ /-]?{_YEAR}|\d{{1,2}}\s?[./]\s?\d{{1,2}}\s?[./]\s?{_YEAR}|\d{{1,2}}\s?[./-]\s?{_YEAR}"
    rf"|{_YEAR}\s?[./-]\s?\d{{1,2}}(?![\d/])|(?:early|mid|late)[- ]?{_YEAR}|{_YEAR}|['’]\d\d)"
)
_NOW = r"(?:present|now|today|current(?:ly)?|ongoing|to date|date|the present)"
_BETWEEN = r"\s*(?:–|—|‒|−|-|to|until|till|through|/|>|→)\s*"

POINT = re.compile(rf"(?<![\w.]){_POINT}(?!\w)", re.IGNORECASE)
SPAN = re.compile(
    rf"(?<![\w.])(?:(?:{_POINT}|{_MONTH}){_BETWEEN}(?:{_POINT}|{_NOW})"
    rf"|(?:since|from)\s+{_POINT}(?:\s+(?:to|until|till)\s+(?:{_POINT}|{_NOW}))?"
    rf"|until\s+{_POINT}|{_POINT}\s*(?:–|—|-)(?=\s*$))(?!\w)",
    re.IGNORECASE,
)
# In a sentence, with the word that leads up to it.
_TOLD = re.compile(
    rf"(?<![\w.])(?:between\s+{_POINT}\s+and\s+{_POINT}|(?:go-live\s+)?(?:since|from|until|by|in"
    rf"|during)\s+(?:the\s+)?"
    rf"(?:school year\s+)?(?:{_MONTH}{_BETWEEN})?{_POINT}(?:{_BETWEEN}(?:{_POINT}|{_NOW}))?)(?!\w)",
    re.IGNORECASE,
)
_LEADING = re.compile(r"^(?:in|during|by)\s+(?:the\s+)?", re.IGNORECASE)
_LEFTOVER = re.compile(r"[\s,;:|·•()\[\]–—/\-]*")
_LENGTH = re.compile(
    r"\(?\b\d+\s*(?:yrs?|years?|mos?|months?)\b(?:\s*,?\s*\d+\s*(?:mos?|months?))?\)?", re.IGNORECASE
)


def dates_in(text: str) -> str:
    """The dates that a heading gives: a span of time, else a point in time, as written; "" for none."""
    found = SPAN.search(text) or POINT.search(text)
    return found.group(0).strip() if found else ""


def told_dates(sentence: str) -> str:
    """When something happened, as a sentence tells it: "January to October 2023"."""
    span = SPAN.search(sentence)
    told = _TOLD.search(sentence)
    best = max((m for m in (span, told) if m), key=lambda m: len(m.group(0)), default=None)
    best = best or POINT.search(sentence)
    return _LEADING.sub("", best.group(0)).strip() if best else ""


def without_dates(text: str) -> str:
    """A heading without its dates and the signs around them."""
    text = _LENGTH.sub(" ", POINT.sub(" ", SPAN.sub(" ", text)))
    text = re.sub(rf"(?:–|—|-|/)\s*{_NOW}\b", " ", text, flags=re.IGNORECASE)
    text = re.sub(r"\(\s*[,;–-]*\s*\)|\[\s*\]", " ", text)
    return re.sub(r"^[\s,;:|·•–—/-]+|[\s,;:|·•–—/-]+$", "", " ".join(text.split()))


def is_only_dates(text: str) -> bool:
    return bool(POINT.search(text)) and _LEFTOVER.fullmatch(without_dates(text)) is not None
