"""Distorted speech is doubted for the right reason, plain speech is not, and nobody is given words unsaid.

The distortions are made here, seeded: a synthetic whisper is the envelope of speech with noise in it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from simulator.audio import FRAME_SAMPLES, SAMPLE_RATE, Frame, Samples, Sound, Span, active_level_db, resample
from simulator.events import Doubt, Filler, Word
from simulator.listening.chunks import Chunk
from simulator.listening.doubts import believable, doubts_in
from simulator.listening.passages import hear_chunk, passages
from simulator.listening.vad import SileroVad, VadDetector, find_speech
from simulator.listening.whisper import WhisperTranscriber
from simulator.ports import Heard
from simulator.tuning import DecodeSettings
from tests.system import FIXTURES, shared_speech

INVENTED = "I don't know what it meant to say."  # base, from a noise of 0.6 s
TALKING = FIXTURES / "demo_candidate" / "answer_3.flac"


def sound_of(path: Path) -> Samples:
    samples, rate = soundfile.read(path, dtype="float32")
    return resample(Sound(samples, rate))


def word(text: str, start_s: float = 0.3, end_s: float = 0.6, probability: float = 0.9) -> Word:
    return Word(text, Span(start_s, end_s), probability)


def all_the_time(speech: list[Span], probability: float = 0.9) -> Heard:
    """Two words a second, wherever there is voice."""
    starts = [float(at_s) for span in speech for at_s in np.arange(span.start_s, span.end_s, 0.5)]
    return Heard(tuple(word("so", at_s, at_s + 0.4, probability) for at_s in starts), ())


def causes(samples: Samples, probability: float = 0.9) -> list[str]:
    speech = find_speech(samples)
    return [doubt.cause for doubt in doubts_in(samples, speech, all_the_time(speech, probability))]


def too_loud(samples: Samples) -> Samples:
    return np.asarray(np.clip(4 * samples / np.abs(samples).max(), -1, 1), np.float32)


def too_loud_elsewhere(samples: Samples) -> Samples:
    """Clipped by a device of 48 kHz, then turned down and brought here."""
    return resample(Sound(0.5 * too_loud(resample(Sound(samples, SAMPLE_RATE), 48_000)), 48_000))


def by_telephone(samples: Samples) -> Samples:
    narrow = resample(Sound(samples, SAMPLE_RATE), 8_000)
    return np.asarray(np.round(resample(Sound(narrow, 8_000)) * 32767) / 32767, np.float32)


def noisy(samples: Samples, ratio_db: float) -> Samples:
    noise = np.random.default_rng(1).standard_normal(len(samples)).astype(np.float32)
    noise[1:] += 0.95 * noise[:-1]  # falls off to the high frequencies, as speech does
    gain = 10 ** ((active_level_db(samples, SAMPLE_RATE) - ratio_db) / 20) / np.sqrt(np.mean(noise**2))
    return np.asarray(samples + gain * noise, np.float32)


def whispered(samples: Samples) -> Samples:
    random, size, hop = np.random.default_rng(1), 512, 128
    window = np.hanning(size)
    whisper = np.zeros(len(samples))
    for at in range(0, len(samples) - size, hop):
        spectrum = np.abs(np.fft.rfft(samples[at : at + size] * window))
        envelope = np.convolve(spectrum, np.ones(11) / 11, "same") * np.linspace(0.2, 1, len(spectrum))
        phases = np.exp(2j * np.pi * random.random(len(spectrum)))
        whisper[at : at + size] += window * np.fft.irfft(envelope * phases, size)
    return np.asarray(0.3 * whisper / np.abs(whisper).max(), np.float32)


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*/*.flac")), ids=lambda path: path.stem)
def test_plain_speech_is_not_doubted(path: Path) -> None:
    assert causes(sound_of(path)) == []


@pytest.mark.parametrize(
    ("distorted", "cause"),
    [
        (too_loud, "clipping"),
        (too_loud_elsewhere, "clipping"),
        (by_telephone, "telephone"),
        (lambda samples: noisy(samples, 5), "noise"),
        (lambda samples: noisy(samples, 0), "noise"),
        (whispered, "whispering"),
    ],
)
def test_distorted_speech_is_doubted_for_the_right_reason(
    distorted: Callable[[Samples], Samples], cause: str
) -> None:
    assert causes(distorted(sound_of(TALKING))) == [cause]


def test_a_little_noise_and_a_quiet_voice_are_nothing_to_doubt() -> None:
    samples = sound_of(TALKING)
    assert causes(noisy(samples, 20)) == []
    assert causes(0.05 * samples) == []


def test_words_that_are_guessed_are_unclear() -> None:
    assert causes(sound_of(TALKING), probability=0.2) == ["unclear"]


def test_voice_without_words_is_unclear_where_it_is() -> None:
    samples = sound_of(TALKING)
    speech = find_speech(samples)
    words = tuple(w for w in all_the_time(speech).words if not 2 < w.span.start_s < 8)
    (doubt,) = doubts_in(samples, speech, Heard(words, ()))
    assert doubt.cause == "unclear"
    assert 2 < doubt.span.start_s < 3
    assert 7.5 < doubt.span.end_s < 9
    whole = doubts_in(samples, speech, Heard((), ()))
    assert whole == (Doubt("unclear", Span(speech[0].start_s, speech[-1].end_s)),)


def test_scraps_of_voice_are_too_little_to_judge() -> None:
    scraps = [Span(at_s, at_s + 0.03) for at_s in np.arange(0.5, 6.0, 0.1)]
    assert doubts_in(sound_of(TALKING), scraps, all_the_time(scraps)) == ()


def test_nothing_and_silence_are_nothing_to_doubt() -> None:
    silence = np.zeros(3 * SAMPLE_RATE, np.float32)
    assert doubts_in(silence, [], Heard((), ())) == ()
    assert doubts_in(silence, [Span(0.5, 2.5)], Heard((word("so"),), ())) == ()


def um() -> Filler:
    return Filler("um", Span(0.1, 0.4), 0.9, "heard")


@pytest.mark.parametrize(
    ("text", "probability", "fillers", "speech_s", "voiced"),
    [
        ("Yes.", 0.05, 0, 0.2, True),
        ("Okay.", 0.6, 0, 0.25, False),  # half whispered
        ("No, never.", 0.3, 0, 0.6, True),
        ("No, no, no, no.", 0.8, 0, 0.9, True),
        ("Thank you very much.", 0.5, 0, 0.5, True),
        ("I don't know.", 0.9, 0, 0.3, True),
        ("Well,", 0.9, 1, 0.5, True),
        ("", 0.9, 1, 0.25, True),
        ("", 0.9, 2, 0.7, True),
    ],
)
def test_short_answers_are_believed(
    text: str, probability: float, fillers: int, speech_s: float, voiced: bool
) -> None:
    words = [word(each, probability=probability) for each in text.split()]
    assert believable(words, [um()] * fillers, speech_s, voiced=voiced)


@pytest.mark.parametrize(
    ("text", "probability", "fillers", "speech_s", "voiced"),
    [
        ("HELLO!", 0.36, 0, 0.51, False),
        ("It's here! It's here! It's here!", 0.74, 0, 0.7, False),
        ("", 0.9, 1, 0.5, False),
        ("", 0.9, 5, 0.7, True),
        (INVENTED, 0.38, 0, 0.58, True),
    ],
)
def test_what_whisper_made_of_sneezes_and_noise_is_not(
    text: str, probability: float, fillers: int, speech_s: float, voiced: bool
) -> None:
    words = [word(each, probability=probability) for each in text.split()]
    assert not believable(words, [um()] * fillers, speech_s, voiced=voiced)


class Inventive:
    """Hears the same eight words in everything."""

    name = "inventive"

    def transcribe(self, samples: Samples, *, context: str = "") -> Heard:
        return Heard(tuple(word(text) for text in INVENTED.split()), ())

    draft = transcribe


def test_a_chunk_without_its_inventions_says_so() -> None:
    noise = np.random.default_rng(1).standard_normal(2 * SAMPLE_RATE).astype(np.float32)
    chunk = Chunk(Span(60.0, 62.0), 0.1 * noise, (Span(60.5, 61.1),))
    heard = hear_chunk(Inventive(), chunk, context="", settings=DecodeSettings())
    assert heard == Heard((), (), (Doubt("unclear", Span(60.5, 61.1)),))
    assert hear_chunk(Inventive(), chunk, context="", settings=DecodeSettings(), hurried=True).words == ()


def recordings(folder: Path, kinds: tuple[str, ...], longest_s: float) -> Iterator[tuple[str, Samples]]:
    for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        clip = json.loads(line)
        if clip["kind"] in kinds and clip["seconds"] <= longest_s:
            yield clip["id"], sound_of(folder / clip["audio"])


def test_human_speech_is_not_doubted_for_its_sound() -> None:
    folder = shared_speech()
    doubted = {id_: causes(samples) for id_, samples in recordings(folder, ("read", "elicited"), 15)}
    assert len(doubted) >= 30
    assert [id_ for id_, found in doubted.items() if found] == []


@pytest.mark.speech
@pytest.mark.parametrize("sneeze", ["3-144692", "5-187979"])
def test_a_sneeze_says_nothing(sneeze: str, ears: WhisperTranscriber) -> None:
    (clip,) = (samples for id_, samples in recordings(shared_speech(), ("noise",), 15) if sneeze in id_)
    (passage,) = passages(frames(clip), VadDetector(SileroVad()), ears)
    assert (passage.heard.words, passage.heard.fillers) == ((), ())
    assert [doubt.cause for doubt in passage.heard.doubts] == ["unclear"]


@pytest.fixture(scope="module")
def ears() -> WhisperTranscriber:
    return WhisperTranscriber("base", cpu_threads=2)


def frames(samples: Samples) -> Iterator[Frame]:
    for at in range(0, len(samples) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        yield Frame(at / SAMPLE_RATE, samples[at : at + FRAME_SAMPLES])
