"""What could not be trusted is told calmly, once, where it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

from simulator.analysis.answers import answers_of
from simulator.audio import Span
from simulator.events import Doubt, DoubtCause, Event, WordsHeard
from simulator.report.as_json import as_dict
from simulator.report.doubts import DOUBTED, doubts_line, untrusted
from simulator.report.html import as_html
from simulator.report.markdown import as_markdown
from tests.analysis.handmade import answered, report_of, session, spoken
from tests.report.example import example_session

LOUD = Doubt("clipping", Span(41, 62))
SAID = "0:41-1:02: recorded too loud (clipping). Words there may be wrong."


def doubted(*doubts: Doubt) -> list[Event]:
    """An answer from 0:10 to 1:20, with doubts."""
    events = answered(1, Span(10, 80), [Span(12, 78)], spoken("It was hard.", 12))
    return [replace(event, doubts=doubts) if isinstance(event, WordsHeard) else event for event in events]


def test_every_cause_has_its_words() -> None:
    assert set(DOUBTED) == set(get_args(DoubtCause))


def test_an_answer_has_its_doubts_in_one_line() -> None:
    assert doubts_line([]) == ""
    assert doubts_line([LOUD]) == SAID
    assert doubts_line([Doubt("unclear", Span(70, 75)), LOUD, Doubt("telephone", LOUD.span)]) == (
        "0:41-1:02: telephone sound and recorded too loud (clipping); 1:10-1:15: unclear speech. "
        "Words there may be wrong."
    )


def test_what_is_near_each_other_is_told_as_one() -> None:
    doubts = [Doubt("telephone", Span(at, at + 25)) for at in (0, 27, 54, 120)]
    assert list(untrusted(doubts)) == [("telephone", [Span(0, 79), Span(120, 145)])]


def test_an_answer_keeps_the_doubts_of_its_own_speech() -> None:
    (answer,) = answers_of(session(doubted(LOUD, Doubt("noise", Span(200, 210)))))
    assert answer.doubts == (LOUD,)


def test_the_report_shows_them_everywhere_and_is_silent_without(tmp_path: Path) -> None:
    report, plain = report_of(doubted(LOUD)), report_of(doubted())
    assert SAID in as_html(report, example_session(tmp_path))
    assert f"*{SAID}*" in as_markdown(report)
    assert as_dict(report)["answers"][0]["doubts"] == [{"cause": "clipping", "start_s": 41, "end_s": 62}]
    assert 'class="doubts"' not in as_html(plain, example_session(tmp_path, sound=False))
    assert "Words there may be wrong" not in as_markdown(plain)
