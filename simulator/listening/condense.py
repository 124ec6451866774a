"""Sound without its long silences, and the way back from its times to the original ones. Pure.

Given minutes of silence Whisper invents sentences; given speech with short pauses it does not. So the
decoder hears long pauses shortened, and every time it reports is put back where it was.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from simulator.audio import SAMPLE_RATE, Samples, Span


@dataclass(frozen=True, slots=True)
class Condensed:
    """Samples without long silences; `pieces` are the original spans that were kept, in order."""

    samples: Samples
    pieces: tuple[Span, ...]

    def original(self, span: Span) -> Span:
        """A span of the condensed sound as a span of the original."""
        return Span(
            self._original_s(span.start_s), max(self._original_s(span.end_s), self._original_s(span.start_s))
        )

    def _original_s(self, condensed_s: float) -> float:
        # In whole samples: a time on the very edge of a piece belongs to the piece that begins there.
        lengths = [_samples(piece.end_s) - _samples(piece.start_s) for piece in self.pieces]
        starts = [0, *accumulate(lengths)]
        index = min(bisect_right(starts, _samples(condensed_s)), len(self.pieces)) - 1
        piece = self.pieces[index]
        return min(piece.start_s + condensed_s - starts[index] / SAMPLE_RATE, piece.end_s)


def condense(samples: Samples, speech: Sequence[Span], *, longest_gap_s: float) -> Condensed:
    """Keep the speech and at most `longest_gap_s` of each silence, half of it on either side.

    Args:
        samples: mono, 16 kHz.
        speech: stretches of voice in seconds from the samples' beginning, in order.
    """
    length_s = len(samples) / SAMPLE_RATE
    pad_s = longest_gap_s / 2
    pieces: list[Span] = []
    for voice in speech:
        padded = Span(max(0.0, voice.start_s - pad_s), min(length_s, voice.end_s + pad_s))
        if pieces and padded.start_s <= pieces[-1].end_s:
            pieces[-1] = Span(pieces[-1].start_s, padded.end_s)
        else:
            pieces.append(padded)
    kept = [samples[_samples(p.start_s) : _samples(p.end_s)] for p in pieces]
    return Condensed(np.concatenate([samples[:0], *kept]), tuple(pieces))


def _samples(seconds: float) -> int:
    return round(seconds * SAMPLE_RATE)
