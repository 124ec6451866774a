"""Live words: which of them are certain, and which sound is worth another draft. Pure.

A draft of sound that goes on is often wrong about its last words. LocalAgreement-2 (Macháček, Dabre, Bojar
2023, "Turning Whisper into Real-Time Transcription System") confirms a word when two drafts after each
other begin with it. Confirmed sound is not drafted again, so a draft is never long.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulator.audio import FRAME_S, Frame, Span
from simulator.events import Filler, Word
from simulator.listening.chunks import Chunk, voiced
from simulator.ports import Caption
from simulator.tuning import CaptionSettings

Token = Word | Filler

_ECHO_S = 0.25  # a word that ends so soon after its own confirmed end is the rest of it, not said twice


class Agreement:
    """The words of one answer so far: confirmed ones, which stay, and tentative ones."""

    def __init__(self) -> None:
        self.confirmed: list[Token] = []
        self.until_s = 0.0
        """Up to here everything is confirmed."""
        self.drafted_s = 0.0
        """Up to here there was sound to draft from."""
        self._tentative: list[Token] = []

    @property
    def caption(self) -> Caption:
        return Caption(_text(self.confirmed), _text(self._tentative), self.drafted_s)

    def draft(self, tokens: Sequence[Token], *, until_s: float = 0.0, whole: bool) -> None:
        """Confirm what this draft and the last one agree on.

        Args:
            tokens: words and fillers of everything that is not confirmed, in order.
            until_s: where the drafted sound ended.
            whole: the sound ended in a pause; else its last word may be half a word.
        """
        self.drafted_s = max(self.drafted_s, until_s)
        fresh = [token for token in tokens if _middle_s(token) > self.until_s]
        if not fresh:  # a draft that failed
            return
        if self.confirmed and _is_echo(fresh[0], self.confirmed[-1]):
            del fresh[0]
        most = len(fresh) if whole else len(fresh) - 1
        agreed = 0
        while agreed < min(most, len(self._tentative)) and _same(fresh[agreed], self._tentative[agreed]):
            agreed += 1
        self._confirm(fresh[:agreed])
        self._tentative = fresh[agreed:]

    def settle(self, tokens: Sequence[Token], until_s: float) -> None:
        """A final decode up to `until_s`: what the captions have not reached yet is confirmed by it."""
        self.drafted_s = max(self.drafted_s, until_s)
        if until_s <= self.until_s:
            return
        self._confirm([token for token in tokens if _middle_s(token) > self.until_s])
        self._tentative = [token for token in self._tentative if _middle_s(token) > until_s]
        self.until_s = until_s

    def let_go(self, before_s: float) -> None:
        """Words too old to be drafted again stay as they are."""
        self._confirm([token for token in self._tentative if _middle_s(token) <= before_s])
        self._tentative = [token for token in self._tentative if _middle_s(token) > before_s]

    def _confirm(self, tokens: Sequence[Token]) -> None:
        self.confirmed += tokens
        self.until_s = max([self.until_s, *(token.span.end_s for token in tokens)])


class UnconfirmedSound:
    """An answer's frames whose words are not confirmed yet, and when they are worth a draft."""

    def __init__(self, settings: CaptionSettings) -> None:
        self.read_along = True
        self.wanted = True
        """In long pauses the turn policy wants to know the last words."""
        self._settings = settings
        self._frames: list[tuple[Frame, bool]] = []
        self._new_s = 0.0  # speech since the last draft
        self._silent_s = 0.0
        self._drafted_s = 0.0
        self._rest_until_s = 0.0

    def hear(self, frame: Frame, *, is_speech: bool) -> None:
        if not self._frames:
            self._drafted_s = max(self._drafted_s, frame.start_s)
        self._frames.append((frame, is_speech))
        self._new_s += FRAME_S if is_speech else 0.0
        self._silent_s = 0.0 if is_speech else self._silent_s + FRAME_S
        if len(self._frames) * FRAME_S > self._settings.longest_s:
            del self._frames[0]

    def drop(self, until_s: float) -> None:
        """What ends before is confirmed."""
        kept = next((n for n, (frame, _) in enumerate(self._frames) if frame.end_s > until_s), None)
        del self._frames[:kept]

    def rest(self, cost_s: float) -> None:
        """The last draft took so long: no other before it is earned."""
        self._rest_until_s = self._drafted_s + cost_s / self._settings.most_load

    def take(self) -> Chunk | None:
        """What is to be drafted now, if anything: at a pause, and now and then in long speech."""
        if not any(speech for _, speech in self._frames):
            return None
        settings, now_s = self._settings, self._frames[-1][0].end_s
        read = (
            self.read_along
            and self._new_s >= settings.least_new_s
            and (self._silent_s >= settings.pause_s or now_s - self._drafted_s >= settings.every_s)
            and now_s >= self._rest_until_s
        )
        wanted = self.wanted and self._silent_s >= settings.pause_s and self._new_s >= settings.least_word_s
        if not (read or wanted):
            return None
        self._drafted_s, self._new_s = now_s, 0.0
        frames = [frame for frame, _ in self._frames]
        samples = np.concatenate([frame.samples for frame in frames])
        return Chunk(
            Span(frames[0].start_s, now_s), samples, voiced(frames, [speech for _, speech in self._frames])
        )


def _text(tokens: Sequence[Token]) -> str:
    return " ".join(token.text if isinstance(token, Word) else f"{token.kind}," for token in tokens)


def _bare(token: Token) -> str:
    return token.text.casefold().strip(".,!?;:-…\"'“”") if isinstance(token, Word) else token.kind


def _same(one: Token, other: Token) -> bool:
    return _bare(one) == _bare(other)


def _middle_s(token: Token) -> float:
    return (token.span.start_s + token.span.end_s) / 2


def _is_echo(token: Token, confirmed: Token) -> bool:
    return _same(token, confirmed) and token.span.end_s - confirmed.span.end_s <= _ECHO_S
