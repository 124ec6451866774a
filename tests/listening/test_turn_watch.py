"""When the turn model is asked, which of its answers count, and that it can do an interview no harm."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import numpy as np
import pytest

from simulator.audio import FRAME_S, FRAME_SAMPLES, Frame, Samples
from simulator.listening.turn_watch import TurnWatch
from simulator.ports import Reading, TurnModel


class Counting:
    """Its n-th answer is n / 100."""

    def __init__(self) -> None:
        self.asked: list[Samples] = []

    def complete_probability(self, samples: Samples) -> float:
        self.asked.append(samples)
        return len(self.asked) / 100


class Gated:
    """Answers 0.9 when it is let through, one call for each release."""

    def __init__(self) -> None:
        self.asked = 0
        self.gate = threading.Semaphore(0)

    def complete_probability(self, samples: Samples) -> float:
        self.asked += 1
        assert self.gate.acquire(timeout=20)
        return 0.9


class Broken:
    def __init__(self) -> None:
        self.asked = 0

    def complete_probability(self, samples: Samples) -> float:
        self.asked += 1
        raise RuntimeError("bad graph")


def frames(seconds: float, *, lost: bool = False) -> list[Frame]:
    silence = np.zeros(FRAME_SAMPLES, np.float32)
    return [Frame(n * FRAME_S, silence, lost) for n in range(round(seconds / FRAME_S))]


def speak(watch: TurnWatch, seconds: float) -> None:
    for frame in frames(seconds):
        watch.hear(frame, is_speech=True)


def be_silent(watch: TurnWatch, seconds: float, *, lost: bool = False) -> None:
    for frame in frames(seconds, lost=lost):
        watch.hear(frame, is_speech=False)


def waiting(model: TurnModel | None) -> TurnWatch:
    return TurnWatch(model, wait=True, known_after_s=0.0)


def read(watch: TurnWatch) -> list[Reading]:
    return list(watch.readings)


def until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.002)


# --- when it is asked -------------------------------------------------------------------------------


def test_a_pause_is_asked_about_early_and_then_each_second() -> None:
    watch = waiting(Counting())
    speak(watch, 3.2)
    be_silent(watch, 4.2)
    assert read(watch) == [(0.2, 0.01), (0.6, 0.02), (1.0, 0.03), (2.0, 0.04), (3.0, 0.05), (4.0, 0.06)]


def test_the_question_is_about_the_sound_up_to_that_moment() -> None:
    model = Counting()
    watch = waiting(model)
    speak(watch, 1.6)
    be_silent(watch, 1.1)
    assert [len(samples) / 16_000 for samples in model.asked] == pytest.approx([1.6 + 0.224, 2.208, 2.624])


def test_the_silence_that_the_detector_needed_to_see_counts() -> None:
    model = Counting()
    watch = TurnWatch(model, wait=True, known_after_s=0.16)
    speak(watch, 1.6)
    be_silent(watch, 2 * FRAME_S)
    assert read(watch) == []  # 0.192 s
    be_silent(watch, FRAME_S)
    assert read(watch) == [(0.2, 0.01)]


def test_as_long_as_nothing_was_said_nothing_is_asked() -> None:
    model = Counting()
    watch = waiting(model)
    be_silent(watch, 6.4)
    assert (read(watch), model.asked) == ([], [])


def test_without_a_model_there_is_nothing_to_find_out() -> None:
    with TurnWatch(None, wait=False) as watch:
        speak(watch, 1.6)
        be_silent(watch, 3.2)
        assert (read(watch), watch.failure()) == ([], "")


# --- what counts ------------------------------------------------------------------------------------


def test_speech_that_goes_on_takes_all_back_and_the_next_pause_begins_anew() -> None:
    watch = waiting(Counting())
    speak(watch, 1.6)
    be_silent(watch, 0.7)
    assert [silence_s for silence_s, _ in watch.readings] == [0.2, 0.6]
    speak(watch, FRAME_S)
    assert read(watch) == []
    be_silent(watch, 0.7)
    assert read(watch) == [(0.2, 0.03), (0.6, 0.04)]


def test_a_new_turn_knows_nothing_of_the_last_one() -> None:
    model = Counting()
    watch = waiting(model)
    speak(watch, 6.4)
    be_silent(watch, 0.7)
    watch.begin()
    assert read(watch) == []
    be_silent(watch, 3.2)
    assert read(watch) == []
    speak(watch, 1.6)
    be_silent(watch, 0.3)
    assert len(model.asked[-1]) / 16_000 == pytest.approx(1.6 + 0.5 + 0.224, abs=FRAME_S)


def test_sound_that_never_came_is_no_silence() -> None:
    watch = waiting(Counting())
    speak(watch, 1.6)
    be_silent(watch, 3.2, lost=True)
    assert read(watch) == []


# --- beside the interview ---------------------------------------------------------------------------


def test_nobody_waits_for_the_model() -> None:
    model = Gated()
    with TurnWatch(model, wait=False) as watch:
        speak(watch, 1.6)
        be_silent(watch, 0.3)
        assert read(watch) == []
        model.gate.release()
        until(lambda: bool(watch.readings))
        assert read(watch) == [(0.2, 0.9)]


def test_an_answer_about_a_pause_that_is_over_is_dropped() -> None:
    model = Gated()
    with TurnWatch(model, wait=False) as watch:
        speak(watch, 1.6)
        be_silent(watch, 0.3)
        until(lambda: model.asked == 1)
        speak(watch, 0.32)
        be_silent(watch, 0.3)
        model.gate.release()  # the first pause's
        until(lambda: model.asked == 2)
        assert read(watch) == []
        model.gate.release()
        until(lambda: bool(watch.readings))
        assert read(watch) == [(0.2, 0.9)]


def test_a_question_that_still_waits_gives_way_to_a_newer_one() -> None:
    model = Gated()
    with TurnWatch(model, wait=False) as watch:
        speak(watch, 1.6)
        be_silent(watch, 0.3)
        until(lambda: model.asked == 1)
        be_silent(watch, 3.0)  # 0.6, 1, 2 and 3 s come due behind the first
        for _ in range(2):
            model.gate.release()
        until(lambda: len(watch.readings) == 2)
        assert read(watch) == [(0.2, 0.9), (3.0, 0.9)]


def test_a_question_that_waits_is_not_asked_when_its_pause_is_over() -> None:
    model = Gated()
    with TurnWatch(model, wait=False) as watch:
        speak(watch, 1.6)
        be_silent(watch, 0.3)
        until(lambda: model.asked == 1)
        be_silent(watch, 0.5)  # 0.6 s waits behind it
        speak(watch, 1.6)
        for _ in range(2):
            model.gate.release()
        be_silent(watch, 0.3)
        until(lambda: bool(read(watch)))
        assert (read(watch), model.asked) == ([(0.2, 0.9)], 2)


@pytest.mark.parametrize("wait", [True, False])
def test_a_model_that_fails_is_told_once_and_never_asked_again(wait: bool) -> None:
    model = Broken()
    with TurnWatch(model, wait=wait, known_after_s=0.0) as watch:
        speak(watch, 1.6)
        be_silent(watch, 0.3)
        told = ""
        deadline = time.monotonic() + 20
        while not told and time.monotonic() < deadline:
            told = watch.failure()
        assert told == "The turn model failed (RuntimeError: bad graph)."
        be_silent(watch, 3.2)
        speak(watch, 1.6)
        be_silent(watch, 3.2)
        assert (watch.failure(), read(watch), model.asked) == ("", [], 1)


def test_closing_ends_the_thread_and_what_comes_after_is_nothing() -> None:
    before = threading.active_count()
    model = Counting()
    watch = TurnWatch(model, wait=False)
    assert threading.active_count() == before + 1
    watch.close()
    assert threading.active_count() == before
    speak(watch, 1.6)
    be_silent(watch, 3.2)
    assert model.asked == []
    watch.close()


def test_readings_are_whole_while_both_threads_are_busy() -> None:
    """Whatever the timing, every reading belongs to the pause it is shown in."""

    class Naming:
        """The first sample of the last speech names the pause."""

        def complete_probability(self, samples: Samples) -> float:
            return float(samples[samples != 0][-1])

    mixed: list[tuple[int, Reading]] = []
    seen = 0
    with TurnWatch(Naming(), wait=False, known_after_s=0.0) as watch:
        for pause in range(1, 400):
            named = np.zeros(FRAME_SAMPLES, np.float32)
            named[0] = pause
            watch.hear(Frame(0.0, named), is_speech=True)
            assert read(watch) == []
            for frame in frames(0.32):
                watch.hear(frame, is_speech=False)
                if pause % 3 == 0:
                    time.sleep(0.0002)
                readings = read(watch)
                seen += len(readings)
                mixed += [(pause, reading) for reading in readings if reading[1] != pause]
    assert mixed == []
    assert seen > 100
