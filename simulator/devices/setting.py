"""A person's devices from their settings: which microphone, which loudspeaker, how the echo is dealt with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Generic, TypeVar

from filelock import FileLock, Timeout

from simulator.config import Settings
from simulator.devices import loop_delay
from simulator.devices.capture import Capture
from simulator.devices.echo import EchoCanceller, HalfDuplex, NoCancelling, WebRtcCanceller
from simulator.devices.microphone import Microphone
from simulator.devices.no_microphone import NoCapture
from simulator.devices.playout import Playout
from simulator.devices.portaudio import Device, find_device
from simulator.devices.room import Room
from simulator.errors import DeviceError

_LOCK = "microphone.lock"
_DEAF = "While the interviewer speaks the microphone is not heard: interrupting does not work."


@dataclass(slots=True)
class PersonRoom:
    """The devices of one rehearsal, open; leave the context to close them.

    `notices`: lines the user should see.
    """

    room: Room
    microphone: str
    loudspeaker: str
    notices: tuple[str, ...]
    _lock: FileLock | None
    """None where no microphone is opened: nobody else's is in the way."""

    def __enter__(self) -> Room:
        return self.room

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self.room.close()
        if self._lock is not None:
            self._lock.release()


def chosen(settings: Settings, *, silent: bool) -> tuple[Device | None, Device | None]:
    """The devices of these settings; no loudspeaker where questions are only shown, no microphone where
    answers are typed.

    Raises:
        DeviceError: one of them is missing or unknown.
    """
    microphone = None if settings.typed else find_device("microphone", settings.microphone)
    return microphone, None if silent else find_device("loudspeaker", settings.speaker)


def person_room(
    settings: Settings, data_dir: Path, *, silent: bool = False, start_s: float = 0.0
) -> PersonRoom:
    """Open the microphone, and the loudspeaker unless questions are only shown (`silent`).

    Raises:
        DeviceError: one of them is missing, unknown or busy, or another rehearsal uses the microphone.
    """
    microphone, loudspeaker = chosen(settings, silent=silent)
    heard_by = microphone.name if microphone else "keyboard"
    lock = _only_one(data_dir) if microphone else None
    opened: Microphone | None = None
    try:
        opened = Microphone(_Opener(Capture, microphone, settings.microphone) if microphone else NoCapture)
        canceller, notice = _canceller(settings, loudspeaker)
        room = Room(
            opened,
            _Opener(Playout, loudspeaker, settings.speaker) if loudspeaker else None,
            canceller,
            microphone_name=heard_by,
            loudspeaker_name=loudspeaker.name if loudspeaker else "",
            loop_delay_s=loop_delay.load(data_dir, heard_by, loudspeaker.name) if loudspeaker else 0.0,
            start_s=start_s,
        )
    except BaseException:
        if opened is not None:
            opened.close()
        if lock is not None:
            lock.release()
        raise
    return PersonRoom(
        room, heard_by, loudspeaker.name if loudspeaker else "", (notice,) if notice else (), lock
    )


_Stream = TypeVar("_Stream")


class _Opener(Generic[_Stream]):
    """Opens the device that was found; after it was lost, the one that has its name by then.

    Where none was asked for, that is whatever the system's default has become.
    """

    def __init__(self, stream: Callable[[Device], _Stream], device: Device, wanted: str) -> None:
        self._open = stream
        self._device: Device | None = device
        self._kind = device.kind
        self._name = device.name if wanted else ""

    def __call__(self) -> _Stream:
        device, self._device = self._device or find_device(self._kind, self._name), None
        return self._open(device)


def _canceller(settings: Settings, loudspeaker: Device | None) -> tuple[EchoCanceller, str]:
    if loudspeaker is None or settings.echo == "off":
        return NoCancelling(), ""
    if settings.echo == "mute":
        return HalfDuplex(), ""
    try:
        return WebRtcCanceller(), ""
    except DeviceError as error:
        return HalfDuplex(), f"{error.what} {_DEAF}"


def _only_one(data_dir: Path) -> FileLock:
    """One rehearsal at a time: two would hear each other."""
    data_dir.mkdir(parents=True, exist_ok=True)
    lock = FileLock(data_dir / _LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise DeviceError(
            "Another rehearsal is using the microphone.", next_step="End it first, then begin this one."
        ) from None
    except OSError as error:
        raise DeviceError(f"{data_dir} cannot be written: {error.strerror}.") from error
    return lock
