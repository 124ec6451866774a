"""A whole interview at real devices, in the virtual room: what is said, heard, recorded and written down.

Two interviews are held at once: one in a quiet room; one with an echo of the speaker in the microphone, whose
candidate asks for the first question again.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import soundfile
from scipy.signal import correlate

from simulator.analysis.answers import answers_of
from simulator.audio import SAMPLE_RATE, Samples, Span
from simulator.events import (
    AnswerClosed,
    AudioGap,
    CandidateRequested,
    Event,
    InterviewerSpoke,
    QuestionAsked,
    SpeechStarted,
    TurnTaken,
    WordsHeard,
)
from simulator.listening.candidate_files import decode
from simulator.speech.hibari import HibariVoice
from simulator.store import SessionFolder
from tests.lab.interview import start
from tests.lab.robot import AnswerGiven, Robot
from tests.lab.virtual_room import VirtualRoom, is_available
from tests.system import FIXTURES, require_system
from tests.truth import plain_words, word_error_rate

CLIPS = ("steady_pace", "no_filler_like_words", "one_long_pause")
CLOCK_S = 0.02


@dataclass(frozen=True)
class Held:
    """An interview that is over: its session, what the robot heard, and what it said when."""

    session: SessionFolder
    heard: Samples
    given: tuple[AnswerGiven, ...]
    code: int
    printed: str

    @property
    def events(self) -> list[Event]:
        return self.session.events()


def hold(folder: Path, home: Path, *, echo: bool) -> Held:
    files = [FIXTURES / "clips" / f"{name}.flac" for name in CLIPS]
    if echo:
        files.insert(0, request(folder.parent / "request.wav"))
    with VirtualRoom() as room:
        room.env["SECOND_ROUND_HOME"] = str(home)
        if echo:
            room.loop_speaker_into_microphone(-12, 80)
        with Robot(room, files, quiet_s=1.3) as robot:
            options = ("--questions", "3", "--seed", "7", "--patience", "2.6", "--out", folder)
            run = start(room, "rehearse", *options, "--model", "tiny.en" if echo else "base")
            printed, _ = run.communicate(timeout=240)
            return Held(
                SessionFolder(folder), robot.heard(), tuple(robot.answers_given), run.returncode, printed
            )


def request(path: Path) -> Path:
    """A candidate who has not understood."""
    sound = HibariVoice().synthesize("Sorry, could you repeat the question?")
    soundfile.write(path, sound.samples, sound.rate)
    return path


@pytest.fixture(scope="module")
def interviews(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Held]:
    require_system("pulseaudio", is_available())
    held: dict[str, Held] = {}

    def holding(name: str, folder: Path) -> None:
        # One rehearsal at a time and home: these two share a machine, not a room.
        held[name] = hold(folder / "session", folder / "home", echo=name == "echo")

    threads = [
        threading.Thread(target=holding, args=(name, tmp_path_factory.mktemp(name)))
        for name in ("quiet", "echo")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(held) == {"quiet", "echo"}
    return held


@pytest.fixture
def quiet(interviews: dict[str, Held]) -> Held:
    return interviews["quiet"]


@pytest.fixture
def echo(interviews: dict[str, Held]) -> Held:
    return interviews["echo"]


def interviewer_spans(events: list[Event]) -> list[Span]:
    return [event.span for event in events if isinstance(event, InterviewerSpoke | QuestionAsked)]


def clip(name: str) -> Samples:
    return np.concatenate(list(decode(FIXTURES / "clips" / f"{name}.flac")))


def text_of(name: str) -> str:
    return str(json.loads((FIXTURES / "clips" / f"{name}.json").read_text(encoding="utf-8"))["text"])


def place_of(part: Samples, whole: Samples) -> int:
    """Where a sound stands in another: the sample at which they agree best."""
    return int(np.argmax(correlate(whole, part, "valid")))


def correlation(a: Samples, b: Samples) -> float:
    return float(np.corrcoef(a, b)[0, 1])


@pytest.mark.parametrize("which", ["quiet", "echo"])
def test_the_interview_is_whole(interviews: dict[str, Held], which: str) -> None:
    held = interviews[which]
    assert held.code == 0, held.printed
    assert [e.end_reason for e in held.events if isinstance(e, AnswerClosed)] == ["silence"] * 3
    assert len(held.given) == (4 if which == "echo" else 3)
    for name in ("report.html", "report.json", "report.md", "audio.flac"):
        assert (held.session.path / name).is_file()


def test_the_answers_are_written_down(quiet: Held) -> None:
    words: dict[int, list[str]] = {}
    for event in quiet.events:
        if isinstance(event, WordsHeard) and event.status == "final":
            words.setdefault(event.question_number, []).extend(word.text for word in event.words)
    said = " ".join(map(text_of, CLIPS))
    heard = " ".join(" ".join(words[number]) for number in sorted(words))
    assert word_error_rate(said, heard) <= 0.05, heard


def test_every_second_of_an_answer_is_recorded_as_it_was_said(quiet: Held) -> None:
    recorded = quiet.session.read_audio("candidate")
    for answer, name in zip(quiet.given, CLIPS, strict=True):
        said = clip(name)
        closed = [e for e in quiet.events if isinstance(e, AnswerClosed)][answer.number]
        first = round(closed.span.start_s * SAMPLE_RATE)
        inside = recorded[first : round(closed.span.end_s * SAMPLE_RATE)]
        at = place_of(said, inside)
        for start_at in range(0, len(said) - SAMPLE_RATE + 1, SAMPLE_RATE):
            window = said[start_at : start_at + SAMPLE_RATE]
            if np.abs(window).max() < 0.02:
                continue  # a pause has nothing to agree on
            near = inside[at + start_at - 8 : at + start_at + SAMPLE_RATE + 8]
            place = place_of(window, near)
            assert correlation(window, near[place : place + SAMPLE_RATE]) >= 0.98


def test_every_line_is_heard_to_its_end(quiet: Held) -> None:
    """The last 200 ms of what the interviewer said are in the air, as they are in the recording."""
    spoken = quiet.session.read_audio("interviewer")
    for span in interviewer_spans(quiet.events):
        ending = spoken[round((span.end_s - 0.21) * SAMPLE_RATE) : round((span.end_s - 0.01) * SAMPLE_RATE)]
        line = spoken[round(span.start_s * SAMPLE_RATE) : round(span.end_s * SAMPLE_RATE)]
        at = place_of(line, quiet.heard)
        heard = quiet.heard[at : at + len(line)][-len(ending) - 320 :]
        place = place_of(ending, heard)
        assert correlation(ending, heard[place : place + len(ending)]) >= 0.95


@pytest.mark.parametrize("which", ["quiet", "echo"])
def test_events_stand_where_the_sound_is(interviews: dict[str, Held], which: str) -> None:
    """Lines begin and end in the file where their events say."""
    held = interviews[which]
    spoken = held.session.read_audio("interviewer")
    sounding = np.abs(spoken) > 0.001
    slips = [event.span for event in held.events if isinstance(event, AudioGap)]
    for span in interviewer_spans(held.events):
        around = Span(span.start_s - 0.2, span.end_s + 0.4)
        first = round(around.start_s * SAMPLE_RATE)
        where = np.flatnonzero(sounding[first : round(around.end_s * SAMPLE_RATE)]) / SAMPLE_RATE
        assert around.start_s + where[0] == pytest.approx(span.start_s + 0.01, abs=CLOCK_S)
        # On a starved machine the loudspeaker can run dry; the rest of the line is then told to be later.
        later_s = sum(gap.duration_s for gap in slips if span.start_s < gap.start_s < span.end_s)
        assert around.start_s + where[-1] == pytest.approx(span.end_s + later_s - 0.01, abs=CLOCK_S)


def test_the_session_clock_runs_as_the_robots(quiet: Held) -> None:
    """Between two answers as much time passes in the recording as in the room."""
    recorded = quiet.session.read_audio("candidate")
    closed = [e.span for e in quiet.events if isinstance(e, AnswerClosed)]
    places_s = []
    for name, span in zip(CLIPS, closed, strict=True):
        inside = recorded[round(span.start_s * SAMPLE_RATE) : round(span.end_s * SAMPLE_RATE)]
        places_s.append(span.start_s + place_of(clip(name), inside) / SAMPLE_RATE)
    in_the_room = [answer.started_at for answer in quiet.given]
    for place_s, room_s in zip(places_s, in_the_room, strict=True):
        assert place_s - places_s[0] == pytest.approx(room_s - in_the_room[0], abs=CLOCK_S)


def test_of_its_own_echo_nothing_is_heard(echo: Held) -> None:
    """With the speaker in the microphone: no turn by it, no speech in it, no word of it."""
    spans = interviewer_spans(echo.events)
    for event in echo.events:
        if isinstance(event, SpeechStarted) and event.at_s is not None:
            assert not any(span.start_s <= event.at_s < span.end_s for span in spans), event
    assert [e.question_number for e in echo.events if isinstance(e, TurnTaken)] == [1, 2, 3]
    asked = {
        word
        for event in echo.events
        if isinstance(event, InterviewerSpoke | QuestionAsked)
        for word in plain_words(event.text if isinstance(event, InterviewerSpoke) else event.spoken)
    }
    said = {word for name in CLIPS for word in plain_words(text_of(name))}
    heard = {
        word
        for event in echo.events
        if isinstance(event, WordsHeard)
        for token in event.words
        for word in plain_words(token.text)
    }
    assert heard & said
    assert not heard & (asked - said)


def test_a_spoken_request_is_granted_and_is_no_part_of_the_answer(echo: Held) -> None:
    (asked,) = [event for event in echo.events if isinstance(event, CandidateRequested)]
    assert (asked.request, asked.by, asked.question_number) == ("repeat", "voice", 1)
    (again,) = [e for e in echo.events if isinstance(e, InterviewerSpoke) and e.role == "repeat"]
    assert asked.span is not None
    assert again.span.start_s - asked.span.end_s < 5
    first = answers_of(echo.events)[0]
    assert "repeat" not in " ".join(word.text.lower() for word in first.words)
    assert first.waited is not None
    assert first.waited.start_s == pytest.approx(again.span.end_s, abs=0.1)


def test_the_interviewer_is_taken_out_of_the_microphone(echo: Held) -> None:
    """The echo comes 12 dB below the voice; what is left of it in the recording is far less."""
    recorded, spoken = echo.session.read_audio("candidate"), echo.session.read_audio("interviewer")
    left_db = []
    for span in interviewer_spans(echo.events):
        part = slice(round((span.start_s + 1) * SAMPLE_RATE), round(span.end_s * SAMPLE_RATE))
        left_db.append(10 * np.log10(np.mean(recorded[part] ** 2) / np.mean(spoken[part] ** 2) + 1e-12))
    print(f"\necho left, line by line: {', '.join(f'{db:.0f}' for db in left_db)} dB")
    assert np.median(left_db) < -25
