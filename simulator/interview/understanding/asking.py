"""What a question asks for, read from its own words; the bank's stage helps where there is one. Pure.

A missing number is no gap where nobody asked for an achievement, and "I would" is no gap where the
question was "what would you do?": every cue is judged against what was asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class Asks(Protocol):
    """A question of the bank, of a plan, or any other."""

    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a fair listener may expect of an answer to this question."""

    text: str
    rephrase: str
    occasion: bool
    """A piece of work or a time that happened."""
    hypothetical: bool
    """What they would do; a plan."""
    view: bool
    """Reasons, wishes, goals, values."""
    fact: bool
    """A date, a sum, yes or no."""
    trouble: bool
    """Something that went badly, or was hard."""
    tool: bool
    about_you: bool
    parts: frozenset[str]
    """`listens_for` of the bank; empty for other questions."""


def _any_of(*patterns: str) -> re.Pattern[str]:
    """Whole words or phrases, of a text in lower case."""
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b")


_OCCASION = _any_of(
    "tell me about", "tell me how you once", "think of", "think back", "pick", "choose",
    "take (?:one|a|the last)",
    "describe (?:a|the|one|an)", "(?:walk|talk|take) me through", "give me (?:an|one) example", "for example",
    "an example", "a time", "when did you last", "have you ever",
    "you (?:write|wrote|say|mention|list|claim)",
    "your (?:cv|resume)", "you've (?:led|built|run)", "hardest feedback", "best team", "biggest",
    "proud(?:est)?",
    "did you", "greatest achievement",
)  # fmt: skip
_HYPOTHETICAL = _any_of(
    "would you (?:do|want|stop|handle|say|approach|start|take|use|like us|look)", "imagine", "suppose",
    "say your",
    "if you (?:were|had|could)", "you (?:take over|notice|suggest|need a|have a whole|have to decide)",
    "what do you do", "how do you (?:choose|answer|sort|use|learn)", "it is your first",
    "first (?:week|month|thirty|ninety|90|30)", "what happens next", "who do you want",
)  # fmt: skip
_VIEW = _any_of(
    "why (?:here|us|this|do you want|should|are you)", "what (?:kind|sort) of",
    "where (?:do|would) you (?:see|like)",
    "goals?", r"motivat\w*", "values?", "matters? to you", "look forward", "enjoy", "hesitate",
    "in (?:three|five|two) years", "years? (?:from now|ahead)", "would you rather", "next (?:step|skill)",
    "attracts?", r"appeal\w*", "interest(?:s|ed)? you", "bring to", "in your own words", "c[oa]me back",
)  # fmt: skip
_FACT = _any_of(
    "notice period", "when could you start", "start date", "what pay", "salary", "pay are you", "some travel",
    "working pattern", "other employers", "references", "who could tell us", "ready on your first day",
    "right to work", r"relocat\w+",
)  # fmt: skip
_TROUBLE = _any_of(
    r"fail\w*", r"(?:go|went|going|gone) (?:\w+ )?wrong", "wrong", "mistakes?", r"disagree\w*", "conflict",
    "could not agree", "hardest", "hard", r"difficult\w*", "angry", "upset", r"critici[sz]\w*", "find fault",
    "miss a deadline", "bad news", "hesitate", "doubts?", r"frustrat\w*", r"weakness\w*", "not right",
    "least",
    "not go to plan", "nearly fail", "did not (?:want|like)", "people did not", "lost heart", "say no",
    "trouble",
    r"challeng\w*", "regret", "differently", "setback",
)  # fmt: skip
_TOOL = _any_of(
    "tools?", "software", "systems?", "methods?", "techniques?", r"technolog\w+", "equipment", "framework",
    "reach for",
)  # fmt: skip
_ABOUT_YOU = _any_of(
    "know about you", "tell me (?:a bit |a little |something )?about yourself", "remember only one thing",
    "introduce yourself", "one thing about you",
)  # fmt: skip


def wanted(question: Asks) -> Wanted:
    """What the question asks for."""
    text = question.text
    stage = str(getattr(question, "stage", ""))
    parts: Sequence[str] = getattr(question, "listens_for", ())
    low = text.lower().replace("\u2019", "'")
    fact = stage == "logistics" or bool(_FACT.search(low))
    hypothetical = not fact and (stage == "situational" or bool(_HYPOTHETICAL.search(low)))
    story = stage in ("claims", "behavioural") or bool(_OCCASION.search(low))
    about_you = bool(_ABOUT_YOU.search(low))
    view = stage in ("motivation", "goals") or (not story and bool(_VIEW.search(low)))
    occasion = story and not (fact or about_you or (hypothetical and stage not in ("claims", "behavioural")))
    occasion = occasion and stage not in ("goals", "opening")
    if stage == "culture" and "occasion" in parts:
        occasion = occasion or "lived it" in low
    return Wanted(
        text=text,
        rephrase=str(getattr(question, "rephrase", "")),
        occasion=occasion,
        hypothetical=hypothetical and not occasion and not about_you,
        view=view,
        fact=fact,
        trouble=bool(_TROUBLE.search(low)),
        tool=bool(_TOOL.search(low)),
        about_you=about_you,
        parts=frozenset(parts),
    )
