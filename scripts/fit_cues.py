"""Fit the weights of the cues: `python3 scripts/fit_cues.py [--write] [ANSWERS.jsonl ...]`.

Reads labelled answers (the format of scripts/interview_set), weighs a few countable features for each cue
by ridge-penalised logistic regression, and says how well that goes on trades left out in turn. With
--write the weights from all answers go into simulator/interview/understanding/cue_weights.toml. Never give it
the test part."""

import argparse
import json
import sys
import textwrap
from pathlib import Path

import environment

ROOT = Path(__file__).parent.parent
SET = ROOT / "scripts" / "interview_set"
RIDGE = 0.3

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
HEADER = """\
How much each countable feature of an answer (simulator/interview/understanding/features.py) speaks for a \
cue. Fitted by \
scripts/fit_cues.py on {count} labelled answers of {trades} trades ({names}): synthetic, written for this; \
the test trades were never seen. `full`: an answer that lacks nothing. `noticed_from` was set by hand."""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "answers",
        nargs="*",
        type=Path,
        help="JSONL files; default: the fit part, more_answers and later_answers",
    )
    parser.add_argument("--write", action="store_true", help="write the table")
    arguments = parser.parse_args()
    environment.enter(test=True, prepare=False)
    sys.path.insert(0, str(ROOT))
    from measuring.cue_fitting import fit_table, leave_out, read_answers, table_text

    files = arguments.answers or [SET / f"{name}.jsonl" for name in ("fit", "more_answers", "later_answers")]
    answers = [answer for file in files if file.exists() for answer in read_answers(file)]
    for line in leave_out(answers, LOOKS_AT, ridge=RIDGE, noticed_from=NOTICED_FROM):
        print(line)
    if arguments.write:
        trades = sorted({answer.trade for answer in answers})
        header = HEADER.format(count=len(answers), trades=len(trades), names=", ".join(trades))
        table = fit_table(answers, LOOKS_AT, ridge=RIDGE, noticed_from=NOTICED_FROM)
        path = ROOT / "simulator" / "interview" / "understanding" / "cue_weights.toml"
        comment = "".join(f"# {line}\n" for line in textwrap.wrap(header, 108))
        path.write_text(comment + table_text(table), encoding="utf-8")
        print(f"written: {json.dumps(str(path.relative_to(ROOT)))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
