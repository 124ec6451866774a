"""The report on what was told and how it was said: a pure function of the session's events."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_lowercase

from simulator.analysis import fillers, length, pace, pauses, voice
from simulator.analysis.answers import Answer, answers_of, is_closed
from simulator.analysis.contents import contents_of
from simulator.analysis.disfluencies import disfluencies_of, repairs_metric
from simulator.analysis.filler_words import filler_phrases
from simulator.analysis.remarks import remarks_on
from simulator.analysis.results import AnswerReport, Metric, Report
from simulator.analysis.sent import sent_lines
from simulator.analysis.waits import waits_of
from simulator.events import Asker, Event, PlanMade, ProfileTaken, SessionClosed, SessionOpened
from simulator.ports import Prosody


def analyse(events: Sequence[Event], *, started: str, prosody: Prosody | None = None) -> Report:
    """Everything the reports show.

    Args:
        events: the session's events in order of writing.
        prosody: the candidate's voice over time, where it was measured.
        started: wall time of the first event, UTC ISO 8601 (events know the session clock only).
    """
    opened = next((e for e in events if isinstance(e, SessionOpened)), None)
    profile = next((e for e in events if isinstance(e, ProfileTaken)), None)
    plan = next((e for e in events if isinstance(e, PlanMade)), None)
    closed = [e for e in events if isinstance(e, SessionClosed)]
    answers = answers_of(events)
    cast = plan.cast if plan else ()
    reports = tuple(_report_on(answer, events, prosody, cast) for answer in answers)
    overall = _overall(reports, prosody)
    return Report(
        session_id=opened.session_id if opened else "",
        started=started,
        candidate=opened.candidate if opened else "",
        synthetic=opened.synthetic if opened else False,
        style=plan.style if plan else "",
        minutes=plan.minutes if plan else 0,
        seed=plan.seed if plan else 0,
        duration_s=max((event.at_s for event in events if event.at_s is not None), default=0.0),
        state=closed[-1].reason if is_closed(events) else "interrupted",
        answers=reports,
        overall=overall,
        remarks=remarks_on(reports, overall),
        settings=profile.settings if profile else {},
        versions=profile.versions if profile else {},
        contents=contents_of(events, answers),
        sent=sent_lines(profile.settings, events) if profile else (),
    )


def _report_on(
    answer: Answer, events: Sequence[Event], prosody: Prosody | None, cast: Sequence[Asker]
) -> AnswerReport:
    seconds = answer.duration_s
    phrases = filler_phrases(answer.words, answer.fillers, answer.speech)
    silences = pauses.pauses_of(answer)
    found = disfluencies_of(answer.words, answer.fillers, answer.speech)
    return AnswerReport(
        answer=answer,
        metrics=(
            length.answer_length(answer),
            pace.speaking_rate(answer),
            fillers.filler_sounds([answer], seconds),
            fillers.filler_words(phrases, seconds),
            repairs_metric(found, seconds),
            length.time_to_first_word(answer),
            *pauses.pause_metrics(silences, seconds),
            pauses.speaking_share([answer]),
            voice.pitch_variation(prosody, [answer]),
        ),
        phrases=phrases,
        pauses=silences,
        pace=pace.pace_over_time(answer),
        disfluencies=found,
        waits=waits_of(answer, events),
        asked_by=cast[answer.question.asker].name if answer.question.asker < len(cast) else "",
        follows=_follows(answer),
    )


def _follows(answer: Answer) -> str:
    """2a follows 2; the invitations to ask again stand under the first, and follow nothing."""
    return answer.label.rstrip(ascii_lowercase) if answer.question.kind == "probe" else ""


def _overall(reports: Sequence[AnswerReport], prosody: Prosody | None) -> tuple[Metric, ...]:
    answers = [report.answer for report in reports]
    seconds = sum(answer.duration_s for answer in answers)
    phrases = [phrase for report in reports for phrase in report.phrases]
    found = [each for report in reports for each in report.disfluencies]
    silences = [pause for report in reports for pause in report.pauses]
    return (
        pace.overall_rate(answers),
        fillers.filler_sounds(answers, seconds),
        fillers.filler_words(phrases, seconds),
        repairs_metric(found, seconds),
        length.typical_length(answers),
        length.typical_first_word(answers),
        *pauses.pause_metrics(silences, seconds),
        pauses.speaking_share(answers),
        voice.pitch_variation(prosody, answers),
    )
