"""Which moment of the recording is it? The microphone's samples against the computer's clock. Pure.

Every block of a stream comes with the time at which its first sample was, or will be, at the device. A
loudspeaker's clock and a microphone's drift apart (50-100 ppm are ordinary), so no rate is trusted for
long: the relation is taken anew from the last seconds.
"""

from __future__ import annotations

from collections import deque
from statistics import median

_WINDOW_S = 5.0
_FEWEST = 3
_STEP_S = 0.25


class ClockFit:
    """Maps the computer's monotonic clock to seconds of captured sound.

    `captured_s - monotonic_s` is the median over the last 5 s: single late callbacks do not move it, and at
    200 ppm of drift it lags by 0.5 ms.
    """

    def __init__(self) -> None:
        self._seen: deque[tuple[float, float]] = deque()

    def observe(self, captured_s: float, monotonic_s: float) -> None:
        """The sample at `captured_s` of the recording was at the microphone at `monotonic_s`."""
        self._seen.append((captured_s, captured_s - monotonic_s))
        while captured_s - self._seen[0][0] > _WINDOW_S:
            self._seen.popleft()

    @property
    def ready(self) -> bool:
        return len(self._seen) >= _FEWEST

    def captured_s(self, monotonic_s: float) -> float:
        """Where on the recording that moment is; also for moments just ahead."""
        return monotonic_s + median(offset for _, offset in self._seen)

    def restart(self) -> None:
        """Forget: another stream begins."""
        self._seen.clear()


class StreamClock:
    """A stream's own time as monotonic time.

    PortAudio's clock may be the wall clock; only differences on it mean something. A callback may run late
    (the interpreter was busy) but never early, so the smallest difference seen lately is the true one. When
    that clock was set back, all differences are larger from then on, and the old ones are forgotten.
    """

    def __init__(self, window: int = 500) -> None:
        self._differences: deque[float] = deque(maxlen=window)

    def observe(self, stream_now_s: float, monotonic_s: float) -> None:
        self._differences.append(monotonic_s - stream_now_s)
        latest = list(self._differences)[-_FEWEST:]
        if len(latest) == _FEWEST and min(latest) - min(tuple(self._differences)) > _STEP_S:
            self._differences.clear()
            self._differences.extend(latest)

    def monotonic_s(self, stream_s: float) -> float:
        return stream_s + min(tuple(self._differences))
