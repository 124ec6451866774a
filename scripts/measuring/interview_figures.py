"""What was decided on a labelled set, scored: figures, baselines, tables, JSON. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from measuring import interview_scores as scores
from measuring.interview_baselines import NearestLine, every_line
from measuring.interview_labels import CUES, PROBES
from measuring.interview_scores import CompanyOutcome, Figure, Found
from measuring.interview_set import CLAIM_PARTS, CompanyQuestion, LabelledClaim, Record

AIMS = {
    "probe_acceptable": ">= 0.85",
    "claims_f1": ">= 0.85",
    "company_answers_right": ">= 0.90",
    "company_answers_invented": "0",
    "decision_p95_ms": "<= 150",
    "questions_from_dossier": ">= 0.50",
    "determinism": "1",
}
_MOST_WORDS = 30


@dataclass(frozen=True, slots=True)
class Decided:
    """An answer's labels, and what came after it."""

    record: Record
    kind: str
    text: str
    cues: Sequence[str]
    ms: float


@dataclass(frozen=True, slots=True)
class Read:
    """A CV's labelled claims, its lines, and the claims that were found in it with their parts."""

    labelled: Sequence[LabelledClaim]
    lines: Sequence[str]
    found: Sequence[str]
    parts: Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Answered:
    """A question's label, the line that was quoted, what was said, and every line it could come from."""

    asked: CompanyQuestion
    heard: str
    quoted: str | None
    said: str
    lines: Sequence[str]
    exact: bool = True
    """As the answer, not as the nearest there is."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A main question as it is asked, the bank's wording, and the documents it may name."""

    text: str
    bank: str
    documents: Sequence[str]


def of_probes(decided: Sequence[Decided]) -> dict[str, Figure]:
    labelled = [each.record.acceptable or frozenset() for each in decided]
    asked = [each.text for each in decided if each.text]
    return {
        "probe_acceptable": scores.acceptable([each.kind for each in decided], labelled),
        "decision_p95_ms": scores.percentile([each.ms for each in decided], 0.95),
        "decision_median_ms": scores.percentile([each.ms for each in decided], 0.5),
        "probes_sayable": scores.share(sum(map(sayable, asked)), len(asked)),
    }


def sayable(probe: str) -> bool:
    """One question in one breath."""
    return probe.count("?") == 1 and len(probe.split()) <= _MOST_WORDS


def of_cues(decided: Sequence[Decided]) -> dict[str, Found]:
    counted = [each for each in decided if each.record.cues is not None]
    return scores.cue_counts(
        [each.cues for each in counted], [each.record.cues or frozenset() for each in counted], CUES
    )


def of_claims(read: Sequence[Read]) -> dict[str, Figure]:
    by_cv = [scores.claims_found([claim.text for claim in cv.labelled], cv.found) for cv in read]
    total = sum(by_cv, Found(0, 0, 0))
    return {
        "claims_f1": scores.together_f1(by_cv),
        "claims_precision": total.precision,
        "claims_recall": total.recall,
        **{f"claim_{part}_found": share for part, share in _of_parts(read).items()},
    }


def _of_parts(read: Sequence[Read]) -> dict[str, Figure]:
    """Of the labelled parts of claims that were found: how many were found too."""
    hits, of = dict.fromkeys(CLAIM_PARTS, 0), dict.fromkeys(CLAIM_PARTS, 0)
    for cv in read:
        for number, place in scores.paired([claim.text for claim in cv.labelled], cv.found):
            for part, text in cv.labelled[number].parts:
                of[part] += 1
                hits[part] += scores.part_found(text, cv.parts[place].get(part, ""))
    return {part: scores.share(hits[part], of[part]) for part in CLAIM_PARTS if of[part]}


def claim_details(cv: Read) -> dict[str, object]:
    """Which labelled claims were missed, what is none, and which parts were not found: for reading."""
    texts = [claim.text for claim in cv.labelled]
    pairs = dict(scores.paired(texts, cv.found))
    parts = [
        {"claim": texts[number], "part": part, "labelled": text, "found": cv.parts[place].get(part, "")}
        for number, place in pairs.items()
        for part, text in cv.labelled[number].parts
        if not scores.part_found(text, cv.parts[place].get(part, ""))
    ]
    return {
        "claims_missed": [text for number, text in enumerate(texts) if number not in pairs],
        "no_claims": [text for place, text in enumerate(cv.found) if place not in pairs.values()],
        "parts_missed": parts,
    }


def outcomes_of(answered: Sequence[Answered]) -> list[CompanyOutcome]:
    return [
        scores.company_outcome(each.asked.answer, each.quoted, each.said, each.lines, exact=each.exact)
        for each in answered
    ]


def of_company(answered: Sequence[Answered]) -> dict[str, Figure]:
    return _of_outcomes(answered, outcomes_of(answered))


def _of_outcomes(answered: Sequence[Answered], outcomes: Sequence[CompanyOutcome]) -> dict[str, Figure]:
    with_answer = [o for each, o in zip(answered, outcomes, strict=True) if each.asked.answer is not None]
    without = [o for each, o in zip(answered, outcomes, strict=True) if each.asked.answer is None]
    invented = outcomes.count("invented")
    return {
        "company_answers_right": scores.company_right(outcomes),
        "company_answers_outright": scores.company_right(outcomes, outright=True),
        "company_answers_invented": Figure(float(invented), of=len(outcomes)) if outcomes else Figure(None),
        "company_right_where_answered": scores.company_right(with_answer),
        "company_declined_where_none": scores.company_right(without),
    }


def of_plans(planned: Sequence[Planned]) -> dict[str, Figure]:
    named = [scores.names_something(each.text, each.bank, each.documents) for each in planned]
    return {"questions_from_dossier": scores.share(sum(named), len(named))}


def baselines(
    decided: Sequence[Decided],
    read: Sequence[Read],
    answered: Sequence[Answered],
    from_bank: Sequence[Planned],
) -> dict[str, dict[str, Figure]]:
    """Rivals on the same material."""
    labelled = [each.record.acceptable or frozenset() for each in decided]

    def always(kind: str) -> Figure:
        return scores.acceptable([kind] * len(labelled), labelled)

    best = scores.best_constant(labelled)
    nearest, hedged = (
        [
            scores.company_outcome(each.asked.answer, *_nearest(each), each.lines, exact=exact)
            for each in answered
        ]
        for exact in (True, False)
    )
    never = [scores.company_outcome(each.asked.answer, None, "") for each in answered]
    lines = [scores.claims_found([claim.text for claim in cv.labelled], every_line(cv.lines)) for cv in read]
    company = ("company_answers_right", "company_answers_outright", "company_answers_invented")
    return {
        "random": {"probe_acceptable": scores.acceptable_by_chance(labelled, PROBES)},
        "tell_me_more": {"probe_acceptable": always("more")},
        "always_move_on": {"probe_acceptable": always("move_on")},
        f"always_{best}": {"probe_acceptable": always(best)},
        "every_line": {"claims_f1": scores.together_f1(lines)},
        "nearest_line": {name: _of_outcomes(answered, nearest)[name] for name in company},
        "nearest_line_as_such": {name: _of_outcomes(answered, hedged)[name] for name in company},
        "never_answers": {name: _of_outcomes(answered, never)[name] for name in company},
        "bank_alone": of_plans(from_bank),
    }


def _nearest(each: Answered) -> tuple[str | None, str]:
    line = NearestLine(each.lines)(each.heard)
    return line, line or ""


# Tables and JSON ----------------------------------------------------------------------------------------


def main_table(ours: Mapping[str, Figure], others: Mapping[str, Mapping[str, Figure]]) -> list[str]:
    """One figure a line: ours, its interval and n, the aim, and the rivals."""
    lines = [f"{'':<30}{'ours':>8}  {'95 %':<13}{'of':>5}  {'aim':<8} rivals"]
    for name, figure in ours.items():
        rivals = ", ".join(
            f"{rival.replace('_', ' ')} {shown(name, found[name].value)}"
            for rival, found in others.items()
            if name in found
        )
        low, high = shown(name, figure.low), shown(name, figure.high)
        interval = f"{low}-{high}" if figure.low is not None else ""
        lines.append(
            f"{name:<30}{shown(name, figure.value):>8}  {interval:<13}{figure.of or '':>5}  "
            f"{AIMS.get(name, ''):<8} {rivals}".rstrip()
        )
    return lines


def shown(name: str, value: float | None) -> str:
    if value is None:
        return "-"
    if name.endswith("_ms"):
        return f"{value:.1f}"
    return f"{value:.0f}" if name == "company_answers_invented" else f"{value:.2f}"


def cue_table(cues: Mapping[str, Found]) -> list[str]:
    lines = [f"{'cue':<18}{'labelled':>8}{'noticed':>9}   {'precision':<17}   {'recall':<17}"]
    for cue, found in cues.items():
        cells = [_with_interval(figure) for figure in (found.precision, found.recall)]
        counts = f"{found.right + found.missed:>8}{found.right + found.wrong:>9}"
        lines.append(f"{cue:<18}{counts}   {cells[0]:<17}   {cells[1]:<17}".rstrip())
    return lines


def _with_interval(figure: Figure) -> str:
    if figure.value is None or figure.low is None or figure.high is None:
        return "-"
    return f"{figure.value:.2f} {figure.low:.2f}-{figure.high:.2f}"


def flat(figures: Mapping[str, Figure]) -> dict[str, float | int | None]:
    """For JSON: the figure by its name, its bounds and n beside it."""
    found: dict[str, float | int | None] = {}
    for name, figure in figures.items():
        found[name] = _rounded(figure.value)
        if figure.low is not None:
            found |= {f"{name}_low": _rounded(figure.low), f"{name}_high": _rounded(figure.high)}
        found[f"{name}_of"] = figure.of
    return found


def flat_cues(cues: Mapping[str, Found]) -> dict[str, float | int | None]:
    total = sum(cues.values(), Found(0, 0, 0))
    named = {**cues, "all": total}
    figures = {
        f"cue_{cue}_{name}": figure
        for cue, found in named.items()
        for name, figure in (("precision", found.precision), ("recall", found.recall))
    }
    return {**flat(figures), "cue_all_f1": _rounded(total.f1)}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
