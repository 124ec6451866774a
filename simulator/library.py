"""The shelf of sessions: every session on it, one found by what a person types, a new name, a removal.

A session made elsewhere (`--out`) leaves a pointer in `<sessions>/elsewhere/`, so it is on the shelf too.
What one session was like, in a line of the list, is `summaries.py`'s.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from simulator.errors import CandidateError, StoreError
from simulator.store import SessionFolder
from simulator.summaries import own_files, started_at

_POINTERS = "elsewhere"
_DELETING = "events.jsonl.deleting"
_LOCK = ".lock"
_LISTS_YOURS = "`second-round sessions` lists yours."

_LONGEST_NAME = 80
# What some file system or our own commands would misread; session folders get carried between machines.
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]|^[.\- ]|[. ]$')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def new_session_path(sessions_dir: Path, now: datetime) -> Path:
    """A readable, unused folder name: the local date and time."""
    name = now.strftime("%Y-%m-%d_%H-%M-%S")
    candidates = (sessions_dir / (name + suffix) for suffix in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(path for path in candidates if not path.exists())


def remember(sessions_dir: Path, session: SessionFolder) -> None:
    """Note where a session outside `sessions_dir` is. Failing to is no reason to stop a rehearsal."""
    if session.path.parent == sessions_dir:
        return
    with suppress(OSError):
        folder = sessions_dir / _POINTERS
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = datetime.now().strftime("%Y-%m-%d_%H-%M-%S_%f")
        (folder / name).write_text(os.path.abspath(session.path), encoding="utf-8")


def find_sessions(sessions_dir: Path) -> list[SessionFolder]:
    """Every session kept here or remembered from elsewhere, oldest first by start.

    Oldest first, because the place in this list is the session's number: a new session changes no other's.
    """
    found: dict[str, SessionFolder] = {}
    for path in _folders(sessions_dir):
        session = SessionFolder(path)
        if _is_session(session):
            found.setdefault(os.path.realpath(path), session)
    return sorted(found.values(), key=lambda session: (started_at(session), session.path.name))


def find_session(sessions_dir: Path, given: str | Path | None) -> SessionFolder:
    """The session a person means: by its path, its number in the list, its name, or (None) the newest.

    A path wins over a number: "3" is the third of the list unless a folder ./3 is a session.

    Raises:
        StoreError: there is no such session, or several have that name.
        CandidateError: the newest is wanted, and there is none at all.
    """
    text = "" if given is None else str(given)
    if text and _is_session(session := SessionFolder(Path(os.path.abspath(text)))):
        return session
    found = find_sessions(sessions_dir)
    if given is None:
        if not found:
            raise CandidateError(
                "There is no session yet.", next_step="Start with: second-round rehearse --demo --fast"
            )
        return found[-1]
    if re.fullmatch(r"[0-9]{1,9}", text):
        if 1 <= int(text) <= len(found):
            return found[int(text) - 1]
        raise StoreError(f"There is no session {text}: there are {len(found)}.", next_step=_LISTS_YOURS)
    return _named(text, found)


def _named(name: str, found: list[SessionFolder]) -> SessionFolder:
    numbers = [number for number, session in enumerate(found, start=1) if session.path.name == name]
    if len(numbers) == 1:
        return found[numbers[0] - 1]
    if numbers:
        which = " and ".join(map(str, numbers))
        raise StoreError(f"Several sessions are called {name}.", next_step=f"Give the number: {which}.")
    if Path(name).name != name or os.path.lexists(name):
        raise StoreError(f"{name} is not a session.", next_step=_LISTS_YOURS)
    near = difflib.get_close_matches(name, [session.path.name for session in found])
    hint = f"Did you mean {' or '.join(dict.fromkeys(near))}? " if near else ""
    raise StoreError(f'There is no session called "{name}".', next_step=hint + _LISTS_YOURS)


def rename(sessions_dir: Path, session: SessionFolder, name: str) -> SessionFolder:
    """Give the session's folder a new name, beside the old one.

    Raises:
        StoreError: no name for a folder, one that is taken, or the session is being recorded.
    """
    if problem := _what_is_wrong_with(name):
        raise StoreError(f'"{name}" cannot be a session\'s name: {problem}.', next_step="Choose another.")
    renamed = SessionFolder(session.path.with_name(name))
    if os.path.lexists(renamed.path):
        raise StoreError(f"{renamed.path} exists already.", next_step="Choose another name.")
    with session.locked():
        pass  # nobody records it; but Windows renames no folder with an open file, so let go of the lock
    pointers = _pointers_to(sessions_dir, session)
    if pointers:
        remember(sessions_dir, renamed)  # first, so that a kill in between loses nobody's way to it
    try:
        session.path.rename(renamed.path)
    except OSError as error:
        raise StoreError(
            f"{session.path} cannot be renamed: {error.strerror}.", kept="It is as it was."
        ) from error
    _forget(pointers)
    return renamed


def _what_is_wrong_with(name: str) -> str:
    if not name or len(name) > _LONGEST_NAME:
        return f"it must have 1 to {_LONGEST_NAME} characters"
    if _FORBIDDEN.search(name):
        return r'no \ / : * ? " < > | in it, no dot, dash or space before it, no dot or space after it'
    if _RESERVED.fullmatch(name) or name == _POINTERS:
        return "it is reserved"
    if name.isdecimal():
        return "a number means a place in the list"
    return ""


def delete(sessions_dir: Path, session: SessionFolder) -> list[str]:
    """Remove every file of the session that is ours, then its folder; returns what was not ours and stays.

    First the log becomes `events.jsonl.deleting`. In that one step the folder stops being a session, so a
    kill at any later moment leaves none that looks whole, and the name tells `sweep` to finish the work.
    Only entries of the folder itself are removed, never what a link leads to.

    Raises:
        StoreError: it is being recorded, is a link, or something could not be removed.
    """
    if session.path.is_symlink():
        raise StoreError(
            f"{session.path} is a link.",
            kept="Nothing was deleted.",
            next_step=f"The session itself is {os.path.realpath(session.path)}.",
        )
    try:
        with session.locked():
            remember(sessions_dir, session)  # also one on no list: by this `sweep` finds it after a kill
            pointers = _pointers_to(sessions_dir, session)
            session.log_path.replace(session.path / _DELETING)
    except OSError as error:
        raise StoreError(
            f"{session.path} cannot be deleted: {error.strerror}.", kept="Nothing was deleted."
        ) from error
    try:
        foreign = _remove(session)
    except OSError as error:
        raise StoreError(
            f"{error.filename or session.path} cannot be deleted: {error.strerror}.",
            next_step="Close what has it open; `second-round sessions` then finishes this deletion.",
        ) from error
    _forget(pointers)
    return foreign


def sweep(sessions_dir: Path) -> None:
    """Finish deletions that were cut off; what cannot be removed now waits for the next time."""
    for path in list(_folders(sessions_dir)):
        session = SessionFolder(path)
        begun = os.path.isfile(path / _DELETING) and not _is_session(session)
        if begun and not path.is_symlink():
            with suppress(StoreError, OSError):
                pointers = _pointers_to(sessions_dir, session)
                _remove(session)
                _forget(pointers)


def _remove(session: SessionFolder) -> list[str]:
    """Remove what is left of a session whose deletion has begun; the mark of that goes last."""
    last = (session.path / _LOCK, session.path / _DELETING)
    with session.locked():
        for path in own_files(session):
            if path not in last:
                path.unlink(missing_ok=True)
    for path in last:  # the lock after it was let go: Windows removes no open file
        path.unlink(missing_ok=True)
    foreign = sorted(path.name for path in session.path.iterdir())
    if not foreign:
        session.path.rmdir()
    return foreign


def _is_session(session: SessionFolder) -> bool:
    # os.path.isfile, because Path.is_file raises where a folder may not be looked into.
    return os.path.isfile(session.log_path)


def _folders(sessions_dir: Path) -> Iterator[Path]:
    """Where a session may be: each entry of the shelf, then each place a pointer leads to."""
    if _is_session(SessionFolder(sessions_dir)):
        yield sessions_dir  # somebody wants to see one session in a list
    if sessions_dir.is_dir():
        yield from sessions_dir.iterdir()
    for _, target in _pointers(sessions_dir):
        yield target


def _pointers(sessions_dir: Path) -> Iterator[tuple[Path, Path]]:
    """Each pointer and where it leads. One that leads nowhere stays: its disk may come back."""
    for pointer in sorted((sessions_dir / _POINTERS).glob("*")):
        with suppress(OSError):
            target = Path(pointer.read_text(encoding="utf-8", errors="replace").strip())
            if target.is_absolute():
                yield pointer, target


def _pointers_to(sessions_dir: Path, session: SessionFolder) -> list[Path]:
    there = os.path.realpath(session.path)
    return [pointer for pointer, target in _pointers(sessions_dir) if os.path.realpath(target) == there]


def _forget(pointers: list[Path]) -> None:
    for pointer in pointers:
        with suppress(OSError):
            pointer.unlink()
