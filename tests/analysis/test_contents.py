"""What a session told, over main questions and their follow-ups; claims; the candidate's own questions."""

from __future__ import annotations

from dataclasses import replace

from simulator.analysis.answers import answers_of
from simulator.analysis.contents import AnswerContent, Contents, contents_of
from simulator.analysis.own_questions import _found, _led_up_to, said_before
from simulator.audio import Span
from simulator.events import CandidateAsked, DossierTaken, Event, QuestionAsked
from simulator.interview.dossier import Dossier
from tests.report import told_example as example


def contents(events: list[Event] | None = None) -> Contents:
    events = events or example.example_events()
    return contents_of(events, answers_of(events))


def of(number: int, events: list[Event] | None = None) -> AnswerContent:
    found = contents(events).of(number)
    assert found is not None
    return found


def said_instead(said: dict[int, str]) -> list[Event]:
    """The example, with other answers to these questions."""
    return example.example_events(said=said)


def test_every_answer_but_those_to_the_invitation_has_its_content() -> None:
    assert [each.number for each in contents().answers] == [1, 2, 3, 4, 5]


def test_what_was_told_in_a_follow_up_is_told_after_being_asked() -> None:
    main = of(1)
    assert "own_part" in main.content.missing
    assert "own_part" not in main.missing
    assert main.later["own_part"].label == "1a"
    assert main.later["own_part"].evidence.text == "I read all the forms at home"
    assert main.asked_for == {"own_part": "1a"}
    assert main.missing == ("result",)


def test_a_follow_up_adds_what_was_not_told_before_and_lacks_nothing() -> None:
    follow_up = of(2)
    assert follow_up.new == ("own_part", "number")
    assert "action" in follow_up.content.told
    assert follow_up.missing == follow_up.content.missing == ()
    assert follow_up.claim is None


def test_a_time_and_how_long_ago_measure_nothing() -> None:
    said = said_instead({1: f"{example.FIRST} It was at half past four.", 2: "I did the round myself."})
    assert "number" in of(1, said).missing


def test_evidence_stands_in_its_sentence_with_the_moment_of_both() -> None:
    words = answers_of(example.example_events())[1].words
    evidence = of(1).later["own_part"].evidence
    assert evidence.sentence == "I read all the forms at home and I drew up the new round."
    assert evidence.span == Span(words[0].span.start_s, words[6].span.end_s)
    assert evidence.passage == Span(words[0].span.start_s, words[13].span.end_s)


def test_a_long_sentence_is_shortened_around_the_words_that_count() -> None:
    long = "and ".join(["the ward was full "] * 9)
    said = said_instead({2: f"I read all the forms at home {long} in the end."})
    evidence = of(2, said).content.told["own_part"]
    assert evidence.after.endswith(" …")
    assert len(evidence.after.split()) == 13


def test_a_claim_asked_about_is_weighed_over_its_follow_ups() -> None:
    same_figures = example.OWN_PART.replace("four falls", "six falls")
    claim = of(1, said_instead({2: same_figures})).claim
    assert claim is not None
    assert (claim.claim.text, claim.state, claim.missing) == (example.FALLS, "verified", ())
    assert claim.heard == ("own_part", "number")
    alone = of(1, said_instead({2: "Hm.", 3: "No."})).claim
    assert alone is not None
    assert (alone.state, "own_part" in alone.missing) == ("open", True)


def test_a_claim_told_with_other_figures_stays_open() -> None:
    (difference,) = of(2).content.inconsistencies
    assert (difference.where, difference.line) == ("cv", example.FALLS)
    claim = of(1).claim
    assert claim is not None
    assert (claim.state, claim.missing) == ("open", ())


def test_who_tells_of_something_else_has_not_told_of_the_claim() -> None:
    other = "I baked bread for 40 guests and I sold all of it. I did that alone, and they came back."
    claim = of(1, said_instead({1: other, 2: other, 3: other})).claim
    assert claim is not None
    assert (claim.state, claim.words) == ("open", ())


def test_a_question_for_a_view_asks_for_no_story() -> None:
    goals = of(5)
    assert (goals.content.told, goals.missing, goals.claim) == ({}, (), None)


def test_claims_that_never_came_up_are_listed_once() -> None:
    assert [claim.text for claim in contents().not_talked_about] == [
        example.HANDOVER, example.ROSTER, example.HOSTILE_CLAIM,
    ]  # fmt: skip
    spoken_of = said_instead({4: "I brought bedside handover and SBAR to the ward, and it was not easy."})
    assert example.HANDOVER not in [claim.text for claim in contents(spoken_of).not_talked_about]


def test_where_nobody_spoke_no_claim_was_left_out() -> None:
    silent = [event for event in example.example_events() if isinstance(event, DossierTaken)]
    assert contents_of(silent, ()) == Contents()


def test_each_own_question_has_its_reply_its_line_and_its_moment() -> None:
    first, second = contents().questions
    assert [first.text, second.text] == list(example.QUESTIONS)
    assert first.reply == example.REPLY
    assert first.line == example.source("company_notes", 3, example.UNIT_LINE)
    assert second.line is None
    answer = answers_of(example.example_events())[-1]
    assert answer.words[0].span.start_s < first.span.start_s < first.span.end_s < second.span.start_s
    assert second.span.end_s == answer.words[-1].span.end_s
    assert {first.label, second.label} == {"4"}


def test_own_questions_are_held_against_three_criteria() -> None:
    first, second = contents().questions
    assert [each.met for each in first.judgements] == [True, True, True]
    assert "You said that the falls are on the matron's list" in first.judgements[2].evidence
    assert [each.met for each in second.judgements] == [False, False, False]
    assert all(each.stronger and not each.evidence for each in second.judgements)


def test_without_notes_nobody_can_say_what_is_specific() -> None:
    events = example.example_events(replace(example.example_dossier(), facts=()))
    assert [each.criterion for each in contents(events).questions[0].judgements] == [
        "not on the front page", "builds on something said",
    ]  # fmt: skip


def test_questions_that_nobody_replied_to_are_taken_from_what_was_heard() -> None:
    events = [event for event in example.example_events() if not isinstance(event, CandidateAsked)]
    questions = contents(events).questions
    assert [question.text for question in questions] == list(example.QUESTIONS)
    assert {question.reply for question in questions} == {""}


def test_said_before_is_what_both_sides_said_without_the_invitation() -> None:
    events = example.example_events()
    heard = {answer.number: answer for answer in answers_of(events)}
    said = said_before(6, events, heard, example.example_dossier())
    assert "I am Robin, the matron is Mrs Hale." in said
    assert "What would you do differently?" in said
    assert "I would ask the night staff earlier." in said
    assert not {"What would you like to ask us?", example.REPLY, "Yes."} & set(said)
    assert said_before(1, events, heard, Dossier()) == ["Hello.", "I am Robin, the matron is Mrs Hale."]


def test_a_dossier_of_another_version_is_left_aside() -> None:
    events = [
        replace(event, dossier={"claims": "none"}) if isinstance(event, DossierTaken) else event
        for event in example.example_events()
    ]
    found = contents(events)
    assert found.not_talked_about == ()
    assert found.of(1) is not None


def test_a_follow_up_whose_main_answer_was_silent_is_a_topic_by_itself() -> None:
    events = example.example_events()
    first = next(event for event in events if isinstance(event, QuestionAsked))
    heard = [
        event
        for event in events
        if getattr(event, "question_number", 0) != first.number or not hasattr(event, "words")
    ]
    found = contents_of(heard, answers_of(heard))
    assert found.of(1) is None
    assert found.of(2) is not None


def test_an_answer_in_writing_is_read_as_one_that_was_spoken() -> None:
    spoken_one = next(a for a in answers_of(example.example_events()) if a.label == "1a")
    typed = replace(spoken_one, typed=example.OWN_PART, words=(), speech=())
    events = example.example_events()
    found = contents_of(
        events, [typed if answer.label == "1a" else answer for answer in answers_of(events)]
    ).of(2)
    assert found is not None
    assert found.new == ("own_part", "number")
    evidence = found.content.told["own_part"]
    assert (evidence.text, evidence.span) == ("I read all the forms at home", typed.floor)
    assert found.content.length == "fits"


def test_what_leads_up_to_a_question_counts_in_writing_too() -> None:
    asked = next(a for a in answers_of(example.example_events()) if a.question.stage == "your_questions")
    lead, question = "You said the last lead left after eight months.", "What would you do differently?"
    typed = replace(asked, typed=f"{lead} {question}", words=(), speech=())
    assert _found(question, typed) == (9, 14)
    assert _led_up_to(typed, 9) == lead
