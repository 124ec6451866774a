"""The candidate's own words, cut so that they can be said back: short clauses and what a story is about.
Pure.

A quote begins where somebody does something and stops before it trails off. What cannot be cut cleanly is
not quoted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from simulator.interview.understanding import vocabulary as v
from simulator.interview.understanding.spoken import Quote, Spoken, Token, stem, word_set

LONGEST = 12  # words of a quote that ends where its clause ends
_CUT_FROM, _CUT_TO = 4, 9  # a longer clause is cut before a preposition, between these words
_SHORTEST = 3
_STOPS = word_set(
    "and but because so which who whom where when while until since although though if then or plus "
    "whereas as"
)
_PREPOSITIONS = word_set("to of in with for at by from on about into over after before between under through")
_NEVER_LAST = word_set(
    "the a an my our your their his its and but or if when because than as very really quite so too i we "
    "they he she i'd i've we'd we've every each some no not who which what how where that's it's there's "
    "of like"
)
_SELDOM_LAST = _PREPOSITIONS | word_set(
    "was is were are had has have be been am it them you her him me us this that these those any more "
    "most much also even only just can could would will should didn't don't up being"
)
"""They may end a clause, but not a piece cut out of one."""
_WITH_PREPOSITION = v.IRREGULAR_PASTS | word_set("gets get got looks look goes go anything something nothing")
"""The preposition after them belongs to them: "gets looked at"."""
_OPENINGS = word_set(
    "and but so because then well yeah yes no okay right oh also plus anyway like now sure loads honestly "
    "hm mm"
)
_NO_TOPIC = word_set(
    "thing things way bit lot end first last time moment day days week year years people person kind sort "
    "same other one ones point question answer fact case part problem hardest best worst biggest next "
    "whole most more few couple half number example job work idea reason main course middle beginning "
    "start rest back front top only second third minute minutes month months hour hours morning afternoon "
    "evening night truth interview company others everyone big little long good great new old bad right "
    "wrong place level hundred thousand away now again today yet far straight either slower office floor "
    "together winter summer spring autumn season christmas easter weekend monday tuesday wednesday thursday "
    "friday saturday sunday"
)
_SUPERLATIVES = word_set("hardest biggest best worst last first")
_NOT_IN_TOPIC = v.ADVERBS | v.AUXILIARIES | v.WOULD | v.MENTAL | v.COMMON | v.STATE_VERBS
_AFTER_TOPIC = _PREPOSITIONS | v.AUXILIARIES | _STOPS | word_set("that i we they he she it there")


def clause(said: Spoken, index: int, *, whole: bool = False) -> Quote | None:
    """The clause around the word `index`: from there on, or (`whole`) from where it begins; None if none
    is fit.
    """
    words = said.words
    place = next((at for at, word in enumerate(words) if word.index >= index), None)
    if place is None:
        return None
    start = _begin(words, place) if whole else place
    end = start + 1
    while end < len(words) and end - start <= LONGEST and not _closes(words, start, end):
        end += 1
    if end - start > LONGEST:
        end = _cut(words, start)
        last_words = _NEVER_LAST | _SELDOM_LAST
    else:
        closed = end == len(words) or words[end].clause != words[end - 1].clause
        last_words = _NEVER_LAST if closed else _NEVER_LAST | _SELDOM_LAST
    while end > start and words[end - 1].norm in last_words:
        end -= 1
    if end - start < _SHORTEST or end <= place:
        return None
    return said.quote(words[start].index, words[end - 1].index + 1)


def _cut(words: Sequence[Token], start: int) -> int:
    """Where a clause that is too long can be cut: before the last preposition that is near enough."""
    for end in range(start + _CUT_TO, start + _CUT_FROM - 1, -1):
        last = words[end - 1].norm
        if words[end].norm in _PREPOSITIONS and last not in _WITH_PREPOSITION and not last.endswith("ed"):
            return end
    return start


def _begin(words: Sequence[Token], place: int) -> int:
    start = place
    while (
        start > 0 and words[start - 1].clause == words[place].clause and words[start - 1].norm not in _STOPS
    ):
        start -= 1
    while start < place and words[start].norm in _OPENINGS:
        start += 1
    return start


def _closes(words: Sequence[Token], start: int, end: int) -> bool:
    """The clause is over before word `end`."""
    if words[end].sentence != words[end - 1].sentence:
        return True
    long_enough = end - start >= _SHORTEST
    return long_enough and (words[end].clause != words[end - 1].clause or words[end].norm in _STOPS)


_OF_THE_TALK = word_set("question questions answer honest frank interview remember idea")
_HALVES = word_set("what where when how why which who if whenever whether because although while")


def first_words(said: Spoken) -> Quote | None:
    """How an answer begins, for asking more about it; None for half a sentence ("What I like is ...")."""
    start = 0
    while start < len(said.words) - 2 and said.words[start].norm in _OPENINGS:
        start += 1
    if start < len(said.words) and said.words[start].norm in _HALVES:
        return None
    quotes = (
        clause(said, word.index)
        for word in said.words[start : start + _CUT_TO]
        if word.norm not in _OPENINGS and not _of_the_talk(said.words, word.clause)
    )
    return next((quote for quote in quotes if quote), None)


def _of_the_talk(words: Sequence[Token], clause: int) -> bool:
    """ "That's a fair question", "to be honest": said of the interview, not of what was asked."""
    return any(word.norm in _OF_THE_TALK for word in words if word.clause == clause)


def topic(said: Spoken) -> Quote | None:
    """What the answer is about, as one would say it to the person: "the falls project", "your garden";
    None if unsure.

    People name it first: "The user day. We do it every quarter ...", "That'd be the falls project."
    """
    if named := _named_first(said):
        return named
    first = said.words[0].sentence if said.words else 0
    stems = Counter(stem(word.norm) for word in said.words if word.norm not in v.COMMON)
    found: list[tuple[int, int, Quote]] = []
    for place, word in enumerate(said.words):
        if word.sentence != first or word.norm not in ("the", "my", "our"):
            continue
        if stop := _noun_phrase(said.words, place + 1):
            inner = said.words[place + 1 : stop]
            returns = max(stems[stem(token.norm)] for token in inner)
            determiner = "the" if word.norm == "the" else "your"
            text = " ".join([determiner, *(_bare(token) for token in inner)])
            found.append((returns, -place, Quote(text, word.index, inner[-1].index + 1)))
    return max(found, default=(0, 0, None))[2]


def _named_first(said: Spoken) -> Quote | None:
    """A first clause that is nothing but a name: "Handover.", "My younger assistant, Joss."."""
    words = said.words
    start = 0
    while start < len(words) and words[start].norm in _OPENINGS:
        start += 1
    if start == len(words):
        return None
    stop = start + 1
    while stop < len(words) and words[stop].clause == words[start].clause:
        stop += 1
    determined = words[start].norm in ("the", "my", "our", "a", "an")
    while stop > start and words[stop - 1].norm in v.ADVERBS | v.HABIT:
        stop -= 1
    inner = words[start + determined : stop]
    if (
        not 1 <= len(inner) <= 3
        or not all(_plain(word) for word in inner)
        or any(word.norm in _SUPERLATIVES for word in inner)
        or inner[-1].norm in _NO_TOPIC
    ):
        return None
    determiner = {"the": ["the"], "my": ["your"], "our": ["your"], "a": ["the"], "an": ["the"]}.get(
        words[start].norm, []
    )
    texts = [_bare(word) for word in inner]
    names = {word.norm for word in words if word.named and word.sentence != words[start].sentence}
    is_name = (
        sum(text[0].isupper() for text in texts) > 1
        or inner[0].norm in names
        or texts[0][1:].lower() != texts[0][1:]
    )
    if not determined and not is_name:
        texts[0] = texts[0].lower()
    return Quote(" ".join([*determiner, *texts]), words[start].index, inner[-1].index + 1)


def _bare(word: Token) -> str:
    return word.text.strip(' ,;:.?!"')


def _noun_phrase(words: Sequence[Token], start: int) -> int | None:
    """Where the noun phrase after a determiner stops; None when it does not look like one."""
    stop = start
    while stop < len(words) and stop - start < 3 and _plain(words[stop]):
        stop += 1
        if words[stop - 1].text.endswith((",", ".", "?", "!", ";", ":")):
            break
    inner = words[start:stop]
    if not inner or inner[-1].norm in _NO_TOPIC or inner[0].norm in _SUPERLATIVES:
        return None
    plural_first = len(inner) > 1 and inner[0].norm.endswith("s") and not inner[0].norm.endswith(("ss", "'s"))
    closed = stop == len(words) or words[stop].clause != words[stop - 1].clause
    if plural_first or not (
        closed or words[stop].norm in _AFTER_TOPIC or words[stop].norm in v.IRREGULAR_PASTS
    ):
        return None  # "the drivers used": a verb got in
    return stop


def _plain(word: Token) -> bool:
    """A word that may stand in a noun phrase."""
    norm = word.norm
    past = norm in v.IRREGULAR_PASTS or (norm.endswith("ed") and norm not in v.NO_PASTS)
    letters = norm.removesuffix("'s").replace("-", "")
    return norm not in _NOT_IN_TOPIC and not past and letters.isalnum() and not norm.endswith("ly")
