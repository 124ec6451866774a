"""Words while the candidate speaks: chunks of the answer transcribed in a worker thread, as events.

Three things want the worker. Requests come first: somebody waits. Then chunks of the answer, among them what
is said so far in a pause that looks like its end; speech that goes on takes that back. Drafts for the live
caption come last, only when nothing else waits. Only whole chunks become events.
"""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Literal, Self

from simulator.audio import FRAME_S, Frame, Span
from simulator.config import CaptionSettings, DecodeSettings
from simulator.events import CandidateRequested, Event, Filler, Request, Word, WordsHeard, uuid7
from simulator.listening.ahead import EndOfAnswer, Remembering
from simulator.listening.captions import Agreement, UnconfirmedSound
from simulator.listening.chunks import AnswerChunker, Chunk
from simulator.listening.passages import context_of, hear_chunk, in_order
from simulator.listening.utterances import Utterance, UtteranceCatcher
from simulator.ports import Caption, Heard, Prosody, ProsodyTracker, Transcriber


@dataclass(frozen=True, slots=True)
class _Job:
    question_number: int
    transcript_id: str
    chunk: Chunk | None  # None ends the answer
    at_s: float


@dataclass(frozen=True, slots=True)
class _Early:
    """What is said so far: for certain if the answer ends in this pause, or as a draft for the caption."""

    transcript_id: str
    chunk: Chunk
    draft: bool


@dataclass(slots=True)
class _Answer:
    """What the worker knows of the answer it is at."""

    transcript_id: str = ""
    said: list[Word | Filler] = field(default_factory=list)
    first_index: int = 0
    agreement: Agreement = field(default_factory=Agreement)
    unmeasured: list[Chunk] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Shown:
    """The worker's caption, handed over whole."""

    transcript_id: str = ""
    caption: Caption = field(default_factory=Caption)
    until_s: float = 0.0
    cost_s: float = 0.0  # of the last draft


@dataclass(frozen=True, slots=True)
class _Overheard:
    """A short utterance that may be a request about the interview."""

    question_number: int
    utterance: Utterance


class LiveListener:
    """An `AnswerListener`: frames in, `WordsHeard` events out, the transcriber in a thread of its own.

    Args:
        load: makes the transcriber, in the worker thread, so that the first question need not wait for it.
        track: measures pitch and level of a chunk's speech; None leaves that out.
        understand: the request an utterance's words make, if any; None listens for none.
        wait_for_requests: `attend` waits until an utterance is understood: a run faster than life must not
            outrun it.
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
        wait_for_requests: bool = False,
        max_pending_s: float = 240.0,
        patience_s: float | None = None,
        load_for_captions: Callable[[], Transcriber] | None = None,
        caption_settings: CaptionSettings | None = None,
    ) -> None:
        self.captioning = False
        self._settings = settings or DecodeSettings()
        self._caption_settings = caption_settings or CaptionSettings()
        self._load_for_captions = load_for_captions
        self._captioner: Transcriber | None = None
        self._unconfirmed: UnconfirmedSound | None = None
        self._shown = _Shown()
        # With less silence after it than `condense` keeps, the sound would not be that of the answer's end.
        self._ahead = EndOfAnswer(patience_s, self._settings.longest_gap_s / 2 + FRAME_S)
        self._busy = False
        self._drafts = True
        self._load = load
        self._track = track
        self._understand = understand
        self._catcher = UtteranceCatcher()
        self._attended_number = 0
        self._wait_for_requests = wait_for_requests
        self._overheard: queue.SimpleQueue[_Overheard] = queue.SimpleQueue()
        self._unclear = 0  # utterances that wait to be understood
        self._understood = threading.Condition()
        self._dead = False
        self._prosody: list[Prosody] = []
        capacity = max(2, round(max_pending_s / self._settings.chunk_max_s))
        self._jobs: queue.Queue[_Job | _Early | Literal["listen"] | None] = queue.Queue(capacity)
        self._ready: queue.SimpleQueue[Event | BaseException | None] = queue.SimpleQueue()
        self._chunker: AnswerChunker | None = None
        self._question_number = 0
        self._transcript_id = ""
        self._worker = threading.Thread(target=self._work, name="transcriber", daemon=True)
        self._worker.start()

    def begin(self, question_number: int, at_s: float) -> None:
        self._chunker = AnswerChunker(self._settings)
        self._unconfirmed = None
        self._ahead.hear(0.0, is_speech=True)
        self._question_number = question_number
        self._transcript_id = uuid7()

    def hear(self, frame: Frame, *, is_speech: bool) -> None:
        if self._chunker is None:
            return
        if chunk := self._chunker.hear(frame, is_speech=is_speech):
            self._submit(chunk, chunk.span.end_s)
        self._ahead.hear(FRAME_S, is_speech=is_speech)
        if not is_speech and self._ahead.begins(self._chunker.held_s):
            self._try_early(self._chunker.so_far(), draft=False)
        self._follow(frame, is_speech=is_speech)

    def end(self, at_s: float) -> None:
        if self._chunker is None:
            return
        chunk, self._chunker = self._chunker.end(), None
        if chunk:
            self._submit(chunk, chunk.span.end_s)
        self._submit(None, round(at_s, 3))

    @property
    def caption(self) -> Caption:
        shown = self._shown
        return shown.caption if self._is_open(shown.transcript_id) else Caption()

    def attend(self, question_number: int, frame: Frame, *, is_speech: bool) -> None:
        if self._understand is None:
            return
        if question_number != self._attended_number:
            self._attended_number, self._catcher = question_number, UtteranceCatcher()
        if utterance := self._catcher.hear(frame, is_speech=is_speech):
            with self._understood:
                self._unclear += 1
            self._overheard.put(_Overheard(question_number, utterance))
            self._jobs.put("listen")
            if self._wait_for_requests:
                with self._understood:
                    self._understood.wait_for(lambda: self._unclear == 0 or self._dead)

    @property
    def overhearing(self) -> bool:
        return self._unclear > 0

    @property
    def working(self) -> bool:
        """Something is being transcribed, or waits for it."""
        return self._busy or not self._jobs.empty()

    def poll(self) -> list[Event]:
        events: list[Event] = []
        while True:
            try:
                item = self._ready.get_nowait()
            except queue.Empty:
                return events
            if isinstance(item, BaseException):
                raise item
            if item is not None:
                events.append(item)

    def finish(self) -> Iterator[Event]:
        self._jobs.put(None)
        while (item := self._ready.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item

    def prosody(self) -> Prosody:
        """Pitch and level of all that was heard; call after `finish`."""
        return Prosody.joined(self._prosody)

    def close(self) -> None:
        """Give up what is waiting and let the worker end; a decode under way is finished first."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._jobs.get_nowait()
        self._jobs.put(None)
        self._worker.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _submit(self, chunk: Chunk | None, at_s: float) -> None:
        self._jobs.put(_Job(self._question_number, self._transcript_id, chunk, at_s))

    def _is_open(self, transcript_id: str) -> bool:
        return self._chunker is not None and transcript_id == self._transcript_id

    def _try_early(self, chunk: Chunk | None, *, draft: bool) -> None:
        """Nothing depends on it: who has no time for it leaves it."""
        if chunk is not None:
            with contextlib.suppress(queue.Full):
                self._jobs.put_nowait(_Early(self._transcript_id, chunk, draft))

    def _follow(self, frame: Frame, *, is_speech: bool) -> None:
        """Keep what the caption does not say for certain yet, and have it drafted."""
        if not self.captioning:
            self._unconfirmed = None
            return
        if self._unconfirmed is None:
            self._unconfirmed = UnconfirmedSound(self._caption_settings)
        sound, shown = self._unconfirmed, self._shown
        sound.hear(frame, is_speech=is_speech)
        if shown.transcript_id == self._transcript_id:
            sound.drop(shown.until_s)
        sound.rest(shown.cost_s)
        if self._drafts and not self.working:
            self._try_early(sound.take(), draft=True)

    def _work(self) -> None:
        answer = _Answer()
        try:
            transcriber = Remembering(self._load())
            while (job := self._next_job()) is not None:
                self._answer_requests(transcriber)  # they come first: somebody waits for them
                if job == "listen":
                    continue
                if job.transcript_id != answer.transcript_id:
                    answer = _Answer(job.transcript_id)
                if isinstance(job, _Job):
                    self._complete(transcriber, job, answer)
                elif self._is_open(job.transcript_id):
                    self._anticipate(transcriber, job, answer)
        except BaseException as error:  # handed to the thread that asked for the words
            with self._understood:
                self._dead, self._unclear, self._busy = True, 0, False
                self._understood.notify_all()
            self._ready.put(error)
            while self._jobs.get() is not None:  # nobody must wait for room in the queue of a dead worker
                pass
        self._ready.put(None)

    def _next_job(self) -> _Job | _Early | Literal["listen"] | None:
        self._busy = False
        job = self._jobs.get()
        self._busy = True
        return job

    def _complete(self, transcriber: Transcriber, job: _Job, answer: _Answer) -> None:
        event = self._words_of(transcriber, job, context_of(answer.said, self._settings), answer.first_index)
        self._ready.put(event)
        said = in_order(Heard(event.words, event.fillers))
        answer.said.extend(said)
        answer.first_index += len(event.words)
        answer.agreement.settle(said, event.span.end_s)
        self._show(answer)
        if job.chunk is not None and job.chunk.speech:
            answer.unmeasured.append(job.chunk)
        if job.chunk is None or self._is_open(job.transcript_id):  # else the end of the answer is waited for
            while answer.unmeasured:
                self._measure(answer.unmeasured.pop(0))

    def _anticipate(self, transcriber: Transcriber, job: _Early, answer: _Answer) -> None:
        if job.draft:
            try:
                self._draft(transcriber, job.chunk, answer)
            except Exception:  # words to read along are no reason to end an interview
                self._drafts = False
        elif self._ahead.in_pause:  # else it was no end
            context = context_of(answer.said, self._settings)
            heard = self._heard(transcriber, job.chunk, context)
            answer.agreement.settle(in_order(heard), job.chunk.span.end_s)
            self._show(answer)

    def _heard(self, transcriber: Transcriber, chunk: Chunk, context: str) -> Heard:
        began_s = time.monotonic()
        heard = hear_chunk(transcriber, chunk, context=context, settings=self._settings)
        took = (time.monotonic() - began_s) / chunk.span.duration_s
        if took > 0.01:  # else it was remembered
            self._ahead.pace = took
        return heard

    def _draft(self, transcriber: Transcriber, chunk: Chunk, answer: _Answer) -> None:
        if self._captioner is None:
            self._captioner = self._load_for_captions() if self._load_for_captions else transcriber
        began_s = time.monotonic()
        agreement, settings = answer.agreement, self._caption_settings
        agreement.let_go(chunk.span.start_s)
        context = context_of(agreement.confirmed[-settings.context_words :], self._settings)
        heard = hear_chunk(self._captioner, chunk, context=context, settings=self._settings, hurried=True)
        paused_s = chunk.span.end_s - chunk.speech[-1].end_s
        agreement.draft(in_order(heard), whole=paused_s > settings.pause_s - FRAME_S)
        self._show(answer, time.monotonic() - began_s)

    def _show(self, answer: _Answer, cost_s: float | None = None) -> None:
        agreement = answer.agreement
        if cost_s is None:
            cost_s = self._shown.cost_s
        self._shown = _Shown(answer.transcript_id, agreement.caption, agreement.until_s, cost_s)

    def _answer_requests(self, transcriber: Transcriber) -> None:
        while not self._overheard.empty():
            self._answer_request(transcriber, self._overheard.get())
            with self._understood:
                self._unclear -= 1
                self._understood.notify_all()

    def _answer_request(self, transcriber: Transcriber, job: _Overheard) -> None:
        heard = transcriber.transcribe(job.utterance.samples)
        words = " ".join(word.text for word in heard.words)
        request = self._understand(words) if self._understand else None
        if request is not None:
            span = job.utterance.span
            self._ready.put(
                CandidateRequested(span.end_s, job.question_number, request, "voice", span, words)
            )

    def _measure(self, chunk: Chunk) -> None:
        if self._track is not None:
            inside = [span.shifted(-chunk.span.start_s) for span in chunk.speech]
            self._prosody.append(self._track(chunk.samples, inside).shifted(chunk.span.start_s))

    def _words_of(self, transcriber: Transcriber, job: _Job, context: str, first_index: int) -> WordsHeard:
        heard = Heard((), ())
        span = Span(job.at_s, job.at_s)
        if job.chunk is not None:
            span = job.chunk.span
            if job.chunk.speech:
                heard = self._heard(transcriber, job.chunk, context)
        return WordsHeard(
            at_s=job.at_s,
            question_number=job.question_number,
            transcript_id=job.transcript_id,
            status="final",
            span=span,
            words=heard.words,
            fillers=heard.fillers,
            first_index=first_index,
            complete=job.chunk is None,
            model=transcriber.name,
            doubts=heard.doubts,
        )
