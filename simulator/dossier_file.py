"""The dossier as a file that a person corrects: commented TOML, read back with the place of every error."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import tomlkit
from tomlkit.exceptions import ParseError, TOMLKitError
from tomlkit.items import Table

from simulator.errors import DocumentError
from simulator.interview.dossier import Claim, DocumentKind, Dossier, Fact, Need, Skill, Source

_HEAD = """\
What Second Round understood from your documents. Correct what is wrong, delete what should not be
asked about, add what is missing; then name this file when you rehearse. Nothing here is sent anywhere.
Only `text` is needed in what you add; `document` and `line` say where something was read.
"""
_SECTIONS = {
    "claim": 'What your CV says that you did. `what` is how the interviewer may say it, after "you".',
    "skill": "Skills that your CV lists.",
    "need": "What the job asks for.",
    "fact": "What the interviewer may tell you about the company and the job, when you ask.",
    "round_one": "What was said in your first interview.",
}
_MOST_BYTES = 2_000_000


class _Where(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    text: str
    document: DocumentKind = "company_notes"
    line: int = 0
    source: str = ""


class _Claim(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    text: str
    id: str = ""
    what: str = ""
    role: str = ""
    organisation: str = ""
    scale: str = ""
    tools: list[str] = []
    result: str = ""
    dates: str = ""
    line: int = 0
    source: str = ""


class _File(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    name: str = ""
    job_title: str = ""
    company: str = ""
    notices: list[str] = []
    claim: list[_Claim] = []
    skill: list[_Where] = []
    need: list[_Where] = []
    fact: list[_Where] = []
    round_one: list[_Where] = []


def as_toml(dossier: Dossier) -> str:
    """The file's text; `dossier_of` reads the same dossier from it."""
    document = tomlkit.document()
    for line in _HEAD.splitlines():
        document.add(tomlkit.comment(line))
    document.add(tomlkit.nl())
    document.add("name", tomlkit.item(dossier.name))
    document.add("job_title", tomlkit.item(dossier.job_title))
    document.add("company", tomlkit.item(dossier.company))
    document.add("notices", tomlkit.item(list(dossier.notices)).multiline(True))
    entries: dict[str, list[dict[str, Any]]] = {
        "claim": [_claim_entry(claim) for claim in dossier.claims],
        "skill": [_entry(skill.name, skill.source) for skill in dossier.skills],
        "need": [_entry(need.text, need.source) for need in dossier.needs],
        "fact": [_entry(fact.text, fact.source) for fact in dossier.facts],
        "round_one": [_entry(said.text, said) for said in dossier.round_one],
    }
    for section, about in _SECTIONS.items():
        document.add(tomlkit.nl())
        document.add(tomlkit.comment(about))
        tables = tomlkit.aot()
        for entry in entries[section]:
            tables.append(_table(entry))
        if entries[section]:
            document.add(section, tables)
    return tomlkit.dumps(document)


def _table(entry: dict[str, Any]) -> Table:
    table = tomlkit.table()
    for key, value in entry.items():
        table.add(key, value)
    return table


def _entry(text: str, source: Source) -> dict[str, Any]:
    entry: dict[str, Any] = {"text": text, "document": source.document, "line": source.line}
    return entry | ({"source": source.text} if source.text != text else {})


def _claim_entry(claim: Claim) -> dict[str, Any]:
    parts = {
        "what": claim.what, "role": claim.role, "organisation": claim.organisation, "scale": claim.scale,
        "tools": list(claim.tools), "result": claim.result, "dates": claim.dates,
    }  # fmt: skip
    source = {"source": claim.source.text} if claim.source.text != claim.text else {}
    return {"id": claim.id, "text": claim.text, **parts, "line": claim.source.line, **source}


def write_dossier(dossier: Dossier, path: Path) -> None:
    """Raises:
    DocumentError: the file exists already (it may hold corrections), or cannot be written.
    """
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(as_toml(dossier))
    except FileExistsError as error:
        raise DocumentError(
            f"{path} exists already.",
            kept="It was left as it is, since it may hold your corrections.",
            next_step="Name another file, or delete it first.",
        ) from error
    except OSError as error:
        raise DocumentError(
            f"{path} cannot be written: {(error.strerror or 'unknown reason').lower()}."
        ) from error


def read_dossier(path: Path) -> Dossier:
    """Raises:
    DocumentError: the file cannot be read, or an entry is wrong; the message names the line.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise DocumentError(f"{path} is too large to be a dossier.")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DocumentError(
            f"{path} cannot be read: {(error.strerror or 'unknown reason').lower()}."
        ) from error
    except UnicodeDecodeError as error:
        raise DocumentError(f"{path} is no text in UTF-8.", next_step="Save it in that encoding.") from error
    return dossier_of(text, str(path))


def dossier_of(text: str, name: str) -> Dossier:
    """The dossier in a file's text; `name` begins the message of an error.

    Raises:
        DocumentError: see `read_dossier`.
    """
    try:
        plain = tomlkit.parse(text).unwrap()
    except ParseError as error:
        raise DocumentError(
            f"{name}, line {error.line}: {_reason(error)}.",
            next_step="Mend that line; texts stand in quotation marks.",
        ) from error
    except (TOMLKitError, RecursionError, ValueError) as error:
        raise DocumentError(
            f"{name} is no TOML file: {error}.", next_step="Mend it, or make it anew."
        ) from error
    try:
        file = msgspec.convert(plain, _File)
    except msgspec.ValidationError as error:
        reason, _, path = str(error).partition(" - at `")
        line = _line_of(text, path.rstrip("`"), reason)
        raise DocumentError(f"{name}, line {line}: {reason}.", next_step="Mend that entry.") from error
    return _checked(file, text, name)


def _reason(error: ParseError) -> str:
    return re.sub(r"\s+at line \d+ col \d+$", "", str(error))


def _checked(file: _File, text: str, name: str) -> Dossier:
    taken: set[str] = set()
    for section in _SECTIONS:
        for index, entry in enumerate(getattr(file, section)):
            if not entry.text.strip():
                line = _line_of(text, f"$.{section}[{index}].text", "")
                raise DocumentError(
                    f"{name}, line {line}: the text is empty.", next_step="Fill it in, or delete the entry."
                )
            claim_id = getattr(entry, "id", "")
            if claim_id and claim_id in taken:
                line = _line_of(text, f"$.{section}[{index}].id", "")
                raise DocumentError(
                    f"{name}, line {line}: the id {claim_id!r} is used twice.", next_step="Rename one."
                )
            taken.add(claim_id)
    free = (f"c{number}" for number in range(1, len(file.claim) * 2 + 2) if f"c{number}" not in taken)
    return Dossier(
        name=file.name,
        job_title=file.job_title,
        company=file.company,
        claims=tuple(_claim(entry, entry.id or next(free)) for entry in file.claim),
        skills=tuple(Skill(entry.text, _source(entry)) for entry in file.skill),
        needs=tuple(Need(entry.text, _source(entry)) for entry in file.need),
        facts=tuple(Fact(entry.text, _source(entry)) for entry in file.fact),
        round_one=tuple(Source(entry.document, entry.line, entry.text) for entry in file.round_one),
        notices=tuple(file.notices),
    )


def _claim(entry: _Claim, claim_id: str) -> Claim:
    return Claim(
        claim_id, entry.text, Source("cv", entry.line, entry.source or entry.text), entry.what, entry.role,
        entry.organisation, entry.scale, tuple(entry.tools), entry.result, entry.dates,
    )  # fmt: skip


def _source(entry: _Where) -> Source:
    return Source(entry.document, entry.line, entry.source or entry.text)


def _line_of(text: str, path: str, reason: str) -> int:
    """The line of "$.claim[2].tools[0]": the third [[claim]], below it the key; 1 where it is not found."""
    lines = text.splitlines()
    at = 0
    place = re.match(r"\$\.(\w+)(?:\[(\d+)\])?(?:\.(\w+))?", path)
    if place and place[2] is not None:
        heads = [
            number for number, line in enumerate(lines) if re.match(rf"\s*\[\[\s*{place[1]}\s*\]\]", line)
        ]
        at = heads[int(place[2])] if int(place[2]) < len(heads) else 0
    unknown = re.search(r"unknown field `(\w+)`", reason)
    key = unknown[1] if unknown else (place[3] or (place[1] if place[2] is None else "") if place else "")
    for number in range(at, len(lines)):
        if key and re.match(rf"\s*{re.escape(key)}\s*=", lines[number]):
            return number + 1
        if number > at and lines[number].lstrip().startswith("[["):
            break
    return at + 1
