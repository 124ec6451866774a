"""A question by three criteria, each with what speaks for it or what would make it stronger."""

from __future__ import annotations

from simulator.interview.dossier import Fact, Source
from simulator.interview.replying.judging_questions import judge


def fact(text: str, document: str = "company_notes") -> Fact:
    return Fact(text, Source(document, 1, text))  # type: ignore[arg-type]


CRANE = fact("new crane ordered, comes in August, Ines Corrado decides")
HOLIDAY = fact("We offer 28 days of holiday", "job_ad")
FACTS = (CRANE, HOLIDAY)


def met(question: str, said: tuple[str, ...] = (), answered_by: Fact | None = None) -> list[bool]:
    return [each.met for each in judge(question, FACTS, said, answered_by=answered_by)]


def test_a_question_any_company_could_get_is_not_specific() -> None:
    specific, *_ = judge("What is the culture like?", FACTS, ())
    assert not specific.met
    assert "new crane ordered" in specific.stronger


def test_a_name_or_two_words_of_the_notes_make_it_specific() -> None:
    specific, *_ = judge("How will the crane change the work when it comes in August?", FACTS, ())
    assert specific.met
    assert "crane" in specific.evidence
    assert CRANE.text in specific.evidence
    assert met("How does Ines like to hear about delays?")[0]


def test_what_the_front_page_or_the_ad_says_is_weaker() -> None:
    assert not met("What does your company do?")[1]
    asked = judge("How many days of holiday are there?", FACTS, (), answered_by=HOLIDAY)[1]
    assert not asked.met
    assert HOLIDAY.text in asked.stronger
    assert met("When does the crane come?", answered_by=CRANE)[1]


def test_building_on_what_was_said() -> None:
    assert met("You mentioned that two joiners retire. Who learns from them now?")[2]
    said = ("I rebuilt the rudder workshop in Selsby.",)
    builds = judge("Would I take over the rudder workshop here?", FACTS, said)[2]
    assert builds.met
    assert said[0] in builds.evidence
    alone = judge("Is there a canteen?", FACTS, said)[2]
    assert not alone.met
    assert alone.stronger


def test_met_criteria_ask_for_nothing_more() -> None:
    for each in judge("You said the crane comes in August: what changes then?", FACTS, ()):
        assert bool(each.evidence) == each.met
        assert bool(each.stronger) != each.met
