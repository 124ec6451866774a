"""What is heard in an answer: its parts, in its own words, and what is missing for the question that was
asked.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.audio import Span
from simulator.events import Word
from simulator.interview.dossier import Claim, Document, Dossier, Skill, Source
from simulator.interview.understanding.heard import Context, context_of, hear
from simulator.interview.understanding.quoting import first_words, topic
from simulator.interview.understanding.spoken import spoken


@dataclass(frozen=True)
class Asked:
    text: str


STORY = Asked("Tell me about a time when you changed something at work.")
FULL = (
    "Um, that was the returns table, in March last year. I noticed that we put every parcel down "
    "twice, so I counted for three days, and it was sixty out of two hundred and forty. I took an"
    " old bench, and my shift leader was against it because it stood in the way. I could have "
    "asked for a new hall, but I decided against that, since nobody would have paid for it. In "
    "the end we moved it twice, and now a return takes one day instead of nine."
)


def test_a_full_story_tells_its_parts_in_its_own_words() -> None:
    heard = hear(FULL, STORY)
    assert set(heard.parts) >= {
        "own_part",
        "action",
        "obstacle",
        "alternatives",
        "result",
        "number",
        "occasion",
    }
    assert heard.parts["number"].text == "three"
    assert heard.noticed == ()


def test_a_quote_names_the_words_it_comes_from() -> None:
    words = FULL.split()
    for quote in hear(FULL, STORY).parts.values():
        said = [word.strip(".,") for word in words[quote.start : quote.stop]]
        assert [word for word in quote.text.replace(",", "").split() if word in said]


def test_words_with_times_and_plain_text_are_heard_alike() -> None:
    timed = tuple(Word(text, Span(at, at + 0.5), 0.9) for at, text in enumerate(FULL.split()))
    assert hear(timed, STORY) == hear(FULL, STORY)


@pytest.mark.parametrize(
    ("cue", "answer"),
    [
        ("only_we", (
            "We found the building, we planned the kitchen and then we hired twenty people in a "
            "month. We had real trouble with the neighbours, so we moved the fan. We opened in June "
            "with a hundred covers a night."
        )),
        ("generic", (
            "I usually start with a list, and I always try to stay calm. You have to prioritise, and "
            "I make sure that people take a break. That's how I generally do it."
        )),
        ("too_short", "We moved it. It was fine."),
        ("no_number", (
            "I wrote down what came back and I cut the menu, though the owner argued with me for "
            "weeks. After that we wasted a lot less and the margins were much better."
        )),
        ("too_perfect", (
            "It went really smoothly, everyone loved it, and the customers were all very happy. It "
            "was perfect from the first day and I wouldn't change anything."
        )),
    ],
)  # fmt: skip
def test_what_is_missing_is_noticed(cue: str, answer: str) -> None:
    assert cue in hear(answer, STORY).noticed


def test_what_nobody_asked_for_is_not_missing() -> None:
    plan = (
        "I'd talk to the people on nights first. Then I'd look at the list with the charge nurse,"
        " and I'd ask her what she would stop doing. After that I'd come back to you with one "
        "page, because I'd rather not guess."
    )
    assert "generic" not in hear(plan, Asked("What would you do in your first week here?")).noticed
    assert (
        "too_short"
        not in hear("Six weeks, to the end of the month.", Asked("What is your notice period?")).noticed
    )


def test_a_reply_to_a_probe_is_heard_together_with_what_was_said_before() -> None:
    before = (
        "We mapped the accounts, we cleaned the suppliers and we did the training. We closed June on day six."
    )
    reply = "I drew up the mapping myself, I decided to drop nine codes, and I told production."
    assert "only_we" in hear(before, STORY).noticed
    assert "only_we" not in hear(reply, STORY, before=[before]).noticed


def test_fillers_stutters_and_empty_phrases_count_for_nothing() -> None:
    plain = "We changed the rota and we told the ward."
    spoken_badly = "Um, we, we changed the, the rota, you know, and I mean we told the ward, I think."
    first, second = hear(plain, STORY), hear(spoken_badly, STORY)
    assert first.count == second.count
    assert first.counts["i"] == second.counts["i"] == 0
    assert second.phrases["shared"].text == "we changed the rota"


def test_private_matters_are_never_said_back() -> None:
    answer = "My wife was pregnant at the time. We told my family. We had a baby in May and we moved house."
    assert not any(
        "pregnant" in q.text or "baby" in q.text or "family" in q.text
        for q in hear(answer, STORY).phrases.values()
    )


def test_the_context_holds_claims_other_lines_round_one_and_earlier_answers() -> None:
    line = "Led a team of four"
    claim = Claim(
        "c1",
        line,
        Source("cv", 2, line),
        role="Charge nurse",
        organisation="St Brannoc's",
        dates="2019 - 2022",
    )
    round_one = Source("round_one", 1, "notice period is six weeks")
    dossier = Dossier(claims=(claim,), skills=(Skill("SBAR", claim.source),), round_one=(round_one,))
    document = Document("cv", "cv.md", ("# Orla", f"- {line}", "BSc, 2014"))
    context = context_of(dossier, documents=(document,), earlier=("I had nine students. It went well.",))
    texts = [statement.text for statement in context.known]
    assert texts.count(line) == 1
    assert {"BSc, 2014", "notice period is six weeks", "I had nine students."} <= set(texts)
    assert context.tools == ("SBAR",)
    assert hear("I led a team of nine at St Brannoc's.", STORY, context).differences


@pytest.mark.parametrize(
    ("answer", "begins"),
    [
        ("That's a fair question, and I would have to look at my notes.", "I would have to look"),
        ("We moved the stock on Fridays.", "We moved the stock"),
    ],
)
def test_what_is_said_of_the_talk_itself_is_not_quoted(answer: str, begins: str) -> None:
    quote = first_words(spoken(answer))
    assert quote is not None
    assert quote.text.startswith(begins)


def test_a_season_is_no_topic() -> None:
    assert topic(spoken("That was a Monday in the winter. We had the lamps out.")) is None


def test_a_brief_answer_to_a_follow_up_may_be_nothing_but_the_result() -> None:
    said = "Errors went from 5 percent to 2 percent in half a year."
    assert "result" in hear(said, Asked("How did it turn out in the end?")).parts


@given(st.text(max_size=400))
def test_anything_at_all_can_be_heard(answer: str) -> None:
    heard = hear(answer, STORY, Context())
    count = len(answer.split())
    assert all(
        0 <= quote.start < quote.stop <= count for quote in (*heard.parts.values(), *heard.phrases.values())
    )
    assert all(0 <= probability <= 1 for probability in heard.cues.values())
