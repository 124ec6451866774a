"""Tests that need something of the machine: skipped with a reason on a person's, failed on CI."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
FIXTURES = CHECKOUT / "audio_fixtures"
DEMO = FIXTURES / "demo_candidate"
SHARED_SPEECH = CHECKOUT.parent / "shared" / "speech"


def require_system(what: str, present: bool) -> None:
    """Skip where a system package is missing; on CI it is a failure, because CI installs them all."""
    if present:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing, and CI must have it")
    pytest.skip(f"{what} is not on this machine; scripts/test.py says how to get it")


def shared_speech() -> Path:
    """Human speech kept beside the project for its developers; not part of it."""
    if not (SHARED_SPEECH / "manifest.jsonl").is_file():
        pytest.skip("the developers' human speech is not beside this checkout")
    return SHARED_SPEECH
