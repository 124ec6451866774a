"""Every way a command can end, as one line for the person and an exit code; no traceback reaches them.

0 done; 2 something a person can put right; 130 stopped by them.
"""

from __future__ import annotations

import io
import os
import signal
import sys
import traceback

import click

from simulator.errors import SecondRoundError
from simulator.terminal import output

STOPPED = 130
_KEPT = "If a rehearsal was running, what was recorded is kept, and `second-round report` completes it."


def run(app: click.Command) -> int:
    """Run the command line and return its exit code."""
    os.umask(0o077)  # whatever we write is its owner's alone, from its first byte
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a bullet shows something else
    _stop_as_ctrl_c_does()
    try:
        return app.main(prog_name="second-round", standalone_mode=False) or 0
    except click.exceptions.NoArgsIsHelpError as error:
        output.say(error.format_message())
        return 0
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "second-round"
        output.fail(f"{error.format_message()} See: {command} --help")
    except (click.Abort, KeyboardInterrupt):
        output.fail(f"stopped. {_KEPT}")
        return STOPPED
    except SecondRoundError as error:
        output.fail(str(error))
    except OSError as error:
        output.fail(f"{error.strerror or error}: {error.filename or 'no further detail'}.")
    except Exception as error:
        output.fail(
            f"Something we did not expect: {type(error).__name__}. {_KEPT} Details: {_keep_details(error)}"
        )
    return 2


def _stop_as_ctrl_c_does() -> None:
    """A closed terminal or a polite kill saves and reports; nohup stays nohup."""
    for name in ("SIGTERM", "SIGHUP"):  # Windows has no SIGHUP
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)


def _stop(*_: object) -> None:
    """As Ctrl-C; in the background, where Ctrl-C is nobody's and ignored, all the same."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        raise KeyboardInterrupt
    signal.raise_signal(signal.SIGINT)


def _keep_details(error: Exception) -> str:
    """Write the traceback where it can be sent from, and say where."""
    from simulator.paths import cache_dir

    text = "".join(traceback.format_exception(error))
    path = cache_dir() / "last-error.txt"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError:
        return text.splitlines()[-1]
    return str(path)
