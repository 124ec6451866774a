"""Ports filled and connected: one rehearsal. Used by the command line (and the web page)."""

from __future__ import annotations

import itertools
import math
import queue
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from simulator import eventlog, store
from simulator.afterwards import (
    caption_transcriber,
    check_transcriber,
    keep_prosody,
    live_transcriber,
    sending,
)
from simulator.config import Settings
from simulator.conversation import Conversation
from simulator.devices.setting import PersonRoom, chosen, person_room
from simulator.events import (
    Event,
    PlanMade,
    Question,
    QuestionAsked,
    SessionOpened,
    TranscriberChanged,
    TurnModelFailed,
    uuid7,
)
from simulator.hearing import Ports
from simulator.interview.plan import Lines
from simulator.library import new_session_path, remember
from simulator.listening import alignment, prosody
from simulator.listening.candidate_files import CandidateRecordings
from simulator.listening.live import LiveListener
from simulator.listening.near_voice import NearVoiceDetector
from simulator.listening.recorded_candidate import RecordedRoom
from simulator.listening.recording import Recording, uncompress
from simulator.listening.turn_model import open_turn_model
from simulator.listening.turn_watch import TurnWatch
from simulator.listening.vad import SileroVad, VadDetector
from simulator.paths import cache_dir, data_dir, sessions_dir
from simulator.phrasing import thinker, thinking
from simulator.ports import Audience, Clock, Controls, Ears, Speaker, TurnModel, Voice
from simulator.script import Drill, Script, new_script, recorded_version, taken_up
from simulator.speech.cache import CachedVoice
from simulator.speech.pitched import at_pitch
from simulator.speech.voices import TEXT, open_voice
from simulator.turns.evidence import USUAL_END_S
from simulator.turns.policy import TurnSettings
from simulator.turns.requests import request_in
from simulator.turns.rhythm import Rhythm

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
    settings: Settings,
    recordings: CandidateRecordings,
    *,
    out: Path | None,
    clock: Clock | None,
    drill: Drill | None = None,
) -> tuple[Rehearsal, RecordedRoom]:
    """A rehearsal with a recorded candidate, its folder created and its models checked.

    Args:
        out: the session's folder, which must be new or empty; None makes one among the sessions.
        clock: paces the recordings; None runs as fast as the machine allows.
        drill: only one stage is asked.

    Raises:
        SecondRoundError: anything in the way, before the first question.
    """
    opened = SessionOpened(0.0, uuid7(), f"recording {recordings.name}", recordings.synthetic)
    script = new_script(
        settings,
        opened,
        recordings=recordings,
        drill=drill,
        alone=clock is None,
        thinker=thinker(settings),
    )
    room = RecordedRoom(recordings, clock)
    return _begun(settings, script, out, _place_of(room, clock)), room


def prepare_person(settings: Settings, *, out: Path | None, drill: Drill | None = None) -> Rehearsal:
    """A rehearsal with a person at the microphone, the devices open when this returns.

    Args:
        drill: only one stage is asked.

    Raises:
        SecondRoundError: anything in the way, before the first question.
    """
    opened = SessionOpened(0.0, uuid7(), "microphone")
    script = new_script(settings, opened, drill=drill, thinker=thinker(settings))
    with _person(settings) as person:
        named = replace(opened, candidate=f"microphone {person.microphone}")
        script = replace(script, before=(named, *script.before[1:]))
        return _begun(settings, script, out, _Place(lambda: person, person.notices))


def resume_person(settings: Settings, session: store.SessionFolder) -> Rehearsal:
    """The rest of an interrupted interview with a person at the microphone, in the same folder.

    Raises:
        SecondRoundError: nothing is left to ask, or something is in the way.
    """
    script = taken_up(settings, session, thinker=thinker(settings))
    with _person(settings, start_s=session.audio_duration_s()) as person:
        place = _Place(lambda: person, person.notices)
        return _rehearsal(settings, session, script, place, _voices(settings, script.plan))


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
    script = taken_up(settings, session, led=bool(recordings.fitting))
    in_order = not (recordings.one_long_file or recordings.fitting)
    left = recordings.from_answer(script.start.number) if in_order else recordings
    room = RecordedRoom(left, clock, start_s=session.audio_duration_s())
    voices = _voices(settings, script.plan)
    return _rehearsal(settings, session, script, _place_of(room, clock), voices), room


@dataclass(frozen=True, slots=True)
class _Place:
    """Where it happens; `fast`: faster than life, so that it must wait for the transcriber."""

    enter: Callable[[], AbstractContextManager[Room]]
    notices: tuple[str, ...] = ()
    fast: bool = False
    asked: Callable[[Question], None] = lambda question: None
    """Told what is asked: a recorded candidate looks for the answer."""


def _place_of(room: RecordedRoom, clock: Clock | None) -> _Place:
    return _Place(lambda: nullcontext(room), fast=clock is None, asked=room.asked)


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


def _begun(settings: Settings, script: Script, out: Path | None, place: _Place) -> Rehearsal:
    voices = _voices(settings, script.plan)
    shelf = sessions_dir(settings.sessions_dir)
    session = store.create(out or new_session_path(shelf, datetime.now()))
    remember(shelf, session)
    return _rehearsal(settings, session, script, place, voices)


def _voices(settings: Settings, plan: PlanMade) -> tuple[list[Voice], str]:
    """One for each who asks, and a line about them. A missing transcriber is said here, not later."""
    check_transcriber(settings)
    voice, notice = open_voice(settings.voice)
    version = recorded_version("hibari-tts")

    def kept(each: Voice) -> CachedVoice:
        return CachedVoice(each, cache_dir() / "phrases", level_db=settings.voice_level_db, version=version)

    return [kept(at_pitch(voice, asker.pitch)) for asker in plan.cast] or [kept(voice)], notice


def _rehearsal(
    settings: Settings,
    session: store.SessionFolder,
    script: Script,
    place: _Place,
    speaks: tuple[list[Voice], str],
) -> Rehearsal:
    voices, notice = speaks
    turn_model, without = open_turn_model()

    def run(seats: Seats) -> Iterator[Event]:
        with session.locked(), place.enter() as room:
            session.sweep()
            uncompress(session)
            yield from _held(settings, session, script, place, room, voices, turn_model, seats)

    told = (sending(settings), thinking(settings), *script.notices, *place.notices, notice, without)
    notices = tuple(line for line in told if line)
    return Rehearsal(session, script.plan, notices, run)


def _held(
    settings: Settings,
    session: store.SessionFolder,
    script: Script,
    place: _Place,
    room: Room,
    voices: Sequence[Voice],
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
            script.direction,
            Lines(script.bank, script.plan.seed),
            ports,
            voices=voices,
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
            if isinstance(event, QuestionAsked):
                place.asked(event.question)
            yield event
        if not script.start.recap:  # what was said before an interruption is measured with the rest, later
            keep_prosody(session, listener.prosody())
