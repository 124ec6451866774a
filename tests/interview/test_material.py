"""Questions filled from a CV and a job ad: only with what is there, and so that they can be said."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.config import STYLES, Style
from simulator.events import PlanMade
from simulator.interview.bank import load_bank
from simulator.interview.dossier import Claim, Dossier, Need, Source
from simulator.interview.material import Material, Told, filled, latest_organisation, names, sayable
from simulator.interview.plan import Wishes, make_plan

BANK = load_bank()


def source(text: str) -> Source:
    return Source("cv", 3, text)


def claim(number: int, what: str, organisation: str = "Harbour Foods") -> Claim:
    return Claim(
        f"c{number}",
        what,
        source(what),
        what=what,
        organisation=organisation,
        tools=("Excel",),
        result="40 %",
    )


CLAIMS = (
    claim(1, "cut waiting times by 40 %"),
    claim(2, "trained six new colleagues", "North Clinic"),
    claim(3, "introduced a new rota for the whole ward"),
)
DOSSIER = Dossier(
    job_title="Ward manager",
    company="Lakeside Hospital",
    claims=CLAIMS,
    needs=(Need("experience in planning rotas", Source("job_ad", 4, "experience in planning rotas")),),
)
MATERIAL = Material(DOSSIER, tuple(Told(each, "the job asks for it") for each in CLAIMS))


def plan_of(
    material: Material = MATERIAL,
    *,
    count: int = 4,
    seed: int = 1,
    style: Style = "manager",
    wishes: Wishes | None = None,
) -> PlanMade:
    return make_plan(BANK, style=style, minutes=15, count=count, seed=seed, wishes=wishes, material=material)


@given(st.sampled_from(STYLES), st.integers(3, 8), st.integers(0, 10**6))
def test_at_least_half_of_the_main_questions_name_something_of_the_cv(
    style: Style, count: int, seed: int
) -> None:
    plan = plan_of(count=count, seed=seed, style=style)
    mains = [question.text for question in plan.questions if question.stage != "your_questions"]
    assert sum(names(mains, MATERIAL)) >= len(mains) / 2
    assert plan == plan_of(count=count, seed=seed, style=style)


@given(st.integers(3, 8), st.integers(0, 10**6))
def test_filled_questions_can_be_said_and_nothing_is_used_twice(count: int, seed: int) -> None:
    plan = plan_of(count=count, seed=seed)
    for question in plan.questions:
        for text in (question.text, question.rephrase, question.example):
            assert not set(text) & set("{}")
            assert len(text.split()) <= 45
    texts = " ".join(question.text for question in plan.questions)
    for each in CLAIMS:
        assert texts.count(each.what) <= 1


def test_a_question_about_a_claim_says_which_and_why() -> None:
    asked = next(question for question in plan_of().questions if question.stage == "claims")
    assert asked.about in {each.text for each in CLAIMS}
    assert asked.reason == "the job asks for it"


def test_what_is_not_known_is_not_filled_in() -> None:
    bare = replace(CLAIMS[0], organisation="", tools=(), what="")
    material = Material(Dossier(claims=(bare,)), (Told(bare, ""),))
    for question in BANK.question:
        assert not question.fills or not list(filled(question, material)), question.id
    plan = plan_of(material)
    assert all("{" not in question.text for question in plan.questions)


@pytest.mark.parametrize(
    "what", ["wrote <script>alert(1)</script> pages", "mailed me@example.com", "{company}"]
)
def test_what_cannot_be_said_is_not_said(what: str) -> None:
    strange = replace(CLAIMS[0], what=what, text=what)
    plan = plan_of(Material(Dossier(claims=(strange,)), (Told(strange, ""),)))
    assert all(what not in question.text for question in plan.questions)


def test_a_long_line_is_read_out_up_to_a_joint() -> None:
    line = (
        "led the move of the accounts of four regional offices to one system, which took two years and ended "
        "with a single monthly closing"
    )
    assert sayable(line) == "led the move of the accounts of four regional offices to one system"
    assert sayable("word " * 30) == ""


def test_questions_of_earlier_sessions_are_not_asked_again_while_there_are_others() -> None:
    first = plan_of(Material(), seed=5)
    ids = tuple(question.id for question in first.questions)
    again = plan_of(Material(), seed=5, wishes=Wishes(asked_before=ids))
    assert not {question.id for question in again.questions} & set(ids)


def test_a_focus_and_a_drill_ask_more_of_one_stage() -> None:
    focused = [question.stage for question in plan_of(count=5, wishes=Wishes(focus="goals")).questions]
    assert focused.count("goals") == 2
    assert focused[-1] == "your_questions"
    drilled = plan_of(count=2, wishes=Wishes(stage="motivation"))
    assert [question.stage for question in drilled.questions] == ["motivation"] * 2
    assert len({question.id for question in drilled.questions}) == 2


def test_what_goes_on_is_not_asked_about_as_if_it_were_over() -> None:
    leads = claim(7, "lead a team of four")
    material = Material(replace(DOSSIER, claims=(leads,)), (Told(leads, "the job asks for it"),))
    asked = [way for q in BANK.question if q.fills for way in filled(q, material)]
    ids = {way.question.id for way in asked if "lead a team of four" in way.text}
    assert ids == {
        "claims-cv-duty-own-part",
        "claims-cv-duty-measured",
        "claims-cv-duty-last-time",
        "behavioural-cv-duty-hardest",
    }
    done = {way.question.id for q in BANK.question if q.fills for way in filled(q, MATERIAL)}
    assert not done & ids


def test_the_latest_place_of_work_is_where_they_are_now() -> None:
    before = replace(claim(8, "opened a shop", "Old Mill"), dates="2010 - 2015")
    now = replace(claim(9, "opened a branch", "Harbour Foods"), dates="2016 - present")
    assert latest_organisation((before, now)) == "Harbour Foods"
    assert latest_organisation((before,)) == "Old Mill"
    assert latest_organisation(()) == ""


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Clinic Coordinator", "a Clinic Coordinator"),
        ("Staff nurse", "a staff nurse"),
        ("IT engineer", "an IT engineer"),
        ("Electrician", "an electrician"),
    ],
)
def test_a_job_title_is_said_as_a_title_or_as_a_word(title: str, said: str) -> None:
    material = Material(replace(DOSSIER, job_title=title), MATERIAL.told)
    question = BANK.by_id("motivation-cv-fit")
    assert question is not None
    assert f"the work of {said}?" in next(filled(question, material)).text


@pytest.mark.parametrize(
    "label", ["Agency", "Agency (Staffline)", "Various", "various sites", "Self-employed"]
)
def test_a_label_is_no_employer_to_name(label: str) -> None:
    at_a_label, named = claim(1, "cut waiting times by 40 %", label), claim(2, "trained six colleagues")
    assert latest_organisation((at_a_label, named)) == "Harbour Foods"
    material = Material(Dossier(claims=(at_a_label,)), (Told(at_a_label, ""),))
    asked = [way.text for question in BANK.question for way in filled(question, material) if question.fills]
    assert asked
    assert not any(label in text for text in asked)


def test_an_employer_called_like_a_label_is_one() -> None:
    assert (
        latest_organisation((claim(1, "trained six", "Agency for Clean Water"),)) == "Agency for Clean Water"
    )


@pytest.mark.parametrize("seed", range(12))
def test_no_claim_is_taken_up_twice_not_even_by_its_tool(seed: int) -> None:
    about = [question.about for question in plan_of(count=8, seed=seed).questions]
    taken = [text for text in about if text in {each.text for each in CLAIMS}]
    assert len(taken) == len(set(taken))
