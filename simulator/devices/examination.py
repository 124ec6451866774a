"""Microphone and loudspeaker opened, heard and played for the doctor; nothing played or recorded is kept.

What it amounts to is decided in `check.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from simulator.audio import SAMPLE_RATE, Samples
from simulator.config import Settings
from simulator.devices import check, loop_delay
from simulator.devices.capture import Capture
from simulator.devices.check import Check, failed
from simulator.devices.gaps import Block
from simulator.devices.microphone import Microphone
from simulator.devices.playout import Playout
from simulator.devices.portaudio import Device, Kind, devices, find_device
from simulator.errors import DeviceError
from simulator.paths import data_dir

Tell = Callable[[str], None]
"""Says something to the person who sits there."""

_QUIET_S = 2.0
_SPEECH_S = 4.0
"""A sentence, and the time it takes to begin one."""
_NO_SOUND: Samples = np.zeros(0, np.float32)

_Opened = TypeVar("_Opened", Microphone, Playout)


def sound_checks(
    settings: Settings, flags: Mapping[str, str | None], tell: Tell | None, *, silent: bool
) -> list[Check]:
    """Everything that opens a device, in one go: in a rehearsal both are open as well.

    Args:
        settings: with the devices to open.
        flags: `microphone` and `speaker` as given on the command line, None where not.
        tell: to the person who is asked to be quiet and to speak; None: nobody is there, only listen.
        silent: questions are text, so only a loudspeaker named in `flags` is looked at.

    Raises:
        DeviceError: a device named in `flags` does not exist although others do.
    """
    microphone = _find("microphone", settings.microphone, insist=flags.get("microphone") is not None)
    loudspeaker: Device | Check = Check("loudspeaker", "Loudspeaker", "ok", "not needed: questions are text")
    if not silent or flags.get("speaker") is not None:
        loudspeaker = _find("loudspeaker", settings.speaker, insist=flags.get("speaker") is not None)
    lines: list[Check] = []
    raw = _Raw()
    with ExitStack() as opened:
        ears, line = _open(microphone, lambda device: Microphone(lambda: _Tap(Capture(device), raw)), opened)
        lines.append(line)
        quiet, speech = _listen(ears, tell) if ears else (_NO_SOUND, None)
        unplayed = raw.joined()
        mouth, mouth_line = _open(loudspeaker, Playout, opened)
        delay = _play(ears, mouth, tell) if ears and mouth else None
        if ears and isinstance(microphone, Device):
            gaps = check.gaps_check(ears.news(), ears.captured_s)
            if gaps.state != "bad":
                lines.append(check.noise_check(quiet, raw.joined()))
            if not check.is_silent(raw.joined()):
                lines += [check.speech_check(speech, quiet)] if speech is not None else []
                lines.append(check.band_check(microphone, unplayed, raw.rate))
            lines.append(gaps)
    lines.append(mouth_line)
    if delay and not check.is_silent(raw.joined()):
        assert isinstance(microphone, Device)
        assert isinstance(loudspeaker, Device)
        lines.append(_keep(delay, microphone.name, loudspeaker.name))
    return lines


def _find(kind: Kind, wanted: str, *, insist: bool) -> Device | Check:
    """The device, or the line that says why there is none; a wrong name on the command line is an error."""
    found: list[Device] = []
    try:
        found = devices(kind)
        return find_device(kind, wanted if found else "")
    except DeviceError as error:
        if insist and found:
            raise
        return failed(kind, kind.capitalize(), error)


def _open(
    found: Device | Check, open_device: Callable[[Device], _Opened], opened: ExitStack
) -> tuple[_Opened | None, Check]:
    if isinstance(found, Check):
        return None, found
    try:
        stream = open_device(found)
    except DeviceError as error:
        return None, failed(found.kind, found.kind.capitalize(), error)
    opened.callback(stream.close)
    return stream, check.device_check(found, devices(found.kind))


@dataclass(slots=True)
class _Raw:
    """What a microphone sent at its own rate: 16 kHz cannot show what a headset cuts off."""

    rate: int = SAMPLE_RATE
    pieces: list[Samples] = field(default_factory=list)

    def joined(self) -> Samples:
        return np.concatenate([_NO_SOUND, *self.pieces])


class _Tap:
    """A capture stream whose sound is also kept as it came."""

    def __init__(self, stream: Capture, raw: _Raw) -> None:
        self._stream = stream
        self._raw = raw
        self.rate = raw.rate = stream.rate

    @property
    def alive(self) -> bool:
        return self._stream.alive

    def read(self, timeout_s: float) -> Block | None:
        block = self._stream.read(timeout_s)
        if block is not None:
            self._raw.pieces.append(block.samples)
        return block

    def close(self) -> None:
        self._stream.close()


def _listen(ears: Microphone, tell: Tell | None) -> tuple[Samples, Samples | None]:
    """The noise of the room, and a sentence if there is somebody to say one."""
    if tell is None:
        return loop_delay.record(ears, _QUIET_S), None
    tell(f"Please be quiet for {_QUIET_S:.0f} seconds ...")
    quiet = loop_delay.record(ears, _QUIET_S)
    tell("Now say aloud: I am looking forward to my second interview.")
    return quiet, loop_delay.record(ears, _SPEECH_S)


def _play(ears: Microphone, mouth: Playout, tell: Tell | None) -> loop_delay.LoopDelay:
    if tell:
        tell("Three short soft noises follow ...")
    return loop_delay.measure(ears, mouth)


def _keep(delay: loop_delay.LoopDelay, microphone: str, loudspeaker: str) -> Check:
    """The line; what can be trusted is kept for these two devices."""
    if delay.trusted:
        with suppress(OSError):  # the line on the sessions' folder tells of a disk that is full
            loop_delay.save(data_dir(), microphone, loudspeaker, delay.delay_s)
    return check.loop_check(delay)
