"""Names that were heard nearly as the documents write them: "Tilbury" for "Tillbury". Pure.

Whisper spells a name that it does not know as it sounds. Only long words that stand in few lines are taken
for misheard, only where one of them is clearly the nearest, and only for comparing: quotes keep what was
heard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rapidfuzz import fuzz, process

from simulator.interview.understanding import vocabulary as v
from simulator.interview.understanding.spoken import Spoken, Token

_NAME = 5  # letters of a name that may be misheard;
_WORD = 7  # of any other word
_NEAR = 80.0  # of 100: "rannock" and "brannoc" are 86, "quillin" and "quillon" too
_CLEARLY = 5.0  # so much nearer than the next


def as_known(said: Spoken, words: Iterable[str]) -> Spoken:
    """The answer with misheard words as they are spelt in `words` (lower case, without endings)."""
    known = sorted({word for word in words if len(word) >= _NAME and word.isalpha() and word not in v.COMMON})
    there = frozenset(known)
    if not known:
        return said

    def meant(token: Token) -> Token:
        bare = token.norm.removesuffix("'s")
        if len(bare) < (_NAME if token.named else _WORD) or bare in there or not bare.isalpha():
            return token
        near = process.extract(bare, known, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=2)
        if not near or (len(near) == 2 and near[0][1] - near[1][1] < _CLEARLY):
            return token
        return replace(token, norm=near[0][0])

    return Spoken(tuple(meant(token) for token in said.tokens), tuple(meant(token) for token in said.words))
