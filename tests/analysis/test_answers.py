"""Answers put together from the log."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.analysis.answers import Answer, answers_of, newest_transcript, speech_of
from simulator.analysis.pauses import pauses_of
from simulator.audio import Span
from simulator.events import (
    AnswerClosed,
    CandidateRequested,
    Event,
    InterviewerSpoke,
    QuestionAsked,
    Request,
    SessionClosed,
    SpeechStarted,
    SpeechStopped,
)
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


def asks_for(request: Request, span: Span) -> CandidateRequested:
    return CandidateRequested(span.end_s, 1, request, "voice", span, "...")


def repeats(span: Span) -> InterviewerSpoke:
    return InterviewerSpoke(span.start_s, "repeat", "What did you do?", span)


def only_answer(answer: list[Event], *more: Event) -> Answer:
    (only,) = answers_of(session([*answer, *more]))
    return only


def test_a_spoken_request_is_no_part_of_the_answer() -> None:
    request = Span(12, 14)
    words = spoken("could you repeat that", 12.1), spoken("I moved the dates.", 20)
    answer = only_answer(
        answered(1, FLOOR, [request, Span(20, 35)], (*words[0], *words[1]), (um(12.2), um(25))),
        asks_for("repeat", request),
    )
    assert answer.speech == (Span(20, 35),)
    assert answer.words == words[1]
    assert answer.fillers == (um(25),)
    assert answer.duration_s == answer.phonation_s == 15


def test_a_request_heard_a_little_later_than_the_voice_is_the_same_speech() -> None:
    """The edges of a request are those of the detector's decision, some frames after the sound."""
    answer = only_answer(
        answered(1, FLOOR, [Span(12, 12.6), Span(20, 35)]), asks_for("repeat", Span(12.2, 13.0))
    )
    assert answer.speech == (Span(20, 35),)


@pytest.mark.parametrize("request_made", ["repeat", "clarify", "skip", "pause", "resume", "end"])
def test_who_only_asked_for_something_has_not_answered(request_made: Request) -> None:
    answer = only_answer(
        answered(1, FLOOR, [Span(12, 14)], spoken("skip this one", 12.1), end_reason="skipped"),
        asks_for(request_made, Span(12, 14)),
    )
    assert (answer.speech, answer.words, answer.duration_s, answer.waited) == ((), (), 0, None)


@pytest.mark.parametrize("request_made", ["think", "done"])
def test_asking_for_time_and_saying_that_it_is_all_are_no_part_of_an_answer(request_made: Request) -> None:
    words = spoken("let me think", 12.1)
    answer = only_answer(answered(1, FLOOR, [Span(12, 14)], words), asks_for(request_made, Span(12, 14)))
    assert (answer.speech, answer.words, answer.interruptions) == ((), (), (Span(12, 14),))


def test_who_is_still_speaking_when_the_session_ends_was_heard_to_the_end() -> None:
    assert speech_of([SpeechStarted(3.0), SessionClosed(9.0, "stopped")]) == [Span(3.0, 9.0)]


def test_a_cough_after_an_interruption_does_not_replace_what_was_said_before() -> None:
    first = answered(1, Span(10, 40), [Span(12, 38)], end_reason="interrupted")
    second = answered(1, Span(60, 62), [Span(61, 61.3)], end_reason="stopped")
    (answer,) = answers_of(session(first, second))
    assert answer.floor == Span(10, 40)


def test_a_key_takes_nothing_out_of_an_answer() -> None:
    answer = only_answer(
        answered(1, FLOOR, SPEECH), CandidateRequested(21.0, 1, "repeat", "key"), repeats(Span(20.2, 21.8))
    )
    assert answer.speech == tuple(SPEECH)


def test_the_time_in_which_the_interviewer_repeats_is_not_the_answers() -> None:
    answer = only_answer(answered(1, FLOOR, [Span(11, 15), Span(25, 35)]), repeats(Span(18, 22)))
    assert answer.interruptions == (Span(18, 22),)
    assert answer.speech_span == Span(11, 35)
    assert answer.duration_s == 24 - 4
    assert pauses_of(answer) == ()


def test_other_silences_of_an_interrupted_answer_are_still_pauses() -> None:
    speech = [Span(11, 13), Span(14, 15), Span(25, 30), Span(32, 35)]
    answer = only_answer(answered(1, FLOOR, speech), repeats(Span(18, 22)))
    assert [pause.span for pause in pauses_of(answer)] == [Span(13, 14), Span(30, 32)]


def test_waiting_counts_from_where_the_candidate_could_begin() -> None:
    assert only_answer(answered(1, FLOOR, SPEECH)).waited == Span(10, 11)
    request, line = Span(12, 14), Span(15, 19)
    asked_again = only_answer(
        answered(1, FLOOR, [request, Span(21, 35)]), asks_for("repeat", request), repeats(line)
    )
    assert asked_again.waited == Span(19, 21)
    assert asked_again.duration_s == 14


def test_lines_outside_an_answer_do_not_interrupt_it() -> None:
    greeting = InterviewerSpoke(1.0, "greeting", "Hello.", Span(1, 4))
    closing = InterviewerSpoke(40.0, "closing", "Goodbye.", Span(40, 43))
    assert only_answer(answered(1, FLOOR, SPEECH), greeting, closing).interruptions == ()


AGAIN = Span(60, 90)


def broken_off(*speech: Span, text: str = "") -> list[Event]:
    """The first question, and an answer to it that an interruption cut."""
    words = spoken(text, speech[0].start_s) if speech else ()
    return answered(1, FLOOR, speech, words, end_reason="interrupted")


def asked_again(*speech: Span, text: str = "") -> list[Event]:
    words = heard(1, spoken(text, 62), transcript_id="second", span=AGAIN)
    return [*answered(1, AGAIN, speech)[:-1], words]


def test_a_question_asked_again_has_one_answer_the_later() -> None:
    first = broken_off(*SPEECH, text="I began")
    second = asked_again(Span(62, 80), text="I moved the dates.")
    (answer,) = answers_of(session(first, second))
    assert (answer.floor, answer.asked, answer.speech) == (AGAIN, Span(57, 60), (Span(62, 80),))
    assert " ".join(word.text for word in answer.words) == "I moved the dates."
    assert (answer.end_reason, answer.transcript_id) == ("silence", "second")
    assert answer.earlier == (FLOOR,)


def test_who_says_nothing_the_second_time_has_the_first_answer() -> None:
    (answer,) = answers_of(session(broken_off(*SPEECH, text="I began"), asked_again()))
    assert (answer.floor, answer.speech, answer.earlier) == (FLOOR, tuple(SPEECH), ())
    assert [word.text for word in answer.words] == ["I", "began"]


def test_an_interruption_before_anything_was_said_leaves_no_trace() -> None:
    (answer,) = answers_of(session(broken_off(), asked_again(Span(62, 80))))
    assert (answer.floor, answer.earlier) == (AGAIN, ())


def test_a_first_answer_heard_again_later_keeps_its_words_to_itself() -> None:
    """After the session the cut answer is transcribed from the recording: last in the log."""
    late = heard(1, spoken("I began", 11), transcript_id="recovered", span=FLOOR)
    first = answered(1, FLOOR, SPEECH, end_reason="interrupted")[:-1]
    second = asked_again(Span(62, 80), text="I moved the dates.")
    (answer,) = answers_of(session(first, second, [late]))
    assert answer.transcript_id == "second"
    events = session(first, second, [late])
    assert newest_transcript(events, 1, FLOOR) == [late]
    assert newest_transcript(events, 1) == [late]


def test_a_question_whose_asking_was_cut_by_a_pause_was_asked_when_it_was_whole() -> None:
    answer = answered(1, FLOOR, SPEECH)
    cut = replace(answer[0], at_s=2.0)
    assert isinstance(cut, QuestionAsked)
    cut = replace(cut, span=Span(2, 5))
    (only,) = answers_of(session([cut, *answer]))
    assert only.asked == Span(7, 10)
    assert only.earlier == ()
