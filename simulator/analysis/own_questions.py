"""What the candidate asked, what came back, and each question by three criteria. Pure.

No score: what speaks for a criterion is quoted, and where nothing does, what would make the question
stronger (`interview/replying/judging_questions.py`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from simulator.analysis.answers import Answer
from simulator.analysis.labels import Place, places_of
from simulator.audio import Span
from simulator.events import CandidateAsked, Event, InterviewerSpoke, QuestionAsked
from simulator.interview.dossier import Dossier, Fact, Source
from simulator.interview.replying.judging_questions import Judgement, judge
from simulator.interview.replying.questions_heard import questions_in

STAGE = "your_questions"


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A question of the candidate's. `span`: where it was asked; `number`, `label`: in the answer to which.

    reply: what the interviewer said to it; "" where nobody replied (a recorded candidate).
    line: what the reply quotes, if anything; exact: as the answer, not as the nearest there is.
    judgements: without "specific" where nothing is known about the company.
    """

    text: str
    span: Span
    number: int
    label: str
    reply: str
    line: Source | None
    exact: bool
    judgements: tuple[Judgement, ...]


def own_questions(
    events: Sequence[Event], answers: Sequence[Answer], dossier: Dossier
) -> tuple[OwnQuestion, ...]:
    """In the order in which they were asked; those that nobody replied to are taken from what was heard."""
    heard = {answer.number: answer for answer in answers}
    places = places_of(events)
    asked = sorted(_asked(events, answers), key=lambda event: event.question_number)
    return tuple(_judged(event, heard, places, events, dossier) for event in asked)


def _asked(events: Sequence[Event], answers: Sequence[Answer]) -> Iterator[CandidateAsked]:
    replied = [event for event in events if isinstance(event, CandidateAsked)]
    yield from replied
    numbers = {event.question_number for event in replied}
    for answer in answers:
        if answer.question.stage == STAGE and answer.number not in numbers:
            for text in questions_in(answer.text):
                yield CandidateAsked(None, answer.number, answer.speech_span or answer.floor, text, "")


def _judged(
    event: CandidateAsked,
    heard: Mapping[int, Answer],
    places: Mapping[int, Place],
    events: Sequence[Event],
    dossier: Dossier,
) -> OwnQuestion:
    number = event.question_number
    fact = _quoted(event, dossier.facts)
    answer, place = heard.get(number), places.get(number)
    found = _found(event.text, answer) if answer else None
    whole = f"{_led_up_to(answer, found[0])} {event.text}" if answer and found else event.text
    before = said_before(number, events, heard, dossier)
    judgements = judge(whole, dossier.facts, before, answered_by=fact if event.exact else None)
    return OwnQuestion(
        text=event.text,
        span=_span(answer, found) or event.span,
        number=number,
        label=place.label if place else "",
        reply=event.reply,
        line=fact.source if fact else None,
        exact=event.exact,
        # Without a line about the company nobody can tell a question to it from one to any other.
        judgements=tuple(each for each in judgements if dossier.facts or each.criterion != "specific"),
    )


def _quoted(event: CandidateAsked, facts: Sequence[Fact]) -> Fact | None:
    lines = (f for f in facts if f.source.text == event.fact_line and f.source.document == event.document)
    return next(lines, None) if event.fact_line else None


def said_before(
    number: int, events: Sequence[Event], heard: Mapping[int, Answer], dossier: Dossier
) -> list[str]:
    """What both sides had said before question `number`, sentence by sentence; round one comes first.

    The invitation to ask is left out: to build on it is to build on nothing."""
    said = [line.text for line in dossier.round_one]
    told: set[int] = set()
    for event in events:
        match event:
            case QuestionAsked(number=asked) if asked == number:
                break
            case InterviewerSpoke(text=text):
                said.append(text)
            case QuestionAsked(number=asked, question=question) if asked not in told:
                told.add(asked)
                said += [question.text] if question.stage != STAGE else []
                said += [heard[asked].text] if asked in heard else []
            case CandidateAsked(question_number=asked, reply=reply) if asked < number:
                said.append(reply)
            case _:
                pass
    return [part for text in said for part in re.split(r"(?<=[.?!])\s+", text.strip()) if part]


def _found(question: str, answer: Answer) -> tuple[int, int] | None:
    """Which words of the answer are this question, [start, stop); None where they cannot be found."""
    wanted = [_plain(word) for word in question.split()]
    words = [_plain(word) for word in _words_of(answer)]
    starts = range(len(words) - len(wanted) + 1) if wanted else ()
    start = next((at for at in starts if words[at : at + len(wanted)] == wanted), None)
    return None if start is None else (start, start + len(wanted))


def _led_up_to(answer: Answer, start: int) -> str:
    """What was said in the same breath before a question: "You said you will open a second clinic." """
    before = _words_of(answer)[:start]
    asked = max((at for at, word in enumerate(before) if word.rstrip("\"'").endswith("?")), default=-1)
    return " ".join(before[asked + 1 :])


def _words_of(answer: Answer) -> list[str]:
    return answer.typed.split() or [word.text for word in answer.words]


def _span(answer: Answer | None, found: tuple[int, int] | None) -> Span | None:
    """The question's own words; all of the answer where they were not found."""
    if answer is None or found is None or answer.typed:
        return answer.speech_span if answer else None
    words = answer.words[slice(*found)]
    return Span(words[0].span.start_s, words[-1].span.end_s)


def _plain(word: str) -> str:
    return re.sub(r"[^\w']", "", word.lower().replace("\u2019", "'"))
