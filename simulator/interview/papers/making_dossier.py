"""Documents read and put together: the dossier of one interview. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.interview.dossier import Document, Dossier, Fact
from simulator.interview.papers.contradictions import differing
from simulator.interview.papers.languages import language_of
from simulator.interview.papers.reading_ad import Ad, read_ad
from simulator.interview.papers.reading_cv import Cv, read_cv
from simulator.interview.papers.reading_notes import Notes, read_notes

_MOST_PAIRS = 3


def make_dossier(documents: Sequence[Document]) -> Dossier:
    """What the documents say. Of CVs and of job ads the first counts; notes may be many.

    A document in another language, or one that says little, becomes a notice; nothing fails and nothing is
    made up.
    """
    cvs = [document for document in documents if document.kind == "cv"]
    ads = [document for document in documents if document.kind == "job_ad"]
    others = [document for document in documents if document.kind in ("company_notes", "round_one")]
    notices: list[str] = [notice for document in documents for notice in document.notices]
    notices += [
        f"{extra.name} was left out: one CV and one job ad are read." for extra in [*cvs[1:], *ads[1:]]
    ]
    cv = _cv(cvs[0], notices) if cvs else Cv()
    ad = _ad(ads[0], notices) if ads else Ad()
    notes = [_notes(document, notices) for document in others]
    facts = (*(fact for note in notes for fact in note.facts), *ad.facts)
    notices += _contradictions(facts)
    return Dossier(
        name=cv.name,
        job_title=ad.job_title,
        company=ad.company or next((note.company for note in notes if note.company), ""),
        claims=cv.claims,
        skills=cv.skills,
        needs=ad.needs,
        facts=facts,
        round_one=tuple(source for note in notes for source in note.round_one),
        notices=tuple(notices),
    )


def _cv(document: Document, notices: list[str]) -> Cv:
    language = language_of(document.lines)
    if language != "English":
        notices.append(
            f"{document.name} is in {language}: only English CVs are understood so far, so none of it is"
            " quoted and the questions about your work are general ones."
        )
        return Cv()
    cv = read_cv(document)
    notices += _to_a_machine(document, cv.to_a_machine)
    if not cv.claims:
        notices.append(
            f"No line of {document.name} was understood as something that you did, so the questions about"
            " your work are general ones. Add claims to the dossier's file to be asked about them."
        )
    return cv


def _ad(document: Document, notices: list[str]) -> Ad:
    language = language_of(document.lines)
    if language != "English":
        notices.append(f"{document.name} is in {language}: none of it is quoted.")
        return Ad()
    ad = read_ad(document)
    notices += _to_a_machine(document, ad.to_a_machine)
    if not ad.needs:
        notices.append(f"What the job asks for was not found in {document.name}.")
    return ad


def _notes(document: Document, notices: list[str]) -> Notes:
    language = language_of(document.lines)
    if language != "English":
        notices.append(f"{document.name} is in {language}: none of it is quoted.")
        return Notes()
    notes = read_notes(document)
    notices += _to_a_machine(document, notes.to_a_machine)
    return notes


def _to_a_machine(document: Document, lines: Sequence[int]) -> Iterator[str]:
    for line in lines:
        yield f"Line {line} of {document.name} speaks to a machine, not to a reader; it was left out."


def _contradictions(facts: Sequence[Fact]) -> list[str]:
    return [
        f"Two notes differ, correct one of them: {one.text!r} (line {one.source.line}) and {other.text!r}"
        f" (line {other.source.line})."
        for one, other in list(differing(facts))[:_MOST_PAIRS]
    ]
