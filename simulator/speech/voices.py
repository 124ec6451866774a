"""Choosing a voice by name, and what to do when it cannot speak."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.audio import Sound
from simulator.errors import VoiceError
from simulator.ports import Voice
from simulator.speech.hibari import HIBARI_VOICE, HibariVoice
from simulator.speech.recorded import TextOnlyVoice
from simulator.speech.system import PREFIX, SystemVoice, system_voices

TEXT = TextOnlyVoice.name


@dataclass(frozen=True, slots=True)
class VoiceInfo:
    """One line of the list of voices; `name` is what --voice takes."""

    name: str
    about: str


def open_voice(name: str) -> tuple[Voice, str]:
    """The voice, and one line to tell the user ("" when it is the one they asked for).

    The default voice falls back to a system voice and then to text on the screen. A voice that was
    asked for by name and cannot speak is an error: nobody wants a surprise instead of their choice.

    Raises:
        VoiceError: the name is unknown, or that system voice cannot speak.
    """
    if name == TEXT:
        return TextOnlyVoice(), ""
    if name == PREFIX or name.startswith(f"{PREFIX}:"):
        return SystemVoice(name.removeprefix(PREFIX).removeprefix(":")), ""
    if name != HIBARI_VOICE:
        raise VoiceError(
            f"Unknown voice {name!r}.", next_step="`second-round voices` lists those you can use."
        )
    try:
        return FallbackVoice(HibariVoice()), ""
    except VoiceError as broken:
        voice = _second_choice()
        return voice, f"{broken.what} {_INSTEAD[voice.name == TEXT]}"


_INSTEAD = {
    False: "A system voice speaks instead.",
    True: "No system voice either: questions appear as text.",
}


def _second_choice() -> Voice:
    try:
        return SystemVoice()
    except VoiceError:
        return TextOnlyVoice()


class FallbackVoice:
    """A voice that hands over to the next choice when it fails in the middle of an interview."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice

    @property
    def name(self) -> str:
        return self._voice.name

    def synthesize(self, text: str) -> Sound:
        try:
            return self._voice.synthesize(text)
        except VoiceError:
            if self._voice.name == TEXT:
                raise
            self._voice = _second_choice() if self._voice.name == HIBARI_VOICE else TextOnlyVoice()
            return self.synthesize(text)


def list_voices() -> tuple[list[VoiceInfo], str]:
    """All voices, and a line on what is missing ("" if nothing is)."""
    voices = [VoiceInfo(HIBARI_VOICE, "neural, American English, offline (default)")]
    missing = ""
    try:
        voices += [
            VoiceInfo(
                f"{PREFIX}:{voice.id}", f"{voice.name} ({', '.join(voice.languages) or 'language not told'})"
            )
            for voice in system_voices()
        ]
    except VoiceError as error:
        missing = str(error)
    voices.append(VoiceInfo(TEXT, "no sound: questions on the screen"))
    return voices, missing
