"""How well words and fillers are heard: `python3 scripts/bench_words.py [--data DIR] [--json FILE]`.

Every clip goes through ours and, in the same run and on the same model (Whisper base, int8, beam 5, voice
activity detection), through its peers:

  ours             as a rehearsal hears an answer
  plain            faster-whisper as it comes
  initial_prompt   with our filler prompt as initial_prompt, conditioned on previous text
  hotwords         with the same text as hotwords, not conditioned
  erm              github.com/dougcalobrisi/erm: its prompt and three audio detectors
  prompted, scored the steps from plain to ours: the prompted decode alone; its own scores asked too

With --systems also ours with one choice undone: greedy (no beam), one_reading (what the decoder left unread
stays unread), no_context, no_fallback (temperature 0 only), no_prompt, long_passages (23 s instead of 15).

Printed, with a bootstrap 95 % interval over clips, and n, the clips behind it:

  filler_precision, _recall, _f1     fillers counted per clip, all kinds alike; only sure ones
  filler_f1_human                    the same without clips whose truth is silver (two machines that agree)
  filler_event_f1                    every filler in its place, one to one
  false_fillers_per_min, _noise      in dictated speech, and in noise without speech
  filler_rate_error_per_min          how far off the number of fillers in a minute is
  wer_no_fillers, wer_verbatim       words wrong, fillers left out or as words; by people or from a script
  wer_no_fillers_silver, ...         the same against silver text: agreement of machines, not truth
  cpu_over_plain                     processor seconds against plain, both in this run

The exact rules are at the top of scripts/measuring/word_scores.py.

Speech: --data takes a speech set (a folder with manifest.jsonl); else the bundled recordings, which are
SYNTHETIC: Whisper hears a synthetic "um" easily, so those figures say nothing about people.

  bench_words.py --data SPEECH --limit 5                       a quick look
  bench_words.py --data SPEECH --systems ours,plain --details heard.jsonl
  bench_words.py --data SPEECH --noise --json words.json       all of it, and some of it again in noise
  bench_words.py --data SPEECH --reuse heard.jsonl             ours anew, the peers as heard.jsonl has them
"""

import environment

environment.enter(test=True)

import argparse  # noqa: E402
import json  # noqa: E402
import random  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from collections.abc import Iterable, Iterator, Sequence  # noqa: E402
from contextlib import nullcontext  # noqa: E402
from dataclasses import asdict, dataclass  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import IO, Any  # noqa: E402

import ctranslate2  # noqa: E402
from measuring import word_scores, word_systems  # noqa: E402
from measuring.noisy_speech import mixed, noise_for, pick  # noqa: E402
from measuring.speech_set import Clip, SpeechSetError, bundled, read_speech_set  # noqa: E402
from measuring.word_scores import Figure, Result, Truth, true_fillers  # noqa: E402

from simulator.audio import SAMPLE_RATE, Samples, Span  # noqa: E402
from simulator.config import Settings, cpu_threads  # noqa: E402
from simulator.errors import SecondRoundError  # noqa: E402
from simulator.events import Filler, Word  # noqa: E402
from simulator.ports import Heard  # noqa: E402

FIXTURES = environment.CHECKOUT / "audio_fixtures"
WARM_UP_S = 10.0
BLOCKS = (
    ("filler_precision", "filler_recall", "filler_f1", "filler_f1_human", "filler_event_f1"),
    (
        "false_fillers_per_min",
        "false_fillers_per_min_noise",
        "filler_rate_error_per_min",
        "cpu_over_plain",
    ),
    ("wer_no_fillers", "wer_verbatim", "wer_no_fillers_silver", "wer_verbatim_silver"),
)
IN_NOISE = (
    "filler_f1",
    "filler_event_f1",
    "false_fillers_per_min",
    "wer_no_fillers",
    "wer_no_fillers_silver",
)
SNRS_DB = (20.0, 10.0, 5.0)
SEED = 0
TITLES = {
    "filler_precision": "precision",
    "filler_recall": "recall",
    "filler_f1": "F1",
    "filler_f1_human": "F1, human",
    "filler_event_f1": "event F1",
    "false_fillers_per_min": "false/min",
    "false_fillers_per_min_noise": "false/min noise",
    "filler_rate_error_per_min": "rate error/min",
    "cpu_over_plain": "CPU/plain",
    "wer_no_fillers": "WER %",
    "wer_verbatim": "verbatim WER %",
    "wer_no_fillers_silver": "WER % silver",
    "wer_verbatim_silver": "verb. % silver",
}
UNITS = {
    "filler_recall": "fillers",
    "false_fillers_per_min": "min",
    "false_fillers_per_min_noise": "min",
    "filler_rate_error_per_min": "min",
    "wer_no_fillers": "words",
    "wer_verbatim": "words",
    "wer_no_fillers_silver": "words",
    "wer_verbatim_silver": "words",
}
"""What a figure is counted over, where that is the same for every system."""

Scored = dict[str, dict[str, Figure]]
"""Figures by system and name."""


Key = tuple[str, str, float | None, str]
"""Model, system, signal to noise in dB (None: nothing added), clip."""


@dataclass
class Run:
    """The systems at work; what they hear is written down as it comes, what is known is not heard again."""

    models: word_systems.Models
    names: Sequence[str]
    known: dict[Key, tuple[Heard, float]]
    details: IO[str] | None

    def __post_init__(self) -> None:
        self._systems: dict[str, word_systems.Hear] = {}

    def hear(self, truth: Truth, samples: Samples, snr_db: float | None = None) -> dict[str, Result]:
        """One clip through every system, so that a busy machine slows all of them."""
        results = {}
        for name in self.names:
            heard, cpu_s = self.known.get((self.models.name, name, snr_db, truth.id)) or self._timed(
                name, samples
            )
            results[name] = Result(truth, heard, cpu_s)
            if self.details:
                line = {"model": self.models.name, "system": name, "snr_db": snr_db, **detail(results[name])}
                self.details.write(json.dumps(line) + "\n")
                self.details.flush()
        return results

    def _timed(self, name: str, samples: Samples) -> tuple[Heard, float]:
        if name not in self._systems:
            self._systems[name] = word_systems.SYSTEMS[name](self.models)
            self._systems[name](samples[: round(WARM_UP_S * SAMPLE_RATE)])
        began_s = time.process_time()
        heard = self._systems[name](samples)
        return heard, time.process_time() - began_s


def by_system(heard: Iterable[dict[str, Result]]) -> dict[str, list[Result]]:
    results: dict[str, list[Result]] = {}
    for clip in heard:
        for name, result in clip.items():
            results.setdefault(name, []).append(result)
    return results


def as_recorded(run: Run, clips: Sequence[Clip]) -> Iterator[dict[str, Result]]:
    for number, clip in enumerate(clips, 1):
        say(f"clip {number} of {len(clips)}: {clip.truth.id}, {clip.truth.seconds:.0f} s")
        yield run.hear(clip.truth, clip.samples())


def in_noise(run: Run, clips: Sequence[Clip], picked: set[str], snr_db: float) -> Iterator[dict[str, Result]]:
    recorded = [clip.samples() for clip in clips if clip.truth.kind == "noise"]
    speech = [clip for clip in clips if clip.truth.id in picked]
    for number, clip in enumerate(speech, 1):
        say(f"{snr_db:g} dB, clip {number} of {len(speech)}: {clip.truth.id}, {clip.truth.seconds:.0f} s")
        samples = clip.samples()
        noise = noise_for(len(samples), recorded, random.Random(f"{SEED} {clip.truth.id}"))
        yield run.hear(clip.truth, mixed(samples, noise, snr_db=snr_db), snr_db)


# What was heard, written down and read again ------------------------------------------------------------


def detail(result: Result) -> dict[str, object]:
    truth = result.truth
    return {
        "id": truth.id,
        "kind": truth.kind,
        "truth": truth.source,
        "seconds": truth.seconds,
        "said_fillers": truth.fillers,
        "found_fillers": len(result.found),
        "cpu_s": round(result.cpu_s, 3),
        "words": [_flat(asdict(word)) for word in result.heard.words],
        "fillers": [_flat(asdict(filler)) for filler in result.heard.fillers],
    }


def _flat(item: dict[str, Any]) -> dict[str, Any]:
    span = item.pop("span")
    return {**item, "start_s": round(span["start_s"], 3), "end_s": round(span["end_s"], 3)}


def read_details(path: Path) -> dict[Key, tuple[Heard, float]]:
    """What the peers heard in an earlier run, and the seconds they took; ours may have changed since."""
    known: dict[Key, tuple[Heard, float]] = {}
    try:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            words = (Word(w["text"], Span(w["start_s"], w["end_s"]), w["probability"]) for w in row["words"])
            fillers = (
                Filler(f["kind"], Span(f["start_s"], f["end_s"]), f["probability"], f["evidence"])
                for f in row["fillers"]
            )
            key = (row["model"], row["system"], row["snr_db"], row["id"])
            if row["system"] in word_systems.PEERS:
                known[key] = Heard(tuple(words), tuple(fillers)), row["cpu_s"]
    except OSError as error:
        raise SpeechSetError(f"--reuse {path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise SpeechSetError(f"--reuse {path} was not written by --details: {error!r}") from error
    return known


# Tables -------------------------------------------------------------------------------------------------


def score(results: dict[str, list[Result]]) -> Scored:
    plain = results.get("plain", [])
    return {name: word_scores.figures(each, plain) for name, each in results.items()}


def table(scored: Scored, keys: Sequence[str]) -> list[str]:
    """Systems by figures, at most 100 columns."""
    some = next(iter(scored.values()))

    def over(key: str) -> str:
        return (
            f"{some[key].below:.{0 if some[key].below >= 100 else 1}f}".removesuffix(".0") + " " + UNITS[key]
        )

    rows = [
        ("", [TITLES[key] for key in keys]),
        ("clips", [str(some[key].clips) if key in some else "-" for key in keys]),
        ("over", [over(key) if key in UNITS else "" for key in keys]),
        *((name, [cell(key, found.get(key)) for key in keys]) for name, found in scored.items()),
    ]
    lines = (f"{name:<14}" + "".join(f" {text:>16}" for text in cells) for name, cells in rows)
    return [line.rstrip() for line in lines]


def cell(key: str, figure: Figure | None) -> str:
    """The figure and its interval: "0.89 0.82-0.95"."""
    if figure is None or figure.value is None or figure.low is None or figure.high is None:
        return "-"
    wer = key.startswith("wer")
    scale, digits = (100, 1) if wer else (1, 1 if figure.high >= 10 else 2)
    value, low, high = (f"{scale * each:.{digits}f}" for each in (figure.value, figure.low, figure.high))
    return f"{value} {low}-{high}"


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def parts(scored: Scored) -> dict[str, Any]:
    """For JSON: ours at the top, the others below."""
    flat = {name: word_scores.flat(found) for name, found in scored.items()}
    return {
        **flat.get("ours", {}),
        "peers": {name: each for name, each in flat.items() if name in word_systems.PEERS},
        "ladder": {name: each for name, each in flat.items() if name in word_systems.LADDER},
        "choices": {name: each for name, each in flat.items() if name in word_systems.CHOICES},
    }


# The command --------------------------------------------------------------------------------------------


def measure(options: argparse.Namespace, run: Run) -> dict[str, Any]:
    """Hear, print the tables, and return what goes into the JSON."""
    clips = read_speech_set(options.data) if options.data else bundled(FIXTURES)
    clips = [clip for clip in clips if word_scores.tells_something(clip.truth)]
    if options.limit:
        # Drawn, because a set has its clips kind after kind; in its order.
        chosen = set(random.Random(SEED).sample(range(len(clips)), min(options.limit, len(clips))))
        clips = [clip for number, clip in enumerate(clips) if number in chosen]
    if not clips:
        raise SpeechSetError(f"{options.data} holds no clip with a text, a count of fillers, or noise")
    results = by_system(as_recorded(run, clips))
    scored = score(results)
    first = next(iter(results.values()))
    said = true_fillers(first)
    of_people = options.data is not None
    print(
        f"{'Human' if of_people else 'SYNTHETIC'} speech: {len(clips)} clips, "
        f"{sum(clip.truth.seconds for clip in clips) / 60:.1f} min, {said} fillers with truth. "
        f"Whisper {run.models.name}, {run.models.threads} threads."
    )
    print("Beside each figure its bootstrap 95 % interval over clips.")
    if run.known:
        print("Peers as an earlier run heard them: CPU/plain compares two moments of a machine.")
    for block in BLOCKS:
        print("", *table(scored, block), sep="\n")
    found: dict[str, Any] = {
        "speech": "human" if of_people else "synthetic",
        "model": run.models.name,
        "threads": run.models.threads,
        "clips": len(clips),
        "fillers": said,
        "peers_reused": bool(run.known),
        **parts(scored),
    }
    if options.noise:
        found["noise"] = measure_noise(options, run, clips, results)
    return found


def measure_noise(
    options: argparse.Namespace, run: Run, clips: Sequence[Clip], clean: dict[str, list[Result]]
) -> dict[str, Any]:
    picked = pick([clip.truth for clip in clips], minutes=options.noise_minutes, seed=SEED)
    if not picked:
        say("No clip with words fits into the minutes for noise.")
        return {}
    recorded = any(clip.truth.kind == "noise" for clip in clips)
    print(f"\nThe same in noise ({'recorded' if recorded else 'pink'}), {len(picked)} of these clips:")
    levels = {"clean": {name: [r for r in each if r.truth.id in picked] for name, each in clean.items()}}
    found = {}
    for snr_db in (None, *SNRS_DB):
        level = "clean" if snr_db is None else f"{snr_db:g} dB"
        if snr_db is not None:
            levels[level] = by_system(in_noise(run, clips, picked, snr_db))
        scored = score(levels[level])
        print(f"\n{level}", *table(scored, IN_NOISE), sep="\n", flush=True)
        found[level.replace(" ", "_").lower()] = parts(scored)
    return found


def system_names(text: str) -> list[str]:
    names = text.split(",")
    unknown = [name for name in names if name not in word_systems.SYSTEMS]
    if unknown:
        known = ", ".join(word_systems.SYSTEMS)
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(unknown)}; known: {known}")
    return names


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="a speech set; default: bundled, synthetic")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to this file")
    parser.add_argument(
        "--details",
        type=Path,
        metavar="FILE",
        help="write every word and filler that each system heard, with time and probability (JSONL)",
    )
    parser.add_argument(
        "--reuse",
        type=Path,
        metavar="FILE",
        help="take the peers from an earlier --details, processor times included, as far as it holds them",
    )
    usual = ["ours", *word_systems.LADDER, *word_systems.PEERS]
    parser.add_argument(
        "--systems",
        type=system_names,
        default=usual,
        metavar="A,B",
        help=f"only these (default: {','.join(usual)}; also: {','.join(word_systems.CHOICES)}, see below)",
    )
    parser.add_argument("--noise", action="store_true", help="also at 20, 10 and 5 dB above noise")
    parser.add_argument(
        "--noise-minutes", type=float, default=6, metavar="N", help="speech for that part (6)"
    )
    parser.add_argument(
        "--model", default="base", help="Whisper model: base (default), tiny.en, a name or folder"
    )
    parser.add_argument(
        "--threads", type=int, metavar="N", help="threads of the model (default: as a rehearsal)"
    )
    parser.add_argument("--limit", type=int, metavar="N", help="only so many clips, for a quick look")
    return parser.parse_args()


def main() -> None:
    options = parse()
    ctranslate2.set_random_seed(0)  # hotter decodes draw their tokens
    names = []
    for name in options.systems:
        reason = word_systems.missing(name)
        if reason:
            say(f"{name} is left out: {reason}.")
        else:
            names.append(name)
    if not names:
        sys.exit(2)
    models = word_systems.Models(options.model, options.threads or cpu_threads(Settings()))
    try:
        known = read_details(options.reuse) if options.reuse else {}
        with options.details.open("w", encoding="utf-8") if options.details else nullcontext() as details:
            found = measure(options, Run(models, names, known, details))
        if options.json:
            options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    except SecondRoundError as error:
        say(f"bench_words: {error}")
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
