"""Voices: the one that comes along, the system's own, what happens without them, and kept phrases."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import hibari
import numpy as np
import psutil
import pytest
import soundfile

from simulator.audio import SAMPLE_RATE, Samples, Sound, active_level_db
from simulator.errors import VoiceError
from simulator.ports import Voice
from simulator.speech import system
from simulator.speech.cache import CachedVoice
from simulator.speech.hibari import HibariVoice
from simulator.speech.recorded import RecordedVoice, TextOnlyVoice
from simulator.speech.system import SystemVoice, SystemVoiceInfo, system_voices
from simulator.speech.voices import list_voices, open_voice
from tests.system import require_system

TEXT = "Tell me about it."
NOTHING = np.zeros(0, np.float32)


@pytest.fixture(scope="module")
def heart() -> HibariVoice:
    return HibariVoice()


def espeak_is_here() -> bool:
    if sys.platform != "linux":
        return True  # Windows and macOS speak by themselves
    try:
        ctypes.CDLL("libespeak-ng.so.1")
    except OSError:
        return False
    return True


def test_heart_says_the_same_text_the_same_way(heart: HibariVoice) -> None:
    first = heart.synthesize(TEXT)
    assert first.rate == 24_000
    assert first.samples.dtype == np.float32
    assert 0.5 < first.duration_s < 4
    assert 0.05 < np.abs(first.samples).max() <= 1
    assert np.array_equal(first.samples, heart.synthesize(TEXT).samples)
    assert np.array_equal(first.samples, HibariVoice().synthesize(TEXT).samples)


def test_more_words_take_longer_and_speed_makes_them_shorter(heart: HibariVoice) -> None:
    normal_s = heart.synthesize(TEXT).duration_s
    assert heart.synthesize(f"{TEXT} And then tell me how it ended.").duration_s > normal_s + 0.5
    assert HibariVoice(speed=1.3).synthesize(TEXT).duration_s < normal_s * 0.9


@pytest.mark.speech
def test_the_system_speaks_english_by_itself() -> None:
    require_system("libespeak-ng1", espeak_is_here())
    voice = SystemVoice()
    languages = {info.id: info.languages for info in system_voices()}
    assert any(tag.lower().startswith("en") for tag in languages[voice.name.removeprefix("system:")])
    short, long = voice.synthesize("Yes."), voice.synthesize("Yes, and then we wrote it all down.")
    for sound in (short, long):
        assert sound.samples.dtype == np.float32
        assert active_level_db(sound.samples, sound.rate) > -40
    assert long.duration_s > short.duration_s + 0.5


@pytest.mark.speech
def test_a_system_voice_can_be_chosen_by_id_or_name() -> None:
    require_system("libespeak-ng1", espeak_is_here())
    info = system_voices()[-1]
    for wanted in (info.id, info.id.upper(), info.name):
        voice, notice = open_voice(f"system:{wanted}")
        assert voice.name.startswith("system:")
        assert notice == ""
    with pytest.raises(VoiceError, match="Unknown system voice 'Napoleon'") as said:
        open_voice("system:Napoleon")
    assert "second-round voices" in said.value.next_step
    voices, missing = list_voices()
    assert f"system:{info.id}" in [voice.name for voice in voices]
    assert missing == ""


def offers(monkeypatch: pytest.MonkeyPatch, *voices: SystemVoiceInfo) -> None:
    monkeypatch.setattr(system, "system_voices", lambda: list(voices))


GERMAN = SystemVoiceInfo("gmw/de", "German", ("de",))
BRITISH = SystemVoiceInfo("gmw/en", "English (Great Britain)", ("en-gb", "en"))
AMERICAN = SystemVoiceInfo("gmw/en-US", "English (America)", ("en-US",))


def test_english_is_preferred_wherever_it_stands_in_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    offers(monkeypatch, GERMAN, BRITISH, AMERICAN)
    assert SystemVoice().name == "system:gmw/en-US"
    offers(monkeypatch, GERMAN, BRITISH)
    assert SystemVoice().name == "system:gmw/en"
    offers(monkeypatch, GERMAN)
    assert SystemVoice().name == "system:gmw/de"
    offers(monkeypatch)
    with pytest.raises(VoiceError, match="no voices"):
        SystemVoice()


@pytest.mark.parametrize("name", ["Heart", "siri", "", "systems"])
def test_an_unknown_voice_is_said(name: str) -> None:
    with pytest.raises(VoiceError, match="Unknown voice") as said:
        open_voice(name)
    assert "second-round voices" in said.value.next_step


def test_voices_are_opened_by_name() -> None:
    for name in ("heart", "text"):
        voice, notice = open_voice(name)
        assert (voice.name, notice) == (name, "")


class Broken:
    """Stands in for a device that fails."""

    def __init__(self, *_: object) -> None:
        raise RuntimeError("bad weights\nat line 3")


@pytest.fixture
def broken_heart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hibari, "Hibari", Broken)


@pytest.mark.usefixtures("broken_heart")
def test_without_heart_a_system_voice_speaks_and_one_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulator.speech.system.system_voices", lambda: [GERMAN, AMERICAN])
    voice, notice = open_voice("heart")
    assert voice.name == "system:gmw/en-US"
    assert "'heart' cannot be loaded: bad weights" in notice
    assert "A system voice speaks instead." in notice
    assert len(notice.splitlines()) == 1


def no_voices() -> list[SystemVoiceInfo]:
    raise VoiceError("The system has no speech synthesiser.")


@pytest.mark.usefixtures("broken_heart")
def test_without_any_voice_questions_are_text_and_one_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulator.speech.system.system_voices", no_voices)
    voice, notice = open_voice("heart")
    assert voice.name == "text"
    assert "questions appear as text" in notice
    assert len(notice.splitlines()) == 1


def test_a_system_voice_that_was_asked_for_is_never_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulator.speech.system.system_voices", no_voices)
    with pytest.raises(VoiceError, match="no speech synthesiser"):
        open_voice("system")


def test_the_list_goes_on_without_a_synthesiser_and_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("simulator.speech.voices.system_voices", no_voices)
    voices, missing = list_voices()
    assert [voice.name for voice in voices] == ["heart", "text"]
    assert "no speech synthesiser" in missing


def test_a_recorded_voice_says_what_was_recorded_and_nothing_else() -> None:
    hello = Sound(np.ones(100, np.float32), 8_000)
    voice = RecordedVoice({"Hello.": hello})
    assert voice.synthesize("Hello.") is hello
    with pytest.raises(VoiceError, match=r"Nothing is recorded for 'Goodbye\.'"):
        voice.synthesize("Goodbye.")


@pytest.mark.parametrize("text", ["", "Hello.", "Tell me more about that. " * 8])
def test_text_without_a_voice_stays_long_enough_to_be_read(text: str) -> None:
    silence = TextOnlyVoice().synthesize(text)
    words_per_minute = 60 * len(text.split()) / silence.duration_s
    assert silence.duration_s >= 1
    assert words_per_minute < 240  # silent reading of fiction: 260 (Brysbaert 2019)
    assert not silence.samples.any()
    assert silence.rate == SAMPLE_RATE


class Singer:
    """A voice of one note, loud or soft, that counts how often it had to sing."""

    name = "singer"

    def __init__(self, *, peak: float = 0.3, rate: int = 24_000) -> None:
        self.sung = 0
        self._peak = peak
        self._rate = rate

    def synthesize(self, text: str) -> Sound:
        self.sung += 1
        t = np.arange(self._rate * max(1, len(text))) / self._rate / 10
        return Sound((self._peak * np.sin(2 * np.pi * 2200 * t)).astype(np.float32), self._rate)


@pytest.mark.parametrize("peak", [0.005, 0.3, 1.0])
@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000])
def test_every_voice_comes_at_one_level_and_16_khz(peak: float, rate: int) -> None:
    sound = CachedVoice(Singer(peak=peak, rate=rate), None, level_db=-23.0).synthesize("La.")
    assert sound.rate == SAMPLE_RATE
    assert len(sound.samples) == 3 * SAMPLE_RATE
    assert active_level_db(sound.samples, sound.rate) == pytest.approx(-23.0, abs=0.5)


def test_heart_comes_at_that_level_too(heart: HibariVoice) -> None:
    sound = CachedVoice(heart, None, level_db=-23.0).synthesize(TEXT)
    assert active_level_db(sound.samples, sound.rate) == pytest.approx(-23.0, abs=0.5)
    assert np.abs(sound.samples).max() < 1


def test_a_phrase_is_spoken_once_and_then_read(tmp_path: Path) -> None:
    singer = Singer()
    voice = CachedVoice(singer, tmp_path / "phrases", level_db=-23.0)
    first, second = voice.synthesize("La."), voice.synthesize("La.")
    assert singer.sung == 1
    assert second.rate == first.rate
    assert second.samples == pytest.approx(first.samples, abs=1 / 32767)
    assert CachedVoice(singer, tmp_path / "phrases", level_db=-23.0).synthesize("La.").rate == SAMPLE_RATE
    assert singer.sung == 1
    assert [path.suffix for path in (tmp_path / "phrases").iterdir()] == [".flac"]


def variants(singer: Singer, folder: Path) -> Iterator[tuple[Voice, str]]:
    yield CachedVoice(singer, folder, level_db=-23.0), "La."
    yield CachedVoice(singer, folder, level_db=-23.0), "La!"
    yield CachedVoice(singer, folder, level_db=-20.0), "La."
    yield CachedVoice(singer, folder, level_db=-23.0, version="2"), "La."


def test_another_text_level_or_version_is_another_phrase(tmp_path: Path) -> None:
    singer = Singer()
    for voice, text in variants(singer, tmp_path):
        voice.synthesize(text)
    assert singer.sung == 4
    assert len(list(tmp_path.iterdir())) == 4


@pytest.mark.parametrize("kept", [0, 30, 0.5, 0.9])
def test_a_damaged_phrase_is_spoken_anew(tmp_path: Path, kept: float) -> None:
    singer = Singer()
    voice = CachedVoice(singer, tmp_path, level_db=-23.0)
    whole = voice.synthesize("La la la.").samples
    (path,) = tmp_path.iterdir()
    data = path.read_bytes()
    path.write_bytes(data[: round(kept if kept >= 1 else kept * len(data))])
    assert voice.synthesize("La la la.").samples == pytest.approx(whole)
    assert singer.sung == 2
    assert soundfile.info(path).frames == len(whole)


def test_a_phrase_that_is_no_sound_at_all_is_spoken_anew(tmp_path: Path) -> None:
    voice = CachedVoice(Singer(), tmp_path, level_db=-23.0)
    whole = voice.synthesize("La.").samples
    (path,) = tmp_path.iterdir()
    path.write_bytes(b"not a sound" * 100)
    assert voice.synthesize("La.").samples == pytest.approx(whole)


def level_of(samples: Samples) -> float:
    return active_level_db(samples, SAMPLE_RATE)


def test_a_cache_that_cannot_be_written_does_not_silence_anybody(tmp_path: Path) -> None:
    (tmp_path / "phrases").write_text("a file in the way")
    singer = Singer()
    voice = CachedVoice(singer, tmp_path / "phrases", level_db=-23.0)
    for _ in range(2):
        assert level_of(voice.synthesize("La.").samples) == pytest.approx(-23, abs=0.5)
    assert singer.sung == 2


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")
def test_a_read_only_cache_is_read_and_does_not_hurt(mortal_folder: Path) -> None:
    singer = Singer()
    voice = CachedVoice(singer, mortal_folder, level_db=-23.0)
    voice.synthesize("La.")
    mortal_folder.chmod(0o500)
    try:
        voice.synthesize("La.")
        assert level_of(voice.synthesize("Lo.").samples) == pytest.approx(-23, abs=0.5)
    finally:
        mortal_folder.chmod(0o700)
    assert singer.sung == 2


def test_without_a_folder_nothing_is_kept() -> None:
    singer = Singer()
    voice = CachedVoice(singer, None, level_db=-23.0)
    voice.synthesize("La.")
    voice.synthesize("La.")
    assert singer.sung == 2
    assert voice.name == "singer"


@pytest.mark.speech
def test_the_system_voice_says_the_same_text_the_same_way_every_time() -> None:
    require_system("libespeak-ng1", espeak_is_here())
    voice = SystemVoice()
    texts = ["Yes.", "Yes, and then we wrote it all down."] * 5
    with ThreadPoolExecutor(max_workers=2) as pool:
        lengths = [len(voice.synthesize(text).samples) for text in texts[:4]]
        lengths += [len(sound.samples) for sound in pool.map(voice.synthesize, texts)]
    assert lengths == [lengths[0], lengths[1]] * 7


def answers(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """`program` stands in for the process that speaks."""
    monkeypatch.setattr(system, "_COMMAND", (sys.executable, "-c", program))


@pytest.fixture
def american(monkeypatch: pytest.MonkeyPatch) -> SystemVoice:
    offers(monkeypatch, AMERICAN)
    return SystemVoice()


def test_a_synthesiser_that_hangs_is_ended_in_time(
    american: SystemVoice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pid_file = tmp_path / "pid"
    hangs = f"import os, time; open({str(pid_file)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    answers(monkeypatch, hangs)
    monkeypatch.setattr(system, "_TIMEOUT_S", 2.0)
    began = time.monotonic()
    with pytest.raises(VoiceError, match=r"The voice 'system:gmw/en-US' failed: no answer in 2 s\.$"):
        american.synthesize(TEXT)
    assert time.monotonic() - began < 5
    assert not psutil.pid_exists(int(pid_file.read_text()))


@pytest.mark.skipif(os.name != "posix", reason="POSIX signals")
def test_ctrl_c_ends_the_synthesiser_and_shows_no_traceback_of_it(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    run = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, pid_file],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    deadline = time.monotonic() + 20
    while not (pid_file.exists() and pid_file.read_text()) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(run.pid, signal.SIGINT)
    assert run.communicate(timeout=20)[1] == "reaped\n"
    assert not psutil.pid_exists(int(pid_file.read_text()))


INTERRUPTED = """
import os, sys
from simulator.speech import system
hangs = "import os, sys, time; open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep(60)"
system._COMMAND = (sys.executable, "-c", hangs, sys.argv[1])
try:
    system.system_voices()
except KeyboardInterrupt:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        print("reaped", file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("raise SystemExit(3)", "The voice 'system:gmw/en-US' failed: no answer."),
        ("print('chatter')", "The voice 'system:gmw/en-US' failed: no answer."),
        ('print(\'{"error": "no memory"}\')', "The voice 'system:gmw/en-US' failed: no memory."),
        ("print('{\"ok\": true}')", "The voice 'system:gmw/en-US' produced no sound."),
    ],
)
def test_a_synthesiser_that_fails_is_said_in_one_line(
    american: SystemVoice, monkeypatch: pytest.MonkeyPatch, program: str, said: str
) -> None:
    answers(monkeypatch, program)
    with pytest.raises(VoiceError) as error:
        american.synthesize(TEXT)
    assert str(error.value) == said


@pytest.mark.parametrize("first", [Sound(np.zeros(9, np.float32), 8_000), Sound(NOTHING, 8_000), None])
def test_an_utterance_without_sound_is_spoken_once_more(
    american: SystemVoice, monkeypatch: pytest.MonkeyPatch, first: Sound | None
) -> None:
    second = Sound(np.ones(9, np.float32), 8_000)
    attempts = iter([first, second])
    monkeypatch.setattr(SystemVoice, "_speak", lambda *_: next(attempts))
    assert american.synthesize(TEXT) is second


def test_without_a_synthesiser_the_next_step_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "_voices", system._voices.__wrapped__)  # forgets what the system really has
    answers(monkeypatch, 'print(\'{"error": "libespeak-ng.so.1: not found", "missing": true}\')')
    with pytest.raises(VoiceError, match=r"^The system has no speech synthesiser\.") as error:
        system_voices()
    assert "sudo apt install libespeak-ng1" in error.value.next_step


@pytest.mark.speech
def test_the_system_voice_prints_nothing_and_takes_nobody_elses_lines() -> None:
    require_system("libespeak-ng1", espeak_is_here())
    run = subprocess.run(
        [sys.executable, "-c", SPEAKS_AND_PRINTS], capture_output=True, text=True, check=True
    )
    printed = int(run.stderr)
    assert printed > 1
    assert run.stdout.splitlines() == ["meanwhile"] * printed


SPEAKS_AND_PRINTS = """
import sys, threading, time
from simulator.speech.system import SystemVoice
voice = SystemVoice()
speaking = threading.Thread(target=voice.synthesize, args=("Tell me more about it. " * 20,))
speaking.start()
printed = 0
while speaking.is_alive():
    print("meanwhile", flush=True)
    printed += 1
    time.sleep(0.002)
sys.stderr.write(str(printed))
"""
