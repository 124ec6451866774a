"""Finding and decoding the recordings of a recorded candidate: any format, any rate, as a stream."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from simulator.audio import FRAME_SAMPLES, SAMPLE_RATE, Samples
from simulator.errors import CandidateError
from simulator.events import Question

if TYPE_CHECKING:
    from av import AudioFrame

AUDIO_SUFFIXES = frozenset(
    {".wav", ".flac", ".mp3", ".m4a", ".ogg", ".opus", ".aac", ".mp4", ".webm", ".aif", ".aiff"}
)
CARD = "candidate.json"


class _CardAnswer(msgspec.Struct, frozen=True):
    audio: str
    question_id: str = ""
    stage: str = ""
    kind: str = ""


class CandidateCard(msgspec.Struct, frozen=True):
    """`candidate.json`, optional beside the recordings: which question each file answers.

    Either each has a `question_id`, and exactly these are asked in this order; or each has a `stage` and,
    for follow-ups, their `kind` ("number", "own_part" ...; "*" any): then they are given to what is asked.
    `documents`: files beside it that the interviewer has read (cv, job, company, round_one).
    """

    answers: tuple[_CardAnswer, ...]
    synthetic: bool = False
    documents: dict[str, str] = {}
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class FittingAnswer:
    """A recording, and the questions it answers."""

    file: Path
    stage: str
    kind: str

    def fits(self, question: Question) -> int:
        """How well: 0 not at all."""
        kind = question.id.partition("?")[2] if question.kind == "probe" else question.kind
        if self.stage not in (question.stage, "*") or self.kind not in (kind, "*"):
            return 0
        return 1 + 2 * (self.stage == question.stage) + (self.kind == kind)


def most_fitting(answers: Sequence[FittingAnswer], question: Question) -> FittingAnswer | None:
    """The first of those that fit best; None where none fits."""
    best = max(answers, key=lambda answer: answer.fits(question), default=None)
    return best if best is not None and best.fits(question) else None


@dataclass(frozen=True, slots=True)
class CandidateRecordings:
    """What a recorded candidate says: one file per answer, or one long file for all of them."""

    name: str
    files: tuple[Path, ...]
    one_long_file: bool
    question_ids: tuple[str, ...] = ()
    synthetic: bool = False
    fitting: tuple[FittingAnswer, ...] = ()
    """Where each recording knows what it answers: it is chosen by what is asked."""
    documents: dict[str, Path] = field(default_factory=dict)
    seed: int | None = None

    def from_answer(self, number: int) -> CandidateRecordings:
        """What is left when the answers before `number` (1 is the first) were given."""
        return replace(self, files=self.files[number - 1 :], question_ids=self.question_ids[number - 1 :])


def find_recordings(source: Path) -> CandidateRecordings:
    """The recordings in a folder (in the order of their names, or of its card) or a single file.

    Raises:
        CandidateError: there are none, or one of them cannot be decoded.
    """
    if source.is_file():
        found = CandidateRecordings(source.stem, (source,), one_long_file=True)
    elif source.is_dir():
        found = _in_folder(source)
    else:
        raise CandidateError(
            f"{source} does not exist.", next_step="Name a recording or a folder of recordings."
        )
    for path in found.files:
        _check_decodable(path)
    return found


def _in_folder(folder: Path) -> CandidateRecordings:
    card_path = folder / CARD
    if card_path.is_file():
        try:
            card = msgspec.json.decode(card_path.read_bytes(), type=CandidateCard)
        except (msgspec.MsgspecError, OSError) as error:
            raise CandidateError(
                f"{card_path} cannot be read: {error}.", next_step="Mend or remove it."
            ) from error
        # A card may name files of its own folder only.
        files = tuple(folder / Path(answer.audio).name for answer in card.answers)
        missing = [path.name for path in files if not path.is_file()]
        if missing or not files:
            raise CandidateError(
                f"{card_path} names {missing or 'no recordings'}.", next_step="Mend or remove it."
            )
        ids = tuple(answer.question_id for answer in card.answers if answer.question_id)
        fitting = tuple(
            FittingAnswer(file, answer.stage, answer.kind or "main")
            for file, answer in zip(files, card.answers, strict=True)
            if answer.stage
        )
        documents = {kind: folder / Path(name).name for kind, name in card.documents.items()}
        return CandidateRecordings(
            folder.name, files, False, ids, card.synthetic, fitting, documents, card.seed
        )
    files = tuple(sorted(filter(_is_recording, folder.iterdir()), key=_natural))
    if not files:
        raise CandidateError(
            f"{folder} holds no recordings.",
            next_step="Put one audio file per answer there (WAV, FLAC, MP3, M4A ...).",
        )
    return CandidateRecordings(folder.name, files, one_long_file=False)


def _is_recording(path: Path) -> bool:
    return path.suffix.lower() in AUDIO_SUFFIXES and not path.name.startswith(".")


def _natural(path: Path) -> list[tuple[int, str]]:
    """A sort key in which answer_2 comes before answer_10."""
    return [
        (int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", path.name.lower())
    ]


def _check_decodable(path: Path) -> None:
    first = next(decode(path), None)
    if first is None:
        raise CandidateError(f"{path} is empty: there is no sound in it.", next_step="Record it again.")


def decode(path: Path) -> Iterator[Samples]:
    """The file's sound as successive float32 blocks, mono, 16 kHz; a few MB at a time however long it is.

    Raises:
        CandidateError: it is not audio, or breaks off in the middle in a way that cannot be decoded.
    """
    import av

    try:
        # Absolute: "part 1: plans.mp3" must not be taken for an address.
        with av.open(str(path.absolute())) as container:
            stream = next(iter(container.streams.audio), None)
            if stream is None:
                raise CandidateError(f"{path} holds no sound track.", next_step="Name an audio recording.")
            resampler = av.AudioResampler(format="fltp", rate=SAMPLE_RATE)
            for frame in container.decode(stream):
                frame.pts = None  # broken timestamps must not drop sound
                for block in resampler.resample(frame):
                    yield _mono(block)
            for block in resampler.resample(None):
                yield _mono(block)
    except (av.FFmpegError, OSError, ValueError) as error:
        raise CandidateError(
            f"{path} cannot be read as audio.", next_step="Play it in another program, or save it as WAV."
        ) from error


def _mono(block: AudioFrame) -> Samples:
    """The mean of the channels: the resampler's own mix makes equal channels 3 dB louder, and clips them."""
    mixed = np.asarray(block.to_ndarray().mean(axis=0), dtype=np.float32)
    return np.clip(np.nan_to_num(mixed), -1.0, 1.0)  # float files can hold anything


def in_frames(blocks: Iterator[Samples]) -> Iterator[Samples]:
    """The same sound in frames of 512 samples, the last one filled up with silence."""
    rest = np.zeros(0, np.float32)
    for block in blocks:
        joined = np.concatenate([rest, block])
        whole = len(joined) // FRAME_SAMPLES * FRAME_SAMPLES
        yield from joined[:whole].reshape(-1, FRAME_SAMPLES)
        rest = joined[whole:]
    if len(rest):
        yield np.pad(rest, (0, FRAME_SAMPLES - len(rest)))
