"""The whole loop on real sound: ask, listen, transcribe, report; by command, as a user runs it."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from tests.conftest import Run, second_round
from tests.system import CHECKOUT, DEMO, shared_speech
from tests.truth import answers_truth, overlaps, plain_words, report_of, word_error_rate

pytestmark = [pytest.mark.speech, pytest.mark.slow, pytest.mark.timeout(700)]


def check_against_truth(session: Path, candidate: Path) -> None:
    """Words, fillers and lengths of every answer, against what the fixture's maker put in."""
    report = report_of(session)
    truths = answers_truth(candidate, session)
    assert len(report["answers"]) == len(truths) >= 3
    said = " ".join(truth["text"] for truth in truths)
    heard = " ".join(answer["text"] for answer in report["answers"])
    assert word_error_rate(said, heard) <= 0.05
    for answer, truth in zip(report["answers"], truths, strict=True):
        assert answer["question_id"] == truth["question_id"]
        assert answer["metrics"]["answer_length_s"]["value"] == pytest.approx(
            truth["answer_length_s"], abs=0.3
        )
        # On the session clock, the recording begins where its first voice is heard.
        offset_s = answer["speech"]["start_s"] - truth["segments"][0]["start_s"]
        real = [
            {"start_s": filler["start_s"] + offset_s, "end_s": filler["end_s"] + offset_s}
            for filler in truth["fillers"]
        ]
        sure = [filler for filler in answer["fillers"] if filler["sure"]]
        assert all(any(overlaps(filler, span, 0.5) for span in real) for filler in sure), "an invented filler"


def test_the_demo_ends_with_a_true_report(demo_run: tuple[Run, Path]) -> None:
    run, session = demo_run
    assert f"Report: {session / 'report.html'}" in run.out
    for name in ("events.jsonl", "audio.flac", "features.npz", "report.json", "report.html", "report.md"):
        assert (session / name).stat().st_size > 500, name
    assert not (session / "audio.wav").exists()
    check_against_truth(session, DEMO)


def test_most_fillers_of_the_demo_are_found(demo_run: tuple[Run, Path]) -> None:
    _, session = demo_run
    real = sum(len(truth["fillers"]) for truth in answers_truth(DEMO, session))
    found = sum(len(answer["fillers"]) for answer in report_of(session)["answers"])
    assert real >= 8
    assert found >= 0.8 * real


def test_another_person_another_voice_another_seed(tmp_path: Path) -> None:
    made = subprocess.run(
        [sys.executable, CHECKOUT / "scripts" / "make_fixtures.py", "--seed", "5", "--out", tmp_path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    candidate = tmp_path / "demo_candidate"
    _keep_answers(candidate, 3)
    assert plain_words(answers_truth(candidate)[0]["text"]) != plain_words(answers_truth(DEMO)[0]["text"])
    session = tmp_path / "session"
    run = second_round("rehearse", "--candidate", candidate, "--fast", "--out", session)
    assert run.code == 0, run.err
    check_against_truth(session, candidate)


def _keep_answers(candidate: Path, count: int) -> None:
    """Fewer answers: the suite must stay short."""
    card = candidate / "candidate.json"
    whole = json.loads(card.read_text(encoding="utf-8"))
    card.write_text(json.dumps({**whole, "answers": whole["answers"][-count:]}), encoding="utf-8")


def test_questions_sound_where_the_log_says(demo_run: tuple[Run, Path]) -> None:
    _, session = demo_run
    events = [json.loads(line) for line in (session / "events.jsonl").read_text().splitlines()]
    sound, rate = soundfile.read(session / "audio.flac", dtype="float32")
    interviewer = sound[:, 0]
    asked = [event for event in events if event["type"] == "QuestionAsked"]
    assert len(asked) == 10
    for event in asked:
        start, stop = (round(event["span"][edge] * rate) for edge in ("start_s", "end_s"))
        assert np.abs(interviewer[start:stop]).max() > 0.1
        assert np.abs(interviewer[start - rate // 5 : start]).max() < 0.01  # silence before it
        assert np.abs(interviewer[stop : stop + rate // 5]).max() < 0.01  # and after it


def human_clips() -> list[dict[str, Any]]:
    folder = shared_speech()
    lines = (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    clips = [json.loads(line) for line in lines]
    wanted = [clip for clip in clips if clip["text"] and clip["speakers"] == 1 and clip["kind"] != "elicited"]
    return [clip for clip in wanted if clip["seconds"] >= 20]


def test_human_pace_is_within_five_percent_on_the_median_clip(tmp_path: Path) -> None:
    """Dictated notes and spontaneous speech; true rate from the human text and the clip's voiced extent."""
    clips = [clip for clip in human_clips() if clip["truth"] != "none"]
    # The shortest: the suite must stay short.
    clips = sorted(clips, key=lambda clip: float(clip["seconds"]))[:3]
    assert len(clips) == 3
    candidate = tmp_path / "candidate"
    candidate.mkdir()
    for number, clip in enumerate(clips):
        samples, rate = soundfile.read(shared_speech() / clip["audio"])
        soundfile.write(candidate / f"{number}.flac", samples, rate)
    session = tmp_path / "session"
    run = second_round("rehearse", "--candidate", candidate, "--fast", "--out", session)
    assert run.code == 0, run.err
    answers = report_of(session)["answers"]
    assert len(answers) == len(clips)
    errors = []
    for clip, answer in zip(clips, answers, strict=True):
        extent_s = answer["speech"]["end_s"] - answer["speech"]["start_s"]
        true_wpm = 60 * len(plain_words(clip["text"])) / extent_s
        errors.append(abs(answer["metrics"]["speaking_rate_wpm"]["value"] / true_wpm - 1))
    assert float(np.median(errors)) <= 0.05


@pytest.fixture
def long_answer(tmp_path: Path) -> Path:
    """One recording of 40 s without long pauses, so that a kill falls into the answer."""
    parts = [soundfile.read(path)[0] for path in sorted(DEMO.glob("*.flac"))]
    path = tmp_path / "long.wav"
    soundfile.write(path, np.concatenate(parts)[: 40 * 16_000], 16_000)
    return path


def test_kill_in_the_middle_of_an_answer_keeps_it(tmp_path: Path, long_answer: Path) -> None:
    session = tmp_path / "session"
    process = start_rehearsing(long_answer, session)
    wait_for_speech(session)
    time.sleep(4 + random.random())
    heard_s = wav_seconds(session / "audio.wav")
    process.send_signal(signal.SIGKILL)
    process.communicate()
    kept_s = wav_seconds(session / "audio.wav")
    assert kept_s >= heard_s
    (session / "audio.flac.part").write_bytes(b"half")  # as if killed while compressing
    listed = second_round("sessions", "--paths")
    assert str(session) in listed.out
    assert "interrupted" in listed.out
    run = second_round("report", session)
    assert run.code == 0, run.err
    report = report_of(session)
    assert report["state"] == "interrupted"
    assert report["answers"][0]["end_reason"] == "interrupted"
    assert report["answers"][0]["floor"]["end_s"] == pytest.approx(kept_s, abs=0.2)
    assert len(report["answers"][0]["words"]) >= 5
    assert not list(session.glob("*.part"))
    # Doing it again changes nothing.
    before = (session / "events.jsonl").read_bytes()
    assert second_round("report", session).code == 0
    assert (session / "events.jsonl").read_bytes() == before


def test_ctrl_c_saves_and_reports(tmp_path: Path, long_answer: Path) -> None:
    session = tmp_path / "session"
    process = start_rehearsing(long_answer, session)
    wait_for_speech(session)
    time.sleep(5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert "Traceback" not in err
    assert "kept" in err
    report = report_of(session)
    assert report["state"] == "stopped"
    assert report["answers"][0]["words"]
    assert f"Report: {session / 'report.html'}" in out


def start_rehearsing(candidate: Path, session: Path) -> subprocess.Popen[str]:
    """A rehearsal in real time, in a process of its own."""
    command = ["-m", "simulator", "rehearse", "--candidate", str(candidate), "--out", str(session)]
    return subprocess.Popen(
        [sys.executable, "-P", *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_hear_ctrl_c if os.name == "posix" else None,
    )


def _hear_ctrl_c() -> None:
    """Where the tests themselves run in the background, Ctrl-C is ignored, and children inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def wait_for_speech(session: Path, timeout_s: float = 90) -> None:
    """Until the candidate's voice is in the log."""
    events = session / "events.jsonl"
    deadline = time.monotonic() + timeout_s
    while not (events.exists() and b"SpeechStarted" in events.read_bytes()):
        assert time.monotonic() < deadline, "no speech was logged"
        time.sleep(0.05)


def wav_seconds(path: Path) -> float:
    with wave.open(str(path)) as file:
        return float(file.getnframes() / file.getframerate())
