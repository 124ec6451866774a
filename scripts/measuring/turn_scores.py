"""How good the taking of turns is: what was played when, against when the candidate had really ended.

The rules, the same for every system:

* A **cut** is an answer in which anything of the interviewer but an acknowledgement begins before the true
  end, whether the answer was reopened or not. Per pause: of all pauses of at least 1 s (a pause goes on until
  0.3 s after its end), those in which such a line begins.
* A **gap** counts from the true end to the first line that begins after it: the **first sound** with
  acknowledgements, the **question** without. Where nothing comes, the time that was waited stands for it.
* **Acknowledgements over speech**: of all acknowledgements in answers and monologues, those that overlap the
  candidate's speech by more than a frame. A pause below 0.5 s that was in the clip counts as speech.
* **Natural**: in monologues, cuts and acknowledgements before the true end, each counted, for 10 minutes.
  A question's line begins with its opening ("Thank you."); it counts from there, as its cuts do.
* **Done**: from the press of a key to the first sound, and to the question itself, behind its opening. The
  voice is not timed: in a rehearsal the next question was spoken into memory long before.

Bounds: a share has Clopper and Pearson's one-sided 95 % bound; every other figure a bootstrap interval over
speakers, because one speaker's answers are alike.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from measuring.intervals import Rows, bootstrap, lower_bound, upper_bound
from simulator.audio import Span

Role = Literal["question", "acknowledgement", "bridge"]
LONG_PAUSE_S = 1.0
ACKNOWLEDGEMENT_S = 0.5
_PAUSE_RUNS_ON_S = 0.3  # what is left of a breath before the next word
_EDGE_S = 0.032  # nobody knows an edge of speech better than a frame


@dataclass(frozen=True, slots=True)
class Sounded:
    """A line of the interviewer, where it was audible on the turn's clock (its first sample is 0 s)."""

    span: Span
    role: Role = "question"
    opening_s: float = 0.0
    """Of a question: how long "Thank you. Let me ask you something else." before it takes."""

    @property
    def acknowledges(self) -> bool:
        """A longer one counts as a line like any other."""
        return self.role == "acknowledgement" and self.span.duration_s <= ACKNOWLEDGEMENT_S + 1e-6


@dataclass(frozen=True, slots=True)
class Outcome:
    """One turn and what the interviewer did.

    Args:
        heard_until_s: nothing is known about what came later.
        done_s: when Done was pressed, if it was.
    """

    id: str
    speaker: str
    form: Literal["answer", "monologue"]
    true_end_s: float
    pauses: tuple[Span, ...]
    speech: tuple[Span, ...]
    played: tuple[Sounded, ...]
    heard_until_s: float
    done_s: float | None = None

    @property
    def cuts(self) -> list[Sounded]:
        return [line for line in self.played if not line.acknowledges and line.span.start_s < self.true_end_s]

    @property
    def acknowledgements(self) -> list[Sounded]:
        return [line for line in self.played if line.acknowledges]

    @property
    def first_sound_s(self) -> float:
        return self._gap_s(self.true_end_s, self.played)

    @property
    def question_s(self) -> float:
        return self._gap_s(self.true_end_s, self._questions)

    @property
    def long_pauses(self) -> list[Span]:
        return [pause for pause in self.pauses if pause.duration_s >= LONG_PAUSE_S]

    def cut_in(self, pause: Span) -> bool:
        until_s = min(pause.end_s + _PAUSE_RUNS_ON_S, self.true_end_s)
        return any(pause.start_s <= line.span.start_s < until_s for line in self.cuts)

    def over_speech(self, line: Sounded) -> bool:
        return any(line.span.overlap_s(spoken) > _EDGE_S for spoken in self.speech)

    @property
    def done_to_audio_s(self) -> float:
        return self._gap_s(self.done_s or 0.0, self.played)

    @property
    def done_to_question_s(self) -> float:
        done_s = self.done_s or 0.0
        asked = (
            line.span.start_s + line.opening_s for line in self._questions if line.span.start_s >= done_s
        )
        return min(asked, default=self.heard_until_s) - done_s

    @property
    def _questions(self) -> list[Sounded]:
        return [line for line in self.played if not line.acknowledges and line.role != "bridge"]

    def _gap_s(self, since_s: float, lines: Sequence[Sounded]) -> float:
        after = (line.span.start_s for line in lines if line.span.start_s >= since_s)
        return min(after, default=self.heard_until_s) - since_s


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its 95 % bounds, and the number of cases behind it."""

    value: float | None
    low: float | None
    high: float | None
    of: int


def figures(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Every figure by its name; one without a case has the value None."""
    answers = [o for o in outcomes if o.form == "answer" and o.done_s is None]
    monologues = [o for o in outcomes if o.form == "monologue"]
    done = [o for o in outcomes if o.done_s is not None]
    pauses = [o.cut_in(pause) for o in answers for pause in o.long_pauses]
    over = [o.over_speech(line) for o in (*answers, *monologues) for line in o.acknowledgements]
    return {
        "cutoff_rate": share([bool(o.cuts) for o in answers]),
        "cutoff_rate_pauses": share(pauses),
        "ack_overlap_rate": share(over),
        "acks_per_10_min": per_10_min(monologues, lambda o: o.acknowledgements),
        "first_sound_median_s": quantile(answers, 0.5, lambda o: o.first_sound_s),
        "question_median_s": quantile(answers, 0.5, lambda o: o.question_s),
        "question_p90_s": quantile(answers, 0.9, lambda o: o.question_s),
        "done_to_audio_s": quantile(done, 0.5, lambda o: o.done_to_audio_s),
        "done_to_question_s": quantile(done, 0.5, lambda o: o.done_to_question_s),
        "natural_cuts_per_10_min": per_10_min(monologues, lambda o: o.cuts),
        "natural_end_gap_median_s": quantile(monologues, 0.5, lambda o: o.question_s),
    }


def share(hits: Sequence[bool]) -> Figure:
    if not hits:
        return Figure(None, None, None, 0)
    count = sum(hits)
    return Figure(count / len(hits), lower_bound(count, len(hits)), upper_bound(count, len(hits)), len(hits))


def quantile(outcomes: Sequence[Outcome], at: float, of: Callable[[Outcome], float]) -> Figure:
    return over_speakers(outcomes, lambda o: (of(o),), lambda rows: float(np.quantile(rows[:, 0], at)))


def per_10_min(outcomes: Sequence[Outcome], of: Callable[[Outcome], Sequence[Sounded]]) -> Figure:
    """Lines that begin before the true end, for 10 minutes up to there."""
    return over_speakers(
        outcomes,
        lambda o: (sum(line.span.start_s < o.true_end_s for line in of(o)), o.true_end_s),
        lambda rows: float(600 * rows[:, 0].sum() / rows[:, 1].sum()),
    )


def over_speakers(
    outcomes: Sequence[Outcome],
    row: Callable[[Outcome], tuple[float, ...]],
    figure: Callable[[Rows], float],
) -> Figure:
    """The figure, and its interval when speakers are drawn again; of one speaker nothing tells it."""
    speakers: dict[str, list[tuple[float, ...]]] = {}
    for outcome in outcomes:
        speakers.setdefault(outcome.speaker, []).append(row(outcome))
    if not speakers:
        return Figure(None, None, None, 0)
    groups = [np.array(rows, np.float64) for rows in speakers.values()]
    low, high = bootstrap(groups, figure) if len(groups) > 1 else (None, None)
    return Figure(figure(np.concatenate(groups)), low, high, len(outcomes))


def flat(outcomes: Sequence[Outcome]) -> dict[str, float | int | None]:
    """For JSON: the names that the figures have there; their bounds under names of their own."""
    found = figures(outcomes)
    row: dict[str, float | int | None] = {"answers": found["cutoff_rate"].of}
    for name, figure in found.items():
        row[name] = rounded(figure.value)
        if name == "cutoff_rate":
            row["cutoff_rate_upper95"] = rounded(figure.high)
    for name, figure in found.items():
        if name != "cutoff_rate":
            row[f"{name}_low95"], row[f"{name}_high95"] = rounded(figure.low), rounded(figure.high)
    row["monologue_min"] = round(sum(o.true_end_s for o in outcomes if o.form == "monologue") / 60, 2)
    row["pauses_1_s"] = found["cutoff_rate_pauses"].of
    row["acks"] = found["ack_overlap_rate"].of
    return row


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 5)
