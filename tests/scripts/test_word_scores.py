"""Scoring of words and fillers, on cases small enough to count by hand; no model runs here."""

import json
import sys
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

sys.path.append(str(Path(__file__).resolve().parents[2] / "scripts"))

from measuring import noisy_speech, speech_set
from measuring.word_scores import (
    Counts,
    Result,
    Truth,
    count_events,
    count_fillers,
    figures,
    flat,
    heard_tokens,
    ratio,
    said_tokens,
    spoken_tokens,
    tells_something,
    true_fillers,
    word_errors,
)

from simulator.audio import SAMPLE_RATE, Span, active_level_db, rms_db
from simulator.events import Filler, Word
from simulator.ports import Heard

FIXTURES = Path(__file__).resolve().parents[2] / "audio_fixtures"


def truth(**known: Any) -> Truth:
    """One minute of somebody speaking freely, transcribed by people."""
    usual = {"id": "a", "kind": "spontaneous", "source": "human", "seconds": 60.0, "text": None}
    return Truth(**{**usual, "fillers": None, **known})


def heard(text: str, *, possible: tuple[str, ...] = ()) -> Heard:
    """A word a second; `um` and `uh` are sure fillers, those in `possible` are not sure."""
    words, fillers = [], []
    for at_s, token in enumerate(text.split()):
        span = Span(at_s, at_s + 0.5)
        if token in ("um", "uh"):
            fillers.append(Filler(token, span, 0.2 if token in possible else 0.9, "heard"))  # type: ignore[arg-type]
        else:
            words.append(Word(token, span, 0.9))
    return Heard(tuple(words), tuple(fillers))


def value(name: str, *results: Result) -> float | None:
    return figures(results)[name].value


# Fillers counted ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "said", "disputed", "counts"),
    [
        (3, 3, 0, Counts(3, 0, 0)),
        (1, 3, 0, Counts(1, 0, 2)),
        (5, 3, 0, Counts(3, 2, 0)),
        (5, 3, 1, Counts(3, 1, 0)),
        (4, 3, 2, Counts(3, 0, 0)),  # disputed ones are forgiven, not right
        (2, 3, 2, Counts(2, 0, 1)),
        (1, 0, 0, Counts(0, 1, 0)),
    ],
)
def test_fillers_are_counted_whatever_their_kind(
    found: int, said: int, disputed: int, counts: Counts
) -> None:
    assert count_fillers(found, said, disputed) == counts


def test_precision_recall_and_f1_sum_over_clips_before_they_divide() -> None:
    results = (
        Result(truth(id="a", fillers=2), heard("um yes")),  # 1 right, 1 missed
        Result(truth(id="b", fillers=1), heard("um uh um no")),  # 1 right, 2 false
    )

    assert value("filler_precision", *results) == pytest.approx(2 / 4)
    assert value("filler_recall", *results) == pytest.approx(2 / 3)
    assert value("filler_f1", *results) == pytest.approx(4 / 7)
    assert value("filler_rate_error_per_min", *results) == pytest.approx(3 / 2)
    assert true_fillers(results) == 3


def test_possible_fillers_count_neither_as_found_nor_as_words() -> None:
    result = Result(truth(fillers=1, text="um yes"), heard("um yes uh", possible=("uh",)))

    assert value("filler_precision", result) == 1.0
    assert value("wer_verbatim", result) == 0.0


def test_clips_without_a_count_or_without_people_behind_it_stay_out_of_filler_scores() -> None:
    results = [
        Result(truth(fillers=None), heard("um um")),
        Result(truth(fillers=0, source="none"), heard("um um")),
        Result(truth(fillers=0, source="script", kind="read"), heard("um um")),
        Result(truth(fillers=0, kind="noise"), heard("um um")),
    ]

    assert figures(results)["filler_f1"].clips == 0
    assert value("filler_f1", *results) is None


def test_silver_clips_stay_out_of_the_figure_by_people() -> None:
    by_people = Result(truth(fillers=1), heard("um"))
    silver = Result(truth(fillers=1, source="silver"), heard("yes"))

    assert value("filler_f1", by_people, silver) == pytest.approx(2 / 3)
    assert value("filler_f1_human", by_people, silver) == 1.0


def test_false_fillers_per_minute_of_dictated_speech_and_of_noise() -> None:
    read = truth(id="r", kind="read", source="script", fillers=1, seconds=30.0)
    noise = truth(id="n", kind="noise", source="none", seconds=120.0)
    results = (Result(read, heard("um um um yes")), Result(noise, heard("uh")))

    assert value("false_fillers_per_min", *results) == pytest.approx(4.0)
    assert value("false_fillers_per_min_noise", *results) == pytest.approx(0.5)


# Fillers in their places --------------------------------------------------------------------------------


def test_a_found_filler_answers_for_one_window_only() -> None:
    overlapping = [Span(1.0, 3.0), Span(1.5, 3.5)]

    assert count_events([Span(2.0, 2.4)], overlapping) == Counts(1, 0, 1)
    assert count_events([Span(2.0, 2.4), Span(2.6, 2.8)], overlapping) == Counts(2, 0, 0)


def test_as_many_pairs_are_made_as_can_be() -> None:
    # The filler at 2.0 fits both windows, the one at 3.2 only the wide one.
    assert count_events([Span(1.9, 2.1), Span(3.1, 3.3)], [Span(0.0, 4.0), Span(1.0, 2.5)]) == Counts(2, 0, 0)
    assert count_events([Span(1.9, 2.1), Span(0.1, 0.3)], [Span(0.0, 4.0), Span(1.0, 2.5)]) == Counts(2, 0, 0)


def test_the_middle_of_a_filler_decides_and_disputed_ones_elsewhere_are_forgiven() -> None:
    windows = [Span(1.0, 2.0)]

    assert count_events([Span(1.8, 2.4)], windows) == Counts(0, 1, 1)
    assert count_events([Span(1.8, 2.1)], windows) == Counts(1, 0, 0)
    assert count_events([Span(1.2, 1.4), Span(7.0, 7.2), Span(9.0, 9.2)], windows, 1) == Counts(1, 1, 0)


def test_right_number_in_the_wrong_place_is_seen_by_events_only() -> None:
    result = Result(truth(fillers=1, windows=(Span(30.0, 31.0),)), heard("um yes"))

    assert value("filler_f1", result) == 1.0
    assert value("filler_event_f1", result) == 0.0


def test_clips_whose_fillers_have_no_place_stay_out_of_event_scores() -> None:
    assert figures([Result(truth(fillers=1), heard("um"))])["filler_event_f1"].clips == 0


# Words --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Around 6, or so.", "around six or so"),
        ("OK \u2014 it\u2019s done!", "okay it's done"),
        ("a well-being check", "a well being check"),
        ("100% of 2,500", "one hundred percent of two thousand, five hundred"),
        ("the 23rd", "the twenty-third"),
        ("GPT-4", "gpt four"),
        ("the readers' choice", "the readers choice"),
    ],
)
def test_what_may_be_written_in_two_ways_is_compared_in_one(one: str, other: str) -> None:
    assert spoken_tokens(one) == spoken_tokens(other)


def test_different_words_stay_different() -> None:
    assert spoken_tokens("I'm here") != spoken_tokens("I am here")
    assert spoken_tokens("umbrella error") == ["umbrella", "error"]


@pytest.mark.parametrize(
    ("said", "got", "errors"),
    [("a b c", "a b c", 0), ("a b c", "a c", 1), ("a b c", "a x c d", 2), ("", "a b", 2), ("a b", "", 2)],
)
def test_word_errors(said: str, got: str, errors: int) -> None:
    assert word_errors(said.split(), got.split()) == errors


def test_fillers_are_words_of_one_class_in_the_verbatim_wer_and_none_in_the_other() -> None:
    said = truth(text="so um i uh went home", fillers=2)
    result = Result(
        said, heard("So uh I went house")
    )  # one filler of another kind, one missed, one word wrong

    assert said_tokens(said, verbatim=False) == ["so", "i", "went", "home"]
    assert heard_tokens(result.heard, verbatim=False) == ["so", "i", "went", "house"]
    assert value("wer_no_fillers", result) == pytest.approx(1 / 4)
    assert value("wer_verbatim", result) == pytest.approx(2 / 6)


def test_a_filler_the_truth_does_not_hold_is_an_inserted_word_in_the_verbatim_wer() -> None:
    result = Result(truth(text="yes we do", fillers=0), heard("yes um we do"))

    assert value("wer_no_fillers", result) == 0.0
    assert value("wer_verbatim", result) == pytest.approx(1 / 3)


def test_silver_text_has_a_wer_of_its_own() -> None:
    by_people = Result(truth(text="yes", fillers=0), heard("yes"))
    silver = Result(truth(text="yes", fillers=0, source="silver"), heard("no"))

    assert value("wer_no_fillers", by_people, silver) == 0.0
    assert value("wer_no_fillers_silver", by_people, silver) == 1.0


# Figures ------------------------------------------------------------------------------------------------


def test_an_interval_holds_its_figure_and_is_the_same_every_time() -> None:
    random = Random(3)
    shares = [(random.uniform(0, 4), random.uniform(3, 7)) for _ in range(30)]

    figure = ratio(shares)

    assert figure.value is not None
    assert figure.low is not None
    assert figure.high is not None
    assert figure.low < figure.value < figure.high
    assert figure.value == pytest.approx(sum(above for above, _ in shares) / figure.below)
    assert ratio(shares) == figure
    assert ratio(shares, seed=1) != figure  # another seed draws other clips


def test_an_interval_is_as_wide_as_statistics_says() -> None:
    """Of 100 clips half are right: the standard error is 5 %, the interval about 40 to 60 %."""
    figure = ratio([(float(number % 2), 1.0) for number in range(100)])

    assert figure.low == pytest.approx(0.40, abs=0.025)
    assert figure.high == pytest.approx(0.60, abs=0.025)


def test_clips_that_agree_leave_no_doubt_and_no_clips_leave_no_figure() -> None:
    certain = ratio([(1.0, 2.0)] * 5)
    nothing = ratio([])

    assert (certain.low, certain.value, certain.high) == (0.5, 0.5, 0.5)
    assert (nothing.low, nothing.value, nothing.high, nothing.clips) == (None, None, None, 0)
    assert ratio([(0.0, 0.0)]).value is None  # nothing found: precision is undefined, not 0


def test_processor_time_over_plain_compares_the_same_speech() -> None:
    speech, more, noise = truth(id="a"), truth(id="b"), truth(id="n", kind="noise")
    silence = Heard((), ())
    plain = [Result(speech, silence, 2.0), Result(more, silence, 4.0), Result(noise, silence, 1.0)]
    ours = [Result(speech, silence, 3.0), Result(more, silence, 6.0), Result(noise, silence, 90.0)]

    assert figures(ours, plain)["cpu_over_plain"].value == pytest.approx(1.5)
    assert "cpu_over_plain" not in figures(ours)


def test_clips_that_no_figure_counts_need_not_be_heard() -> None:
    assert tells_something(truth(text="yes"))
    assert tells_something(truth(fillers=0))
    assert tells_something(truth(kind="noise", source="none"))
    assert not tells_something(truth(source="none", text="yes", fillers=0))
    assert not tells_something(truth(kind="room", source="none"))


def test_figures_are_flat_in_json() -> None:
    lines = flat(figures([Result(truth(fillers=1), heard("um"))]))

    assert lines["filler_f1"] == lines["filler_f1_low"] == lines["filler_f1_high"] == 1.0
    assert lines["filler_f1_n"] == 1
    assert lines["wer_no_fillers"] is None


# Speech sets --------------------------------------------------------------------------------------------


ROW: dict[str, Any] = {
    "id": "a",
    "audio": "a.flac",
    "seconds": 4.0,
    "kind": "spontaneous",
    "truth": "human",
    "text": "um yes",
    "fillers": {"um": 1, "uh": 2},
}


def test_a_line_of_a_manifest() -> None:
    read = speech_set.truth_of({**ROW, "fillers_disputed": 2})

    assert (read.fillers, read.disputed, read.windows) == (3, 2, None)
    assert speech_set.truth_of({**ROW, "fillers": None}).fillers is None


def test_a_script_that_nobody_counted_says_itself_which_fillers_it_holds() -> None:
    script = {**ROW, "kind": "read", "truth": "script", "fillers": None}

    assert speech_set.truth_of(script).fillers == 1
    assert speech_set.truth_of({**script, "text": None}).fillers is None


def test_windows_come_before_times_and_times_that_are_unknown_place_nothing() -> None:
    times = {"filler_events": [{"kind": "um", "start_s": 2.0, "end_s": 2.2}]}
    windows = {"filler_windows": [{"kind": "um", "from_s": 1.0, "to_s": 3.0}]}
    unknown = {"filler_events": [{"kind": "um", "start_s": None, "end_s": None}]}

    def bounds(more: dict[str, Any]) -> list[float] | None:
        places = speech_set.truth_of({**ROW, **more}).windows
        return None if places is None else [time for span in places for time in (span.start_s, span.end_s)]

    assert bounds({**times, **windows}) == pytest.approx([0.9, 3.1])
    assert bounds(times) == pytest.approx([1.6, 2.6])
    assert bounds(unknown) is None


@pytest.mark.parametrize(
    ("manifest", "says"),
    [
        (None, "manifest.jsonl"),
        ("", "no clips"),
        ("{", "line 1"),
        (json.dumps(ROW) + "\n" + json.dumps({"id": "b"}), "a.flac"),
        (json.dumps({name: ROW[name] for name in ROW if name != "kind"}), "'kind' is missing"),
        ("[1]", "line 1"),
    ],
)
def test_a_bad_speech_set_is_told_in_one_line(tmp_path: Path, manifest: str | None, says: str) -> None:
    if manifest is not None:
        (tmp_path / "manifest.jsonl").write_text(manifest, encoding="utf-8")

    with pytest.raises(speech_set.SpeechSetError) as caught:
        speech_set.read_speech_set(tmp_path)

    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_bundled_recordings_are_synthetic_and_their_truth_adds_up() -> None:
    truths = [clip.truth for clip in speech_set.bundled(FIXTURES)]

    assert {each.source for each in truths} == {"synthetic"}
    assert {each.kind for each in truths} == {"elicited", "read"}
    for each in truths:
        said = said_tokens(each, verbatim=True)
        assert said.count("<filler>") == each.fillers == len(each.windows or ())


# Noise --------------------------------------------------------------------------------------------------


def a_voice(seconds: float) -> np.ndarray[Any, np.dtype[np.float32]]:
    at_s = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return np.asarray(0.1 * np.sin(2 * np.pi * 150 * at_s), np.float32)


@pytest.mark.parametrize("snr_db", [20.0, 5.0])
def test_noise_lies_as_far_below_the_voice_as_asked(snr_db: float) -> None:
    voice, noise = a_voice(2.0), noisy_speech.pink_noise(2 * SAMPLE_RATE, seed=1)

    added = noisy_speech.mixed(voice, noise, snr_db=snr_db) - voice

    assert active_level_db(voice, SAMPLE_RATE) - rms_db(added) == pytest.approx(snr_db, abs=0.1)


def test_a_mixture_does_not_clip() -> None:
    loud = 9 * a_voice(1.0)

    assert np.abs(noisy_speech.mixed(loud, np.ones(SAMPLE_RATE, np.float32), snr_db=0.0)).max() <= 1.0


def test_recorded_noise_is_joined_equally_loud_and_without_any_it_is_pink() -> None:
    recorded = [a_voice(0.5), 0.01 * a_voice(0.5), np.zeros(8000, np.float32)]

    joined = noisy_speech.noise_for(40_000, recorded, Random(1))
    pink = noisy_speech.noise_for(40_000, [], Random(1))

    assert len(joined) == len(pink) == 40_000
    for start in range(0, 40_000, 8000):
        assert rms_db(joined[start : start + 8000]) == pytest.approx(0.0, abs=0.1)
    power = np.abs(np.fft.rfft(pink)) ** 2
    assert power[1000:2000].sum() == pytest.approx(power[4000:8000].sum(), rel=0.2)


def test_some_clips_are_drawn_within_the_minutes_and_fillers_among_them() -> None:
    with_fillers = [truth(id=f"f{n}", text="um", fillers=1, seconds=30.0) for n in range(9)]
    fluent = [truth(id=f"w{n}", text="yes", fillers=0, seconds=30.0) for n in range(9)]
    untold = [truth(id="x", text=None, seconds=1.0), truth(id="y", text="so", source="none", seconds=1.0)]

    picked = noisy_speech.pick([*fluent, *with_fillers, *untold], minutes=3.0, seed=0)

    assert sorted(name[0] for name in picked) == ["f", "f", "f", "f", "w", "w"]
    assert picked == noisy_speech.pick([*fluent, *with_fillers, *untold], minutes=3.0, seed=0)
