"""How fast and how small: `python3 scripts/bench_speed.py [--json FILE] [--data DIR] [--minutes N] [--long]`.

Runs real rehearsals with a recorded candidate in processes of their own and prints:

  report_ready_s        from the last word of the session to the report on disk (15-minute session; the
                        frames come N times faster than in life, --pace, so that it takes 5 minutes)
  live_cpu_per_audio_s  CPU-seconds of everything that runs during the session, per second of session
  analysis_over_plain   whole analysis of the finished recording / one plain faster-whisper pass of it
                        (same model, beam 5, word timestamps, VAD), CPU-seconds, in one process
  first_question_s      from starting the command to the interviewer's first word (greeting, then the first
                        question, which is ready by then), warm
  first_run_report_s    from the session's last word to the report, first run ever after set-up, five
                        short answers in real time
  peak_mb               most memory of the 15-minute session, all of it in one process
  peak_5_min_mb, peak_60_min_mb, peak_one_answer_mb   with --long only: tiny.en, as fast as possible; the
                        last is 60 minutes of one answer without a pause long enough to end it

Speech: --data takes a speech set (a folder with manifest.jsonl); else the bundled recordings, which are
SYNTHETIC. Timings depend on the machine; the ratio analysis_over_plain does not much.
"""

import environment

environment.enter(test=True)

import argparse  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
from collections.abc import Iterator  # noqa: E402
from datetime import datetime  # noqa: E402
from itertools import cycle  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

import numpy as np  # noqa: E402
import psutil  # noqa: E402
import soundfile  # noqa: E402

from simulator import afterwards, eventlog, wiring  # noqa: E402
from simulator.audio import SAMPLE_RATE, Samples, Span  # noqa: E402
from simulator.config import Settings, cpu_threads  # noqa: E402
from simulator.events import (  # noqa: E402
    AnswerClosed,
    InterviewerSpoke,
    SpeechStarted,
    SpeechStopped,
    WordsHeard,
)
from simulator.listening.candidate_files import find_recordings  # noqa: E402
from simulator.report.files import write_reports  # noqa: E402
from simulator.store import SessionFolder  # noqa: E402

BUNDLED = Path(__file__).resolve().parent.parent / "audio_fixtures" / "demo_candidate"
SHORT = BUNDLED.parent / "clips"
ANSWERS = 8
SHARE_SPOKEN = 0.72  # of a session; the rest is the interviewer and waiting


class FasterClock:
    """A clock on which time runs `pace` times faster: a 15-minute session in five."""

    def __init__(self, pace: float) -> None:
        self._pace = pace

    def now_s(self) -> float:
        return time.monotonic() * self._pace

    def sleep_s(self, seconds: float) -> None:
        time.sleep(seconds / self._pace)


def clips(data: Path | None) -> list[Path]:
    """Recordings of one speaker saying something, of at least 10 s."""
    if data is None:
        return sorted(BUNDLED.glob("*.flac"))
    lines = (data / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [
        data / row["audio"]
        for row in rows
        if row["kind"] in ("read", "spontaneous") and row["speakers"] == 1 and row["seconds"] >= 10
    ]


def make_candidate(folder: Path, sources: list[Path], minutes: float, answers: int = ANSWERS) -> None:
    """Answers that make a session of about so many minutes, from the clips over and over."""
    folder.mkdir()
    wanted = round(minutes * 60 * SHARE_SPOKEN / answers * SAMPLE_RATE)
    endless = cycle(sources)
    rest = np.zeros(0, np.float32)
    for number in range(answers):
        while len(rest) < wanted:
            samples, _ = soundfile.read(next(endless), dtype="float32")
            rest = np.concatenate([rest, samples])
        soundfile.write(folder / f"{number}.flac", rest[:wanted], SAMPLE_RATE)
        rest = rest[wanted:]


def run_session(candidate: Path, out: Path, model: str, pace: float) -> dict[str, float]:
    """One rehearsal and its report in this process; what it cost."""
    began_s, began_cpu_s = time.monotonic(), time.process_time()
    settings = Settings(model=model, seed=1, patience=1.6)
    rehearsal, _ = wiring.prepare_recorded(
        settings, find_recordings(candidate), out=out, clock=FasterClock(pace) if pace else None
    )
    ended_s = 0.0
    for event in rehearsal.events():
        if isinstance(event, InterviewerSpoke) and event.role == "closing":
            # The log has it as it begins; the last word is over when it has been spoken.
            ended_s = time.monotonic() + event.span.duration_s / pace if pace else time.monotonic()
    audio_s = rehearsal.session.audio_duration_s()
    live_cpu_s = time.process_time() - began_cpu_s
    afterwards.complete(rehearsal.session, settings)
    write_reports(rehearsal.session, afterwards.report_on(rehearsal.session))
    return {
        "audio_s": audio_s,
        "report_ready_s": time.monotonic() - ended_s,
        "live_cpu_per_audio_s": live_cpu_s / audio_s,
        "wall_s": time.monotonic() - began_s,
        "peak_mb": peak_mb(),
    }


def peak_mb() -> float:
    try:
        import resource

        kilo = 1024 if sys.platform != "darwin" else 1024 * 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / kilo
    except ImportError:
        return float(getattr(psutil.Process().memory_info(), "peak_wset", 0)) / 2**20


def run_analysis(session_path: Path) -> dict[str, float]:
    """The finished recording analysed from nothing but its sound, against one plain pass over it."""
    from faster_whisper import WhisperModel

    from simulator.listening.weights import model_path

    session = SessionFolder(session_path)
    forget_what_was_heard(session)
    settings = Settings()
    model = WhisperModel(
        model_path("base"), device="cpu", compute_type="int8", cpu_threads=cpu_threads(settings)
    )
    candidate = session.read_audio("candidate")
    warm_up(model, candidate)
    began_s = time.process_time()
    segments, _ = model.transcribe(
        candidate, language="en", beam_size=5, vad_filter=True, word_timestamps=True
    )
    words = sum(len(segment.words or ()) for segment in segments)
    plain_s = time.process_time() - began_s
    del model, candidate
    began_s = time.process_time()
    afterwards.complete(session, settings)
    report = afterwards.report_on(session)
    write_reports(session, report)
    ours_s = time.process_time() - began_s
    return {
        "plain_cpu_s": plain_s,
        "plain_words": words,
        "analysis_cpu_s": ours_s,
        "analysis_words": sum(len(answer.answer.words) for answer in report.answers),
        "analysis_over_plain": ours_s / plain_s,
    }


def warm_up(model: Any, samples: Samples) -> None:
    from simulator.listening import prosody

    list(model.transcribe(samples[: 5 * SAMPLE_RATE], language="en")[0])
    prosody.track(samples[-3 * SAMPLE_RATE :], [Span(0.0, 3.0)])


def forget_what_was_heard(session: SessionFolder) -> None:
    """Leave the questions and the sound; take away every word, edge of speech and feature."""
    events = session.events()
    session.log_path.unlink()
    session.features_path.unlink(missing_ok=True)
    with eventlog.EventLog(session.log_path) as log:
        for event in events:
            if not isinstance(event, WordsHeard | SpeechStarted | SpeechStopped):
                log.append(event)
    assert any(isinstance(event, AnswerClosed) for event in events)


def first_question(home: Path, scratch: Path) -> float:
    """From starting the command to the interviewer's first word, models and caches ready."""
    out = scratch / "first_question"
    began_s = time.monotonic()
    process = start(["-m", "simulator", "rehearse", "--candidate", str(BUNDLED), "--out", str(out)], home)
    log = out / "events.jsonl"
    while not (log.exists() and b'"InterviewerSpoke"' in log.read_bytes()):
        if process.poll() is not None:
            raise SystemExit(f"the rehearsal ended early with code {process.returncode}")
        time.sleep(0.01)
    seconds = time.monotonic() - began_s
    process.terminate()
    process.wait()
    return seconds


def first_run_report(scratch: Path) -> float:
    """Set up in a home that has never seen us, then rehearse in real time: how long the first report takes.

    Counted from the end of the interviewer's closing words, as the log has them.
    """
    home = scratch / "fresh_home"
    home.mkdir()
    prepare = [sys.executable, "-P", "-m", "simulator", "prepare"]
    subprocess.run(prepare, env=variables(home), check=True, capture_output=True)
    out = scratch / "first_run"
    process = start(["-m", "simulator", "rehearse", "--candidate", str(SHORT), "--out", str(out)], home)
    if process.wait() != 0:
        raise SystemExit("the first rehearsal failed")
    records, _ = eventlog.read(out / "events.jsonl")
    (closing,) = (r for r in records if isinstance(r.event, InterviewerSpoke) and r.event.role == "closing")
    assert isinstance(closing.event, InterviewerSpoke)
    spoken = datetime.fromisoformat(closing.wall).timestamp() + closing.event.span.duration_s
    return (out / "report.html").stat().st_mtime - spoken


def variables(home: Path) -> dict[str, str]:
    """An environment whose every cache lies in `home`."""
    return {
        **os.environ,
        "SECOND_ROUND_HOME": str(home / "second-round"),
        "NUMBA_CACHE_DIR": str(home / "numba"),
        "MPLCONFIGDIR": str(home / "matplotlib"),
    }


def start(arguments: list[str], home: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", *arguments],
        env=variables(home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def in_a_process_of_its_own(part: str, *arguments: object) -> dict[str, float]:
    command = [sys.executable, __file__, "--part", part, *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def measure(options: argparse.Namespace, scratch: Path) -> Iterator[tuple[str, float]]:
    sources = clips(options.data)
    make_candidate(scratch / "candidate", sources, options.minutes)
    session = scratch / "session"
    say(f"A session of {options.minutes} minutes at {options.pace:g} times its pace ...")
    live = in_a_process_of_its_own("session", scratch / "candidate", session, "base", options.pace)
    yield "session_s", live["audio_s"]
    yield "report_ready_s", live["report_ready_s"]
    yield "live_cpu_per_audio_s", live["live_cpu_per_audio_s"]
    yield "peak_mb", live["peak_mb"]
    say("Its recording analysed anew, and a plain pass over it ...")
    yield from in_a_process_of_its_own("analysis", session).items()
    home = scratch / "warm_home"
    home.mkdir()
    say("The first question ...")
    first_question(home, scratch / "cold")
    yield "first_question_s", min(first_question(home, scratch / f"warm{n}") for n in range(2))
    say("The first run ever ...")
    yield "first_run_report_s", first_run_report(scratch)
    if options.long:
        for name, minutes, answers in (("5_min", 5, ANSWERS), ("60_min", 60, ANSWERS), ("one_answer", 60, 1)):
            say(f"Memory of {minutes} minutes in {answers} answers ...")
            folder = scratch / f"candidate_{name}"
            make_candidate(folder, sources, minutes, answers)
            result = in_a_process_of_its_own("session", folder, scratch / f"session_{name}", "tiny.en", 0)
            yield f"peak_{name}_mb", result["peak_mb"]


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


BUDGETS = {
    "report_ready_s": 5.0,
    "analysis_over_plain": 1.6,
    "live_cpu_per_audio_s": 0.35,
    "first_question_s": 5.0,
    "first_run_report_s": 20.0,
    "peak_mb": 900.0,
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument(
        "--data", type=Path, help="a speech set to speak from (human); default: bundled, synthetic"
    )
    parser.add_argument("--minutes", type=float, default=15, help="length of the session (default 15)")
    parser.add_argument(
        "--pace", type=float, default=3, help="how much faster than life frames come (default 3)"
    )
    parser.add_argument("--long", action="store_true", help="also memory of 5 and of 60 minutes")
    parser.add_argument("--part", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        part, *arguments = options.part
        if part == "session":
            candidate, out, model, pace = arguments
            result = run_session(Path(candidate), Path(out), model, float(pace))
        else:
            result = run_analysis(Path(arguments[0]))
        print(json.dumps(result))
        return
    figures: dict[str, float | str] = {"speech": "human" if options.data else "synthetic"}
    with tempfile.TemporaryDirectory(prefix="second-round-bench-") as scratch:
        for key, value in measure(options, Path(scratch)):
            figures[key] = round(value, 3)
            budget = BUDGETS.get(key)
            verdict = (
                "" if budget is None else f"   budget {budget:g}: {'met' if value <= budget else 'MISSED'}"
            )
            print(f"{key:<24}{value:>10.2f}{verdict}", flush=True)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
