"""Session time as people read it."""

from simulator.audio import Span


def clock(seconds: float) -> str:
    """2:07."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def from_to(span: Span) -> str:
    """0:41-1:02."""
    return f"{clock(span.start_s)}-{clock(span.end_s)}"
