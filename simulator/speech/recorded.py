"""Voices that need no synthesiser: spoken recordings, and text on the screen as the last resort."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simulator.audio import SAMPLE_RATE, Sound
from simulator.errors import VoiceError

_READING_S_PER_WORD = 0.33


class RecordedVoice:
    """Says what was recorded for a text, and nothing else. For tests and for human interviewers' voices."""

    name = "recorded"

    def __init__(self, recordings: Mapping[str, Sound]) -> None:
        self._recordings = recordings

    def synthesize(self, text: str) -> Sound:
        try:
            return self._recordings[text]
        except KeyError:
            raise VoiceError(f"Nothing is recorded for {text!r}.") from None


class TextOnlyVoice:
    """Silence as long as it takes to read the text, which the screen shows."""

    name = "text"

    def synthesize(self, text: str) -> Sound:
        seconds = 1.0 + _READING_S_PER_WORD * len(text.split())
        return Sound(np.zeros(round(seconds * SAMPLE_RATE), np.float32), SAMPLE_RATE)
