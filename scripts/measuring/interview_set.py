"""A labelled set of interview answers, read from JSONL. The format: scripts/interview_set/README.md.

Tolerant of what others write (names of fields and labels, lists for texts, documents as paths or as text);
what cannot be used is one clear line with its file and number.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from measuring.interview_labels import cue_of, probe_of
from simulator.errors import SecondRoundError
from simulator.interview.dossier import DocumentKind

PARTS = ("cv", "job_ad", "notes")
CLAIM_PARTS = ("what", "role", "organisation", "scale", "tools", "result", "dates")
SUFFIXES = frozenset({".md", ".markdown", ".txt", ".pdf", ".docx", ".html", ".htm", ".rst", ".text"})
_LONGEST_PATH = 250
_FIELDS = {
    "cv": "cv resume cv_text cv_path",
    "job_ad": "job_ad jobad ad job advert job_description job_posting",
    "notes": "notes company_notes company note company_note",
    "round_one": "round_one round_one_notes round1 first_interview",
    "question_id": "question_id questionid qid",
    "question": "question question_text asked",
    "earlier": "earlier earlier_answers previous previous_answers history",
    "answer": "answer transcript answer_text said",
    "cues": "cues cue labels",
    "acceptable_probes": "acceptable_probes acceptable probes acceptable_probe ok_probes",
    "claims": "claims cv_claims claim",
    "company_qa": "company_qa qa company_questions candidate_questions company_q_a",
}
_CLAIM_TEXT = ("text", "claim", "line", "quote", "source", "sentence")
_CLAIM_NAMES = {"date": "dates", "tool": "tools", "organization": "organisation", "company": "organisation"}
_NO_ANSWER = frozenset(
    {"", "none", "null", "n/a", "na", "-", "unknown", "no answer", "not in notes", "not in the notes",
     "not answered", "unanswerable", "not stated", "not mentioned"}
)  # fmt: skip


class InterviewSetError(SecondRoundError):
    """A labelled set cannot be used; the message says where and why, in one line."""


@dataclass(frozen=True, slots=True)
class SetDocument:
    """A CV, an ad or notes: a file, or the text itself. Both empty: there is none."""

    kind: DocumentKind
    path: Path | None = None
    text: str = ""

    def __bool__(self) -> bool:
        return self.path is not None or bool(self.text.strip())


@dataclass(frozen=True, slots=True)
class LabelledClaim:
    """`parts`: what the labels say of it, by the names of CLAIM_PARTS; tools one after another."""

    text: str
    parts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CompanyQuestion:
    """`answer`: the line of the notes or the ad that answers it; None: neither does."""

    question: str
    answer: str | None


@dataclass(frozen=True, slots=True)
class Record:
    """One line of the set. `cues` and `acceptable` by our own names; None: not labelled."""

    id: str
    place: str
    documents: tuple[SetDocument, ...]
    question_id: str
    question: str
    earlier: tuple[str, ...]
    answer: str
    cues: frozenset[str] | None
    acceptable: frozenset[str] | None
    claims: tuple[LabelledClaim, ...]
    company: tuple[CompanyQuestion, ...]

    def document(self, kind: DocumentKind) -> SetDocument | None:
        return next((one for one in self.documents if one.kind == kind), None)


@dataclass(slots=True)
class InterviewSet:
    records: list[Record] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    """What was not understood and is left out, a line each."""

    def claims_by_cv(self) -> dict[SetDocument, list[LabelledClaim]]:
        """Each CV's claims, whether they stand in its first record or in all."""
        found: dict[SetDocument, list[LabelledClaim]] = {}
        for record in self.records:
            if record.claims and (cv := record.document("cv")):
                known = found.setdefault(cv, [])
                texts = {claim.text for claim in known}
                known += [claim for claim in record.claims if claim.text not in texts]
        return found

    def company_questions(self) -> Iterator[tuple[Record, CompanyQuestion]]:
        """Every question once for each company, with the first record that holds it."""
        seen: set[tuple[object, str]] = set()
        for record in self.records:
            for asked in record.company:
                key = ((record.document("job_ad"), record.document("company_notes")), asked.question)
                if key not in seen:
                    seen.add(key)
                    yield record, asked


def files_of(data: Path, part: str) -> list[Path]:
    """The file, or of a folder PART.jsonl, or else every *.jsonl in it.

    Raises:
        InterviewSetError: there is none.
    """
    if data.is_file():
        return [data]
    if (data / f"{part}.jsonl").is_file():
        return [data / f"{part}.jsonl"]
    found = sorted(data.glob("*.jsonl"))
    if not data.is_dir() or not found:
        raise InterviewSetError(f"--data takes a JSONL file or a folder with {part}.jsonl; {data} is neither")
    other = [path for path in found if path.stem in ("fit", "test")]
    if other:
        raise InterviewSetError(f"{data} has {other[0].name} but no {part}.jsonl: say --part {other[0].stem}")
    return found


def read_interview_set(files: Iterable[Path]) -> InterviewSet:
    """Every record of the files, in their order.

    Raises:
        InterviewSetError: a file cannot be read, a line is no record, or a document is missing.
    """
    found = InterviewSet()
    unknown = _Unknown()
    for path in files:
        for number, line in enumerate(_lines(path), 1):
            if not line.strip():
                continue
            place = f"{path.name}, line {number}"
            try:
                row = _named(json.loads(line))
                found.records.append(_record(row, path, number, unknown))
            except json.JSONDecodeError as error:
                raise InterviewSetError(f"{place}: no JSON ({error.msg}, column {error.colno})") from error
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
                what = f"{error} is missing" if isinstance(error, KeyError) else str(error)
                raise InterviewSetError(f"{place}: {what}") from error
    if not found.records:
        raise InterviewSetError(f"{', '.join(path.name for path in files) or 'the set'}: no records")
    found.remarks += unknown.remarks()
    return found


@dataclass(slots=True)
class _Unknown:
    """Labels that we do not know: how often, and where first."""

    counts: Counter[str] = field(default_factory=Counter)
    places: dict[str, str] = field(default_factory=dict)

    def labels(
        self, value: Any, known: Callable[[str], str | None], what: str, place: str
    ) -> frozenset[str] | None:
        """By our own names; None where nothing is labelled, or only with what we do not know."""
        if value is None:
            return None
        given = _labels(value)
        names = {label: known(label) for label in given}
        for label, name in names.items():
            if name is None:
                self.counts[f"{what} {label!r}"] += 1
                self.places.setdefault(f"{what} {label!r}", place)
        understood = frozenset(name for name in names.values() if name)
        return understood if understood or not given else None

    def remarks(self) -> list[str]:
        return [
            f"{self.places[what]}: unknown {what} is not counted ({count} in all)."
            for what, count in self.counts.items()
        ]


def _record(row: dict[str, Any], path: Path, number: int, unknown: _Unknown) -> Record:
    place = f"{path.name}, line {number}"
    return Record(
        id=str(row.get("id") or f"{path.stem}-{number}"),
        place=place,
        documents=tuple(_documents(row, path.parent)),
        question_id=_text(row, "question_id"),
        question=_text(row, "question"),
        earlier=tuple(_texts(row.get("earlier"))),
        answer=_text(row, "answer"),
        cues=unknown.labels(row.get("cues"), cue_of, "cue", place),
        acceptable=unknown.labels(row.get("acceptable_probes"), probe_of, "probe", place),
        claims=tuple(_claims(row.get("claims"))),
        company=tuple(_company(row.get("company_qa"))),
    )


def _lines(path: Path) -> list[str]:
    try:
        # Not splitlines(): U+2028 may stand inside a JSON string.
        return path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InterviewSetError(f"{path}: {getattr(error, 'strerror', None) or error}") from error


def _named(row: Any) -> dict[str, Any]:
    """The record with our names for its fields."""
    if not isinstance(row, dict):
        raise TypeError("a record must be a JSON object")
    plain = {str(name).strip().casefold().replace("-", "_").replace(" ", "_"): row[name] for name in row}
    found: dict[str, Any] = {"id": plain.get("id")}
    for name, others in _FIELDS.items():
        used = next((other for other in others.split() if other in plain), None)
        if used:
            found[name] = plain[used]
    if not {"answer", "claims", "company_qa"} & set(found):
        raise ValueError("neither 'answer' nor 'claims' nor 'company_qa'")
    return found


def _text(row: dict[str, Any], name: str) -> str:
    """A text, or a list of lines."""
    value = row.get(name)
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        return "\n".join(value)
    if not isinstance(value, str):
        raise TypeError(f"{name!r} must be a text")
    return value.strip()


def _texts(value: Any) -> list[str]:
    """A list of texts; items may be objects with an answer."""
    if value is None:
        return []
    items = value if isinstance(value, list) else [value]
    return [_text(item, "answer") if isinstance(item, dict) else str(item) for item in items]


def _labels(value: Any) -> list[str]:
    """A list of labels, one label, or an object of label and yes or no."""
    if isinstance(value, dict):
        return [str(name) for name, there in value.items() if there]
    if isinstance(value, str):
        return [value] if value.strip() else []
    return [str(label["name"] if isinstance(label, dict) else label) for label in value]


def _documents(row: dict[str, Any], folder: Path) -> Iterator[SetDocument]:
    kinds: tuple[tuple[str, DocumentKind], ...] = (
        ("cv", "cv"), ("job_ad", "job_ad"), ("notes", "company_notes"), ("round_one", "round_one"),
    )  # fmt: skip
    for name, kind in kinds:
        text = _text(row, name)
        short = "\n" not in text and 0 < len(text.encode()) <= _LONGEST_PATH
        if short and (folder / text).is_file():
            yield SetDocument(kind, path=(folder / text).resolve())
        elif short and Path(text).suffix.casefold() in SUFFIXES:
            raise ValueError(f"{name!r} names {text}, which is not there")
        else:
            yield SetDocument(kind, text=text)


def _claims(value: Any) -> Iterator[LabelledClaim]:
    for item in value or ():
        if isinstance(item, str):
            yield LabelledClaim(item.strip())
            continue
        row = {_CLAIM_NAMES.get(name, name): item[name] for name in item}
        parts = [(name, _joined(row[name])) for name in CLAIM_PARTS if row.get(name)]
        text = next((str(row[name]) for name in _CLAIM_TEXT if isinstance(row.get(name), str)), "")
        text = text.strip() or " ".join(part for _, part in parts)
        if text:
            yield LabelledClaim(text, tuple(parts))


def _joined(value: Any) -> str:
    return ", ".join(str(item) for item in value) if isinstance(value, list) else str(value)


def _company(value: Any) -> Iterator[CompanyQuestion]:
    items = value.items() if isinstance(value, dict) else value or ()
    for item in items:
        if isinstance(item, dict):
            question = item.get("question", item.get("q"))
            answer = item.get("answer", item.get("a", item.get("line")))
        else:
            question, answer = item
        if not isinstance(question, str) or not question.strip():
            raise ValueError("a company question without its text")
        if isinstance(answer, list):
            answer = "\n".join(str(line) for line in answer)
        known = isinstance(answer, str) and answer.strip(" .").casefold() not in _NO_ANSWER
        yield CompanyQuestion(question.strip(), str(answer).strip() if known else None)
