"""The question bank: the bundled one is complete and fair, a broken one is found with its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

from simulator.errors import BankError
from simulator.events import LineRole
from simulator.interview import bank as bank_module
from simulator.interview.bank import ASKER_STYLES, ROLES, AskerStyle, Bank, Listens, Stage, load_bank

BUNDLED = Path(bank_module.__file__).with_name("bank.en.toml")

# What an interviewer must not ask: age, family, health, faith, origin, politics, earlier pay,
# and other things that are nobody's business.
FORBIDDEN = re.compile(
    r"""\b(
    age|aged|old|older|young|younger|birthday|born|birth|retire|retirement|
    marry|married|marriage|divorced|spouse|husband|wife|girlfriend|boyfriend|
    child|children|kids?|baby|pregnant|pregnancy|maternity|paternity|childcare|family|
    health|healthy|ill|illness|sick|sickness|disabled|disability|medical|medication|therapy|diagnosis|
    religion|religious|church|mosque|synagogue|temple|faith|pray|prayer|god|
    race|racial|ethnic|ethnicity|nationality|citizenship|citizen|immigrant|accent|native|mother\ tongue|
    gender|sex|sexual|gay|lesbian|transgender|
    politics|political|vote|voted|trade\ union|
    arrest|arrested|convicted|conviction|criminal|prison|
    debts?|loan|bankrupt|mortgage|smoke|smoker|alcohol|drugs|
    where\ are\ you\ from|(current|present|last|previous)\ (salary|pay|wage)|(earn|paid)\ now
    )\b""",
    re.VERBOSE,
)


FILL = re.compile(r"\{(what|duty|organisation|employer|tool|need|company|job_title)\}")


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank()


def test_there_are_enough_questions_for_many_rehearsals(bank: Bank) -> None:
    assert len(bank.question) >= 60


@pytest.mark.parametrize("style", ASKER_STYLES)
@pytest.mark.parametrize("stage", get_args(Stage))
def test_every_style_has_questions_for_every_stage(bank: Bank, stage: Stage, style: AskerStyle) -> None:
    assert len(bank.questions(stage, style)) >= 2


@pytest.mark.parametrize("role", ROLES)
def test_there_are_several_lines_for_every_role(bank: Bank, role: LineRole) -> None:
    assert len({line.text for line in bank.lines(role)}) >= 3


def test_the_list_of_what_must_not_be_asked_catches_it() -> None:
    for asked in ("how old are you?", "what is your current salary?", "do you have kids?"):
        assert FORBIDDEN.search(asked)


def test_no_question_touches_what_must_not_be_asked(bank: Bank) -> None:
    for question in bank.question:
        said = f"{question.text} {question.rephrase}".lower()
        assert not FORBIDDEN.search(said), question.id


def test_every_text_is_for_the_ear(bank: Bank) -> None:
    for question in bank.question:
        for text in (question.text, question.rephrase):
            assert len(text.split()) <= 35, question.id
            assert text.count("?") <= 1, question.id
            assert text[-1] in ".?", question.id
            assert not set(FILL.sub("", text)) & set("*_#<>[]{}|/&;()"), question.id
        assert question.text != question.rephrase
        assert question.id.startswith(question.stage.replace("_", "-"))


def test_bridges_are_neutral(bank: Bank) -> None:
    praise = {"great", "good", "excellent", "perfect", "wonderful", "fantastic", "impressive", "nice", "well"}
    for line in bank.lines("bridge"):
        assert not praise & set(re.findall(r"[a-z]+", line.text.lower())), line.id


def test_no_text_is_asked_under_two_names(bank: Bank) -> None:
    texts = [question.text for question in bank.question]
    assert len(set(texts)) == len(texts)


def test_a_question_is_found_by_its_id(bank: Bank) -> None:
    question = bank.by_id("claims-own-part")
    assert question is not None
    assert question.stage == "claims"
    assert bank.by_id("claims-nothing") is None


SMALL = """version = 1
[[question]]
id = "opening-hello"
stage = "opening"
family = "about yourself"
text = "Who are you?"
rephrase = "Tell me about yourself."
styles = ["manager"]
expected_s = [20, 60]
listens_for = ["situation"]
[[question]]
id = "goals-next"
stage = "goals"
family = "growth"
text = "What is next?"
rephrase = "Where to?"
styles = ["manager", "hr"]
expected_s = [20, 60]
listens_for = ["plan"]
""" + "\n".join(f'[[line]]\nid = "{role}-1"\nrole = "{role}"\ntext = "Well."' for role in ROLES)


def test_a_small_bank_of_ones_own_is_read(tmp_path: Path) -> None:
    path = tmp_path / "bank.toml"
    path.write_text(SMALL, encoding="utf-8")
    own = load_bank(path)
    assert [question.id for question in own.question] == ["opening-hello", "goals-next"]
    assert list(own.question[0].expected_s) == [20, 60]
    assert set(own.question[0].listens_for) <= set(get_args(Listens))
    assert [question.id for question in own.questions("goals", "hr")] == ["goals-next"]
    assert own.questions("opening", "hr") == []


@pytest.mark.parametrize(
    ("what", "broken", "place"),
    [
        ("a missing field", lambda text: text.replace("rephrase", "x"), r"rephrase.*question\[0\]"),
        ("a field is misspelt", lambda text: text.replace("family", "famly", 1), r"family.*question\[0\]"),
        ("an unknown stage", lambda text: text.replace('"goals"', '"gaols"'), r"gaols.*question\[1\]\.stage"),
        ("an unknown style", lambda text: text.replace('"hr"', '"boss"'), r"boss.*question\[1\]\.styles"),
        ("an unknown role", lambda text: text.replace('role = "noted"', 'role = "sung"'), r"sung.*line\["),
        ("one time only", lambda text: text.replace("[20, 60]", "[20]", 1), r"question\[0\]\.expected_s"),
        ("the wrong way round", lambda text: text.replace("[20, 60]", "[60, 20]", 1), "'opening-hello'"),
        ("no style", lambda text: text.replace('["manager"]', "[]"), "'opening-hello'"),
        ("an empty text", lambda text: text.replace('"Who are you?"', '" "'), "'opening-hello'"),
        ("an id twice", lambda text: text.replace("goals-next", "opening-hello"), "'opening-hello' twice"),
        ("a line's id twice", lambda text: text.replace("noted-1", "bridge-1"), "'bridge-1' twice"),
        ("no line for a role", lambda text: text.replace('role = "noted"', 'role = "bridge"'), "'noted'"),
        ("nothing in it", lambda text: "", "version"),
        ("not TOML", lambda text: text + "\n[[line]\n", r"line \d+"),
    ],
)  # fmt: skip
def test_a_broken_bank_is_said_with_its_place(
    tmp_path: Path, what: str, broken: Callable[[str], str], place: str
) -> None:
    path = tmp_path / "bank.toml"
    path.write_text(broken(SMALL), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != SMALL, what
    with pytest.raises(BankError, match=place) as said:
        load_bank(path)
    assert str(path) in str(said.value)


def test_a_bank_that_is_not_there_or_not_text_is_said(tmp_path: Path) -> None:
    with pytest.raises(BankError, match="cannot be read"):
        load_bank(tmp_path / "none.toml")
    (tmp_path / "bank.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(BankError, match="broken"):
        load_bank(tmp_path / "bank.toml")
