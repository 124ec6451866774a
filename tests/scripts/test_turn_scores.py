"""Scoring of turns, on cases small enough to count by hand."""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

sys.path.append(str(Path(__file__).resolve().parents[2] / "scripts"))

from measuring.intervals import at_most, bootstrap, lower_bound, upper_bound
from measuring.turn_scores import Outcome, Role, Sounded, figures, flat

from simulator.audio import Span

NAMES = """answers cutoff_rate cutoff_rate_upper95 cutoff_rate_pauses ack_overlap_rate acks_per_10_min
    first_sound_median_s question_median_s question_p90_s done_to_audio_s done_to_question_s
    natural_cuts_per_10_min natural_end_gap_median_s"""


def line(start_s: float, end_s: float, role: Role = "question") -> Sounded:
    return Sounded(Span(start_s, end_s), role)


def ack(start_s: float, seconds: float = 0.4) -> Sounded:
    return line(start_s, start_s + seconds, "acknowledgement")


def turn(*played: Sounded, **known: Any) -> Outcome:
    """Speech from 0 to 4 and from 6 to 10 s, then the end."""
    usual = {
        "id": "a",
        "speaker": "anna",
        "form": "answer",
        "true_end_s": 10.0,
        "pauses": (Span(4.0, 6.0),),
        "speech": (Span(0.0, 4.0), Span(6.0, 10.0)),
        "heard_until_s": 18.0,
    }
    return Outcome(played=played, **{**usual, **known})


def value(name: str, *outcomes: Outcome) -> float | None:
    return figures(outcomes)[name].value


def test_a_question_before_the_true_end_is_a_cut() -> None:
    assert value("cutoff_rate", turn(line(5.0, 8.0)), turn(line(12.0, 15.0))) == 0.5


def test_a_cut_counts_though_the_answer_was_reopened() -> None:
    reopened = turn(line(5.0, 5.3), line(12.0, 15.0))
    assert value("cutoff_rate", reopened) == 1.0
    assert value("question_median_s", reopened) == 2.0


def test_two_cuts_in_one_answer_are_one_cut_answer() -> None:
    assert value("cutoff_rate", turn(line(5.0, 5.3), line(7.0, 7.3)), turn()) == 0.5


def test_an_acknowledgement_is_no_cut_but_a_long_one_is_a_line_like_any_other() -> None:
    assert value("cutoff_rate", turn(ack(5.0))) == 0.0
    assert value("cutoff_rate", turn(ack(5.0, 0.5))) == 0.0
    assert value("cutoff_rate", turn(ack(5.0, 0.8))) == 1.0


def test_a_bridge_before_the_end_is_a_cut_and_after_it_no_question() -> None:
    assert value("cutoff_rate", turn(line(5.0, 5.4, "bridge"))) == 1.0
    after = turn(line(10.5, 11.0, "bridge"), line(12.0, 15.0))
    assert value("first_sound_median_s", after) == 0.5
    assert value("question_median_s", after) == 2.0


def test_pauses_below_a_second_do_not_count_and_a_breath_belongs_to_its_pause() -> None:
    pauses = (Span(2.0, 2.9), Span(4.0, 6.0), Span(7.0, 8.0))
    assert value("cutoff_rate_pauses", turn(line(2.8, 3.5), pauses=pauses)) == 0.0
    assert value("cutoff_rate_pauses", turn(line(5.0, 5.5), pauses=pauses)) == 0.5
    assert value("cutoff_rate_pauses", turn(line(6.2, 6.5), pauses=pauses)) == 0.5
    assert value("cutoff_rate_pauses", turn(line(6.5, 6.9), pauses=pauses)) == 0.0


def test_gaps_count_from_the_true_end() -> None:
    outcome = turn(ack(11.0), line(12.0, 15.0))
    assert value("first_sound_median_s", outcome) == 1.0
    assert value("question_median_s", outcome) == 2.0


def test_who_is_never_asked_has_waited_to_the_end() -> None:
    assert value("question_median_s", turn(ack(11.0))) == 8.0


def test_quantiles_are_over_answers() -> None:
    answers = [turn(line(10.0 + gap, 14.0)) for gap in (1.0, 1.5, 2.0, 2.5, 3.0)]
    assert value("question_median_s", *answers) == 2.0
    assert value("question_p90_s", *answers) == pytest.approx(2.8)


def test_acknowledgements_over_speech() -> None:
    in_pause, runs_into_speech, after = ack(5.0), ack(5.8), ack(11.0)
    by_a_frame = ack(5.62)  # ends 20 ms after the voice came back
    outcome = turn(in_pause, runs_into_speech, after, by_a_frame)
    assert value("ack_overlap_rate", outcome) == 0.25
    assert value("ack_overlap_rate", turn()) is None


def test_monologues_have_figures_of_their_own() -> None:
    known = {"form": "monologue", "true_end_s": 300.0, "speech": (), "heard_until_s": 308.0}
    outcome = turn(line(50.0, 53.0), line(90.0, 93.0), ack(20.0), ack(301.0), line(302.5, 305.0), **known)
    found = flat([outcome])
    assert found["natural_cuts_per_10_min"] == 4.0
    assert found["acks_per_10_min"] == 2.0
    assert found["natural_end_gap_median_s"] == 2.5
    assert found["answers"] == 0
    assert found["cutoff_rate"] is None
    assert found["monologue_min"] == 5.0


def test_done_is_measured_from_the_key_and_apart_from_the_rest() -> None:
    pressed = turn(line(12.1, 12.6, "bridge"), line(13.2, 15.0), done_s=12.0)
    assert value("done_to_audio_s", pressed) == pytest.approx(0.1)
    assert value("done_to_question_s", pressed) == pytest.approx(1.2)
    assert flat([pressed, turn()])["answers"] == 1


def test_json_has_the_names_that_were_promised() -> None:
    found = flat([turn(line(12.0, 15.0))])
    assert set(NAMES.split()) <= set(found)
    assert list(found)[:3] == ["answers", "cutoff_rate", "cutoff_rate_upper95"]
    assert all(value is None or isinstance(value, int | float) for value in found.values())


# Bounds -------------------------------------------------------------------------------------------------


def test_exact_bounds() -> None:
    assert upper_bound(0, 300) == pytest.approx(1 - 0.05 ** (1 / 300))
    assert upper_bound(0, 300) < 0.01
    assert upper_bound(5, 10) == pytest.approx(0.7776, abs=1e-4)
    assert lower_bound(5, 10) == pytest.approx(0.2224, abs=1e-4)
    assert upper_bound(10, 10) == 1.0
    assert upper_bound(0, 0) == 1.0
    assert at_most(1, 2, 0.5) == pytest.approx(0.75)


def test_a_bound_that_is_exceeded_as_often_as_it_says() -> None:
    random = np.random.default_rng(0)
    missed = sum(upper_bound(int(random.binomial(50, 0.1)), 50) < 0.1 for _ in range(400))
    assert missed <= 0.07 * 400


def test_speakers_are_drawn_whole() -> None:
    """Two speakers who differ: the interval reaches from one to the other, however much each said."""
    groups = [np.full((500, 1), 1.0), np.full((500, 1), 3.0)]
    assert bootstrap(groups, lambda rows: float(rows.mean())) == (1.0, 3.0)


def test_of_one_speaker_no_interval_is_known() -> None:
    anna = [turn(line(12.0, 15.0)), turn(line(11.0, 15.0))]
    found = figures(anna)["question_median_s"]
    assert (found.value, found.low, found.high, found.of) == (1.5, None, None, 2)
    bert = turn(line(13.0, 15.0), speaker="bert")
    found = figures([*anna, bert])["question_median_s"]
    assert (found.value, found.low, found.high, found.of) == (2.0, 1.5, 3.0, 3)
