"""A note of thanks for each interviewer, built only from what was said, and a point that was missed. Pure.

Every paragraph that quotes the conversation names its moment. Nothing is added: where little was said, the note
is short. A note is a draft; the candidate knows better which sentence to keep.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import snowballstemmer

from simulator.analysis.answers import Answer, answers_of
from simulator.audio import Span
from simulator.events import CandidateAsked, Event, Word
from simulator.interview.dossier import Claim
from simulator.interview.forbidden import forbidden_in
from simulator.interview.replying.questions_heard import questions_in
from simulator.interview.replying.shorthand import spoken

WITHIN_HOURS = 24
"""A note of thanks is sent within a day (FIELD.md)."""

_TOPICS = {
    "claims": "my work so far",
    "behavioural": "how I work with others",
    "situational": "how I would go about this job",
    "culture": "how you work together",
    "motivation": "why I would like to join you",
    "goals": "where I would like to go",
    "logistics": "the practical side",
}
_TELLING_STAGES = ("claims", "behavioural", "situational")
_WANTING_STAGES = ("motivation", "goals", "culture")
_SHORTEST, _LONGEST = 8, 34  # words of a sentence that can be quoted in a letter
_SPOKEN_ONLY = re.compile(
    r"^(?:(?:so|and|but|well|yes|yeah|okay|ok|right|oh|um+|uh+|er+m?|you know|i mean|actually|like|basically)\b[, ]*)+"
    r"|,? \b(?:you know|i mean|sort of|kind of|um+|uh+|er+m?),?(?= )|, you know(?=[.,])",
    re.I,
)
_RESULT = re.compile(
    r"\d|\b(?:half|third|twice|doubled|in the end|since then|now|result|fell|rose|cut|saved|fewer|faster|still running)\b",
    re.I,
)
_OWN = re.compile(r"\bI (?!think|mean|guess|suppose|don't|know|was told)\w+", re.I)
_REASON = re.compile(
    r"\b(?:because|that's why|so that|what (?:makes|draws|brings)|i want|i would like|i'd like|i'd love|i could|i can|i hope)\b",
    re.I,
)
_UNFINISHED = re.compile(r"\b(?:and|or|but|the|a|to|of|because|so|with|i|my|where i|that)[.,!?]?$", re.I)
_CONTENT = re.compile(r"[a-z]{4,}|\d[\d.,]*\d|\d")
_STEMMER = snowballstemmer.stemmer("english")
_COMMON_STEMS = frozenset(
    _STEMMER.stemWords(
        "with from that this have were been their them they into over more than also work worked working team year years month months "
        "week weeks about after before other each every made make used using".split()
    )
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`moments`: where in the session it was said; empty for what every letter says."""

    text: str
    moments: tuple[Span, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    interviewer: str
    """Their name, empty where it is not known."""
    paragraphs: tuple[Paragraph, ...]
    missed: Claim | None = None
    """A claim of the CV that never came up, to be added if wanted."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    span: Span
    answer: Answer


def notes_from(
    events: Sequence[Event], claims: Sequence[Claim] = (), asked_by: Mapping[int, str] | None = None
) -> tuple[Note, ...]:
    """One note per interviewer; none when nothing was said.

    Args:
        claims: of the CV, the most telling first; the first that never came up is the missed point.
        asked_by: who asked which question, by its number, where there was more than one.
    """
    answers = [answer for answer in answers_of(events) if answer.text]
    if not answers:
        return ()
    asked = [event for event in events if isinstance(event, CandidateAsked)]
    names = asked_by or {}
    everybody = dict.fromkeys(names.get(answer.number, "") for answer in answers)
    missed = missed_point([answer.text for answer in answers], claims)
    return tuple(
        Note(
            name,
            _paragraphs(
                [answer for answer in answers if names.get(answer.number, "") == name],
                [event for event in asked if names.get(event.question_number, "") == name],
            ),
            missed,
        )
        for name in everybody
    )


def missed_point(said: Sequence[str], claims: Sequence[Claim]) -> Claim | None:
    """The first claim of which hardly a word came up; one with a result before those without."""
    heard = {stem for text in said for stem in _stems(text)}

    def came_up(claim: Claim) -> bool:
        stems = _stems(claim.text)
        return not stems or len(stems & heard) >= 0.4 * len(stems)

    open_ones = [claim for claim in claims if not came_up(claim) and not forbidden_in(claim.text)]
    return next((claim for claim in open_ones if claim.result), open_ones[0] if open_ones else None)


def _paragraphs(answers: Sequence[Answer], asked: Sequence[CandidateAsked]) -> tuple[Paragraph, ...]:
    found = [_thanks(answers)]
    told = _best(answers, _TELLING_STAGES, ((_RESULT, 3), (_OWN, 1)))
    if told is not None:
        question = _topic_of(told.answer, answers).replace('"', "'")
        found.append(
            Paragraph(
                f"You asked me: \u201c{question}\u201d What I would like you to keep from my answer: {told.text}",
                (told.span,),
                "your own words, with a result or your own part",
            )
        )
    found += _their_answer(answers, asked)
    wanted = _best(answers, _WANTING_STAGES, ((_REASON, 2), (_OWN, 1)))
    if wanted is not None:
        found.append(Paragraph(f"I said it in our talk, and it still holds: {wanted.text}", (wanted.span,), "why you want this"))  # fmt: skip
    found.append(Paragraph("I would be glad to go on talking, and to answer whatever is still open."))
    return tuple(found)


def _thanks(answers: Sequence[Answer]) -> Paragraph:
    topics = list(dict.fromkeys(_TOPICS[a.question.stage] for a in answers if a.question.stage in _TOPICS))[
        :3
    ]
    listed = topics[0] if len(topics) == 1 else f"{', '.join(topics[:-1])} and {topics[-1]}" if topics else ""
    about = f" about {listed}" if listed else ""
    return Paragraph(f"Thank you for your time today and for our conversation{about}.")


def _their_answer(answers: Sequence[Answer], asked: Sequence[CandidateAsked]) -> list[Paragraph]:
    """A question of the candidate's and what came back: what was answered before what is still open."""
    answered = next((event for event in asked if event.fact_line and event.exact), None)
    if answered is not None:
        line = spoken(answered.fact_line, "job_ad" if answered.document == "job_ad" else "company_notes")
        text = f"When I asked \u201c{_short(answered.text)}\u201d, you told me: \u201c{line}\u201d"
        return [Paragraph(text, (answered.span,), "your question and the answer to it")]
    if asked:
        text = f"I am looking forward to what you will tell me about my question: \u201c{_short(asked[0].text)}\u201d"
        return [Paragraph(text, (asked[0].span,), "your question, still open")]
    mine = next((answer for answer in answers if answer.question.stage == "your_questions"), None)
    questions = questions_in(mine.text) if mine else []
    if mine is None or not questions:
        return []
    span = mine.speech_span or mine.floor
    return [Paragraph(f"I keep thinking about the question I asked you: \u201c{_short(questions[0])}\u201d", (span,), "your question")]  # fmt: skip


def _topic_of(answer: Answer, answers: Sequence[Answer]) -> str:
    """What was asked; of a follow-up, the question that it followed from."""
    if answer.question.kind != "probe":
        return answer.question.text
    mains = [each for each in answers if each.question.kind == "main" and each.number < answer.number]
    return mains[-1].question.text if mains else answer.question.text


def _best(
    answers: Sequence[Answer], stages: Sequence[str], wanted: Sequence[tuple[re.Pattern[str], int]]
) -> _Sentence | None:
    """The sentence with most of what is wanted, by weight, the earlier of two; None where none fits a letter."""
    fit: list[tuple[int, _Sentence]] = []
    for answer in answers:
        if answer.question.stage in stages:
            for sentence in _sentences(answer):
                hits = sum(weight for pattern, weight in wanted if pattern.search(sentence.text))
                if hits > 1 and not forbidden_in(sentence.text):
                    fit.append((hits, sentence))
    return max(fit, key=lambda item: item[0])[1] if fit else None


def _sentences(answer: Answer) -> list[_Sentence]:
    """The sentences of an answer that can stand in a letter, without what is only for the ear."""
    found: list[_Sentence] = []
    words: list[Word] = []
    said = answer.worded
    for at, word in enumerate(said, start=1):
        words.append(word)
        is_last_written = bool(answer.typed) and at == len(
            said
        )  # sent as it stood, often without a full stop
        ends = word.text.rstrip("\"'\u201d").endswith((".", "?", "!"))
        if ends or is_last_written:
            text = _for_a_letter(" ".join(each.text for each in words)) + ("" if ends else ".")
            if (
                _SHORTEST <= len(text.split()) <= _LONGEST
                and text.endswith(".")
                and not _UNFINISHED.search(text)
            ):
                found.append(_Sentence(text, Span(words[0].span.start_s, words[-1].span.end_s), answer))
            words = []
    return found


def _for_a_letter(said: str) -> str:
    text = _SPOKEN_ONLY.sub("", said.strip())
    text = re.sub(r"(?i)\b(\w+)(?:,? \1\b)+", r"\1", text)  # "them them"
    text = " ".join(text.split()).lstrip(", ")
    return text[:1].upper() + text[1:]


def _short(question: str) -> str:
    """The question itself, where much was said around it."""
    text = _for_a_letter(question)
    return text if len(text.split()) <= _LONGEST else " ".join(text.split()[:_LONGEST]) + " ..."


def _stems(text: str) -> set[str]:
    return set(_STEMMER.stemWords(_CONTENT.findall(text.lower()))) - _COMMON_STEMS
