"""What an analysis says: metrics, remarks, reports. Every finding carries the moments it speaks of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from simulator.analysis.answers import Answer
from simulator.analysis.contents import Contents
from simulator.audio import Span

Verdict = Literal["within", "below", "above", "shown", "unknown"]
"""Against the metric's band: inside, under, over, no band to judge by, or not measurable."""

FillerUse = Literal["marker", "softener", "aside", "tag"]
"""Holds the floor ("like", "you know"), softens ("kind of late"), is put in between, asks ("right?")."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One measured value. `value` is None when it cannot be trusted; `note` then says why."""

    key: str
    value: float | None
    verdict: Verdict
    interval: tuple[float, float] | None = None
    moments: tuple[Span, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class FillerPhrase:
    """A word or two used as filler ("you know"), classified by its place in the sentence."""

    text: str
    span: Span
    use: FillerUse = "marker"


DisfluencyKind = Literal["repetition", "restart", "partial word", "stretched"]


@dataclass(frozen=True, slots=True)
class Disfluency:
    """A repetition, a restart, a partial word or a stretched one: shown, never judged."""

    kind: DisfluencyKind
    text: str
    """Everything said, from what was given up to what stands in its place."""
    span: Span
    replaced: str = ""
    """What was given up."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A silence of at least 0.25 s inside an answer, from voice activity."""

    span: Span
    after_word: str

    @property
    def duration_s(self) -> float:
        return self.span.duration_s


@dataclass(frozen=True, slots=True)
class PacePoint:
    """Words per minute in a window centred at `at_s`."""

    at_s: float
    wpm: float


@dataclass(frozen=True, slots=True)
class Remark:
    """A strength or something to work on; never without moments, never about the person."""

    kind: Literal["strength", "fix"]
    text: str
    exercise: str
    moments: tuple[Span, ...]
    answer_number: int | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """One silence of the candidate's.

    `kind`: before the first word, inside the answer, or the one in which the turn was taken; `given_back`:
    taken too early, and the candidate went on. `needed_s`: how long it would have been left alone at most;
    None where it ended it, or nothing is known.
    """

    kind: Literal["first_word", "pause", "turn"]
    silence: Span
    reason: str
    needed_s: float | None = None
    given_back: bool = False

    @property
    def says(self) -> str:
        """ "pause 3.1 s, up to 6.5 s would have been left alone: sounded unfinished"."""
        seconds = self.silence.duration_s
        if self.kind == "turn":
            after = "; too early, and given back" if self.given_back else ""
            if self.reason.startswith(("done", "skipped")):
                return f"{seconds:.1f} s of silence, then {self.reason}"
            return f"waited {seconds:.1f} s: {self.reason}{after}"
        name = f"pause {seconds:.1f} s" if self.kind == "pause" else f"first word after {seconds:.1f} s"
        if self.needed_s is not None:
            return f"{name}, up to {self.needed_s:.1f} s would have been left alone: {self.reason}"
        return f"{name}: {self.reason}" if self.reason else name


@dataclass(frozen=True, slots=True)
class AnswerReport:
    answer: Answer
    metrics: tuple[Metric, ...]
    phrases: tuple[FillerPhrase, ...]
    pauses: tuple[Pause, ...]
    pace: tuple[PacePoint, ...]
    disfluencies: tuple[Disfluency, ...] = ()
    waits: tuple[Wait, ...] = ()
    """What the interviewer waited for in its silences."""
    asked_by: str = ""
    """Who of a panel asked; "" where there was one interviewer."""
    follows: str = ""
    """Label of the question that this one follows up on; "" for a main question."""

    def metric(self, key: str) -> Metric:
        return next(metric for metric in self.metrics if metric.key == key)


@dataclass(frozen=True, slots=True)
class Report:
    session_id: str
    started: str
    """UTC, ISO 8601."""
    candidate: str
    synthetic: bool
    style: str
    minutes: int
    seed: int
    duration_s: float
    state: str
    """finished, recording_ended, stopped or interrupted."""
    answers: tuple[AnswerReport, ...]
    overall: tuple[Metric, ...]
    remarks: tuple[Remark, ...]
    settings: dict[str, Any]
    versions: dict[str, str]
    contents: Contents = field(default_factory=Contents)
    """What was told, beside how it was said."""
    sent: tuple[str, ...] = ()
    """What went to a server that the user named, a sentence each."""

    @property
    def in_writing(self) -> bool:
        """Every answer that was given was written: there is no delivery to measure."""
        answers = [report.answer for report in self.answers]
        return any(answer.typed for answer in answers) and not any(answer.speech for answer in answers)

    def metric(self, key: str) -> Metric:
        return next(metric for metric in self.overall if metric.key == key)
