"""The report as plain data: `report.json`, for programs and for the tests."""

from __future__ import annotations

from typing import Any

from simulator.analysis.fillers import is_sure
from simulator.analysis.metrics import CATALOGUE
from simulator.analysis.results import AnswerReport, Metric, Remark, Report
from simulator.audio import Span
from simulator.report.verbatim import verbatim_text

FORMAT_VERSION = 1


def as_dict(report: Report) -> dict[str, Any]:
    """Times in seconds on the session clock; a metric's definition stands once under `metrics`."""
    return {
        "version": FORMAT_VERSION,
        "session_id": report.session_id,
        "started": report.started,
        "candidate": report.candidate,
        "synthetic": report.synthetic,
        "style": report.style,
        "minutes": report.minutes,
        "seed": report.seed,
        "duration_s": round(report.duration_s, 3),
        "state": report.state,
        "remarks": [_remark(remark) for remark in report.remarks],
        "overall": {metric.key: _metric(metric) for metric in report.overall},
        "answers": [_answer(answer) for answer in report.answers],
        "metrics": {
            definition.key: {
                "name": definition.name,
                "unit": definition.unit,
                "definition": definition.definition,
                "how": definition.how,
                "source": definition.source,
                "band": definition.band.says if definition.band else None,
                "is_not": definition.is_not,
            }
            for definition in CATALOGUE.values()
        },
        "settings": report.settings,
        "versions": report.versions,
    }


def _answer(report: AnswerReport) -> dict[str, Any]:
    answer = report.answer
    return {
        "number": answer.number,
        "question_id": answer.question.id,
        "stage": answer.question.stage,
        "question": answer.question.text,
        "spoken": answer.spoken,
        "asked": _span(answer.asked),
        "floor": _span(answer.floor),
        "speech": _span(answer.speech_span) if answer.speech_span else None,
        "end_reason": answer.end_reason,
        "wait_reason": answer.wait_reason,
        "text": " ".join(word.text for word in answer.words),
        "verbatim": verbatim_text(report),
        "words": [
            {"text": word.text, **_span(word.span), "probability": word.probability} for word in answer.words
        ],
        "fillers": [
            {
                "kind": filler.kind,
                **_span(filler.span),
                "probability": filler.probability,
                "sure": is_sure(filler),
                "evidence": filler.evidence,
            }
            for filler in answer.fillers
        ],
        "filler_words": [
            {"text": phrase.text, "use": phrase.use, **_span(phrase.span)} for phrase in report.phrases
        ],
        "disfluencies": [
            {"kind": each.kind, "text": each.text, "replaced": each.replaced, **_span(each.span)}
            for each in report.disfluencies
        ],
        "pauses": [
            {**_span(pause.span), "duration_s": round(pause.duration_s, 3), "after_word": pause.after_word}
            for pause in report.pauses
        ],
        "waits": [
            {
                "kind": wait.kind,
                **_span(wait.silence),
                "needed_s": wait.needed_s,
                "reason": wait.reason,
                "given_back": wait.given_back,
            }
            for wait in report.waits
        ],
        "doubts": [{"cause": doubt.cause, **_span(doubt.span)} for doubt in answer.doubts],
        "pace": [{"at_s": point.at_s, "wpm": point.wpm} for point in report.pace],
        "metrics": {metric.key: _metric(metric) for metric in report.metrics},
    }


def _metric(metric: Metric) -> dict[str, Any]:
    return {
        "value": metric.value,
        "unit": CATALOGUE[metric.key].unit,
        "verdict": metric.verdict,
        "interval": list(metric.interval) if metric.interval else None,
        "moments": [_span(span) for span in metric.moments],
        "note": metric.note,
    }


def _remark(remark: Remark) -> dict[str, Any]:
    return {
        "kind": remark.kind,
        "text": remark.text,
        "exercise": remark.exercise,
        "answer_number": remark.answer_number,
        "moments": [_span(span) for span in remark.moments],
    }


def _span(span: Span) -> dict[str, float]:
    return {"start_s": round(span.start_s, 3), "end_s": round(span.end_s, 3)}
