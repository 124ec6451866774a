"""What would make an answer stronger, from the person's own CV and words alone. Pure.

A line names one thing to add and what it can be added to. It never says that an answer was bad, and never
makes up what the person could have said."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.analysis.contents import AnswerContent
from simulator.interview.understanding.figures import figures
from simulator.interview.understanding.heard import Part

_ADD: dict[Part, str] = {
    "own_part": "Say which part of it was yours: what you did, or decided.",
    "result": "Say how it ended.",
    "number": "If there is a figure, say it: how many, how long, or from what to what.",
    "situation": "Begin with one sentence on where and when it was.",
    "action": "Say what was done first, and what after that.",
}
_ORDER: tuple[Part, ...] = ("own_part", "result", "number", "action", "situation")
"""What an interviewer asks about first."""
MOST = 2
"""More than two things at once nobody practises."""


NOTHING_TO_TELL = "Nothing that could be told from rules: go over it again, or ask somebody."
"""Of a view, a plan or a fact no rule knows what is missing."""


def strengthening(answer: AnswerContent, *, follow_up: bool = False) -> list[str]:
    """At most two lines for a main question and its follow-ups, the most useful first; none where nothing was
    missing, or for a follow-up by itself. Where the question called for no story, it says that no rule can
    tell."""
    no_story = not answer.content.told and not answer.content.missing
    if no_story and not follow_up:
        return [NOTHING_TO_TELL]
    return list(_lines(answer))[:MOST]


def _lines(answer: AnswerContent) -> Iterator[str]:
    missing = [part for part in _ORDER if part in answer.missing]
    own_words = answer.content.told.get("action")
    for part in missing:
        if part == "number" and "result" in missing and _from_cv(answer, "result"):
            continue  # the same line of the CV would be read twice
        if line := _from_cv(answer, part):
            yield line
        elif own_words is not None and part != "action":
            yield f"You said: \u201c{own_words.sentence}\u201d {_ADD[part]}"
            own_words = None  # once is enough
        else:
            yield _ADD[part]


def _from_cv(answer: AnswerContent, part: Part) -> str:
    """The claim's own line, where it holds what was missing; "" where it does not."""
    if answer.claim is None:
        return ""
    claim = answer.claim.claim
    if part == "result" and claim.result:
        return f"Say how it ended. A line of your CV may belong here: \u201c{claim.text}\u201d"
    if part == "number" and any(not figure.year for figure in figures(claim.text.split())):
        return f"Say the figure. A line of your CV may belong here: \u201c{claim.text}\u201d"
    return ""
