"""The voice at a real loudspeaker: whole to its last sample, and silent at once when stopped."""

from __future__ import annotations

import pytest

from tests.lab.playback import stops
from tests.lab.virtual_room import is_available
from tests.system import require_system


@pytest.mark.speech
def test_a_stopped_voice_is_silent_within_100_ms_and_the_next_is_whole() -> None:
    require_system("pulseaudio", is_available())
    told = stops()
    print(f"\nsilent after: {', '.join(f'{1000 * s:.0f}' for s in told.silent_after_s)} ms")
    assert max(told.silent_after_s) <= 0.1
    assert told.next_s == pytest.approx(0.5, abs=0.05)
    assert told.whole
