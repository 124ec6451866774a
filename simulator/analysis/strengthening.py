"""What would make an answer stronger, from the person's own CV and words alone. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.analysis.content import Content, content_of
from simulator.analysis.results import AnswerReport
from simulator.interview.dossier import Claim
from simulator.interview.heard import Context

_ASKED = {
    "own_part": "Say what you did or decided yourself.",
    "result": "Say how it ended.",
    "number": "Is there a figure? How many, how long, compared with what?",
    "situation": "One sentence on where and when it was helps whoever was not there.",
    "action": "Say what you did first, and what came after.",
}
_MOST = 2


def strengthening(report: AnswerReport, context: Context, claims: Sequence[Claim]) -> list[str]:
    """At most two lines, the most useful first; none where nothing was missing, or nothing was said."""
    content = content_of(report.answer, context, claims)
    return list(_lines(content))[:_MOST] if content else []


def _lines(content: Content) -> Iterator[str]:
    claim = content.claim.claim if content.claim else None
    missing = dict.fromkeys([*(content.claim.missing if content.claim else ()), *content.missing])
    if claim is not None and {"number", "result"} & missing.keys() and claim.result:
        yield f"Your CV tells more than you said: “{claim.text}”"
        missing = {part: None for part in missing if part not in ("number", "result")}
    action = content.told.get("action")
    for part in ("own_part", "result", "number", "action", "situation"):
        if part in missing:
            about = f" You said: “{action.text}”" if action and part != "action" else ""
            yield _ASKED[part] + about
