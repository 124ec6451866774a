"""What is fine on this machine, what is not, and how to mend it."""

from __future__ import annotations

import json
import sys
import textwrap
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from simulator.terminal import output

if TYPE_CHECKING:
    from simulator.devices.check import Check

_STYLES = {"ok": "green", "warn": "yellow", "bad": "bold red"}
_INDENT = 20
_WIDEST = 100


@click.command()
@click.option("--microphone", help="Microphone: its number or a part of its name.")
@click.option("--speaker", help="Loudspeaker: its number or a part of its name.")
@click.option("--no-sound", is_flag=True, help="Open no devices: check everything else.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object with every check and every number.")
@click.pass_context
def doctor(
    context: click.Context, microphone: str | None, speaker: str | None, no_sound: bool, as_json: bool
) -> None:
    """Check this machine: devices, levels, models, voices, disk. Takes about 15 seconds.

    In a terminal it asks you to be quiet and to say a sentence; it plays three soft noises. Nothing played
    or recorded is kept. Ends with code 0 when a rehearsal can be held, else with 2.

    \b
    Examples:
      second-round doctor
      second-round doctor --microphone usb --json
    """
    from simulator import doctor as doctors

    somebody = sys.stdin.isatty() and sys.stderr.isatty()
    flags = {"microphone": microphone, "speaker": speaker}
    checks = []
    for check in doctors.examine(flags, with_sound=not no_sound, tell=output.notice if somebody else None):
        checks.append(check)
        if not as_json:
            _show(check)
    ready = doctors.can_rehearse(checks)
    if as_json:
        output.say(json.dumps({"ready": ready, "checks": [asdict(check) for check in checks]}, indent=1))
    elif ready:
        output.say("\nA rehearsal can be held: second-round rehearse")
    else:
        output.say("\nA rehearsal cannot be held yet: mend what is marked bad.")
    context.exit(0 if ready else 2)


def _show(check: Check) -> None:
    """One check, folded so that what was found stands in a column of its own."""
    from rich.text import Text

    width = max(_INDENT + 20, min(output.out.width, _WIDEST))
    shown = Text()
    shown.append(f"{check.state:<6}", style=_STYLES[check.state])
    shown.append(f"{check.title:<{_INDENT - 6}}", style="bold")
    shown.append("\n".join(_folded(check.found, width)))
    if check.mend:
        shown.append("\n" + " " * _INDENT)
        shown.append("\n".join(_folded(f"→ {check.mend}", width)), style="dim")
    output.out.print(shown, soft_wrap=True)


def _folded(text: str, width: int) -> list[str]:
    lines = textwrap.wrap(text, width - _INDENT, break_long_words=False, break_on_hyphens=False)
    return [line if number == 0 else " " * _INDENT + line for number, line in enumerate(lines)]
