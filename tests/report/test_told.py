"""The content side as a reader meets it: quoted, calm, safe with hostile text, and never a score."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from simulator.analysis.delivery import analyse
from simulator.audio import Span
from simulator.events import AnswerTyped
from simulator.report.as_json import as_dict
from simulator.report.chart import session_chart
from simulator.report.html import as_html
from simulator.report.markdown import as_markdown
from simulator.report.told import HOW_HEARD, told_card
from tests.analysis.handmade import answered, report_of, spoken
from tests.report import told_example as example
from tests.report.test_html import Page
from tests.report.told_example import told_report, told_session


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> str:
    return as_html(told_report(), told_session(tmp_path_factory.mktemp("told")))


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def flat(text: str) -> str:
    return " ".join(text.split())


# --- numbering -----------------------------------------------------------------------------------


def test_follow_ups_are_2a_everywhere(html: str, page: Page) -> None:
    report = told_report()
    labels = ["1", "1a", "1b", "2", "3", "4"]
    assert [answer.answer.label for answer in report.answers] == labels
    assert re.findall(r'<span class="number">(\w+)</span>', html) == labels
    assert re.findall(r'<text class="number"[^>]*>(\w+)<', session_chart(report))[:6] == labels
    assert re.findall(r"^##+ (\w+)\. ", as_markdown(report), re.MULTILINE) == labels
    assert [article.get("data-label") for article in page.all("article")] == labels
    data = as_dict(report)["answers"]
    assert [(answer["number"], answer["label"], answer["follows"]) for answer in data] == [
        (1, "1", None), (2, "1a", "1"), (3, "1b", "1"), (4, "2", None), (5, "3", None), (6, "4", None),
    ]  # fmt: skip


def test_remarks_name_answers_as_the_page_does() -> None:
    (remark,) = [remark for remark in told_report().remarks if remark.kind == "fix"]
    assert remark.text.startswith("Answer 2 ended")  # 1 was long enough with its follow-ups


# --- an answer -----------------------------------------------------------------------------------


def test_who_asked_and_why_is_told_without_the_rules_odds() -> None:
    report = told_report()
    why = [told_card(answer, report.contents).why for answer in report.answers[:4]]
    assert why[0].startswith("Asked by Robin · Why it was asked: the job asks for 'falls prevention'; vague")
    assert why[1] == (
        'Asked by Robin · Follow-up to question 1 · Why it was asked: acts told with "we": 3, with "I": 0'
    )
    assert why[3] == "Asked by Kim"


def test_parts_told_by_the_same_words_share_a_line() -> None:
    report = told_report()
    names = [[row.name for row in told_card(answer, report.contents).rows] for answer in report.answers]
    assert names == [["Situation", "Own part", "Action", "Number"], ["Own part", "Number"], [], [], [], []]


def test_the_page_shows_parts_claim_difference_and_length(page: Page) -> None:
    text = flat(page.text)
    assert "told after being asked, 1a" in text
    assert "Not heard Result" in text
    assert f"“{example.FALLS}” Still open: what was heard differs from it" in text
    assert "CV: “falls went down from 11 to 6 a month”, heard: “By October the ward had four falls" in text
    assert "Short for this question: 0:20, usually 1:00 to 2:30" in text


def test_every_quote_is_a_button_with_its_moment(html: str) -> None:
    quotes = re.findall(r'<button type="button" class="quote" data-s="([\d.]+)" data-e="([\d.]+)"', html)
    assert len(quotes) == 7
    spans = [answer.answer.speech_span for answer in told_report().answers]
    for start, end in quotes:
        assert any(s and s.start_s - 0.01 <= float(start) < float(end) <= s.end_s + 0.01 for s in spans)


def test_content_stands_before_delivery(html: str) -> None:
    first = html[html.index('id="answer-1"') : html.index('id="answer-2"')]
    assert first.index("transcript") < first.index("told-card") < first.index('class="facts"')
    order = [
        html.index(f'id="{name}"') for name in ("answers", "asked", "unsaid", "picture", "measures", "how")
    ]
    assert order == sorted(order)
    text = as_markdown(told_report())
    heads = [
        text.index(head) for head in ("## 1. ", "## Your questions", "## Not talked about", "## Measures")
    ]
    assert heads == sorted(heads)


def test_what_the_rules_may_have_missed_is_said_once(page: Page) -> None:
    assert flat(page.text).count(HOW_HEARD) == 1
    assert as_markdown(told_report()).count(HOW_HEARD) == 1


def test_an_answer_with_nothing_said_still_says_why_it_was_asked(tmp_path: Path) -> None:
    events = [event for event in example.example_events() if type(event).__name__ != "WordsHeard"]
    silent = [event for event in events if not type(event).__name__.startswith("Speech")]
    text = flat(Page(as_html(analyse(silent, started=""), told_session(tmp_path))).text)
    assert text.count("Nothing was said.") == 6
    assert "Follow-up to question 1 ·" in text
    assert "Not heard" not in text


# --- the candidate's questions, and what was left ------------------------------------------------


def test_each_own_question_has_reply_line_and_criteria(page: Page) -> None:
    text = flat(page.text)
    assert f"“{example.QUESTIONS[0]}”" in text
    assert f"Reply “{example.REPLY}” From line 3 of the company notes: “{example.UNIT_LINE}”" in text
    assert 'Builds on what was said "You said that the falls are on the matron\'s list"' in text
    assert text.count("To make it stronger:") == 3
    assert f"Reply “{example.COME_BACK}”" in text


def test_claims_never_spoken_of_are_listed_once(page: Page) -> None:
    text = flat(page.text)
    assert "3 lines of your CV that no question and no answer came to" in text
    assert text.count(example.HANDOVER) == text.count(example.ROSTER) == 1


def test_a_session_without_documents_has_neither_section(tmp_path: Path) -> None:
    report = report_of(answered(1, Span(3, 20), [Span(4, 9)], spoken("I moved it myself.", 4)))
    html = as_html(report, told_session(tmp_path))
    for section in ("asked", "unsaid"):
        assert f'id="{section}"' not in html
    assert "Your CV" not in html
    assert "## Your questions" not in as_markdown(report)
    assert as_dict(report)["your_questions"] == as_dict(report)["not_talked_about"] == []


# --- hostile text, data, tone --------------------------------------------------------------------


def test_hostile_lines_and_questions_are_text(html: str, page: Page) -> None:
    assert example.HOSTILE not in html
    assert not page.all("img")
    assert flat(page.text).count("onerror=alert(1)") >= 2  # the CV's line, the question
    tokens = MarkdownIt("commonmark").parse(as_markdown(told_report()))
    lists = [token.type for token in tokens if token.type.endswith("list_open")]
    assert set(lists) == {"bullet_list_open"}
    inline = [child.type for token in tokens for child in token.children or []]
    assert "html_block" not in [token.type for token in tokens]
    assert "html_inline" not in inline


def test_the_data_hold_all_of_it_and_come_back_the_same() -> None:
    data = as_dict(told_report())
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    first, second = data["answers"][:2]
    assert first["asked_by"] == "Robin"
    assert first["about"] == example.FALLS
    content = first["content"]
    assert content["later"]["own_part"]["label"] == "1a"
    assert content["missing"] == ["result"]
    assert content["asked_for"] == {"own_part": "1a"}
    assert (content["claim"]["text"], content["claim"]["line"], content["claim"]["state"]) == (
        example.FALLS, 7, "open",
    )  # fmt: skip
    assert (content["length"], second["content"]["length"]) == ("short", "fits")
    (difference,) = second["content"]["differences"]
    assert (difference["where"], difference["said"]["text"]) == ("cv", "ward had four falls a month,")
    assert data["answers"][-1]["content"] is None
    asked = data["your_questions"][0]
    assert asked["line"] == {"document": "company_notes", "line": 3, "text": example.UNIT_LINE}
    assert [each["met"] for each in asked["criteria"]] == [True, True, True]
    assert data["not_talked_about"][0] == {"claim": example.HANDOVER, "line": 8}


def test_no_score_and_no_word_about_the_person(page: Page) -> None:
    words = set(re.findall(r"[a-z]+", flat(page.text).lower()))
    assert not words & {
        "score", "scored", "grade", "rating", "excellent", "weak", "poor", "confident", "nervous",
        "impressive",
    }  # fmt: skip
    assert not re.search(r"\d ?/ ?\d|likely by|likeness", page.text)


def test_an_answer_in_writing_is_shown_with_what_it_told(tmp_path: Path) -> None:
    report = told_report()
    first = report.answers[0]
    hostile = f"I led it. {example.HOSTILE}"
    typed = replace(first, answer=replace(first.answer, typed=hostile, words=(), speech=()))
    changed = replace(report, answers=(typed, *report.answers[1:]))
    html = as_html(changed, told_session(tmp_path))
    assert "Given in writing: nothing of it was measured." in html
    assert example.HOSTILE not in html
    assert "Nothing was said." not in html
    assert "In writing: I led it." in as_markdown(changed)
    assert as_dict(changed)["answers"][0]["typed"] is True


def test_where_all_was_written_nothing_is_measured_and_the_report_says_so(tmp_path: Path) -> None:
    asked, *rest = answered(1, Span(10, 80), [], end_reason="done")
    skipped = answered(2, Span(90, 110), [], end_reason="skipped")
    report = report_of([asked, AnswerTyped(80, 1, "I led it."), *rest], skipped)
    html, markdown = as_html(report, told_session(tmp_path)), as_markdown(report)
    for made in (Page(html).text, markdown):
        assert made.count("Answered in writing: no delivery was measured.") == 1
        assert "I led it." in made
        for left_out in (
            "Nothing stood out",
            "cannot say",
            "How this was measured",
            "Measures",
            "filler sound",
        ):
            assert left_out not in made
    assert "Answered in writing." in markdown.splitlines()[2]
    assert "answered in writing" in html
    assert "eard: recording me" not in html + markdown
    spoke = report_of(answered(1, Span(10, 80), [Span(12, 70)]), skipped)
    assert "## Measures" in as_markdown(spoke)
