"""The session folder: made, locked, and its sound read by channel and span."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from simulator import store
from simulator.audio import SAMPLE_RATE, Span
from simulator.errors import StoreError
from simulator.eventlog import EventLog
from simulator.events import Event, SessionOpened
from simulator.listening.recording import Recording, compress


def session_in(path: Path, *events: Event) -> store.SessionFolder:
    session = store.create(path)
    with EventLog(session.log_path) as log:
        for event in events or (SessionOpened(0.0, "id", "recording me"),):
            log.append(event)
    return session


def test_a_new_session_is_its_owners_only(tmp_path: Path) -> None:
    session = store.create(tmp_path / "deep" / "friday")
    assert session.path.is_dir()
    assert session.audio_path is None
    if os.name == "posix":
        assert session.path.stat().st_mode & 0o777 == 0o700


def test_an_empty_folder_that_is_there_is_taken(tmp_path: Path) -> None:
    folder = tmp_path / "friday"
    folder.mkdir()
    assert store.create(folder).path == folder


def test_a_folder_that_holds_something_is_refused_and_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "holiday photos"
    folder.mkdir()
    (folder / "beach.jpg").write_bytes(b"sun")
    with pytest.raises(StoreError, match="is not empty") as refused:
        store.create(folder)
    assert str(folder) in str(refused.value)
    assert refused.value.next_step
    assert [path.name for path in folder.iterdir()] == ["beach.jpg"]
    assert (folder / "beach.jpg").read_bytes() == b"sun"


def test_a_session_is_never_made_twice_in_one_folder(tmp_path: Path) -> None:
    store.create(tmp_path / "friday")
    with pytest.raises(StoreError, match="is not empty"):
        store.create(tmp_path / "friday")


@pytest.mark.parametrize("name", ["friday", "friday/session"])
def test_a_file_in_the_way_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / "friday").write_text("notes")
    with pytest.raises(StoreError, match="cannot be written") as refused:
        store.create(tmp_path / name)
    assert "--out" in refused.value.next_step
    assert (tmp_path / "friday").read_text() == "notes"


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")
def test_a_folder_that_may_not_be_written_is_said(mortal_folder: Path) -> None:
    mortal_folder.chmod(0o500)
    try:
        with pytest.raises(StoreError, match="Permission denied"):
            store.create(mortal_folder / "friday")
    finally:
        mortal_folder.chmod(0o700)


def test_a_folder_without_a_log_is_no_session(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is not a session"):
        store.open_existing(tmp_path)
    assert store.open_existing(session_in(tmp_path / "friday").path).path == tmp_path / "friday"


TRIES_THE_LOCK = """
import sys
from pathlib import Path
from simulator.errors import StoreError
from simulator.store import SessionFolder
try:
    with SessionFolder(Path(sys.argv[1])).locked():
        print("mine")
except StoreError as error:
    print(error)
"""


def test_only_one_process_writes_a_session(tmp_path: Path) -> None:
    session = store.create(tmp_path / "friday")

    def tried_elsewhere() -> str:
        command = [sys.executable, "-c", TRIES_THE_LOCK, str(session.path)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    with session.locked():
        assert "is being written by another rehearsal" in tried_elsewhere()
    assert tried_elsewhere() == "mine"


def recorded(path: Path) -> store.SessionFolder:
    """One second: the interviewer's samples count up, the candidate's are their negatives."""
    session = store.create(path)
    ramp = (np.arange(SAMPLE_RATE) / 32767).astype(np.float32)
    with Recording(session) as recording:
        recording.write(interviewer=ramp, candidate=-ramp)
        assert recording.now_s == 1.0
    return session


@pytest.mark.parametrize("compressed", [False, True])
def test_sound_is_read_by_channel_and_span(tmp_path: Path, compressed: bool) -> None:
    session = recorded(tmp_path / "friday")
    if compressed:
        compress(session)
    assert session.audio_path == (session.flac_path if compressed else session.wav_path)
    assert session.audio_duration_s() == 1.0

    def numbers(channel: store.Channel, span: Span | None) -> list[int]:
        return [round(value * 32768) for value in session.read_audio(channel, span).tolist()]

    assert numbers("interviewer", None) == list(range(SAMPLE_RATE))
    assert numbers("candidate", None) == [-n for n in range(SAMPLE_RATE)]
    assert numbers("interviewer", Span(0.25, 0.5)) == list(range(4000, 8000))
    assert numbers("candidate", Span(0.25, 0.25)) == []


@pytest.mark.parametrize(
    ("span", "seconds"),
    [
        (Span(-3, 0.5), 0.5),
        (Span(0.75, 40), 0.25),
        (Span(-3, 40), 1.0),
        (Span(5, 6), 0.0),
        (Span(-3, -2), 0.0),
    ],
)
def test_a_span_beyond_the_sound_is_clipped(tmp_path: Path, span: Span, seconds: float) -> None:
    samples = recorded(tmp_path / "friday").read_audio("candidate", span)
    assert samples.dtype == np.float32
    assert len(samples) == round(seconds * SAMPLE_RATE)


def test_no_sound_and_broken_sound_are_said(tmp_path: Path) -> None:
    session = store.create(tmp_path / "friday")
    assert session.audio_duration_s() == 0
    with pytest.raises(StoreError, match="holds no sound"):
        session.read_audio("candidate")
    session.wav_path.write_bytes(b"not a recording")
    with pytest.raises(StoreError, match="cannot be read"):
        session.read_audio("candidate")


FILLS_THE_DISK = """
import resource, signal, sys
import numpy as np
from pathlib import Path
from simulator import store
from simulator.errors import StoreError
from simulator.listening.recording import Recording
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
frame = np.full(512, 0.25, np.float32)
try:
    with Recording(store.SessionFolder(Path(sys.argv[1]))) as recording:
        while True:
            recording.write(interviewer=frame, candidate=frame)
except StoreError as error:
    print(error.kept)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs setrlimit")
def test_a_recording_on_a_full_disk_says_what_was_kept(tmp_path: Path) -> None:
    session = store.create(tmp_path / "friday")
    command = [sys.executable, "-X", "dev", "-c", FILLS_THE_DISK, str(session.path)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout == "The session up to that moment is kept.\n"
    assert run.stderr == ""
    assert len(session.read_audio("candidate")) == 9 * 512
