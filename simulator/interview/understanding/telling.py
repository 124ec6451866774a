"""What an answer tells, word by word: who acted, when, with which figures, against what, with which end.
Pure.

Everything is a place in the answer (the index of a word as heard), so that whatever is concluded can be
quoted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.interview.understanding import vocabulary as v
from simulator.interview.understanding.figures import Figure, figures
from simulator.interview.understanding.spoken import Spoken, Token, stem, word_set

_OWN = word_set("i i'd i've i'm i'll")
_OURS = word_set("we we'd we've we're we'll")
_MINE = _OWN | {"me", "my", "myself", "mine"}
_SHARED = _OURS | {"us", "our", "ours", "ourselves"}
_TEAM = word_set("team everyone everybody together colleagues")
_SKIPPED = 3  # adverbs between a pronoun and its verb


@dataclass(frozen=True, slots=True)
class Told:
    """Places are word indexes of the answer as heard."""

    count: int
    """Words that mean something."""
    sentences: int
    own_acts: tuple[int, ...]
    """Where "I" or its verb stands before something done: "I asked our matron"."""
    shared_acts: tuple[int, ...]
    """The same with "we"."""
    own_habits: tuple[int, ...]
    """ "I usually start", "I make a list"."""
    hypotheticals: tuple[int, ...]
    mine: int
    shared: int
    you: int
    pasts: tuple[int, ...]
    anchors: tuple[int, ...]
    """Words that tie a story to one time."""
    names: tuple[int, ...]
    """Capitalised words inside a sentence: people, places, products."""
    figures: tuple[Figure, ...]
    """`start` and `stop` are word indexes; figures that measure something, not "the two of us"."""
    changes: tuple[int, ...]
    """Something became more, less, better."""
    vague: tuple[int, ...]
    """ "Much", "a lot", "way"."""
    outcomes: tuple[int, ...]
    troubles: tuple[int, ...]
    negations: int
    smooth: tuple[int, ...]
    reasons: tuple[int, ...]
    rejected: tuple[int, ...]
    absolutes: int
    unsure: int


def told(said: Spoken) -> Told:
    """Everything that can be counted in an answer."""
    words = said.words
    norms = [word.norm for word in words]
    stems = [stem(norm) for norm in norms]
    pairs = list(zip(norms, [*norms, ""][1:], strict=True))
    past = [_is_past(norms, place) for place in range(len(words))]
    own = _acts(norms, past, _OWN)
    shared = _acts(norms, past, _OURS)

    def where(found: Sequence[bool]) -> tuple[int, ...]:
        return tuple(word.index for word, hit in zip(words, found, strict=True) if hit)

    return Told(
        count=len(words),
        sentences=len({word.sentence for word in words}),
        own_acts=where(own),
        shared_acts=where(shared),
        own_habits=where([_is_habit(norms, place) for place in range(len(words))]),
        hypotheticals=where([_is_hypothetical(norms, past, place) for place in range(len(words))]),
        mine=sum(norm in _MINE for norm in norms),
        shared=sum(norm in _SHARED or norm in _TEAM for norm in norms),
        you=sum(norm in ("you", "your", "you've", "you're") for norm in norms),
        pasts=where(past),
        anchors=where([pair in v.TIME_ANCHORS or pair[0] in v.MONTHS for pair in pairs]),
        names=where([_is_name(words, place) for place in range(len(words))]),
        figures=tuple(_measuring(words)),
        changes=where(
            [s in v.CHANGE_STEMS or pair in v.CHANGE_PAIRS for s, pair in zip(stems, pairs, strict=True)]
        ),
        vague=where([s in v.VAGUE_STEMS for s in stems]),
        outcomes=where([p in v.OUTCOME_PAIRS or p[0] in v.OUTCOME for p in pairs]),
        troubles=where([s in v.TROUBLE_STEMS and not _denied(norms, place) for place, s in enumerate(stems)]),
        negations=sum(
            norm.endswith("n't") or norm in ("not", "no", "nobody", "never", "but", "however")
            for norm in norms
        ),
        smooth=where([p in v.SMOOTH_PAIRS or s in v.SMOOTH_STEMS for p, s in zip(pairs, stems, strict=True)]),
        reasons=where([norm in v.REASONS for norm in norms]),
        rejected=where([p in v.REJECTED_PAIRS for p in pairs]),
        absolutes=sum(norm in v.EVERYBODY for norm in norms),
        unsure=sum(norm in v.UNSURE for norm in norms),
    )


def _is_past(norms: Sequence[str], place: int) -> bool:
    word = norms[place]
    if word in v.IRREGULAR_PASTS:
        return not (place and norms[place - 1] in _NO_PAST_BEFORE)
    if len(word) < 4 or not word.endswith("ed") or word in v.NO_PASTS:
        return False
    return not (place and norms[place - 1] in _NO_PAST_BEFORE)


_NO_PAST_BEFORE = word_set(
    "to is are be been being was were get gets a an the very so too my our your their more most will "
    "would can could should must might i'll we'll you'll don't didn't do did"
)  # after these it is a participle, an adjective or a present tense


def _acts(norms: Sequence[str], past: Sequence[bool], who: frozenset[str]) -> list[bool]:
    """Where somebody of `who` did something: pronoun, perhaps adverbs, a verb in the past that changes
    things.
    """
    found = [False] * len(norms)
    for place, norm in enumerate(norms):
        if norm not in who:
            continue
        verb = place + 1
        while verb < min(len(norms), place + 1 + _SKIPPED) and norms[verb] in v.ADVERBS:
            verb += 1
        if verb < len(norms) and past[verb] and norms[verb] not in v.STATE_VERBS:
            found[place] = True
        elif (
            verb + 2 < len(norms)
            and norms[verb] in ("had", "was", "were", "did")
            and norms[verb + 1] in ("to", "the")
        ):
            found[place] = norms[verb] == "had"
    return found


def _is_habit(norms: Sequence[str], place: int) -> bool:
    pair = (norms[place], norms[place + 1]) if place + 1 < len(norms) else (norms[place], "")
    if pair[0] in v.HABIT or pair in v.HABIT_PAIRS:
        return True
    verb = place + 1
    while verb < len(norms) and norms[verb] in v.ADVERBS:
        verb += 1
    if norms[place] not in ("i", "we", "you") or verb >= len(norms):
        return False
    word = norms[verb]
    return word.isalpha() and _is_base(word)


def _is_base(word: str) -> bool:
    """A verb in the present tense, as far as its form tells."""
    known = v.AUXILIARIES | v.MENTAL | v.STATE_VERBS | v.IRREGULAR_PASTS | v.COMMON
    return word not in known and not word.endswith(("ed", "ing", "ly")) and len(word) > 2


def _is_hypothetical(norms: Sequence[str], past: Sequence[bool], place: int) -> bool:
    word = norms[place]
    after = norms[place + 1] if place + 1 < len(norms) else ""
    if word in ("i'd", "we'd", "you'd"):
        skip = place + 2 if after in v.ADVERBS else place + 1
        verb = norms[skip] if skip < len(norms) else ""
        return bool(verb) and not (
            verb.endswith(("ed", "n"))
            or verb in v.IRREGULAR_PASTS | v.STATE_VERBS
            or verb in ("had", "better", "been")
        )
    return word in ("i'll", "we'll") or (
        word == "would" and place > 0 and norms[place - 1] in ("i", "we", "you")
    )


def _is_name(words: Sequence[Token], place: int) -> bool:
    word = words[place]
    first = place == 0 or words[place - 1].sentence != word.sentence
    # Whisper begins anew after a breath: "we went That live", "between In 5 and 7".
    return word.named and not first and word.norm not in _OWN | v.COMMON and word.norm[:2] != "i'"


def _denied(norms: Sequence[str], place: int) -> bool:
    """ "No problems", "never a problem", "wasn't difficult"."""
    before = norms[max(0, place - 3) : place]
    return any(
        word in ("no", "not", "never", "without", "nothing", "any") or word.endswith("n't") for word in before
    )


def _measuring(words: Sequence[Token]) -> list[Figure]:
    """Figures that tell a size, a time or a share; "two things", "one of them" and "day one" do not."""
    texts = [word.text for word in words]
    found = []
    for figure in figures(texts):
        after = words[figure.stop].norm if figure.stop < len(words) else ""
        small = figure.value in (2, 3) and figure.stop == figure.start + 1
        if small and (after in _NO_MEASURE or after in v.COMMON or not after):
            continue
        start, stop = words[figure.start].index, words[figure.stop - 1].index + 1
        found.append(Figure(figure.value, start, stop, figure.year, figure.bound))
    return found


_NO_MEASURE = word_set("things people ways sides reasons others parts colleagues years-old kinds of")
