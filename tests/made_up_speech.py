"""A clip whose every word is known: bursts of noise over faint room tone."""

import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).resolve().parents[1] / "scripts"))

from measuring.clip_words import ClipWords, Token
from measuring.speech_set import Clip, truth_of
from measuring.spoken_turn import Source
from measuring.turn_places import places_in

from simulator.audio import SAMPLE_RATE, Span

TEXT = (
    "So um we had a plan, and it was late. I asked the team, because nobody knew. "
    "Then uh we wrote it down. It was a small change, but it helped us."
)
VOICE_DB, ROOM_DB = -20.0, -66.0
FILLERS = ("um", "uh")


def gap_s(text: str) -> float:
    return 0.8 if text.endswith(".") else 0.2 if text.endswith(",") or text in FILLERS else 0.03


def made_up(kind: str = "spontaneous", times: int = 2, seed: int = 1) -> Source:
    """A clip of that text, said so many times."""
    random = np.random.default_rng(seed)
    tokens, at_s = [], 0.5
    for text in TEXT.split() * times:
        tokens.append(Token(text, Span(round(at_s, 3), round(at_s + 0.3, 3)), text in FILLERS))
        at_s += 0.3 + gap_s(text)
    samples = random.standard_normal(round(at_s * SAMPLE_RATE)) * 10 ** (ROOM_DB / 20)
    speech: list[Span] = []
    for token in tokens:
        first, last = (round(edge * SAMPLE_RATE) for edge in (token.span.start_s, token.span.end_s))
        samples[first:last] += random.standard_normal(last - first) * 10 ** (VOICE_DB / 20)
        if speech and token.span.start_s - speech[-1].end_s < 0.16:
            speech[-1] = Span(speech[-1].start_s, token.span.end_s)
        else:
            speech.append(token.span)
    sound = samples.astype(np.float32)
    row = {"id": "made-up", "kind": kind, "truth": "none", "seconds": at_s}
    words = ClipWords(tuple(tokens), tuple(speech))
    clip = Clip(Path("made-up.flac"), truth_of(row), "anna")
    return Source(clip, words, places_in(sound, words), lambda: sound)
