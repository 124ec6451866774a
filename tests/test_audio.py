"""Sound as numbers: spans, levels, resampling, and a recording that a kill cannot spoil."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
import wave
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from simulator.audio import (
    FRAME_SAMPLES,
    SAMPLE_RATE,
    CrashSafeWav,
    Frame,
    Samples,
    Sound,
    Span,
    active_level_db,
    at_level,
    resample,
    rms_db,
    to_pcm16,
)


def tone(seconds: float, *, hz: float = 440.0, rate: int = SAMPLE_RATE, peak: float = 0.5) -> Samples:
    t = np.arange(round(seconds * rate)) / rate
    return (peak * np.sin(2 * np.pi * hz * t)).astype(np.float32)


def pitch_hz(samples: Samples, rate: int = SAMPLE_RATE) -> float:
    return float(np.abs(np.fft.rfft(samples)).argmax() * rate / len(samples))


def test_spans_overlap_where_they_share_time() -> None:
    assert Span(1, 4).overlap_s(Span(3, 9)) == 1
    assert Span(1, 4).overlap_s(Span(2, 3)) == 1
    assert Span(1, 4).overlap_s(Span(4, 9)) == 0
    assert Span(1, 4).overlap_s(Span(5, 9)) == 0


def test_a_span_has_a_length_and_can_be_moved() -> None:
    assert Span(1.5, 4).duration_s == 2.5
    assert Span(1.5, 4).shifted(-1) == Span(0.5, 3)
    assert sorted([Span(2, 3), Span(1, 9), Span(1, 2)]) == [Span(1, 2), Span(1, 9), Span(2, 3)]


times_s = st.floats(0, 3600)


@given(times_s, times_s, times_s, times_s)
def test_overlap_is_the_same_both_ways_and_never_longer_than_either(
    a: float, b: float, c: float, d: float
) -> None:
    first, second = Span(min(a, b), max(a, b)), Span(min(c, d), max(c, d))
    shared_s = first.overlap_s(second)
    assert shared_s == second.overlap_s(first)
    assert 0 <= shared_s <= min(first.duration_s, second.duration_s)


def test_a_frame_ends_32_ms_after_it_starts() -> None:
    assert Frame(2.0, np.zeros(FRAME_SAMPLES, np.float32)).end_s == pytest.approx(2.032)


def test_a_sine_of_full_scale_is_at_minus_3_db() -> None:
    assert rms_db(tone(1, peak=1.0)) == pytest.approx(-3.01, abs=0.01)
    assert rms_db(tone(1, peak=0.1)) == pytest.approx(-23.01, abs=0.01)


def test_silence_and_nothing_are_at_minus_120_db() -> None:
    assert rms_db(np.zeros(100, np.float32)) == -120
    assert rms_db(np.zeros(0, np.float32)) == -120
    assert active_level_db(np.zeros(SAMPLE_RATE, np.float32), SAMPLE_RATE) == -120


def test_pauses_do_not_make_a_voice_seem_quieter() -> None:
    voice = tone(1)
    with_pauses = np.concatenate([voice, np.zeros(3 * SAMPLE_RATE, np.float32), voice])
    assert active_level_db(with_pauses, SAMPLE_RATE) == pytest.approx(
        active_level_db(voice, SAMPLE_RATE), abs=0.1
    )
    assert rms_db(with_pauses) < rms_db(voice) - 3


@pytest.mark.parametrize("peak", [0.001, 0.05, 0.9])
@pytest.mark.parametrize("rate", [16_000, 24_000, 44_100])
def test_any_sound_is_brought_to_the_level_asked_for(peak: float, rate: int) -> None:
    voice = np.concatenate([tone(1, rate=rate, peak=peak), np.zeros(rate, np.float32)])
    levelled = at_level(Sound(voice, rate), -23.0)
    assert levelled.rate == rate
    assert active_level_db(levelled.samples, rate) == pytest.approx(-23.0, abs=0.5)


def test_peaks_stay_below_the_cap_even_if_the_level_is_then_not_reached() -> None:
    click = np.full(SAMPLE_RATE, 0.01, np.float32)
    click[100] = 1.0
    levelled = at_level(Sound(click, SAMPLE_RATE), -10.0, peak=0.9)
    assert np.abs(levelled.samples).max() == pytest.approx(0.9)
    assert active_level_db(levelled.samples, SAMPLE_RATE) < -10


def test_silence_and_nothing_stay_what_they_are() -> None:
    assert not at_level(Sound(np.zeros(800, np.float32), SAMPLE_RATE), -23.0).samples.any()
    assert len(at_level(Sound(np.zeros(0, np.float32), SAMPLE_RATE), -23.0).samples) == 0


@pytest.mark.parametrize("rate", [8_000, 22_050, 24_000, 44_100, 96_000])
def test_resampling_keeps_pitch_length_and_level(rate: int) -> None:
    sound = Sound(tone(2, hz=1000, rate=rate), rate)
    heard = resample(sound)
    assert heard.dtype == np.float32
    assert len(heard) == pytest.approx(2 * SAMPLE_RATE, abs=1)
    assert pitch_hz(heard) == pytest.approx(1000, abs=1)
    assert rms_db(heard) == pytest.approx(rms_db(sound.samples), abs=0.1)
    assert len(heard) / SAMPLE_RATE == pytest.approx(sound.duration_s, abs=0.001)


def test_what_16_khz_cannot_hold_is_left_out_and_not_folded_down() -> None:
    assert rms_db(resample(Sound(tone(1, hz=12_000, rate=48_000), 48_000))) < -60


def test_16_khz_stays_untouched() -> None:
    samples = tone(0.1)
    assert resample(Sound(samples, SAMPLE_RATE)) is samples


def test_too_loud_samples_are_clipped_and_never_wrap_round() -> None:
    loud = np.array([0.0, 0.5, 1.0, 1.5, 40.0, -1.0, -1.5], np.float32)
    assert to_pcm16(loud).tolist() == [0, 16384, 32767, 32767, 32767, -32767, -32767]


def test_a_recording_reads_whole_after_every_write_without_being_closed(tmp_path: Path) -> None:
    path = tmp_path / "audio.wav"
    recording = CrashSafeWav(path, channels=2)
    left, right = tone(1), tone(1, hz=220)
    try:
        for block in range(5):
            with wave.open(str(path)) as read:
                assert (read.getnchannels(), read.getframerate(), read.getsampwidth()) == (2, SAMPLE_RATE, 2)
                assert read.getnframes() == block * FRAME_SAMPLES
                assert len(read.readframes(10**6)) == block * FRAME_SAMPLES * 4
            samples, rate = soundfile.read(path, dtype="int16", always_2d=True)
            assert rate == SAMPLE_RATE
            expected = np.stack([to_pcm16(left), to_pcm16(right)], axis=1)[: block * FRAME_SAMPLES]
            assert np.array_equal(samples, expected)
            here = slice(block * FRAME_SAMPLES, (block + 1) * FRAME_SAMPLES)
            recording.write(left[here], right[here])
    finally:
        recording.close()
    assert soundfile.info(path).frames == recording.frames_written == 5 * FRAME_SAMPLES


def test_a_recording_never_overwrites_another(tmp_path: Path) -> None:
    path = tmp_path / "audio.wav"
    path.write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        CrashSafeWav(path, channels=1)
    assert path.read_bytes() == b"mine"


def test_a_recording_is_gone_on_with_where_it_ended(tmp_path: Path) -> None:
    path = tmp_path / "audio.wav"
    sound = tone(0.32)
    for part in range(3):
        here = slice(part * 1600, (part + 1) * 1600)
        wav = CrashSafeWav.reopen(path, channels=2) if part else CrashSafeWav(path, channels=2)
        with wav:
            assert wav.frames_written == part * 1600
            wav.write(sound[here], -sound[here])
    samples, rate = soundfile.read(path, dtype="int16", always_2d=True)
    assert rate == SAMPLE_RATE
    assert np.array_equal(samples[:, 0], to_pcm16(sound[:4800]))
    assert np.array_equal(samples[:, 1], to_pcm16(-sound[:4800]))


@pytest.mark.parametrize("uncounted", [b"\x01", b"\x01" * 7, b"\x01" * 2048])
def test_what_a_kill_left_uncounted_is_dropped_before_going_on(tmp_path: Path, uncounted: bytes) -> None:
    path = tmp_path / "audio.wav"
    with CrashSafeWav(path, channels=2) as wav:
        wav.write(tone(0.1), tone(0.1))
    with path.open("ab") as file:
        file.write(uncounted)
    with CrashSafeWav.reopen(path, channels=2) as wav:
        assert wav.frames_written == 1600
        assert path.stat().st_size == 44 + 4 * 1600
        wav.write(tone(0.1), tone(0.1))
    samples, _ = soundfile.read(path, dtype="int16", always_2d=True)
    assert np.array_equal(samples[:, 0], np.tile(to_pcm16(tone(0.1)), 2))


@pytest.mark.parametrize(("kept_bytes", "frames"), [(44 + 4 * 1000 + 3, 1000), (44, 0), (30, 0), (0, 0)])
def test_a_recording_that_lost_its_end_is_gone_on_with_from_there(
    tmp_path: Path, kept_bytes: int, frames: int
) -> None:
    """A power cut can take away what was counted already, or the header itself."""
    path = tmp_path / "audio.wav"
    with CrashSafeWav(path, channels=2) as wav:
        wav.write(tone(0.1), tone(0.1))
    path.write_bytes(path.read_bytes()[:kept_bytes])
    with CrashSafeWav.reopen(path, channels=2) as wav:
        assert wav.frames_written == frames
        wav.write(tone(0.1), tone(0.1))
    samples, _ = soundfile.read(path, dtype="int16", always_2d=True)
    expected = np.concatenate([to_pcm16(tone(0.1))[:frames], to_pcm16(tone(0.1))])
    assert np.array_equal(samples[:, 0], expected)


def test_there_must_be_a_recording_to_go_on_with(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        CrashSafeWav.reopen(tmp_path / "audio.wav", channels=2)
    assert list(tmp_path.iterdir()) == []


WRITES_UNTIL_KILLED = """
import sys
import numpy as np
from pathlib import Path
from simulator.audio import CrashSafeWav
recording = CrashSafeWav(Path(sys.argv[1]), channels=2)
for block in range(1_000_000):
    number = np.float32(block % 30_000 / 32767)
    recording.write(np.full(512, number, np.float32), np.full(512, -number, np.float32))
    if block == 0:
        print("writing", flush=True)
"""


def test_a_kill_at_any_moment_leaves_a_whole_recording(tmp_path: Path) -> None:
    for attempt in range(4):
        path = tmp_path / f"{attempt}.wav"
        with subprocess.Popen(
            [sys.executable, "-c", WRITES_UNTIL_KILLED, str(path)], stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "writing\n"
            time.sleep(random.uniform(0.0, 0.3))
            writer.send_signal(signal.SIGKILL)
        samples, _ = soundfile.read(path, dtype="int16", always_2d=True)
        with wave.open(str(path)) as header:
            assert header.getnframes() == len(samples) > 0
        # No more than the block being written is not counted, and what is counted is what was written.
        surplus = path.stat().st_size - 44 - 4 * len(samples)
        assert 0 <= surplus <= 4 * FRAME_SAMPLES
        assert len(samples) % FRAME_SAMPLES == 0
        blocks = np.arange(len(samples) // FRAME_SAMPLES) % 30_000
        assert np.array_equal(samples[:, 0], np.repeat(blocks, FRAME_SAMPLES))
        assert np.array_equal(samples[:, 1], -samples[:, 0])


FILLS_THE_DISK = """
import resource, signal, sys
import numpy as np
from pathlib import Path
from simulator.audio import CrashSafeWav
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
recording = CrashSafeWav(Path(sys.argv[1]), channels=1)
try:
    while True:
        recording.write(np.full(512, 0.25, np.float32))
except OSError as error:
    print(error.strerror)
try:
    recording.close()
except OSError as error:
    print("and again", error.strerror)
print(recording.frames_written)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs setrlimit")
def test_a_full_disk_keeps_what_was_there_and_lets_go_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "audio.wav"
    run = subprocess.run(
        [sys.executable, "-X", "dev", "-c", FILLS_THE_DISK, str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.splitlines()[0] == "File too large"
    assert "ResourceWarning" not in run.stderr
    samples, _ = soundfile.read(path, dtype="float32")
    assert len(samples) == 19 * FRAME_SAMPLES
    assert np.allclose(samples, 0.25, atol=1e-4)
