"""Pauses: silences inside an answer, always from voice activity, never from gaps between words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from simulator.analysis.answers import Answer
from simulator.analysis.metrics import cannot_say, measured
from simulator.analysis.results import Metric, Pause
from simulator.audio import Span

SHORTEST_S = 0.25
LONG_S = 1.0
MARKED_S = 2.0


def pauses_of(answer: Answer) -> tuple[Pause, ...]:
    """Silences of at least 0.25 s between stretches of voice (De Jong & Bosker 2013)."""
    gaps = (Span(before.end_s, after.start_s) for before, after in pairwise(answer.speech))
    own = (gap for gap in gaps if not any(gap.overlap_s(other) > 0 for other in answer.interruptions))
    return tuple(Pause(gap, _word_before(answer, gap)) for gap in own if gap.duration_s >= SHORTEST_S)


def _word_before(answer: Answer, gap: Span) -> str:
    """The last word that is mostly over when the pause begins; word times stray, so by their middle."""
    before = [word.text for word in answer.words if (word.span.start_s + word.span.end_s) / 2 <= gap.start_s]
    return before[-1] if before else ""


def pause_metrics(pauses: Sequence[Pause], seconds: float) -> list[Metric]:
    """Typical and long pauses of `seconds` of answering."""
    if seconds <= 0:
        return [cannot_say(key, "nothing was said") for key in ("pause_median_s", "long_pauses_per_min")]
    long = [pause.span for pause in pauses if pause.duration_s >= LONG_S]
    typical = (
        measured("pause_median_s", median(pause.duration_s for pause in pauses))
        if pauses
        else cannot_say("pause_median_s", "no pause of 0.25 s or more")
    )
    return [typical, measured("long_pauses_per_min", 60 * len(long) / seconds, moments=long)]


def speaking_share(answers: Sequence[Answer]) -> Metric:
    seconds = sum(answer.duration_s for answer in answers)
    if seconds <= 0:
        return cannot_say("speaking_share", "nothing was said")
    return measured("speaking_share", 100 * sum(answer.phonation_s for answer in answers) / seconds)
