"""The report as Markdown: for the terminal, and as `report.md`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from simulator.analysis.contents import Contents
from simulator.analysis.metrics import CATALOGUE
from simulator.analysis.results import AnswerReport, Metric, Report
from simulator.audio import Span
from simulator.report.clock import clock as clock  # html, replay and others have it from here
from simulator.report.doubts import doubts_line
from simulator.report.told import (
    HOW_HEARD,
    IN_WRITING,
    NO_REPLIES,
    NOT_TALKED_ABOUT,
    NOTHING_STOOD_OUT,
    Row,
    criteria_of,
    quoted_line,
    told_card,
)
from simulator.report.verbatim import Token, tokens_of

# Characters that Markdown or HTML would read as its own wherever they stand, and those at a line's beginning.
_SPECIAL = re.compile(r"[\\`*\[\]<|~]|(?<![^\W_])_|_(?![^\W_])|(?<!\S)#|&(?=#?\w+;)")
_OPENS_A_BLOCK = re.compile(r"^(\d+(?=[.)])|(?=[-+=>]))")
_VERDICTS = {"within": "in band", "below": "below", "above": "above", "shown": "", "unknown": ""}


def as_markdown(report: Report, *, methods: bool = True) -> str:
    """The whole report; `methods` adds how each measure is defined, where there was anything to measure."""
    methods = methods and not report.in_writing
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
    yield "# Interview report"
    yield ""
    candidate = plain(report.candidate) + (", synthetic" if report.synthetic else "")
    length = f"{len(report.answers)} answers in {clock(report.duration_s)} min"
    heard = "Answered in writing" if report.in_writing else f"Heard: {candidate}"
    yield f"{length}, style {report.style}. {heard}."
    for line in report.sent:
        yield ""
        yield plain(line)
    if report.state in ("interrupted", "stopped"):
        yield ""
        yield "*The session ended early; everything up to that moment is here.*"
    yield ""
    for remark in report.remarks:
        title = "What worked" if remark.kind == "strength" else "To work on"
        where = ", ".join(clock(span.start_s) for span in remark.moments)
        yield f"- **{title}:** {plain(remark.text)} {remark.exercise} *(at {where})*".replace("  ", " ")
    if not report.remarks:
        yield f"- {IN_WRITING if report.in_writing else NOTHING_STOOD_OUT}"
    yield ""
    if report.answers:
        yield f"*{HOW_HEARD}*"
        yield ""
    for answer in report.answers:
        yield from _answer(answer, report.contents)
    yield from _own_questions(report.contents)
    yield from _not_talked_about(report.contents)
    if not report.in_writing:
        yield "## Measures"
        yield ""
        yield from _metric_table(report)


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


def _answer(report: AnswerReport, contents: Contents) -> Iterator[str]:
    answer = report.answer
    yield f"{'###' if report.follows else '##'} {answer.label}. {plain(answer.question.text)}"
    yield ""
    if answer.speech_span is None:
        nothing = "Skipped." if answer.end_reason == "skipped" else "Nothing was said."
        yield f"In writing: {plain(answer.typed)}" if answer.typed else nothing
        yield ""
        yield from _told(report, contents)
        return
    text = "".join(_token(token) for token in tokens_of(report)).strip()
    yield _OPENS_A_BLOCK.sub(r"\1\\", text)
    yield ""
    yield from _told(report, contents)
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


def _told(report: AnswerReport, contents: Contents) -> Iterator[str]:
    """The content of one answer, in a line for each kind of finding."""
    card = told_card(report, contents)
    heard = [_row(row) for row in card.rows]
    heard += [f"not heard: {card.missing.lower()}"] if card.missing else []
    heard += [card.length] if card.length else []
    lines = [" · ".join(heard)]
    lines += [f"Your CV: \u201c{plain(card.claim)}\u201d {card.claim_says}."] if card.claim else []
    for each in card.different:
        said, at = plain(each.said.text.rstrip(",;:")), clock(each.said.span.start_s)
        lines.append(f"{each.where}: \u201c{plain(each.known)}\u201d, heard: \u201c{said}\u201d ({at})")
    lines += [f"*{plain(card.why)}*"] if card.why else []
    for line in filter(None, lines):
        yield line[0].upper() + line[1:]
        yield ""


def _row(row: Row) -> str:
    quote = f"\u201c{plain(row.evidence.sentence)}\u201d ({clock(row.evidence.span.start_s)})"
    return f"{row.name.lower()}: {quote}{f', {row.when}' if row.when else ''}"


def _own_questions(contents: Contents) -> Iterator[str]:
    if not contents.questions:
        return
    yield "## Your questions"
    yield ""
    if not any(question.reply for question in contents.questions):
        yield NO_REPLIES
        yield ""
    for question in contents.questions:
        yield f"**\u201c{plain(question.text)}\u201d** ({clock(question.span.start_s)})"
        yield ""
        if question.reply:
            yield f"Reply: \u201c{plain(question.reply)}\u201d {plain(quoted_line(question))}".rstrip()
            yield ""
        for name, met, says in criteria_of(question):
            yield f"- {name}: {'' if met is not False else 'to make it stronger: '}{plain(says)}"
        yield ""


def _not_talked_about(contents: Contents) -> Iterator[str]:
    if not contents.not_talked_about:
        return
    yield "## Not talked about"
    yield ""
    yield f"Lines {NOT_TALKED_ABOUT}:"
    yield ""
    for claim in contents.not_talked_about:
        yield f"- \u201c{plain(claim.text)}\u201d"
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
