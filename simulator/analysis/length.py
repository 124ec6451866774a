"""Answer length and time to first word."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from simulator.analysis.answers import Answer
from simulator.analysis.metrics import Band, cannot_say, measured
from simulator.analysis.results import Metric


def answer_length(answer: Answer) -> Metric:
    """First to last voice, against what this kind of question usually takes."""
    span = answer.speech_span
    if span is None:
        return cannot_say("answer_length_s", "nothing was said")
    low, high = answer.question.expected_s
    band = Band(low, high, f"{low:.0f}-{high:.0f} s is usual for this question")
    return measured("answer_length_s", answer.duration_s, moments=[span], band=band)


def typical_length(answers: Sequence[Answer]) -> Metric:
    spoken = [answer for answer in answers if answer.speech]
    if not spoken:
        return cannot_say("answer_length_s", "nothing was said")
    moments = [answer.speech_span for answer in spoken if answer.speech_span]
    return measured("answer_length_s", median(answer.duration_s for answer in spoken), moments=moments)


def time_to_first_word(answer: Answer) -> Metric:
    wait = answer.waited
    if wait is None:
        return cannot_say("time_to_first_word_s", "nothing was said")
    return measured("time_to_first_word_s", wait.duration_s, moments=[wait])


def typical_first_word(answers: Sequence[Answer]) -> Metric:
    waits = [answer.waited for answer in answers if answer.waited]
    if not waits:
        return cannot_say("time_to_first_word_s", "nothing was said")
    return measured("time_to_first_word_s", median(wait.duration_s for wait in waits), moments=waits)
