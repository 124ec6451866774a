"""The candidate's own words, cut so that they can be said back: short clauses and what a story is about. Pure.

A quote begins where somebody does something and stops before it trails off. What cannot be cut cleanly is not quoted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from simulator.interview import vocabulary as v
from simulator.interview.spoken import Quote, Spoken, Token, stem

LONGEST = 9  # words of a quote: more cannot be held in the ear
_SHORTEST = 3
_STOPS = frozenset(
    [
        "and",
        "but",
        "because",
        "so",
        "which",
        "who",
        "whom",
        "where",
        "when",
        "while",
        "until",
        "since",
        "although",
        "though",
        "if",
        "then",
        "or",
        "plus",
        "whereas",
        "that's",
        "it's",
        "as",
    ]
)
_DANGLING = frozenset(
    [
        "the",
        "a",
        "an",
        "to",
        "of",
        "in",
        "with",
        "for",
        "at",
        "by",
        "my",
        "our",
        "your",
        "their",
        "his",
        "her",
        "its",
        "from",
        "on",
        "about",
        "that",
        "this",
        "was",
        "is",
        "were",
        "are",
        "had",
        "has",
        "have",
        "be",
        "been",
        "very",
        "really",
        "quite",
        "so",
        "too",
        "i",
        "we",
        "you",
        "they",
        "he",
        "she",
        "it",
        "and",
        "but",
        "or",
        "not",
        "no",
        "who",
        "which",
        "what",
        "how",
        "into",
        "over",
        "these",
        "those",
        "some",
        "any",
        "more",
        "most",
        "much",
        "every",
        "each",
        "just",
        "also",
        "even",
        "only",
        "because",
        "than",
        "as",
        "if",
        "when",
        "i'd",
        "i've",
        "we'd",
        "we've",
        "out's",
        "there",
        "up-to",
        "can",
        "could",
        "would",
        "will",
        "should",
        "didn't",
        "don't",
        "it's",
        "that's",
        "like",
    ]
)
_OPENINGS = frozenset(
    [
        "and",
        "but",
        "so",
        "because",
        "then",
        "well",
        "yeah",
        "yes",
        "no",
        "okay",
        "right",
        "oh",
        "also",
        "plus",
        "anyway",
        "like",
        "now",
    ]
)
_DETERMINERS = frozenset(["the", "my", "our", "this", "that", "a", "an", "these", "those"])
_NO_TOPIC = frozenset(
    ["thing", "things", "way", "bit", "lot", "end", "first", "last", "time", "moment", "day", "days", "week", "year", "years", "people", "person", "kind", "sort", "same", "other", "one", "ones", "point", "question", "answer", "fact", "case", "part", "problem", "hardest", "best", "worst", "biggest", "next", "whole", "most", "more", "few", "couple", "half", "number", "example", "job", "work", "idea", "reason", "main", "course", "middle", "beginning", "start", "rest", "back", "front", "top", "only", "second", "third", "minute", "minutes", "month", "months", "hour", "hours", "morning", "afternoon", "evening", "night", "truth", "interview", "company", "team", "office", "others", "everyone", "big", "little", "long", "good", "great", "new", "old", "bad", "right", "wrong", "place", "level", "start"]
)  # fmt: skip
_NOT_IN_TOPIC = v.ADVERBS | v.AUXILIARIES | v.WOULD | v.MENTAL | v.COMMON
_ENDS_TOPIC = frozenset(
    [
        "for",
        "with",
        "from",
        "on",
        "at",
        "by",
        "about",
        "to",
        "of",
        "in",
        "into",
        "where",
        "when",
        "which",
        "who",
        "that",
        "because",
        "so",
    ]
)


def clause(said: Spoken, index: int, *, whole: bool = False) -> Quote | None:
    """The clause around the word `index`: from there on, or (`whole`) from where it begins. None if it is too short."""
    place = next((at for at, word in enumerate(said.words) if word.index >= index), None)
    if place is None:
        return None
    start = _begin(said.words, place) if whole else place
    stop = start + 1
    while stop < len(said.words) and stop - start < LONGEST and not _closes(said.words, start, stop):
        stop += 1
    while stop > start and said.words[stop - 1].norm in _DANGLING and not _full_stop(said.words[stop - 1]):
        stop -= 1
    if stop - start < _SHORTEST or stop <= place:
        return None
    return said.quote(said.words[start].index, said.words[stop - 1].index + 1)


def _begin(words: Sequence[Token], place: int) -> int:
    start = place
    while start > 0 and words[start - 1].clause == words[place].clause and place - start < LONGEST - 2:
        if words[start - 1].norm in _STOPS:
            break
        start -= 1
    while start < place and words[start].norm in _OPENINGS:
        start += 1
    return start


def _closes(words: Sequence[Token], start: int, stop: int) -> bool:
    """The clause is over before word `stop`."""
    if words[stop].sentence != words[stop - 1].sentence:
        return True
    if words[stop].clause != words[stop - 1].clause:
        return stop - start >= _SHORTEST
    return stop - start >= _SHORTEST and words[stop].norm in _STOPS


def _full_stop(word: Token) -> bool:
    return word.text.endswith((".", "?", "!"))


def first_words(said: Spoken) -> Quote | None:
    """How a short answer begins, for asking more about it."""
    start = 0
    while start < len(said.words) - 2 and said.words[start].norm in _OPENINGS:
        start += 1
    for word in said.words[start : start + 12]:
        if quote := clause(said, word.index):
            return quote
    return None


def topic(said: Spoken) -> Quote | None:
    """What the answer is about, as "the falls project": a noun phrase that it returns to; None when unsure.

    The quote's text begins with "the", "your" or "that", as one would say it to the person.
    """
    stems = Counter(stem(word.norm) for word in said.words if word.norm not in v.COMMON)
    found: list[tuple[float, int, Quote]] = []
    for place, word in enumerate(said.words):
        if word.norm in _DETERMINERS and (stop := _noun_phrase(said.words, place)):
            inner = said.words[place + 1 : stop]
            returns = max(stems[stem(token.norm)] for token in inner)
            early = 1.5 if word.sentence <= 1 else 0.0
            weight = returns + early + 0.4 * (len(inner) - 1)
            spoken_as = {"my": "your", "our": "your", "a": "that", "an": "that", "this": "that"}.get(
                word.norm, word.norm
            )
            text = " ".join([spoken_as, *(token.text.strip(' ,;:.?!"') for token in inner)])
            found.append((weight, -place, Quote(text, word.index, inner[-1].index + 1)))
    return max(found, default=(0, 0, None))[2]


def _noun_phrase(words: Sequence[Token], place: int) -> int | None:
    """Where the noun phrase after a determiner stops; None when it does not look like one."""
    if words[place].norm in ("that", "this", "these", "those") and not _plain(words, place + 1):
        return None
    stop = place + 1
    while stop < len(words) and stop - place <= 3 and _plain(words, stop):
        closed = words[stop].text.endswith((",", ".", "?", "!", ";", ":"))
        stop += 1
        if closed:
            break
    inner = words[place + 1 : stop]
    if (
        not inner
        or inner[-1].norm in _NO_TOPIC
        or inner[0].norm in ("hardest", "biggest", "best", "worst", "last", "first")
    ):
        return None
    closed = words[stop - 1].text.endswith((",", ".", "?", "!", ";", ":")) or stop == len(words)
    after = words[stop].norm if stop < len(words) else ""
    verb_like = after in v.AUXILIARIES | _ENDS_TOPIC | {
        "and",
        "or",
        "but",
        "i",
        "we",
        "they",
        "he",
        "she",
        "it",
        "there",
    }
    if not (closed or verb_like or after in v.IRREGULAR_PASTS or after.endswith("ed")):
        return None
    return stop


def _plain(words: Sequence[Token], place: int) -> bool:
    """A word that may stand in a noun phrase."""
    if place >= len(words):
        return False
    norm = words[place].norm
    past = norm in v.IRREGULAR_PASTS or (norm.endswith("ed") and norm not in v.NO_PASTS)
    return (
        norm not in _NOT_IN_TOPIC
        and not past
        and norm.replace("-", "").replace("'", "").isalpha()
        and not norm.endswith("ly")
    )
