"""Ports filled and connected: one rehearsal. Used by the command line (and the web page)."""

from __future__ import annotations

import itertools
import math
import platform
import queue
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Protocol

from simulator import __version__, eventlog, recovery, store
from simulator.afterwards import (
    caption_transcriber,
    check_transcriber,
    keep_prosody,
    live_transcriber,
    sending,
)
from simulator.analysis.answers import answers_of
from simulator.analysis.pauses import pauses_of
from simulator.config import Settings
from simulator.conversation import Conversation, Start
from simulator.devices.setting import PersonRoom, chosen, person_room
from simulator.errors import StoreError
from simulator.events import (
    Event,
    PlanMade,
    ProfileTaken,
    SessionOpened,
    SessionResumed,
    TranscriberChanged,
    TurnModelFailed,
    uuid7,
)
from simulator.hearing import Ports
from simulator.interview.bank import Bank, load_bank
from simulator.interview.plan import Lines, make_plan, plan_for
from simulator.interview.recap import resumption
from simulator.library import find_sessions, new_session_path, remember
from simulator.listening import alignment, prosody
from simulator.listening.candidate_files import CandidateRecordings
from simulator.listening.live import LiveListener
from simulator.listening.near_voice import NearVoiceDetector
from simulator.listening.recorded_candidate import RecordedRoom
from simulator.listening.recording import Recording, uncompress
from simulator.listening.turn_model import open_turn_model
from simulator.listening.turn_watch import TurnWatch
from simulator.listening.vad import SileroVad, VadDetector
from simulator.paths import cache_dir, data_dir
from simulator.ports import Audience, Clock, Controls, Ears, Speaker, TurnModel, Voice
from simulator.speech.cache import CachedVoice
from simulator.speech.voices import TEXT, open_voice
from simulator.turns.evidence import USUAL_END_S
from simulator.turns.policy import TurnSettings
from simulator.turns.requests import request_in
from simulator.turns.rhythm import SHORTEST_S, Rhythm

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
)
_FEWEST, _MOST = 3, 8
_LOOKED_AT, _SESSIONS_BEFORE, _PAUSES_BEFORE = 20, 3, 40
# Nobody waits for a transcriber that falls behind a person; a fast run waits, or memory would fill up.
_PERSON_PENDING_S, _FAST_PENDING_S = 3600.0, 240.0


class Room(Ears, Speaker, Protocol):
    """Where an interview takes place: both doors on one clock."""


class RealClock:
    """Real time, for pacing a recorded candidate."""

    def now_s(self) -> float:
        return time.monotonic()

    def sleep_s(self, seconds: float) -> None:
        time.sleep(seconds)


def sessions_dir(settings: Settings) -> Path:
    return Path(settings.sessions_dir).expanduser() if settings.sessions_dir else data_dir() / "sessions"


@dataclass(frozen=True, slots=True)
class Seats:
    """What the candidate presses, and who watches."""

    controls: Controls | None = None
    audience: Audience | None = None


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A rehearsal ready to run. `notices` are lines the user should see."""

    session: store.SessionFolder
    plan: PlanMade
    notices: tuple[str, ...]
    _run: Callable[[Seats], Iterator[Event]]

    def events(self, seats: Seats | None = None) -> Iterator[Event]:
        """Run it: every event is in the log when it is yielded."""
        return self._run(seats or Seats())


def prepare_recorded(
    settings: Settings, recordings: CandidateRecordings, *, out: Path | None, clock: Clock | None
) -> tuple[Rehearsal, RecordedRoom]:
    """A rehearsal with a recorded candidate, its folder created and its models checked.

    Args:
        out: the session's folder, which must be new or empty; None makes one among the sessions.
        clock: paces the recordings; None runs as fast as the machine allows.

    Raises:
        SecondRoundError: anything in the way, before the first question.
    """
    seed = _seed(settings)
    plan = _plan_for_recordings(settings, load_bank(), recordings, seed)
    room = RecordedRoom(recordings, clock)
    opened = SessionOpened(0.0, uuid7(), f"recording {recordings.name}", recordings.synthetic)
    return _begun(settings, plan, seed, opened, out, _place_of(room, clock)), room


def prepare_person(settings: Settings, *, out: Path | None) -> Rehearsal:
    """A rehearsal with a person at the microphone, the devices open when this returns.

    Raises:
        SecondRoundError: anything in the way, before the first question.
    """
    seed = _seed(settings)
    count = settings.question_count
    plan = make_plan(load_bank(), style=settings.style, minutes=settings.minutes, count=count, seed=seed)
    with _person(settings) as person:
        opened = SessionOpened(0.0, uuid7(), f"microphone {person.microphone}")
        return _begun(settings, plan, seed, opened, out, _Place(lambda: person, person.notices))


def resume_person(settings: Settings, session: store.SessionFolder) -> Rehearsal:
    """The rest of an interrupted interview with a person at the microphone, in the same folder.

    Raises:
        SecondRoundError: nothing is left to ask, or something is in the way.
    """
    script = _taken_up(session)
    with _person(settings, start_s=session.audio_duration_s()) as person:
        return _rehearsal(settings, session, script, _Place(lambda: person, person.notices), _voice(settings))


def resume_recorded(
    settings: Settings,
    session: store.SessionFolder,
    recordings: CandidateRecordings,
    *,
    clock: Clock | None,
) -> tuple[Rehearsal, RecordedRoom]:
    """The rest of an interrupted interview, answered by the recordings from the open question on.

    Raises:
        SecondRoundError: nothing is left to ask, or something is in the way.
    """
    script = _taken_up(session)
    left = recordings if recordings.one_long_file else recordings.from_answer(script.start.number)
    room = RecordedRoom(left, clock, start_s=session.audio_duration_s())
    return _rehearsal(settings, session, script, _place_of(room, clock), _voice(settings)), room


@dataclass(frozen=True, slots=True)
class _Script:
    """What is asked, from where on, and what the log says before. `pauses_s`: the speaker's own so far."""

    plan: PlanMade
    start: Start
    before: tuple[Event, ...]
    pauses_s: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where it happens; `fast`: faster than life, so that it must wait for the transcriber."""

    enter: Callable[[], AbstractContextManager[Room]]
    notices: tuple[str, ...] = ()
    fast: bool = False


def _place_of(room: RecordedRoom, clock: Clock | None) -> _Place:
    return _Place(lambda: nullcontext(room), fast=clock is None)


@contextmanager
def _person(settings: Settings, *, start_s: float = 0.0) -> Iterator[PersonRoom]:
    """A person's devices, open; closed again only if what follows fails: else the rehearsal closes them."""
    check_transcriber(settings)
    chosen(settings, silent=settings.voice == TEXT)  # what is missing is said before anything slow
    prosody.warm_up()
    alignment.warm_up()
    person = person_room(settings, data_dir(), silent=settings.voice == TEXT, start_s=start_s)
    try:
        yield person
    except BaseException:
        person.close()
        raise


def _begun(
    settings: Settings, plan: PlanMade, seed: int, opened: SessionOpened, out: Path | None, place: _Place
) -> Rehearsal:
    speaks = _voice(settings)
    session = store.create(out or new_session_path(sessions_dir(settings), datetime.now()))
    remember(sessions_dir(settings), session)
    pauses_s = () if place.fast else _pauses_before(settings)
    profile = ProfileTaken(None, {**asdict(settings), "seed": seed}, _versions(), pauses_s=pauses_s)
    script = _Script(plan, Start(), (opened, profile, plan), pauses_s)
    return _rehearsal(settings, session, script, place, speaks)


def _taken_up(session: store.SessionFolder) -> _Script:
    events = session.events()
    plan = next((event for event in events if isinstance(event, PlanMade)), None)
    further = resumption(events)
    if plan is None or further is None:
        raise StoreError(
            f"{session.path} has nothing left to ask.",
            next_step="`second-round report` shows it; `second-round rehearse` begins another.",
        )
    duration_s = session.audio_duration_s()
    before = (*recovery.breaking_off(events, duration_s), SessionResumed(duration_s, "taken up again"))
    pauses_s = tuple(_pauses_in(events))
    return _Script(plan, Start(further.number, further.recap), before, pauses_s)


def _pauses_before(settings: Settings) -> tuple[float, ...]:
    """How long this speaker pauses, from their latest sessions at the microphone."""
    pauses_s: list[float] = []
    heard = 0
    for session in reversed(find_sessions(sessions_dir(settings))[-_LOOKED_AT:]):
        with suppress(StoreError):
            events = session.events()
            opened = next((event for event in events if isinstance(event, SessionOpened)), None)
            if opened is not None and opened.candidate.startswith("microphone"):
                pauses_s += _pauses_in(events)
                heard += 1
        if heard == _SESSIONS_BEFORE:
            break
    return tuple(pauses_s[:_PAUSES_BEFORE])


def _pauses_in(events: Sequence[Event]) -> list[float]:
    answers = answers_of(events)
    pauses = (pause for answer in answers for pause in pauses_of(answer))
    return [round(pause.duration_s, 3) for pause in pauses if pause.duration_s >= SHORTEST_S]


def _voice(settings: Settings) -> tuple[CachedVoice, str]:
    """The voice, and a line about it. A missing transcriber is said here, not after the first answer."""
    check_transcriber(settings)
    voice, notice = open_voice(settings.voice)
    phrases, version = cache_dir() / "phrases", _version("hibari-tts")
    return CachedVoice(voice, phrases, level_db=settings.voice_level_db, version=version), notice


def _rehearsal(
    settings: Settings,
    session: store.SessionFolder,
    script: _Script,
    place: _Place,
    speaks: tuple[CachedVoice, str],
) -> Rehearsal:
    spoken, notice = speaks
    turn_model, without = open_turn_model()

    def run(seats: Seats) -> Iterator[Event]:
        with session.locked(), place.enter() as room:
            session.sweep()
            uncompress(session)
            yield from _held(settings, session, script, place, room, spoken, turn_model, seats)

    notices = tuple(line for line in (sending(settings), *place.notices, notice, without) if line)
    return Rehearsal(session, script.plan, notices, run)


def _held(
    settings: Settings,
    session: store.SessionFolder,
    script: _Script,
    place: _Place,
    room: Room,
    voice: Voice,
    turn_model: TurnModel | None,
    seats: Seats,
) -> Iterator[Event]:
    """The interview itself, written down as it happens."""
    changes: queue.SimpleQueue[Event] = queue.SimpleQueue()

    def tell(instead: str, cause: str) -> None:
        changes.put(TranscriberChanged(None, instead, cause))

    with (
        eventlog.EventLog(session.log_path) as log,
        Recording(session, also_sync=log.sync) as recording,
        LiveListener(
            lambda: live_transcriber(settings, tell),
            track=prosody.track,
            understand=request_in,
            wait=place.fast,
            cues=not place.fast and settings.language == "en" and settings.patience > 0,
            max_pending_s=_FAST_PENDING_S if place.fast else _PERSON_PENDING_S,
            # A fast run wins nothing by looking ahead, and a server is not asked twice.
            patience_s=None
            if place.fast or settings.transcribe_url or not settings.patience
            else USUAL_END_S * settings.patience,
            load_for_captions=caption_transcriber(settings),
        ) as listener,
        TurnWatch(turn_model, wait=place.fast) as watch,
    ):
        ports = Ports(
            ears=room,
            speaker=room,
            recorder=recording,
            detector=NearVoiceDetector(SileroVad()),
            pause_detector=VadDetector(SileroVad()),
            listener=listener,
            watch=watch,
            controls=seats.controls,
            audience=seats.audience,
        )
        conversation = Conversation(
            script.plan,
            Lines(load_bank(), script.plan.seed),
            ports,
            voice=voice,
            turn_settings=TurnSettings(
                settings.patience or math.inf,
                settings.never_started_s,
                settings.thinking_s,
                acknowledges=room.full_duplex,
            ),
            rhythm=Rhythm(script.pauses_s),
            start=script.start,
            waits=place.fast,
        )
        session.features_path.unlink(missing_ok=True)
        for event in itertools.chain(script.before, conversation.events()):
            while not changes.empty():
                change = changes.get()
                log.append(change)
                yield change
            if cause := watch.failure():
                changes.put(TurnModelFailed(None, cause))
            log.append(event)
            yield event
        if not script.start.recap:  # what was said before an interruption is measured with the rest, later
            keep_prosody(session, listener.prosody())


def _seed(settings: Settings) -> int:
    return settings.seed if settings.seed is not None else random.SystemRandom().randrange(1_000_000)


def _plan_for_recordings(
    settings: Settings, bank: Bank, recordings: CandidateRecordings, seed: int
) -> PlanMade:
    if recordings.question_ids and settings.questions is None:
        return plan_for(
            bank, recordings.question_ids, style=settings.style, minutes=settings.minutes, seed=seed
        )
    count = settings.question_count
    if settings.questions is None and not recordings.one_long_file:
        count = min(max(len(recordings.files), _FEWEST), _MOST)
    return make_plan(bank, style=settings.style, minutes=settings.minutes, count=count, seed=seed)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _versions() -> dict[str, str]:
    packages = {name: _version(name) for name in _RECORDED_VERSIONS}
    return {"second-round": __version__, "python": platform.python_version(), **packages}
