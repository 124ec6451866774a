"""Answers of the interview bench, spoken and heard; what was heard once is kept."""

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.append(str(Path(__file__).resolve().parents[2] / "scripts"))

from measuring.interview_voices import Hearing, Speaker, sentences, speakers
from measuring.word_systems import Models

HEART = [Speaker("heart", 1.0, 1.0), Speaker("heart", 0.9, 1.1)]
TEXT = "I led the project for two years. We finished it in March."


def test_sentences_are_spoken_one_by_one() -> None:
    assert sentences("It worked.  Did it? Yes! ... So, um, no.") == [
        "It worked.",
        "Did it?",
        "Yes!",
        "So, um, no.",
    ]
    long = ", ".join(["and then we went on with it"] * 30)
    assert all(len(part) <= 301 for part in sentences(long))
    assert sentences("") == []


@given(st.text(max_size=800))
def test_no_word_is_lost_where_sentences_are_cut(text: str) -> None:
    def letters(part: str) -> str:
        return "".join(letter for letter in part if letter.isalnum())

    assert "".join(map(letters, sentences(text))) == letters(text)


def test_the_voice_follows_from_the_text(tmp_path: Path) -> None:
    hearing = Hearing(tmp_path, Models("tiny.en", 1), speakers())
    texts = [f"Answer number {number}." for number in range(40)]
    voices = [hearing.speaker_of(text) for text in texts]
    assert len(set(voices)) >= 3
    assert voices == [Hearing(tmp_path, Models("tiny.en", 1), speakers()).speaker_of(text) for text in texts]
    assert len({each.name for each in speakers()}) == len(speakers()) >= 4


@pytest.mark.speech
def test_what_was_said_is_heard_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Hearing(tmp_path, Models("tiny.en", 1), HEART)
    assert not first.knows(TEXT)
    heard = first.heard(TEXT)
    assert heard.said == 12
    assert heard.errors <= 2
    assert "project" in heard.text
    assert heard.seconds > 2

    second = Hearing(tmp_path, Models("no such model", 1), HEART)
    assert not second.knows(TEXT)  # another model hears anew
    third = Hearing(tmp_path, Models("tiny.en", 1), HEART)
    monkeypatch.setattr(third, "spoken", lambda _: pytest.fail("spoken again"))
    assert third.knows(TEXT)
    assert third.heard(TEXT) == heard


@pytest.mark.speech
def test_the_same_text_sounds_the_same(tmp_path: Path) -> None:
    once, again = (Hearing(tmp_path, Models("tiny.en", 1), HEART).spoken(TEXT) for _ in range(2))
    assert np.array_equal(once, again)
    assert once.dtype == np.float32
