"""An answer's words made ready to be read for their use: bare words, and what is between them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from simulator.audio import Span
from simulator.events import Filler, Word

PAUSE_S = 0.25
"""A silence from which words are set apart (De Jong & Bosker 2013)."""
_PUNCTUATION = ".,!?;:\u2026-\u2013\u2014\"'\u201c\u201d\u2018"
_QUOTES = "\"'\u201d\u2019"
_STOPS = ".?!\u2026"
_SETS_OFF = ",;:-\u2013\u2014\u2026"


@dataclass(frozen=True, slots=True)
class Utterance:
    """Parallel sequences over an answer's words; a pause or hesitation at `i` lies before word `i`.

    `bare` is lower case without punctuation, `mark` the punctuation after the word ("", ",", "...").
    """

    words: tuple[Word, ...]
    bare: tuple[str, ...]
    mark: tuple[str, ...]
    pauses: tuple[bool, ...]
    hesitations: tuple[bool, ...]

    def stops(self, index: int) -> bool:
        """A sentence ends with this word, as far as the transcript says."""
        return self.mark[index][-1:] in _STOPS if self.mark[index] else False

    def sets_off(self, index: int) -> bool:
        """A comma, a dash, dots after this word."""
        mark = self.mark[index]
        return bool(mark) and (mark[-1] in _SETS_OFF or mark.endswith("..."))

    def apart(self, index: int) -> bool:
        """A pause or a filler sound lies before this word."""
        return 0 < index < len(self.words) and (self.pauses[index] or self.hesitations[index])


def utterance(
    words: Sequence[Word], fillers: Sequence[Filler] = (), speech: Sequence[Span] = ()
) -> Utterance:
    """The words with the pauses and filler sounds between them.

    Args:
        words: an answer's words, in order.
        fillers: its filler sounds.
        speech: its stretches of voice. Without them a pause is a gap between words, which misses most,
            because a word as Whisper times it often holds the pause that follows.
    """
    silences = [Span(a.end_s, b.start_s) for a, b in pairwise(speech) if b.start_s - a.end_s >= PAUSE_S]
    middles = _middles(word.span for word in words)
    pauses_s = sorted(_middles(silences))
    fillers_s = sorted(_middles(filler.span for filler in fillers))

    def between(times_s: Sequence[float], index: int) -> bool:
        return bisect_left(times_s, middles[index - 1]) < bisect_right(times_s, middles[index])

    def pause(index: int) -> bool:
        if speech:
            return between(pauses_s, index)
        return words[index].span.start_s - words[index - 1].span.end_s >= PAUSE_S

    rest = range(1, len(words))
    return Utterance(
        tuple(words),
        tuple(bare(word.text) for word in words),
        tuple(_mark(word.text) for word in words),
        (False, *(pause(index) for index in rest)),
        (False, *(between(fillers_s, index) for index in rest)),
    )


def _middles(spans: Iterable[Span]) -> list[float]:
    return [(span.start_s + span.end_s) / 2 for span in spans]


def bare(text: str) -> str:
    return text.lower().strip(_PUNCTUATION).replace("\u2019", "'")


def _mark(text: str) -> str:
    text = text.rstrip(_QUOTES)
    return text[len(text.rstrip(_PUNCTUATION)) :]
