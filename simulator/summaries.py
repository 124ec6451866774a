"""One line of the list of sessions: what a session was like, from a quick look at its log and its files.

Hundreds of logs are read for one list, so only the few fields it needs are decoded, and nothing is
believed: a torn line is passed over, an unknown event does not matter, and a log that holds no line
of ours is shown as unreadable.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import msgspec

from simulator.events import BROKEN_OFF
from simulator.store import SessionFolder

# Every file we put into a session's folder; whatever else is there is somebody else's.
_OWN_NAMES = {
    ".lock", "events.jsonl", "events.jsonl.deleting", "audio.wav", "audio.flac", "features.npz",
    "report.html", "report.json", "report.md", "thank-you.md",
}  # fmt: skip
_HALF_WRITTEN = ".part"
_LONGEST_LINE = 1_000_000


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """One line of the list of sessions."""

    folder: SessionFolder
    started: datetime | None
    """UTC; None when the log cannot be read."""
    candidate: str
    """Who was heard."""
    questions: int
    """Planned, or asked where there is no plan."""
    answers: int
    """Of the planned questions, those whose answer was closed; follow-ups do not count."""
    questions_left: int
    """Planned, and not yet answered to the end."""
    state: str
    """How it ended; "interrupted" also while it is not closed; "unreadable" when its log is."""
    duration_s: float
    size_bytes: int
    has_report: bool

    @property
    def can_resume(self) -> bool:
        return self.state in ("interrupted", "stopped") and self.questions_left > 0


class _Planned(msgspec.Struct):
    id: str = ""


class _Line(msgspec.Struct):
    """The fields of a log line that a summary needs; others are passed over undecoded."""

    type: str
    wall: Annotated[datetime, msgspec.Meta(tz=True)]
    at_s: float | None = None
    candidate: str = ""
    questions: list[_Planned] = []
    question: _Planned | None = None
    number: int = 0
    question_number: int = 0
    reason: str = ""
    end_reason: str = ""


_decode = msgspec.json.Decoder(_Line).decode


def summarize(session: SessionFolder) -> SessionSummary:
    """Look through a session. Never fails: what cannot be read is left out."""
    started: datetime | None = None
    candidate, state, duration_s = "", "interrupted", 0.0
    planned: list[str] = []
    asked: dict[int, str] = {}  # a question's number, and its id
    answers: dict[int, str] = {}  # how each ended; of an answer given again, the last
    for line in _lines(session):
        started = started or line.wall
        duration_s = max(duration_s, line.at_s or 0.0)
        match line.type:
            case "SessionOpened":
                candidate = line.candidate
            case "PlanMade":
                planned = [question.id for question in line.questions]
            case "QuestionAsked":
                asked[line.number] = line.question.id if line.question else ""
            case "AnswerClosed":
                answers[line.question_number] = line.end_reason
            case "SessionResumed":
                state = "interrupted"  # open again: until it is closed again
            case "SessionClosed":
                state = line.reason
            case _:
                pass
    last_whole = max((n for n, ended in answers.items() if ended not in BROKEN_OFF), default=0)
    unasked = len(set(planned) - set(asked.values()))
    follow_ups = {number for number, name in asked.items() if planned and name not in planned}
    return SessionSummary(
        folder=session,
        started=started,
        candidate=candidate,
        questions=len(planned) or len(asked),
        answers=len(set(answers) - follow_ups),
        questions_left=unasked + (last_whole + 1 in asked) if planned else 0,
        state=state if started else "unreadable",
        duration_s=duration_s,
        size_bytes=_size_bytes(session),
        has_report=(session.path / "report.html").is_file(),
    )


def started_at(session: SessionFolder) -> datetime:
    """Wall time of the first event, which never changes, whatever is appended later.

    A log whose first line cannot be read is as old as its file says.
    """
    try:
        with session.log_path.open("rb") as log:
            return _decode(log.readline(_LONGEST_LINE)).wall
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        pass
    try:
        return datetime.fromtimestamp(session.log_path.stat().st_mtime, UTC)
    except OSError:
        return datetime.fromtimestamp(0, UTC)


def own_files(session: SessionFolder) -> list[Path]:
    """The files in a session's folder that are ours: a link is its own file, never what it leads to."""
    return [path for path in session.path.iterdir() if _is_own(path)]


def _is_own(path: Path) -> bool:
    ours = path.name in _OWN_NAMES or path.suffix == _HALF_WRITTEN
    return ours and (path.is_symlink() or not path.is_dir())


def _size_bytes(session: SessionFolder) -> int:
    try:
        return sum(path.lstat().st_size for path in own_files(session))
    except OSError:
        return 0


def _lines(session: SessionFolder) -> Iterator[_Line]:
    try:
        lines = session.log_path.read_bytes().splitlines()
    except OSError:
        return
    for line in lines:
        try:
            yield _decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            continue
