"""Lists of skills and the name at the top of a CV. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from simulator.interview.papers.cv_words import section_of
from simulator.interview.papers.lines import Row

_SEPARATOR = re.compile(r"\s*(?:[,;|•·/]|\s[–—-]\s|\s{3,})\s*(?![^(]*\))")
_LEVEL = re.compile(
    r"\s*\((?:[^)]*)\)\s*$|\b(?:incl(?:uding|\.)?|basic|advanced|fluent|intermediate|good|very good"
    r"|excellent|working knowledge of|knowledge of)\s+",
    re.IGNORECASE,
)
_MOST_WORDS = 5
_TITLES = re.compile(
    r"^(?:curriculum vitae|cv|r[ée]sum[ée]|lebenslauf)(?:\s*(?:of|for|[–—:-]))?\s*", re.IGNORECASE
)
_NAME = re.compile(r"(?:(?:Dr|Prof|Mr|Mrs|Ms|Mx)\.?\s+)?(?:[^\W\d_][\w'’.-]*\s+){1,4}[^\W\d_][\w'’-]*")
_TOP = 8


def skills_in(text: str) -> list[str]:
    """ "HubSpot · Salesforce · SPIN" -> its names; sentences are no skills."""
    _, colon, rest = text.partition(":")
    listed = rest if colon and len(text.partition(":")[0].split()) <= 4 else text
    names = (" ".join(_LEVEL.sub(" ", piece).split()).strip(" .") for piece in _SEPARATOR.split(listed))
    return [name for name in names if len(name) > 1 and len(name.split()) <= _MOST_WORDS]


def is_enumeration(text: str) -> bool:
    """ "Go, Python, PostgreSQL": at least three names side by side, no sentence."""
    pieces = [piece.split() for piece in _SEPARATOR.split(text) if piece.strip()]
    return len(pieces) >= 3 and sum(map(len, pieces)) <= 2.5 * len(pieces) and not text.endswith(".")


def name_of(rows: Sequence[Row]) -> str:
    """The name at the top, as written but for capitals; "" where the first lines hold none."""
    for row in [row for row in rows if not row.blank][:_TOP]:
        text = _TITLES.sub("", row.cells[0] if row.cells else row.text)
        text = re.sub(r"^(?:full )?name\s*:\s*", "", text, flags=re.IGNORECASE)
        text = re.split(r"\s*(?:[,|·•(]|\s[–—-]\s)", text)[0].strip()
        if row.bullet or not text or section_of(text) is not None:
            continue
        words = text.split()
        if _NAME.fullmatch(text) and all(
            word[0].isupper() or word in ("de", "van", "von", "der", "la", "di") for word in words
        ):
            return text.title() if text.isupper() else text
        return ""
    return ""
