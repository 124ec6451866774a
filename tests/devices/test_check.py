"""What was measured, and what the doctor makes of it."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.audio import SAMPLE_RATE, Samples, Sound, resample
from simulator.devices.check import (
    band_check,
    device_check,
    gaps_check,
    is_silent,
    loop_check,
    noise_check,
    speech_check,
)
from simulator.devices.loop_delay import NOT_HEARD, LoopDelay
from simulator.devices.microphone import MicrophoneNews
from simulator.devices.portaudio import Device, Kind

SILENCE: Samples = np.zeros(2 * SAMPLE_RATE, np.float32)


def noise(level_db: float, seconds: float = 2.0, rate: int = SAMPLE_RATE) -> Samples:
    samples = np.random.default_rng(1).standard_normal(round(seconds * rate))
    return np.asarray(samples * 10 ** (level_db / 20), np.float32)


def device(name: str = "Built-in", rate: int = 48_000, kind: Kind = "microphone", index: int = 0) -> Device:
    return Device(kind, index, name, "Core Audio", 1, rate)


def test_the_device_in_use_is_named_with_the_others() -> None:
    line = device_check(device(), [device(), device("Headset", index=1), device("Headset", index=2)])
    assert line.found == "Built-in (Core Audio, 48 kHz); also: Headset"


def test_of_many_devices_some_are_named_on_the_screen_and_all_in_the_numbers() -> None:
    line = device_check(device(), [device(f"USB {n}", index=n) for n in range(9)])
    assert line.found.endswith("USB 3 and 5 more (--json lists them)")
    others = line.numbers["others"]
    assert isinstance(others, list)
    assert len(others) == 9


def test_complete_silence_is_a_muted_microphone() -> None:
    line = noise_check(SILENCE, SILENCE)
    assert line.state == "bad"
    assert "muted" in line.found
    assert line.mend


def test_silence_only_between_words_is_noise_suppression() -> None:
    assert noise_check(SILENCE, noise(-40)).state == "ok"


@pytest.mark.parametrize(("level_db", "state"), [(-75, "ok"), (-45, "ok"), (-38, "warn")])
def test_noise_leaves_room_for_a_voice_or_does_not(level_db: float, state: str) -> None:
    line = noise_check(noise(level_db))
    assert line.state == state
    assert line.numbers["noise_db"] == pytest.approx(level_db, abs=0.2)


@pytest.mark.parametrize(
    ("voice_db", "noise_db", "state", "word"),
    [
        (-26, -70, "ok", "44 dB above the noise"),
        (-48, -90, "ok", "above the noise"),
        (-55, -90, "warn", "too quiet"),
        (-26, -38, "warn", "noisy"),
        (-60, -62, "warn", "no voice"),
        (-8, -70, "warn", "too loud"),
    ],
)
def test_a_voice(voice_db: float, noise_db: float, state: str, word: str) -> None:
    line = speech_check(noise(voice_db), noise(noise_db))
    assert (line.state, bool(line.mend)) == (state, state == "warn")
    assert word in line.found


def test_a_clipped_voice_is_too_loud_however_it_measures() -> None:
    clipped = np.clip(noise(-16) * 10, -1, 1) * (np.arange(2 * SAMPLE_RATE) % 400 < 4)
    line = speech_check(clipped.astype(np.float32), noise(-70))
    assert "too loud" in line.found


@pytest.mark.parametrize("carried_hz", [8_000, 16_000])
def test_a_headset_in_hands_free_mode_is_seen_by_what_is_missing(carried_hz: int) -> None:
    whole = noise(-50, rate=48_000)
    carried = resample(Sound(resample(Sound(whole, 48_000), carried_hz), carried_hz), 48_000)
    assert band_check(device(), whole, 48_000).found == "48 kHz, full band"
    line = band_check(device(), carried, 48_000)
    assert (line.state, line.numbers["cut_off_hz"]) == ("warn", carried_hz // 2)
    assert "choose the computer's own microphone" in line.mend


@pytest.mark.parametrize(
    ("name", "rate", "found"),
    [
        ("Headset", 16_000, "nothing above 8 kHz"),
        ("Headset", 8_000, "nothing above 4 kHz"),
        ("Headset (Jo's Hands-Free AG Audio)", 44_100, "named hands-free"),
    ],
)
def test_a_headset_in_hands_free_mode_is_seen_by_its_rate_or_name(name: str, rate: int, found: str) -> None:
    line = band_check(device(name, rate), noise(-50, rate=rate), rate)
    assert (line.state, line.found) == ("warn", found)


def test_silence_does_not_tell_the_band() -> None:
    line = band_check(device(), SILENCE, 48_000)
    assert (line.state, line.found) == ("ok", "48 kHz")


def test_lost_sound_is_counted() -> None:
    gap = MicrophoneNews("gap", 1.0, 0.12, "samples lost")
    assert gaps_check([], 6.0).state == "ok"
    line = gaps_check([gap, gap], 6.0)
    assert (line.state, line.numbers["lost_ms"]) == ("warn", 240)
    assert gaps_check([gap, MicrophoneNews("failed", 2.0)], 2.0).state == "bad"
    assert gaps_check([], 0.0).state == "bad"


@pytest.mark.parametrize(
    ("delay", "state", "word"),
    [
        (NOT_HEARD, "ok", "with headphones"),
        (LoopDelay(-0.008, 0.001, 0.8), "ok", "-8 ms"),
        (LoopDelay(0.18, 0.001, 0.8), "warn", "time to first word subtracts it"),
        (LoopDelay(0.18, 0.09, 0.8), "warn", "too unsteady"),
    ],
)
def test_the_loop(delay: LoopDelay, state: str, word: str) -> None:
    line = loop_check(delay)
    assert line.state == state
    assert word in line.found


def test_nothing_recorded_is_silence() -> None:
    assert is_silent(np.zeros(0, np.float32))
