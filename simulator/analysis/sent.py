"""What of a session was sent to a server that the user named. Nothing is, unless they did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from simulator.events import Event, QuestionAsked
from simulator.interview.asking_a_model import WORDING
from simulator.server_address import host_of


def sent_lines(settings: Mapping[str, Any], events: Sequence[Event]) -> tuple[str, ...]:
    """A sentence for each server; settings are those of the session's log."""
    lines = []
    if url := settings.get("transcribe_url"):
        lines.append(f"The answers were sent to {host_of(url)} for transcription.")
    if url := settings.get("llm_url"):
        model = settings.get("llm_model", "")
        worded = sum(
            isinstance(event, QuestionAsked) and event.question.wording == WORDING for event in events
        )
        lines.append(
            f"What was said and the CV's claims were sent to {host_of(url)}, where {model} could word "
            f"follow-ups. Its own: {worded}."
        )
    return tuple(lines)
