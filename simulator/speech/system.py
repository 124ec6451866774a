"""The system's own voices through pyttsx3 (SAPI5, NSSpeech, eSpeak NG): robotic, but everywhere.

Every utterance is made in a process of its own (`system_process` says why), and nothing plays there:
it saves to a file, which is read here.
"""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simulator.audio import Sound
from simulator.errors import VoiceError

PREFIX = "system"
_COMMAND = (sys.executable, "-P", "-m", "simulator.speech.system_process")
_TIMEOUT_S = 20.0
_WORDS_PER_MINUTE = 165
_ATTEMPTS = 2


@dataclass(frozen=True, slots=True)
class SystemVoiceInfo:
    id: str
    name: str
    languages: tuple[str, ...]


def system_voices() -> list[SystemVoiceInfo]:
    """The voices the system offers.

    Raises:
        VoiceError: it has none.
    """
    return list(_voices())


@functools.cache  # a list that was got, not an error: a synthesiser may be installed meanwhile
def _voices() -> tuple[SystemVoiceInfo, ...]:
    answer = _ask({"list": True}, "The system's synthesiser")
    return tuple(SystemVoiceInfo(v["id"], v["name"], tuple(v["languages"])) for v in answer["voices"])


def _ask(request: dict[str, Any], who: str) -> dict[str, Any]:
    """One request to a process of its own, which is gone when this returns or raises.

    It has a session (on Windows: a console that nobody sees) of its own, so that Ctrl-C in the terminal
    reaches this process only.

    Raises:
        VoiceError: no answer in time, or the answer is an error; `who` begins the sentence.
    """
    try:
        with subprocess.Popen(
            _COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        ) as process:
            try:
                written, _ = process.communicate(json.dumps(request).encode("ascii"), timeout=_TIMEOUT_S)
            finally:  # not subprocess.run: at a KeyboardInterrupt it kills, but does not reap
                process.kill()
                process.wait()
        answer: dict[str, Any] = json.loads(written)
    except subprocess.TimeoutExpired as error:
        raise VoiceError(f"{who} failed: no answer in {_TIMEOUT_S:.0f} s.") from error
    except (OSError, ValueError) as error:  # it cannot be started, or it crashed
        raise VoiceError(f"{who} failed: no answer.") from error
    if answer.get("missing"):
        raise VoiceError(
            "The system has no speech synthesiser.",
            next_step="On Debian or Ubuntu: sudo apt install libespeak-ng1. Or use --voice heart.",
        ) from RuntimeError(answer["error"])
    if "error" in answer:
        raise VoiceError(f"{who} failed: {answer['error']}.")
    return answer


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
        """Speak into a temporary file and read it; once more if nothing is to be heard.

        Raises:
            VoiceError: the synthesiser failed, did not answer for 20 s, or stayed silent.
        """
        for _ in range(_ATTEMPTS):
            sound = self._speak(text)
            if sound is not None and np.any(sound.samples):
                return sound
        raise VoiceError(f"The voice {self.name!r} produced no sound.")

    def _speak(self, text: str) -> Sound | None:
        import soundfile

        with tempfile.TemporaryDirectory(prefix="second-round-") as folder:
            path = Path(folder) / "speech.wav"
            request = {
                "text": text,
                "voice": self._info.id,
                "words_per_minute": _WORDS_PER_MINUTE,
                "path": os.fspath(path),
            }
            _ask(request, f"The voice {self.name!r}")
            try:
                samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
            except (soundfile.SoundFileError, OSError):
                return None
        return Sound(samples.mean(axis=1), int(rate))
