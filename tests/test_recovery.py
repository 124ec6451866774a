"""An interrupted session: where it broke off, what was open, and what has yet to be written down."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from simulator import store
from simulator.analysis.answers import answers_of, is_closed
from simulator.audio import FRAME_S, FRAME_SAMPLES, SAMPLE_RATE, Samples, Span
from simulator.events import (
    AnswerClosed,
    Event,
    RepairNote,
    SessionClosed,
    SessionResumed,
    SpeechStarted,
    SpeechStopped,
    Word,
    WordsHeard,
)
from simulator.listening.live import LiveListener
from simulator.listening.recording import Recording
from simulator.ports import Heard
from simulator.recovery import breaking_off, needs_recovery, recover
from simulator.store import SessionFolder
from tests.analysis.handmade import answered, heard, session, spoken
from tests.system import FIXTURES

FIRST, SECOND = Span(10, 40), Span(50, 80)
WHOLE = session(answered(1, FIRST, [Span(12, 30)], spoken("one", 13)))
OPENED, CLOSED = WHOLE[:3], WHOLE[-1]


def cut(number: int, floor: Span, *speech: Span) -> list[Event]:
    """A question whose answer was never closed."""
    return [e for e in answered(number, floor, speech) if isinstance(e, SpeechStarted | SpeechStopped)] + [
        answered(number, floor, speech)[0]
    ]


ONE = answered(1, FIRST, [Span(12, 30)], spoken("one", 13))
BROKEN = [*OPENED, *ONE, *cut(2, SECOND)]
GOES_ON = SessionResumed(60.0, "taken up again")


def test_a_session_is_closed_when_it_ended_and_was_not_taken_up_since() -> None:
    end = SessionClosed(90.0, "finished")
    assert is_closed(WHOLE)
    assert not is_closed([])
    assert not is_closed(BROKEN)
    assert not is_closed([*WHOLE, GOES_ON])
    assert is_closed([*WHOLE, GOES_ON, end])
    assert not is_closed([*WHOLE, GOES_ON, end, GOES_ON])
    assert is_closed([*WHOLE, RepairNote(None, "mended")])


def test_an_open_answer_is_closed_where_the_sound_ends_and_that_is_noted() -> None:
    note, answer = breaking_off(BROKEN, 63.5)
    assert isinstance(note, RepairNote)
    assert "64 s" in note.what
    assert answer == AnswerClosed(63.5, 2, Span(50, 63.5), "interrupted")


def test_between_two_questions_nothing_is_closed() -> None:
    (note,) = breaking_off([*OPENED, *ONE], 45.0)
    assert isinstance(note, RepairNote)


def test_a_session_that_was_stopped_goes_on_without_a_note() -> None:
    stopped = [*OPENED, *ONE, *cut(2, SECOND), AnswerClosed(60.0, 2, Span(50, 60), "stopped")]
    assert breaking_off([*stopped, SessionClosed(60.0, "stopped")], 60.0) == []


def test_a_question_cut_while_it_was_asked_ends_with_the_sound() -> None:
    _, answer = breaking_off(BROKEN, 48.0)
    assert answer == AnswerClosed(48.0, 2, Span(48.0, 48.0), "interrupted")


def test_a_question_asked_again_is_open_again() -> None:
    again = [*BROKEN, *breaking_off(BROKEN, 60.0), GOES_ON]
    assert [type(event) for event in breaking_off(again, 61.0)] == [RepairNote]
    third = Span(70, 99)
    _, answer = breaking_off([*again, *cut(2, third)], 75.0)
    assert answer == AnswerClosed(75.0, 2, Span(70, 75), "interrupted")


def test_what_has_words_for_every_answer_and_an_end_is_whole() -> None:
    assert not needs_recovery(WHOLE)
    assert needs_recovery(BROKEN)
    assert needs_recovery([*WHOLE, GOES_ON])
    assert needs_recovery([event for event in WHOLE if not isinstance(event, WordsHeard)])


def test_the_words_of_a_later_answer_are_not_those_of_the_one_that_was_cut() -> None:
    again = [*BROKEN, *breaking_off(BROKEN, 60.0), GOES_ON]
    third = answered(2, Span(70, 90), [Span(72, 85)], spoken("two", 73))
    resumed = [*again, *third, SessionClosed(95.0, "finished")]
    assert needs_recovery(resumed)
    assert not needs_recovery([*resumed, heard(2, spoken("tw", 52), transcript_id="late", span=Span(50, 60))])


class Ear:
    """A transcriber that says "word" for whatever it is given."""

    name = "ear"

    def draft(self, samples: Samples, *, context: str = "") -> Heard:
        return Heard((), ())

    def transcribe(self, samples: Samples, *, context: str = "") -> Heard:
        return Heard((Word("word", Span(0, len(samples) / SAMPLE_RATE), 0.9),), ())


@pytest.fixture
def interrupted(tmp_path: Path) -> tuple[SessionFolder, list[Event]]:
    """Answers of a real voice at 1 s and, asked again after an interruption, at 20 s; 30 s of sound."""
    session = store.create(tmp_path / "friday")
    voice, _ = soundfile.read(FIXTURES / "clips" / "steady_pace.flac", dtype="float32")
    sound = np.zeros(round(30 / FRAME_S) * FRAME_SAMPLES, np.float32)
    for at_s in (1, 20):
        sound[at_s * SAMPLE_RATE :][: len(voice)] = voice
    with Recording(session) as recording:
        for start in range(0, len(sound), FRAME_SAMPLES):
            frame = sound[start : start + FRAME_SAMPLES]
            recording.write(interviewer=np.zeros_like(frame), candidate=frame)
    first = [*OPENED, answered(1, Span(0.5, 5), [])[0], SpeechStarted(1.2)]
    before = [*first, *breaking_off(first, 5.0), SessionResumed(5.0, "taken up again")]
    second = answered(1, Span(19, 30), [Span(20.2, 24.5)], spoken("later", 21))
    return session, [*before, *second, SessionClosed(30.0, "finished")]


def recovered(session: SessionFolder, events: list[Event]) -> list[Event]:
    with LiveListener(Ear) as listener:
        return list(recover(session, events, listener))


def test_a_cut_answer_is_heard_from_the_recording_and_the_later_one_left_alone(
    interrupted: tuple[SessionFolder, list[Event]],
) -> None:
    session, events = interrupted
    added = recovered(session, events)
    voices = [event for event in added if isinstance(event, SpeechStarted | SpeechStopped)]
    assert voices
    assert all(event.at_s is not None and 0.5 <= event.at_s <= 5 for event in voices)
    assert isinstance(voices[-1], SpeechStopped)
    words = [event for event in added if isinstance(event, WordsHeard)]
    assert words[-1].complete
    assert all(event.span.end_s <= 5.1 for event in words)
    assert not any(isinstance(event, SessionClosed | AnswerClosed) for event in added)
    assert not needs_recovery([*events, *added])


def test_after_recovery_the_later_answer_is_the_answer_and_the_earlier_is_known(
    interrupted: tuple[SessionFolder, list[Event]],
) -> None:
    session, events = interrupted
    (answer,) = answers_of([*events, *recovered(session, events)])
    assert answer.floor == Span(19, 30)
    assert [word.text for word in answer.words] == ["later"]
    assert answer.earlier == (Span(0.5, 5),)


def test_a_session_that_ended_is_not_said_to_have_been_interrupted(
    interrupted: tuple[SessionFolder, list[Event]],
) -> None:
    """It was, once; that is noted where it happened, not at the end of the recording."""
    session, events = interrupted
    noted = [event.what for event in recovered(session, events) if isinstance(event, RepairNote)]
    assert not any("Interrupted at 30 s" in what for what in noted)


def test_a_session_killed_after_it_was_taken_up_is_made_whole(
    interrupted: tuple[SessionFolder, list[Event]],
) -> None:
    session, events = interrupted
    killed = events[: next(i for i, e in enumerate(events) if isinstance(e, SessionResumed)) + 2]
    assert needs_recovery(killed)
    whole = [*killed, *recovered(session, killed)]
    assert not needs_recovery(whole)
    assert whole[-1] == SessionClosed(session.audio_duration_s(), "interrupted")
    closed = [event.span for event in whole if isinstance(event, AnswerClosed)]
    assert closed == [Span(0.5, 5), Span(19, session.audio_duration_s())]
    (answer,) = answers_of(whole)
    assert answer.floor.start_s == 19
    assert answer.words
