"""The system's own voices through pyttsx3 (SAPI5, NSSpeech, eSpeak NG): robotic, but everywhere.

pyttsx3 is used as a synthesiser only: it saves to a file and never plays. Its engine is a process-wide
state machine, hence one engine, one lock, one save per run, and a wait for its own word that it is done.
"""

from __future__ import annotations

import atexit
import os
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.audio import Sound
from simulator.errors import VoiceError

PREFIX = "system"
_TIMEOUT_S = 20.0
_WORDS_PER_MINUTE = 165

_lock = threading.Lock()
_engine: Any = None


@dataclass(frozen=True, slots=True)
class SystemVoiceInfo:
    id: str
    name: str
    languages: tuple[str, ...]


def _start_engine() -> Any:
    """The one engine; call with the lock held."""
    global _engine
    if _engine is None:
        try:
            import pyttsx3

            _engine = pyttsx3.init()
            atexit.register(_let_go)
        except Exception as error:  # ImportError, RuntimeError, OSError: it depends on the platform
            raise VoiceError(
                "The system has no speech synthesiser.",
                next_step="On Debian or Ubuntu: sudo apt install libespeak-ng1. Or use --voice heart.",
            ) from error
        if driver := sys.modules.get("pyttsx3.drivers.espeak"):
            # It prints where it saved. Redirecting stdout would swallow what other threads print meanwhile.
            vars(driver)["print"] = lambda *_: None
    return _engine


def _let_go() -> None:
    """End the engine before the interpreter takes its modules apart, or its destructor complains."""
    global _engine
    _engine = None


def system_voices() -> list[SystemVoiceInfo]:
    """The voices the system offers.

    Raises:
        VoiceError: it has none.
    """
    with _lock:
        voices = _start_engine().getProperty("voices")
    return [
        SystemVoiceInfo(str(v.id), str(v.name), tuple(_language(tag) for tag in v.languages or ()))
        for v in voices
    ]


def _language(tag: str | bytes) -> str:
    """eSpeak drivers hand out b'\\x05en-us': a priority byte, then the tag."""
    text = tag.decode("utf-8", "replace") if isinstance(tag, bytes) else str(tag)
    return text.lstrip("".join(map(chr, range(32))))


def _default_voice(voices: list[SystemVoiceInfo]) -> SystemVoiceInfo:
    """An English voice if there is one: some platforms default to the first of the alphabet."""
    preferred = ("en-us", "en_us", "en-gb", "en_gb", "en")
    for wanted in preferred:
        for voice in voices:
            if any(language.lower() == wanted for language in voice.languages):
                return voice
    return voices[0]


class SystemVoice:
    """One system voice. `wanted` is an id or a name; empty takes an English one."""

    def __init__(self, wanted: str = "") -> None:
        voices = system_voices()
        if not voices:
            raise VoiceError("The system's synthesiser has no voices.", next_step="Use --voice heart.")
        if wanted:
            matches = [v for v in voices if wanted.lower() in (v.id.lower(), v.name.lower())]
            if not matches:
                raise VoiceError(
                    f"Unknown system voice {wanted!r}.", next_step="`second-round voices` lists them."
                )
            self._info = matches[0]
        else:
            self._info = _default_voice(voices)
        self.name = f"{PREFIX}:{self._info.id}"

    def synthesize(self, text: str) -> Sound:
        """Speak into a temporary file and read it.

        Raises:
            VoiceError: the synthesiser failed or stayed silent for 20 s.
        """
        import soundfile

        with _lock, tempfile.TemporaryDirectory(prefix="second-round-") as folder:
            path = Path(folder) / "speech.wav"
            self._save(text, path)
            try:
                samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
            except (soundfile.SoundFileError, OSError) as error:
                raise VoiceError(f"The voice {self.name!r} produced no sound.") from error
        return Sound(samples.mean(axis=1), int(rate))

    def _save(self, text: str, path: Path) -> None:
        engine = _start_engine()
        done = threading.Event()
        errors: list[Exception] = []
        tokens = [
            engine.connect("finished-utterance", lambda name, completed: done.set()),
            engine.connect("error", lambda name, exception: errors.append(exception)),
        ]
        try:
            engine.setProperty("voice", self._info.id)
            engine.setProperty("rate", _WORDS_PER_MINUTE)
            engine.save_to_file(text, os.fspath(path))
            engine.runAndWait()
            # runAndWait may return before the file is written.
            if not done.wait(_TIMEOUT_S) or errors:
                raise VoiceError(f"The voice {self.name!r} failed: {errors[0] if errors else 'no answer'}.")
        finally:
            for token in tokens:
                engine.disconnect(token)
