"""The voice at a real loudspeaker: whole to its last sample, and silent at once when stopped."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest

from tests.lab.robot import Robot, Utterance
from tests.lab.virtual_room import VirtualRoom, is_available
from tests.system import require_system

PLAYS = """
import json, time
import numpy as np
from simulator.devices.playout import Playout
from simulator.devices.portaudio import find_device

playout = Playout(find_device("loudspeaker", "app_speaker"))
noise = np.random.default_rng(0).uniform(-0.3, 0.3, 16_000 * 3).astype(np.float32)
time.sleep(0.3)
stopped_at = []
for _ in range(5):
    playout.play(noise)
    time.sleep(0.8)
    stopped_at.append(time.monotonic())
    playout.stop()
    time.sleep(0.5)
whole = playout.play(noise[:8_000])
time.sleep(1.2)
print(json.dumps({"stopped_at": stopped_at, "over": whole.over, "alive": playout.alive}))
playout.close()
"""


@pytest.mark.speech
def test_a_stopped_voice_is_silent_within_100_ms_and_the_next_is_whole() -> None:
    require_system("pulseaudio", is_available())
    heard: list[Utterance] = []

    def note(utterance: Utterance) -> bool:
        heard.append(utterance)
        return False

    with VirtualRoom() as room, Robot(room, [], quiet_s=0.3, takes_turn=note):
        run = subprocess.run(
            [sys.executable, "-P", "-c", PLAYS], env=room.env, capture_output=True, text=True, check=True
        )
        time.sleep(0.5)
    told = json.loads(run.stdout)
    assert len(heard) == 6, [u.ended_at - u.started_at for u in heard]
    late_s = [u.ended_at - at for u, at in zip(heard, told["stopped_at"], strict=False)]
    print(f"\nsilent after: {', '.join(f'{1000 * s:.0f}' for s in late_s)} ms")
    assert max(late_s) <= 0.1
    assert heard[5].ended_at - heard[5].started_at == pytest.approx(0.5, abs=0.05)
    assert (told["over"], told["alive"]) == (True, True)
