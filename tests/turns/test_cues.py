"""What the last words say about whether more will follow."""

from __future__ import annotations

import pytest

from simulator.turns.cues import cue_in


@pytest.mark.parametrize(
    ("said", "sign", "words"),
    [
        ("so the main problem was, um,", "goes_on", "um"),
        ("and I did it because", "goes_on", "because"),
        ("we moved it to the", "goes_on", "the"),
        ("We had no plan. And", "goes_on", "and"),
        ("it was the transf-", "goes_on", "transf"),
        ("that was when I saw...", "goes_on", "saw"),
        ("Good question. Let me think.", "thinks", "let me think"),
        ("Um, let me see,", "thinks", "let me see"),
        ("and it was, um, how do I put it,", "thinks", "how do i put it"),
        ("and, um, that's my answer.", "hands_over", "that's my answer"),
        ("Does that answer your question?", "hands_over", "does that answer your question"),
        ("So, yeah, that's it, um.", "goes_on", "um"),
        ("I hope that helps. Thank you.", "hands_over", "thank you"),
    ],
)
def test_signs(said: str, sign: str, words: str) -> None:
    cue = cue_in(said)
    assert cue is not None
    assert (cue.sign, cue.words) == (sign, words)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "...",
        "That is what I would do.",
        "We cut the build times by half.",
        "It is the one I believe in.",
        "and nobody had told me so.",
        "I would not do that.",
        "The customer said thank you and we went home.",
    ],
)
def test_most_words_say_nothing(said: str) -> None:
    assert cue_in(said) is None
