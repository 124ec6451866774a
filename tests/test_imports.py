"""The house rule: who may import whom. Decisions know no devices, and only the wiring knows everybody."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import simulator

PACKAGE = Path(simulator.__file__).parent

# Rooms and what they may import, by the first name below `simulator`.
FOUNDATION = {"events", "audio", "config", "tuning", "ports", "errors"}
PURE = {"turns", "interview", "analysis"}
ALLOWED: dict[str, set[str]] = {
    "errors": set(),
    "audio": set(),
    "events": {"audio"},
    "config": {"errors", "server_address", "tuning"},
    "server_address": {"errors"},
    "tuning": set(),
    "ports": {"audio", "events"},
    "turns": FOUNDATION | PURE,
    "interview": FOUNDATION | PURE,
    "analysis": FOUNDATION | PURE | {"server_address"},
    "conversation": FOUNDATION | PURE | {"answering", "hearing", "interviewer", "speaking_ahead"},
    "answering": FOUNDATION | PURE | {"hearing", "interviewer"},
    "interviewer": FOUNDATION | PURE | {"hearing"},
    "speaking_ahead": {"audio", "ports"},
    "hearing": FOUNDATION | PURE,
    "eventlog": FOUNDATION,
    "paths": set(),
    "store": FOUNDATION | {"eventlog", "paths"},
    "summaries": {"events", "store"},
    "library": {"errors", "store", "summaries"},
    "report": FOUNDATION | PURE | {"store"},
    "speech": FOUNDATION | {"paths"},
    "fading": {"audio"},
    "listening": FOUNDATION | {"fading", "paths", "server_address", "store"},
    "devices": FOUNDATION | {"fading", "paths", "store"},
    "replay": FOUNDATION | PURE,
    "doctor": FOUNDATION | {"devices", "listening", "paths", "speech", "store"},
    "transcript": FOUNDATION | PURE,
    "transcribing": FOUNDATION | {"listening", "transcript"},
    "exports": FOUNDATION | PURE | {"transcript"},
    "demo": {"errors"},
    "reading": set(),
    "documents": FOUNDATION | {"interview", "reading"},
    "dossier_file": FOUNDATION | {"interview"},
    "pages": {"errors"},
    "embedding": {"errors"},
    "pair_reading": {"errors"},
    "recovery": FOUNDATION | PURE | {"listening", "store"},
    "llm": FOUNDATION | PURE | {"llm_answer", "server_address"},
    "llm_answer": {"errors"},
}
WIRING = {
    "afterwards",
    "briefing",
    "cli",
    "phrasing",
    "script",
    "doctor",
    "ending",
    "wiring",
    "warmup",
    "terminal",
    "__main__",
    "__init__",
}
# The pure rooms: numbers in, decisions out. msgspec reads the bank's file against its schema.
HEAVY = {
    "faster_whisper", "ctranslate2", "onnxruntime", "sounddevice", "soundfile", "librosa", "av", "pyttsx3",
    "hibari", "matplotlib", "rich", "click", "jinja2", "threading", "time", "datetime", "subprocess",
    "bs4", "docx", "lxml", "pypdfium2", "tokenizers", "tomlkit",
}  # fmt: skip


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "simulator":
                found += [f"simulator.{alias.name}" for alias in node.names]
            else:
                found.append(node.module)
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_imports_only_what_it_may(path: Path) -> None:
    room = room_of(path)
    if room in WIRING:
        return
    assert room in ALLOWED, f"{room} is new: say in ALLOWED what it may know"
    known = {name.split(".")[1] for name in imports_of(path) if name.startswith("simulator.")}
    known.discard("__version__")
    assert known - {room} <= ALLOWED[room]


@pytest.mark.parametrize("path", [path for path in modules() if room_of(path) in PURE])
def test_pure_rooms_touch_no_device_model_or_clock(path: Path) -> None:
    assert not HEAVY & {name.split(".")[0] for name in imports_of(path)}


def test_starting_the_command_loads_nothing_heavy() -> None:
    import subprocess
    import sys

    probe = "import sys, simulator.cli; print(','.join(sorted(sys.modules)))"
    loaded = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=True
    ).stdout.split(",")
    assert not (HEAVY - {"threading", "time", "datetime", "subprocess", "rich", "click"}) & set(loaded)
