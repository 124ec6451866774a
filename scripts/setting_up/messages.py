"""Saying what goes on, and what to do when it fails; on stderr, so that a script's own output stays clean."""

import re
import shutil
import sys
import time

AGAIN = "Run the same command again: it goes on where it stopped."

# What installers are known to say, and what to do about it.
REMEDIES = (
    ("No space left|Errno 28|not enough space", "The disk is full: free about 2 GB"),
    ("DO NOT MATCH THE HASHES|hash mismatch", "A package is not the one that was locked: do not trust it"),
    ("CERTIFICATE_VERIFY_FAILED|SSLError", "The secure connection failed: check clock and certificates"),
    (
        "NewConnectionError|Failed to establish|name resolution|Network is unreachable|getaddrinfo"
        "|Connection (refused|reset|aborted)|timed out|ProxyError|dns error|connect error",
        "The packages could not be reached: check the network (or the proxy)",
    ),
    (
        "No matching distribution|from versions: none|no usable wheels|no wheels",
        "No ready-made package for this machine: they exist for 64-bit Linux with glibc, macOS 14 or newer "
        "on Apple silicon, and Windows on x86-64",
    ),
    ("Permission denied|Errno 13", "Something may not be written: check who owns the folder"),
)


class SetupError(Exception):
    """Something only the person can put right; its text is the one line they read."""


def say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


class Step:
    """One line: rewritten as it advances on a terminal, completed at its end elsewhere."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.began = time.monotonic()
        self.live = sys.stderr.isatty()
        self._write(title + " ...")

    def advance(self, text: str) -> None:
        if self.live:
            width = shutil.get_terminal_size().columns - 1
            self._write("\r\x1b[K" + (self.title + ": " + text)[:width])

    def done(self, text: str) -> None:
        seconds = f"{time.monotonic() - self.began:.0f} s"
        self._write(("\r\x1b[K" + self.title + ": " if self.live else " ") + text + ", " + seconds + "\n")

    def _write(self, text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()


def last_words(log: str) -> str:
    """The last line of a log that says something went wrong, or just the last."""
    lines = [line.strip() for line in log.splitlines() if line.strip() and "[notice]" not in line]
    wrong = [line for line in lines if re.match(r"(?i)(e|error|fatal|oserror|exception)\b ?:", line)]
    return (wrong or lines or ["(it said nothing)"])[-1]


def advice(log: str) -> str:
    for pattern, what_to_do in REMEDIES:
        if re.search(pattern, log, re.IGNORECASE):
            return what_to_do + ", then run the same command again."
    return AGAIN
