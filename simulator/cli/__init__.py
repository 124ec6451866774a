"""The commands. They parse, wire and print; every decision is made elsewhere."""

from __future__ import annotations

import os
import sys

import click

from simulator import __version__, ending
from simulator.cli import doctor, dossier, rehearsing, replaying, sessions, setup, thanking, transcribing


def main() -> None:
    """Entry point of the command."""
    code = ending.run(app)
    if code == ending.STOPPED:  # a decoder's thread may be in the middle of its work: nobody waits for it
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="second-round", message="%(prog)s %(version)s")
def app() -> None:
    """Rehearse a second job interview aloud, offline.

    An interviewer asks, you answer, and a report shows how it went: what you said and how, every remark
    tied to its moment. Everything stays on this machine, unless you name a transcription server of your own.
    """


for _command in (
    rehearsing.rehearse,
    rehearsing.drill,
    rehearsing.resume,
    replaying.replay,
    transcribing.transcribe,
    sessions.report,
    sessions.sessions,
    thanking.thank_you,
    dossier.dossier,
    doctor.doctor,
    setup.voices,
    setup.prepare,
):
    app.add_command(_command)
