"""Settings: the only home of a default. Read from flags, environment, settings file, in that order.

The file is `config.toml` in the user's configuration folder, with the names of `Settings`.
Environment: `SECOND_ROUND_MODEL=tiny.en` and so on, one variable a field.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args

from simulator.errors import SettingsError
from simulator.server_address import check_llm_url, check_transcribe_url
from simulator.tuning import DecodeSettings

Style = Literal["manager", "peer", "executive", "hr", "panel"]
STYLES: tuple[Style, ...] = get_args(Style)
Difficulty = Literal["easy", "normal", "hard"]
DIFFICULTIES: tuple[Difficulty, ...] = get_args(Difficulty)
Echo = Literal["cancel", "mute", "off"]

ENV_PREFIX = "SECOND_ROUND_"
QUESTIONS_IN_MINUTES = {15: 4, 30: 5, 45: 7, 60: 8}
"""Main questions at 5 to 7 minutes each, and at the end the candidate's own."""

_RANGES = (
    ("never_started_s", 3.0, 600.0),
    ("thinking_s", 5.0, 600.0),
    ("voice_level_db", -60.0, -6.0),
    ("cpu_threads", 0, 64),
)

_MOST_NAMES = 300
"""Characters: with the context they must fit into half of the model's text window."""

_CALLED = {"cpu_threads": "The number of cpu_threads"}
PATIENCE = {"brisk": 0.8, "normal": 1.0, "patient": 1.6, "finish": 0.0}
"""Patience by its names on the command line."""
_RENAMED = {"turn_silence_s": "Take `patience`: 1 is normal, 2 waits twice as long (it was in seconds)."}


def patience_of(name: str) -> float:
    """By name, or a number as text.

    Raises:
        SettingsError: it is neither.
    """
    try:
        return PATIENCE[name] if name in PATIENCE else float(name)
    except ValueError:
        raise _no_patience(name) from None


def _no_patience(wanted: str) -> SettingsError:
    choices = f"{', '.join(PATIENCE)}, or a number from 0.5 to 5"
    return SettingsError(f"Patience cannot be {wanted}.", next_step=f"Choose {choices}.")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person can choose. Times in seconds, levels in dB re full scale."""

    model: str = "base"
    """Whisper model: base and tiny.en are bundled; else a faster-whisper name or folder."""
    voice: str = "heart"
    """The interviewer's voice; see `second-round voices`."""
    style: Style = "manager"
    minutes: int = 15
    questions: int | None = None
    """Questions in all, 3 to 8; None follows from `minutes`."""
    cv: str = ""
    """Your CV: PDF, DOCX, HTML, Markdown or text. The interviewer asks about what it says."""
    job: str = ""
    """The job ad, in the same forms."""
    company: str = ""
    """What you know about the company: the interviewer answers your questions from it."""
    round_one: str = ""
    """What was said in the first interview."""
    dossier: str = ""
    """What was understood of all these, as `second-round dossier` wrote it and you corrected it."""
    focus: str = ""
    """A stage (claims, goals ...) or words: more of the interview goes there."""
    difficulty: Difficulty = "normal"
    """easy: what is well proven, at most one follow-up; hard: what is least proven."""
    follow_ups: bool = True
    """Follow-up questions to what you said."""
    typed: bool = False
    """Answers are written instead of spoken: no microphone is opened, no delivery measured."""
    gentle: bool = False
    """One follow-up at most, none about what does not fit together, and no long answer is turned."""
    seed: int | None = None
    """Same seed, same plan; None draws one, which the log keeps."""
    microphone: str = ""
    """Its number, or part of its name; empty is the system's default."""
    speaker: str = ""
    """The same for the loudspeaker."""
    echo: Echo = "cancel"
    """What is done about the interviewer's voice in the microphone: cancel it, stop listening meanwhile
    (mute), or nothing, with headphones (off)."""
    show_questions: bool = True
    """Questions also as text on the screen."""
    captions: bool = False
    """Your own words on the screen while you speak."""
    sessions_dir: str = ""
    """Where sessions are kept; empty is the platform's data folder."""

    patience: float = 1.0
    """What every silence that could end an answer is multiplied by: brisk is 0.8, normal 1, patient 1.6;
    0 (finish): only you end an answer, with Enter or "that's my answer"."""
    never_started_s: float = 20.0
    """Silence after a question, without a word, after which it is put in other words."""
    thinking_s: float = 60.0
    """Silence that is left alone after you asked for time to think."""
    voice_level_db: float = -23.0
    """Active level every voice is brought to."""
    cpu_threads: int = 0
    """Threads for the speech model; 0 takes the machine's cores, at most 4."""
    language: str = "en"
    """What is spoken, as Whisper abbreviates it (en, de, fr ...). Fillers are understood in English only."""
    names: str = ""
    """Names and tools you will say, as they are written: "Kubernetes, Siobhan, PostgreSQL"."""
    transcribe_url: str = ""
    """An OpenAI-compatible server, up to its /v1, that your answers are sent to; empty sends nothing. Its key
    is read from the environment alone (SECOND_ROUND_TRANSCRIBE_KEY): settings are kept in every session."""
    transcribe_model: str = "whisper-1"
    """What that server calls its model."""
    llm_url: str = ""
    """An OpenAI-compatible server with a language model, up to its /v1, that is asked for follow-ups: what
    you say, your CV and the ad are sent to it. Empty sends nothing. Its key is read from the environment
    alone (SECOND_ROUND_LLM_KEY)."""
    llm_model: str = ""
    """What that server calls its model: without it nothing is asked."""

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z]{2,3}", self.language):
            raise SettingsError(
                f"{self.language!r} abbreviates no language.", next_step="Use two letters: en, de, fr ..."
            )
        if len(self.names) > _MOST_NAMES:
            raise SettingsError(
                f"The names are {len(self.names)} characters long; at most {_MOST_NAMES} are of use.",
                next_step="Leave out what every transcriber knows.",
            )
        if self.transcribe_url:
            check_transcribe_url(self.transcribe_url)
        if self.llm_url:
            check_llm_url(self.llm_url)
            if not self.llm_model.strip():
                raise SettingsError(
                    "llm_url needs llm_model.", next_step="Name the model as that server calls it."
                )
        if self.style not in STYLES:
            raise _unknown_style(self.style)
        if self.minutes not in QUESTIONS_IN_MINUTES:
            raise SettingsError(
                f"No plan for {self.minutes} minutes.",
                next_step=f"Choose one of: {', '.join(map(str, QUESTIONS_IN_MINUTES))}.",
            )
        if self.questions is not None and not 3 <= self.questions <= 8:
            raise SettingsError(f"{self.questions} questions cannot be planned.", next_step="Choose 3 to 8.")
        if self.patience and not 0.5 <= self.patience <= 5:
            raise _no_patience(f"{self.patience:g}")
        for name, low, high in _RANGES:
            value = getattr(self, name)
            if not low <= value <= high:
                called = _CALLED.get(name, name)
                raise SettingsError(
                    f"{called} cannot be {value:g}.", next_step=f"Choose {low:g} to {high:g}."
                )

    @property
    def question_count(self) -> int:
        return self.questions if self.questions is not None else QUESTIONS_IN_MINUTES[self.minutes]


def load_settings(flags: Mapping[str, Any], *, config_file: Path, environ: Mapping[str, str]) -> Settings:
    """Merge flags (None means not given) over environment over file over defaults.

    Raises:
        SettingsError: a name is unknown or a value does not fit, saying where it came from.
    """
    import msgspec

    merged: dict[str, Any] = {}
    names = {f.name for f in fields(Settings)}
    sources: list[tuple[str, Mapping[str, Any]]] = [
        (f"settings file {config_file}", _read_toml(config_file)),
        (
            "environment",
            {n: environ[ENV_PREFIX + n.upper()] for n in names if ENV_PREFIX + n.upper() in environ},
        ),
        ("command line", {name: value for name, value in flags.items() if value is not None}),
    ]
    for source, values in sources:
        for name, value in values.items():
            if name not in names:
                if name in _RENAMED:
                    raise SettingsError(
                        f"{name!r} in the {source} has another name now.", next_step=_RENAMED[name]
                    )
                known = ", ".join(sorted(names))
                raise SettingsError(
                    f"Unknown setting {name!r} in the {source}.", next_step=f"Known: {known}."
                )
            merged[name] = value
        try:
            if "style" in values and values["style"] not in STYLES:
                raise _unknown_style(values["style"])
            if "difficulty" in values and values["difficulty"] not in DIFFICULTIES:
                raise _unknown_difficulty(values["difficulty"])
            msgspec.convert(merged, Settings, strict=False)
        except msgspec.ValidationError as error:
            raise SettingsError(f"In the {source}: {error}.", next_step="Mend or remove it.") from error
        except SettingsError as error:
            raise SettingsError(f"In the {source}: {error.what}", next_step=error.next_step) from error
    return msgspec.convert(merged, Settings, strict=False)


def _unknown_style(style: object) -> SettingsError:
    return SettingsError(f"Unknown style {str(style)!r}.", next_step=f"Choose one of: {', '.join(STYLES)}.")


def _unknown_difficulty(difficulty: object) -> SettingsError:
    return SettingsError(
        f"Unknown difficulty {str(difficulty)!r}.", next_step=f"Choose one of: {', '.join(DIFFICULTIES)}."
    )


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        if not path.is_file():
            return {}
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"{path} cannot be read: {error}.", next_step="Mend or remove it.") from error


def decode_settings(settings: Settings) -> DecodeSettings:
    """How the speech of a person with these settings is decoded."""
    return DecodeSettings(language=settings.language, names=settings.names)


def cpu_threads(settings: Settings) -> int:
    """Threads to give the speech model on this machine."""
    return settings.cpu_threads or min(4, os.cpu_count() or 1)
