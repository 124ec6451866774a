"""Live words, seen on a terminal in the virtual room while the candidate still speaks."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path

from tests.lab.interview import start
from tests.lab.robot import Robot
from tests.lab.screen import Screen
from tests.lab.virtual_room import VirtualRoom, is_available
from tests.system import FIXTURES, require_system
from tests.truth import plain_words

CLIP = FIXTURES / "clips" / "three_fillers.flac"


def test_the_words_are_read_along_while_they_are_said(tmp_path: Path) -> None:
    require_system("pulseaudio", is_available())
    said = plain_words(str(json.loads(CLIP.with_suffix(".json").read_text(encoding="utf-8"))["text"]))
    with VirtualRoom() as room, Robot(room, [CLIP], quiet_s=1.3) as robot, Screen() as screen:
        room.env["SECOND_ROUND_HOME"] = str(tmp_path / "home")
        options = ("--out", tmp_path / "session", "--model", "tiny.en", "--captions")
        run = start(room, "rehearse", *options, screen=screen)
        robot.wait_for_answers(1, 60)
        (given,) = robot.answers_given
        time.sleep(given.duration_s)
        run.send_signal(signal.SIGINT)
        printed = screen.wait(run, 60)
    assert "Session:" in printed
    ends_at = given.started_at + given.duration_s
    meanwhile = [text for at, text in screen.displays() if given.started_at < at < ends_at]
    assert any("Your turn" in text for text in meanwhile)
    lines = {tuple(plain_words(line)) for text in meanwhile for line in text.splitlines()}
    along = max(same_in_a_row(said, line) for line in lines)
    print(f"\n{along} of {len(said)} words in a row, read along")
    assert along >= 4


def same_in_a_row(said: Sequence[str], read: Sequence[str]) -> int:
    """The longest run of words that stand in both."""
    return SequenceMatcher(None, said, read, autojunk=False).find_longest_match().size
