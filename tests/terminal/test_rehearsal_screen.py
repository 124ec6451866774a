"""The screen of a rehearsal, as a terminal shows it: what was said above, who has the floor below."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pyte
import pytest
from rich.console import Console

from simulator.audio import FRAME_S, FRAME_SAMPLES, Frame, Span
from simulator.events import (
    AnswerClosed,
    CandidateRequested,
    DeviceFailed,
    EndReason,
    InterviewerSpoke,
    PlanMade,
    Question,
    QuestionAsked,
    SessionPaused,
    SessionResumed,
    SpeechStarted,
    SpeechStopped,
)
from simulator.ports import Caption, Floor
from simulator.terminal import rehearsal_screen
from simulator.terminal.rehearsal_screen import LiveScreen, Place, SessionLines

TEXT = "Pick an improvement you have made at work. How could you tell that it had worked?"
QUESTION = Question("improvement", "claims", "own part", TEXT, rephrase="What did you make better?")
PLAN = PlanMade(None, "manager", 15, 7, "Hello.", "Goodbye.", (QUESTION,) * 5)
ASKED = QuestionAsked(5.0, QUESTION, 1, f"Thank you. {TEXT}", Span(5, 12))


class FakeKeys:
    """A keyboard on which keys wait to be read."""

    is_there = True
    pressed: list[str | None]

    def __init__(self) -> None:
        FakeKeys.pressed = []

    @staticmethod
    def available() -> bool:
        return FakeKeys.is_there

    def __enter__(self) -> FakeKeys:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def read(self, timeout_s: float) -> str | None:
        assert timeout_s == 0  # the interview must not wait for a key
        return self.pressed.pop(0) if self.pressed else None

    def read_text(self) -> str | None:
        return self.read(0.0)


class Terminal:
    """A terminal in memory, and the plain stream of errors beside it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
        self._printed, self._errors = io.StringIO(), io.StringIO()
        self.columns = columns
        monkeypatch.setattr(rehearsal_screen, "Keys", FakeKeys)
        monkeypatch.setattr(rehearsal_screen, "_REFRESH_S", 0.0)
        for name, file in (("out", self._printed), ("err", self._errors)):
            console = Console(file=file, width=columns, height=30, force_terminal=True, highlight=False)
            monkeypatch.setattr(rehearsal_screen, name, console)

    @property
    def lines(self) -> list[str]:
        screen = pyte.Screen(self.columns, 30)
        screen.set_mode(pyte.modes.LNM)
        pyte.Stream(screen).feed(self._printed.getvalue())
        return [line.rstrip() for line in screen.display if line.strip()]

    @property
    def panel(self) -> list[str]:
        """What is below the rule; there is only one."""
        rules = [index for index, line in enumerate(self.lines) if line == "─" * self.columns]
        assert len(rules) == 1, self.lines
        return self.lines[rules[0] + 1 :]

    @property
    def above(self) -> list[str]:
        return self.lines[: len(self.lines) - len(self.panel) - 1]

    @property
    def raw(self) -> str:
        return self._printed.getvalue()

    @property
    def errors(self) -> str:
        return self._errors.getvalue()


@pytest.fixture(params=[80, 60])
def terminal(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    FakeKeys.is_there = True
    return Terminal(monkeypatch, request.param)


@pytest.fixture
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    FakeKeys.is_there = False
    return Terminal(monkeypatch, 80)


def watch(screen: LiveScreen, floor: Floor, from_s: float, until_s: float, level: float = 0.0) -> None:
    """The first and the last frame of this time."""
    samples = np.full(FRAME_SAMPLES, level, np.float32)
    screen.watch(Frame(from_s, samples), floor)
    screen.watch(Frame(until_s - FRAME_S, samples), floor)


def test_the_interviewer_has_the_floor(terminal: Terminal) -> None:
    with LiveScreen(PLAN) as screen:
        watch(screen, "interviewer", 0, 1)
        assert terminal.panel[0].startswith(" ◆ Interviewer   ")
        assert "Question" not in "".join(terminal.panel)


def test_the_candidate_sees_the_question_and_how_long_they_have_had_the_floor(terminal: Terminal) -> None:
    with LiveScreen(PLAN) as screen:
        screen.show(ASKED)
        watch(screen, "interviewer", 5, 12)
        watch(screen, "candidate", 12, 77)
        assert terminal.panel[0].startswith(" ● Your turn  1:05   ")
        assert terminal.panel[1] == " Question 1 of 5 · 1:17"
        assert TEXT in " ".join(line.strip() for line in terminal.panel)


def test_time_to_think_has_its_own_clock(terminal: Terminal) -> None:
    with LiveScreen(PLAN) as screen:
        screen.show(ASKED)
        watch(screen, "candidate", 12, 60)
        watch(screen, "thinking", 60, 73)
        assert terminal.panel[0].startswith(" ◌ Take your time  0:13   ")


def test_in_a_pause_nothing_is_recorded_and_no_level_shown(terminal: Terminal) -> None:
    with LiveScreen(PLAN) as screen:
        screen.show(ASKED)
        screen.show(SessionPaused(60.0, "asked for"))
        watch(screen, "paused", 60, 60.1, level=0.5)
        assert terminal.panel[0].startswith(" ‖ Paused: nothing is recorded   ")
        assert "━" not in terminal.panel[0]
        assert "P, Enter" in " ".join(terminal.above)


@pytest.mark.parametrize(("level", "cells"), [(0.0, 0), (0.001, 0), (0.02, 12), (0.5, 24), (1.0, 24)])
def test_the_level_of_the_microphone_is_seen(terminal: Terminal, level: float, cells: int) -> None:
    with LiveScreen(PLAN) as screen:
        watch(screen, "candidate", 12, 13, level)
        meter = terminal.panel[0].split()[-1]
        assert len(meter) == 24
        assert meter.count("━") == pytest.approx(cells, abs=1)


def test_the_keys_are_shown_each_with_what_it_does(terminal: Terminal) -> None:
    with LiveScreen(PLAN) as screen:
        watch(screen, "candidate", 12, 13)
        keys = terminal.panel[1:]
        items = [item.strip() for line in keys for item in line.split("·")]
        assert items == [
            "Enter done", "A write", "R repeat", "C clarify", "T think", "S skip", "P pause", "X text",
            "W words", "E end",
        ]  # fmt: skip
        assert len(keys) == 2


def test_every_key_asks_for_its_thing_and_others_for_nothing(terminal: Terminal) -> None:
    with LiveScreen(PLAN) as screen:
        FakeKeys.pressed += ["enter", "r", "c", "t", "s", "p", "e", "q", "up", "space"]
        assert screen.poll() == ["done", "repeat", "clarify", "think", "skip", "pause", "end"]
        assert screen.poll() == []


ALL = "No thanks, that is all from me."


@pytest.mark.parametrize("floor", ["candidate", "interviewer"])
def test_that_is_all_is_a_written_answer_to_what_else_they_want_to_ask(
    terminal: Terminal, floor: Floor
) -> None:
    theirs = replace(ASKED, question=replace(QUESTION, stage="your_questions"))
    with LiveScreen(PLAN, typed=True) as screen:
        screen.show(ASKED if floor == "interviewer" else theirs)
        watch(screen, floor, 12, 13)
        FakeKeys.pressed += [*ALL, "enter"]
        assert screen.poll() == []
        screen.show(theirs)
        assert screen.typed() == ALL
        assert screen.typed() == ""


def test_that_is_all_in_writing_ends_any_other_answer(terminal: Terminal) -> None:
    with LiveScreen(PLAN, typed=True) as screen:
        screen.show(ASKED)
        watch(screen, "interviewer", 11, 12)
        FakeKeys.pressed += [*ALL, "enter"]  # about the question before: no answer to this one
        assert screen.poll() == []
        assert screen.typed() == ""
        watch(screen, "candidate", 12, 13)
        FakeKeys.pressed += [*ALL, "enter"]
        assert screen.poll() == ["done"]
        assert screen.typed() == ""


def test_that_is_all_in_writing_replaces_nothing_that_was_said(terminal: Terminal) -> None:
    with LiveScreen(PLAN) as screen:
        screen.show(replace(ASKED, question=replace(QUESTION, stage="your_questions")))
        screen.show(SpeechStarted(12.5))
        watch(screen, "candidate", 12, 13)
        FakeKeys.pressed.append("a")
        assert screen.poll() == []
        FakeKeys.pressed += [*ALL, "enter"]
        assert screen.poll() == ["done"]
        assert screen.typed() == ""


def test_x_shows_and_hides_the_question(terminal: Terminal) -> None:
    with LiveScreen(PLAN, show_questions=False) as screen:
        screen.show(ASKED)
        watch(screen, "candidate", 12, 13)
        assert terminal.above == ["  0:05  Question 1 of 5: (X shows the text)"]
        assert "improvement" not in "".join(terminal.panel)
        for shown in (True, False):
            FakeKeys.pressed.append("x")
            assert screen.poll() == []
            watch(screen, "candidate", 13, 14)
            assert ("improvement" in "".join(terminal.panel)) is shown


def test_the_candidates_words_are_read_along_the_last_two_lines_of_them(terminal: Terminal) -> None:
    with LiveScreen(PLAN, show_questions=False, captions=True) as screen:
        screen.show(ASKED)
        assert screen.captioned
        watch(screen, "candidate", 12, 13)
        screen.read(Caption("", "Well um"))
        watch(screen, "candidate", 13, 13.5)
        assert terminal.panel[2] == " Well um"
        screen.read(Caption("Well um, we", "moved the"))
        watch(screen, "candidate", 13, 14)
        assert terminal.panel[2] == " Well um, we moved the"
        words = " ".join(f"word{number}" for number in range(200))
        screen.read(Caption(words, "and then"))
        watch(screen, "candidate", 14, 15)
        first, second = terminal.panel[2:4]
        assert f"{first.strip()} {second.strip()}".endswith("word198 word199 and then")
        assert first.strip() in words
        assert terminal.panel[4].startswith(" Enter done")
        watch(screen, "interviewer", 15, 16)
        assert "word" not in "".join(terminal.panel).replace("W words", "")


def test_what_may_still_change_is_dim(terminal: Terminal) -> None:
    with LiveScreen(PLAN, captions=True) as screen:
        screen.read(Caption("We moved", "the dates"))
        watch(screen, "candidate", 12, 13)
        assert "We moved\x1b[2m the dates" in terminal.raw


def test_w_shows_and_hides_the_words(terminal: Terminal) -> None:
    with LiveScreen(PLAN) as screen:
        assert not screen.captioned
        screen.read(Caption("We moved"))
        watch(screen, "candidate", 12, 13)
        assert "We moved" not in " ".join(terminal.panel)
        for shown in (True, False):
            FakeKeys.pressed.append("w")
            assert screen.poll() == []
            assert screen.captioned is shown
            screen.read(Caption("We moved"))
            watch(screen, "candidate", 13, 14)
            assert ("We moved" in " ".join(terminal.panel)) is shown


def test_a_question_that_is_not_to_be_read_is_not_shown_when_it_is_repeated(terminal: Terminal) -> None:
    with LiveScreen(PLAN, show_questions=False) as screen:
        screen.show(ASKED)
        screen.show(InterviewerSpoke(20.0, "repeat", TEXT, Span(20, 25)))
        screen.show(InterviewerSpoke(30.0, "clarify", QUESTION.rephrase, Span(30, 35)))
        watch(screen, "candidate", 35, 36)
        assert "improvement" not in " ".join(terminal.lines)
        assert "better" not in " ".join(terminal.lines)
        FakeKeys.pressed.append("x")
        screen.poll()
        watch(screen, "candidate", 36, 37)
        assert " What did you make better?" in terminal.panel


def test_what_happened_stays_above_the_panel_line_by_line_and_nothing_twice(terminal: Terminal) -> None:
    with LiveScreen(PLAN) as screen:
        screen.show(InterviewerSpoke(0.5, "greeting", "Hello.", Span(0.5, 2)))
        watch(screen, "interviewer", 1, 2)
        screen.show(ASKED)
        watch(screen, "candidate", 12, 20)
        screen.show(SpeechStarted(14.0))
        watch(screen, "candidate", 20, 21)
        screen.show(SpeechStopped(44.0))
        screen.show(CandidateRequested(60.0, 1, "think", "voice", Span(58, 60), "Let me think."))
        watch(screen, "thinking", 60, 61)
        screen.show(SessionPaused(61.0, "asked for"))
        watch(screen, "paused", 61, 61.1)
        screen.show(SessionResumed(61.0, "asked for"))
        screen.show(DeviceFailed(70.0, "microphone", "USB", "unplugged"))
        watch(screen, "candidate", 70, 71)
        screen.show(AnswerClosed(80.0, 1, Span(12, 80), "done"))
        watch(screen, "interviewer", 80, 81)
        above = [line for line in terminal.above if line.startswith("  ")]
        panel = terminal.panel
    starts = [
        "  0:00  Interviewer: Hello.", "  0:05  Question 1 of 5: Thank you. Pick",
        "        Heard: “Let me think.”", "        Paused: nothing is recorded.", "        Going on.",
        "        The microphone 'USB' stopped", "        you: 30 s heard",
    ]  # fmt: skip
    for line, start in zip(above, starts, strict=True):
        assert line.startswith(start)
    assert panel[0].startswith(" ◆ Interviewer")
    assert terminal.errors == ""  # a second stream would write into the panel


def test_after_the_closing_words_and_after_the_interview(terminal: Terminal) -> None:
    with LiveScreen(PLAN) as screen:
        screen.show(ASKED)
        watch(screen, "candidate", 12, 20)
        screen.show(InterviewerSpoke(90.0, "closing", "Goodbye.", Span(90, 92)))
        watch(screen, "interviewer", 90, 91)
        assert "Question" not in " ".join(terminal.panel)
    assert terminal.lines[-2:] == ["  1:30  Interviewer: Goodbye.", "Writing down the last answers ..."]


def test_without_a_terminal_there_are_lines_but_no_panel_and_no_keys(no_terminal: Terminal) -> None:
    with LiveScreen(PLAN, captions=True) as screen:
        assert not screen.captioned
        FakeKeys.pressed = ["enter"]
        assert screen.poll() == []
        screen.show(ASKED)
        watch(screen, "candidate", 12, 20)
        screen.show(SessionPaused(60.0, "asked for"))
        screen.show(AnswerClosed(80.0, 1, Span(12, 80), "no_answer"))
    assert "─" not in "".join(no_terminal.lines)
    assert no_terminal.lines[0].startswith("  0:05  Question 1 of 5: Thank you. Pick")
    assert no_terminal.lines[-1] == "        you: nothing said"
    assert "Paused" in no_terminal.errors


def test_a_question_that_there_was_no_time_for_is_not_counted() -> None:
    planned = [Question(name, "claims", "own part", TEXT) for name in "abcd"]
    probe = Question("a?number", "claims", "number", "How many?", kind="probe")
    place = Place(PlanMade(None, "manager", 15, 7, "Hello.", "Goodbye.", tuple(planned)))
    says = []
    for number, question in enumerate((planned[0], probe, planned[2], planned[2], planned[3]), start=1):
        place.note(QuestionAsked(5.0, question, number, TEXT, Span(5, 12)))
        says.append(str(place))
    third = "Question 2 of 3"  # a question asked again keeps its number
    assert says == ["Question 1 of 4", "Follow-up", third, third, "Question 3 of 3"]


def test_an_answer_says_how_much_was_heard_and_how_it_ended(no_terminal: Terminal) -> None:
    lines = SessionLines()
    ends: list[tuple[EndReason, bool]] = [
        ("silence", True), ("done", False), ("skipped", True), ("stopped", False),
    ]  # fmt: skip
    for reason, speaks in ends:
        lines.show(ASKED)
        if speaks:
            lines.show(SpeechStarted(14.0))
        lines.show(AnswerClosed(20.0, 1, Span(12, 20), reason))
    said = [line.strip() for line in no_terminal.lines if "you:" in line]
    assert said == ["you: 6 s heard", "you: nothing said", "you: 6 s heard, skipped", "you: stopped here"]
