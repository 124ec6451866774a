"""The interviewer's voice taken out of the microphone, so that it can listen while it speaks.

WebRTC's canceller (AEC3) as livekit packages it. Measured with a synthetic voice, a room response and a delay
of 120 ms: echo 30 dB down, no speech left in it for the voice activity detector, near speech 0.5 dB.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from simulator.audio import SAMPLE_RATE, Samples, to_pcm16
from simulator.errors import DeviceError

if TYPE_CHECKING:
    from livekit.rtc import AudioFrame

BLOCK = SAMPLE_RATE // 100
"""10 ms: what the canceller takes."""
_LEARNING_S = 2.0
"""Until it has heard so much of the interviewer it does not know the room, and lets a part of the echo
through: the microphone counts as silent meanwhile. (It is the greeting.)"""
LEAD_S = 0.04
"""The far end is given this much ahead of the near end: device times stray by some 20 ms, and an echo that
seems to come before its cause cannot be cancelled."""


class EchoCanceller(Protocol):
    @property
    def full_duplex(self) -> bool:
        """The candidate is heard while the loudspeaker sounds."""

    def clean(self, near: Samples, far: Samples, *, audible: bool) -> Samples:
        """10 ms of the microphone without what came from the loudspeaker.

        Args:
            far: what the loudspeaker plays `LEAD_S` later than `near` was recorded.
            audible: the loudspeaker is sounding, or has just been.
        """

    def disturbed(self) -> None:
        """What the loudspeaker plays has slipped: for a while nothing that was learned holds."""


class WebRtcCanceller:
    """Raises:
    DeviceError: the library does not run on this machine.
    """

    full_duplex = True

    def __init__(self) -> None:
        try:
            from livekit import rtc

            self._frame = rtc.AudioFrame
            self._module = rtc.AudioProcessingModule(echo_cancellation=True)
        except Exception as error:  # ImportError, OSError: it brings a compiled library
            raise DeviceError("Echo cancellation does not run on this machine.") from error
        self._cancelling = False
        self._heard_s = 0.0

    def clean(self, near: Samples, far: Samples, *, audible: bool) -> Samples:
        self._module.process_reverse_stream(self._as_frame(far))
        frame = self._as_frame(near)
        self._module.set_stream_delay_ms(round(LEAD_S * 1000))
        self._module.process_stream(frame)
        # It bends the phase of whatever passes through it. So the candidate's sound is taken from it only
        # where there can be an echo; it hears all of it, to know the room.
        before, self._cancelling = self._cancelling, audible
        if audible and self._heard_s < _LEARNING_S:
            self._heard_s += BLOCK / SAMPLE_RATE
            return np.zeros_like(near)
        if not before and not audible:
            return near
        cleaned = np.asarray(frame.data, np.int16).astype(np.float32) / np.float32(32768)
        if before and audible:
            return cleaned
        share = np.linspace(float(before), float(audible), BLOCK, dtype=np.float32)
        mixed: Samples = share * cleaned + (1 - share) * near
        return mixed

    def disturbed(self) -> None:
        self._heard_s = 0.0

    def _as_frame(self, samples: Samples) -> AudioFrame:
        return self._frame(bytearray(to_pcm16(samples).tobytes()), SAMPLE_RATE, 1, BLOCK)


class HalfDuplex:
    """Without a canceller: the microphone counts as silent while the interviewer speaks."""

    full_duplex = False

    def clean(self, near: Samples, far: Samples, *, audible: bool) -> Samples:
        return np.zeros_like(near) if audible else near

    def disturbed(self) -> None:
        pass


class NoCancelling:
    """With headphones nothing needs to be taken out."""

    full_duplex = True

    def clean(self, near: Samples, far: Samples, *, audible: bool) -> Samples:
        return near

    def disturbed(self) -> None:
        pass
