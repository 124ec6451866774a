"""Words while you speak: `python3 scripts/bench_live.py [--data DIR] [--json FILE] [--answers N]`.

Holds two rehearsals in real time with a recorded candidate who answers for two minutes each time, without
and with live captions, each in a process of its own, and prints:

  live_cpu_per_audio_s            CPU-seconds of everything that runs, per second of session, captions off
  live_cpu_per_audio_s_captions   the same with captions on
  seen_s, seen_p90_s              word spoken -> somewhere on the screen, median and 90th percentile
  confirmed_s, confirmed_p90_s    word spoken -> confirmed on the screen
  captioned                       share of the final words that were confirmed while the answer went on
  final_text_s, final_text_max_s  answer closed -> its whole final text, median and slowest answer (both
                                  rehearsals); it closes 1.5 s into the next question, until which it can be
                                  gone on with

Speech: --data takes a speech set (a folder with manifest.jsonl); else the bundled recordings, which are
SYNTHETIC. All of it depends on the machine and on what else runs there.
"""

import environment

environment.enter(test=True)

import argparse  # noqa: E402
import json  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
from bisect import bisect_right  # noqa: E402
from collections.abc import Iterator  # noqa: E402
from difflib import SequenceMatcher  # noqa: E402
from pathlib import Path  # noqa: E402
from statistics import median  # noqa: E402
from typing import Any  # noqa: E402

import numpy as np  # noqa: E402
from bench_speed import clips, make_candidate  # noqa: E402

from simulator import wiring  # noqa: E402
from simulator.audio import Frame  # noqa: E402
from simulator.config import Settings  # noqa: E402
from simulator.events import AnswerClosed, InterviewerSpoke, QuestionAsked, WordsHeard  # noqa: E402
from simulator.listening.candidate_files import find_recordings  # noqa: E402
from simulator.ports import Caption, Floor  # noqa: E402

ANSWER_S = 120.0
SHARE_SPOKEN = 0.72  # make_candidate's


class Reader:
    """Reads along; `pages`: for each answer its captions, each with the moment it came."""

    def __init__(self, *, captioned: bool) -> None:
        self.captioned = captioned
        self.pages: list[list[tuple[float, Caption]]] = []
        self._now_s = 0.0

    def watch(self, frame: Frame, floor: Floor) -> None:
        self._now_s = frame.end_s

    def read(self, caption: Caption) -> None:
        page = self.pages[-1]
        if not page or page[-1][1] != caption:
            page.append((self._now_s, caption))


def run_session(candidate: Path, out: Path, *, captioned: bool) -> dict[str, Any]:
    """One rehearsal in this process: its cost, its captions' delays, its final texts' delays."""
    cpu_s = time.process_time()
    settings = Settings(seed=1, captions=captioned)
    rehearsal, _ = wiring.prepare_recorded(
        settings, find_recordings(candidate), out=out, clock=wiring.RealClock()
    )
    reader = Reader(captioned=captioned)
    closed: dict[int, float] = {}
    written: dict[int, float] = {}
    spent_s = 0.0
    for event in rehearsal.events(wiring.Seats(audience=reader)):
        if isinstance(event, QuestionAsked):
            reader.pages.append([])
        if isinstance(event, AnswerClosed):
            closed[event.question_number] = time.monotonic()
        if isinstance(event, WordsHeard) and event.complete:
            written[event.question_number] = time.monotonic()
        if isinstance(event, AnswerClosed | InterviewerSpoke):
            spent_s = time.process_time() - cpu_s
    delays = [written[number] - at for number, at in closed.items()]
    return {
        "cpu_per_audio_s": spent_s / rehearsal.session.audio_duration_s(),
        "final_text_s": delays,
        **caption_delays(rehearsal.session.events(), reader),
    }


def caption_delays(events: list[Any], reader: Reader) -> dict[str, Any]:
    """Delays word by word, of those final words that the captions have too."""
    seen: list[float] = []
    confirmed: list[float] = []
    count = 0
    for number, page in enumerate(reader.pages, start=1):
        parts = [e for e in events if isinstance(e, WordsHeard) and e.question_number == number]
        words = [word for part in parts for word in part.words]
        starts_s = [word.span.start_s for word in words]
        ends_s = [word.span.end_s for word in words]
        texts = [plain(word.text) for word in words]
        count += len(words)
        for delays, of in ((seen, shown), (confirmed, certain)):
            delays += [at - ends_s[index] for index, at in first_times(texts, starts_s, page, of).items()]
    return {"seen": seen, "confirmed": confirmed, "words": count}


def shown(caption: Caption) -> list[str]:
    return [plain(word) for word in f"{caption.confirmed} {caption.tentative}".split()]


def certain(caption: Caption) -> list[str]:
    return [plain(word) for word in caption.confirmed.split()]


def plain(word: str) -> str:
    return word.lower().strip(".,!?;:-\"'")


def first_times(
    texts: list[str], starts_s: list[float], page: list[tuple[float, Caption]], of: Any
) -> dict[int, float]:
    """When each final word was first read, by its place among the final words; never before it was begun."""
    first: dict[int, float] = {}
    for at_s, caption in page:
        said = texts[: bisect_right(starts_s, at_s)]
        matcher = SequenceMatcher(None, said, of(caption), autojunk=False)
        for block in matcher.get_matching_blocks():
            for index in range(block.a, block.a + block.size):
                first.setdefault(index, at_s)
    return first


def measure(options: argparse.Namespace, scratch: Path) -> Iterator[tuple[str, float]]:
    candidate = scratch / "candidate"
    minutes = options.answers * ANSWER_S / SHARE_SPOKEN / 60
    make_candidate(candidate, clips(options.data), minutes, options.answers)
    parts = {}
    for name in ("off", "on"):
        print(f"{options.answers} answers of two minutes, captions {name} ...", file=sys.stderr, flush=True)
        command = [sys.executable, __file__, "--part", str(candidate), str(scratch / name), name]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
        parts[name] = json.loads(done.stdout.splitlines()[-1])
    off, on = parts["off"], parts["on"]
    yield "live_cpu_per_audio_s", off["cpu_per_audio_s"]
    yield "live_cpu_per_audio_s_captions", on["cpu_per_audio_s"]
    for name in ("seen", "confirmed"):
        yield f"{name}_s", median(on[name])
        yield f"{name}_p90_s", float(np.quantile(on[name], 0.9))
    yield "captioned", len(on["confirmed"]) / on["words"]
    finals = [*off["final_text_s"], *on["final_text_s"]]
    yield "final_text_s", median(finals)
    yield "final_text_max_s", max(finals)


BUDGETS = {
    "live_cpu_per_audio_s": 0.35,
    "live_cpu_per_audio_s_captions": 0.35,
    "final_text_s": 0.7,
    "final_text_max_s": 0.7,
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument(
        "--data", type=Path, help="a speech set to speak from (human); default: bundled, synthetic"
    )
    parser.add_argument(
        "--answers", type=int, default=3, help="answers in each rehearsal, 3 to 8 (default 3)"
    )
    parser.add_argument("--part", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        candidate, out, captions = options.part
        print(json.dumps(run_session(Path(candidate), Path(out), captioned=captions == "on")))
        return
    figures: dict[str, float | str] = {"speech": "human" if options.data else "synthetic"}
    with tempfile.TemporaryDirectory(prefix="second-round-bench-") as scratch:
        for key, value in measure(options, Path(scratch)):
            figures[key] = round(value, 3)
            budget = BUDGETS.get(key)
            verdict = (
                "" if budget is None else f"   budget {budget:g}: {'met' if value <= budget else 'MISSED'}"
            )
            print(f"{key:<30}{value:>10.2f}{verdict}", flush=True)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
