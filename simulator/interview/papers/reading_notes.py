"""Notes read: what is known about the company, and what was said in round one. Pure.

Notes are written for oneself. What is a question, a reminder or a guess is no fact that the company's side
may state.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from simulator.interview.dossier import Document, Fact, Source
from simulator.interview.papers.machine_talk import addresses_a_machine
from simulator.interview.papers.statements import Heading, Statement, statements_of

Part = Literal["facts", "round_one", "for_oneself"]

_ROUND_ONE = re.compile(
    r"\b(?:round\s*(?:one|1|i)\b|(?:1st|first)[- ](?:round|interview|talk|call|conversation|stage|meeting"
    r"|chat)\b|interview\s*(?:1|one)\b"
    r"|phone screen|screening call|(?:last|previous|earlier) (?:time|round|interview|session|talk"
    r"|conversation)\b)",
    re.IGNORECASE,
)
# Without a heading's sign: alone on its line, or before what was said ("Round 1: asked about ...").
_BEGINS_ROUND_ONE = re.compile(
    r"(?:round\s*(?:one|1)|(?:1st|first)[- ](?:round|interview)|interview\s*(?:one|1))"
    r"(?:\s+notes?)?\s*(?:$|[:–—-]\s+(?P<said>\S.*)|[:–—-]?$)",
    re.IGNORECASE,
)
_FOR_ONESELF = re.compile(
    r"\bquestions?\b|\bto ask\b|\bask them\b|^prep(?:aration)?\b(?!.*notes)|\bto[- ]?do\b|\breminders?\b"
    r"|\bremember\b|^my (?:answers|stories|strengths|weak|plan|points)"
    r"|^what i (?:want|should|must|will)|\bstories\b|\bpractise\b|\boutfit\b",
    re.IGNORECASE,
)
_REMINDER = re.compile(
    r"^(?:ask(?: about| whether| if| them| for)?|remember|don['’]?t forget|do not forget|to[- ]?do"
    r"|prepare|practise|mention|note to self|wear|bring|print"
    r"|look up|find out|my questions?|check (?:if|whether|the)|be (?:calm|ready|early))\b[:\s]",
    re.IGNORECASE,
)
_UNSURE = re.compile(
    r"\?\)?\s*$|\?\?|\?\s*[)\],;]|(?:^|[?!.,;:(–-]\s*)(?:to )?check(?:\s+(?:this|it|again))?\s*(?:[.!?,;)]|$)"
    r"|\b(?:not sure|no idea|don['’]t know|unclear|find out|i guess|rumou?r)\b",
    re.IGNORECASE,
)
_TO_ONESELF = re.compile(r"\s*\((?:careful|sic|check|ask|nb|note)?[!?\s]*\)|(?<=\w)!!+|\s*!{2,}")
_SHOUTED = re.compile(r"(?<=[\w%])\s*!!+(?=\s+\w)")
_MARKED = re.compile(r"\s+[–—-]\s+|\s*/\s+|\s*[:|]\s*|,\s+")


@dataclass(frozen=True, slots=True)
class Notes:
    company: str = ""
    facts: tuple[Fact, ...] = ()
    round_one: tuple[Source, ...] = ()
    to_a_machine: tuple[int, ...] = ()


def read_notes(document: Document) -> Notes:
    """`document.kind` "round_one": all of it was said in the first interview."""
    part: Part = "round_one" if document.kind == "round_one" else "facts"
    begun_at = said_at = 0
    title = ""
    facts: list[Fact] = []
    said: list[Source] = []
    machine: list[int] = []
    for line in statements_of(document.lines):
        source = Source(document.kind, line.row.number, line.row.raw.strip())
        if addresses_a_machine(line.text):
            machine.append(line.row.number)
        elif isinstance(line, Heading):
            title = title or (line.text if line.title else "")
            if document.kind == "round_one":
                continue
            if _ROUND_ONE.search(line.text) and not (line.title and document.kind == "company_notes"):
                part, begun_at = "round_one", line.row.depth
            elif part != "round_one" or line.row.depth <= begun_at:
                part = "for_oneself" if _FOR_ONESELF.search(line.text) and not line.title else "facts"
        elif part != "round_one" and (begun := _BEGINS_ROUND_ONE.match(line.text)):
            if begun["said"]:  # that line only
                said_at = line.row.number
                said.append(Source(document.kind, said_at, begun["said"]))
            else:
                part, begun_at = "round_one", 0
        elif part == "round_one" or line.row.number == said_at:
            said.append(Source(document.kind, line.row.number, line.text))
        elif part == "facts" and _is_fact(line):
            facts.append(Fact(_sayable(line.text), source))
    return Notes(_company(title), tuple(facts), tuple(said), tuple(machine))


def _is_fact(line: Statement) -> bool:
    return len(line.text.split()) >= 2 and not _REMINDER.match(line.text) and not _UNSURE.search(line.text)


def _sayable(text: str) -> str:
    return " ".join(_TO_ONESELF.sub("", _SHOUTED.sub(".", text)).split()).rstrip(" ;,")


def _company(title: str) -> str:
    """ "LUMEN & ROOK – what I know": the name comes first in the title of notes, where a name is there."""
    name = _MARKED.split(title)[0].strip()
    if (
        not name
        or len(name.split()) > 5
        or re.search(r"\b(?:notes?|prep|interview|company|research|my)\b", name, re.IGNORECASE)
    ):
        return ""
    return name.title() if name.isupper() or name.islower() else name
