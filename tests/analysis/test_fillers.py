"""Fillers: sounds a minute, and words used as fillers by their place in the sentence."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.analysis.fillers import filler_phrases, filler_sounds, filler_words, is_sure
from simulator.analysis.results import FillerPhrase
from simulator.audio import Span
from tests.analysis.handmade import one_answer, spoken, um

MINUTE = [Span(10, 70)]


def test_six_sounds_in_a_minute_are_six_a_minute() -> None:
    sounds = [um(start) for start in (12, 20, 30, 40, 50, 60)]
    metric = filler_sounds([one_answer(MINUTE, fillers=sounds)], 60)
    assert (metric.value, metric.verdict, metric.interval) == (6, "above", (6, 6))
    assert metric.moments == tuple(sound.span for sound in sounds)


@given(st.lists(st.integers(11, 68), unique=True, max_size=20), st.integers(11, 68))
def test_one_more_sound_in_a_minute_raises_the_rate_by_exactly_one(starts: list[int], more: int) -> None:
    before = filler_sounds([one_answer(MINUTE, fillers=[um(start) for start in starts])], 60).value
    after = filler_sounds([one_answer(MINUTE, fillers=[um(start) for start in [*starts, more]])], 60).value
    assert before is not None
    assert after == before + 1 == len(starts) + 1


def test_a_possible_sound_widens_the_range_and_not_the_value() -> None:
    answer = one_answer(MINUTE, fillers=[um(20), um(30, probability=0.3)])
    metric = filler_sounds([answer], 60)
    assert (metric.value, metric.interval) == (1, (1, 2))
    assert metric.moments == (um(20).span,)
    assert [is_sure(filler) for filler in answer.fillers] == [True, False]


def test_no_sound_is_a_rate_of_nought_and_nothing_said_is_none() -> None:
    assert filler_sounds([one_answer(MINUTE)], 60).value == 0
    assert filler_sounds([], 0).value is None
    assert filler_words([], 0).value is None


def phrases(text: str) -> list[str]:
    return [phrase.text for phrase in filler_phrases(spoken(text, 0))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It was, like, hard.", ["like"]),
        ("Like, I never knew.", ["like"]),
        ("We did it, you know, in a week.", ["you know"]),
        ("I mean, it worked.", ["i mean"]),
        ("Basically, we started again.", ["basically"]),
        ("It was kind of hard.", ["kind of"]),
        ("We sort of agreed.", ["sort of"]),
        ("And, YOU KNOW\u2026 we left.", ["you know"]),
        ("It was, like, sort of, you know, done.", ["like", "sort of", "you know"]),
    ],
)
def test_words_without_meaning_are_fillers(text: str, found: list[str]) -> None:
    assert phrases(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "I like it.",
        "I like that kind of work, and I know you like it as well.",
        "It felt like a game.",
        "What kind of people?",
        "A kind of bread.",
        "That sort of thing happens.",
        "Do you know the answer?",
        "You know that it worked.",
        "I mean it.",
        "What I mean, is that",
        "The right answer, in my view",
        "It was actually finished.",
        "",
    ],
)
def test_words_with_meaning_are_not(text: str) -> None:
    assert phrases(text) == []


def test_a_phrase_lies_where_its_words_are() -> None:
    words = spoken("We left, you know, early.", 10)
    (phrase,) = filler_phrases(words)
    assert phrase == FillerPhrase("you know", Span(words[2].span.start_s, words[3].span.end_s))
    metric = filler_words([phrase], 30)
    assert (metric.value, metric.moments, metric.verdict) == (2, (phrase.span,), "shown")


@given(st.lists(st.sampled_from(["like,", "you", "know,", "kind", "of", "it", "was,", "sort"]), max_size=30))
def test_no_word_is_in_two_phrases(tokens: list[str]) -> None:
    found = filler_phrases(spoken(" ".join(tokens), 0))
    for before, after in pairwise(found):
        assert before.span.end_s <= after.span.start_s
