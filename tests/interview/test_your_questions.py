"""The candidate asks: what the notes hold is quoted, and what they do not hold is not made up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.embedding import MiniLm
from simulator.errors import BankError
from simulator.interview.dossier import Document, Fact, Source
from simulator.interview.forbidden import forbidden_in
from simulator.interview.papers.making_dossier import make_dossier
from simulator.interview.papers.matching import Likeness
from simulator.interview.replying.answer_weights import load_weights
from simulator.interview.replying.fact_evidence import NAMES, KnownFacts
from simulator.interview.replying.shorthand import spoken
from simulator.interview.replying.topics import load_topics
from simulator.interview.your_questions import COME_BACK, NEAREST, Answers, Reply, answer_to
from simulator.pair_reading import PairMiniLm

NOTES = """- boatyard at Selsby, 64 people, family firm, 4th generation
- yard manager Ines Corrado, hates long e-mails, wants bad news at once
- success: 90-day plan, then quarterly goals
- new crane ordered, comes in August
- biggest headache: two joiners retire next yr
- 3 boats a yr, waiting list of 14 months
- three people left last autumn
- training: 800 a yr each, welding course in Kiel
- next: half a day in the workshop, then offer within 10 days
- work begins at 6.30, Fri till noon
- decision about a second hall still open""".splitlines()


def facts_of(lines: Sequence[str]) -> tuple[Fact, ...]:
    return make_dossier([Document("company_notes", "notes.md", tuple(lines))]).facts


FACTS = facts_of(NOTES)
LIKENESS = Likeness(MiniLm())
READER = PairMiniLm()


def line_for(question: str, likeness: Likeness = LIKENESS) -> str:
    reply = answer_to(question, FACTS, likeness, READER)
    return reply.fact.text if reply.fact else ""


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("How will I know that I'm doing well in this job?", "success: 90-day plan"),
        ("What is the biggest problem at the moment?", "biggest headache"),
        ("When does work begin?", "work begins at 6.30"),
        ("How much is there for training?", "training: 800"),
    ],
)
def test_another_wording_finds_its_line(question: str, begins: str) -> None:
    assert line_for(question).startswith(begins)


@pytest.mark.parametrize(
    "question",
    [
        "Why did the three people leave last autumn?",
        "What does the new crane cost?",
        "Who will operate the new crane?",
        "How does Ines feel about the retirement?",
        "Who will replace the two joiners?",
        "What colour are the boats?",
        "Are you going to buy another yard?",
        "Why did you choose Kiel?",
    ],
)
@pytest.mark.parametrize("likeness", [LIKENESS, Likeness(None)], ids=["sentences", "words"])
def test_what_nobody_noted_they_come_back_to(question: str, likeness: Likeness) -> None:
    reply = answer_to(question, FACTS, likeness, READER)
    assert reply.fact is None or not reply.exact, reply.reason
    assert reply.text in COME_BACK or any(reply.text.startswith(lead[:-3]) for lead in NEAREST)


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("What courses could I take?", "training: 800"),
        ("Is there a training budget?", "training: 800"),
        ("Could there be another hall?", "decision about a second hall"),
    ],
)
def test_what_is_not_sure_enough_is_said_as_the_nearest_there_is(question: str, begins: str) -> None:
    reply = answer_to(question, FACTS, LIKENESS, READER)
    assert reply.fact is not None
    assert reply.fact.text.startswith(begins)
    assert not reply.exact
    assert "come back to you" in reply.text
    assert reply.text.endswith(spoken(reply.fact.text, "company_notes"))


def test_a_reply_says_the_line_and_nothing_else() -> None:
    reply = answer_to("How will I know that I'm doing well in this job?", FACTS, LIKENESS, READER)
    assert reply.text.endswith("Success: 90-day plan, then quarterly goals.")
    assert reply.fact is not None
    assert "success" in reply.reason


def test_without_notes_there_is_nothing_to_say() -> None:
    reply = answer_to("How big is the team?", (), LIKENESS, READER)
    assert (reply.fact, reply.text in COME_BACK) == (None, True)


def test_nothing_is_said_twice_in_the_same_words_while_there_are_others() -> None:
    answers = Answers(FACTS, LIKENESS, READER)
    said: list[str] = []
    for number in range(len(COME_BACK)):
        said.append(answers.to(f"What colour is boat number {number}?", said).text)
    assert set(said) == set(COME_BACK)
    again = [answers.to("When does work begin?", said[-1:]) for _ in range(2)]
    assert again[0] == again[1]
    second: Reply = answers.to("When does work begin?", [again[0].text])
    assert second.text != again[0].text
    assert second.fact == again[0].fact


def test_what_the_interviewer_says_is_for_the_ear_and_touches_nothing_forbidden() -> None:
    for line in COME_BACK:
        assert forbidden_in(line) == ()
        assert line.endswith(".")


def test_every_figure_has_its_weight() -> None:
    places, rows = KnownFacts(FACTS, LIKENESS, READER).evidence("How many people are there?")
    weights = load_weights()
    assert len(set(places)) == len(rows) == 7
    assert (len(weights.own), len(weights.own) + len(weights.read)) == (len(NAMES), rows.shape[1])
    assert weights.shares(rows).sum() == pytest.approx(1)


def test_without_the_reader_they_come_back_to_everything() -> None:
    assert answer_to("When does work begin?", FACTS, LIKENESS, None).text in COME_BACK


def test_weights_are_checked_when_read(tmp_path: Path) -> None:
    load_weights().write(tmp_path / "kept.npz")
    assert np.array_equal(load_weights(tmp_path / "kept.npz").read, load_weights().read)
    (tmp_path / "broken.npz").write_bytes(b"no weights")
    with pytest.raises(BankError, match="broken"):
        load_weights(tmp_path / "broken.npz")
    with pytest.raises(BankError, match="cannot be read"):
        load_weights(tmp_path / "none.npz")


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=120), st.lists(st.text(min_size=1, max_size=60), max_size=4))
def test_any_question_and_any_notes_give_a_reply(question: str, lines: list[str]) -> None:
    facts = [Fact(line, Source("company_notes", n, line)) for n, line in enumerate(lines, start=1)]
    reply = answer_to(question, facts, Likeness(None), READER)
    assert reply.text
    assert reply == answer_to(question, facts, Likeness(None), READER)
    assert reply.fact is None or reply.fact in facts


def test_contradicting_lines_are_quoted_one_at_a_time() -> None:
    facts = facts_of(["- notice in the team: 12 planners", "- 15 planners", "- bicycles in the yard"])
    reply = answer_to("How many planners are there?", facts, LIKENESS, READER)
    assert "12" not in reply.text or "15" not in reply.text


def test_topics_are_checked_when_read(tmp_path) -> None:  # type: ignore[no-untyped-def]
    assert len({topic.name for topic in load_topics()}) == len(load_topics())
    broken = tmp_path / "topics.toml"
    broken.write_text('[[topic]]\nname="x"\nasked=["("]\nnoted=[]\nexamples=[]\nnotes=[]\n', encoding="utf-8")
    with pytest.raises(BankError, match="broken"):
        load_topics(broken)
    with pytest.raises(BankError, match="cannot be read"):
        load_topics(tmp_path / "none.toml")
