"""Long silences are shortened for the decoder, and every time finds its way back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.audio import SAMPLE_RATE, Span
from simulator.listening.condense import condense


def ramp(seconds: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """Samples that tell their own time."""
    return np.arange(round(seconds * SAMPLE_RATE), dtype=np.float32)


def test_a_long_pause_is_shortened_and_times_come_back() -> None:
    heard = condense(ramp(10.0), [Span(1.0, 2.0), Span(7.0, 8.0)], longest_gap_s=0.8)
    assert heard.pieces == (Span(0.6, 2.4), Span(6.6, 8.4))
    assert len(heard.samples) == round(3.6 * SAMPLE_RATE)
    assert heard.original(Span(0.4, 1.4)).start_s == pytest.approx(1.0)
    assert heard.original(Span(2.2, 3.2)) == Span(pytest.approx(7.0), pytest.approx(8.0))  # type: ignore[arg-type]


def test_short_pauses_stay() -> None:
    heard = condense(ramp(4.0), [Span(0.5, 1.5), Span(2.0, 3.5)], longest_gap_s=0.8)
    assert len(heard.pieces) == 1
    assert heard.pieces[0].start_s == pytest.approx(0.1)
    assert heard.pieces[0].end_s == pytest.approx(3.9)


def test_nothing_to_hear() -> None:
    assert len(condense(ramp(3.0), [], longest_gap_s=0.8).samples) == 0


@given(st.lists(st.floats(0.1, 4.0), min_size=2, max_size=12))
def test_every_kept_sample_is_where_it_says(durations: list[float]) -> None:
    edges = np.cumsum(durations)
    speech = [Span(float(a), float(b)) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    heard = condense(ramp(float(edges[-1]) + 1), speech, longest_gap_s=0.8)
    for index in range(0, len(heard.samples) - 1, 1600):
        at_s = index / SAMPLE_RATE
        original_s = heard.original(Span(at_s, at_s)).start_s
        assert original_s == pytest.approx(float(heard.samples[index]) / SAMPLE_RATE, abs=0.002)
