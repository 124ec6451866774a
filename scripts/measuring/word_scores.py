"""How good heard words and fillers are: pure scoring of one clip, and figures with intervals over many.

The rules, the same for every system:

* Fillers (um, uh, er, hmm, mm) are one class; only sure ones count, a possible one is ignored.
* **Counted per clip**: of `found` and `said` fillers min(found, said) are right; the rest of `said` is
  missed; the rest of `found` is false, but as many as the truth's sources dispute are not punished. Clips:
  spontaneous, elicited or read, transcribed by people (or silver, or synthetic), fillers counted.
* **By event**: the middle of a found filler lies in the window of a said one; windows and found fillers are
  matched one to one, as many as possible. Only clips whose fillers have a place.
* **False fillers per minute** on read (dictated) and on noise clips: found beyond said, per minute of clip.
* **Error of the rate**: |found - said| per minute, over the clips of the first rule (long clips weigh more).
* **WER**: both sides in lower case, without punctuation, digits as words, hyphens as spaces, "ok" as
  "okay". Without fillers, or verbatim, where every filler is the same word. Text by people or from a script;
  silver text, which machines wrote, has figures of its own.
* **Processor time** over plain: clips of speech, so that a decoder that loops on noise does not decide it.

Every figure is a ratio of two sums over clips, so its interval comes from drawing the clips again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from simulator.analysis.fillers import is_sure
from simulator.audio import Span
from simulator.events import Word
from simulator.listening.passages import in_order
from simulator.ports import Heard

FILLER_SPELLINGS = frozenset({"um", "uh", "er", "hmm", "mm"})
"""How truth spells fillers."""
FILLER = "<filler>"
"""The one word that stands for every filler in a verbatim comparison."""
SPEECH = frozenset({"spontaneous", "elicited", "read"})
"""Kinds of clips in which somebody speaks."""
BOOTSTRAPS = 1000
_SEED = 20_240_229
_TOLD = frozenset({"human", "silver", "synthetic"})  # who says how many fillers there were
_EXACT_TEXT = frozenset({"human", "script", "synthetic"})


@dataclass(frozen=True, slots=True)
class Truth:
    """What is known about a clip. `windows`: where each filler may be found, slack included, or None."""

    id: str
    kind: str
    """spontaneous, read, elicited, noise or room."""
    source: str
    """human, script, silver, synthetic or none."""
    seconds: float
    text: str | None
    fillers: int | None
    """How many were said; None where nobody counted."""
    disputed: int = 0
    """How many more the sources disagree about."""
    windows: tuple[Span, ...] | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What one system heard in one clip, and the processor time of it in seconds."""

    truth: Truth
    heard: Heard
    cpu_s: float = 0.0

    @property
    def found(self) -> list[Span]:
        return [filler.span for filler in self.heard.fillers if is_sure(filler)]


@dataclass(frozen=True, slots=True)
class Counts:
    """Fillers right, false and missed."""

    right: int
    false: int
    missed: int


def count_fillers(found: int, said: int, disputed: int = 0) -> Counts:
    right = min(found, said)
    return Counts(right, max(0, found - said - disputed), said - right)


def count_events(found: Sequence[Span], windows: Sequence[Span], disputed: int = 0) -> Counts:
    """One to one, as many pairs as possible: the window that ends first takes the earliest filler in it."""
    middles = sorted((span.start_s + span.end_s) / 2 for span in found)
    right = 0
    for window in sorted(windows, key=lambda span: span.end_s):
        inside = next((at_s for at_s in middles if window.start_s <= at_s <= window.end_s), None)
        if inside is not None:
            middles.remove(inside)
            right += 1
    return Counts(right, max(0, len(middles) - disputed), len(windows) - right)


def spoken_tokens(text: str) -> list[str]:
    """Words as they are compared: what two transcribers may write differently is written in one way."""
    from hibari.g2p.numbers import cardinal, ordinal

    plain = text.lower().replace("\u2019", "'").replace("%", " percent ")
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", plain)
    plain = re.sub(r"\b(\d+)(?:st|nd|rd|th)\b", lambda found: f" {ordinal(int(found[1]))} ", plain)
    plain = re.sub(r"\d+", lambda found: f" {cardinal(int(found[0]))} ", plain)
    tokens = (token.strip("'") for token in re.findall(r"[^\W_]+(?:'[^\W_]+)*'?", plain))
    return ["okay" if token == "ok" else token for token in tokens]


def said_tokens(truth: Truth, *, verbatim: bool) -> list[str]:
    said = spoken_tokens(truth.text or "")
    return _with_fillers([FILLER if token in FILLER_SPELLINGS else token for token in said], verbatim)


def heard_tokens(heard: Heard, *, verbatim: bool) -> list[str]:
    tokens: list[str] = []
    for token in in_order(heard):
        if isinstance(token, Word):
            tokens += spoken_tokens(token.text)
        elif is_sure(token):
            tokens.append(FILLER)
    return _with_fillers(tokens, verbatim)


def _with_fillers(tokens: list[str], verbatim: bool) -> list[str]:
    return tokens if verbatim else [token for token in tokens if token != FILLER]


def word_errors(said: Sequence[str], heard: Sequence[str]) -> int:
    """Fewest words to put in, leave out or replace to turn one into the other."""
    import jiwer

    if not said:
        return len(heard)
    aligned = jiwer.process_words(" ".join(said), " ".join(heard))
    return int(aligned.substitutions + aligned.deletions + aligned.insertions)


# Figures ------------------------------------------------------------------------------------------------

Share = tuple[float, float]
"""What one clip adds above and below the line of a ratio."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A ratio of sums over `clips` clips, between the 2.5 % and 97.5 % quantiles of drawing them again.

    `below` is the sum under the line (words, minutes ...). None: the ratio is undefined.
    """

    value: float | None
    low: float | None
    high: float | None
    clips: int
    below: float


def ratio(shares: Sequence[Share], *, draws: int = BOOTSTRAPS, seed: int = _SEED) -> Figure:
    """Draws that leave nothing under the line are left out of the interval."""
    table = np.array(shares, np.float64).reshape(-1, 2)
    above, below = table.sum(axis=0)
    if below == 0:
        return Figure(None, None, None, len(table), 0.0)
    drawn = np.random.default_rng(seed).integers(len(table), size=(draws, len(table)))
    sums = table[drawn].sum(axis=1)
    sums = sums[sums[:, 1] > 0]
    low, high = np.quantile(sums[:, 0] / sums[:, 1], (0.025, 0.975))
    return Figure(float(above / below), float(low), float(high), len(table), float(below))


def _counted(result: Result) -> Counts | None:
    truth = result.truth
    if truth.kind not in SPEECH or truth.source not in _TOLD or truth.fillers is None:
        return None
    return count_fillers(len(result.found), truth.fillers, truth.disputed)


def _placed(result: Result) -> Counts | None:
    if _counted(result) is None or result.truth.windows is None:
        return None
    return count_events(result.found, result.truth.windows, result.truth.disputed)


def _precision(result: Result) -> Share | None:
    counts = _counted(result)
    return None if counts is None else (counts.right, counts.right + counts.false)


def _recall(result: Result) -> Share | None:
    counts = _counted(result)
    return None if counts is None else (counts.right, counts.right + counts.missed)


def _f1(result: Result, *, count: Callable[[Result], Counts | None]) -> Share | None:
    counts = count(result)
    return None if counts is None else (2 * counts.right, 2 * counts.right + counts.false + counts.missed)


def _f1_by_people(result: Result) -> Share | None:
    return None if result.truth.source == "silver" else _f1(result, count=_counted)


def _rate_error(result: Result) -> Share | None:
    counts = _counted(result)
    return None if counts is None else (counts.false + counts.missed, result.truth.seconds / 60)


def _false_per_min(result: Result, *, kind: str) -> Share | None:
    if result.truth.kind != kind:
        return None
    said = result.truth.fillers or 0
    counts = count_fillers(len(result.found), said, result.truth.disputed)
    return counts.false, result.truth.seconds / 60


def _wer(result: Result, *, verbatim: bool, sources: frozenset[str]) -> Share | None:
    truth = result.truth
    if not truth.text or truth.source not in sources or (verbatim and truth.fillers is None):
        return None
    said = said_tokens(truth, verbatim=verbatim)
    return word_errors(said, heard_tokens(result.heard, verbatim=verbatim)), len(said)


_SILVER = frozenset({"silver"})
FIGURES: dict[str, Callable[[Result], Share | None]] = {
    "filler_precision": _precision,
    "filler_recall": _recall,
    "filler_f1": partial(_f1, count=_counted),
    "filler_f1_human": _f1_by_people,
    "filler_event_f1": partial(_f1, count=_placed),
    "false_fillers_per_min": partial(_false_per_min, kind="read"),
    "false_fillers_per_min_noise": partial(_false_per_min, kind="noise"),
    "filler_rate_error_per_min": _rate_error,
    "wer_no_fillers": partial(_wer, verbatim=False, sources=_EXACT_TEXT),
    "wer_verbatim": partial(_wer, verbatim=True, sources=_EXACT_TEXT),
    "wer_no_fillers_silver": partial(_wer, verbatim=False, sources=_SILVER),
    "wer_verbatim_silver": partial(_wer, verbatim=True, sources=_SILVER),
}
"""Each figure by its name: what one result adds to it, or None where the clip does not count."""


def figures(results: Sequence[Result], plain: Sequence[Result] = ()) -> dict[str, Figure]:
    """All figures of one system; with the plain decode's results of the same clips also `cpu_over_plain`."""
    found = {}
    for name, share in FIGURES.items():
        shares = [share(result) for result in results]
        found[name] = ratio([each for each in shares if each is not None])
    if plain:
        cpu_s = {result.truth.id: result.cpu_s for result in plain if result.truth.kind in SPEECH}
        found["cpu_over_plain"] = ratio(
            [(result.cpu_s, cpu_s[result.truth.id]) for result in results if result.truth.id in cpu_s]
        )
    return found


def tells_something(truth: Truth) -> bool:
    """Some figure counts a clip of which this is known."""
    silence = Result(truth, Heard((), ()))
    return any(share(silence) is not None for share in FIGURES.values())


def flat(found: dict[str, Figure]) -> dict[str, float | int | None]:
    """For JSON: `key`, `key_low`, `key_high`, and `key_n`, the number of clips behind it."""
    lines: dict[str, float | int | None] = {}
    for name, figure in found.items():
        for suffix, value in (("", figure.value), ("_low", figure.low), ("_high", figure.high)):
            lines[name + suffix] = None if value is None else round(value, 4)
        lines[f"{name}_n"] = figure.clips
    return lines


def true_fillers(results: Sequence[Result]) -> int:
    """Fillers said in the clips that filler precision and recall count."""
    return sum(result.truth.fillers or 0 for result in results if _counted(result) is not None)
