"""A room with a recorded candidate: who is heard when, to the sample, and when it is over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from simulator.audio import FRAME_S, FRAME_SAMPLES, SAMPLE_RATE, Frame, Samples
from simulator.listening.candidate_files import CandidateRecordings, find_recordings
from simulator.listening.recorded_candidate import RecordedRoom

QUESTION = np.linspace(0.1, 0.6, 20_001, dtype=np.float32)  # 1.25 s, no two samples alike, no whole frame


def answer(number: int, frames: int = 50) -> Samples:
    """A recording whose every sample is number / 10 + its frame / 10000."""
    inside = np.repeat(np.arange(frames), FRAME_SAMPLES) / 10_000
    return (number / 10 + inside).astype(np.float32)


def folder_of(path: Path, *answers: Samples) -> CandidateRecordings:
    for number, samples in enumerate(answers, start=1):
        soundfile.write(path / f"{number}.wav", samples, SAMPLE_RATE, subtype="FLOAT")
    return find_recordings(path)


def long_file(path: Path, samples: Samples) -> CandidateRecordings:
    soundfile.write(path / "long.wav", samples, SAMPLE_RATE, subtype="FLOAT")
    return find_recordings(path / "long.wav")


class Room:
    """The room with somebody in it who asks: frames are pulled, what was heard on both sides is kept."""

    def __init__(self, recordings: CandidateRecordings) -> None:
        self.room = RecordedRoom(recordings)
        self.frames: Iterator[Frame] = self.room.frames()
        self.candidate: list[Samples] = []
        self.interviewer: list[Samples] = []

    def listen(self, seconds: float) -> None:
        for _ in range(round(seconds / FRAME_S)):
            frame = next(self.frames)
            assert frame.start_s == pytest.approx(len(self.candidate) * FRAME_S)
            self.candidate.append(frame.samples)
            self.interviewer.append(self.room.heard_during(frame))

    def ask(self) -> float:
        """Ask, hear the question out; when it ended."""
        utterance = self.room.play(QUESTION)
        while not utterance.finished:
            self.listen(FRAME_S)
        return utterance.span.end_s

    def heard(self) -> Samples:
        return np.concatenate(self.candidate)


def first_sound_s(samples: Samples, after_s: float) -> float:
    start = round(after_s * SAMPLE_RATE)
    return (start + int(np.flatnonzero(samples[start:])[0])) / SAMPLE_RATE


def test_an_answer_comes_a_moment_after_the_question_and_only_then(tmp_path: Path) -> None:
    room = Room(folder_of(tmp_path, answer(1), answer(2)))
    room.listen(2.0)
    assert not room.heard().any()  # nobody has asked yet
    for number in (1, 2):
        asked_until_s = room.ask()
        assert not room.heard()[-len(QUESTION) :].any()
        room.listen(4.0)
        began_s = first_sound_s(room.heard(), asked_until_s)
        assert 0.5 < began_s - asked_until_s < 1.0
        start = round(began_s * SAMPLE_RATE)
        said = room.heard()[start : start + len(answer(number))]
        assert np.allclose(said, answer(number))
        assert not room.heard()[start + len(said) :].any()
    assert room.room.unheard_s == 0


def test_a_long_silence_after_an_answer_brings_no_second_answer(tmp_path: Path) -> None:
    room = Room(folder_of(tmp_path, answer(1), answer(2)))
    room.ask()
    room.listen(30)
    assert np.count_nonzero(room.heard()) == len(answer(1))


def test_lines_right_after_each_other_are_answered_once(tmp_path: Path) -> None:
    room = Room(folder_of(tmp_path, answer(1), answer(2)))
    room.ask()  # a greeting
    room.listen(0.4)
    asked_until_s = room.ask()
    room.listen(5)
    assert first_sound_s(room.heard(), 0) > asked_until_s + 0.5
    assert np.count_nonzero(room.heard()) == len(answer(1))


def test_what_is_left_of_an_answer_when_the_next_question_comes_is_counted(tmp_path: Path) -> None:
    spoken, pause = answer(1, frames=50), np.zeros(100 * FRAME_SAMPLES, np.float32)
    room = Room(folder_of(tmp_path, np.concatenate([spoken, pause, spoken]), answer(2)))
    room.ask()
    room.listen(0.7 + 100 * FRAME_S)  # in the middle of the pause
    room.ask()
    room.listen(4)
    assert room.room.unheard_s == pytest.approx(50 * FRAME_S)  # the rest of the pause does not count
    heard = room.heard()
    assert np.count_nonzero(heard) == len(spoken) + len(answer(2))
    assert np.allclose(heard[np.flatnonzero(heard)][len(spoken) :], answer(2))


def test_one_long_recording_holds_while_the_interviewer_speaks_and_loses_nothing(tmp_path: Path) -> None:
    samples = answer(1, frames=200)
    room = Room(long_file(tmp_path, samples))
    for _ in range(4):
        before = len(room.candidate)
        room.ask()
        asked = np.concatenate(room.candidate[before:])
        assert not asked.any()
        room.listen(2.0)
    room.listen(2.0)
    heard = room.heard()
    assert np.allclose(heard[np.flatnonzero(heard)], samples)
    assert room.room.unheard_s == 0


def test_the_interviewer_is_heard_exactly_where_the_span_says(tmp_path: Path) -> None:
    room = Room(folder_of(tmp_path, answer(1)))
    room.listen(0.5)
    first = room.room.play(QUESTION)
    second = room.room.play(QUESTION[::-1].copy())  # queued behind the first
    assert second.span.start_s == first.span.end_s
    room.listen(3.0)
    heard = np.concatenate(room.interviewer)
    for utterance, samples in ((first, QUESTION), (second, QUESTION[::-1])):
        start = round(utterance.span.start_s * SAMPLE_RATE)
        assert np.array_equal(heard[start : start + len(samples)], samples)
        assert utterance.span.duration_s == pytest.approx(len(samples) / SAMPLE_RATE)
        assert utterance.finished
    assert np.count_nonzero(heard) == 2 * len(QUESTION)
    assert first.span.start_s == 16 * FRAME_S  # with the very next frame


def test_it_is_over_when_another_question_finds_nobody_to_answer(tmp_path: Path) -> None:
    room = Room(folder_of(tmp_path, answer(1)))
    room.ask()
    room.listen(20)  # silence alone ends nothing: a closing line may follow
    asked_until_s = room.ask()
    rest = list(room.frames)
    assert 0.5 < room.room.clock_samples / SAMPLE_RATE - asked_until_s < 1.0
    assert not np.concatenate([frame.samples for frame in rest]).any()


def test_one_long_recording_is_over_after_its_last_sample(tmp_path: Path) -> None:
    room = Room(long_file(tmp_path, answer(1)))
    room.ask()
    room.listen(5)
    room.ask()
    assert len(list(room.frames)) < 1 / FRAME_S


class SlowClock:
    """A clock that moves only while somebody sleeps, or while `work` is done."""

    def __init__(self) -> None:
        self.time_s = 1000.0
        self.slept: list[float] = []

    def now_s(self) -> float:
        return self.time_s

    def sleep_s(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time_s += seconds

    def work(self, seconds: float) -> None:
        self.time_s += seconds


def test_in_real_time_each_frame_comes_when_it_has_passed(tmp_path: Path) -> None:
    clock = SlowClock()
    frames = RecordedRoom(folder_of(tmp_path, answer(1)), clock).frames()
    for number in range(1, 101):
        next(frames)
        assert clock.time_s == pytest.approx(1000 + number * FRAME_S)
        clock.work(0.01)
    assert sum(clock.slept) == pytest.approx(100 * FRAME_S - 99 * 0.01)


def test_after_a_hold_up_real_time_is_caught_up_with(tmp_path: Path) -> None:
    clock = SlowClock()
    frames = RecordedRoom(folder_of(tmp_path, answer(1)), clock).frames()
    next(frames)
    clock.work(1.0)
    naps = len(clock.slept)
    for _ in range(20):
        next(frames)
    assert len(clock.slept) == naps  # behind: no frame waits
    for _ in range(40):
        next(frames)
    assert clock.time_s == pytest.approx(1000 + 61 * FRAME_S)


def test_a_ducked_interviewer_is_quieter_from_the_next_frame_and_in_later_lines(tmp_path: Path) -> None:
    room = Room(folder_of(tmp_path, answer(1)))
    room.room.play(QUESTION)
    room.listen(10 * FRAME_S)
    room.room.duck(20.0)
    room.listen(10 * FRAME_S)
    room.room.play(QUESTION)
    room.listen(1.5)
    room.room.duck(0.0)
    room.listen(1.0)
    heard = np.concatenate(room.interviewer)[: 2 * len(QUESTION)]
    gains = heard / np.concatenate([QUESTION, QUESTION])
    ducked, louder = 10 * FRAME_SAMPLES, (20 + round(1.5 / FRAME_S)) * FRAME_SAMPLES
    assert (gains[:ducked] == 1).all()
    assert gains[ducked + FRAME_SAMPLES : louder] == pytest.approx(0.1, rel=1e-4)
    assert gains[louder + FRAME_SAMPLES :] == pytest.approx(1.0)
    assert np.abs(np.diff(gains)).max() < 0.01


def test_who_is_not_finished_goes_on_into_a_question_and_is_heard_to_the_end(tmp_path: Path) -> None:
    """It is taken back when it hears them; then nothing of the recording is missing."""
    spoken, pause = answer(1, frames=50), np.zeros(60 * FRAME_SAMPLES, np.float32)
    room = Room(folder_of(tmp_path, np.concatenate([spoken, pause, spoken]), answer(2)))
    room.ask()
    room.listen(0.7 + 100 * FRAME_S)  # 20 frames of the pause are left
    room.room.play(QUESTION)
    room.listen(30 * FRAME_S)
    room.room.stop()
    room.listen(4)
    heard = room.heard()
    assert np.count_nonzero(heard) == 2 * len(spoken)
    first = int(np.flatnonzero(heard)[0])
    assert np.array_equal(heard[first:][: len(spoken)], heard[first + 110 * FRAME_SAMPLES :][: len(spoken)])
    assert room.room.unheard_s == 0
