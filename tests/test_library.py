"""The shelf of sessions: found, listed, renamed and deleted; and nothing of anybody else's is touched."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from simulator import library, store
from simulator.audio import Span
from simulator.errors import CandidateError, StoreError
from simulator.eventlog import encode
from simulator.events import (
    AnswerClosed,
    EndReason,
    Event,
    PlanMade,
    Question,
    QuestionAsked,
    Record,
    RepairNote,
    SessionClosed,
    SessionOpened,
    SessionResumed,
    WordsHeard,
)
from simulator.interview.recap import resumption
from simulator.store import SessionFolder
from simulator.summaries import own_files, summarize
from tests.conftest import Run

NOW = datetime(2026, 3, 1, 9, 30, 5)
OPENED = SessionOpened(0.0, "id", "recording me")
THREE_PLANNED = PlanMade(
    None, "manager", 15, 7, "Hello.", "Bye.", tuple(Question(f"q{n}", "claims", "", "?") for n in (1, 2, 3))
)


def session_at(path: Path, *events: Event, minute: int = 0) -> SessionFolder:
    """A session that began at 9:`minute` UTC on the first of March."""
    session = store.create(path)
    wall = f"2026-03-01T09:{minute:02d}:00.000+00:00"
    records = [Record(f"{n}", n, wall, "test", event) for n, event in enumerate(events or (OPENED,))]
    session.log_path.write_bytes(b"".join(map(encode, records)))
    return session


def answered(number: int, end_s: float) -> AnswerClosed:
    return AnswerClosed(end_s, number, Span(end_s - 1, end_s), "silence")


def asked(number: int) -> QuestionAsked:
    return QuestionAsked(1.0, THREE_PLANNED.questions[number - 1], number, "?", Span(0, 1))


# Finding them


def test_a_new_folder_is_named_by_its_time_and_never_one_that_exists(tmp_path: Path) -> None:
    names = []
    for _ in range(4):
        path = library.new_session_path(tmp_path, NOW)
        store.create(path)
        names.append(path.name)
    assert names == [
        "2026-03-01_09-30-05", "2026-03-01_09-30-05-2", "2026-03-01_09-30-05-3", "2026-03-01_09-30-05-4",
    ]  # fmt: skip


def test_sessions_are_found_here_and_where_they_are_remembered(tmp_path: Path) -> None:
    home = tmp_path / "sessions"
    assert library.find_sessions(home) == []
    second = session_at(tmp_path / "elsewhere of mine" / "übung", minute=2)
    first = session_at(home / "z", minute=1)
    library.remember(home, first)
    library.remember(home, second)
    library.remember(home, second)
    (home / "no session").mkdir()
    assert library.find_sessions(home) == [first, second]


def test_a_session_that_is_gone_is_no_longer_listed(tmp_path: Path) -> None:
    home = tmp_path / "sessions"
    here, there = session_at(home / "a"), session_at(tmp_path / "b")
    library.remember(home, there)
    there.log_path.unlink()
    assert library.find_sessions(home) == [here]
    here.log_path.unlink()
    assert library.find_sessions(home) == []


def test_a_session_elsewhere_is_remembered_by_its_full_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    library.remember(tmp_path / "sessions", session_at(Path("friday")))
    monkeypatch.chdir("/")
    (found,) = library.find_sessions(tmp_path / "sessions")
    assert found.path == tmp_path / "friday"


def test_not_being_able_to_remember_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "sessions").write_text("a file in the way")
    library.remember(tmp_path / "sessions", session_at(tmp_path / "friday"))
    assert (tmp_path / "sessions").read_text() == "a file in the way"


def test_a_broken_pointer_breaks_no_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = session_at(tmp_path / "home" / "a")
    pointers = tmp_path / "home" / "elsewhere"
    (pointers / "a folder").mkdir(parents=True)
    for name, content in {"empty": b"", "noise": b"\xff\x00/x", "gone": b"/nowhere/at/all"}.items():
        (pointers / name).write_bytes(content)
    monkeypatch.chdir(session_at(tmp_path / "not remembered").path)
    assert library.find_sessions(tmp_path / "home") == [here]


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three sessions, friday, saturday and one made elsewhere, sunday; and we stand in an empty folder."""
    home = tmp_path / "sessions"
    session_at(home / "saturday", minute=2)
    session_at(home / "friday", minute=1)
    library.remember(home, session_at(tmp_path / "church" / "sunday", minute=3))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return home


@pytest.mark.parametrize(
    ("given", "found"),
    [(None, "sunday"), ("1", "friday"), ("3", "sunday"), ("saturday", "saturday"), ("sunday", "sunday")],
)
def test_a_session_is_found_by_number_or_name_or_is_the_newest(
    shelf: Path, given: str | None, found: str
) -> None:
    assert library.find_session(shelf, given).path.name == found


def test_a_path_wins_over_a_number_and_a_name(shelf: Path) -> None:
    assert library.find_session(shelf, shelf / "friday").path == shelf / "friday"
    Path("3").mkdir()
    assert library.find_session(shelf, "3").path.name == "sunday"  # a folder, but no session
    session_at(Path("2"))
    session_at(Path("friday"))
    assert library.find_session(shelf, "2").path == Path.cwd() / "2"
    assert library.find_session(shelf, "friday").path == Path.cwd() / "friday"


@pytest.mark.parametrize(
    ("given", "mention"),
    [
        ("fryday", "Did you mean friday"),
        ("xyz", 'no session called "xyz". `second-round sessions` lists yours'),
        ("", "no session called"),
        ("0", "there are 3"),
        ("4", "there are 3"),
        ("./friday", "./friday is not a session"),
        ("..", ".. is not a session"),
    ],
)
def test_an_unknown_session_is_said_with_what_is_near(shelf: Path, given: str, mention: str) -> None:
    with pytest.raises(StoreError) as unknown:
        library.find_session(shelf, given)
    assert mention in str(unknown.value)
    assert "second-round sessions" in unknown.value.next_step


def test_two_of_one_name_are_told_apart_by_number(shelf: Path, tmp_path: Path) -> None:
    library.remember(shelf, session_at(tmp_path / "other" / "friday", minute=9))
    with pytest.raises(StoreError, match=r"Several sessions are called friday\. Give the number: 1 and 4"):
        library.find_session(shelf, "friday")


def test_no_session_at_all_says_how_to_start(tmp_path: Path) -> None:
    with pytest.raises(CandidateError, match="--demo"):
        library.find_session(tmp_path / "nothing", None)


# A line of the list


def test_a_summary_says_how_far_a_session_went(tmp_path: Path) -> None:
    opened, plan = OPENED, THREE_PLANNED
    cut_short = session_at(tmp_path / "a", opened, plan, asked(1), answered(1, 60.0), asked(2), minute=7)
    summary = summarize(cut_short)
    assert summary.started == datetime(2026, 3, 1, 9, 7, tzinfo=UTC)
    assert (summary.candidate, summary.answers, summary.questions) == ("recording me", 1, 3)
    assert (summary.state, summary.can_resume, summary.has_report) == ("interrupted", True, False)
    assert summary.duration_s == 60.0
    closed = [asked(n) for n in (1, 2, 3)] + [answered(n, 9.0) for n in (1, 2, 3, 3)]
    whole = session_at(tmp_path / "b", opened, plan, *closed, SessionClosed(9.0, "stopped"))
    (whole.path / "report.html").write_text("<p>")
    (whole.path / "beach.jpg").write_bytes(b"sun" * 1000)
    summary = summarize(whole)
    assert (summary.answers, summary.questions, summary.has_report) == (3, 3, True)
    assert (summary.state, summary.can_resume) == ("stopped", False)  # nothing is left to ask
    assert summary.size_bytes == whole.log_path.stat().st_size + 3


def test_what_the_list_calls_resumable_can_be_resumed(tmp_path: Path) -> None:
    """An answer that broke off is asked for again, also that to the last question."""
    beginning = [OPENED, THREE_PLANNED, *(asked(n) for n in (1, 2, 3)), answered(1, 9.0), answered(2, 19.0)]
    endings: list[EndReason] = ["silence", "skipped", "stopped", "interrupted", "recording_ended"]
    for end_reason in endings:
        events: list[Event] = [*beginning, AnswerClosed(29.0, 3, Span(28, 29), end_reason)]
        events.append(SessionClosed(29.0, "stopped"))
        summary = summarize(session_at(tmp_path / end_reason, *events))
        assert summary.answers == 3
        assert summary.can_resume is (resumption(events) is not None)


def test_without_a_plan_the_questions_asked_count(tmp_path: Path) -> None:
    assert summarize(session_at(tmp_path / "a", OPENED, asked(1), asked(2), asked(2))).questions == 2


@pytest.mark.parametrize(
    ("endings", "state"),
    [
        ([SessionClosed(9.0, "stopped"), SessionResumed(9.0, "later")], "interrupted"),
        (
            [SessionClosed(9.0, "stopped"), SessionResumed(9.0, "later"), SessionClosed(19.0, "finished")],
            "finished",
        ),
        ([SessionClosed(9.0, "finished"), RepairNote(None, "mended")], "finished"),
    ],
)
def test_the_last_ending_counts(tmp_path: Path, endings: list[Event], state: str) -> None:
    assert summarize(session_at(tmp_path / "a", OPENED, THREE_PLANNED, *endings)).state == state


def test_lines_that_cannot_be_read_are_passed_over(tmp_path: Path) -> None:
    session = session_at(tmp_path / "a", OPENED, THREE_PLANNED, answered(1, 60.0))
    unknown = b'{"type":"Sneezed","wall":"2026-03-01T09:00:00+00:00","at_s":61.5,"number":{"odd":true}}\n'
    closed = encode(Record("x", 9, "2026-03-01T09:09:00+00:00", "test", SessionClosed(70.0, "stopped")))
    log = session.log_path.read_bytes()
    session.log_path.write_bytes(log + unknown + b"\xff\xfe\n" + closed + closed[: len(closed) // 2])
    summary = summarize(session)
    assert (summary.state, summary.answers, summary.duration_s) == ("stopped", 1, 70.0)


@pytest.mark.parametrize("content", [b"", b'{"v":1,"ty', b"\x00\xff" * 999, b'{"mine": 1}\n', b"[1]\n"])
def test_a_log_of_nobody_is_unreadable_and_listed(tmp_path: Path, content: bytes) -> None:
    session = store.create(tmp_path / "odd")
    session.log_path.write_bytes(content)
    (found,) = library.find_sessions(tmp_path)
    summary = summarize(found)
    assert (summary.state, summary.started, summary.can_resume) == ("unreadable", None, False)


def test_five_hundred_sessions_are_listed_within_a_second(tmp_path: Path) -> None:
    from simulator.events import Word

    words = tuple(Word("word", Span(n, n + 0.5), 0.9) for n in range(30))
    heard = [WordsHeard(60.0, 1, "t", "final", Span(0, 60), words, (), n) for n in range(25)]
    session = session_at(tmp_path / "0", OPENED, THREE_PLANNED, *heard, *[answered(1, 60.0)] * 175)
    log = session.log_path.read_bytes()
    for n in range(1, 500):
        (tmp_path / str(n)).mkdir()
        (tmp_path / str(n) / "events.jsonl").write_bytes(log)
    began_s = time.process_time()  # ours alone, however busy the machine is
    assert len([summarize(session) for session in library.find_sessions(tmp_path)]) == 500
    assert time.process_time() - began_s < 1


# Renaming


def test_a_session_gets_a_new_name_beside_the_old_one(shelf: Path) -> None:
    renamed = library.rename(shelf, library.find_session(shelf, "friday"), "übung mit Anna")
    assert renamed.path == shelf / "übung mit Anna"
    assert [session.path.name for session in library.find_sessions(shelf)] == [
        "übung mit Anna",
        "saturday",
        "sunday",
    ]


def test_the_pointer_follows_a_session_made_elsewhere(shelf: Path, tmp_path: Path) -> None:
    sunday = library.find_session(shelf, "sunday")
    renamed = library.rename(shelf, sunday, "monday")
    assert renamed.path == tmp_path / "church" / "monday"
    assert library.find_session(shelf, "3") == renamed
    assert len(list((shelf / "elsewhere").iterdir())) == 1


@pytest.mark.parametrize(
    "name",
    [
        "",
        "a/b",
        "a\\b",
        "..",
        ".hidden",
        "-yes",
        "CON",
        "nul.txt",
        "com1",
        "x" * 81,
        "what?",
        "end.",
        "end ",
        "a\nb",
        "17",
        "elsewhere",
        "saturday",
    ],
)
def test_what_cannot_be_a_name_is_refused(shelf: Path, name: str) -> None:
    with pytest.raises(StoreError) as refused:
        library.rename(shelf, library.find_session(shelf, "friday"), name)
    assert refused.value.next_step
    assert (shelf / "friday" / "events.jsonl").is_file()


@pytest.mark.parametrize("change", ["rename", "delete"])
def test_a_session_being_recorded_is_left_alone(shelf: Path, change: str) -> None:
    friday = library.find_session(shelf, "friday")
    changes: dict[str, Callable[[], object]] = {
        "rename": lambda: library.rename(shelf, friday, "monday"),
        "delete": lambda: library.delete(shelf, friday),
    }
    with friday.locked(), pytest.raises(StoreError, match="is being written"):
        changes[change]()
    assert library.find_session(shelf, "friday") == friday


# Deleting


def with_everything(session: SessionFolder) -> SessionFolder:
    for name in ("audio.flac", "features.npz", "report.html", "report.json", "report.md", "audio.flac.part"):
        (session.path / name).write_bytes(b"x" * 100)
    return session


def test_a_deleted_session_leaves_nothing(shelf: Path, tmp_path: Path) -> None:
    for name in ("friday", "sunday"):
        session = with_everything(library.find_session(shelf, name))
        assert library.delete(shelf, session) == []
        assert not session.path.exists()
    assert [session.path.name for session in library.find_sessions(shelf)] == ["saturday"]
    assert list((shelf / "elsewhere").iterdir()) == []


def test_what_is_not_ours_stays(shelf: Path, tmp_path: Path) -> None:
    session = with_everything(library.find_session(shelf, "friday"))
    outside = tmp_path / "novel.txt"
    outside.write_text("chapter one")
    (session.path / "notes.txt").write_text("mine")
    (session.path / "photos").mkdir()
    (session.path / "photos" / "report.html").write_text("mine too")
    (session.path / "novel").symlink_to(outside)
    (session.path / "audio.wav").symlink_to(outside)  # a name of ours: the link goes, the novel does not
    assert library.delete(shelf, session) == ["notes.txt", "novel", "photos"]
    assert sorted(path.name for path in session.path.iterdir()) == ["notes.txt", "novel", "photos"]
    assert (session.path / "photos" / "report.html").read_text() == "mine too"
    assert outside.read_text() == "chapter one"


def test_a_link_to_a_session_is_not_followed(shelf: Path, tmp_path: Path) -> None:
    session = session_at(tmp_path / "vault" / "friday")
    (shelf / "link").symlink_to(session.path)
    with pytest.raises(StoreError, match="is a link") as refused:
        library.delete(shelf, library.find_session(shelf, "link"))
    assert str(session.path) in refused.value.next_step
    assert session.log_path.is_file()


def killed_after(removals: int) -> Callable[[Path, bool], None]:
    """`Path.unlink` for so many files, and then the end."""
    unlink, left = Path.unlink, iter(range(removals))

    def dies(path: Path, missing_ok: bool = False) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt
        unlink(path, missing_ok)

    return dies


def test_a_deletion_cut_off_leaves_no_session_and_is_finished_later(
    shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after each file in turn, here and in a folder that was on no list."""
    places = [shelf / "a", tmp_path / "b"]
    for place in places:
        for removals in range(8):
            session = with_everything(session_at(place))
            monkeypatch.setattr(Path, "unlink", killed_after(removals))
            with pytest.raises(KeyboardInterrupt):
                library.delete(shelf, session)
            monkeypatch.undo()
            assert session not in library.find_sessions(shelf)
            library.sweep(shelf)
            assert not place.exists()
    assert len(library.find_sessions(shelf)) == 3
    assert len(list((shelf / "elsewhere").iterdir())) == 1


def test_sweeping_touches_no_whole_session(shelf: Path) -> None:
    friday = with_everything(library.find_session(shelf, "friday"))
    (friday.path / "events.jsonl.deleting").write_bytes(b"")
    library.sweep(shelf)
    assert summarize(friday).state == "interrupted"
    assert (friday.path / "audio.flac").is_file()


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")
def test_a_session_that_may_not_be_deleted_says_that_it_was_not(mortal_folder: Path) -> None:
    session = session_at(mortal_folder / "friday")
    session.path.chmod(0o500)
    try:
        with pytest.raises(StoreError, match=r"Permission denied\. Nothing was deleted"):
            library.delete(mortal_folder, session)
        assert library.find_sessions(mortal_folder) == [session]
    finally:
        session.path.chmod(0o700)


@pytest.mark.speech
@pytest.mark.slow
def test_all_that_a_rehearsal_writes_is_known_as_ours(demo_run: tuple[Run, Path]) -> None:
    """A new kind of file in a session's folder must be named in `summaries.py`: or deleting leaves it."""
    session = SessionFolder(demo_run[1])
    assert sorted(own_files(session)) == sorted(session.path.iterdir())
