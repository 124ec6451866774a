"""Reading a labelled set of interview answers: as it is documented, as others may write it, and broken."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.append(str(Path(__file__).resolve().parents[2] / "scripts"))

from measuring.interview_labels import CUES, PROBES, cue_of, probe_of
from measuring.interview_set import (
    CompanyQuestion,
    InterviewSet,
    InterviewSetError,
    LabelledClaim,
    files_of,
    read_interview_set,
)

ROW: dict[str, Any] = {
    "id": "nurse-01",
    "cv": "cv.md",
    "job_ad": "Charge nurse wanted.\nNights.",
    "notes": "cv.md",
    "question_id": "claims-own-part",
    "earlier": ["I led it."],
    "answer": "We, um, we did it.",
    "cues": ["only_we"],
    "acceptable_probes": ["own_part", "number"],
    "claims": [{"text": "Led the falls project", "role": "led", "tools": ["SBAR", "eObs"], "scale": ""}],
    "company_qa": [
        {"question": "Who would I work with?", "answer": "team of 41"},
        {"question": "What is the pay?", "answer": None},
    ],
}


def written(folder: Path, *rows: Any, name: str = "fit.jsonl") -> Path:
    path = folder / name
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "cv.md").write_text("# Orla\n\n- Led the falls project\n", encoding="utf-8")
    return path


def read(folder: Path, *rows: Any) -> InterviewSet:
    return read_interview_set([written(folder, *rows)])


def trouble(folder: Path, *rows: Any) -> str:
    with pytest.raises(InterviewSetError) as caught:
        read(folder, *rows)
    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_record_as_documented(tmp_path: Path) -> None:
    found = read(tmp_path, ROW)
    (record,) = found.records
    assert (record.id, record.place, record.question_id) == (
        "nurse-01",
        "fit.jsonl, line 1",
        "claims-own-part",
    )
    assert record.earlier == ("I led it.",)
    assert record.cues == frozenset({"only_we"})
    assert record.acceptable == frozenset({"own_part", "number"})
    cv, ad = record.document("cv"), record.document("job_ad")
    assert cv is not None
    assert cv.path == (tmp_path / "cv.md").resolve()
    assert ad is not None
    assert (ad.path, ad.text) == (None, "Charge nurse wanted.\nNights.")
    assert record.claims == (
        LabelledClaim("Led the falls project", (("role", "led"), ("tools", "SBAR, eObs"))),
    )
    assert record.company == (
        CompanyQuestion("Who would I work with?", "team of 41"),
        CompanyQuestion("What is the pay?", None),
    )
    assert found.remarks == []


def test_claims_once_a_cv_and_questions_once_a_company(tmp_path: Path) -> None:
    found = read(tmp_path, ROW, {**ROW, "id": "2"}, {**ROW, "id": "3", "claims": [], "notes": "Other\nnotes"})
    assert [len(claims) for claims in found.claims_by_cv().values()] == [1]
    assert [(record.id, asked.question) for record, asked in found.company_questions()] == [
        ("nurse-01", "Who would I work with?"),
        ("nurse-01", "What is the pay?"),
        ("3", "Who would I work with?"),
        ("3", "What is the pay?"),
    ]


def test_as_others_may_write_it(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        {
            "CV": ["# Orla", "- Led the falls project"],
            "Job Ad": None,
            "company-notes": "team of 41",
            "Question": "What did you do?",
            "answer": "We did it.",
            "cues": {"Only We": True, "no-number": False},
            "probes": "Own part",
            "claims": ["Led the falls project", {"claim": "Ran it", "date": 2023}],
            "qa": [
                ["Who?", "team of 41"],
                {"q": "Pay?", "a": "n/a"},
                {"question": "Why?", "answer": ["a", "b"]},
            ],
        },
    )
    (record,) = found.records
    assert record.id == "fit-1"
    assert record.cues == frozenset({"only_we"})
    assert record.acceptable == frozenset({"own_part"})
    assert [claim.text for claim in record.claims] == ["Led the falls project", "Ran it"]
    assert record.claims[1].parts == (("dates", "2023"),)
    assert [asked.answer for asked in record.company] == ["team of 41", None, "a\nb"]


def test_labels_that_nobody_knows_are_left_out_and_said(tmp_path: Path) -> None:
    found = read(tmp_path, {**ROW, "cues": ["sarcastic"], "acceptable_probes": ["number", "sing"]}, ROW)
    assert found.records[0].cues is None
    assert found.records[0].acceptable == frozenset({"number"})
    assert found.remarks == [
        "fit.jsonl, line 1: unknown cue 'sarcastic' is not counted (1 in all).",
        "fit.jsonl, line 1: unknown probe 'sing' is not counted (1 in all).",
    ]


def test_no_cue_is_a_label_and_no_labels_are_none(tmp_path: Path) -> None:
    bare = {name: ROW[name] for name in ("cv", "answer")}
    found = read(tmp_path, {**ROW, "cues": []}, bare)
    assert [record.cues for record in found.records] == [frozenset(), None]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('{"id": "1",', "line 2: no JSON"),
        ("[1]", "line 2: a record must be a JSON object"),
        ({"id": "1"}, "line 2: neither 'answer' nor 'claims' nor 'company_qa'"),
        ({**ROW, "answer": 7}, "line 2: 'answer' must be a text"),
        ({**ROW, "cv": "missing.pdf"}, "line 2: 'cv' names missing.pdf, which is not there"),
        ({**ROW, "company_qa": [{"answer": "x"}]}, "line 2: a company question without its text"),
        ({**ROW, "company_qa": [3]}, "line 2: "),
        ({**ROW, "claims": [3]}, "line 2: "),
        ({**ROW, "cues": 3}, "line 2: "),
    ],
)
def test_what_cannot_be_used_is_named_with_its_place(tmp_path: Path, row: Any, said: str) -> None:
    assert f"fit.jsonl, {said}" in trouble(tmp_path, ROW, row)


def test_files_that_are_none(tmp_path: Path) -> None:
    assert "no records" in trouble(tmp_path, "")
    with pytest.raises(InterviewSetError, match="neither"):
        files_of(tmp_path / "nowhere", "fit")
    (tmp_path / "bad.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InterviewSetError, match=r"bad\.jsonl"):
        read_interview_set([tmp_path / "bad.jsonl"])


def test_which_files(tmp_path: Path) -> None:
    with pytest.raises(InterviewSetError, match="neither"):
        files_of(tmp_path, "test")
    fit = written(tmp_path, ROW)
    assert files_of(tmp_path, "fit") == files_of(fit, "test") == [fit]
    with pytest.raises(InterviewSetError, match="say --part fit"):
        files_of(tmp_path, "test")
    fit.rename(tmp_path / "theirs.jsonl")
    written(tmp_path, ROW, name="more.jsonl")
    assert [path.name for path in files_of(tmp_path, "test")] == ["more.jsonl", "theirs.jsonl"]


@pytest.mark.parametrize("cue", CUES)
def test_cues_are_known_by_their_names(cue: str) -> None:
    assert cue_of(cue) == cue_of(cue.replace("_", " ").title()) == cue_of(cue.replace("_", "-")) == cue


@pytest.mark.parametrize("probe", PROBES)
def test_probes_are_known_by_their_names(probe: str) -> None:
    assert probe_of(probe) == probe_of(f"ask for {probe.replace('_', '-')}".upper()) == probe


@pytest.mark.parametrize(
    ("label", "probe"),
    [
        ("tell me more", "more"),
        ("None", "move_on"),
        ("no probe", "move_on"),
        ("next question", "move_on"),
        ("What was your own part in that?", "own_part"),
        ("How many patients was that?", "number"),
        ("What would you do differently?", "what_went_wrong"),
        ("specific example", "occasion"),
        ("why that tool", "alternatives"),
        ("repeat the question", "ask_again"),
        ("clarify-contradiction", "clarify"),
        ("ask", None),
        ("banana", None),
        ("", None),
    ],
)
def test_what_others_call_a_probe(label: str, probe: str | None) -> None:
    assert probe_of(label) == probe


@pytest.mark.parametrize(
    ("label", "cue"),
    [("We only", "only_we"), ("vague", "generic"), ("contradicts CV", "contradiction"), ("rude", None)],
)
def test_what_others_call_a_cue(label: str, cue: str | None) -> None:
    assert cue_of(label) == cue


@given(st.text())
def test_any_label_is_known_or_not(label: str) -> None:
    assert cue_of(label) in {*CUES, None}
    assert probe_of(label) in {*PROBES, None}


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=8,
    ),
    st.sampled_from(sorted({*ROW})),
)
def test_whatever_a_field_holds_the_set_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, value: Any, name: str
) -> None:
    path = written(tmp_path_factory.mktemp("set"), {**ROW, name: value})
    refused = ""
    try:
        assert len(read_interview_set([path]).records) == 1
    except InterviewSetError as error:
        refused = str(error)
    assert not refused or refused.startswith("fit.jsonl, line 1: ")
