"""Write requirements.lock anew from pyproject.toml: `python3 scripts/lock.py [--upgrade | --check]`.

One lock for Linux, macOS and Windows and every Python we support. Versions stay as they are unless
pyproject.toml forbids them; `--upgrade` takes the newest. `--check` only compares, and needs no network.
"""

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import environment

HEADER = """\
# The exact packages of Second Round, for Linux, macOS and Windows and Python 3.11 to 3.14.
# Made from pyproject.toml by `python3 scripts/lock.py`; do not edit.
# inputs: {inputs}
"""


def inputs_digest(pyproject: dict[str, Any]) -> str:
    """Changes exactly when something in pyproject.toml changes that the lock depends on."""
    project = pyproject["project"]
    inputs = [
        project["requires-python"],
        project["dependencies"],
        project.get("optional-dependencies", {}),
        pyproject.get("dependency-groups", {}),
        pyproject.get("tool", {}).get("uv", {}),
    ]
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()


def current_inputs() -> str:
    import tomllib  # here, because an old Python must first reach the message in environment.py

    return inputs_digest(tomllib.loads((environment.CHECKOUT / "pyproject.toml").read_text("utf-8")))


def in_step(lock: str) -> bool:
    return f"# inputs: {current_inputs()}\n" in lock


def find_uv() -> list[str]:
    """The environment's; without any lock yet there is none, and uv has to be on the PATH."""
    if environment.LOCK_FILE.exists():
        environment.enter(test=True, prepare=False)
        return [sys.executable, "-P", "-m", "uv"]
    on_path = shutil.which("uv")
    if on_path is None:
        sys.exit("There is no requirements.lock to start from: put uv on the PATH and run this again.")
    return [on_path]


def compile_lock(uv: list[str], upgrade: bool) -> str:
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / "requirements.lock"
        if environment.LOCK_FILE.exists():
            shutil.copy(str(environment.LOCK_FILE), str(draft))  # uv keeps the versions it finds here
        command = [*uv, "pip", "compile", "pyproject.toml", "--group", "test", "--extra", "turns"]
        command += ["--output-file", str(draft)]
        command += ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--quiet"]
        if upgrade:
            command.append("--upgrade")
        code = subprocess.call(command, cwd=str(environment.CHECKOUT), stdout=subprocess.DEVNULL)
        if code != 0:
            sys.exit("uv could not resolve the packages (see above); requirements.lock is as it was.")
        return draft.read_text("utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--upgrade", action="store_true", help="take the newest that pyproject.toml allows")
    parser.add_argument("--check", action="store_true", help="exit code 1 when the lock is out of step")
    options = parser.parse_args()
    old = environment.LOCK_FILE.read_text("utf-8") if environment.LOCK_FILE.exists() else ""
    if options.check:
        if not in_step(old):
            sys.exit("requirements.lock is out of step with pyproject.toml. Run: python3 scripts/lock.py")
        print("requirements.lock is in step with pyproject.toml.")
        return
    new = compile_lock(find_uv(), options.upgrade)
    if "://" in new or str(environment.CHECKOUT) in new:
        sys.exit("The new lock would name a host or a path of this machine; requirements.lock is as it was.")
    new = HEADER.format(inputs=current_inputs()) + new
    draft = environment.LOCK_FILE.with_name("requirements.lock.new")
    draft.write_text(new, "utf-8", newline="\n")
    os.replace(str(draft), str(environment.LOCK_FILE))
    print("requirements.lock: {} packages".format(len(re.findall(r"(?m)^[a-z0-9]", new))))


if __name__ == "__main__":
    main()
