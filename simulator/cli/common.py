"""What several commands share: settings from all sources, a session by its path, the report of one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulator.terminal import output

if TYPE_CHECKING:
    from simulator.analysis.results import Report
    from simulator.config import Settings
    from simulator.recovery import Cause

PATH = click.Path(path_type=Path)
LANGUAGE = click.option("--language", help="What is spoken: en, de, fr ... (fillers: English only).")
NAMES = click.option("--names", help='Names and tools that will be said, as written: "Kubernetes, Siobhan".')
TRANSCRIBE_URL = click.option(
    "--transcribe-url",
    metavar="URL",
    help="Send your answers to this OpenAI-compatible server for transcription (default: to nobody).",
)


def settings_of(**flags: Any) -> Settings:
    from simulator.config import load_settings
    from simulator.paths import config_file

    return load_settings(flags, config_file=config_file(), environ=os.environ)


def session_path(given: str | Path | None) -> Path:
    """The folder of the session a person means; see `library.find_session`."""
    from simulator import library
    from simulator.paths import sessions_dir

    return library.find_session(sessions_dir(settings_of().sessions_dir), given).path


def heard_with(path: Path, **given: Any) -> dict[str, Any]:
    """How a session was transcribed, where nothing else is given: it is completed in the same way."""
    from simulator import store
    from simulator.events import ProfileTaken

    profiles = (e for e in store.open_existing(path).events() if isinstance(e, ProfileTaken))
    before = next((profile.settings for profile in profiles), {})
    return {name: given.get(name) or before.get(name) for name in ("model", "language", "names")}


def make_report(path: Path, settings: Settings, cause: Cause = "interrupted") -> Report:
    """Complete a session, write its report and show it."""
    from simulator import afterwards, store
    from simulator.report.files import write_reports
    from simulator.report.markdown import as_markdown

    session = store.open_existing(path)
    if not afterwards.is_complete(session) and (line := afterwards.sending(settings)):
        output.notice(line)
    with output.working("Listening to the end and writing the report"):
        added = afterwards.complete(session, settings, cause)
        result = afterwards.report_on(session)
        page = write_reports(session, result)
        afterwards.pack(session)
    if added and cause == "interrupted":
        output.notice("The session had been interrupted: it was completed from its recording.")
    output.show_markdown(as_markdown(result, methods=False))
    output.say(f"Session: {path}")
    output.say(f"Report: {page}")
    return result
