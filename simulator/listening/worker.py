"""The thread that transcribes: jobs in, events and a caption out, the most urgent job first."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from simulator.audio import FRAME_S, Span
from simulator.events import CandidateRequested, Event, Filler, Request, Word, WordsHeard
from simulator.listening.ahead import EndOfAnswer, Remembering
from simulator.listening.captions import Agreement
from simulator.listening.chunks import Chunk
from simulator.listening.doubts import invented
from simulator.listening.passages import context_of, hear_chunk, in_order
from simulator.listening.utterances import Utterance
from simulator.ports import Caption, Heard, Prosody, ProsodyTracker, Transcriber
from simulator.tuning import DecodeSettings


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an answer that is surely said."""

    question_number: int
    transcript_id: str
    chunk: Chunk | None
    """None ends the answer."""
    at_s: float


@dataclass(frozen=True, slots=True)
class Early:
    """What is said so far: for certain if the answer ends in this pause, or as a draft for the caption."""

    transcript_id: str
    chunk: Chunk
    draft: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A caption, handed over whole."""

    transcript_id: str = ""
    caption: Caption = field(default_factory=Caption)
    until_s: float = 0.0
    cost_s: float = 0.0
    """Of the last draft."""


@dataclass(frozen=True, slots=True)
class _Overheard:
    """A short utterance that may be a request about the interview."""

    question_number: int
    utterance: Utterance


@dataclass(slots=True)
class _Answer:
    """What is known of the answer being transcribed."""

    transcript_id: str = ""
    said: list[Word | Filler] = field(default_factory=list)
    first_index: int = 0
    agreement: Agreement = field(default_factory=Agreement)
    unmeasured: list[Chunk] = field(default_factory=list)


class TranscriptionWorker:
    """Owns the transcriber. Everything but its thread's own methods may be called from any thread.

    Args:
        load: makes the transcriber, in the thread.
        load_for_captions: makes the one that drafts captions, when the first is needed; None: the same.
        track: measures pitch and level of a chunk's speech; None leaves that out.
        understand: the request an utterance's words make, if any.
        ahead: told how fast the decodes are; says whether the speaker still pauses.
        capacity: jobs that may wait; `submit` blocks beyond it.
    """

    def __init__(
        self,
        load: Callable[[], Transcriber],
        settings: DecodeSettings,
        *,
        load_for_captions: Callable[[], Transcriber] | None,
        caption_words: int,
        caption_pause_s: float,
        track: ProsodyTracker | None,
        understand: Callable[[str], Request | None] | None,
        ahead: EndOfAnswer,
        capacity: int,
    ) -> None:
        self.ready: queue.SimpleQueue[Event | BaseException | None] = queue.SimpleQueue()
        """Events as they come, None at the end, or what ended the thread early."""
        self.shown = Shown()
        self.prosody: list[Prosody] = []
        self.open_id = ""
        """Transcript of the answer that is being spoken."""
        self.drafts = True
        self._settings = settings
        self._caption_words, self._caption_pause_s = caption_words, caption_pause_s
        self._load, self._load_for_captions = load, load_for_captions
        self._captioner: Transcriber | None = None
        self._track, self._understand, self._ahead = track, understand, ahead
        self._began = self._dead = False
        self._jobs: queue.Queue[Part | Early | Literal["listen"] | None] = queue.Queue(capacity)
        self._overheard: queue.SimpleQueue[_Overheard] = queue.SimpleQueue()
        self._heard_until_s = 0.0
        self._unclear = 0  # utterances that wait to be understood
        self._understood = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="transcriber", daemon=True)
        self._thread.start()

    @property
    def working(self) -> bool:
        """Something is being transcribed, or waits for it."""
        return self._jobs.unfinished_tasks > 0

    @property
    def overheard_s(self) -> float | None:
        return self._heard_until_s if self._unclear else None

    def submit(self, part: Part) -> None:
        self._jobs.put(part)

    def try_early(self, job: Early) -> None:
        """Nothing depends on it: who has no time for it leaves it."""
        with contextlib.suppress(queue.Full):
            self._jobs.put_nowait(job)

    def attend(self, question_number: int, utterance: Utterance) -> None:
        with self._understood:
            self._unclear += 1
            self._heard_until_s = utterance.span.end_s
        self._overheard.put(_Overheard(question_number, utterance))
        self._jobs.put("listen")

    def wait_until_understood(self) -> None:
        with self._understood:
            self._understood.wait_for(lambda: self._unclear == 0 or self._dead)

    def wait_until_drafted(self) -> None:
        with self._jobs.all_tasks_done:
            self._jobs.all_tasks_done.wait_for(lambda: not self.working or self._dead)

    def finish(self) -> None:
        """No more jobs: what waits is done, then `ready` holds None."""
        self._jobs.put(None)

    def close(self) -> None:
        """Give up what is waiting and let the thread end; a decode under way is finished first."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._jobs.get_nowait()
                self._jobs.task_done()
        self._jobs.put(None)
        self._thread.join()

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
                if isinstance(job, Part):
                    self._complete(transcriber, job, answer)
                elif job.transcript_id == self.open_id:
                    self._anticipate(transcriber, job, answer)
        except BaseException as error:  # handed to the thread that asked for the words
            with self._understood:
                self._dead, self._unclear = True, 0
                self._understood.notify_all()
            self.ready.put(error)
            if self._began:
                self._jobs.task_done()
            while self._jobs.get() is not None:  # nobody must wait for room in the queue of a dead worker
                self._jobs.task_done()
        self.ready.put(None)

    def _next_job(self) -> Part | Early | Literal["listen"] | None:
        if self._began:
            self._jobs.task_done()
        self._began = True
        return self._jobs.get()

    def _complete(self, transcriber: Transcriber, job: Part, answer: _Answer) -> None:
        event = self._words_of(transcriber, job, context_of(answer.said, self._settings), answer.first_index)
        self.ready.put(event)
        said = in_order(Heard(event.words, event.fillers))
        answer.said.extend(said)
        answer.first_index += len(event.words)
        answer.agreement.settle(said, event.span.end_s)
        self._show(answer)
        if job.chunk is not None and job.chunk.speech:
            answer.unmeasured.append(job.chunk)
        if job.chunk is None or job.transcript_id == self.open_id:  # else the end of the answer is waited for
            while answer.unmeasured:
                self._measure(answer.unmeasured.pop(0))

    def _anticipate(self, transcriber: Transcriber, job: Early, answer: _Answer) -> None:
        if job.draft:
            try:
                self._draft(transcriber, job.chunk, answer)
            except Exception:  # words to read along are no reason to end an interview
                self.drafts = False
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
        agreement = answer.agreement
        agreement.let_go(chunk.span.start_s)
        context = context_of(agreement.confirmed[-self._caption_words :], self._settings)
        heard = hear_chunk(self._captioner, chunk, context=context, settings=self._settings, hurried=True)
        paused_s = chunk.span.end_s - chunk.speech[-1].end_s
        agreement.draft(
            in_order(heard), until_s=chunk.span.end_s, whole=paused_s > self._caption_pause_s - FRAME_S
        )
        self._show(answer, time.monotonic() - began_s)

    def _show(self, answer: _Answer, cost_s: float | None = None) -> None:
        agreement = answer.agreement
        if cost_s is None:
            cost_s = self.shown.cost_s
        self.shown = Shown(answer.transcript_id, agreement.caption, agreement.until_s, cost_s)

    def _answer_requests(self, transcriber: Transcriber) -> None:
        while not self._overheard.empty():
            self._answer_request(transcriber, self._overheard.get())
            with self._understood:
                self._unclear -= 1
                self._understood.notify_all()

    def _answer_request(self, transcriber: Transcriber, job: _Overheard) -> None:
        utterance = job.utterance
        heard = transcriber.transcribe(utterance.samples)
        if invented(heard, utterance.samples, [utterance.speech]):
            return
        words = " ".join(word.text for word in heard.words)
        request = self._understand(words) if self._understand else None
        if request is not None:
            span = utterance.span
            self.ready.put(CandidateRequested(span.end_s, job.question_number, request, "voice", span, words))

    def _measure(self, chunk: Chunk) -> None:
        if self._track is not None:
            inside = [span.shifted(-chunk.span.start_s) for span in chunk.speech]
            self.prosody.append(self._track(chunk.samples, inside).shifted(chunk.span.start_s))

    def _words_of(self, transcriber: Transcriber, job: Part, context: str, first_index: int) -> WordsHeard:
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
