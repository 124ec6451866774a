"""The environment that every script here runs in: made on first use, checked in milliseconds after that.

    import environment
    environment.enter(test=True)   # from here on we run inside it

`python3 scripts/environment.py` alone makes or repairs it. Only the standard library is used, and
nothing here may be newer than the syntax of Python 3.6, so that an old Python reaches its message.
"""

import sys

OLDEST = (3, 11)
NEWEST = (3, 14)  # the last one the packages in requirements.lock were resolved for


def unfit_python(version: "tuple[int, ...]", implementation: str) -> "str | None":
    """Why this Python cannot run Second Round, in one line, or None."""
    if OLDEST <= version[:2] <= NEWEST and implementation == "cpython":
        return None
    found = "{} {}.{}".format(
        {"cpython": "Python", "pypy": "PyPy"}.get(implementation, implementation), *version
    )
    return (
        "Second Round needs Python 3.11 to 3.14, and this is {} ({}). "
        "Install one of those and start this script with it, for example: python3.12 {}"
    ).format(found, sys.executable, " ".join(sys.argv))


_unfit = unfit_python(sys.version_info[:2], sys.implementation.name)
if _unfit:
    sys.stderr.write(_unfit + "\n")
    sys.exit(2)

# Below this line an old Python never comes; it only has to parse it.

import contextlib
import csv
import hashlib
import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, NamedTuple, NoReturn

CHECKOUT = Path(__file__).resolve().parent.parent
LOCK_FILE = CHECKOUT / "requirements.lock"
STAMP = "second-round.json"
LOG = "second-round.log"
WINDOWS = os.name == "nt"
LAYOUT = "1"  # part of every stamp: raise it when environments made by an older script must be refreshed
BATCH = 12  # packages per call of pip: what an interruption can lose, and the grain of the progress
ROOM_GB = 2.0  # the environment with the test tools takes 1.4 GB, the largest batch in flight 0.3 GB
NOT_FOR_CHILDREN = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PYTHONHOME")  # they install somewhere else
AGAIN = "Run the same command again: it goes on where it stopped."


class SetupError(Exception):
    """Something only the person can put right; its text is the one line they read."""


# --- what to install: the lock, and the part of it that is wanted -------------------------------


class Pin(NamedTuple):
    """One block of requirements.lock."""

    name: str
    text: str  # requirement, marker and hashes, as pip reads them
    wanted_by: frozenset[str]  # package names; "" is Second Round itself, "test" its test tools


def read_lock(text: str) -> list[Pin]:
    pins = []
    for block in re.split(r"\n(?=[A-Za-z0-9])", "\n" + text):
        name = re.match(r"[A-Za-z0-9._-]+", block)
        if name is None:
            continue  # the comment at the top
        lines = block.strip("\n").split("\n")
        because = [line.strip(" #") for line in lines if line.startswith("    #")]
        wanted_by = frozenset(wanter(line) for line in because if line != "via")
        requirement = "\n".join(line for line in lines if not line.lstrip().startswith("#"))
        pins.append(Pin(name.group(), requirement, wanted_by))
    return pins


def wanter(line: str) -> str:
    """`via librosa` -> librosa; `second-round (pyproject.toml:test)` -> test; without `:test` -> ""."""
    line = line[len("via ") :] if line.startswith("via ") else line
    ours = re.search(r"\(pyproject\.toml(?::(\w+))?\)", line)
    return (ours.group(1) or "") if ours else line


def wanted_pins(pins: list[Pin], test: bool) -> list[Pin]:
    """Everything with the test tools; without them only what Second Round reaches."""
    if test:
        return pins
    reached = {""}
    while True:
        more = {pin.name for pin in pins if pin.wanted_by & reached} - reached
        if not more:
            return [pin for pin in pins if pin.name in reached]
        reached |= more


def digest(pins: Iterable[Pin]) -> str:
    text = "\n".join([LAYOUT, *(pin.text for pin in pins)])
    return hashlib.sha256(text.encode()).hexdigest()


# --- where it lives -----------------------------------------------------------------------------


def choose_place(checkout: Path, variables: Mapping[str, str], platform: str, home: Path) -> Path:
    """SECOND_ROUND_ENV, else `.venv` in the checkout, else the user's cache, one folder a checkout."""
    asked = variables.get("SECOND_ROUND_ENV")
    if asked:
        return Path(os.path.abspath(os.path.expanduser(asked)))
    beside = checkout / ".venv"
    if os.access(checkout, os.W_OK) and (not beside.exists() or os.access(beside, os.W_OK)):
        return beside
    if platform == "win32":
        cache = Path(variables.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif platform == "darwin":
        cache = home / "Library" / "Caches"
    else:
        cache = Path(variables.get("XDG_CACHE_HOME") or home / ".cache")
    key = hashlib.sha256(os.fsencode(str(checkout))).hexdigest()[:12]
    return cache / "second-round" / ("environment-" + key)


def python_in(place: Path) -> Path:
    return place / ("Scripts/python.exe" if WINDOWS else "bin/python")


def site_packages(place: Path) -> Path:
    if WINDOWS:
        return place / "Lib" / "site-packages"
    found = sorted(place.glob("lib/python3.*/site-packages"))
    return found[-1] if found else place / "lib" / "site-packages"


# --- the stamp: how far an environment has come ---------------------------------------------------
# {"state": "making" | "installing" | "ready", "place", "checkout", "interpreter",
#  "digests": {"runtime", "test"}, "prepared": the runtime digest for which `prepare` ended well}


def read_stamp(place: Path) -> dict[str, Any]:
    try:
        stamp = json.loads((place / STAMP).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(place: Path, stamp: Mapping[str, Any]) -> None:
    draft = place / (STAMP + ".new")
    draft.write_text(json.dumps(stamp, indent=1), "utf-8")
    os.replace(str(draft), str(place / STAMP))


def packages_ready(stamp: Mapping[str, Any], place: Path, group: str, wanted: str) -> bool:
    """A moved checkout, a replaced interpreter and a changed lock all show here."""
    return (
        stamp.get("state") == "ready"
        and stamp.get("place") == str(place)
        and stamp.get("checkout") == str(CHECKOUT)
        and stamp.get("interpreter") == os.path.realpath(str(python_in(place)))
        and python_in(place).exists()
        and stamp.get("digests", {}).get(group) == wanted
    )


# --- saying what goes on; on stderr, so that a script's own output stays clean --------------------


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


def say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


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


# --- running other programs -----------------------------------------------------------------------


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


# --- making it --------------------------------------------------------------------------------------


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


def healthy(place: Path) -> bool:
    """Its interpreter starts, is one we know, and still looks for packages where they are."""
    question = "import sys, sysconfig; print(*sys.version_info[:2], sysconfig.get_path('purelib'))"
    try:
        said = output_of([str(python_in(place)), "-I", "-c", question]).split(" ", 2)
    except OSError:
        return False
    return len(said) == 3 and OLDEST <= (int(said[0]), int(said[1])) <= NEWEST and Path(said[2]).is_dir()


def outside_installer() -> list[str] | None:
    """A pip or uv that can fill an environment which has no pip of its own."""
    candidates = []
    if importlib.util.find_spec("pip"):
        candidates.append([sys.executable, "-m", "pip"])
    candidates += [[found] for found in map(shutil.which, ("pip3", "pip")) if found]
    for pip in candidates:
        number = re.match(r"pip (\d+)\.(\d+)", output_of([*pip, "--version"]))
        if number and (int(number.group(1)), int(number.group(2))) >= (22, 3):  # the first with --python
            return pip
    uv = shutil.which("uv")
    return [uv] if uv else None


def make_empty(place: Path, log: Path, guard: IO[str]) -> None:
    """A virtual environment: with its own pip, else without one if another installer can fill it."""

    def here(module: str) -> bool:
        return importlib.util.find_spec(module) is not None

    if not here("venv") or not (here("ensurepip") or outside_installer()):
        if may_administer() is None:
            tool = "sudo apt-get install python3-venv" if shutil.which("apt-get") else "the system's packages"
            raise SetupError(
                f"{sys.executable} cannot make virtual environments: its venv and pip parts are missing. "
                f"Install them ({tool}), then run the same command again."
            )
        say("\nThis Python cannot make virtual environments: installing Debian's python3-venv.")
        apt_install(["python3-venv"], log, guard)
        importlib.invalidate_caches()
        if not here("ensurepip"):
            raise SetupError(
                f"Debian's python3-venv is installed, but {sys.executable} still has no ensurepip: it is not "
                "Debian's default Python. Start this script with /usr/bin/python3."
            )
    without = [] if here("ensurepip") else ["--without-pip"]
    command = [sys.executable, "-I", "-m", "venv", *without, str(place)]
    run_logged(command, log, guard, "Making the virtual environment")


def installer(place: Path) -> list[str]:
    python = str(python_in(place))
    options = ["--no-deps", "--require-hashes", "--only-binary", ":all:"]
    quiet = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off", "--no-compile"]
    if (site_packages(place) / "pip" / "__main__.py").exists():
        return [python, "-I", "-m", "pip", "install", *quiet, *options]
    outside = outside_installer()
    if outside is None:
        raise SetupError(f"{place} has no pip. Delete that folder and run the same command again.")
    if len(outside) == 1 and Path(outside[0]).stem == "uv":
        return [*outside, "pip", "install", "--python", python, *options]
    return [*outside, "--python", python, "install", *quiet, *options]


def discard_half_installed(site: Path) -> None:
    """After an interruption: forget each package that is not whole, so that pip lays it down anew.

    pip writes INSTALLER after a package's files, and RECORD names each file with its size."""
    for record in site.glob("*.dist-info/RECORD"):
        rows = csv.reader(record.read_text("utf-8").splitlines())  # name, hash, size; RECORD itself has none
        sized = [row for row in rows if len(row) == 3 and row[2] and not row[0].startswith("..")]  # no bin/
        whole = all(size_of(site / name) == int(size) for name, _, size in sized)
        if not whole or not (record.parent / "INSTALLER").exists():
            shutil.rmtree(str(record.parent))
    for info in site.glob("*.dist-info"):
        if not (info / "RECORD").exists():
            shutil.rmtree(str(info))
    for leftover in site.glob("~*"):  # what pip sets aside while it replaces a package
        shutil.rmtree(str(leftover), ignore_errors=True)


def size_of(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return -1


def install(pins: list[Pin], place: Path, log: Path, guard: IO[str]) -> None:
    command = installer(place)
    wanted = place / "second-round.requirements"
    step = Step("[2/3] Packages")
    for start in range(0, len(pins), BATCH):
        batch = pins[start : start + BATCH]
        step.advance(f"{100 * start // len(pins)} %, now {', '.join(pin.name for pin in batch)}")
        wanted.write_text("\n".join(pin.text for pin in batch) + "\n", "utf-8")
        run_logged([*command, "-r", str(wanted)], log, guard, "Installing packages")
    installed = len(
        list(site_packages(place).glob("*.dist-info"))
    )  # the lock also names other systems' packages
    step.done(f"{installed} installed")


def link_checkout(place: Path) -> None:
    """Let the environment find `simulator` in this checkout, under the command `second-round` too.

    Not `pip install --editable`: that needs a build backend and its dependencies in every environment."""
    # Python reads .pth files in the locale's encoding before 3.13 and in UTF-8 after it; ascii() suits both.
    line = f"import sys; sys.path.append({str(CHECKOUT)!a})\n"
    (site_packages(place) / "second_round.pth").write_text(line, "ascii")
    if WINDOWS:
        start = '@"%~dp0python.exe" -P -m simulator %*\r\n'
        (place / "Scripts" / "second-round.cmd").write_text(start, "ascii")
        return
    launcher = place / "bin" / "second-round"  # not a "#!...python" line: that cannot name a path with spaces
    words = f'#!/bin/sh\nexec {shlex.quote(str(python_in(place)))} -P -m simulator "$@"\n'
    launcher.write_bytes(os.fsencode(words))
    launcher.chmod(0o755)


def correct_moved_scripts(place: Path, old_place: str) -> None:
    """A moved checkout: `activate`, and the start scripts of pytest and the like, still name the old path."""
    old, new = os.fsencode(old_place), os.fsencode(str(place))
    for script in (place / "bin").iterdir():
        if script.is_file() and not script.is_symlink() and script.stat().st_size < 20_000:
            content = script.read_bytes()
            corrected = re.sub(re.escape(old) + rb"(?=[/'\"\s])", lambda _: new, content)
            if corrected != content:
                script.write_bytes(corrected)


def may_replace(place: Path, stamp: Mapping[str, Any]) -> bool:
    """Never delete somebody else's folder: only what we stamped, or a virtual environment in `.venv`."""
    contents = {entry.name for entry in place.iterdir()} if place.exists() else set()
    our_venv = place == CHECKOUT / ".venv" and "pyvenv.cfg" in contents
    return bool(stamp) or our_venv or contents <= {STAMP + ".new"}


def make_or_repair(place: Path, pins: list[Pin], digests: dict[str, str], guard: IO[str]) -> None:
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
        free_gb = shutil.disk_usage(str(place)).free / 1e9
        if free_gb < ROOM_GB:
            raise SetupError(f"{place} has {free_gb:.1f} GB free and {ROOM_GB:.0f} are needed.")
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


# --- what scripts call --------------------------------------------------------------------------------


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


def enter(test: bool = False, prepare: bool = True) -> None:
    """Go on only inside the environment: when outside, start this script again with its interpreter."""
    python = ready_python(test, prepare)
    inside = os.path.realpath(sys.prefix) == os.path.realpath(str(Path(python).parent.parent))
    if not inside:
        become([python, *sys.argv])


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print("usage: python3 scripts/environment.py\n\n" + (__doc__ or ""))
        sys.exit(0 if sys.argv[1] in ("-h", "--help") else 2)
    print(ready_python())
