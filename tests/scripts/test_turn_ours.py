"""Our policy as the turn benchmark runs it: a whole interview on one known turn, and listening only."""

import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

sys.path.append(str(Path(__file__).resolve().parents[2] / "scripts"))

from measuring.clip_words import ClipWords
from measuring.echo_path import synthetic_response
from measuring.speech_set import Clip, truth_of
from measuring.spoken_turn import Source, SpokenTurn
from measuring.turn_listening import Kept
from measuring.turn_ours import VARIANTS, Interviewer, KnownVoice, Variant, heard, interviewed, takes
from measuring.turn_places import ClipPlaces, Place

from simulator.audio import FRAME_S, SAMPLE_RATE, Samples
from simulator.interview.bank import load_bank
from simulator.listening.vad import find_speech
from simulator.ports import Heard
from simulator.turns.evidence import Evidence
from simulator.turns.policy import TurnSettings, TurnState
from tests.stage import LongBeep

PAUSE_S = 3.0
CLIP = Path(__file__).resolve().parents[2] / "audio_fixtures" / "clips" / "steady_pace.flac"


class NoDrafts:
    name = "none"

    def transcribe(self, samples: Samples, *, context: str = "") -> Heard:
        return Heard((), ())

    draft = transcribe


def turn() -> SpokenTurn:
    """A bundled clip twice, 3 s of its room between them."""
    samples, _ = soundfile.read(CLIP, dtype="float32")
    spans = find_speech(samples)
    first, last = (round(edge * SAMPLE_RATE) for edge in (spans[0].start_s, spans[-1].end_s))
    sound = np.concatenate([samples[:last], np.zeros(400, np.float32), samples[first:]])
    words = ClipWords((), tuple(find_speech(sound)))
    gap = Place(0, "sentence", last, last + 400)
    row = {"id": "twice", "kind": "read", "truth": "none", "seconds": len(sound) / SAMPLE_RATE}
    end = round(words.speech[-1].end_s * SAMPLE_RATE)
    source = Source(Clip(CLIP, truth_of(row), "anna"), words, ClipPlaces((gap,), (), ()), lambda: sound)
    return SpokenTurn(
        "twice", "answer", source, first, end, end, ((gap, round(PAUSE_S * SAMPLE_RATE)),), (1,)
    )


def interviewer(probability: float) -> Interviewer:
    bank = load_bank()
    kept = Kept(lambda samples: probability, NoDrafts())
    return Interviewer(bank, KnownVoice(LongBeep(), bank), kept, synthetic_response())


def test_who_sounds_finished_is_asked_in_the_pause_and_that_is_a_cut() -> None:
    (cut,) = interviewed(turn(), interviewer(0.95)).cuts
    (pause,) = turn().pauses
    assert pause.span.start_s + 1.5 < cut.span.start_s < pause.span.end_s


def test_who_sounds_unfinished_is_not_and_the_end_is_found() -> None:
    outcome = interviewed(turn(), interviewer(0.02))
    assert outcome.cuts == []
    assert 3.0 < outcome.question_s < 8.0


def test_done_is_answered_at_once() -> None:
    outcome = interviewed(turn(), interviewer(0.02), done_after_s=0.3)
    assert outcome.done_to_audio_s <= 0.15
    assert outcome.done_to_audio_s < outcome.done_to_question_s <= 1.5


def test_listening_only_comes_to_the_same() -> None:
    held = interviewed(turn(), interviewer(0.02))
    states = heard(turn(), interviewer(0.02))
    (take_s,) = takes(states, Variant())
    assert take_s - turn().true_end_s == pytest.approx(held.question_s - 0.05, abs=0.1)
    assert takes(states, VARIANTS["without_model"])[-1] < take_s - 0.5


def silent(from_s: float, until_s: float, spoken_s: float) -> list[TurnState]:
    frames = int((until_s - from_s) / FRAME_S)
    return [
        TurnState(from_s + n * FRAME_S, n * FRAME_S, spoken_s, speaking=False, evidence=Evidence())
        for n in range(frames)
    ]


def test_a_turn_is_taken_once_in_a_silence_and_again_in_the_next() -> None:
    states = [*silent(10.0, 16.0, 9.0), *silent(20.0, 26.0, 12.0)]
    first_s, second_s = takes(states, Variant())
    assert first_s == pytest.approx(12.6, abs=0.1)
    assert second_s == pytest.approx(22.6, abs=0.1)
    assert takes(states, Variant(TurnSettings(patience=5))) == []
