"""The note of thanks: only what was said, with its moments; what is only for the ear is left out."""

from __future__ import annotations

from dataclasses import replace

from simulator.audio import Span
from simulator.events import (
    AnswerClosed,
    AnswerTyped,
    CandidateAsked,
    Event,
    Question,
    QuestionAsked,
    SpeechStarted,
    SpeechStopped,
    Word,
    WordsHeard,
)
from simulator.interview.dossier import Claim, Source
from simulator.interview.thank_you import missed_point, notes_from
from simulator.report.thank_you import as_markdown


def answered(number: int, stage: str, asked: str, said: str) -> list[Event]:
    """A question and its answer, half a second a word, 100 s apart."""
    start = 100.0 * number
    words = tuple(
        Word(text, Span(start + 5 + i / 2, start + 5.4 + i / 2), 0.9) for i, text in enumerate(said.split())
    )
    end = words[-1].span.end_s
    question = Question(f"{stage}-{number}", stage, "x", asked)
    return [
        QuestionAsked(start, question, number, asked, Span(start, start + 4)),
        SpeechStarted(start + 5),
        SpeechStopped(end),
        WordsHeard(end, number, f"t{number}", "final", Span(start + 5, end), words, (), complete=True),
        AnswerClosed(end + 1, number, Span(start + 4, end + 1), "silence"),
    ]


SESSION = [
    *answered(1, "claims", "What did you change?", "Well, it was hard. You know, I moved the the phone line, and missed visits fell by half in the end. Nice."),
    *answered(2, "motivation", "Why here?", "I want to work here because you let the front desk speak in the meeting."),
]  # fmt: skip
ASKED = CandidateAsked(
    305,
    3,
    Span(300, 304),
    "Um, who decides about the second clinic?",
    "...",
    "board decides in wk 40",
    "company_notes",
)


def test_an_answer_to_a_follow_up_goes_with_the_question_it_followed_from() -> None:
    first = answered(1, "claims", "What did you change?", "So, we moved the phone line.")
    second = answered(2, "claims", 'You said "we moved the phone line". And then?', "Since then there There are fewer missed visits than before.")  # fmt: skip
    probe = second[0]
    assert isinstance(probe, QuestionAsked)
    second[0] = replace(probe, question=replace(probe.question, kind="probe"))
    (note,) = notes_from([*first, *second])
    assert (
        "You asked me: \u201cWhat did you change?\u201d What I would like you to keep from my answer: "
        "Since then there are fewer missed visits than before." in [p.text for p in note.paragraphs]
    )


def test_it_quotes_what_was_said_and_names_the_moment() -> None:
    (note,) = notes_from([*SESSION, ASKED])
    texts = [paragraph.text for paragraph in note.paragraphs]
    told = next(p for p in note.paragraphs if "missed visits fell" in p.text)
    assert "I moved the phone line, and missed visits fell by half in the end." in told.text
    assert told.moments == (Span(107.0, 115.4),)
    assert any("because you let the front desk speak" in text for text in texts)
    answer = next(p for p in note.paragraphs if "Who decides about the second clinic?" in p.text)
    assert "Board decides in week 40." in answer.text
    assert answer.moments == (ASKED.span,)


def test_a_question_that_stayed_open_is_not_answered() -> None:
    still_open = CandidateAsked(
        305, 3, Span(300, 304), "Who decides about it?", "I'd have to come back to you."
    )
    (note,) = notes_from([*SESSION, still_open])
    text = " ".join(paragraph.text for paragraph in note.paragraphs)
    assert "looking forward to what you will tell me" in text
    assert "come back" not in text


def test_where_little_was_said_the_note_is_short_and_nothing_is_made_up() -> None:
    assert notes_from([]) == ()
    (note,) = notes_from(answered(1, "claims", "And?", "Not much."))
    assert [paragraph.moments for paragraph in note.paragraphs] == [(), ()]


def test_one_note_for_each_who_asked() -> None:
    first, second = notes_from(SESSION, asked_by={1: "Ana", 2: "Ben"})
    assert (first.interviewer, second.interviewer) == ("Ana", "Ben")
    assert "front desk" not in " ".join(paragraph.text for paragraph in first.paragraphs)


def test_what_is_private_is_not_quoted() -> None:
    said = "I want this job because my children go to school near here and my husband works at home."
    (note,) = notes_from(answered(1, "motivation", "Why?", said.replace("my", "your")))
    assert "children" not in " ".join(paragraph.text for paragraph in note.paragraphs)


def claim(text: str, result: str = "") -> Claim:
    return Claim(text, text, Source("cv", 1, text), result=result)


def test_the_missed_point_is_a_claim_that_never_came_up() -> None:
    said = ["I moved the phone line and missed visits fell by half."]
    told = claim("Moved the phone line, missed visits fell by half", result="fell by half")
    rota = claim("Wrote the rota for eleven receptionists")
    stock = claim("Cut stationery costs from 900 to 400 a month", result="from 900 to 400")
    assert missed_point(said, [told, rota, stock]) == stock
    assert missed_point(said, [told, rota]) == rota
    assert missed_point(said, [told]) is None


def test_the_page_has_the_letter_first_and_its_sources_after() -> None:
    notes = notes_from([*SESSION, ASKED], [claim("Cut stationery costs by 500 a month")])
    page = as_markdown(notes, held="Monday 4 May 2026, 10:00", until="Tuesday 5 May, 10:00", session="friday")
    letter, _, below = page.partition("## Where this comes from")
    assert "24 hours, by Tuesday 5 May, 10:00" in letter
    assert "Dear [name]," in letter
    assert "at 1:47-1:55" in below
    assert "stationery" in below
    assert "stationery" not in letter


def written(number: int, stage: str, asked: str, text: str) -> list[Event]:
    start = 100.0 * number
    question = Question(f"{stage}-{number}", stage, "x", asked)
    return [
        QuestionAsked(start, question, number, asked, Span(start, start + 4)),
        AnswerTyped(start + 60, number, text),
        AnswerClosed(start + 60, number, Span(start + 4, start + 60), "done"),
    ]


def test_what_was_written_is_quoted_as_what_was_said_is() -> None:
    session = [
        *written(1, "claims", "What did you change?", "It was hard. I moved the phone line, and missed visits fell by half"),
        *written(2, "your_questions", "Do you have questions?", "Who decides about the second clinic?"),
    ]  # fmt: skip
    (note,) = notes_from(session)
    told, mine = (paragraph for paragraph in note.paragraphs if paragraph.moments)
    assert told.text.endswith("I moved the phone line, and missed visits fell by half.")
    assert told.moments == (Span(104, 160),)
    assert "Who decides about the second clinic?" in mine.text
    assert mine.moments == (Span(204, 260),)
