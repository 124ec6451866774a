"""The report as data and as Markdown: everything is in it, and nothing that was said can break it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from simulator.analysis.metrics import CATALOGUE
from simulator.analysis.results import Report
from simulator.audio import Span
from simulator.events import Filler
from simulator.report.as_json import as_dict
from simulator.report.markdown import as_markdown, clock, plain, value_text
from tests.analysis.handmade import answered, report_of, spoken, um, words_at

HOSTILE = (
    "*bold* _thin_ | cell | # head <script>alert(1)</script> [link](x) `code` ~~gone~~ &lt; \\ __init__ end #"
)


def a_report(text: str = "It was, you know, hard.", question: str = "What did you do?") -> Report:
    """Two answers: the text, then 30 s more; and silence."""
    words = spoken(text, 12, wpm=300)
    fillers = [um(40), Filler("uh", Span(50, 50.3), 0.3, "acoustic")]
    first = answered(
        1, Span(10, 80), [Span(12, 42), Span(46, 76)], [*words, *words_at(60, 30, 46)], fillers, text=question
    )
    return report_of(first, answered(2, Span(90, 110), [], end_reason="no_answer"))


def test_the_data_are_json_and_come_back_the_same() -> None:
    data = as_dict(a_report())
    assert json.loads(json.dumps(data, allow_nan=False)) == data


def test_the_data_hold_every_answer_with_its_words_fillers_and_pauses() -> None:
    report = a_report()
    data = as_dict(report)
    assert [answer["number"] for answer in data["answers"]] == [1, 2]
    first, second = data["answers"]
    answer = report.answers[0].answer
    assert first["question"] == "What did you do?"
    assert first["spoken"] == "Thank you. What did you do?"
    assert (first["asked"], first["floor"]) == ({"start_s": 7, "end_s": 10}, {"start_s": 10, "end_s": 80})
    assert first["speech"] == {"start_s": 12, "end_s": 76}
    assert [word["text"] for word in first["words"]] == [word.text for word in answer.words]
    assert first["words"][0] == {"text": "It", "start_s": 12, "end_s": 12.16, "probability": 0.9}
    assert first["text"].startswith("It was, you know, hard. word")
    assert first["fillers"] == [
        {"kind": "um", "start_s": 40, "end_s": 40.4, "probability": 0.9, "sure": True, "evidence": "heard"},
        {
            "kind": "uh",
            "start_s": 50,
            "end_s": 50.3,
            "probability": 0.3,
            "sure": False,
            "evidence": "acoustic",
        },
    ]
    assert [phrase["text"] for phrase in first["filler_words"]] == ["you know"]
    assert [(pause["start_s"], pause["duration_s"]) for pause in first["pauses"]] == [(42, 4)]
    assert first["pace"]
    assert " um " in first["verbatim"]
    assert " uh " not in first["verbatim"]  # only possible
    assert (second["words"], second["speech"], second["end_reason"]) == ([], None, "no_answer")


def test_the_data_hold_what_was_said_again_and_how_a_word_fills() -> None:
    first = as_dict(a_report("We moved the, the project, you know, then I'm, I was done."))["answers"][0]
    assert [(each["text"], each["use"]) for each in first["filler_words"]] == [("you know", "marker")]
    assert [(each["kind"], each["text"], each["replaced"]) for each in first["disfluencies"]] == [
        ("repetition", "the, the", "the,"),
        ("restart", "I'm, I was", "I'm,"),
    ]
    assert all(each["start_s"] < each["end_s"] for each in first["disfluencies"])


def test_the_page_says_where_words_were_said_again() -> None:
    text = as_markdown(a_report("We moved the, the project, then I'm, I was done."))
    assert "We moved the, the project" in text
    assert "repeated and restarted: 2 (at 0:12, 0:13)" in text
    assert "repeated and restarted:" not in as_markdown(a_report())


def test_the_data_hold_every_measure_with_its_definition_and_moments() -> None:
    data = as_dict(a_report())
    assert (
        set(data["metrics"]) == set(data["overall"]) == set(data["answers"][0]["metrics"]) == set(CATALOGUE)
    )
    fillers = data["overall"]["filler_sounds_per_min"]
    assert fillers["value"] == pytest.approx(60 / 64, abs=0.01)
    assert fillers["moments"] == [{"start_s": 40, "end_s": 40.4}]
    assert fillers["interval"] == pytest.approx([60 / 64, 120 / 64], abs=0.01)
    assert data["metrics"]["filler_sounds_per_min"]["unit"] == fillers["unit"] == "per min"
    assert data["answers"][1]["metrics"]["speaking_rate_wpm"]["note"]
    for remark in data["remarks"]:
        assert remark["moments"]
    assert (data["session_id"], data["seed"], data["state"]) == ("the-session", 7, "finished")


def test_session_time_is_written_as_people_read_it() -> None:
    assert [clock(seconds) for seconds in (0, 7.9, 60, 127, 3725)] == [
        "0:00",
        "0:07",
        "1:00",
        "2:07",
        "62:05",
    ]


def test_a_value_stands_with_its_unit_and_its_range() -> None:
    report = a_report()
    assert value_text(report.metric("answer_length_s")) == "64 s"
    assert value_text(report.metric("filler_sounds_per_min")) == "0.9 (up to 1.9) per min"
    assert value_text(report.metric("answer_length_s"), unit=False) == "64"
    assert value_text(report.answers[1].metric("answer_length_s")) == "cannot say: nothing was said"


def test_the_page_shows_remarks_measures_and_answers() -> None:
    text = as_markdown(a_report())
    assert text.startswith("# Interview report\n")
    assert "2 answers in 1:53 min, style manager. Heard: recording me, synthetic." in text
    assert "## 1. What did you do?" in text
    assert "It was, *you* *know,* hard." in text
    assert "**um**" in text
    assert "**uh?**" in text
    assert "[pause 4.0 s]" in text
    assert "Nothing was said." in text
    for definition in CATALOGUE.values():
        assert f"| {definition.name} |" in text
        assert f"- **{definition.name}**" in text
    assert "How this was measured" not in as_markdown(a_report(), methods=False)


def parsed(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)


def structure(text: str) -> list[str]:
    """What kinds of blocks the page has, in order."""
    return [token.type for token in parsed(text)]


def shown(text: str, heading: str) -> tuple[str, set[str]]:
    """What a reader sees of the paragraph below this heading, and the kinds of marks in it."""
    tokens = parsed(text)
    below = next(
        i for i, token in enumerate(tokens) if token.type == "inline" and token.content.startswith(heading)
    )
    paragraph = next(token for token in tokens[below + 1 :] if token.type == "inline")
    children = paragraph.children or []
    return "".join(child.content for child in children), {child.type for child in children}


def said(text: str) -> str:
    """The answer as the page shows it, without the 30 words and marks that follow the text."""
    content, marks = shown(as_markdown(a_report(text)), "1. ")
    assert not marks & {"html_inline", "link_open", "image", "code_inline", "s_open", "hardbreak"}
    return content.split(" [pause")[0].replace(" um", "")


BENIGN = structure(as_markdown(a_report("I moved it.")))


def test_what_was_said_is_shown_as_it_was_said() -> None:
    assert said(HOSTILE) == HOSTILE
    assert structure(as_markdown(a_report(HOSTILE))) == BENIGN


@pytest.mark.parametrize(
    "opening",
    [
        "# One",
        "- one",
        "+ one",
        "> one",
        "1. one",
        "2019) one",
        "=== one",
        "---",
        "* one",
        "    one",
        "```",
        "| a |",
    ],
)
def test_no_answer_begins_another_block(opening: str) -> None:
    assert structure(as_markdown(a_report(opening))) == BENIGN
    assert said(opening) == " ".join(opening.split())


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text("*_|#<>[]()`~&;!\\-+=.1ab", min_size=1, max_size=8), min_size=1, max_size=10))
def test_no_words_at_all_break_the_page(tokens: list[str]) -> None:
    text = " ".join(tokens)
    assert structure(as_markdown(a_report(text))) == BENIGN
    assert said(text) == text


def test_usual_words_stay_as_they_are() -> None:
    for text in (
        "It's 50-50, Q&A at 9:30 (or so).",
        "snake_case in C# costs $5!",
        "\u201cWell \u2013 yes,\u201d I said\u2026",
    ):
        assert plain(text) == text


def test_questions_and_names_cannot_break_the_page_either() -> None:
    report = a_report(question=f"{HOSTILE}\n\n# Another head")
    assert structure(as_markdown(report)) == BENIGN
    rows = [line for line in as_markdown(report).splitlines() if line.startswith("|")]
    assert {row.count("|") for row in rows} == {4}
