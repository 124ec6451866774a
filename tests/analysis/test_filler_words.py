"""Words used as fillers, told from the same words with a meaning: labelled occurrences, and single rules."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.analysis.filler_words import filler_phrases
from simulator.analysis.results import FillerPhrase
from simulator.audio import Span
from simulator.events import Word
from tests.analysis.handmade import spoken, um

LABELLED: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("filler_words.toml").read_text(encoding="utf-8")
)


def phrases(text: str) -> list[str]:
    return [phrase.text for phrase in filler_phrases(spoken(text, 0))]


def occurrences(half: str) -> Iterator[tuple[str, bool, list[str], int]]:
    """Word, label, the fragment's words and where in them the word stands."""
    for word, labelled in LABELLED[half].items():
        for label in ("filler", "not"):
            for text in labelled[label]:
                tokens = text.split()
                at = next(i for i, token in enumerate(tokens) if "[" in token)
                yield word, label == "filler", [re.sub(r"[\[\]]", "", token) for token in tokens], at


def found_at(tokens: list[str], at: int) -> bool:
    words = spoken(" ".join(tokens), 0)
    start_s = words[at].span.start_s
    return any(p.span.start_s <= start_s < p.span.end_s for p in filler_phrases(words))


def without_punctuation(tokens: list[str]) -> list[str]:
    bare = [re.sub(r"[^\w']", "", token).lower() for token in tokens]
    return [token or "and" for token in bare]


def precision_and_recall(half: str, *, bare: bool = False) -> tuple[float, float]:
    right = wrong = missed = 0
    for _, label, tokens, at in occurrences(half):
        found = found_at(without_punctuation(tokens) if bare else tokens, at)
        right += label and found
        wrong += found and not label
        missed += label and not found
    return right / (right + wrong), right / (right + missed)


# Reached: held out 0.98, 0.91; without punctuation 0.99, 0.54. Every occurrence counted: 0.41, 1. Set off by
# commas, as it was before: 1, 0.43; without punctuation 1, 0.13.
@pytest.mark.parametrize(
    ("half", "bare", "precision", "recall"),
    [
        ("dev", False, 0.94, 0.91),
        ("dev", True, 0.94, 0.66),
        ("held_out", False, 0.95, 0.87),
        ("held_out", True, 0.95, 0.5),
    ],
)
def test_labelled_occurrences(half: str, bare: bool, precision: float, recall: float) -> None:
    reached = precision_and_recall(half, bare=bare)
    assert reached[0] >= precision
    assert reached[1] >= recall


def test_there_are_several_hundred_and_none_is_in_both_halves() -> None:
    dev, held_out = ({" ".join(tokens) for _, _, tokens, _ in occurrences(h)} for h in ("dev", "held_out"))
    assert min(len(dev), len(held_out)) > 300
    assert not dev & held_out


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It was, like, hard.", ["like"]),
        ("it was like really hard", ["like"]),
        ("We did it, you know, in a week.", ["you know"]),
        ("I mean, it worked.", ["i mean"]),
        ("Basically, we started again.", ["basically"]),
        ("It was kind of hard.", ["kind of"]),
        ("We sort of agreed.", ["sort of"]),
        ("And, YOU KNOW\u2026 we left.", ["you know"]),
        ("It was, like, sort of, you know, done.", ["like", "sort of", "you know"]),
        ("It has to scale, right? So we wrote it anew.", ["right"]),
        ("We tried to, well, to fix it.", ["well"]),
        ("It works well, and so, you know, we kept it.", ["so", "you know"]),
    ],
)
def test_words_without_meaning_are_fillers(text: str, found: list[str]) -> None:
    assert phrases(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "I like that kind of work, and I know you like it as well.",
        "And he was like, no way.",
        "There are things like Kafka, and about like twenty services.",
        "It felt like a game, like I said.",
        "Do you know the answer?",
        "You know that it worked.",
        "I mean it. What I mean, is that",
        "It was very kind of you.",
        "We turned right, right after the meeting, with the right tool.",
        "I actually wrote it, and it was actually finished.",
        "So we tried it so that it works. So we left. There was so much to do.",
        "Well, okay, so, right, we began.",
        "I thought, well, that works well.",
        "That was okay, and she said okay.",
        "",
    ],
)
def test_words_with_meaning_are_not(text: str) -> None:
    assert phrases(text) == []


def test_a_pause_or_a_filler_sound_sets_off_as_a_comma_does() -> None:
    words = spoken("it was literally over by then", 0)
    assert not filler_phrases(words)
    before, after = (Span(words[k].span.end_s - 0.1, words[k + 1].span.start_s) for k in (1, 2))
    speech = [Span(0, before.start_s), Span(before.end_s + 0.3, 9)]
    late = [Word(w.text, w.span.shifted(0.3 if k > 1 else 0), 0.9) for k, w in enumerate(words)]
    (found,) = filler_phrases(late, [um(after.start_s + 0.15)], speech)
    assert found.text == "literally"


def test_a_phrase_lies_where_its_words_are_and_says_its_use() -> None:
    words = spoken("We left, you know, kind of early, right?", 10)
    assert filler_phrases(words) == (
        FillerPhrase("you know", Span(words[2].span.start_s, words[3].span.end_s)),
        FillerPhrase("kind of", Span(words[4].span.start_s, words[5].span.end_s), "softener"),
        FillerPhrase("right", words[7].span, "tag"),
    )


@given(st.lists(st.sampled_from(["like,", "you", "know,", "kind", "of", "it", "was,", "sort"]), max_size=30))
def test_no_word_is_in_two_phrases(tokens: list[str]) -> None:
    found = filler_phrases(spoken(" ".join(tokens), 0))
    for before, after in pairwise(found):
        assert before.span.end_s <= after.span.start_s
