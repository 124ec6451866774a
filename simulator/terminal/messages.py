"""What is said on the screen about an event: one line, or nothing. Pure."""

from __future__ import annotations

from simulator.events import (
    AudioGap,
    CandidateRequested,
    DeviceChanged,
    DeviceFailed,
    DeviceNoticed,
    Event,
    SessionPaused,
    SessionResumed,
    TimeOffered,
    TranscriberChanged,
    TurnModelFailed,
    TurnReopened,
)
from simulator.report.markdown import clock

END_REASONS = {
    "silence": "", "done": "", "no_answer": "nothing said", "recording_ended": "the recording ended here",
    "stopped": "stopped here", "interrupted": "interrupted here", "skipped": "skipped",
}  # fmt: skip

_TROUBLES = {
    "muted": "Nothing at all comes from the microphone {device!r}. Is it muted?",
    "clipping": "The microphone {device!r} is too loud: move back a little, or lower its input level.",
}
_LOST = {
    "microphone": "The microphone {device!r} stopped at {at}. What was said is kept. Plug it in again; if "
    "the interview does not go on by itself, press E, then: second-round resume.",
    "loudspeaker": "The loudspeaker {device!r} stopped at {at}. Nothing is heard until it is back; X shows "
    "the text, R repeats the question.",
}
_REQUESTS = {
    "repeat": "once more", "clarify": "in other words", "example": "for example",
    "think": "take your time", "skip": "skipped",
    "done": "done", "pause": "", "resume": "", "end": "the end",
}  # fmt: skip


def message(event: Event) -> str:
    """A notice for the candidate about devices, transcribers and pauses; "" for everything else."""
    match event:
        case DeviceFailed():
            return _LOST[event.kind].format(device=event.device, at=clock(event.at_s or 0.0))
        case DeviceChanged():
            return f"The {event.kind} {event.device!r} is back."
        case DeviceNoticed():
            return _TROUBLES[event.trouble].format(device=event.device)
        case AudioGap() if event.cause not in ("the microphone was gone", "the loudspeaker ran dry"):
            return f"{event.span.duration_s:.1f} s of sound did not arrive at {clock(event.span.start_s)}."
        case SessionPaused():
            return "Paused: nothing is recorded. P, Enter or “let's continue” goes on."
        case SessionResumed():
            return "Going on."
        case CandidateRequested() if event.by == "voice" and _REQUESTS[event.request]:
            return f"Heard: “{event.words.strip()}” ({_REQUESTS[event.request]})"
        case TimeOffered():
            return "Take your time. (C: the question in other words)"
        case TurnModelFailed():
            return f"{event.cause} From here on I tell the end of an answer by words and silence alone."
        case TurnReopened():
            return "Go on, I am listening."
        case TranscriberChanged():
            return f"{event.cause} From here on {event.transcriber} on this machine writes down what you say."
        case _:
            return ""
