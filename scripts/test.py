"""Run the tests: `python3 scripts/test.py [pytest options]`; file paths are relative to the checkout.

Prepares the environment with the test tools, and Debian's packages where it may install them.
"""

import os
import shlex
import shutil
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


def main() -> None:
    python = environment.ready_python(test=True)
    try:
        see_to_system_packages(Path(python).parent.parent / environment.LOG)
    except KeyboardInterrupt:
        sys.exit(130)
    os.chdir(str(environment.CHECKOUT))
    environment.become([python, "-P", "-m", "pytest", *sys.argv[1:]])


if __name__ == "__main__":
    main()
