"""The commands. They parse, wire and print; every decision is made elsewhere."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulator import __version__, ending, terminal
from simulator.errors import CandidateError

if TYPE_CHECKING:
    from simulator.config import Settings
    from simulator.recovery import Cause

NOBODY_TO_HEAR = (
    "This version hears recordings only, no microphone yet: here is the demo. "
    "Name recordings of your own with --candidate."
)


def main() -> None:
    """Entry point of the command."""
    sys.exit(ending.run(app))


_PATH = click.Path(path_type=Path)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="second-round", message="%(prog)s %(version)s")
def app() -> None:
    """Rehearse a second job interview aloud, offline.

    An interviewer asks, you answer, and a report shows how it went: what you said and how, every remark
    tied to its moment. Everything stays on this machine.
    """


@app.command()
@click.option(
    "--candidate", type=_PATH, help="Recordings to hear: a folder, one file per answer, or one long file."
)
@click.option("--demo", is_flag=True, help="The bundled recorded candidate, as fast as this machine allows.")
@click.option("--fast", is_flag=True, help="Do not wait in real time: as fast as this machine allows.")
@click.option("--out", type=_PATH, help="A new folder for this session (default: among your sessions).")
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

    settings = _settings(
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
            terminal.notice(NOBODY_TO_HEAR)
        candidate = demo_candidate()
        fast = True
    with terminal.working("Getting the interviewer ready"):
        rehearsal = wiring.prepare_recorded(
            settings, find_recordings(candidate), out=out, clock=None if fast else wiring.RealClock()
        )
    if rehearsal.notice:
        terminal.notice(rehearsal.notice)
    screen = terminal.SessionScreen(len(rehearsal.plan.questions))
    cause: Cause = "interrupted"
    try:
        for event in rehearsal.events():
            screen.show(event)
    except KeyboardInterrupt:
        cause = "stopped"
        terminal.notice("Stopped. What was said up to here is kept; the report follows.")
    for problem in rehearsal.room.broken:
        terminal.notice(f"{problem} It was heard up to the place where it breaks off.")
    if left := rehearsal.room.left_unheard():
        terminal.notice(f"{left} More questions (--questions) or more patience (--patience) hear more.")
    _report(rehearsal.session.path, settings, cause)
    _complain_if_silent(rehearsal.session.path, candidate)


@app.command()
@click.argument("session", type=_PATH, required=False)
@click.option("--model", help="Whisper model for what is not transcribed yet.")
def report(session: Path | None, model: str | None) -> None:
    """Make a session's report anew, completing it first if it was interrupted.

    SESSION is its folder; the newest when left out.
    """
    path = _session_path(session)
    _report(path, _settings(model=model or _model_of(path)))


@app.command()
@click.argument("folder", type=_PATH, required=False)
def sessions(folder: Path | None) -> None:
    """List your sessions, oldest first, or those in another FOLDER."""
    from rich.table import Table

    from simulator import store, wiring

    found = store.find_sessions(folder or wiring.sessions_dir(_settings()))
    if not found and folder and (folder / "events.jsonl").is_file():
        found = [store.SessionFolder(folder)]
    if not found:
        terminal.say("No sessions yet. Start with: second-round rehearse --demo --fast")
        return
    table = Table("started (UTC)", "heard", "answers", "state", "report", box=None, pad_edge=False)
    for summary in map(store.summarize, found):
        path = summary.folder.path
        table.add_row(
            summary.started[:16].replace("T", " "),
            summary.candidate,
            f"{summary.answers} of {summary.questions}",
            summary.state,
            str(path / "report.html") if summary.has_report else f"none: {path}",
        )
    terminal.wide(table)


@app.command()
@click.option("--play", metavar="VOICE", help="Hear this voice.")
@click.option("--text", default="Welcome back. Tell me more about your last project.", help="What it says.")
def voices(play: str | None, text: str) -> None:
    """List the voices the interviewer can have, or play one."""
    from simulator.speech.speaker import play_aloud
    from simulator.speech.voices import list_voices, open_voice

    if play is not None:
        voice, fallback = open_voice(play)
        if fallback:
            terminal.notice(fallback)
        play_aloud(voice.synthesize(text))
        return
    found, missing = list_voices()
    for info in found:
        terminal.say(f"{info.name:<24}{info.about}")
    if missing:
        terminal.notice(missing)


@app.command()
def prepare() -> None:
    """Get models and compiled caches ready now, so that the first rehearsal starts at once."""
    from simulator.warmup import steps

    for number, step in enumerate(steps(), start=1):
        began_s = time.monotonic()
        with terminal.working(f"{number}. {step.what}"):
            step.run()
        terminal.say(f"{number}. {step.what}: done in {time.monotonic() - began_s:.1f} s")


def _settings(**flags: Any) -> Settings:
    from simulator.config import load_settings
    from simulator.paths import config_file

    return load_settings(flags, config_file=config_file(), environ=os.environ)


def _session_path(given: Path | None) -> Path:
    from simulator import store, wiring

    if given is not None:
        return store.open_existing(given).path
    found = store.find_sessions(wiring.sessions_dir(_settings()))
    if not found:
        raise CandidateError(
            "There is no session yet.", next_step="Start with: second-round rehearse --demo --fast"
        )
    return found[-1].path


def _model_of(path: Path) -> str | None:
    """The model a session was recorded with: its report is completed with the same."""
    from simulator import store
    from simulator.events import ProfileTaken

    profiles = (e for e in store.open_existing(path).events() if isinstance(e, ProfileTaken))
    return next((profile.settings.get("model") for profile in profiles), None)


def _report(path: Path, settings: Settings, cause: Cause = "interrupted") -> None:
    from simulator import store, wiring
    from simulator.report.files import write_reports
    from simulator.report.markdown import as_markdown

    session = store.open_existing(path)
    with terminal.working("Listening to the end and writing the report"):
        added = wiring.complete(session, settings, cause)
        result = wiring.report_on(session)
        page = write_reports(session, result)
        wiring.pack(session)
    if added and cause == "interrupted":
        terminal.notice("The session had been interrupted: it was completed from its recording.")
    terminal.show_markdown(as_markdown(result, methods=False))
    terminal.say(f"Session: {path}")
    terminal.say(f"Report: {page}")


def _complain_if_silent(path: Path, candidate: Path) -> None:
    from simulator import store, wiring

    result = wiring.report_on(store.open_existing(path))
    if not any(answer.answer.speech_span for answer in result.answers):
        raise CandidateError(
            f"No voice was heard in {candidate}.",
            kept=f"The session is kept in {path}.",
            next_step="Listen to the recording: is it silent, or another person's channel?",
        )
