"""Any recording as verbatim text, captions or labels."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.cli.common import LANGUAGE, NAMES, PATH, TRANSCRIBE_URL, settings_of
from simulator.errors import CandidateError
from simulator.exports import FORMATS, ExportError, Format, rendered
from simulator.terminal import output

if TYPE_CHECKING:
    from simulator.audio import Samples
    from simulator.config import Settings
    from simulator.exports.files import Result
    from simulator.ports import Transcriber
    from simulator.transcribing import Recording, Work
    from simulator.transcript import Transcript

_MOST_TIMES = 6  # of one cause; the rest is counted
_STOPPED = 130
_KEEP_EVERY_S = 30.0


@click.command()
@click.argument("files", type=PATH, nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--format",
    "formats",
    type=click.Choice(FORMATS),
    multiple=True,
    help="What to make, text when left out; may be given several times.",
)
@click.option("--out", metavar="FILE|FOLDER", help="Where to: a file, or a folder for several of them.")
@click.option("--clean", is_flag=True, help="Leave the fillers out of text, srt and vtt.")
@click.option("--force", is_flag=True, help="Replace files that exist already.")
@click.option("--model", help="Whisper model: base, tiny.en, a faster-whisper name, or a folder.")
@LANGUAGE
@NAMES
@TRANSCRIBE_URL
@click.pass_context
def transcribe(
    context: click.Context,
    files: tuple[Path, ...],
    formats: tuple[Format, ...],
    out: str | None,
    clean: bool,
    force: bool,
    model: str | None,
    language: str | None,
    names: str | None,
    transcribe_url: str | None,
) -> None:
    """Write down what is said in audio or video files, um and uh included.

    FILE is anything with sound in it. One file in one format goes to standard output, or where --out says (a
    name without an ending is a folder). Ctrl-C keeps what was understood so far. English fillers only.

    \b
    Examples:
      second-round transcribe talk.mp3
      second-round transcribe talk.mp4 --out talk.srt
      second-round transcribe *.m4a --format text --format textgrid --out transcripts
    """
    from simulator.exports.files import formats_for, results_of

    place = Path(out).expanduser() if out else None
    is_folder = place is not None and (not place.suffix or str(out)[-1] in f"/{os.sep}")
    files = tuple(dict.fromkeys(files))
    chosen = formats_for(formats, None if is_folder or len(files) > 1 else place)
    planned = results_of(files, chosen, place, is_folder=is_folder, force=force)
    settings = settings_of(model=model, language=language, names=names, transcribe_url=transcribe_url)
    run = _Run(settings, clean=clean, force=force)
    for number, (file, results) in enumerate(zip(files, planned, strict=True), start=1):
        try:
            run.one(file, results, f"{number}/{len(files)} " if len(files) > 1 else "")
        except (CandidateError, ExportError) as error:
            output.fail(output.printable(str(error)))
            run.failed = True
        except KeyboardInterrupt:
            left = len(files) - number
            output.notice("Stopped." + (f" {left} more not begun." if left else ""))
            context.exit(_STOPPED)
    context.exit(2 if run.failed else 0)


@dataclass(slots=True)
class _Run:
    """One call of the command: the speech model is loaded for the first file that can be heard."""

    settings: Settings
    clean: bool
    force: bool
    failed: bool = False
    _transcriber: Transcriber | None = None

    def one(self, file: Path, results: Sequence[Result], counted: str) -> None:
        """Transcribe a file and write its results, also when it is stopped or breaks off in the middle."""
        from simulator.exports.files import Copies
        from simulator.transcribing import open_recording

        recording = open_recording(file)
        copies = Copies()

        def keep(transcript: Transcript) -> None:
            for result in results:
                if result.path is not None:
                    copies.keep(result.path, rendered(transcript, result.format, clean=self.clean))

        work, ended = self._heard(recording, counted, keep)
        if ended is not None and work.heard_s == 0:
            raise ended
        transcript = work.transcript()
        try:
            for result in results:
                self._deliver(transcript, result)
            copies.remove()
        finally:
            self._tell(transcript, recording, work)
        if ended is not None:
            raise ended

    def _heard(
        self, recording: Recording, counted: str, keep: Callable[[Transcript], None]
    ) -> tuple[Work, BaseException | None]:
        from simulator.config import decode_settings
        from simulator.listening.vad import SileroVad, VadDetector
        from simulator.transcribing import Work

        transcriber = self._transcriber = self._transcriber or self._ready()
        name = output.printable(recording.path.name)
        with _progress(counted + name, recording) as blocks:
            settings = decode_settings(self.settings)
            work = Work(name, blocks, VadDetector(SileroVad()), transcriber, settings)
            kept_at = time.monotonic()
            try:
                for _ in work:
                    if time.monotonic() - kept_at >= _KEEP_EVERY_S:
                        keep(work.transcript())
                        kept_at = time.monotonic()
            except BaseException as error:  # whatever it is, what was understood is worth keeping
                return work, error
        return work, None

    def _ready(self) -> Transcriber:
        from simulator import afterwards

        if line := afterwards.sending(self.settings):
            output.notice(line)
        return afterwards.transcriber(self.settings)

    def _deliver(self, transcript: Transcript, result: Result) -> None:
        from simulator.exports.files import write_whole

        text = rendered(transcript, result.format, clean=self.clean)
        if result.path is None:
            _print(text)
        else:
            written = write_whole(result.path, text, force=self.force)
            output.say(output.printable(f"Written: {written}"))

    def _tell(self, transcript: Transcript, recording: Recording, work: Work) -> None:
        from simulator.report.clock import clock, from_to
        from simulator.report.doubts import DOUBTED, untrusted

        name = output.printable(recording.path.name)
        if work.broken is not None:
            self.failed = True
            output.fail(f"{name} breaks off at {clock(work.heard_s)}; it is transcribed up to there.")
        elif not transcript.complete:
            whole = f" of {clock(recording.length_s)}" if recording.length_s else ""
            output.notice(f"{name}: transcribed up to {clock(work.heard_s)}{whole}.")
        if not transcript.words and not transcript.fillers:
            output.notice(f"{name}: no speech was found.")
        for cause, spans in untrusted(transcript.doubts):
            times = ", ".join(map(from_to, spans[:_MOST_TIMES]))
            more = f" and {len(spans) - _MOST_TIMES} more" if len(spans) > _MOST_TIMES else ""
            output.notice(f"{name}: do not trust {times}{more}: {DOUBTED[cause]}.")


@contextmanager
def _progress(what: str, recording: Recording) -> Iterator[Iterable[Samples]]:
    """The recording's sound, with a bar that follows it, on a terminal."""
    if not output.err.is_terminal:
        yield recording.blocks
        return
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    from simulator.audio import SAMPLE_RATE

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn())
    left = TimeRemainingColumn(elapsed_when_finished=True)
    with Progress(*columns, left, console=output.err, transient=True, speed_estimate_period=300) as bar:
        task = bar.add_task(what, total=recording.length_s)

        def followed() -> Iterator[Samples]:
            for block in recording.blocks:
                yield block
                bar.advance(task, len(block) / SAMPLE_RATE)

        yield followed()


def _print(text: str) -> None:
    """To standard output, in UTF-8 where it is read by a program; a reader that has gone away is no error."""
    if sys.stdout is None:
        return
    try:
        if sys.stdout.isatty():
            sys.stdout.write(text)
        else:
            sys.stdout.flush()
            sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.flush()
    except BrokenPipeError:
        # Python would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
