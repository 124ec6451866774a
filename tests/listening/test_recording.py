"""The session's sound: recorded, packed, unpacked, gone on with; never lost on the way."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import numpy as np
import pytest
import soundfile

from simulator import store
from simulator.audio import FRAME_SAMPLES, SAMPLE_RATE, CrashSafeWav, Samples
from simulator.errors import StoreError
from simulator.listening.recording import Recording, compress, uncompress
from simulator.store import SessionFolder


def noise(seed: int) -> Samples:
    return np.random.default_rng(seed).uniform(-1, 1, 20 * FRAME_SAMPLES).astype(np.float32)


def record(session: SessionFolder, seed: int) -> None:
    """0.64 s of both channels, frame by frame."""
    with Recording(session) as recording:
        for start in range(0, 20 * FRAME_SAMPLES, FRAME_SAMPLES):
            here = slice(start, start + FRAME_SAMPLES)
            recording.write(interviewer=noise(seed)[here], candidate=noise(seed + 1)[here])


def sound_of(session: SessionFolder) -> bytes:
    assert session.audio_path is not None
    samples, rate = soundfile.read(session.audio_path, dtype="int16", always_2d=True)
    assert rate == SAMPLE_RATE
    return bytes(samples.tobytes())


def names(session: SessionFolder) -> set[str]:
    return {path.name for path in session.path.iterdir()} - {".lock"}


def recorded(path: Path) -> SessionFolder:
    session = store.create(path)
    record(session, 1)
    return session


def test_a_session_goes_on_in_the_same_recording_and_on_the_same_clock(tmp_path: Path) -> None:
    session = recorded(tmp_path / "friday")
    before = sound_of(session)
    with Recording(session) as recording:
        assert recording.now_s == pytest.approx(0.64)
    assert sound_of(session) == before
    record(session, 5)
    assert session.audio_duration_s() == pytest.approx(1.28)
    assert sound_of(session).startswith(before)
    assert np.allclose(session.read_audio("candidate")[-20 * FRAME_SAMPLES :], noise(6), atol=1e-4)


def test_a_packed_session_is_unpacked_bit_for_bit(tmp_path: Path) -> None:
    session = recorded(tmp_path / "friday")
    before = session.wav_path.read_bytes()
    compress(session)
    assert names(session) == {"audio.flac"}
    uncompress(session)
    assert names(session) == {"audio.wav"}
    assert session.wav_path.read_bytes() == before


def test_unpacked_and_gone_on_with_and_packed_again_nothing_changes(tmp_path: Path) -> None:
    session = recorded(tmp_path / "friday")
    before = sound_of(session)
    for seed in (5, 9):
        compress(session)
        uncompress(session)
        record(session, seed)
    compress(session)
    assert names(session) == {"audio.flac"}
    assert sound_of(session).startswith(before)
    assert session.audio_duration_s() == pytest.approx(3 * 0.64)


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")
def test_the_sound_is_its_owners_in_every_form(tmp_path: Path) -> None:
    session = recorded(tmp_path / "friday")
    for step in (None, compress, uncompress):
        if step is not None:
            step(session)
        assert session.audio_path is not None
        assert session.audio_path.stat().st_mode & 0o777 == 0o600


def test_where_there_is_nothing_to_unpack_nothing_happens(tmp_path: Path) -> None:
    empty = store.create(tmp_path / "empty")
    uncompress(empty)
    assert names(empty) == set()
    session = recorded(tmp_path / "friday")
    before = session.wav_path.read_bytes()
    (session.path / "audio.flac").write_bytes(b"older, half")  # killed while it was packed
    uncompress(session)
    assert session.wav_path.read_bytes() == before


def test_half_unpacked_by_a_kill_it_is_unpacked_again(tmp_path: Path) -> None:
    session = recorded(tmp_path / "friday")
    before = session.wav_path.read_bytes()
    compress(session)
    (session.path / "audio.wav.part").write_bytes(before[:1000])
    uncompress(session)
    assert session.wav_path.read_bytes() == before
    assert names(session) == {"audio.wav"}


def test_a_recording_that_cannot_be_read_is_kept_and_said(tmp_path: Path) -> None:
    session = store.create(tmp_path / "friday")
    session.flac_path.write_bytes(b"no sound at all")
    with pytest.raises(StoreError, match="cannot be gone on with") as refused:
        uncompress(session)
    assert "kept" in refused.value.kept
    assert names(session) == {"audio.flac"}
    assert session.flac_path.read_bytes() == b"no sound at all"


def test_without_room_to_unpack_the_packed_sound_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = recorded(tmp_path / "friday")
    compress(session)
    before = session.flac_path.read_bytes()

    def full(self: CrashSafeWav, interleaved: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(CrashSafeWav, "write_pcm16", full)
    with pytest.raises(StoreError, match="No space left on device"):
        uncompress(session)
    assert names(session) == {"audio.flac"}
    assert session.flac_path.read_bytes() == before
