"""How well the interview is led: `python3 scripts/bench_interview.py [--data DIR_OR_FILE] [--json FILE]`.

On a labelled set (scripts/interview_set/README.md tells the format; ours is SYNTHETIC, written for this):
every answer is spoken by one of several synthetic voices and heard by the product's Whisper, errors included;
what was heard is kept, so that a second run takes seconds. --typed takes the texts as they are written.

  probe_acceptable          the next follow-up is one that a fair interviewer might ask
  claims_f1                 what the CV claims, found in it
  company_answers_right     the candidate's questions answered from the right line (as the answer, or as "the
                            nearest that I have"), or rightly not at all
  company_answers_outright  the same, where only what is said as the answer counts
  company_answers_invented  how many were answered though nothing answers them, or with a figure of our own
  decision_p95_ms           from the words of an answer to the follow-up
  questions_from_dossier    main questions that name something from the CV, the ad or the notes
  determinism               the same decisions in another process, whose sets and hashes are ordered otherwise
  precision and recall of every cue

Rivals in the same run, on the same material: a random probe, always "tell me more", always the probe that is
most often acceptable (known only afterwards), every line of a CV as a claim, the nearest line as an answer
(always, and never), and the bank without the dossier.

The exact rules are at the top of scripts/measuring/interview_scores.py.

  bench_interview.py                         the test part
  bench_interview.py --part fit --typed      quick, and without voices and Whisper
  bench_interview.py --data THEIRS --json interview.json --details decisions.jsonl
"""

import environment

environment.enter(test=True)

import argparse  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
from collections import Counter  # noqa: E402
from collections.abc import Sequence  # noqa: E402
from dataclasses import asdict, dataclass  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

from measuring import interview_figures as figures  # noqa: E402
from measuring.interview_figures import Answered, Decided, Planned, Read  # noqa: E402
from measuring.interview_ours import Ours, first_records, parts_of  # noqa: E402
from measuring.interview_scores import Figure, alike  # noqa: E402
from measuring.interview_set import (  # noqa: E402
    InterviewSet,
    InterviewSetError,
    files_of,
    read_interview_set,
)
from measuring.interview_voices import Hearing, SpokenAnswer, speakers  # noqa: E402
from measuring.word_systems import Models  # noqa: E402

from simulator.embedding import MiniLm  # noqa: E402
from simulator.errors import SecondRoundError  # noqa: E402
from simulator.interview.bank import load_bank  # noqa: E402
from simulator.pair_reading import PairMiniLm  # noqa: E402
from simulator.paths import cache_dir  # noqa: E402

DATA = environment.CHECKOUT / "scripts" / "interview_set"
SAY_EVERY = 10


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that was decided on a set."""

    decided: list[Decided]
    reasons: list[str]
    read: list[Read]
    answered: list[Answered]
    planned: list[Planned]
    from_bank: list[Planned]

    def comparable(self) -> list[object]:
        """Everything but the time it took, one decision an item."""
        probes = zip(self.decided, self.reasons, strict=True)
        return [
            *([d.record.id, d.kind, d.text, *sorted(d.cues), reason] for d, reason in probes),
            *([*cv.found, *(sorted(parts.items()) for parts in cv.parts)] for cv in self.read),
            *([a.heard, a.quoted, a.said] for a in self.answered),
            *([p.text, p.bank] for p in self.planned),
        ]


# Hearing ------------------------------------------------------------------------------------------------


def hear_all(found: InterviewSet, hearing: Hearing) -> list[SpokenAnswer]:
    """Speak and hear what is not known yet, saying how far it is."""
    texts = [record.answer for record in found.records if record.answer]
    texts += [asked.question for _, asked in found.company_questions()]
    new = [text for text in texts if not hearing.knows(text)]
    for number, text in enumerate(new):
        if number % SAY_EVERY == 0:
            say(f"answer {number + 1} of {len(new)} is spoken and heard")
        hearing.heard(text)
    return [hearing.heard(text) for text in texts]


def described_voices(heard: Sequence[SpokenAnswer]) -> str:
    wrong: Counter[str] = Counter()
    said: Counter[str] = Counter()
    for each in heard:
        wrong[each.speaker] += each.errors
        said[each.speaker] += each.said
    rates = ", ".join(f"{name} {wrong[name] / max(1, said[name]):.1%}" for name in sorted(said))
    minutes = sum(each.seconds for each in heard) / 60
    everything = wrong.total() / max(1, said.total())
    return f"{minutes:.0f} min, spoken and heard; words wrong: {everything:.1%} ({rates})."


# Deciding -----------------------------------------------------------------------------------------------


def decide(found: InterviewSet, ours: Ours, answered: Any) -> Outcome:
    """Everything, in the set's order."""
    records = [record for record in found.records if record.answer]
    for record in records[:1]:  # what is loaded on first use is no part of a decision
        ours.decide(record, answered)
    decisions = [ours.decide(record, answered) for record in records]
    read = []
    for cv, labelled in found.claims_by_cv().items():
        claims = ours.claims(cv)
        texts = [claim.text for claim in claims]
        read.append(Read(labelled, ours.lines(cv), texts, [parts_of(claim) for claim in claims]))
    replies = []
    for record, asked in found.company_questions():
        reply = ours.reply(record, asked.question, answered)
        lines = [line for document in record.documents[1:] for line in ours.lines(document)]
        replies.append(Answered(asked, reply.heard, reply.quoted, reply.said, lines, reply.exact))
    planned: dict[bool, list[Planned]] = {True: [], False: []}
    for record in first_records(found):
        documents = ["\n".join(ours.lines(document)) for document in record.documents]
        for known, questions in planned.items():
            questions += [Planned(q.text, q.bank, documents) for q in ours.planned(record, known=known)]
    return Outcome(
        [Decided(r, d.kind, d.text, d.cues, d.ms) for r, d in zip(records, decisions, strict=True)],
        [decision.reason for decision in decisions],
        read,
        replies,
        planned[True],
        planned[False],
    )


def decided_elsewhere() -> list[object]:
    """The same decisions by a process of its own, in which sets are ordered otherwise."""
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "decisions.json"
        command = [sys.executable, __file__, *sys.argv[1:], "--decisions", os.fspath(path)]
        done = subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, stdout=subprocess.DEVNULL)
        if done.returncode:
            raise InterviewSetError("the second run, for determinism, failed: see above, or say --once")
        found: list[object] = json.loads(path.read_text(encoding="utf-8"))
        return found


# The command --------------------------------------------------------------------------------------------


def measure(options: argparse.Namespace) -> dict[str, Any] | None:
    files = files_of(options.data or DATA / f"{options.part}.jsonl", options.part)
    found = read_interview_set(files)
    ours = Ours(found, load_bank(), MiniLm(), PairMiniLm(), options.seed)
    heard: list[SpokenAnswer] = []
    answered: Any = str
    if not options.typed:
        folder = options.cache or cache_dir() / "bench_interview"
        hearing = Hearing(folder, Models(options.model, options.threads), speakers())
        heard = hear_all(found, hearing)
        answered = hearing.heard
    outcome = decide(found, ours, answered)
    comparable = json.loads(json.dumps(outcome.comparable()))
    if options.decisions:
        options.decisions.write_text(json.dumps(comparable), encoding="utf-8")
        return None
    for remark in [*found.remarks, *ours.remarks]:
        say(remark)
    again = [] if options.once else decided_elsewhere()
    same = Figure(None) if options.once else alike(comparable, again)
    cues = figures.of_cues(outcome.decided)
    scored = {
        **figures.of_probes(outcome.decided),
        **figures.of_claims(outcome.read),
        **figures.of_company(outcome.answered),
        **figures.of_plans(outcome.planned),
        "determinism": same,
    }
    main = {name: scored[name] for name in figures.AIMS}
    rest = {name: figure for name, figure in scored.items() if name not in main}
    rivals = figures.baselines(outcome.decided, outcome.read, outcome.answered, outcome.from_bank)
    print(
        f"{', '.join(path.name for path in files)}: {len(outcome.decided)} answers, {len(outcome.read)} CVs "
        f"with labelled claims, {len(outcome.answered)} questions of candidates."
        f"{'' if options.data else ' SYNTHETIC: written for this.'}"
    )
    print(described_voices(heard) if heard else "As typed: neither spoken nor heard.")
    print(
        "Beside each figure its 95 % interval (shares: Wilson; others: bootstrap) and what it is counted of."
    )
    print("", *figures.main_table(main, rivals), "", *figures.main_table(rest, {}), sep="\n")
    print("", *figures.cue_table(cues), sep="\n")
    if options.details:
        write_details(options.details, outcome)
    return {
        "set": [path.name for path in files],
        "answers_heard": "typed" if options.typed else f"synthetic voices, Whisper {options.model}",
        "answers": len(outcome.decided),
        "words_wrong": round(sum(e.errors for e in heard) / sum(e.said for e in heard), 4) if heard else None,
        **figures.flat(main),
        **figures.flat(rest),
        **figures.flat_cues(cues),
        "baselines": {name: figures.flat(each) for name, each in rivals.items()},
    }


def write_details(path: Path, outcome: Outcome) -> None:
    """Every decision beside its labels, for reading what went wrong."""
    with path.open("w", encoding="utf-8") as file:
        for each, reason in zip(outcome.decided, outcome.reasons, strict=True):
            row = {
                "id": each.record.id,
                "acceptable": each.record.acceptable is None or each.kind in each.record.acceptable,
                "chosen": each.kind,
                "text": each.text,
                "reason": reason,
                "acceptable_probes": sorted(each.record.acceptable or ()),
                "noticed": sorted(each.cues),
                "labelled": sorted(each.record.cues or ()),
                "ms": round(each.ms, 2),
            }
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
        for outcome_of, reply in zip(figures.outcomes_of(outcome.answered), outcome.answered, strict=True):
            row = {"outcome": outcome_of, **asdict(reply.asked), "heard": reply.heard, "quoted": reply.quoted}
            row |= {"said": reply.said, "exact": reply.exact}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
        for cv in outcome.read:
            file.write(json.dumps(figures.claim_details(cv), ensure_ascii=False) + "\n")


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--data",
        type=Path,
        metavar="DIR_OR_FILE",
        help="a JSONL file, or a folder with PART.jsonl or any *.jsonl (default: ours)",
    )
    parser.add_argument("--part", choices=("fit", "test"), default="test", help="which part of ours (test)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to this file")
    parser.add_argument(
        "--details", type=Path, metavar="FILE", help="write every decision to this file (JSONL)"
    )
    parser.add_argument("--typed", action="store_true", help="answers as they are written, without voices")
    parser.add_argument("--once", action="store_true", help="leave out the second run, for determinism")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="chooses plans and wordings (0)")
    parser.add_argument(
        "--cache", type=Path, metavar="DIR", help="keeps what was heard (default: the user's cache)"
    )
    parser.add_argument("--model", default="base", help="Whisper model: base (default), tiny.en, ...")
    parser.add_argument("--threads", type=int, default=1, metavar="N", help="threads of the speech model (1)")
    parser.add_argument("--decisions", type=Path, help=argparse.SUPPRESS)  # the second run's
    return parser.parse_args()


def main() -> None:
    options = parse()
    try:
        found = measure(options)
        if found is not None and options.json:
            options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    except SecondRoundError as error:
        say(f"bench_interview: {error}")
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
