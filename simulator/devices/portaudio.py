"""The system's sound devices by name or number, and PortAudio's troubles said in plain words."""

from __future__ import annotations

import ctypes
import itertools
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from simulator.errors import DeviceError

Kind = Literal["microphone", "loudspeaker"]

_CHANNELS = {"microphone": "max_input_channels", "loudspeaker": "max_output_channels"}
_OPTION = {"microphone": "--microphone", "loudspeaker": "--speaker"}


@dataclass(frozen=True, slots=True)
class Device:
    """One microphone or loudspeaker. `rate` is its own, in Hz; `index` is PortAudio's number."""

    kind: Kind
    index: int
    name: str
    host_api: str
    channels: int
    rate: int


def sounddevice() -> Any:
    """The library, loaded on first use: it opens PortAudio when it is imported.

    Raises:
        DeviceError: PortAudio is not on this machine.
    """
    try:
        with quiet_stderr():
            import sounddevice as library
        _hush_alsa()
    except OSError as error:
        raise DeviceError(
            "Sound cannot be used: PortAudio is missing.",
            next_step="On Debian or Ubuntu: sudo apt install libportaudio2.",
        ) from error
    return library


def devices(kind: Kind) -> list[Device]:
    """All microphones or all loudspeakers.

    Raises:
        DeviceError: PortAudio is missing or cannot look.
    """
    library = sounddevice()
    try:
        found, apis = library.query_devices(), library.query_hostapis()
    except library.PortAudioError as error:
        raise DeviceError(f"The sound devices cannot be listed: {reason(error)}.") from error
    return [
        Device(
            kind,
            index,
            str(info["name"]),
            str(apis[info["hostapi"]]["name"]),
            int(info[_CHANNELS[kind]]),
            _rate(info, str(apis[info["hostapi"]]["name"])),
        )
        for index, info in enumerate(found)
        if info[_CHANNELS[kind]] > 0
    ]


def _rate(info: Any, host_api: str) -> int:
    """The device's own rate. ALSA names none, PortAudio guesses 44,100; servers and cards run at 48,000."""
    return 48_000 if host_api == "ALSA" else round(info["default_samplerate"])


def find_device(kind: Kind, wanted: str = "") -> Device:
    """The device of that number or (part of a) name; "" is the system's default.

    Raises:
        DeviceError: there is none, or several fit.
    """
    found = devices(kind)
    if not found:
        raise DeviceError(
            f"There is no {kind}.",
            next_step=f"Connect one and try again. {_WITHOUT[kind]}",
        )
    if not wanted:
        return _default(kind, found)
    if wanted.isdigit():
        fitting = [d for d in found if wanted == str(d.index)]
    else:
        fitting = [d for d in found if d.name == wanted]
        fitting = fitting or [d for d in found if wanted.lower() in d.name.lower()]
    if not fitting:
        listed = "; ".join(f"{d.index}: {d.name}" for d in found)
        raise DeviceError(
            f"No {kind} is called {wanted!r}.", next_step=f"{_OPTION[kind]} takes one of {listed}."
        )
    # The same device appears once for each of the system's sound interfaces, the preferred one first.
    if len({d.name for d in fitting}) > 1:
        listed = "; ".join(f"{d.index}: {d.name}" for d in fitting)
        raise DeviceError(
            f"{wanted!r} fits several: {listed}.", next_step=f"Give {_OPTION[kind]} the number."
        )
    return fitting[0]


_WITHOUT = {
    "microphone": "Without one: second-round rehearse --demo.",
    "loudspeaker": "A rehearsal goes without one: rehearse --voice text shows the questions.",
}


def _default(kind: Kind, found: list[Device]) -> Device:
    library = sounddevice()
    index = library.default.device[0 if kind == "microphone" else 1]
    return next((device for device in found if device.index == index), found[0])


def started(
    device: Device, other_rates: Sequence[int], make: Callable[[Any, int, int], Any]
) -> tuple[Any, int, int]:
    """A running stream of the device, at its own rate or the first other it takes; its rate and channels.

    Args:
        make: given the library, a rate in Hz and a number of channels: the stream, not yet started.

    Raises:
        DeviceError: it takes none of them.
    """
    library = sounddevice()
    problem: Exception | None = None
    rates = dict.fromkeys((device.rate, *other_rates))
    channel_counts = dict.fromkeys((1, min(2, device.channels)))
    for rate, channels in itertools.product(rates, channel_counts):
        try:
            with quiet_stderr():
                stream = make(library, rate, channels)
                stream.start()
        except (library.PortAudioError, ValueError) as error:
            problem = problem or error
        else:
            return stream, rate, channels
    assert problem is not None
    raise cannot_open(device, problem)


def let_go(stream: Any) -> None:
    """Close a stream; one whose device hangs is left behind after a second."""
    closing = threading.Thread(target=stream.close, kwargs={"ignore_errors": True}, daemon=True)
    with quiet_stderr():
        closing.start()
        closing.join(1.0)


def cannot_open(device: Device, error: Exception) -> DeviceError:
    """A stream that would not open, in one line."""
    why = reason(error)
    hint = f"Close the program that may hold it, or choose another with {_OPTION[device.kind]}."
    return DeviceError(f"The {device.kind} {device.name!r} cannot be opened: {why}.", next_step=hint)


def reason(error: Exception) -> str:
    """PortAudio's own words, without its numbers."""
    text = " ".join(str(error.args[0] if error.args else type(error).__name__).split())
    text = text.removeprefix("Error opening InputStream: ").removeprefix("Error opening OutputStream: ")
    return text.split(" [PaErrorCode")[0].strip().rstrip(".")


_ALSA_HANDLER = ctypes.CFUNCTYPE(  # file, line, function, error, format, ...
    None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p
)


_SAY_NOTHING = _ALSA_HANDLER(lambda *_: None)  # kept: the library goes on calling it


@cache
def _hush_alsa() -> None:
    """ALSA's library tells the terminal of every hiccup of a stream, in the middle of the screen."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL("libasound.so.2").snd_lib_error_set_handler(_SAY_NOTHING)


@contextmanager
def quiet_stderr() -> Iterator[None]:
    """ALSA writes its guesses about missing devices straight to the terminal; nobody can use them."""
    if os.name != "posix":
        yield
        return
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
