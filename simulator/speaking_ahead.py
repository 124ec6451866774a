"""What may be said next, spoken into memory while the candidate answers.

A question is its opening ("Thank you.") and the question itself, as two sounds: the opening is one of a few
phrases and at hand at once, so that it can bridge the time until a slow voice has the question ready.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import numpy as np

from simulator.audio import SAMPLE_RATE, Samples
from simulator.ports import Voice

_BETWEEN_S = 0.2  # an opening, a breath, the question
_ANOTHER_ASKER_S = 0.5


@dataclass(frozen=True, slots=True)
class Line:
    """Words, and whose they are: a place among the voices."""

    text: str
    asker: int = 0


class SpeakingAhead:
    """Open between `with` and its end.

    Args:
        waits: for every line, which so counts as ready: a run faster than life must not outrun its voice.
    """

    def __init__(self, voices: Sequence[Voice], *, waits: bool) -> None:
        self._voices = voices
        self._waits = waits
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="voice")
        self._sounds: dict[Line, Future[Samples]] = {}

    def prepare(self, *lines: Line) -> None:
        """Begin to speak them, in order; what was prepared before and is none of them is forgotten."""
        self._sounds = {line: self._sounds.get(line) or self._speak(line) for line in lines if line.text}

    def ready(self, *lines: Line) -> bool:
        return self._waits or all(self._sound(line).done() for line in lines if line.text)

    def sound(self, *lines: Line) -> Samples:
        """All of them after each other; waits for those that are not ready."""
        parts: list[Samples] = []
        before: Line | None = None
        for line in lines:
            if line.text:
                between_s = 0.0 if before is None else _BETWEEN_S
                if before is not None and before.asker != line.asker:
                    between_s = _ANOTHER_ASKER_S
                parts += [np.zeros(round(between_s * SAMPLE_RATE), np.float32), self._sound(line).result()]
                before = line
        return np.concatenate(parts)

    def _sound(self, line: Line) -> Future[Samples]:
        if line not in self._sounds:
            self._sounds[line] = self._speak(line)
        return self._sounds[line]

    def _speak(self, line: Line) -> Future[Samples]:
        return self._thread.submit(lambda: self._voices[line.asker].synthesize(line.text).samples)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.shutdown(cancel_futures=True)
