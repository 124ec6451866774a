"""A transcript in the formats of other programs: one small module a format, each a pure function to text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from simulator.errors import SecondRoundError

if TYPE_CHECKING:
    from simulator.transcript import Transcript

Format = Literal["text", "json", "srt", "vtt", "textgrid", "audacity"]
FORMATS: tuple[Format, ...] = get_args(Format)
SUFFIXES: dict[Format, str] = {
    "text": ".txt",
    "json": ".json",
    "srt": ".srt",
    "vtt": ".vtt",
    "textgrid": ".TextGrid",
    "audacity": ".labels.txt",
}


class ExportError(SecondRoundError):
    """A result has no place to go, or cannot be written there."""


def rendered(transcript: Transcript, format: Format, *, clean: bool = False) -> str:
    """The transcript as a whole file's text.

    Args:
        clean: without fillers, where people read it: text, srt, vtt. The others always hold them.
    """
    from simulator.exports import as_json, audacity, subtitles, text, textgrid

    match format:
        case "text":
            return text.as_text(transcript, fillers=not clean)
        case "json":
            return as_json.as_json(transcript)
        case "srt":
            return subtitles.as_srt(transcript, fillers=not clean)
        case "vtt":
            return subtitles.as_vtt(transcript, fillers=not clean)
        case "textgrid":
            return textgrid.as_textgrid(transcript)
        case "audacity":
            return audacity.as_labels(transcript)
