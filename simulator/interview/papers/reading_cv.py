"""A CV read: its owner's name, claims and skills, each with its line. Pure.

A CV is sections of entries: headings (post, organisation, dates) and below them points or sentences. A point
below a post is a claim; a sentence is one if it tells what its owner did. Education, skills, interests and
the profile at the top hold no claims.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from simulator.interview.dossier import Claim, Document, Skill, Source
from simulator.interview.papers.claim_parts import parts_of
from simulator.interview.papers.cv_entries import Entry, entry_of
from simulator.interview.papers.cv_headings import is_heading
from simulator.interview.papers.cv_rows import continues, joined, laid_out, wrap_width
from simulator.interview.papers.cv_words import (
    Section,
    is_label,
    labelled,
    names_a_post,
    section_of,
)
from simulator.interview.papers.dates import SPAN
from simulator.interview.papers.deeds import (
    goes_on_telling,
    in_first_person,
    is_deed,
    is_point,
    is_private,
    opens_with_a_deed,
)
from simulator.interview.papers.lines import Row, rows_of
from simulator.interview.papers.machine_talk import addresses_a_machine
from simulator.interview.papers.sentences import sentences_of
from simulator.interview.papers.skills import is_enumeration, name_of, skills_in

_SENTENCES_OF_A_PARAGRAPH = 3


@dataclass(frozen=True, slots=True)
class Cv:
    name: str = ""
    claims: tuple[Claim, ...] = ()
    skills: tuple[Skill, ...] = ()
    to_a_machine: tuple[int, ...] = ()
    """Lines that address a machine, left out."""


@dataclass(slots=True)
class _Found:
    """A claim before its parts are known."""

    text: str
    row: Row
    entry: Entry


@dataclass(slots=True)
class _Reader:
    """Goes down the rows once and remembers where it is."""

    width: int
    section: Section = "head"
    entry: Entry = field(default_factory=Entry)
    headings: list[str] = field(default_factory=list)
    found: list[_Found] = field(default_factory=list)
    skills: list[Skill] = field(default_factory=list)
    machine: list[int] = field(default_factory=list)
    last: Row | None = None
    """Of the item read last."""

    def in_list(self, row: Row, upcoming: Row | None) -> bool:
        """The line stands directly below a deed of one line: a list whose bullets were lost."""
        above = self.last
        if (
            above is None
            or self.section != "experience"
            or self.headings
            or row.bullet
            or row.number - above.number != 1
        ):
            return False
        if (
            above.bullet
            or above.text.endswith(".")
            or row.bold
            or row.depth
            or row.text.isupper()
            or is_label(row.text)
        ):
            return False
        if SPAN.search(row.text) or (upcoming is not None and SPAN.search(upcoming.text)):
            return False
        return row.indent == above.indent and not (names_a_post(row.text) and row.words <= 6)

    def section_opened(self, row: Row) -> bool:
        if row.bullet or len(row.cells) > 1:
            return False
        kind = section_of(row.text)
        if (
            kind is None
            and row.depth
            and self.section not in ("experience", "head")
            and not self._is_entry(row.text)
        ):
            kind = "unknown"
        if kind is None or (kind != "experience" and is_label(row.text) and self.section == "experience"):
            return False
        if self.section == "experience" and is_label(row.text):
            return True  # "Key achievements" inside an entry: its post stays
        self.section, self.headings, self.entry = kind, [], Entry()
        return True

    @staticmethod
    def _is_entry(text: str) -> bool:
        return bool(SPAN.search(text)) or names_a_post(text)

    def heading(self, text: str) -> None:
        """A line above points. Dates below no known heading open the experience of a CV without headings."""
        if self.section in ("head", "unknown") and SPAN.search(text):
            self.section = "experience"
        self.headings.append(text)

    def item(self, text: str, row: Row, *, bullet: bool) -> None:
        if addresses_a_machine(text):
            self.machine.append(row.number)
            return
        kind, _, rest = labelled(text)
        if kind in ("tools", "aside") and opens_with_a_deed(rest) and not is_enumeration(rest):
            kind = ""  # "Staff: hired and trained nine"
        if kind == "tools" or (
            self.section == "skills" and (is_enumeration(text) or not opens_with_a_deed(text))
        ):
            self._skills(rest if kind == "tools" else text, row)
        elif kind == "list" and rest:
            self._claims(rest, row, bullet=bullet)
        elif kind == "":
            self._claims(text, row, bullet=bullet)

    def _skills(self, text: str, row: Row) -> None:
        source = Source("cv", row.number, row.raw.strip())
        self.skills += [Skill(name, source) for name in skills_in(text)]

    def _claims(self, text: str, row: Row, *, bullet: bool) -> None:
        entry = self._entry_now()
        sentences = sentences_of(text)
        accepted: list[str]
        if bullet and len(sentences) < _SENTENCES_OF_A_PARAGRAPH:
            accepted = [text] if self._accepts_point(text) else []
        else:
            accepted = []
            for sentence in sentences:
                goes_on = bool(accepted) and self.section == "experience" and goes_on_telling(sentence)
                if self._accepts(sentence) or (goes_on and not addresses_a_machine(sentence)):
                    accepted.append(sentence)
        self.found += [_Found(sentence, row, entry) for sentence in accepted if not is_private(sentence)]

    def _accepts_point(self, text: str) -> bool:
        if self.section == "experience":
            return is_point(text)
        return self._accepts(text)

    def _accepts(self, sentence: str) -> bool:
        if addresses_a_machine(sentence):
            return False
        if self.section == "experience":
            return is_deed(sentence)
        # Elsewhere people write about themselves; only what is plainly work done counts.
        plainly = opens_with_a_deed(sentence) and len(sentence.split()) >= 5
        if self.section in ("unknown", "skills"):
            return plainly
        if self.section == "head":
            return plainly and bool(re.search(r"\d", sentence))
        if self.section == "profile":
            tells = in_first_person(sentence) and re.search(
                r"\bI(?: have|'ve|’ve)? \w+(?:ed|t|n|d)\b", sentence
            )
            return bool(tells or plainly) and bool(re.search(r"\d", sentence))
        return False

    def _entry_now(self) -> Entry:
        if self.headings:
            self.entry, self.headings = entry_of(self.headings, self.entry), []
        return self.entry


def read_cv(document: Document) -> Cv:
    """Claims in the order of the document; parts that a line does not tell stay empty."""
    rows = rows_of(document.lines)
    reader = _Reader(wrap_width(rows))
    ready = list(laid_out(rows))
    at = 0
    while at < len(ready):
        row = ready[at]
        at += 1
        if row.blank or reader.section_opened(row):
            continue
        upcoming = next((other for other in ready[at:] if not other.blank), None)
        listed = reader.in_list(row, upcoming)
        if not listed and is_heading(row, upcoming, reader.section):
            reader.heading("   ".join(row.cells) if len(row.cells) > 1 else row.text)
            continue
        text, last = row.text, row
        while at < len(ready) and continues(ready[at], last, row, text, reader.width):
            last = ready[at]
            text = joined(text, last.text)
            at += 1
        reader.item(text, row, bullet=bool(row.bullet) or listed)
        reader.last = last
    skills = _once(reader.skills)
    names = [skill.name for skill in skills]
    claims = tuple(
        parts_of(
            f"c{number}",
            found.text,
            Source("cv", found.row.number, found.row.raw.strip()),
            found.entry,
            names,
        )
        for number, found in enumerate(_unrepeated(reader.found), start=1)
    )
    return Cv(name_of(rows), claims, skills, tuple(reader.machine))


def _once(skills: Sequence[Skill]) -> tuple[Skill, ...]:
    return tuple({skill.name.lower(): skill for skill in reversed(skills)}.values())[::-1]


def _unrepeated(found: Sequence[_Found]) -> list[_Found]:
    return list({item.text.lower(): item for item in reversed(found)}.values())[::-1]
