"""The devices of a rehearsal: opened only where needed, one microphone for one rehearsal at a time."""

from __future__ import annotations

from pathlib import Path

from simulator.config import Settings
from simulator.devices.setting import person_room


def test_rehearsals_in_writing_are_in_nobodys_way(tmp_path: Path) -> None:
    settings = Settings(typed=True)
    with person_room(settings, tmp_path, silent=True), person_room(settings, tmp_path, silent=True):
        pass
