"""Weigh what speaks for a line answering a question: `python3 scripts/fit_company_answers.py [--write]`.

Prints how well that does with every company left out in turn: what is printed of one was measured with
weights fitted to the others. --write fits all of them and writes `answer_weights.npz` of
`interview/replying/`. Never give it the test part."""

import argparse
import sys
from pathlib import Path

import environment

HERE = Path(__file__).resolve().parent


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--data", type=Path, action="append", help="default: scripts/company_questions and the fit part"
    )
    parser.add_argument("--wrong", action="store_true", help="print what goes wrong")
    parser.add_argument("--as-is", action="store_true", help="measure the product's weights, fit nothing")
    parser.add_argument("--own", action="store_true", help="without what the reader has in mind")
    parser.add_argument("--only", help="print figures of these companies alone, by commas")
    parser.add_argument("--write", action="store_true", help="write the weights fitted to all")
    given = parser.parse_args()
    environment.enter(test=True, prepare=False)
    sys.path.insert(0, str(HERE.parent))
    from measuring.company_fitting import all_asked, fitted, left_out, show, without_reader

    from simulator.interview.replying.answer_weights import BUNDLED

    asked = all_asked(given.data or [HERE / "company_questions", HERE / "interview_set" / "fit.jsonl"])
    if given.own:
        asked = without_reader(asked)
    show(
        left_out(asked, only=given.only.split(",") if given.only else [], as_is=given.as_is),
        wrong=given.wrong,
    )
    if given.write and not given.own:
        fitted(asked).write(BUNDLED)
    return 0


if __name__ == "__main__":
    sys.exit(main())
