"""Where things live on this platform. `SECOND_ROUND_HOME` puts everything under one folder."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_APP = "second-round"


def _home(kind: str) -> Path | None:
    root = os.environ.get("SECOND_ROUND_HOME")
    return Path(root) / kind if root else None


def data_dir() -> Path:
    """Sessions: the user's own, never cleared by the system."""
    return _home("data") or Path(platformdirs.user_data_dir(_APP, appauthor=False))


def sessions_dir(chosen: str) -> Path:
    """Where sessions are kept, if not where the settings choose."""
    return Path(chosen).expanduser() if chosen else data_dir() / "sessions"


def cache_dir() -> Path:
    """Prepared models and spoken phrases: can be deleted, is rebuilt."""
    return _home("cache") or Path(platformdirs.user_cache_dir(_APP, appauthor=False))


def config_file() -> Path:
    folder = _home("config") or Path(platformdirs.user_config_dir(_APP, appauthor=False))
    return folder / "config.toml"
