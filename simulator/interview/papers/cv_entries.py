"""The lines above the points of a CV: which post, at which organisation, when. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from simulator.interview.papers.cv_words import names_a_post, names_an_organisation
from simulator.interview.papers.dates import POINT, SPAN, dates_in, without_dates
from simulator.interview.papers.word_lists import words_in

_BETWEEN = re.compile(r"\s*(?:\||·|•|—|–|\t|;|\s-\s|\s@\s|\s{3,})\s*")
_AT = re.compile(r"\s+(?:at|with|for|bei|@)\s+(?=[A-Z\"'“])")
_ON_THEIR_OWN = re.compile(r"\b(?:free-?lance|freelancer|self-?employed|independent)\b", re.IGNORECASE)
_LABELS = {
    "role": "post", "position": "post", "job title": "post", "title": "post", "post": "post",
    "company": "organisation", "employer": "organisation", "organisation": "organisation",
    "organization": "organisation", "firm": "organisation",
}  # fmt: skip
_ABOUT = re.compile(
    r"^(?:client|customer|role|position|company|employer|project|location|title)\s*:\s*", re.IGNORECASE
)
_SMALL = words_in("LTD INC AND THE OF FOR CO")
_ASIDE = re.compile(r"\([^)]*\)?")
_LATER = re.compile(
    r"(?:later|then|from|formerly|previously|now|since|until|promoted|part[- ]time|full[- ]time)\b",
    re.IGNORECASE,
)
_A_FIRM = re.compile(r"\b(?:ltd|limited|llp|llc|inc|plc|gmbh|corp|bv|s\.a\.)(?!\w)|\s&\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    role: str = ""
    organisation: str = ""
    dates: str = ""


def entry_of(headings: Sequence[str], before: Entry) -> Entry:
    """What the headings of one entry tell; a post without an organisation stays at the one before it.

    Nothing is guessed: words that are neither surely post nor organisation are an organisation only beside a
    post, and a heading that tells none of the two nor dates ("Leading kitchens") changes nothing.
    """
    dates = next((found for heading in headings if (found := dates_in(heading))), "")
    pieces = [piece for heading in headings for piece in _pieces(heading)]
    kinds = [(piece, _kind(piece)) for piece in pieces]
    labels = dict(reversed([named for heading in headings if (named := _labelled(heading))]))
    role = labels.get("post") or next((piece for piece, kind in kinds if kind == "post"), "")
    sure = labels.get("organisation") or next((piece for piece, kind in kinds if kind == "organisation"), "")
    unknown = [piece for piece, kind in kinds if not kind]
    if not (role or dates):
        return before
    organisation = sure or (unknown[0] if role and unknown else "")
    if not role and sure in pieces and unknown and pieces.index(unknown[0]) < pieces.index(sure):
        role = unknown[0]
    if role and not organisation and not _ON_THEIR_OWN.search(role):
        organisation = before.organisation
    return Entry(_spoken(role), _spoken(organisation), dates)


def _labelled(heading: str) -> tuple[str, str] | None:
    """("post", "Test Manager") of "Role: Test Manager"."""
    label, colon, rest = heading.partition(":")
    kind = _LABELS.get(label.strip().lower()) if colon else None
    names = [piece for piece in _pieces(rest) if piece]
    return (kind, names[0]) if kind and names else None


def _kind(piece: str) -> str:
    """By the word that bears the meaning: "Office Manager", "Junior School", "Head of Year"."""
    if _A_FIRM.search(piece):
        return "organisation"
    words = re.split(r"\s+(?:of|for|in|to|on|at|with|and)\s+", piece)[0].split()
    if words and words[-1].endswith("s") and len(words) > 1 and names_a_post(words[-1]):
        return "organisation"  # several of a post are a firm: "Mill Lane Vets"
    for text in (words[-1] if words else "", piece):
        if names_a_post(text):
            return "post"
        if names_an_organisation(text):
            return "organisation"
    return ""


def _spoken(name: str) -> str:
    """Not in capitals, which a voice would spell."""
    words = name.split()
    if not name.isupper():
        return " ".join(words)
    return " ".join(word.capitalize() if len(word) > 3 or word in _SMALL else word for word in words)


def _pieces(heading: str) -> list[str]:
    """The parts of a heading, split at its signs, at "at", and at commas; without dates and asides."""
    heading = POINT.sub(" | ", SPAN.sub(" | ", _ABOUT.sub("", heading)))
    found: list[str] = []
    for part in _BETWEEN.split(_ASIDE.sub(" ", heading)):
        halves = _AT.split(part, maxsplit=1)
        at = halves if len(halves) == 2 and names_a_post(halves[0]) else [part]
        found += [piece for half in at for piece in half.split(",")]
    cleaned = (" ".join(without_dates(piece).split()).strip(" ,.:()") for piece in found)
    return [piece for piece in cleaned if re.search(r"[^\W\d_]{2}", piece) and not _LATER.match(piece)]
