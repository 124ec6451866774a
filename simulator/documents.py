"""What a candidate brings along, read: a CV, a job ad, notes, as PDF, Word, web page, Markdown or text.

Reading happens in a process of its own (`simulator.reading.child`) with limits of memory and time: a
document may come from anywhere, and a hostile or broken one ends that process, never this one.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from simulator.errors import DocumentError
from simulator.interview.dossier import Document, DocumentKind

Form = Literal["pdf", "docx", "html", "text"]

MOST_BYTES = 20_000_000
_TIMEOUT_S = 45.0
_MOST_LINE = 4_000
_MOST_LINES = 6_000
_FEWEST_LETTERS = 20
_TITLES: dict[DocumentKind, str] = {
    "cv": "The CV",
    "job_ad": "The job ad",
    "company_notes": "The company notes",
    "round_one": "The notes from round one",
}
_SAVE_AS = "Save it as PDF, Word (.docx), Markdown or text, and name that file."
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"\xd0\xcf\x11\xe0", "a document of an old Word (.doc), or locked with a password"),
    (b"{\\rtf", "a rich-text document (.rtf)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\0", "a picture"),
    (b"MM\0*", "a picture"),
    (b"\x1f\x8b", "a packed archive"),
    (b"Rar!", "a packed archive"),
    (b"7z\xbc\xaf", "a packed archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)


def read_document(path: Path, kind: DocumentKind) -> Document:
    """A file as lines of text.

    Raises:
        DocumentError: it is missing, too large, encrypted, a scan, empty, or nothing that can be read.
    """
    what = f"{_TITLES[kind]} {path.name}"
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise DocumentError(f"{what} is a folder.", next_step="Name the file in it.")
        _check_size(size, what)
        data = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise DocumentError(f"{what} cannot be read: {reason}.", next_step=f"Check {path}.") from error
    return document_of(data, kind, path.name, suffix=path.suffix)


def pasted(text: str, kind: DocumentKind, name: str = "pasted text") -> Document:
    """Text that a person pasted or typed.

    Raises:
        DocumentError: it is empty or too long.
    """
    what = f"{_TITLES[kind]} ({name})"
    _check_size(len(text), what)
    return _document(text.splitlines(), kind, name, what, ())


def document_of(data: bytes, kind: DocumentKind, name: str, suffix: str = "") -> Document:
    """The bytes of a file, or of an answer from the network.

    Raises:
        DocumentError: as `read_document`.
    """
    what = f"{_TITLES[kind]} {name}"
    _check_size(len(data), what)
    if not data.strip():
        raise _empty(what)
    answer = _ask(_form(data, suffix.lower(), what), data, what)
    if "problem" in answer:
        raise _problem(answer, what)
    return _document(answer["lines"], kind, name, what, tuple(answer["notices"]))


def _check_size(size: int, what: str) -> None:
    if size > MOST_BYTES:
        raise DocumentError(
            f"{what} is {size / 1e6:.0f} MB long; up to {MOST_BYTES / 1e6:.0f} MB are read.",
            next_step="Save it without pictures, or only the pages that matter.",
        )


def _form(data: bytes, suffix: str, what: str) -> Form:
    """By what is in the file; its name decides only between text and a page of the web."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        try:
            names = zipfile.ZipFile(BytesIO(data)).namelist()
        except (zipfile.BadZipFile, ValueError, OSError):
            names = []
        if "word/document.xml" in names:
            return "docx"
        raise DocumentError(f"{what} is a packed file, but no Word document.", next_step=_SAVE_AS)
    for begin, kind in _OTHERS:
        if data.startswith(begin):
            raise DocumentError(f"{what} is {kind}, which cannot be read.", next_step=_SAVE_AS)
    start = data[:1024].lstrip().lower()
    if (
        suffix in (".html", ".htm", ".xhtml")
        or start.startswith((b"<!doctype html", b"<html"))
        or b"<html" in start
    ):
        return "html"
    return "text"


def _ask(form: Form, data: bytes, what: str) -> dict[str, Any]:
    command = [sys.executable, "-P", "-m", "simulator.reading.child", form]
    try:
        with subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        ) as process:
            try:
                written, _ = process.communicate(data, timeout=_TIMEOUT_S)
            finally:  # not subprocess.run: at a KeyboardInterrupt it kills, but does not reap
                process.kill()
                process.wait()
        answer: dict[str, Any] = json.loads(written)
    except subprocess.TimeoutExpired as error:
        raise DocumentError(
            f"{what} was not read within {_TIMEOUT_S:.0f} seconds.",
            next_step="Paste its text into a text file.",
        ) from error
    except (OSError, ValueError) as error:  # it cannot be started, or it reached its limit and crashed
        raise DocumentError(
            f"{what} cannot be read: the reader gave up on it.", next_step="Paste its text into a text file."
        ) from error
    return answer


def _problem(answer: dict[str, Any], what: str) -> DocumentError:
    if answer["problem"] == "encrypted":
        return DocumentError(
            f"{what} asks for a password.", next_step="Save a copy without one, and name that."
        )
    if answer["problem"] == "pages":
        from simulator.reading.pdf_lines import MOST_PAGES

        return DocumentError(
            f"{what} has {answer['count']} pages; up to {MOST_PAGES} are read.",
            next_step="Save the pages that matter as a file of their own.",
        )
    if answer["problem"] == "large":
        return DocumentError(
            f"{what} is far too large once unpacked.", next_step="Paste its text into a text file."
        )
    if answer["problem"] == "binary":
        return DocumentError(f"{what} holds no text.", next_step=_SAVE_AS)
    return DocumentError(
        f"{what} is damaged ({answer['why']}).", next_step=f"Open it where it was made. {_SAVE_AS}"
    )


def _document(
    lines: list[str], kind: DocumentKind, name: str, what: str, notices: tuple[str, ...]
) -> Document:
    text = [line[:_MOST_LINE].rstrip() for line in lines[:_MOST_LINES]]
    letters = sum(letter.isalnum() for line in text for letter in line)
    if letters < _FEWEST_LETTERS:
        raise _empty(what)
    if len(lines) > _MOST_LINES:
        notices = (*notices, f"{what} is very long: its first {_MOST_LINES} lines were read.")
    return Document(kind, name, tuple(text), notices)


def _empty(what: str) -> DocumentError:
    return DocumentError(
        f"{what} holds no text: it is empty, or a scan, which is a picture of text.",
        next_step="Save it from the program it was written in, or paste its text into a text file.",
    )
