"""The environment that every script here runs in: made on first use, checked in milliseconds after that.

    import environment
    environment.enter(test=True)   # from here on we run inside it

`python3 scripts/environment.py` alone makes or repairs it. Only the standard library is used, and
nothing here or in setting_up/ may be newer than the syntax of Python 3.6, so that an old Python reaches
its message.
"""

import os
import sys

sys.path.append(os.path.dirname(os.path.abspath(__file__)))  # `python3 -P` does not look beside the script

from setting_up.fit_python import unfit_python

_unfit = unfit_python(sys.version_info[:2], sys.implementation.name)
if _unfit:
    sys.stderr.write(_unfit + "\n")
    sys.exit(2)

# Below this line an old Python never comes; it only has to parse it.

import contextlib
import shutil
import subprocess
from pathlib import Path
from typing import IO, NoReturn

from setting_up.commands import apt_install, may_administer, output_of
from setting_up.guard import alone
from setting_up.lock_file import LOCK_FILE, Pin, read_lock, wanted_pins
from setting_up.messages import AGAIN, SetupError, Step, advice, say
from setting_up.packages import discard_half_installed, install
from setting_up.place import CHECKOUT, LOG, WINDOWS, check_room, choose_place, python_in, site_packages
from setting_up.stamp import digest, packages_ready, read_stamp, write_stamp
from setting_up.virtual_environment import (
    correct_moved_scripts,
    healthy,
    link_checkout,
    make_empty,
    may_replace,
)

__all__ = [  # what scripts use
    "CHECKOUT",
    "LOCK_FILE",
    "LOG",
    "SetupError",
    "Step",
    "apt_install",
    "become",
    "enter",
    "may_administer",
    "output_of",
    "ready_python",
    "say",
]


def enter(test: bool = False, prepare: bool = True) -> None:
    """Go on only inside the environment: when outside, start this script again with its interpreter."""
    python = ready_python(test, prepare)
    inside = os.path.realpath(sys.prefix) == os.path.realpath(str(Path(python).parent.parent))
    if not inside:
        become([python, *sys.argv])


def become(command: list[str]) -> NoReturn:
    """Let this process be that command; current folder, output and exit code are its own."""
    sys.stdout.flush()
    sys.stderr.flush()
    if not WINDOWS:
        os.execv(command[0], command)
    child = subprocess.Popen(command)  # Windows' execv returns to the prompt before the command has ended
    while True:
        with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C is the child's to answer
            sys.exit(child.wait())


def ready_python(test: bool = False, prepare: bool = True) -> str:
    """`ensure`, with everything that can go wrong told in one line instead of a traceback."""
    try:
        return str(ensure(test, prepare))
    except KeyboardInterrupt:
        say("\nStopped. " + AGAIN)
        sys.exit(130)
    except SetupError as problem:
        say("\n" + str(problem))
        sys.exit(2)
    except OSError as problem:
        say(f"\nThe environment could not be prepared: {problem}. {advice(str(problem))}")
        sys.exit(2)


def ensure(test: bool = False, prepare: bool = True) -> Path:
    """Make, repair or just check the environment; its interpreter."""
    pins = read_lock(LOCK_FILE.read_text("utf-8"))
    digests = {"runtime": digest(wanted_pins(pins, test=False))}
    if test:
        digests["test"] = digest(pins)
    group = "test" if test else "runtime"
    place = choose_place(CHECKOUT, os.environ, sys.platform, Path.home())

    def packages() -> bool:
        return packages_ready(read_stamp(place), place, group, digests[group])

    def models() -> bool:
        return not prepare or read_stamp(place).get("prepared") == digests["runtime"]

    if packages() and models():
        return python_in(place)
    place.parent.mkdir(parents=True, exist_ok=True)
    with alone(place) as guard:
        if not packages():
            make_or_repair(place, wanted_pins(pins, test), digests, guard)
        if not models():
            prepare_models(place, guard)
            write_stamp(place, {**read_stamp(place), "prepared": digests["runtime"]})
    return python_in(place)


def make_or_repair(place: Path, pins: list[Pin], digests: dict[str, str], guard: IO[str]) -> None:
    """Step by step; the stamp says how far it came, so that the next run goes on from there."""
    stamp = read_stamp(place)
    keep = stamp.get("state") != "making" and healthy(place)
    if not keep:
        if not may_replace(place, stamp):
            raise SetupError(f"{place} was not made by this script. Move it away, or set SECOND_ROUND_ENV.")
        if place.exists():
            say(f"Second Round: {place} is half made or its Python is gone; making it anew.")
            shutil.rmtree(str(place))
        stamp = {}
    place.mkdir(parents=True, exist_ok=True)
    log = place / LOG
    facts = {**stamp, "place": str(place), "checkout": str(CHECKOUT)}
    if not keep:
        check_room(place)
        say(f"Second Round: preparing its environment in {place} (once, about a minute).")
        write_stamp(place, {**facts, "state": "making"})
        step = Step("[1/3] Virtual environment")
        make_empty(place, log, guard)
        step.done("Python {}.{}.{}".format(*sys.version_info))
    if stamp.get("state") == "installing":
        discard_half_installed(site_packages(place))
    if stamp.get("place") not in (None, str(place)) and not WINDOWS:
        correct_moved_scripts(place, stamp["place"])
    write_stamp(place, {**facts, "state": "installing"})
    install(pins, place, log, guard)
    link_checkout(place)
    interpreter = os.path.realpath(str(python_in(place)))
    write_stamp(place, {**facts, "state": "ready", "interpreter": interpreter, "digests": digests})


def prepare_models(place: Path, guard: IO[str]) -> None:
    """What only Second Round itself knows: it joins the speech model and warms compiled caches."""
    say("[3/3] Speech model")
    keep = () if WINDOWS else (guard.fileno(),)
    command = [str(python_in(place)), "-P", "-m", "simulator", "prepare"]
    code = subprocess.call(command, stdout=sys.stderr.fileno(), stdin=subprocess.DEVNULL, pass_fds=keep)
    if code != 0:
        raise SetupError(f"Preparing the speech model failed (exit code {code}; see above). {AGAIN}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print("usage: python3 scripts/environment.py\n\n" + (__doc__ or ""))
        sys.exit(0 if sys.argv[1] in ("-h", "--help") else 2)
    print(ready_python())
