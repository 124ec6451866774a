"""`second-round dossier`: what was understood is shown, written down, and read back."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from simulator.cli import app
from simulator.dossier_file import read_dossier
from simulator.errors import SecondRoundError
from tests.system import DEMO


def run(*arguments: str, pasted: str = "") -> Result:
    return CliRunner().invoke(app, ["dossier", *arguments], input=pasted)


def test_the_demo_documents_are_understood(tmp_path: Path) -> None:
    out = tmp_path / "dossier.toml"
    done = run(
        "--cv", str(DEMO / "cv.md"), "--job", str(DEMO / "job.md"), "--company", str(DEMO / "company.md"),
        "--round-one", str(DEMO / "round_one.md"), "--out", str(out),
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "Opened a separate telephone line for changing appointments" in done.output
    dossier = read_dossier(out)
    assert (dossier.name, dossier.job_title, dossier.company) == (
        "Nerys Calloway", "Clinic Coordinator", "Riverside Family Clinic",
    )  # fmt: skip
    assert len(dossier.claims) == 10
    assert len(dossier.needs) == 10
    assert any("two front desks" in fact.text for fact in dossier.facts)
    assert len(dossier.round_one) == 5
    assert dossier.notices == ()
    assert "Opened a separate telephone line" in run("--check", str(out)).output


def test_text_can_be_pasted() -> None:
    done = run(
        "--cv",
        "-",
        pasted="Ada Fennell\nExperience\nCook, Hotel Bellrock 2019 - 2021\n- Cooked for 120 guests\n",
    )
    assert "Cooked for 120 guests" in done.output
    assert "at: Hotel Bellrock" in done.output


def test_what_steers_a_terminal_is_not_printed() -> None:
    done = run("--cv", "-", pasted="Experience\nCook 2019 - 2021\n- Cooked \x1b[31mfor 120 guests\n")
    assert "\x1b" not in done.output


def test_mistakes_are_said() -> None:
    for arguments in (
        (),
        ("--cv", "nowhere.pdf"),
        ("--check", "x.toml", "--cv", "y"),
        ("--cv", "-", "--job", "-"),
    ):
        error = run(*arguments).exception
        assert isinstance(error, SecondRoundError), arguments
        assert error.next_step or error.what
