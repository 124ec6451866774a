"""A panel's voices: audibly different people who are understood equally well."""

from __future__ import annotations

import librosa
import numpy as np
import pytest

from simulator.audio import SAMPLE_RATE, Samples, resample
from simulator.interview.cast import cast_of
from simulator.speech.hibari import HibariVoice
from simulator.speech.pitched import at_pitch
from simulator.speech.recorded import TextOnlyVoice

TEXTS = (  # the melody of one sentence differs from speed to speed
    "Tell me about the hardest moment on the way, and what you did then.",
    "You write that you planned the rota for twelve people. Which part of that was yours?",
    "Where would you like to be in three years, and what would have to happen until then?",
)


def median_f0_hz(samples: Samples) -> float:
    f0, voiced, _ = librosa.pyin(samples, fmin=60, fmax=500, sr=SAMPLE_RATE, hop_length=512)
    return float(np.median(f0[voiced]))


@pytest.mark.speech
@pytest.mark.slow
def test_the_voices_of_a_panel_are_three_semitones_apart_and_nearly_as_fast() -> None:
    voice = HibariVoice()
    voices = [at_pitch(voice, asker.pitch) for asker in cast_of("panel", 60, 1)]
    spoken = [np.concatenate([resample(each.synthesize(text)) for text in TEXTS]) for each in voices]
    pitches = sorted(12 * np.log2(median_f0_hz(samples)) for samples in spoken)
    assert len(pitches) == 3
    assert min(np.diff(pitches)) >= 3.0
    lengths = [len(samples) for samples in spoken]
    assert max(lengths) <= 1.2 * min(lengths)


def test_at_its_own_pitch_a_voice_stays_itself() -> None:
    voice = TextOnlyVoice()
    assert at_pitch(voice, 1.0) is voice
    assert at_pitch(voice, 1.2).name == "text x 1.2"
