"""Words while the candidate speaks: chunks of the answer transcribed in a worker thread, as events.

Three things want the worker. Requests come first: somebody waits. Then chunks of the answer, among them what
is said so far in a pause that looks like its end; speech that goes on takes that back. Drafts for the live
caption come last, only when nothing else waits. Only whole chunks become events.
"""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self

from simulator.audio import FRAME_S, Frame
from simulator.events import Event, Request, uuid7
from simulator.listening.ahead import EndOfAnswer
from simulator.listening.captions import UnconfirmedSound
from simulator.listening.chunks import AnswerChunker, Chunk
from simulator.listening.utterances import UtteranceCatcher
from simulator.listening.worker import Early, Part, TranscriptionWorker
from simulator.ports import Caption, Prosody, ProsodyTracker, Transcriber
from simulator.tuning import CaptionSettings, DecodeSettings


class LiveListener:
    """An `AnswerListener`: frames in, `WordsHeard` events out, the transcriber in a thread of its own.

    Args:
        load: makes the transcriber, in the worker thread, so that the first question need not wait for it.
        track: measures pitch and level of a chunk's speech; None leaves that out.
        understand: the request an utterance's words make, if any; None listens for none.
        wait: for utterances and drafts to be understood: a run faster than life must not outrun them.
        cues: draft what is said in long pauses also where nobody reads it: the turn policy does.
        max_pending_s: how much sound may wait; `hear` blocks beyond it. Only a fast run gets there.
        patience_s: silence after which the turn is usually taken: before it the words are sought as if the
            answer ended there. None waits for the end.
        load_for_captions: makes the transcriber that drafts captions, when the first is needed; None: the
            transcriber itself does.
    """

    def __init__(
        self,
        load: Callable[[], Transcriber],
        settings: DecodeSettings | None = None,
        *,
        track: ProsodyTracker | None = None,
        understand: Callable[[str], Request | None] | None = None,
        wait: bool = False,
        cues: bool = False,
        max_pending_s: float = 240.0,
        patience_s: float | None = None,
        load_for_captions: Callable[[], Transcriber] | None = None,
        caption_settings: CaptionSettings | None = None,
    ) -> None:
        self.captioning = False
        self.may_be_over = True
        self._settings = settings or DecodeSettings()
        self._caption_settings = caption_settings or CaptionSettings()
        self._unconfirmed: UnconfirmedSound | None = None
        # With less silence after it than `condense` keeps, the sound would not be that of the answer's end.
        self._ahead = EndOfAnswer(patience_s, self._settings.longest_gap_s / 2 + FRAME_S)
        self._listens_for_requests = understand is not None
        self._wait, self._cues = wait, cues
        self._catcher = UtteranceCatcher()
        self._attended_number = 0
        self._chunker: AnswerChunker | None = None
        self._question_number = 0
        self._transcript_id = ""
        self._worker = TranscriptionWorker(
            load,
            self._settings,
            load_for_captions=load_for_captions,
            caption_words=self._caption_settings.context_words,
            caption_pause_s=self._caption_settings.pause_s,
            track=track,
            understand=understand,
            ahead=self._ahead,
            capacity=max(2, round(max_pending_s / self._settings.chunk_max_s)),
        )

    def begin(self, question_number: int, at_s: float) -> None:
        self._chunker = AnswerChunker(self._settings)
        self._unconfirmed = None
        self._ahead.hear(0.0, is_speech=True)
        self._question_number = question_number
        self._transcript_id = self._worker.open_id = uuid7()

    def hear(self, frame: Frame, *, is_speech: bool) -> None:
        if self._chunker is None:
            return
        if chunk := self._chunker.hear(frame, is_speech=is_speech):
            self._submit(chunk, chunk.span.end_s)
        self._ahead.hear(FRAME_S, is_speech=is_speech)
        if not is_speech and self.may_be_over and self._ahead.begins(self._chunker.held_s):
            self._try_early(self._chunker.so_far(), draft=False)
        self._follow(frame, is_speech=is_speech)

    def end(self, at_s: float) -> None:
        if self._chunker is None:
            return
        chunk, self._chunker = self._chunker.end(), None
        self._worker.open_id = ""
        if chunk:
            self._submit(chunk, chunk.span.end_s)
        self._submit(None, round(at_s, 3))

    @property
    def caption(self) -> Caption:
        shown = self._worker.shown
        still_open = self._chunker is not None and shown.transcript_id == self._transcript_id
        return shown.caption if still_open else Caption()

    def gather(self) -> str:
        if self._wait and self._chunker is not None:
            self._try_early(self._chunker.so_far(), draft=False)
            self._worker.wait_until_drafted()
        caption = self.caption
        return f"{caption.confirmed} {caption.tentative}".strip()

    def attend(self, question_number: int, frame: Frame, *, is_speech: bool) -> None:
        if not self._listens_for_requests:
            return
        if question_number != self._attended_number:
            self._attended_number, self._catcher = question_number, UtteranceCatcher()
        if utterance := self._catcher.hear(frame, is_speech=is_speech):
            self._worker.attend(question_number, utterance)
            if self._wait:
                self._worker.wait_until_understood()

    @property
    def overheard_s(self) -> float | None:
        return self._worker.overheard_s

    @property
    def working(self) -> bool:
        """Something is being transcribed, or waits for it."""
        return self._worker.working

    def poll(self) -> list[Event]:
        events: list[Event] = []
        while True:
            try:
                item = self._worker.ready.get_nowait()
            except queue.Empty:
                return events
            if isinstance(item, BaseException):
                raise item
            if item is not None:
                events.append(item)

    def finish(self) -> Iterator[Event]:
        self._worker.finish()
        while (item := self._worker.ready.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item

    def prosody(self) -> Prosody:
        """Pitch and level of all that was heard; call after `finish`."""
        return Prosody.joined(self._worker.prosody)

    def close(self) -> None:
        """Give up what is waiting and let the worker end; a decode under way is finished first."""
        self._worker.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _submit(self, chunk: Chunk | None, at_s: float) -> None:
        self._worker.submit(Part(self._question_number, self._transcript_id, chunk, at_s))

    def _try_early(self, chunk: Chunk | None, *, draft: bool) -> None:
        if chunk is not None:
            self._worker.try_early(Early(self._transcript_id, chunk, draft))

    def _follow(self, frame: Frame, *, is_speech: bool) -> None:
        """Keep what the caption does not say for certain yet, and have it drafted."""
        if not (self.captioning or self._cues):
            self._unconfirmed = None
            return
        if self._unconfirmed is None:
            self._unconfirmed = UnconfirmedSound(self._caption_settings)
        self._unconfirmed.read_along = self.captioning
        self._unconfirmed.wanted = self._cues and self.may_be_over
        sound, shown = self._unconfirmed, self._worker.shown
        sound.hear(frame, is_speech=is_speech)
        if shown.transcript_id == self._transcript_id:
            sound.drop(shown.until_s)
        sound.rest(shown.cost_s)
        if self._worker.drafts and not self._worker.working and (chunk := sound.take()):
            self._try_early(chunk, draft=True)
            if self._wait:
                self._worker.wait_until_drafted()
