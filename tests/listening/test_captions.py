"""Live words: given these drafts, this is certain; given this sound, this is drafted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.audio import FRAME_S, FRAME_SAMPLES, Frame, Span
from simulator.events import Filler, FillerKind, Word
from simulator.listening.captions import Agreement, Token, UnconfirmedSound
from simulator.listening.chunks import Chunk
from simulator.ports import Caption
from simulator.tuning import CaptionSettings

FILLERS: tuple[FillerKind, ...] = ("um", "uh")


def said(text: str, from_s: float = 0.0) -> list[Token]:
    """A word or filler each half second."""
    tokens: list[Token] = []
    for index, word in enumerate(text.split()):
        span = Span(from_s + 0.5 * index, from_s + 0.5 * index + 0.5)
        kind = next((kind for kind in FILLERS if kind == word), None)
        tokens.append(Filler(kind, span, 0.9, "heard") if kind else Word(word, span, 0.9))
    return tokens


def test_words_two_drafts_agree_on_are_certain_and_the_rest_may_change() -> None:
    words = Agreement()
    words.draft(said("So um I wear"), whole=False)
    assert words.caption == Caption("", "So um, I wear")
    words.draft(said("so um I were the lead"), whole=False)
    assert words.caption == Caption("so um, I", "were the lead")
    words.draft(said("were the lead of it.", from_s=1.5), whole=True)
    assert words.caption == Caption("so um, I were the lead", "of it.")


def test_the_same_draft_twice_is_certain_but_for_a_last_word_that_may_be_half_a_word() -> None:
    for whole, tentative in ((True, ""), (False, "inter")):
        words = Agreement()
        for _ in range(2):
            words.draft(said("We had an inter"), whole=whole)
        assert words.caption.tentative == tentative


def test_punctuation_and_capitals_are_no_disagreement() -> None:
    words = Agreement()
    words.draft(said("Well it worked."), whole=True)
    words.draft(said("well, It worked"), whole=True)
    assert words.caption == Caption("well, It worked")


def test_a_draft_that_heard_nothing_changes_nothing() -> None:
    words = Agreement()
    words.draft(said("We had three"), whole=True)
    words.draft([], whole=True)
    assert words.caption == Caption("", "We had three")


def test_what_is_left_of_a_certain_word_is_not_written_again_but_what_was_said_twice_is() -> None:
    words = Agreement()
    for _ in range(2):
        words.draft(said("I think"), whole=True)
    words.draft([Word("think", Span(0.95, 1.1), 0.5), *said("so", from_s=1.1)], whole=True)
    assert words.caption == Caption("I think", "so")
    words.draft(said("think so", from_s=1.0), whole=True)
    assert words.caption == Caption("I think", "think so")


def test_the_final_words_bring_the_caption_up_to_them_and_take_nothing_back() -> None:
    words = Agreement()
    for _ in range(2):
        words.draft(said("We mooved"), whole=True)
    words.draft(said("the dates and", from_s=1.0), whole=False)
    words.settle(said("We moved the date"), 2.0)
    assert words.caption == Caption("We mooved the date", "and")
    words.settle(said("We moved"), 1.0)
    assert words.caption == Caption("We mooved the date", "and")


def test_words_too_old_to_be_drafted_again_stay_as_they_are() -> None:
    words = Agreement()
    words.draft(said("a b c d"), whole=True)
    words.let_go(1.0)
    assert words.caption == Caption("a b", "c d")


drafts = st.lists(
    st.tuples(
        st.sampled_from(["draft", "settle", "let_go"]),
        st.lists(st.sampled_from(["a", "b", "A,", "um", "c."]), max_size=8),
        st.floats(0, 6),
        st.booleans(),
    ),
    max_size=12,
)


@given(drafts)
def test_what_is_certain_stays_and_stands_in_the_order_in_which_it_was_said(
    steps: list[tuple[str, list[str], float, bool]],
) -> None:
    words = Agreement()
    before, until_s = words.caption.confirmed, words.until_s
    for what, texts, from_s, whole in steps:
        tokens = said(" ".join(texts), from_s)
        if what == "draft":
            words.draft(tokens, whole=whole)
        elif what == "settle":
            words.settle(tokens, from_s + 0.5 * len(tokens))
        else:
            words.let_go(from_s)
        assert words.caption.confirmed.startswith(before)
        assert words.until_s >= until_s
        middles = [(token.span.start_s + token.span.end_s) / 2 for token in words.confirmed]
        assert middles == sorted(middles)
        before, until_s = words.caption.confirmed, words.until_s


@given(st.lists(st.sampled_from(["we", "moved", "um", "the", "dates"]), min_size=1, max_size=30), st.data())
def test_drafts_without_a_mistake_give_every_word_once(texts: list[str], data: st.DataObject) -> None:
    """However far the sound has come at each draft, and wherever it is cut."""
    tokens = said(" ".join(texts))
    words = Agreement()
    lengths = sorted(data.draw(st.lists(st.integers(1, len(tokens)), max_size=6)))
    for length in [*lengths, len(tokens), len(tokens)]:
        heard = [token for token in tokens[:length] if token.span.start_s >= words.until_s]
        words.draft(heard, whole=length == len(tokens))
    assert words.confirmed == tokens


SETTINGS = CaptionSettings(pause_s=0.32, every_s=3.2, least_new_s=0.64, longest_s=6.4, most_load=0.1)


def hear(sound: UnconfirmedSound, *parts: tuple[bool, float], start_s: float = 0.0) -> list[Chunk]:
    """What is drafted while this is heard."""
    taken = []
    at = round(start_s / FRAME_S)
    for is_speech, duration_s in parts:
        for _ in range(round(duration_s / FRAME_S)):
            sound.hear(Frame(at * FRAME_S, np.full(FRAME_SAMPLES, at, np.float32)), is_speech=is_speech)
            at += 1
            if chunk := sound.take():
                taken.append(chunk)
    return taken


def test_a_draft_is_due_at_a_pause_once() -> None:
    (chunk,) = hear(UnconfirmedSound(SETTINGS), (True, 1.6), (False, 9.6))
    assert chunk.span.end_s == pytest.approx(1.92)
    assert [span.end_s for span in chunk.speech] == [pytest.approx(1.6)]


def test_and_now_and_then_while_nobody_pauses() -> None:
    ends = [chunk.span.end_s for chunk in hear(UnconfirmedSound(SETTINGS), (True, 9.7))]
    assert ends == pytest.approx([3.2, 6.4, 9.6], abs=0.1)


def test_a_breath_and_silence_are_not_drafted() -> None:
    sound = UnconfirmedSound(SETTINGS)
    assert hear(sound, (False, 9.6), (True, 0.12), (False, 9.6)) == []


def test_a_short_sound_is_drafted_only_in_a_long_pause() -> None:
    """It may be an "um", which says that more will follow."""
    (chunk,) = hear(UnconfirmedSound(SETTINGS), (False, 1.6), (True, 0.32), (False, 9.6))
    assert chunk.span.end_s == pytest.approx(1.92 + SETTINGS.pause_s, abs=FRAME_S)


def test_where_nobody_reads_along_only_long_pauses_are_drafted() -> None:
    sound = UnconfirmedSound(SETTINGS)
    sound.read_along = False
    (chunk,) = hear(sound, (True, 9.6), (False, 0.224), (True, 1.6), (False, 9.6))
    assert chunk.span.end_s == pytest.approx(11.424 + SETTINGS.pause_s, abs=FRAME_S)


def test_confirmed_sound_is_not_drafted_again_and_no_draft_is_long() -> None:
    sound = UnconfirmedSound(SETTINGS)
    hear(sound, (True, 3.2))
    sound.drop(2.4)
    (second,) = hear(sound, (True, 3.2), start_s=3.2)
    assert second.span.start_s == pytest.approx(2.4)
    assert len(second.samples) == round(second.span.duration_s / FRAME_S) * FRAME_SAMPLES
    (third,) = hear(sound, (True, 3.3), start_s=6.4)
    assert third.span.duration_s == pytest.approx(6.4)


def test_a_slow_machine_drafts_rarer() -> None:
    sound = UnconfirmedSound(SETTINGS)
    assert len(hear(sound, (True, 3.2))) == 1
    sound.rest(0.64)
    (late,) = hear(sound, (True, 8.0), start_s=3.2)
    assert late.span.end_s == pytest.approx(9.6, abs=0.1)
