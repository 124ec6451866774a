"""Check style and types: `python3 scripts/lint.py`; `--fix` puts right what can be put right by itself."""

import argparse
import os
import subprocess
import sys

import environment


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fix", action="store_true", help="apply the fixes and the format")
    fix = parser.parse_args().fix
    environment.enter(test=True, prepare=False)  # must work while the simulator does not even start
    os.chdir(str(environment.CHECKOUT))
    checks = [
        ["ruff", "check", *(["--fix"] if fix else [])],
        ["ruff", "format", *([] if fix else ["--check"])],
        ["mypy"],
    ]
    failed = [check for check in checks if subprocess.call([sys.executable, "-P", "-m", *check]) != 0]
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
