"""Single keys from the terminal, by name. The terminal is left as it was found, whatever happens.

Through blessed, which knows the keys of Windows' console too. Its styling is switched off: with it, blessed
asks the terminal about itself when it starts, which takes 10 s where nobody answers and swallows keys.
"""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

_NAMES = {
    "KEY_ENTER": "enter", "KEY_LEFT": "left", "KEY_RIGHT": "right", "KEY_UP": "up", "KEY_DOWN": "down",
    "KEY_ESCAPE": "escape", "KEY_TAB": "tab",
}  # fmt: skip
# How a sequence that blessed does not know by itself begins: function keys, and the arrows of a terminal that
# another program left in application mode (ESC O and a letter). Its rest must not be taken for characters.
_BEGINS_UNKNOWN = ("\x1b[", "\x1bO")
_APPLICATION_ARROWS = {"\x1bOA": "up", "\x1bOB": "down", "\x1bOC": "right", "\x1bOD": "left"}
_ESCAPE_S = 0.05  # the rest of an arrow's sequence comes at once; Escape alone is told from it so


class Keys:
    """Reads keys between `with` and its end, in any one thread; Ctrl-C and Ctrl-Z stay signals."""

    def __init__(self) -> None:
        self._terminal: Any = None
        self._mode = ExitStack()

    @staticmethod
    def available() -> bool:
        """Somebody can press keys and see what they do: input and output are a terminal."""
        streams = (sys.__stdin__, sys.__stdout__)
        return all(stream is not None and not stream.closed and stream.isatty() for stream in streams)

    def __enter__(self) -> Self:
        from blessed import Terminal  # lazy: only a person's terminal needs it

        self._terminal = Terminal(force_styling=None)
        self._mode.enter_context(self._terminal.cbreak())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._mode.close()

    def read_text(self) -> str | None:
        """The next key as one writes: a character as typed, "enter", "backspace" or "escape"; never waits."""
        self._take_mode_back()
        try:
            key = self._terminal.inkey(timeout=0, esc_delay=_ESCAPE_S)
        except EOFError:
            return None
        if key.is_sequence:
            return {"KEY_BACKSPACE": "backspace", "KEY_DELETE": "backspace"}.get(
                key.name, _NAMES.get(key.name)
            )
        if str(key) in ("\x7f", "\x08"):
            return "backspace"
        return str(key) if key and str(key).isprintable() else None

    def read(self, timeout_s: float) -> str | None:
        """The next key: "enter", "space", an arrow, "escape", "tab" or the character in lower case.

        None when no key came in time, or one that has no name here.
        """
        self._take_mode_back()
        try:
            key = self._terminal.inkey(timeout=timeout_s, esc_delay=_ESCAPE_S)
            if key in _BEGINS_UNKNOWN:
                return _APPLICATION_ARROWS.get(key + self._rest_of_sequence())
        except EOFError:  # the terminal is gone
            time.sleep(timeout_s)
            return None
        if key.is_sequence:
            return _NAMES.get(key.name)
        if key == " ":
            return "space"
        return str(key).lower() if str(key).isprintable() and key else None

    def _rest_of_sequence(self) -> str:
        """What came with it: parameters, then one letter or ~."""
        rest = ""
        while (more := str(self._terminal.inkey(timeout=0))) and more in "0123456789;":
            rest += more
        return rest + more

    def _take_mode_back(self) -> None:
        """After Ctrl-Z and fg a shell may hand the terminal back in its own mode, which waits for Enter."""
        if sys.platform == "win32":
            return
        import termios
        import tty

        descriptor = sys.__stdin__.fileno() if sys.__stdin__ is not None else 0
        try:
            if termios.tcgetattr(descriptor)[3] & termios.ICANON:
                tty.setcbreak(descriptor, termios.TCSANOW)
        except termios.error:  # the terminal is gone
            pass
