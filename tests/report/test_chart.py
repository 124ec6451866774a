"""The picture of the session: one mark for each thing heard, nothing cut off, no colours of its own."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from simulator.analysis.results import Report
from simulator.audio import Span
from simulator.report.chart import session_chart, summary, warm_up
from tests.report.example import example_report


def drawings(report: Report) -> list[ElementTree.Element]:
    """The wide and the narrow drawing."""
    return list(ElementTree.fromstring(f"<div>{session_chart(report)}</div>"))


def marks(svg: ElementTree.Element, kind: str) -> list[Span]:
    found = (path for path in svg.iter("path") if path.get("class", "").split()[:2] == ["mark", kind])
    return [Span(float(path.get("data-s", "")), float(path.get("data-e", ""))) for path in found]


@pytest.fixture(scope="module")
def both() -> list[ElementTree.Element]:
    return drawings(example_report())


def test_it_is_drawn_for_wide_and_narrow_columns(both: list[ElementTree.Element]) -> None:
    assert [svg.get("class") for svg in both] == ["wide", "narrow"]


def test_every_pause_from_1_s_and_every_filler_has_one_mark(both: list[ElementTree.Element]) -> None:
    for svg in both:
        assert marks(svg, "pause") == [Span(10, 12.5), Span(16, 17.2), Span(50, 51.5)]
        assert marks(svg, "filler") == [Span(9.2, 9.5), Span(52.0, 52.4)]
        assert marks(svg, "possible_filler") == [Span(15.1, 15.3)]
        assert len(marks(svg, "filler_word")) == 1


def test_pauses_from_2_s_are_marked_stronger(both: list[ElementTree.Element]) -> None:
    for svg in both:
        strong = [path.get("data-s") for path in svg.iter("path") if "long" in path.get("class", "").split()]
        assert strong == ["10.00"]


def test_a_mark_stands_at_its_time(both: list[ElementTree.Element]) -> None:
    for svg in both:
        left, right, seconds = (float(svg.get(f"data-{name}", "")) for name in ("left", "right", "seconds"))
        pause = next(path for path in svg.iter("path") if "long" in path.get("class", ""))
        xs = [float(x) for x in re.findall(r"[ML] ([\d.]+)", pause.get("d", ""))]
        expected = left + (right - left) * 11.25 / seconds
        assert (min(xs) + max(xs)) / 2 == pytest.approx(expected, abs=0.15)


def test_a_longer_pause_is_a_higher_bar(both: list[ElementTree.Element]) -> None:
    def height(path: ElementTree.Element) -> float:
        ys = [float(y) for y in re.findall(r"[ML] [\d.]+ ([\d.]+)", path.get("d", ""))]
        return max(ys) - min(ys)

    for svg in both:
        bars = [path for path in svg.iter("path") if "pause" in path.get("class", "").split()]
        by_length = sorted(bars, key=lambda bar: float(bar.get("data-e", "")) - float(bar.get("data-s", "")))
        assert [height(bar) for bar in by_length] == sorted(height(bar) for bar in bars)


def test_it_holds_only_shapes_texts_and_classes(both: list[ElementTree.Element]) -> None:
    for svg in both:
        assert {element.tag for element in svg.iter()} == {"svg", "path", "text", "title"}
        for element in list(svg.iter())[1:]:
            assert set(element.attrib) <= {"class", "d", "x", "y", "data-s", "data-e"}


@pytest.mark.parametrize("minutes", [0.2, 4, 15, 61])
def test_nothing_stands_beyond_the_edges(minutes: float) -> None:
    report = replace(example_report(), duration_s=max(64.0, minutes * 60))
    for svg in drawings(report):
        width, height = (float(size) for size in svg.get("viewBox", "").split()[2:])
        for path in svg.iter("path"):
            for x, y in re.findall(r"[ML] (-?[\d.]+) (-?[\d.]+)", path.get("d", "")):
                assert -0.5 <= float(x) <= width + 0.5
                assert -0.5 <= float(y) <= height + 0.5
        for text in svg.iter("text"):
            kind, size = text.get("class", "").split(), 7.5 * len(text.text or "")  # a generous 12 px letter
            before = {"scale": 1.0, "number": 0.5, "tick": 0.5, "label": 0.0}[kind[0]]
            before = 1.0 if "last" in kind else before
            x, y = float(text.get("x", "")), float(text.get("y", ""))
            assert x - before * size >= -2, text.text
            assert x + (1 - before) * size <= width + 2, text.text
            assert 12 <= y <= height - 3


def test_numbers_of_crowded_answers_do_not_overlap() -> None:
    report = example_report()
    first = report.answers[0]
    crowd = tuple(
        replace(
            first,
            answer=replace(
                first.answer, number=n, speech=(Span(60.0 * n, 60.0 * n + 30),), words=(), fillers=()
            ),
            pauses=(),
            pace=(),
            phrases=(),
        )
        for n in range(1, 60)
    )
    for svg in drawings(replace(report, answers=crowd, duration_s=3600)):
        numbers = [
            (float(t.get("x", "")), len(t.text or "")) for t in svg.iter("text") if t.get("class") == "number"
        ]
        assert len(numbers) >= 12
        for (x, digits), (next_x, _) in pairwise(numbers):
            assert next_x - x >= 7 * digits


def test_words_say_what_the_picture_shows() -> None:
    text = summary(example_report())
    assert "3 answers in 1:04 minutes." in text
    assert (
        "3 pauses of 1 s or more, 1 of 2 s or more; 2 filler sounds and 1 possible ones; 1 filler words."
        in text
    )


def test_a_session_with_nothing_in_it_can_be_drawn() -> None:
    empty = replace(example_report(), answers=(), duration_s=0.0)
    assert len(drawings(empty)) == 2


def test_matplotlibs_global_state_is_left_alone() -> None:
    warm_up()
    assert "matplotlib.pyplot" not in sys.modules
