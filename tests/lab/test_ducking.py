"""The voice at a real loudspeaker made quieter: soon enough, all the way, and known to be so."""

from __future__ import annotations

import pytest

from tests.lab.ducking import BY_DB, ducks
from tests.lab.virtual_room import is_available
from tests.system import require_system


@pytest.mark.speech
def test_a_ducked_voice_is_12_db_quieter_within_100_ms_and_what_was_heard_says_so() -> None:
    require_system("pulseaudio", is_available())
    told = ducks()
    print(f"\n{told}")
    assert max(told.ducked_after_s) <= 0.1
    assert max(told.up_after_s) <= 0.1
    assert told.ducked_db == pytest.approx(-BY_DB, abs=1.0)
    assert told.back_db == pytest.approx(0.0, abs=1.0)
    assert told.told_off_db <= 1.0
