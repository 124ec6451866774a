"""The interview bench as a command, on a set of two answers made by hand; nothing is spoken."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
BENCH = CHECKOUT / "scripts" / "bench_interview.py"
FLAT = (
    "probe_acceptable", "claims_f1", "company_answers_right", "company_answers_invented", "decision_p95_ms",
    "questions_from_dossier", "determinism",
)  # fmt: skip
CV = """# Orla Fennimore

## Experience

### Staff Nurse, St Brannoc's Hospital
03/2019 - present

- Led the ward's falls project in 2023; falls went down from 11 to 6 a month
- Introduced bedside handover and cut handover time from 45 to 25 minutes
"""
NOTES = "- new post, was winter money, now permanent\n- shifts 12.5 h, start at 7 and at 19\n"
ROWS: list[dict[str, Any]] = [
    {
        "id": "1",
        "cv": CV,
        "job_ad": "",
        "notes": NOTES,
        "question_id": "claims-own-part",
        "answer": "Well, um, I did a bit of this and that.",
        "cues": ["too short"],
        "acceptable_probes": ["tell me more", "occasion", "ask again", "own part"],
        "claims": [
            {"text": "Led the ward's falls project in 2023; falls went down from 11 to 6 a month"},
            {"text": "Introduced bedside handover and cut handover time from 45 to 25 minutes"},
        ],
        "company_qa": [
            {"question": "Is this a new post?", "answer": "new post, was winter money, now permanent"},
            {"question": "Who was the chief executive before?", "answer": None},
        ],
    },
    {"id": "2", "cv": CV, "question": "Why here?", "answer": "No.", "acceptable_probes": ["more"]},
]


def bench(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(BENCH), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=200)


def written(folder: Path, rows: list[dict[str, Any]]) -> Path:
    path = folder / "theirs.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.mark.slow
def test_a_set_is_measured_twice_and_comes_out_the_same(tmp_path: Path) -> None:
    figures, details = tmp_path / "figures.json", tmp_path / "details.jsonl"
    data = written(tmp_path, ROWS)
    done = bench("--data", data.parent, "--typed", "--json", figures, "--details", details)
    assert done.returncode == 0, done.stderr
    found = json.loads(figures.read_text(encoding="utf-8"))
    assert all(isinstance(found[name], float | int) for name in FLAT)
    assert found["determinism"] == 1
    assert found["claims_f1"] == 1
    assert found["probe_acceptable_of"] == 2
    assert found["answers_heard"] == "typed"
    assert found["baselines"]["tell_me_more"]["probe_acceptable"] == 1
    assert found["baselines"]["random"]["probe_acceptable"] == pytest.approx((4 + 1) / 2 / 12, abs=1e-3)
    rows = [json.loads(line) for line in details.read_text(encoding="utf-8").splitlines()]
    assert [row["chosen"] for row in rows[:2]] == ["more", "more"]
    assert "probe_acceptable" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 200


def test_a_broken_line_is_one_line_with_its_place(tmp_path: Path) -> None:
    data = written(tmp_path, [ROWS[0], {**ROWS[1], "cv": "lost.pdf"}])
    done = bench("--data", data, "--typed")
    assert done.returncode == 2
    assert done.stderr.strip() == (
        "bench_interview: theirs.jsonl, line 2: 'cv' names lost.pdf, which is not there"
    )


def test_a_folder_without_a_set(tmp_path: Path) -> None:
    done = bench("--data", tmp_path / "nowhere")
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
