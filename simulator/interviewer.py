"""The interviewer's side of a conversation: lines said, given way to, and taken back.

While a line sounds the candidate is listened to. At their first sound it is ducked; who goes on speaking is
given way to. A question that is broken off before it is committed was asked too early: it is withdrawn.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from typing import Literal

from simulator.audio import Samples, Span
from simulator.events import Event, InterviewerSpoke, LineCut, LineRole
from simulator.hearing import Hearing, Ports
from simulator.ports import Playback, Voice
from simulator.turns.barge_in import COMMITTED_AFTER_S, DUCKED_DB, giving_way

_HEARD_ENOUGH_S = 1.5
"""Of a line, before a key can cut it short: the key may have been meant for what was before."""

Ended = Literal["heard", "cut", "spoken_over", "paused"]
"""How a line ended: said to its end; cut short by a key; given way to; broken off by a pause."""


class Interviewer:
    """Speaks through the ports, and hears every frame meanwhile."""

    def __init__(self, ports: Ports, hearing: Hearing, voices: Sequence[Voice]) -> None:
        self.asker = 0
        """Whose voice it is: a place among the voices."""
        self._ports = ports
        self._hearing = hearing
        self._voices = voices
        self._ducked = False
        self._aside: Playback | None = None
        self._aside_text = ""

    def say(self, role: LineRole, text: str, *, aside: bool = False) -> Iterator[Event]:
        """A line to its end, or until somebody speaks over it; after a pause once more from its beginning.

        Args:
            aside: it asks for nothing new, so a recorded candidate says nothing to it.
        """
        sound = self._voices[self.asker].synthesize(text)
        while True:
            self._hearing.cut_short = False  # an "Mm-hm" that a pause stopped is no line
            playback = self._ports.speaker.play(sound.samples, aside=aside)
            span = yield from self._until_audible(playback)
            yield InterviewerSpoke(span.start_s, role, text, span)
            ended = yield from self._until(playback, span)
            if ended != "paused":
                return

    def begin(self, samples: Samples) -> Generator[Event, None, tuple[Playback, Span]]:
        """Start a line; it goes on sounding when this returns."""
        self._hearing.cut_short = False
        playback = self._ports.speaker.play(samples)
        return playback, (yield from self._until_audible(playback))

    def let_commit(
        self, playback: Playback, span: Span, *, after_answer: bool
    ) -> Generator[Event, None, Ended]:
        """The part of a question in which it can be taken back; "heard" when it stays.

        Args:
            after_answer: there is an answer they may want to go on with, by voice or by T.
        """
        until_s = span.start_s + COMMITTED_AFTER_S
        return (yield from self._until(playback, span, until_s=until_s, after_answer=after_answer))

    def let_finish(self, playback: Playback, span: Span) -> Generator[Event, None, Ended]:
        return (yield from self._until(playback, span))

    def acknowledge(self, text: str) -> None:
        """ "Mm-hm", into the candidate's silence; nobody waits for it."""
        self._aside_text = text
        self._aside = self._ports.speaker.play(self._voices[self.asker].synthesize(text).samples, aside=True)

    def tend_aside(self) -> Iterator[Event]:
        """Once a frame while the candidate has the floor: the acknowledgement, said once it is audible."""
        if self._aside is None:
            return
        self._give_way("speak" if self._hearing.voice_since_s is None else "duck")
        yield from self._note_aside()

    def _note_aside(self) -> Iterator[Event]:
        if self._aside is None or not self._aside.finished:
            return
        span, self._aside = self._aside.span, None
        self._give_way("speak")
        if span is not None:
            yield InterviewerSpoke(span.start_s, "acknowledgement", self._aside_text, span)

    def _until_audible(self, playback: Playback) -> Generator[Event, None, Span]:
        while (span := playback.span) is None:
            yield from self._hearing.frame("interviewer")
            yield from self._note_aside()
        return span

    def _until(
        self,
        playback: Playback,
        span: Span,
        *,
        until_s: float = float("inf"),
        after_answer: bool = False,
    ) -> Generator[Event, None, Ended]:
        """Let a line be heard; a voice, Enter ("I have understood") and S cut it short."""
        hearing = self._hearing
        try:
            while not playback.finished and (
                hearing.now_s < until_s or self._may_go_on(until_s, after_answer)
            ):
                yield from hearing.frame("interviewer")
                if self._cut_by_key(span):
                    yield self._stop()
                    return "cut"
                if after_answer and self._asked_for_time():
                    yield self._stop()
                    return "spoken_over"
                since_s = hearing.voice_since_s
                if since_s is not None and not after_answer:
                    since_s = max(since_s, span.start_s)
                way = giving_way(None if since_s is None else hearing.now_s - since_s, early=after_answer)
                if way == "stop":
                    yield self._stop()
                    return "spoken_over"
                self._give_way(way)
        finally:
            self._give_way("speak")
        if hearing.cut_short:
            hearing.cut_short = False
            yield LineCut(hearing.now_s)
            return "paused"
        return "heard"

    def _stop(self) -> LineCut:
        self._ports.speaker.stop()
        return LineCut(self._hearing.now_s)

    def _may_go_on(self, until_s: float, after_answer: bool) -> bool:
        """A voice that began while the line could still be taken back: what becomes of it decides."""
        since_s = self._hearing.voice_since_s
        return after_answer and since_s is not None and since_s < until_s

    def _give_way(self, way: Literal["speak", "duck"]) -> None:
        if (way == "duck") != self._ducked:
            self._ducked = way == "duck"
            self._ports.speaker.duck(DUCKED_DB if self._ducked else 0.0)

    def _asked_for_time(self) -> bool:
        """T into a question that came too early: where a voice is not heard over it, the only way. It is
        granted when they have the floor again."""
        return any(asked.request == "think" for asked in self._hearing.requests)

    def _cut_by_key(self, span: Span) -> bool:
        hearing = self._hearing
        cuts = [asked for asked in hearing.requests if asked.request in ("done", "skip")]
        if not cuts:
            return False
        enough = hearing.now_s - span.start_s >= _HEARD_ENOUGH_S
        hearing.requests = [r for r in hearing.requests if r.request != "done" and (enough or r not in cuts)]
        return enough
