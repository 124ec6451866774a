"""What could not be trusted, in words: one table for the report and for transcripts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from simulator.audio import Span
from simulator.events import Doubt, DoubtCause
from simulator.report.clock import from_to

DOUBTED: dict[DoubtCause, str] = {
    "language": "it may be another language than the one set",
    "telephone": "telephone sound",
    "clipping": "recorded too loud (clipping)",
    "noise": "background noise",
    "whispering": "whispering",
    "unclear": "unclear speech",
}
_TOGETHER_S = 5.0
"""Stretches this near to each other are told as one: nobody reads a list of every breath."""


def untrusted(doubts: Iterable[Doubt]) -> Iterator[tuple[DoubtCause, list[Span]]]:
    """Each cause there is, with where it is, in order and joined."""
    by_cause: dict[DoubtCause, list[Span]] = {}
    for doubt in sorted(doubts, key=lambda doubt: doubt.span):
        spans = by_cause.setdefault(doubt.cause, [])
        if spans and doubt.span.start_s - spans[-1].end_s <= _TOGETHER_S:
            spans[-1] = Span(spans[-1].start_s, max(spans[-1].end_s, doubt.span.end_s))
        else:
            spans.append(doubt.span)
    for cause in DOUBTED:
        if cause in by_cause:
            yield cause, by_cause[cause]


def doubts_line(doubts: Iterable[Doubt]) -> str:
    """All of an answer's in one line, in the order of time; "" where all can be trusted."""
    causes: dict[Span, list[str]] = {}
    for cause, spans in untrusted(doubts):
        for span in spans:
            causes.setdefault(span, []).append(DOUBTED[cause])
    parts = [f"{from_to(span)}: {' and '.join(causes[span])}" for span in sorted(causes)]
    return f"{'; '.join(parts)}. Words there may be wrong." if parts else ""
