"""Answers as the rules get them: spoken by several synthetic voices, heard by the product's own Whisper path.

The voices are the interviewer's at other pitches and rates, and those system voices that a machine has. Which
voice says what follows from the text alone. What was heard is kept by content, so a second run hears nothing
anew.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from measuring.reading_cache import ReadingCache
from measuring.word_scores import FILLER_SPELLINGS, spoken_tokens, word_errors
from measuring.word_systems import Models, ours
from simulator.audio import SAMPLE_RATE, Samples, Sound, Span, at_level, resample, trimmed
from simulator.errors import VoiceError
from simulator.events import Word
from simulator.ports import Heard
from simulator.speech.hibari import HibariVoice
from simulator.speech.system import PREFIX, SystemVoice, system_voices

_MADE = "1"  # counts changes in how answers are spoken: what was kept before is not used
_LEVEL_DB = -24.0
_ROOM_TONE_DB = -66.0
_PAUSES_S = (0.25, 0.6)  # between two sentences
_EDGE_S = 0.4
_SYSTEM_LANGUAGES = ("en-us", "en-gb")
_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_MOST_SENTENCE = 300  # characters: beyond them a synthesiser loses its breath


@dataclass(frozen=True, slots=True)
class Speaker:
    """One voice. `pitch`: of the engine's own; `speed`: as it is heard."""

    engine: str
    pitch: float = 1.0
    speed: float = 1.0

    @property
    def name(self) -> str:
        return f"{self.engine} x{self.pitch} at {self.speed}"


_HIBARI = (
    Speaker("heart", 1.0, 1.0),
    Speaker("heart", 0.82, 0.95),
    Speaker("heart", 0.9, 1.1),
    Speaker("heart", 1.12, 0.9),
)


def speakers() -> list[Speaker]:
    """Those of this machine."""
    try:
        there = system_voices()
    except VoiceError:
        return list(_HIBARI)
    of_system = []
    for language in _SYSTEM_LANGUAGES:
        ids = [voice.id for voice in there if language in (tag.casefold() for tag in voice.languages)]
        of_system += [Speaker(f"{PREFIX}:{ids[0]}")] if ids else []
    return [*_HIBARI, *of_system]


@dataclass(frozen=True, slots=True)
class SpokenAnswer:
    """What was heard of a text."""

    words: tuple[Word, ...]
    speaker: str
    seconds: float
    errors: int
    said: int
    """Words said, fillers left out; `errors` of them were heard wrongly."""

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


class Hearing:
    """Speaks a text and hears it, unless that is known already."""

    def __init__(self, folder: Path, models: Models, voices: Sequence[Speaker]) -> None:
        self._cache = ReadingCache(folder / "interview_answers.jsonl")
        self._models = models
        self._voices = list(voices)
        self._engines: dict[Speaker, Callable[[str], Sound]] = {}

    @cached_property
    def _hear(self) -> Callable[[Samples], Heard]:
        return ours(self._models)

    def knows(self, text: str) -> bool:
        return self._cache.get(self._key(text)) is not None

    def heard(self, text: str) -> SpokenAnswer:
        kept = self._cache.get(self._key(text))
        if kept is None:
            samples = self.spoken(text)
            kept = _row(self._hear(samples), len(samples) / SAMPLE_RATE)
            self._cache.put(self._key(text), kept)
        words = tuple(Word(w[0], Span(w[1], w[2]), w[3]) for w in kept["words"])
        said = _counted(text)
        return SpokenAnswer(
            words=words,
            speaker=self.speaker_of(text).name,
            seconds=kept["seconds"],
            errors=word_errors(said, _counted(" ".join(word.text for word in words))),
            said=len(said),
        )

    def spoken(self, text: str) -> Samples:
        """The text in its voice, 16 kHz mono, over quiet room tone."""
        speaker = self.speaker_of(text)
        random = np.random.default_rng(_number(text))
        parts = [_silence(_EDGE_S)]
        for sentence in sentences(text):
            parts += [self._say(speaker, sentence), _silence(float(random.uniform(*_PAUSES_S)))]
        parts.append(_silence(_EDGE_S))
        sound = np.concatenate(parts)
        tone = random.standard_normal(len(sound)).astype(np.float32) * np.float32(10 ** (_ROOM_TONE_DB / 20))
        return np.asarray(sound + tone, np.float32)

    def speaker_of(self, text: str) -> Speaker:
        return self._voices[_number(text) % len(self._voices)]

    def _key(self, text: str) -> str:
        key = "\0".join((_MADE, self.speaker_of(text).name, self._models.name, text))
        return hashlib.sha256(key.encode()).hexdigest()[:32]

    def _say(self, speaker: Speaker, sentence: str) -> Samples:
        if speaker not in self._engines:
            self._engines[speaker] = _engine(speaker)
        sound = self._engines[speaker](sentence)
        # Played at another rate a voice sounds lower or higher; its speed was chosen to make up for that.
        shifted = Sound(sound.samples, round(sound.rate * speaker.pitch))
        return resample(trimmed(at_level(shifted, _LEVEL_DB)))


def _engine(speaker: Speaker) -> Callable[[str], Sound]:
    if speaker.engine.startswith(PREFIX):
        return SystemVoice(speaker.engine.removeprefix(f"{PREFIX}:")).synthesize
    return HibariVoice(speed=speaker.speed / speaker.pitch).synthesize


def sentences(text: str) -> list[str]:
    """Stretches that are spoken in one breath; a very long sentence is cut at a comma."""
    found: list[str] = []
    for sentence in _SENTENCE.split(text.strip()):
        rest = sentence
        while len(rest) > _MOST_SENTENCE:
            at = rest.rfind(", ", 0, _MOST_SENTENCE)
            at = at if at > 0 else rest.rfind(" ", 0, _MOST_SENTENCE)
            at = at if at > 0 else _MOST_SENTENCE
            found.append(rest[: at + 1].strip())
            rest = rest[at + 1 :].strip()
        found.append(rest)
    return [sentence for sentence in found if any(letter.isalnum() for letter in sentence)]


def _counted(text: str) -> list[str]:
    return [token for token in spoken_tokens(text) if token not in FILLER_SPELLINGS]


def _silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * SAMPLE_RATE), np.float32)


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")


def _row(heard: Heard, seconds: float) -> dict[str, Any]:
    words = [
        [w.text, round(w.span.start_s, 3), round(w.span.end_s, 3), round(w.probability, 3)]
        for w in heard.words
    ]
    return {"words": words, "seconds": round(seconds, 2)}
