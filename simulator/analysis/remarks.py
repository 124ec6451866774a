"""At most one strength and two fixes, each an observed thing with its moments. Silence where nothing matters.

Practice with feedback works when the feedback is sparse and about what can be heard again. Order: what
affects understanding most first (length, then fillers, then pace).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.analysis.pace import HURRIED_WPM, SLOW_WPM, WINDOW_S, stretches
from simulator.analysis.results import AnswerReport, Metric, Remark
from simulator.audio import Span
from simulator.events import BROKEN_OFF

_MOST_FIXES = 2
_FILLERS_TO_WORK_ON_PER_MIN = 10.0
_LEAST_FILLERS = 4
_LEAST_SPEECH_S = 60.0  # less says nothing about a habit
_STEADY = 0.35  # spread of the pace over its middle
_FAR_TOO_SHORT = 0.6
_FAR_TOO_LONG = 1.3
_MOST_MOMENTS = 5


def remarks_on(answers: Sequence[AnswerReport], overall: Sequence[Metric]) -> tuple[Remark, ...]:
    """One strength and the first two fixes for which there is evidence."""
    metrics = {metric.key: metric for metric in overall}
    fixes = [*_lengths(answers), *_fillers(metrics), *_pace(answers)][:_MOST_FIXES]
    strength = next(_strengths(answers, metrics), None)
    return tuple(([strength] if strength else []) + fixes)


_NOT_ENDED_BY_WORDS = {*BROKEN_OFF, "skipped"}


def _lengths(answers: Sequence[AnswerReport]) -> Iterator[Remark]:
    short, long = [], []
    for report in answers:
        length = report.metric("answer_length_s")
        low, high = report.answer.question.expected_s
        if length.value is None or report.answer.end_reason in _NOT_ENDED_BY_WORDS:
            continue
        if report.answer.question.stage == "your_questions":
            continue  # who asks well asks briefly
        # One sentence can be all that a follow-up asks for.
        if (
            report.answer.question.kind != "probe"
            and _with_follow_ups(report, answers) < _FAR_TOO_SHORT * low
        ):
            short.append(report)
        elif length.value > _FAR_TOO_LONG * high:
            long.append(report)
    if long:
        yield Remark(
            "fix",
            f"{_answers(long)} ran well past the usual length.",
            "Tell the result in the first two sentences, then how you got there; stop when it is told.",
            _spans(long),
        )
    if short:
        yield Remark(
            "fix",
            f"{_answers(short)} ended well before such a question usually does.",
            "Add one occasion, your own part in it, and what came of it.",
            _spans(short),
        )


def _with_follow_ups(main: AnswerReport, answers: Sequence[AnswerReport]) -> float:
    """What was told after being asked was told."""
    topic = [each for each in answers if each.answer.topic == main.answer.topic]
    return sum(_seconds(each) for each in topic if each is main or each.answer.question.kind == "probe")


def _fillers(metrics: dict[str, Metric]) -> Iterator[Remark]:
    fillers = metrics["filler_sounds_per_min"]
    enough = len(fillers.moments) >= _LEAST_FILLERS
    if enough and fillers.value is not None and fillers.value > _FILLERS_TO_WORK_ON_PER_MIN:
        yield Remark(
            "fix",
            f"{fillers.value:.0f} filler sounds a minute: {len(fillers.moments)} in this session.",
            "Hear these moments first. Then, where one wants to come, let the pause be silent.",
            fillers.moments[:_MOST_MOMENTS],
        )


def _pace(answers: Sequence[AnswerReport]) -> Iterator[Remark]:
    # A shorter answer has one point, for all of it: no evidence of 20 s.
    long_enough = [report for report in answers if _seconds(report) >= WINDOW_S]
    hurried = [span for report in long_enough for span in stretches(report.pace, above=HURRIED_WPM)]
    slow = [span for report in long_enough for span in stretches(report.pace, below=SLOW_WPM)]
    if hurried:
        yield Remark(
            "fix",
            f"Over {HURRIED_WPM:.0f} words a minute for 20 s or more, {_times(hurried)}.",
            "Say that passage again with a full stop, and a breath, after every sentence.",
            tuple(hurried[:_MOST_MOMENTS]),
        )
    if slow:
        yield Remark(
            "fix",
            f"Under {SLOW_WPM:.0f} words a minute for 20 s or more, {_times(slow)}.",
            "Note three key words for this answer, then say it again from them.",
            tuple(slow[:_MOST_MOMENTS]),
        )


def _strengths(answers: Sequence[AnswerReport], metrics: dict[str, Metric]) -> Iterator[Remark]:
    """Observed, comparable things only; the best supported first."""
    spoken = [report for report in answers if report.answer.speech_span]
    fillers = metrics["filler_sounds_per_min"]
    pace = metrics["speaking_rate_wpm"]
    enough = sum(_seconds(report) for report in spoken) >= _LEAST_SPEECH_S
    in_length = [report for report in spoken if report.metric("answer_length_s").verdict == "within"]
    if spoken and len(in_length) * 3 >= len(spoken) * 2:
        yield Remark(
            "strength",
            f"{len(in_length)} of {len(spoken)} answers had the length their question asks for.",
            "",
            _spans(in_length),
        )
    if pace.verdict == "within" and pace.value is not None:
        paces = sorted(point.wpm for report in answers for point in report.pace)
        spread = (paces[-1] - paces[0]) / pace.value if paces else 1.0
        if enough and spread <= _STEADY and paces[0] >= SLOW_WPM and paces[-1] <= HURRIED_WPM:
            yield Remark(
                "strength",
                f"A steady pace: {paces[0]:.0f} to {paces[-1]:.0f} words a minute from beginning to end.",
                "",
                pace.moments[:_MOST_MOMENTS],
            )
    if enough and fillers.verdict == "within" and fillers.value is not None:
        yield Remark(
            "strength", f"Few filler sounds: {fillers.value:.1f} a minute.", "", pace.moments[:_MOST_MOMENTS]
        )


def _answers(reports: Sequence[AnswerReport]) -> str:
    numbers = [report.answer.label for report in reports]
    if len(numbers) == 1:
        return f"Answer {numbers[0]}"
    return f"Answers {', '.join(numbers[:-1])} and {numbers[-1]}"


def _times(spans: Sequence[Span]) -> str:
    return "once" if len(spans) == 1 else f"{len(spans)} times"


def _seconds(report: AnswerReport) -> float:
    return report.answer.duration_s


def _spans(reports: Sequence[AnswerReport]) -> tuple[Span, ...]:
    spans = (report.answer.speech_span for report in reports)
    return tuple(span for span in spans if span)[:_MOST_MOMENTS]
