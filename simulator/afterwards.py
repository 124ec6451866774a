"""After the interview: the session made whole, measured, reported on, and its sound packed."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable

from simulator import eventlog, recovery, store
from simulator.analysis.answers import answers_of
from simulator.analysis.delivery import analyse
from simulator.analysis.results import Report
from simulator.audio import Span
from simulator.config import Settings, cpu_threads, decode_settings
from simulator.errors import CandidateError
from simulator.listening import prosody
from simulator.listening.live import LiveListener
from simulator.listening.preferring import Preferring
from simulator.listening.recording import compress
from simulator.listening.remote import RemoteTranscriber
from simulator.listening.weights import model_path
from simulator.listening.whisper import WhisperTranscriber
from simulator.ports import Prosody, Transcriber
from simulator.server_address import host_of
from simulator.tuning import LIVE_REMOTE, RemoteSettings

CAPTION_MODEL = "tiny.en"
TRANSCRIBE_KEY = "SECOND_ROUND_TRANSCRIBE_KEY"


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
                LiveListener(lambda: transcriber(settings)) as listener,
            ):
                for event in recovery.recover(session, events, listener, cause):
                    log.append(event)
                    added += 1
        if added or prosody.load(session) is None:
            keep_prosody(session, prosody.measure(session, _answers_speech(session)))
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


def transcriber(settings: Settings) -> Transcriber:
    """The transcription server of these settings, or their speech model on the cores it may have."""
    return _server(settings) if settings.transcribe_url else _model(settings)


def live_transcriber(settings: Settings, told: Callable[[str, str], None]) -> Transcriber:
    """The same for an interview, which goes on with the speech model when the server fails.

    Args:
        told: hears once who writes down from then on, and why.
    """
    if not settings.transcribe_url:
        return _model(settings)
    return Preferring(_server(settings, LIVE_REMOTE), lambda: _model(settings), told)


def caption_transcriber(settings: Settings) -> Callable[[], Transcriber] | None:
    """Makes what drafts live words; None: the speech model does it itself.

    tiny.en in one thread: of the bundled models it drafts in half the time and as well (base, on sound of a
    few seconds, goes round in circles in a quarter of its drafts).
    """
    itself = settings.model == CAPTION_MODEL and not settings.transcribe_url
    if itself or settings.language != "en":
        return None
    return lambda: WhisperTranscriber(CAPTION_MODEL, cpu_threads=1, settings=decode_settings(settings))


def check_transcriber(settings: Settings) -> None:
    """What would keep an interview from being written down, said before its first question.

    Raises:
        WeightsError: the speech model is not there.
        RemoteError: the server is not, or does not take the key.
    """
    model_path(settings.model)
    if settings.transcribe_url:
        _server(settings, LIVE_REMOTE).check()


def sending(settings: Settings) -> str:
    """A line about where the answers go; "" when they stay on this machine."""
    if not settings.transcribe_url:
        return ""
    return f"Your answers are sent to {host_of(settings.transcribe_url)} for transcription."


def is_complete(session: store.SessionFolder) -> bool:
    """Nothing is left to be written down."""
    return not recovery.needs_recovery(session.events())


def _model(settings: Settings) -> WhisperTranscriber:
    return WhisperTranscriber(
        settings.model, cpu_threads=cpu_threads(settings), settings=decode_settings(settings)
    )


def _server(settings: Settings, remote: RemoteSettings | None = None) -> RemoteTranscriber:
    key = os.environ.get(TRANSCRIBE_KEY, "")
    return RemoteTranscriber(
        settings.transcribe_url, settings.transcribe_model, key, decode_settings(settings), remote=remote
    )


def keep_prosody(session: store.SessionFolder, measured: Prosody) -> None:
    """Keep what was measured of the voice; where there is no room it is measured again when asked for."""
    with contextlib.suppress(OSError):
        prosody.save(session, measured)


def _answers_speech(session: store.SessionFolder) -> list[Span]:
    return [span for answer in answers_of(session.events()) for span in answer.speech]
