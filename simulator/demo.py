"""Where the bundled recorded candidate is: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

from simulator.errors import CandidateError

_PACKAGE = Path(__file__).parent


def demo_candidate() -> Path:
    """The demo candidate's folder.

    Raises:
        CandidateError: this installation came without it.
    """
    places = (_PACKAGE / "demo_candidate", _PACKAGE.parent / "audio_fixtures" / "demo_candidate")
    for place in places:
        if place.is_dir():
            return place
    raise CandidateError(
        "The demo's recordings are missing from this installation.",
        next_step="Reinstall, or name a recording with --candidate.",
    )
