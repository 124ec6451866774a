"""Words used as fillers, told from the same words with a meaning by what stands around them.

A filler can be left out, and nothing that was claimed is missing. Each word has its own rule, over small
lists of words with a grammatical use, the transcript's punctuation, pauses and filler sounds; none needs
the punctuation, which Whisper sets as it pleases. In doubt a word is not counted.

What counts follows the literature on discourse markers: of the uses of *like* (D'Arcy 2007) the marker and
the particle, not the one that introduces speech ("he was like, no") and not the one that means *about*
or *such as*; *you know* and *I mean* where they govern nothing (Schiffrin 1987); *sort of* and *kind of*
where they soften; *actually*, *literally* and *basically* only as an aside, because inside the clause they
contrast, stress or sum up (Aijmer 2013); *so* where it trails off or stands as an aside, not where it
links two clauses. What begins an answer takes the floor, and what begins quoted speech belongs to it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from simulator.analysis.results import FillerPhrase, FillerUse
from simulator.analysis.utterance import Utterance, utterance
from simulator.audio import Span
from simulator.events import Filler, Word


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_BE = _set(
    "am is are was were be been being i'm you're we're they're he's she's it's that's there's what's "
    "isn't wasn't aren't weren't who's here's 's 're"
)
_HAVE = _set("have has had having i've we've you've they've haven't hasn't hadn't")
_MODALS = _set(
    "can could will would shall should may might must can't couldn't won't wouldn't shouldn't i'll "
    "we'll they'll you'll gonna"
)
_NEGATED = _set("don't didn't doesn't not never")
_AND = _set("and but so because cause or then")
_PREPOSITIONS = _set(
    "of in on at for from with without about into by to through over under between after during"
)
_DETERMINERS = _set("a an the this that these those my your his her its our their some any no every each all")
_I = _set("i we you they he she it who")
_PEOPLE = _set("you him her them us me everyone everybody")
_BEGINS_CLAUSE = (
    _I
    | _BE
    | _HAVE
    | _set(
        "there this that these those what how where when why if because i'd we'd they'd you'd he'd she'd "
        "it'd let's let everybody everyone nobody somebody people one maybe okay"
    )
)
_DEGREE = _set(
    "really very so super totally completely too pretty extremely absolutely forever literally "
    "incredibly insanely way"
)
_NUMBERS = _set(
    "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty "
    "seventy eighty ninety hundred thousand million half"
)
_PAST = _set(
    "was were had did went got came said took made just never gave ran lost found knew thought tried "
    "kept put left saw started"
)
_QUOTES = _set(
    "say says said saying like think thinks thought thinking go goes went ask asks asked asking was"
)
_OPENERS = _set("yes yeah yep no okay ok right so well oh ah um uh sure alright hmm exactly and actually")

_GOVERNS_LIKE = (
    _BE
    | _MODALS
    | _NEGATED
    | _set(
        "feel feels felt feeling look looks looked looking sound sounds sounded seem seems seemed taste "
        "tastes smell smells act acts acted behave behaves work works worked treat treats treated think "
        "thinking thing things stuff something anything nothing everything someone somebody people person "
        "tools more less much exactly rather do does did really always also still i'd you'd we'd they'd "
        "he'd she'd kind"
    )
)
_SAID = _set("said say saying told mentioned mention suggested")
_GOVERNS_KNOW = _set(
    "do did does don't didn't what how as let who whom which than before once until everything if "
    "whether would should might must can could will"
)
_IS_KNOWN = _set(
    "what that how who whom why where whether if the this exactly your his her my their our everything "
    "something nothing anything all him them about better best enough more already"
)
_GOVERNS_MEAN = _set("what do did does if how part thing all which why")
_A_KIND = _DETERMINERS | _set(
    "another any best certain common different exact good bad main new one only other particular right "
    "same similar special specific two three weird what which whole worst wrong favourite favorite many "
    "most first second rare"
)
_OF_A_KIND = _set("thing things stuff way ways deal person place")
_NO_TAG = (
    _BE
    | _DETERMINERS
    | _PREPOSITIONS
    | _set(
        "turn turned turns go goes going went get gets getting got exactly quite just do does doing did it "
        "them done all left make sure swipe straight fit fits not feel feels sounds"
    )
)
_IN_ORDER = (
    _NO_TAG | _QUOTES | _MODALS | _set("see look looks looked pretty perfectly totally seem seems seemed oh")
)
_AFTER_OKAY = _BEGINS_CLAUSE | _set("so now well")
_GOVERNS_WELL = _MODALS | _set(
    "works worked work working very pretty really quite fairly so too do does did done doing go goes "
    "going went gone get all know knows known it him her them me us speak speaks perform performed sell "
    "sold sleep mean means out along together"
)
_SUBJECT_VERB = _set("i i'm i've we we're he he's she she's they they're it's that's there's")
_AFTER_SO = _set("yeah yes yep anyway anyways")
_SO = _set(
    "if or even think thought hope guess do did does doing done say said told not why how more ever "
    "believe suppose and/or just much"
)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a phrase stands; words are bare, and empty beyond the answer's ends."""

    before: str
    earlier: tuple[str, ...]
    """Up to four words before `before`, the nearest first."""
    after: str
    then: str
    opens: bool
    """A comma, a stop, a pause or a filler before it."""
    begins: bool
    """A stop before it: it begins a sentence."""
    closes: bool
    """A comma, dots, a pause or a filler after it."""
    mark: str
    """The punctuation after it."""

    @property
    def comma(self) -> bool:
        """People also pause after a preposition: "places like ... Leeds"."""
        return self.closes and bool(self.mark)

    @property
    def set_off(self) -> bool:
        return self.opens and self.closes

    @property
    def asks(self) -> bool:
        return self.mark[-1:] == "?"

    @property
    def trails_off(self) -> bool:
        return self.mark[-1:] == "\u2026" or self.mark.endswith("..")


def filler_phrases(
    words: Sequence[Word], fillers: Sequence[Filler] = (), speech: Sequence[Span] = ()
) -> tuple[FillerPhrase, ...]:
    """Words used as fillers, in order. An answer's filler sounds and stretches of voice make it surer."""
    said = utterance(words, fillers, speech)
    found: list[FillerPhrase] = []
    index = taken = 0
    while index < len(words):
        length, use = _at(said, index, after_filler=0 < taken == index)
        if use:
            span = Span(words[index].span.start_s, words[index + length - 1].span.end_s)
            found.append(FillerPhrase(" ".join(said.bare[index : index + length]), span, use))
            taken = index + length
        index += length
    return tuple(found)


def _at(said: Utterance, index: int, *, after_filler: bool) -> tuple[int, FillerUse | None]:
    """How many words to go on by, and the use of the phrase that begins here if it is a filler."""
    for length in (2, 1):
        rule = _RULES.get(" ".join(said.bare[index : index + length]))
        if rule and index + length <= len(said.words) and not any(said.mark[index : index + length - 1]):
            if length == 1 and said.bare[index] in _OPENERS and _takes_the_floor(said, index):
                return length, None
            use = rule(_place(said, index, length, after_filler=after_filler))
            return (length, use) if use else (1, None)
    return 1, None


def _takes_the_floor(said: Utterance, index: int) -> bool:
    return all(word in _OPENERS for word in said.bare[:index])


def _place(said: Utterance, index: int, length: int, *, after_filler: bool) -> _Place:
    end = index + length
    stops = index > 0 and said.stops(index - 1)
    return _Place(
        before=said.bare[index - 1] if index else "",
        earlier=tuple(reversed(said.bare[max(0, index - 5) : max(0, index - 1)])),
        after=said.bare[end] if end < len(said.bare) else "",
        then=said.bare[end + 1] if end + 1 < len(said.bare) else "",
        opens=index == 0 or stops or said.sets_off(index - 1) or said.apart(index) or after_filler,
        begins=stops,
        closes=said.sets_off(end - 1) or said.apart(end),
        mark=said.mark[end - 1],
    )


def _like(at: _Place) -> bool:
    if at.after in _NUMBERS or at.after[:1].isdigit() or (at.after == "maybe" and at.before not in _AND):
        return False  # about
    if at.then in _SAID or (at.before == "of" and at.earlier[:1] in {("kind",), ("sort",)}):
        return False  # "like I said", "I kind of like it"
    if at.before in _BE and at.after in _DEGREE:
        return True  # "it was like really hard"; else it introduces speech, or compares
    if at.before in _GOVERNS_LIKE and not (at.opens and at.closes):
        return False
    if at.set_off:
        return True
    if at.before in _I or at.before == "just":
        return at.after in _PAST or at.after.endswith("ed")  # "we like had to", not "I like it"
    if at.before == "to":
        return bool(at.after) and at.after not in _DETERMINERS | _I | _PEOPLE | _PREPOSITIONS
    if at.before in _AND or at.opens:
        return at.closes or at.after in _BEGINS_CLAUSE | _DEGREE
    return at.comma or at.before in _PREPOSITIONS or at.after in _DEGREE


def _you_know(at: _Place) -> bool:
    if at.after == "what":
        return False
    if at.before in _GOVERNS_KNOW and not at.set_off:
        return False
    if at.set_off or at.closes:
        return True
    if at.before in _BE | _HAVE | _PREPOSITIONS | _DETERMINERS:
        return True  # no clause can begin here, so "you" is not its subject
    return at.after not in _IS_KNOWN


def _i_mean(at: _Place) -> bool:
    if at.before in _GOVERNS_MEAN and not at.set_off:
        return False
    if at.after == "by" or ("by" in at.earlier[:2]) or ("say" in at.earlier and not at.opens):
        return False  # "by that I mean", "when I say late I mean"
    if at.after in {"it", "that"}:
        return at.closes or at.then in _BE | _HAVE | _MODALS | _PAST | _I
    return True


def _softens(at: _Place) -> bool:
    return bool(at.before) and at.after not in _OF_A_KIND and (at.opens or at.before not in _A_KIND)


def _kind_of(at: _Place) -> bool:
    return _softens(at) and at.after not in _PEOPLE  # "very kind of you"


def _basically(at: _Place) -> bool:
    begins_clause = (at.opens or at.before in _AND) and (at.closes or at.after in _BEGINS_CLAUSE)
    return begins_clause or (at.opens and at.mark[-1:] == ".")


def _literally(at: _Place) -> bool:
    return (at.opens or at.before in _AND or at.before == "like") and at.closes


def _actually(at: _Place) -> bool:
    return at.set_off and not at.begins and at.before not in _OPENERS | _AND


def _right(at: _Place) -> bool:
    if at.opens or at.before in _AND:
        return at.closes or at.mark[-1:] in {"?", "."}
    return at.before not in _NO_TAG and (at.asks or at.after == "so")


def _okay(at: _Place) -> bool:
    if at.before in _IN_ORDER:
        return False
    if at.opens or at.before in _AND:
        return bool(at.mark) or at.closes or at.after in _AFTER_OKAY
    return at.asks


def _so(at: _Place) -> bool:
    if at.before in _SO:
        return False
    aside = at.mark == "," and not at.begins and (at.opens or at.before in _AND)
    return at.trails_off or not at.after or at.after in _AFTER_SO or aside


def _well(at: _Place) -> bool:
    if at.before in _QUOTES or at.before == "as":
        return False
    if at.opens or at.before in _AND:
        return at.closes or at.after in _BEGINS_CLAUSE
    return at.before not in _GOVERNS_WELL and not at.mark and at.after in _SUBJECT_VERB


def _as(use: FillerUse, rule: Callable[[_Place], bool]) -> Callable[[_Place], FillerUse | None]:
    return lambda at: use if rule(at) else None


_RULES: dict[str, Callable[[_Place], FillerUse | None]] = {
    "like": _as("marker", _like),
    "you know": _as("marker", _you_know),
    "i mean": _as("marker", _i_mean),
    "sort of": _as("softener", _softens),
    "kind of": _as("softener", _kind_of),
    "sorta": _as("softener", _softens),
    "kinda": _as("softener", _softens),
    "basically": _as("aside", _basically),
    "literally": _as("aside", _literally),
    "actually": _as("aside", _actually),
    "right": _as("tag", _right),
    "okay": _as("marker", _okay),
    "ok": _as("marker", _okay),
    "so": _as("marker", _so),
    "well": _as("marker", _well),
}
