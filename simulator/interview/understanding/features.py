"""An answer as a few numbers that the cues weigh: shares and rates of what was told. Pure.

Every number is something a person could count by hand; none knows a trade's words.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from simulator.interview.understanding.asking import Wanted
from simulator.interview.understanding.figures import Figure
from simulator.interview.understanding.spoken import Spoken, word_set
from simulator.interview.understanding.telling import Told

_LATE = 0.6  # where the end of an answer begins, as a share of its words
_NEAR = 12  # words between a change and the figure that sizes it


def features(said: Spoken, what: Told, wanted: Wanted) -> dict[str, float]:
    """All features by name; most lie between 0 and 1."""
    n = max(what.count, 1)
    per_50 = 50 / max(n, 25)
    last = said.tokens[-1].index + 1 if said.tokens else 1
    own, shared = len(what.own_acts), len(what.shared_acts)
    anchored = min(1.0, len(what.anchors) / 2)
    late_outcomes = [place for place in what.outcomes if place >= _LATE * last]
    late_figures = [figure for figure in what.figures if figure.start >= _LATE * last]
    late_changes = [place for place in what.changes if place >= _LATE * last]
    sizes = [figure for figure in what.figures if not figure.year]
    bare = len(unsized(what.changes, sizes))
    return {
        **_ending(said, what),
        "length": 0.0 if wanted.fact and n < 100 else math.log(n / 100),  # a date is soon said
        "short": 0.0 if wanted.fact else _ramp(n, 45, 20),
        "brief": 0.0 if wanted.fact else _ramp(n, 80, 45),
        "long": _ramp(n, 250, 340),
        "occasion_asked": float(wanted.occasion),
        "would_asked": float(wanted.hypothetical),
        "view_asked": float(wanted.view),
        "fact_asked": float(wanted.fact),
        "trouble_asked": float(wanted.trouble),
        "tool_asked": float(wanted.tool),
        "number_asked": float("number" in wanted.parts),
        "result_asked": float("result" in wanted.parts),
        "own_acts": min(own, 6) / 6,
        "shared_acts": min(shared, 6) / 6,
        "shared_share": (shared + 0.3 * what.shared) / (own + shared + 0.3 * (what.shared + what.mine) + 1),
        "no_own": float(own == 0),
        "mine": min(1.0, what.mine / n * 10),
        "shared": min(1.0, what.shared / n * 10),
        "past": min(1.0, len(what.pasts) / n * 10),
        "few_pasts": _ramp(len(what.pasts), 4, 0),
        "habits": min(1.0, len(what.own_habits) / 2 * per_50),
        "would": min(1.0, len(what.hypotheticals) / 2 * per_50),
        "you": min(1.0, what.you / n * 20),
        "anchored": anchored,
        "names": min(1.0, len(what.names) / 4),
        "figures": min(len(sizes), 5) / 5,
        "no_figure": float(not sizes),
        "late_figure": float(bool(late_figures)),
        "changes": min(len(what.changes), 3) / 3,
        "unsized": min(3, bare) / 3,
        "unsized_vague": min(3, bare if what.vague else 0) / 3,
        "vague": min(1.0, len(what.vague) / 3 * per_50),
        "outcomes": min(len(what.outcomes), 4) / 4,
        "late_outcome": min(len(late_outcomes), 3) / 3,
        "no_end": float(not late_outcomes and not late_changes),
        "trouble": min(1.0, len(what.troubles) / 3 * per_50),
        "no_trouble": float(len(what.troubles) == 0),
        "some_trouble": min(len(what.troubles), 4) / 4,
        "but": min(1.0, what.negations / n * 20),
        "smooth": min(1.0, len(what.smooth) / 3 * per_50),
        "absolutes": min(1.0, what.absolutes / 3 * per_50),
        "reasons": min(1.0, len(what.reasons) / 2 * per_50),
        "rejected": float(bool(what.rejected)),
        "unsure": min(1.0, what.unsure / 2),
        "denies": float(_denies(said)),
        "smooth_for_trouble": float(wanted.trouble) * min(1.0, len(what.smooth) / 2 * per_50),
        "untroubled": float(wanted.trouble) * _ramp(len(what.troubles), 3, 0),
        "no_would": float(wanted.hypothetical) * _ramp(len(what.hypotheticals), 2, 0),
        "no_story": float(wanted.occasion) * _ramp(own + shared, 3, 0) * (1 - anchored),
        "story": float(wanted.occasion) * _ramp(own + shared, 1, 4),
        "told_story": _ramp(len(what.pasts), 3, 8),
        "habits_for_story": float(wanted.occasion) * min(1.0, len(what.own_habits) / 2 * per_50),
    }


def _ending(said: Spoken, what: Told) -> dict[str, float]:
    """How the last two sentences (at least 15 words) end: with an act, with how things are now, with a
    lesson.
    """
    words = said.words
    first = max(0, len(words) - 15)
    if words:
        last = words[-1].sentence
        first = min(first, next(place for place, word in enumerate(words) if word.sentence >= last - 1))
    tail = words[first:]
    start = tail[0].index if tail else 0
    norms = [word.norm for word in tail]
    n = max(1, len(tail))
    present = sum(norm in _PRESENT or norm.endswith(("'s", "'re")) for norm in norms)
    return {
        "end_acts": min(1.0, sum(place >= start for place in (*what.own_acts, *what.shared_acts)) / 2),
        "end_present": min(1.0, present / n * 8),
        "end_lesson": float(bool(_LESSON & set(norms))),
        "end_saying": min(1.0, sum(norm in _SAYING for norm in norms) / 2),
        "end_outcome": min(1.0, sum(place >= start for place in (*what.outcomes, *what.changes)) / 2),
        "end_figure": float(any(figure.start >= start for figure in what.figures)),
        "end_smooth": float(any(place >= start for place in what.smooth)),
    }


_PRESENT = word_set("is are has have don't doesn't do does can i'm we're they're i've we've now today still")
_LESSON = word_set("since differently again learned learnt lesson next now these i'd time")
_SAYING = word_set("said told asked called rang phoned wrote says shouted put looked")
_DENIED = word_set("anything any never nothing none really rather")
_FIRST = 30  # words in which an answer turns its question away


def _denies(said: Spoken) -> bool:
    """ "I don't think there's anything", "I've never had", "I've only had good" near the beginning."""
    norms = [word.norm for word in said.words[:_FIRST]]
    for place, norm in enumerate(norms):
        near = set(norms[place + 1 : place + 6])
        if (norm.endswith("n't") or norm in ("not", "no")) and near & _DENIED:
            return True
        if norm in ("never", "only", "always", "mostly") and near & {
            "good",
            "well",
            "great",
            "excellent",
            "positive",
        }:
            return True
    return False


def _ramp(value: float, nothing: float, all_of_it: float) -> float:
    """0 at `nothing`, 1 at `all_of_it`, in a straight line between."""
    return min(1.0, max(0.0, (value - nothing) / (all_of_it - nothing)))


def unsized(changes: Sequence[int], sizes: Sequence[Figure]) -> list[int]:
    """Changes without a figure near."""
    return [place for place in changes if all(abs(place - figure.start) > _NEAR for figure in sizes)]
