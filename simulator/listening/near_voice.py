"""The voice at this microphone, told from one in the next room.

Voice activity detection finds a television at -60 dBFS as surely as the candidate. In an interview that
would keep a turn open for ever, or begin an answer nobody gave. So a voice far below the usual level of the
one that has been speaking is left out; at first, one that is very quiet altogether.
"""

from __future__ import annotations

from collections import deque

from simulator.audio import FRAME_S, Frame, rms_db
from simulator.listening.vad import SpeechTracker
from simulator.ports import SpeechEdge, Vad

_FAR_DB = 30.0
"""Below the usual level. Of 19 minutes of human speech this leaves out 2 s, trailing breath."""
_VERY_QUIET_DB = -60.0
_SYLLABLE_S = 0.26  # a level is the loudest frame of so much: consonants are quiet
_USUAL_OVER_S = 10.0
_FORGOTTEN_AFTER_S = 20.0
_FORGETS_DB_PER_S = 1.0
"""Who has moved away from the microphone is heard again after a while."""


class NearVoice:
    """Which frames are loud enough to be the candidate's. Pure."""

    def __init__(self) -> None:
        self._recent_db: deque[float] = deque(maxlen=round(_SYLLABLE_S / FRAME_S))
        self._usual_db: float | None = None
        self._missing_s = 0.0

    def is_near(self, level_db: float) -> bool:
        """Take the next frame's level (dBFS)."""
        self._recent_db.append(level_db)
        return max(self._recent_db) >= self._least_db()

    def note(self, *, speaking: bool) -> None:
        """Whether the frame just taken was speech of theirs."""
        if not speaking:
            self._missing_s += FRAME_S
            return
        self._missing_s = 0.0
        loud_db = max(self._recent_db)
        if self._usual_db is None or loud_db < self._usual_db - _FAR_DB:
            self._usual_db = loud_db
        self._usual_db += (loud_db - self._usual_db) * FRAME_S / _USUAL_OVER_S

    def _least_db(self) -> float:
        if self._usual_db is None:
            return _VERY_QUIET_DB
        forgotten_db = _FORGETS_DB_PER_S * max(0.0, self._missing_s - _FORGOTTEN_AFTER_S)
        return max(_VERY_QUIET_DB, self._usual_db - _FAR_DB - forgotten_db)


class NearVoiceDetector:
    """A `SpeechDetector` of the candidate's voice alone."""

    def __init__(self, vad: Vad) -> None:
        self._vad = vad
        self._tracker = SpeechTracker()
        self._near = NearVoice()

    @property
    def speaking(self) -> bool:
        return self._tracker.speaking

    def hear(self, frame: Frame) -> SpeechEdge | None:
        probability = self._vad.speech_probability(frame.samples)
        if not self._near.is_near(rms_db(frame.samples)):
            probability = 0.0
        edge = self._tracker.step(frame.start_s, frame.end_s, probability)
        self._near.note(speaking=self._tracker.speaking)
        return edge
