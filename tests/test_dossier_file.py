"""The dossier's file: what is written is read back, and what a person got wrong is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.dossier_file import as_toml, dossier_of, read_dossier, write_dossier
from simulator.errors import DocumentError
from simulator.interview.dossier import Claim, Dossier, Fact, Need, Skill, Source

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
SAID = TEXT.map(lambda text: f"x{text}")
SOURCES = st.builds(
    Source, st.sampled_from(["cv", "job_ad", "company_notes", "round_one"]), st.integers(0, 999), SAID
)
CLAIMS = st.builds(
    Claim, id=st.just(""), text=SAID, source=st.builds(Source, st.just("cv"), st.integers(0, 999), SAID),
    what=TEXT, role=TEXT, organisation=TEXT, scale=TEXT, tools=st.lists(TEXT, max_size=3).map(tuple),
    result=TEXT, dates=TEXT,
)  # fmt: skip


def numbered(claims: list[Claim]) -> tuple[Claim, ...]:
    from dataclasses import replace

    return tuple(replace(claim, id=f"c{number}") for number, claim in enumerate(claims, start=1))


DOSSIERS = st.builds(
    Dossier, name=TEXT, job_title=TEXT, company=TEXT, claims=st.lists(CLAIMS, max_size=3).map(numbered),
    skills=st.lists(st.builds(Skill, SAID, SOURCES), max_size=2).map(tuple),
    needs=st.lists(st.builds(Need, SAID, SOURCES), max_size=2).map(tuple),
    facts=st.lists(st.builds(Fact, SAID, SOURCES), max_size=2).map(tuple),
    round_one=st.lists(SOURCES, max_size=2).map(tuple), notices=st.lists(TEXT, max_size=2).map(tuple),
)  # fmt: skip


@given(DOSSIERS)
def test_what_is_written_is_read_back(dossier: Dossier) -> None:
    assert dossier_of(as_toml(dossier), "it.toml") == dossier


def test_the_file_says_what_it_is_for() -> None:
    text = as_toml(Dossier(claims=(Claim("c1", "Led it", Source("cv", 3, "- Led it")),)))
    assert text.startswith("# What Second Round understood")
    assert "# What your CV says that you did." in text


def test_a_person_adds_a_claim_with_its_text_alone() -> None:
    dossier = dossier_of('[[claim]]\ntext = "Led a team"\n[[fact]]\ntext = "120 staff"\n', "it.toml")
    assert (dossier.claims[0].id, dossier.claims[0].text) == ("c1", "Led a team")
    assert dossier.facts[0].source.text == "120 staff"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('name = "Ada\n', 1, ""),
        ('name = "Ada"\n\n[[claim]]\ntext = 4\n', 4, "Expected `str`"),
        ('[[claim]]\ntext = "a"\n\n[[claim]]\ntext = "b"\nresults = "none"\n', 6, "unknown field `results`"),
        ('[[claim]]\nwhat = "led"\n', 1, "missing required field `text`"),
        ('[[claim]]\ntext = "a"\ntools = "Excel"\n', 3, "Expected `array`"),
        ('[[fact]]\ntext = "a"\n[[fact]]\ntext = "  "\n', 4, "the text is empty"),
        ('[[claim]]\nid = "c1"\ntext = "a"\n[[claim]]\nid = "c1"\ntext = "b"\n', 5, "used twice"),
        ("company = Corbel\n", 1, ""),
    ],
)
def test_an_error_names_file_and_line(text: str, line: int, said: str) -> None:
    with pytest.raises(DocumentError, match=rf"it\.toml, line {line}: .*{said}") as caught:
        dossier_of(text, "it.toml")
    assert caught.value.next_step


def test_corrections_are_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "dossier.toml"
    write_dossier(Dossier(name="Ada"), path)
    with pytest.raises(DocumentError, match=r"exists already.*left as it is"):
        write_dossier(Dossier(name="Eva"), path)
    assert read_dossier(path).name == "Ada"
    with pytest.raises(DocumentError, match="cannot be written"):
        write_dossier(Dossier(), tmp_path / "nowhere" / "dossier.toml")
    with pytest.raises(DocumentError, match="cannot be read"):
        read_dossier(tmp_path / "none.toml")
