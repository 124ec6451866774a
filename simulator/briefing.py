"""What the interviewer has read before the interview: documents, or the dossier made of them earlier."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from simulator.analysis.answers import answers_of
from simulator.config import Difficulty, Settings
from simulator.documents import read_document
from simulator.dossier_file import read_dossier
from simulator.embedding import MiniLm
from simulator.errors import SettingsError, WeightsError
from simulator.interview.dossier import Document, DocumentKind, Dossier
from simulator.interview.material import Material, Told
from simulator.interview.papers.making_dossier import make_dossier
from simulator.interview.papers.matching import Likeness, most_telling
from simulator.pair_reading import PairMiniLm
from simulator.ports import Embedder, PairReader
from simulator.store import SessionFolder

_NAMED: dict[DocumentKind, str] = {
    "cv": "cv", "job_ad": "job", "company_notes": "company", "round_one": "round_one",
}  # fmt: skip
"""Kinds of documents, by what the settings call them."""
_SENTENCE_ENDS = re.compile(r"(?<=[.?!])\s+")


@dataclass(frozen=True, slots=True)
class Briefing:
    """`embedder`: None where its model is missing; words then decide alone. `reader`: None likewise, or where
    nothing is known about the company; the interviewer then comes back to every question."""

    dossier: Dossier
    embedder: Embedder | None
    notices: tuple[str, ...] = ()
    reader: PairReader | None = None

    @property
    def likeness(self) -> Likeness:
        return Likeness(self.embedder)

    def material(self, difficulty: Difficulty, focus: str) -> Material:
        """What a plan draws on. Easy: the best proven claims first; a focus comes before both."""
        weighed = most_telling(self.dossier.claims, self.dossier.needs, self.embedder)
        if difficulty == "easy":
            weighed.reverse()
        if focus and weighed:
            near = self.likeness.table([focus], [claim.text for claim, _, _ in weighed])[0]
            order = sorted(range(len(weighed)), key=lambda place: -float(near[place]))
            weighed = [weighed[place] for place in order]
        return Material(self.dossier, tuple(Told(claim, reason) for claim, _, reason in weighed))


def briefing(settings: Settings, documents: Mapping[str, Path] | None = None) -> Briefing:
    """Read what the settings name; `documents` beside a recorded candidate take their place.

    Raises:
        DocumentError, DossierError: one of them cannot be read.
        SettingsError: a dossier and documents are both named.
    """
    named = {kind: getattr(settings, name) for kind, name in _NAMED.items()}
    if documents and not any(named.values()) and not settings.dossier:
        named = {kind: str(documents.get(name, "")) for kind, name in _NAMED.items()}
    if settings.dossier:
        if any(named.values()):
            raise SettingsError(
                "A dossier and documents were both named.",
                next_step="The dossier holds what was understood of them: leave them out.",
            )
        return briefed(read_dossier(Path(settings.dossier).expanduser()))
    read = [_read(path, kind) for kind, path in named.items() if path]
    return briefed(make_dossier(read) if read else Dossier())


def briefed(dossier: Dossier) -> Briefing:
    """Who knows this dossier, with the models that it takes: none is loaded for nothing."""
    notices = list(dossier.notices)
    embedder: Embedder | None = None
    reader: PairReader | None = None
    if dossier.claims or dossier.facts:
        try:
            embedder = MiniLm()
        except WeightsError as missing:
            notices.append(f"{missing.what} Your questions are matched by words alone.")
    if dossier.facts:
        try:
            reader = PairMiniLm()
        except WeightsError as missing:
            notices.append(f"{missing.what} The interviewer will come back to all your questions.")
    return Briefing(dossier, embedder, tuple(notices), reader)


def _read(given: str, kind: DocumentKind) -> Document:
    path = Path(given).expanduser()
    if kind == "round_one" and SessionFolder(path).log_path.is_file():
        return _session(path)
    return read_document(path, kind)


def _session(path: Path) -> Document:
    """What was said in an earlier session, a line a sentence."""
    answers = answers_of(SessionFolder(path).events())
    said = (answer.typed or " ".join(word.text for word in answer.words) for answer in answers)
    lines = tuple(line for text in said for line in _SENTENCE_ENDS.split(text.strip()) if line)
    return Document("round_one", path.name, lines)
