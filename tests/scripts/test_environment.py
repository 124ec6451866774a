"""The pure parts of environment.py and setting_up/; scripts/prove_setup.py shows the rest by installing."""

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[2] / "scripts"))

import environment
import lock
from setting_up.fit_python import unfit_python
from setting_up.lock_file import Pin, read_lock, wanted_pins
from setting_up.messages import advice, last_words
from setting_up.packages import discard_half_installed
from setting_up.place import choose_place, python_in
from setting_up.stamp import STAMP, digest, packages_ready, read_stamp, write_stamp
from setting_up.virtual_environment import may_replace

CHECKOUT = environment.CHECKOUT
SCRIPTS = CHECKOUT / "scripts"
LOCK = environment.LOCK_FILE.read_text("utf-8")
PINS = read_lock(LOCK)
PYPROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))

SMALL_LOCK = """\
# a comment about requirements==1 at the top
brass==2.0 ; sys_platform == 'win32' \\
    --hash=sha256:aa
    # via
    #   organ
    #   second-round (pyproject.toml:test)
organ==1.0 \\
    --hash=sha256:bb \\
    --hash=sha256:cc
    # via second-round (pyproject.toml)
reed==3.1 \\
    --hash=sha256:dd
    # via brass
tuner==0.1 \\
    --hash=sha256:ee
    # via second-round (pyproject.toml:test)
"""


def names(requirements: Sequence[str]) -> set[str]:
    return {re.split(r"[\s<>=!~;\[]", text, maxsplit=1)[0].lower() for text in requirements}


# --- the lock -----------------------------------------------------------------------------------


def test_a_lock_is_read_block_by_block() -> None:
    pins = read_lock(SMALL_LOCK)

    assert [pin.name for pin in pins] == ["brass", "organ", "reed", "tuner"]
    assert pins[0].text == "brass==2.0 ; sys_platform == 'win32' \\\n    --hash=sha256:aa"
    assert pins[0].wanted_by == {"organ", "test"}
    assert pins[1].wanted_by == {""}


def test_without_test_tools_only_what_second_round_reaches_is_wanted() -> None:
    pins = read_lock(SMALL_LOCK)

    assert [pin.name for pin in wanted_pins(pins, test=False)] == ["brass", "organ", "reed"]
    assert wanted_pins(pins, test=True) == pins


def test_the_real_subset_holds_every_runtime_requirement_and_no_test_tool() -> None:
    runtime = {pin.name for pin in wanted_pins(PINS, test=False)}

    assert names(PYPROJECT["project"]["dependencies"]) <= runtime
    assert {"numba", "ctranslate2", "cffi", "markupsafe"} <= runtime  # what those need in turn
    assert not names(PYPROJECT["dependency-groups"]["test"]) & runtime


def test_the_turn_model_comes_without_the_program_around_it() -> None:
    runtime = {pin.name for pin in wanted_pins(PINS, test=False)}

    assert {"pipecat-ai", "smart-turn-livekit"} <= runtime
    assert not {"openai", "aiohttp", "loguru", "pydantic"} & {pin.name for pin in PINS}


def test_the_real_lock_holds_every_test_tool() -> None:
    assert names(PYPROJECT["dependency-groups"]["test"]) <= {pin.name for pin in PINS}


def test_nothing_in_the_real_lock_is_wanted_by_nobody() -> None:
    known = {pin.name for pin in PINS} | {"", "test"}

    assert [pin.name for pin in PINS if not pin.wanted_by or not pin.wanted_by <= known] == []


def test_every_block_of_the_real_lock_is_exact_and_has_hashes() -> None:
    for pin in PINS:
        assert re.match(rf"{re.escape(pin.name)}==\S+", pin.text), pin.name
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", pin.text), pin.name


def test_the_real_lock_names_no_host_and_no_path() -> None:
    assert "://" not in LOCK
    assert not re.search(r"\b[\w-]+\.(org|com|io|net)\b", LOCK)
    assert not re.search(r"(?m)(^|\s)(/|[A-Z]:\\)\w", LOCK)


def test_the_real_lock_is_in_step_with_pyproject() -> None:
    assert lock.in_step(LOCK), "run: python3 scripts/lock.py"


def test_a_new_requirement_puts_the_lock_out_of_step() -> None:
    more = {**PYPROJECT, "project": {**PYPROJECT["project"], "dependencies": ["theorbo"]}}

    assert lock.inputs_digest(more) != lock.inputs_digest(PYPROJECT)


def test_a_new_ruff_rule_does_not() -> None:
    more = {**PYPROJECT, "tool": {**PYPROJECT["tool"], "ruff": {}}}

    assert lock.inputs_digest(more) == lock.inputs_digest(PYPROJECT)


# --- where it lives -------------------------------------------------------------------------------


def place(checkout: Path, platform: str = "linux", **variables: str) -> Path:
    return choose_place(checkout, variables, platform, home=Path("/home/ada"))


def test_it_lives_in_a_writable_checkout(tmp_path: Path) -> None:
    assert place(tmp_path) == tmp_path / ".venv"


def test_it_lives_where_it_is_told(tmp_path: Path) -> None:
    assert place(tmp_path, SECOND_ROUND_ENV=str(tmp_path / "there")) == tmp_path / "there"


@pytest.mark.parametrize(
    ("platform", "variables", "cache"),
    [
        ("linux", {}, "/home/ada/.cache"),
        ("linux", {"XDG_CACHE_HOME": "/caches"}, "/caches"),
        ("darwin", {}, "/home/ada/Library/Caches"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local"),
    ],
)
def test_it_lives_in_the_users_cache_beside_a_read_only_checkout(
    platform: str, variables: dict[str, str], cache: str
) -> None:
    missing = Path("/nowhere/second-round")  # as unwritable as can be, for root too

    chosen = place(missing, platform, **variables)

    assert chosen.parent == Path(cache) / "second-round"
    assert chosen != place(Path("/elsewhere/second-round"), platform, **variables)


# --- the stamp ------------------------------------------------------------------------------------


@pytest.fixture
def finished(tmp_path: Path) -> Path:
    """A folder that looks like a finished environment."""
    python = python_in(tmp_path)
    python.parent.mkdir(parents=True)
    python.touch()
    stamp = {
        "state": "ready",
        "place": str(tmp_path),
        "checkout": str(CHECKOUT),
        "interpreter": os.path.realpath(python),
        "digests": {"runtime": "abc"},
    }
    write_stamp(tmp_path, stamp)
    return tmp_path


def ready(folder: Path, group: str = "runtime", wanted: str = "abc") -> bool:
    return packages_ready(read_stamp(folder), folder, group, wanted)


def test_a_finished_environment_is_ready(finished: Path) -> None:
    assert ready(finished)


def test_it_is_not_ready_for_a_changed_lock_nor_for_the_test_tools(finished: Path) -> None:
    assert not ready(finished, wanted="def")
    assert not ready(finished, group="test")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("state", "installing"),
        ("place", "/before/it/moved"),
        ("checkout", "/before/it/moved"),
        ("interpreter", "/opt/python3.10"),
    ],
)
def test_a_half_made_moved_or_outdated_environment_is_not_ready(finished: Path, key: str, value: str) -> None:
    write_stamp(finished, {**read_stamp(finished), key: value})

    assert not ready(finished)


def test_an_environment_without_its_interpreter_is_not_ready(finished: Path) -> None:
    python_in(finished).unlink()

    assert not ready(finished)


@pytest.mark.parametrize("text", ["", "{", "[]"])
def test_a_torn_stamp_counts_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / STAMP).write_text(text)

    assert read_stamp(tmp_path) == {}


def test_the_digest_changes_with_the_wanted_part_only() -> None:
    pins = read_lock(SMALL_LOCK)
    newer_tool = read_lock(SMALL_LOCK.replace("tuner==0.1", "tuner==0.2"))

    def runtime(some: list[Pin]) -> str:
        return digest(wanted_pins(some, test=False))

    assert runtime(pins) == runtime(newer_tool)
    assert digest(pins) != digest(newer_tool)


def test_only_our_own_folders_may_be_replaced(tmp_path: Path) -> None:
    assert may_replace(tmp_path, {})  # empty
    (tmp_path / "thesis.odt").touch()

    assert not may_replace(tmp_path, {})
    assert may_replace(tmp_path, {"state": "making"})


# --- repair ---------------------------------------------------------------------------------------


def lay_down(site: Path, name: str, installer: bool = True, size: int = 4) -> Path:
    (site / f"{name}.py").write_text("pass")
    info = site / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "RECORD").write_text(f"{name}.py,sha256=x,{size}\n{info.name}/RECORD,,\n")
    if installer:
        (info / "INSTALLER").write_text("pip")
    return info


def test_after_an_interruption_only_whole_packages_are_kept(tmp_path: Path) -> None:
    whole = lay_down(tmp_path, "whole")
    cut_short = lay_down(tmp_path, "cut_short", size=400)
    unfinished = lay_down(tmp_path, "unfinished", installer=False)
    (tmp_path / "~rgan").mkdir()

    discard_half_installed(tmp_path)

    assert whole.exists()
    assert not cut_short.exists()
    assert not unfinished.exists()
    assert not (tmp_path / "~rgan").exists()


# --- what it says ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("log", "told"),
    [
        ("WARNING: Retrying ... [Errno -3] Temporary failure in name resolution", "check the network"),
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
            "free about",
        ),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "do not trust it"),
        ("ERROR: No matching distribution found for llvmlite==0.50.0", "No ready-made package"),
        ("Segmentation fault", "it goes on where it stopped"),
    ],
)
def test_a_failure_comes_with_what_to_do_next(log: str, told: str) -> None:
    assert told in advice(log)


def test_the_line_that_tells_is_found_among_the_noise() -> None:
    log = "Collecting organ\nERROR: No matching distribution found for organ\n\n[notice] A new release\n"

    assert last_words(log) == "ERROR: No matching distribution found for organ"


@pytest.mark.parametrize(
    ("version", "implementation", "fits"),
    [
        ((3, 10), "cpython", False),
        ((3, 11), "cpython", True),
        ((3, 14), "cpython", True),
        ((3, 15), "cpython", False),
        ((3, 11), "pypy", False),
    ],
)
def test_the_right_pythons_fit(version: tuple[int, int], implementation: str, fits: bool) -> None:
    assert (unfit_python(version, implementation) is None) is fits


def our_scripts() -> list[Path]:
    return [
        script for script in sorted(SCRIPTS.glob("*.py")) if "import environment" in script.read_text("utf-8")
    ]


@pytest.mark.parametrize("script", our_scripts(), ids=lambda script: script.name)
def test_an_old_python_gets_one_line_and_exit_code_2(script: Path) -> None:
    code = (
        "import runpy, sys; sys.version_info = (3, 9, 2, 'final', 0); sys.argv = sys.argv[1:]; "
        f"sys.path[0] = {str(SCRIPTS)!r}; runpy.run_path(sys.argv[0], run_name='__main__')"
    )

    ran = subprocess.run([sys.executable, "-c", code, str(script)], capture_output=True, text=True)

    assert ran.returncode == 2
    assert ran.stderr.count("\n") == 1
    assert "this is Python 3.9" in ran.stderr


@pytest.mark.parametrize(
    "script",
    [SCRIPTS / "environment.py", *sorted((SCRIPTS / "setting_up").glob("*.py")), *our_scripts()],
    ids=lambda script: script.name,
)
def test_an_old_python_can_parse_it_up_to_that_line(script: Path) -> None:
    ast.parse(script.read_text("utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize("script", sorted(SCRIPTS.glob("*.py")), ids=lambda script: script.name)
def test_every_script_starts_from_any_folder_under_plain_python(script: Path, tmp_path: Path) -> None:
    stamp = read_stamp(Path(sys.prefix))
    if stamp.get("state") != "ready":
        pytest.skip("these tests do not run in an environment that scripts/environment.py made")
    plain = getattr(sys, "_base_executable", sys.executable)
    variables = {**os.environ, "SECOND_ROUND_ENV": sys.prefix}

    ran = subprocess.run(
        [plain, str(script), "--help"], cwd=tmp_path, env=variables, capture_output=True, text=True
    )

    assert ran.returncode == 0, ran.stderr
    assert "usage" in ran.stdout.lower()


def test_the_stamp_is_plain_json(finished: Path) -> None:
    assert json.loads((finished / STAMP).read_text("utf-8"))["state"] == "ready"
