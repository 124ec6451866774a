"""The rehearsal itself, and going on with one that was interrupted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulator.cli.common import (
    LANGUAGE,
    NAMES,
    PATH,
    TRANSCRIBE_URL,
    heard_with,
    make_report,
    session_path,
    settings_of,
)
from simulator.errors import CandidateError
from simulator.terminal import output

if TYPE_CHECKING:
    from simulator.config import Settings
    from simulator.interview.bank import Stage
    from simulator.listening.recorded_candidate import RecordedRoom
    from simulator.recovery import Cause
    from simulator.wiring import Rehearsal

_STAGES = (
    "opening", "claims", "behavioural", "situational", "culture", "motivation", "goals", "logistics",
    "your_questions",
)  # fmt: skip
_STOPPED = "Stopped. What was said up to here is kept; the report follows."


def _device_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of everything that opens devices."""
    for option in reversed(
        (
            click.option("--microphone", metavar="NAME", help="Number, name or part of it; see: doctor."),
            click.option("--speaker", metavar="NAME", help="The same for the loudspeaker."),
            click.option(
                "--echo",
                type=click.Choice(["cancel", "mute", "off"]),
                help="The interviewer's voice in your microphone: cancel it, do not listen meanwhile (mute), "
                "or nothing (off, with headphones).",
            ),
            click.option(
                "--text/--no-text", "show_questions", default=None, help="Questions also as text, or not."
            ),
            click.option(
                "--captions/--no-captions", default=None, help="Your words on the screen while you speak."
            ),
            click.option("--voice", help="The interviewer's voice; see: second-round voices."),
            click.option("--model", help="Whisper model: base, tiny.en, a faster-whisper name, or a folder."),
            LANGUAGE,
            NAMES,
            TRANSCRIBE_URL,
            click.option(
                "--patience",
                metavar="HOW",
                help="brisk, normal (default), patient, finish (only you end an answer), or a number: 1 is "
                "normal, 2 waits twice as long.",
            ),
            click.option(
                "--candidate",
                type=PATH,
                help="Hear recordings instead of a microphone: a folder, one file "
                "per answer, or one long file.",
            ),
            click.option(
                "--typed/--spoken", default=None, help="Write your answers; no microphone is needed."
            ),
            click.option("--fast", is_flag=True, help="Recordings only: as fast as this machine allows."),
        )
    ):
        command = option(command)
    return command


def _interview_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What the interviewer has read, and how you want to be asked."""
    for option in reversed(
        (
            click.option("--cv", metavar="FILE", help="Your CV: PDF, Word, Markdown, text or a web page."),
            click.option("--job", metavar="FILE", help="The job ad, likewise."),
            click.option(
                "--company", metavar="FILE", help="Notes on the company: they answer your questions."
            ),
            click.option("--round-one", metavar="FILE", help="Notes from the first interview."),
            click.option("--dossier", metavar="FILE", help="All these, as `dossier --out` wrote them."),
            click.option("--style", help="Who interviews you: manager, peer, executive, hr, or a panel."),
            click.option("--difficulty", help="easy, normal or hard: which claims, how many follow-ups."),
            click.option(
                "--follow-ups/--no-follow-ups", default=None, help="Questions about what you said, or none."
            ),
            click.option(
                "--gentle/--no-gentle", default=None, help="One follow-up at most, none about contradictions."
            ),
            click.option(
                "--thinking-time",
                type=float,
                metavar="SECONDS",
                help="Silence after a question before it is put in other words (20).",
            ),
            click.option("--llm-url", metavar="URL", help="A language model's server for follow-ups; off."),
            click.option("--llm-model", metavar="NAME", help="What that server calls its model."),
            click.option("--seed", type=int, help="Same seed, same plan."),
        )
    ):
        command = option(command)
    return command


@click.command()
@click.option("--demo", is_flag=True, help="The bundled recorded candidate, as fast as this machine allows.")
@click.option("--out", type=PATH, help="A new folder for this session (default: among your sessions).")
@click.option("--minutes", type=int, help="15, 30, 45 or 60: how many questions are planned.")
@click.option("--questions", type=int, help="Number of questions instead, 3 to 8.")
@click.option("--focus", metavar="WORDS", help="A stage (claims, goals ...) or words: more about that.")
@_interview_options
@_device_options
def rehearse(
    demo: bool,
    out: Path | None,
    candidate: Path | None,
    fast: bool,
    **flags: Any,
) -> None:
    """Go through a second interview, aloud, and get its delivery report.

    The interviewer asks through your loudspeaker; answer into your microphone, in your own time. Enter
    ends an answer, R repeats the question, T gives you time to think, P pauses; or say so: "Could you
    repeat the question?" Ctrl-C saves and closes; `second-round resume` goes on.

    \b
    Examples:
      second-round rehearse
      second-round rehearse --cv cv.pdf --job ad.txt --company notes.md
      second-round rehearse --style peer --minutes 30 --no-text
      second-round rehearse --demo
      second-round rehearse --candidate my-answers/ --out friday
    """
    from simulator import wiring
    from simulator.demo import demo_candidate
    from simulator.listening.candidate_files import find_recordings

    settings = _settings(flags)
    if demo and candidate is not None:
        raise click.UsageError("--demo and --candidate both say who is heard: give one of them.")
    if demo:
        candidate, fast = demo_candidate(), True
    if candidate is None:
        if fast:
            raise click.UsageError("--fast is for recordings: give --candidate or --demo.")
        with output.working("Getting the interviewer ready"):
            rehearsal = wiring.prepare_person(settings, out=out)
        _at_the_microphone(rehearsal, settings)
        return
    with output.working("Getting the interviewer ready"):
        rehearsal, room = wiring.prepare_recorded(
            settings, find_recordings(candidate), out=out, clock=None if fast else wiring.RealClock()
        )
    _with_recordings(rehearsal, room, settings, candidate)


@click.command()
@click.option("--stage", type=click.Choice(_STAGES), help="Which stage to practise (claims).")
@click.option(
    "--questions", type=click.IntRange(1, 5), default=2, show_default=True, help="How many questions."
)
@click.option("--out", type=PATH, help="A new folder for this session (default: among your sessions).")
@_interview_options
@_device_options
def drill(
    stage: Stage | None,
    questions: int,
    out: Path | None,
    candidate: Path | None,
    fast: bool,
    **flags: Any,
) -> None:
    """Practise one stage for a few minutes; after it, what would make each answer stronger.

    \b
    Examples:
      second-round drill --stage goals
      second-round drill --stage claims --cv cv.pdf --questions 1
    """
    from simulator import script, wiring
    from simulator.listening.candidate_files import find_recordings

    settings = _settings(flags)
    wanted = script.Drill(stage or "claims", questions)
    if candidate is None:
        with output.working("Getting the interviewer ready"):
            rehearsal = wiring.prepare_person(settings, out=out, drill=wanted)
        _at_the_microphone(rehearsal, settings)
    else:
        with output.working("Getting the interviewer ready"):
            rehearsal, room = wiring.prepare_recorded(
                settings,
                find_recordings(candidate),
                out=out,
                clock=None if fast else wiring.RealClock(),
                drill=wanted,
            )
        _with_recordings(rehearsal, room, settings, candidate)
    _strengthen(rehearsal)


def _strengthen(rehearsal: Rehearsal) -> None:
    """What each answer lacked, in the person's own words."""
    from simulator.afterwards import report_on
    from simulator.analysis.strengthening import strengthening

    report = report_on(rehearsal.session)
    for answer in report.answers:
        content = report.contents.of(answer.answer.number)
        for line in strengthening(content, follow_up=bool(answer.follows)) if content else ():
            output.say(f"{answer.answer.label}. {output.printable(line)}")


@click.command()
@click.argument("session", type=PATH, required=False)
@_device_options
def resume(session: Path | None, candidate: Path | None, fast: bool, **flags: Any) -> None:
    """Go on with a session that was stopped or broke off, at the question that was open.

    SESSION is its name, its number in the list, or its folder; the newest when left out. What was said
    before is kept; one report covers all of it.
    """
    from simulator import store, wiring
    from simulator.listening.candidate_files import find_recordings

    path = session_path(session)
    settings = _settings(flags | heard_with(path, **flags))
    folder = store.open_existing(path)
    if candidate is None:
        with output.working("Getting the interviewer ready"):
            rehearsal = wiring.resume_person(settings, folder)
        _at_the_microphone(rehearsal, settings)
        return
    with output.working("Getting the interviewer ready"):
        rehearsal, room = wiring.resume_recorded(
            settings, folder, find_recordings(candidate), clock=None if fast else wiring.RealClock()
        )
    _with_recordings(rehearsal, room, settings, candidate)


def _settings(flags: dict[str, Any], **more: Any) -> Settings:
    from simulator.config import patience_of

    patience = flags.pop("patience", None)
    flags["never_started_s"] = flags.pop("thinking_time", None)
    return settings_of(**flags, **more, patience=None if patience is None else patience_of(patience))


def _at_the_microphone(rehearsal: Rehearsal, settings: Settings) -> None:
    from simulator import wiring
    from simulator.terminal.rehearsal_screen import LiveScreen

    for line in rehearsal.notices:
        output.notice(line)
    screen = LiveScreen(
        rehearsal.plan,
        show_questions=settings.show_questions,
        captions=settings.captions,
        typed=settings.typed,
    )
    with output.libraries_hushed(), screen:
        cause = _run(rehearsal.events(wiring.Seats(controls=screen, audience=screen)), screen)
    if cause == "stopped":
        output.notice(_STOPPED)
    _afterwards(
        rehearsal, settings, cause, "The microphone heard no voice.", "`second-round doctor` finds out why."
    )


def _with_recordings(rehearsal: Rehearsal, room: RecordedRoom, settings: Settings, candidate: Path) -> None:
    from simulator.terminal.rehearsal_screen import SessionLines

    for line in rehearsal.notices:
        output.notice(line)
    lines = SessionLines()
    lines.show(rehearsal.plan)
    cause = _run(rehearsal.events(), lines)
    if cause == "stopped":
        output.notice(_STOPPED)
    for problem in room.broken:
        output.notice(f"{problem} It was heard up to the place where it breaks off.")
    if left := room.left_unheard():
        output.notice(f"{left} More questions (--questions) or more patience (--patience) hear more.")
    _afterwards(
        rehearsal,
        settings,
        cause,
        f"No voice was heard in {candidate}.",
        "Listen to the recording: is it silent, or another person's channel?",
    )


def _afterwards(rehearsal: Rehearsal, settings: Settings, cause: Cause, silent: str, mend: str) -> None:
    """The report, how to go on, and what is wrong when nobody was heard at all."""
    from simulator.interview.recap import resumption

    session = rehearsal.session
    result = make_report(session.path, settings, cause)
    if result.state == "stopped" and resumption(session.events()) is not None:
        output.say("To go on where you stopped: second-round resume")
    elif not any(each.answer.speech or each.answer.typed for each in result.answers):
        raise CandidateError(silent, kept=f"The session is kept in {session.path}.", next_step=mend)


def _run(events: Iterator[Any], screen: Any) -> Cause:
    """Show the events as they come; Ctrl-C ends them and keeps what was said."""
    try:
        for event in events:
            screen.show(event)
    except KeyboardInterrupt:
        return "stopped"
    return "interrupted"
