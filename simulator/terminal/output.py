"""What the terminal shows while a session runs, and how an error is said."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table
from rich.text import Text

from simulator.events import (
    AnswerClosed,
    Event,
    InterviewerSpoke,
    QuestionAsked,
    SpeechStarted,
    SpeechStopped,
)
from simulator.report.markdown import clock

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

_END_REASONS = {
    "silence": "", "done": "", "no_answer": "nothing said", "recording_ended": "the recording ended here",
    "stopped": "stopped here", "interrupted": "interrupted here",
}  # fmt: skip


def _printed(console: Console, what: object, *, soft_wrap: bool = False) -> None:
    """Print; a terminal that has gone away (closed window, closed pipe) must not end a session."""
    with suppress(OSError):
        console.print(what, soft_wrap=soft_wrap)


class SessionScreen:
    """Shows a session's events as they come: the interviewer's lines, and how each answer went in."""

    def __init__(self, questions: int) -> None:
        self._questions = questions
        self._first_voice_s: float | None = None
        self._last_voice_s: float | None = None

    def show(self, event: Event) -> None:
        match event:
            case InterviewerSpoke():
                self._line(event.span.start_s, "Interviewer", event.text)
                if event.role == "closing":
                    _printed(err, Text("Writing down the last answers ..."))
            case QuestionAsked():
                self._line(event.span.start_s, f"Question {event.number} of {self._questions}", event.spoken)
                self._first_voice_s = self._last_voice_s = None
            case SpeechStarted():
                self._first_voice_s = event.at_s if self._first_voice_s is None else self._first_voice_s
            case SpeechStopped():
                self._last_voice_s = event.at_s
            case AnswerClosed():
                self._answer(event)
            case _:
                pass

    def _answer(self, event: AnswerClosed) -> None:
        said = []
        if self._first_voice_s is not None:
            last_s = self._last_voice_s if self._last_voice_s is not None else event.span.end_s
            said.append(f"{last_s - self._first_voice_s:.0f} s heard")
        if _END_REASONS[event.end_reason]:
            said.append(_END_REASONS[event.end_reason])
        _printed(out, Text(f"        you: {', '.join(said)}", style="dim"))

    def _line(self, at_s: float, who: str, text: str) -> None:
        line = Text()
        line.append(f"{clock(at_s):>6}  ", style="dim")
        line.append(f"{who}: ", style="bold cyan")
        line.append(text)
        _printed(out, line)


def say(text: str) -> None:
    """One line that is never wrapped or styled: paths must stay whole."""
    with suppress(OSError):
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


def notice(text: str) -> None:
    _printed(err, Text(text, style="yellow"), soft_wrap=True)


def fail(text: str) -> None:
    _printed(err, Text(f"second-round: {text}", style="red"), soft_wrap=True)


def wide(table: Table) -> None:
    """A table whose lines are as long as they must be: paths stay whole, also in a narrow window."""
    with suppress(OSError):
        Console(highlight=False, width=max(out.width, 400)).print(table, no_wrap=True, crop=False)


def show_markdown(text: str) -> None:
    _printed(out, Markdown(text))


@contextmanager
def working(what: str) -> Iterator[None]:
    """Progress for work of unknown length: a spinner in a terminal, one line elsewhere."""
    if err.is_terminal:
        with err.status(what):
            yield
    else:
        _printed(err, Text(what + " ..."), soft_wrap=True)
        yield
