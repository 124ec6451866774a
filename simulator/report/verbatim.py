"""An answer as a line of marked tokens: words, fillers, repetitions, long pauses, in order of time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simulator.analysis.fillers import is_sure
from simulator.analysis.pauses import MARKED_S
from simulator.analysis.results import AnswerReport, Disfluency, DisfluencyKind
from simulator.audio import Span

TokenKind = Literal[
    "word",
    "filler",
    "possible_filler",
    "filler_word",
    "pause",
    "repetition",
    "restart",
    "partial_word",
    "stretched",
]
_KINDS: dict[DisfluencyKind, TokenKind] = {
    "repetition": "repetition",
    "restart": "restart",
    "partial word": "partial_word",
    "stretched": "stretched",
}


@dataclass(frozen=True, slots=True)
class Token:
    kind: TokenKind
    text: str
    span: Span


def tokens_of(report: AnswerReport) -> tuple[Token, ...]:
    """Everything said, and every pause of 2 s or more, by the time it began."""
    tokens = [Token(_kind(report, word.span), word.text, word.span) for word in report.answer.words]
    tokens += [
        Token("filler" if is_sure(filler) else "possible_filler", filler.kind, filler.span)
        for filler in report.answer.fillers
    ]
    tokens += [
        # A pause inside a word's generous time span follows that word.
        Token("pause", f"{pause.duration_s:.1f} s", pause.span)
        for pause in report.pauses
        if pause.duration_s >= MARKED_S
    ]
    return tuple(sorted(tokens, key=lambda token: token.span.start_s))


def verbatim_text(report: AnswerReport) -> str:
    """Words and filler sounds as one string."""
    return " ".join(
        token.text for token in tokens_of(report) if token.kind not in ("pause", "possible_filler")
    )


def _kind(report: AnswerReport, span: Span) -> TokenKind:
    if _in_phrase(report, span):
        return "filler_word"
    return next((_KINDS[each.kind] for each in report.disfluencies if _belongs(span, each)), "word")


def _belongs(word: Span, found: Disfluency) -> bool:
    # What is stretched is a part of its word; anything else consists of words.
    inner, outer = (found.span, word) if found.kind == "stretched" else (word, found.span)
    return outer.start_s <= (inner.start_s + inner.end_s) / 2 <= outer.end_s


def _in_phrase(report: AnswerReport, span: Span) -> bool:
    return any(
        phrase.span.start_s - 1e-6 <= span.start_s and span.end_s <= phrase.span.end_s + 1e-6
        for phrase in report.phrases
    )
