"""How filled pauses are written."""

from __future__ import annotations

import re

from simulator.events import FillerKind

# Lengthened ones included ("ummm", "uhhh"); never a word ("am", "err").
_SPELLINGS: tuple[tuple[re.Pattern[str], FillerKind], ...] = (
    (re.compile(r"u+h*m+|erm+|a+h+m+"), "um"),
    (re.compile(r"u+h+|a+h+"), "uh"),
    (re.compile(r"er|er{3,}"), "er"),
    (re.compile(r"h+m+|m{2,}"), "hmm"),
)


def filler_kind(text: str) -> FillerKind | None:
    """The kind of filled pause a transcribed token spells, or None for a word ("Um," -> um, "ER" -> None)."""
    bare = text.strip().strip(".,!?;:-\u2013\u2014\u2026\"'")
    if bare.isupper():
        return None  # an abbreviation: the emergency room, a Markov model
    return next((kind for pattern, kind in _SPELLINGS if pattern.fullmatch(bare.lower())), None)
