"""The report as Markdown: for the terminal, and as `report.md`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from simulator.analysis.metrics import CATALOGUE
from simulator.analysis.results import AnswerReport, Metric, Report
from simulator.audio import Span
from simulator.report.clock import clock as clock  # html, replay and others have it from here
from simulator.report.doubts import doubts_line
from simulator.report.verbatim import Token, tokens_of

# Characters that Markdown or HTML would read as its own wherever they stand, and those at a line's beginning.
_SPECIAL = re.compile(r"[\\`*\[\]<|~]|(?<![^\W_])_|_(?![^\W_])|(?<!\S)#|&(?=#?\w+;)")
_OPENS_A_BLOCK = re.compile(r"^(\d+(?=[.)])|(?=[-+=>]))")
_VERDICTS = {"within": "in band", "below": "below", "above": "above", "shown": "", "unknown": ""}


def as_markdown(report: Report, *, methods: bool = True) -> str:
    """The whole report; `methods` adds how each measure is defined."""
    return "\n".join([*_lines(report), *(_methods() if methods else ())]) + "\n"


def plain(text: str) -> str:
    """Text on one line that shows as it is: nothing in it is taken for Markdown or HTML."""
    return _SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))


def value_text(metric: Metric, *, unit: bool = True) -> str:
    """The number with its unit, and the possible range where there is one."""
    definition = CATALOGUE[metric.key]
    if metric.value is None:
        return f"cannot say: {metric.note}"
    text = f"{metric.value:.{definition.decimals}f}"
    if metric.interval and metric.interval[1] > metric.interval[0]:
        text += f" (up to {metric.interval[1]:.{definition.decimals}f})"
    return f"{text} {definition.unit}" if unit else text


def _lines(report: Report) -> Iterator[str]:
    yield "# Delivery report"
    yield ""
    candidate = plain(report.candidate) + (", synthetic" if report.synthetic else "")
    length = f"{len(report.answers)} answers in {clock(report.duration_s)} min"
    yield f"{length}, style {report.style}. Heard: {candidate}."
    if report.state in ("interrupted", "stopped"):
        yield ""
        yield "*The session ended early; everything up to that moment is here.*"
    yield ""
    for remark in report.remarks:
        title = "What worked" if remark.kind == "strength" else "To work on"
        where = ", ".join(clock(span.start_s) for span in remark.moments)
        yield f"- **{title}:** {plain(remark.text)} {remark.exercise} *(at {where})*".replace("  ", " ")
    if not report.remarks:
        yield "- Nothing stood out: every measure stayed in its band, or there was too little speech to say."
    yield ""
    yield from _metric_table(report)
    for answer in report.answers:
        yield from _answer(answer)


def _methods() -> Iterator[str]:
    yield "## How this was measured"
    yield ""
    for definition in CATALOGUE.values():
        explained = " ".join((definition.definition, definition.how, definition.source))
        yield f"- **{definition.name}** ({definition.unit}): {explained}"


def _metric_table(report: Report) -> Iterator[str]:
    yield "| measure | session | band |"
    yield "|---|---|---|"
    for metric in report.overall:
        definition = CATALOGUE[metric.key]
        band = definition.band.says if definition.band else "shown, not judged"
        verdict = _VERDICTS[metric.verdict]
        yield f"| {definition.name} | {value_text(metric)} | {f'**{verdict}**: ' if verdict else ''}{band} |"
    yield ""


def _answer(report: AnswerReport) -> Iterator[str]:
    answer = report.answer
    yield f"## {answer.number}. {plain(answer.question.text)}"
    yield ""
    if answer.speech_span is None:
        yield "Skipped." if answer.end_reason == "skipped" else "Nothing was said."
        yield ""
        return
    text = "".join(_token(token) for token in tokens_of(report)).strip()
    yield _OPENS_A_BLOCK.sub(r"\1\\", text)
    yield ""
    facts = [f"at {clock(answer.speech_span.start_s)}"]
    for key in ("answer_length_s", "speaking_rate_wpm", "filler_sounds_per_min", "time_to_first_word_s"):
        metric = report.metric(key)
        if metric.value is not None:
            facts.append(f"{CATALOGUE[key].name.lower()} {value_text(metric)}")
    if again := [each for each in report.disfluencies if each.kind != "stretched"]:
        where = ", ".join(clock(each.span.start_s) for each in again)
        facts.append(f"{CATALOGUE['repairs_per_min'].name.lower()}: {len(again)} (at {where})")
    longest = max(
        (pause.span for pause in report.pauses), key=lambda span: span.duration_s, default=Span(0, 0)
    )
    if longest.duration_s >= 1:
        facts.append(f"longest pause {longest.duration_s:.1f} s at {clock(longest.start_s)}")
    yield f"*{' · '.join(facts)}*"
    yield ""
    if report.waits:
        waits = (f"{clock(wait.silence.start_s)} {plain(wait.says)}" for wait in report.waits)
        yield f"Waits: {' · '.join(waits)}"
        yield ""
    if answer.doubts:
        yield f"*{doubts_line(answer.doubts)}*"
        yield ""


def _token(token: Token) -> str:
    match token.kind:
        case "filler":
            return f" **{token.text}**"
        case "possible_filler":
            return f" **{token.text}?**"
        case "filler_word":
            return f" *{plain(token.text)}*"
        case "pause":
            return f" [pause {token.text}]"
        case _:
            return f" {plain(token.text)}"
