"""What candidates ask about, and how notes speak of it: `topics.toml`. Pure once it is read.

A question and a line that share no word belong together where both are about the same topic: success and how
it is judged, what happens next, why the post is free.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from simulator.errors import BankError

_BUNDLED = Path(__file__).with_name("topics.toml")


class Alike(Protocol):
    """How alike texts are, 0..1; `matching.Likeness` is one."""

    def table(self, ones: Sequence[str], others: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(ones), len(others))."""


@dataclass(frozen=True, slots=True)
class Topic:
    """`asked`, `noted`: cues (regular expressions); `examples`, `notes`: whole questions and notes."""

    name: str
    asked: tuple[str, ...]
    noted: tuple[str, ...]
    examples: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topics:
    topic: tuple[Topic, ...]


@cache
def load_topics(path: Path = _BUNDLED) -> tuple[Topic, ...]:
    """Read and check the topics.

    Raises:
        BankError: the file cannot be read, breaks the schema, or holds a cue that is no regular expression.
    """
    try:
        topics = msgspec.toml.decode(path.read_bytes(), type=Topics).topic
        for topic in topics:
            for cue in (*topic.asked, *topic.noted):
                compiled(cue)
    except OSError as error:
        raise BankError(f"The topics {path} cannot be read: {error.strerror}.") from error
    except (msgspec.MsgspecError, re.error, ValueError) as error:
        raise BankError(f"The topics {path} are broken: {error}.", next_step="Mend that entry.") from error
    return topics


@cache
def compiled(cue: str) -> re.Pattern[str]:
    """A cue begins where a word begins, unless it begins with a sign."""
    return re.compile(cue if cue[0] in '"\\' else rf"\b{cue}")


def cues_in(text: str, cues: Sequence[str]) -> list[str]:
    """What of a text, in lower case, are cues: their words as they stand there."""
    return [found[0] for cue in cues for found in compiled(cue).finditer(text.lower())]


def closeness(texts: Sequence[str], alike: Alike, *, asked: bool) -> NDArray[np.float64]:
    """How close each text lies to each topic's nearest example, shape (texts, topics), 0..1.

    Args:
        asked: compare with questions, not with notes.
    """
    topics = load_topics()
    examples = [topic.examples if asked else topic.notes for topic in topics]
    table = alike.table(texts, [example for group in examples for example in group])
    ends = np.cumsum([len(group) for group in examples])
    columns = np.split(np.asarray(table, np.float64), ends[:-1], axis=1)
    return np.stack([column.max(axis=1) for column in columns], axis=1)
