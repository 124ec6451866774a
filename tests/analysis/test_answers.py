"""Answers put together from the log."""

from __future__ import annotations

from dataclasses import replace

from simulator.analysis.answers import answers_of, newest_transcript, speech_of
from simulator.audio import Span
from simulator.events import AnswerClosed, QuestionAsked, SpeechStarted, SpeechStopped
from tests.analysis.handmade import answered, heard, one_answer, session, spoken, um

FLOOR = Span(10, 40)
SPEECH = [Span(11, 20), Span(22, 35)]


def test_an_answer_knows_its_question_its_time_and_its_words() -> None:
    words, fillers = spoken("I moved the dates.", 11), (um(25),)
    (answer,) = answers_of(session(answered(1, FLOOR, SPEECH, words, fillers)))
    assert (answer.number, answer.question.id, answer.spoken) == (
        1,
        "question-1",
        "Thank you. What did you do?",
    )
    assert (answer.asked, answer.floor, answer.speech) == (Span(7, 10), FLOOR, tuple(SPEECH))
    assert (answer.words, answer.fillers) == (words, fillers)
    assert answer.speech_span == Span(11, 35)
    assert answer.phonation_s == 22
    assert (answer.end_reason, answer.transcript_id) == ("silence", "first")
    assert answer.wait_reason == "silence after speech: waited 2.5 s"


def test_who_says_nothing_has_an_answer_without_speech() -> None:
    (answer,) = answers_of(session(answered(1, FLOOR, [], end_reason="no_answer")))
    assert (answer.speech, answer.words, answer.speech_span, answer.phonation_s) == ((), (), None, 0)
    assert answer.end_reason == "no_answer"


def test_answers_come_in_the_order_of_their_questions_each_with_its_own_speech() -> None:
    first = answered(1, FLOOR, SPEECH, spoken("one", 12))
    second = answered(2, Span(50, 70), [Span(52, 60)], spoken("two", 53))
    answers = answers_of(session(second, first))
    assert [answer.number for answer in answers] == [1, 2]
    assert [answer.speech_span for answer in answers] == [Span(11, 35), Span(52, 60)]
    assert [[word.text for word in answer.words] for answer in answers] == [["one"], ["two"]]


def test_a_question_that_was_not_answered_to_its_end_is_left_out() -> None:
    events = session(answered(1, FLOOR, SPEECH))
    assert answers_of([event for event in events if not isinstance(event, AnswerClosed)]) == ()
    assert answers_of([event for event in events if not isinstance(event, QuestionAsked)]) == ()
    assert answers_of([]) == ()


def test_only_speech_within_the_floor_is_the_answers() -> None:
    talks_over_the_question = [Span(5, 8), Span(9, 12), Span(38, 44)]
    answer = one_answer(talks_over_the_question, floor=FLOOR)
    assert answer.speech == (Span(10, 12), Span(38, 40))


def test_words_and_fillers_far_from_any_speech_were_invented() -> None:
    speech = [Span(11, 12), Span(20, 21)]
    near = spoken("close", 12.4)  # word times stray up to half a second
    far = spoken("thank you for watching", 14)
    answer = one_answer(speech, (*near, *far), (um(11.5), um(16)), floor=FLOOR)
    assert answer.words == near
    assert answer.fillers == (um(11.5),)


def test_the_stretches_of_one_transcript_follow_each_other() -> None:
    first, rest = spoken("I moved", 11), spoken("the dates.", 12)
    events = session([*answered(1, FLOOR, SPEECH)[:-1], heard(1, first, complete=False), heard(1, rest)])
    assert answers_of(events)[0].words == first + rest


def test_the_newest_whole_transcript_is_taken() -> None:
    old = heard(1, spoken("i moved the days", 11))
    new = heard(1, spoken("I moved the dates.", 11), transcript_id="second")
    broken_off = heard(1, spoken("I", 11), transcript_id="third", complete=False)
    other = heard(2, spoken("no", 11), transcript_id="fourth")
    partial = replace(heard(1, spoken("hm", 11), transcript_id="fifth"), status="partial")
    assert newest_transcript([old, new, broken_off, other, partial], 1) == [new]
    assert newest_transcript([new, old], 1) == [old]
    assert newest_transcript([broken_off, partial], 1) == [broken_off]
    assert newest_transcript([other], 1) == []


def test_speech_is_what_lies_between_its_edges() -> None:
    assert speech_of([SpeechStarted(1.0), SpeechStopped(2.0), SpeechStarted(3.0), SpeechStopped(4.5)]) == [
        Span(1, 2),
        Span(3, 4.5),
    ]
    assert speech_of([SpeechStopped(1.0), SpeechStarted(3.0)]) == []
