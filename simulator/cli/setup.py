"""Getting ready: voices to choose from, models to prepare."""

from __future__ import annotations

import time

import click

from simulator.terminal import output


@click.command()
@click.option("--play", metavar="VOICE", help="Hear this voice.")
@click.option("--text", default="Welcome back. Tell me more about your last project.", help="What it says.")
def voices(play: str | None, text: str) -> None:
    """List the voices the interviewer can have, or play one."""
    from simulator.speech.speaker import play_aloud
    from simulator.speech.voices import list_voices, open_voice

    if play is not None:
        voice, fallback = open_voice(play)
        if fallback:
            output.notice(fallback)
        play_aloud(voice.synthesize(text))
        return
    found, missing = list_voices()
    for info in found:
        output.say(f"{info.name:<24}{info.about}")
    if missing:
        output.notice(missing)


@click.command()
def prepare() -> None:
    """Get models and compiled caches ready now, so that the first rehearsal starts at once."""
    from simulator.warmup import steps

    for number, step in enumerate(steps(), start=1):
        began_s = time.monotonic()
        with output.working(f"{number}. {step.what}"):
            step.run()
        output.say(f"{number}. {step.what}: done in {time.monotonic() - began_s:.1f} s")
