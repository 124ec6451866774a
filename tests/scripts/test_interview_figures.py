"""The interview bench's figures, from decisions made by hand."""

import json
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[2] / "scripts"))

from measuring import interview_figures as figures
from measuring.interview_figures import AIMS, Answered, Decided, Planned, Read
from measuring.interview_scores import Figure
from measuring.interview_set import CompanyQuestion, LabelledClaim, Record

LINES = ["new post, was winter money, now permanent", "shifts 12.5 h, start 7 / 19.00"]
CV = ["# Orla", "- Led the falls project from 11 to 6 a month", "- Mentored nine student nurses", "## Choir"]


def record(cues: set[str] | None, acceptable: set[str] | None) -> Record:
    labelled = None if cues is None else frozenset(cues)
    probes = None if acceptable is None else frozenset(acceptable)
    return Record("1", "fit.jsonl, line 1", (), "", "", (), "We did it.", labelled, probes, (), ())


DECIDED = [
    Decided(record({"only_we"}, {"own_part"}), "own_part", "What was your own part?", ("only_we",), 10.0),
    Decided(record(set(), {"move_on"}), "number", "How many? And why?", ("no_number",), 20.0),
    Decided(record(None, None), "more", "Could you say more?", (), 30.0),
    Decided(record({"dodge"}, {"ask_again", "more"}), "move_on", "", (), 40.0),
]
CLAIMS = Read(
    labelled=[
        LabelledClaim("Led the falls project from 11 to 6 a month", (("result", "from 11 to 6 a month"),)),
        LabelledClaim(
            "Mentored nine student nurses", (("scale", "nine student nurses"), ("role", "mentored"))
        ),
        LabelledClaim("Reported figures to the matron every month"),
    ],
    lines=CV,
    found=["Mentored nine student nurses", "Led the falls project from 11 to 6 a month", "Orla"],
    parts=[{"scale": "nine student nurses", "role": ""}, {"result": "from 11 to 6 a month"}, {}],
)


def answered(question: str, label: str | None, quoted: str | None) -> Answered:
    return Answered(CompanyQuestion(question, label), question, quoted, quoted or "", LINES)


ANSWERED = [
    answered("Is it a new post?", LINES[0], LINES[0]),
    answered("When do shifts start?", LINES[1], None),
    answered("What is the pay for shifts?", None, LINES[1]),
    answered("Who left?", None, None),
]


def test_probes_and_time() -> None:
    found = figures.of_probes(DECIDED)
    assert found["probe_acceptable"].value == pytest.approx(1 / 3)
    assert found["probe_acceptable"].of == 3  # the third is not labelled
    assert found["decision_median_ms"].value == 25
    assert found["probes_sayable"].value == pytest.approx(2 / 3)
    assert found["probes_sayable"].of == 3  # nothing said is nothing to say


def test_cues_of_labelled_answers_only() -> None:
    found = figures.of_cues(DECIDED)
    assert (found["only_we"].right, found["no_number"].wrong, found["dodge"].missed) == (1, 1, 1)
    assert figures.flat_cues(found)["cue_all_f1"] == pytest.approx(2 / 4)


def test_claims_and_their_parts() -> None:
    found = figures.of_claims([CLAIMS])
    assert found["claims_f1"].value == pytest.approx(4 / 6)
    assert found["claims_precision"].value == pytest.approx(2 / 3)
    assert found["claim_scale_found"].value == 1
    assert found["claim_role_found"].value == 0
    assert found["claim_result_found"].value == 1
    assert "claim_tools_found" not in found  # nobody labelled one
    details = figures.claim_details(CLAIMS)
    assert details["claims_missed"] == ["Reported figures to the matron every month"]
    assert details["no_claims"] == ["Orla"]


def test_company_answers() -> None:
    found = figures.of_company(ANSWERED)
    assert figures.outcomes_of(ANSWERED) == ["right", "missed", "invented", "declined"]
    assert found["company_answers_right"].value == 0.5
    assert found["company_answers_invented"].value == 1
    assert found["company_right_where_answered"].value == 0.5
    assert found["company_declined_where_none"].value == 0.5


def test_rivals_on_the_same_material() -> None:
    planned = [Planned("Tell me about the falls project from 11 to 6.", "Tell me about a project.", CV)]
    from_bank = [Planned("Tell me about a project.", "Tell me about a project.", CV)]
    assert figures.of_plans(planned)["questions_from_dossier"].value == 1
    found = figures.baselines(DECIDED, [CLAIMS], ANSWERED, from_bank)
    assert found["random"]["probe_acceptable"].value == pytest.approx((1 + 1 + 2) / 3 / 12)
    assert found["tell_me_more"]["probe_acceptable"].value == pytest.approx(1 / 3)
    assert found["every_line"]["claims_f1"].value == pytest.approx(4 / 5)
    assert (
        found["nearest_line"]["company_answers_invented"].value == 1
    )  # of the pay; "who left" shares no word
    assert found["never_answers"]["company_answers_right"].value == 0.5
    assert found["bank_alone"]["questions_from_dossier"].value == 0


def test_tables_and_json() -> None:
    scored = {
        **figures.of_probes(DECIDED),
        **figures.of_claims([CLAIMS]),
        **figures.of_company(ANSWERED),
        **figures.of_plans([]),
        "determinism": Figure(None),
    }
    main = {name: scored[name] for name in AIMS}
    table = figures.main_table(main, figures.baselines(DECIDED, [CLAIMS], ANSWERED, []))
    row = next(line for line in table if line.startswith("probe_acceptable"))
    assert row.split()[1] == "0.33"
    assert "tell me more 0.33" in row
    assert next(line for line in table if line.startswith("determinism")).split()[1] == "-"
    flat = figures.flat(main)
    assert flat["company_answers_invented"] == 1
    assert flat["questions_from_dossier"] is None
    assert set(AIMS) <= set(flat)
    json.dumps(flat)
    assert len(figures.cue_table(figures.of_cues(DECIDED))) == 12


def test_an_empty_set_has_no_figures() -> None:
    found = {
        **figures.of_probes([]),
        **figures.of_claims([]),
        **figures.of_company([]),
        **figures.of_plans([]),
    }
    assert {figure.value for figure in found.values()} == {None}
    for rival in figures.baselines([], [], [], []).values():
        assert {figure.value for figure in rival.values()} == {None}
