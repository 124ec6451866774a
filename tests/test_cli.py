"""The command line as a stranger meets it: bad input is one clear line and exit code 2, never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.conftest import Run, second_round
from tests.system import DEMO, FIXTURES
from tests.truth import report_of


def one_clear_line(run: Run, *mentions: str) -> None:
    """The contract of every error."""
    assert run.code == 2, run.err
    assert "Traceback" not in run.err
    complaints = [line for line in run.err.splitlines() if line.startswith("second-round: ")]
    assert len(complaints) == 1, run.err
    for mention in mentions:
        assert mention in complaints[0]


@pytest.mark.parametrize(
    ("options", "mentions"),
    [
        (["--model", "enormous"], ["enormous", "base"]),
        (["--model", "./nowhere"], ["nowhere", "model.bin"]),
        (["--voice", "nobody"], ["nobody", "second-round voices"]),
        (["--voice", "emma"], ["emma"]),
        (["--voice", "system:nobody"], []),
        (["--style", "clown"], ["clown", "manager"]),
        (["--minutes", "7"], ["7 minutes", "15"]),
        (["--minutes", "soon"], ["soon"]),
        (["--questions", "99"], ["99", "3 to 8"]),
        (["--patience", "0"], ["0.5 to 30"]),
        (["--sped"], ["--sped", "--help"]),
        (["--candidate", "nowhere.wav"], ["nowhere.wav"]),
    ],
    ids=lambda value: " ".join(value) if value and str(value[0]).startswith("--") else "",
)
def test_a_wrong_option_is_one_clear_line(tmp_path: Path, options: list[str], mentions: list[str]) -> None:
    out = tmp_path / "out"
    one_clear_line(second_round("rehearse", "--demo", *options, "--out", out), *mentions)
    assert not (out / "events.jsonl").exists()


def test_an_unknown_command(tmp_path: Path) -> None:
    one_clear_line(second_round("rehaerse"), "rehaerse")


def test_a_folder_that_is_not_a_session(tmp_path: Path) -> None:
    one_clear_line(second_round("report", tmp_path), str(tmp_path), "second-round sessions")


def test_no_session_yet(tmp_path: Path) -> None:
    elsewhere = {"SECOND_ROUND_HOME": str(tmp_path)}
    one_clear_line(second_round("report", env=elsewhere), "--demo")
    listed = second_round("sessions", env=elsewhere)
    assert listed.code == 0
    assert "--demo" in listed.out


def test_an_out_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    one_clear_line(second_round("rehearse", "--demo", "--out", tmp_path), "not empty")
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_an_out_folder_that_cannot_be(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    one_clear_line(second_round("rehearse", "--demo", "--out", in_the_way / "session"), "--out")


def test_broken_settings_file(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text("model = ")
    one_clear_line(
        second_round("rehearse", "--demo", env={"SECOND_ROUND_HOME": str(tmp_path)}), "config.toml"
    )


@pytest.mark.parametrize("content", [b"", b"not sound at all", b"RIFF\x00\x00\x00\x00WAVEfmt "])
def test_an_unreadable_recording(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "answer.wav"
    path.write_bytes(content)
    one_clear_line(second_round("rehearse", "--candidate", path, "--out", tmp_path / "out"), "answer.wav")


def test_a_folder_without_recordings(tmp_path: Path) -> None:
    (tmp_path / "candidate").mkdir()
    run = second_round("rehearse", "--candidate", tmp_path / "candidate", "--out", tmp_path / "out")
    one_clear_line(run, "no recordings")


@pytest.mark.speech
def test_all_silent(tmp_path: Path) -> None:
    path = tmp_path / "silence.wav"
    soundfile.write(path, np.zeros(16_000 * 40), 16_000)
    run = second_round(
        "rehearse", "--candidate", path, "--fast", "--model", "tiny.en", "--out", tmp_path / "out"
    )
    one_clear_line(run, "No voice", str(tmp_path / "out"))
    assert report_of(tmp_path / "out")["overall"]["speaking_rate_wpm"]["value"] is None


@pytest.mark.speech
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "rate", "channels", "seconds"),
    [("telephone", 8_000, 1, None), ("studio", 96_000, 2, None), ("three_seconds", 16_000, 1, 3.0)],
)
def test_unusual_but_good_recordings(
    tmp_path: Path, name: str, rate: int, channels: int, seconds: float | None
) -> None:
    import soxr

    samples, original = soundfile.read(FIXTURES / "clips" / "steady_pace.flac", dtype="float32")
    if seconds:
        samples = samples[: round(seconds * original)]
    converted = soxr.resample(samples, original, rate)
    path = tmp_path / f"{name}.wav"
    soundfile.write(path, np.stack([converted] * channels, axis=1), rate, subtype="PCM_24")
    out = tmp_path / "out"
    run = second_round("rehearse", "--candidate", path, "--fast", "--model", "tiny.en", "--out", out)
    assert run.code == 0, run.err
    report = report_of(out)
    assert len(report["answers"]) == 1
    assert "the work with my team" in report["answers"][0]["text"]


@pytest.mark.speech
@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are POSIX")
def test_a_full_disk_keeps_what_was_heard(tmp_path: Path) -> None:
    """The recording may not grow beyond 2 MB (31 s of sound): a real error of the file system."""
    out = tmp_path / "out"
    limited = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000));"
        "from simulator.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", limited, "rehearse", "--candidate", DEMO, "--fast", "--out", out],
        capture_output=True,
        text=True,
        check=False,
    )
    one_clear_line(Run(done.returncode, done.stdout, done.stderr), "kept", "second-round report")
    run = second_round("report", out, "--model", "tiny.en")
    assert run.code == 0, run.err
    report = report_of(out)
    assert report["state"] == "interrupted"
    assert report["answers"][0]["words"]


def test_the_voices_are_listed() -> None:
    run = second_round("voices")
    assert run.code == 0
    assert run.out.startswith("heart")
    assert "text" in run.out


def test_without_anyone_to_hear_it_says_so_and_runs_the_demo(tmp_path: Path) -> None:
    from simulator.cli.rehearsing import NOBODY_TO_HEAR

    run = second_round("rehearse", "--out", tmp_path / "out", "--model", "tiny.en")
    assert run.code == 0, run.err
    assert NOBODY_TO_HEAR in run.err
    assert (tmp_path / "out" / "report.html").exists()


def test_what_nobody_expected_is_one_line_too(tmp_path: Path) -> None:
    """A bug of ours: the person reads one line and finds the details in a file."""
    broken = (
        "import simulator.store, simulator.cli;"
        "simulator.store.find_sessions = lambda folder: 1 // 0;"
        "simulator.cli.main()"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", broken, "sessions"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SECOND_ROUND_HOME": str(tmp_path)},
    )
    one_clear_line(Run(done.returncode, done.stdout, done.stderr), "ZeroDivisionError", "last-error.txt")
    assert "Traceback" in (tmp_path / "cache" / "last-error.txt").read_text(encoding="utf-8")
