"""The stamp: a small file in the environment that says how far it has come.

{"state": "making" | "installing" | "ready", "place", "checkout", "interpreter",
 "digests": {"runtime", "test"}, "prepared": the runtime digest for which `prepare` ended well}
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from setting_up.lock_file import Pin
from setting_up.place import CHECKOUT, python_in

STAMP = "second-round.json"
LAYOUT = "1"  # part of every stamp: raise it when environments made by an older script must be refreshed


def digest(pins: Iterable[Pin]) -> str:
    text = "\n".join([LAYOUT, *(pin.text for pin in pins)])
    return hashlib.sha256(text.encode()).hexdigest()


def read_stamp(place: Path) -> dict[str, Any]:
    try:
        stamp = json.loads((place / STAMP).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(place: Path, stamp: Mapping[str, Any]) -> None:
    draft = place / (STAMP + ".new")
    draft.write_text(json.dumps(stamp, indent=1), "utf-8")
    os.replace(str(draft), str(place / STAMP))


def packages_ready(stamp: Mapping[str, Any], place: Path, group: str, wanted: str) -> bool:
    """A moved checkout, a replaced interpreter and a changed lock all show here."""
    return (
        stamp.get("state") == "ready"
        and stamp.get("place") == str(place)
        and stamp.get("checkout") == str(CHECKOUT)
        and stamp.get("interpreter") == os.path.realpath(str(python_in(place)))
        and python_in(place).exists()
        and stamp.get("digests", {}).get(group) == wanted
    )
