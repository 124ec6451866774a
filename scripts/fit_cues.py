"""Fit the weights of the cues and of the choice: `python3 scripts/fit_cues.py [--write] [ANSWERS.jsonl ...]`.

Reads labelled answers (the format of scripts/interview_set), each as it was typed and as it is heard: spoken by
a synthetic voice and transcribed by the product's Whisper, errors included. What was heard is kept (--cache, as
in bench_interview.py); --typed leaves it out. Weighs a few countable features for each cue by ridge-penalised
logistic regression, then for each follow-up how often it is fair after such cues and such a question, and says
how well that goes on trades left out in turn. With --write the weights from all answers go into
simulator/interview/cue_weights.toml and choice_weights.toml. Never give it the test part."""

import argparse
import json
import sys
import textwrap
from pathlib import Path

import environment

ROOT = Path(__file__).parent.parent
SET = ROOT / "scripts" / "interview_set"
PARTS = ("fit.jsonl", "more_answers.jsonl", "later_answers.jsonl")
RIDGE = 0.3
CHOICE_RIDGE = 3.0

# What each cue may look at: few, and each for a reason that can be said aloud.
LOOKS_AT = {
    "only_we": "shared_share no_own story shared_acts",
    "no_number": "unsized unsized_vague changes no_figure late_figure vague result_asked number_asked "
    "occasion_asked trouble_asked story short",
    "no_result": "story told_story no_end end_saying end_acts end_present end_outcome end_lesson "
    "end_figure result_asked smooth short long",
    "generic": "habits_for_story habits no_story few_pasts anchored short would names",
    "no_obstacle": "no_trouble trouble some_trouble smooth occasion_asked but story few_pasts end_outcome "
    "reasons shared_share short long",
    "tool_only_named": "tool_asked no_story brief names reasons story figures",
    "too_perfect": "smooth end_smooth no_trouble absolutes smooth_for_trouble but short",
    "too_short": "short length fact_asked",
    "too_long": "long length",
    "dodge": "smooth_for_trouble untroubled no_would would denies habits story end_lesson absolutes "
    "long short",
    "full": "length short brief figures late_figure end_lesson end_present reasons some_trouble but "
    "shared_share habits_for_story smooth no_end unsized story occasion_asked fact_asked "
    "end_saying absolutes long vague",
}
NOTICED_FROM = 0.4
CUES_HEADER = """\
How much each countable feature of an answer (simulator/interview/features.py) speaks for a cue. {fitted} \
`full`: an answer that lacks nothing. `noticed_from` was set by hand."""
CHOICE_HEADER = """\
How likely each follow-up is fair (simulator/interview/choosing.py): `answers` weighs the log odds that it \
answers a cue that is there, `question` what kind of question was asked. {fitted}"""
FITTED = """\
Fitted by scripts/fit_cues.py on {count} labelled answers of {trades} trades ({names}), {how}: synthetic, \
written for this; the test trades were never seen."""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("answers", nargs="*", type=Path, help="JSONL files; default: all of ours but the test part")
    parser.add_argument("--write", action="store_true", help="write the tables")
    parser.add_argument("--typed", action="store_true", help="answers as they are written only")
    parser.add_argument(
        "--cache", type=Path, metavar="DIR", help="keeps what was heard (default: the user's cache)"
    )
    arguments = parser.parse_args()
    environment.enter(test=True, prepare=False)
    sys.path.insert(0, str(ROOT))
    from measuring.cue_fitting import (
        Fitting,
        choice_text,
        cue_text,
        fit_choice,
        fit_cues,
        leave_out,
        read_answers,
    )
    from measuring.interview_voices import Hearing, speakers
    from measuring.word_systems import Models

    from simulator.paths import cache_dir

    folder = arguments.cache or cache_dir() / "bench_interview"
    hearing = None if arguments.typed else Hearing(folder, Models("base", 1), speakers())
    files = arguments.answers or [SET / name for name in PARTS]
    answers = [answer for file in files if file.exists() for answer in read_answers(file, hearing)]
    fitting = Fitting(LOOKS_AT, RIDGE, CHOICE_RIDGE, NOTICED_FROM)
    for line in leave_out(answers, fitting):
        print(line)
    if arguments.write:
        trades = sorted({answer.trade for answer in answers})
        fitted = FITTED.format(
            count=len({answer.id for answer in answers}),
            trades=len(trades),
            names=", ".join(trades),
            how="as typed" if arguments.typed else "each as typed and as heard",
        )
        _write("cue_weights.toml", CUES_HEADER.format(fitted=fitted), cue_text(fit_cues(answers, fitting)))
        _write(
            "choice_weights.toml", CHOICE_HEADER.format(fitted=fitted), choice_text(fit_choice(answers, fitting))
        )
    return 0


def _write(name: str, header: str, table: str) -> None:
    path = ROOT / "simulator" / "interview" / name
    comment = "".join(f"# {line}\n" for line in textwrap.wrap(header, 108))
    path.write_text(comment + table, encoding="utf-8")
    print(f"written: {json.dumps(str(path.relative_to(ROOT)))}")


if __name__ == "__main__":
    sys.exit(main())
