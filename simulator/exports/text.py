"""Verbatim text: a paragraph a line, an empty line between them; paragraphs end where a pause ends them."""

from __future__ import annotations

from simulator.transcript import Transcript, texts


def as_text(transcript: Transcript, *, fillers: bool = True) -> str:
    """Fillers stand as um, uh, er, hmm; those that may be none as (um?)."""
    paragraphs = texts(transcript.paragraphs(fillers=fillers))
    return "\n\n".join(" ".join(paragraph) for paragraph in paragraphs) + ("\n" if paragraphs else "")
