"""Short utterances that stand alone: what may be a request about the interview, not an answer. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.audio import FRAME_S, SAMPLE_RATE, Frame, Samples, Span

_BEFORE_S = 0.2
_SHORTEST_S = 0.3
_LONGEST_S = 5.0
_SILENT_BEFORE_S = 1.2
_SILENT_AFTER_S = 0.7


@dataclass(frozen=True, slots=True)
class Utterance:
    """`samples` begin 0.2 s before `span`, as far as there is sound, and end with the silence after it."""

    span: Span
    samples: Samples
    end_s: float

    @property
    def speech(self) -> Span:
        """The speech, on the samples' own clock."""
        return self.span.shifted(len(self.samples) / SAMPLE_RATE - self.end_s)


class UtteranceCatcher:
    """Frames in; out comes a stretch of speech of 0.3 to 5 s with silence on both sides."""

    def __init__(self) -> None:
        self._frames: list[Frame] = []
        self._began_s: float | None = None
        self._last_speech_s: float | None = None
        self._before_s = _SILENT_BEFORE_S  # silence before the speech being heard; at first there was plenty
        self._too_long = False

    def hear(self, frame: Frame, *, is_speech: bool) -> Utterance | None:
        """Take a frame; return an utterance when enough silence has followed it."""
        if is_speech:
            self._speech(frame)
            return None
        self._keep(frame)
        if self._began_s is None or self._last_speech_s is None:
            return None
        if frame.end_s - self._last_speech_s < _SILENT_AFTER_S - 1e-9:
            return None
        return self._close(frame.end_s)

    def _speech(self, frame: Frame) -> None:
        if self._began_s is None:
            silent_since_s = self._last_speech_s
            self._before_s = _SILENT_BEFORE_S if silent_since_s is None else frame.start_s - silent_since_s
            self._began_s = frame.start_s
        self._last_speech_s = frame.end_s
        self._too_long = self._too_long or frame.end_s - self._began_s > _LONGEST_S
        self._keep(frame)

    def _keep(self, frame: Frame) -> None:
        self._frames.append(frame)
        if self._began_s is None or self._too_long:
            del self._frames[: -round(_BEFORE_S / FRAME_S)]

    def _close(self, end_s: float) -> Utterance | None:
        assert self._began_s is not None
        assert self._last_speech_s is not None
        span = Span(self._began_s, self._last_speech_s)
        stands_alone = self._before_s >= _SILENT_BEFORE_S - 1e-9 and not self._too_long
        samples = np.concatenate([frame.samples for frame in self._frames])
        self._began_s, self._too_long, self._frames = None, False, self._frames[-round(_BEFORE_S / FRAME_S) :]
        return Utterance(span, samples, end_s) if stands_alone and span.duration_s >= _SHORTEST_S else None
