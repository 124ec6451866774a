"""Pace: words per minute of an answer, and over time."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.analysis.answers import Answer
from simulator.analysis.metrics import cannot_say, measured
from simulator.analysis.results import Metric, PacePoint
from simulator.audio import Span
from simulator.events import Word

WINDOW_S = 20.0
"""Shorter windows swing with single pauses; remarks need 20 s of evidence anyway."""
HOP_S = 2.5
HURRIED_WPM = 190.0
SLOW_WPM = 100.0
_LEAST_WORDS = 8
_LEAST_S = 4.0


def speaking_rate(answer: Answer) -> Metric:
    """Words / (first to last voice), in words per minute (Tauroza & Allison 1990)."""
    span = answer.speech_span
    if span is None or len(answer.words) < _LEAST_WORDS or answer.duration_s < _LEAST_S:
        return cannot_say("speaking_rate_wpm", "too little speech to measure a pace")
    return measured("speaking_rate_wpm", 60 * len(answer.words) / answer.duration_s, moments=[span])


def overall_rate(answers: Sequence[Answer]) -> Metric:
    """All words over all answers' time, so that long answers weigh more."""
    spans = [answer.speech_span for answer in answers]
    seconds = sum(answer.duration_s for answer in answers)
    words = sum(len(answer.words) for answer in answers)
    if words < _LEAST_WORDS or seconds < _LEAST_S:
        return cannot_say("speaking_rate_wpm", "too little speech to measure a pace")
    return measured("speaking_rate_wpm", 60 * words / seconds, moments=[span for span in spans if span])


def pace_over_time(answer: Answer) -> tuple[PacePoint, ...]:
    """Words per minute in a sliding window of 20 s; one point for an answer shorter than that."""
    span = answer.speech_span
    if span is None or len(answer.words) < _LEAST_WORDS or span.duration_s < _LEAST_S:
        return ()
    if span.duration_s <= WINDOW_S:
        return (PacePoint((span.start_s + span.end_s) / 2, _wpm(answer.words, span)),)
    points = []
    start_s = span.start_s
    while start_s + WINDOW_S < span.end_s + HOP_S - 1e-6:  # the last window ends with the answer
        window_start_s = min(start_s, span.end_s - WINDOW_S)
        window = Span(window_start_s, window_start_s + WINDOW_S)
        points.append(PacePoint(round(window_start_s + WINDOW_S / 2, 2), _wpm(answer.words, window)))
        start_s += HOP_S
    return tuple(points)


def stretches(
    points: Sequence[PacePoint], *, above: float | None = None, below: float | None = None
) -> list[Span]:
    """Windows (20 s each) in which the pace lay beyond a limit, overlapping ones joined."""
    found: list[Span] = []
    for point in points:
        beyond = (above is not None and point.wpm > above) or (below is not None and point.wpm < below)
        if not beyond:
            continue
        window = Span(point.at_s - WINDOW_S / 2, point.at_s + WINDOW_S / 2)
        if found and window.start_s <= found[-1].end_s:
            found[-1] = Span(found[-1].start_s, window.end_s)
        else:
            found.append(window)
    return found


def _wpm(words: Sequence[Word], window: Span) -> float:
    inside = sum(window.start_s <= (word.span.start_s + word.span.end_s) / 2 < window.end_s for word in words)
    return round(60 * inside / window.duration_s, 1)
