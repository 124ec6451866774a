"""Repetitions, restarts, partial words, and words stretched while thinking: found and shown, never judged.

The first three are what Shriberg (1994) describes: something is said (the reparandum), given up, and said
again as it was (a repetition) or otherwise (a restart), with perhaps a filler in between. Only patterns that
hardly occur in fluent speech are taken, so that what is shown is there; restarts in other words are missed.
Everybody does it: about 1.5 repetitions and 1.9 restarts in 100 words (Bortfeld et al. 2001).

Before a hitch, function words are drawn out (Fox Tree & Clark 1997, Bell et al. 2003). A word counts as
stretched when it is a function word of at least 0.4 s, far longer than this speaker's own syllables, with a
pause, a filler or a repetition after it; content words are left alone, because everybody stretches those
before a pause. The thresholds are ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import log
from statistics import median

from simulator.analysis.filler_words import filler_phrases
from simulator.analysis.metrics import cannot_say, measured
from simulator.analysis.results import Disfluency, DisfluencyKind, Metric
from simulator.analysis.utterance import Utterance, utterance
from simulator.audio import Span
from simulator.events import Filler, Word

_LONGEST = 4  # words of a repetition
_MOST_COPIES = 5  # more is a chant, or a speech model in a loop
_LEAST_S = 10.0
STRETCHED_S = 0.4
_FAR = 3.0  # robust standard deviations above the median syllable, on a logarithmic scale
_LEAST_WORDS = 15  # fewer do not tell a speaker's usual syllable


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Said twice on purpose, or because the grammar wants it ("what it is is", "had had", "I did it it worked").
_TWICE = _set(
    "very really so much many no yes yeah yep yup bye okay ok well long far more never please ha hey "
    "hear there now right sure blah big all again wow had that is you it her in on one two three four "
    "five six seven eight nine ten oh ooh ah aha mm hello hi test hundred zero double do go over thanks"
)
_LINKS = _set("and by after to or for in upon")
_SUBJECTS = _set("i we he she they")
_ARTICLES = _set("a an the my our")
_CLASSES = (
    _set("a an the this these those my our your his her their some"),
    _set("am is are was were"),
    _set("has have had"),
    _set("can could will would shall should may might must can't couldn't won't wouldn't"),
    _set("do does did don't doesn't didn't"),
)
_PREPOSITIONS = _set("to in on at of for from with by about into")
_UNFINISHED = _ARTICLES | _PREPOSITIONS | _set("some your their his her just really very")
_LEADS = _SUBJECTS | _set(
    "you it there to in on at of for from with by about into and but so because if when that which who"
)
_WITH_VERB = re.compile(r"(i|we|you|he|she|it|they|that|there)'(m|s|re|ve|ll|d)")
_BE_OR_MODAL = _set("am is are was were have has had can could will would should might")
_FUNCTION_WORDS = _set(
    "the a an and so to but of in on at for from with that i we they is was were are because or my our "
    "this if when as"
)
_SMALL = _FUNCTION_WORDS | _LEADS | _ARTICLES | frozenset().union(*_CLASSES)
_HITCHED = re.compile(r"([a-z]{1,3})-(?:\1-)*(\1[a-z']*)")


def vowel_groups(word: str) -> int:
    """Syllables of an English word by its spelling: right for four words of five, off by one for the rest."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    groups = len(re.findall(r"[aeiouy]+", letters))
    silent = letters.endswith("e") and not letters.endswith(("le", "ee", "ye"))
    silent = silent or (letters.endswith("ed") and not letters.endswith(("ted", "ded")))
    return max(1, groups - (1 if silent and groups > 1 else 0))


def disfluencies_of(
    words: Sequence[Word],
    fillers: Sequence[Filler] = (),
    speech: Sequence[Span] = (),
    *,
    syllables: Callable[[str], int] = vowel_groups,
) -> tuple[Disfluency, ...]:
    """All that is found in an answer, in order, no two at the same place.

    Args:
        words: the answer's words.
        fillers: its filler sounds; they may stand between a word and its repetition.
        speech: its stretches of voice. Words are cut to them, for Whisper lets a word last into the pause.
        syllables: how many a word has.
    """
    said = utterance(words, fillers, speech)
    repairs = list(_repairs(said, _without_markers(said, fillers, speech)))
    taken = [found.span for found in repairs]
    stretched = [
        found
        for found in _stretched(said, speech, taken, syllables)
        if not any(found.span.overlap_s(span) > 0 for span in taken)
    ]
    return tuple(sorted([*repairs, *stretched], key=lambda found: found.span.start_s))


def repairs_metric(found: Sequence[Disfluency], seconds: float) -> Metric:
    """Everything but stretched words, per minute of answering."""
    if seconds < _LEAST_S:
        return cannot_say("repairs_per_min", "too little speech for a rate")
    spans = [each.span for each in found if each.kind != "stretched"]
    return measured("repairs_per_min", 60 * len(spans) / seconds, moments=spans)


def audible(word: Word, speech: Sequence[Span]) -> Span:
    """The part of a word in which there is voice: its longest stretch; the word itself if there is none."""
    parts = [Span(max(word.span.start_s, s.start_s), min(word.span.end_s, s.end_s)) for s in speech]
    return max((p for p in parts if p.duration_s > 0), key=lambda p: p.duration_s, default=word.span)


@dataclass(frozen=True, slots=True)
class _Line:
    """The words in which a repair is sought: indices into the utterance, markers left out."""

    said: Utterance
    at: tuple[int, ...]

    def word(self, k: int) -> str:
        return self.said.bare[self.at[k]] if k < len(self.at) else ""

    def words(self, k: int, length: int) -> tuple[str, ...]:
        return tuple(self.word(k + step) for step in range(length))

    def in_one_sentence(self, k: int, end: int) -> bool:
        """No sentence ends between these words; dots and dashes end none."""
        inside = range(self.at[k], self.at[end - 1])
        return not any(self.said.mark[i] in {".", "?", "!"} for i in inside)

    def found(self, kind: DisfluencyKind, k: int, end: int, replaced: int) -> Disfluency:
        """A finding from word `k` to before `end`, of which the first `replaced` words were given up."""
        words = [self.said.words[i] for i in self.at[k:end]]
        text = [word.text for word in words]
        span = Span(words[0].span.start_s, words[-1].span.end_s)
        return Disfluency(kind, " ".join(text), span, " ".join(text[:replaced]))


def _without_markers(said: Utterance, fillers: Sequence[Filler], speech: Sequence[Span]) -> _Line:
    """ "the, you know, the" repeats "the": markers stand between like filler sounds."""
    markers = [
        phrase.span for phrase in filler_phrases(said.words, fillers, speech) if phrase.use == "marker"
    ]
    inside = [
        any(span.start_s <= word.span.start_s and word.span.end_s <= span.end_s for span in markers)
        for word in said.words
    ]
    return _Line(said, tuple(i for i, marker in enumerate(inside) if not marker and said.bare[i]))


def _repairs(said: Utterance, line: _Line) -> Iterator[Disfluency]:
    k = 0
    while k < len(line.at):
        found = _repetition(line, k) or _partial_word(line, k) or _restart(line, k)
        if found is None:
            k += 1
            continue
        disfluency, end = found
        yield disfluency
        k = max(k + 1, end)


_Found = tuple[Disfluency, int]
"""A finding, and where to look on: at the repair's last word, which may be repaired in turn."""


def _repetition(line: _Line, k: int) -> _Found | None:
    for length in range(_LONGEST, 0, -1):
        once = line.words(k, length)
        if length > 1 and len(set(once)) == 1:
            continue
        end = k + length
        while all(once) and line.words(end, length) == once:
            end += length
        copies = (end - k) // length
        again = k >= length and line.words(k - length, length) == once  # the rest of a longer run
        if copies < 2 or copies > _MOST_COPIES or again or not line.in_one_sentence(k, end):
            continue
        if not _on_purpose(line, k, once, copies):
            return line.found("repetition", k, end, end - k - length), end - length
    return None


def _on_purpose(line: _Line, k: int, once: tuple[str, ...], copies: int) -> bool:
    if once == ("so",):
        return line.word(k + copies) not in _LEADS  # "so so much", but "so so we left"
    if all(_often_twice(word) for word in once):
        return True
    if len(once) == 1:
        return copies > 2 and once[0] not in _SMALL
    # "step by step by step", "appeal after appeal after appeal"
    before = line.word(k - 1) if k else ""
    return (once[-1] in _LINKS and line.word(k + 2 * len(once)) == once[0]) or (
        once[0] in _LINKS and before == once[-1]
    )


def _often_twice(word: str) -> bool:
    """Emphasis ("really really"), interjections, numbers, and letters that are spelt out."""
    is_letter = len(word) == 1 and word not in "ai"
    return is_letter or word in _TWICE or word.endswith("ly") or any(each.isdigit() for each in word)


def _partial_word(line: _Line, k: int) -> _Found | None:
    word, text, after = line.word(k), line.said.words[line.at[k]].text, line.word(k + 1)
    hitch = _HITCHED.fullmatch(word)
    if hitch and (hitch[1] != hitch[2] or len(hitch[1]) == 1):  # "th-the", "I-I", not "bye-bye"
        return line.found("partial word", k, k + 1, 0), k + 1
    if not after or not word.isalpha() or line.said.mark[line.at[k]] in {".", "?", "!"}:
        return None
    begins = len(after) > len(word) and after.startswith(word) and word not in {"a", "i"}
    cut_off = text.endswith("-") and word not in _LEADS | _ARTICLES
    letters = k > 0 and len(line.word(k - 1)) == 1  # spelt out: "u s sales"
    sound = text.islower() and not re.search(r"[aeiouy]", word) and len(word) <= 3 and not letters
    if cut_off or (begins and (text.endswith("-") or sound)):
        return line.found("partial word", k, k + 2, 1), k + 1
    return None


def _restart(line: _Line, k: int) -> _Found | None:
    for pattern in (_other_words, _other_subject, _article_left):
        length, replaced = pattern(*line.words(k, 5))
        if length and line.in_one_sentence(k, k + length) and not _is_a_letter(line, k):
            return line.found("restart", k, k + length, replaced), k + length - 1
    return None


def _other_words(a: str, b: str, c: str, d: str, e: str) -> tuple[int, int]:
    """Length of a restart that begins with the same word again, and how much of it was given up."""
    if a in _LEADS and c == a and b != d and any({b, d} <= group for group in _CLASSES):
        return 4, 2  # "to the, to a", "we can, we could"
    if a in _SUBJECTS and (d, e) == (a, b) and c in _UNFINISHED:
        return 5, 3  # "I have some, I have two"
    if a in _SUBJECTS and c == a and e == b and d.endswith("ly"):
        return 5, 2  # "I think I really think"
    return 0, 0


def _other_subject(a: str, b: str, c: str, _d: str, _e: str) -> tuple[int, int]:
    first, second = _WITH_VERB.fullmatch(a), _WITH_VERB.fullmatch(b)
    if first and second and first[1] == second[1] and a != b:
        return 2, 1  # "we're we've"
    if first and b == first[1] and c in _BE_OR_MODAL:
        return 3, 1  # "I'm, I was"
    if second and second[1] == a and a in _SUBJECTS:
        return 2, 1  # "we we're"
    return (2, 1) if {a, b} <= _SUBJECTS and a != b else (0, 0)  # "I we had"


def _article_left(a: str, b: str, c: str, _d: str, _e: str) -> tuple[int, int]:
    """After an article something else begins than it announced."""
    if a in _PREPOSITIONS and b in _ARTICLES and c == a:
        return 3, 2  # "in the, in case"
    if {a, b} <= _ARTICLES and a != b:
        return 2, 1  # "a the meeting"
    return (2, 1) if a in _ARTICLES - {"an"} and b in _SUBJECTS else (0, 0)  # "went to the I drove"


def _is_a_letter(line: _Line, k: int) -> bool:
    """ "plan A, the other": a letter, not an article."""
    return any(line.said.words[i].text.strip(",") == "A" and i > 0 for i in line.at[k : k + 2])


def _stretched(
    said: Utterance, speech: Sequence[Span], repeated: Sequence[Span], syllables: Callable[[str], int]
) -> Iterator[Disfluency]:
    spans = [audible(word, speech) for word in said.words]
    if len(spans) < _LEAST_WORDS:
        return
    each = [
        log(max(span.duration_s, 0.02) / syllables(word)) for span, word in zip(spans, said.bare, strict=True)
    ]
    middle = median(each)
    spread = 1.4826 * median(abs(value - middle) for value in each)
    for index, span in enumerate(spans):
        hitch = said.apart(index + 1) or any(
            said.words[index + 1].span.start_s == other.start_s
            for other in repeated
            if index + 1 < len(spans)
        )
        far = each[index] - middle > _FAR * spread
        if said.bare[index] in _FUNCTION_WORDS and span.duration_s >= STRETCHED_S and far and hitch:
            yield Disfluency("stretched", said.words[index].text, span)
