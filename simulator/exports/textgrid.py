"""A TextGrid for Praat, long format, UTF-8: tiers `words`, `fillers` and `speech`, each without a hole.

Format: https://www.fon.hum.uva.nl/praat/manual/TextGrid_file_formats.html
Written here: what a library would add to these lines is little, and what Praat demands (intervals that
touch, follow each other and last) must be made before. A test reads it back with praatio.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from simulator.analysis.pauses import SHORTEST_S
from simulator.audio import Span
from simulator.transcript import Transcript, shown

Interval = tuple[int, int, str]
"""Start and end in milliseconds, and the label; an empty one for nothing."""


def as_textgrid(transcript: Transcript) -> str:
    tiers = {
        "words": [(word.span, shown(word)) for word in transcript.words],
        "fillers": [(filler.span, shown(filler)) for filler in transcript.fillers],
        "speech": sorted(
            [(span, "speech") for span in transcript.speech]
            + [(span, "pause") for span in transcript.pauses(SHORTEST_S)]
        ),
    }
    # Praat knows no TextGrid without length, and no interval without one.
    end = max(1, round(transcript.duration_s * 1000), *(len(labels) for labels in tiers.values()))
    lines = ['File type = "ooTextFile"', 'Object class = "TextGrid"', ""]
    lines += ["xmin = 0", f"xmax = {_seconds(end)}", "tiers? <exists>", f"size = {len(tiers)}", "item []:"]
    for number, (name, labels) in enumerate(tiers.items(), start=1):
        lines.append(f"    item [{number}]:")
        lines += _tier(name, tiled(labels, end), end)
    return "\n".join(lines) + "\n"


def tiled(labels: Iterable[tuple[Span, str]], end: int) -> list[Interval]:
    """Labels in order of time as intervals that cover 0 to `end` without hole or overlap.

    Where two overlap the first one ends when the second begins; one that has no length gets a millisecond.
    """
    spans = [(round(span.start_s * 1000), round(span.end_s * 1000), text) for span, text in labels]
    starts: list[int] = []
    for start, _, _ in spans:
        starts.append(max(start, starts[-1] + 1 if starts else 0))
    latest = end
    for index in reversed(range(len(starts))):  # what was pushed beyond the end comes back
        latest -= 1
        starts[index] = latest = min(starts[index], latest)
    tiles: list[Interval] = []
    at = 0
    for (_, wanted, text), start, limit in zip(spans, starts, [*starts, end][1:], strict=True):
        if start > at:
            tiles.append((at, start, ""))
        at = min(max(wanted, start + 1), limit)
        tiles.append((start, at, text))
    if at < end:
        tiles.append((at, end, ""))
    return tiles


def _tier(name: str, intervals: list[Interval], end: int) -> Iterator[str]:
    yield '        class = "IntervalTier"'
    yield f"        name = {_quoted(name)}"
    yield "        xmin = 0"
    yield f"        xmax = {_seconds(end)}"
    yield f"        intervals: size = {len(intervals)}"
    for number, (start, stop, text) in enumerate(intervals, start=1):
        yield f"        intervals [{number}]:"
        yield f"            xmin = {_seconds(start)}"
        yield f"            xmax = {_seconds(stop)}"
        yield f"            text = {_quoted(text)}"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _seconds(milliseconds: int) -> str:
    return f"{milliseconds / 1000:.3f}".rstrip("0").rstrip(".")
