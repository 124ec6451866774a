"""Muted or too loud: told in time, and not told too often."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from simulator.audio import FRAME_S, FRAME_SAMPLES, Frame, Samples
from simulator.devices.level_watch import LevelWatch

SILENCE = np.zeros(FRAME_SAMPLES, np.float32)
TIMES = np.arange(FRAME_SAMPLES) / 16_000


def tone(level: float) -> Samples:
    return np.asarray(np.clip(level * np.sin(2 * np.pi * 250 * TIMES), -1, 1), np.float32)


def noise(level: float) -> Samples:
    return np.random.default_rng(0).uniform(-level, level, FRAME_SAMPLES).astype(np.float32)


def watch(*parts: tuple[Samples, float], lost: Iterable[int] = ()) -> list[tuple[float, str]]:
    """What is told, and when; parts: (a frame's samples, seconds of them)."""
    watcher, at = LevelWatch(), 0
    told: list[tuple[float, str]] = []
    away = set(lost)
    for number, (samples, seconds) in enumerate(parts):
        for _ in range(round(seconds / FRAME_S)):
            trouble = watcher.step(Frame(at * FRAME_S, samples, number in away))
            at += 1
            if trouble:
                told.append((at * FRAME_S, trouble))
    return told


def test_a_muted_microphone_is_told_within_3_1_s_and_once() -> None:
    ((at_s, trouble),) = watch((SILENCE, 600))
    assert trouble == "muted"
    assert 2.9 < at_s <= 3.1


def test_muted_is_told_at_most_twice() -> None:
    told = watch(*[(SILENCE, 5.0), (tone(0.1), 1.0)] * 10)
    assert [trouble for _, trouble in told] == ["muted", "muted"]


@pytest.mark.parametrize("silence_s", [0.5, 2.9])
def test_silence_between_words_is_no_mute(silence_s: float) -> None:
    assert watch(*[(SILENCE, silence_s), (tone(0.1), 0.5)] * 20) == []


@pytest.mark.parametrize("level_db", [-80, -60])
def test_a_quiet_room_is_no_mute(level_db: float) -> None:
    assert watch((noise(10 ** (level_db / 20)), 30)) == []


def test_lost_frames_are_no_mute() -> None:
    assert watch((noise(0.01), 1.0), (SILENCE, 30.0), (noise(0.01), 1.0), lost=[1]) == []


def test_clipping_is_told_within_two_seconds() -> None:
    ((at_s, trouble),) = watch((tone(0.3), 5.0), (tone(3.0), 5.0))
    assert trouble == "clipping"
    assert 5.0 < at_s <= 7.1


def test_clipping_is_not_repeated_within_a_minute() -> None:
    told = watch((tone(3.0), 150.0))
    assert [trouble for _, trouble in told] == ["clipping"] * 3
    assert min(np.diff([at_s for at_s, _ in told])) >= 60


def test_loud_is_not_too_loud() -> None:
    assert watch((tone(0.95), 60.0)) == []


def test_lost_frames_say_nothing_about_clipping() -> None:
    assert watch((tone(3.0), 30.0), lost=[0]) == []
