"""Live words, seen on a terminal in the virtual room while the candidate still speaks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path

from tests.lab.interview import hold
from tests.lab.virtual_room import is_available
from tests.system import FIXTURES, require_system
from tests.truth import plain_words

CLIP = FIXTURES / "clips" / "three_fillers.flac"


def test_the_words_are_read_along_while_they_are_said(tmp_path: Path) -> None:
    require_system("pulseaudio", is_available())
    options = ("--questions", "1", "--model", "tiny.en", "--captions")
    held = hold(tmp_path, [CLIP], *options, terminal=True)
    assert held.code == 0, held.printed
    (given,) = held.given
    said = plain_words(str(json.loads(CLIP.with_suffix(".json").read_text(encoding="utf-8"))["text"]))
    meanwhile = [
        text for at, text in held.displays if given.started_at < at < given.started_at + given.duration_s
    ]
    assert any("Your turn" in text for text in meanwhile)
    lines = {tuple(plain_words(line)) for text in meanwhile for line in text.splitlines()}
    along = max(same_in_a_row(said, line) for line in lines)
    print(f"\n{along} of {len(said)} words in a row, read along")
    assert along >= 4


def same_in_a_row(said: Sequence[str], read: Sequence[str]) -> int:
    """The longest run of words that stand in both."""
    return SequenceMatcher(None, said, read, autojunk=False).find_longest_match().size
