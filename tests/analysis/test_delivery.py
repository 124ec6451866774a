"""The delivery report: a pure function of the session's events."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.analysis.delivery import analyse
from simulator.audio import Span
from simulator.events import RepairNote, SessionClosed, SpeechStopped
from simulator.ports import Prosody
from tests.analysis.handmade import STARTED, answered, heard, report_of, session, spoken, um, words_at

# 60 s of voice in two stretches with a pause of 4 s between, 160 words, two ums and one "you know".
FIRST = answered(
    1,
    Span(10, 80),
    [Span(12, 42), Span(46, 76)],
    [*words_at(150, 30, 12), *spoken("It was, you know, hard.", 46, wpm=150), *words_at(150, 28, 48)],
    [um(20), um(50)],
)
SECOND = answered(2, Span(90, 110), [], end_reason="no_answer")
THIRD = answered(3, Span(120, 155), [Span(121, 151)], words_at(120, 30, 121), [um(130), um(140, 0.2)])


def test_a_session_is_measured_as_counted_by_hand() -> None:
    report = report_of(FIRST, SECOND, THIRD)
    first, second, third = report.answers
    values = {metric.key: metric.value for metric in first.metrics}
    assert values == {
        "answer_length_s": 64,
        "speaking_rate_wpm": 140.62,  # 150 words in 64 s
        "filler_sounds_per_min": 1.88,
        "filler_words_per_min": 0.94,
        "repairs_per_min": 0,
        "time_to_first_word_s": 2,
        "pause_median_s": 4,
        "long_pauses_per_min": 0.94,
        "speaking_share": 93.75,
        "pitch_sd_st": None,
    }
    assert [phrase.text for phrase in first.phrases] == ["you know"]
    assert [pause.span for pause in first.pauses] == [Span(42, 46)]
    assert {metric.value for metric in second.metrics} == {None}
    assert third.metric("speaking_rate_wpm").value == 120

    overall = {metric.key: metric.value for metric in report.overall}
    assert overall["speaking_rate_wpm"] == pytest.approx(60 * 210 / 94, abs=0.01)
    assert overall["filler_sounds_per_min"] == pytest.approx(60 * 3 / 94, abs=0.01)
    assert overall["answer_length_s"] == 47
    assert overall["speaking_share"] == pytest.approx(100 * 90 / 94, abs=0.01)
    assert report.metric("filler_sounds_per_min").interval == pytest.approx((1.91, 2.55))


def test_a_report_says_what_session_it_is_of() -> None:
    report = report_of(FIRST)
    assert (report.session_id, report.candidate, report.synthetic) == ("the-session", "recording me", True)
    assert (report.style, report.minutes, report.seed) == ("manager", 15, 7)
    assert (report.started, report.state, report.duration_s) == (STARTED, "finished", 83)
    assert (report.settings, report.versions) == ({"model": "base"}, {"second-round": "1"})


def test_the_same_events_give_the_same_report() -> None:
    assert report_of(FIRST, SECOND) == report_of(FIRST, SECOND)


def test_an_interrupted_session_is_reported_as_far_as_it_went() -> None:
    whole = session(FIRST, SECOND)
    broken_off = [event for event in whole if not isinstance(event, SessionClosed)]
    report = analyse(broken_off, started=STARTED)
    assert report.state == "interrupted"
    assert report.answers == report_of(FIRST, SECOND).answers


def test_no_events_are_an_empty_report() -> None:
    report = analyse([], started="")
    assert (report.answers, report.remarks, report.duration_s, report.state) == ((), (), 0, "interrupted")
    assert {metric.value for metric in report.overall} == {None}


def test_words_heard_anew_change_the_report_and_nothing_else_in_the_log() -> None:
    events = session(FIRST)
    better = heard(1, [*words_at(60, 30, 12), *words_at(60, 30, 46)], transcript_id="second")
    before, after = analyse(events, started=STARTED), analyse([*events, better], started=STARTED)
    assert before.answers[0].metric("speaking_rate_wpm").value == pytest.approx(140.62)
    assert after.answers[0].metric("speaking_rate_wpm").value == 56.25  # 60 words
    assert after.answers[0].pauses[0].span == before.answers[0].pauses[0].span


def test_an_added_pause_is_one_more_and_lowers_the_share_of_speaking() -> None:
    plain = report_of(answered(1, Span(10, 80), [Span(12, 42), Span(46, 76)]))
    paused = report_of(answered(1, Span(10, 80), [Span(12, 42), Span(46, 60), Span(63, 76)]))
    assert len(paused.answers[0].pauses) == len(plain.answers[0].pauses) + 1
    shares = [report.metric("speaking_share").value for report in (plain, paused)]
    assert shares[0] is not None
    assert shares[1] is not None
    assert shares[1] < shares[0]


def test_notes_and_strange_edges_change_nothing() -> None:
    events = session(FIRST)
    noisy = [SpeechStopped(1.0), *events, RepairNote(None, "A half-written last line was left out.")]
    assert analyse(noisy, started=STARTED).answers == analyse(events, started=STARTED).answers


def voice(sd_semitones: float) -> Prosody:
    """Every step of a session voiced, swinging evenly around 200 Hz."""
    at_s = np.arange(0, 200, 0.032)
    swing = np.where(np.arange(len(at_s)) % 2, sd_semitones, -sd_semitones)
    f0_hz = (200 * 2 ** (swing / 12)).astype(np.float32)
    return Prosody(at_s, f0_hz, np.full(len(at_s), -20, np.float32))


def test_where_the_voice_was_measured_its_movement_is_told() -> None:
    for semitones in (0.0, 2.5):
        report = analyse(session(FIRST, SECOND), started=STARTED, prosody=voice(semitones))
        # Around its own median, one of the two values: the spread is the same.
        assert report.metric("pitch_sd_st").value == pytest.approx(semitones, abs=0.02)
        assert report.answers[1].metric("pitch_sd_st").value is None
