"""Words in their places: pure parts of the way from a chunk to its words."""

from __future__ import annotations

import pytest

from simulator.audio import Span
from simulator.listening.passages import voiced

SPEECH = [Span(1.0, 2.0), Span(2.2, 3.0), Span(6.0, 7.0)]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (Span(1.2, 1.5), Span(1.2, 1.5)),  # within a voice
        (Span(1.9, 2.4), Span(1.9, 2.4)),  # over a silence as short as a stop
        (Span(2.5, 6.2), Span(2.5, 3.1)),  # held over a pause: where most of it was spoken
        (Span(2.9, 6.5), Span(5.9, 6.5)),
        (Span(0.2, 1.3), Span(0.9, 1.3)),  # voice activity begins late
        (Span(4.0, 4.5), Span(4.0, 4.5)),  # and misses some
    ],
)
def test_a_word_lies_in_speech(written: Span, said: Span) -> None:
    assert voiced(written, SPEECH) == said
