"""Smart Turn as we run it: the published model, fed exactly as its own program feeds it, offline."""

from __future__ import annotations

import importlib.util
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import soundfile

from simulator.audio import FRAME_SAMPLES, SAMPLE_RATE, Frame, Samples, Span
from simulator.errors import WeightsError
from simulator.listening import weights
from simulator.listening.turn_model import SmartTurnModel, open_turn_model
from simulator.listening.turn_watch import TurnWatch
from simulator.listening.vad import SileroVad, VadDetector, find_speech
from simulator.listening.weights import sha256_of, turn_model_path
from simulator.tuning import TurnSoundSettings
from tests.system import FIXTURES, shared_speech


@pytest.fixture(scope="module")
def model() -> SmartTurnModel:
    return SmartTurnModel()


# --- the file ---------------------------------------------------------------------------------------


def test_the_model_is_the_published_one() -> None:
    path = turn_model_path()
    assert path.stat().st_size == 8_679_182
    assert sha256_of(path) == "2bb026316b14a660486a75b1733cd3fbab8c2fd0314dc9af7be49f8cca967e4f"


def test_the_program_around_it_is_never_imported_and_no_network_is_sought() -> None:
    probe = (
        "import socket, sys\n"
        "def refused(*a): raise AssertionError('the network was sought')\n"
        "socket.socket.connect = socket.getaddrinfo = refused\n"
        "from simulator.listening.turn_model import SmartTurnModel\n"
        "import numpy\n"
        "SmartTurnModel().complete_probability(numpy.zeros(16000, numpy.float32))\n"
        "print([name for name in ('pipecat', 'huggingface_hub', 'livekit') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def in_folder(folder: Path) -> Callable[[str], ModuleSpec]:
    return lambda name: ModuleSpec(name, None, origin=str(folder / name / "__init__.py"))


@pytest.mark.parametrize("found", [None, "empty folder"])
def test_a_missing_model_is_said_with_the_way_to_get_it(
    found: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "find_spec", in_folder(tmp_path) if found else lambda name: None)
    with pytest.raises(WeightsError, match="not installed") as said:
        SmartTurnModel()
    assert "pip install --no-deps pipecat-ai==" in said.value.next_step
    assert open_turn_model() == (None, "The turn model is not installed.")


def test_a_damaged_model_is_never_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "pipecat" / weights._TURN_MODEL
    file.parent.mkdir(parents=True)
    whole = turn_model_path().read_bytes()
    file.write_bytes(whole[:4_000_000] + bytes([whole[4_000_000] ^ 1]) + whole[4_000_001:])
    monkeypatch.setattr(weights, "find_spec", in_folder(tmp_path))
    with pytest.raises(WeightsError, match="damaged"):
        SmartTurnModel()


def test_a_missing_library_is_said_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "smart_turn_livekit", None)
    with pytest.raises(WeightsError, match="cannot be run here") as said:
        SmartTurnModel()
    assert "scripts/rehearse.py" in said.value.next_step


def test_an_environment_variable_names_no_other_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMART_TURN_MODEL", "/nonexistent")
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("the network was sought"))
    SmartTurnModel()


# --- what it is given -------------------------------------------------------------------------------


def original_features() -> Any:
    """The features as Smart Turn's own program computes them: one file of it, without the program."""
    source = turn_model_path().parent.parent / "_whisper_features.py"
    spec = importlib.util.spec_from_file_location("original_whisper_features", source)
    assert spec is not None
    assert spec.loader is not None
    module: ModuleType = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.compute_whisper_log_mel_features


def as_the_original(samples: Samples) -> float:
    """Its last 8 s, zeros before what is shorter, normalised over all 8 s; then the bare ONNX file."""
    import onnxruntime

    samples = samples[-8 * SAMPLE_RATE :]
    samples = np.pad(samples, (8 * SAMPLE_RATE - len(samples), 0))
    session = onnxruntime.InferenceSession(str(turn_model_path()), providers=["CPUExecutionProvider"])
    features = original_features()(samples, do_normalize=True)[None]
    return float(session.run(None, {"input_features": features})[0].item())


def spoken(seconds: float) -> Samples:
    """Speech of our own fixtures, said again as often as needed."""
    samples, _ = soundfile.read(FIXTURES / "clips" / "three_fillers.flac", dtype="float32")
    count = round(seconds * SAMPLE_RATE)
    return np.tile(samples, -(-count // len(samples)))[:count].astype(np.float32)


@pytest.mark.speech
@pytest.mark.parametrize("seconds", [0.05, 1.3, 4.0, 8.0, 21.7])
def test_any_length_is_heard_as_the_original_hears_it(model: SmartTurnModel, seconds: float) -> None:
    from simulator.listening.turn_sound import window

    samples = spoken(seconds)
    ours = model._model.features(window(samples))
    theirs = original_features()(window(samples), do_normalize=True)
    np.testing.assert_allclose(ours, theirs, atol=1e-4)
    assert model.complete_probability(samples) == pytest.approx(as_the_original(samples), abs=0.005)


@pytest.mark.speech
@pytest.mark.parametrize("seconds", [0.0, 8.0])
def test_no_sound_at_all_is_no_trouble(model: SmartTurnModel, seconds: float) -> None:
    silence = np.zeros(round(seconds * SAMPLE_RATE), np.float32)
    assert 0.0 <= model.complete_probability(silence) <= 1.0


# --- what it costs ----------------------------------------------------------------------------------


@pytest.mark.speech
def test_it_leaves_the_interpreter_to_those_who_feed_the_loudspeaker(model: SmartTurnModel) -> None:
    """The median of the longest waits of ten calls: a busy machine may delay one, our own work none."""
    longest: list[float] = []
    over = threading.Event()
    waits: list[float] = []

    def tick() -> None:
        before = time.perf_counter()
        while not over.is_set():
            time.sleep(0.002)
            now = time.perf_counter()
            waits.append(now - before - 0.002)
            before = now

    thread = threading.Thread(target=tick, daemon=True)
    thread.start()
    samples = spoken(8.0)
    for _ in range(10):
        waits.clear()
        model.complete_probability(samples)
        longest.append(max(waits, default=1.0))
    over.set()
    thread.join()
    assert float(np.median(longest)) < 0.03


# --- what it can tell -------------------------------------------------------------------------------


def with_room_tone(samples: Samples, quiet: Span, seconds: float) -> Samples:
    """More silence after it, made of the clip's own."""
    margin_s = quiet.duration_s / 5
    room = samples[
        round((quiet.start_s + margin_s) * SAMPLE_RATE) : round((quiet.end_s - margin_s) * SAMPLE_RATE)
    ]
    return np.pad(room, (0, round(seconds * SAMPLE_RATE)), mode="symmetric")[: round(seconds * SAMPLE_RATE)]


def pauses_of_sentences(folder: Path) -> Iterator[tuple[Samples, bool]]:
    """Single sentences by 24 people, up to each pause in them (False) and to their end (True)."""
    for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        clip = json.loads(line)
        if not clip["id"].startswith("so762"):
            continue
        samples, _ = soundfile.read(folder / clip["audio"], dtype="float32")
        speech = find_speech(samples)
        edges = [*speech, Span(len(samples) / SAMPLE_RATE, 0.0)]
        for at, (voice, after) in enumerate(zip(speech, edges[1:], strict=True)):
            quiet = Span(voice.end_s, after.start_s)
            finished = at == len(speech) - 1
            if finished or quiet.duration_s >= 0.28:
                tail = samples[round(quiet.start_s * SAMPLE_RATE) : round(quiet.end_s * SAMPLE_RATE)]
                more = with_room_tone(samples, quiet, max(0.0, 0.8 - quiet.duration_s))
                yield np.concatenate([samples[: round(voice.end_s * SAMPLE_RATE)], tail, more]), finished


@pytest.mark.speech
@pytest.mark.slow
def test_most_finished_sentences_and_most_hesitations_are_told(model: SmartTurnModel) -> None:
    """Human speech, heard frame by frame as in an interview. What it cannot tell the policy must know."""
    told: dict[bool, list[float]] = {True: [], False: []}
    for samples, finished in pauses_of_sentences(shared_speech()):
        watch = TurnWatch(model, wait=True, settings=TurnSoundSettings(asked_at_s=(0.6,), then_every_s=60.0))
        detector = VadDetector(SileroVad())
        for start in range(0, len(samples) - FRAME_SAMPLES, FRAME_SAMPLES):
            frame = Frame(start / SAMPLE_RATE, samples[start : start + FRAME_SAMPLES])
            detector.hear(frame)
            watch.hear(frame, is_speech=detector.speaking)
        told[finished] += [probability for _, probability in watch.readings]
    ends, holds = np.array(told[True]), np.array(told[False])
    assert len(ends) >= 20
    assert len(holds) >= 20
    found = (
        f"{len(ends)} ends: {np.mean(ends > 0.7):.0%} above 0.7; "
        f"{len(holds)} pauses: {np.mean(holds < 0.2):.0%} below 0.2"
    )
    print(found)
    assert np.mean(ends > 0.7) >= 0.6, found
    assert np.mean(holds < 0.2) >= 0.5, found
    assert np.mean(ends[:, None] > holds[None, :]) >= 0.7, found  # a coin would get 0.5
