"""The whole transcript as JSON, format 1; times in seconds from the recording's beginning, UTF-8.

The classes below are the schema, field for field. A field may be added in format 1; none changes or goes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from simulator.analysis.filler_words import filler_phrases
from simulator.analysis.fillers import is_sure
from simulator.audio import Span
from simulator.events import DoubtCause, FillerEvidence, FillerKind
from simulator.exports.text import as_text
from simulator.transcript import Transcript


class Stretch(msgspec.Struct, frozen=True):
    start_s: float
    end_s: float


class SpokenWord(Stretch, frozen=True):
    text: str
    probability: float
    """The model's own, 0 to 1."""


class FillerSound(Stretch, frozen=True):
    kind: FillerKind
    probability: float
    """That it is real, 0 to 1."""
    sure: bool
    """Whether it counts; the others are possible ones."""
    evidence: FillerEvidence


class FillerWords(Stretch, frozen=True):
    text: str
    """Words used as a filler ("you know"), found by their place; they stand among the words too."""


class Untrusted(Stretch, frozen=True):
    cause: DoubtCause


class TranscriptFile(msgspec.Struct, frozen=True):
    format: Literal[1]
    source: str
    """The recording's file name."""
    duration_s: float
    """What was heard of it."""
    complete: bool
    """False: stopped, or broken off, at `duration_s`."""
    language: str
    model: str
    text: str
    """As the text format has it, fillers included."""
    words: list[SpokenWord]
    fillers: list[FillerSound]
    filler_words: list[FillerWords]
    speech: list[Stretch]
    """Voice, from voice activity."""
    pauses: list[Stretch]
    """Silences of at least 0.25 s between voice."""
    doubts: list[Untrusted]
    """Stretches whose words should not be trusted."""


def as_json(transcript: Transcript) -> str:
    made = TranscriptFile(
        format=1,
        source=transcript.source,
        duration_s=transcript.duration_s,
        complete=transcript.complete,
        language=transcript.language,
        model=transcript.model,
        text=as_text(transcript),
        words=[
            SpokenWord(w.span.start_s, w.span.end_s, text=w.text, probability=w.probability)
            for w in transcript.words
        ],
        fillers=[
            FillerSound(
                f.span.start_s,
                f.span.end_s,
                kind=f.kind,
                probability=f.probability,
                sure=is_sure(f),
                evidence=f.evidence,
            )
            for f in transcript.fillers
        ],
        filler_words=[
            FillerWords(p.span.start_s, p.span.end_s, text=p.text)
            for p in filler_phrases(transcript.words, transcript.fillers, transcript.speech)
        ],
        speech=_stretches(transcript.speech),
        pauses=_stretches(transcript.pauses()),
        doubts=[Untrusted(d.span.start_s, d.span.end_s, cause=d.cause) for d in transcript.doubts],
    )
    return msgspec.json.format(msgspec.json.encode(made), indent=1).decode() + "\n"


def _stretches(spans: Iterable[Span]) -> list[Stretch]:
    return [Stretch(span.start_s, span.end_s) for span in spans]
