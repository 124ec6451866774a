"""The weights by which a line answers a question: `answer_weights.toml`, fitted by scripts/fit_company_answers.py."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from simulator.errors import BankError

BUNDLED = Path(__file__).with_name("answer_weights.toml")


@dataclass(frozen=True, slots=True)
class AnswerWeights:
    """`own`: of the figures of `fact_evidence.NAMES`; `read`: of what the reader has in mind, as base85 of
    little-endian 16-bit floats; `none`: what a line must outweigh for there to be an answer at all."""

    none: float
    own: list[float]
    read: str

    @property
    def of_lines(self) -> NDArray[np.float64]:
        read = np.frombuffer(base64.b85decode(self.read), "<f2").astype(np.float64)
        return np.concatenate([self.own, read])

    def shares(self, evidence: NDArray[np.float64]) -> NDArray[np.float64]:
        """Shape (lines + 1,), sums to 1: of each line being the answer; the last: of there being none."""
        scores = np.append(evidence @ self.of_lines, self.none)
        shares = np.exp(scores - scores.max())
        return np.asarray(shares / shares.sum())


def packed(none: float, weights: NDArray[np.float64], own: int) -> AnswerWeights:
    """Weights as they are kept; `own`: how many of them are not the reader's."""
    read = base64.b85encode(weights[own:].astype("<f2").tobytes()).decode()
    return AnswerWeights(round(none, 4), [round(float(weight), 4) for weight in weights[:own]], read)


@cache
def load_weights(path: Path = BUNDLED) -> AnswerWeights:
    """Read and check the weights.

    Raises:
        BankError: the file cannot be read, or does not hold them.
    """
    try:
        weights = msgspec.toml.decode(path.read_bytes(), type=AnswerWeights)
        if not np.isfinite(weights.of_lines).all():
            raise ValueError("a weight is no number")
    except OSError as error:
        raise BankError(f"The weights {path} cannot be read: {error.strerror}.") from error
    except (msgspec.MsgspecError, ValueError) as error:
        raise BankError(f"The weights {path} are broken: {error}.") from error
    return weights
