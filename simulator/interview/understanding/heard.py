"""What was heard in one answer: which parts it tells, in whose words, and which cues it gives. Pure.

`hear` is the first half of a decision (`probes.py` is the second). It needs no model: on trades left out,
likeness of sentences added nothing to counting."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from simulator.events import Word
from simulator.interview.dossier import Document, Dossier
from simulator.interview.understanding import quoting
from simulator.interview.understanding import vocabulary as v
from simulator.interview.understanding.asking import Asks, Wanted, wanted
from simulator.interview.understanding.cues import CUES, Cue, load_weights
from simulator.interview.understanding.differing import differences
from simulator.interview.understanding.features import features, unsized
from simulator.interview.understanding.known import Difference, Statement, Where
from simulator.interview.understanding.naming import named_tools
from simulator.interview.understanding.spoken import Quote, Spoken, spoken, word_set
from simulator.interview.understanding.telling import Told, told

Part = Literal[
    "situation", "own_part", "action", "obstacle", "alternatives", "result", "number", "occasion", "tool"
]
PARTS: tuple[Part, ...] = (
    "situation", "own_part", "action", "obstacle", "alternatives", "result", "number", "occasion", "tool",
)  # fmt: skip
_BRIEF = 40  # words
_END = 0.5  # a result is looked for from here on, as a share of the words


@dataclass(frozen=True, slots=True)
class Context:
    """What is known beside the answer. `tools`: names of tools, methods and products in the documents."""

    known: tuple[Statement, ...] = ()
    tools: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """One answer, understood as far as counting goes. Word spans are those of the answer that was given."""

    wanted: Wanted
    count: int
    """Words, fillers and stutters left out."""
    parts: dict[Part, Quote]
    """What the answer tells, with its words; a part that is missing was not heard."""
    cues: dict[str, float]
    """Probability (0..1) of each cue, and of `full`: nothing is missing."""
    noticed: tuple[Cue, ...]
    """The cues that are probable enough to be named."""
    differences: tuple[Difference, ...]
    phrases: dict[str, Quote]
    """Words to say back: `shared`, `habit`, `change`, `smooth`, `act`, `said`, `topic`, `tool`."""
    counts: dict[str, int]
    """What was counted, for the reason a person reads."""


def context_of(
    dossier: Dossier, *, documents: Sequence[Document] = (), earlier: Sequence[str] = ()
) -> Context:
    """What an answer is compared with: claims, the CV's other lines, round one, earlier answers of this
    interview.
    """
    known = [
        Statement(
            claim.text,
            "cv",
            ", ".join(part for part in (claim.role, claim.organisation, claim.dates) if part),
        )
        for claim in dossier.claims
    ]
    known += [
        Statement(heading, "cv") for heading in dict.fromkeys(line.heading for line in known) if heading
    ]
    texts = {statement.text for statement in known}
    known += [
        Statement(line.strip(), "cv")
        for document in documents
        if document.kind == "cv"
        for line in document.lines
        if line.strip() and not any(text in line for text in texts)
    ]
    known += [Statement(line.text, "round_one") for line in dossier.round_one]
    for answer in earlier:
        known += _sentences(answer, "earlier")
    tools = [tool for claim in dossier.claims for tool in claim.tools] + [
        skill.name for skill in dossier.skills
    ]
    return Context(tuple(known), tuple(dict.fromkeys(tools)))


def _sentences(text: str, where: Where) -> list[Statement]:
    return [Statement(part.strip(), where) for part in re.split(r"(?<=[.?!])\s+", text) if part.strip()]


def hear(
    answer: str | Sequence[Word],
    question: Asks,
    context: Context = Context(),
    *,
    before: Sequence[str] = (),
) -> Heard:
    """Understand one answer.

    Args:
        answer: as transcribed, with or without fillers.
        question: what was asked; a question of the bank or the plan, or anything with a `text`.
        context: what is known beside it.
        before: what was already said to this question, when `answer` replies to a probe: what was told
            there is not missing any more."""
    said = spoken(answer)
    asked = wanted(question)
    what = told(said)
    whole = spoken(
        " ".join([*before, answer if isinstance(answer, str) else " ".join(w.text.strip() for w in answer)])
    )
    weighed = features(whole, told(whole), asked) if before else features(said, what, asked)
    table = load_weights()
    differing = tuple(differences(said, context.known))
    cues: dict[str, float] = {name: round(weights.probability(weighed), 4) for name, weights in table.items()}
    cues["contradiction"] = 1.0 if differing else 0.0
    noticed = tuple(c for c in CUES if cues[c] >= (table[c].noticed_from if c in table else 0.5))
    tools = named_tools(said, context.tools, asked=asked.tool)
    return Heard(
        wanted=asked,
        count=what.count,
        parts=_parts(said, what, tools),
        cues=cues,
        noticed=noticed,
        differences=differing,
        phrases=_phrases(said, what, tools, asked),
        counts={
            "words": what.count, "i": len(what.own_acts), "we": len(what.shared_acts),
            "figures": len(what.figures), "habits": len(what.own_habits), "troubles": len(what.troubles),
        },
    )  # fmt: skip


def _parts(said: Spoken, what: Told, tools: Sequence[Quote]) -> dict[Part, Quote]:
    """What is told, each with the clause that tells it."""
    brief = what.count <= _BRIEF  # the answer to a follow-up may be nothing but the result
    late = _END * (said.tokens[-1].index + 1) if said.tokens and not brief else 0
    story = len(what.pasts) >= 3  # a habit or a plan has no result
    told = story or (brief and bool(what.pasts))
    results = [place for place in (*what.outcomes, *what.changes) if place >= late] if told else []
    alternatives = what.rejected
    found: dict[Part, Quote | None] = {
        "situation": _first(said, [word.index for word in said.words[:3] if story]),
        "own_part": _first(said, what.own_acts, whole=False),
        "action": _first(said, [*what.own_acts, *what.shared_acts], whole=False),
        "obstacle": _first(said, what.troubles),
        "alternatives": _first(said, alternatives),
        "result": _first(said, sorted(results, reverse=True)),
        "number": next((said.quote(f.start, f.stop) for f in what.figures if not f.year), None),
        "occasion": _first(said, what.anchors if story else ()),
        "tool": tools[0] if tools else None,
    }
    return {part: quote for part, quote in found.items() if quote is not None}


def _first(said: Spoken, places: Sequence[int], *, whole: bool = True) -> Quote | None:
    return next((quote for place in places if (quote := quoting.clause(said, place, whole=whole))), None)


def _phrases(said: Spoken, what: Told, tools: Sequence[Quote], asked: Wanted) -> dict[str, Quote]:
    """Words that a probe can say back."""
    unsaid = unsized(what.changes, [figure for figure in what.figures if not figure.year])
    late_acts = sorted([*what.own_acts, *what.shared_acts], reverse=True)
    about = quoting.topic(said) if not asked.hypothetical else None
    tool = tools[0] if tools else None
    if asked.tool and about and (tool is None or about.start <= tool.start):
        # "Sous vide mostly": who is asked for a tool names it first, and its capitals are its own.
        bare = about.text.startswith(("the ", "your "))
        tool = about if bare else said.quote(about.start, about.stop)
    found: dict[str, Quote | None] = {
        "shared": _first(said, what.shared_acts, whole=False),
        "habit": _first(said, [place for place in what.own_habits if _is_own(said, place)], whole=False),
        "change": _first(said, _densest(said, unsaid, (*what.changes, *what.vague))),
        "smooth": _first(said, _densest(said, what.smooth, what.smooth)),
        "act": _first(said, late_acts, whole=False),
        "said": quoting.first_words(said),
        "topic": about,
        "tool": tool,
    }
    return {name: quote for name, quote in found.items() if quote is not None and _sayable(quote)}


def _densest(said: Spoken, places: Sequence[int], counted: Sequence[int]) -> list[int]:
    """Places, those first in whose clause most of the `counted` words stand."""
    clause_of = {word.index: word.clause for word in said.words}
    hits = Counter(clause_of[place] for place in set(counted))
    return sorted(places, key=lambda place: (-hits[clause_of[place]], place))


def _sayable(quote: Quote) -> bool:
    """Nothing private in it: what a person mentions by the way is not taken up."""
    return not any(word.norm.removesuffix("'s") in v.PRIVATE for word in spoken(quote.text).words)


_DEPENDENT = word_set("if when what how that which where because why whenever until before")


def _is_own(said: Spoken, place: int) -> bool:
    at = next(at for at, word in enumerate(said.words) if word.index == place)
    before = said.words[at - 1].norm if at else ""
    return said.words[at].norm in ("i", "i'm", "we") and before not in _DEPENDENT
