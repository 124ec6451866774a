"""Settings: flags over environment over file over defaults, and errors that say where they came from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulator.config import QUESTIONS_IN_MINUTES, Settings, cpu_threads, load_settings
from simulator.errors import SettingsError


@pytest.fixture
def config_file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def test_without_anything_the_defaults_hold(config_file: Path) -> None:
    assert load_settings({}, config_file=config_file, environ={}) == Settings()


def test_flags_win_over_environment_over_file_over_defaults(config_file: Path) -> None:
    config_file.write_text('style = "peer"\nminutes = 30\nmodel = "tiny.en"\n', encoding="utf-8")
    settings = load_settings(
        {"minutes": 60, "seed": None},
        config_file=config_file,
        environ={"SECOND_ROUND_MINUTES": "45", "SECOND_ROUND_MODEL": "base", "HOME": "/home/me"},
    )
    assert settings.minutes == 60  # flag
    assert settings.model == "base"  # environment
    assert settings.style == "peer"  # file
    assert settings.seed is None  # a flag that was not given
    assert settings.voice == Settings().voice


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("minutes", "30", 30),
        ("questions", "4", 4),
        ("seed", "7", 7),
        ("patience", "1.5", 1.5),
        ("voice_level_db", "-20", -20.0),
        ("sessions_dir", "/home/me/übungen", "/home/me/übungen"),
        ("cpu_threads", "2", 2),
        ("style", "hr", "hr"),
    ],
)
def test_every_setting_can_come_from_the_environment(
    config_file: Path, name: str, text: str, value: Any
) -> None:
    environ = {f"SECOND_ROUND_{name.upper()}": text}
    assert getattr(load_settings({}, config_file=config_file, environ=environ), name) == value


def test_variables_that_are_no_settings_are_none_of_our_business(config_file: Path) -> None:
    environ = {"SECOND_ROUND_HOME": "/somewhere", "SECOND_ROUND_": "x", "MINUTES": "99"}
    assert load_settings({}, config_file=config_file, environ=environ) == Settings()


# What does not fit: a type, a choice, a range.
UNFIT = [
    ("minutes", "soon"),
    ("style", "grandmother"),
    ("difficulty", "xx"),
    ("minutes", "17"),
    ("questions", "2"),
    ("questions", "9"),
    ("questions", "3.5"),
    ("patience", "0.4"),
    ("patience", "31"),
    ("patience", "nan"),
    ("never_started_s", "2.9"),
    ("seed", "lucky"),
]


@pytest.mark.parametrize(("name", "value"), UNFIT)
def test_a_value_in_the_environment_that_does_not_fit_is_said(
    config_file: Path, name: str, value: str
) -> None:
    with pytest.raises(SettingsError, match="environment") as said:
        load_settings({}, config_file=config_file, environ={f"SECOND_ROUND_{name.upper()}": value})
    assert said.value.next_step


@pytest.mark.parametrize(("name", "value"), UNFIT)
def test_a_value_in_the_file_that_does_not_fit_is_said_with_the_files_name(
    config_file: Path, name: str, value: str
) -> None:
    number = value.replace(".", "").isdigit() or value == "nan"
    config_file.write_text(f"{name} = {value if number else repr(value)}\n", encoding="utf-8")
    with pytest.raises(SettingsError) as said:
        load_settings({}, config_file=config_file, environ={})
    assert str(config_file) in str(said.value)


@pytest.mark.parametrize(("name", "value"), UNFIT)
def test_a_flag_that_does_not_fit_is_said(config_file: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match="command line"):
        load_settings({name: value}, config_file=config_file, environ={})


def test_an_unknown_difficulty_is_said_with_those_there_are(config_file: Path) -> None:
    with pytest.raises(SettingsError) as said:
        load_settings({"difficulty": "xx"}, config_file=config_file, environ={})
    assert "Unknown difficulty 'xx'." in said.value.what
    assert said.value.next_step == "Choose one of: easy, normal, hard."


def test_a_list_where_a_number_belongs_is_said(config_file: Path) -> None:
    config_file.write_text("minutes = [15, 30]\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="minutes"):
        load_settings({}, config_file=config_file, environ={})


def test_an_unknown_name_is_said_with_its_source(config_file: Path) -> None:
    config_file.write_text("minuets = 15\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="'minuets'") as said:
        load_settings({}, config_file=config_file, environ={})
    assert str(config_file) in str(said.value)
    with pytest.raises(SettingsError, match="'volume' in the command line"):
        load_settings({"volume": 3}, config_file=config_file.with_name("none"), environ={})


@pytest.mark.parametrize("broken", [b"minutes = ", b"minutes 15", b'style = "peer', b"\xff\xfe\x00"])
def test_a_broken_file_is_said_with_its_name(config_file: Path, broken: bytes) -> None:
    config_file.write_bytes(broken)
    with pytest.raises(SettingsError, match="cannot be read") as said:
        load_settings({}, config_file=config_file, environ={})
    assert str(config_file) in str(said.value)


def test_minutes_say_how_many_questions_unless_they_are_chosen() -> None:
    counts = [Settings(minutes=minutes).question_count for minutes in (15, 30, 45, 60)]
    assert counts == sorted(counts) == list(QUESTIONS_IN_MINUTES.values())
    assert all(3 <= count <= 8 for count in counts)
    assert Settings(minutes=15, questions=8).question_count == 8


def test_the_speech_model_gets_at_most_four_cores_unless_told() -> None:
    assert 1 <= cpu_threads(Settings()) <= 4
    assert cpu_threads(Settings(cpu_threads=7)) == 7
