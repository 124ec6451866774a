"""What a question asks for, read from its own words; the bank's stage helps where there is one. Pure.

A missing number is no gap where nobody asked for an achievement, and "I would" is no gap where the question was
"what would you do?": every cue is judged against what was asked.
"""

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


_OCCASION = re.compile(
    r"\b(tell me about|tell me how you once|think of|think back|pick|choose|take (one|a|the last)|describe (a|the|one|an)"
    r"|walk me through|talk me through|take me through|give me (an|one) example|for example|an example|a time|"
    r"when did you last|have you ever|you (write|wrote|say|mention|list|claim)|your (cv|resume)|you(’|')?ve (led|built|run)|"
    r"hardest feedback|best team|biggest|proud(est)?|did you)\b"
)
_HYPOTHETICAL = re.compile(
    r"\b(would you (do|want|stop|handle|say|approach|start|take|use|like us|look)|imagine|suppose|say your|if you (were|had|could)"
    r"|you (take over|notice|suggest|need a|have a whole|have to decide)|what do you do|how do you (choose|answer|sort|use|learn)"
    r"|it is your first|first (week|month|thirty|ninety|90|30)|what happens next|who do you want)\b"
)
_VIEW = re.compile(
    r"\b(why (here|us|this|do you want|should|are you)|what (kind|sort) of|where (do|would) you (see|like)|goals?|motivat\w*|values?|"
    r"matters? to you|look forward|enjoy|hesitate|in (three|five|two) years|years? (from now|ahead)|would you rather|next (step|skill)|"
    r"attracts?|appeal\w*|interest(s|ed)? you|bring to|in your own words|came? back|come back)\b"
)
_FACT = re.compile(
    r"\b(notice period|when could you start|start date|what pay|salary|pay are you|some travel|working pattern|"
    r"other employers|references|who could tell us|ready on your first day|right to work|relocat\w+)\b"
)
_TROUBLE = re.compile(
    r"\b(fail\w*|(go|went|going|gone) (\w+ )?wrong|wrong|mistakes?|disagree\w*|conflict|could not agree|hardest|hard|difficult\w*|angry|upset|"
    r"critici[sz]\w*|find fault|miss a deadline|bad news|hesitate|doubts?|frustrat\w*|weakness\w*|not right|least|not go to plan|nearly fail|"
    r"did not (want|like)|people did not|thought was wrong|lost heart|say no|trouble|challeng\w*|regret|differently|setback)\b"
)  # fmt: skip
_TOOL = re.compile(
    r"\b(tools?|software|systems?|methods?|techniques?|technolog\w+|equipment|framework|reach for)\b"
)
_ABOUT_YOU = re.compile(
    r"\b(know about you|tell me (a bit |a little |something )?about yourself|remember only one thing|introduce yourself|one thing about you)\b"
)


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
        hypothetical=hypothetical and not occasion,
        view=view,
        fact=fact,
        trouble=bool(_TROUBLE.search(low)),
        tool=bool(_TOOL.search(low)),
        about_you=about_you,
        parts=frozenset(parts),
    )
