"""What cannot be trusted in a stretch of sound, and words that nobody said. Pure.

The thresholds were set on 72 stretches of human speech (16 minutes: meetings, dictated notes, 24 readers) and
on the same speech distorted: beside each stand the extreme of the untouched and of the distorted speech.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from simulator.audio import SAMPLE_RATE, Samples, Span, band_step_db
from simulator.events import Doubt, DoubtCause, Filler, Word
from simulator.ports import Heard

_LEAST_SPEECH_S = 1.0
"""Less voice than this cannot be judged: its spectrum is that of a sound or two."""

_FLAT_SHARE = 0.001
"""Of the samples, those that stay exactly on top of the loudest: 0 in untouched speech, 0.0025 and more where
it was turned up four times, beyond what fits."""
_SHOULDER = 0.7
_SHOULDER_SHARE = 0.04
"""Of the samples, those above 0.7 of the loudest thousandth: up to 0.029 untouched, from 0.047 on clipped.
Resampling or a codec after the clipping rounds the flat tops, but leaves these."""

_TELEPHONE_BELOW_HZ, _TELEPHONE_ABOVE_HZ = (2400.0, 3300.0), (4300.0, 5500.0)
"""Either side of 4 kHz, where sound of 8,000 samples a second ends."""
_TELEPHONE_STEP_DB = 30.0
"""Across it: up to 22 dB untouched (28 dB in a film of 1961), 115 dB in telephone sound; rounded to 16
bits, 30 dB and more unless the voice is very quiet."""

_HEARD_HZ = (200.0, 4000.0)
"""Where speech is; a hum below and a hiss above disturb nobody."""
_QUIET_PERCENTILE = 10
_LEAST_STANDING_OUT_DB = 15.0
"""Voice above the quietest tenth of the frames: 17 dB and more untouched; 7 to 11 dB in noise 5 dB below the
voice, 11 to 16 dB at 10 dB, 14 to 21 dB at 15 dB. Whisper base makes 1.2 times as many errors at 10 dB, 1.4
times at 5 dB (devices/check.py)."""

_PERIODICITY_HZ = (60.0, 1200.0)
_PITCH_HZ = (65.0, 420.0)
_LEAST_PERIODICITY = 0.62
"""Median of the louder frames' likeness to themselves one period later: 0.68 and more untouched, up to 0.56
where noise replaced the voice's own excitation (synthetic whispering)."""

_SURE_ENOUGH = 0.4
"""Mean probability of the words. Of the 72 stretches two fall below, with 9 of 11 and 25 of 26 words wrong;
of 52 utterances of a second, cut out and heard alone, 18 do, and 10 of these were wrong."""
_WORDLESS_S = 3.0
"""So much voice without a word or a filler: nobody says "um" for so long."""

_SHORT_S = 1.5
_MOST_PER_S, _AT_ONCE = 6.0, 2
"""Words: fast speech has 5 a second, and two fit into any burst. A noise gave eight in 0.6 s."""
_MOST_FILLERS_PER_S = 2.5
"""A filled pause lasts 0.2 to 0.5 s. A sneeze gave five in 0.7 s."""
_VOICED = 0.8
"""Likeness that a quarter of a word's frames reach: every word has a vowel. Sneezes and noises: 0.61 to 0.79
(of 8; one more, a cry, 0.97), utterances under a second that were heard rightly from 0.8 on (one "okay" of
0.26 s: 0.60)."""


def doubts_in(samples: Samples, speech: Sequence[Span], heard: Heard) -> tuple[Doubt, ...]:
    """What is wrong with the sound, and where its words are doubtful for another reason.

    Args:
        samples: mono, 16 kHz.
        speech: its stretches of voice, in seconds from the samples' beginning, in order.
        heard: what was made of it, on the same clock.
    """
    if not speech:
        return ()
    whole = Span(speech[0].start_s, speech[-1].end_s)
    causes: list[DoubtCause] = list(_wrong_with(samples, speech))
    if _mean_probability(heard.words) < _SURE_ENOUGH:
        causes.append("unclear")
    doubts = [Doubt(cause, whole) for cause in causes]
    if "unclear" not in causes:
        doubts += [Doubt("unclear", span) for span in _wordless(speech, heard)]
    return tuple(doubts)


def believable(
    words: Sequence[Word], fillers: Sequence[Filler], speech_s: float, *, voiced: bool = True
) -> bool:
    """Whether somebody can have said this, or the transcriber made it up from a sneeze, a bang, a noise.

    Low probability alone is no proof: a real "Again." that stands alone comes at 0.16.

    Args:
        speech_s: seconds of voice, without the silence around it.
        voiced: see `is_voiced`.
    """
    if speech_s > _SHORT_S:
        return True  # where voice is faint, less of it is found than there are words
    if len(words) + len(fillers) > _AT_ONCE + _MOST_PER_S * speech_s:
        return False
    if len(fillers) > 1 + _MOST_FILLERS_PER_S * speech_s:
        return False
    if voiced:
        return True
    if not words:
        return not fillers  # these are vowels from beginning to end
    texts = [word.text.lower() for word in words]
    says_it_again = len(texts) >= 4 and len(texts) >= 2 * len(set(texts))
    return not says_it_again and _mean_probability(words) >= _SURE_ENOUGH


def invented(heard: Heard, samples: Samples, speech: Sequence[Span]) -> bool:
    """Nobody can have said this in that sound."""
    speech_s = sum(span.duration_s for span in speech)
    voiced = speech_s > _SHORT_S or is_voiced(samples, speech)
    return not believable(heard.words, heard.fillers, speech_s, voiced=voiced)


def is_voiced(samples: Samples, speech: Sequence[Span]) -> bool:
    """There is a vowel in it. Whispered words have none."""
    return _periodicity(samples, speech, hop=320, percentile=75) >= _VOICED


def _mean_probability(words: Sequence[Word]) -> float:
    return sum(word.probability for word in words) / len(words) if words else 1.0


def _wordless(speech: Sequence[Span], heard: Heard) -> Iterator[Span]:
    """From one word or filler to the next, where there is much voice in between."""
    tokens = sorted([*(word.span for word in heard.words), *(filler.span for filler in heard.fillers)])
    edges = [speech[0].start_s, *(edge for span in tokens for edge in (span.start_s, span.end_s))]
    edges.append(speech[-1].end_s)
    for start_s, end_s in zip(edges[::2], edges[1::2], strict=True):
        gap = Span(start_s, end_s)
        voices = [voice for voice in speech if voice.overlap_s(gap) > 0]
        if sum(voice.overlap_s(gap) for voice in voices) >= _WORDLESS_S:
            yield Span(max(start_s, voices[0].start_s), min(end_s, voices[-1].end_s))


def _wrong_with(samples: Samples, speech: Sequence[Span]) -> Iterator[DoubtCause]:
    voice = np.concatenate([_cut(samples, span) for span in speech])
    if len(voice) < _LEAST_SPEECH_S * SAMPLE_RATE or not voice.any():
        return
    if _clips(voice):
        yield "clipping"
    if _is_telephone(samples, speech):
        yield "telephone"
    if _standing_out_db(samples, speech) < _LEAST_STANDING_OUT_DB:
        yield "noise"  # it hides the periods of a voice too
    elif _periodicity(samples, speech, hop=640, percentile=50) < _LEAST_PERIODICITY:
        yield "whispering"


def _clips(voice: Samples) -> bool:
    size = np.abs(voice)
    on_top = size >= 0.9 * size.max()
    flat = on_top[1:] & (voice[1:] == voice[:-1])
    shoulder = size > _SHOULDER * np.percentile(size, 99.9)
    return bool(np.mean(flat) >= _FLAT_SHARE or np.mean(shoulder) >= _SHOULDER_SHARE)


def _is_telephone(samples: Samples, speech: Sequence[Span]) -> bool:
    blocks = _blocks(samples, speech, 2048, 2048)
    step_db = band_step_db(blocks.reshape(-1), SAMPLE_RATE, _TELEPHONE_BELOW_HZ, _TELEPHONE_ABOVE_HZ)
    return step_db > _TELEPHONE_STEP_DB


def _standing_out_db(samples: Samples, speech: Sequence[Span]) -> float:
    """The voice's mean level above the quietest frames of all, which are the background's."""
    voice = _heard_power(_blocks(samples, speech, 512, 512))
    everything = _heard_power(samples[: len(samples) // 512 * 512].reshape(-1, 512))
    sounding = everything[everything > 1e-9]  # what was cut out or never delivered is no background
    if not len(sounding) or not voice.any():
        return float("inf")
    return float(10 * np.log10(voice.mean() / np.percentile(sounding, _QUIET_PERCENTILE)))


def _heard_power(blocks: Samples) -> Samples:
    heard: Samples = _power(blocks, blocks.shape[1], _HEARD_HZ).sum(axis=1)
    return heard


def _periodicity(samples: Samples, speech: Sequence[Span], *, hop: int, percentile: float) -> float:
    """Of the louder frames' likeness to themselves: normalised autocorrelation, best lag (Boersma 1993)."""
    size, padded = 640, 1024  # lags up to their difference do not wrap around
    power = _power(_blocks(samples, speech, size, hop), padded, _PERIODICITY_HZ)
    if not len(power):
        return 1.0  # too short to say
    shortest, longest = (round(SAMPLE_RATE / hz) for hz in reversed(_PITCH_HZ))
    window = np.fft.irfft(np.abs(np.fft.rfft(np.hanning(size), padded)) ** 2)[: longest + 1]
    likeness = np.fft.irfft(power)[:, : longest + 1] / (window / window[0])
    best = likeness[:, shortest:].max(axis=1) / (likeness[:, 0] + 1e-15)
    level = power.sum(axis=1)
    return float(np.percentile(best[level >= np.percentile(level, 30)], percentile))


def _power(blocks: Samples, padded: int, band_hz: tuple[float, float]) -> Samples:
    """Each block's power spectrum, with nothing outside the band."""
    window = np.hanning(blocks.shape[1]).astype(np.float32)
    spectrum: Samples = np.abs(np.fft.rfft(blocks * window, padded)) ** 2
    hz = np.fft.rfftfreq(padded, 1 / SAMPLE_RATE)
    spectrum[:, (hz < band_hz[0]) | (hz > band_hz[1])] = 0
    return spectrum


def _blocks(samples: Samples, speech: Sequence[Span], size: int, hop: int) -> Samples:
    """Blocks that lie within one stretch of voice: where two are joined there is a click."""
    parts = [_cut(samples, span) for span in speech]
    blocks = [part[at : at + size] for part in parts for at in range(0, len(part) - size + 1, hop)]
    return np.asarray(blocks, np.float32).reshape(-1, size)


def _cut(samples: Samples, span: Span) -> Samples:
    return samples[round(span.start_s * SAMPLE_RATE) : round(span.end_s * SAMPLE_RATE)]
