"""Can a rehearsal be held on this machine? One check after the other; nothing played or recorded is kept.

What needs no device, model or disk to be decided is decided in small functions of numbers, here and in
`devices/check.py`; `devices/examination.py` opens microphone and loudspeaker.
"""

from __future__ import annotations

import os
import platform
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

from simulator import __version__
from simulator.audio import SAMPLE_RATE, Samples, Sound
from simulator.config import QUESTIONS_IN_MINUTES, Settings, cpu_threads, load_settings
from simulator.devices.check import Check, Number, State, failed
from simulator.devices.echo import BLOCK, WebRtcCanceller
from simulator.devices.examination import Tell, sound_checks
from simulator.errors import (
    DeviceError,
    RemoteError,
    SecondRoundError,
    SettingsError,
    VoiceError,
    WeightsError,
)
from simulator.paths import config_file, sessions_dir
from simulator.speech.hibari import HIBARI_VOICE
from simulator.speech.system import SystemVoice
from simulator.speech.voices import TEXT, open_voice

_DECODED_S = 5.0
_MOST_LOAD = 0.5
"""Seconds of work for a second of sound: above it the last answer keeps people waiting."""
_BYTES_A_MINUTE = 60 * SAMPLE_RATE * 2 * 2  # two voices of 16 bits; compressed only when the session closes
_LITTLE_BYTES = 1e9
_PACKAGES = ("faster-whisper", "hibari-tts", "sounddevice", "livekit", "numpy")
_REINSTALL = "Run `python3 scripts/rehearse.py`, which installs what is missing."


def examine(
    flags: Mapping[str, str | None], *, with_sound: bool = True, tell: Tell | None = None
) -> Iterator[Check]:
    """All checks in the order in which they are shown; each takes its time when it is asked for.

    Args:
        flags: `microphone` and `speaker` as given on the command line, None where not.
        with_sound: open devices, listen and play.
        tell: to the person who is asked to be quiet and to speak; None: nobody is there, only listen.

    Raises:
        DeviceError: a device named in `flags` does not exist although others do.
    """
    settings, settings_line = _settings(flags)
    if with_sound:
        yield from sound_checks(settings, flags, tell, silent=settings.voice == TEXT)
    if tell:
        tell("Trying the speech model and the voice ...")
    yield _guarded("recognition", "Recognition", lambda: _recognition(settings))
    if settings.transcribe_url:
        yield _guarded("server", "Server", lambda: _server(settings))
    yield _guarded("turns", "End of turn", _turns)
    yield _guarded("echo", "Echo", lambda: _echo(settings))
    voice_line = _guarded("voice", "Voice", lambda: _voice(settings))
    yield voice_line
    yield _guarded("system_voice", "System voice", lambda: _system_voice(needed=voice_line.state != "ok"))
    yield settings_line
    yield _guarded("sessions", "Sessions", lambda: _sessions(settings))
    yield versions_check()


def can_rehearse(checks: list[Check]) -> bool:
    return all(line.state != "bad" for line in checks)


def _guarded(key: str, title: str, look: Callable[[], Check]) -> Check:
    """Whatever breaks is a line of its own, and the next check runs."""
    try:
        return look()
    except SecondRoundError as error:
        return failed(key, title, error)
    except Exception as error:  # a broken installation fails in ways nobody has listed
        return Check(key, title, "bad", " ".join(f"{type(error).__name__}: {error}".split()), _REINSTALL)


# --- models and voices -----------------------------------------------------------------------------


def _demo_sound() -> Samples:
    import soundfile

    from simulator.demo import demo_candidate

    path = min(demo_candidate().glob("answer_*.flac"))
    samples: Samples = soundfile.read(path, dtype="float32", frames=round(_DECODED_S * SAMPLE_RATE))[0]
    return samples


def _recognition(settings: Settings) -> Check:
    """Hear 5 s of the bundled candidate, which every machine can compare itself by."""
    from simulator.listening.whisper import WhisperTranscriber

    samples = _demo_sound()
    began_s = time.monotonic()
    model = WhisperTranscriber(settings.model, cpu_threads=cpu_threads(settings))
    loaded_s = time.monotonic()
    words = len(model.transcribe(samples).words)
    return recognition_check(
        settings.model, load_s=loaded_s - began_s, decode_s=time.monotonic() - loaded_s, words=words
    )


def recognition_check(model: str, *, load_s: float, decode_s: float, words: int) -> Check:
    load = decode_s / _DECODED_S
    numbers: dict[str, Number] = {
        "model": model,
        "load_s": round(load_s, 2),
        "decode_s": round(decode_s, 2),
        "work_per_second_of_sound_s": round(load, 3),
        "words": words,
    }
    found = f"{model} needs {load:.2f} s for a second of sound"
    if not words:
        found, mend = f"{model} heard no word of the demo", "Choose --model base."
        return Check("recognition", "Recognition", "bad", found, mend, numbers)
    if load > _MOST_LOAD:
        mend = "Close busy programs."
        if model != "tiny.en":
            mend = "Close busy programs, or choose the quicker model: --model tiny.en."
        found += ": transcripts come late"
        return Check("recognition", "Recognition", "warn", found, mend, numbers)
    return Check("recognition", "Recognition", "ok", found, "", numbers)


def _server(settings: Settings) -> Check:
    """The same 5 s, heard by the transcription server. Without it the model above stands in."""
    from simulator.afterwards import transcriber

    key, title = "server", "Server"
    try:
        model = transcriber(settings)
        samples = _demo_sound()
        began_s = time.monotonic()
        words = len(model.transcribe(samples).words)
    except RemoteError as error:
        return failed(key, title, error, state="warn")
    took_s = time.monotonic() - began_s
    numbers: dict[str, Number] = {"model": model.name, "decode_s": round(took_s, 2), "words": words}
    found = f"your answers are sent to {model.name}: {_DECODED_S:.0f} s of the demo took {took_s:.1f} s"
    if not words:
        found += ", and no word was heard"
    if not words or took_s > _MOST_LOAD * _DECODED_S:
        mend = "Name another model of it (transcribe_model) or another server, or none."
        return Check(key, title, "warn", found, mend, numbers)
    return Check(key, title, "ok", found, "", numbers)


def _turns() -> Check:
    """Without the turn model an interview is held by the length of pauses and by the words."""
    from simulator.listening.turn_model import SmartTurnModel

    key, title = "turns", "End of turn"
    try:
        model = SmartTurnModel()
    except WeightsError as error:
        found = f"{error.what} Whether you have finished is told without it."
        return Check(key, title, "warn", found, error.next_step)
    began_s = time.monotonic()
    probability = model.complete_probability(_demo_sound())
    took_s = time.monotonic() - began_s
    numbers: dict[str, Number] = {"call_s": round(took_s, 3), "probability": round(probability, 3)}
    return Check(key, title, "ok", f"the turn model takes {took_s:.2f} s to tell a pause", "", numbers)


def _echo(settings: Settings) -> Check:
    if settings.echo != "cancel":
        return Check("echo", "Echo", "ok", f"not cancelled: the settings say echo = {settings.echo!r}")
    try:
        silence = np.zeros(BLOCK, np.float32)
        WebRtcCanceller().clean(silence, silence, audible=True)
    except DeviceError as error:
        found = f"{error.what} While the interviewer speaks, you are not heard."
        return Check("echo", "Echo", "warn", found, f"{_REINSTALL} Or use headphones and --echo off.")
    return Check("echo", "Echo", "ok", "the interviewer's voice is cancelled from the microphone")


def _voice(settings: Settings) -> Check:
    voice, notice = open_voice(settings.voice)
    began_s = time.monotonic()
    sound = voice.synthesize("Good morning. Thank you for coming back to talk with us.")
    return voice_check(settings.voice, voice.name, notice, work_s=time.monotonic() - began_s, sound=sound)


def voice_check(wanted: str, speaks: str, notice: str, *, work_s: float, sound: Sound) -> Check:
    numbers: dict[str, Number] = {
        "voice": speaks,
        "synthesis_s": round(work_s, 2),
        "sound_s": round(sound.duration_s, 2),
    }
    stands_in = notice or (wanted == HIBARI_VOICE and speaks != wanted)
    if stands_in:
        found = notice or f"{wanted!r} fails; {speaks!r} speaks instead."
        return Check("voice", "Voice", "warn", found, _REINSTALL, numbers)
    if speaks == TEXT:
        return Check("voice", "Voice", "ok", "none: questions appear as text", "", numbers)
    found = f"{speaks} speaks; {sound.duration_s:.1f} s of it took {work_s:.1f} s"
    return Check("voice", "Voice", "ok", found, "", numbers)


def _system_voice(*, needed: bool) -> Check:
    """It stands in when the voice fails; without it questions are text."""
    key, title = "system_voice", "System voice"
    try:
        return Check(key, title, "ok", f"{SystemVoice().name} could stand in")
    except VoiceError as error:
        if needed:
            return failed(key, title, error, state="warn")
        return Check(key, title, "ok", "none; the voice above needs no stand-in")


# --- settings, disk, versions ----------------------------------------------------------------------


def _settings(flags: Mapping[str, str | None]) -> tuple[Settings, Check]:
    path = config_file()
    try:
        settings = load_settings(flags, config_file=path, environ=os.environ)
    except (SettingsError, OSError) as error:
        if isinstance(error, OSError):
            error = SettingsError(f"{path} cannot be read: {error.strerror}.", next_step="Mend or remove it.")
        given = {name: value for name, value in flags.items() if value is not None}
        return Settings(**given), failed("settings", "Settings", error)  # type: ignore[arg-type]
    found = str(path) if path.is_file() else f"none of your own ({path})"
    return settings, Check("settings", "Settings", "ok", found, "", {"path": str(path)})


def _sessions(settings: Settings) -> Check:
    folder = sessions_dir(settings.sessions_dir).absolute()
    nearest = next(place for place in (folder, *folder.parents) if place.exists())
    try:
        with tempfile.TemporaryFile(dir=nearest):
            free_bytes = shutil.disk_usage(nearest).free
    except OSError as error:
        found = f"{folder} cannot be written: {error.strerror}"
        mend = "Give it back to your user, or name another: SECOND_ROUND_SESSIONS_DIR or SECOND_ROUND_HOME."
        return Check("sessions", "Sessions", "bad", found, mend, {"path": str(folder)})
    return disk_check(folder, free_bytes)


def disk_check(folder: Path, free_bytes: float) -> Check:
    minutes = int(free_bytes / _BYTES_A_MINUTE)
    numbers: dict[str, Number] = {"path": str(folder), "free_bytes": int(free_bytes), "minutes_fit": minutes}
    found = f"{folder}, room for {minutes} minutes ({free_bytes / 1e9:.1f} GB free)"
    state: State = "ok"
    if minutes < min(QUESTIONS_IN_MINUTES):
        state = "bad"
    elif free_bytes < _LITTLE_BYTES:
        state = "warn"
    mend = "" if state == "ok" else "Make room on that disk, or delete old sessions: second-round sessions."
    return Check("sessions", "Sessions", state, found, mend, numbers)


def versions_check() -> Check:
    numbers: dict[str, Number] = {
        "second-round": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
    }
    for package in _PACKAGES:
        try:
            numbers[package] = version(package)
        except PackageNotFoundError:
            numbers[package] = None
    missing = [package for package in _PACKAGES if numbers[package] is None]
    found = f"second-round {__version__}, Python {platform.python_version()}, {platform.system()}"
    if missing:
        return Check(
            "versions", "Versions", "warn", f"{found}; missing: {', '.join(missing)}", _REINSTALL, numbers
        )
    packages = ", ".join(f"{package} {numbers[package]}" for package in _PACKAGES)
    return Check("versions", "Versions", "ok", f"{found}; {packages}", "", numbers)
