"""What is said on the screen about devices, pauses and requests: one clear line, or nothing."""

from __future__ import annotations

from typing import get_args

import pytest

from simulator.audio import Span
from simulator.events import (
    AnswerClosed,
    AudioGap,
    CandidateRequested,
    DeviceChanged,
    DeviceFailed,
    DeviceNoticed,
    EndReason,
    Event,
    QuestionAsked,
    Request,
    SessionClosed,
    SessionPaused,
    SessionResumed,
    SpeechStarted,
)
from simulator.terminal.messages import END_REASONS, message
from tests.analysis.handmade import answered

MIC = "USB Microphone"


def asked(request: Request, words: str, by_voice: bool = True) -> CandidateRequested:
    span = Span(70, 72) if by_voice else None
    return CandidateRequested(72.0, 1, request, "voice" if by_voice else "key", span, words)


def test_a_microphone_that_is_gone_is_said_with_what_was_kept_and_what_to_do() -> None:
    said = message(DeviceFailed(125.0, "microphone", MIC, "unplugged"))
    assert MIC in said
    assert "2:05" in said
    assert "kept" in said
    assert "Plug it in again" in said


def test_a_loudspeaker_that_is_gone_does_not_stop_the_interview() -> None:
    said = message(DeviceFailed(125.0, "loudspeaker", "Speaker", "unplugged"))
    assert "2:05" in said
    assert "R repeats" in said
    assert message(DeviceFailed(None, "loudspeaker", "Speaker", "unplugged"))


def test_a_device_that_is_back_is_named() -> None:
    assert message(DeviceChanged(130.0, "microphone", MIC)) == f"The microphone '{MIC}' is back."


def test_a_muted_or_too_loud_microphone_is_said_with_what_to_do() -> None:
    assert "muted?" in message(DeviceNoticed(5.0, MIC, "muted"))
    assert "lower its input level" in message(DeviceNoticed(5.0, MIC, "clipping"))


def test_sound_that_did_not_arrive_is_said_unless_its_cause_was_said_already() -> None:
    gap = AudioGap(62.0, Span(62.0, 62.3), "the computer was too slow")
    assert message(gap) == "0.3 s of sound did not arrive at 1:02."
    assert message(AudioGap(62.0, Span(62.0, 70.0), "the microphone was gone")) == ""


def test_a_pause_says_how_it_ends() -> None:
    assert "nothing is recorded" in message(SessionPaused(60.0, "asked for"))
    assert "P, Enter" in message(SessionPaused(60.0, "asked for"))
    assert message(SessionResumed(60.0, "asked for")) == "Going on."


def test_a_spoken_request_shows_what_was_understood() -> None:
    assert (
        message(asked("repeat", " Could you repeat that? ")) == "Heard: “Could you repeat that?” (once more)"
    )
    assert message(asked("skip", "Next.")) == "Heard: “Next.” (skipped)"


def test_who_presses_a_key_knows_it() -> None:
    for request in get_args(Request):
        assert message(asked(request, "", by_voice=False)) == ""


def test_a_pause_is_not_said_twice() -> None:
    assert message(asked("pause", "Pause, please.")) == ""
    assert message(asked("resume", "Continue.")) == ""


@pytest.mark.parametrize("request_made", get_args(Request))
def test_every_request_can_be_shown(request_made: Request) -> None:
    assert "\n" not in message(asked(request_made, "Please."))


@pytest.mark.parametrize(
    "event",
    [
        SpeechStarted(1.0),
        SessionClosed(90.0, "finished"),
        *(e for e in answered(1, Span(10, 40), []) if isinstance(e, QuestionAsked | AnswerClosed)),
    ],
)
def test_everything_else_is_no_notice(event: Event) -> None:
    assert message(event) == ""


def test_every_end_of_an_answer_has_its_words() -> None:
    assert set(END_REASONS) == set(get_args(EndReason))
