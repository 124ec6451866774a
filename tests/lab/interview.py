"""Interviews held in the virtual room: the product as a process of its own, real devices both ways."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from scipy.signal import correlate

from simulator.audio import SAMPLE_RATE, Samples, Span
from simulator.events import AnswerClosed, Event, InterviewerSpoke, QuestionAsked, WordsHeard
from simulator.listening.candidate_files import decode
from simulator.store import SessionFolder
from tests.lab.robot import AnswerGiven, Robot
from tests.lab.screen import Screen
from tests.lab.virtual_room import VirtualRoom

DEVICES = ("--microphone", "app_mic", "--speaker", "app_speaker")
ECHO_DB, ECHO_MS = -12.0, 80.0
_SILENT = 0.02  # of full scale: less in a second of an answer is a pause, which has nothing to agree on


def start(
    room: VirtualRoom, command: str, *arguments: str | Path, screen: Screen | None = None
) -> subprocess.Popen[str]:
    """`second-round COMMAND` at the room's microphone and speaker, without a terminal or in this one."""
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "simulator", command, *DEVICES, *map(str, arguments)],
        stdin=screen.theirs if screen else subprocess.DEVNULL,
        stdout=screen.theirs if screen else subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=room.env | ({"TERM": "xterm-256color"} if screen else {}),
    )


@dataclass(frozen=True)
class Held:
    """An interview that is over: its session, what was in the air, and what the robot said when."""

    session: SessionFolder
    heard: Samples
    given: tuple[AnswerGiven, ...]
    code: int
    printed: str

    @cached_property
    def events(self) -> list[Event]:
        return self.session.events()

    @cached_property
    def interviewer(self) -> Samples:
        return self.session.read_audio("interviewer")

    @cached_property
    def candidate(self) -> Samples:
        return self.session.read_audio("candidate")

    @property
    def lines(self) -> list[Span]:
        """Where the interviewer spoke, by the log."""
        return [e.span for e in self.events if isinstance(e, InterviewerSpoke | QuestionAsked)]

    @property
    def answers(self) -> list[AnswerClosed]:
        return [event for event in self.events if isinstance(event, AnswerClosed)]

    @property
    def words(self) -> str:
        """Everything that was written down of the candidate, in order."""
        parts = [e for e in self.events if isinstance(e, WordsHeard) and e.status == "final"]
        parts.sort(key=lambda part: (part.question_number, part.first_index))
        return " ".join(word.text for part in parts for word in part.words)


def hold(folder: Path, files: Sequence[Path], *options: str | Path, echo: bool = False) -> Held:
    """A rehearsal answered by these recordings in order; its folder and home are made in `folder`."""
    with VirtualRoom() as room:
        room.env["SECOND_ROUND_HOME"] = str(folder / "home")
        if echo:
            room.loop_speaker_into_microphone(ECHO_DB, ECHO_MS)
        with Robot(room, files, quiet_s=1.3) as robot:
            # The robot has one recording a question, and none for a follow-up.
            run = start(room, "rehearse", "--no-follow-ups", "--out", folder / "session", *options)
            printed, _ = run.communicate(timeout=600)
            return Held(
                SessionFolder(folder / "session"),
                robot.heard(),
                tuple(robot.answers_given),
                run.returncode,
                printed,
            )


def place_of(part: Samples, whole: Samples) -> int:
    """Where a sound stands in another: the sample at which they agree best."""
    return int(np.argmax(correlate(whole, part, "valid")))


def likeness(a: Samples, b: Samples) -> float:
    """Correlation of two sounds of one length, -1 to 1."""
    return float(np.corrcoef(a, b)[0, 1])


def samples_of(path: Path) -> Samples:
    return np.concatenate(list(decode(path)))


def place_of_answer(held: Held, number: int, said: Samples) -> int:
    """The sample of the recording at which answer `number` (0 is the first) begins."""
    span = held.answers[number].span
    first, last = round(span.start_s * SAMPLE_RATE), round(span.end_s * SAMPLE_RATE)
    return first + place_of(said, held.candidate[first:last])


def windows_likeness(held: Held, number: int, said: Samples) -> list[float]:
    """How each second of an answer was recorded, against what was said; pauses are left out."""
    at = place_of_answer(held, number, said)
    found = []
    for begin in range(0, len(said) - SAMPLE_RATE + 1, SAMPLE_RATE):
        window = said[begin : begin + SAMPLE_RATE]
        if np.abs(window).max() >= _SILENT:
            near = held.candidate[at + begin - 8 : at + begin + SAMPLE_RATE + 8]
            place = place_of(window, near)
            found.append(likeness(window, near[place : place + SAMPLE_RATE]))
    return found


def endings_likeness(held: Held) -> list[float]:
    """How the last 200 ms of each line were in the air, against the recording."""
    found = []
    for span in held.lines:
        line = held.interviewer[round(span.start_s * SAMPLE_RATE) : round((span.end_s - 0.01) * SAMPLE_RATE)]
        ending = line[-round(0.2 * SAMPLE_RATE) :]
        at = place_of(line, held.heard)
        near = held.heard[at : at + len(line)][-len(ending) - 320 :]
        place = place_of(ending, near)
        found.append(likeness(ending, near[place : place + len(ending)]))
    return found


def clock_errors_s(held: Held, said: Sequence[Samples]) -> list[float]:
    """Time between answers in the recording against the same time in the room, seconds."""
    places = [place_of_answer(held, number, sound) / SAMPLE_RATE for number, sound in enumerate(said)]
    started = [answer.started_at for answer in held.given]
    pairs = zip(places, started, strict=True)
    return [(place - places[0]) - (at - started[0]) for place, at in pairs]


def echo_left_db(held: Held) -> list[float]:
    """What is left of each line in the candidate's channel, re the line itself, its first second left out."""
    left = []
    for span in (line for line in held.lines if line.duration_s > 1.2):
        part = slice(round((span.start_s + 1) * SAMPLE_RATE), round(span.end_s * SAMPLE_RATE))
        ratio = np.mean(held.candidate[part] ** 2) / np.mean(held.interviewer[part] ** 2)
        left.append(float(10 * np.log10(ratio + 1e-12)))
    return left
