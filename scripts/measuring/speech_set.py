"""Speech with its truth: a speech set (a folder with `manifest.jsonl`), or the bundled recordings."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from measuring.word_scores import FILLER_SPELLINGS, Truth, spoken_tokens
from simulator.audio import SAMPLE_RATE, Samples, Span
from simulator.errors import SecondRoundError

WINDOW_SLACK_S = 0.1
"""A found filler may lie this far outside its window."""
EVENT_COLLAR_S = 0.4
"""The same for a filler with times of its own but no window: such times are approximate."""


OVERHEARD = 0.05
"""A clip is one person's if others speak for at most this share of it: the edge of a turn, no exchange."""


class SpeechSetError(SecondRoundError):
    """A speech set cannot be used; the message says where and why, in one line."""


@dataclass(frozen=True, slots=True)
class Clip:
    """One recording (16 kHz mono) and what is known about it."""

    audio: Path
    truth: Truth
    speaker: str = ""
    """Who speaks, alike for all clips of one person; "" where several do, or nobody does."""

    def samples(self) -> Samples:
        import soundfile

        try:
            samples, rate = soundfile.read(self.audio, dtype="float32", always_2d=True)
        except (OSError, soundfile.LibsndfileError) as error:
            raise SpeechSetError(f"{self.audio} cannot be read as sound: {error}") from error
        if rate != SAMPLE_RATE:
            raise SpeechSetError(f"{self.audio} has {rate} samples a second, not {SAMPLE_RATE}")
        return np.ascontiguousarray(samples.mean(axis=1), np.float32)


def read_speech_set(folder: Path) -> list[Clip]:
    """Every clip of the set, in the manifest's order.

    Raises:
        SpeechSetError: there is no manifest, a line does not say what is needed, or a sound is missing.
    """
    manifest = folder / "manifest.jsonl"
    try:
        lines = manifest.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SpeechSetError(f"--data takes a folder with manifest.jsonl; {manifest}: {reason}") from error
    clips = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            clip = Clip(folder / row["audio"], truth_of(row), speaker_of(row))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            what = f"{error} is missing" if isinstance(error, KeyError) else str(error)
            raise SpeechSetError(f"{manifest}, line {number}: {what}") from error
        if not clip.audio.is_file():
            raise SpeechSetError(f"{manifest}, line {number}: there is no {clip.audio}")
        clips.append(clip)
    if not clips:
        raise SpeechSetError(f"{manifest} holds no clips")
    return clips


def truth_of(row: dict[str, Any]) -> Truth:
    """What one line of a manifest says about its clip."""
    text, fillers = row.get("text"), row.get("fillers")
    count = None if fillers is None else sum(fillers.values())
    if count is None and text and row["kind"] == "read":
        # Nobody counted, but a script that writes a filler had it spoken.
        count = sum(token in FILLER_SPELLINGS for token in spoken_tokens(text))
    return Truth(
        id=str(row["id"]),
        kind=str(row["kind"]),
        source=str(row["truth"]),
        seconds=float(row["seconds"]),
        text=text,
        fillers=count,
        disputed=int(row.get("fillers_disputed") or 0),
        windows=_windows(row),
    )


def speaker_of(row: dict[str, Any]) -> str:
    """The one person of a clip, as far as its manifest line tells them from others; "" if it is not one.

    Clips of one source are one person's unless they are named apart: where it is wrong, a speaker who is left
    out takes others along, but nobody stands on both sides.
    """
    if int(row.get("speakers") or 0) != 1:
        return ""
    shares: dict[str, float] = {}
    for turn in row.get("turns") or ():
        shares[turn["speaker"]] = shares.get(turn["speaker"], 0.0) + turn["end_s"] - turn["start_s"]
    if shares:
        loudest = max(shares, key=lambda name: shares[name])
        others_s = sum(shares.values()) - shares[loudest]
        return loudest if others_s <= OVERHEARD * float(row["seconds"]) else ""
    if named := row.get("speaker"):
        return str(named)
    source = str(row.get("source") or row["id"]).split("/")[0]
    numbered = re.search(r"\bspk (\w+)", str(row.get("notes") or ""))
    return f"{source} {numbered[1]}" if numbered else source


def _windows(row: dict[str, Any]) -> tuple[Span, ...] | None:
    """Where each filler may be found: its window, else the filler's own times with a collar."""
    if row.get("filler_windows"):
        bounds = [(window["from_s"], window["to_s"]) for window in row["filler_windows"]]
        slack_s = WINDOW_SLACK_S
    elif row.get("filler_events"):
        bounds = [(event["start_s"], event["end_s"]) for event in row["filler_events"]]
        slack_s = EVENT_COLLAR_S
    else:
        return None
    if any(None in pair for pair in bounds):
        return None
    return tuple(Span(start_s - slack_s, end_s + slack_s) for start_s, end_s in bounds)


def bundled(fixtures: Path) -> list[Clip]:
    """The bundled recordings: spoken by a machine, so their truth is exact and they prove little."""
    clips = []
    for path in sorted(fixtures.glob("*/*.flac")):
        card = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        spoken = [(part["start_s"], part["text"]) for part in card["segments"]]
        spoken += [(filler["start_s"], filler["kind"]) for filler in card["fillers"]]
        row = {
            "id": f"{path.parent.name}/{path.stem}",
            "kind": "elicited" if card["fillers"] else "read",
            "truth": "synthetic",
            "seconds": card["seconds"],
            "text": " ".join(text for _, text in sorted(spoken)),
            "fillers": {"any": len(card["fillers"])},
            "filler_events": card["fillers"],
        }
        clips.append(Clip(path, truth_of(row), speaker=str(card.get("voice") or "synthetic")))
    return clips
