"""One process at a time works on an environment."""

import contextlib
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from setting_up.messages import say


@contextlib.contextmanager
def alone(place: Path) -> Iterator[IO[str]]:
    """One process at a time; whoever comes second waits, and says so."""
    with open(str(place) + ".lock", "a") as guard:
        waiting = False
        while not try_lock(guard):
            if not waiting:
                say("Another run is preparing the same environment; waiting for it.")
                waiting = True
            time.sleep(0.2)
        yield guard


def try_lock(guard: IO[str]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(guard.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
