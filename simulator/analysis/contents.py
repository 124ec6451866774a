"""What a session told: each answer with its follow-ups, the CV's claims, the candidate's own questions. Pure.

A main question and its follow-ups are one topic: what was told only after being asked counts as told, and
says so; a claim is weighed over the whole topic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from simulator.analysis.answers import Answer
from simulator.analysis.content import ClaimCheck, Content, Evidence, checked, claims_spoken_of, content_of
from simulator.analysis.own_questions import STAGE, OwnQuestion, own_questions
from simulator.events import Event
from simulator.interview.dossier import Claim, Dossier, dossier_in
from simulator.interview.understanding.heard import Part, context_of
from simulator.interview.understanding.known import content as topic_words
from simulator.interview.understanding.spoken import spoken

_ASKS_FOR: Mapping[str, Part] = {
    "own_part": "own_part", "number": "number", "result": "result", "outcome": "result",
    "occasion": "situation",
}  # fmt: skip
"""The part that a kind of follow-up asks for (`choosing.ProbeKind`); the others ask for something else."""
_STORIES = ("claims", "behavioural")
"""Here a claim that the answer speaks of by itself is weighed; elsewhere it is only mentioned."""


@dataclass(frozen=True, slots=True)
class Later:
    """Told in a follow-up only; `label` says in which."""

    evidence: Evidence
    label: str


@dataclass(frozen=True, slots=True)
class AnswerContent:
    """One answer. The fields after `new` are filled for a main question, over its follow-ups too.

    new: parts not told before in this topic.
    later: parts that were missing, and told after being asked.
    asked_for: parts that were missing, and the follow-up that asked for each.
    claim: the CV's claim that was asked about, or that the answer speaks of.
    """

    content: Content
    new: tuple[Part, ...]
    later: Mapping[Part, Later]
    asked_for: Mapping[Part, str]
    claim: ClaimCheck | None

    @property
    def number(self) -> int:
        return self.content.number

    @property
    def missing(self) -> tuple[Part, ...]:
        """What the question called for and nobody heard, in the follow-ups either."""
        return tuple(part for part in self.content.missing if part not in self.later)


@dataclass(frozen=True, slots=True)
class Contents:
    """`not_talked_about`: claims of the CV that never came up."""

    answers: tuple[AnswerContent, ...] = ()
    questions: tuple[OwnQuestion, ...] = ()
    not_talked_about: tuple[Claim, ...] = ()

    def of(self, number: int) -> AnswerContent | None:
        return next((each for each in self.answers if each.number == number), None)


def contents_of(events: Sequence[Event], answers: Sequence[Answer]) -> Contents:
    """Everything that the content side of the report shows.

    Args:
        answers: those of `answers_of(events)`.
    """
    dossier = dossier_of(events)
    told = [answer for answer in answers if answer.question.stage != STAGE]
    contents: dict[int, Content] = {}
    for place, answer in enumerate(told):
        topic = [each for each in told[:place] if each.topic == answer.topic]
        context = context_of(dossier, earlier=[each.text for each in told[:place]])
        main = topic[0].question if topic else None
        before = [each.text for each in topic]
        content = content_of(answer, context, dossier.claims, main=main, before=before)
        if content is not None:
            contents[answer.number] = content
    heard = [answer for answer in told if answer.number in contents]
    topics: dict[int, list[Answer]] = {}
    for answer in heard:
        topics.setdefault(answer.topic, []).append(answer)
    found = tuple(each for topic in topics.values() for each in _topic(topic, contents, dossier.claims))
    return Contents(
        answers=tuple(sorted(found, key=lambda each: each.number)),
        questions=own_questions(events, answers, dossier),
        not_talked_about=_not_talked_about(answers, dossier.claims, found),
    )


def dossier_of(events: Sequence[Event]) -> Dossier:
    """What the interviewer had read; an empty one where nothing was, or another version wrote it."""
    try:
        return dossier_in(events)
    except msgspec.ValidationError:
        return Dossier()


def _topic(
    answers: Sequence[Answer], contents: Mapping[int, Content], claims: Sequence[Claim]
) -> list[AnswerContent]:
    """A main answer with what its follow-ups added, then each of those by itself."""
    first, *others = answers
    main = contents[first.number]
    told: set[Part] = set(main.told)
    later: dict[Part, Later] = {}
    asked_for: dict[Part, str] = {}
    follow_ups: list[AnswerContent] = []
    for answer in others:
        content = contents[answer.number]
        part = _ASKS_FOR.get(answer.question.id.partition("?")[2])
        if part in main.missing:
            asked_for.setdefault(part, answer.label)
        new = tuple(part for part in content.told if part not in told)
        told |= set(new)
        later |= {part: Later(content.told[part], answer.label) for part in new if part in main.missing}
        follow_ups.append(AnswerContent(content, new, {}, {}, None))
    claim = _weighed(answers, contents, claims)
    return [AnswerContent(main, tuple(main.told), later, asked_for, claim), *follow_ups]


def _weighed(
    answers: Sequence[Answer], contents: Mapping[int, Content], claims: Sequence[Claim]
) -> ClaimCheck | None:
    """The claim of a topic against all that was told in it."""
    asked = asked_about(answers[0], claims)
    mentioned = contents[answers[0].number].claim
    claim = asked or (mentioned.claim if mentioned and answers[0].question.stage in _STORIES else None)
    if claim is None:
        return None
    told: dict[Part, Evidence] = {}
    for answer in reversed(answers):  # what was told first, counts
        told |= contents[answer.number].told
    # Who is asked about a claim and tells of something else has told nothing of it.
    said = " ".join(answer.text for answer in answers)
    of_it = topic_words(spoken(claim.text).words) & topic_words(spoken(said).words)
    differs = any(
        each.line == claim.text for answer in answers for each in contents[answer.number].inconsistencies
    )
    return checked(claim, told if of_it else {}, differs=differs)


def asked_about(answer: Answer, claims: Sequence[Claim]) -> Claim | None:
    """The claim that a question names; None for a question about something else."""
    return next((claim for claim in claims if claim.text == answer.question.about), None)


def _not_talked_about(
    answers: Sequence[Answer], claims: Sequence[Claim], found: Sequence[AnswerContent]
) -> tuple[Claim, ...]:
    """Claims that no question named and no answer spoke of; none where nothing was said at all."""
    said = [answer.text for answer in answers if answer.text]
    if not said:
        return ()
    came_up = [asked_about(answer, claims) for answer in answers]
    came_up += [each.claim.claim for each in found if each.claim]
    spoken_of = {claim.text for claim in came_up if claim}
    spoken_of |= {claim.text for text in said for claim in claims_spoken_of(text, claims)}
    return tuple(claim for claim in claims if claim.text not in spoken_of)
