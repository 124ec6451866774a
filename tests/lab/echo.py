"""The speaker, heard by the microphone across a small room: a process of its own, started by the room.

A process, because the tests' interpreter may be busy for longer than the buffers last; Python and pipes,
because PulseAudio's own loopback module has no walls: an echo canceller must meet a decaying response.
"""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys

import numpy as np
from numpy.typing import NDArray

RATE = 16_000  # the product hears nothing above 8 kHz
BLOCK = 160  # 10 ms
PLAYBACK_MS = 60  # buffered ahead of room_mic, so that a busy machine leaves no hole
PIPELINE_MS = 50  # measured: speaker.monitor to room_mic.monitor, 48-51 from run to run, 0.1 within one
DECAY_S = 0.3  # RT60 of a furnished room
DIRECT_TO_REVERBERANT_DB = 3.0


def room_response(delay_ms: float, *, rate: int = RATE, seed: int = 1) -> NDArray[np.float64]:
    """Silence, the direct sound at `delay_ms`, then noise that falls 60 dB in `DECAY_S`; energy 1."""
    tail = np.random.default_rng(seed).standard_normal(round(DECAY_S * rate))
    tail *= 10 ** (-3 * np.arange(len(tail)) / len(tail))
    tail[0] = 0.0
    tail /= np.linalg.norm(tail)
    tail[0] = 10 ** (DIRECT_TO_REVERBERANT_DB / 20)
    tail /= np.linalg.norm(tail)
    return np.concatenate([np.zeros(round(delay_ms / 1000 * rate)), tail])


def carry(response: NDArray[np.float64], level_db: float) -> None:
    """Read, convolve, play, until either pipe closes: that is when the room does."""
    pipe = ["--raw", f"--rate={RATE}", "--channels=1", "--format=s16le"]
    ear = subprocess.Popen(
        ["parec", "--device=speaker.monitor", "--latency-msec=10", *pipe],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    mouth = subprocess.Popen(
        ["pacat", "--device=room_mic", f"--latency-msec={PLAYBACK_MS}", *pipe],
        stdin=subprocess.PIPE,
        bufsize=0,
    )
    assert ear.stdout is not None
    assert mouth.stdin is not None
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # so that the two pipes are taken down as well
    size = 1 << (len(response) + BLOCK - 1).bit_length()
    spectrum = np.fft.rfft(response * 10 ** (level_db / 20), size)
    history = np.zeros(size)  # overlap-save: the last BLOCK samples of each circular convolution are right
    running = False
    try:
        while len(block := ear.stdout.read(2 * BLOCK)) == 2 * BLOCK:
            history = np.concatenate([history[BLOCK:], np.frombuffer(block, "<i2")])
            echo = np.fft.irfft(np.fft.rfft(history) * spectrum, size)[-BLOCK:]
            mouth.stdin.write(np.clip(np.rint(echo), -32768, 32767).astype("<i2").tobytes())
            if not running:
                running = True
                print("the echo is there", flush=True)
    except BrokenPipeError:
        pass
    finally:
        ear.kill()
        mouth.kill()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--level-db", type=float, required=True)
    parser.add_argument("--delay-ms", type=float, required=True)
    wanted = parser.parse_args()
    carry(room_response(wanted.delay_ms - PIPELINE_MS), wanted.level_db)


if __name__ == "__main__":
    main()
