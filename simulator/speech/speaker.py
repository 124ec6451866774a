"""Sound to the loudspeaker (sounddevice)."""

from __future__ import annotations

import numpy as np

from simulator.audio import Sound
from simulator.errors import VoiceError

_TAIL_S = 0.25  # the last 20-95 ms of a playback can be dropped: let them be silence


def play_aloud(sound: Sound) -> None:
    """Play a sound to its end through the system's default loudspeaker.

    Raises:
        VoiceError: there is no PortAudio or no loudspeaker.
    """
    try:
        import sounddevice
    except OSError as error:
        raise VoiceError(
            "No sound can be played: PortAudio is missing.",
            next_step="On Debian or Ubuntu: sudo apt install libportaudio2.",
        ) from error
    tail = np.zeros(round(_TAIL_S * sound.rate), np.float32)
    try:
        sounddevice.play(np.concatenate([sound.samples, tail]), sound.rate, blocking=True)
    except (sounddevice.PortAudioError, ValueError) as error:
        raise VoiceError("No loudspeaker can be opened.", next_step="Connect one and try again.") from error
