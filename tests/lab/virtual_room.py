"""A sound card that is not there: a private PulseAudio server with one speaker and one microphone.

The product opens real devices (PortAudio -> ALSA -> PulseAudio) and cannot tell the difference; the
test hears everything that comes out of the speaker and puts into the air whatever it likes.

    the app plays to   ALSA `app_speaker` -> sink `speaker_plug` -> the air: `speaker.monitor`
    the app records    ALSA `app_mic`     <- source `mic`        <- the air: sink `room_mic`

What the app opens is a second device laid over the air. Unplugging takes that one away and leaves the
air, so a robot in the room goes on hearing and speaking, as a person does who has pulled out a cable.
Nothing is written to /etc or the home directory, and neither root nor dbus is needed.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from tests.lab import echo

PROGRAMS = ("pulseaudio", "pactl", "parec", "pacat", "setpriv")

_START_S = 10.0

# Only these devices exist for ALSA: the machine's own sound cards must not join in. `norewinds` on the
# sinks: what the monitor has handed out can then not be taken back when a stream starts or stops.
_ALSA = """\
pcm.app_mic     { type pulse device "mic"          hint { show on description "virtual microphone" } }
pcm.app_speaker { type pulse device "speaker_plug" hint { show on description "virtual speaker" } }
pcm.default     { type asym capture.pcm "app_mic" playback.pcm "app_speaker" }
ctl.default     { type pulse }
"""


def is_available() -> bool:
    """All programs the room needs are installed."""
    return all(shutil.which(program) for program in PROGRAMS)


class VirtualRoom:
    """The room, open between `with` and its end. `env` is for the app's process."""

    def __init__(self, *, rate: int = 48_000) -> None:
        self.rate = rate
        self.env: dict[str, str] = {}
        self._modules: dict[str, str] = {}
        self._server: subprocess.Popen[bytes] | None = None
        self._echo: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        missing = [program for program in PROGRAMS if not shutil.which(program)]
        if missing:
            raise RuntimeError(f"the virtual room needs {', '.join(missing)}")
        # Not TMPDIR: a unix socket's path may have 108 characters, and pytest's folders are long.
        self.folder = Path(tempfile.mkdtemp(prefix="room-", dir="/tmp"))
        self.env = self._environment()
        try:
            self._start_server()
            for name in ("speaker", "room_mic"):
                self._load(
                    name,
                    "module-null-sink",
                    f"sink_name={name} rate={self.rate} channels=1 channel_map=mono norewinds=1",
                )
            self.plug_in_speaker()
            self.plug_in_microphone()
        except BaseException:
            self.close()
            raise
        return self

    def _environment(self) -> dict[str, str]:
        (self.folder / "asound.conf").write_text(_ALSA)
        (self.folder / "client.conf").write_text("autospawn = no\nenable-shm = no\n")
        env = {
            **os.environ,
            "PULSE_SERVER": f"unix:{self.folder}/native",
            "PULSE_RUNTIME_PATH": str(self.folder),
            "PULSE_STATE_PATH": str(self.folder),
            "PULSE_COOKIE": str(self.folder / "cookie"),
            "PULSE_CLIENTCONFIG": str(self.folder / "client.conf"),
            "ALSA_CONFIG_PATH": str(self.folder / "asound.conf"),
        }
        env.pop("DBUS_SESSION_BUS_ADDRESS", None)
        env.pop("PULSE_LATENCY_MSEC", None)  # with it aplay hangs for ever
        return env

    def _start_server(self) -> None:
        log = self.folder / "pulse.log"
        # setpriv, because a preexec_fn is forbidden beside threads: a killed test run leaves no server.
        command = [
            *("setpriv", "--pdeathsig", "TERM", "--"),
            *("pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--disallow-exit=yes"),
            *("--use-pid-file=no", "--disable-shm=yes", "--high-priority=no", "--realtime=no"),
            "--log-level=notice",
            *(
                "-L",
                f"module-native-protocol-unix socket={self.folder}/native auth-anonymous=1"
                " auth-cookie-enabled=0",
            ),
            *("-L", f"module-cli-protocol-unix socket={self.folder}/cli"),
        ]
        env = {name: value for name, value in self.env.items() if name != "PULSE_SERVER"}
        with log.open("wb") as output:
            self._server = subprocess.Popen(
                command, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
        give_up_at = time.monotonic() + _START_S
        while not (self.folder / "native").exists():
            if self._server.poll() is not None or time.monotonic() > give_up_at:
                raise RuntimeError(f"pulseaudio did not start: {log.read_text()}")
            time.sleep(0.01)

    # --- plugs ------------------------------------------------------------------------------

    def unplug_microphone(self) -> None:
        self._unplug("mic", "source")

    def plug_in_microphone(self) -> None:
        self._load("mic", "module-remap-source", "source_name=mic master=room_mic.monitor")

    def unplug_speaker(self) -> None:
        self._unplug("speaker_plug", "sink")

    def plug_in_speaker(self) -> None:
        self._load("speaker_plug", "module-remap-sink", "sink_name=speaker_plug master=speaker")

    def mute_microphone(self, muted: bool) -> None:
        self.pactl("set-source-mute", "mic", str(int(muted)))

    # --- the air ------------------------------------------------------------------------------

    def loop_speaker_into_microphone(self, level_db: float, delay_ms: float) -> None:
        """From now on the microphone hears the speaker: an echo with a room around it.

        `level_db`: the echo's level against the played sound, the whole response together. `delay_ms`: of
        the direct sound, from `speaker.monitor` to `room_mic.monitor`; see echo.py for how exact.
        """
        self.stop_echo()
        if delay_ms < echo.PIPELINE_MS:
            raise ValueError(f"the echo's pipes alone take {echo.PIPELINE_MS} ms")
        self._echo = subprocess.Popen(
            [
                *(sys.executable, "-P", echo.__file__),
                *(f"--level-db={level_db}", f"--delay-ms={delay_ms}"),
            ],
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
        )
        assert self._echo.stdout is not None
        if not self._echo.stdout.readline():
            raise RuntimeError("the echo's process did not start; what it said is above")

    def stop_echo(self) -> None:
        """The microphone hears the speaker no longer."""
        if self._echo is not None:
            self._echo.terminate()
            self._echo.communicate()
            self._echo = None

    # --- the server ---------------------------------------------------------------------------

    def pactl(self, *arguments: str) -> str:
        """One command to the room's server; what it printed."""
        done = subprocess.run(
            ["pactl", *arguments], env=self.env, capture_output=True, text=True, timeout=10, check=False
        )
        if done.returncode:
            raise RuntimeError(f"pactl {' '.join(arguments)}: {done.stderr.strip()}")
        return done.stdout

    def _listed(self, what: str) -> list[list[str]]:
        """What there is of a kind, one row each: its number, then its name or the device it is on."""
        return [line.split("\t") for line in self.pactl("list", "short", what).splitlines()]

    def _load(self, name: str, module: str, options: str) -> None:
        if name not in self._modules:
            self._modules[name] = self.pactl("load-module", module, *options.split()).strip()

    def _unplug(self, device: str, kind: Literal["sink", "source"]) -> None:
        """Take a device away, and the streams on it with it.

        Left to itself PulseAudio moves them to another device, so that an app would go on recording: the
        speaker, of all things. Only its command line can end them, and takes all of it in one gulp.
        """
        streams = {"sink": "sink-input", "source": "source-output"}[kind]
        (number,) = (row[0] for row in self._listed(f"{kind}s") if row[1] == device)
        doomed = [row[0] for row in self._listed(f"{streams}s") if row[1] == number]
        commands = [f"kill-{streams} {stream}" for stream in doomed]
        commands.append(f"unload-module {self._modules.pop(device)}")
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(5)
            line.connect(f"{self.folder}/cli")
            line.sendall("\n".join([*commands, ""]).encode())
            line.shutdown(socket.SHUT_WR)
            while line.recv(4096):
                pass

    def close(self) -> None:
        self.stop_echo()
        if self._server is not None:
            self._server.terminate()
            try:
                self._server.wait(5)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
