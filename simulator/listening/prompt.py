"""What the decoder is told before it writes: names, what was just said, and an example with fillers. Pure."""

from __future__ import annotations

from simulator.tuning import DecodeSettings


def prompt_of(context: str, settings: DecodeSettings) -> str:
    """Names first, the filler prompt last: what stands right before the text sets its style.

    The context gives way when all of it would be too long; the filler prompt is English.
    """
    last = context.split()[-settings.context_words :] if settings.context_words else []
    fillers = settings.filler_prompt if settings.language == "en" else ""
    return " ".join(part for part in (settings.names, *last, fillers) if part)
