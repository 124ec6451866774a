"""What a replay looks like: captions in step with the sound, and below them where it stands.

In a terminal the whole window is used and given back at the end, because a window that is made narrower
breaks any picture that stands between other lines. Elsewhere each caption is printed when it begins.
"""

from __future__ import annotations

import signal
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import FrameType, TracebackType
from typing import Protocol, Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.padding import Padding
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from simulator.replay import Caption, Timeline
from simulator.report.markdown import clock
from simulator.terminal.output import out, printable
from simulator.terminal.replay_keys import Now

_WHO = {"interviewer": ("Interviewer", "bold cyan"), "candidate": ("You", "bold green"), "silence": ("", "")}
_PAST = 5  # captions that are over and still shown
_MARGIN = 2
_BODY_LINES = 12  # a tall window stays as calm as a small one
_AROUND = 8  # lines of title, progress, keys and what is free between them


@dataclass(frozen=True, slots=True)
class Scene:
    """What does not change while a replay runs."""

    started: str
    """Wall time of the session's beginning, UTC ISO 8601; "" when unknown."""
    timeline: Timeline
    end_s: float
    has_keys: bool


class Screen(Protocol):
    """Shows a replay between `with` and its end."""

    def draw(self, now: Now) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def screen_of(scene: Scene) -> Screen:
    return WholeWindow(scene, out) if out.is_terminal else PrintedLines(scene, out)


# --- in a terminal -------------------------------------------------------------------------------


class WholeWindow:
    """Redrawn only when something on it changes."""

    def __init__(self, scene: Scene, console: Console) -> None:
        self._scene = scene
        self._console = console
        self._live = Live(console=console, screen=True, auto_refresh=False)
        self._shown: object = None
        self._stop_asked = False

    def draw(self, now: Now) -> None:
        if self._stop_asked:
            self._step_aside()
        size = self._console.size
        caption = self._scene.timeline.caption_at(now.at_s)
        shown = (size, caption, int(now.at_s), now.playing, now.speed, now.note)
        if shown != self._shown:
            self._shown = shown
            ascii_only = self._console.options.ascii_only
            self._live.update(
                picture(self._scene, now, size.width, size.height, ascii_only=ascii_only), refresh=True
            )

    def _step_aside(self) -> None:
        """Ctrl-Z: give the window back, stop, and come back to it with fg."""
        self._stop_asked, self._shown = False, None
        self._live.stop()
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        signal.raise_signal(signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, self._asked_to_stop)
        self._live.start()

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._stop_asked = True  # between two pictures, not within one

    def __enter__(self) -> Self:
        if hasattr(signal, "SIGTSTP"):  # Windows has none
            signal.signal(signal.SIGTSTP, self._asked_to_stop)
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()
        if hasattr(signal, "SIGTSTP"):
            signal.signal(signal.SIGTSTP, signal.SIG_DFL)


def picture(scene: Scene, now: Now, width: int, height: int, *, ascii_only: bool = False) -> RenderableType:
    """The whole window for one moment."""
    inner = max(20, width - 2 * _MARGIN)
    keys = _keys(scene, now, inner, ascii_only)
    body = _body(scene.timeline.captions_until(now.at_s, _PAST + 1), now, inner)
    room = max(2, min(_BODY_LINES, height - _AROUND - len(keys)))
    body = [Text("")] * (room - len(body)) + body[-room:]
    parts: list[RenderableType] = [
        Text(""),
        _title(scene, now),
        Text(""),
        *body,
        Text(""),
        _state(scene, now, inner, ascii_only),
        Text(now.note, style="yellow"),
        *keys,
    ]
    return Padding(Group(*parts), (0, _MARGIN))


def _title(scene: Scene, now: Now) -> Text:
    label = scene.timeline.question_at(now.at_s)
    # Follow-ups (2a) do not count: there are as many as there are main questions.
    count = len({moment.label for moment in scene.timeline.of_kind("question") if moment.label.isdigit()})
    where = f"question {label} of {count}" if label else "the beginning"
    title = Text(no_wrap=True, overflow="ellipsis")
    title.append("Second Round", style="bold")
    title.append(" · ".join(["", *filter(None, [_date(scene.started)]), where]), style="dim")
    return title


def _date(started: str) -> str:
    try:
        at = datetime.fromisoformat(started).astimezone()
    except ValueError:
        return started
    return f"{at.day} {at:%B %Y, %H:%M}"


def _body(captions: Sequence[Caption], now: Now, width: int) -> list[Text]:
    """Lines of the last captions; a line names who speaks where that changes."""
    lines: list[Text] = []
    speaker = ""
    for caption in captions:
        is_past = caption is not captions[-1]
        who, style = _WHO[caption.kind]
        if who and who != speaker:
            lines += [Text(""), Text(who, style=style)]
            speaker = who
        lines += _caption(caption, is_past=is_past).wrap(out, width)
    return lines


def _caption(caption: Caption, *, is_past: bool) -> Text:
    if caption.kind == "silence":
        return Text(f"({printable(caption.text)})", style="dim italic" if is_past else "italic magenta")
    line = Text(style="dim" if is_past else "bold")
    for part in caption.parts:
        line.append(printable(part.text), style="yellow underline" if part.is_filler else "")
        line.append(" ")
    line.rstrip()
    return line


def _state(scene: Scene, now: Now, width: int, ascii_only: bool) -> RenderableType:
    playing, paused = ("> playing", "|| paused") if ascii_only else ("▶ playing", "‖ paused")
    state = Text(playing, "bold green") if now.playing else Text(paused, "bold black on yellow")
    bar = ProgressBar(total=max(scene.end_s, 0.1), completed=now.at_s, finished_style="bar.complete")
    line = Table.grid(padding=(0, 1), expand=True)
    line.width = width
    line.add_column(width=10)
    line.add_column(no_wrap=True)
    line.add_column(ratio=1)
    line.add_column(no_wrap=True)
    line.add_column(no_wrap=True)
    line.add_row(state, clock(now.at_s), bar, clock(scene.end_s), Text(speed_text(now.speed), style="bold"))
    return line


def speed_text(speed: float) -> str:
    return f"{speed:g}x"


def _keys(scene: Scene, now: Now, width: int, ascii_only: bool) -> list[Text]:
    if not scene.has_keys:
        return [Text("Ctrl-C quit", style="dim")]
    sideways, upright = ("Left/Right", "Up/Down") if ascii_only else ("←/→", "↑/↓")
    keys = [
        ("Space", "pause" if now.playing else "play"), (sideways, "5 s"), (upright, "speed"),
        ("n/b", "question"), ("f", "filler"), ("p", "silence"), ("q", "quit"),
    ]  # fmt: skip
    lines = [Text()]
    for key, meaning in keys:
        item = Text.assemble((key, "bold"), " ", (meaning, "dim"))
        gap = "  " if lines[-1] else ""
        if lines[-1] and lines[-1].cell_len + len(gap) + item.cell_len > width:
            lines.append(Text())
            gap = ""
        lines[-1].append(gap).append_text(item)
    return lines


# --- elsewhere -----------------------------------------------------------------------------------


class PrintedLines:
    """Each caption once, when its sound begins; after a pipe or in a file."""

    def __init__(self, scene: Scene, console: Console) -> None:
        self._timeline = scene.timeline
        self._console = console
        self._printed: int | None = None

    def draw(self, now: Now) -> None:
        begun = self._timeline.captions_until(now.at_s, len(self._timeline.captions))
        first = self._printed if self._printed is not None else len(begun) - 1
        for caption in begun[max(0, first) :]:
            who, _ = _WHO[caption.kind]
            said = printable(caption.text)
            text = f"{who}: {said}" if who else f"({said})"
            self._console.print(Text(f"{clock(caption.span.start_s):>6}  {text}"), soft_wrap=True)
        self._printed = len(begun)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass
