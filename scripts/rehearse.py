"""Rehearse an interview: `python3 scripts/rehearse.py [options]`, from any folder, with any Python 3.11+.

Prepares the environment on the first run, then is `second-round rehearse [options]`.
"""

import sys

import environment

if __name__ == "__main__":
    python = environment.ready_python()
    # -P: a file of the user's own named like one of our libraries must not be imported in its place
    environment.become([python, "-P", "-m", "simulator", "rehearse", *sys.argv[1:]])
