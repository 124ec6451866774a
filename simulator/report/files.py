"""Writing the three report files into the session folder, each whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import msgspec

from simulator.analysis.results import Report
from simulator.errors import StoreError
from simulator.report.as_json import as_dict
from simulator.report.html import as_html
from simulator.report.markdown import as_markdown
from simulator.store import SessionFolder


def write_reports(session: SessionFolder, report: Report) -> Path:
    """Write report.json, report.md and report.html; returns the page's path.

    Raises:
        StoreError: there is no room, or the folder cannot be written.
    """
    page = session.path / "report.html"
    try:
        _replace(
            session.path / "report.json", msgspec.json.format(msgspec.json.encode(as_dict(report)), indent=1)
        )
        _replace(session.path / "report.md", as_markdown(report).encode())
        _replace(page, as_html(report, session).encode())
    except OSError as error:
        raise StoreError(
            f"The report cannot be written to {session.path}: {error.strerror}.",
            kept="The session is kept.",
            next_step=f"Make room, then run: second-round report {session.path}",
        ) from error
    return page


def _replace(path: Path, data: bytes) -> None:
    descriptor, name = tempfile.mkstemp(prefix=path.name, suffix=".part", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
