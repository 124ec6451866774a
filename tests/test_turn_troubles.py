"""Sound that is no answer, an answer without an end, and nobody there: no turn is taken for silence.

Real voice activity and the real turn model, in virtual time.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import soundfile

from simulator.audio import SAMPLE_RATE, Samples, Sound, at_level
from simulator.events import Event, InterviewerSpoke, TimeOffered, TurnTaken
from simulator.listening.turn_model import open_turn_model
from simulator.listening.turn_watch import TurnWatch
from simulator.turns.policy import TurnSettings
from tests.stage import Stage, on_stage
from tests.system import FIXTURES

pytestmark = pytest.mark.speech

LENGTH_S = 70.0
FLOOR_S = 9.0  # by then the first question is over


def time_s(seconds: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE


def as_samples(wave: np.ndarray[tuple[int], np.dtype[np.float64]], peak: float) -> Samples:
    return np.asarray(peak * wave / np.abs(wave).max(), np.float32)


def fan() -> Samples:
    """Brown noise and a hum."""
    random = np.random.default_rng(1).standard_normal(len(time_s(60)))
    brown = np.convolve(random, np.exp(-np.arange(200) / 40), "same")
    return as_samples(brown + 5 * np.sin(2 * np.pi * 120 * time_s(60)), 0.1)


def keyboard() -> Samples:
    """Short clicks, some six a second."""
    random = np.random.default_rng(2)
    wave = np.zeros(len(time_s(60)))
    for at in np.cumsum(random.exponential(1 / 6, 300)):
        click = random.standard_normal(240) * np.exp(-np.arange(240) / 40)
        first = round(at * SAMPLE_RATE)
        if first + 240 < len(wave):
            wave[first : first + 240] += click
    return as_samples(wave, 0.3)


def music() -> Samples:
    """Chords of plucked strings."""
    wave = np.zeros(len(time_s(60)))
    for number, root in enumerate([220.0, 174.6, 261.6, 196.0] * 8):
        t = time_s(1.8)
        chord = sum(np.sin(2 * np.pi * root * ratio * t) for ratio in (1, 1.26, 1.5, 2))
        first = round(1.8 * number * SAMPLE_RATE)
        part = (chord * np.exp(-2 * t))[: max(0, len(wave) - first)]
        wave[first : first + len(part)] += part
    return as_samples(wave, 0.2)


NOISES = {"fan": fan, "keyboard": keyboard, "music": music}


@pytest.fixture(scope="module")
def watch() -> Iterator[TurnWatch]:
    model, why = open_turn_model()
    assert model is not None, why
    with TurnWatch(model, wait=True) as watching:
        yield watching


def held(watch: TurnWatch, *says: tuple[float, Samples], length_s: float = LENGTH_S) -> list[Event]:
    return on_stage(Stage(says, length_s), watch=watch)[0]


def taken_for_answers(events: list[Event]) -> list[str]:
    return [e.reason for e in events if isinstance(e, TurnTaken) and "nothing said" not in e.reason]


@pytest.mark.parametrize("noise", NOISES)
def test_noise_is_no_answer(watch: TurnWatch, noise: str) -> None:
    events = held(watch, (FLOOR_S, NOISES[noise]()))
    assert taken_for_answers(events) == []
    assert any(isinstance(event, TimeOffered) for event in events)


def voice(level_db: float, times: int = 1) -> Samples:
    clip, _ = soundfile.read(FIXTURES / "clips" / "no_filler_like_words.flac", dtype="float32")
    return np.tile(at_level(Sound(clip, SAMPLE_RATE), level_db).samples, times)


def test_a_far_voice_is_no_answer(watch: TurnWatch) -> None:
    assert taken_for_answers(held(watch, (FLOOR_S, voice(-68.0, 5)))) == []


def test_a_voice_from_the_next_room_keeps_no_turn_open(watch: TurnWatch) -> None:
    answer = voice(-25.0, 2)
    end_s = FLOOR_S + len(answer) / SAMPLE_RATE
    events = held(watch, (FLOOR_S, answer), (end_s + 0.1, voice(-58.0, 4)))
    taken = [e.at_s for e in events if isinstance(e, TurnTaken) and e.question_number == 1]
    assert taken[0] is not None
    assert end_s - 1 < taken[0] < end_s + 8  # it goes on for 14 s


def test_digital_silence_is_met_with_offers_before_the_next_question(watch: TurnWatch) -> None:
    """The ladder: time, shown; the question in other words; the offer to skip; only then the next one."""
    events = held(watch, length_s=120.0)
    taken = next(e for e in events if isinstance(e, TurnTaken))
    before = events[: events.index(taken)]
    offered_s = next(e.at_s for e in before if isinstance(e, TimeOffered))
    said = [(e.role, e.span.start_s) for e in before if isinstance(e, InterviewerSpoke)]
    assert [role for role, _ in said] == ["greeting", "clarify", "offer_skip"]
    assert offered_s is not None
    assert taken.at_s is not None
    assert offered_s < said[1][1] < said[2][1] < taken.at_s
    settings = TurnSettings()
    assert offered_s > FLOOR_S - 2 + 0.4 * settings.never_started_s - 1
    assert taken.at_s > FLOOR_S + 2 * settings.never_started_s


def test_a_cough_is_no_answer(watch: TurnWatch) -> None:
    random = np.random.default_rng(3)
    burst = random.standard_normal(round(0.25 * SAMPLE_RATE)) * np.exp(
        -np.arange(round(0.25 * SAMPLE_RATE)) / 1200
    )
    assert taken_for_answers(held(watch, (FLOOR_S + 2, as_samples(burst, 0.4)))) == []


def test_ten_minutes_without_a_pause_are_listened_to(watch: TurnWatch) -> None:
    clip, _ = soundfile.read(FIXTURES / "clips" / "no_filler_like_words.flac", dtype="float32")
    loud = np.abs(clip) > 0.02
    speech = clip[int(np.argmax(loud)) : len(loud) - int(np.argmax(loud[::-1]))]
    times = round(600 * SAMPLE_RATE / len(speech))
    answer = np.tile(speech, times).astype(np.float32)
    end_s = FLOOR_S + len(answer) / SAMPLE_RATE
    events = held(watch, (FLOOR_S, answer), length_s=end_s + 8)
    taken = [event.at_s for event in events if isinstance(event, TurnTaken)]
    assert len(taken) == 1
    assert taken[0] is not None
    assert end_s - 0.5 < taken[0] < end_s + 5
