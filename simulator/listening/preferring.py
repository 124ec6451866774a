"""One transcriber as long as it works, then another: an interview does not end because a server does."""

from __future__ import annotations

from collections.abc import Callable

from simulator.audio import Samples
from simulator.errors import SecondRoundError
from simulator.ports import Heard, Transcriber


class Preferring:
    """The first until it fails, from then on the second: who failed once is not waited for again.

    Args:
        second: makes the second when it is needed.
        told: hears once who writes down from here on, and why.
    """

    def __init__(
        self, first: Transcriber, second: Callable[[], Transcriber], told: Callable[[str, str], None]
    ) -> None:
        self._current = first
        self._second: Callable[[], Transcriber] | None = second
        self._told = told

    @property
    def name(self) -> str:
        return self._current.name

    def transcribe(self, samples: Samples, *, context: str = "") -> Heard:
        try:
            return self._current.transcribe(samples, context=context)
        except SecondRoundError as error:
            if self._second is None:
                raise
            self._current, self._second = self._second(), None
            self._told(self._current.name, error.what)
        return self._current.transcribe(samples, context=context)

    def draft(self, samples: Samples, *, context: str = "") -> Heard:
        return self._current.draft(samples, context=context)
