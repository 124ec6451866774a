"""The next question, spoken into memory while the candidate answers the one before.

A question is its opening ("Thank you.") and the question itself, as two sounds: the opening is one of a few
phrases and at hand at once, so that it can bridge the time until a slow voice has the question ready.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

import numpy as np

from simulator.audio import SAMPLE_RATE, Samples
from simulator.ports import Voice

_BETWEEN_S = 0.2  # an opening, a breath, the question


class SpeakingAhead:
    """Open between `with` and its end.

    Args:
        waits: for every question, which so counts as ready: a run faster than life must not outrun its voice.
    """

    def __init__(self, voice: Voice, *, waits: bool) -> None:
        self._voice = voice
        self._waits = waits
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="voice")
        self._sounds: dict[str, Future[Samples]] = {}

    def prepare(self, *texts: str) -> None:
        """Begin to speak them, in order; what was prepared before and is none of them is forgotten."""
        self._sounds = {text: self._sounds.get(text) or self._speak(text) for text in texts if text}

    def ready(self, *texts: str) -> bool:
        return self._waits or all(self._sound(text).done() for text in texts if text)

    def sound(self, *texts: str) -> Samples:
        """All of them after each other; waits for those that are not ready."""
        parts: list[Samples] = []
        for text in filter(None, texts):
            parts += [np.zeros(round(_BETWEEN_S * SAMPLE_RATE), np.float32), self._sound(text).result()]
        return np.concatenate(parts[1:])

    def _sound(self, text: str) -> Future[Samples]:
        if text not in self._sounds:
            self._sounds[text] = self._speak(text)
        return self._sounds[text]

    def _speak(self, text: str) -> Future[Samples]:
        return self._thread.submit(lambda: self._voice.synthesize(text).samples)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.shutdown(cancel_futures=True)
