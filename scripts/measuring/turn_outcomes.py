"""From what was played to what is scored: a turn in the room, or the takes of a policy that plays nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from measuring.played_lines import Played
from measuring.spoken_turn import SpokenTurn
from measuring.turn_room import RoomSettings
from measuring.turn_scores import Outcome, Role, Sounded
from simulator.audio import Span

_QUESTION_S = 3.0  # how long a baseline's question is; nothing depends on it


def in_room(
    turn: SpokenTurn,
    began_s: float,
    played: Sequence[Played],
    role_of: Callable[[Played], Role],
    *,
    opening_of: Callable[[Played], float] = lambda line: 0.0,
    heard_until_s: float,
    done_s: float | None = None,
) -> Outcome:
    """What a turn came to whose sound began at `began_s` of the room's clock; the other times are its too.

    What began before the turn did is its question, and no matter.
    """
    lines = [
        Sounded(line.span.shifted(-began_s), role_of(line), opening_of(line))
        for line in played
        if line.span.start_s >= began_s
    ]
    pressed_s = None if done_s is None else done_s - began_s
    return _outcome(turn, lines, heard_until_s - began_s, pressed_s)


def as_if_taken(turn: SpokenTurn, takes: Sequence[float], heard_until_s: float) -> Outcome:
    """As if each take had asked a question at once, as fast as the room's loudspeaker can."""
    late_s = RoomSettings().output_latency_s
    spans = [Span(take_s + late_s, take_s + late_s + _QUESTION_S) for take_s in takes]
    return _outcome(turn, [Sounded(span) for span in spans], heard_until_s, None)


def _outcome(turn: SpokenTurn, lines: Sequence[Sounded], until_s: float, done_s: float | None) -> Outcome:
    return Outcome(
        id=turn.id,
        speaker=turn.speaker,
        form=turn.form,
        true_end_s=turn.true_end_s,
        pauses=tuple(pause.span for pause in turn.pauses),
        speech=turn.speech,
        played=tuple(lines),
        heard_until_s=until_s,
        done_s=done_s,
    )
