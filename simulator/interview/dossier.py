"""What is known before the interview begins: claims, needs and facts, each with the line it stands in. Pure.

Made from the documents that a candidate brings along; nothing in it is guessed, and what a document does not
say is empty. A document is data: whatever it asks for is never done.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from simulator.events import DossierTaken, Event

DocumentKind = Literal["cv", "job_ad", "company_notes", "round_one"]


@dataclass(frozen=True, slots=True)
class Document:
    """A document as lines of plain text. `name`: what the candidate calls it (a file's name)."""

    kind: DocumentKind
    name: str
    lines: tuple[str, ...]
    notices: tuple[str, ...] = ()
    """What could not be read of it."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where something stands. `line` counts from 1."""

    document: DocumentKind
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that the CV says its owner did. Parts that the CV does not tell are empty.

    `text` is the CV's own line (or sentence of a paragraph), without its bullet.
    """

    id: str
    text: str
    source: Source
    what: str = ""
    """What was done, as a phrase that "you" can stand before: "cut build times by 40 %"."""
    role: str = ""
    organisation: str = ""
    scale: str = ""
    tools: tuple[str, ...] = ()
    result: str = ""
    dates: str = ""


@dataclass(frozen=True, slots=True)
class Skill:
    name: str
    source: Source


@dataclass(frozen=True, slots=True)
class Need:
    """Something that the job asks for."""

    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class Fact:
    """Something about the company or the job, fit to be said aloud as an answer."""

    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class Dossier:
    name: str = ""
    job_title: str = ""
    company: str = ""
    claims: tuple[Claim, ...] = ()
    skills: tuple[Skill, ...] = ()
    needs: tuple[Need, ...] = ()
    facts: tuple[Fact, ...] = ()
    round_one: tuple[Source, ...] = ()
    """What was said in the first interview, line by line."""
    notices: tuple[str, ...] = ()
    """What the candidate should know about how this was read."""

    def as_data(self) -> dict[str, Any]:
        """Plain data, for the session's log."""
        data: dict[str, Any] = msgspec.to_builtins(self)
        return data

    @staticmethod
    def from_data(data: dict[str, Any]) -> Dossier:
        """Raises: msgspec.ValidationError, when another version wrote it."""
        return msgspec.convert(data, Dossier)


def dossier_in(events: Iterable[Event]) -> Dossier:
    """What the interviewer had read; an empty one where nothing was."""
    taken = next((event for event in events if isinstance(event, DossierTaken)), None)
    return Dossier.from_data(taken.dossier) if taken else Dossier()
