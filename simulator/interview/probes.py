"""The follow-up: from what was heard to one question more, in the candidate's own words, or to going on.
Pure.

Which kind is asked follows from the cues (`choosing.py`); how it is worded, from `probes.toml` and the
words that were heard. Same answer, same seed: same probe. The caller keeps to two probes a topic."""

from __future__ import annotations

import random
import re
import string
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec

from simulator.errors import BankError
from simulator.interview.choosing import PROBE_KINDS, Choice, ProbeKind, scores
from simulator.interview.reasons import reason_for
from simulator.interview.understanding.asking import Asks, Wanted
from simulator.interview.understanding.heard import Heard
from simulator.interview.understanding.spoken import Quote, word_set

Kind = Literal["story", "would", "view", "fact"]
LONGEST = 30  # words of a probe: it is heard once
_LONGEST_QUESTION = 23  # words of a question put again, beside what introduces it
_SECOND_FROM = 0.3
"""A second probe to the same topic is asked only from this score on; else it is time to go on."""
_SLOTS = word_set("shared habit change smooth act said topic tool known where question")
_BUNDLED = Path(__file__).with_name("probes.toml")
_WHERE = {
    "cv": "your CV says",
    "round_one": "my note from the first interview says",
    "earlier": "earlier I heard",
}


@dataclass(frozen=True, slots=True)
class Probe:
    """A follow-up, ready to be spoken."""

    kind: ProbeKind
    text: str
    reason: str
    """What was heard or missing, for the log and the report."""
    about: Quote | None
    """The words of the answer that it takes up; None when it takes up the answer as a whole."""
    wording: str
    """Which wording it is: hand it back in `used`, so that none is said twice in a session."""


@dataclass(frozen=True, slots=True)
class Wording:
    kind: ProbeKind
    text: str
    asks: tuple[Kind, ...] = ()

    @property
    def slots(self) -> frozenset[str]:
        return frozenset(name for _, name, _, _ in string.Formatter().parse(self.text) if name)


@dataclass(frozen=True, slots=True)
class _File:
    version: int
    wording: tuple[Wording, ...]


@lru_cache(maxsize=4)
def load_wordings(path: Path = _BUNDLED) -> tuple[Wording, ...]:
    """Read and check the wordings.

    Raises:
        BankError: the file cannot be read, breaks the schema, or a kind has no wording that always fits.
    """
    try:
        wordings = msgspec.toml.decode(path.read_bytes(), type=_File).wording
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, ValueError) as error:
        raise BankError(
            f"The wordings of probes {path} cannot be used: {error}.", next_step="Mend that entry."
        ) from error
    for wording in wordings:
        if wording.slots - _SLOTS or wording.text.count("?") > 1:
            raise BankError(
                f"The wording {wording.text!r} in {path} asks twice, or names words that nobody says."
            )
    for kind in PROBE_KINDS:
        always = [
            w for w in wordings if w.kind == kind and (kind == "clarify" or (not w.slots and not w.asks))
        ]
        if not always:
            raise BankError(
                f"The wordings {path} have none for {kind!r} that fits every answer.", next_step="Add one."
            )
    return wordings


def next_probe(
    heard: Heard,
    question: Asks,
    asked_kinds: Collection[ProbeKind] = (),
    *,
    seed: int,
    used: Collection[str] = (),
    may_turn: bool = True,
    wordings: Sequence[Wording] | None = None,
) -> Probe | None:
    """The follow-up that is most likely fair; None: go on to the next question.

    Args:
        heard: what was heard.
        question: what had been asked.
        asked_kinds: probes that this topic had already.
        seed: chooses among wordings that fit.
        used: wordings that were spoken in this session.
        may_turn: an over-long answer may be turned to its outcome (once; never with patience "patient").
    """
    ranked = ranking(heard, asked_kinds, may_turn=may_turn)
    kind = max(ranked, key=ranked.__getitem__)
    if kind == "move_on" or (asked_kinds and ranked[kind] < _SECOND_FROM):
        return None
    return _worded(kind, heard, question, seed=seed, used=used, wordings=wordings or load_wordings())


def ranking(
    heard: Heard, asked_kinds: Collection[ProbeKind] = (), *, may_turn: bool = True
) -> Mapping[Choice, float]:
    """How likely each choice is fair; what was asked already, or may not be asked, is left out."""
    fair = scores(heard.cues, differs=bool(heard.differences))
    left_out = set(asked_kinds) | (set() if may_turn else {"outcome"})
    return {choice: score for choice, score in fair.items() if choice not in left_out}


def _worded(
    kind: ProbeKind,
    heard: Heard,
    question: Asks,
    *,
    seed: int,
    used: Collection[str],
    wordings: Sequence[Wording],
) -> Probe:
    words, about = _words(kind, heard, question)
    fitting = [
        (wording, text)
        for wording in wordings
        if wording.kind == kind and wording.slots <= words.keys() and _suits(wording, heard.wanted)
        if (text := _capital(wording.text.format(**words)))
        and len(text.split()) <= LONGEST
        and text.count("?") <= 1
    ]
    rng = random.Random(f"{seed} {kind} {heard.count}")
    rng.shuffle(fitting)
    # First what was not said yet, then what takes up most of the candidate's words.
    fitting.sort(key=lambda pair: (pair[0].text in used, not pair[0].slots))
    if not fitting:  # a difference whose words are too long to say
        text = "One detail did not match what I had noted. Could you tell me that part once more?"
        return Probe(kind, text, reason_for(kind, heard), None, text)
    wording, text = fitting[0]
    quoted = next((about[slot] for slot in sorted(wording.slots) if slot in about), None)
    return Probe(kind, text, reason_for(kind, heard), quoted, wording.text)


def _words(kind: ProbeKind, heard: Heard, question: Asks) -> tuple[dict[str, str], dict[str, Quote]]:
    """What stands for the braces, and where it was said."""
    about = dict(heard.phrases)
    words = {name: quote.text.rstrip(".,?!") for name, quote in about.items()}
    if kind == "clarify" and heard.differences:
        first = heard.differences[0]
        words = {"said": first.said.text, "known": aloud(first.known), "where": _WHERE[first.statement.where]}
        about = {"said": first.said}
    if kind == "ask_again" and (again := _again(question)):
        words["question"] = again
    return words, about


def _suits(wording: Wording, asked: Wanted) -> bool:
    kind: Kind = (
        "fact" if asked.fact else "would" if asked.hypothetical else "story" if asked.occasion else "view"
    )
    return not wording.asks or kind in wording.asks


def _again(question: Asks) -> str:
    """The question in other words, or its last sentence where it is long; empty when neither is short
    enough.
    """
    for text in (str(getattr(question, "rephrase", "")), question.text):
        last = re.split(r"(?<=[.?!])\s+", text.strip())[-1]
        for candidate in (text, last):
            if 4 <= len(candidate.split()) <= _LONGEST_QUESTION and candidate.count("?") <= 1:
                return candidate
    return ""


def _capital(text: str) -> str:
    """A sentence that begins with words of the candidate begins with a capital all the same."""
    return re.sub(r"(^|[.?!] )([a-z])", lambda match: match[1] + match[2].upper(), text)


def aloud(text: str) -> str:
    """A few words of a document as one says them: "€2.4m" is "2.4 million euros"."""
    plain = re.sub(r"[*_#>|()\u2022\u2192]+", " ", text)
    plain = re.sub(r"([\u20ac\u00a3$])\s?(\d[\d.,]*)\s?(m|k|bn)?\b", _money, plain)
    plain = re.sub(r"(\d)\s?m\b", r"\1 million", re.sub(r"(\d)\s?k\b", r"\1 thousand", plain))
    plain = re.sub(r"\s?%", " percent", plain)
    return " ".join(plain.replace("\u2013", "-").split()).strip(' -,;:."')


_CURRENCIES = {"\u20ac": "euros", "\u00a3": "pounds", "$": "dollars"}
_SIZES = {"m": "million ", "k": "thousand ", "bn": "billion ", "": ""}


def _money(match: re.Match[str]) -> str:
    return f"{match[2].rstrip('.,')} {_SIZES[match[3] or '']}{_CURRENCIES[match[1]]}"
