"""The report as plain data: `report.json`, for programs and for the tests."""

from __future__ import annotations

from typing import Any

from simulator.analysis.content import ClaimCheck, Evidence
from simulator.analysis.contents import AnswerContent
from simulator.analysis.fillers import is_sure
from simulator.analysis.metrics import CATALOGUE
from simulator.analysis.own_questions import OwnQuestion
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
        "answers": [_answer(answer, report.contents.of(answer.answer.number)) for answer in report.answers],
        "your_questions": [_own_question(question) for question in report.contents.questions],
        "not_talked_about": [
            {"claim": claim.text, "line": claim.source.line} for claim in report.contents.not_talked_about
        ],
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
        "sent": list(report.sent),
        "settings": report.settings,
        "versions": report.versions,
    }


def _answer(report: AnswerReport, content: AnswerContent | None) -> dict[str, Any]:
    answer = report.answer
    return {
        "number": answer.number,
        "label": answer.label,
        "follows": report.follows or None,
        "asked_by": report.asked_by,
        "question_id": answer.question.id,
        "stage": answer.question.stage,
        "question": answer.question.text,
        "kind": answer.question.kind,
        "about": answer.question.about,
        "reason": answer.question.reason,
        "spoken": answer.spoken,
        "asked": _span(answer.asked),
        "floor": _span(answer.floor),
        "speech": _span(answer.speech_span) if answer.speech_span else None,
        "end_reason": answer.end_reason,
        "wait_reason": answer.wait_reason,
        "text": answer.text,
        "typed": bool(answer.typed),
        "verbatim": verbatim_text(report),
        "content": _content(content) if content else None,
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


def _content(answer: AnswerContent) -> dict[str, Any]:
    """Of a main question, `later`, `asked_for`, `missing` and `claim` hold for its follow-ups too."""
    content = answer.content
    return {
        "told": {part: _evidence(evidence) for part, evidence in content.told.items()},
        "later": {
            part: {"label": later.label, **_evidence(later.evidence)} for part, later in answer.later.items()
        },
        "missing": list(answer.missing),
        "asked_for": dict(answer.asked_for),
        "claim": _claim(answer.claim) if answer.claim else None,
        "length": content.length,
        "differences": [
            {"said": _evidence(each.said), "known": each.known, "where": each.where}
            for each in content.inconsistencies
        ],
    }


def _claim(check: ClaimCheck) -> dict[str, Any]:
    return {
        "text": check.claim.text,
        "line": check.claim.source.line,
        "state": check.state,
        "words": [_evidence(words) for words in check.words],
        "missing": list(check.missing),
    }


def _own_question(question: OwnQuestion) -> dict[str, Any]:
    return {
        "text": question.text,
        **_span(question.span),
        "number": question.number,
        "label": question.label,
        "reply": question.reply,
        "exact": question.exact,
        "line": question.line
        and {"document": question.line.document, "line": question.line.line, "text": question.line.text},
        "criteria": [
            {"criterion": j.criterion, "met": j.met, "evidence": j.evidence, "stronger": j.stronger}
            for j in question.judgements
        ],
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {"text": evidence.text, **_span(evidence.span)}


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
