"""A session heard again."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli.common import PATH, session_path
from simulator.errors import DeviceError, StoreError
from simulator.terminal import output

if TYPE_CHECKING:
    from simulator.devices.player import Player, SilentPlayer
    from simulator.replay import Timeline
    from simulator.store import SessionFolder
    from simulator.terminal.keys import Keys
    from simulator.terminal.replay_keys import Now
    from simulator.terminal.replay_screen import Screen

_PAUSED_POLL_S = 0.1


class _Moment(click.ParamType[float]):
    """Minutes and seconds, as the report and the screen write them."""

    name = "M:SS"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        parts = re.fullmatch(r"(?:(\d+):)?(\d+(?:\.\d+)?)", str(value))
        if parts is None:
            self.fail(f"{value!r} is no time; write minutes and seconds: 2:07.", param, ctx)
        return 60.0 * int(parts[1] or 0) + float(parts[2])


@click.command()
@click.argument("session", type=PATH, required=False)
@click.option("--answer", metavar="N", help="Hear this question and its answer only: 2, or its follow-up 2a.")
@click.option("--speed", type=click.FloatRange(0.5, 2.0), default=1.0, help="0.5 to 2; the pitch stays.")
@click.option("--speaker", default="", help="Loudspeaker: its number or a part of its name.")
@click.option("--from", "start_s", type=_Moment(), help="Begin here, in minutes and seconds: 2:07.")
def replay(
    session: Path | None, answer: str | None, speed: float, speaker: str, start_s: float | None
) -> None:
    """Hear a session again, with captions in step; keys pause, seek and jump to fillers and pauses.

    SESSION is its folder; the newest when left out. Space pauses, left and right go 5 s, up and down change
    the speed, n and b go to the next question and back, f to the next filler, p to the next silence, q quits.

    \b
    Examples:
      second-round replay
      second-round replay friday --answer 2 --speed 1.25
    """
    from simulator import eventlog, store
    from simulator.devices.player import SilentPlayer
    from simulator.replay import timeline_of
    from simulator.terminal.keys import Keys
    from simulator.terminal.replay_keys import Now
    from simulator.terminal.replay_screen import Scene, screen_of

    if answer is not None and start_s is not None:
        raise click.UsageError("--answer and --from both say where to begin: give one of them.")
    folder = store.open_existing(session_path(session))
    records, _ = eventlog.read(folder.log_path)
    timeline = timeline_of([record.event for record in records])
    begin_s, stop_s = _stretch(folder, timeline, answer, start_s or 0.0)
    # There is nothing to save: stopping it is no accident.
    with suppress(KeyboardInterrupt), ExitStack() as stack:
        player = _player(stack, folder, speaker, begin_s, speed)
        started = records[0].wall if records else ""
        scene = Scene(started, timeline, player.end_s, has_keys=Keys.available())
        keys = stack.enter_context(Keys()) if scene.has_keys else None
        screen = stack.enter_context(screen_of(scene))
        silent = "without sound" if isinstance(player, SilentPlayer) else ""
        _play(player, timeline, screen, keys, Now(begin_s, speed, note=silent), stop_s)


def _player(
    stack: ExitStack, folder: SessionFolder, speaker: str, begin_s: float, speed: float
) -> Player | SilentPlayer:
    """The loudspeaker; where none can be had and none was named, only its clock."""
    from simulator.devices.player import Player, SilentPlayer

    try:
        return stack.enter_context(Player(folder, speaker, at_s=begin_s, speed=speed))
    except DeviceError as error:
        if speaker:
            raise
        output.notice(f"{error.what} The captions are shown without sound.")
        return SilentPlayer(folder, at_s=begin_s, speed=speed)


def _stretch(
    folder: SessionFolder, timeline: Timeline, answer: str | None, start_s: float
) -> tuple[float, float]:
    """Where to begin and where to stop; without an answer the sound ends by itself."""
    end_s = folder.audio_duration_s()
    if end_s <= 0:
        raise StoreError(f"{folder.path} holds no sound to hear.", next_step="Name another session.")
    if start_s >= end_s:
        minutes, seconds = divmod(int(end_s), 60)
        raise click.BadParameter(f"the session ends at {minutes}:{seconds:02d}.", param_hint="'--from'")
    if answer is None:
        return start_s, math.inf
    excerpt = timeline.excerpt(answer.strip().lower())
    if excerpt is None:
        labels = ", ".join(dict.fromkeys(moment.label for moment in timeline.of_kind("question")))
        raise click.BadParameter(
            f"there is no answer {answer}; the session has {labels or 'none'}.", param_hint="'--answer'"
        )
    return excerpt.start_s, excerpt.end_s


def _play(
    player: Player | SilentPlayer,
    timeline: Timeline,
    screen: Screen,
    keys: Keys | None,
    now: Now,
    stop_s: float,
) -> None:
    """Sound, picture and keys in turn, until the end or q. A key that leaves the stretch lifts its end."""
    from simulator.terminal.replay_keys import press

    first_s = now.at_s
    while not now.ended:
        screen.draw(now)
        before = now
        for key in _pressed(keys, 0.0 if now.playing else _PAUSED_POLL_S):
            now = press(key, now, timeline, player.end_s)
        if now.at_s != before.at_s:
            player.seek(now.at_s)
            if not first_s <= now.at_s < stop_s:
                stop_s = math.inf
        if now.speed != before.speed:
            player.speed = now.speed
        if not now.playing:
            player.pause()
            continue
        if not player.play() or player.position_s >= stop_s:
            return
        now = replace(now, at_s=player.position_s)


def _pressed(keys: Keys | None, wait_s: float) -> Iterator[str]:
    """All keys that wait to be read, or the first that comes in time."""
    if keys is None:
        time.sleep(wait_s)
        return
    while (key := keys.read(wait_s)) is not None:
        yield key
        wait_s = 0.0
