"""Answers with known pauses, cut from a made-up voice: every word a burst of noise over faint room tone."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).resolve().parents[2] / "scripts"))

from measuring import turn_material
from measuring.clip_words import ClipWords, Token, WordCache, digest, keep, tokens_of
from measuring.room_tone import RoomTone, block_levels_db, quiet_runs
from measuring.speech_set import Clip, speaker_of, truth_of
from measuring.spoken_turn import Source, SpokenTurn
from measuring.turn_material import answers, monologues, pause_s, sources, thinkable
from measuring.turn_places import kind_after, places_in
from measuring.word_systems import Models

from simulator.audio import SAMPLE_RATE, Samples, Span, rms_db
from simulator.events import Filler, Word
from simulator.ports import Heard
from tests.made_up_speech import ROOM_DB, VOICE_DB, made_up


@pytest.fixture(scope="module")
def source() -> Source:
    return made_up()


@pytest.fixture(scope="module")
def made(source: Source) -> list[SpokenTurn]:
    return answers([source], 12, seed=3)


def level_db(samples: Samples, start_s: float, end_s: float) -> float:
    return rms_db(samples[round(start_s * SAMPLE_RATE) : round(end_s * SAMPLE_RATE)])


# Where pauses may be ------------------------------------------------------------------------------------


def test_words_say_what_a_pause_comes_after(source: Source) -> None:
    kinds = {source.words.tokens[n].text: kind_after(source.words.tokens, n) for n in range(29)}
    assert kinds["um"] == kinds["uh"] == "filler"
    assert kinds["plan,"] == kinds["team,"] == "clause"
    assert kinds["and"] == kinds["because"] == kinds["but"] == kinds["So"] == "connective"
    assert kinds["late."] == kinds["knew."] == "sentence"
    assert kinds["small"] == "phrase"


def test_a_place_is_the_quiet_between_two_words(source: Source) -> None:
    for place in source.places.places:
        word, following = source.words.tokens[place.after], source.words.tokens[place.after + 1]
        assert place.start / SAMPLE_RATE == pytest.approx(word.span.end_s, abs=0.03), word.text
        if following.span.start_s - word.span.end_s > 0.05:
            assert place.end / SAMPLE_RATE == pytest.approx(
                min(following.span.start_s, word.span.end_s + 1.0), abs=0.02
            )


def test_where_the_voice_goes_on_is_no_place() -> None:
    random = np.random.default_rng(0)
    sound = (random.standard_normal(2 * SAMPLE_RATE) * 0.1).astype(np.float32)
    words = ClipWords(
        (Token("and", Span(0.5, 1.0)), Token("so", Span(1.0, 1.5)), Token("on.", Span(1.5, 1.9))),
        (Span(0.0, 2.0),),
    )
    assert places_in(sound, words).places == ()


def test_a_breath_stays_with_the_word_after_it() -> None:
    source = made_up()
    sound = source.load().copy()
    late = next(p for p in source.places.places if source.words.tokens[p.after].text == "late.")
    breath = slice(late.start + SAMPLE_RATE // 4, late.start + SAMPLE_RATE // 2)
    sound[breath] += np.random.default_rng(5).standard_normal(SAMPLE_RATE // 4).astype(np.float32) * 0.02
    again = next(p for p in places_in(sound, source.words).places if p.after == late.after)
    assert again.start == pytest.approx(late.start, abs=200)
    assert again.end == pytest.approx(breath.start, abs=200)


def test_in_the_middle_of_a_phrase_nobody_thinks_if_there_is_another_place(source: Source) -> None:
    kinds = {place.kind for place in thinkable(source, source.places.begins[0], source.places.ends[-1])}
    assert kinds == {"filler", "connective", "clause", "sentence"}


# Answers ------------------------------------------------------------------------------------------------


def test_pauses_are_as_long_as_they_say_and_where_they_say(made: list[SpokenTurn]) -> None:
    for turn in made:
        samples = turn.samples()
        assert 2 <= len(turn.cuts) <= 6
        for pause in turn.pauses:
            start_s, end_s = pause.span.start_s, pause.span.end_s
            assert level_db(samples, start_s + 0.025, end_s - 0.025) == pytest.approx(ROOM_DB, abs=1.5)
            assert level_db(samples, start_s - 0.06, start_s - 0.015) > VOICE_DB - 6
            assert level_db(samples, end_s + 0.015, end_s + 0.06) > VOICE_DB - 6
        put = sorted(pause.span.duration_s for pause in turn.pauses if pause.kind != "natural")
        assert put == pytest.approx(sorted(length / SAMPLE_RATE for _, length in turn.cuts))


def test_between_pauses_nothing_is_quiet_for_long(made: list[SpokenTurn]) -> None:
    for turn in made:
        levels = block_levels_db(turn.samples())
        for spoken in turn.speech:
            quiet = levels[round(spoken.start_s * 100) : round(spoken.end_s * 100)] < VOICE_DB - 20
            longest = max(map(len, "".join("q" if q else " " for q in quiet).split()), default=0)
            assert longest <= 25  # a comma, 0.2 s: below 0.5 s it is no pause


def test_after_the_true_end_there_is_8_s_of_room_tone(made: list[SpokenTurn]) -> None:
    for turn in made:
        samples, end_s = turn.samples(), turn.true_end_s
        assert len(samples) == pytest.approx((end_s + 8) * SAMPLE_RATE, abs=1)
        assert level_db(samples, end_s - 0.06, end_s - 0.015) > VOICE_DB - 6
        after = block_levels_db(samples[round((end_s + 0.025) * SAMPLE_RATE) :])
        assert after.max() < ROOM_DB + 4
        assert after.min() > ROOM_DB - 4


def test_a_natural_pause_stays(made: list[SpokenTurn]) -> None:
    """The text has 0.8 s after each sentence."""
    natural = [p.span.duration_s for turn in made for p in turn.pauses if p.kind == "natural"]
    assert natural
    assert natural == pytest.approx([0.8] * len(natural), abs=0.002)


def test_the_same_seed_gives_the_same_sound_and_another_gives_another(source: Source) -> None:
    first, again, other = (answers([source], 3, seed=seed) for seed in (0, 0, 1))
    assert [turn.cuts for turn in first] == [turn.cuts for turn in again]
    assert all(np.array_equal(a.samples(), b.samples()) for a, b in zip(first, again, strict=True))
    assert [turn.cuts for turn in first] != [turn.cuts for turn in other]


def test_the_first_answers_do_not_depend_on_how_many_there_are(source: Source) -> None:
    few, many = answers([source], 2), answers([source], 9)
    assert [turn.cuts for turn in few] == [turn.cuts for turn in many[:2]]


def test_answers_hold_no_sound(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[int] = []

    def load() -> Samples:
        loaded.append(1)
        return source.load()

    turns = answers([Source(source.clip, source.words, source.places, load)], 50)
    assert sum(turn.true_end_s + len(turn.pauses) for turn in turns) > 0
    assert not loaded
    turns[0].samples()
    assert loaded


def test_no_join_can_be_heard_as_a_click(made: list[SpokenTurn]) -> None:
    """No step between two samples in a pause is larger than the room's own."""
    for turn in made:
        samples = turn.samples()
        for place, _ in turn.cuts:
            at = next(p.span for p in turn.pauses if turn._heard_s(place.start) == p.span.start_s)
            inside = samples[
                round((at.start_s + 0.022) * SAMPLE_RATE) : round((at.end_s - 0.022) * SAMPLE_RATE)
            ]
            assert np.abs(np.diff(inside)).max() < 10 ** (ROOM_DB / 20) * 10


def test_lengths_are_log_normal_between_half_a_second_and_six() -> None:
    random = np.random.default_rng(0)
    drawn = np.array([pause_s(random) for _ in range(5000)])
    assert drawn.min() >= 0.5
    assert drawn.max() <= 6.0
    assert np.median(drawn) == pytest.approx(1.05, abs=0.05)
    assert np.quantile(drawn, 0.95) == pytest.approx(3.5, abs=0.3)


def test_a_monologue_is_the_clip_and_then_its_room(source: Source) -> None:
    (turn,) = monologues([source, made_up("read")])
    clip, samples = source.load(), turn.samples()
    assert np.array_equal(samples[: len(clip)], clip)
    assert len(samples) == len(clip) + 8 * SAMPLE_RATE
    assert turn.true_end_s == pytest.approx(source.words.tokens[-1].span.end_s, abs=0.02)
    assert {pause.kind for pause in turn.pauses} == {"natural"}
    assert len(turn.pauses) == 7  # the eighth sentence's end is the end


def test_speech_after_the_last_word_is_speech_too() -> None:
    source = made_up()
    words = ClipWords(source.words.tokens[:-2], source.words.speech)
    (turn,) = monologues([Source(source.clip, words, places_in(source.load(), words), source.load)])
    assert turn.true_end_s == pytest.approx(words.speech[-1].end_s, abs=0.02)


# Room tone ----------------------------------------------------------------------------------------------


def test_room_tone_is_never_digital_silence_even_where_the_clip_is() -> None:
    gated = np.zeros(3 * SAMPLE_RATE, np.float32)
    gated[SAMPLE_RATE : 2 * SAMPLE_RATE] = 0.1
    runs = quiet_runs(gated, [Span(1.0, 2.0)])
    tone = RoomTone(runs, 0).take(8 * SAMPLE_RATE)
    assert block_levels_db(tone).min() > -100
    assert block_levels_db(tone).max() < -70


def test_room_tone_has_no_period_one_could_hear() -> None:
    random = np.random.default_rng(0)
    tone = RoomTone([random.standard_normal(SAMPLE_RATE * 6 // 10).astype(np.float32)], 0)
    heard = tone.take(8 * SAMPLE_RATE).astype(np.float64)
    spectrum = np.fft.rfft(heard, 2 * len(heard))
    alike = np.fft.irfft(np.abs(spectrum) ** 2)[: len(heard)]
    assert np.abs(alike[100:]).max() / alike[0] < 0.2


def test_room_tone_does_not_depend_on_how_it_is_taken() -> None:
    run = np.random.default_rng(0).standard_normal(SAMPLE_RATE).astype(np.float32)
    whole = RoomTone([run], 7).take(3 * SAMPLE_RATE)
    bit_by_bit = RoomTone([run], 7)
    parts = [bit_by_bit.take(160) for _ in range(300)]
    assert np.array_equal(whole, np.concatenate(parts))


def test_too_little_room_tone_becomes_noise_of_the_same_colour() -> None:
    low = np.sin(2 * np.pi * 300 * np.arange(2000) / SAMPLE_RATE).astype(np.float32) * 0.01
    tone = RoomTone([low], 0).take(4 * SAMPLE_RATE)
    power = np.abs(np.fft.rfft(tone)) ** 2
    hz = np.fft.rfftfreq(len(tone), 1 / SAMPLE_RATE)
    assert power[(hz > 200) & (hz < 400)].sum() > 0.9 * power.sum()
    assert rms_db(tone) == pytest.approx(rms_db(low), abs=2)


# Who speaks ---------------------------------------------------------------------------------------------


def row(**known: object) -> dict[str, object]:
    return {"id": "a", "seconds": 10.0, "speakers": 1, "source": "someone/some-set tests", **known}


def test_one_speaker_is_known_by_name_number_or_source() -> None:
    assert speaker_of(row()) == "someone"
    assert speaker_of(row(notes="adult; spk 0024")) == "someone 0024"
    assert speaker_of(row(speaker="Anna")) == "Anna"
    assert speaker_of(row(turns=[{"speaker": "MEE1", "start_s": 0, "end_s": 9}])) == "MEE1"


def test_several_speakers_are_nobody() -> None:
    two = [{"speaker": "A", "start_s": 0, "end_s": 5}, {"speaker": "B", "start_s": 5, "end_s": 9}]
    edge = [{"speaker": "A", "start_s": 0, "end_s": 9}, {"speaker": "B", "start_s": 9, "end_s": 9.1}]
    assert speaker_of(row(speakers=2)) == ""
    assert speaker_of(row(speakers=None)) == ""
    assert speaker_of(row(turns=two)) == ""
    assert speaker_of(row(turns=edge)) == "A"


# What was heard, kept -----------------------------------------------------------------------------------


def test_sure_fillers_are_tokens_in_their_order() -> None:
    heard = Heard(
        (Word("So", Span(0.0, 0.4), 0.9), Word("yes.", Span(1.0, 1.4), 0.9)),
        (Filler("um", Span(0.5, 0.9), 0.9, "heard"), Filler("uh", Span(1.4, 1.6), 0.2, "acoustic")),
    )
    assert [(token.text, token.filler) for token in tokens_of(heard)] == [
        ("So", False),
        ("um", True),
        ("yes.", False),
    ]


def test_a_clip_is_heard_once(source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(models: Models) -> object:
        raise AssertionError("heard again")

    monkeypatch.setattr("measuring.clip_words.ours", never)
    keep(tmp_path / f"{digest(source.load())}-base.json", source.words, "made-up")
    cache = WordCache(tmp_path, Models("base", 1))
    assert cache.words(source.clip, source.load()) == source.words
    with pytest.raises(AssertionError, match="heard again"):
        cache.words(source.clip, source.load()[:-1])


def test_a_set_gives_its_clips_of_one_speaker(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Clip, "samples", lambda clip: source.load())
    keep(tmp_path / f"{digest(source.load())}-base.json", source.words, "made-up")
    noise = Clip(Path("n"), truth_of({"id": "n", "kind": "noise", "truth": "none", "seconds": 5}), "anna")
    several = Clip(Path("s"), source.clip.truth, "")
    found = sources([source.clip, noise, several], WordCache(tmp_path, Models("base", 1)))
    assert [each.clip for each in found] == [source.clip]
    assert turn_material.answers([], 5) == []
