"""The loop itself, on real sound and real voice activity; only the transcriber is a witness that counts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile

from simulator.audio import SAMPLE_RATE, Frame, Samples, Sound
from simulator.conversation import Conversation
from simulator.events import AnswerClosed, Event, InterviewerSpoke, QuestionAsked, SessionClosed, TurnTaken
from simulator.interview.bank import load_bank
from simulator.interview.plan import Lines, make_plan
from simulator.listening.candidate_files import find_recordings
from simulator.listening.recorded_candidate import RecordedRoom
from simulator.listening.vad import SileroVad, VadDetector
from simulator.turns.policy import TurnSettings
from tests.system import FIXTURES


class Witness:
    """An answer listener that keeps every frame it is given."""

    def __init__(self) -> None:
        self.answers: list[list[Samples]] = []

    def begin(self, question_number: int, at_s: float) -> None:
        self.answers.append([])

    def hear(self, frame: Frame, *, is_speech: bool) -> None:
        self.answers[-1].append(frame.samples)

    def end(self, at_s: float) -> None:
        pass

    def poll(self) -> list[Event]:
        return []

    def finish(self) -> Iterator[Event]:
        return iter(())


class Tape:
    """A recorder in memory."""

    def __init__(self) -> None:
        self.blocks: list[Samples] = []

    @property
    def now_s(self) -> float:
        return sum(map(len, self.blocks)) / SAMPLE_RATE

    def write(self, *, interviewer: Samples, candidate: Samples) -> None:
        assert len(interviewer) == len(candidate)
        self.blocks.append(candidate)


class Beep:
    """A voice of half a second."""

    name = "beep"

    def synthesize(self, text: str) -> Sound:
        t = np.arange(SAMPLE_RATE // 2) / SAMPLE_RATE
        return Sound((0.2 * np.sin(2 * np.pi * 440 * t)).astype(np.float32), SAMPLE_RATE)


def converse(candidate: Path, questions: int = 3) -> tuple[list[Event], Witness]:
    bank = load_bank()
    room = RecordedRoom(find_recordings(candidate))
    witness = Witness()
    conversation = Conversation(
        make_plan(bank, style="manager", minutes=15, count=questions, seed=1),
        Lines(bank, 1),
        ears=room,
        speaker=room,
        recorder=Tape(),
        voice=Beep(),
        detector=VadDetector(SileroVad()),
        listener=witness,
        turn_settings=TurnSettings(turn_silence_s=2.5, never_started_s=20.0),
    )
    return list(conversation.events()), witness


def clip(name: str) -> Samples:
    samples, _ = soundfile.read(FIXTURES / "clips" / f"{name}.flac", dtype="float32")
    return np.asarray(samples)


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * SAMPLE_RATE), np.float32)


def test_a_long_file_loses_nothing_between_its_answers(tmp_path: Path) -> None:
    """Pauses just longer than the policy's patience: the voice comes back at the moment the turn is taken."""
    for pause_s in (1.7, 1.8, 1.9, 2.0, 2.1, 2.2):  # and 0.8 s of room tone around the clips
        path = tmp_path / f"{pause_s}.wav"
        whole = np.concatenate([clip("steady_pace"), silence(pause_s), clip("one_long_pause")])
        soundfile.write(path, whole, SAMPLE_RATE)
        _, witness = converse(path)
        heard = np.concatenate([frame for answer in witness.answers for frame in answer])
        sounding = np.abs(whole) > 0.05
        assert np.count_nonzero(np.abs(heard) > 0.05) >= np.count_nonzero(sounding) - 10


def test_each_question_gets_its_answer_in_order(tmp_path: Path) -> None:
    names = ("steady_pace", "very_short", "no_filler_like_words")
    for number, name in enumerate(names):
        soundfile.write(tmp_path / f"{number}.wav", clip(name), SAMPLE_RATE)
    events, witness = converse(tmp_path)
    story = [type(e).__name__ for e in events if isinstance(e, QuestionAsked | TurnTaken | AnswerClosed)]
    assert story == ["QuestionAsked", "TurnTaken", "AnswerClosed"] * 3
    for answer, name in zip(witness.answers, names, strict=True):
        loud = float(np.abs(np.concatenate(answer)).max())
        assert abs(loud - float(np.abs(clip(name)).max())) < 0.01
    assert [e.role for e in events if isinstance(e, InterviewerSpoke)] == ["greeting", "closing"]
    assert events[-1] == SessionClosed(events[-1].at_s, "finished")


def test_who_says_nothing_is_asked_the_next_question_after_a_while(tmp_path: Path) -> None:
    path = tmp_path / "silence.wav"
    soundfile.write(path, silence(70), SAMPLE_RATE)
    events, _ = converse(path)
    closed = [event for event in events if isinstance(event, AnswerClosed)]
    assert [event.end_reason for event in closed] == ["no_answer"] * 3
    assert all(20 <= event.span.duration_s <= 20.1 for event in closed)
    roles = [event.role for event in events if isinstance(event, InterviewerSpoke)]
    assert roles[0] == "greeting"
