"""An answer as words that rules can count: fillers and stutters out, sentences and clauses marked. Pure.

Whisper writes what it hears with punctuation of its own; recorded and typed answers have theirs. Rules
therefore count words near each other and never lean on a full stop being where a writer would put it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from simulator.events import Word


def word_set(words: str) -> frozenset[str]:
    """Words written in one string, as a set."""
    return frozenset(words.split())


FILLERS = word_set("um uh er erm hmm mm mhm ah eh hm ehm")
# Said without meaning anything: "I" in them is nobody's own part.
_PHRASES = tuple(
    tuple(phrase.split())
    for phrase in (
        "i mean", "you know what i mean", "you know", "i think", "i'd say", "i would say", "i guess",
        "i suppose", "i don't know", "i do not know", "i have to say", "i must say", "i believe",
        "to be honest", "to be fair", "as i said", "like i said", "let me think", "let me see", "kind of",
        "sort of", "if you like", "i remember", "i'd guess", "i must admit",
    )
)  # fmt: skip
_QUOTES = str.maketrans(
    {"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-"}
)
_EDGE = ".,!?;:-\"'()[]\u2026"
_stem = snowballstemmer.stemmer("english")


@dataclass(frozen=True, slots=True)
class Token:
    """One word. `index` counts the words of the answer as heard; `norm` is lower case without punctuation."""

    text: str
    norm: str
    index: int
    sentence: int
    clause: int
    empty: bool
    """A filler, a stutter, or part of a phrase like "I mean": nothing is told by it."""
    broken: bool
    """A filler or a stutter: left out where the person is quoted."""

    @property
    def named(self) -> bool:
        """Written with a capital: a name, or the first word of a sentence."""
        return self.text.lstrip(_EDGE)[:1].isupper()


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the answer: from word `start` up to, not including, word `stop`."""

    text: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """`tokens` are all words; `words` those that mean something."""

    tokens: tuple[Token, ...]
    words: tuple[Token, ...]

    @property
    def sentences(self) -> list[tuple[Token, ...]]:
        return _grouped(self.words, by_sentence=True)

    @property
    def clauses(self) -> list[tuple[Token, ...]]:
        return _grouped(self.words, by_sentence=False)

    def quote(self, start: int, stop: int) -> Quote:
        """The words `start` to `stop` of the answer as one would quote them, without fillers."""
        inside = [token for token in self.tokens if start <= token.index < stop]
        kept = [
            token.text.rstrip(",") if following is not None and following.broken else token.text
            for token, following in zip(inside, [*inside[1:], None], strict=True)
            if not token.broken
        ]
        return Quote(" ".join(kept).strip(' ,;:-.\u2026"').replace('"', ""), start, stop)


def spoken(answer: str | Sequence[Word]) -> Spoken:
    """The answer, word by word. An index of a `Word` is its place in what was given."""
    texts = answer.split() if isinstance(answer, str) else [word.text.strip() for word in answer]
    raw = [(index, text.translate(_QUOTES)) for index, text in enumerate(texts)]
    norms = [text.strip(_EDGE).lower() for _, text in raw]
    broken = _broken(norms)
    empty = _hollow(norms, broken)
    tokens: list[Token] = []
    sentence = clause = 0
    for (index, text), norm in zip(raw, norms, strict=True):
        if norm:
            tokens.append(Token(text, norm, index, sentence, clause, empty[index], broken[index]))
        bare = text.rstrip("\"')")
        if bare.endswith((".", "?", "!", "\u2026")) and not _abbreviation(bare):
            clause += 1
            sentence += not _goes_on(texts, index)
        elif bare.endswith((",", ";", ":", "-")):
            clause += 1
    return Spoken(tuple(tokens), tuple(token for token in tokens if not token.empty))


def _goes_on(texts: Sequence[str], index: int) -> bool:
    """A full stop before a small letter is a breath: "my longest deal so far. two and a half years"."""
    following = texts[index + 1].lstrip("\"'(") if index + 1 < len(texts) else ""
    return following[:1].islower()


def _abbreviation(text: str) -> bool:
    return bool(re.fullmatch(r"(?:[A-Za-z]\.)+|(?:Mr|Mrs|Ms|Dr|St|etc|approx)\.", text))


def _broken(norms: Sequence[str]) -> list[bool]:
    """Which words are fillers or the first half of a stutter ("it's a, it's a")."""
    broken = [norm in FILLERS or not norm or norm in _SAID_IN_PASSING for norm in norms]
    for place in range(len(norms) - 1):
        if (norms[place], norms[place + 1]) in _PASSING_PAIRS:
            broken[place : place + 2] = [True, True]
    full = [index for index, out in enumerate(broken) if not out]
    for length in (3, 2, 1):
        for place in range(len(full) - 2 * length + 1):
            first = [norms[full[place + step]] for step in range(length)]
            second = [norms[full[place + length + step]] for step in range(length)]
            if first == second and not (length == 1 and first[0] in _SAID_TWICE):
                for step in range(length):
                    broken[full[place + step]] = True
    return broken


def _hollow(norms: Sequence[str], broken: Sequence[bool]) -> list[bool]:
    """Which words tell nothing: the broken ones, and phrases like "to be honest"."""
    hollow = list(broken)
    for start in range(len(norms)):
        for phrase in _PHRASES:
            if tuple(norms[start : start + len(phrase)]) == phrase:
                hollow[start : start + len(phrase)] = [True] * len(phrase)
    return hollow


_SAID_IN_PASSING = frozenset({"gosh", "wow"})
_PASSING_PAIRS = frozenset({("you", "know"), ("i", "mean")})
_SAID_TWICE = word_set("very much really so no long had that many twenty way")


def _grouped(words: Sequence[Token], *, by_sentence: bool) -> list[tuple[Token, ...]]:
    groups: dict[int, list[Token]] = {}
    for token in words:
        groups.setdefault(token.sentence if by_sentence else token.clause, []).append(token)
    return [tuple(group) for group in groups.values()]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem of one lower-case word; a possessive ending is dropped first."""
    bare = word.removesuffix("'s").removesuffix("'")
    return str(_stem.stemWord(bare))
