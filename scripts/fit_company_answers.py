"""Weigh what speaks for an answer: the weights of `interview/your_questions.py`, and how well they do.

    .venv/bin/python scripts/fit_company_answers.py [--data DIR_OR_JSONL]... [--plain] [--wrong]

Every company is left out in turn; what is printed of one was measured with weights fitted to the others.
Needs scipy, which librosa brings along. `--plain`: as if there were no model of sentences.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulator.interview.dossier import Document, DocumentKind, Fact
from simulator.interview.fact_evidence import NAMES, KnownFacts
from simulator.interview.making_dossier import make_dossier
from simulator.interview.matching import Likeness
from simulator.interview.your_questions import LACKING, SURE_ENOUGH, WEIGHTS

HERE = Path(__file__).resolve().parent
_RIDGE = 0.001
Figures = NDArray[np.float64]


@dataclass(frozen=True)
class Company:
    name: str
    facts: tuple[Fact, ...]
    questions: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True)
class Asked:
    """One question's evidence. `right`: rows that answer it; the last row where nothing does."""

    company: Company
    question: str
    evidence: Figures
    lacking: Figures
    right: tuple[int, ...]

    @property
    def answerable(self) -> bool:
        return self.right != (len(self.evidence) - 1,)

    def shares(self, weights: Figures) -> Figures:
        scores = self.evidence @ weights - LACKING * self.lacking
        shares = np.exp(scores - scores.max())
        return np.asarray(shares / shares.sum())


def companies_in(path: Path) -> list[Company]:
    """A folder of the text format, or a labelled set (JSONL with `company_qa`)."""
    if path.is_dir():
        return [_from_text(file) for file in sorted(path.glob("*.txt"))]
    found: dict[str, tuple[dict[DocumentKind, list[str]], list[tuple[str, str | None]]]] = {}
    for line in path.read_text("utf-8").splitlines():
        record = json.loads(line)
        if record["notes"] not in found:
            notes, ad = ((path.parent / record[field]).read_text("utf-8") for field in ("notes", "job_ad"))
            found[record["notes"]] = ({"company_notes": notes.splitlines(), "job_ad": ad.splitlines()}, [])
        found[record["notes"]][1].extend((q["question"], q["answer"]) for q in record["company_qa"])
    return [_company(Path(name).stem, read, asked) for name, (read, asked) in found.items()]


def _from_text(path: Path) -> Company:
    notes, rest = path.read_text("utf-8").split("\n== ad\n")
    ad, asked = rest.split("\n== qa\n")
    lines = [*notes.splitlines(), *ad.splitlines()]
    bare = [re.sub(r"^\s*[-*•–#]+\s+", "", line).strip() for line in lines]
    questions: list[tuple[str, str | None]] = []
    for line in asked.strip().splitlines():
        question, answer = line.rsplit(" | ", 1)
        holding = [text for text in bare if text.startswith(answer)]
        if answer != "-" and len(holding) != 1:
            raise SystemExit(f"{path}: {answer!r} begins {len(holding)} lines.")
        questions.append((question, None if answer == "-" else holding[0]))
    return _company(path.stem, {"company_notes": notes.splitlines(), "job_ad": ad.splitlines()}, questions)


def _company(
    name: str, read: dict[DocumentKind, list[str]], asked: Sequence[tuple[str, str | None]]
) -> Company:
    documents = [Document(kind, kind, tuple(lines)) for kind, lines in read.items()]
    return Company(name, make_dossier(documents).facts, tuple(asked))


def asked_of(company: Company, likeness: Likeness) -> list[Asked]:
    known = KnownFacts(company.facts, likeness)
    found: list[Asked] = []
    for question, answer in company.questions:
        right: tuple[int, ...] = (len(company.facts),)
        if answer is not None:
            right = tuple(i for i, fact in enumerate(company.facts) if _same(fact.text, answer))
            if not right:
                print(f"no fact was read from this line of {company.name}: {answer}")
                continue
        found.append(Asked(company, question, *known.evidence(question), right))
    return found


def _same(one: str, other: str) -> bool:
    one, other = (" ".join(re.findall(r"\w+", text.lower())) for text in (one, other))
    return one in other or other in one


def fitted(asked: Sequence[Asked]) -> Figures:
    """Weights under which the right rows have the largest shares (multinomial regression, ridge)."""
    from scipy.optimize import minimize

    def loss(weights: Figures) -> tuple[float, Figures]:
        total, slope = 0.0, np.zeros(len(NAMES))
        for each in asked:
            shares = each.shares(weights)
            right = list(each.right)
            inside = shares[right].sum()
            wanted = np.zeros(len(shares))
            wanted[right] = shares[right] / inside
            total -= np.log(inside + 1e-12)
            slope -= (wanted - shares) @ each.evidence
        ridge = _RIDGE * float(weights @ weights)
        return float(total) / len(asked) + ridge, slope / len(asked) + 2 * _RIDGE * weights

    return np.asarray(minimize(loss, np.zeros(len(NAMES)), jac=True, method="L-BFGS-B").x)


def wilson(hits: int, count: int) -> str:
    if not count:
        return "none"
    z, share = 1.96, hits / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * (share * (1 - share) / count + z * z / (4 * count * count)) ** 0.5
    return f"{hits} of {count} = {share:.2f} ({max(0, middle - half):.2f}-{min(1, middle + half):.2f})"


def show(results: Sequence[tuple[Asked, Figures]], *, wrong: bool) -> None:
    for sure in sorted({0.5, 0.6, 0.7, 0.8, 0.9, SURE_ENOUGH}):
        answered = [shares[:-1].max() >= sure for _, shares in results]
        hit = [int(np.argmax(shares[:-1])) in each.right for each, shares in results]
        rows = list(zip(results, answered, hit, strict=True))
        some = [(a, h) for (each, _), a, h in rows if each.answerable]
        none = [a for (each, _), a, _ in rows if not each.answerable]
        right = sum(a and h for a, h in some)
        other = sum(a and not h for a, h in some)
        print(f"sure from {sure:.2f}:")
        print(f"  answered rightly     {wilson(right, len(some))}")
        print(f"  with another line    {wilson(other, len(some))}")
        print(f"  invented             {wilson(sum(none), len(none))}")
        print(f"  all replies right    {wilson(right + sum(not a for a in none), len(results))}")
    if wrong:
        for each, shares in results:
            best = int(np.argmax(shares[:-1]))
            answers = shares[best] >= SURE_ENOUGH
            if answers != each.answerable or (answers and best not in each.right):
                line = each.company.facts[best].text
                kind = "answerable" if each.answerable else "NO ANSWER"
                print(f"{each.company.name}: {each.question} -> {shares[best]:.2f} {line!r} ({kind})")


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--data", type=Path, action="append", help="default: scripts/company_questions")
    options.add_argument("--plain", action="store_true", help="words alone, without the model of sentences")
    options.add_argument("--wrong", action="store_true", help="print what goes wrong")
    options.add_argument("--as-is", action="store_true", help="measure the product's weights, fit nothing")
    given = options.parse_args()
    from simulator.embedding import MiniLm

    likeness = Likeness(None if given.plain else MiniLm())
    paths = given.data or [HERE / "company_questions"]
    asked = [each for path in paths for company in companies_in(path) for each in asked_of(company, likeness)]
    if given.as_is:
        own = np.array([WEIGHTS[name] for name in NAMES])
        show([(each, each.shares(own)) for each in asked], wrong=given.wrong)
        return
    results = []
    for company in dict.fromkeys(each.company.name for each in asked):
        weights = fitted([each for each in asked if each.company.name != company])
        results += [(each, each.shares(weights)) for each in asked if each.company.name == company]
    show(results, wrong=given.wrong)
    print({name: round(float(value), 2) for name, value in zip(NAMES, fitted(asked), strict=True)})


if __name__ == "__main__":
    main()
