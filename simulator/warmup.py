"""What is slow only once: joining the speech model, compiling and caching numeric code, drawing fonts.

Run at set-up (`second-round prepare`) so that nobody's first report waits for a compiler.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simulator.audio import SAMPLE_RATE
from simulator.config import Settings, cpu_threads


@dataclass(frozen=True, slots=True)
class Step:
    what: str
    run: Callable[[], None]


def steps() -> list[Step]:
    return [
        Step("Speech recognition model (145 MB, joined and checked)", _weights),
        Step("Speech recognition, first run", _whisper),
        Step("Voice", _voice),
        Step("Pitch tracking (compiled once, about 40 s)", _prosody),
        Step("Charts", _charts),
    ]


def _weights() -> None:
    from simulator.listening.weights import model_path

    model_path("base")


def _whisper() -> None:
    from simulator.listening.whisper import WhisperTranscriber

    WhisperTranscriber("base", cpu_threads=cpu_threads(Settings())).transcribe(
        np.zeros(SAMPLE_RATE, np.float32)
    )


def _voice() -> None:
    from simulator.speech.voices import open_voice

    open_voice(Settings().voice)[0].synthesize("Ready.")


def _prosody() -> None:
    from simulator.listening.prosody import warm_up

    warm_up()


def _charts() -> None:
    from simulator.report.chart import warm_up

    warm_up()
