"""Voice activity: probabilities become stretches of speech, and stretches lie where the speech is."""

from __future__ import annotations

import json
from itertools import groupby, pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from simulator.audio import FRAME_S, FRAME_SAMPLES, SAMPLE_RATE, Frame, Samples, Span
from simulator.listening.vad import SileroVad, SpeechTracker, VadDetector, find_speech, speech_spans
from simulator.ports import SpeechEdge
from simulator.tuning import VadSettings
from tests.system import FIXTURES

CLIPS = sorted((FIXTURES / "clips").glob("*.flac"))
SPEECH, BETWEEN, SILENCE = 0.9, 0.4, 0.1  # in between: speech when it was speech, silence when it was not


def spans(*stretches: tuple[float, int]) -> list[Span]:
    """The speech in a line of frames, given as (probability, number of frames)."""
    probabilities = [probability for probability, frames in stretches for _ in range(frames)]
    return list(
        speech_spans((index * FRAME_S, probability) for index, probability in enumerate(probabilities))
    )


def frames(first: int, last: int) -> Span:
    """From the beginning of one frame to the beginning of another."""
    return Span(first * FRAME_S, last * FRAME_S)


def test_speech_is_where_the_frames_say() -> None:
    assert spans((SILENCE, 10), (SPEECH, 20), (SILENCE, 10)) == [frames(10, 30)]
    assert spans((SPEECH, 5), (SILENCE, 20), (SPEECH, 5), (SILENCE, 9)) == [frames(0, 5), frames(25, 30)]


def test_speech_that_lasts_to_the_end_ends_there() -> None:
    (span,) = spans((SILENCE, 10), (SPEECH, 20))
    assert (span.start_s, span.end_s) == pytest.approx((10 * FRAME_S, 30 * FRAME_S))


def test_silence_and_nothing_hold_no_speech() -> None:
    assert spans((SILENCE, 100)) == []
    assert spans() == []


def test_a_click_is_not_speech() -> None:
    assert spans((SILENCE, 10), (SPEECH, 2), (SILENCE, 10)) == []
    assert spans((SILENCE, 10), (SPEECH, 3), (SILENCE, 10)) == [frames(10, 13)]


def test_clicks_in_a_row_do_not_add_up() -> None:
    assert spans(*[(SPEECH, 2), (SILENCE, 1)] * 20) == []


def test_a_short_dip_does_not_end_speech() -> None:
    assert spans((SPEECH, 10), (SILENCE, 4), (SPEECH, 10), (SILENCE, 9)) == [frames(0, 24)]
    assert spans((SPEECH, 10), (SILENCE, 5), (SPEECH, 10), (SILENCE, 9)) == [frames(0, 10), frames(15, 25)]


def test_in_between_keeps_what_was_there() -> None:
    assert spans((SILENCE, 10), (BETWEEN, 50)) == []
    assert spans((SPEECH, 10), (BETWEEN, 50), (SILENCE, 9)) == [frames(0, 60)]


def test_an_edge_is_told_late_and_timed_right() -> None:
    tracker = SpeechTracker()
    told: dict[int, SpeechEdge] = {}
    for index in range(40):
        speech = 10 <= index < 25
        edge = tracker.step(index * FRAME_S, (index + 1) * FRAME_S, SPEECH if speech else SILENCE)
        if edge is not None:
            told[index] = edge
    # 96 ms of speech make it certain, and 160 ms of silence.
    assert told == {12: SpeechEdge("start", 10 * FRAME_S), 29: SpeechEdge("stop", 25 * FRAME_S)}
    assert not tracker.speaking


def test_margins_come_from_the_settings() -> None:
    hasty = VadSettings(min_speech_s=FRAME_S, min_silence_s=FRAME_S)
    line = [SILENCE, SPEECH, SILENCE, SPEECH, SILENCE]
    found = list(speech_spans(((i * FRAME_S, p) for i, p in enumerate(line)), hasty))
    assert found == [frames(1, 2), frames(3, 4)]


@given(st.lists(st.floats(0, 1), max_size=200), st.floats(0, 1000))
def test_stretches_are_in_order_apart_and_long_enough(probabilities: list[float], offset_s: float) -> None:
    settings = VadSettings()
    line = [(offset_s + index * FRAME_S, probability) for index, probability in enumerate(probabilities)]
    found = list(speech_spans(line, settings))
    edges = [edge for span in found for edge in (span.start_s, span.end_s)]
    assert edges == sorted(edges)
    for span in found:
        assert span.duration_s >= settings.min_speech_s - 1e-6
    for before, after in pairwise(found):
        assert after.start_s - before.end_s >= settings.min_silence_s - 1e-6
    # No long run of certain speech is outside, and none of certain silence inside.
    for sure, run in groupby(line, key=lambda frame: frame[1] >= settings.start_probability):
        times = [start_s for start_s, _ in run]
        if sure and len(times) >= 3:
            assert any(span.start_s <= times[0] and times[-1] < span.end_s for span in found)


def truth_of(clip: Path) -> list[Span]:
    """Where the clip's voice is: its segments and filler sounds, joined over gaps under 0.25 s."""
    truth = json.loads(clip.with_suffix(".json").read_text(encoding="utf-8"))
    return joined([Span(part["start_s"], part["end_s"]) for part in truth["segments"] + truth["fillers"]])


def joined(parts: list[Span]) -> list[Span]:
    whole: list[Span] = []
    for part in sorted(parts):
        if whole and part.start_s - whole[-1].end_s < 0.25:
            whole[-1] = Span(whole[-1].start_s, part.end_s)
        else:
            whole.append(part)
    return whole


def heard(samples: Samples) -> list[Span]:
    """What the detector tells frame by frame, as a rehearsal hears it."""
    detector = VadDetector(SileroVad())
    edges: list[SpeechEdge] = []
    padded = np.pad(samples, (0, -len(samples) % FRAME_SAMPLES + 20 * FRAME_SAMPLES))
    for index, block in enumerate(padded.reshape(-1, FRAME_SAMPLES)):
        edge = detector.hear(Frame(index * FRAME_S, block))
        if edge is not None:
            edges.append(edge)
            assert detector.speaking == (edge.kind == "start")
    assert [edge.kind for edge in edges] == ["start", "stop"] * (len(edges) // 2)
    return [Span(start.at_s, stop.at_s) for start, stop in zip(edges[::2], edges[1::2], strict=True)]


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.stem)
def test_speech_is_found_where_it_was_spoken(clip: Path) -> None:
    samples, rate = soundfile.read(clip, dtype="float32")
    assert rate == SAMPLE_RATE
    found, truth = joined(heard(samples)), truth_of(clip)
    assert len(found) == len(truth)
    for stretch, true in zip(found, truth, strict=True):
        assert stretch.start_s == pytest.approx(true.start_s, abs=0.12)
        assert stretch.end_s == pytest.approx(true.end_s, abs=0.12)


def test_a_whole_recording_gives_what_its_frames_give() -> None:
    samples, _ = soundfile.read(CLIPS[0], dtype="float32")
    assert find_speech(samples) == heard(samples)
    assert find_speech(samples, offset_s=10.0)[0].start_s == pytest.approx(heard(samples)[0].start_s + 10)


@pytest.mark.parametrize("level", [0.0, 0.001, 0.02, 0.2])
def test_silence_and_noise_are_not_speech(level: float) -> None:
    noise = np.random.default_rng(1).standard_normal(5 * SAMPLE_RATE).astype(np.float32) * level
    assert find_speech(np.clip(noise, -1, 1)) == []


def test_a_hum_is_not_speech() -> None:
    t = np.arange(5 * SAMPLE_RATE) / SAMPLE_RATE
    assert find_speech((0.1 * np.sin(2 * np.pi * 50 * t)).astype(np.float32)) == []


def test_a_model_set_back_hears_as_if_for_the_first_time() -> None:
    samples, _ = soundfile.read(CLIPS[0], dtype="float32")
    blocks = samples[: 40 * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    vad = SileroVad()
    first = [vad.speech_probability(block) for block in blocks]
    again_without = [vad.speech_probability(block) for block in blocks]
    vad.reset()
    assert [vad.speech_probability(block) for block in blocks] == first != again_without
