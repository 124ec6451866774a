"""Installed from its wheel, far from the repository, the demo runs too."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.system import CHECKOUT
from tests.truth import report_of


@pytest.mark.speech
@pytest.mark.slow
@pytest.mark.timeout(400)
def test_the_wheel_runs_its_demo_elsewhere(tmp_path: Path) -> None:
    build = [sys.executable, "-P", "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    done = subprocess.run(build, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    wheel = next(tmp_path.glob("*.whl"))
    venv.create(tmp_path / "env", with_pip=False, symlinks=os.name != "nt")
    python = tmp_path / "env" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    site = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    subprocess.run([sys.executable, "-P", "-m", "zipfile", "-e", wheel, site], check=True)
    # The libraries are those of this environment; the product itself must come from the wheel alone.
    libraries = next(path for path in sys.path if path.endswith("site-packages"))
    program = (
        f"import sys; sys.path.append({libraries!r}); import simulator; "
        f"assert simulator.__file__.startswith({site!r}), simulator.__file__; "
        "from simulator.cli import main; main()"
    )
    out = tmp_path / "session"
    run = subprocess.run(
        [
            python,
            "-P",
            "-c",
            program,
            "rehearse",
            "--demo",
            "--questions",
            "3",
            "--model",
            "tiny.en",
            "--out",
            out,
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert len(report_of(out)["answers"]) >= 3
