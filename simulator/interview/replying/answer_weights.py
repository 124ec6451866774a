"""The weights by which a line answers a question: `answer_weights.npz`.

Fitted by scripts/fit_company_answers.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from simulator.errors import BankError

BUNDLED = Path(__file__).with_name("answer_weights.npz")
Figures = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class AnswerWeights:
    """`own`: of the figures of `fact_evidence.NAMES`; `read`: of what the reader has in mind; `none`: what a
    line must outweigh for there to be an answer at all."""

    none: float
    own: Figures
    read: Figures

    def shares(self, evidence: Figures) -> Figures:
        """Shape (lines + 1,), sums to 1: of each line being the answer; the last: of there being none."""
        scores = np.append(evidence @ np.concatenate([self.own, self.read]), self.none)
        shares = np.exp(scores - scores.max())
        return np.asarray(shares / shares.sum())

    def write(self, path: Path) -> None:
        """Keep them, the many in 16 bits."""
        np.savez_compressed(path, none=self.none, own=self.own, read=self.read.astype(np.float16))


@cache
def load_weights(path: Path = BUNDLED) -> AnswerWeights:
    """Read and check the weights.

    Raises:
        BankError: the file cannot be read, or does not hold them.
    """
    try:
        with np.load(path) as kept:
            weights = AnswerWeights(float(kept["none"]), *(kept[n].astype(float) for n in ("own", "read")))
        if not np.isfinite([weights.none, *weights.own, *weights.read]).all():
            raise ValueError("a weight is no number")
    except OSError as error:
        raise BankError(f"The weights {path} cannot be read: {error.strerror}.") from error
    except (KeyError, ValueError, EOFError, BadZipFile) as error:
        raise BankError(f"The weights {path} are broken: {error}.") from error
    return weights
