"""An answer cut into chunks for the transcriber, at pauses where there are any. Pure.

Where the cuts fall depends on the sound alone, never on how busy the machine is, so a rehearsal, a
fast run and a later re-transcription of the same recording give the same words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.audio import SAMPLE_RATE, Frame, Samples, Span
from simulator.tuning import DecodeSettings


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of one answer for one pass of the transcriber; `speech` are the parts with voice in it."""

    span: Span
    samples: Samples
    speech: tuple[Span, ...]


class AnswerChunker:
    """Cuts one answer's frames into chunks of at most `chunk_max_s`, at pauses where there are any. Pure."""

    def __init__(self, settings: DecodeSettings) -> None:
        self._settings = settings
        self._frames: list[Frame] = []
        self._speech: list[bool] = []

    def hear(self, frame: Frame, *, is_speech: bool) -> Chunk | None:
        """Take a frame; return a chunk when one is full."""
        self._frames.append(frame)
        self._speech.append(is_speech)
        self._drop_leading_silence()
        if not self._frames:
            return None
        held_s = frame.end_s - self._frames[0].start_s
        # Cut while the next frame would still fit. (1e-9: frame times are floats.)
        if held_s + (frame.end_s - frame.start_s) > self._settings.chunk_max_s + 1e-9:
            return self._cut_at(self._quietest_place())
        # The silence after the cut is kept on both sides: the next chunk drops what it has too much of.
        if held_s >= self._settings.chunk_target_s and self._trailing_silence_s() >= self._settings.pad_s:
            return self._cut_at(len(self._frames))
        return None

    def end(self) -> Chunk | None:
        """The rest of the answer, if there is speech in it."""
        return self._cut_at(len(self._frames)) if any(self._speech) else None

    @property
    def held_s(self) -> float:
        """How much sound with speech in it waits to be cut."""
        return self._frames[-1].end_s - self._frames[0].start_s if any(self._speech) else 0.0

    def so_far(self) -> Chunk | None:
        """What `end` would return now; the answer goes on."""
        return self._part(self._frames, self._speech) if any(self._speech) else None

    def _drop_leading_silence(self) -> None:
        pad = round(self._settings.pad_s * SAMPLE_RATE / len(self._frames[0].samples))
        if not any(self._speech) and len(self._frames) > pad:
            del self._frames[:-pad], self._speech[:-pad]

    def _trailing_silence_s(self) -> float:
        quiet = 0.0
        for frame, is_speech in zip(reversed(self._frames), reversed(self._speech), strict=True):
            if is_speech:
                break
            quiet += frame.end_s - frame.start_s
        return quiet

    def _quietest_place(self) -> int:
        """Where to cut when nobody pauses: the quietest frame of the last third."""
        first = len(self._frames) * 2 // 3
        powers = [float(np.mean(np.square(frame.samples))) for frame in self._frames[first:]]
        return first + int(np.argmin(powers)) + 1

    def _cut_at(self, index: int) -> Chunk:
        frames, speech = self._frames[:index], self._speech[:index]
        self._frames, self._speech = self._frames[index:], self._speech[index:]
        return self._part(frames, speech)

    @staticmethod
    def _part(frames: Sequence[Frame], speech: Sequence[bool]) -> Chunk:
        span = Span(round(frames[0].start_s, 3), round(frames[-1].end_s, 3))
        return Chunk(span, np.concatenate([frame.samples for frame in frames]), voiced(frames, speech))


def voiced(frames: Sequence[Frame], speech: Sequence[bool]) -> tuple[Span, ...]:
    """The stretches of speech among the frames."""
    spans: list[Span] = []
    for frame, is_speech in zip(frames, speech, strict=True):
        if not is_speech:
            continue
        if spans and frame.start_s - spans[-1].end_s < 1e-6:
            spans[-1] = Span(spans[-1].start_s, frame.end_s)
        else:
            spans.append(Span(frame.start_s, frame.end_s))
    return tuple(spans)
