"""Words while the candidate speaks: chunks of the answer transcribed in a worker thread, as events."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Literal, Self

from simulator.audio import Frame, Span
from simulator.config import DecodeSettings
from simulator.events import CandidateRequested, Event, Filler, Request, Word, WordsHeard, uuid7
from simulator.listening.chunks import AnswerChunker, Chunk
from simulator.listening.passages import context_of, hear_chunk, in_order
from simulator.listening.utterances import Utterance, UtteranceCatcher
from simulator.ports import Heard, Prosody, ProsodyTracker, Transcriber


@dataclass(frozen=True, slots=True)
class _Job:
    question_number: int
    transcript_id: str
    chunk: Chunk | None  # None ends the answer
    at_s: float


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
    ) -> None:
        self._settings = settings or DecodeSettings()
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
        self._jobs: queue.Queue[_Job | Literal["listen"] | None] = queue.Queue(capacity)
        self._ready: queue.SimpleQueue[Event | BaseException | None] = queue.SimpleQueue()
        self._chunker: AnswerChunker | None = None
        self._question_number = 0
        self._transcript_id = ""
        self._worker = threading.Thread(target=self._work, name="transcriber", daemon=True)
        self._worker.start()

    def begin(self, question_number: int, at_s: float) -> None:
        self._chunker = AnswerChunker(self._settings)
        self._question_number = question_number
        self._transcript_id = uuid7()

    def hear(self, frame: Frame, *, is_speech: bool) -> None:
        if self._chunker is not None and (chunk := self._chunker.hear(frame, is_speech=is_speech)):
            self._submit(chunk, chunk.span.end_s)

    def end(self, at_s: float) -> None:
        if self._chunker is None:
            return
        if chunk := self._chunker.end():
            self._submit(chunk, chunk.span.end_s)
        self._submit(None, round(at_s, 3))
        self._chunker = None

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

    def _work(self) -> None:
        transcript_id = ""
        said: list[Word | Filler] = []
        first_index = 0
        try:
            transcriber = self._load()
            while (job := self._jobs.get()) is not None:
                self._answer_requests(transcriber)  # they come first: somebody waits for them
                if job == "listen":
                    continue
                if job.transcript_id != transcript_id:
                    transcript_id, said, first_index = job.transcript_id, [], 0
                event = self._words_of(transcriber, job, context_of(said, self._settings), first_index)
                said.extend(in_order(Heard(event.words, event.fillers)))
                first_index += len(event.words)
                self._ready.put(event)
        except BaseException as error:  # handed to the thread that asked for the words
            with self._understood:
                self._dead, self._unclear = True, 0
                self._understood.notify_all()
            self._ready.put(error)
            while self._jobs.get() is not None:  # nobody must wait for room in the queue of a dead worker
                pass
        self._ready.put(None)

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
                heard = hear_chunk(transcriber, job.chunk, context=context, settings=self._settings)
                self._measure(job.chunk)
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
