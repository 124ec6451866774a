"""Whose voice it is by how loud it is. Pure."""

from __future__ import annotations

from simulator.audio import FRAME_S
from simulator.listening.near_voice import NearVoice


def heard(near: NearVoice, level_db: float, seconds: float) -> float:
    """For how much of it the voice counts as near; all that does is taken for speech."""
    frames = round(seconds / FRAME_S)
    counted = 0
    for _ in range(frames):
        is_near = near.is_near(level_db)
        near.note(speaking=is_near)
        counted += is_near
    return counted * FRAME_S


def test_a_quiet_voice_is_as_good_as_a_loud_one() -> None:
    assert heard(NearVoice(), -50.0, 2.0) >= 1.9


def test_a_whisper_among_speech_is_theirs() -> None:
    near = NearVoice()
    heard(near, -25.0, 5.0)
    assert heard(near, -48.0, 2.0) >= 1.9


def test_a_voice_30_db_below_is_not() -> None:
    near = NearVoice()
    heard(near, -25.0, 5.0)
    assert heard(near, -57.0, 10.0) < 0.4  # until the last syllable is over


def test_a_very_quiet_one_never_begins() -> None:
    assert heard(NearVoice(), -63.0, 10.0) == 0


def test_who_has_moved_away_is_heard_again() -> None:
    near = NearVoice()
    heard(near, -20.0, 5.0)
    assert heard(near, -53.0, 30.0) > 5.0
