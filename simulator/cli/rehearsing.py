"""The rehearsal itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli.common import PATH, make_report, settings_of
from simulator.errors import CandidateError
from simulator.terminal import output
from simulator.terminal.output import SessionScreen

if TYPE_CHECKING:
    from simulator.recovery import Cause

NOBODY_TO_HEAR = (
    "This version hears recordings only, no microphone yet: here is the demo. "
    "Name recordings of your own with --candidate."
)


@click.command()
@click.option(
    "--candidate", type=PATH, help="Recordings to hear: a folder, one file per answer, or one long file."
)
@click.option("--demo", is_flag=True, help="The bundled recorded candidate, as fast as this machine allows.")
@click.option("--fast", is_flag=True, help="Do not wait in real time: as fast as this machine allows.")
@click.option("--out", type=PATH, help="A new folder for this session (default: among your sessions).")
@click.option("--style", help="Who interviews you: manager, peer, executive or hr.")
@click.option("--minutes", type=int, help="15, 30, 45 or 60: how many questions are planned.")
@click.option("--questions", type=int, help="Number of questions instead, 3 to 8.")
@click.option("--seed", type=int, help="Same seed, same plan.")
@click.option("--voice", help="The interviewer's voice; see: second-round voices.")
@click.option("--model", help="Whisper model: base, tiny.en, a faster-whisper name, or a folder.")
@click.option("--patience", type=float, metavar="SECONDS", help="Silence after which your answer is over.")
def rehearse(
    candidate: Path | None,
    demo: bool,
    fast: bool,
    out: Path | None,
    style: str | None,
    minutes: int | None,
    questions: int | None,
    seed: int | None,
    voice: str | None,
    model: str | None,
    patience: float | None,
) -> None:
    """Go through a second interview and get its delivery report.

    The interviewer asks, the candidate is heard and transcribed while speaking, and afterwards a report
    shows pace, fillers, pauses and answer lengths, each tied to the moment it speaks of.

    \b
    Examples:
      second-round rehearse --demo
      second-round rehearse --candidate my-answers/ --style peer --out friday
    """
    from simulator import wiring
    from simulator.demo import demo_candidate
    from simulator.listening.candidate_files import find_recordings

    settings = settings_of(
        style=style,
        minutes=minutes,
        questions=questions,
        seed=seed,
        voice=voice,
        model=model,
        turn_silence_s=patience,
    )
    if candidate is None:
        if not demo:
            output.notice(NOBODY_TO_HEAR)
        candidate = demo_candidate()
        fast = True
    with output.working("Getting the interviewer ready"):
        rehearsal = wiring.prepare_recorded(
            settings, find_recordings(candidate), out=out, clock=None if fast else wiring.RealClock()
        )
    if rehearsal.notice:
        output.notice(rehearsal.notice)
    screen = SessionScreen(len(rehearsal.plan.questions))
    cause: Cause = "interrupted"
    try:
        for event in rehearsal.events():
            screen.show(event)
    except KeyboardInterrupt:
        cause = "stopped"
        output.notice("Stopped. What was said up to here is kept; the report follows.")
    for problem in rehearsal.room.broken:
        output.notice(f"{problem} It was heard up to the place where it breaks off.")
    if left := rehearsal.room.left_unheard():
        output.notice(f"{left} More questions (--questions) or more patience (--patience) hear more.")
    make_report(rehearsal.session.path, settings, cause)
    _complain_if_silent(rehearsal.session.path, candidate)


def _complain_if_silent(path: Path, candidate: Path) -> None:
    from simulator import store, wiring

    result = wiring.report_on(store.open_existing(path))
    if not any(answer.answer.speech_span for answer in result.answers):
        raise CandidateError(
            f"No voice was heard in {candidate}.",
            kept=f"The session is kept in {path}.",
            next_step="Listen to the recording: is it silent, or another person's channel?",
        )
