"""The log of a session: what is written is read again, whole lines only, whatever happened in between."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import types
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.audio import Span
from simulator.errors import StoreError
from simulator.eventlog import EventLog, events_of, read
from simulator.events import (
    EVENT_TYPES,
    LOG_VERSION,
    AudioGap,
    Event,
    RepairNote,
    SessionClosed,
    SpeechStarted,
    SpeechStopped,
    WordsHeard,
)

PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    float: st.floats(allow_nan=False, allow_infinity=False),
    int: st.integers(-(2**53), 2**53),
    str: st.text(),
    bool: st.booleans(),
    type(None): st.none(),
}
PLAIN[Any] = st.recursive(
    st.one_of(*PLAIN.values()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Everything a field with this type can hold, tuples empty now and then."""
    if hint in PLAIN:
        return PLAIN[hint]
    if is_dataclass(hint) and isinstance(hint, type):
        hints = get_type_hints(hint)
        return st.builds(hint, **{field.name: values(hints[field.name]) for field in fields(hint)})
    parts = get_args(hint)
    origin = get_origin(hint)
    if origin is Literal:
        return st.sampled_from(parts)
    if origin in (Union, types.UnionType):
        return st.one_of(*map(values, parts))
    if origin is dict:
        return st.dictionaries(values(parts[0]), values(parts[1]), max_size=3)
    assert origin is tuple, hint
    if parts[-1] is Ellipsis:
        return st.lists(values(parts[0]), max_size=3).map(tuple)
    return st.tuples(*map(values, parts))


@pytest.mark.parametrize("event_type", EVENT_TYPES.values(), ids=EVENT_TYPES.keys())
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_every_event_is_read_as_it_was_written(event_type: type[Event], data: st.DataObject) -> None:
    event = data.draw(values(event_type))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.jsonl"
        with EventLog(path) as log:
            written = log.append(event)
        records, unreadable = read(path)
    assert records == [written]
    assert records[0].event == event
    assert type(records[0].event) is event_type
    assert unreadable == 0


def test_unicode_and_empty_stretches_survive(tmp_path: Path) -> None:
    said = [
        WordsHeard(1.0, 1, "größe-文-🎙", "final", Span(0, 1), (), (), complete=True),
        AudioGap(2.0, Span(1, 2), 'line\u2028separator\r\nand a "quote" \x00'),
    ]
    path = tmp_path / "events.jsonl"
    with EventLog(path) as log:
        for event in said:
            log.append(event)
    assert list(events_of(read(path)[0])) == said
    assert path.read_bytes().count(b"\n") == 2


def test_a_line_carries_its_envelope_and_its_event_side_by_side(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    with EventLog(path, author="recovery") as log:
        log.append(SpeechStarted(1.25))
        log.append(AudioGap(3.0, Span(2.0, 3.0), "the microphone was pulled out"))
    first, second = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    assert set(first) == {"v", "id", "seq", "type", "wall", "author", "at_s"}
    assert (first["v"], first["seq"], first["type"], first["author"]) == (
        LOG_VERSION,
        0,
        "SpeechStarted",
        "recovery",
    )
    assert second["span"] == {"start_s": 2.0, "end_s": 3.0}
    assert second["seq"] == 1
    assert first["id"] != second["id"]
    wall = datetime.fromisoformat(first["wall"])
    assert wall.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - wall) < timedelta(minutes=1)


def log_of(path: Path, *events: Event) -> list[bytes]:
    """A log with these events; its lines."""
    with EventLog(path) as log:
        for event in events:
            log.append(event)
    return path.read_bytes().splitlines(keepends=True)


def test_the_log_goes_on_where_it_stopped(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    log_of(path, SpeechStarted(1.0), SpeechStopped(2.0))
    log_of(path, SessionClosed(3.0, "stopped"))
    records, _ = read(path)
    assert [record.seq for record in records] == [0, 1, 2]
    assert records[-1].event == SessionClosed(3.0, "stopped")


@pytest.mark.parametrize("kept", [1, 20, -2])
def test_a_torn_last_line_is_cut_and_the_log_says_so(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "events.jsonl"
    first, second = log_of(path, SpeechStarted(1.0), SpeechStopped(2.0))
    path.write_bytes(first + second[:kept])
    assert [record.event for record in read(path)[0]] == [SpeechStarted(1.0)]
    assert read(path)[1] == 1

    log_of(path, SessionClosed(3.0, "stopped"))
    records, unreadable = read(path)
    assert unreadable == 0
    assert [type(record.event) for record in records] == [SpeechStarted, RepairNote, SessionClosed]
    assert [record.seq for record in records] == [0, 1, 2]
    assert path.read_bytes().startswith(first)


def test_a_line_that_lacks_only_its_end_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    first, second = log_of(path, SpeechStarted(1.0), SpeechStopped(2.0))
    path.write_bytes((first + second).rstrip(b"\n"))
    log_of(path, SessionClosed(3.0, "stopped"))
    records, unreadable = read(path)
    assert unreadable == 0
    assert [record.event for record in records] == [
        SpeechStarted(1.0), SpeechStopped(2.0), SessionClosed(3.0, "stopped"),
    ]  # fmt: skip
    assert [record.seq for record in records] == [0, 1, 2]


def test_a_torn_line_longer_than_what_is_read_at_once_is_cut_too(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    first, second = log_of(path, SpeechStarted(1.0), AudioGap(2.0, Span(1, 2), "x" * 200_000))
    path.write_bytes(first + second[:-10])
    log_of(path)
    assert [type(record.event) for record in read(path)[0]] == [SpeechStarted, RepairNote]


def test_a_log_that_is_one_torn_line_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes(b'{"v":1,"id"')
    log_of(path, SpeechStarted(1.0))
    assert [(record.seq, type(record.event)) for record in read(path)[0]] == [
        (0, RepairNote),
        (1, SpeechStarted),
    ]


@pytest.mark.parametrize(
    "broken",
    [b"\x00\xff\n", b"{}\n", b"\n", b'["a list"]\n', b'{"v":1,"id":"x","seq":1,"type":"SpeechStarted"}\n'],
)
def test_a_broken_line_in_the_middle_is_skipped_and_stays(tmp_path: Path, broken: bytes) -> None:
    path = tmp_path / "events.jsonl"
    first, second = log_of(path, SpeechStarted(1.0), SpeechStopped(2.0))
    path.write_bytes(first + broken + second)
    log_of(path, SessionClosed(3.0, "stopped"))
    records, unreadable = read(path)
    assert unreadable == 1
    assert [type(record.event) for record in records] == [SpeechStarted, SpeechStopped, SessionClosed]
    assert path.read_bytes().startswith(first + broken + second)


def test_an_event_whose_values_do_not_fit_is_skipped(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    first, second = log_of(path, SpeechStarted(1.0), SpeechStopped(2.0))
    path.write_bytes(first.replace(b"1.0", b'"soon"') + second)
    records, unreadable = read(path)
    assert [record.event for record in records] == [SpeechStopped(2.0)]
    assert unreadable == 1


def test_events_and_fields_of_a_newer_version_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    first, second = log_of(path, SpeechStarted(1.0), SpeechStopped(2.0))
    newer = first.replace(b"SpeechStarted", b"CoachSighed").replace(b'"seq":0', b'"seq":1')
    richer = second.replace(b'"at_s"', b'"loudness":3,"at_s"').replace(b'"seq":1', b'"seq":2')
    path.write_bytes(first + newer + richer)
    records, unreadable = read(path)
    assert [record.event for record in records] == [SpeechStarted(1.0), SpeechStopped(2.0)]
    assert unreadable == 0


def test_no_log_and_a_folder_in_its_place_are_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"events\.jsonl cannot be read"):
        read(tmp_path / "events.jsonl")
    with pytest.raises(StoreError, match="cannot be"):
        EventLog(tmp_path)
    with pytest.raises(StoreError, match=r"cannot be written: No such file"):
        EventLog(tmp_path / "missing" / "events.jsonl")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_nobody_else_can_read_the_log(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    log_of(path, SpeechStarted(1.0))
    assert path.stat().st_mode & 0o777 == 0o600


FILLS_THE_DISK = """
import resource, signal, sys
from pathlib import Path
from simulator.errors import StoreError
from simulator.eventlog import EventLog
from simulator.events import SessionClosed, SpeechStarted
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
written = 0
with EventLog(Path(sys.argv[1])) as log:
    for attempt in range(20):
        try:
            log.append(SpeechStarted(float(written)))
            written += 1
        except StoreError as error:
            print(error)
            break
    try:
        log.append(SessionClosed(1.0, "recording_ended"))
    except StoreError:
        print("still full")
print(written)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs setrlimit")
def test_a_full_disk_is_said_and_leaves_whole_lines_only(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    run = subprocess.run(
        [sys.executable, "-c", FILLS_THE_DISK, str(path)], capture_output=True, text=True, check=True
    )
    said, again, written = run.stdout.splitlines()
    assert said.startswith("The session log cannot be written")
    assert "Everything before this moment is kept." in said
    assert again == "still full"
    assert path.read_bytes().endswith(b"\n")
    records, unreadable = read(path)
    assert unreadable == 0
    assert [record.event for record in records] == [SpeechStarted(float(n)) for n in range(int(written))]
    assert int(written) > 2
