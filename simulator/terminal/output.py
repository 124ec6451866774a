"""What is printed: lines, tables, progress, and how an error is said."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table
from rich.text import Text

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def printed(console: Console, what: object, *, soft_wrap: bool = False) -> None:
    """Print; a terminal that has gone away (closed window, closed pipe) must not end a session."""
    with suppress(OSError):
        console.print(what, soft_wrap=soft_wrap)


def say(text: str) -> None:
    """One line that is never wrapped or styled: paths must stay whole."""
    with suppress(OSError):
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


def printable(text: str) -> str:
    """Text that is not ours (a transcript, a file's name) may hold what steers a terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def notice(text: str) -> None:
    printed(err, Text(text, style="yellow"), soft_wrap=not err.is_terminal)  # a log's line stays one


def fail(text: str) -> None:
    printed(err, Text(f"second-round: {text}", style="red"), soft_wrap=not err.is_terminal)


@contextmanager
def libraries_hushed() -> Iterator[None]:
    """C libraries tell standard error of every device that goes, in the middle of the screen. We go on."""
    if os.name != "posix":
        yield
        return
    ours = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    before = sys.stderr
    try:
        with open(ours, "w", encoding="utf-8", errors="replace", buffering=1) as sys.stderr:
            os.dup2(nowhere, 2)
            try:
                yield
            finally:
                os.dup2(ours, 2)
    finally:
        sys.stderr = before
        os.close(nowhere)


def wide(table: Table) -> None:
    """A table whose lines are as long as they must be: paths stay whole, also in a narrow window."""
    with suppress(OSError):
        Console(highlight=False, width=max(out.width, 400)).print(table, no_wrap=True, crop=False)


def show_markdown(text: str) -> None:
    printed(out, Markdown(text))


@contextmanager
def working(what: str) -> Iterator[None]:
    """Progress for work of unknown length: a spinner in a terminal, one line elsewhere."""
    if err.is_terminal:
        with err.status(what):
            yield
    else:
        printed(err, Text(what + " ..."), soft_wrap=True)
        yield
