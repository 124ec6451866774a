"""The README says what the program does: every command and option, and only paths that exist."""

from __future__ import annotations

import re

import click
import pytest

from simulator.cli import app
from tests.system import CHECKOUT

README = (CHECKOUT / "README.md").read_text(encoding="utf-8")


def commands() -> list[tuple[str, click.Command]]:
    assert isinstance(app, click.Group)
    return sorted(app.commands.items())


@pytest.mark.parametrize(("name", "command"), commands(), ids=[name for name, _ in commands()])
def test_every_command_and_option_is_in_the_readme(name: str, command: click.Command) -> None:
    assert f"`second-round {name}" in README
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert f"`{parameter.opts[0]}" in README, parameter.opts[0]


@pytest.mark.parametrize(("name", "command"), commands(), ids=[name for name, _ in commands()])
def test_every_option_teaches(name: str, command: click.Command) -> None:
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


def test_linked_files_exist() -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    assert links
    for link in links:
        assert (CHECKOUT / link).exists(), link


def test_the_number_of_questions_is_true() -> None:
    from simulator.interview.bank import load_bank

    assert f"{len(load_bank().question)} questions" in README


def test_no_placeholder_is_left() -> None:
    assert not re.search(r"\b[A-Z]+_TABLE\b|TODO|FIXME", README)
