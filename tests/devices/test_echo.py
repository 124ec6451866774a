"""The interviewer's voice is taken out of the microphone, and the candidate's is not touched.

Whole chain: a real voice through a loudspeaker with its own clock, a room's response, a microphone with
another clock, times as wrong as PortAudio's, and `Room` with WebRTC's canceller.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import soundfile

from simulator.audio import SAMPLE_RATE, Samples, Sound, Span, resample, rms_db
from simulator.devices.echo import BLOCK, EchoCanceller, HalfDuplex, NoCancelling, WebRtcCanceller
from simulator.devices.microphone import Microphone
from simulator.devices.room import Room
from simulator.errors import DeviceError
from simulator.speech.hibari import HibariVoice
from tests.devices.virtual_devices import (
    EchoPath,
    Stray,
    Times,
    VirtualLoudspeaker,
    VirtualMicrophone,
    World,
    between_samples,
    joined,
    plug_in,
    room_response,
)

CLIPS = Path(__file__).resolve().parents[2] / "audio_fixtures" / "clips"
QUESTION = (
    "Thank you for coming back. Last time you told my colleague about the migration you led. "
    "What went wrong on the way, and what would you do in another way today?"
)
LEARNING_S = 2.0


@pytest.fixture(scope="module")
def question() -> Samples:
    spoken = HibariVoice().synthesize(QUESTION)
    return resample(spoken)


def clip(name: str) -> Samples:
    samples, rate = soundfile.read(CLIPS / f"{name}.flac", dtype="float32")
    return resample(Sound(samples, rate))


class Says:
    """A person who speaks at a true moment, 16 kHz."""

    def __init__(self, begin_s: float, samples: Samples) -> None:
        self._begin_s = begin_s
        self._samples = samples

    def heard(self, times: Times) -> Samples | None:
        return between_samples(self._samples, (times - self._begin_s) * SAMPLE_RATE)


@dataclass
class Talk:
    """The candidate's channel with a canceller and without, and where the interviewer spoke."""

    raw: Samples
    clean: Samples
    spans: list[Span]

    def level_db(self, samples: Samples, from_s: float, to_s: float) -> float:
        return rms_db(samples[round(from_s * SAMPLE_RATE) : round(to_s * SAMPLE_RATE)])

    def echo_down_db(self, *, after_s: float = LEARNING_S) -> float:
        """How much quieter the first line's echo is, from `after_s` on."""
        line = self.spans[0]
        part = line.start_s + after_s, line.end_s + 0.3
        assert self.level_db(self.raw, *part) > -45
        return self.level_db(self.raw, *part) - self.level_db(self.clean, *part)


def talk(
    monkeypatch: pytest.MonkeyPatch,
    lines: Sequence[tuple[float, Samples]],
    length_s: float,
    *,
    canceller: type[EchoCanceller] = WebRtcCanceller,
    delay_s: float = 0.1,
    microphone_ppm: float = 0.0,
    loudspeaker_ppm: float = 0.0,
    candidate: tuple[float, Samples] | None = None,
    wander_s: float = 0.003,
) -> Talk:
    """Lines: (when, seconds from now; what the interviewer says). The same again without a canceller."""
    heard: list[Samples] = []
    spans: list[Span] = []
    for each in (NoCancelling, canceller):
        world = World(5)
        begin_s = world.now_s
        loudspeaker = VirtualLoudspeaker(world, ppm=loudspeaker_ppm, latency_s=0.1)
        plug_in(monkeypatch, loudspeaker)
        echo = EchoPath(loudspeaker, room_response(loudspeaker.rate), delay_s, length_s)
        microphone = VirtualMicrophone(
            world,
            ppm=microphone_ppm,
            rate=SAMPLE_RATE,
            block_s=0.02,
            stray=Stray(wander_s=wander_s),
            hears=[echo.heard],
            noise=1e-4,
        )
        if candidate is not None:
            microphone.hears.append(Says(begin_s + candidate[0], candidate[1]).heard)
        room = Room(
            Microphone(microphone.open, now_s=world.monotonic, wait_s=world.wait),
            loudspeaker.open,
            each(),
            now_s=world.monotonic,
        )
        left = list(lines)
        playbacks, frames = [], []
        for frame in room.frames():
            frames.append(frame)
            if left and world.now_s >= begin_s + left[0][0]:
                playbacks.append(room.play(left.pop(0)[1]))
            if world.now_s >= begin_s + length_s:
                break
        heard.append(joined(frames))
        spans = [playback.span for playback in playbacks if playback.span is not None]
    assert len(spans) == len(lines)
    return Talk(heard[0], heard[1], spans)


@pytest.mark.parametrize("delay_s", [0.06, 0.15])
def test_echo_is_20_db_down_after_two_seconds(
    monkeypatch: pytest.MonkeyPatch, question: Samples, delay_s: float
) -> None:
    heard = talk(monkeypatch, [(1.0, question)], 11.0, delay_s=delay_s)
    print(f"\ndelay {1000 * delay_s:.0f} ms: echo {heard.echo_down_db():.1f} dB down")
    assert heard.echo_down_db() >= 20


@pytest.mark.parametrize("ppm", [100.0, -100.0])
def test_echo_is_15_db_down_with_a_loudspeaker_whose_clock_is_wrong(
    monkeypatch: pytest.MonkeyPatch, question: Samples, ppm: float
) -> None:
    heard = talk(monkeypatch, [(1.0, question)], 11.0, loudspeaker_ppm=ppm)
    print(f"\n{ppm:+.0f} ppm: echo {heard.echo_down_db():.1f} dB down")
    assert heard.echo_down_db() >= 15


def test_what_the_candidate_says_alone_is_not_touched(
    monkeypatch: pytest.MonkeyPatch, question: Samples
) -> None:
    answer = clip("steady_pace")
    line = question[: 3 * SAMPLE_RATE]
    heard = talk(monkeypatch, [(1.0, line), (11.0, line)], 15.0, candidate=(5.5, answer))
    first, second = heard.spans
    untouched = slice(round((first.end_s + 0.7) * SAMPLE_RATE), round((second.start_s - 0.1) * SAMPLE_RATE))
    assert rms_db(heard.raw[untouched]) > -40
    assert np.array_equal(heard.clean[untouched], heard.raw[untouched])
    before = slice(0, round((first.start_s - 0.1) * SAMPLE_RATE))
    assert np.array_equal(heard.clean[before], heard.raw[before])
    assert not np.array_equal(heard.clean, heard.raw)


def test_who_interrupts_is_heard(monkeypatch: pytest.MonkeyPatch, question: Samples) -> None:
    answer = clip("steady_pace")
    heard = talk(monkeypatch, [(1.0, question)], 11.0, candidate=(4.0, answer))
    alone = talk(monkeypatch, [], 11.0, canceller=NoCancelling, candidate=(4.0, answer))
    spoken = 3.7, 3.7 + len(answer) / SAMPLE_RATE  # the first 0.3 s are not captured
    kept_db = heard.level_db(heard.clean, *spoken) - alone.level_db(alone.raw, *spoken)
    print(f"\nan interruption: {kept_db:+.1f} dB")
    assert abs(kept_db) < 3


def test_the_canceller_changes_only_where_there_can_be_an_echo() -> None:
    canceller = WebRtcCanceller()
    random = np.random.default_rng(0)
    near = random.uniform(-0.5, 0.5, BLOCK).astype(np.float32)
    silence = np.zeros(BLOCK, np.float32)
    for _ in range(50):
        assert canceller.clean(near, silence, audible=False) is near
    for _ in range(200):  # its first 2 s of interviewer: it does not know the room yet
        assert not canceller.clean(near, silence, audible=True).any()
    canceller.clean(near, silence, audible=False)
    blended = canceller.clean(near, silence, audible=True)
    assert blended[0] == near[0]
    canceller.clean(near, silence, audible=True)
    back = canceller.clean(near, silence, audible=False)
    assert back[-1] == near[-1]


def test_a_microphone_at_half_duplex_is_silent_while_the_interviewer_speaks() -> None:
    near = np.ones(BLOCK, np.float32)
    assert not HalfDuplex().clean(near, near, audible=True).any()
    assert HalfDuplex().clean(near, near, audible=False) is near
    assert NoCancelling().clean(near, near, audible=True) is near


def test_a_machine_that_cannot_cancel_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    from livekit import rtc

    def broken(**_: object) -> None:
        raise OSError("no such symbol")

    monkeypatch.setattr(rtc, "AudioProcessingModule", broken)
    with pytest.raises(DeviceError) as raised:
        WebRtcCanceller()
    assert "\n" not in str(raised.value)
