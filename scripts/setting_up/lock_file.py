"""What to install: requirements.lock, and the part of it that is wanted."""

import re
from typing import NamedTuple

from setting_up.place import CHECKOUT

LOCK_FILE = CHECKOUT / "requirements.lock"


class Pin(NamedTuple):
    """One block of requirements.lock."""

    name: str
    text: str  # requirement, marker and hashes, as pip reads them
    wanted_by: frozenset[str]  # package names; "" is Second Round itself, "test" its test tools


def read_lock(text: str) -> list[Pin]:
    pins = []
    for block in re.split(r"\n(?=[A-Za-z0-9])", "\n" + text):
        name = re.match(r"[A-Za-z0-9._-]+", block)
        if name is None:
            continue  # the comment at the top
        lines = block.strip("\n").split("\n")
        because = [line.strip(" #") for line in lines if line.startswith("    #")]
        wanted_by = frozenset(wanter(line) for line in because if line != "via")
        requirement = "\n".join(line for line in lines if not line.lstrip().startswith("#"))
        pins.append(Pin(name.group(), requirement, wanted_by))
    return pins


def wanter(line: str) -> str:
    """`via librosa` -> librosa; `second-round (pyproject.toml:test)` -> test; without `:test` -> ""."""
    line = line[len("via ") :] if line.startswith("via ") else line
    ours = re.search(r"\(pyproject\.toml(?::(\w+))?\)", line)
    return (ours.group(1) or "") if ours else line


def wanted_pins(pins: list[Pin], test: bool) -> list[Pin]:
    """Everything with the test tools; without them only what Second Round reaches."""
    if test:
        return pins
    reached = {""}
    while True:
        more = {pin.name for pin in pins if pin.wanted_by & reached} - reached
        if not more:
            return [pin for pin in pins if pin.name in reached]
        reached |= more
