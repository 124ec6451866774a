"""Run the tests: `python3 scripts/test.py [pytest options]`; file paths are relative to the checkout.

Without options the whole suite: first what may run side by side, on every core; then the tests in real time,
alone, because a busy machine would change what they measure. With options one plain run of pytest.
Prepares the environment with the test tools, and Debian's packages where it may install them.
"""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import environment

# What the tests need of the system, and why.
SYSTEM_PACKAGES = {
    "pulseaudio": "the virtual speaker and microphone of the tests",
    "libportaudio2": "sounddevice opens the microphone and the speaker through it",
    "libespeak-ng1": "pyttsx3 speaks with it: the system voice on Linux",
    "espeak-ng": "speaks the test clips that must not come from our own voices",
    "chromium": "the browser in which the pages are tried",
}


def installed(package: str) -> bool:
    return environment.output_of(["dpkg-query", "-W", "-f=${Status}", package]).endswith(" installed")


def see_to_system_packages(log: Path) -> None:
    """Never the reason to stop: the tests that need a missing package say so themselves."""
    if sys.platform != "linux" or not shutil.which("dpkg-query"):
        wanted = "; ".join(f"{name} ({why})" for name, why in SYSTEM_PACKAGES.items())
        environment.say("Not a Debian system. The tests can use, under its own names: " + wanted)
        return
    missing = [package for package in SYSTEM_PACKAGES if not installed(package)]
    if not missing:
        return
    by_hand = "sudo apt-get install " + shlex.join(missing)
    if environment.may_administer() is None:
        environment.say("Some tests need Debian packages that are not here. To install them: " + by_hand)
        return
    step = environment.Step("Debian packages: " + ", ".join(missing))
    try:
        environment.apt_install(missing, log)
        step.done("installed")
    except environment.SetupError as problem:
        environment.say(f"\n{problem}\nGoing on without them; by hand: {by_hand}")


# The two passes of the whole suite; tests/conftest.py says what `realtime` means.
PASSES = (
    ["-n", "logical", "--dist", "loadfile", "-m", "not realtime"],
    ["-m", "realtime"],
)


def whole_suite(pytest: list[str]) -> int:
    """Both passes, also when the first one fails: one run says all there is to mend."""
    try:
        return max([subprocess.call([*pytest, *options]) for options in PASSES])
    except KeyboardInterrupt:
        return 130


def main() -> None:
    python = environment.ready_python(test=True)
    try:
        see_to_system_packages(Path(python).parent.parent / environment.LOG)
    except KeyboardInterrupt:
        sys.exit(130)
    os.chdir(str(environment.CHECKOUT))
    pytest = [python, "-P", "-m", "pytest"]
    if sys.argv[1:]:
        environment.become([*pytest, *sys.argv[1:]])
    sys.exit(whole_suite(pytest))


if __name__ == "__main__":
    main()
