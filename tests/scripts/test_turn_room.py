"""The room of the turn benchmark: what is played comes back late, weaker and at another rate."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).resolve().parents[2] / "scripts"))

from measuring.echo_path import EchoPath, prepared, room_response, synthetic_response
from measuring.speech_set import bundled
from measuring.turn_material import answers
from measuring.turn_outcomes import in_room
from measuring.turn_room import SimulatedRoom

from simulator.audio import FRAME_S, SAMPLE_RATE, Frame, Samples, Sound, active_level_db, at_level, rms_db
from simulator.devices.echo import EchoCanceller, NoCancelling, WebRtcCanceller
from simulator.ports import Controls, Ears, Speaker
from tests.made_up_speech import made_up

FIXTURES = Path(__file__).resolve().parents[2] / "audio_fixtures"
LEVEL_DB = -25.0
DIRECT = np.ones(1, np.float32)
"""A room that adds nothing."""


def noise(seconds: float, level_db: float = -23.0, seed: int = 0) -> Samples:
    wave = np.random.default_rng(seed).standard_normal(round(seconds * SAMPLE_RATE))
    return np.asarray(wave * 10 ** (level_db / 20), np.float32)


def room(
    response: Samples = DIRECT, drift_ppm: float = 0.0, canceller: EchoCanceller | None = None
) -> SimulatedRoom:
    return SimulatedRoom(
        canceller or NoCancelling(),
        EchoPath(response, drift_ppm),
        level_db=LEVEL_DB,
        label=lambda samples: f"{len(samples)} samples",
    )


class Listener:
    """Pulls frames and keeps them."""

    def __init__(self, made: SimulatedRoom) -> None:
        self.room = made
        self._frames = made.frames()
        self.frames: list[Frame] = []
        self.said: list[Samples] = []

    def hear(self, until_s: float) -> Samples:
        while self.room.now_s < until_s:
            frame = next(self._frames)
            self.frames.append(frame)
            self.said.append(self.room.heard_during(frame))
        return self.heard

    @property
    def heard(self) -> Samples:
        return np.concatenate([frame.samples for frame in self.frames])

    @property
    def interviewer(self) -> Samples:
        return np.concatenate(self.said)


def lag_s(heard: Samples, sound: Samples, around_s: float) -> float:
    """How much later than `around_s` the sound is in what was heard, to a fraction of a sample."""
    first = round((around_s - 0.2) * SAMPLE_RATE)
    stretch = heard[first : first + len(sound) + round(0.6 * SAMPLE_RATE)].astype(np.float64)
    size = 1 << (len(stretch) + len(sound)).bit_length()
    alike = np.fft.irfft(np.fft.rfft(stretch, size) * np.conj(np.fft.rfft(sound, size)), size)
    return (int(np.argmax(alike[: len(stretch)])) + first) / SAMPLE_RATE - around_s


def test_it_is_what_a_conversation_is_driven_through() -> None:
    made = room()
    ears: Ears = made
    speaker: Speaker = made
    controls: Controls = made
    assert ears.news() == []
    assert not speaker.speaking
    assert controls.poll() == []


def test_what_is_played_comes_back_late() -> None:
    listener = Listener(room())
    listener.hear(0.5)
    line = listener.room.play(noise(2.0))
    heard = listener.hear(4.0)
    assert line.span is not None
    assert line.span.start_s == pytest.approx(0.512 + 0.05, abs=1e-6)
    assert lag_s(heard, noise(2.0), line.span.start_s) == pytest.approx(0.12, abs=1e-4)


def test_it_comes_back_20_db_below_the_candidate() -> None:
    listener = Listener(room(synthetic_response()))
    listener.room.play(noise(2.0))
    assert active_level_db(listener.hear(4.0), SAMPLE_RATE) == pytest.approx(LEVEL_DB - 20, abs=1)


def test_a_loud_line_comes_back_louder_than_a_faint_one() -> None:
    listener = Listener(room())
    listener.room.play(noise(1.0, -23.0))
    listener.hear(2.0)
    listener.room.play(noise(1.0, -33.0))
    heard = listener.hear(4.0)
    loud, faint = rms_db(heard[4800:14400]), rms_db(heard[round(2.4 * SAMPLE_RATE) :][:9600])
    assert loud - faint == pytest.approx(10, abs=0.5)


def test_the_clocks_drift_apart() -> None:
    """100 ppm: a line's own end is late, and a later line is later."""
    sound = noise(20.0)
    listener = Listener(room(drift_ppm=100))
    listener.hear(1.0)
    first = listener.room.play(sound)
    listener.hear(100.0)
    later = listener.room.play(sound)
    heard = listener.hear(122.0)
    assert first.span is not None
    assert later.span is not None
    start, second = sound[:8000], sound[-8000:]
    assert lag_s(heard, start, first.span.start_s) == pytest.approx(0.1201, abs=1e-4)
    assert lag_s(heard, second, first.span.end_s - 0.5) == pytest.approx(0.1221, abs=1e-4)
    assert lag_s(heard, start, later.span.start_s) == pytest.approx(0.13, abs=1e-4)


def test_the_candidate_is_heard_beside_the_echo_and_keeps_their_level() -> None:
    voice = noise(2.0, LEVEL_DB, seed=1)
    listener = Listener(room())
    span = listener.room.say_at(voice, 1.0)
    heard = listener.hear(4.0)
    assert np.array_equal(heard[round(span.start_s * SAMPLE_RATE) :][: len(voice)], voice)
    assert listener.room.voice_spans == [span]


def test_they_answer_when_the_question_has_ended() -> None:
    voice = noise(1.0, LEVEL_DB, seed=1)
    listener = Listener(room())
    line = listener.room.play(noise(2.0))
    listener.room.answer(voice)
    listener.hear(4.0)
    assert line.span is not None
    assert listener.room.voice_spans[0].start_s == pytest.approx(line.span.end_s + 0.3, abs=1e-3)


def test_they_answer_a_question_that_was_stopped() -> None:
    listener = Listener(room())
    listener.room.play(noise(5.0))
    listener.room.answer(noise(1.0), after_s=0.5)
    listener.hear(1.0)
    listener.room.stop()
    listener.hear(3.0)
    assert listener.room.voice_spans[0].start_s == pytest.approx(1.0 + 0.05 + 0.5, abs=FRAME_S)


def test_everything_played_is_written_down() -> None:
    listener = Listener(room())
    listener.room.play(noise(1.0))
    listener.room.play(noise(0.5))
    listener.hear(0.2)
    assert [line.number for line in listener.room.played] == [0]
    assert listener.room.played[0].span.end_s == pytest.approx(listener.room.now_s)
    listener.hear(3.0)
    first, second = listener.room.played
    assert (first.label, second.label) == ("16000 samples", "8000 samples")
    assert second.span.start_s == pytest.approx(first.span.end_s)
    assert second.span.duration_s == pytest.approx(0.5)
    sounding = np.flatnonzero(listener.interviewer)
    assert sounding[0] / SAMPLE_RATE == pytest.approx(first.span.start_s, abs=1e-3)
    assert sounding[-1] / SAMPLE_RATE == pytest.approx(second.span.end_s, abs=1e-3)


def test_stop_is_silence_within_100_ms() -> None:
    listener = Listener(room())
    line = listener.room.play(noise(5.0))
    waiting = listener.room.play(noise(1.0))
    listener.hear(1.0)
    stopped_s = listener.room.now_s
    listener.room.stop()
    assert line.finished
    assert not listener.room.speaking
    listener.hear(6.0)
    assert listener.room.played[0].span.end_s <= stopped_s + 0.1
    assert len(listener.room.played) == 1
    assert waiting.finished
    assert not listener.interviewer[round((stopped_s + 0.1) * SAMPLE_RATE) :].any()
    assert not listener.heard[round((stopped_s + 0.25) * SAMPLE_RATE) :].any()


def test_after_a_stop_the_next_line_waits_for_nothing() -> None:
    listener = Listener(room())
    listener.room.play(noise(5.0))
    listener.hear(1.0)
    listener.room.stop()
    line = listener.room.play(noise(1.0))
    listener.hear(3.0)
    assert line.span is not None
    assert line.span.start_s == pytest.approx(1.024 + 0.05, abs=1e-3)


def test_ducking_is_quieter_within_50_ms_and_comes_up_again() -> None:
    listener = Listener(room())
    listener.room.play(noise(3.0))
    listener.hear(1.0)
    ducked_s = listener.room.now_s
    listener.room.duck(20.0)
    listener.hear(2.0)
    listener.room.duck(0.0)
    up_s = listener.room.now_s
    listener.hear(4.0)

    def level(sound: Samples, at_s: float) -> float:
        return rms_db(sound[round(at_s * SAMPLE_RATE) :][:3200])

    said = listener.interviewer
    assert level(said, ducked_s + 0.06) == pytest.approx(level(said, 0.5) - 20, abs=1)
    assert level(said, up_s + 0.06) == pytest.approx(level(said, 0.5), abs=1)
    assert level(listener.heard, ducked_s + 0.18) == pytest.approx(level(listener.heard, 0.5) - 20, abs=1)
    assert [db for _, db in listener.room.played[0].gains] == [-20.0, 0.0]


def test_what_is_played_while_ducked_begins_ducked() -> None:
    listener = Listener(room())
    listener.room.duck(20.0)
    listener.room.play(noise(1.0))
    listener.hear(2.0)
    assert rms_db(listener.interviewer[800:2400]) == pytest.approx(-43, abs=1)


def test_keys_come_when_they_are_pressed() -> None:
    listener = Listener(room())
    listener.room.press("done", 1.0)
    listener.hear(0.9)
    assert listener.room.poll() == []
    listener.hear(1.05)
    assert listener.room.poll() == ["done"]
    assert listener.room.poll() == []


def test_the_room_sounds_where_nobody_speaks() -> None:
    """The background goes on before, between and after, and gives way to the candidate's own sound."""
    tone = noise(10.0, -60.0)
    taken = 0

    def background(count: int) -> Samples:
        nonlocal taken
        taken += count
        return tone[taken - count : taken]

    made = SimulatedRoom(NoCancelling(), EchoPath(DIRECT, 0), level_db=LEVEL_DB, background=background)
    listener = Listener(made)
    voice = noise(1.0, LEVEL_DB, seed=1)
    made.say_at(voice, 1.0)
    heard = listener.hear(4.0)
    assert np.array_equal(heard[: SAMPLE_RATE // 2], tone[: SAMPLE_RATE // 2])
    assert np.array_equal(heard[SAMPLE_RATE : 2 * SAMPLE_RATE], voice)
    assert np.array_equal(heard[-8000:], tone[len(heard) - 8000 : len(heard)])


def test_frames_end() -> None:
    made = SimulatedRoom(NoCancelling(), EchoPath(DIRECT, 0), level_db=LEVEL_DB, longest_s=2.0)
    assert sum(1 for _ in made.frames()) == 63
    closed = room()
    frames = closed.frames()
    next(frames)
    closed.close()
    assert list(frames) == []


def test_in_a_pause_the_clock_stands_still() -> None:
    made = room()
    frames = made.frames()
    next(frames)
    made.pause()
    assert next(frames).start_s == next(frames).start_s == pytest.approx(FRAME_S)
    made.resume()
    assert next(frames).start_s == pytest.approx(FRAME_S)
    assert made.now_s == pytest.approx(2 * FRAME_S)


def test_a_turn_in_the_room_is_scored_on_its_own_clock() -> None:
    """A question is asked in a pause and stopped; an acknowledgement and another one come after the end."""
    turn = answers([made_up()], 1)[0]
    made = room()
    listener = Listener(made)
    made.play(noise(1.0))  # the question
    made.answer(turn.samples())
    listener.hear(2.0)
    (voice,) = made.voice_spans
    pause = max((pause.span for pause in turn.pauses), key=lambda span: span.duration_s)
    listener.hear(voice.start_s + pause.start_s + 0.3)
    made.play(noise(2.0))
    listener.hear(made.now_s + 0.2)
    made.stop()
    listener.hear(voice.start_s + turn.true_end_s + 1.0)
    made.play(noise(0.4))
    listener.hear(voice.start_s + turn.true_end_s + 2.0)
    made.play(noise(2.0))
    listener.hear(voice.start_s + turn.true_end_s + 5.0)
    outcome = in_room(
        turn,
        voice.start_s,
        made.played,
        lambda line: "acknowledgement" if line.label == "6400 samples" else "question",
        heard_until_s=made.now_s,
    )
    (cut,) = outcome.cuts
    assert cut.span.start_s == pytest.approx(pause.start_s + 0.35, abs=FRAME_S)
    assert cut.span.duration_s == pytest.approx(0.2 + 0.05 - 0.05, abs=2 * FRAME_S)
    assert outcome.cut_in(pause)
    assert outcome.first_sound_s == pytest.approx(1.05, abs=FRAME_S)
    assert outcome.question_s == pytest.approx(2.05, abs=FRAME_S)
    assert not any(outcome.over_speech(ack) for ack in outcome.acknowledgements)


def test_a_response_begins_with_its_direct_sound_and_has_energy_1() -> None:
    response = np.zeros(5000, np.float32)
    response[700], response[1500], response[4500] = -2.0, 0.5, 0.001
    ready = prepared(response)
    assert ready[0] == pytest.approx(-2.0 / np.sqrt(4.25), rel=1e-3)
    assert len(ready) == 801
    assert np.sum(ready.astype(np.float64) ** 2) == pytest.approx(1)
    assert len(room_response([])) > 1000


def test_the_product_canceller_takes_the_echo_out_in_spite_of_drift() -> None:
    """-20 dB, 120 ms, 100 ppm; after its first lines little is left for anybody to hear."""
    pytest.importorskip("livekit.rtc")
    clip = next(clip for clip in bundled(FIXTURES) if clip.truth.id == "demo_candidate/answer_1")
    spoken = at_level(Sound(clip.samples()[: 6 * SAMPLE_RATE], SAMPLE_RATE), -23.0).samples
    listener = Listener(room(synthetic_response(), 100, WebRtcCanceller()))
    plain = Listener(room(synthetic_response(), 100))
    for each in (listener, plain):
        for _ in range(3):
            line = each.room.play(spoken)
            each.hear(each.room.now_s + 7.5)
    assert line.span is not None
    last = slice(round(line.span.start_s * SAMPLE_RATE), round(line.span.end_s * SAMPLE_RATE))
    taken_out_db = active_level_db(plain.heard[last], SAMPLE_RATE) - rms_db(listener.heard[last])
    assert taken_out_db > 20
