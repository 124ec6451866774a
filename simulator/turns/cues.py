"""What the last words say about whether more will follow. English; pure.

A sentence that stops at "because" goes on; "does that answer your question?" hands over. Words are only one
witness beside the voice: most ends and most pauses carry no such sign.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Sign = Literal["goes_on", "thinks", "hands_over"]


@dataclass(frozen=True, slots=True)
class Cue:
    """`words` are those that showed it, for the reason a person reads."""

    sign: Sign
    words: str


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_FILLERS = _set("um uh er erm hmm mm")
_GO_ON = _set(
    "and but because or if when which who where while although since unless until than as "
    "the a an my our your their every each of i'm we're i've we've very"
)
"""After these something must follow, whatever full stop the transcript puts there. (Words that end a sentence
now and then, "about", "is", "you", tell nothing beside the turn model: where it called the turn complete, 20
of 26 such words were the end.)"""
_THINKS = re.compile(
    r"(let me (think|see)|give me a (second|moment|minute)|how (do|should|can) i (put|say) (it|this|that)"
    r"|what('s| is| was) the word|where was i|let's see|bear with me)$"
)
_HANDS_OVER = re.compile(
    r"(does that (make sense|answer (your|the) question|help)|is that what you (meant|were asking|wanted)"
    r"|that's (it|all|about it|everything|my answer|the story|pretty much it)|i (think|guess) that's (it|all)"
    r"|i'll (leave|stop) (it )?(there|here)|(i )?hope that (helps|answers (it|your question)|makes sense)"
    r"|(happy|glad) to (say|tell you|go into) more|thank you( very much| so much)?|thanks( a lot)?"
    r"|do you want me to (go on|say more|go into (that|detail))|and that's how we did it)$"
)
_LONGEST = 8  # words a cue is looked for in


def cue_in(said: str) -> Cue | None:
    """The sign in the last words of an answer as drafted so far, or None.

    Args:
        said: words and fillers with their punctuation, in order.
    """
    tokens = said.lower().replace("\u2019", "'").split()[-_LONGEST:]
    words = [bare for token in tokens if (bare := token.strip(".,!?;:-\u2013\u2014\u2026\"'"))]
    if not words:
        return None
    last = words[-1]
    if last in _FILLERS:
        return Cue("goes_on", last)
    spoken = " ".join(word for word in words if word not in _FILLERS)
    if found := _THINKS.search(spoken):
        return Cue("thinks", found[0])
    if found := _HANDS_OVER.search(spoken):
        return Cue("hands_over", found[0])
    if last in _GO_ON or tokens[-1].endswith(("-", "\u2014", "...", "\u2026")):
        return Cue("goes_on", last)
    return None
