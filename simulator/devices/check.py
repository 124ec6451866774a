"""What a microphone and a loudspeaker sent, turned into what is fine and what is not. Pure.

Levels are in dB re full scale. The bands were measured with this product's own speech model and voice
activity detector on human speech (see each), because no standard speaks of them.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from simulator.audio import SAMPLE_RATE, Samples, active_level_db, band_step_db, rms_db
from simulator.devices.level_watch import CLIPPED, CLIPPED_SHARE, NOTHING
from simulator.devices.loop_delay import LoopDelay
from simulator.devices.microphone import MicrophoneNews
from simulator.devices.portaudio import Device
from simulator.errors import SecondRoundError

State = Literal["ok", "warn", "bad"]
Number = float | int | str | bool | list[str] | None


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the doctor's.

    state: `bad` means that no rehearsal can be held.
    mend: what to do about it, "" where there is nothing to do.
    numbers: all that was measured, named with the unit.
    """

    key: str
    title: str
    state: State
    found: str
    mend: str = ""
    numbers: Mapping[str, Number] = field(default_factory=dict)


def failed(key: str, title: str, error: SecondRoundError, *, state: State = "bad") -> Check:
    """What an error says, as a line."""
    return Check(key, title, state, error.what, error.next_step)


def device_check(device: Device, all_devices: Sequence[Device]) -> Check:
    """The one in use, and which others there are."""
    others = list(dict.fromkeys(other.name for other in all_devices if other.name != device.name))
    numbers: dict[str, Number] = {
        "name": device.name,
        "index": device.index,
        "interface": device.host_api,
        "default_rate_hz": device.rate,
        "channels": device.channels,
        "others": others,
    }
    found = f"{device.name} ({device.host_api}, {device.rate / 1000:g} kHz)"
    if others:
        found += f"; also: {', '.join(others[:_OTHERS_SHOWN])}"
    if len(others) > _OTHERS_SHOWN:
        found += f" and {len(others) - _OTHERS_SHOWN} more (--json lists them)"
    return Check(device.kind, device.kind.capitalize(), "ok", found, "", numbers)


_OTHERS_SHOWN = 4


# --- the microphone --------------------------------------------------------------------------------

_USUAL_SPEECH_DB = -26.0
"""Active level telephony aims at (ITU-T P.56, G.191)."""
_LEAST_SNR_DB = 15.0
"""8 clips of human speech in pink noise: at 15 dB Whisper base makes as many errors as without, at 10 dB 1.2
times as many, at 5 dB 1.4 times. ANSI S12.60 asks the same of class rooms."""
_NOT_SPEECH_DB = 6.0
"""Nearer to the noise than this, nothing stands out of it that could be a voice."""
_QUIETEST_SPEECH_DB = -50.0
"""The same clips made quieter: at -50 dB our voice activity detector finds 96 % of the speech, at -60 dB
92 %, at -70 dB 73 %."""
_LOUDEST_SPEECH_DB = -12.0
"""Peaks of speech stand some 12 dB above its active level: louder, and they are cut off."""


def is_silent(*recorded: Samples) -> bool:
    """Not even noise: muted, or not allowed to be heard."""
    return all(not len(samples) or float(np.abs(samples).max()) <= NOTHING for samples in recorded)


def noise_check(quiet: Samples, *later: Samples) -> Check:
    """How quiet it is while nobody speaks; `later` tells a muted microphone from one that gates its noise."""
    floor_db = rms_db(quiet)
    key, title, numbers = "noise", "Quiet", {"noise_db": round(floor_db, 1)}
    if is_silent(quiet, *later):
        return Check(key, title, "bad", "complete silence: the microphone is muted", _unmute(), numbers)
    if is_silent(quiet):
        return Check(key, title, "ok", "nothing between words: noise suppression is on", "", numbers)
    if floor_db > _USUAL_SPEECH_DB - _LEAST_SNR_DB:
        mend = "Close the window or the fan, come nearer, or turn the microphone down in the sound settings."
        return Check(key, title, "warn", f"noise of {floor_db:.0f} dB: too much", mend, numbers)
    return Check(key, title, "ok", f"noise of {floor_db:.0f} dB", "", numbers)


def speech_check(speech: Samples, quiet: Samples) -> Check:
    """The sentence said for the doctor: loud enough, not too loud, clear of the noise?"""
    level_db = active_level_db(speech, SAMPLE_RATE)
    snr_db = level_db - rms_db(quiet)
    clipped = float(np.mean(np.abs(speech) >= CLIPPED)) if len(speech) else 0.0
    numbers = {
        "speech_db": round(level_db, 1),
        "signal_to_noise_db": round(snr_db, 1),
        "clipped_share": round(clipped, 5),
    }

    def line(state: State, found: str, mend: str = "") -> Check:
        return Check("speech", "Your voice", state, found, mend, numbers)

    if snr_db < _NOT_SPEECH_DB:
        mend = "Say a sentence when asked. If you did: is this the right microphone? See --microphone."
        return line("warn", "no voice was heard", mend)
    found = f"{level_db:.0f} dB, {snr_db:.0f} dB above the noise"
    if clipped >= CLIPPED_SHARE or level_db > _LOUDEST_SPEECH_DB:
        return line("warn", f"{found}: too loud", "Turn the microphone down in the sound settings.")
    if level_db < _QUIETEST_SPEECH_DB:
        return line("warn", f"{found}: too quiet", "Come nearer, or turn the microphone up.")
    if snr_db < _LEAST_SNR_DB:
        return line("warn", f"{found}: noisy", "Come nearer to the microphone, or find a quieter place.")
    return line("ok", found)


def _unmute() -> str:
    return {
        "darwin": "Allow it in System Settings > Privacy & Security > Microphone; look at Sound > Input too.",
        "win32": "Allow it in Settings > Privacy & security > Microphone; look for its own switch too.",
    }.get(sys.platform, "Unmute it in the system's sound settings; look for its own switch too.")


# --- a hands-free headset --------------------------------------------------------------------------

_EDGES = (
    (4000, (2400.0, 3300.0), (4300.0, 5500.0)),
    (8000, (5500.0, 6700.0), (8700.0, 10500.0)),
)
"""Where hands-free Bluetooth ends (CVSD: 8 kHz sampling; mSBC: 16 kHz), a band below and a band above."""
_STEP_DB = 25.0
"""Across an edge; a falling spectrum (-9 dB an octave and steeper) stays below. In a quiet room the rounding
of 16-bit sound may hide the edge: then a sentence shows it, or nothing does."""
_HANDS_FREE_RATE = 16_000
_HANDS_FREE_NAMES = ("hands-free", "handsfree", "hfp", "hsp")


def cut_off_hz(samples: Samples, rate: int) -> int | None:
    """The frequency above which nothing comes although the rate promises more; None: nothing is missing."""
    if is_silent(samples):
        return None
    return next(
        (
            edge
            for edge, below, above in _EDGES
            if above[1] <= rate / 2 and band_step_db(samples, rate, below, above) > _STEP_DB
        ),
        None,
    )


def band_check(device: Device, samples: Samples, rate: int) -> Check:
    """Is it a headset that was switched to hands-free, which sounds like a telephone?"""
    cut_hz = cut_off_hz(samples, rate)
    numbers: dict[str, Number] = {"rate_hz": rate, "cut_off_hz": cut_hz}
    named = any(name in device.name.lower() for name in _HANDS_FREE_NAMES)
    if cut_hz is None and device.rate > _HANDS_FREE_RATE and rate > _HANDS_FREE_RATE and not named:
        shown = "" if is_silent(samples) else ", full band"
        return Check("band", "Sound", "ok", f"{rate / 1000:g} kHz{shown}", "", numbers)
    highest_hz = cut_hz or min(device.rate, rate) // 2
    found = "named hands-free" if named and highest_hz > 8000 else f"nothing above {highest_hz / 1000:g} kHz"
    mend = "Bluetooth hands-free: choose the computer's own microphone, and keep the headset to listen."
    return Check("band", "Sound", "warn", found, mend, numbers)


def gaps_check(news: Sequence[MicrophoneNews], seconds: float) -> Check:
    """Did all of it arrive?"""
    gaps_s = [item.duration_s for item in news if item.kind == "gap"]
    numbers = {
        "recorded_s": round(seconds, 2),
        "gaps": len(gaps_s),
        "lost_ms": round(1000 * sum(gaps_s), 1),
    }

    def line(state: State, found: str, mend: str = "") -> Check:
        return Check("gaps", "Gaps", state, found, mend, numbers)

    if any(item.kind == "failed" for item in news) or not seconds:
        return line("bad", "no more sound comes from the microphone", "Connect it again, or choose another.")
    if gaps_s:
        found = f"{1000 * sum(gaps_s):.0f} ms lost in {seconds:.0f} s"
        return line("warn", found, "Close busy programs; with Bluetooth, come nearer to the computer.")
    return line("ok", f"none in {seconds:.0f} s")


# --- the loudspeaker -------------------------------------------------------------------------------

_SLOW_S = 0.06
"""Wired devices stay below: device times stray by 20 ms, a room adds 10."""


def loop_check(delay: LoopDelay) -> Check:
    """How late the microphone hears the loudspeaker."""
    numbers: dict[str, Number] = {"likeness": round(delay.likeness, 3), "trusted": delay.trusted}

    def line(state: State, found: str, mend: str = "") -> Check:
        return Check("loop_delay", "Loop delay", state, found, mend, numbers)

    if not delay.heard:
        return line(
            "ok",
            "the loudspeaker is not heard by the microphone: with headphones that is as it should be",
            "Without headphones: turn the loudspeaker up and ask again.",
        )
    numbers |= {
        "loop_delay_ms": round(1000 * delay.delay_s, 1),
        "spread_ms": round(1000 * delay.spread_s, 1),
    }
    found = f"{1000 * delay.delay_s:.0f} ms (three times within {1000 * delay.spread_s:.0f} ms)"
    if not delay.trusted:
        return line("warn", f"{found}: too unsteady to be used", "Close busy programs and ask again.")
    if delay.delay_s > _SLOW_S:
        slow = "Bluetooth or a slow device: time to first word subtracts it"
        return line("warn", f"{found}. {slow}", "With a wire the interview feels quicker.")
    return line("ok", found)
