"""Files to transcripts, by command too: what was understood is never lost, what exists never overwritten."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
import weakref
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner, Result

from simulator import afterwards
from simulator.audio import FRAME_S, SAMPLE_RATE, Frame, Samples, Span
from simulator.cli import app
from simulator.errors import SecondRoundError
from simulator.events import Doubt, Word
from simulator.ports import Heard, SpeechEdge
from simulator.transcribing import Work, open_recording
from tests.conftest import second_round
from tests.system import FIXTURES

CLIP = FIXTURES / "clips" / "steady_pace.flac"


class Loud:
    """Voice is what is loud; exact to the frame."""

    speaking = False

    def hear(self, frame: Frame) -> SpeechEdge | None:
        was, self.speaking = self.speaking, bool(np.abs(frame.samples).max() > 0.1)
        if was == self.speaking:
            return None
        return SpeechEdge("start" if self.speaking else "stop", frame.start_s)


class Counting:
    """Says its number in every passage; in one of them it may do something else."""

    name = "counting"

    def __init__(self, surprise: BaseException | None = None, at: int = 0) -> None:
        self.heard = 0
        self._surprise, self._at = surprise, at

    def draft(self, samples: Samples, *, context: str = "") -> Heard:
        return Heard((), ())

    def transcribe(self, samples: Samples, *, context: str = "") -> Heard:
        self.heard += 1
        if self._surprise is not None and self.heard == self._at:
            raise self._surprise
        span = Span(0.5, 0.8)
        return Heard((Word(f"Passage {self.heard}.", span, 0.9),), (), (Doubt("telephone", span),))


def talking(seconds: float) -> Iterator[Samples]:
    """Nearly ten seconds of voice and half a second of silence, again and again, a second at a time."""
    for second in range(round(seconds)):
        block = np.full(SAMPLE_RATE, 0.5, np.float32)
        if second % 10 == 9:
            block[: SAMPLE_RATE // 2] = 0
        yield block


class Weighing(Loud):
    """Counts the frames that are still held by anybody."""

    held = most = 0

    def hear(self, frame: Frame) -> SpeechEdge | None:
        self.held += 1
        self.most = max(self.most, self.held)
        weakref.finalize(frame.samples, self._let_go).atexit = False
        return super().hear(frame)

    def _let_go(self) -> None:
        self.held -= 1


@pytest.mark.parametrize("silent", [False, True])
def test_however_long_it_is_no_more_sound_is_held_than_a_passage(silent: bool) -> None:
    detector = Weighing()
    sound = (block * 0 if silent else block for block in talking(1800))
    work = Work("long.wav", sound, detector, Counting())
    for _ in work:
        pass
    transcript = work.transcript()
    assert transcript.complete
    assert transcript.duration_s == 1800
    assert (len(transcript.words) > 60) is not silent
    assert detector.most * FRAME_S < 31


def test_a_transcript_can_be_taken_at_any_moment() -> None:
    work = Work("talk.wav", talking(120), Loud(), Counting())
    next(iter(work))
    transcript = work.transcript()
    assert not transcript.complete
    assert 10 < transcript.duration_s < 30
    assert [word.text for word in transcript.words] == ["Passage 1."]
    assert transcript.speech[-1].end_s <= transcript.duration_s


def test_a_soundtrack_that_begins_after_the_picture_keeps_the_players_time(tmp_path: Path) -> None:
    import av

    path = tmp_path / "part 1: talk.mkv"
    with av.open(str(path), "w") as container:
        video = container.add_stream("mpeg4", rate=5)
        video.width = video.height = 16
        video.pix_fmt = "yuv420p"
        audio = container.add_stream("flac", rate=SAMPLE_RATE, layout="mono")
        sound = av.AudioFrame.from_ndarray(np.full((1, SAMPLE_RATE), 9000, np.int16), "s16", "mono")
        sound.sample_rate, sound.pts, sound.time_base = SAMPLE_RATE, 2 * SAMPLE_RATE, Fraction(1, SAMPLE_RATE)
        picture = av.VideoFrame.from_ndarray(np.zeros((16, 16, 3), np.uint8))
        for packet in (
            *video.encode(picture),
            *video.encode(None),
            *audio.encode(sound),
            *audio.encode(None),
        ):
            container.mux(packet)
    recording = open_recording(path)
    samples = np.concatenate(list(recording.blocks))
    assert recording.length_s == pytest.approx(3.0, abs=0.05)
    assert np.flatnonzero(samples > 0.1)[0] / SAMPLE_RATE == pytest.approx(2.0, abs=0.01)


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    """Two minutes, in passages that the fake transcriber below understands."""
    path = tmp_path / "talk.wav"
    soundfile.write(path, np.concatenate(list(talking(120))), SAMPLE_RATE)
    return path


@pytest.fixture
def ears(monkeypatch: pytest.MonkeyPatch) -> Counting:
    """The command's transcriber and voice detector, replaced."""
    transcriber = Counting()
    monkeypatch.setattr(afterwards, "transcriber", lambda settings: transcriber)
    monkeypatch.setattr("simulator.listening.vad.VadDetector", lambda vad: Loud())
    return transcriber


def transcribe(*arguments: str | Path) -> Result:
    """The command within this process: quicker, and its ears can be replaced."""
    return CliRunner().invoke(app, ["transcribe", *map(str, arguments)])


def complaints(run: Result) -> str:
    assert isinstance(run.exception, SecondRoundError)
    return str(run.exception)


@pytest.mark.speech
def test_a_real_recording_by_command() -> None:
    run = second_round("transcribe", CLIP, "--model", "tiny.en")
    assert run.code == 0, run.err
    assert run.err == ""
    assert "the work with my team" in run.out


@pytest.mark.parametrize("seconds", [3, 0])
def test_silence_is_no_error(talk: Path, ears: Counting, seconds: int) -> None:
    soundfile.write(talk, np.zeros(seconds * SAMPLE_RATE), SAMPLE_RATE)
    run = transcribe(talk, "--format", "vtt")
    assert (run.exit_code, run.stdout) == (0, "WEBVTT\n\n"), run.stderr
    assert run.stderr == "talk.wav: no speech was found.\n"


def test_a_kill_in_a_long_file_leaves_what_was_understood(
    talk: Path, ears: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At every moment of the work it is on the disk; when the result is there, it is gone."""
    monkeypatch.setattr("simulator.cli.transcribing._KEEP_EVERY_S", 0.0)
    out = talk.parent / "talk.srt"
    kept: list[str] = []
    heard = Counting.transcribe

    def looking(self: Counting, samples: Samples, *, context: str = "") -> Heard:
        unfinished = out.with_name("talk.srt.unfinished")
        kept.append(unfinished.read_text(encoding="utf-8") if unfinished.exists() else "")
        return heard(self, samples, context=context)

    monkeypatch.setattr(Counting, "transcribe", looking)
    assert transcribe(talk, "--out", out).exit_code == 0
    assert kept[0] == ""
    assert "Passage 3." not in kept[2]
    assert "Passage 2." in kept[2]
    assert sorted(path.name for path in talk.parent.iterdir()) == ["talk.srt", "talk.wav"]


def test_several_formats_go_into_a_folder_and_doubts_are_told(talk: Path, ears: Counting) -> None:
    out = talk.parent / "new" / "results"
    run = transcribe(talk, "--format", "srt", "--format", "audacity", "--out", out)
    assert run.exit_code == 0, run.stderr
    assert run.stdout == f"Written: {out / 'talk.srt'}\nWritten: {out / 'talk.labels.txt'}\n"
    assert "Passage 1." in (out / "talk.srt").read_text(encoding="utf-8")
    (line,) = [line for line in run.stderr.splitlines() if line.endswith(": telephone sound.")]
    assert line.startswith("talk.wav: do not trust 0:00-0:00, 0:")
    assert stat.S_IMODE((out / "talk.srt").stat().st_mode) == 0o600 or os.name != "posix"


def test_the_name_of_the_file_says_its_format(talk: Path, ears: Counting) -> None:
    transcribe(talk, "--out", talk.with_suffix(".json"))
    assert json.loads(talk.with_suffix(".json").read_text(encoding="utf-8"))["source"] == "talk.wav"


@pytest.mark.skipif(sys.platform != "linux", reason="file names that are no text")
def test_a_name_that_is_no_text_is_no_obstacle(talk: Path, ears: Counting) -> None:
    odd = talk.rename(talk.with_name(os.fsdecode(b"a\xff\x1b[31m.wav")))
    assert json.loads(transcribe(odd, "--format", "json").stdout)["source"] == "a??[31m.wav"


def test_nothing_is_overwritten_unless_asked_for_and_that_is_said_before_the_work(
    talk: Path, ears: Counting
) -> None:
    out = talk.with_suffix(".txt")
    out.write_text("mine")
    out.chmod(0o644)
    run = second_round("transcribe", talk, "--out", out)
    assert (run.code, run.out) == (2, "")
    assert run.err == (f"second-round: {out} exists already. Choose another --out, or replace it: --force.\n")
    assert out.read_text() == "mine"
    assert transcribe(talk, "--out", out, "--force").exit_code == 0
    assert out.read_text().startswith("Passage 1.")
    assert stat.S_IMODE(out.stat().st_mode) == 0o644 or os.name != "posix"
    assert "is the recording itself" in complaints(transcribe(talk, "--out", talk, "--force"))


def test_a_name_taken_while_it_worked_is_left_alone(
    talk: Path, ears: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = talk.with_suffix(".txt")

    def meanwhile(settings: object) -> Counting:
        out.write_text("mine")
        return ears

    monkeypatch.setattr(afterwards, "transcriber", meanwhile)
    assert f"Written: {talk.parent / 'talk (2).txt'}" in transcribe(talk, "--out", out).stdout
    assert out.read_text() == "mine"


def test_a_bad_file_does_not_keep_the_others_from_being_done(talk: Path, ears: Counting) -> None:
    bad = talk.with_name("bad.mp3")
    bad.write_bytes(b"no sound")
    out = talk.parent / "out"
    run = transcribe(bad, talk.with_name("nowhere.wav"), talk.parent, talk, "--out", out)
    assert run.exit_code == 2
    assert [line.split(": ", 1)[1].split(".")[0] for line in run.stderr.splitlines()[:3]] == [
        str(talk.parent / "bad"), str(talk.with_name("nowhere")), f"{talk.parent} is a folder"
    ]  # fmt: skip
    assert [path.name for path in out.iterdir()] == ["talk.txt"]


def test_recordings_of_one_name_keep_apart(talk: Path, ears: Counting) -> None:
    twin = talk.with_suffix(".flac")
    soundfile.write(twin, np.concatenate(list(talking(20))), SAMPLE_RATE)
    out = talk.parent / "out"
    assert transcribe(talk, twin, "--out", out).exit_code == 0
    assert sorted(path.name for path in out.iterdir()) == ["talk.flac.txt", "talk.wav.txt"]
    other = talk.parent / "other" / "talk.wav"
    assert "would be the same file" in complaints(transcribe(talk, other, "--out", out))


def test_several_results_need_a_place(talk: Path) -> None:
    for arguments in ([talk, CLIP], [talk, "--format", "srt", "--format", "vtt"]):
        assert complaints(transcribe(*arguments)) == "Several results have no place to go. Add --out FOLDER."


@pytest.mark.parametrize(("surprise", "code"), [(KeyboardInterrupt(), 130), (RuntimeError("broken"), 1)])
def test_what_was_understood_before_it_was_stopped_is_written(
    talk: Path, ears: Counting, monkeypatch: pytest.MonkeyPatch, surprise: BaseException, code: int
) -> None:
    monkeypatch.setattr(afterwards, "transcriber", lambda settings: Counting(surprise, at=3))
    out = talk.parent / "out"
    run = transcribe(talk, CLIP, "--format", "json", "--out", out)
    assert run.exit_code == code
    file = json.loads((out / "talk.json").read_text(encoding="utf-8"))
    assert not file["complete"]
    assert [word["text"] for word in file["words"]] == ["Passage 1.", "Passage 2."]
    assert re.search(r"talk.wav: transcribed up to 0:[345]\d of 2:00.\n", run.stderr)
    assert ("Stopped. 1 more not begun.\n" in run.stderr) is (code == 130)
    assert len(list(out.iterdir())) == 1


def test_a_recording_that_breaks_off_is_transcribed_up_to_there(talk: Path, ears: Counting) -> None:
    whole = talk.with_suffix(".flac")
    noise = np.random.default_rng(0).normal(0, 0.2, 60 * SAMPLE_RATE).clip(-1, 1)
    soundfile.write(whole, noise, SAMPLE_RATE)
    whole.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    run = transcribe(whole)
    assert run.exit_code == 2
    assert run.stdout.startswith("Passage 1.")
    assert "talk.flac breaks off at 0:" in run.stderr


@pytest.mark.skipif(os.name != "posix", reason="pipes of a shell")
def test_a_reader_that_goes_away_is_no_error() -> None:
    """What is printed is more than a pipe holds, and `head` has gone."""
    printing = "from simulator.cli.transcribing import _print; _print('word ' * 100_000)"
    with subprocess.Popen(
        [sys.executable, "-P", "-c", printing], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.close()
        assert (run.wait(60), run.stderr.read()) == (0, "")
