"""One interview held in the virtual room: the product as a process of its own, real devices both ways."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.lab.virtual_room import VirtualRoom

DEVICES = ("--microphone", "app_mic", "--speaker", "app_speaker")


def start(
    room: VirtualRoom, command: str, *arguments: str | Path, stdin: int = subprocess.DEVNULL
) -> subprocess.Popen[str]:
    """`second-round COMMAND` at the room's microphone and speaker."""
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "simulator", command, *DEVICES, *map(str, arguments)],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=room.env,
    )
