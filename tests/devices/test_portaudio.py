"""Devices by name or number, and PortAudio's troubles in one line."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from simulator.devices import portaudio
from simulator.devices.portaudio import Device, Kind, cannot_open, devices, find_device, reason
from simulator.errors import DeviceError


def info(name: str, api: int, inputs: int, outputs: int, rate: float = 48_000.0) -> dict[str, Any]:
    return {
        "name": name, "hostapi": api, "max_input_channels": inputs, "max_output_channels": outputs,
        "default_samplerate": rate,
    }  # fmt: skip


LIST = [
    info("Built-in Audio", 0, 2, 2, 44_100.0),
    info("USB Headset", 0, 1, 2),
    info("HDMI", 0, 0, 8),
    info("USB Headset", 1, 1, 2),
    info("USB Webcam", 1, 1, 0, 32_000.0),
    info("7", 1, 1, 1),
    info("Built-in Audio Pro", 1, 2, 2),
]
APIS = [{"name": "Core Audio"}, {"name": "Windows WASAPI"}]


class Library(SimpleNamespace):
    class PortAudioError(Exception):
        pass


def install(
    monkeypatch: pytest.MonkeyPatch, found: list[dict[str, Any]], default: tuple[int, int]
) -> Library:
    library = Library(
        query_devices=lambda: found,
        query_hostapis=lambda: APIS,
        default=SimpleNamespace(device=default),
    )
    monkeypatch.setattr(portaudio, "sounddevice", lambda: library)
    return library


@pytest.fixture(autouse=True)
def library(monkeypatch: pytest.MonkeyPatch) -> Library:
    return install(monkeypatch, LIST, (4, 2))


def test_microphones_and_loudspeakers_are_told_apart() -> None:
    assert [device.index for device in devices("microphone")] == [0, 1, 3, 4, 5, 6]
    assert [device.index for device in devices("loudspeaker")] == [0, 1, 2, 3, 5, 6]
    assert devices("loudspeaker")[2] == Device("loudspeaker", 2, "HDMI", "Core Audio", 8, 48_000)


@pytest.mark.parametrize(
    ("kind", "wanted", "index"),
    [
        ("microphone", "", 4),  # the system's default
        ("loudspeaker", "", 2),
        ("microphone", "3", 3),  # a number
        ("microphone", "USB Headset", 1),  # a name: the preferred of the system's interfaces
        ("microphone", "headset", 1),  # a part of one
        ("microphone", "WEBCAM", 4),
        ("microphone", "Built-in Audio", 0),  # a whole name is more than a part of another
        ("loudspeaker", "hdmi", 2),
    ],
)
def test_a_device_is_found(kind: Kind, wanted: str, index: int) -> None:
    assert find_device(kind, wanted).index == index


def test_without_a_default_it_is_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, LIST, (-1, -1))
    assert find_device("microphone").index == 0


@pytest.mark.parametrize(
    ("kind", "wanted", "says", "next_step"),
    [
        (
            "microphone",
            "Røde",
            "No microphone is called 'Røde'.",
            "--microphone takes one of 0: Built-in Audio;",
        ),
        ("loudspeaker", "4", "No loudspeaker is called '4'.", "--speaker takes one of 0: Built-in Audio;"),
        (
            "microphone",
            "USB",
            "fits several: 1: USB Headset; 3: USB Headset; 4: USB",
            "--microphone the number",
        ),
        ("microphone", "a\nb", r"No microphone is called 'a\nb'.", "--microphone takes"),
    ],
)
def test_one_that_is_not_found_is_told_in_one_line(
    kind: Kind, wanted: str, says: str, next_step: str
) -> None:
    with pytest.raises(DeviceError) as raised:
        find_device(kind, wanted)
    assert says in raised.value.what
    assert next_step in raised.value.next_step
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("kind", ["microphone", "loudspeaker"])
def test_a_machine_without_devices_is_told_what_works_without(
    monkeypatch: pytest.MonkeyPatch, kind: Kind
) -> None:
    install(monkeypatch, [], (-1, -1))
    with pytest.raises(DeviceError, match=f"There is no {kind}") as raised:
        find_device(kind)
    assert "ithout one" in raised.value.next_step
    assert "\n" not in str(raised.value)


def test_a_list_that_cannot_be_made_is_told_in_one_line(library: Library) -> None:
    def broken() -> None:
        raise library.PortAudioError("Error querying device -1 [PaErrorCode -9996]", -9996)

    library.query_devices = broken
    with pytest.raises(DeviceError) as raised:
        devices("microphone")
    assert str(raised.value) == "The sound devices cannot be listed: Error querying device -1."


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            Exception("Error opening InputStream: Device unavailable [PaErrorCode -9985]"),
            "Device unavailable",
        ),
        (
            Exception(
                "Error opening OutputStream: Unanticipated host error [PaErrorCode -9999]: 'Broken\npipe'",
                -9999,
            ),
            "Unanticipated host error",
        ),
        (ValueError("Invalid sample rate."), "Invalid sample rate"),
    ],
)
def test_a_reason_is_portaudios_words_in_one_line(error: Exception, words: str) -> None:
    assert reason(error) == words


@pytest.mark.parametrize(("kind", "option"), [("microphone", "--microphone"), ("loudspeaker", "--speaker")])
def test_a_device_that_cannot_be_opened_is_told_with_the_next_step(kind: Kind, option: str) -> None:
    device = Device(kind, 1, "USB Headset", "ALSA", 1, 48_000)
    error = cannot_open(
        device, Exception("Error opening InputStream: Device unavailable [PaErrorCode -9985]")
    )
    assert error.what == f"The {kind} 'USB Headset' cannot be opened: Device unavailable."
    assert option in error.next_step
    assert "\n" not in str(error)


def test_a_machine_without_portaudio_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    import builtins

    real = builtins.__import__

    def without(name: str, *args: Any, **more: Any) -> Any:
        if name == "sounddevice":
            raise OSError("PortAudio library not found")
        return real(name, *args, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(DeviceError, match="PortAudio is missing") as raised:
        portaudio.sounddevice()
    assert "\n" not in str(raised.value)
