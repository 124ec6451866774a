"""Labelled answers -> weights of the cues and of the choice, and how well they do on trades left out in turn.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from measuring.interview_voices import Hearing
from simulator.interview.asking import Wanted, wanted
from simulator.interview.bank import load_bank
from simulator.interview.choosing import PROBE_KINDS, QUESTION_KINDS, Leaning, answering, log_odds, scores
from simulator.interview.cues import Weights
from simulator.interview.features import features
from simulator.interview.spoken import spoken
from simulator.interview.telling import told

Array = NDArray[np.float64]
How = Literal["typed", "heard"]
_ROUNDS = 40  # Newton steps; it settles in about ten
_NO_BIAS_PENALTY = 1e-3
_CHOICES = tuple(kind for kind in (*PROBE_KINDS, "move_on") if kind != "clarify")


@dataclass(frozen=True, slots=True)
class FreeQuestion:
    text: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """One answer, as it was typed or as it was heard."""

    id: str
    trade: str
    how: How
    cues: frozenset[str]
    acceptable: frozenset[str]
    wanted: Wanted
    features: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Fitting:
    """What a fit rests on: the features each cue may look at, and how hard weights are pulled towards 0."""

    looks_at: Mapping[str, str]
    ridge: float
    choice_ridge: float
    noticed_from: float


def read_answers(path: Path, hearing: Hearing | None) -> Iterator[Labelled]:
    """Labelled answers of a JSONL file, typed and (with `hearing`) heard; the trade is named, or the second
    part of the id ("fit-nurse-03").
    """
    bank = load_bank()
    for line in path.read_text(encoding="utf-8").splitlines():
        record: dict[str, Any] = json.loads(line)
        question = bank.by_id(record.get("question_id", "")) or FreeQuestion(record.get("question", ""))
        texts: dict[How, str] = {"typed": record["answer"]}
        if hearing is not None:
            texts["heard"] = hearing.heard(record["answer"]).text
        for how, text in texts.items():
            said, asked = spoken(text), wanted(question)
            yield Labelled(
                id=record["id"],
                trade=record.get("trade") or record["id"].split("-")[1],
                how=how,
                cues=frozenset(record["cues"] or ["full"]),
                acceptable=frozenset(record["acceptable_probes"]),
                wanted=asked,
                features=features(said, told(said), asked),
            )


def fit_cues(answers: Sequence[Labelled], fitting: Fitting) -> dict[str, Weights]:
    table = {}
    for cue, names in fitting.looks_at.items():
        columns = names.split()
        x = np.array([[answer.features[name] for name in columns] for answer in answers])
        y = np.array([float(cue in answer.cues) for answer in answers])
        bias, *weights = _fit(x, y, fitting.ridge)
        named = {name: round(weight, 2) for name, weight in zip(columns, weights, strict=True)}
        table[cue] = Weights(round(bias, 2), fitting.noticed_from, named)
    return table


def fit_choice(answers: Sequence[Labelled], fitting: Fitting) -> dict[str, Leaning]:
    """From cues as they are on trades that their weights have not seen: else the choice would trust them
    more than they deserve.
    """
    unseen: list[tuple[Labelled, Mapping[str, float]]] = []
    for trade in _trades(answers):
        table = fit_cues([answer for answer in answers if answer.trade != trade], fitting)
        unseen += [(answer, cues_of(answer, table)) for answer in answers if answer.trade == trade]
    plain = [(answer, answering(cues)) for answer, cues in unseen if "contradiction" not in answer.cues]
    table_of_choices = {}
    for choice in _CHOICES:
        x = np.array(
            [
                [log_odds(share[choice]), *(float(getattr(answer.wanted, kind)) for kind in QUESTION_KINDS)]
                for answer, share in plain
            ]
        )
        y = np.array([float(choice in answer.acceptable) for answer, _ in plain])
        bias, answers_weight, *rest = (round(weight, 2) for weight in _fit(x, y, fitting.choice_ridge))
        table_of_choices[choice] = Leaning(
            bias, answers_weight, dict(zip(QUESTION_KINDS, rest, strict=True))
        )
    return table_of_choices


def cues_of(answer: Labelled, table: Mapping[str, Weights]) -> dict[str, float]:
    return {cue: weights.probability(answer.features) for cue, weights in table.items()}


def _trades(answers: Sequence[Labelled]) -> list[str]:
    return sorted({answer.trade for answer in answers})


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


Seen = tuple[Labelled, dict[str, float], str]
"""An answer, its cues and what was chosen, by weights that have not seen its trade."""


def leave_out(answers: Sequence[Labelled], fitting: Fitting) -> Iterator[str]:
    """Lines about how the cues and the choice do on each trade with weights from the others."""
    seen: list[Seen] = []
    for trade in _trades(answers):
        others = [answer for answer in answers if answer.trade != trade]
        table, leanings = fit_cues(others, fitting), fit_choice(others, fitting)
        for answer in (a for a in answers if a.trade == trade):
            cues = cues_of(answer, table)
            ranked = scores(cues, answer.wanted, differs=False, leanings=leanings)
            seen.append((answer, cues, max(ranked, key=ranked.__getitem__)))
    hows: tuple[How, ...] = ("typed", "heard")
    for how in hows:
        own = [each for each in seen if each[0].how == how]
        if own:
            yield f"As {how}:"
            yield from _lines(own, fitting)


def _lines(seen: Sequence[Seen], fitting: Fitting) -> Iterator[str]:
    answers = [answer for answer, _, _ in seen]
    for cue in fitting.looks_at:
        noticed = [(cues[cue] >= fitting.noticed_from, cue in answer.cues) for answer, cues, _ in seen]
        hits = sum(n and t for n, t in noticed)
        found, there = sum(n for n, _ in noticed), sum(t for _, t in noticed)
        yield f"{cue:16} precision {hits / max(found, 1):.2f} recall {hits / max(there, 1):.2f} n {there}"
    for trade in _trades(answers):
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


def cue_text(table: Mapping[str, Weights]) -> str:
    lines = []
    for cue, weights in table.items():
        lines.append(f"\n[{cue}]\nbias = {weights.bias}\nnoticed_from = {weights.noticed_from}\n")
        lines.append(f"weight = {{ {_inner(weights.weight)} }}\n")
    return "".join(lines)


def choice_text(table: Mapping[str, Leaning]) -> str:
    lines = []
    for choice, leaning in table.items():
        lines.append(f"\n[{choice}]\nbias = {leaning.bias}\nanswers = {leaning.answers}\n")
        lines.append(f"question = {{ {_inner(leaning.question)} }}\n")
    return "".join(lines)


def _inner(weights: Mapping[str, float]) -> str:
    return ", ".join(f"{name} = {weight}" for name, weight in weights.items())
