"""The catalogue: every measure declared once, with its unit, definition and source."""

from __future__ import annotations

import pytest

from simulator.analysis.metrics import CATALOGUE, Band, MetricDefinition, cannot_say, measured
from simulator.audio import Span
from tests.analysis.handmade import answered, report_of, um, words_at

REPORT = report_of(
    answered(1, Span(10, 80), [Span(11, 40), Span(42, 77)], words_at(150, 66, 11), [um(20)]),
    answered(2, Span(90, 110), [], end_reason="no_answer"),
)


@pytest.mark.parametrize("definition", CATALOGUE.values(), ids=CATALOGUE.keys())
def test_every_measure_says_what_it_is_and_where_it_is_from(definition: MetricDefinition) -> None:
    assert CATALOGUE[definition.key] is definition
    for text in (definition.name, definition.unit, definition.definition, definition.how, definition.source):
        assert text.strip()
    assert definition.definition.endswith(".")
    assert definition.source.endswith(".")
    assert definition.decimals >= 0
    if definition.band:
        assert definition.band.says
        assert (definition.band.low, definition.band.high) != (None, None)


def test_what_is_reported_is_what_is_declared() -> None:
    assert {metric.key for metric in REPORT.overall} == set(CATALOGUE)
    for answer in REPORT.answers:
        assert {metric.key for metric in answer.metrics} == set(CATALOGUE)


def test_no_measure_is_reported_twice() -> None:
    assert len(REPORT.overall) == len(CATALOGUE)
    assert all(len(answer.metrics) == len(CATALOGUE) for answer in REPORT.answers)


def test_names_are_told_apart() -> None:
    assert len({definition.name for definition in CATALOGUE.values()}) == len(CATALOGUE)


def test_a_band_includes_its_ends_and_may_be_open() -> None:
    band = Band(110, 180, "110-180 is neutral")
    assert [band.verdict(value) for value in (109.9, 110, 180, 180.1)] == [
        "below",
        "within",
        "within",
        "above",
    ]
    assert Band(None, 5, "").verdict(-100) == "within"
    assert Band(5, None, "").verdict(1e9) == "within"


def test_a_value_is_rounded_and_judged_by_the_band_it_is_given() -> None:
    metric = measured(
        "answer_length_s", 30.123456, moments=[Span(0, 30)], band=Band(40, 60, ""), interval=(1, 2.999)
    )
    assert (metric.value, metric.verdict, metric.interval) == (30.12, "below", (1, 3.0))
    assert metric.moments == (Span(0, 30),)
    assert measured("answer_length_s", 30).verdict == "shown"  # no band of its own


def test_a_measure_that_is_not_declared_cannot_be_made() -> None:
    with pytest.raises(KeyError):
        measured("charm", 9)
    with pytest.raises(KeyError):
        cannot_say("charm", "who could")


def test_an_unmeasurable_value_says_why() -> None:
    metric = cannot_say("speaking_rate_wpm", "too little speech")
    assert (metric.value, metric.verdict, metric.note) == (None, "unknown", "too little speech")
