"""Where the environment lives, and where things are in it."""

import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from setting_up.messages import SetupError

CHECKOUT = Path(__file__).resolve().parents[2]
LOG = "second-round.log"
WINDOWS = os.name == "nt"
ROOM_GB = 2.0  # the environment with the test tools takes 1.4 GB, the largest batch in flight 0.3 GB


def choose_place(checkout: Path, variables: Mapping[str, str], platform: str, home: Path) -> Path:
    """SECOND_ROUND_ENV, else `.venv` in the checkout, else the user's cache, one folder a checkout."""
    asked = variables.get("SECOND_ROUND_ENV")
    if asked:
        return Path(os.path.abspath(os.path.expanduser(asked)))
    beside = checkout / ".venv"
    if os.access(checkout, os.W_OK) and (not beside.exists() or os.access(beside, os.W_OK)):
        return beside
    if platform == "win32":
        cache = Path(variables.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif platform == "darwin":
        cache = home / "Library" / "Caches"
    else:
        cache = Path(variables.get("XDG_CACHE_HOME") or home / ".cache")
    key = hashlib.sha256(os.fsencode(str(checkout))).hexdigest()[:12]
    return cache / "second-round" / ("environment-" + key)


def python_in(place: Path) -> Path:
    return place / ("Scripts/python.exe" if WINDOWS else "bin/python")


def site_packages(place: Path) -> Path:
    if WINDOWS:
        return place / "Lib" / "site-packages"
    found = sorted(place.glob("lib/python3.*/site-packages"))
    return found[-1] if found else place / "lib" / "site-packages"


def check_room(place: Path) -> None:
    free_gb = shutil.disk_usage(str(place)).free / 1e9
    if free_gb < ROOM_GB:
        raise SetupError(f"{place} has {free_gb:.1f} GB free and {ROOM_GB:.0f} are needed.")
