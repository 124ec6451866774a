"""A person's room: `Ears` and `Speaker` over a microphone and a loudspeaker.

Everything is placed by the microphone's samples. The interviewer's voice is put where it was audible, and
taken out of what the microphone hears. In a pause frames go on, but the session clock stands still.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Literal, Protocol

import numpy as np

from simulator.audio import FRAME_SAMPLES, SAMPLE_RATE, Frame, Samples, Span
from simulator.devices.echo import BLOCK, LEAD_S, EchoCanceller
from simulator.devices.level_watch import LevelWatch
from simulator.devices.microphone import Microphone, MicrophoneNews
from simulator.devices.playout import Utterance
from simulator.errors import DeviceError
from simulator.events import AudioGap, DeviceChanged, DeviceFailed, DeviceNoticed, Event

_REVERBERATION_S = 0.5  # a room answers that long after the loudspeaker has fallen silent
_TRY_EVERY_S = 1.0
_LEAD = round(LEAD_S * SAMPLE_RATE)


class Loudspeaker(Protocol):
    """What `Playout` offers; in tests a device whose clock and failures are chosen."""

    @property
    def alive(self) -> bool: ...

    def play(self, samples: Samples) -> Utterance: ...

    def duck(self, by_db: float) -> None: ...

    def stop(self) -> None: ...

    def close(self) -> None: ...


class Room:
    """The devices of one rehearsal.

    Args:
        open_loudspeaker: opens it, also again after it was lost; None where questions are only shown.
        loop_delay_s: how much later than the devices say sound is really heard (Bluetooth).
        start_s: the session clock's time at the first frame.
    """

    def __init__(
        self,
        microphone: Microphone,
        open_loudspeaker: Callable[[], Loudspeaker] | None,
        canceller: EchoCanceller,
        *,
        microphone_name: str = "microphone",
        loudspeaker_name: str = "loudspeaker",
        loop_delay_s: float = 0.0,
        start_s: float = 0.0,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._microphone = microphone
        self._open_loudspeaker = open_loudspeaker
        self._loudspeaker = open_loudspeaker() if open_loudspeaker else None
        self._canceller = canceller
        self._names: dict[Literal["microphone", "loudspeaker"], str] = {
            "microphone": microphone_name, "loudspeaker": loudspeaker_name,
        }  # fmt: skip
        self._loop_delay_s = loop_delay_s
        self._now_s = now_s
        self._watch = LevelWatch()
        self._news: list[Event] = []
        self._playing: list[_Playing] = []
        self._ducked_by_db = 0.0
        self._tried_s = 0.0
        # All positions inside are captured samples; the session's are these plus `_shift`.
        self._shift = round(start_s * SAMPLE_RATE)
        self._cleaned = 0  # captured samples that went through the canceller
        self._framed = 0  # captured samples handed out in frames
        self._paused_at: int | None = None
        self._pauses: list[tuple[int, int]] = []  # captured samples that count for nothing
        self._audible_until = 0

    def frames(self) -> Iterator[Frame]:
        self._microphone.restart()
        raw: Samples = np.zeros(0, np.float32)  # as the microphone gave it, from the next frame on
        clean: Samples = np.zeros(0, np.float32)  # the same without echo; up to 10 ms shorter
        lost = False
        while True:
            stretches = self._microphone.read()
            self._tend_loudspeaker()
            self._pass_on(self._microphone.news())
            for stretch in stretches:
                lost = lost or stretch.lost
                raw = np.concatenate([raw, stretch.samples])
                while len(raw) - len(clean) >= BLOCK:
                    clean = np.concatenate([clean, self._clean(raw[len(clean) : len(clean) + BLOCK])])
                    if len(clean) >= FRAME_SAMPLES:
                        yield self._frame(raw[:FRAME_SAMPLES], clean[:FRAME_SAMPLES], lost)
                        raw, clean = raw[FRAME_SAMPLES:], clean[FRAME_SAMPLES:]
                        lost = stretch.lost

    def play(self, samples: Samples, *, aside: bool = False) -> _Playing:
        del aside  # people tell by themselves
        utterance = None
        if self._loudspeaker is not None:
            utterance = self._loudspeaker.play(samples)
        playing = _Playing(self, samples, utterance, self._framed)
        self._playing = [p for p in self._playing if not p.past(self._framed)] + [playing]
        return playing

    @property
    def full_duplex(self) -> bool:
        return self._canceller.full_duplex

    @property
    def speaking(self) -> bool:
        return any(not playing.finished for playing in self._playing)

    def duck(self, by_db: float) -> None:
        self._ducked_by_db = by_db
        if self._loudspeaker is not None:
            self._loudspeaker.duck(by_db)

    def stop(self) -> None:
        if self._loudspeaker is not None:
            self._loudspeaker.stop()
        for playing in self._playing:
            playing.stop(self._framed)

    def heard_during(self, frame: Frame) -> Samples:
        return self._audible(round(frame.start_s * SAMPLE_RATE) - self._shift, len(frame.samples))

    def news(self) -> list[Event]:
        news, self._news = self._news, []
        return news

    def pause(self) -> None:
        self._paused_at = self._framed

    def resume(self) -> None:
        if self._paused_at is not None:
            self._pauses.append((self._paused_at, self._framed))
            self._shift -= self._framed - self._paused_at
            self._paused_at = None

    def close(self) -> None:
        self._microphone.close()
        if self._loudspeaker is not None:
            self._loudspeaker.close()

    def position_of(self, monotonic_s: float) -> int:
        """The captured sample at which something sent out for that moment is heard."""
        return round((self._microphone.fit.captured_s(monotonic_s) + self._loop_delay_s) * SAMPLE_RATE)

    def span_of(self, first: int, last: int) -> Span:
        return Span(self._session_s(first), self._session_s(last))

    def note_slip(self, expected: int, audible: int) -> None:
        """The loudspeaker ran dry in the middle of a line: its rest came later than expected."""
        self._canceller.disturbed()
        if audible > expected:
            gap = self.span_of(expected, audible)
            self._news.append(AudioGap(gap.start_s, gap, "the loudspeaker ran dry"))

    @property
    def framed(self) -> int:
        return self._framed

    @property
    def ready(self) -> bool:
        """`position_of` can be asked."""
        return self._microphone.fit.ready

    def _session_s(self, captured: int) -> float:
        """In a pause that is over the clock stands still, and what was before it stays where it was."""
        shift = self._shift
        for since, until in reversed(self._pauses):
            if captured >= until:
                break
            shift += until - max(captured, since)
        return (captured + shift) / SAMPLE_RATE

    def _news_s(self, captured: int) -> float:
        """The session time at which it is told: nothing happens later than a pause that has begun."""
        return self._session_s(captured if self._paused_at is None else min(captured, self._paused_at))

    def _clean(self, near: Samples) -> Samples:
        far = self._audible(self._cleaned + _LEAD, BLOCK)
        if far.any():
            self._audible_until = self._cleaned + _LEAD + BLOCK + round(_REVERBERATION_S * SAMPLE_RATE)
        self._cleaned += BLOCK
        return self._canceller.clean(near, far, audible=self._cleaned <= self._audible_until)

    def _audible(self, first: int, count: int) -> Samples:
        heard = np.zeros(count, np.float32)
        for playing in self._playing:
            playing.mix_into(heard, first)
        return heard

    def _frame(self, raw: Samples, clean: Samples, lost: bool) -> Frame:
        start_s = self._session_s(self._framed)
        self._framed += FRAME_SAMPLES
        if self._paused_at is None and (trouble := self._watch.step(Frame(start_s, raw, lost))):
            self._news.append(DeviceNoticed(start_s, self._names["microphone"], trouble))
        return Frame(start_s, clean, lost)

    def _pass_on(self, news: list[MicrophoneNews]) -> None:
        for item in news:
            at = round(item.at_s * SAMPLE_RATE)
            at_s = self._news_s(at)
            if item.kind == "failed":
                self._news.append(DeviceFailed(at_s, "microphone", self._names["microphone"], item.cause))
            elif item.kind == "back":
                self._news.append(DeviceChanged(at_s, "microphone", self._names["microphone"]))
            elif (end_s := self._news_s(at + round(item.duration_s * SAMPLE_RATE))) > at_s:
                self._news.append(AudioGap(at_s, Span(at_s, end_s), item.cause))

    def _tend_loudspeaker(self) -> None:
        """Notice that it has gone; try to have it back."""
        if self._open_loudspeaker is None:
            return
        at_s = self._news_s(self._framed)
        if self._loudspeaker is not None:
            if self._loudspeaker.alive:
                return
            self._loudspeaker.close()
            self._loudspeaker = None
            for playing in self._playing:
                playing.stop(self._framed)
            name = self._names["loudspeaker"]
            self._news.append(DeviceFailed(at_s, "loudspeaker", name, "it takes no more sound"))
        if self._now_s() - self._tried_s < _TRY_EVERY_S:
            return
        self._tried_s = self._now_s()
        try:
            self._loudspeaker = self._open_loudspeaker()
        except DeviceError:
            return
        self._loudspeaker.duck(self._ducked_by_db)
        self._news.append(DeviceChanged(at_s, "loudspeaker", self._names["loudspeaker"]))


class _Playing:
    """A `Playback`: one utterance and where it was audible, in captured samples."""

    def __init__(self, room: Room, samples: Samples, utterance: Utterance | None, at: int) -> None:
        self._room = room
        self._samples = samples
        self._utterance = utterance
        self._places: list[tuple[int, int]] = [] if utterance else [(0, at)]  # (sample, captured sample)
        self._stopped_at: int | None = None

    @property
    def span(self) -> Span | None:
        self._resolve()
        if not self._places:  # one that was stopped before it began will never be anchored
            return (
                None if self._stopped_at is None else self._room.span_of(self._stopped_at, self._stopped_at)
            )
        return self._room.span_of(self._places[0][1], self._end())

    @property
    def finished(self) -> bool:
        if self._stopped_at is not None:
            return True
        self._resolve()
        return bool(self._places) and self._room.framed >= self._end()

    def stop(self, at: int) -> None:
        if not self.finished:
            self._stopped_at = at

    def past(self, captured: int) -> bool:
        """It can be forgotten: even its last sample has gone by."""
        return self.finished and captured > (self._end() if self._places else self._stopped_at or 0) + BLOCK

    def mix_into(self, heard: Samples, first: int) -> None:
        """Add what was audible of it from captured sample `first` on."""
        if self._utterance is None:
            return  # shown, not played
        self._resolve()
        for index, (sample, captured) in enumerate(self._places):
            until = self._places[index + 1][0] if index + 1 < len(self._places) else self._audible_samples()
            start, stop = max(first, captured), min(first + len(heard), captured + until - sample)
            if start < stop:
                offset = sample - captured
                gains = self._utterance.gains(start + offset, stop - start)
                heard[start - first : stop - first] += self._samples[start + offset : stop + offset] * gains

    def _resolve(self) -> None:
        if self._utterance is None or not self._room.ready:
            return
        for piece in self._utterance.pieces[len(self._places) :]:
            place = (piece.first, self._room.position_of(piece.at_s))
            if self._places:
                sample, captured = self._places[-1]
                self._room.note_slip(captured + piece.first - sample, place[1])
            self._places.append(place)

    def _audible_samples(self) -> int:
        assert self._utterance is not None
        if self._utterance.stopped_at_s is None:
            return self._utterance.played if self._stopped_at is not None else len(self._samples)
        sample, captured = self._places[-1]
        heard = sample + self._room.position_of(self._utterance.stopped_at_s) - captured
        return max(0, min(self._utterance.played, heard))

    def _end(self) -> int:
        sample, captured = self._places[-1]
        length = len(self._samples) if self._utterance is None else self._audible_samples()
        return captured + max(0, length - sample)
