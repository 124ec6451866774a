"""Repetitions, restarts, partial and stretched words: what is found, and what is left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.analysis.disfluencies import STRETCHED_S, disfluencies_of, repairs_metric, vowel_groups
from simulator.analysis.results import Disfluency
from simulator.audio import Span
from simulator.events import Word
from tests.analysis.handmade import answered, report_of, spoken, um


def found(text: str) -> list[tuple[str, str]]:
    return [(each.kind, each.text) for each in disfluencies_of(spoken(text, 0))]


@pytest.mark.parametrize(
    ("text", "repeated"),
    [
        ("We moved the, the project.", "the, the"),
        ("the the project", "the the"),
        ("it was so so hard, so so we left", "so so"),
        ("and I was I was late", "I was I was"),
        ("So we so we left.", "So we so we"),
        ("we had a... we had a long problem", "we had a... we had a"),
        ("and I I I left", "I I I"),
        ("the, you know, the project", "the, the"),
        ("we went to the we went to the office", "we went to the we went to the"),
    ],
)
def test_words_said_again_at_once_are_a_repetition(text: str, repeated: str) -> None:
    assert found(text) == [("repetition", repeated)]


@pytest.mark.parametrize(
    ("text", "restarted"),
    [
        ("I went to the, to a meeting", "to the, to a"),
        ("then we can, we could", "we can, we could"),
        ("and I'm, I was late", "I'm, I was"),
        ("and we we're late", "we we're"),
        ("then I we decided", "I we"),
        ("I went to the I drove home", "the I"),
        ("in the, in case of fire", "in the, in"),
        ("with a the whole team", "a the"),
        ("and I have some, I have two sons", "I have some, I have"),
    ],
)
def test_words_given_up_for_others_are_a_restart(text: str, restarted: str) -> None:
    assert found(text) == [("restart", restarted)]


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("the proj- project", "proj- project"),
        ("th-the project", "th-the"),
        ("I-I went", "I-I"),
        ("let's see m myself and her", "m myself"),
        ("our wha- all computers", "wha- all"),
    ],
)
def test_words_broken_off_are_partial(text: str, broken: str) -> None:
    assert found(text) == [("partial word", broken)]


@pytest.mark.parametrize(
    "text",
    [
        "It was very very hard, no no, really really hard.",
        "Bye bye. Bye-bye.",
        "He had had that that day; what it is is late.",
        "Call five five two two.",
        "Step by step by step, more and more and more, year after year after year.",
        "We have plan A, the other is B, and the CC list.",
        "The first one, the second one, the third one.",
        "I came, I saw, I won.",
        "We moved it. It was late. I did. I did.",
        "I told you you could come in in the morning.",
        "I think that that's true, and it was as it was.",
        "test, test, test, word word word word word word word",
        "I know that I can, and we can if we could.",
        "a co-founder, a well-known re-entry",
        "",
    ],
)
def test_what_is_meant_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_a_finding_lies_where_it_is_said_and_says_what_was_given_up() -> None:
    words = spoken("We went to the to a meeting", 10)
    assert disfluencies_of(words) == (
        Disfluency("restart", "to the to a", Span(words[2].span.start_s, words[5].span.end_s), "to the"),
    )


STEADY = "we moved all of our data over night and then we told every single user about it on time"


def drawn_out(text: str, at: int, seconds: float) -> tuple[Word, ...]:
    """Words of 0.2 s each, one of them longer; half a second of silence after it, inside its span."""
    words, now = [], 0.0
    for index, word in enumerate(text.split()):
        length = seconds if index == at else 0.2
        end = now + length + (0.5 if index == at else 0)
        words.append(Word(word, Span(now, end), 0.9))
        now = end
    return tuple(words)


def voice(words: tuple[Word, ...], at: int) -> list[Span]:
    return [Span(0, words[at].span.end_s - 0.5), Span(words[at].span.end_s, words[-1].span.end_s)]


def test_a_function_word_far_longer_than_the_speakers_own_is_stretched() -> None:
    words = drawn_out(STEADY, 8, 0.6)
    (each,) = disfluencies_of(words, speech=voice(words, 8))
    assert (each.kind, each.text) == ("stretched", "and")
    assert each.span.duration_s == pytest.approx(0.6)  # without the silence Whisper gave it


def test_an_ordinary_word_before_a_pause_is_not() -> None:
    short, noun = drawn_out(STEADY, 8, 0.2), drawn_out(STEADY, 5, 0.6)
    assert not disfluencies_of(short, speech=voice(short, 8))
    assert not disfluencies_of(noun, speech=voice(noun, 5))


def test_a_long_word_needs_a_hitch_after_it_and_a_quick_speaker() -> None:
    words = drawn_out(STEADY, 8, 0.6)
    voiced = [Span(0, words[-1].span.end_s)]
    assert not disfluencies_of(words, speech=voiced)
    assert [d.kind for d in disfluencies_of(words, [um(words[8].span.end_s - 0.2)], voiced)] == ["stretched"]
    slow = [replace(w, span=Span(3 * w.span.start_s, 3 * w.span.end_s)) for w in drawn_out(STEADY, 8, 0.2)]
    assert all(w.span.duration_s > STRETCHED_S for w in slow)
    assert not disfluencies_of(slow)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("a", 1),
        ("the", 1),
        ("moved", 1),
        ("wanted", 2),
        ("people", 2),
        ("data", 2),
        ("office", 2),
        ("B2B", 1),
    ],
)
def test_syllables_by_spelling(word: str, count: int) -> None:
    assert vowel_groups(word) == count


def test_they_are_shown_by_the_minute_and_never_remarked_on() -> None:
    words = spoken("the the project and I I I went to a to the office " * 6, 11)
    report = report_of(answered(1, Span(10, 80), [Span(11, 71)], words))
    metric = report.metric("repairs_per_min")
    assert (metric.value, metric.verdict) == (18, "shown")
    assert len(metric.moments) == 18
    assert not [remark for remark in report.remarks if set(remark.moments) & set(metric.moments)]
    assert repairs_metric((), 3).value is None
