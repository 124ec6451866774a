"""Keys by name from a terminal, which comes back as it was, whatever ends the reading."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is POSIX")

READS = """
import fcntl, signal, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))  # as the command does
from simulator.terminal.keys import Keys
print(Keys.available(), flush=True)
try:
    with Keys() as keys:
        print("ready", flush=True)
        while (key := keys.read(10.0)) != "!":
            print(f"<{key}>", flush=True)
        raise RuntimeError("broken")
except KeyboardInterrupt:
    print("interrupted", flush=True)
except RuntimeError as error:
    print(error, flush=True)
"""


class Reader:
    """A program that reads keys at a terminal of its own."""

    def __init__(self) -> None:
        self.ours, self._theirs = os.openpty()
        self.before = termios.tcgetattr(self.ours)
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", READS],
            env={**os.environ, "TERM": "xterm-256color"},
            stdin=self._theirs,
            stdout=self._theirs,
            stderr=self._theirs,
            start_new_session=True,
        )
        self._said = b""

    def says(self) -> str:
        """The next line."""
        while b"\r\n" not in self._said:
            self._said += os.read(self.ours, 4096)
        line, self._said = self._said.split(b"\r\n", 1)
        return line.decode()

    def press(self, keys: bytes) -> None:
        os.write(self.ours, keys)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.ours)
        os.close(self._theirs)


@pytest.fixture
def reader() -> Iterator[Reader]:
    reader = Reader()
    try:
        assert reader.says() == "True"
        began = time.monotonic()
        assert reader.says() == "ready"
        assert time.monotonic() - began < 5  # a terminal that answers no questions is asked none
        yield reader
    finally:
        reader.close()


def test_keys_have_names_and_the_terminal_is_restored_after_an_error(reader: Reader) -> None:
    pressed = {
        b" ": "space", b"\r": "enter", b"\t": "tab", b"\x1b": "escape", b"Q": "q", b"+": "+",
        b"\xc3\x89": "é",
        b"\x1b[A": "up", b"\x1b[B": "down", b"\x1b[C": "right", b"\x1b[D": "left", b"\x1bOA": "up",
        b"\x1bOD": "left", b"\x1b[15~": "None", b"\x1b[1;5P": "None", b"\x01": "None",
    }  # fmt: skip
    for sequence, name in pressed.items():
        reader.press(sequence)
        assert reader.says() == f"<{name}>"
    reader.press(b"n\x1b[Cq")  # faster than they are read
    assert [reader.says() for _ in range(3)] == ["<n>", "<right>", "<q>"]
    reader.press(b"!")
    assert reader.says() == "broken"
    reader.process.wait(10)
    assert termios.tcgetattr(reader.ours) == reader.before


@pytest.mark.parametrize("how", ["ctrl-c", "terminated"])
def test_the_terminal_is_restored_when_the_program_is_stopped(reader: Reader, how: str) -> None:
    if how == "ctrl-c":
        reader.press(b"\x03")
    else:
        reader.process.send_signal(signal.SIGTERM)
    assert reader.says().removeprefix("^C") == "interrupted"
    reader.process.wait(10)
    assert termios.tcgetattr(reader.ours) == reader.before


def test_a_terminal_that_comes_back_from_a_shell_gives_single_keys_again(reader: Reader) -> None:
    """What Ctrl-Z and fg do: stopped, the terminal used by a shell in its own mode, continued."""
    reader.process.send_signal(signal.SIGSTOP)
    termios.tcsetattr(reader.ours, termios.TCSANOW, reader.before)
    reader.process.send_signal(signal.SIGCONT)
    reader.press(b"\n")  # the read that was under way ends with a whole line
    assert reader.says() in ("<enter>", "")
    reader.press(b"x")
    said = reader.says()
    assert "<x>" in (said, reader.says() if said != "<x>" else said)


def test_without_a_terminal_there_are_no_keys() -> None:
    program = "from simulator.terminal.keys import Keys; print(Keys.available())"
    done = subprocess.run(
        [sys.executable, "-P", "-c", program],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "False"
