"""Transcripts written by hand."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from simulator.audio import Span
from simulator.events import Doubt, Filler, FillerKind, Word
from simulator.ports import Heard
from simulator.transcript import Transcript, transcript_of

WORD_S, GAP_S = 0.3, 0.1


def spoken(*stretches: str, pause_s: float = 3.0, first_s: float = 1.0) -> Transcript:
    """Stretches of words with pauses between them; `um` is a sure filler, `uh?` a possible one."""
    words, fillers, speech = [], [], []
    at_s = first_s
    for stretch in stretches:
        began_s = at_s
        for text in stretch.split():
            span = Span(at_s, at_s + WORD_S)
            kind: FillerKind
            if text in ("um", "uh?"):
                kind = "um" if text == "um" else "uh"
                fillers.append(Filler(kind, span, 0.9 if text == "um" else 0.3, "heard"))
            else:
                words.append(Word(text, span, 0.9))
            at_s += WORD_S + GAP_S
        speech.append(Span(began_s, at_s - GAP_S))
        at_s += pause_s - GAP_S
    heard = Heard(tuple(words), tuple(fillers), (Doubt("noise", Span(1.0, 2.0)),) if words else ())
    return transcript_of("talk.mp3", at_s, speech, [heard], model="none", language="en")


SILENCE = spoken()

_seconds = st.floats(0, 60, allow_nan=False).map(lambda value: round(value, 3))
_spans = st.tuples(_seconds, st.floats(0, 12).map(lambda value: round(value, 3))).map(
    lambda start_and_length: Span(start_and_length[0], start_and_length[0] + start_and_length[1])
)
_texts = st.one_of(
    st.sampled_from(
        ["I", "think,", "so.", "internationalisation", 'a "quoted" word', "R&D", "a<b", "\\N{x}"]
    ),
    st.text(min_size=1, max_size=100).filter(lambda text: bool(text.strip())),
)


def _apart(spans: Sequence[Span]) -> list[Span]:
    found: list[Span] = []
    for span in sorted(spans):
        if span.duration_s > 0 and (not found or span.start_s > found[-1].end_s):
            found.append(span)
    return found


transcripts = st.builds(
    lambda duration_s, speech, words, fillers: transcript_of(
        "any.wav", duration_s, _apart(speech), [Heard(tuple(words), tuple(fillers))]
    ),
    _seconds,
    st.lists(_spans, max_size=6),
    st.lists(st.builds(Word, _texts, _spans, st.just(0.9)), max_size=25),
    st.lists(
        st.builds(Filler, st.sampled_from(["um", "hmm"]), _spans, st.floats(0, 1), st.just("heard")),
        max_size=5,
    ),
)
"""Anything a transcriber could say, in any order, overlapping, without length, beyond the end."""
