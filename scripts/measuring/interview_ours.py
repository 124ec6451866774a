"""The product's own decisions on a labelled set, each through the function that an interview calls."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from measuring.interview_set import CLAIM_PARTS, InterviewSet, InterviewSetError, Record, SetDocument
from measuring.interview_voices import SpokenAnswer
from simulator.config import QUESTIONS_IN_MINUTES
from simulator.documents import pasted, read_document
from simulator.errors import DocumentError
from simulator.events import Question
from simulator.interview.bank import ASKER_STYLES, Bank, Stage
from simulator.interview.dossier import Claim, Document, Dossier
from simulator.interview.material import Material, Told
from simulator.interview.papers.making_dossier import make_dossier
from simulator.interview.papers.matching import Likeness, most_telling
from simulator.interview.plan import make_plan, question_of
from simulator.interview.probes import next_probe
from simulator.interview.understanding.heard import context_of, hear
from simulator.interview.your_questions import Answers, questions_in
from simulator.ports import Embedder, PairReader

NO_PROBE = "move_on"

Answered = Callable[[str], SpokenAnswer | str]
"""A text as the rules get it: spoken and heard, or as it was typed."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What came after one answer. `text`: the probe as it is said; "" when nothing is asked."""

    record: str
    kind: str
    text: str
    reason: str
    cues: tuple[str, ...]
    ms: float


@dataclass(frozen=True, slots=True)
class Reply:
    """What was said to one question. `quoted`: the line it stands in; None: to come back to it.

    exact: as the answer, not as the nearest there is.
    """

    question: str
    heard: str
    quoted: str | None
    said: str
    exact: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One main question of a plan, and the bank's own wording of it."""

    text: str
    bank: str


class Ours:
    """Everything that is decided, from one embedder, one reader and one seed; dossiers are made once."""

    def __init__(
        self, found: InterviewSet, bank: Bank, embedder: Embedder | None, reader: PairReader | None, seed: int
    ) -> None:
        self._set = found
        self._bank = bank
        self._embedder = embedder
        self._seed = seed
        self._reader = reader
        self._likeness = Likeness(embedder)
        self._documents: dict[SetDocument, Document] = {}
        self._dossiers: dict[tuple[SetDocument, ...], Dossier] = {}
        self._answers: dict[tuple[SetDocument, ...], Answers] = {}
        self.remarks: list[str] = []
        """What could not be read, a line each."""

    # The dossier ----------------------------------------------------------------------------------------

    def document(self, document: SetDocument) -> Document:
        """As it is read; without lines where there is nothing to read, which is said once."""
        if document not in self._documents:
            try:
                self._documents[document] = self._read(document)
            except DocumentError as error:
                self.remarks.append(error.what)
                self._documents[document] = Document(document.kind, document.kind, ())
        return self._documents[document]

    def _read(self, document: SetDocument) -> Document:
        if document.path is not None:
            return read_document(document.path, document.kind)
        if not document:
            return Document(document.kind, document.kind, ())
        return pasted(document.text, document.kind)

    def lines(self, document: SetDocument) -> tuple[str, ...]:
        return self.document(document).lines

    def _given(self, record: Record) -> list[Document]:
        return [self.document(each) for each in record.documents if self.lines(each)]

    def dossier(self, record: Record) -> Dossier:
        if record.documents not in self._dossiers:
            self._dossiers[record.documents] = make_dossier(self._given(record))
        return self._dossiers[record.documents]

    def claims(self, cv: SetDocument) -> tuple[Claim, ...]:
        """Of a CV read together with the ad and the notes that go with it in the set."""
        record = next(each for each in self._set.records if each.document("cv") == cv)
        return self.dossier(record).claims

    # Decisions ------------------------------------------------------------------------------------------

    def question(self, record: Record) -> Question:
        """As it would be asked; a question that the bank lacks is one of its stage, as far as it tells."""
        entry = self._bank.by_id(record.question_id)
        if entry is not None and not entry.fills:
            return question_of(entry)
        text = record.question or (entry.text if entry else record.question_id.replace("-", " "))
        if entry is not None:
            return Question(entry.id, entry.stage, entry.family, text, listens_for=entry.listens_for)
        if not text:
            raise InterviewSetError(f"{record.place}: neither a question nor its id")
        same = [each for each in self._bank.question if text in (each.text, each.rephrase)]
        if same:
            return question_of(same[0])
        return Question(record.question_id or "own", _stage(record.question_id), "", text)

    def decide(self, record: Record, answered: Answered) -> Decision:
        """The next probe, as after the main question of a topic; timed from the words to the probe."""
        question = self.question(record)
        answer = answered(record.answer)
        said = answer if isinstance(answer, str) else answer.words
        context = context_of(self.dossier(record), documents=self._given(record), earlier=record.earlier)
        began = time.perf_counter()
        heard = hear(said, question, context)
        probe = next_probe(heard, question, seed=self._seed)
        ms = 1000 * (time.perf_counter() - began)
        cues = tuple(sorted(heard.noticed))
        if probe is None:
            return Decision(record.id, NO_PROBE, "", "", cues, ms)
        return Decision(record.id, probe.kind, probe.text, probe.reason, cues, ms)

    def reply(self, record: Record, asked: str, answered: Answered) -> Reply:
        """To what a candidate asked: where it was heard as several questions, the first that is answered."""
        answer = answered(asked)
        heard = answer if isinstance(answer, str) else answer.text
        if record.documents not in self._answers:
            self._answers[record.documents] = Answers(
                self.dossier(record).facts, self._likeness, self._reader
            )
        replies = [self._answers[record.documents].to(each) for each in questions_in(heard) or [heard]]
        reply = max(replies, key=lambda each: (each.fact is not None, each.exact))
        quoted = reply.fact.source.text if reply.fact is not None else None
        return Reply(asked, heard, quoted, reply.text, reply.exact)

    # Plans ----------------------------------------------------------------------------------------------

    def planned(self, record: Record, *, known: bool = True) -> list[Asked]:
        """The main questions of every length and style for this candidate; the last are theirs."""
        dossier = self.dossier(record)
        telling = most_telling(dossier.claims, dossier.needs, self._embedder) if known else []
        material = Material(dossier, tuple(Told(claim, reason) for claim, _, reason in telling))
        found = []
        for minutes, count in QUESTIONS_IN_MINUTES.items():
            for style in ASKER_STYLES:
                plan = make_plan(
                    self._bank,
                    style=style,
                    minutes=minutes,
                    count=count,
                    seed=self._seed,
                    material=material if known else None,
                )
                found += [self._asked(q) for q in plan.questions if q.stage != "your_questions"]
        return found

    def _asked(self, question: Question) -> Asked:
        entry = self._bank.by_id(question.id)
        return Asked(question.text, entry.text if entry else "")


def _stage(question_id: str) -> Stage:
    """What an unknown id says of its stage."""
    stages: tuple[Stage, ...] = (
        "opening", "claims", "behavioural", "situational", "culture", "motivation", "goals", "logistics",
    )  # fmt: skip
    plain = question_id.casefold().replace("behavioral", "behavioural")
    return next((stage for stage in stages if stage.removesuffix("s") in plain), "claims")


def parts_of(claim: Claim) -> dict[str, str]:
    """By the names of the labels; tools one after another."""
    return {**{part: getattr(claim, part) for part in CLAIM_PARTS}, "tools": ", ".join(claim.tools)}


def first_records(found: InterviewSet) -> Sequence[Record]:
    """One record for each set of documents."""
    first: dict[tuple[SetDocument, ...], Record] = {}
    for record in found.records:
        first.setdefault(record.documents, record)
    return list(first.values())
