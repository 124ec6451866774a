"""What the report says about an answer's content: words and moments, the claim it speaks of, never a
score.
"""

from __future__ import annotations

from simulator.analysis.answers import Answer
from simulator.analysis.content import claim_spoken_of, content_of
from simulator.audio import Span
from simulator.events import Question, Word
from simulator.interview.dossier import Claim, Source
from simulator.interview.understanding.heard import Context
from simulator.interview.understanding.known import Statement

FALLS = "Led the ward's falls project; falls went down from 11 to 6 a month"
HANDOVER = "Introduced bedside handover with SBAR on all shifts"
ASKED = Question(
    "claims-own-part", "claims", "own part", "Tell me about the falls project. What was your own part?"
)
TOLD = (
    "That was the falls project on the ward. I read the forms at home and I put a toilet round at"
    " half past four. The night staff hated it at first. By October we were down from eleven to "
    "six a month, and it is still like that now."
)


def claim(number: int, text: str) -> Claim:
    return Claim(f"c{number}", text, Source("cv", number, text))


CLAIMS = (claim(1, FALLS), claim(2, HANDOVER))


def answer(text: str, seconds_a_word: float = 0.4) -> Answer:
    words = tuple(
        Word(word, Span(10 + at * seconds_a_word, 10 + (at + 1) * seconds_a_word), 0.9)
        for at, word in enumerate(text.split())
    )
    end = 10 + len(words) * seconds_a_word
    return Answer(
        number=1, question=ASKED, spoken=ASKED.text, asked=Span(0, 9), floor=Span(9, end + 2),
        speech=(Span(10, end),) if words else (), words=words, fillers=(), end_reason="silence",
        wait_reason="",
        transcript_id="t",
    )  # fmt: skip


def test_each_part_is_told_with_its_words_and_its_moment() -> None:
    content = content_of(answer(TOLD), Context(), CLAIMS)
    assert content is not None
    own = content.told["own_part"]
    assert own.text == "I read the forms at home"
    first = TOLD.split().index("I")
    assert own.span == Span(10 + first * 0.4, 10 + (first + 6) * 0.4)
    assert content.missing == ()


def test_a_claim_is_verified_by_an_own_part_and_a_result_or_a_number() -> None:
    content = content_of(answer(TOLD), Context(), CLAIMS)
    assert content is not None
    assert content.claim is not None
    assert (content.claim.claim.text, content.claim.state, content.claim.missing) == (FALLS, "verified", ())
    assert content.claim.words


def test_a_claim_told_only_as_we_stays_open_and_says_what_is_missing() -> None:
    told = (
        "The falls project on the ward, we talked about it as a team and we changed the round, and "
        "people were happy."
    )
    content = content_of(answer(told), Context(), CLAIMS)
    assert content is not None
    assert content.claim is not None
    assert content.claim.state == "open"
    assert "own_part" in content.claim.missing


def test_an_answer_about_something_else_speaks_of_no_claim() -> None:
    assert claim_spoken_of("I like the bus stop in front of the door.", CLAIMS) is None
    assert claim_spoken_of("We took the handover to the bedside and used SBAR.", CLAIMS) == CLAIMS[1]
    assert claim_spoken_of("anything", ()) is None


def test_what_differs_is_shown_with_both_sides() -> None:
    context = Context((Statement(FALLS, "cv"),))
    content = content_of(
        answer("The falls project on the ward, we came down from eleven to two falls a month."), context
    )
    assert content is not None
    (one,) = content.inconsistencies[:1]
    assert one.where == "cv"
    assert "eleven" in one.said.text or "two" in one.said.text
    assert "11" in one.known


def test_length_is_told_against_what_the_question_expects() -> None:
    short = content_of(answer("We moved it. It was fine."), Context())
    assert short is not None
    assert short.length == "short"
    assert short.missing == ("situation", "own_part", "action", "result", "number")
    long = content_of(answer(f"{TOLD} " * 9), Context())
    assert long is not None
    assert long.length == "long"


def test_silence_tells_nothing() -> None:
    assert content_of(answer(""), Context()) is None
