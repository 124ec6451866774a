"""A transcript holds what was said, in order, on the recording's clock."""

from __future__ import annotations

from hypothesis import given, settings

from simulator.audio import Span
from simulator.events import Filler, Word
from simulator.ports import Heard
from simulator.transcript import Transcript, shown, texts, transcript_of
from tests.exports.handmade import SILENCE, spoken, transcripts


def said(transcript: Transcript, *, fillers: bool = True) -> str:
    (written,) = texts([transcript.tokens(fillers=fillers)])
    return " ".join(written)


def test_words_and_fillers_stand_in_the_order_they_were_spoken() -> None:
    assert said(spoken("um we uh? shipped it.")) == "Um, we (uh?) shipped it."


def test_without_fillers_their_commas_go_and_sentences_still_begin_with_a_capital() -> None:
    transcript = spoken("um so we waited, um until May, and uh? yes. um then iPhones came")
    assert said(transcript, fillers=False) == "So we waited until May, and yes. Then iPhones came"


def test_a_long_pause_ends_a_paragraph_and_a_shorter_one_only_after_a_sentence() -> None:
    def paragraphs(*stretches: str, pause_s: float) -> list[str]:
        found = texts(spoken(*stretches, pause_s=pause_s).paragraphs())
        return [" ".join(paragraph) for paragraph in found]

    assert paragraphs("we waited", "for May.", "It came.", pause_s=1.5) == ["We waited for May.", "It came."]
    assert paragraphs("we waited", "for May.", pause_s=2.5) == ["We waited", "for May."]
    assert paragraphs("We waited.", "It came.", pause_s=0.5) == ["We waited. It came."]


def test_a_word_that_alignment_stretched_over_a_pause_is_put_back_where_its_voice_is() -> None:
    speech = [Span(1, 2), Span(8, 9)]
    words = (Word("so", Span(1, 7.9), 0.9), Word("then", Span(3, 9), 0.9))
    transcript = transcript_of("a.wav", 10.0, speech, [Heard(words, ())])
    assert [word.span for word in transcript.words] == [Span(1, 2.25), Span(7.75, 9)]
    assert len(transcript.stretches()) == 2


def test_nothing_lasts_beyond_the_end() -> None:
    heard = Heard((Word("bye.", Span(9.5, 10.02), 0.9),), (Filler("um", Span(10.01, 10.02), 0.9, "heard"),))
    transcript = transcript_of("a.wav", 10.0, [Span(9.4, 10.016)], [heard])
    assert transcript.speech == (Span(9.4, 10.0),)
    assert transcript.words[0].span == Span(9.5, 10.0)
    assert transcript.fillers[0].span == Span(10.0, 10.0)


def test_pauses_come_from_voice() -> None:
    (pause,) = spoken("one two", "three", pause_s=2.0).pauses()
    assert (pause.start_s, pause.end_s) == (1.7, 3.7)
    assert SILENCE.pauses() == []
    assert SILENCE.paragraphs() == []


@settings(deadline=None)
@given(transcripts)
def test_stretches_and_paragraphs_hold_every_token_once(transcript: Transcript) -> None:
    tokens = sorted(map(shown, transcript.tokens()))
    for groups in (transcript.stretches(), transcript.paragraphs()):
        assert sorted(shown(token) for group in groups for token in group) == tokens
    for token in transcript.tokens():
        assert 0 <= token.span.start_s <= token.span.end_s <= transcript.duration_s
