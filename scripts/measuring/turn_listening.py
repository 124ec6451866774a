"""What our turn policy listens through, as in a rehearsal, with every answer of a model kept.

The models answer in no time here, so their answers are held back as long as they take on two cores: the turn
model's 0.15 s, a draft of the last words 0.5 s. The words of the final transcript are not sought.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from measuring.reading_cache import ReadingCache
from measuring.turn_baselines import Complete, content_key
from simulator.afterwards import CAPTION_MODEL
from simulator.audio import Frame, Samples, Span
from simulator.events import Filler, Word
from simulator.listening.live import LiveListener
from simulator.listening.turn_watch import TurnWatch
from simulator.listening.whisper import WhisperTranscriber
from simulator.ports import Caption, Heard, Transcriber

READING_TAKES_S = 0.15
DRAFT_TAKES_S = 0.5


class KeptDrafts:
    """A `Transcriber` that drafts each sound once."""

    name = CAPTION_MODEL

    def __init__(self, cache: ReadingCache) -> None:
        self._cache = cache
        self._itself: WhisperTranscriber | None = None

    def transcribe(self, samples: Samples, *, context: str = "") -> Heard:
        raise AssertionError("only drafts are asked of it")

    def draft(self, samples: Samples, *, context: str = "") -> Heard:
        key = f"{self.name} {content_key(samples)} {context}"
        known = self._cache.get(key)
        if known is None:
            if self._itself is None:
                self._itself = WhisperTranscriber(self.name, cpu_threads=1)
            heard = self._itself.draft(samples, context=context)
            known = [
                [[w.text, w.span.start_s, w.span.end_s, w.probability] for w in heard.words],
                [[f.kind, f.span.start_s, f.span.end_s, f.probability] for f in heard.fillers],
            ]
            self._cache.put(key, known)
        return _heard(*known)


def _heard(words: list[Any], fillers: list[Any]) -> Heard:
    return Heard(
        tuple(Word(text, Span(start, end), sure) for text, start, end, sure in words),
        tuple(Filler(kind, Span(start, end), sure, "heard") for kind, start, end, sure in fillers),
    )


class _HearsNothing:
    """The final transcript changes no turn: the policy reads drafts."""

    name = "none"

    def transcribe(self, samples: Samples, *, context: str = "") -> Heard:
        return Heard((), ())

    draft = transcribe


class _Model:
    """A `TurnModel` whose readings are kept."""

    def __init__(self, complete: Complete) -> None:
        self.complete_probability = complete


class LateListener(LiveListener):
    """Its caption is known as late as a draft takes."""

    _captions: tuple[Caption, ...] = ()
    _now_s = 0.0

    def hear(self, frame: Frame, *, is_speech: bool) -> None:
        super().hear(frame, is_speech=is_speech)
        self._now_s = frame.end_s
        newest = super().caption
        if not self._captions or newest.until_s != self._captions[-1].until_s:
            self._captions = (*self._captions[-3:], newest)

    def begin(self, question_number: int, at_s: float) -> None:
        super().begin(question_number, at_s)
        self._captions = ()
        self._now_s = at_s

    @property
    def caption(self) -> Caption:
        known = [c for c in self._captions if c.until_s + DRAFT_TAKES_S <= self._now_s + 1e-6]
        return known[-1] if known else Caption()


class LateWatch(TurnWatch):
    """Its readings are known as late as the model takes."""

    @property
    def readings(self) -> tuple[tuple[float, float], ...]:
        known = super().readings
        return tuple(reading for reading in known if reading[0] + READING_TAKES_S <= self._silence_s + 1e-6)


@dataclass(frozen=True)
class Kept:
    """Models, and what they said."""

    complete: Complete | None
    drafts: Transcriber

    @contextmanager
    def listening(self) -> Iterator[tuple[LiveListener, TurnWatch]]:
        with (
            LateListener(
                _HearsNothing, wait=True, cues=True, load_for_captions=lambda: self.drafts,
                max_pending_s=600.0,
            ) as listener,
            LateWatch(_Model(self.complete) if self.complete else None, wait=True) as watch,
        ):  # fmt: skip
            yield listener, watch
