"""The command line as a stranger meets it: bad input is one clear line and exit code 2, never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner, Result

from simulator import library, store
from simulator.audio import Span
from simulator.cli import app
from simulator.devices.portaudio import devices
from simulator.eventlog import encode
from simulator.events import (
    AnswerClosed,
    Event,
    PlanMade,
    Question,
    Record,
    SessionClosed,
    SessionOpened,
)
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
        (["--patience", "0.1"], ["0.5 to 5", "brisk"]),
        (["--patience", "saint"], ["saint"]),
        (["--sped"], ["--sped", "--help"]),
        (["--candidate", "nowhere.wav"], ["nowhere.wav"]),
        (["--candidate", "a.wav", "--demo"], ["--demo", "--candidate"]),
    ],
    ids=lambda value: " ".join(value) if value and str(value[0]).startswith("--") else "",
)
def test_a_wrong_option_is_one_clear_line(tmp_path: Path, options: list[str], mentions: list[str]) -> None:
    out = tmp_path / "out"
    heard = [] if "--candidate" in options else ["--demo"]
    one_clear_line(second_round("rehearse", *heard, *options, "--out", out), *mentions)
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


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home with two sessions of a person in Tokyo: friday was finished, saturday broke off."""
    monkeypatch.setenv("SECOND_ROUND_HOME", str(tmp_path))
    if hasattr(time, "tzset"):  # not on Windows
        monkeypatch.setenv("TZ", "Asia/Tokyo")
        time.tzset()
    friday = [*TWO_PLANNED, _answered(1), _answered(2), SessionClosed(150.0, "finished")]
    for minute, (name, events) in enumerate({"friday": friday, "saturday": TWO_PLANNED}.items()):
        session = store.create(tmp_path / "data" / "sessions" / name)
        wall = f"2026-03-01T22:{minute:02d}:00.000+00:00"
        lines = [encode(Record(f"{n}", n, wall, "test", event)) for n, event in enumerate(events)]
        session.log_path.write_bytes(b"".join(lines))
    yield tmp_path / "data" / "sessions"
    monkeypatch.undo()
    if hasattr(time, "tzset"):
        time.tzset()


TWO_PLANNED: list[Event] = [
    SessionOpened(0.0, "id", "recording me \x1b[31m"),
    PlanMade(
        None, "manager", 15, 7, "Hello.", "Bye.", tuple(Question(f"q{n}", "claims", "", "?") for n in (1, 2))
    ),
]


def _answered(number: int) -> AnswerClosed:
    return AnswerClosed(60.0 * number, number, Span(1, 2), "silence")


def here(*arguments: str | Path) -> Result:
    """The command within this process: quicker, and its browser can be replaced."""
    return CliRunner().invoke(app, [*map(str, arguments)], catch_exceptions=False)


def local_time(minute: int) -> list[str]:
    """In Tokyo, where that can be set for a test: the next morning."""
    at = datetime(2026, 3, 1, 22, minute, tzinfo=UTC).astimezone()
    return [f"{at:%Y-%m-%d}", f"{at:%H:%M}"]


def test_the_list_says_what_a_person_needs_within_80_columns(shelf: Path) -> None:
    (shelf / "torn").mkdir()
    (shelf / "torn" / "events.jsonl").write_bytes(b'{"v":1,"ty')
    lines = here("sessions").output.splitlines()
    assert [line.split() for line in lines] == [
        ["#", "started", "answers", "ended", "minutes", "size"],
        ["1", *local_time(0), "2", "of", "2", "finished", "2.5", "0.0", "MB"],
        ["friday", "(recording", "me", "?[31m)"],
        ["2", *local_time(1), "0", "of", "2", "interrupted", "0.0", "0.0", "MB", "resumable"],
        ["saturday", "(recording", "me", "?[31m)"],
        ["3", "?", "0", "of", "0", "unreadable", "0.0", "0.0", "MB"],
        ["torn"],
    ]
    assert max(map(len, lines)) <= 80


def test_the_list_shows_paths_or_another_folder_or_json(shelf: Path, tmp_path: Path) -> None:
    assert f"     {shelf / 'friday'}  (" in here("sessions", "--paths").output
    assert "friday" in here("sessions", "--in", shelf / "friday").output
    (tmp_path / "none here").mkdir()
    assert "No sessions in" in here("sessions", "--in", tmp_path / "none here").output
    first, second = json.loads(here("sessions", "--json").output)
    assert (first["number"], first["name"], first["state"]) == (1, "friday", "finished")
    assert first["started"] == "2026-03-01T22:00:00+00:00"
    assert first["duration_s"] == 150.0
    assert (second["path"], second["can_resume"]) == (str(shelf / "saturday"), True)


def test_sessions_asked_wrongly(shelf: Path) -> None:
    one_clear_line(second_round("sessions", "--in", shelf / "nowhere"), "nowhere")
    one_clear_line(second_round("sessions", "--json", "open"), "--json")
    one_clear_line(second_round("report", "fryday"), "fryday", "Did you mean friday", "second-round sessions")


def browser(monkeypatch: pytest.MonkeyPatch, *, opens: bool) -> list[str]:
    """Stands in for the person's browser; returns the list of what it was given."""
    given: list[str] = []

    def opened(address: str) -> bool:
        given.append(address)
        return opens

    monkeypatch.setattr("webbrowser.open", opened)
    return given


@pytest.mark.parametrize("opens", [True, False])
def test_a_report_is_opened_in_the_browser(shelf: Path, monkeypatch: pytest.MonkeyPatch, opens: bool) -> None:
    opened = browser(monkeypatch, opens=opens)
    page = shelf / "friday" / "report.html"
    page.write_text("<p>")
    run = here("sessions", "open", "1")
    assert run.stdout == f"Report: {page}\n"
    assert opened == [page.as_uri()]
    assert ("No browser" in run.stderr) is not opens


def test_the_folder_of_a_session_is_printed_and_nothing_opened(
    shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = browser(monkeypatch, opens=True)
    assert here("sessions", "open", "--folder").output == f"{shelf / 'saturday'}\n"
    assert opened == []


@pytest.mark.speech
def test_opening_makes_a_missing_report(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = browser(monkeypatch, opens=True)
    run = here("sessions", "open", "saturday")
    page = shelf / "saturday" / "report.html"
    assert f"Report: {page}\n" in run.stdout
    assert opened == [page.as_uri()]
    assert page.stat().st_size > 500


def test_a_session_is_renamed(shelf: Path) -> None:
    assert here("sessions", "rename", "1", "first try").output == f"Renamed: {shelf / 'first try'}\n"
    assert (shelf / "first try" / "events.jsonl").is_file()
    one_clear_line(second_round("sessions", "rename", "1", "saturday"), "exists already")


def test_what_another_list_shows_is_renamed_by_its_number_there(shelf: Path, tmp_path: Path) -> None:
    elsewhere = store.SessionFolder((shelf / "friday").rename(tmp_path / "thursday"))
    library.remember(shelf, elsewhere)
    here("sessions", "--in", tmp_path, "rename", "1", "monday")
    assert library.find_session(shelf, "monday").path == tmp_path / "monday"


def test_sessions_are_deleted_by_the_numbers_that_were_shown(shelf: Path) -> None:
    (shelf / "friday" / "notes\t.txt").write_text("mine")
    run = here("sessions", "delete", "1", "2", "friday", "--yes")
    assert run.stdout.count("Deleted: ") == 2
    assert "stays there: notes?.txt" in run.stderr
    assert [str(path.relative_to(shelf)) for path in shelf.rglob("*") if path.is_file()] == [
        os.path.join("friday", "notes\t.txt")
    ]


def test_nothing_is_deleted_where_nobody_can_be_asked(shelf: Path) -> None:
    run = second_round("sessions", "delete", "friday")
    one_clear_line(run, "Nothing was deleted", "--yes")
    assert (shelf / "friday" / "events.jsonl").is_file()


@pytest.mark.skipif(os.name != "posix", reason="a terminal made by pty")
@pytest.mark.parametrize("answer", ["y", "n"])
def test_deleting_asks_first_and_names_what_goes(shelf: Path, answer: str) -> None:
    mine, theirs = os.openpty()
    os.write(mine, f"{answer}\n".encode())
    command = [sys.executable, "-P", "-m", "simulator", "sessions", "delete", "friday"]
    run = subprocess.run(command, stdin=theirs, capture_output=True, text=True, check=True)
    os.close(theirs)
    os.close(mine)
    shown, _ = run.stdout.split("\n", 1)
    assert shown == f"2026-03-02 07:00, 2 answers, 0.0 minutes of sound, 0.0 MB: {shelf / 'friday'}"
    assert "Delete for good? [y/N]" in run.stdout
    assert (shelf / "friday").exists() is (answer == "n")
    assert ("Nothing was deleted." in run.stdout) is (answer == "n")


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


def test_without_a_microphone_it_says_so_and_what_works_without(tmp_path: Path) -> None:
    if devices("microphone"):
        pytest.skip("this machine has a microphone")
    run = second_round("rehearse", "--out", tmp_path / "out", "--model", "tiny.en")
    one_clear_line(run, "There is no microphone", "--demo")
    assert not (tmp_path / "out").exists()


def test_what_nobody_expected_is_one_line_too(tmp_path: Path) -> None:
    """A bug of ours: the person reads one line and finds the details in a file."""
    broken = (
        "import simulator.library, simulator.cli;"
        "simulator.library.find_sessions = lambda folder: 1 // 0;"
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


def test_a_note_of_thanks_is_never_overwritten(demo_run: tuple[Run, Path], tmp_path: Path) -> None:
    note = tmp_path / "note.md"
    for expected in (note, tmp_path / "note (2).md"):
        done = CliRunner().invoke(app, ["thank-you", str(demo_run[1]), "--out", str(note)])
        assert done.exit_code == 0, done.output
        text = expected.read_text("utf-8")
        assert "within 24 hours" in text
        assert "Where this comes from" in text
