"""Every format says the same, and the programs it is made for can read it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pysubs2
import pytest
from hypothesis import given, settings
from praatio import textgrid as praat

from simulator.exports import FORMATS, rendered
from simulator.exports.as_json import TranscriptFile
from simulator.exports.captions import captions
from simulator.exports.textgrid import tiled
from simulator.transcript import Transcript
from tests.exports.handmade import SILENCE, spoken, transcripts

TALK = spoken('Well, um I called it "done". R&D uh? <never> did.', "um we shipped.")


def test_text() -> None:
    assert rendered(TALK, "text") == (
        'Well, um, I called it "done". R&D (uh?) <never> did.\n\nUm, we shipped.\n'
    )
    assert rendered(TALK, "text", clean=True) == (
        'Well I called it "done". R&D <never> did.\n\nWe shipped.\n'
    )


def test_json_is_its_schema() -> None:
    file = msgspec.json.decode(rendered(TALK, "json"), type=TranscriptFile)
    assert (file.format, file.source, file.language, file.complete) == (1, "talk.mp3", "en", True)
    assert [word.text for word in file.words][:3] == ["Well,", "I", "called"]
    assert [(filler.kind, filler.sure) for filler in file.fillers] == [
        ("um", True),
        ("uh", False),
        ("um", True),
    ]
    assert len(file.speech) == 2
    assert len(file.pauses) == 1
    assert file.doubts[0].cause == "noise"
    assert file.text == rendered(TALK, "text")


@pytest.mark.parametrize("format", ["srt", "vtt"])
def test_captions_come_back(format: Any) -> None:
    text = rendered(TALK, format)
    if format == "vtt":
        assert "R&amp;D (uh?) &lt;never&gt;" in text
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    read = pysubs2.SSAFile.from_string(text, format, keep_html_tags=True)
    assert [(event.start, event.end, event.text.split("\\N")) for event in read] == [
        (round(c.span.start_s * 1000), round(c.span.end_s * 1000), list(c.lines)) for c in captions(TALK)
    ]


def test_clean_captions_have_no_fillers() -> None:
    assert "um" in rendered(TALK, "srt").lower()
    assert "um" not in rendered(TALK, "srt", clean=True).lower()


def test_audacity_labels() -> None:
    assert rendered(spoken("um yes.", "No.", pause_s=2.0), "audacity").splitlines() == [
        "1.000000\t1.300000\t[um]",
        "1.000000\t2.000000\tUm, yes.",
        "1.700000\t3.700000\t[pause 2.0 s]",
        "3.700000\t4.700000\tNo.",
    ]


def read_textgrid(transcript: Transcript, folder: Path) -> Any:
    path = folder / "it.TextGrid"
    path.write_text(rendered(transcript, "textgrid"), encoding="utf-8", newline="")
    return praat.openTextgrid(str(path), includeEmptyIntervals=True, reportingMode="error")


def test_a_textgrid_comes_back(tmp_path: Path) -> None:
    grid = read_textgrid(TALK, tmp_path)
    assert grid.tierNames == ("words", "fillers", "speech")
    words = [entry for entry in grid.getTier("words").entries if entry.label]
    assert [entry.label for entry in words] == [word.text for word in TALK.words]
    assert [(entry.start, entry.end) for entry in words] == [
        (word.span.start_s, word.span.end_s) for word in TALK.words
    ]
    assert [entry.label for entry in grid.getTier("fillers").entries if entry.label] == ["um", "(uh?)", "um"]
    assert [entry.label for entry in grid.getTier("speech").entries] == ["", "speech", "pause", "speech", ""]


def test_silence_is_a_valid_file_in_every_format(tmp_path: Path) -> None:
    nothing = spoken(first_s=0.0)
    assert nothing.duration_s == 0
    for transcript in (SILENCE, nothing):
        empty = {format: rendered(transcript, format) for format in FORMATS}
        assert empty["text"] == empty["srt"] == empty["audacity"] == ""
        assert empty["vtt"] == "WEBVTT\n\n"
        assert msgspec.json.decode(empty["json"], type=TranscriptFile).words == []
        grid = read_textgrid(transcript, tmp_path)
        assert [len(tier.entries) for tier in grid.tiers] == [1, 1, 1]


@settings(deadline=None)
@given(transcripts)
def test_the_tiers_of_a_textgrid_have_no_hole(transcript: Transcript) -> None:
    labels = [(word.span, word.text) for word in transcript.words]
    end = max(1, round(transcript.duration_s * 1000), len(labels))
    at = 0
    tiles = tiled(labels, end)
    for start, stop, _ in tiles:
        assert start == at < stop
        at = stop
    assert at == end
    assert [text for _, _, text in tiles if text] == [text for _, text in labels]


@settings(deadline=None, max_examples=20)
@given(transcripts)
def test_every_format_can_say_everything(transcript: Transcript) -> None:
    for format in FORMATS:
        for clean in (False, True):
            rendered(transcript, format, clean=clean).encode()
