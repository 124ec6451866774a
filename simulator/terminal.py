"""What the terminal shows while a session runs, and how an error is said."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markdown import Markdown
from rich.text import Text

from simulator.events import AnswerClosed, Event, InterviewerSpoke, QuestionAsked, WordsHeard
from simulator.report.markdown import clock

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

_END_REASONS = {
    "silence": "", "done": "", "no_answer": "nothing said", "recording_ended": "the recording ended here",
    "stopped": "stopped here", "interrupted": "interrupted here",
}  # fmt: skip


class SessionScreen:
    """Shows a session's events as they come: the interviewer's lines, and how each answer went in."""

    def __init__(self, questions: int) -> None:
        self._questions = questions
        self._words: dict[int, int] = {}

    def show(self, event: Event) -> None:
        match event:
            case InterviewerSpoke():
                self._line(event.span.start_s, "Interviewer", event.text)
            case QuestionAsked():
                self._line(event.span.start_s, f"Question {event.number} of {self._questions}", event.spoken)
            case AnswerClosed():
                reason = _END_REASONS[event.end_reason]
                said = reason or f"{event.span.duration_s:.0f} s heard"
                out.print(Text(f"        you: {said}", style="dim"))
            case WordsHeard(complete=False):
                self._words[event.question_number] = self._words.get(event.question_number, 0) + len(
                    event.words
                )
            case _:
                pass

    def _line(self, at_s: float, who: str, text: str) -> None:
        line = Text()
        line.append(f"{clock(at_s):>6}  ", style="dim")
        line.append(f"{who}: ", style="bold cyan")
        line.append(text)
        out.print(line)


def say(text: str) -> None:
    """One line that is never wrapped or styled: paths must stay whole."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def notice(text: str) -> None:
    err.print(Text(text, style="yellow"), soft_wrap=True)


def fail(text: str) -> None:
    err.print(Text(f"second-round: {text}", style="red"), soft_wrap=True)


def show_markdown(text: str) -> None:
    out.print(Markdown(text))


@contextmanager
def working(what: str) -> Iterator[None]:
    """Progress for work of unknown length: a spinner in a terminal, one line elsewhere."""
    if err.is_terminal:
        with err.status(what):
            yield
    else:
        err.print(Text(what + " ..."), soft_wrap=True)
        yield
