"""How a command ends when it is told to."""

from __future__ import annotations

import subprocess
import sys

import pytest

WAITS = """
import signal, sys, time
import click
from simulator.ending import run
signal.signal(signal.SIGINT, signal.{ctrl_c})

@click.command()
def waits():
    print("waits", flush=True)
    time.sleep(30)

sys.exit(run(waits))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
@pytest.mark.parametrize("ctrl_c", ["default_int_handler", "SIG_IGN"])
def test_a_polite_kill_stops_it_in_the_background_too(ctrl_c: str) -> None:
    """Who is started with `&` or nohup inherits that Ctrl-C is ignored."""
    code = WAITS.replace("{ctrl_c}", ctrl_c)
    with subprocess.Popen(
        [sys.executable, "-P", "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "waits\n"
        process.terminate()
        _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "stopped." in said
