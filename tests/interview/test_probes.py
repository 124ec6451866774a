"""The follow-up: fair on labelled answers, short, neutral, in the candidate's own words, the same every
time.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.errors import BankError
from simulator.interview import probes as probes_module
from simulator.interview.bank import load_bank
from simulator.interview.choosing import PROBE_KINDS, scores
from simulator.interview.probes import LONGEST, aloud, load_wordings, next_probe, ranking
from simulator.interview.understanding.cues import load_weights
from simulator.interview.understanding.heard import Context, hear
from simulator.interview.understanding.known import Statement

ANSWERS = Path(__file__).parents[2] / "scripts" / "interview_set" / "more_answers.jsonl"
BANK = load_bank()
PRAISE = re.compile(
    r"\b(great|good|excellent|impressive|well done|wonderful|fantastic|amazing|perfect|thank)\b", re.I
)


@dataclass(frozen=True)
class Asked:
    text: str
    rephrase: str = ""


STORY = Asked(
    "Tell me about a time when you changed something at work.",
    "Think of something that you changed. What was it?",
)


def labelled() -> list[dict[str, object]]:
    return [json.loads(line) for line in ANSWERS.read_text(encoding="utf-8").splitlines()]


def asked_of(record: dict[str, object]) -> Asked:
    question = BANK.by_id(str(record.get("question_id", "")))
    return Asked(question.text, question.rephrase) if question else Asked(str(record["question"]))


def test_most_follow_ups_to_labelled_answers_are_fair() -> None:
    """These answers helped to set the weights: this finds what breaks, and is no measure of how good they
    are.
    """
    fair = 0
    for record in labelled():
        question = BANK.by_id(str(record.get("question_id", ""))) or Asked(str(record.get("question", "")))
        probe = next_probe(hear(str(record["answer"]), question), question, seed=1)
        fair += (probe.kind if probe else "move_on") in record["acceptable_probes"]  # type: ignore[operator]
    assert fair >= 0.87 * len(labelled())


@pytest.mark.parametrize("seed", range(3))
def test_every_follow_up_can_be_said_and_understood(seed: int) -> None:
    for record in labelled():
        question = asked_of(record)
        heard = hear(str(record["answer"]), question)
        asked: list[str] = []
        for _ in range(2):
            probe = next_probe(heard, question, asked, seed=seed)  # type: ignore[arg-type]
            if probe is None:
                break
            asked.append(probe.kind)
            assert len(probe.text.split()) <= LONGEST
            assert probe.text.count("?") <= 1
            assert probe.text.endswith(("?", "."))
            assert probe.text[0] == probe.text[0].upper()
            assert "{" not in probe.text
            assert probe.reason
            own = re.sub(r'"[^"]*"', "", probe.text) if probe.kind != "ask_again" else ""
            assert not PRAISE.search(own)
        assert len(set(asked)) == len(asked)


def test_the_words_in_quotes_are_the_candidates() -> None:
    for record in labelled():
        answer = str(record["answer"])
        probe = next_probe(hear(answer, asked_of(record)), asked_of(record), seed=2)
        for quote in re.findall(r'"([^"]*)"', probe.text) if probe else ():
            said = re.sub(r"[^\w']+", " ", answer.lower())
            assert all(word in said.split() for word in re.sub(r"[^\w']+", " ", quote.lower()).split())


def test_the_same_answer_and_seed_give_the_same_probe_and_other_seeds_others() -> None:
    answer = (
        "We mapped the accounts, we cleaned the suppliers, we did the training. We closed June on day six."
    )
    heard = hear(answer, STORY)
    assert next_probe(heard, STORY, seed=4) == next_probe(hear(answer, STORY), STORY, seed=4)
    texts = {probe.text for seed in range(30) if (probe := next_probe(heard, STORY, seed=seed))}
    assert len(texts) >= 3


def test_no_wording_is_said_twice_while_there_are_others() -> None:
    heard = hear("We moved it. It was fine.", STORY)
    used: list[str] = []
    for seed in range(4):
        probe = next_probe(heard, STORY, seed=seed, used=used)
        assert probe is not None
        assert probe.wording not in used
        used.append(probe.wording)


def test_a_kind_is_asked_once_a_topic_and_a_dodge_once_more_then_it_goes_on() -> None:
    answer = (
        "I've really only had good feedback. My appraisals were always excellent and my boss is very "
        "happy with me."
    )
    question = BANK.by_id("behavioural-feedback-received")
    assert question is not None
    heard = hear(answer, question)
    assert "ask_again" in ranking(heard)
    assert "ask_again" not in ranking(heard, ["ask_again"])


def test_an_over_long_answer_is_turned_only_where_that_is_allowed() -> None:
    answer = " ".join(["And then there was the other thing with the lifts, which I should explain."] * 40)
    heard = hear(answer, STORY)
    assert "outcome" in ranking(heard)
    probe = next_probe(heard, STORY, seed=1, may_turn=False)
    assert probe is None or probe.kind != "outcome"


def test_a_difference_comes_first_and_is_put_neutrally() -> None:
    known = Context((Statement("Respiratory ward (28 beds), senior staff nurse", "cv"),))
    heard = hear("I'm a senior staff nurse on a respiratory ward, a thirty-six-bed ward.", STORY, known)
    for seed in range(6):
        probe = next_probe(heard, STORY, seed=seed)
        assert probe is not None
        assert probe.kind == "clarify"
        assert "28 beds" in probe.text
        assert "thirty-six-bed ward" in probe.text
        assert not re.search(r"\b(wrong|lie|contradict|mistake|error|untrue)\b", probe.text)


def test_a_question_put_again_is_the_same_question() -> None:
    heard = hear("What I find interesting is rather the weather.", STORY)
    texts = {probes_module._words("ask_again", heard, STORY)[0]["question"]}
    assert texts == {STORY.rephrase}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("€2.4m", "2.4 million euros"),
        ("turnover between 5m and 120m", "turnover between 5 million and 120 million"),
        ("118 % of target", "118 percent of target"),
        ("**Tillbury Games**", "Tillbury Games"),
        ("£212,000", "212,000 pounds"),
    ],
)
def test_what_is_written_is_said_as_one_says_it(written: str, said: str) -> None:
    assert aloud(written) == said


def test_every_kind_has_several_wordings_and_none_praises() -> None:
    for kind in PROBE_KINDS:
        own = [wording for wording in load_wordings() if wording.kind == kind]
        assert len(own) >= 3
        assert not any(PRAISE.search(wording.text) for wording in own)


@pytest.mark.parametrize(
    "broken",
    [
        "version = 1",
        "version = 1\n[[wording]]\nkind = 'applause'\ntext = 'Hm?'",
        "version = 1\n[[wording]]\nkind = 'more'\ntext = 'What about {nobody}?'",
        "version = 1\n[[wording]]\nkind = 'more'\ntext = 'What? And why?'",
        "not toml at all [",
    ],
)
def test_a_broken_file_of_wordings_is_found_with_its_name(tmp_path: Path, broken: str) -> None:
    path = tmp_path / "probes.toml"
    path.write_text(broken, encoding="utf-8")
    with pytest.raises(BankError, match=re.escape("probes.toml")):
        load_wordings(path)


def test_a_broken_table_of_weights_is_found_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "cue_weights.toml"
    path.write_text("[only_we]\nbias = 1.0\nnoticed_from = 0.5\nweight = { }\n", encoding="utf-8")
    with pytest.raises(BankError, match="no_number"):
        load_weights(path)


@given(
    st.dictionaries(st.sampled_from(["only_we", "generic", "too_short", "full", "dodge"]), st.floats(0, 1))
)
def test_more_of_a_cue_never_makes_its_probe_less_fair(cues: dict[str, float]) -> None:
    more = {**cues, "only_we": 1.0}
    assert scores(more, differs=False)["own_part"] >= scores(cues, differs=False)["own_part"]
    assert all(0 <= score <= 1 for score in scores(cues, differs=True).values())
