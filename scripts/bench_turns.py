"""How well turns are taken: `python3 scripts/bench_turns.py [--data DIR] [--json FILE]`.

Two kinds of material, from human speech (measuring/turn_material.py says how):

  answers      SPLICED: one speaker's speech with thinking pauses of 0.5 to 6 s put in or stretched at known
               places, and a known end
  monologues   spontaneous clips of one speaker, uncut, followed by 8 s of their own room tone

Ours is measured in whole interviews in virtual time: the product's conversation, voice, detector, canceller
and models, with the interviewer's echo in the microphone (a room's response, 20 dB below the candidate, late
by 0.12 s and drifting by 100 ppm). The turn model's answers come 0.15 s late, the drafted words 0.5 s.

Compared in the same run, on the same sound:

  fixed_0.7, fixed_1.5, fixed_3.0   a turn ends after so much silence
  smart_turn                        Smart Turn v3.2 as pipecat runs it: asked at 0.2 s of silence, else 3 s
  without_words, _model, _rhythm, _length   ours with one kind of evidence left out; nothing is played
  curve: ours_x0.8 ... against fixed_1.0 ...  one scale (patience) against a fixed silence; nothing is played

Printed, with 95 % bounds (a share: exact; else a bootstrap over speakers):

  cutoff_rate, _pauses              answers in which more than an acknowledgement was played before the true
                                    end; the same of all pauses of at least 1 s
  first_sound_median_s              true end to the first sound of the interviewer
  question_median_s, question_p90_s true end to the question
  ack_overlap_rate, acks_per_10_min acknowledgements over speech; in 10 min of monologue
  natural_cuts_per_10_min, natural_end_gap_median_s
                                    the same two things on monologues
  done_to_audio_s, done_to_question_s
                                    from Done, pressed 0.3 s after some true ends

The exact rules are at the top of scripts/measuring/turn_scores.py. Without --data the bundled recordings are
used, which are SYNTHETIC and prove nothing about people.

  bench_turns.py --data SPEECH --answers 20        a quick look
  bench_turns.py --data SPEECH --json turns.json   all of it
"""

import environment

environment.enter(test=True)

import argparse  # noqa: E402
import json  # noqa: E402
import sys  # noqa: E402
from collections import Counter  # noqa: E402
from collections.abc import Callable, Iterator, Sequence  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

from measuring import turn_baselines, turn_ours, turn_scores  # noqa: E402
from measuring.clip_words import WordCache  # noqa: E402
from measuring.echo_path import room_response  # noqa: E402
from measuring.reading_cache import ReadingCache  # noqa: E402
from measuring.speech_set import SpeechSetError, bundled, read_speech_set  # noqa: E402
from measuring.spoken_turn import Source, SpokenTurn  # noqa: E402
from measuring.turn_baselines import Complete, Silence  # noqa: E402
from measuring.turn_listening import Kept, KeptDrafts  # noqa: E402
from measuring.turn_material import answers, monologues, sources  # noqa: E402
from measuring.turn_ours import Interviewer, KnownVoice, Variant  # noqa: E402
from measuring.turn_outcomes import as_if_taken  # noqa: E402
from measuring.turn_scores import Figure, Outcome  # noqa: E402
from measuring.word_systems import Models  # noqa: E402

from simulator.audio import SAMPLE_RATE, Samples  # noqa: E402
from simulator.config import Settings, cpu_threads  # noqa: E402
from simulator.errors import SecondRoundError  # noqa: E402
from simulator.interview.bank import load_bank  # noqa: E402
from simulator.paths import cache_dir  # noqa: E402
from simulator.speech.cache import CachedVoice  # noqa: E402
from simulator.speech.voices import open_voice  # noqa: E402
from simulator.turns.policy import TurnSettings  # noqa: E402

FIXTURES = environment.CHECKOUT / "audio_fixtures"
FIXED_S = (0.7, 1.5, 3.0)
CURVE_S = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0)
SCALES = (0.5, 0.65, 0.8, 1.0, 1.25, 1.6, 2.0)
DONE_AFTER_S = 0.3
DONE_EVERY = 20  # answers: one of so many is also ended by a key
TITLES = {
    "cutoff_rate": "cut %",
    "cutoff_rate_pauses": "of pauses %",
    "first_sound_median_s": "first sound s",
    "question_median_s": "question s",
    "question_p90_s": "p90 s",
    "natural_cuts_per_10_min": "cuts/10 min",
    "natural_end_gap_median_s": "end s",
    "ack_overlap_rate": "acks over %",
    "acks_per_10_min": "acks/10 min",
    "done_to_audio_s": "Done, sound s",
    "done_to_question_s": "Done, question s",
}
BLOCKS = (
    ("cutoff_rate", "cutoff_rate_pauses", "question_median_s", "question_p90_s"),
    ("first_sound_median_s", "natural_cuts_per_10_min", "natural_end_gap_median_s"),
)
OF_OURS = ("ack_overlap_rate", "acks_per_10_min", "done_to_audio_s", "done_to_question_s")

Takes = Callable[[Samples, Sequence[Silence]], list[float]]


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


# Baselines ----------------------------------------------------------------------------------------------


def baselines(complete: Complete | None) -> dict[str, Takes]:
    def fixed(silence_s: float) -> Takes:
        return lambda samples, quiet: turn_baselines.fixed_takes(quiet, silence_s)

    silences = sorted({*FIXED_S, *CURVE_S})
    found: dict[str, Takes] = {f"fixed_{silence_s}": fixed(silence_s) for silence_s in silences}
    if complete is None:
        say("smart_turn is left out: its model is not installed.")
        return found
    asked = complete  # known to be there
    found["smart_turn"] = lambda samples, quiet: turn_baselines.smart_turn_takes(samples, quiet, asked)
    return found


def variants() -> dict[str, Variant]:
    scaled = {f"ours_x{scale}": Variant(TurnSettings(patience=scale)) for scale in SCALES}
    return {**turn_ours.VARIANTS, **scaled}


def ours(turns: Sequence[SpokenTurn], by: Interviewer) -> Iterator[Outcome]:
    """Every turn in an interview of its own; some answers once more with Done."""
    for number, turn in enumerate(turns):
        if number % 20 == 0:
            say(f"interview {number + 1} of {len(turns)}: {turn.id}, {turn.true_end_s:.0f} s")
        yield turn_ours.interviewed(turn, by)
        if turn.form == "answer" and number % DONE_EVERY == 0:
            yield turn_ours.interviewed(turn, by, done_after_s=DONE_AFTER_S)


def overheard(turns: Sequence[SpokenTurn], by: Interviewer) -> dict[str, list[Outcome]]:
    """What our policy would do with other settings; nothing is played."""
    outcomes: dict[str, list[Outcome]] = {name: [] for name in variants()}
    for turn in turns:
        states = turn_ours.heard(turn, by)
        for name, variant in variants().items():
            taken = turn_ours.takes(states, variant)
            outcomes[name].append(as_if_taken(turn, taken, states[-1].now_s if states else 0.0))
    return outcomes


def listened(
    turns: Sequence[SpokenTurn], systems: dict[str, Takes], cache: ReadingCache
) -> dict[str, list[Outcome]]:
    outcomes: dict[str, list[Outcome]] = {name: [] for name in systems}
    for number, turn in enumerate(turns, 1):
        if number % 20 == 1:
            say(f"turn {number} of {len(turns)}: {turn.id}, {turn.true_end_s:.0f} s")
        samples = turn.samples()
        seconds = len(samples) / SAMPLE_RATE
        quiet = turn_baselines.silences(turn_baselines.vad_edges(samples, cache), seconds)
        for name, takes in systems.items():
            outcomes[name].append(as_if_taken(turn, takes(samples, quiet), seconds))
    return outcomes


# Tables -------------------------------------------------------------------------------------------------


def table(scored: dict[str, dict[str, Figure]], names: Sequence[str]) -> list[str]:
    """Systems by figures, at most 100 columns."""
    some = next(iter(scored.values()))
    rows = [
        ("", [TITLES[name] for name in names]),
        ("of", [str(some[name].of) for name in names]),
        *((system, [cell(name, found[name]) for name in names]) for system, found in scored.items()),
    ]
    return [(f"{head:<12}" + "".join(f" {text:>19}" for text in cells)).rstrip() for head, cells in rows]


def cell(name: str, figure: Figure) -> str:
    """The figure and its bounds: "1.23 1.10-1.40"."""
    if figure.value is None:
        return "-"
    scale = 100 if name.endswith(("rate", "rate_pauses")) else 1
    digits = 1 if scale == 100 or "10_min" in name else 2
    bounds = [f"{scale * bound:.{digits}f}" for bound in (figure.low, figure.high) if bound is not None]
    return f"{scale * figure.value:.{digits}f} {'-'.join(bounds)}".rstrip()


def described(turns: Sequence[SpokenTurn]) -> list[str]:
    """What the material is made of."""
    spoken = [turn for turn in turns if turn.form == "answer"]
    uncut = [turn for turn in turns if turn.form == "monologue"]
    pauses = Counter(pause.kind for turn in spoken for pause in turn.pauses)
    kinds = Counter(turn.kind for turn in spoken)
    return [
        f"{len(spoken)} answers (SPLICED from human speech), "
        f"{sum(turn.true_end_s for turn in spoken) / 60:.0f} min, of {len({t.speaker for t in spoken})} "
        f"speakers: {', '.join(f'{count} {kind}' for kind, count in kinds.most_common())}",
        f"{pauses.total()} pauses: {', '.join(f'{count} {kind}' for kind, count in pauses.most_common())}",
        f"{len(uncut)} monologues, uncut, {sum(turn.true_end_s for turn in uncut) / 60:.1f} min",
    ]


# The command --------------------------------------------------------------------------------------------


def measure(options: argparse.Namespace) -> dict[str, Any]:
    clips = read_speech_set(options.data) if options.data else bundled(FIXTURES)
    folder = options.cache or cache_dir() / "bench_turns"
    models = Models("base", options.threads or cpu_threads(Settings()))
    found = sources(clips, WordCache(folder / "words", models))
    if options.held_out:
        found = [source for source in found if source.clip.speaker in held_out(found)]
    turns = [*answers(found, options.answers, options.seed), *monologues(found)]
    if not turns:
        raise SpeechSetError(f"{options.data} holds no clip of one speaker with places to think at")
    readings = ReadingCache(folder / "readings.jsonl")
    model = turn_baselines.smart_turn()
    complete = turn_baselines.cached(model, readings) if model else None
    print(*described(turns), sep="\n")
    if not options.data:
        print("All of it SYNTHETIC: it says nothing about people.")
    bank, settings = load_bank(), Settings()
    voice = CachedVoice(open_voice(settings.voice)[0], folder / "phrases", level_db=settings.voice_level_db)
    interviewer = Interviewer(
        bank, KnownVoice(voice, bank), Kept(complete, KeptDrafts(readings)), room_response(clips)
    )
    others = listened(turns, baselines(complete), readings)
    own = list(ours(turns, interviewer))
    outcomes = {"ours": own, **others, **overheard(turns, interviewer)}
    scored = {name: turn_scores.figures(each) for name, each in outcomes.items()}
    print("Beside each figure its 95 % bounds.")
    compared = {name: found for name, found in scored.items() if name not in curve_names()}
    for block in BLOCKS:
        print("", *table(compared, block), sep="\n")
    print("", *table({"ours": scored["ours"]}, OF_OURS), sep="\n")
    print("", "The curve:", *table({name: scored[name] for name in curve_names()}, BLOCKS[0]), sep="\n")
    return {
        "speech": "human, spliced" if options.data else "synthetic",
        "seed": options.seed,
        **turn_scores.flat(own),
        "baselines": {name: turn_scores.flat(each) for name, each in outcomes.items() if name != "ours"},
    }


def held_out(found: Sequence[Source]) -> set[str]:
    """Every second speaker by name: those of the development set on whom no constant was chosen."""
    return set(sorted({source.clip.speaker for source in found})[1::2])


def curve_names() -> list[str]:
    fixed = [f"fixed_{silence_s}" for silence_s in CURVE_S if silence_s not in FIXED_S]
    return [*(f"ours_x{scale}" for scale in SCALES), *fixed]


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="a speech set; default: bundled, synthetic")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to this file")
    parser.add_argument("--answers", type=int, default=600, metavar="N", help="so many answers (600)")
    parser.add_argument(
        "--held-out", action="store_true", help="only every second speaker, on whom nothing was chosen"
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="draws the answers (0)")
    parser.add_argument(
        "--cache", type=Path, metavar="DIR", help="keeps what models heard (default: the user's cache)"
    )
    parser.add_argument("--threads", type=int, metavar="N", help="threads of the speech model")
    return parser.parse_args()


def main() -> None:
    options = parse()
    try:
        found = measure(options)
        if options.json:
            options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    except SecondRoundError as error:
        say(f"bench_turns: {error}")
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
