"""Whisper as a verbatim transcriber: on known sound, and on sound in which nothing is said."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
import soundfile

from simulator.audio import Span
from simulator.config import Settings, cpu_threads
from simulator.listening.decoder import Piece, most_compression
from simulator.listening.filler_kinds import filler_kind
from simulator.listening.whisper import WhisperTranscriber, taken_apart, without_laughter
from tests.system import FIXTURES
from tests.truth import overlaps, word_error_rate

CLIPS = sorted((FIXTURES / "clips").glob("*.flac"))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (" Um,", "um"), ("umm...", "um"), ("Erm", "um"), ("uh", "uh"), ("Uhhh.", "uh"), ("er,", "er"),
        ("Hmm.", "hmm"), ("mm", "hmm"), ("summer", None), ("her", None), ("oh", None), ("m", None),
    ],
)  # fmt: skip
def test_spellings_of_fillers(text: str, kind: str | None) -> None:
    assert filler_kind(text) == kind


@pytest.mark.parametrize(
    ("pieces", "words", "fillers"),
    [
        ([" I'm", " 100", "%", " sure."], "I'm 100% sure.", 0),
        ([" C", "#", " and", " wor", "-", " words"], "C# and wor- words", 0),
        ([" Yeah.", " Uh", "-huh."], "Yeah. Uh-huh.", 0),
        ([" mm", "-hmm"], "mm-hmm", 0),
        ([" So", " um", "...", " I", "'ve", " left"], "So I've left", 1),
        (["Um,", " uh,", " -", " no"], "no", 2),
    ],
)
def test_pieces_without_a_space_between_them_are_one(pieces: list[str], words: str, fillers: int) -> None:
    spelt = [Piece(text, (at,), Span(at, at + 1), 1 - at / 10) for at, text in enumerate(pieces)]
    written = taken_apart(spelt)
    assert " ".join(word.text for word in written.words) == words
    assert len(written.fillers) == fillers
    assert all(len(own) == len(spelt[own.start : own.stop]) for own in written.word_pieces)


def test_in_other_languages_um_and_er_are_words() -> None:
    said = ["Er", "geht", "um", "acht."]
    spelt = [Piece(f" {text}", (at,), Span(at, at + 1), 1.0) for at, text in enumerate(said)]
    assert [word.text for word in taken_apart(spelt, fillers=False).words] == said


def test_a_loop_after_good_sentences_is_seen() -> None:
    good = "I asked each of them what had gone wrong, wrote it down, and we changed the order of the rooms. "
    assert most_compression(good) < 2
    assert most_compression(good + "m-" * 80) > 2.4


@pytest.fixture(scope="module")
def base() -> WhisperTranscriber:
    return WhisperTranscriber("base", cpu_threads=cpu_threads(Settings()))


@pytest.mark.speech
@pytest.mark.parametrize("path", CLIPS, ids=[path.stem for path in CLIPS])
def test_words_and_fillers_of_the_clips(path: Path, base: WhisperTranscriber) -> None:
    samples, _ = soundfile.read(path, dtype="float32")
    truth = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    heard = base.transcribe(samples)
    assert word_error_rate(truth["text"], " ".join(word.text for word in heard.words)) <= 0.1
    for filler in heard.fillers:
        span = {"start_s": filler.span.start_s, "end_s": filler.span.end_s}
        assert any(overlaps(span, real, 0.4) for real in truth["fillers"]), filler
    assert len(heard.fillers) >= 0.6 * len(truth["fillers"])


@pytest.mark.speech
@pytest.mark.parametrize("level_db", [-90, -50, -30])
def test_noise_without_speech_gives_no_words(level_db: float, base: WhisperTranscriber) -> None:
    """Voice activity keeps such sound away from the model; should it ever pass, it must not talk much."""
    noise = np.random.default_rng(0).standard_normal(16_000 * 8).astype(np.float32) * 10 ** (level_db / 20)
    assert len(base.transcribe(noise.astype(np.float32)).words) <= 3


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Ha, ha, ha. That was late.", "That was late."),
        ("Hahaha! Ho ho, yes.", "yes."),
        ("HAHA-HA no hehehe", "no"),
        ("Ha, you knew, he, he was there, oh, hello.", "Ha, you knew, he, he was there, oh, hello."),
    ],
)
def test_laughter_is_no_word(said: str, kept: str) -> None:
    pieces = [Piece(f" {word}", (1,), Span(n, n + 1), 0.9) for n, word in enumerate(said.split())]
    assert "".join(piece.text for piece in without_laughter(pieces)).strip() == kept


def test_no_word_of_the_language_is_a_filler() -> None:
    """Against the 90,000 words of the voice's lexicon: "I am" must never become "I um"."""
    import gzip

    import hibari

    lexicon = next(Path(hibari.__file__).parent.rglob("lexicon_us_gold.json.gz"))
    words = json.loads(gzip.decompress(lexicon.read_bytes()))
    taken = {re.sub(r"(.)\1+", r"\1", word) for word in words if filler_kind(word)}
    assert len(words) > 50_000
    assert taken <= {"ah", "ahm", "er", "erm", "hm", "m", "uh", "uhm", "um"}
    assert filler_kind("am") is filler_kind("ER") is filler_kind("HMM") is None
