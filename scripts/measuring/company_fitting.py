"""Weighing what speaks for a line of the notes answering a question; each company left out in turn."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulator.embedding import MiniLm
from simulator.interview.dossier import Document, DocumentKind, Fact
from simulator.interview.papers.making_dossier import make_dossier
from simulator.interview.papers.matching import Likeness
from simulator.interview.replying.answer_weights import AnswerWeights, load_weights
from simulator.interview.replying.fact_evidence import NAMES, KnownFacts
from simulator.interview.your_questions import LEAST_BEST, MOST_NONE, told
from simulator.pair_reading import PairMiniLm

_RIDGE = 0.002
_READ_WEIGHT = 0.1
"""How freely each of the reader's many figures may be weighed, beside 1 for the few of one's own."""
Figures = NDArray[np.float64]


@dataclass(frozen=True)
class Company:
    name: str
    facts: tuple[Fact, ...]
    questions: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True)
class Asked:
    """One question's evidence. `right`: rows that answer it; none where nothing does, or it was not read."""

    company: Company
    question: str
    answerable: bool
    places: tuple[int, ...]
    evidence: Figures
    right: tuple[int, ...]


def companies_in(path: Path) -> list[Company]:
    """A folder of the text format, or a labelled set (JSONL with `company_qa`)."""
    if path.is_dir():
        return [_from_text(file) for file in sorted(path.glob("*.txt"))]
    found: dict[str, tuple[dict[DocumentKind, list[str]], list[tuple[str, str | None]]]] = {}
    for line in path.read_text("utf-8").splitlines():
        record = json.loads(line)
        if not record.get("company_qa"):
            continue
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


def asked_of(company: Company, likeness: Likeness, reader: PairMiniLm) -> list[Asked]:
    known = KnownFacts(company.facts, likeness, reader)
    found: list[Asked] = []
    for question, answer in company.questions:
        places, evidence = known.evidence(question)
        right = {i for i, fact in enumerate(company.facts) if answer and _same(fact.text, answer)}
        if answer and not right:
            print(f"no fact was read from this line of {company.name}: {answer}")
            continue
        rows = tuple(row for row, place in enumerate(places) if place in right)
        found.append(Asked(company, question, answer is not None, tuple(places), evidence, rows))
    return found


def _same(one: str, other: str) -> bool:
    one, other = (" ".join(re.findall(r"\w+", text.lower())) for text in (one, other))
    return one in other or other in one


def fitted(asked: Sequence[Asked]) -> AnswerWeights:
    """Weights under which the right rows have the largest shares (multinomial regression, ridge)."""
    from scipy.optimize import minimize

    asked = [each for each in asked if each.right or not each.answerable]
    rows = np.concatenate([each.evidence for each in asked])
    own = len(NAMES)
    middle, scale = rows.mean(axis=0), _READ_WEIGHT / (rows.std(axis=0) + 1e-6)
    middle[:own], scale[:own] = 0.0, 1.0
    ends = np.cumsum([0] + [len(each.evidence) + 1 for each in asked])
    table = np.zeros((ends[-1], rows.shape[1] + 1))
    right = np.zeros(len(table))
    for begin, end, each in zip(ends[:-1], ends[1:], asked, strict=True):
        table[begin : end - 1, :-1] = (each.evidence - middle) * scale
        table[end - 1, -1] = 1.0
        right[[begin + row for row in each.right] or [end - 1]] = 1.0
    group = np.repeat(np.arange(len(asked)), np.diff(ends))

    def loss(weights: Figures) -> tuple[float, Figures]:
        scores = table @ weights
        grown = np.exp(scores - np.maximum.reduceat(scores, ends[:-1])[group])
        shares = grown / np.add.reduceat(grown, ends[:-1])[group]
        inside = np.add.reduceat(shares * right, ends[:-1]) + 1e-12
        slope = table.T @ (shares - shares * right / inside[group])
        ridge = _RIDGE * len(asked)
        return float(ridge * weights @ weights - np.log(inside).sum()), slope + 2 * ridge * weights

    best = minimize(loss, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B").x
    weights = best[:-1] * scale
    return AnswerWeights(float(best[-1] + middle @ weights), weights[:own], weights[own:])


def all_asked(paths: Sequence[Path]) -> list[Asked]:
    """Every question of the companies in these folders and files, with its evidence."""
    likeness, reader = Likeness(MiniLm()), PairMiniLm()
    companies = [company for path in paths for company in companies_in(path)]
    return [each for company in companies for each in asked_of(company, likeness, reader)]


def without_reader(asked: Sequence[Asked]) -> list[Asked]:
    return [replace(each, evidence=each.evidence[:, : len(NAMES)]) for each in asked]


def left_out(asked: Sequence[Asked], *, only: Sequence[str], as_is: bool) -> list[tuple[Asked, Figures]]:
    """Shares of each question's lines, by weights fitted to the other companies."""
    found: list[tuple[Asked, Figures]] = []
    for name in only or dict.fromkeys(each.company.name for each in asked):
        others = [each for each in asked if each.company.name != name]
        weights = load_weights() if as_is else fitted(others)
        found += [(each, weights.shares(each.evidence)) for each in asked if each.company.name == name]
    return found


def wilson(hits: int, count: int) -> str:
    if not count:
        return "none"
    z, share = 1.96, hits / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * (share * (1 - share) / count + z * z / (4 * count * count)) ** 0.5
    return f"{hits:3d} of {count} = {share:.2f} ({max(0, middle - half):.2f}-{min(1, middle + half):.2f})"


def show(results: Sequence[tuple[Asked, Figures]], *, wrong: bool) -> None:
    for most in sorted({0.01, 0.02, 0.05, 0.1, 0.2, 0.5, MOST_NONE}):
        said = [shares[-1] <= most and shares[:-1].max() >= LEAST_BEST for _, shares in results]
        hit = [int(np.argmax(shares[:-1])) in each.right for each, shares in results]
        some = [(s, h) for (each, _), s, h in zip(results, said, hit, strict=True) if each.answerable]
        none = [s for (each, _), s in zip(results, said, strict=True) if not each.answerable]
        right, other = sum(s and h for s, h in some), sum(s and not h for s, h in some)
        print(f"no answer up to {most:.2f}" + (":  <- the product" if most == MOST_NONE else ":"))
        print(f"  answered rightly     {wilson(right, len(some))}")
        print(f"  with another line    {wilson(other, len(some))}")
        print(f"  invented             {wilson(sum(none), len(none))}")
        print(f"  all replies right    {wilson(right + sum(not s for s in none), len(results))}")
    nearest = [(each, told(shares) == "nearest", int(np.argmax(shares[:-1]))) for each, shares in results]
    some = [(near, best in each.right) for each, near, best in nearest if each.answerable]
    none = [near for each, near, _ in nearest if not each.answerable]
    print("as the nearest that there is, where the product does not answer:")
    print(f"  the right line       {wilson(sum(n and r for n, r in some), len(some))}")
    print(f"  another line         {wilson(sum(n and not r for n, r in some), len(some))}")
    print(f"  where nothing answers {wilson(sum(none), len(none))}")
    first = [int(np.argmax(s[:-1])) in each.right for each, s in results if each.answerable]
    print(f"the right line comes first: {wilson(sum(first), len(first))}")
    for each, shares in results if wrong else ():
        best = int(np.argmax(shares[:-1]))
        says = told(shares) == "answer"
        if says != each.answerable or (says and best not in each.right):
            line = each.company.facts[each.places[best]].text
            kind = "answerable" if each.answerable else "NO ANSWER"
            found = f"{shares[best]:.2f}, none {shares[-1]:.2f} {line!r} ({kind})"
            print(f"{each.company.name}: {each.question} -> {found}")
