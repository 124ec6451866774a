"""Fillers: sounds (um, uh, er, hmm) per minute, and words used as fillers, found by their place."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.analysis.answers import Answer
from simulator.analysis.metrics import cannot_say, measured
from simulator.analysis.results import FillerPhrase, Metric
from simulator.audio import Span
from simulator.events import Filler, Word

_LEAST_S = 10.0  # one um in 3 s is not "20 a minute"
SURE = 0.5
"""Probability from which a filler sound counts; below, it is shown as possible."""
_PUNCTUATION = ".,!?;:\u2026-\u2013\u2014\"'"

# Set off by commas these carry nothing; without commas they are verbs, prepositions, adjectives.
_SET_OFF = {
    ("like",),
    ("you", "know"),
    ("i", "mean"),
    ("basically",),
    ("actually",),
    ("literally",),
    ("right",),
}
# At an answer's very beginning these take the floor, as "so" and "well" do.
_OPENERS = {("right",), ("actually",)}
# "It was sort of fine" but not "what sort of work", "a kind of bread".
_SOFTENERS = {("sort", "of"), ("kind", "of")}
_TAKES_A_KIND = {
    "a", "all", "another", "any", "best", "certain", "different", "each", "every", "her", "his", "its", "my",
    "new", "no", "one", "other", "our", "right", "same", "some", "that", "the", "their", "these", "this",
    "those", "two", "what", "which", "wrong", "your",
}  # fmt: skip

_PEOPLE = {"you", "him", "her", "them", "us", "me", "everyone", "everybody"}  # "very kind of you"


def is_sure(filler: Filler) -> bool:
    return filler.probability >= SURE


def filler_sounds(answers: Sequence[Answer], seconds: float) -> Metric:
    """Sure filler sounds per minute; the interval reaches to where all possible ones are real."""
    if seconds < _LEAST_S:
        return cannot_say("filler_sounds_per_min", "too little speech for a rate")
    everything = [filler for answer in answers for filler in answer.fillers]
    sure = [filler for filler in everything if is_sure(filler)]
    per_min = 60 / seconds
    return measured(
        "filler_sounds_per_min",
        len(sure) * per_min,
        interval=(len(sure) * per_min, len(everything) * per_min),
        moments=[filler.span for filler in sure],
    )


def filler_words(phrases: Sequence[FillerPhrase], seconds: float) -> Metric:
    if seconds < _LEAST_S:
        return cannot_say("filler_words_per_min", "too little speech for a rate")
    return measured(
        "filler_words_per_min", 60 * len(phrases) / seconds, moments=[phrase.span for phrase in phrases]
    )


def filler_phrases(words: Sequence[Word]) -> tuple[FillerPhrase, ...]:
    """Words used as fillers, by their place: set off by commas, or softening what follows."""
    bare = [word.text.lower().strip(_PUNCTUATION).replace("\u2019", "'") for word in words]
    found: list[FillerPhrase] = []
    index = 0
    while index < len(words):
        length = _phrase_at(words, bare, index)
        if length:
            text = " ".join(bare[index : index + length])
            span = Span(words[index].span.start_s, words[index + length - 1].span.end_s)
            found.append(FillerPhrase(text, span))
        index += length or 1
    return tuple(found)


def _phrase_at(words: Sequence[Word], bare: Sequence[str], index: int) -> int:
    """Number of words of the filler phrase that begins here; 0 for none."""
    for length in (2, 1):
        phrase = tuple(bare[index : index + length])
        opens = index == 0 or words[index - 1].text[-1:] in ",.;?!-\u2026\u2014"
        closes = index + length <= len(words) and words[index + length - 1].text[-1:] in ",;-\u2026\u2014"
        takes_the_floor = index == 0 and phrase in _OPENERS
        if phrase in _SET_OFF and opens and closes and not takes_the_floor:
            return length
        if phrase in _SOFTENERS and _softens(bare, index):
            return length
    return 0


def _softens(bare: Sequence[str], index: int) -> bool:
    before = bare[max(0, index - 3) : index]
    after = bare[index + 2] if index + 2 < len(bare) else ""
    is_kindness = bare[index] == "kind" and after in _PEOPLE
    return bool(before) and not _TAKES_A_KIND & set(before) and not is_kindness
