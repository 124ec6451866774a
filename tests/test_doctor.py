"""The doctor as a person calls it, and what it decides about models, disk and versions."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from simulator import doctor
from simulator.audio import Sound
from simulator.cli import app
from simulator.devices import examination, loop_delay, portaudio
from simulator.devices.check import Check
from simulator.devices.loop_delay import LoopDelay
from simulator.devices.playout import Playout
from simulator.devices.portaudio import Device
from simulator.errors import DeviceError
from simulator.listening import weights
from tests.conftest import second_round
from tests.lab import virtual_room
from tests.lab.virtual_room import VirtualRoom
from tests.system import require_system


@pytest.fixture(scope="module")
def room() -> Iterator[VirtualRoom]:
    require_system("pulseaudio (with pulseaudio-utils, libasound2-plugins)", virtual_room.is_available())
    with VirtualRoom() as room:
        yield room


# --- as it is called --------------------------------------------------------------------------------

LISTENS = """
import json
from dataclasses import asdict
from simulator.config import Settings
from simulator.devices import examination
examination._QUIET_S = 0.5
lines = examination.sound_checks(Settings(), {}, None, silent=False)
print(json.dumps([asdict(line) for line in lines]))
"""


def listened(room: VirtualRoom) -> dict[str, dict[str, Any]]:
    """The lines on devices, by key: the models' would only take time here."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", LISTENS], env=room.env, capture_output=True, text=True, check=True
    )
    return {line["key"]: line for line in json.loads(done.stdout)}


def test_a_muted_microphone_is_bad(room: VirtualRoom) -> None:
    room.mute_microphone(True)
    found = listened(room)
    room.mute_microphone(False)
    assert found["noise"]["state"] == "bad"
    assert found["noise"]["found"] == "complete silence: the microphone is muted"
    assert found["gaps"]["numbers"]["recorded_s"] > 3
    assert "loop_delay" not in found


def test_a_wrong_name_is_one_line(room: VirtualRoom) -> None:
    run = second_round("doctor", "--microphone", "nonesuch", env=room.env)
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith("second-round: No microphone is called 'nonesuch'.")
    assert "app_mic" in run.err
    assert run.err.count("\n") == 1


def test_without_devices_the_other_checks_still_run(tmp_path: Path, home: Path) -> None:
    # One device, of a server that is not there. (PortAudio aborts where ALSA has no configuration at all.)
    (tmp_path / "asound.conf").write_text("ctl.default { type pulse }\npcm.default { type pulse }\n")
    env = {
        "ALSA_CONFIG_PATH": str(tmp_path / "asound.conf"),
        "PULSE_SERVER": "unix:/nonexistent",
        "SECOND_ROUND_MODEL": "tiny.en",
        "COLUMNS": "80",
    }
    run = second_round("doctor", "--microphone", "usb", env=env)
    assert (run.code, run.err) == (2, "")
    lines = [line for line in run.out.splitlines()[:-1] if line[:4].strip()]
    states = {line[6:20].strip(): line[:6].strip() for line in lines}
    assert [title for title, state in states.items() if state == "bad"] == ["Microphone", "Loudspeaker"]
    assert {
        "Recognition",
        "End of turn",
        "Echo",
        "Voice",
        "Settings",
        "Sessions",
        "Versions",
    } <= states.keys()
    assert run.out.endswith("\nA rehearsal cannot be held yet: mend what is marked bad.\n")
    # (A path has no place where it could be broken.)
    assert max(len(line) for line in run.out.splitlines() if str(home.parent) not in line) <= 80


def test_json_holds_every_check_and_number(monkeypatch: pytest.MonkeyPatch) -> None:
    line = Check("noise", "Quiet", "warn", "noise of -30 dB", "Close the window.", {"noise_db": -30.0})
    monkeypatch.setattr(doctor, "examine", lambda flags, **options: iter([line]))
    done = CliRunner().invoke(app, ["doctor", "--json"])
    assert done.exit_code == 0
    assert json.loads(done.stdout) == {"ready": True, "checks": [asdict(line)]}


@pytest.mark.parametrize(
    ("delay_s", "spread_s", "kept_s"), [(0.18, 0.0, 0.18), (-0.01, 0.0, 0.0), (0.2, 0.1, 0.0)]
)
def test_only_a_delay_that_can_be_trusted_is_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, delay_s: float, spread_s: float, kept_s: float
) -> None:
    monkeypatch.setenv("SECOND_ROUND_HOME", str(tmp_path))
    examination._keep(LoopDelay(delay_s, spread_s, likeness=0.8), "Built-in", "Headset")
    assert loop_delay.load(tmp_path / "data", "Built-in", "Headset") == kept_s


def test_a_busy_device_is_a_line() -> None:
    def busy(device: Device) -> Playout:
        raise portaudio.cannot_open(device, Exception("Device unavailable"))

    device = Device("loudspeaker", 0, "Headset", "ALSA", 2, 48_000)
    opened, line = examination._open(device, busy, ExitStack())
    assert opened is None
    assert (line.key, line.state) == ("loudspeaker", "bad")
    assert "Device unavailable" in line.found
    assert "--speaker" in line.mend


def test_no_sound_opens_nothing_and_bad_settings_are_a_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("_recognition", "_voice"):
        monkeypatch.setattr(doctor, name, lambda settings: Check("any", "Any", "ok", ""))
    monkeypatch.setattr(portaudio, "sounddevice", lambda: pytest.fail("a device was asked for"))
    monkeypatch.setenv("SECOND_ROUND_HOME", str(tmp_path))
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text("hurry = 3")
    found = {line.key: line for line in doctor.examine({}, with_sound=False)}
    assert found["settings"].state == "bad"
    assert "Unknown setting 'hurry'" in found["settings"].found
    assert "microphone" not in found
    assert not doctor.can_rehearse(list(found.values()))


def test_a_missing_portaudio_is_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise DeviceError("PortAudio is missing.", next_step="Install it.")

    monkeypatch.setattr(portaudio, "sounddevice", missing)
    lines = doctor.examine({"microphone": "usb"})
    first, second = next(lines), next(lines)
    assert (first.key, first.state, first.found) == ("microphone", "bad", "PortAudio is missing.")
    assert (second.key, second.state, second.mend) == ("loudspeaker", "bad", "Install it.")


# --- as it decides ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "decode_s", "words", "state", "mend"),
    [
        ("base", 1.0, 14, "ok", ""),
        ("base", 3.0, 14, "warn", "--model tiny.en"),
        ("tiny.en", 3.0, 14, "warn", "Close busy programs."),
        ("mine", 1.0, 0, "bad", "--model base"),
    ],
)
def test_a_model_hears_in_time_or_does_not(
    model: str, decode_s: float, words: int, state: str, mend: str
) -> None:
    line = doctor.recognition_check(model, load_s=1.0, decode_s=decode_s, words=words)
    assert line.state == state
    assert mend in line.mend


def test_without_the_turn_model_a_rehearsal_can_be_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "find_spec", lambda name: None)
    line = doctor._turns()
    assert (line.key, line.state) == ("turns", "warn")
    assert line.found == "The turn model is not installed. Whether you have finished is told without it."
    assert "pip install --no-deps pipecat-ai==" in line.mend
    assert doctor.can_rehearse([line])


def test_the_turn_model_is_tried() -> None:
    line = doctor._turns()
    assert line.state == "ok"
    took_s = line.numbers["call_s"]
    assert isinstance(took_s, float)
    assert 0.0 < took_s < 20.0


@pytest.mark.parametrize(
    ("wanted", "speaks", "notice", "state"),
    [
        ("heart", "heart", "", "ok"),
        ("text", "text", "", "ok"),
        ("heart", "system:en", "The voice 'heart' cannot be loaded. A system voice speaks instead.", "warn"),
        ("heart", "text", "", "warn"),
    ],
)
def test_a_voice_that_stands_in_is_said(wanted: str, speaks: str, notice: str, state: str) -> None:
    sound = Sound(np.ones(16_000, np.float32), 16_000)
    assert doctor.voice_check(wanted, speaks, notice, work_s=0.1, sound=sound).state == state


@pytest.mark.parametrize(
    ("free_bytes", "minutes", "state"),
    [(40e9, 10416, "ok"), (0.9e9, 234, "warn"), (230.4e6, 60, "warn"), (40e6, 10, "bad")],
)
def test_the_disk_is_counted_in_minutes(free_bytes: float, minutes: int, state: str) -> None:
    line = doctor.disk_check(Path("/sessions"), free_bytes)
    assert (line.numbers["minutes_fit"], line.state) == (minutes, state)


def test_a_folder_that_cannot_be_written_is_bad(monkeypatch: pytest.MonkeyPatch, mortal_folder: Path) -> None:
    mortal_folder.chmod(0o500)
    monkeypatch.setenv("SECOND_ROUND_HOME", str(mortal_folder))
    settings, _ = doctor._settings({})
    line = doctor._sessions(settings)
    assert (line.state, "Permission denied" in line.found) == ("bad", True)


def test_whatever_breaks_is_a_line() -> None:
    def broken() -> Check:
        raise ImportError("libonnx.so:\n cannot open")

    line = doctor._guarded("voice", "Voice", broken)
    assert (line.state, line.found) == ("bad", "ImportError: libonnx.so: cannot open")
