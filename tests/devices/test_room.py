"""A person's room: an hour with wrong clocks, holes and unplugging; pauses; a stop; a lost loudspeaker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np
import pytest

from simulator.audio import FRAME_S, FRAME_SAMPLES, SAMPLE_RATE, Frame, Span
from simulator.devices.echo import NoCancelling
from simulator.devices.microphone import Microphone
from simulator.devices.room import Room
from simulator.events import AudioGap, DeviceChanged, DeviceFailed, DeviceNoticed, Event
from simulator.ports import Playback
from tests.devices.virtual_devices import (
    BURST_S,
    Candidate,
    Gone,
    Hole,
    Track,
    VirtualLoudspeaker,
    VirtualMicrophone,
    World,
    plug_in,
    true_bursts,
    utterance,
)

TOLERANCE_S = 0.020
HOUR_S = 3600.0
EVERY_S = 30.0
LINE = utterance(BURST_S / 2, 3.0, length_s=3.1)
"""What the interviewer says in these tests: a burst at once, silence, a burst at the end."""


@dataclass
class Hour:
    """What an hour in the room left behind."""

    microphone: VirtualMicrophone
    loudspeaker: VirtualLoudspeaker
    candidate: Candidate = field(default_factory=Candidate)
    mine: Track = field(default_factory=Track)  # the candidate's channel
    theirs: Track = field(default_factory=Track)  # the interviewer's channel
    spans: list[Span] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    @cached_property
    def recorded_s(self) -> list[float]:
        """Where the candidate's bursts are in the recording."""
        return [place / SAMPLE_RATE for place in self.mine.bursts()]

    @property
    def clock(self) -> float:
        """Seconds of the microphone's own clock in one true second."""
        return 1 + self.microphone.ppm * 1e-6

    def session_s(self, true_s: float) -> float:
        """Where the microphone's timeline has this true moment, by the candidate's nearest burst."""
        nearest = min(range(len(self.recorded_s)), key=lambda i: abs(self.candidate.bursts_s[i] - true_s))
        return self.recorded_s[nearest] + (true_s - self.candidate.bursts_s[nearest]) * self.clock


def an_hour(
    monkeypatch: pytest.MonkeyPatch,
    length_s: float,
    rate: int,
    *,
    microphone_ppm: float,
    loudspeaker_ppm: float,
    seed: int = 1,
) -> Hour:
    """An utterance every 30 s and a burst of the candidate 4.5 s after it; a hole of 3 s falls into one, and
    into another one the microphone's absence of 3 s."""
    world = World(seed)
    start_s = world.now_s
    candidate = Candidate()
    turns = [start_s + 10 + EVERY_S * n for n in range(int((length_s - 15) / EVERY_S))]
    hole = Hole(turns[len(turns) // 3] + 1.0, 3.0)
    away = Gone(turns[2 * len(turns) // 3] + 1.0, turns[2 * len(turns) // 3] + 4.0)
    microphone = VirtualMicrophone(
        world, rate=rate, ppm=microphone_ppm, block_s=0.1, hears=[candidate.heard], holes=[hole], gone=[away]
    )
    loudspeaker = VirtualLoudspeaker(world, ppm=loudspeaker_ppm, block_s=0.1, latency_s=0.12)
    plug_in(monkeypatch, loudspeaker)
    hour = Hour(microphone, loudspeaker, candidate)
    room = Room(
        Microphone(microphone.open, now_s=world.monotonic, wait_s=world.wait),
        loudspeaker.open,
        NoCancelling(),
        now_s=world.monotonic,
    )
    playback: Playback | None = None
    for frame in room.frames():
        hour.mine.add(frame.samples)
        hour.theirs.add(room.heard_during(frame))
        hour.events += room.news()
        if playback is not None and playback.finished:
            assert playback.span is not None
            hour.spans.append(playback.span)
            playback = None
        if turns and world.now_s >= turns[0]:
            turns.pop(0)
            playback = room.play(LINE)
            candidate.burst(world.now_s + 6.1)
        if world.now_s >= start_s + length_s:
            break
    room.close()
    return hour


@pytest.mark.parametrize(
    ("microphone_ppm", "loudspeaker_ppm", "length_s", "rate"),
    [
        pytest.param(100.0, -100.0, HOUR_S, 16_000, id="an_hour_of_200_ppm"),
        pytest.param(-300.0, 300.0, HOUR_S / 3, 48_000, id="20_minutes_of_600_ppm_the_other_way"),
    ],
)
def test_over_an_hour_events_and_sound_stay_within_20_ms(
    monkeypatch: pytest.MonkeyPatch, microphone_ppm: float, loudspeaker_ppm: float, length_s: float, rate: int
) -> None:
    hour = an_hour(
        monkeypatch, length_s, rate, microphone_ppm=microphone_ppm, loudspeaker_ppm=loudspeaker_ppm
    )
    heard_s = true_bursts(hour.loudspeaker)
    begins, ends = heard_s[::2], heard_s[1::2]
    places_s = [place / SAMPLE_RATE for place in hour.theirs.bursts()]
    assert (
        len(hour.spans) == len(begins) == len(ends) == len(hour.candidate.bursts_s) >= length_s / EVERY_S - 1
    )
    assert len(hour.recorded_s) == len(hour.candidate.bursts_s)
    assert len(places_s) == len(heard_s)

    worst = {
        "span": max(
            abs(span.start_s - hour.session_s(true_s - BURST_S / 2))
            for span, true_s in zip(hour.spans, begins, strict=True)
        ),
        "sound": max(
            abs(place_s - hour.session_s(true_s)) for place_s, true_s in zip(places_s, heard_s, strict=True)
        ),
    }
    first_s, last_s = (hour.recorded_s[i] for i in (0, -1))
    true_s = hour.candidate.bursts_s[-1] - hour.candidate.bursts_s[0]
    worst["duration"] = abs(last_s - first_s - true_s * hour.clock)

    gaps = [event for event in hour.events if isinstance(event, AudioGap)]
    silent = [Span(a / SAMPLE_RATE, b / SAMPLE_RATE) for a, b in hour.mine.silences()]
    lost = [(before[1], after[0]) for before, after in pairwise(hour.microphone.delivered)]
    assert [gap.cause for gap in gaps] == ["samples lost", "the microphone was gone"]
    assert len(silent) == len(gaps) == 2
    for gap, zeros, (from_s, _) in zip(gaps, silent, lost, strict=True):
        assert gap.at_s == gap.span.start_s
        worst[gap.cause] = max(
            abs(gap.span.start_s - hour.session_s(from_s)),
            abs(gap.span.start_s - zeros.start_s),
            abs(gap.span.end_s - zeros.end_s),
        )
    worst["hole's end"] = abs(gaps[0].span.end_s - hour.session_s(lost[0][1]))
    assert 3.0 < gaps[1].span.duration_s < 4.1  # it is looked for every half second, and must settle

    assert [type(event) for event in hour.events] == [AudioGap, DeviceFailed, AudioGap, DeviceChanged]
    failed, back = hour.events[1], hour.events[3]
    assert isinstance(failed, DeviceFailed)
    assert isinstance(back, DeviceChanged)
    assert failed.kind == "microphone"
    assert failed.at_s == pytest.approx(gaps[1].span.start_s, abs=0.02)
    assert back.kind == "microphone"
    assert back.at_s == pytest.approx(gaps[1].span.end_s, abs=0.02)

    print("\nworst, in ms:", {name: round(1000 * float(off_s), 1) for name, off_s in worst.items()})
    assert max(worst.values()) < TOLERANCE_S, worst


class Studio:
    """A room in virtual time, step by step. What is kept is kept as a conversation does: not in a pause."""

    def __init__(
        self,
        monkeypatch: pytest.MonkeyPatch,
        *,
        silent: bool = False,
        underruns: Sequence[Hole] = (),
        holes: Sequence[Hole] = (),
        microphone_gone: Sequence[Gone] = (),
        loudspeaker_gone: Sequence[Gone] = (),
        loop_delay_s: float = 0.0,
        start_s: float = 0.0,
        noise: float = 1e-3,
        seed: int = 3,
    ) -> None:
        """The times of what goes wrong are seconds from now on."""
        world = self.world = World(seed)
        begin_s = world.now_s
        self.candidate = Candidate()
        self.microphone = VirtualMicrophone(
            world, ppm=100, rate=16_000, hears=[self.candidate.heard], noise=noise,
            holes=[Hole(h.start_s + begin_s, h.duration_s) for h in holes],
            gone=[Gone(g.start_s + begin_s, g.end_s + begin_s) for g in microphone_gone],
        )  # fmt: skip
        self.loudspeaker = VirtualLoudspeaker(
            world, ppm=-100, latency_s=0.1,
            underruns=[Hole(u.start_s + begin_s, u.duration_s) for u in underruns],
            gone=[Gone(g.start_s + begin_s, g.end_s + begin_s) for g in loudspeaker_gone],
        )  # fmt: skip
        plug_in(monkeypatch, self.loudspeaker)
        self.room = Room(
            Microphone(self.microphone.open, now_s=world.monotonic, wait_s=world.wait),
            None if silent else self.loudspeaker.open,
            NoCancelling(),
            loop_delay_s=loop_delay_s,
            start_s=start_s,
            now_s=world.monotonic,
        )
        self.paused = False
        self.mine, self.theirs = Track(), Track()
        self.events: list[Event] = []
        self._frames = self.room.frames()

    def hear(self, seconds: float) -> list[Frame]:
        """That much time goes by."""
        until_s = self.world.now_s + seconds
        frames: list[Frame] = []
        while self.world.now_s < until_s:
            frame = next(self._frames)
            frames.append(frame)
            if not self.paused:
                self.mine.add(frame.samples)
                self.theirs.add(self.room.heard_during(frame))
            self.events += self.room.news()
        return frames

    def pause(self, seconds: float) -> list[Frame]:
        self.room.pause()
        self.paused = True
        frames = self.hear(seconds)
        self.paused = False
        self.room.resume()
        return frames

    def burst(self, in_s: float) -> None:
        self.candidate.burst(self.world.now_s + in_s)

    def off_s(self) -> float:
        """How far the interviewer's bursts are from where the candidate's say they must be, at worst."""
        mine, theirs = self.mine.bursts(), self.theirs.bursts()
        true_s = true_bursts(self.loudspeaker)
        assert len(theirs) == len(true_s) > 0
        assert len(mine) == len(self.candidate.bursts_s) > 0
        worst_s = 0.0
        for place, moment_s in zip(theirs, true_s, strict=True):
            at = int(np.argmin(np.abs(np.subtract(self.candidate.bursts_s, moment_s))))
            apart_s = moment_s - self.candidate.bursts_s[at]
            worst_s = max(worst_s, abs((place - mine[at]) / SAMPLE_RATE - apart_s))
        return worst_s


def is_finished(playback: Playback) -> bool:
    """A call, for the type checker believes that a property stays as it was."""
    return playback.finished


def span_of(playback: Playback) -> Span | None:
    return playback.span


def follow_on(frames: Sequence[Frame]) -> bool:
    return all(after.start_s == pytest.approx(before.end_s) for before, after in pairwise(frames))


def test_frames_follow_each_other_from_where_the_session_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    studio = Studio(monkeypatch, start_s=100.0, holes=[Hole(2.0, 0.5)])
    frames = studio.hear(5.0)
    assert frames[0].start_s == 100.0
    assert follow_on(frames)
    assert {len(frame.samples) for frame in frames} == {FRAME_SAMPLES}
    assert sum(frame.lost for frame in frames) * FRAME_S == pytest.approx(0.5, abs=0.07)
    (gap,) = studio.events
    assert isinstance(gap, AudioGap)
    first = next(frame for frame in frames if frame.lost)
    assert gap.span.start_s == pytest.approx(first.start_s, abs=0.035)


def test_in_a_pause_the_clock_stands_still_and_frames_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    studio = Studio(monkeypatch)
    before = studio.hear(2.0)
    studio.burst(0.5)
    first = studio.room.play(LINE)
    before += studio.hear(4.0)
    first_span = first.span
    in_pause = studio.pause(20.0)
    assert len(in_pause) * FRAME_S == pytest.approx(20.0, abs=0.1)
    after = studio.hear(0.5)
    assert after[0].start_s == before[-1].end_s
    studio.burst(0.5)
    second = studio.room.play(LINE)
    after += studio.hear(4.0)
    assert follow_on([*before, *after])
    assert span_of(first) == first_span
    assert second.span is not None
    place_s = studio.theirs.bursts()[2] / SAMPLE_RATE
    assert second.span.start_s == pytest.approx(place_s - BURST_S / 2, abs=0.002)
    assert second.span.duration_s == pytest.approx(len(LINE) / SAMPLE_RATE, abs=0.002)
    assert studio.off_s() < TOLERANCE_S


def test_pauses_move_nothing_that_was_before(monkeypatch: pytest.MonkeyPatch) -> None:
    studio = Studio(monkeypatch)
    spans, playbacks = [], []
    for _ in range(3):
        studio.hear(1.0)
        studio.burst(0.5)
        playbacks.append(studio.room.play(LINE))
        studio.hear(4.0)
        spans.append(playbacks[-1].span)
        studio.pause(7.0)
    assert [playback.span for playback in playbacks] == spans
    assert studio.off_s() < TOLERANCE_S


def test_what_happens_in_a_pause_is_told_at_the_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    studio = Studio(monkeypatch, microphone_gone=[Gone(8.0, 11.0)])
    frames = studio.hear(3.0)
    studio.pause(30.0)
    assert [type(event) for event in studio.events] == [DeviceFailed, DeviceChanged]
    assert {event.at_s for event in studio.events} == {frames[-1].end_s}


def test_a_gap_counts_only_where_the_clock_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    studio = Studio(monkeypatch, microphone_gone=[Gone(8.0, 16.0)])
    frames = studio.hear(3.0)
    studio.pause(10.0)
    studio.hear(10.0)
    (gap,) = (event for event in studio.events if isinstance(event, AudioGap))
    ((start, stop),) = studio.mine.silences()
    assert gap.span.start_s == pytest.approx(frames[-1].end_s)
    assert gap.span.start_s == pytest.approx(start / SAMPLE_RATE, abs=0.035)
    assert gap.span.end_s == pytest.approx(stop / SAMPLE_RATE, abs=0.01)


def test_silence_in_a_pause_is_no_mute(monkeypatch: pytest.MonkeyPatch) -> None:
    studio = Studio(monkeypatch, noise=0.0)
    studio.hear(1.0)
    studio.pause(10.0)
    assert studio.events == []
    studio.hear(4.0)
    (muted,) = studio.events
    assert isinstance(muted, DeviceNoticed)
    assert muted.trouble == "muted"


def test_a_stopped_line_is_finished_at_once_and_its_rest_is_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    studio = Studio(monkeypatch)
    studio.hear(1.0)
    playback = studio.room.play(np.tile(utterance(BURST_S / 2, length_s=BURST_S), 250))  # without a break
    studio.hear(2.0)
    assert (is_finished(playback), studio.room.speaking) == (False, True)
    studio.room.stop()
    assert (is_finished(playback), studio.room.speaking) == (True, False)
    heard_s = studio.world.now_s - studio.loudspeaker.sound[0][0]
    studio.hear(4.0)
    begin_s, end_s = (sample / SAMPLE_RATE for sample in studio.theirs.extent())
    assert end_s - begin_s == pytest.approx(heard_s, abs=TOLERANCE_S)
    assert playback.span is not None
    assert playback.span.duration_s == pytest.approx(heard_s, abs=TOLERANCE_S)
    assert playback.span.start_s == pytest.approx(begin_s, abs=0.005)


@pytest.mark.parametrize("seed", range(4))
def test_a_line_right_after_a_stop_is_in_its_place(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    studio = Studio(monkeypatch, seed=seed)
    studio.hear(1.0)
    studio.burst(0.5)
    studio.room.play(utterance(BURST_S / 2, 1.0, length_s=5.0))
    studio.hear(2.0)
    studio.room.stop()
    studio.burst(0.5)
    second = studio.room.play(LINE)
    studio.hear(4.0)
    assert is_finished(second)
    assert len(studio.theirs.bursts()) == 4
    assert studio.off_s() < TOLERANCE_S


def test_a_line_stopped_before_it_began_has_an_empty_place(monkeypatch: pytest.MonkeyPatch) -> None:
    studio = Studio(monkeypatch)
    frames = studio.hear(3.0)
    playback = studio.room.play(LINE)
    assert span_of(playback) is None
    studio.room.stop()
    assert is_finished(playback)
    here = Span(frames[-1].end_s, frames[-1].end_s)
    assert span_of(playback) == here
    studio.pause(5.0)
    assert span_of(playback) == here
    studio.hear(4.0)
    assert studio.theirs.bursts() == []
    assert true_bursts(studio.loudspeaker) == []


def test_a_line_before_the_first_frame_waits_for_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    studio = Studio(monkeypatch)
    playback = studio.room.play(LINE)
    studio.world.wait(0.3)  # it sounds, and nothing was captured yet
    assert span_of(playback) is None
    assert not is_finished(playback)
    studio.hear(4.0)
    assert playback.span is not None
    assert is_finished(playback)


def test_lines_follow_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    studio = Studio(monkeypatch)
    studio.hear(1.0)
    studio.burst(0.5)
    first, second = studio.room.play(LINE), studio.room.play(LINE)
    studio.hear(8.0)
    assert first.span is not None
    assert second.span is not None
    assert second.span.start_s == pytest.approx(first.span.end_s, abs=0.005)
    assert studio.off_s() < TOLERANCE_S


def test_without_a_loudspeaker_a_line_is_shown_for_its_length(monkeypatch: pytest.MonkeyPatch) -> None:
    studio = Studio(monkeypatch, silent=True)
    frames = studio.hear(2.0)
    playback = studio.room.play(LINE)
    assert playback.span is not None
    assert playback.span.start_s == pytest.approx(frames[-1].end_s)
    assert playback.span.duration_s == pytest.approx(len(LINE) / SAMPLE_RATE)
    studio.hear(2.9)
    assert not is_finished(playback)
    studio.hear(0.3)
    assert is_finished(playback)
    assert studio.theirs.bursts() == []
    assert studio.events == []


def test_a_loudspeaker_lost_in_the_middle_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    studio = Studio(monkeypatch, loudspeaker_gone=[Gone(3.0, 7.5)])
    studio.hear(1.5)
    studio.burst(4.0)
    first = studio.room.play(LINE)
    studio.hear(2.0)
    assert is_finished(first)
    assert first.span is not None
    (failed,) = studio.events
    assert isinstance(failed, DeviceFailed)
    assert failed.kind == "loudspeaker"
    assert failed.at_s == pytest.approx(3.0 - 0.3, abs=0.2)
    shown = studio.room.play(LINE)  # nobody hears it, and the conversation goes on
    assert shown.span is not None
    studio.hear(5.5)
    assert is_finished(shown)
    back = studio.events[-1]
    assert isinstance(back, DeviceChanged)
    assert back.kind == "loudspeaker"
    assert back.at_s == pytest.approx(8.0 - 0.3, abs=0.7)
    studio.burst(0.5)
    studio.room.play(LINE)
    studio.hear(4.0)
    assert len(studio.events) == 2
    assert len(studio.theirs.bursts()) == 3  # of the first line only the beginning
    assert studio.off_s() < TOLERANCE_S


def test_what_was_heard_before_a_loss_is_kept_while_frames_are_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    studio = Studio(monkeypatch, holes=[Hole(3.0, 2.0)], loudspeaker_gone=[Gone(3.6, 60.0)])
    studio.hear(1.0)
    first = studio.room.play(np.tile(utterance(BURST_S / 2, length_s=BURST_S), 250))
    while first.span is None or not is_finished(first):
        studio.hear(0.001)
    studio.room.play(LINE)  # while two seconds of the microphone are still being handed out
    studio.hear(3.0)
    begin_s, end_s = (sample / SAMPLE_RATE for sample in studio.theirs.extent())
    assert end_s == pytest.approx(3.6 - 0.3, abs=0.15)  # what the device held at its end counts as heard
    assert first.span.end_s == pytest.approx(end_s, abs=0.01)
    assert first.span.start_s == pytest.approx(begin_s, abs=0.01)


def test_an_underrun_moves_the_rest_of_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    studio = Studio(monkeypatch, underruns=[Hole(3.0, 0.25)])
    studio.hear(1.5)
    studio.burst(5.0)
    playback = studio.room.play(LINE)
    studio.hear(6.0)
    assert is_finished(playback)
    assert playback.span is not None
    assert playback.span.duration_s == pytest.approx(len(LINE) / SAMPLE_RATE + 0.25, abs=TOLERANCE_S)
    assert studio.off_s() < TOLERANCE_S


def test_the_computers_clock_may_be_put_right(monkeypatch: pytest.MonkeyPatch) -> None:
    studio = Studio(monkeypatch)
    studio.hear(5.0)
    studio.loudspeaker.wall_clock_s -= 2.0
    studio.hear(1.0)
    studio.burst(0.5)
    studio.room.play(LINE)
    studio.hear(4.0)
    assert studio.off_s() < TOLERANCE_S


def test_a_known_delay_puts_everything_later(monkeypatch: pytest.MonkeyPatch) -> None:
    studio = Studio(monkeypatch, loop_delay_s=0.15)
    studio.hear(1.0)
    studio.burst(0.5)
    studio.room.play(LINE)
    studio.hear(4.0)
    assert studio.off_s() == pytest.approx(0.15, abs=TOLERANCE_S)
