"""The packages: laid down a batch at a time, so that an interruption loses little."""

import csv
import importlib.util
import re
import shutil
import sys
from pathlib import Path
from typing import IO

from setting_up.commands import output_of, run_logged
from setting_up.lock_file import Pin
from setting_up.messages import SetupError, Step
from setting_up.place import python_in, site_packages

BATCH = 12  # packages per call of pip: what an interruption can lose, and the grain of the progress


def install(pins: list[Pin], place: Path, log: Path, guard: IO[str]) -> None:
    command = installer(place)
    wanted = place / "second-round.requirements"
    step = Step("[2/3] Packages")
    for start in range(0, len(pins), BATCH):
        batch = pins[start : start + BATCH]
        step.advance(f"{100 * start // len(pins)} %, now {', '.join(pin.name for pin in batch)}")
        wanted.write_text("\n".join(pin.text for pin in batch) + "\n", "utf-8")
        run_logged([*command, "-r", str(wanted)], log, guard, "Installing packages")
    installed = list(site_packages(place).glob("*.dist-info"))  # the lock also names other systems' packages
    step.done(f"{len(installed)} installed")


def installer(place: Path) -> list[str]:
    python = str(python_in(place))
    options = ["--no-deps", "--require-hashes", "--only-binary", ":all:"]
    quiet = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off", "--no-compile"]
    if (site_packages(place) / "pip" / "__main__.py").exists():
        return [python, "-I", "-m", "pip", "install", *quiet, *options]
    outside = outside_installer()
    if outside is None:
        raise SetupError(f"{place} has no pip. Delete that folder and run the same command again.")
    if len(outside) == 1 and Path(outside[0]).stem == "uv":
        return [*outside, "pip", "install", "--python", python, *options]
    return [*outside, "--python", python, "install", *quiet, *options]


def outside_installer() -> list[str] | None:
    """A pip or uv that can fill an environment which has no pip of its own."""
    candidates = []
    if importlib.util.find_spec("pip"):
        candidates.append([sys.executable, "-m", "pip"])
    candidates += [[found] for found in map(shutil.which, ("pip3", "pip")) if found]
    for pip in candidates:
        number = re.match(r"pip (\d+)\.(\d+)", output_of([*pip, "--version"]))
        if number and (int(number.group(1)), int(number.group(2))) >= (22, 3):  # the first with --python
            return pip
    uv = shutil.which("uv")
    return [uv] if uv else None


def discard_half_installed(site: Path) -> None:
    """After an interruption: forget each package that is not whole, so that pip lays it down anew.

    pip writes INSTALLER after a package's files, and RECORD names each file with its size."""
    for record in site.glob("*.dist-info/RECORD"):
        rows = csv.reader(record.read_text("utf-8").splitlines())  # name, hash, size; RECORD itself has none
        sized = [row for row in rows if len(row) == 3 and row[2] and not row[0].startswith("..")]  # no bin/
        whole = all(size_of(site / name) == int(size) for name, _, size in sized)
        if not whole or not (record.parent / "INSTALLER").exists():
            shutil.rmtree(str(record.parent))
    for info in site.glob("*.dist-info"):
        if not (info / "RECORD").exists():
            shutil.rmtree(str(info))
    for leftover in site.glob("~*"):  # what pip sets aside while it replaces a package
        shutil.rmtree(str(leftover), ignore_errors=True)


def size_of(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return -1
