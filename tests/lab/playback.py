"""Five stops of a voice at a real loudspeaker, and what the room heard of them."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass

from tests.lab.robot import Robot, Utterance
from tests.lab.virtual_room import VirtualRoom

_PLAYS = """
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
print(json.dumps({"stopped_at": stopped_at, "whole": whole.over and playout.alive}))
playout.close()
"""


@dataclass(frozen=True)
class Stops:
    """`silent_after_s`: from each order to silence; `next_s`: heard of the half second after them."""

    silent_after_s: tuple[float, ...]
    next_s: float
    whole: bool


def stops() -> Stops:
    """Let a voice be stopped five times in the virtual room."""
    heard: list[Utterance] = []

    def note(utterance: Utterance) -> bool:
        heard.append(utterance)
        return False

    with VirtualRoom() as room, Robot(room, [], quiet_s=0.3, takes_turn=note):
        run = subprocess.run(
            [sys.executable, "-P", "-c", _PLAYS], env=room.env, capture_output=True, text=True, check=True
        )
        time.sleep(0.5)
    told = json.loads(run.stdout)
    assert len(heard) == 6, [utterance.ended_at - utterance.started_at for utterance in heard]
    pairs = zip(heard, told["stopped_at"], strict=False)
    return Stops(
        tuple(utterance.ended_at - at for utterance, at in pairs),
        heard[5].ended_at - heard[5].started_at,
        told["whole"],
    )
