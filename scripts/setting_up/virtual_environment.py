"""The virtual environment around the packages: healthy or made anew, and linked to this checkout."""

import importlib
import importlib.util
import os
import re
import shlex
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from setting_up.commands import apt_install, may_administer, output_of, run_logged
from setting_up.fit_python import NEWEST, OLDEST
from setting_up.messages import SetupError, say
from setting_up.packages import outside_installer
from setting_up.place import CHECKOUT, WINDOWS, python_in, site_packages
from setting_up.stamp import STAMP


def healthy(place: Path) -> bool:
    """Its interpreter starts, is one we know, and still looks for packages where they are."""
    question = "import sys, sysconfig; print(*sys.version_info[:2], sysconfig.get_path('purelib'))"
    try:
        said = output_of([str(python_in(place)), "-I", "-c", question]).split(" ", 2)
    except OSError:
        return False
    return len(said) == 3 and OLDEST <= (int(said[0]), int(said[1])) <= NEWEST and Path(said[2]).is_dir()


def may_replace(place: Path, stamp: Mapping[str, Any]) -> bool:
    """Never delete somebody else's folder: only what we stamped, or a virtual environment in `.venv`."""
    contents = {entry.name for entry in place.iterdir()} if place.exists() else set()
    our_venv = place == CHECKOUT / ".venv" and "pyvenv.cfg" in contents
    return bool(stamp) or our_venv or contents <= {STAMP + ".new"}


def make_empty(place: Path, log: Path, guard: IO[str]) -> None:
    """A virtual environment: with its own pip, else without one if another installer can fill it."""

    def here(module: str) -> bool:
        return importlib.util.find_spec(module) is not None

    if not here("venv") or not (here("ensurepip") or outside_installer()):
        if may_administer() is None:
            tool = "sudo apt-get install python3-venv" if shutil.which("apt-get") else "the system's packages"
            raise SetupError(
                f"{sys.executable} cannot make virtual environments: its venv and pip parts are missing. "
                f"Install them ({tool}), then run the same command again."
            )
        say("\nThis Python cannot make virtual environments: installing Debian's python3-venv.")
        apt_install(["python3-venv"], log, guard)
        importlib.invalidate_caches()
        if not here("ensurepip"):
            raise SetupError(
                f"Debian's python3-venv is installed, but {sys.executable} still has no ensurepip: it is not "
                "Debian's default Python. Start this script with /usr/bin/python3."
            )
    without = [] if here("ensurepip") else ["--without-pip"]
    command = [sys.executable, "-I", "-m", "venv", *without, str(place)]
    run_logged(command, log, guard, "Making the virtual environment")


def link_checkout(place: Path) -> None:
    """Let the environment find `simulator` in this checkout, under the command `second-round` too.

    Not `pip install --editable`: that needs a build backend and its dependencies in every environment."""
    # Python reads .pth files in the locale's encoding before 3.13 and in UTF-8 after it; ascii() suits both.
    line = f"import sys; sys.path.append({str(CHECKOUT)!a})\n"
    (site_packages(place) / "second_round.pth").write_text(line, "ascii")
    if WINDOWS:
        start = '@"%~dp0python.exe" -P -m simulator %*\r\n'
        (place / "Scripts" / "second-round.cmd").write_text(start, "ascii")
        return
    launcher = place / "bin" / "second-round"  # not a "#!...python" line: that cannot name a path with spaces
    words = f'#!/bin/sh\nexec {shlex.quote(str(python_in(place)))} -P -m simulator "$@"\n'
    launcher.write_bytes(os.fsencode(words))
    launcher.chmod(0o755)


def correct_moved_scripts(place: Path, old_place: str) -> None:
    """A moved checkout: `activate`, and the start scripts of pytest and the like, still name the old path."""
    old, new = os.fsencode(old_place), os.fsencode(str(place))
    for script in (place / "bin").iterdir():
        if script.is_file() and not script.is_symlink() and script.stat().st_size < 20_000:
            content = script.read_bytes()
            corrected = re.sub(re.escape(old) + rb"(?=[/'\"\s])", lambda _: new, content)
            if corrected != content:
                script.write_bytes(corrected)
