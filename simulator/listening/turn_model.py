"""Smart Turn v3.2: does this sound like a finished turn, or like a breath in the middle of one?

A Whisper encoder with one output, by Daily (BSD-2). It is strong where somebody hesitates and weak where a
sentence ends but not the answer: a witness for the turn policy, never the judge.
"""

from __future__ import annotations

import numpy as np

from simulator.audio import Samples
from simulator.errors import WeightsError
from simulator.listening.turn_sound import WINDOW, window
from simulator.listening.weights import turn_model_path
from simulator.ports import TurnModel


class SmartTurnModel:
    """A `TurnModel`. About 0.1 s of one core a call, whatever the length; meanwhile other threads wait for
    the interpreter at most some 10 ms. Loading takes 0.2 s and more: load it before the first word.

    Raises:
        WeightsError: the model is missing, damaged or cannot be run here.
    """

    def __init__(self) -> None:
        path = turn_model_path()
        try:
            from smart_turn_livekit import SmartTurn

            # A path, always: without one it would look for the model on the network.
            self._model = SmartTurn(model_path=path, local_only=True, cpu_count=1)
            self.complete_probability(np.zeros(WINDOW, np.float32))  # the first call is several times slower
        except Exception as error:
            raise WeightsError(
                f"The turn model cannot be run here ({type(error).__name__}: {error}).",
                next_step="Run `python3 scripts/rehearse.py`, which installs what is missing.",
            ) from error

    def complete_probability(self, samples: Samples) -> float:
        return float(self._model.probability(window(samples)))


def open_turn_model() -> tuple[TurnModel | None, str]:
    """The model, or None and why: without it the length of pauses and the words have to do."""
    try:
        return SmartTurnModel(), ""
    except WeightsError as error:
        return None, error.what
