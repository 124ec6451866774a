"""What a model said about a sound, kept on disk by the sound's content: a file of one JSON pair a line."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any


class ReadingCache:
    """Grows only. A torn last line is forgotten."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, Any] = {}
        with suppress(OSError):
            for line in path.read_text(encoding="utf-8").splitlines():
                with suppress(ValueError):
                    key, value = json.loads(line)
                    self._known[key] = value

    def get(self, key: str) -> Any:
        return self._known.get(key)

    def put(self, key: str, value: Any) -> None:
        self._known[key] = value
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write("\n" + json.dumps([key, value]))  # a torn line before it stays its own
