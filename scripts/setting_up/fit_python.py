"""Can this Python run Second Round? The one module here that an old Python really executes, down to 3.6."""

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
