"""A rehearsal on the screen: what was said above, and below who has the floor, the level and the keys."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.live import Live
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from simulator.audio import Frame, rms_db
from simulator.events import (
    AnswerClosed,
    Event,
    InterviewerSpoke,
    PlanMade,
    QuestionAsked,
    QuestionKind,
    Request,
    SpeechStarted,
    SpeechStopped,
)
from simulator.ports import Caption, Floor
from simulator.report.markdown import clock
from simulator.terminal.keys import Keys
from simulator.terminal.messages import END_REASONS, message
from simulator.terminal.output import err, out, printed
from simulator.turns.requests import request_in

_KEYS: dict[str, Request] = {
    "enter": "done", "r": "repeat", "c": "clarify", "t": "think", "s": "skip", "p": "pause", "e": "end",
}  # fmt: skip
_HELP = (
    ("Enter", "done"), ("A", "write"), ("R", "repeat"), ("C", "clarify"), ("T", "think"),
    ("S", "skip"), ("P", "pause"), ("X", "text"), ("W", "words"), ("E", "end"),
)  # fmt: skip
_FLOORS: dict[Floor, tuple[str, str, str]] = {
    "interviewer": ("◆", "Interviewer", "bold cyan"),
    "candidate": ("●", "Your turn", "bold green"),
    "thinking": ("◌", "Take your time", "bold yellow"),
    "paused": ("‖", "Paused: nothing is recorded", "bold magenta"),
}
_HIDDEN = "(X shows the text)"
_LOST = ("✕", "No microphone", "bold red")
_QUIETEST_DB, _LOUDEST_DB = -60.0, -6.0
_METER_CELLS = 24
_REFRESH_S = 0.1
_CAPTION_LINES = 2


class Place:
    """Where in the plan an interview is, in words: "Question 2 of 5", "Follow-up"."""

    def __init__(self, plan: PlanMade | None = None) -> None:
        self._plan = plan
        self._place: int | None = None
        self._left_out = 0
        self._kind: QuestionKind = "main"
        self._asker = ""

    def note(self, event: QuestionAsked) -> None:
        question = event.question
        self._kind = question.kind
        planned = [q.id for q in self._plan.questions] if self._plan else []
        if question.kind == "main":
            before = self._place
            after = 0 if before is None else before + 1
            self._place = planned.index(question.id) if question.id in planned else after
            # What there is no time for is not counted, as in the report.
            self._left_out += 0 if before is None else max(self._place - after, 0)
        cast = self._plan.cast if self._plan else ()
        self._asker = f"{cast[question.asker].name} · " if cast else ""

    def __str__(self) -> str:
        if self._kind != "main":
            return self._asker + ("Follow-up" if self._kind == "probe" else "Your questions")
        number = (self._place or 0) + 1 - self._left_out
        count = len(self._plan.questions) - self._left_out if self._plan else number
        return f"{self._asker}Question {number} of {count}"


class SessionLines:
    """A session's events as lines, one after the other: what remains to be read when it is over."""

    def __init__(self, *, show_questions: bool = True, notices: Console = err) -> None:
        self._place = Place()
        self._notices = notices
        self.show_questions = show_questions
        self._first_voice_s: float | None = None
        self._last_voice_s: float | None = None

    def show(self, event: Event) -> None:
        match event:
            case PlanMade():
                self._place = Place(event)
            case InterviewerSpoke(role="acknowledgement" | "withdrawn"):
                pass
            case InterviewerSpoke():
                is_question = event.role in ("repeat", "clarify", "example")
                text = _HIDDEN if is_question and not self.show_questions else event.text
                self._line(event.span.start_s, "Interviewer", text)
                if event.role == "closing":
                    printed(self._notices, Text("Writing down the last answers ..."))
            case QuestionAsked():
                text = event.spoken if self.show_questions else _HIDDEN
                self._place.note(event)
                self._line(event.span.start_s, str(self._place), text)
                self._first_voice_s = self._last_voice_s = None
            case SpeechStarted():
                self._first_voice_s = event.at_s if self._first_voice_s is None else self._first_voice_s
                self._last_voice_s = None
            case SpeechStopped():
                self._last_voice_s = event.at_s
            case AnswerClosed():
                self._answer(event)
            case _:
                if text := message(event):
                    printed(self._notices, Text(f"        {text}", style="yellow"))

    def _answer(self, event: AnswerClosed) -> None:
        said = []
        if self._first_voice_s is not None:
            last_s = self._last_voice_s if self._last_voice_s is not None else event.span.end_s
            said.append(f"{last_s - self._first_voice_s:.0f} s heard")
        if END_REASONS[event.end_reason]:
            said.append(END_REASONS[event.end_reason])
        printed(out, Text(f"        you: {', '.join(said) or 'nothing said'}", style="dim"))

    def _line(self, at_s: float, who: str, text: str) -> None:
        line = Text()
        line.append(f"{clock(at_s):>6}  ", style="dim")
        line.append(f"{who}: ", style="bold cyan")
        line.append(text)
        printed(out, line)


class LiveScreen:
    """The same lines, and under them a panel that lives: `Audience` and `Controls` of a person's rehearsal.

    Without a terminal there is no panel and there are no keys.
    """

    def __init__(
        self, plan: PlanMade, *, show_questions: bool = True, captions: bool = False, typed: bool = False
    ) -> None:
        self._keys = Keys() if Keys.available() else None
        self._live: Live | None = None
        # While the panel lives, only its own console knows where the next line belongs.
        notices = err if self._keys is None else out
        self._lines = SessionLines(show_questions=show_questions, notices=notices)
        self._lines.show(plan)
        self._place = Place(plan)
        self._show_questions = show_questions
        self._captions = captions
        self._words = _Words(Caption())
        self._floor: Floor = "interviewer"
        self._floor_since_s = 0.0
        self._now_s = 0.0
        self._lost = False
        self._number = 0
        self._question = ""
        self._level_db = _QUIETEST_DB
        self._drawn_s = 0.0
        self._always_typed = typed
        self._writing: str | None = "" if typed else None
        """What is written so far; None: keys are keys."""
        self._sent: list[str] = []
        self._stage = ""
        self._spoke = False
        """Something was said since the question was asked."""

    def __enter__(self) -> Self:
        if self._keys is not None:
            self._keys.__enter__()
            self._live = Live(self._panel(), console=out, auto_refresh=False, transient=True)
            self._live.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.__exit__(kind, error, trace)
        if self._keys is not None:
            self._keys.__exit__(kind, error, trace)

    def show(self, event: Event) -> None:
        if isinstance(event, PlanMade):
            return
        if isinstance(event, QuestionAsked):
            self._place.note(event)
            self._number, self._question = event.number, event.question.text
            self._stage, self._spoke = event.question.stage, False
        if isinstance(event, SpeechStarted):
            self._spoke = True
        if isinstance(event, InterviewerSpoke) and event.role in ("repeat", "clarify", "example"):
            self._question = event.text
        self._lines.show(event)
        if isinstance(event, InterviewerSpoke) and event.role == "closing" and self._live is not None:
            self._number = 0

    def watch(self, frame: Frame, floor: Floor) -> None:
        if floor != self._floor:
            if "paused" not in (floor, self._floor):  # a pause does not count, and the time before it stays
                self._floor_since_s = frame.start_s
            self._floor = floor
        if floor != "paused":
            self._now_s = frame.end_s
        self._lost = frame.lost
        self._level_db = max(rms_db(frame.samples), self._level_db - 2.0)  # falls slower than it rises
        now_s = time.monotonic()
        if self._live is not None and now_s - self._drawn_s >= _REFRESH_S:
            self._drawn_s = now_s
            self._live.update(self._panel(), refresh=True)

    @property
    def captioned(self) -> bool:
        return self._captions and self._live is not None

    def read(self, caption: Caption) -> None:
        if caption != self._words.caption:
            self._words = _Words(caption)

    def poll(self) -> list[Request]:
        if self._keys is None:
            return []
        requests: list[Request] = []
        if self._writing is not None:
            return self._write(self._keys, self._writing)
        while (key := self._keys.read(0.0)) is not None:
            if key == "a" and self._floor in ("candidate", "thinking"):
                self._writing = ""
                return requests
            if key == "x":
                self._toggle_text()
            elif key == "w":
                self._captions = not self._captions
                self._words = _Words(Caption())
            elif request := _KEYS.get(key):
                requests.append(request)
        return requests

    @property
    def typing(self) -> bool:
        return bool(self._writing) or (self._writing is not None and not self._always_typed)

    def typed(self) -> str:
        while self._sent:
            text = self._sent.pop(0)
            if self._can_be_all or request_in(text) != "done":
                return text
        return ""

    @property
    def _can_be_all(self) -> bool:
        """ "No thanks, that is all" is an answer to "what else would you like to ask?" only."""
        return self._stage == "your_questions" and not self._spoke

    def _write(self, keys: Keys, text: str) -> list[Request]:
        """Keys are letters: Enter sends, Escape gives up. A request in words is one here, too."""
        requests: list[Request] = []
        while (key := keys.read_text()) is not None:
            if key == "enter" and text.strip():
                request = request_in(text)
                # Over the interviewer's words nobody knows yet which question it is for: `typed` does.
                kept = request == "done" and (self._can_be_all or self._floor == "interviewer")
                if request is None or kept:
                    self._sent.append(text.strip())
                else:
                    requests.append(request)
                text = ""
                if not self._always_typed:
                    self._writing = None
                    return requests
            elif key == "escape":
                text = ""
                if not self._always_typed:
                    self._writing = None
                    return requests
            elif key == "backspace":
                text = text[:-1]
            elif len(key) == 1:
                text += key
        self._writing = text
        return requests

    def _toggle_text(self) -> None:
        self._show_questions = not self._show_questions
        self._lines.show_questions = self._show_questions

    def _panel(self) -> RenderableType:
        sign, name, style = _LOST if self._lost else _FLOORS[self._floor]
        status = Text()
        status.append(f" {sign} {name}", style=style)
        if self._floor in ("candidate", "thinking"):
            status.append(f"  {clock(self._now_s - self._floor_since_s)}", style="bold")
        status.append("   ")
        status.append_text(self._meter())
        parts: list[RenderableType] = [Rule(style="dim"), status]
        if self._number:
            where = f" {self._place} · {clock(self._now_s)}"
            parts.append(Text(where, style="dim"))
            if self._show_questions:
                parts.append(Padding(Text(self._question), (0, 1)))
        if self._captions and self._floor in ("candidate", "thinking"):
            parts.append(Padding(self._words, (0, 1)))
        if self._writing is None:
            parts.append(_Help())
        else:
            parts.append(Padding(Text(f"> {self._writing}_"), (0, 1)))
            parts.append(
                Text(
                    " Enter sends · Esc " + ("clears" if self._always_typed else "speaks again"), style="dim"
                )
            )
        return Group(*parts)

    def _meter(self) -> Text:
        share = (self._level_db - _QUIETEST_DB) / (_LOUDEST_DB - _QUIETEST_DB)
        cells = round(min(max(share, 0.0), 1.0) * _METER_CELLS)
        colour = "red" if self._level_db > _LOUDEST_DB - 3 else "green"
        meter = Text()
        heard = self._floor != "paused"
        meter.append("━" * (cells if heard else 0), style=colour)
        meter.append("─" * (_METER_CELLS - (cells if heard else 0)), style="grey30")
        return meter


class _Help:
    """The keys; in a narrow window on several lines, a key never apart from what it does."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        line = Text(" ")
        for key, does in _HELP:
            item = Text.assemble((key, "bold"), (f" {does}", "dim"))
            if len(line) > 1 and len(line) + 3 + len(item) > options.max_width:
                yield line
                line = Text(" ")
            line.append(" · " if len(line) > 1 else "", style="dim")
            line.append_text(item)
        yield line


class _Words:
    """The last lines of the candidate's words: what may still change is dim. Always of the same height."""

    def __init__(self, caption: Caption) -> None:
        self.caption = caption
        self._lines: list[Text] = []
        self._width = 0

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if options.max_width != self._width:  # lines are broken once, not at every refresh
            self._width = options.max_width
            certain, guessed = self.caption.confirmed, self.caption.tentative
            text = Text(certain)
            text.append(f" {guessed}" if certain and guessed else guessed, style="dim")
            lines = list(text.wrap(console, self._width))[-_CAPTION_LINES:]
            self._lines = [*lines, *[Text(" ")] * (_CAPTION_LINES - len(lines))]
        yield from self._lines
