"""Captions as SubRip (.srt) and WebVTT (.vtt), written by pysubs2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.exports.captions import captions
from simulator.transcript import Transcript

if TYPE_CHECKING:
    from pysubs2 import SSAFile


def as_srt(transcript: Transcript, *, fillers: bool = True) -> str:
    return _file(transcript, fillers=fillers).to_string("srt", keep_ssa_tags=True)


def as_vtt(transcript: Transcript, *, fillers: bool = True) -> str:
    """In WebVTT `&` and `<` begin something else, and must be spelt out."""
    subtitles = _file(transcript, fillers=fillers)
    for event in subtitles:
        event.text = event.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return subtitles.to_string("vtt", keep_ssa_tags=True)


def _file(transcript: Transcript, *, fillers: bool) -> SSAFile:
    from pysubs2 import SSAEvent, SSAFile

    subtitles = SSAFile()
    for caption in captions(transcript, fillers=fillers):
        # A backslash would begin one of the library's own marks.
        text = "\\N".join(line.replace("\\", "/") for line in caption.lines)
        subtitles.append(
            SSAEvent(
                start=round(caption.span.start_s * 1000), end=round(caption.span.end_s * 1000), text=text
            )
        )
    return subtitles
