"""Names of cues and probes, and what else people call them: a set written by others may use its own words.

A label is recognised by its name, by a synonym, or, where it is a phrase or a whole question ("What was your
own part in that?"), by what it says. What is not recognised is None, and the reader says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, Literal, get_args

Cue = Literal[
    "only_we", "no_number", "no_result", "generic", "no_obstacle", "tool_only_named", "too_perfect",
    "too_short", "too_long", "dodge", "contradiction",
]  # fmt: skip
Probe = Literal[
    "own_part", "number", "result", "occasion", "obstacle", "alternatives", "what_went_wrong", "more",
    "outcome", "ask_again", "clarify", "move_on",
]  # fmt: skip
CUES: tuple[Cue, ...] = get_args(Cue)
PROBES: tuple[Probe, ...] = get_args(Probe)

_CUE_SYNONYMS: dict[Cue, str] = {
    "only_we": "we we_only just_we all_we we_not_i we_no_i we_statements team_only only_team no_own_part "
    "own_part own_part_missing missing_own_part no_own_role no_ownership ownership hides_own_part no_i",
    "no_number": "number no_numbers missing_number number_missing no_figure no_figures no_metric no_metrics "
    "unquantified not_quantified no_measure no_scale no_evidence lacks_number",
    "no_result": "result no_results missing_result result_missing no_outcome missing_outcome no_ending "
    "unfinished_story lacks_result",
    "generic": "general vague hypothetical generic_or_hypothetical no_occasion missing_occasion no_example "
    "no_specific no_specifics not_specific unspecific habits abstract theoretical",
    "no_obstacle": "obstacle missing_obstacle no_obstacles no_difficulty no_conflict no_challenge "
    "no_challenges no_trouble no_hardship",
    "tool_only_named": "tool tools tool_named tool_named_only tools_only_named only_named_tool "
    "tool_only tool_unexplained tool_not_explained name_dropping tool_dropped named_tool tool_name_only",
    "too_perfect": "perfect perfect_story perfect_answer all_perfect no_failure nothing_went_wrong "
    "too_smooth too_good flawless no_regrets",
    "too_short": "short very_short brief too_brief one_liner thin no_detail",
    "too_long": "long very_long over_long overlong rambling rambles wandering too_wordy",
    "dodge": "dodged dodges evasion evasive evades avoided avoids_question off_topic not_answered "
    "did_not_answer unanswered deflects deflection",
    "contradiction": "contradicts contradictory contradict inconsistent inconsistency contradicts_cv "
    "contradicts_the_cv contradicts_round_one contradicts_earlier contradicts_earlier_answer mismatch "
    "conflicts_with_cv differs_from_cv cv_mismatch contradiction_cv contradiction_round_one "
    "contradiction_earlier",
}
_PROBE_SYNONYMS: dict[Probe, str] = {
    "own_part": "own_role your_part your_role ownership personal_contribution own_contribution contribution "
    "role who_decided i_not_we only_we individual_contribution personal_role own_decision",
    "number": "numbers figure figures metric metrics measure measured how_measured quantify scale size "
    "how_much how_many against_what no_number quantification evidence",
    "result": "results no_result how_it_turned_out what_happened impact how_did_it_end ending",
    "occasion": "example specific_example specific an_example specific_occasion one_occasion "
    "specific_time instance specific_instance concrete_example generic concrete particular_time",
    "obstacle": "obstacles hardest hardest_moment hardest_part difficulty difficulties challenge challenges "
    "disagreement conflict no_obstacle resistance pushback what_was_hard",
    "alternatives": "alternative why_that_tool why_that_one why_this_tool tool_choice rejected trade_offs "
    "tradeoffs trade_off tradeoff options what_was_rejected why_that_way tool tool_only_named tool_reason "
    "choice_reason reasons_for_choice",
    "what_went_wrong": "went_wrong what_would_you_change change redo do_differently differently failure "
    "failures mistake mistakes what_you_would_change regret regrets lesson lessons too_perfect learned "
    "what_would_you_do_differently imperfection",
    "more": "tell_me_more say_more elaborate expand detail details more_detail more_details too_short go_on "
    "continue deepen",
    "outcome": "to_the_outcome come_to_the_outcome turn_to_outcome wrap_up wrap_it_up interrupt "
    "steer_to_outcome summary summarise summarize too_long get_to_the_point bottom_line redirect_to_outcome "
    "polite_turn",
    "ask_again": "repeat repeat_question repeat_the_question same_question re_ask reask again dodge "
    "return_to_question ask_once_more redirect back_to_question restate",
    "clarify": "clarification clarify_contradiction contradiction clarify_fact neutral_clarification "
    "discrepancy reconcile check_fact resolve_contradiction inconsistency",
    "move_on": "none no_probe nothing next next_question move_ahead moveon no_follow_up no_followup skip "
    "proceed done accept no_probe_needed",
}
_SAID_IN_PROBES: tuple[tuple[Probe, str], ...] = (
    ("clarify", r"\bclarif|contradict|discrepan|\bbut (?:your|the) cv\b|\bearlier you said\b|\bcv says\b"),
    ("own_part", r"\byour (?:own )?(?:part|role|contribution)\b|\byou (?:personally|yourself)\b|who decided"),
    ("alternatives", r"alternativ|reject|why (?:did you (?:choose|pick|use)|that (?:tool|way))|trade.?off"),
    ("what_went_wrong", r"went wrong|\bdifferently\b|would you change|mistake|\bfail"),
    ("obstacle", r"\bhard(?:est)?\b|difficult|obstacle|challeng|disagree|resist|in the way"),
    ("occasion", r"(?:specific|particular|concrete|one) (?:time|occasion|example|instance|case)|for example"),
    ("number", r"how (?:many|much|large|big|often)|\bmeasur|\bfigure|\bnumber|percent"),
    ("outcome", r"\boutcome\b|\bin a (?:sentence|nutshell)|come to the (?:end|point)|sum (?:it )?up"),
    ("result", r"\bresult|turn(?:ed)? out|how did (?:it|that) end|what happened"),
    ("ask_again", r"\b(?:same|original|my) question\b|\bonce (?:more|again)\b|\brepeat"),
    ("more", r"\bmore\b|elaborat|\bexpand"),
    ("move_on", r"move on|next question|no (?:probe|follow)"),
)  # fmt: skip


def _plain(label: str) -> str:
    """One spelling for all: lower case, words joined by underscores."""
    text = unicodedata.normalize("NFKC", label).casefold()
    return re.sub(r"[\W_]+", "_", text).strip("_")


def _table(names: Iterable[str], synonyms: Mapping[Any, str]) -> dict[str, str]:
    known = {word: name for name, words in synonyms.items() for word in words.split()}
    return {**known, **{name: name for name in names}}


_CUE_NAMES = _table(CUES, _CUE_SYNONYMS)
_PROBE_NAMES = _table(PROBES, _PROBE_SYNONYMS)
_CUE_FRILLS = re.compile(r"^(?:cue|is|the|answer_is|has)_|_(?:cue|answer)$")
_PROBE_FRILLS = re.compile(r"^(?:ask|asks|probe|for|about|the|a|an|to)_|_(?:probe|question)$")


def cue_of(label: str) -> str | None:
    """The cue's own name; None if it is no cue that we know."""
    return _known(label, _CUE_NAMES, _CUE_FRILLS)


def probe_of(label: str) -> str | None:
    """The probe's own name; None if it is no probe that we know."""
    known = _known(label, _PROBE_NAMES, _PROBE_FRILLS)
    if known or len(label.split()) < 2:
        return known
    said = label.casefold()
    return next((name for name, pattern in _SAID_IN_PROBES if re.search(pattern, said)), None)


def _known(label: str, names: dict[str, str], frills: re.Pattern[str]) -> str | None:
    plain = _plain(label)
    while plain not in names:
        shorter = frills.sub("", plain)
        if shorter == plain:
            return None
        plain = shorter
    return names[plain]
