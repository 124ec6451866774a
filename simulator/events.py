"""What can happen in a session, as frozen dataclasses. The log of these is the session's truth.

Times are seconds on the session clock (frames of the microphone / 16,000). `at_s` is the moment on
that clock the event speaks of, or None where it has none (opening, repair, a later correction).
`Record` is an event as it stands in the log, with the envelope every line carries.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from simulator.audio import Span

LOG_VERSION = 1

FillerKind = Literal["um", "uh", "er", "hmm"]
FillerEvidence = Literal["heard", "rescored", "acoustic"]
DoubtCause = Literal["language", "telephone", "clipping", "noise", "whispering", "unclear"]
EndReason = Literal["silence", "done", "no_answer", "skipped", "recording_ended", "stopped", "interrupted"]
BROKEN_OFF: frozenset[EndReason] = frozenset({"interrupted", "stopped", "recording_ended"})
"""Endings of an answer that was not ended by the candidate or the interviewer: it may be asked for again."""
LineRole = Literal[
    "greeting", "bridge", "no_answer", "noted", "closing", "recap", "repeat", "clarify", "acknowledgement",
    "offer_skip", "withdrawn", "follow", "handover", "example", "announcement",
    "farewell",
]  # fmt: skip
"""`withdrawn`: a question that came too early, broken off and taken back."""
Request = Literal["done", "repeat", "clarify", "think", "skip", "pause", "resume", "end", "example"]
DeviceKind = Literal["microphone", "loudspeaker"]


@dataclass(frozen=True, slots=True)
class Word:
    """One spoken word as transcribed, punctuation attached; `probability` is the model's own."""

    text: str
    span: Span
    probability: float


@dataclass(frozen=True, slots=True)
class Filler:
    """A filled pause: its sound, where, how sure (0..1), and on what evidence."""

    kind: FillerKind
    span: Span
    probability: float
    evidence: FillerEvidence


@dataclass(frozen=True, slots=True)
class Doubt:
    """A stretch of speech whose words cannot be trusted, and what is wrong with it."""

    cause: DoubtCause
    span: Span


QuestionKind = Literal["main", "probe", "invitation"]
"""Planned; a follow-up to what was just said; "what else would you like to know?"."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `about` names the claim, skill or value it is asked for.

    `id` of a probe is that of its main question, "?" and its kind. `asker` is the place in the plan's cast.
    """

    id: str
    stage: str
    family: str
    text: str
    about: str = ""
    expected_s: tuple[float, float] = (60.0, 150.0)
    rephrase: str = ""
    kind: QuestionKind = "main"
    reason: str = ""
    """Why it is asked: for the candidate to read afterwards."""
    listens_for: tuple[str, ...] = ()
    """What a full answer holds."""
    example: str = ""
    wording: str = ""
    """The pattern that a probe was made from, so that none is said twice."""
    asker: int = 0


@dataclass(frozen=True, slots=True)
class Asker:
    """One of those who ask. `pitch`: of the voice, against the chosen voice's own."""

    name: str
    style: str
    about: str
    """How they are introduced: "who would be your manager"."""
    pitch: float = 1.0


@dataclass(frozen=True, slots=True)
class Event:
    at_s: float | None


@dataclass(frozen=True, slots=True)
class SessionOpened(Event):
    session_id: str
    candidate: str  # who is heard: "recording: demo_candidate", "microphone: ..."
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class ProfileTaken(Event):
    """All that came from outside this session, frozen at its opening."""

    settings: dict[str, Any]
    versions: dict[str, str]
    questions_asked_before: tuple[str, ...] = ()
    pauses_s: tuple[float, ...] = ()
    """The speaker's own, from earlier sessions: how long they think before they go on."""


@dataclass(frozen=True, slots=True)
class PlanMade(Event):
    style: str
    minutes: int
    seed: int
    greeting: str
    closing: str
    questions: tuple[Question, ...]
    cast: tuple[Asker, ...] = ()
    """Empty: one interviewer without a name."""


@dataclass(frozen=True, slots=True)
class DossierTaken(Event):
    """What was known of the candidate, the job and the company (`interview/dossier.py`), as plain data."""

    dossier: dict[str, Any]


@dataclass(frozen=True, slots=True)
class InterviewerSpoke(Event):
    """A line that is not a question: greeting, acknowledgement, closing."""

    role: LineRole
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class LineCut(Event):
    """The line that was being said fell silent here, before its end: given way to, or cut by a key."""


@dataclass(frozen=True, slots=True)
class QuestionAsked(Event):
    question: Question
    number: int  # 1 is the first question of the session
    spoken: str  # the words said aloud, bridge included
    span: Span


@dataclass(frozen=True, slots=True)
class SpeechStarted(Event):
    """The candidate's voice began (voice activity detection)."""


@dataclass(frozen=True, slots=True)
class SpeechStopped(Event):
    """The candidate's voice paused or ended; `at_s` is the end of the sound, not of the decision."""


@dataclass(frozen=True, slots=True)
class WordsHeard(Event):
    """Words of one stretch of one answer. Words are named by (transcript_id, index).

    Stretches of one transcript follow each other: the first word here has index `first_index`.
    `complete` marks an answer's last stretch. A newer complete transcript replaces an older one.
    """

    question_number: int
    transcript_id: str
    status: Literal["partial", "final"]
    span: Span
    words: tuple[Word, ...]
    fillers: tuple[Filler, ...]
    first_index: int = 0
    complete: bool = False
    model: str = ""
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class TurnDecided(Event):
    """The turn policy changed its mind: another act, or another silence it waits for, and why."""

    question_number: int
    act: str
    needed_silence_s: float | None
    """None while they speak, and where only they end the answer."""
    reason: str


@dataclass(frozen=True, slots=True)
class TurnTaken(Event):
    question_number: int
    turn: int
    silence_s: float
    reason: str


@dataclass(frozen=True, slots=True)
class TurnReopened(Event):
    """The candidate went on after all: what was begun after take `turn` is taken back."""

    question_number: int
    turn: int


@dataclass(frozen=True, slots=True)
class TimeOffered(Event):
    """ "Take your time", shown and not said: nothing was said to the question yet."""

    question_number: int


@dataclass(frozen=True, slots=True)
class AnswerClosed(Event):
    """`span` is the time the floor was the candidate's: question's end to turn taken."""

    question_number: int
    span: Span
    end_reason: EndReason


@dataclass(frozen=True, slots=True)
class AnswerTyped(Event):
    """An answer given in writing instead of aloud."""

    question_number: int
    text: str


@dataclass(frozen=True, slots=True)
class CandidateRequested(Event):
    """The candidate asked for something about the interview itself, by key or aloud.

    `span` and `words` are those of a spoken request: it is no part of the answer.
    """

    question_number: int
    request: Request
    by: Literal["key", "voice"]
    span: Span | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class CandidateAsked(Event):
    """The candidate asked a question of their own; `reply` is what the interviewer said to it."""

    question_number: int
    span: Span
    text: str
    reply: str
    fact_line: str = ""
    """The line that was quoted, as it stands in the document; empty where they come back to it."""
    document: str = ""
    """The kind of document that line is in: "company_notes", "job_ad"."""
    exact: bool = True
    """It was said as the answer; else as the nearest that there is, to be come back to."""


@dataclass(frozen=True, slots=True)
class SessionPaused(Event):
    """The session clock stands still from here to the next `SessionResumed`; nothing is recorded."""

    cause: str


@dataclass(frozen=True, slots=True)
class SessionResumed(Event):
    """Going on, after a pause or in a later run of the program; the line's `wall` tells when."""

    cause: str


@dataclass(frozen=True, slots=True)
class AudioGap(Event):
    """Sound that never came: as many zeros stand in the recording, in the channel `cause` speaks of."""

    span: Span
    cause: str


@dataclass(frozen=True, slots=True)
class DeviceFailed(Event):
    kind: DeviceKind
    device: str
    cause: str


@dataclass(frozen=True, slots=True)
class DeviceChanged(Event):
    """A device is in use from here on: the same one again, or another."""

    kind: DeviceKind
    device: str


@dataclass(frozen=True, slots=True)
class DeviceNoticed(Event):
    """The microphone works, but what comes from it cannot be judged: muted, too loud."""

    device: str
    trouble: Literal["muted", "clipping"]


@dataclass(frozen=True, slots=True)
class TranscriberChanged(Event):
    """The transcriber failed; another writes down what is said from here on."""

    transcriber: str
    cause: str


@dataclass(frozen=True, slots=True)
class TurnModelFailed(Event):
    """From here on ends of turns are told by words and silence alone."""

    cause: str


@dataclass(frozen=True, slots=True)
class RepairNote(Event):
    """What was mended when an interrupted session was opened again."""

    what: str


@dataclass(frozen=True, slots=True)
class SessionClosed(Event):
    reason: Literal["finished", "recording_ended", "stopped", "interrupted"]


EVENT_TYPES: dict[str, type[Event]] = {
    cls.__name__: cls
    for cls in (
        SessionOpened, ProfileTaken, DossierTaken, PlanMade, InterviewerSpoke, LineCut, QuestionAsked,
        SpeechStarted, SpeechStopped, WordsHeard, TurnDecided, TurnTaken, TurnReopened, TimeOffered,
        AnswerClosed, AnswerTyped, CandidateRequested, CandidateAsked, SessionPaused, SessionResumed,
        AudioGap, DeviceFailed, DeviceChanged, DeviceNoticed, TranscriberChanged, TurnModelFailed,
        RepairNote, SessionClosed,
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Record:
    """One line of the log. `wall` is UTC, ISO 8601; `seq` counts from 0 in this file."""

    id: str
    seq: int
    wall: str
    author: str
    event: Event
    v: int = field(default=LOG_VERSION)


def uuid7() -> str:
    """A time-ordered unique id (RFC 9562, version 7); the standard library has it from 3.14 on."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80 | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(UUID(int=value))
