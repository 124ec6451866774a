"""A terminal the product runs in: what it shows is kept with the moment it came."""

from __future__ import annotations

import os
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from types import TracebackType
from typing import Self

import pyte

COLUMNS, ROWS = 80, 30


class Screen:
    """Open between `with` and its end; `theirs` is the side for the product's process."""

    def __init__(self) -> None:
        import fcntl  # not on Windows, where nobody gets here
        import termios

        self._mine, self.theirs = os.openpty()
        fcntl.ioctl(self.theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self._pieces: list[tuple[float, bytes]] = []
        self._seen = 0
        self._thread = threading.Thread(target=self._read, name="screen", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._mine)

    def press(self, keys: str) -> None:
        """As a person at this terminal."""
        os.write(self._mine, keys.encode())

    def wait_for(self, text: str, timeout_s: float) -> None:
        """Until the product has written this; what it writes later counts from then on."""
        until_s = time.monotonic() + timeout_s
        while time.monotonic() < until_s:
            written = b"".join(piece for _, piece in self._pieces).decode(errors="replace")
            found = written.find(text, self._seen)
            if found >= 0:
                self._seen = found + len(text)
                return
            time.sleep(0.05)
        raise AssertionError(f"{text!r} was not written in {timeout_s} s")

    def wait(self, run: subprocess.Popen[str], timeout_s: float) -> str:
        """Wait for the product's end; all it wrote."""
        os.close(self.theirs)
        run.wait(timeout_s)
        self._thread.join(5)
        return b"".join(piece for _, piece in self._pieces).decode(errors="replace")

    def displays(self) -> Iterator[tuple[float, str]]:
        """The screen after each piece, as one text, with its time (`time.monotonic`)."""
        screen = pyte.Screen(COLUMNS, ROWS)
        stream = pyte.ByteStream(screen)
        for at, piece in self._pieces:
            stream.feed(piece)
            yield at, "\n".join(line.rstrip() for line in screen.display if line.strip())

    def _read(self) -> None:
        while True:
            try:
                piece = os.read(self._mine, 65536)
            except OSError:  # the product has closed its side
                return
            if not piece:
                return
            self._pieces.append((time.monotonic(), piece))
