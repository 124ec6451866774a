"""The metric catalogue: each measure declared once, with its unit, definition, band and source.

The report, the help and the tests read it from here. Bands are conventions or research findings, named
as such; a metric without a band is shown and never judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.analysis.results import Metric, Verdict
from simulator.audio import Span


@dataclass(frozen=True, slots=True)
class Band:
    """The range in which no remark is made; None is open. `says` is shown beside the number."""

    low: float | None
    high: float | None
    says: str

    def verdict(self, value: float) -> Verdict:
        if self.low is not None and value < self.low:
            return "below"
        if self.high is not None and value > self.high:
            return "above"
        return "within"


@dataclass(frozen=True, slots=True)
class MetricDefinition:
    key: str
    name: str
    unit: str
    definition: str
    how: str
    source: str
    band: Band | None = None
    decimals: int = 1
    is_not: str = ""


CATALOGUE: dict[str, MetricDefinition] = {
    definition.key: definition
    for definition in (
        MetricDefinition(
            key="speaking_rate_wpm",
            name="Pace",
            unit="words/min",
            definition="Words, filler sounds not counted, from the first word to the last, pauses included.",
            how="Words from the transcript; first and last moment of voice from voice activity.",
            band=Band(110, 180, "110-180 is neutral"),
            source="UK interviews run at about 160-210 (Tauroza & Allison 1990); slow speech reads as "
            "anxious (Feiler & Powell 2016). Remarked on only below 100 or above 190 for 20 s or more.",
            decimals=0,
            is_not="Not a speed to aim for: a steady pace with pauses matters more than the number.",
        ),
        MetricDefinition(
            key="filler_sounds_per_min",
            name="Filler sounds",
            unit="per min",
            definition="um, uh, er and hmm per minute of the answer, from first to last voice.",
            how="Heard in a verbatim decode. Sure ones make the value, possible ones the end of its range.",
            band=Band(None, 5, "up to 5 does no harm, over 10 is worth work"),
            source="Up to 5 a minute did no harm to ratings, 12 did (Laske & DiGennaro Reed 2024).",
            is_not="Not a sign of lying or of not knowing: fillers announce that more is coming.",
        ),
        MetricDefinition(
            key="filler_words_per_min",
            name="Filler words",
            unit="per min",
            definition="like, you know, I mean, sort of, right? ... where they carry no meaning, per minute.",
            how="Told from the same words with a meaning by neighbours, pauses and commas, not by spelling; "
            "single cases can be wrong.",
            source="Heard as milder than filler sounds (Laske & DiGennaro Reed 2024): shown, not judged.",
        ),
        MetricDefinition(
            key="repairs_per_min",
            name="Repeated and restarted",
            unit="per min",
            definition="Words said twice in a row, broken off, or replaced at once by others, per minute.",
            how="Patterns in the transcript (Shriberg 1994), sure ones only; there are more.",
            source="Everybody does it, about 3 times in 100 words (Bortfeld et al. 2001): shown, not judged.",
            is_not="Says nothing about how well you speak; nothing is ever remarked on because of it.",
        ),
        MetricDefinition(
            key="answer_length_s",
            name="Answer length",
            unit="s",
            definition="First to last moment of voice in the answer.",
            how="Voice activity.",
            source="Convention, not experiment: factual questions 20-60 s, behavioural 60-150 s, about "
            "yourself 60-120 s.",
            decimals=0,
            is_not="A short answer can be the right one.",
        ),
        MetricDefinition(
            key="time_to_first_word_s",
            name="Time to first word",
            unit="s",
            definition="End of the question to the first moment of voice.",
            how="Playback and voice activity on one clock.",
            source="Conversation answers after about 0.2 s, planned answers after more than 0.6 s "
            "(Levinson & Torreira 2015): shown, not judged; thinking is allowed.",
        ),
        MetricDefinition(
            key="pitch_sd_st",
            name="Pitch variation",
            unit="semitones",
            definition="Standard deviation of the voice's fundamental frequency around its median.",
            how="Probabilistic YIN (Mauch & Dixon 2014), voiced 32 ms steps, octave errors left out.",
            source="Goes with liveliness (Hincks 2005). Flat voices lie under about 1.5-2, but microphones, "
            "languages and voices differ: shown, not judged.",
            is_not="Not a target: compare it with your own earlier sessions.",
        ),
        MetricDefinition(
            key="pause_median_s",
            name="Typical pause",
            unit="s",
            definition="Median of the silences of at least 0.25 s inside the answer.",
            how="Voice activity, never gaps between transcribed words.",
            source="0.25 s is the usual threshold (De Jong & Bosker 2013); pauses are log-normal, hence "
            "the median.",
            decimals=2,
        ),
        MetricDefinition(
            key="long_pauses_per_min",
            name="Long pauses",
            unit="per min",
            definition="Silences of at least 1 s inside the answer, per minute of it.",
            how="Voice activity.",
            source="Shown, not judged: thinking is allowed. The transcript marks those of 2 s and more.",
        ),
        MetricDefinition(
            key="speaking_share",
            name="Share of speaking",
            unit="%",
            definition="Time with voice, of the time from first to last voice.",
            how="Voice activity.",
            source="Shown, not judged.",
            decimals=0,
        ),
    )
}


def measured(
    key: str,
    value: float,
    *,
    moments: Sequence[Span] = (),
    interval: tuple[float, float] | None = None,
    band: Band | None = None,
) -> Metric:
    """A value of a catalogued metric, judged by the given band or the catalogue's own."""
    definition = CATALOGUE[key]
    judge = band or definition.band
    verdict: Verdict = judge.verdict(value) if judge else "shown"
    digits = max(definition.decimals, 2)
    ends = (round(interval[0], digits), round(interval[1], digits)) if interval else None
    return Metric(key, round(value, digits), verdict, ends, tuple(moments))


def cannot_say(key: str, why: str) -> Metric:
    """No number, and the reason: an honest gap instead of a guess."""
    return Metric(CATALOGUE[key].key, None, "unknown", note=why)
