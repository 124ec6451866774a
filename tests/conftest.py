"""Shared by all tests: a home of their own, and one demo session that many of them read."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from tests.system import DEMO

_NOBODY = 65534

# How long one example takes says something about the machine's other work, nothing about the code.
settings.register_profile("busy machine", deadline=None)
settings.load_profile("busy machine")


@dataclass(frozen=True)
class Run:
    """What a command did."""

    code: int
    out: str
    err: str


def second_round(*arguments: str | Path, env: dict[str, str] | None = None, timeout_s: float = 300) -> Run:
    """Run the command as a user does, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "simulator", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=timeout_s,
        env={**os.environ, **(env or {})},
        check=False,
    )
    return Run(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Sessions, caches and settings of the tests, away from the user's own."""
    folder = tmp_path_factory.mktemp("home")
    before = {name: value for name, value in os.environ.items() if name.startswith("SECOND_ROUND_")}
    for name in before:
        del os.environ[name]
    os.environ["SECOND_ROUND_HOME"] = str(folder)
    yield folder
    del os.environ["SECOND_ROUND_HOME"]
    os.environ.update(before)


@pytest.fixture(scope="session")
def demo_run(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> tuple[Run, Path]:
    """The bundled candidate's whole rehearsal, by command; and its session folder. Tests only read it."""
    base = tmp_path_factory.getbasetemp()
    shared = (base if worker_id == "master" else base.parent) / "demo"  # one for all workers
    folder, told = shared / "session", shared / "run.json"
    with FileLock(f"{shared}.lock"):
        if not told.exists():
            run = second_round("rehearse", "--candidate", DEMO, "--fast", "--out", folder, timeout_s=600)
            assert run.code == 0, run.err
            told.write_text(json.dumps(asdict(run)), encoding="utf-8")
    return Run(**json.loads(told.read_text(encoding="utf-8"))), folder


@pytest.fixture
def mortal_folder() -> Iterator[Path]:
    """A folder in which permissions mean something: root's rights are laid down for the test."""
    is_root = os.name == "posix" and os.geteuid() == 0
    folder = Path(tempfile.mkdtemp(prefix="second-round-test-"))
    if is_root:
        os.chown(folder, _NOBODY, _NOBODY)
        os.seteuid(_NOBODY)
    try:
        yield folder
    finally:
        if is_root:
            os.seteuid(0)
        folder.chmod(0o700)
        shutil.rmtree(folder)
