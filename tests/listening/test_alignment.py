"""Words laid over sound: where they and the fillers between them are."""

from __future__ import annotations

import json

import numpy as np
import pytest
import soundfile

from simulator.audio import Span
from simulator.listening.alignment import Aligner, Alignment, FillerSound, _phones, _placed
from tests.system import FIXTURES

pytest.importorskip("pocketsphinx", reason="no wheel for this Python or machine")


@pytest.fixture(scope="module")
def aligner() -> Aligner:
    return Aligner()


def test_fillers_close_together_are_one_sound() -> None:
    segments = [
        ("<s>", 0, 5),
        ("so", 5, 30),
        ("uh++", 30, 50),
        ("um++", 52, 70),
        ("<sil>", 70, 90),
        ("we", 90, 99),
    ]
    assert _placed(segments, 2) == Alignment(
        (Span(0.05, 0.3), Span(0.9, 0.99)), (FillerSound(1, "um", Span(0.3, 0.7)),)
    )


def test_words_that_the_sound_does_not_bear_out_are_missing() -> None:
    segments = [("a", 0, 10), ("b", 10, 20), ("c", 20, 90)]
    aligned = _placed(segments, 4)
    assert aligned is not None
    assert len(aligned.words) == 2
    assert _placed(segments, 9) is None


@pytest.mark.parametrize(
    ("word", "phones"),
    [("N8N", "EH N EY T EH N"), ("Siobhan", None), ("$40", None), ("2024", None), ("...", "AH")],
)
def test_every_word_can_be_pronounced(word: str, phones: str | None) -> None:
    if phones is None:
        assert len(_phones(word)) >= 4
    else:
        assert " ".join(_phones(word)) == phones


@pytest.mark.speech
def test_fillers_and_pauses_are_where_they_were_put(aligner: Aligner) -> None:
    """A synthetic clip, whose truth is known to the sample."""
    samples, _ = soundfile.read(FIXTURES / "clips" / "three_fillers.flac", dtype="float32")
    truth = json.loads((FIXTURES / "clips" / "three_fillers.json").read_text(encoding="utf-8"))
    spelt = {"um", "uh", "er", "hmm"}
    words = [word for word in truth["text"].split() if word.strip(".,").lower() not in spelt]

    aligned = aligner.align(samples, words)

    assert aligned is not None
    assert len(aligned.words) == len(words)
    for filler in truth["fillers"]:
        middle_s = (filler["start_s"] + filler["end_s"]) / 2
        assert any(sound.span.start_s < middle_s < sound.span.end_s for sound in aligned.fillers), filler


@pytest.mark.speech
def test_words_that_were_never_said_do_not_fit(aligner: Aligner) -> None:
    silence = np.random.default_rng(0).normal(0, 1e-4, 8_000).astype(np.float32)
    assert aligner.align(silence, ["completely", "different", "words", "and", "many", "of", "them"]) is None


@pytest.mark.speech
def test_no_words_is_no_trouble(aligner: Aligner) -> None:
    aligned = aligner.align(np.zeros(16_000, np.float32), [])
    assert aligned is None or not aligned.fillers


@pytest.mark.speech
def test_where_words_are_does_not_depend_on_what_was_heard_before(aligner: Aligner) -> None:
    samples, _ = soundfile.read(FIXTURES / "clips" / "three_fillers.flac", dtype="float32")
    truth = json.loads((FIXTURES / "clips" / "three_fillers.json").read_text(encoding="utf-8"))
    words = truth["text"].split()
    alone = aligner.align(samples, words)
    aligner.align(np.random.default_rng(0).normal(0, 0.3, 80_000).astype(np.float32), ["loud", "noise"])
    assert aligner.align(samples, words) == alone
