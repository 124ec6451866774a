"""What the interviewer waited for, as the reports and the replay tell it."""

from __future__ import annotations

from simulator.analysis.answers import answers_of
from simulator.analysis.waits import waits_of
from simulator.audio import Span
from simulator.events import Event, TurnDecided, TurnReopened, TurnTaken
from tests.analysis.handmade import answered, session, spoken


def waits(*more: Event) -> list[tuple[str, str]]:
    events = session(
        [*answered(1, Span(10, 40), [Span(14, 20), Span(23.5, 37.5)], spoken("I moved", 14)), *more]
    )
    (answer,) = answers_of(events)
    return [(wait.kind, wait.says) for wait in waits_of(answer, events)]


def test_silences_and_the_turn_are_told_in_order_with_their_reasons() -> None:
    told = waits(
        TurnDecided(20.4, 1, "wait", 5.0, "ended on \u201cmove\u201d: waiting 5.0 s"),
        TurnDecided(23.6, 1, "wait", 5.0, "speaking"),
    )
    assert told == [
        ("first_word", "first word after 4.0 s"),
        ("pause", "pause 3.5 s, up to 5.0 s would have been left alone: ended on \u201cmove\u201d"),
        ("turn", "waited 2.5 s: silence after speech"),
    ]


def test_a_turn_given_back_says_so() -> None:
    told = waits(TurnTaken(22.0, 1, 7, 2.0, "sounded finished: waited 2.0 s"), TurnReopened(23.8, 1, 7))
    assert ("turn", "waited 2.0 s: sounded finished; too early, and given back") in told


def test_another_questions_turns_are_not_told() -> None:
    assert len(waits(TurnTaken(22.0, 2, 7, 2.0, "sounded finished: waited 2.0 s"))) == 3
