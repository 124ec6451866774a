"""placeholder until merged"""

from __future__ import annotations

from typing import Any, Self


class TurnWatch:
    def __init__(self, model: Any, *, wait: bool) -> None:
        self.has_model = model is not None

    readings: tuple[tuple[float, float], ...] = ()

    def begin(self) -> None: ...
    def hear(self, frame: Any, *, is_speech: bool) -> None: ...
    def __enter__(self) -> Self:
        return self

    def __exit__(self, *a: object) -> None: ...
