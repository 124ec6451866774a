"""How well devices are handled: `python3 scripts/bench_devices.py [--data DIR] [--clips N] [--json FILE]`.

Holds whole interviews through real sound devices in a private virtual room (PulseAudio; Linux), in real time,
and prints:

  words_wrong           WER of the robot candidate's answers (Whisper base)
  worst_second          least correlation of any second of an answer, as recorded, with what was said
  worst_ending          the same for the last 200 ms of every line of the interviewer, as heard in the room
  clock_error_ms        greatest error of the time between answers in the file, against the room's clock
  turn_to_question_ms   median time from taking the turn to the next question's first sample
  stop_ms               slowest of five stops: from the order to silence in the room
  duck_ms               slowest of five times: from the order to be 20 dB quieter to 12 dB less in the room
  echo_speech_s         speech detected while the interviewer spoke, with an echo of 12 dB below the voice;
  echo_speech_uncancelled_s   the same with --echo off, the baseline
  echo_words            words of the interviewer (and not of the candidate) in the candidate's transcript;
  echo_words_uncancelled      the baseline

Answers: --data takes a speech set (a folder with manifest.jsonl; its shortest clips of one speaker with a
text); else the bundled clips, which are SYNTHETIC. An hour of drifting clocks in virtual time is a test:
`python3 scripts/test.py tests/devices/test_room.py -k hour -s`.
"""

import environment

environment.enter(test=True)

import argparse  # noqa: E402
import json  # noqa: E402
import statistics  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
from pathlib import Path  # noqa: E402

sys.path.insert(0, str(environment.CHECKOUT))

from simulator.analysis.answers import speech_of  # noqa: E402
from simulator.audio import Span  # noqa: E402
from simulator.events import InterviewerSpoke, QuestionAsked, TurnTaken  # noqa: E402
from tests.lab import ducking, playback  # noqa: E402
from tests.lab.interview import (  # noqa: E402
    Held,
    clock_errors_s,
    endings_likeness,
    hold,
    samples_of,
    windows_likeness,
)
from tests.lab.virtual_room import is_available  # noqa: E402
from tests.truth import plain_words, word_error_rate  # noqa: E402

CLIPS = environment.CHECKOUT / "audio_fixtures" / "clips"


def bundled(count: int) -> list[tuple[Path, str]]:
    found = []
    for path in sorted(CLIPS.glob("*.flac")):
        found.append((path, json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["text"]))
    return found[:count]


def from_speech_set(folder: Path, count: int) -> list[tuple[Path, str]]:
    clips = [json.loads(line) for line in (folder / "manifest.jsonl").read_text("utf-8").splitlines()]
    usable = [clip for clip in clips if clip.get("text") and clip.get("speakers") == 1]
    usable.sort(key=lambda clip: float(clip["seconds"]))
    return [(folder / clip["audio"], str(clip["text"])) for clip in usable[:count]]


def echo_figures(held: Held, said: str) -> tuple[float, int]:
    """Seconds of speech detected in the interviewer's lines, and the interviewer's words written down."""
    lines: list[Span] = held.lines
    seconds = sum(voice.overlap_s(line) for voice in speech_of(held.events) for line in lines)
    spoken = " ".join(
        event.text if isinstance(event, InterviewerSpoke) else event.spoken
        for event in held.events
        if isinstance(event, InterviewerSpoke | QuestionAsked)
    )
    foreign = set(plain_words(spoken)) - set(plain_words(said))
    return seconds, sum(word in foreign for word in plain_words(held.words))


def gaps_ms(held: Held) -> list[float]:
    """From each turn taken to the next line's first sample."""
    taken = [event.at_s for event in held.events if isinstance(event, TurnTaken) and event.at_s is not None]
    return [1000 * min(line.start_s - at_s for line in held.lines if line.start_s > at_s) for at_s in taken]


def measure(answers: list[tuple[Path, str]]) -> dict[str, float]:
    files, said = [path for path, _ in answers], " ".join(text for _, text in answers)
    options = ("--questions", str(len(files)), "--seed", "7", "--patience", "patient")
    with tempfile.TemporaryDirectory(prefix="bench-devices-") as folder:
        print("an interview in a quiet room ...", file=sys.stderr)
        quiet = hold(Path(folder) / "quiet", files, *options)
        print("one with an echo ...", file=sys.stderr)
        echo = hold(Path(folder) / "echo", files, *options, echo=True)
        print("one with an echo, and nothing done about it ...", file=sys.stderr)
        bare = hold(Path(folder) / "bare", files, *options, "--echo", "off", echo=True)
        print("stopping and ducking ...", file=sys.stderr)
        figures = {
            "words_wrong": word_error_rate(said, quiet.words),
            "worst_second": min(
                min(windows_likeness(quiet, number, samples_of(path))) for number, path in enumerate(files)
            ),
            "worst_ending": min(endings_likeness(quiet)),
            "clock_error_ms": 1000
            * max(abs(error) for error in clock_errors_s(quiet, [samples_of(path) for path in files])),
            "turn_to_question_ms": statistics.median(gaps_ms(quiet)),
            "stop_ms": 1000 * max(playback.stops().silent_after_s),
            "duck_ms": 1000 * max(ducking.ducks().ducked_after_s),
        }
        figures["echo_speech_s"], figures["echo_words"] = echo_figures(echo, said)
        figures["echo_speech_uncancelled_s"], figures["echo_words_uncancelled"] = echo_figures(bare, said)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, help="a speech set: a folder with manifest.jsonl")
    parser.add_argument("--clips", type=int, default=3, help="answers, 3 to 8 (3)")
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    wanted = parser.parse_args()
    if not is_available():
        sys.exit("PulseAudio is missing: `python3 scripts/test.py` installs what the room needs.")
    answers = from_speech_set(wanted.data, wanted.clips) if wanted.data else bundled(wanted.clips)
    if not 3 <= len(answers) <= 8:
        sys.exit(f"{len(answers)} answers cannot make an interview: 3 to 8.")
    try:
        figures = measure(answers)
    except subprocess.SubprocessError as error:
        sys.exit(f"The interview was not held: {error}")
    print("answers: " + (str(wanted.data) if wanted.data else "SYNTHETIC (bundled clips)"))
    for name, value in figures.items():
        print(f"{name:<28}{value:.3f}")
    if wanted.json:
        wanted.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
