"""The picture of the session: answers, pace, pauses and fillers over session time, as SVG for the page.

Matplotlib draws in the page's pixels (one unit is one CSS pixel, y downwards) and knows nothing of colour:
every mark is named by its kind, and `_clean` keeps only shapes, texts and those names, as classes. So the
page's style sheet colours the picture, light or dark, and no style attribute meets the page's content policy.
It is drawn twice, for a wide and a narrow column, because scaling one drawing would make its text unreadable.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from simulator.analysis.fillers import is_sure
from simulator.analysis.metrics import CATALOGUE
from simulator.analysis.pauses import LONG_S, MARKED_S
from simulator.analysis.results import Report
from simulator.audio import Span
from simulator.report.markdown import clock

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SVG = "{http://www.w3.org/2000/svg}"
_TICK_STEPS_S = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A width to draw for, in CSS pixels. `left` leaves room for the scales' numbers."""

    name: str
    width: float
    left: float
    pace_height: float
    most_ticks: int
    labels: tuple[str, str, str, str]


_NEUTRAL, _FILLERS = (
    "Words a minute; shaded is neutral",
    ("Filler sounds; hollow is possible", "Filler words"),
)
_WIDE = _Sheet("wide", 720, 34, 104, 8, (_NEUTRAL, "Pauses of 1 s and more; wide from 2 s", *_FILLERS))
_NARROW = _Sheet("narrow", 344, 28, 92, 5, (_NEUTRAL, "Pauses; wide from 2 s", *_FILLERS))

# From top to bottom, in CSS pixels: the answers' numbers, a lane's label, and the lanes below the pace.
_TOP, _LABEL, _PAUSES, _SOUNDS, _WORDS, _AXIS = 22.0, 24.0, 46.0, 16.0, 10.0, 24.0


def session_chart(report: Report) -> str:
    """The picture as two SVG elements, of which the page's style sheet shows the one that fits.

    Each mark is `<path class="mark pause" data-s="61.20" data-e="63.40">`, times in seconds of the session;
    the SVG element carries `data-left`, `data-right` (CSS pixels) and `data-seconds`, so that a script can
    tell the time of any point.
    """
    return "".join(_drawn(report, sheet) for sheet in (_WIDE, _NARROW))


def warm_up() -> None:
    """Draw something small, so that matplotlib's font cache is built before anybody waits for a report."""
    canvas = _Canvas(_NARROW, 60.0, 40.0)
    canvas.text("tick", 20, 20, "0:00")
    canvas.svg("")


def summary(report: Report) -> str:
    """What the picture shows, in words: its text alternative."""
    pace = [point.wpm for answer in report.answers for point in answer.pace]
    pauses = [p.duration_s for answer in report.answers for p in answer.pauses if p.duration_s >= LONG_S]
    sounds = [is_sure(filler) for answer in report.answers for filler in answer.answer.fillers]
    words = sum(len(answer.phrases) for answer in report.answers)
    parts = [f"{len(report.answers)} answers in {clock(report.duration_s)} minutes."]
    if pace:
        parts.append(f"Pace between {min(pace):.0f} and {max(pace):.0f} words a minute.")
    marked = sum(pause >= MARKED_S for pause in pauses)
    parts.append(f"{len(pauses)} pauses of {LONG_S:.0f} s or more, {marked} of {MARKED_S:.0f} s or more;")
    parts.append(f"{sum(sounds)} filler sounds and {len(sounds) - sum(sounds)} possible ones;")
    parts.append(f"{words} filler words. The transcripts below mark them.")
    return " ".join(parts)


class _Canvas:
    """Draws named shapes on one sheet; x in seconds of the session, y in pixels from the top."""

    def __init__(self, sheet: _Sheet, seconds: float, height: float) -> None:
        from matplotlib.figure import Figure  # lazy: half a second, and only reports need it

        self.sheet, self.height = sheet, height
        self.seconds = max(seconds, 1.0)
        self.right = sheet.width - 6
        self._figure = Figure(figsize=(sheet.width / 72, height / 72), dpi=72)
        self._axes: Axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_xlim(0, sheet.width)
        self._axes.set_ylim(height, 0)
        self._axes.axis("off")

    def x(self, at_s: float) -> float:
        return self.sheet.left + (self.right - self.sheet.left) * at_s / self.seconds

    def box(self, kind: str, x: float, y: float, size: tuple[float, float], moment: str = "") -> None:
        from matplotlib.patches import Rectangle

        self._axes.add_patch(Rectangle((x, y), *size, gid=f"{kind}|{moment}", clip_on=False))

    def dot(self, kind: str, x: float, y: float, radius: float, moment: str) -> None:
        from matplotlib.patches import Circle

        self._axes.add_patch(Circle((x, y), radius, gid=f"{kind}|{moment}", clip_on=False))

    def line(self, kind: str, points: Sequence[tuple[float, float]]) -> None:
        xs, ys = zip(*points, strict=True)
        self._axes.plot(xs, ys, gid=f"{kind}|", clip_on=False)

    def text(self, kind: str, x: float, y: float, words: str) -> None:
        self._axes.text(x, y, words, gid=f"{kind}|", fontsize=12, parse_math=False)

    def svg(self, alternative: str) -> str:
        from matplotlib import rc_context

        buffer = io.StringIO()
        # Text stays text, in the page's font; a user's own matplotlibrc must not change the page.
        with rc_context({"svg.fonttype": "none", "text.usetex": False, "path.sketch": None}):
            self._figure.savefig(buffer, format="svg", metadata={"Date": None})
        sheet = self.sheet
        return (
            f'<svg class="{sheet.name}" viewBox="0 0 {sheet.width:g} {self.height:g}" role="img" '
            f'aria-label="{escape(alternative)}" data-left="{sheet.left:g}" data-right="{self.right:g}" '
            f'data-seconds="{self.seconds:.2f}">{_clean(buffer.getvalue())}</svg>'
        )


def _drawn(report: Report, sheet: _Sheet) -> str:
    pace_y = _TOP + _LABEL
    pauses_y = pace_y + sheet.pace_height + _LABEL
    sounds_y = pauses_y + _PAUSES + _LABEL
    words_y = sounds_y + _SOUNDS + _LABEL
    bottom = words_y + _WORDS + 8
    canvas = _Canvas(sheet, report.duration_s, bottom + _AXIS)
    _answers(canvas, report, bottom)
    _pace(canvas, report, pace_y)
    _pauses(canvas, report, pauses_y)
    fillers = [filler for answer in report.answers for filler in answer.answer.fillers]
    for filler in sorted(fillers, key=is_sure):  # the sure ones on top
        middle = canvas.x((filler.span.start_s + filler.span.end_s) / 2)
        kind, name = ("filler", "") if is_sure(filler) else ("possible_filler", "possible ")
        moment = _moment(filler.span, f"{name}{filler.kind}")
        canvas.box(f"mark {kind}", middle - 1.5, sounds_y, (3, _SOUNDS), moment)
    for phrase in (phrase for answer in report.answers for phrase in answer.phrases):
        moment = _moment(phrase.span, phrase.text)
        canvas.dot("mark filler_word", canvas.x(phrase.span.start_s), words_y + _WORDS / 2, 3.5, moment)
    for y, label in zip((pace_y, pauses_y, sounds_y, words_y), sheet.labels, strict=True):
        canvas.text("label", sheet.left + 5, y - 8, label)
    _axis(canvas, bottom)
    return canvas.svg(summary(report))


def _answers(canvas: _Canvas, report: Report, bottom: float) -> None:
    free_from = 0.0
    for answer in (answer.answer for answer in report.answers):
        span = answer.speech_span or answer.floor
        left, right = canvas.x(span.start_s), canvas.x(span.end_s)
        canvas.box("band", left, _TOP - 2, (max(right - left, 1), bottom - _TOP + 2))
        half = 5 * len(answer.label)
        if (left + right) / 2 - half >= free_from:  # in a crowd, some answers go without their number
            canvas.text("number", (left + right) / 2, _TOP - 8, answer.label)
            free_from = (left + right) / 2 + half


def _pace(canvas: _Canvas, report: Report, top: float) -> None:
    band = CATALOGUE["speaking_rate_wpm"].band
    assert band is not None
    assert band.low is not None
    assert band.high is not None
    values = [point.wpm for answer in report.answers for point in answer.pace]
    low, high = min([band.low - 40, *values]), max([band.high + 40, *values])

    def y(wpm: float) -> float:
        return top + canvas.sheet.pace_height * (high - wpm) / (high - low)

    left, width = canvas.sheet.left, canvas.right - canvas.sheet.left
    canvas.box("neutral", left, y(band.high), (width, y(band.low) - y(band.high)))
    for wpm in (band.low, band.high):
        canvas.text("scale", left - 5, y(wpm) + 4, f"{wpm:.0f}")
    for answer in report.answers:
        points = [(canvas.x(point.at_s), y(point.wpm)) for point in answer.pace]
        speech = answer.answer.speech_span
        if len(points) == 1 and speech:  # too short for a course: its one pace from end to end
            points = [(canvas.x(speech.start_s), points[0][1]), (canvas.x(speech.end_s), points[0][1])]
        if points:
            canvas.line("pace", points)


def _pauses(canvas: _Canvas, report: Report, top: float) -> None:
    pauses = [pause for answer in report.answers for pause in answer.pauses if pause.duration_s >= LONG_S]
    per_s = _PAUSES / max([3.0, *(pause.duration_s for pause in pauses)])
    base = top + _PAUSES
    line_y, left = base - MARKED_S * per_s, canvas.sheet.left
    canvas.line("threshold", [(left, line_y), (canvas.right, line_y)])
    canvas.text("scale", left - 5, line_y + 4, f"{MARKED_S:.0f} s")
    for pause in pauses:
        kind, width = ("mark pause long", 4.5) if pause.duration_s >= MARKED_S else ("mark pause", 2.5)
        height = pause.duration_s * per_s
        middle = canvas.x((pause.span.start_s + pause.span.end_s) / 2)
        moment = _moment(pause.span, f"pause of {pause.duration_s:.1f} s")
        canvas.box(kind, middle - width / 2, base - height, (width, height), moment)


def _axis(canvas: _Canvas, y: float) -> None:
    canvas.line("axis", [(canvas.sheet.left, y), (canvas.right, y)])
    fits = (step for step in _TICK_STEPS_S if canvas.seconds / step <= canvas.sheet.most_ticks)
    step = next(fits, _TICK_STEPS_S[-1])
    for at_s in range(0, int(canvas.seconds) + 1, step):
        canvas.line("axis", [(canvas.x(at_s), y), (canvas.x(at_s), y + 4)])
        # The last number would stand beyond the edge.
        kind = "tick last" if canvas.right - canvas.x(at_s) < 14 else "tick"
        canvas.text(kind, canvas.x(at_s), y + 18, clock(at_s))


def _moment(span: Span, name: str) -> str:
    return f"{span.start_s:.2f}|{span.end_s:.2f}|{name}, {clock(span.start_s)}"


def _clean(drawn: str) -> str:
    """Matplotlib's SVG with nothing kept but our named shapes and texts, names turned into classes."""
    return "".join(_elements(ElementTree.fromstring(drawn).iter(f"{_SVG}g")))


def _elements(groups: Iterable[ElementTree.Element]) -> Iterator[str]:
    for group in groups:
        kind, ours, moment = group.get("id", "").partition("|")
        if not ours:
            continue
        times = title = ""
        if moment:
            start_s, end_s, name = moment.split("|")
            times, title = f' data-s="{start_s}" data-e="{end_s}"', f"<title>{escape(name)}</title>"
        for path in group.iter(f"{_SVG}path"):
            yield f'<path class="{kind}"{times} d="{_rounded(path.get("d", ""))}">{title}</path>'
        for text in group.iter(f"{_SVG}text"):
            x, y = (_rounded(text.get(axis, "0")) for axis in ("x", "y"))
            yield f'<text class="{kind}" x="{x}" y="{y}">{escape(text.text or "")}</text>'


def _rounded(path: str) -> str:
    """Coordinates to a tenth of a pixel, on one line."""
    line = " ".join(path.split())
    return re.sub(r"\d+\.\d+", lambda number: f"{float(number[0]):.1f}".removesuffix(".0"), line)
