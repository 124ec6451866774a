"""Paragraphs cut into sentences, as CVs and job ads write them. Pure."""

from __future__ import annotations

import re

from simulator.interview.papers.word_lists import words_in

_ABBREVIATIONS = words_in(
    "e.g. i.e. etc. approx. ca. incl. excl. resp. no. vs. dept. st. mr. mrs. ms. dr. prof. jr. sr. "
    "ltd. inc. co. corp. jan. feb. mar. apr. jun. jul. aug. sep. sept. oct. nov. dec. avg. max. min. "
    "yr. yrs. mths. wks. hrs. poss. prev. govt. mgr. asst. assoc. p.a. a.m. p.m. u.k. u.s. fig. tel. "
    "hosp. univ."
)
_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9€£$])")


def sentences_of(paragraph: str) -> list[str]:
    """The sentences, verbatim but for spaces."""
    paragraph = " ".join(paragraph.split())
    pieces: list[str] = []
    begin = 0
    for end in _END.finditer(paragraph):
        before = paragraph[begin : end.start()]
        last = before.rsplit(" ", 1)[-1].lower().lstrip("(\"'“‘")
        # A single capital is an initial: "J. Smith"; "etc." may end a sentence, but seldom does so here.
        if last in _ABBREVIATIONS or re.fullmatch(r"[a-z]\.", last):
            continue
        pieces.append(paragraph[begin : end.end()].strip())
        begin = end.end()
    rest = paragraph[begin:].strip()
    return [*pieces, rest] if rest else pieces
