"""How long the interviewer waited in an answer's silences, and why: the turn policy's own reasons."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from simulator.analysis.answers import Answer
from simulator.analysis.pauses import MARKED_S, pauses_of
from simulator.analysis.results import Wait
from simulator.audio import Span
from simulator.events import Event, TurnDecided, TurnReopened, TurnTaken

_WAIT_IN_REASON = re.compile(r"^wait(?:ed|ing) [\d.]+ s: |: wait(?:ed|ing) [\d.]+ s$")


def waits_of(answer: Answer, events: Sequence[Event]) -> tuple[Wait, ...]:
    """Silences of 2 s or more before the first word and inside, and every one whose turn was taken."""
    own = [
        event
        for event in events
        if isinstance(event, TurnDecided | TurnTaken) and event.question_number == answer.number
    ]
    decided = [event for event in own if isinstance(event, TurnDecided)]
    turns = [event for event in own if isinstance(event, TurnTaken)]
    given_back = {event.turn for event in events if isinstance(event, TurnReopened)}
    found = [*_silences(answer, decided), *_turns(answer, turns, given_back)]
    return tuple(sorted(found, key=lambda wait: wait.silence))


def _silences(answer: Answer, decided: Sequence[TurnDecided]) -> Iterator[Wait]:
    for pause in pauses_of(answer):
        yield from _marked("pause", pause.span, decided)
    if answer.waited is not None:
        yield from _marked("first_word", answer.waited, decided)


def _marked(
    kind: Literal["first_word", "pause"], silence: Span, decided: Sequence[TurnDecided]
) -> Iterator[Wait]:
    """With what the policy waited for at its end; nothing if it thought the candidate was speaking."""
    if silence.duration_s < MARKED_S:
        return
    known = [
        event
        for event in decided
        if event.at_s is not None
        and silence.start_s <= event.at_s <= silence.end_s
        and event.reason != "speaking"
    ]
    if known:
        yield Wait(kind, silence, _why(known[-1].reason), known[-1].needed_silence_s)
    else:
        yield Wait(kind, silence, "")


def _turns(answer: Answer, turns: Sequence[TurnTaken], given_back: set[int]) -> Iterator[Wait]:
    for event in turns:
        if event.at_s is not None and answer.floor.start_s <= event.at_s <= answer.floor.end_s:
            silence = Span(event.at_s - event.silence_s, event.at_s)
            yield Wait("turn", silence, _why(event.reason), given_back=event.turn in given_back)


def _why(reason: str) -> str:
    return _WAIT_IN_REASON.sub("", reason)
