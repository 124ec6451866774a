"""Why a probe is asked, in a line that a person can check against the answer. Pure."""

from __future__ import annotations

from simulator.interview.choosing import ANSWERS, ProbeKind
from simulator.interview.understanding.heard import Heard


def reason_for(kind: ProbeKind, heard: Heard) -> str:
    """The cue that speaks most for the probe, with what was counted."""
    if kind == "clarify" and heard.differences:
        first = heard.differences[0]
        place = {"cv": "the CV", "round_one": "round one", "earlier": "an earlier answer"}[
            first.statement.where
        ]
        return f'"{first.said.text}" differs from {place}: "{first.known}"'
    speaking = {
        cue: heard.cues.get(cue, 0.0) * fit
        for cue, answered_by in ANSWERS.items()
        for choice, fit in answered_by.items()
        if choice == kind
    }
    cue = max(speaking, key=speaking.__getitem__, default="")
    return f"{_told(cue, heard)} (likely by {heard.cues.get(cue, 0.0):.0%})"


def _told(cue: str, heard: Heard) -> str:
    counts = heard.counts
    return {
        "only_we": f'acts told with "we": {counts["we"]}, with "I": {counts["i"]}',
        "no_number": f"a change without a figure near it; figures in the answer: {counts['figures']}",
        "no_result": "the story ends without an outcome",
        "generic": f'habits and principles ("usually", "I try to"): {counts["habits"]}, and no one occasion',
        "no_obstacle": f"words of difficulty or disagreement: {counts['troubles']}",
        "tool_only_named": "a tool is named without a reason or a use",
        "too_perfect": "nothing went wrong and nothing would be changed",
        "too_short": f"{counts['words']} words",
        "too_long": f"{counts['words']} words",
        "dodge": "the answer does not come to what was asked",
    }.get(cue, "something is missing")
