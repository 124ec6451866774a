"""Prove that setting up works, on fresh copies of this checkout: see --help.

Each proof installs the real lock into a folder of its own and starts `scripts/rehearse.py --help`; some
ten minutes in all, one after the other. What this machine cannot show says "not run" and why.
Three proofs work inside a private mount namespace, over a copy-on-write view of this system that is
thrown away at the end: there Debian's packages are really removed and really installed again.
"""

import argparse
import contextlib
import json
import os
import platform
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import environment
from setting_up.place import python_in, site_packages
from setting_up.stamp import STAMP

DEBIAN_PYTHON = "/usr/bin/python3"
NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
STUB = "import sys\nprint('stub', *sys.argv[1:])\n"

# Run by an environment's own Python: what is installed, and that every file of it is whole.
INVENTORY = """
import importlib.metadata as m
for package in sorted(m.distributions(), key=lambda d: d.name.lower()):
    print(package.name, package.version)
    for file in package.files or []:
        if file.parts[0] == "..":
            continue  # start scripts in bin/, which are corrected when the checkout moves
        whole = file.size is None or file.locate().stat().st_size == file.size
        assert whole, f"{file} is not whole"
"""


class NotRunError(Exception):
    """This machine cannot show it; the text says why."""


class Ran(NamedTuple):
    code: int
    text: str
    seconds: float


class Lab:
    """A folder that goes away, and how to run things in it as a stranger would."""

    def __init__(self, folder: Path, stub: bool) -> None:
        self.folder = folder
        self.stub = stub
        # the interpreter itself: a version manager's start script looks for its own files under HOME
        self.python = str(getattr(sys, "_base_executable", sys.executable))

    def copy(self, name: str) -> Path:
        """What a clone would hold: everything that git tracks or would add."""
        checkout = self.folder / name
        listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        files = subprocess.run(listing, cwd=environment.CHECKOUT, check=True, stdout=subprocess.PIPE).stdout
        for file in filter(None, os.fsdecode(files).split("\0")):
            source = environment.CHECKOUT / file
            if source.is_file():
                (checkout / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(str(source), str(checkout / file))
        if self.stub:
            shutil.rmtree(str(checkout / "simulator"), ignore_errors=True)
            (checkout / "simulator").mkdir()
            (checkout / "simulator" / "__init__.py").touch()
            (checkout / "simulator" / "__main__.py").write_text(STUB, "utf-8")
        return checkout

    def variables(self, checkout: Path) -> dict[str, str]:
        """A home of its own: nobody's caches or settings help."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("SECOND_ROUND_", "XDG_", "PYTHON"))}
        return {**kept, "HOME": str(self.folder / ("home of " + checkout.name))}

    def start(
        self, checkout: Path, before: Sequence[str] = (), python: str = "", script: str = "rehearse.py"
    ) -> "subprocess.Popen[str]":
        variables = self.variables(checkout)
        Path(variables["HOME"]).mkdir(exist_ok=True)
        options = ["--help"] if script == "rehearse.py" else []
        return subprocess.Popen(
            [*before, python or self.python, str(checkout / "scripts" / script), *options],
            cwd=str(self.folder),
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(
        self, checkout: Path, before: Sequence[str] = (), python: str = "", script: str = "rehearse.py"
    ) -> Ran:
        began = time.monotonic()
        child = self.start(checkout, before, python, script)
        text, _ = child.communicate(timeout=1800)
        return Ran(child.returncode, text, time.monotonic() - began)


def must(ok: bool, what: str) -> None:
    if not ok:
        raise AssertionError(what)


def must_work(ran: Ran) -> None:
    must(ran.code == 0 and "rehearse" in ran.text, f"exit code {ran.code}: {ran.text[-600:]}")


def must_refuse(ran: Ran, *words: str) -> None:
    """Exit code 2 and a line a person can act on."""
    last = ran.text.strip().splitlines()[-1] if ran.text.strip() else ""
    ok = ran.code == 2 and all(word in last for word in words) and "Traceback" not in ran.text
    must(ok, f"exit code {ran.code}: {ran.text[-600:]}")


def inventory(place: Path) -> list[str]:
    command = [str(python_in(place)), "-I", "-c", INVENTORY]
    ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    must(ran.returncode == 0, ran.stdout[-300:])
    return ran.stdout.splitlines()


# --- the proofs: each gives back what is worth telling ------------------------------------------


def clean_copy(lab: Lab) -> str:
    checkout = lab.copy("clean")
    must_work(lab.run(checkout))
    launcher = checkout / ".venv" / "bin" / "second-round"
    must(
        subprocess.run([str(launcher), "--help"], stdout=subprocess.DEVNULL).returncode == 0,
        "no second-round",
    )
    return f"{len(inventory(checkout / '.venv'))} packages, Python {platform.python_version()}"


def finished_copy(lab: Lab) -> Path:
    if not (lab.folder / "clean").exists():
        clean_copy(lab)
    return lab.folder / "clean"


def second_run(lab: Lab) -> str:
    checkout = finished_copy(lab)
    best = min(lab.run(checkout, script="environment.py").seconds for _ in range(5))
    must(best < 1, f"{best:.2f} s")
    return f"checking the finished environment takes {best:.3f} s, Python's own start included"


def moved(lab: Lab) -> str:
    there = finished_copy(lab).rename(lab.folder / "moved elsewhere")
    before = inventory(there / ".venv")
    must_work(lab.run(there))
    must(inventory(there / ".venv") == before, "other packages than before")
    old = os.fsencode(str(lab.folder / "clean") + "/")
    stale = [file.name for file in (there / ".venv" / "bin").iterdir() if old in file.read_bytes()]
    must(not stale, f"these still name the old place: {stale}")
    return "nothing was downloaded again"


def two_at_once(lab: Lab) -> str:
    checkout = lab.copy("zweite Runde, für Übermütige")
    children = [lab.start(checkout) for _ in range(2)]
    texts = [child.communicate(timeout=1800)[0] for child in children]
    for child, text in zip(children, texts, strict=True):
        must_work(Ran(child.returncode, text, 0))
    must(sum("waiting for it" in text for text in texts) == 1, "nobody said that it waits")
    inventory(checkout / ".venv")
    launcher = checkout / ".venv" / "bin" / "second-round"
    must(
        subprocess.run([str(launcher), "--help"], stdout=subprocess.DEVNULL).returncode == 0,
        "no second-round",
    )
    return f"in {checkout.name!r}"


def wait_for_pip(checkout: Path, child: "subprocess.Popen[str]", calls: int) -> None:
    """Until pip was called so often, and is in the middle of that call."""
    log = checkout / ".venv" / environment.LOG
    while not (log.exists() and log.read_text("utf-8", "replace").count("\n$ ") > calls):
        must(child.poll() is None, "it ended before it could be interrupted")
        time.sleep(0.05)
    time.sleep(1.2)


def interrupted(lab: Lab) -> str:
    checkout = lab.copy("interrupted")
    child = lab.start(checkout)
    wait_for_pip(checkout, child, 4)
    os.killpg(child.pid, signal.SIGINT)  # as Ctrl-C does: to the script and to pip
    text, _ = child.communicate(timeout=60)
    must(child.returncode == 130 and "Traceback" not in text, f"exit code {child.returncode}: {text[-300:]}")
    must(text.rstrip().endswith("it goes on where it stopped."), text[-300:])
    kept = len(list(site_packages(checkout / ".venv").glob("*.dist-info")))
    again = lab.run(checkout)
    must_work(again)
    inventory(checkout / ".venv")
    return f"{kept} packages were kept; again: {again.seconds:.0f} s"


def killed(lab: Lab) -> str:
    checkout = lab.copy("killed")
    for calls, only_the_script in ((3, False), (5, True)):
        child = lab.start(checkout)
        wait_for_pip(checkout, child, calls)
        if only_the_script:
            os.kill(child.pid, signal.SIGKILL)  # its pip lives on
            child.wait()
        else:
            os.killpg(child.pid, signal.SIGKILL)
            child.communicate()
    again = lab.run(checkout)
    must_work(again)
    must("waiting for it" in again.text, "did not wait for the pip that was still running")
    inventory(checkout / ".venv")
    return f"all of it, then only the script with pip living on; again: {again.seconds:.0f} s"


def read_only(lab: Lab) -> str:
    checkout = lab.copy("read-only")
    if os.geteuid() != 0 or not Path(DEBIAN_PYTHON).exists():
        raise NotRunError("needs root, to run as nobody")
    home = Path(lab.variables(checkout)["HOME"])
    home.mkdir()
    os.chown(str(home), 65534, 65534)
    must_work(lab.run(checkout, NOBODY, DEBIAN_PYTHON))
    again = lab.run(checkout, NOBODY, DEBIAN_PYTHON)
    must_work(again)
    must(not (checkout / ".venv").exists(), "wrote into the checkout")
    places = list((home / ".cache" / "second-round").glob("environment-*/" + STAMP))
    must(len(places) == 1, f"not in the cache folder: {places}")
    return f"as nobody, environment in ~/.cache/second-round; again: {again.seconds:.2f} s"


def no_network(lab: Lab) -> str:
    if os.geteuid() != 0 or not shutil.which("unshare"):
        raise NotRunError("needs root and unshare")
    ran = lab.run(lab.copy("offline"), ["unshare", "--net"])
    must_refuse(ran, "network", "run the same command again")
    return "one line: " + ran.text.strip().splitlines()[-1][:60] + "..."


def old_pythons(lab: Lab) -> str:
    checkout = lab.copy("old")
    managed = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    found = [str(python) for python in sorted(managed.glob("3.*/bin/python3"))]
    found += filter(None, [shutil.which("pypy3")])
    question = "import sys; print(sys.version_info < (3, 11), *sys.version_info[:2])"
    versions = []
    for python in found:
        answer = environment.output_of([python, "-c", question]).split()
        if answer[:1] == ["True"]:
            must_refuse(lab.run(checkout, python=python), "Second Round needs Python 3.11")
            versions.append(".".join(answer[1:]))
    if not versions:
        raise NotRunError("no Python older than 3.11 on this machine")
    return "Python " + ", ".join(versions)


# --- Debian's own Python, over a copy-on-write view of this system ----------------------------------


@contextlib.contextmanager
def scratch_system(lab: Lab, remove: list[str]) -> Iterator[list[str]]:
    """The words that run a command in a system without those packages; this system stays as it is."""
    if os.geteuid() != 0 or not shutil.which("unshare") or not shutil.which("dpkg"):
        raise NotRunError("needs root, unshare and a Debian system")
    if not Path(DEBIAN_PYTHON).exists():
        raise NotRunError("there is no " + DEBIAN_PYTHON)
    with tempfile.TemporaryDirectory(dir=str(lab.folder)) as folder:
        for name in ("upper", "work", "root"):
            (Path(folder) / name).mkdir()
        script = f"""
            set -e
            cd {shlex.quote(folder)}
            mount -t overlay overlay -o lowerdir=/,upperdir=upper,workdir=work root
            for part in proc dev sys; do mount --rbind /$part root/$part; done
            chroot root dpkg --remove --force-depends {shlex.join(remove)} >/dev/null 2>&1
            exec chroot root "$@"
        """
        yield ["unshare", "--mount", "bash", "-c", script, "bash"]


def debian_packages(*patterns: str) -> list[str]:
    listed = environment.output_of(["dpkg-query", "-W", "-f=${Package} ${Status}\\n", *patterns])
    return [line.split()[0] for line in listed.splitlines() if line.endswith(" installed")]


def debian_run(lab: Lab, name: str, remove: list[str], user: Sequence[str] = ()) -> Ran:
    checkout = lab.copy(name)
    if user:
        os.chown(str(checkout), 65534, 65534)
    path = "PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin"
    with scratch_system(lab, remove) as inside:
        return lab.run(checkout, [*inside, "env", path, *user], DEBIAN_PYTHON)


def debian_without_venv(lab: Lab) -> str:
    remove = debian_packages("python3-venv", "python3.*-venv")
    ran = debian_run(lab, "debian-pip", remove)
    must_work(ran)
    must("installing Debian's" not in ran.text, "installed python3-venv though Debian's pip was there")
    return "filled by Debian's own pip; removed before: " + ", ".join(remove or ["nothing"])


def debian_without_venv_and_pip(lab: Lab) -> str:
    remove = debian_packages("python3-venv", "python3.*-venv", "python3-pip")
    ran = debian_run(lab, "debian-apt", remove)
    must_work(ran)
    must("installing Debian's python3-venv" in ran.text, "nothing was said about python3-venv")
    return "python3-venv installed by apt-get"


def debian_without_rights(lab: Lab) -> str:
    remove = debian_packages("python3-venv", "python3.*-venv", "python3-pip")
    must_refuse(debian_run(lab, "debian-nobody", remove, NOBODY), "sudo apt-get install python3-venv")
    return "as nobody: one line, exit code 2"


PROOFS: "list[tuple[str, Callable[[Lab], str]]]" = [
    ("clean copy, plain python3", clean_copy),
    ("second run", second_run),
    ("checkout moved", moved),
    ("two at once, path with spaces and umlauts", two_at_once),
    ("Ctrl-C in the middle of pip, then again", interrupted),
    ("kill -9 in the middle of pip, then again", killed),
    ("read-only checkout", read_only),
    ("Debian's python3 without python3-venv", debian_without_venv),
    ("... and without python3-pip", debian_without_venv_and_pip),
    ("... and without the right to install", debian_without_rights),
    ("no network", no_network),
    ("Python older than 3.11", old_pythons),
]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the table there too")
    parser.add_argument("--only", metavar="WORDS", help="just the proofs whose name has these words")
    parser.add_argument("--stub", action="store_true", help="put a stub in the place of simulator/")
    options = parser.parse_args()
    rows = []
    signal.signal(signal.SIGINT, signal.default_int_handler)  # started in the background, we would ignore it
    with tempfile.TemporaryDirectory(prefix="second-round-proof-") as folder:
        os.chmod(folder, 0o755)  # nobody must be able to read the read-only checkout
        lab = Lab(Path(folder), options.stub)
        for name, proof in PROOFS:
            if options.only and options.only not in name:
                continue
            began = time.monotonic()
            try:
                outcome, detail = "ok", proof(lab)
            except NotRunError as why:
                outcome, detail = "not run", str(why)
            except (AssertionError, OSError, subprocess.SubprocessError) as problem:
                outcome, detail = "FAILED", str(problem)
            seconds = round(time.monotonic() - began, 1)
            rows.append({"proof": name, "outcome": outcome, "seconds": seconds, "detail": detail})
            print(f"{outcome:8}{seconds:7.1f} s  {name}: {detail}", flush=True)
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")
    return 1 if any(row["outcome"] == "FAILED" for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
