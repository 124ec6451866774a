"""Where results are written: named before the work begins, each file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from simulator.exports import SUFFIXES, ExportError, Format


@dataclass(frozen=True, slots=True)
class Result:
    """One format of one recording; `path` None is standard output."""

    format: Format
    path: Path | None


def formats_for(given: Sequence[Format], out: Path | None) -> tuple[Format, ...]:
    """The formats asked for, each once; else the one that the file's name says, else text."""
    if given or out is None:
        return tuple(dict.fromkeys(given)) or ("text",)
    endings = sorted(SUFFIXES.items(), key=lambda item: -len(item[1]))  # .labels.txt before .txt
    return (next((format for format, ending in endings if _ends(out.name, ending)), "text"),)


def results_of(
    files: Sequence[Path], formats: Sequence[Format], out: Path | None, *, is_folder: bool, force: bool
) -> list[list[Result]]:
    """For every recording, what is to be written where.

    Args:
        is_folder: `out` is a folder's name.
        force: existing files may be replaced; a recording that is being read never.

    Raises:
        ExportError: several results have no place, or a place is taken.
    """
    single = len(files) == 1 and len(formats) == 1
    if out is None:
        if not single:
            raise ExportError("Several results have no place to go.", next_step="Add --out FOLDER.")
        return [[Result(formats[0], None)]]
    if single and not is_folder and not out.is_dir():
        planned = [[Result(formats[0], out)]]
    else:
        if out.exists() and not out.is_dir():
            raise ExportError(f"{out} is a file.", next_step="Several results need a folder: --out FOLDER.")
        names = _names(files, out)
        planned = [[Result(format, out / (name + SUFFIXES[format])) for format in formats] for name in names]
    paths = [result.path for results in planned for result in results if result.path is not None]
    for path in paths:
        _check(path, files, force=force)
    return planned


def write_whole(path: Path, text: str, *, force: bool) -> Path:
    """Write a file that is there when it is whole, and say where: a name taken meanwhile is left alone.

    Raises:
        ExportError: there is no room, or the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path = path if force else _free(path)
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", suffix=".part", dir=path.parent)
        part = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(text.encode("utf-8", "replace"))
                file.flush()
                os.fsync(file.fileno())
            if path.exists():
                part.chmod(path.stat().st_mode & 0o777)  # who could read it still can
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise ExportError(
            f"{path} cannot be written: {error.strerror}.", next_step="Choose another place with --out."
        ) from error
    return path


class Copies:
    """Of results that take long, as far as they are: beside each what a kill leaves, `NAME.unfinished`.

    What an earlier kill left stays. A disk without room is no reason to stop: the work goes on.
    """

    def __init__(self) -> None:
        self._places: dict[Path, Path] = {}

    def keep(self, result: Path, text: str) -> None:
        with suppress(ExportError, OSError):
            if result not in self._places:
                self._places[result] = _free(result.with_name(f"{result.name[:100]}.unfinished"))
            write_whole(self._places[result], text, force=True)

    def remove(self) -> None:
        for place in self._places.values():
            with suppress(OSError):
                place.unlink(missing_ok=True)


def _names(files: Sequence[Path], out: Path) -> list[str]:
    """The recordings' names without their endings; whole names where two would be the same."""
    stems = [file.stem.casefold() for file in files]
    names = [file.name if stems.count(file.stem.casefold()) > 1 else file.stem for file in files]
    folded = [name.casefold() for name in names]
    for index, name in enumerate(folded):
        if name in folded[:index]:
            first = files[folded.index(name)]
            raise ExportError(
                f"{first} and {files[index]} would be the same file in {out}.",
                next_step="Transcribe them one by one, each with an --out of its own.",
            )
    return names


def _check(path: Path, files: Sequence[Path], *, force: bool) -> None:
    """What is in the way is said before the work, not after it."""
    if path.is_dir():
        raise ExportError(f"{path} is a folder.", next_step="Choose another name with --out.")
    if any(path.exists() and file.exists() and path.samefile(file) for file in files):
        raise ExportError(f"{path} is the recording itself.", next_step="Choose another name with --out.")
    if path.exists() and not force:
        raise ExportError(
            f"{path} exists already.", next_step="Choose another --out, or replace it: --force."
        )
    folder = path.parent
    while not folder.exists():
        folder = folder.parent
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise ExportError(f"{folder} cannot be written to.", next_step="Choose another place with --out.")


def _free(path: Path) -> Path:
    number = 2
    free = path
    while free.exists():
        free = path.with_name(f"{path.stem} ({number}){path.suffix}")
        number += 1
    return free


def _ends(name: str, ending: str) -> bool:
    return name.lower().endswith(ending.lower())
