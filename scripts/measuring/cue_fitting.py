"""Labelled answers -> weights of the cues, and how well they do on trades left out in turn."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulator.interview.bank import load_bank
from simulator.interview.choosing import scores
from simulator.interview.understanding.asking import wanted
from simulator.interview.understanding.cues import Weights
from simulator.interview.understanding.features import features
from simulator.interview.understanding.spoken import spoken
from simulator.interview.understanding.telling import told

Array = NDArray[np.float64]
_ROUNDS = 40  # Newton steps; it settles in about ten
_NO_BIAS_PENALTY = 1e-3


@dataclass(frozen=True, slots=True)
class FreeQuestion:
    text: str


@dataclass(frozen=True, slots=True)
class Labelled:
    id: str
    trade: str
    cues: frozenset[str]
    acceptable: frozenset[str]
    features: Mapping[str, float]


def read_answers(path: Path) -> Iterator[Labelled]:
    """Labelled answers of a JSONL file; the trade is named, or the second part of the id ("fit-nurse-03")."""
    bank = load_bank()
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        question = bank.by_id(record.get("question_id", "")) or FreeQuestion(record.get("question", ""))
        said = spoken(record["answer"])
        yield Labelled(
            id=record["id"],
            trade=record.get("trade") or record["id"].split("-")[1],
            cues=frozenset(record["cues"] or ["full"]),
            acceptable=frozenset(record["acceptable_probes"]),
            features=features(said, told(said), wanted(question)),
        )


def fit_table(
    answers: Sequence[Labelled], looks_at: Mapping[str, str], *, ridge: float, noticed_from: float
) -> dict[str, Weights]:
    table = {}
    for cue, names in looks_at.items():
        columns = names.split()
        x = np.array([[answer.features[name] for name in columns] for answer in answers])
        y = np.array([float(cue in answer.cues) for answer in answers])
        bias, *weights = _fit(x, y, ridge)
        table[cue] = Weights(
            round(bias, 2), noticed_from, {n: round(w, 2) for n, w in zip(columns, weights, strict=True)}
        )
    return table


def _fit(x: Array, y: Array, ridge: float) -> list[float]:
    """Logistic regression by Newton's method; every weight but the bias is pulled towards 0."""
    z = np.column_stack([np.ones(len(x)), x])
    weights = np.zeros(z.shape[1])
    penalty = np.eye(z.shape[1]) * ridge
    penalty[0, 0] = _NO_BIAS_PENALTY
    for _ in range(_ROUNDS):
        p = 1 / (1 + np.exp(-(z @ weights)))
        slope = z.T @ (p - y) + penalty @ weights
        curve = (z * (p * (1 - p))[:, None]).T @ z + penalty
        weights = weights - np.linalg.solve(curve, slope)
    return [float(weight) for weight in weights]


def leave_out(
    answers: Sequence[Labelled], looks_at: Mapping[str, str], *, ridge: float, noticed_from: float
) -> Iterator[str]:
    """Lines about how the cues and the choice do on each trade with weights from the others."""
    seen: list[tuple[Labelled, dict[str, float], str]] = []
    for trade in sorted({answer.trade for answer in answers}):
        table = fit_table(
            [a for a in answers if a.trade != trade], looks_at, ridge=ridge, noticed_from=noticed_from
        )
        for answer in (a for a in answers if a.trade == trade):
            cues = {cue: weights.probability(answer.features) for cue, weights in table.items()}
            ranked = scores(cues, differs=False)
            seen.append((answer, cues, max(ranked, key=ranked.__getitem__)))
    for cue in looks_at:
        noticed = [(cues[cue] >= noticed_from, cue in answer.cues) for answer, cues, _ in seen]
        hits = sum(n and t for n, t in noticed)
        found, there = sum(n for n, _ in noticed), sum(t for _, t in noticed)
        yield f"{cue:16} precision {hits / max(found, 1):.2f} recall {hits / max(there, 1):.2f} n {there}"
    for trade in sorted({answer.trade for answer in answers}):
        own = [(answer, kind) for answer, _, kind in seen if answer.trade == trade]
        yield f"{trade:16} probe acceptable {sum(k in a.acceptable for a, k in own)}/{len(own)}"
    for choice in sorted({kind for _, _, kind in seen}):
        chosen = [choice in answer.acceptable for answer, _, kind in seen if kind == choice]
        yield f"chosen: {choice:16} fair {sum(chosen)}/{len(chosen)}"
    count = len(answers)
    yield f"random probe: {sum(len(a.acceptable) for a in answers) / 12 / count:.3f}"
    yield f"always more: {sum('more' in a.acceptable for a in answers) / count:.3f}"
    yield f"always going on: {sum('move_on' in a.acceptable for a in answers) / count:.3f}"
    plain = [(a, kind) for a, _, kind in seen if "contradiction" not in a.cues]
    fair = sum(kind in answer.acceptable for answer, kind in plain)
    yield f"all trades, contradictions aside: {fair / len(plain):.3f} of {len(plain)}"


def table_text(table: Mapping[str, Weights]) -> str:
    lines = []
    for cue, weights in table.items():
        inner = ", ".join(f"{name} = {weight}" for name, weight in weights.weight.items())
        lines.append(f"\n[{cue}]\nbias = {weights.bias}\nnoticed_from = {weights.noticed_from}\n")
        lines.append(f"weight = {{ {inner} }}\n")
    return "".join(lines)
