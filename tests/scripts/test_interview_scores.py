"""Scores of the interview bench, on answers right and wrong that were made by hand; no model runs here."""

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.append(str(Path(__file__).resolve().parents[2] / "scripts"))

from measuring.intervals import wilson
from measuring.interview_labels import CUES, PROBES
from measuring.interview_scores import (
    Found,
    acceptable,
    acceptable_by_chance,
    alike,
    best_constant,
    claims_found,
    company_outcome,
    company_right,
    cue_counts,
    figures,
    names_something,
    overlap,
    paired,
    part_found,
    percentile,
    same_line,
    share,
    together_f1,
    tokens,
)

FALLS = "Led the ward's falls project; falls went down from 11 to 6 a month"
HANDOVER = "Introduced bedside handover and cut handover time from 45 to 25 minutes"
MENTORED = "Mentored nine student nurses"


# --- shares and their intervals --------------------------------------------------------------------


def test_wilson_as_in_the_textbook() -> None:
    # Newcombe (1998), table I, method 3: 81 of 263, and 0 of 20.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_share_lies_in_its_interval(hits: int, misses: int) -> None:
    found = share(hits, hits + misses)
    if found.value is None:
        assert hits + misses == 0
    else:
        assert found.low is not None
        assert found.high is not None
        assert 0 <= found.low <= found.value + 1e-9
        assert found.value <= found.high + 1e-9 <= 1 + 1e-9


# --- probes and cues -------------------------------------------------------------------------------


def test_a_probe_is_acceptable_if_it_is_among_the_labelled_ones() -> None:
    labelled = [{"own_part", "number"}, {"move_on"}, {"clarify"}]
    assert acceptable(["number", "move_on", "clarify"], labelled).value == 1
    assert acceptable(["number", "more", "number"], labelled).value == pytest.approx(1 / 3)


def test_an_answer_without_labelled_probes_is_not_counted() -> None:
    found = acceptable(["number", "more"], [{"number"}, set()])
    assert (found.value, found.of) == (1, 1)
    assert acceptable(["more"], [set()]).value is None


def test_chance_is_the_mean_over_all_draws() -> None:
    found = acceptable_by_chance([{"own_part"}, {"own_part", "number", "more"}, set()], PROBES)
    assert found.value == pytest.approx((1 + 3) / 2 / 12)
    assert found.of == 2


def test_the_best_constant_is_known_afterwards() -> None:
    assert best_constant([{"number", "result"}, {"result"}, {"move_on"}]) == "result"
    assert best_constant([{"b"}, {"a"}]) == "a"  # a tie is always decided alike


def test_cues_are_counted_one_by_one() -> None:
    noticed = [{"only_we", "no_number"}, {"no_number"}, set()]
    labelled = [{"only_we"}, {"no_number", "dodge"}, {"dodge"}]
    found = cue_counts(noticed, labelled, CUES)
    assert found["only_we"] == Found(right=1, wrong=0, missed=0)
    assert found["no_number"] == Found(right=1, wrong=1, missed=0)
    assert found["dodge"] == Found(right=0, wrong=0, missed=2)
    assert found["no_number"].precision.value == 0.5
    assert found["dodge"].precision.value is None  # never noticed: no share of nothing
    assert found["dodge"].recall.value == 0
    assert found["too_long"].f1 is None


# --- claims ----------------------------------------------------------------------------------------


def test_words_and_figures() -> None:
    assert tokens("Don\u2019t: 8,000 calls/day at 9.30, 40 % up") == [
        "don't", "8,000", "calls", "day", "at", "9.30", "40", "up",
    ]  # fmt: skip
    assert overlap("a b c d", "a b") == pytest.approx(2 * 2 / 6)
    assert overlap("", "") == 0


def test_claims_are_paired_one_to_one() -> None:
    assert claims_found([FALLS, HANDOVER, MENTORED], [HANDOVER, FALLS, MENTORED]) == Found(3, 0, 0)
    assert paired([FALLS, HANDOVER], [HANDOVER, FALLS]) == [(0, 1), (1, 0)]
    # twice the same claim: the second is wrong
    assert claims_found([FALLS], [FALLS, FALLS]) == Found(1, 1, 0)


def test_what_is_no_claim_counts_against_and_a_missing_one_too() -> None:
    found = claims_found([FALLS, HANDOVER], [FALLS, "Choir (second alto)", "References on request"])
    assert found == Found(right=1, wrong=2, missed=1)
    assert found.f1 == pytest.approx(2 / 5)


def test_a_claim_is_the_same_from_half_of_its_words() -> None:
    half = "Led the ward's falls project"
    assert claims_found([FALLS], [half]).right == 1
    assert claims_found([FALLS], ["falls project"]).right == 0


def test_the_best_pair_goes_first() -> None:
    labelled = ["planned the discharges of patients", "planned the discharges of patients with families"]
    found = ["planned the discharges of patients with families", "planned the discharges of patients"]
    assert paired(labelled, found) == [(0, 1), (1, 0)]


def test_f1_over_cvs() -> None:
    figure = together_f1([Found(8, 0, 2), Found(5, 5, 0)])
    assert figure.value == pytest.approx(2 * 13 / (26 + 5 + 2))
    assert figure.low is not None
    assert figure.high is not None
    assert figure.low == pytest.approx(2 * 5 / 15)
    assert figure.high == pytest.approx(2 * 8 / 18)
    assert figure.of == 15
    assert together_f1([]).value is None
    assert together_f1([Found(0, 3, 4)]).value == 0


@given(st.lists(st.text(max_size=20), max_size=6), st.lists(st.text(max_size=20), max_size=6))
def test_pairs_are_one_to_one(labelled: list[str], found: list[str]) -> None:
    pairs = paired(labelled, found)
    assert len({number for number, _ in pairs}) == len({position for _, position in pairs}) == len(pairs)
    counted = claims_found(labelled, found)
    assert counted.right + counted.missed == len(labelled)
    assert counted.right + counted.wrong == len(found)


def test_parts_of_a_claim() -> None:
    assert part_found("from 45 to 25 minutes", "cut handover time from 45 to 25 minutes")
    assert part_found("eObs, SBAR", "SBAR, eObs")
    assert not part_found("January to October 2023", "October 2021")
    assert not part_found("eObs", "")


# --- the candidate's questions ---------------------------------------------------------------------

LINE = "9 nurses left last yr, mostly inside their first 12 months"


def test_an_answer_from_the_labelled_line_is_right() -> None:
    said = "What I have here is this: 9 nurses left last year, mostly inside their first 12 months."
    assert company_outcome(LINE, LINE, said) == "right"
    assert company_outcome(LINE, "- " + LINE + " (!)", said) == "right"


def test_coming_back_to_it_is_right_only_where_there_is_no_answer() -> None:
    later = "I'd have to come back to you on that."
    assert company_outcome(None, None, later) == "declined"
    assert company_outcome(LINE, None, later) == "missed"


def test_another_line_is_wrong() -> None:
    other = "newly qualified: 12 months preceptorship, practice educator Lena Osei looks after them"
    assert company_outcome(LINE, other, other) == "wrong_line"


def test_an_answer_where_there_is_none_is_invented() -> None:
    assert company_outcome(None, LINE, LINE) == "invented"


def test_a_figure_that_the_line_does_not_hold_is_invented() -> None:
    assert company_outcome(LINE, LINE, "Nine nurses left, 22 % of the team.") == "invented"


def test_a_part_of_the_line_is_the_line() -> None:
    line = "Judith wants problems early & face to face, on the floor every morning till 9, hates long e-mails"
    assert same_line(line, "Judith wants problems early & face to face")
    assert same_line(line, "hates long e-mails")
    assert not same_line(line, "e-mails")
    assert not same_line(line, "shifts 12.5 h, start 7 / 19.00")


def test_a_label_in_other_words_means_the_line_that_shares_most_with_it() -> None:
    lines = [
        "36 beds = 3 bays + 6 side rooms, patients stay 72 h at most",
        "shifts 12.5 h, start 7 / 19.00",
        LINE,
    ]
    label = "there are 36 beds, in three bays"
    assert company_outcome(label, lines[0], lines[0]) == "wrong_line"
    assert company_outcome(label, lines[0], lines[0], lines) == "right"
    assert company_outcome(label, lines[1], lines[1], lines) == "wrong_line"
    assert company_outcome("yes, always", lines[1], lines[1], lines) == "wrong_line"


def test_figures_are_compared_however_they_are_written() -> None:
    assert figures("4,096 at 9:30, from 07") == {"4096", "930", "7"}
    assert figures("none, 000") == {"0"}


def test_right_over_all_questions() -> None:
    found = company_right(["right", "declined", "missed", "invented", "wrong_line"])
    assert found.value == pytest.approx(0.4)
    assert found.of == 5


# --- plans -----------------------------------------------------------------------------------------

BANK = "Tell me about a project that you are proud of. What was your own part?"


def test_a_question_names_something_from_the_documents() -> None:
    cv = f"# Orla\n- {FALLS}\n- Moved the observations to the eObs tablets at St Brannoc's"
    assert names_something("You write that you led the ward's falls project. Who decided?", BANK, [cv])
    assert names_something("You mention Brannoc's. What was your part?", BANK, [cv])
    assert names_something("You write of 11 a month. How was it counted?", BANK, [cv])
    assert not names_something(BANK, BANK, [cv])
    assert not names_something("What was the hardest part of the month?", BANK, [cv])
    assert not names_something("You mention Kubernetes. Why that?", BANK, [cv])


def test_what_the_bank_says_anyway_is_no_name() -> None:
    cv = "- a project that you are proud of"
    assert not names_something(BANK, BANK, [cv])


# --- time, and the same again ----------------------------------------------------------------------


def test_the_95th_percentile() -> None:
    found = percentile([float(n) for n in range(101)], 0.95)
    assert found.value == pytest.approx(95)
    assert found.low is not None
    assert found.high is not None
    assert found.low <= 95 <= found.high
    assert percentile([], 0.95).value is None


def test_two_runs_alike() -> None:
    assert alike([1, "a"], [1, "a"]).value == 1
    assert alike([1, "a"], [1, "b"]).value == 0.5
    assert alike([1, "a"], [1]).value == 0
