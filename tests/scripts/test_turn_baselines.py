"""What a fixed silence and stock Smart Turn would do, on edges of speech made by hand."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).resolve().parents[2] / "scripts"))

from measuring.reading_cache import ReadingCache
from measuring.turn_baselines import (
    KnownEdge,
    Silence,
    cached,
    fixed_takes,
    silences,
    smart_turn_takes,
    vad_edges,
    when,
)

from simulator.audio import FRAME_S, SAMPLE_RATE, Samples
from simulator.ports import SpeechEdge

SOUND = np.zeros(20 * SAMPLE_RATE, np.float32)


def edges(*speech: tuple[float, float]) -> list[KnownEdge]:
    """Speech from and to; a start is known 0.1 s later, a stop 0.16 s later."""
    found = []
    for start_s, end_s in speech:
        found.append(KnownEdge(SpeechEdge("start", start_s), start_s + 0.1))
        found.append(KnownEdge(SpeechEdge("stop", end_s), end_s + 0.16))
    return found


def test_silence_lasts_until_speech_is_known_again() -> None:
    first, last = silences(edges((1.0, 3.0), (5.0, 6.0)), 14.0)
    assert (first.start_s, first.ends_s) == (3.0, 5.1)
    assert (last.start_s, last.ends_s) == (6.0, 14.0)


def test_a_breath_is_no_answer() -> None:
    assert silences(edges((1.0, 1.1)), 10.0) == []
    assert len(silences(edges((1.0, 1.1), (2.0, 2.1)), 10.0)) == 1  # together they are 0.2 s


def test_a_take_is_at_the_end_of_a_frame_and_never_before_the_silence_is_known() -> None:
    silence = Silence(0.0, 3.0, 3.16, 10.0)
    assert when(silence, 0.7) == pytest.approx(3.712)
    assert when(silence, 0.7) / FRAME_S == pytest.approx(round(when(silence, 0.7) / FRAME_S))
    assert when(silence, 0.05) == 3.16


def test_a_fixed_rule_takes_each_silence_that_is_long_enough() -> None:
    quiet = silences(edges((1.0, 3.0), (5.0, 6.0), (6.5, 8.0)), 16.0)
    assert fixed_takes(quiet, 1.5) == pytest.approx([4.512, 9.504])
    assert fixed_takes(quiet, 3.0) == pytest.approx([11.008])
    assert fixed_takes(quiet, 9.0) == []


def test_speech_that_began_but_is_not_known_yet_does_not_save_the_candidate() -> None:
    (silence, _) = silences(edges((1.0, 3.0), (3.7, 5.0)), 10.0)
    assert fixed_takes([silence], 0.72) == pytest.approx([3.744])


def test_smart_turn_takes_at_once_or_after_three_seconds() -> None:
    quiet = silences(edges((1.0, 3.0), (5.0, 6.0)), 14.0)
    assert smart_turn_takes(SOUND, quiet, lambda samples: 0.9) == pytest.approx([3.2, 6.208])
    assert smart_turn_takes(SOUND, quiet, lambda samples: 0.5) == pytest.approx([9.024])


def test_smart_turn_hears_the_turn_up_to_the_question_and_at_most_8_s() -> None:
    heard: list[float] = []

    def complete(samples: Samples) -> float:
        heard.append(len(samples) / SAMPLE_RATE)
        return 0.9 if len(heard) == 3 else 0.0

    quiet = silences(edges((1.0, 3.0), (4.0, 6.0), (7.0, 12.0), (13.0, 14.0)), 20.0)
    smart_turn_takes(SOUND, quiet, complete)
    # From half a second before the speech; 8 s; and after a take only what came since.
    assert heard == pytest.approx([3.2 - 0.5, 6.208 - 0.5, 8.0, 14.208 - 12.5], abs=0.001)


def test_a_reading_is_made_once_and_kept(tmp_path: Path) -> None:
    asked: list[int] = []

    def complete(samples: Samples) -> float:
        asked.append(len(samples))
        return 0.25

    file = tmp_path / "cache" / "readings.jsonl"
    assert cached(complete, ReadingCache(file))(SOUND[:100]) == 0.25
    assert cached(complete, ReadingCache(file))(SOUND[:100]) == 0.25
    assert cached(complete, ReadingCache(file))(SOUND[:101]) == 0.25
    assert asked == [100, 101]


def test_a_torn_cache_forgets_its_last_line(tmp_path: Path) -> None:
    file = tmp_path / "readings.jsonl"
    file.write_text('["a", 1]\n["b", 2', encoding="utf-8")
    cache = ReadingCache(file)
    assert (cache.get("a"), cache.get("b")) == (1, None)
    cache.put("b", 3)
    assert ReadingCache(file).get("b") == 3


def test_the_detector_is_the_product_s(tmp_path: Path) -> None:
    cache = ReadingCache(tmp_path / "readings.jsonl")
    assert vad_edges(SOUND[:16000], cache) == []
    assert vad_edges(SOUND[:16000], ReadingCache(tmp_path / "readings.jsonl")) == []
