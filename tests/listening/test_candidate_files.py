"""The recordings of a recorded candidate: any usual format sounds the same, and what cannot is said."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from simulator.audio import FRAME_SAMPLES, SAMPLE_RATE, Samples
from simulator.errors import CandidateError
from simulator.listening.candidate_files import decode, find_recordings, in_frames

TONE_HZ, PEAK, TONE_S = 440.0, 0.9, 2.0


def tone(rate: int, channels: int = 1) -> NDArray[np.float64]:
    t = np.arange(round(TONE_S * rate)) / rate
    return np.stack([PEAK * np.sin(2 * np.pi * TONE_HZ * t)] * channels, axis=1)


def whole(path: Path) -> Samples:
    return np.concatenate([np.zeros(0, np.float32), *decode(path)])


@pytest.mark.parametrize(
    ("name", "rate", "channels", "subtype"),
    [
        ("phone.wav", 8_000, 1, "PCM_16"),
        ("cd.wav", 44_100, 2, "PCM_16"),
        ("studio.wav", 96_000, 2, "PCM_24"),
        ("float.wav", 48_000, 1, "FLOAT"),
        ("surround.wav", 48_000, 6, "PCM_16"),
        ("ours.wav", 16_000, 1, "PCM_16"),
        ("music.mp3", 44_100, 2, None),
        ("mono.mp3", 22_050, 1, None),
        ("archive.flac", 96_000, 1, "PCM_24"),
        ("free.ogg", 44_100, 2, None),
        ("chat.ogg", 48_000, 1, "OPUS"),
        ("mac.aiff", 44_100, 2, "PCM_16"),
    ],
)
def test_one_tone_sounds_the_same_in_every_format(
    tmp_path: Path, name: str, rate: int, channels: int, subtype: str | None
) -> None:
    path = tmp_path / name
    soundfile.write(path, tone(rate, channels), rate, subtype=subtype)
    samples = whole(path)
    assert samples.dtype == np.float32
    assert len(samples) / SAMPLE_RATE == pytest.approx(TONE_S, abs=0.05)
    middle = samples[SAMPLE_RATE // 2 : -SAMPLE_RATE // 2]
    assert np.abs(np.fft.rfft(middle)).argmax() * SAMPLE_RATE / len(middle) == pytest.approx(TONE_HZ, abs=2)
    assert np.abs(middle).max() == pytest.approx(PEAK, abs=0.03)
    assert find_recordings(path).files == (path,)


def test_two_channels_are_heard_as_their_mean(tmp_path: Path) -> None:
    path = tmp_path / "one side only.wav"
    left = tone(SAMPLE_RATE)[:, 0]
    soundfile.write(path, np.stack([left, np.zeros_like(left)], axis=1), SAMPLE_RATE, subtype="FLOAT")
    assert whole(path) == pytest.approx(left / 2, abs=1e-4)


def test_16_khz_is_heard_sample_by_sample(tmp_path: Path) -> None:
    path = tmp_path / "ours.flac"
    numbers = np.random.default_rng(1).integers(-32768, 32768, 20_000).astype(np.int16)
    soundfile.write(path, numbers, SAMPLE_RATE)
    assert np.array_equal(whole(path) * 32768, numbers)


def broken(path: Path) -> Path:
    """A file that claims to be sound and is not, by its name."""
    soundfile.write(path.with_suffix(".flac"), tone(SAMPLE_RATE), SAMPLE_RATE)
    contents = {
        "empty.wav": b"",
        "header only.wav": _wav_header(),
        "cut in its header.wav": _wav_header()[:20],
        "cut.flac": path.with_suffix(".flac").read_bytes()[:300],
        "text.wav": b"Dear diary, today I was interviewed.\n" * 50,
        "noise.mp3": bytes(np.random.default_rng(1).integers(0, 255, 5000, dtype=np.uint8)),
    }
    path.write_bytes(contents[path.name])
    return path


def _wav_header() -> bytes:
    return (
        b"RIFF\x24\x7d\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x80\x3e\x00\x00\x00\x7d\x00\x00"
        b"\x02\x00\x10\x00data\x00\x7d\x00\x00"
    )


BROKEN = ["empty.wav", "header only.wav", "cut in its header.wav", "cut.flac", "text.wav", "noise.mp3"]


@pytest.mark.parametrize("name", BROKEN)
def test_what_holds_no_sound_is_said_with_its_path(tmp_path: Path, name: str) -> None:
    path = broken(tmp_path / name)
    with pytest.raises(CandidateError) as said:
        find_recordings(path)
    assert str(path) in str(said.value)
    assert said.value.next_step


@pytest.mark.parametrize("name", BROKEN)
def test_one_broken_file_in_a_folder_is_said_before_the_interview(tmp_path: Path, name: str) -> None:
    soundfile.write(tmp_path / "a fine one.wav", tone(SAMPLE_RATE), SAMPLE_RATE)
    broken(tmp_path / name)
    with pytest.raises(CandidateError) as said:
        find_recordings(tmp_path)
    assert str(tmp_path / name) in str(said.value)


def test_a_recording_that_was_cut_short_is_heard_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "cut.wav"
    soundfile.write(path, tone(SAMPLE_RATE), SAMPLE_RATE)
    path.write_bytes(path.read_bytes()[: 44 + SAMPLE_RATE * 2])  # its header still says two seconds
    assert find_recordings(path).files == (path,)
    assert len(whole(path)) == SAMPLE_RATE


def test_nothing_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CandidateError, match="does not exist") as said:
        find_recordings(tmp_path / "none")
    assert str(tmp_path / "none") in str(said.value)


def test_a_folder_without_sound_is_said(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no sound here")
    with pytest.raises(CandidateError, match="holds no recordings") as said:
        find_recordings(tmp_path)
    assert str(tmp_path) in str(said.value)


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")
def test_a_file_that_may_not_be_read_is_said(mortal_folder: Path) -> None:
    path = mortal_folder / "secret.wav"
    soundfile.write(path, tone(SAMPLE_RATE), SAMPLE_RATE)
    path.chmod(0o000)
    with pytest.raises(CandidateError, match=r"secret\.wav"):
        find_recordings(path)


def candidate(folder: Path, *names: str) -> Path:
    for name in names:
        soundfile.write(folder / name, tone(SAMPLE_RATE), SAMPLE_RATE)
    return folder


def test_a_folder_is_one_answer_a_file_in_the_order_of_names(tmp_path: Path) -> None:
    candidate(tmp_path, "b.WAV", "c.flac", "a.mp3")
    (tmp_path / "read me.txt").write_text("not an answer")
    found = find_recordings(tmp_path)
    assert [path.name for path in found.files] == ["a.mp3", "b.WAV", "c.flac"]
    assert not found.one_long_file
    assert found.name == tmp_path.name
    assert (found.question_ids, found.synthetic) == ((), False)


def test_a_single_file_is_one_long_recording(tmp_path: Path) -> None:
    path = candidate(tmp_path, "my interview.wav") / "my interview.wav"
    found = find_recordings(path)
    assert found.one_long_file
    assert found.name == "my interview"


def card(folder: Path, *audio: str, **more: object) -> Path:
    answers = [{"audio": name, "question_id": f"goals-{number}"} for number, name in enumerate(audio)]
    (folder / "candidate.json").write_text(json.dumps({"answers": answers, **more}), encoding="utf-8")
    return folder


def test_a_card_says_the_order_and_the_questions(tmp_path: Path) -> None:
    card(candidate(tmp_path, "a.wav", "b.wav", "unused.wav"), "b.wav", "a.wav", synthetic=True)
    found = find_recordings(tmp_path)
    assert [path.name for path in found.files] == ["b.wav", "a.wav"]
    assert found.question_ids == ("goals-0", "goals-1")
    assert found.synthetic


@pytest.mark.parametrize("name", ["gone.wav", "../outside.wav", "/etc/passwd", "..", "", "sub/a.wav"])
def test_a_card_that_names_a_missing_or_foreign_file_is_said(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "me"
    (folder / "sub").mkdir(parents=True)
    candidate(tmp_path, "outside.wav")
    candidate(folder, "here.wav")
    candidate(folder / "sub", "a.wav")
    card(folder, "here.wav", name)
    with pytest.raises(CandidateError) as said:
        find_recordings(folder)
    assert str(folder / "candidate.json") in str(said.value)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"answers": [{"audio": 3, "question_id": "x"}]}', '{"answers": []}']
)
def test_a_card_that_cannot_be_used_is_said(tmp_path: Path, text: str) -> None:
    (candidate(tmp_path, "a.wav") / "candidate.json").write_text(text, encoding="utf-8")
    with pytest.raises(CandidateError, match=r"candidate\.json"):
        find_recordings(tmp_path)


def test_blocks_of_any_length_become_frames_and_only_the_last_is_filled_up() -> None:
    blocks = [
        np.arange(700, dtype=np.float32),
        np.arange(0, dtype=np.float32),
        np.arange(2000, dtype=np.float32),
    ]
    frames = list(in_frames(iter(blocks)))
    assert {len(frame) for frame in frames} == {FRAME_SAMPLES}
    joined = np.concatenate(frames)
    assert np.array_equal(joined[:2700], np.concatenate(blocks))
    assert len(joined) == 6 * FRAME_SAMPLES
    assert not joined[2700:].any()
    assert list(in_frames(iter([]))) == []
