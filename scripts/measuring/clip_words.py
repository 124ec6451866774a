"""What is said in a clip and where, heard once by our own transcription and kept.

Only the material of `bench_turns.py` is made from it: where a pause may be put, and where a sentence ends.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from measuring.speech_set import Clip
from measuring.word_systems import Models, ours
from simulator.analysis.fillers import is_sure
from simulator.audio import Samples, Span
from simulator.events import Filler
from simulator.listening.passages import in_order
from simulator.listening.vad import find_speech
from simulator.ports import Heard

_VERSION = 1  # of the files' form; others are made anew


@dataclass(frozen=True, slots=True)
class Token:
    """A word with its punctuation, or a filler."""

    text: str
    span: Span
    filler: bool = False


@dataclass(frozen=True, slots=True)
class ClipWords:
    """Tokens in order, and stretches of voice (voice activity detection)."""

    tokens: tuple[Token, ...]
    speech: tuple[Span, ...]


def tokens_of(heard: Heard) -> tuple[Token, ...]:
    """Words and sure fillers in order, none beginning before the one before it ends."""
    tokens: list[Token] = []
    for item in in_order(heard):
        filler = isinstance(item, Filler)
        if isinstance(item, Filler) and not is_sure(item):
            continue
        begins_s = max(item.span.start_s, tokens[-1].span.end_s if tokens else 0.0)
        if item.span.end_s > begins_s:
            text = item.kind if isinstance(item, Filler) else item.text
            tokens.append(Token(text, Span(begins_s, item.span.end_s), filler))
    return tuple(tokens)


class WordCache:
    """A folder with one small file a clip, named by its sound: another sound is another file."""

    def __init__(self, folder: Path, models: Models) -> None:
        self._folder = folder
        self._models = models
        self._hear: Callable[[Samples], Heard] | None = None

    def words(self, clip: Clip, samples: Samples) -> ClipWords:
        path = self._folder / f"{digest(samples)}-{self._models.name.replace('/', '_')}.json"
        try:
            return _read(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError):
            pass  # not heard yet, or torn
        if self._hear is None:
            self._hear = ours(self._models)
        words = ClipWords(tokens_of(self._hear(samples)), tuple(find_speech(samples)))
        keep(path, words, clip.truth.id)
        return words


def digest(samples: Samples) -> str:
    return hashlib.sha256(samples.tobytes()).hexdigest()[:24]


def keep(path: Path, words: ClipWords, clip_id: str) -> None:
    """Write the file whole or not at all."""
    row = {
        "version": _VERSION,
        "clip": clip_id,
        "tokens": [
            [t.text, round(t.span.start_s, 3), round(t.span.end_s, 3), t.filler] for t in words.tokens
        ],
        "speech": [[round(s.start_s, 3), round(s.end_s, 3)] for s in words.speech],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(f".{os.getpid()}.half")
    half.write_text(json.dumps(row), encoding="utf-8")
    half.replace(path)


def _read(row: dict[str, Any]) -> ClipWords:
    if row["version"] != _VERSION:
        raise ValueError("another form")
    return ClipWords(
        tuple(Token(text, Span(start, end), filler) for text, start, end, filler in row["tokens"]),
        tuple(Span(start, end) for start, end in row["speech"]),
    )
