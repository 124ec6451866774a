"""The append-only log of one session: `events.jsonl`, one event a line, flushed as it happens.

A line is whole or it is nothing: a torn last line (the machine died while it was written) is left
out when reading and cut off, with a `RepairNote`, when the log is opened to go on.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from simulator.errors import StoreError
from simulator.events import EVENT_TYPES, AnswerClosed, Event, Record, RepairNote, SessionClosed, uuid7

_ENVELOPE = ("v", "id", "seq", "type", "wall", "author")
_SYNC_EVERY_S = 5.0


def encode(record: Record) -> bytes:
    """One log line, newline included."""
    line: dict[str, Any] = {
        "v": record.v,
        "id": record.id,
        "seq": record.seq,
        "type": type(record.event).__name__,
        "wall": record.wall,
        "author": record.author,
    }
    return msgspec.json.encode({**line, **msgspec.to_builtins(record.event)}) + b"\n"


def decode(line: bytes) -> Record | None:
    """The record on a line; None for an event type this version does not know.

    Raises:
        msgspec.MsgspecError: the line is not a whole, valid record.
    """
    fields: dict[str, Any] = msgspec.json.decode(line, type=dict[str, Any])
    envelope = msgspec.convert({name: fields.pop(name, None) for name in _ENVELOPE}, _Envelope)
    event_type = EVENT_TYPES.get(envelope.type)
    if event_type is None:
        return None
    event = msgspec.convert(fields, event_type)
    return Record(envelope.id, envelope.seq, envelope.wall, envelope.author, event, envelope.v)


class _Envelope(msgspec.Struct, frozen=True):
    v: int
    id: str
    seq: int
    type: str
    wall: str
    author: str


def read(path: Path) -> tuple[list[Record], int]:
    """All whole records of a log, and how many lines could not be read (a torn last one included).

    Raises:
        StoreError: the file cannot be read.
    """
    try:
        lines = path.read_bytes().splitlines(keepends=True)
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}.") from error
    records: list[Record] = []
    unreadable = 0
    for line in lines:
        try:
            record = decode(line)
        except msgspec.MsgspecError:
            unreadable += 1
            continue
        if record is not None:
            records.append(record)
    return records, unreadable


class EventLog:
    """Appends events to `events.jsonl`. Use as a context manager; one writer at a time."""

    def __init__(self, path: Path, *, author: str = "second-round") -> None:
        self._author = author
        records, _ = read(path) if path.exists() else ([], 0)
        self._next_seq = records[-1].seq + 1 if records else 0
        try:
            self._fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            torn = _cut_torn_line(self._fd)
        except OSError as error:
            raise StoreError(f"{path} cannot be written: {error.strerror}.") from error
        self._synced_at = time.monotonic()
        if torn:
            self.append(RepairNote(None, "A half-written last line was left out."))

    def append(self, event: Event) -> Record:
        """Write one event; it is in the system's hands when this returns, on disk at answers' ends.

        Raises:
            StoreError: the disk is full or gone.
        """
        wall = datetime.now(UTC).isoformat(timespec="milliseconds")
        record = Record(id=uuid7(), seq=self._next_seq, wall=wall, author=self._author, event=event)
        line = encode(record)
        start = os.lseek(self._fd, 0, os.SEEK_CUR)
        try:
            if os.write(self._fd, line) != len(line):
                raise OSError(28, "No space left on device")
            self._sync_when_due(event)
        except OSError as error:
            os.ftruncate(self._fd, start)  # never leave half a line for the next event to follow
            os.lseek(self._fd, start, os.SEEK_SET)
            raise StoreError(
                f"The session log cannot be written: {error.strerror}.",
                kept="Everything before this moment is kept.",
                next_step="Make room or check the folder, then run `second-round report` on the session.",
            ) from error
        self._next_seq += 1
        return record

    def _sync_when_due(self, event: Event) -> None:
        due = time.monotonic() - self._synced_at >= _SYNC_EVERY_S
        if due or isinstance(event, AnswerClosed | SessionClosed):
            self.sync()

    def sync(self) -> None:
        """Force what was written to the disk."""
        os.fsync(self._fd)
        self._synced_at = time.monotonic()

    def close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def __enter__(self) -> EventLog:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _cut_torn_line(descriptor: int) -> bool:
    """Drop what follows the last line's end, and only that; the file is left at its end. True if torn.

    A last line that lacks nothing but its end gets it: `read` has shown its event already.
    """
    size = os.lseek(descriptor, 0, os.SEEK_END)
    end = size
    while end > 0:
        start = max(0, end - 65536)
        os.lseek(descriptor, start, os.SEEK_SET)
        newline = os.read(descriptor, end - start).rfind(b"\n")
        if newline >= 0:
            end = start + newline + 1
            break
        end = start
    os.lseek(descriptor, end, os.SEEK_SET)
    if end < size and _reads_well(os.read(descriptor, size - end)):
        os.write(descriptor, b"\n")
        return False
    os.ftruncate(descriptor, end)
    os.lseek(descriptor, end, os.SEEK_SET)
    return end < size


def _reads_well(line: bytes) -> bool:
    try:
        decode(line)
    except msgspec.MsgspecError:
        return False
    return True


def events_of(records: list[Record]) -> Iterator[Event]:
    return (record.event for record in records)
