"""Ports filled and connected: one rehearsal, one report. Used by the command line (and the web page)."""

from __future__ import annotations

import contextlib
import itertools
import platform
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from simulator import __version__, eventlog, recovery, store
from simulator.analysis.answers import answers_of
from simulator.analysis.delivery import analyse
from simulator.analysis.results import Report
from simulator.audio import Span
from simulator.config import Settings, cpu_threads
from simulator.conversation import Conversation
from simulator.errors import CandidateError
from simulator.events import Event, PlanMade, ProfileTaken, SessionOpened, uuid7
from simulator.interview.bank import Bank, load_bank
from simulator.interview.plan import Lines, make_plan, plan_for
from simulator.listening import prosody
from simulator.listening.candidate_files import CandidateRecordings
from simulator.listening.live import LiveListener
from simulator.listening.recorded_candidate import RecordedRoom
from simulator.listening.recording import Recording, compress
from simulator.listening.vad import SileroVad, VadDetector
from simulator.listening.weights import model_path
from simulator.listening.whisper import WhisperTranscriber
from simulator.paths import cache_dir, data_dir
from simulator.ports import Clock, Prosody
from simulator.speech.cache import CachedVoice
from simulator.speech.voices import open_voice
from simulator.turns.policy import TurnSettings

_RECORDED_VERSIONS = (
    "faster-whisper",
    "ctranslate2",
    "onnxruntime",
    "hibari-tts",
    "pyttsx3",
    "numpy",
    "librosa",
)
_FEWEST, _MOST = 3, 8


class RealClock:
    """Real time, for pacing a recorded candidate."""

    def now_s(self) -> float:
        return time.monotonic()

    def sleep_s(self, seconds: float) -> None:
        time.sleep(seconds)


def sessions_dir(settings: Settings) -> Path:
    return Path(settings.sessions_dir).expanduser() if settings.sessions_dir else data_dir() / "sessions"


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A rehearsal ready to run. `notice` is one line the user should see, or ""."""

    session: store.SessionFolder
    room: RecordedRoom
    plan: PlanMade
    notice: str
    _run: Callable[[], Iterator[Event]]

    def events(self) -> Iterator[Event]:
        """Run it: every event is in the log when it is yielded."""
        return self._run()


def prepare_recorded(
    settings: Settings, recordings: CandidateRecordings, *, out: Path | None, clock: Clock | None
) -> Rehearsal:
    """A rehearsal with a recorded candidate, its folder created and its models checked.

    Args:
        out: the session's folder, which must be new or empty; None makes one among the sessions.
        clock: paces the recordings; None runs as fast as the machine allows.

    Raises:
        SecondRoundError: anything in the way, before the first question.
    """
    bank = load_bank()
    seed = settings.seed if settings.seed is not None else random.SystemRandom().randrange(1_000_000)
    plan = _plan(settings, bank, recordings, seed)
    model_path(settings.model)  # a missing or unknown model is said now, not after the first answer
    voice, notice = open_voice(settings.voice)
    spoken = CachedVoice(
        voice, cache_dir() / "phrases", level_db=settings.voice_level_db, version=_version("hibari-tts")
    )
    session = store.create(out or store.new_session_path(sessions_dir(settings), datetime.now()))
    store.remember(sessions_dir(settings), session)
    room = RecordedRoom(recordings, clock)

    def run() -> Iterator[Event]:
        with (
            session.locked(),
            eventlog.EventLog(session.log_path) as log,
            Recording(session, also_sync=log.sync) as recording,
            LiveListener(lambda: _transcriber(settings), track=prosody.track) as listener,
        ):
            conversation = Conversation(
                plan,
                Lines(bank, seed),
                ears=room,
                speaker=room,
                recorder=recording,
                voice=spoken,
                detector=VadDetector(SileroVad()),
                listener=listener,
                turn_settings=TurnSettings(settings.turn_silence_s, settings.never_started_s),
            )
            opened = SessionOpened(0.0, uuid7(), f"recording {recordings.name}", recordings.synthetic)
            profile = ProfileTaken(None, {**asdict(settings), "seed": seed}, _versions())
            for event in itertools.chain((opened, profile, plan), conversation.events()):
                log.append(event)
                yield event
            _keep(session, listener.prosody())

    return Rehearsal(session, room, plan, notice, run)


def _plan(settings: Settings, bank: Bank, recordings: CandidateRecordings, seed: int) -> PlanMade:
    if recordings.question_ids and settings.questions is None:
        return plan_for(
            bank, recordings.question_ids, style=settings.style, minutes=settings.minutes, seed=seed
        )
    count = settings.question_count
    if settings.questions is None and not recordings.one_long_file:
        count = min(max(len(recordings.files), _FEWEST), _MOST)
    return make_plan(bank, style=settings.style, minutes=settings.minutes, count=count, seed=seed)


def complete(session: store.SessionFolder, settings: Settings, cause: recovery.Cause = "interrupted") -> int:
    """Make an unfinished session whole; returns the number of events added (0: it was whole).

    Raises:
        StoreError: it is still being recorded, or cannot be written.
    """
    with session.locked():
        session.sweep()
        events = session.events()
        added = 0
        if recovery.needs_recovery(events):
            with (
                eventlog.EventLog(session.log_path, author="recovery") as log,
                LiveListener(lambda: _transcriber(settings)) as listener,
            ):
                for event in recovery.recover(session, events, listener, cause):
                    log.append(event)
                    added += 1
        if added or prosody.load(session) is None:
            _keep(session, prosody.measure(session, _answers_speech(session)))
    return added


def pack(session: store.SessionFolder) -> None:
    """Compress the sound of a closed session; the report comes first, nobody should wait for this."""
    with session.locked():
        compress(session)


def report_on(session: store.SessionFolder) -> Report:
    """The delivery report: a pure function of the folder."""
    records, _ = eventlog.read(session.log_path)
    if not records:
        raise CandidateError(f"{session.path} holds no events yet.", next_step="Rehearse again.")
    events = [record.event for record in records]
    return analyse(events, started=records[0].wall, prosody=prosody.load(session))


def _transcriber(settings: Settings) -> WhisperTranscriber:
    return WhisperTranscriber(settings.model, cpu_threads=cpu_threads(settings))


def _keep(session: store.SessionFolder, measured: Prosody) -> None:
    """Keep what was measured of the voice; where there is no room it is measured again when asked for."""
    with contextlib.suppress(OSError):
        prosody.save(session, measured)


def _answers_speech(session: store.SessionFolder) -> list[Span]:
    return [span for answer in answers_of(session.events()) for span in answer.speech]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _versions() -> dict[str, str]:
    packages = {name: _version(name) for name in _RECORDED_VERSIONS}
    return {"second-round": __version__, "python": platform.python_version(), **packages}
