"""Looking ahead in a pause: just in time, once, and not too often in vain."""

from __future__ import annotations

import pytest

from simulator.audio import FRAME_S
from simulator.listening.ahead import EndOfAnswer


def begins_at(end: EndOfAnswer, stretch_s: float, pause_s: float = 2.5) -> float | None:
    """Speech, then a pause: how long it was when the decode began."""
    end.hear(1.0, is_speech=True)
    began = None
    for number in range(1, round(pause_s / FRAME_S) + 1):
        end.hear(FRAME_S, is_speech=False)
        if end.begins(stretch_s):
            assert began is None
            began = number * FRAME_S
    return began


@pytest.mark.parametrize(("stretch_s", "at_s"), [(2.0, 1.25), (8.0, 1.0), (14.0, 0.75)])
def test_a_long_stretch_is_begun_early_and_a_short_one_when_the_pause_looks_like_the_end(
    stretch_s: float, at_s: float
) -> None:
    assert begins_at(EndOfAnswer(2.5, 0.4), stretch_s) == pytest.approx(at_s, abs=2 * FRAME_S)


def test_a_slow_machine_begins_earlier() -> None:
    end = EndOfAnswer(2.5, 0.4)
    end.pace = 0.6
    assert begins_at(end, 3.0) == pytest.approx(0.75, abs=2 * FRAME_S)


def test_nothing_to_decode_short_pauses_and_no_patience_begin_nothing() -> None:
    assert begins_at(EndOfAnswer(2.5, 0.4), 0.0) is None
    assert begins_at(EndOfAnswer(2.5, 0.4), 14.0, pause_s=0.7) is None
    assert begins_at(EndOfAnswer(None, 0.4), 14.0) is None


def test_who_pauses_often_is_soon_not_believed_before_half_the_patience() -> None:
    end = EndOfAnswer(2.5, 0.4)
    begun = [begins_at(end, 12.0, pause_s=1.0) for _ in range(10)]
    assert begun[0] is not None
    assert begun[2:] == [None] * 8
    assert begins_at(end, 12.0) == pytest.approx(1.25, abs=2 * FRAME_S)
