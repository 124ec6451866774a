"""Which lines of a CV stand above others: a post, an organisation, a place, dates. Pure."""

from __future__ import annotations

from simulator.interview.papers.cv_words import Section, is_label, names_a_post, names_an_organisation
from simulator.interview.papers.dates import SPAN, dates_in, is_only_dates, without_dates
from simulator.interview.papers.deeds import in_first_person, opens_with_a_deed
from simulator.interview.papers.lines import Row

_LONGEST_HEADING = 14


def is_heading(row: Row, upcoming: Row | None, section: Section) -> bool:
    """A line that names a post, an organisation, a place or dates, and tells no deed."""
    text = row.text
    if row.depth or is_only_dates(text) or is_label(text):
        return True
    if row.bullet:
        return _bullet_is_heading(row, upcoming, section)
    if section not in ("experience", "unknown", "head"):
        return False
    bare = without_dates(text)
    words = len(bare.split())
    if in_first_person(text) and words > 4:
        return False
    deed = opens_with_a_deed(text) and not (names_a_post(bare) and SPAN.search(text))
    if row.bold or (len(row.cells) > 1 and not deed):
        return not (deed and words >= 6)
    if (
        dates_in(text)
        and words <= _LONGEST_HEADING
        and not deed
        and (SPAN.search(text) or not text.endswith("."))
    ):
        return True
    if text.isupper() and words <= 10:
        return True
    if deed or (text.endswith((".", "!", "?")) and not (words <= 5 and names_an_organisation(text))):
        return False
    return words <= 9 or (words <= _LONGEST_HEADING and names_an_organisation(text) and names_a_post(text))


def _bullet_is_heading(row: Row, upcoming: Row | None, section: Section) -> bool:
    """Some CVs list their posts as points, with the deeds as points below them."""
    if section not in ("experience", "unknown", "head") or opens_with_a_deed(row.text):
        return False
    above_points = upcoming is not None and bool(upcoming.bullet) and upcoming.indent > row.indent
    dated = bool(SPAN.search(row.text)) and len(without_dates(row.text).split()) <= 10
    known = names_a_post(row.text) or names_an_organisation(row.text)
    return (dated and (known or above_points)) or (above_points and row.words <= 10)
