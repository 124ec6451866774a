"""One file of sound, or of picture and sound, on its way to a transcript, passage after passage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from simulator.audio import FRAME_S, SAMPLE_RATE, Frame, Samples, Span
from simulator.errors import CandidateError
from simulator.listening.candidate_files import decode, in_frames
from simulator.listening.passages import Passage, passages
from simulator.ports import SpeechDetector, SpeechEdge, Transcriber
from simulator.transcript import Transcript, transcript_of
from simulator.tuning import DecodeSettings

_LONGEST_DELAY_S = 600.0
"""A soundtrack that begins later than this has broken time stamps."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A file that can be heard, opened."""

    path: Path
    blocks: Iterator[Samples]
    """Its sound, mono, 16 kHz, from the beginning of the file's own clock: the player's."""
    length_s: float | None
    """As the file says; None when it does not."""


def open_recording(path: Path) -> Recording:
    """Open any audio or video file.

    Raises:
        CandidateError: it is not there, not readable, or holds no sound that can be decoded.
    """
    try:
        if path.is_dir():
            raise CandidateError(f"{path} is a folder.", next_step="Name the audio or video files in it.")
        if path.exists() and not path.is_file():  # it is read more than once
            raise CandidateError(f"{path} is no file.", next_step="Save the sound as a file first.")
        path.open("rb").close()
    except OSError as error:
        raise CandidateError(
            f"{path} cannot be opened: {error.strerror}.", next_step="Name an audio or video file."
        ) from error
    blocks = decode(path)
    first = next(blocks, np.zeros(0, np.float32))
    length_s, delay_s = _clock_of(path)
    silence = np.zeros(round(delay_s * SAMPLE_RATE), np.float32)
    return Recording(path, chain((silence, first), blocks), length_s)


def _clock_of(path: Path) -> tuple[float | None, float]:
    """A file's length, and how much later than the file its sound begins, in seconds."""
    import av

    try:
        with av.open(str(path.absolute())) as container:
            length_s = container.duration / av.time_base if container.duration else None
            # The stream's own start_time is not to be trusted: Matroska always says 0.
            first = next(container.decode(container.streams.audio[0]), None)
            if first is None or first.time is None:
                return length_s, 0.0
            delay_s = first.time - (container.start_time or 0) / av.time_base
            return length_s, delay_s if 0.0 < delay_s <= _LONGEST_DELAY_S else 0.0
    except (av.FFmpegError, OSError, ValueError, IndexError):
        return None, 0.0


class Work:
    """Sound becoming a transcript. Iterate to have it done; take what is there at any moment.

    It holds the words, and never more sound than one passage, however long the recording is.
    """

    def __init__(
        self,
        source: str,
        blocks: Iterable[Samples],
        detector: SpeechDetector,
        transcriber: Transcriber,
        settings: DecodeSettings | None = None,
    ) -> None:
        self.broken: CandidateError | None = None
        """Why the recording could not be read to its end."""
        self._source = source
        self._blocks = blocks
        self._voice = _Voice(detector)
        self._transcriber = transcriber
        self._settings = settings or DecodeSettings()
        self._samples = 0
        self._passages: list[Passage] = []
        self._finished = False

    def __iter__(self) -> Iterator[Passage]:
        frames = (
            Frame(index * FRAME_S, samples)
            for index, samples in enumerate(in_frames(self._readable_blocks()))
        )
        for passage in passages(frames, self._voice, self._transcriber, self._settings):
            self._passages.append(passage)
            yield passage
        self._finished = True

    @property
    def heard_s(self) -> float:
        """How far it is understood."""
        if self._finished:
            return self._samples / SAMPLE_RATE
        return self._passages[-1].span.end_s if self._passages else 0.0

    def transcript(self) -> Transcript:
        """All of it, or what is understood so far."""
        return transcript_of(
            self._source,
            round(self.heard_s, 3),
            self._voice.until(self.heard_s),
            [passage.heard for passage in self._passages],
            model=self._transcriber.name,
            language=self._settings.language,
            complete=self._finished and self.broken is None,
        )

    def _readable_blocks(self) -> Iterator[Samples]:
        """The sound up to its end, or to where it breaks off."""
        try:
            for block in self._blocks:
                self._samples += len(block)
                yield block
        except CandidateError as error:
            self.broken = error


class _Voice:
    """A detector that remembers the stretches of voice it found."""

    def __init__(self, detector: SpeechDetector) -> None:
        self._detector = detector
        self._spans: list[Span] = []
        self._since_s: float | None = None

    @property
    def speaking(self) -> bool:
        return self._detector.speaking

    def hear(self, frame: Frame) -> SpeechEdge | None:
        edge = self._detector.hear(frame)
        if edge is not None and edge.kind == "start":
            self._since_s = edge.at_s
        elif edge is not None and self._since_s is not None:
            self._spans.append(Span(self._since_s, edge.at_s))
            self._since_s = None
        return edge

    def until(self, end_s: float) -> list[Span]:
        going_on = [] if self._since_s is None else [Span(self._since_s, end_s)]
        return [span for span in (*self._spans, *going_on) if span.start_s < end_s]
