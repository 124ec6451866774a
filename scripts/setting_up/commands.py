"""Running other programs: their noise goes into a log, of which one line is told when they fail."""

import contextlib
import os
import shutil
import subprocess
from pathlib import Path
from typing import IO

from setting_up.messages import SetupError, advice, last_words
from setting_up.place import WINDOWS

NOT_FOR_CHILDREN = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PYTHONHOME")  # they install somewhere else


def run_logged(command: list[str], log: Path, guard: IO[str] | None, what: str) -> None:
    """Run with all noise in the log. The child inherits the guard: while it lives, even when we are
    killed, nobody else starts on the same environment."""
    keep = () if guard is None or WINDOWS else (guard.fileno(),)
    with log.open("ab") as output:
        output.write(f"\n$ {' '.join(command)}\n".encode("utf-8", "replace"))
        output.flush()
        start = output.tell()
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={name: value for name, value in os.environ.items() if name not in NOT_FOR_CHILDREN},
            pass_fds=keep,
        )
        try:
            code = child.wait()
        except BaseException:
            child.terminate()
            child.wait()
            raise
    if code != 0:
        said = log.read_bytes()[start:].decode("utf-8", "replace")
        raise SetupError(f"{what} failed: {last_words(said).rstrip('.')}. {advice(said)} Log: {log}")


def output_of(command: list[str]) -> str:
    ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return ran.stdout.strip()


def may_administer() -> list[str] | None:
    """The words to put before an administrator's command, or None when it may not be run unasked."""
    if WINDOWS or shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.call(["sudo", "-n", "true"], stderr=subprocess.DEVNULL) == 0:
        return ["sudo", "-n"]
    return None


def apt_install(packages: list[str], log: Path, guard: IO[str] | None = None) -> None:
    """Debian's own packages; only call it when `may_administer()` is not None."""
    apt = [*(may_administer() or []), "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
    apt += ["-o", "DPkg::Lock::Timeout=300"]
    with contextlib.suppress(SetupError):  # a source that is down may not be the one we need
        run_logged([*apt, "update"], log, guard, "apt-get update")
    run_logged([*apt, "install", "--no-install-recommends", *packages], log, guard, "apt-get install")
