"""Labels for Audacity: start, end and text, separated by tabs, in seconds.

What was said stands as captions, one line each; every filler and every long pause has a label of its own.
"""

from __future__ import annotations

from simulator.analysis.pauses import LONG_S
from simulator.audio import Span
from simulator.exports.captions import captions
from simulator.transcript import Transcript, shown


def as_labels(transcript: Transcript) -> str:
    labels = [(caption.span, " ".join(caption.lines)) for caption in captions(transcript)]
    labels += [(filler.span, f"[{shown(filler)}]") for filler in transcript.fillers]
    labels += [(pause, f"[pause {pause.duration_s:.1f} s]") for pause in transcript.pauses(LONG_S)]
    return "".join(_line(span, text) for span, text in sorted(labels))


def _line(span: Span, text: str) -> str:
    return f"{span.start_s:.6f}\t{span.end_s:.6f}\t{text}\n"
