"""Captions can be read while they are heard."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.analysis.pauses import LONG_S
from simulator.exports.captions import LINE_CHARACTERS, LONGEST_S, captions
from simulator.transcript import Transcript
from tests.exports.handmade import SILENCE, spoken, transcripts

words = st.text("abcdefghijklmnop", min_size=1, max_size=14)
stretches = st.lists(st.lists(words, min_size=1, max_size=60).map(" ".join), max_size=5)


def lines(transcript: Transcript) -> list[tuple[str, ...]]:
    return [caption.lines for caption in captions(transcript)]


def test_captions_break_after_sentences_and_lines_after_commas() -> None:
    transcript = spoken(
        "We had a lot of missed visits, about a quarter of them in a bad week. "
        "So I wrote a small script that calls people the day before."
    )
    assert lines(transcript) == [
        ("We had a lot of missed visits,", "about a quarter of them in a bad week."),
        ("So I wrote a small script that", "calls people the day before."),
    ]


def test_a_short_caption_stays_for_a_second_where_there_is_room() -> None:
    first, second = captions(spoken("Yes.", "No.", pause_s=1.0, first_s=0.5))
    assert (first.span.start_s, first.span.end_s) == (0.5, 1.5)
    assert (second.span.start_s, second.span.end_s) == (1.8, 2.8)
    assert captions(SILENCE) == []


@settings(deadline=None)
@given(transcripts)
def test_no_caption_is_too_long_or_overlaps_the_next(transcript: Transcript) -> None:
    found = captions(transcript)
    for caption in found:
        assert 1 <= len(caption.lines) <= 2
        assert all(0 < len(line) <= LINE_CHARACTERS for line in caption.lines)
        assert 0 < caption.span.duration_s <= LONGEST_S + 1e-9
    for before, after in pairwise(found):
        assert before.span.end_s <= after.span.start_s


@settings(deadline=None)
@given(stretches, st.floats(LONG_S, 9))
def test_every_word_is_shown_and_no_caption_lasts_over_a_long_pause(
    stretches: list[str], pause_s: float
) -> None:
    transcript = spoken(*stretches, pause_s=pause_s + 0.01)
    found = captions(transcript)
    shown = " ".join(" ".join(caption.lines) for caption in found)
    assert shown.lower() == " ".join(stretches)
    for pause in transcript.pauses(LONG_S):
        assert not any(
            caption.span.start_s < pause.start_s and pause.end_s < caption.span.end_s for caption in found
        )
