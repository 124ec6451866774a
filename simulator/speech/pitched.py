"""Another person's voice made from one that is there: lower or higher, at the same pace. For a panel."""

from __future__ import annotations

from simulator.audio import Sound
from simulator.ports import Voice
from simulator.speech.hibari import HIBARI_VOICE, HibariVoice


class PitchedVoice:
    """A voice played at `ratio` times its rate: `ratio` times its pitch, and as much faster.

    (Resampled speech changes its formants with its pitch, as if the speaker were smaller or larger; for
    ratios from 0.8 to 1.2 it stays natural.)
    """

    def __init__(self, voice: Voice, ratio: float) -> None:
        self.name = f"{voice.name} x {ratio:g}"
        self._voice = voice
        self._ratio = ratio

    def synthesize(self, text: str) -> Sound:
        sound = self._voice.synthesize(text)
        return Sound(sound.samples, round(sound.rate * self._ratio))


def at_pitch(voice: Voice, ratio: float) -> Voice:
    """The same voice at another pitch. The default voice keeps its pace; a system voice changes it too."""
    if ratio == 1.0:
        return voice
    if voice.name == HIBARI_VOICE:
        voice = HibariVoice(speed=1 / ratio)  # spoken slower or faster by as much as it is then sped up
    return PitchedVoice(voice, ratio)
