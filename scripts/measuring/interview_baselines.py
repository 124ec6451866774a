"""What needs no understanding: rivals that `bench_interview.py` measures on the same material. Pure."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from measuring.interview_scores import tokens

_BULLET = re.compile(r"^\s*(?:[-*\u2022\u2013]|\d+[.)])\s+")
_HEADING = re.compile(r"^\s*#|^[^.,;:]{0,60}$")
_LEAST_WORDS = 4


def every_line(cv: Sequence[str]) -> list[str]:
    """A CV's claims: every line of a list, and every other line that is no heading."""
    found = []
    for line in cv:
        text = _BULLET.sub("", line).strip()
        listed = text != line.strip()
        if len(tokens(text)) >= _LEAST_WORDS and (listed or not _HEADING.match(line)):
            found.append(text)
    return found


class NearestLine:
    """Answers every question with the line that shares most words with it, the rare ones weighing more."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = [line for line in lines if tokens(line)]
        seen = Counter(word for line in self._lines for word in set(tokens(line)))
        self._weight = {word: math.log(1 + len(self._lines) / count) for word, count in seen.items()}

    def __call__(self, question: str) -> str | None:
        asked = set(tokens(question))
        best = max(self._lines, key=lambda line: self._score(asked, line), default=None)
        return best if best is not None and self._score(asked, best) > 0 else None

    def _score(self, asked: set[str], line: str) -> float:
        return sum(self._weight[word] for word in asked & set(tokens(line)))
