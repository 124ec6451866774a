"""A replay: the timeline of a session, what a key does there, what the screen shows, how the command ends."""

from __future__ import annotations

import fcntl
import io
import os
import select
import struct
import subprocess
import sys
import termios
import time
from dataclasses import dataclass, replace
from pathlib import Path

import click
import numpy as np
import pyte
import pytest
import soundfile
from rich.console import Console

from simulator.audio import SAMPLE_RATE, Span
from simulator.cli.replaying import replay
from simulator.devices.player import SilentPlayer
from simulator.errors import DeviceError, StoreError
from simulator.eventlog import EventLog
from simulator.events import Event, InterviewerSpoke, QuestionAsked, TurnDecided
from simulator.replay import Caption, Timeline, timeline_of
from simulator.store import SessionFolder
from simulator.terminal.replay_keys import Now, press
from simulator.terminal.replay_screen import Scene, picture
from tests.analysis.handmade import STARTED, answered, session, spoken, um
from tests.lab import virtual_room
from tests.lab.virtual_room import VirtualRoom
from tests.system import require_system

END_S = 60.0
HELLO = InterviewerSpoke(0.5, "greeting", "Hello. Tell me all.", Span(0.5, 2.5))
# Question 1 is asked at 7; first word at 13; a pause of 3 s from 16 to 19, an um after it; over at 25.
FIRST = answered(
    1,
    Span(10, 25),
    [Span(13, 16), Span(19, 22.5)],
    [*spoken("I led the move.", 13.0), *spoken("It was, you know, hard.", 19.6)],
    [um(19.1), um(22.0, probability=0.3)],
)
SECOND = answered(2, Span(40, 55), [Span(41, 52.5)], spoken("word, " * 27 + "end.", 41.0))


def events() -> list[Event]:
    decided = TurnDecided(16.5, 1, "wait", 4.0, "ended on 'move': waiting 4.0 s")
    return session([HELLO], FIRST, [decided], SECOND)


def timeline() -> Timeline:
    return timeline_of(events())


def texts(of: Timeline, kind: str) -> list[str]:
    return [caption.text for caption in of.captions if caption.kind == kind]


# --- captions ------------------------------------------------------------------------------------


def test_what_the_interviewer_says_is_a_line_a_sentence() -> None:
    assert texts(timeline(), "interviewer")[:3] == ["Hello.", "Tell me all.", "Thank you."]


def test_the_candidate_s_words_have_their_filler_sounds_in_place() -> None:
    said = texts(timeline(), "candidate")
    assert said[:2] == ["I led the move.", "um It was, you know, hard."]
    assert said[2] == "um?"  # perhaps
    line = next(c for c in timeline().captions if c.text.startswith("um It"))
    assert [part.text for part in line.parts if part.is_filler] == ["um", "you", "know,"]


def test_silences_say_what_they_were_waited_for() -> None:
    assert texts(timeline(), "silence") == [
        "first word after 3.0 s",
        "pause 3.0 s, up to 4.0 s would have been left alone: ended on 'move'",
        "waited 2.5 s: silence after speech",
        "waited 2.5 s: silence after speech",
    ]


def test_a_line_begins_and_ends_with_the_voice_not_with_a_stray_word() -> None:
    stray = [*spoken("So there.", 13.0), *spoken("Anyway.", 18.4)]  # heard 0.6 s before the voice
    of = timeline_of(session(answered(1, Span(10, 25), [Span(13, 16), Span(19, 22)], stray)))
    assert of.caption_at(18.9) == next(c for c in of.captions if c.text.startswith("pause"))
    assert next(c for c in of.captions if c.text == "Anyway.").span.start_s == 19.0


def test_lines_are_short_and_lose_nothing() -> None:
    lines = [c for c in timeline().captions if c.kind == "candidate" and c.span.start_s >= 41]
    assert len(lines) > 1
    assert max(len(line.text) for line in lines) <= 70
    assert " ".join(line.text for line in lines) == ("word, " * 27 + "end.").strip()


def test_one_endless_word_is_still_shown() -> None:
    of = timeline_of(session(answered(1, Span(10, 25), [Span(13, 16)], spoken("a" * 200, 13.0))))
    assert texts(of, "candidate") == ["a" * 200]


def test_the_caption_at_a_moment() -> None:
    of = timeline()
    assert of.caption_at(0.1) is None
    at = {at_s: getattr(of.caption_at(at_s), "text", "") for at_s in (0.6, 5.0, 14.0, 17.0, 23.0)}
    assert at[0.6] == "Hello."
    assert at[5.0] == "Tell me all."  # stays until the next
    assert at[14.0] == "I led the move."
    assert at[17.0].startswith("pause 3.0 s")
    assert at[23.0].startswith("waited 2.5 s")


@dataclass(frozen=True, slots=True)
class SomethingNew(Event):
    """An event of a later version."""


def test_unknown_events_and_an_empty_log_are_no_trouble() -> None:
    assert timeline_of([SomethingNew(3.0), *events(), SomethingNew(None)]) == timeline()
    assert timeline_of([]) == Timeline((), ())


# --- moments and keys ----------------------------------------------------------------------------


def test_moments_to_jump_to() -> None:
    of = timeline()
    assert [(m.number, m.span.start_s) for m in of.of_kind("question")] == [(1, 7.0), (2, 37.0)]
    assert [m.span.start_s for m in of.of_kind("filler")] == pytest.approx([19.1, 20.4])
    assert [m.span for m in of.of_kind("pause")] == [Span(16, 19)]
    assert of.excerpt("1") == Span(7, 25)
    assert of.excerpt("9") is None
    assert [of.question_at(at_s) for at_s in (1, 7, 36, 50)] == ["", "1", "1", "2"]


def test_an_unanswered_question_can_still_be_heard() -> None:
    asked = next(event for event in FIRST if isinstance(event, QuestionAsked))
    assert timeline_of([asked]).excerpt("1") == asked.span


@pytest.mark.parametrize(
    ("key", "at_s", "lands_at_s"),
    [
        ("right", 20.0, 25.0), ("right", 58.0, END_S), ("left", 20.0, 15.0), ("left", 2.0, 0.0),
        ("n", 8.0, 37.0), ("n", 7.0, 37.0), ("b", 37.5, 7.0), ("b", 45.0, 37.0), ("b", 7.5, 7.5),
        ("f", 0.0, 18.1), ("f", 18.1, 19.4), ("f", 30.0, 30.0), ("p", 0.0, 15.0), ("p", 15.0, 15.0),
        ("x", 20.0, 20.0),
    ],
)  # fmt: skip
def test_where_a_key_leads(key: str, at_s: float, lands_at_s: float) -> None:
    now = press(key, Now(at_s, 1.0), timeline(), END_S)
    assert now.at_s == pytest.approx(lands_at_s)
    assert bool(now.note) == (key in "nbfp" and at_s == lands_at_s)


@pytest.mark.parametrize(
    ("key", "speed", "then"),
    [
        ("up", 1.0, 1.25),
        ("+", 1.1, 1.25),
        ("up", 2.0, 2.0),
        ("down", 1.0, 0.75),
        ("-", 1.1, 1.0),
        ("-", 0.5, 0.5),
    ],
)
def test_speed_goes_by_quarters(key: str, speed: float, then: float) -> None:
    assert press(key, Now(0.0, speed), timeline(), END_S).speed == then


def test_space_pauses_and_q_ends() -> None:
    now = press("space", Now(5.0, 1.0, note="no further filler"), timeline(), END_S)
    assert now == Now(5.0, 1.0, playing=False)
    assert press("space", now, timeline(), END_S).playing
    assert press("q", now, timeline(), END_S).ended
    assert press("escape", now, timeline(), END_S).ended


# --- the screen ----------------------------------------------------------------------------------


def shown(now: Now, width: int, height: int, *, has_keys: bool = True) -> list[str]:
    scene = Scene(STARTED, timeline(), END_S, has_keys)
    console = Console(file=io.StringIO(), width=width, height=height, force_terminal=True, color_system=None)
    with console.capture() as captured:
        console.print(picture(scene, now, width, height))
    return captured.get().splitlines()


@pytest.mark.parametrize(("width", "height"), [(80, 24), (60, 20), (40, 12), (200, 60)])
def test_the_picture_fits_its_window(width: int, height: int) -> None:
    lines = shown(Now(45.0, 1.25), width, height)
    text = "\n".join(lines)
    assert len(lines) <= height
    assert max(map(len, lines)) <= width
    for piece in ("▶ playing", "0:45", "1:00", "1.25x", "q quit", "Second Round"):
        assert piece in text


def test_paused_and_notes_are_seen() -> None:
    text = "\n".join(shown(replace(Now(20.0, 1.0), playing=False, note="no further question"), 80, 24))
    assert "‖ paused" in text
    assert "Space play" in text
    assert "no further question" in text
    assert "question 1 of 2" in text


def test_a_follow_up_is_named_after_its_question() -> None:
    asked, *rest = SECOND
    assert isinstance(asked, QuestionAsked)
    follow_up = [replace(asked, question=replace(asked.question, kind="probe")), *rest]
    of = timeline_of(session([HELLO], FIRST, follow_up))
    assert [moment.label for moment in of.of_kind("answer")] == ["1", "1a"]
    assert of.excerpt("1a") == Span(37, 55)
    assert of.excerpt("2") is None
    picked = Scene(STARTED, of, END_S, has_keys=True)
    console = Console(file=io.StringIO(), width=80, height=24)
    console.print(picture(picked, Now(45.0, 1.0), 80, 24))
    assert "question 1a of 1" in console.file.getvalue()  # type: ignore[attr-defined]


def test_without_keys_none_are_named() -> None:
    text = "\n".join(shown(Now(0.0, 1.0), 80, 24, has_keys=False))
    assert "Space" not in text
    assert "Ctrl-C" in text


def test_markup_in_a_transcript_is_text() -> None:
    scene = Scene("", timeline_of([replace(HELLO, text="[red]\x1b[2J hello")]), END_S, True)
    console = Console(file=io.StringIO(), width=80, height=24)
    with console.capture() as captured:
        console.print(picture(scene, Now(1.0, 1.0), 80, 24))
    assert "[red]" in captured.get()
    assert "\x1b[2J" not in captured.get()


def test_the_last_caption_of_two_at_once_is_shown() -> None:
    two = Timeline((Caption("silence", (), Span(1, 1)), Caption("silence", (), Span(1, 2))), ())
    assert two.caption_at(1.0) is two.captions[1]


# --- the command ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A session folder with 60 s of quiet noise as its sound."""
    folder = tmp_path_factory.mktemp("replay")
    with EventLog(folder / "events.jsonl") as log:
        for event in events():
            log.append(event)
    noise = np.random.default_rng(1).normal(0, 0.05, (round(END_S * SAMPLE_RATE), 2))
    soundfile.write(folder / "audio.flac", noise, SAMPLE_RATE)
    return folder


@pytest.mark.parametrize(
    ("options", "mention"),
    [
        (["--answer", "9"], "no answer 9; the session has 1, 2"),
        (["--speed", "9"], "0.5<=x<=2.0"),
        (["--from", "1:00"], "ends at 1:00"),
        (["--from", "soon"], "2:07"),
        (["--answer", "1", "--from", "0:10"], "one of them"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_option_is_named(recorded: Path, options: list[str], mention: str) -> None:
    with pytest.raises(click.UsageError) as caught:
        replay.main([str(recorded), *options], standalone_mode=False)
    assert mention in caught.value.format_message()


def test_a_session_without_sound_says_so(recorded: Path, tmp_path: Path) -> None:
    (tmp_path / "events.jsonl").write_bytes((recorded / "events.jsonl").read_bytes())
    with pytest.raises(StoreError, match="no sound"):
        replay.main([str(tmp_path)], standalone_mode=False)


def test_without_a_loudspeaker_the_captions_are_shown_in_time(
    recorded: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def none(*_: object) -> None:
        raise DeviceError("There is no loudspeaker.", next_step="Connect one.")

    monkeypatch.setattr("simulator.devices.player.find_device", none)
    began_s = time.monotonic()
    replay.main([str(recorded), "--from", "0:58", "--speed", "2"], standalone_mode=False)
    assert time.monotonic() - began_s >= 1.0
    printed = capsys.readouterr()
    assert "waited 2.5 s" in printed.out
    assert "There is no loudspeaker. The captions are shown without sound." in printed.out + printed.err
    with pytest.raises(DeviceError):
        replay.main([str(recorded), "--speaker", "Kitchen"], standalone_mode=False)


def test_the_clock_without_a_loudspeaker_can_be_stopped_and_set(recorded: Path) -> None:
    player = SilentPlayer(SessionFolder(recorded), at_s=59.0, speed=2.0)
    assert player.play()
    assert 59.08 <= player.position_s < 60.0
    player.pause()
    at_s = player.position_s
    time.sleep(0.02)
    assert player.position_s == at_s
    player.seek(99.0)
    assert not player.play()


AT_A_TERMINAL = """
import fcntl, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from simulator.cli import main
main()
"""


def test_at_a_terminal_keys_work_and_the_terminal_comes_back(recorded: Path) -> None:
    require_system("pulseaudio (with pulseaudio-utils, libasound2-plugins)", virtual_room.is_available())
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 20, 60, 0, 0))
    before = termios.tcgetattr(ours)
    screen = pyte.Screen(60, 20)
    stream = pyte.ByteStream(screen)

    def until(text: str) -> str:
        give_up_at = time.monotonic() + 20
        while text not in (seen := "\n".join(screen.display)):
            assert time.monotonic() < give_up_at, seen
            if select.select([ours], [], [], 0.1)[0]:
                stream.feed(os.read(ours, 65536))
        return seen

    with VirtualRoom() as room:
        env = {
            name: value for name, value in room.env.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")
        }
        with subprocess.Popen(
            [sys.executable, "-P", "-c", AT_A_TERMINAL, "replay", str(recorded), "--from", "0:13"],
            env={**env, "TERM": "xterm-256color"},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        ) as process:
            try:
                assert "question 1 of 2" in until("▶ playing")  # above it, so drawn before it
                until("I led the move.")
                os.write(ours, b" ")
                until("‖ paused")
                os.write(ours, b"n")
                assert "question 2 of 2" in until("0:37")
                os.write(ours, b"\x03")
                assert process.wait(10) == 0
            finally:
                process.kill()
    assert termios.tcgetattr(ours) == before
    os.close(ours)
    os.close(theirs)
