"""Roles, tools and terms told otherwise than the CV has them: "I was tech lead at X", "I've never used
Y". Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from simulator.interview.understanding import vocabulary as v
from simulator.interview.understanding.known import Difference, Statement, line_of, words_of
from simulator.interview.understanding.quantities import DAYS, quantities_in
from simulator.interview.understanding.spoken import Spoken, spoken, word_set

_RANKS = word_set(
    "lead leader manager head director chief supervisor principal deputy foreman partner owner founder "
    "coordinator president"
)  # fmt: skip
_LED = word_set("led leading headed managed charge supervised supervise ran directed owned co-lead")
_TRIED = word_set("used worked had touched tried done learned learnt seen sold led managed taught built")


def roles(said: Spoken, known: Sequence[Statement]) -> list[Difference]:
    """ "I was tech lead at Tillbury": the lines about Tillbury name another role."""
    found = []
    for sentence in said.sentences:
        norms = [word.norm for word in sentence]
        for place, norm in enumerate(norms):
            if norm not in _RANKS or not _is_own_role(norms, place):
                continue
            places = [
                w for w in sentence[place + 1 : place + 6] if w.named and w.norm not in ("i", "i'd", "i've")
            ]
            lines = [
                s
                for s in known
                if s.where == "cv" and any(w.norm.removesuffix("'s") in words_of(s) for w in places)
            ]
            roles = frozenset(word for line in lines for word in words_of(line))
            same_trade = norm not in roles and any(
                word in _headings(lines)
                for word in norms[place - 1 : place + 2]
                if word != norm and word not in v.COMMON
            )
            if lines and (same_trade or not roles & (_RANKS | _LED)):
                start = _own_role_start(norms, place)
                role = max(lines, key=lambda line: len(line.heading) > 0)
                last = sentence.index(places[0])
                while (
                    last + 1 < len(sentence)
                    and sentence[last + 1].named
                    and not sentence[last].text.endswith(",")
                ):
                    last += 1
                quote = said.quote(sentence[start].index, sentence[last].index + 1)
                found.append(Difference(quote, _role_line(role), role))
    return found


def _headings(lines: Sequence[Statement]) -> frozenset[str]:
    return frozenset(word.norm for line in lines for word in spoken(line.heading or line.text).words)


def _role_line(statement: Statement) -> str:
    text = statement.heading or statement.text
    plain = re.sub(r"[*_#>]+", "", text)
    undated = re.split(r"\b(?:\d{1,2}/)?(?:19|20)\d\d\b|\b(?:since|from)\b|(?<=[a-z])\. |;", plain)[0]
    undated = re.sub(rf"[\s,(|\u2013\u2014-]*\b(?:{_MONTHS})\w*\s*$", "", undated, flags=re.IGNORECASE)
    return " ".join(undated.split()[:8]).strip(" ,;:-\u2013\u2014|(")


_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"


def _own_role_start(norms: Sequence[str], place: int) -> int:
    start = place
    while (
        start > 0
        and place - start < 3
        and norms[start - 1] not in ("was", "been", "as", "am", "i'm", "became", "a", "the")
    ):
        start -= 1
    return start


def _is_own_role(norms: Sequence[str], place: int) -> bool:
    """ "I was (the) tech lead", "I've been head of", "as a team leader"."""
    before = norms[max(0, place - 5) : place]
    if "with" in before or "to" in before or "my" in before or "our" in before:
        return False
    verb = [at for at, word in enumerate(before) if word in ("was", "been", "as", "became", "am", "i'm")]
    return bool(verb) and ("i" in before or "i've" in before or "i'm" in before)


def terms(said: Spoken, known: Sequence[Statement]) -> list[Difference]:
    """ "I was at the Harbour Room for seven years": the years that the CV gives for it are fewer, or far
    more.
    """
    found = []
    for sentence in said.sentences:
        norms = [word.norm for word in sentence]
        terms = [
            q
            for q in quantities_in(sentence)
            if q.kind == "duration" and norms[q.figure.start - 1 : q.figure.start] == ["for"]
        ]
        if (
            len(terms) != 1
            or not {"i", "i've"} & set(norms)
            or not {"was", "been", "worked", "spent", "stayed"} & set(norms)
        ):
            continue
        names = {word.norm for word in sentence if word.named and word.norm not in v.COMMON | {"i'd", "i'll"}}
        for line in known:
            years = sorted(q.value for q in line_of(line).quantities if q.kind == "year")
            if line.where != "cv" or len(years) != 2 or len(names & words_of(line)) < min(2, len(names) or 1):
                continue
            told = terms[0].value / DAYS["year"]
            if told > years[1] - years[0] + 1 or told < (years[1] - years[0]) / 2 - 1:
                start, stop = terms[0].words
                quote = said.quote(sentence[start - 1].index, sentence[stop - 1].index + 1)
                found.append(Difference(quote, f"{years[0]:.0f} to {years[1]:.0f}", line))
    return found[:1]


def untried(said: Spoken, known: Sequence[Statement]) -> list[Difference]:
    """ "I've never used Salesforce": the CV says where."""
    found = []
    for sentence in said.sentences:
        norms = [word.norm for word in sentence]
        for place, norm in enumerate(norms):
            if norm != "never" or not place or norms[place - 1] not in ("i've", "i", "have", "we've"):
                continue
            after = sentence[place + 1 : place + 6]
            if not after or after[0].norm not in _TRIED:
                continue
            name = next((w for w in after[1:] if w.named and w.norm not in v.COMMON), None)
            if name is None:
                continue
            lines = [s for s in known if name.norm in words_of(s)]
            if lines and not any(re.search(r"\b(never|no|not)\b", line.text.lower()) for line in lines):
                line = min(
                    (s for s in lines), key=lambda s: (s.where != "cv", len(s.text.split()) < 4, len(s.text))
                )
                found.append(Difference(said.quote(after[0].index - 1, name.index + 1), line.text, line))
    return found
