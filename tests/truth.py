"""Comparing what was heard with what was said."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jiwer

from simulator.events import QuestionAsked
from simulator.listening.candidate_files import FittingAnswer, find_recordings, most_fitting
from simulator.store import SessionFolder

FILLER_SPELLINGS = {"um", "uh", "er", "hmm", "mm"}


def plain_words(text: str) -> list[str]:
    """Lower-case words without punctuation and filler sounds."""
    words = re.findall(r"[a-z0-9']+", text.lower().replace("\u2019", "'"))
    return [word for word in words if word not in FILLER_SPELLINGS]


def word_error_rate(said: str, heard: str) -> float:
    return float(jiwer.wer(" ".join(plain_words(said)), " ".join(plain_words(heard))))


def answers_truth(candidate: Path, session: Path | None = None) -> list[dict[str, Any]]:
    """The truth of a candidate's answers, in the order of their card, or as they were given in a session."""
    recordings = find_recordings(candidate)
    if session is not None and recordings.fitting:
        return _as_given(list(recordings.fitting), session)
    card = json.loads((candidate / "candidate.json").read_text(encoding="utf-8"))
    return [
        json.loads((candidate / answer["audio"]).with_suffix(".json").read_text(encoding="utf-8"))
        for answer in card["answers"]
    ]


def _as_given(fitting: list[FittingAnswer], session: Path) -> list[dict[str, Any]]:
    truths = []
    for event in SessionFolder(session).events():
        if isinstance(event, QuestionAsked):
            answer = most_fitting(fitting, event.question)
            assert answer is not None, event.question.id
            fitting.remove(answer)
            truth = json.loads(answer.file.with_suffix(".json").read_text(encoding="utf-8"))
            truths.append({**truth, "question_id": event.question.id})
    return truths


def report_of(session: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((session / "report.json").read_text(encoding="utf-8"))
    return loaded


def overlaps(a: dict[str, float], b: dict[str, float], collar_s: float) -> bool:
    return a["start_s"] - collar_s < b["end_s"] and b["start_s"] < a["end_s"] + collar_s
