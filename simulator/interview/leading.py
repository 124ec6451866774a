"""An interview led by what is known and what was said: probes into answers, replies to questions. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from simulator.events import PlanMade, Question
from simulator.interview.bank import Bank
from simulator.interview.choosing import ProbeKind
from simulator.interview.director import MOST_PROBES, Direction, Exchange, Replied, topic_of
from simulator.interview.dossier import Dossier
from simulator.interview.forbidden import forbidden_in
from simulator.interview.plan import what_else
from simulator.interview.probes import Probe, next_probe, ranking
from simulator.interview.replying.shorthand import spoken
from simulator.interview.replying.topics import Alike
from simulator.interview.understanding.heard import Heard, context_of, hear
from simulator.interview.your_questions import Answers, questions_in
from simulator.ports import PairReader

_PROBE_S = (10.0, 60.0)
"""A good answer to a follow-up is a fact or a moment, not another story."""
_NEXT_STEPS = "When would I hear from you, and what happens next?"
_TURNED = "outcome"
_TO_EACH = ("To your first question:", "And to the second:", "And to the third:", "And to the next:")
"""Where several were asked in one breath."""

Phrasing = Callable[[Sequence[Exchange], Heard, frozenset[ProbeKind]], Probe | None]
"""A language model's follow-up of one of these kinds, if it is there by now (see `llm.py`)."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How the candidate wants to be asked.

    gentle: none about what does not fit together. turns_long_answers: one over-long answer is brought to
    its outcome. keeps_time: the plan's minutes are kept.
    """

    follow_ups: bool = True
    most_probes: int = MOST_PROBES
    gentle: bool = False
    turns_long_answers: bool = False
    keeps_time: bool = True


def direction_for(
    plan: PlanMade,
    bank: Bank,
    dossier: Dossier,
    alike: Alike,
    reader: PairReader | None,
    manner: Manner,
    *,
    phrasing: Phrasing | None = None,
) -> Direction:
    """How this interview is led.

    Args:
        alike: of questions and facts.
        reader: reads both together; None: they come back to every question.
        phrasing: asked first; None, or no answer from it, leaves the follow-up to our own wordings.
    """
    prober = _Prober(dossier, plan.seed, manner, phrasing)
    return Direction(
        plan,
        follow_up=prober if manner.follow_ups else None,
        reply=_Replier(dossier, alike, reader),
        what_else=what_else(bank),
        most_probes=manner.most_probes,
        keeps_time=manner.keeps_time,
    )


def next_steps(dossier: Dossier, alike: Alike, reader: PairReader | None) -> str:
    """What the notes say about what comes after this interview, for its closing; "" where they do not."""
    reply = _answers(dossier, alike, reader).to(_NEXT_STEPS)
    if reply.fact is None or not reply.exact:
        return ""
    return (
        f"Before we close, a word on what happens now. {spoken(reply.fact.text, reply.fact.source.document)}"
    )


class _Prober:
    """The follow-up to the last exchange, if one is worth asking."""

    def __init__(self, dossier: Dossier, seed: int, manner: Manner, phrasing: Phrasing | None) -> None:
        self._dossier = dossier
        self._seed = seed
        self._manner = manner
        self._phrasing = phrasing

    def __call__(self, exchanges: Sequence[Exchange]) -> Question | None:
        *before, last = exchanges
        if not last.said.strip():
            return None  # not heard in time, or nothing but noise
        topic = topic_of(exchanges)
        main = topic[0].question
        earlier = [exchange.said for exchange in before if exchange not in topic]
        heard = hear(
            last.said,
            main,
            context_of(self._dossier, earlier=earlier),
            before=[exchange.said for exchange in topic[:-1]],
        )
        asked = {_kind(exchange.question) for exchange in topic[1:]} | self._left_out()
        probe = self._phrasing(exchanges, heard, _kinds(heard, asked)) if self._phrasing else None
        probe = probe or next_probe(
            heard,
            main,
            asked,
            seed=self._seed,
            used=[exchange.question.wording for exchange in exchanges],
            may_turn=self._may_turn(exchanges),
        )
        # The candidate's own words may touch what no interviewer should take up.
        return None if probe is None or forbidden_in(probe.text) else _question(main, probe)

    def _left_out(self) -> set[ProbeKind]:
        return {"clarify"} if self._manner.gentle else set()

    def _may_turn(self, exchanges: Sequence[Exchange]) -> bool:
        turned = any(_kind(exchange.question) == _TURNED for exchange in exchanges)
        return self._manner.turns_long_answers and not turned


def _kinds(heard: Heard, asked: set[ProbeKind]) -> frozenset[ProbeKind]:
    """The probes that may be asked now."""
    return frozenset(choice for choice in ranking(heard, asked) if choice != "move_on")


def _kind(question: Question) -> ProbeKind:
    return question.id.partition("?")[2]  # type: ignore[return-value]


def _question(main: Question, probe: Probe) -> Question:
    return Question(
        id=f"{main.id}?{probe.kind}",
        stage=main.stage,
        family=main.family,
        text=probe.text,
        about=probe.about.text if probe.about else main.about,
        expected_s=_PROBE_S,
        rephrase=probe.text,
        kind="probe",
        reason=probe.reason,
        listens_for=main.listens_for,
        wording=probe.wording,
    )


class _Replier:
    """What the interviewer says to the candidate's questions, from the notes and the job ad alone."""

    def __init__(self, dossier: Dossier, alike: Alike, reader: PairReader | None) -> None:
        self._answers = _answers(dossier, alike, reader)

    def __call__(self, exchanges: Sequence[Exchange]) -> tuple[Replied, ...]:
        said: list[str] = []  # in earlier replies too: they follow from what was asked, so nobody keeps them
        replied: tuple[Replied, ...] = ()
        for exchange in exchanges:
            if exchange.question.stage == "your_questions":
                replied = self._to(questions_in(exchange.said), said)
        return replied

    def _to(self, questions: Sequence[str], said: list[str]) -> tuple[Replied, ...]:
        """The replies to what was asked in one breath; `said` is added to."""
        replied: list[Replied] = []
        for number, question in enumerate(questions):
            reply = self._answers.to(question, said)
            said.append(reply.text)
            text, line, document = reply.text, "", ""
            if reply.fact is not None:
                line, document = reply.fact.source.text, reply.fact.source.document
            if len(questions) > 1:
                plain = reply.text
                if reply.fact is not None and reply.exact:
                    plain = spoken(reply.fact.text, reply.fact.source.document)
                text = f"{_TO_EACH[min(number, len(_TO_EACH) - 1)]} {plain}"
            replied.append(Replied(question, text, line, document, reply.exact))
        return tuple(replied)


def _answers(dossier: Dossier, alike: Alike, reader: PairReader | None) -> Answers:
    return Answers([fact for fact in dossier.facts if not forbidden_in(fact.text)], alike, reader)
