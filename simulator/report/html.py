"""The report as one HTML page that holds its sound, its picture, its style and its script: nothing is loaded.

Transcripts, questions and names are untrusted text: Jinja escapes them, and the page's content policy allows
exactly the script and the style written here, by their hashes, so that not even a mistake could run anything.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files

from simulator.analysis.contents import Contents
from simulator.analysis.metrics import CATALOGUE, Band, MetricDefinition
from simulator.analysis.own_questions import OwnQuestion
from simulator.analysis.results import AnswerReport, Metric, Remark, Report, Verdict
from simulator.audio import Span
from simulator.errors import StoreError
from simulator.report.chart import session_chart
from simulator.report.clock import clock
from simulator.report.doubts import doubts_line
from simulator.report.markdown import value_text
from simulator.report.sound import clip_of
from simulator.report.told import (
    HOW_HEARD,
    IN_WRITING,
    NO_REPLIES,
    NOT_TALKED_ABOUT,
    NOTHING_STOOD_OUT,
    ToldCard,
    criteria_of,
    quoted_line,
    told_card,
)
from simulator.report.verbatim import Token, tokens_of
from simulator.store import SessionFolder

_ENCODERS = 2
_VERDICTS: dict[Verdict, str] = {"within": "in band", "below": "below", "above": "above"}
_MARKS = {
    "filler": "filler sound",
    "possible_filler": "possible filler sound",
    "filler_word": "filler word",
    "pause": "pause",
    "repetition": "said again",
    "restart": "begun anew",
    "partial_word": "broken off",
    "stretched": "drawn out",
}
_LIGHT = {"repetition", "restart", "partial_word", "stretched"}
_JOINED = {"filler_word", "repetition", "restart", "partial_word"}
_FACTS = ("answer_length_s", "speaking_rate_wpm", "filler_sounds_per_min", "time_to_first_word_s")
_ENDINGS = {
    "done": "ended by the candidate",
    "no_answer": "no answer came",
    "recording_ended": "the recording ended",
    "stopped": "the session was stopped",
    "interrupted": "the session was interrupted",
}
_STATES = {
    "interrupted": "This session was interrupted. Everything up to that moment is here.",
    "stopped": "This session was stopped early. Everything up to that moment is here.",
}


@dataclass(frozen=True, slots=True)
class _Sound:
    """An answer's MP3 as base64, and the session time it covers."""

    span: Span
    base64: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word, or a mark with the words it holds ("you know" is one mark of two words)."""

    kind: str
    tokens: tuple[Token, ...]
    label: str
    title: str
    """What a mark that has no colour of its own stands for."""

    @property
    def span(self) -> Span:
        return Span(self.tokens[0].span.start_s, self.tokens[-1].span.end_s)


@dataclass(frozen=True, slots=True)
class _Gauge:
    """A value beside its band, in pixels of a track 72 long."""

    band: tuple[float, float]
    at: float
    up_to: float


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the table of measures."""

    definition: MetricDefinition
    metric: Metric
    value: str
    up_to: str
    verdict: str
    gauge: _Gauge | None


@dataclass(frozen=True, slots=True)
class _Card:
    """An answer as shown."""

    report: AnswerReport
    sound: _Sound | None
    pieces: tuple[_Piece, ...]
    told: ToldCard
    facts: tuple[str, ...]
    doubts: str
    ending: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question of the candidate's; `criteria`: name, met (None: nobody can tell), and what says so."""

    question: OwnQuestion
    line: str
    criteria: tuple[tuple[str, bool | None, str], ...]


@dataclass(frozen=True, slots=True)
class _Advice:
    """A remark with its moments, each under the name it is played by."""

    remark: Remark
    moments: tuple[tuple[str, Span], ...]


def as_html(report: Report, session: SessionFolder) -> str:
    """The whole page. The answers' sound is encoded beside the drawing of the picture, a few at a time.

    A session without readable sound makes a page without sound, which says so.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined  # lazy: only reports need it
    from markupsafe import Markup

    templates = files("simulator.report") / "templates"
    script = (templates / "report.js").read_text(encoding="utf-8")
    style = (templates / "report.css").read_text(encoding="utf-8")
    with ThreadPoolExecutor(_ENCODERS, thread_name_prefix="sound") as encoders:
        sounds = [encoders.submit(_sound_of, answer, session) for answer in report.answers]
        chart = Markup(session_chart(report))  # meanwhile: the encoder lets go of the interpreter
        heard = [sound.result() for sound in sounds]
    cards = [
        _card(answer, sound, report.contents)
        for answer, (sound, _) in zip(report.answers, heard, strict=True)
    ]
    environment = Environment(
        loader=PackageLoader("simulator.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["clock"] = clock
    page = environment.get_template("report.html.j2")
    return page.render(
        report=report,
        date=_date(report.started),
        length=_length(report.duration_s),
        early=_STATES.get(report.state, ""),
        advice=[_Advice(remark, tuple(_named(remark, report.answers))) for remark in report.remarks],
        chart=chart,
        rows=[_row(metric) for metric in report.overall],
        cards=cards,
        how_heard=HOW_HEARD,
        no_advice=IN_WRITING if report.in_writing else NOTHING_STOOD_OUT,
        questions=[
            _Asked(question, quoted_line(question), tuple(criteria_of(question)))
            for question in report.contents.questions
        ],
        no_replies=NO_REPLIES,
        not_talked_about=NOT_TALKED_ABOUT,
        audible=any(card.sound for card in cards),
        silent_because=next((why for _, why in heard if why), ""),
        catalogue=CATALOGUE.values(),
        script=Markup(script),
        style=Markup(style),
        script_hash=_hash(script),
        style_hash=_hash(style),
    )


def _hash(text: str) -> str:
    """As a content security policy names an inline script or style."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _sound_of(report: AnswerReport, session: SessionFolder) -> tuple[_Sound | None, str]:
    """An answer's sound, or why it has none."""
    if report.answer.speech_span is None:
        return None, ""
    try:
        clip = clip_of(session, report.answer.speech_span)
    except StoreError as error:
        return None, error.what
    return _Sound(clip.span, base64.b64encode(clip.mp3).decode()), ""


def _card(report: AnswerReport, sound: _Sound | None, contents: Contents) -> _Card:
    return _Card(
        report,
        sound,
        tuple(_pieces(report)),
        told_card(report, contents),
        tuple(_facts(report)),
        doubts_line(report.answer.doubts),
        _ending(report),
    )


def _pieces(report: AnswerReport) -> Iterator[_Piece]:
    """The transcript's tokens, those of one filler phrase or one repetition joined to one mark."""
    pending: list[Token] = []
    ends = {phrase.span.end_s for phrase in report.phrases}
    ends |= {each.span.end_s for each in report.disfluencies}
    for token in tokens_of(report):
        if token.kind in _JOINED:
            if pending and pending[0].kind != token.kind:
                yield _piece(pending)
                pending = []
            pending.append(token)
            if token.span.end_s in ends:
                yield _piece(pending)
                pending = []
            continue
        if pending:
            yield _piece(pending)
            pending = []
        yield _piece([token])
    if pending:
        yield _piece(pending)


def _piece(tokens: Sequence[Token]) -> _Piece:
    first, text = tokens[0], " ".join(token.text for token in tokens).rstrip(",;.")
    mark = _MARKS.get(first.kind)
    label = f"{text}, {mark}, at {clock(first.span.start_s)}" if mark else ""
    title = f"{text}: {mark}" if first.kind in _LIGHT else ""
    return _Piece(first.kind, tuple(tokens), label, title)


def _facts(report: AnswerReport) -> Iterator[str]:
    for metric in (report.metric(key) for key in _FACTS):
        if metric.value is not None:
            yield f"{CATALOGUE[metric.key].name.lower()} {value_text(metric)}"
    if again := sum(each.kind != "stretched" for each in report.disfluencies):
        yield f"{CATALOGUE['repairs_per_min'].name.lower()}: {again}"
    longest = max(report.pauses, key=lambda pause: pause.duration_s, default=None)
    if longest and longest.duration_s >= 1:
        yield f"longest pause {longest.duration_s:.1f} s at {clock(longest.span.start_s)}"


def _ending(report: AnswerReport) -> str:
    """Each wait and why, in small print, and how the turn ended."""
    waits = [f"{clock(wait.silence.start_s)} {wait.says}" for wait in report.waits]
    return " · ".join(filter(None, [*waits, _ENDINGS.get(report.answer.end_reason, "")]))


def _named(remark: Remark, answers: Sequence[AnswerReport]) -> Iterator[tuple[str, Span]]:
    whole = {answer.answer.speech_span: f"Answer {answer.answer.label}" for answer in answers}
    for moment in remark.moments:
        yield whole.get(moment, clock(moment.start_s)), moment


def _row(metric: Metric) -> _Row:
    definition = CATALOGUE[metric.key]
    gauge = None
    if definition.band and metric.value is not None and metric.verdict in _VERDICTS:
        gauge = _gauge(definition.band, metric.value, metric.interval)
    value, up_to = value_text(metric, unit=False), ""
    if metric.value is not None:
        value, _, up_to = value.partition(" ")
    return _Row(definition, metric, value, up_to, _VERDICTS.get(metric.verdict, ""), gauge)


def _gauge(band: Band, value: float, interval: tuple[float, float] | None) -> _Gauge:
    """The track reaches as far beyond the band as the band is wide; what lies further stands at its end."""
    low = band.low if band.low is not None else 0.0
    high = band.high if band.high is not None else 2 * low
    first = max(0.0, low - (high - low))
    last = high + (high - low)

    def pixel(at: float) -> float:
        return round(4 + 64 * min(max((at - first) / (last - first), 0), 1), 1)

    return _Gauge((pixel(low), pixel(high)), pixel(value), pixel(interval[1] if interval else value))


def _date(started: str) -> str:
    """The wall time of the beginning, where the report is made, in words; as it stands if it is no time."""
    try:
        at = datetime.fromisoformat(started).astimezone()
    except ValueError:
        return started
    return f"{at:%A} {at.day} {at:%B %Y}, {at:%H:%M}"


def _length(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
