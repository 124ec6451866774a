"""Words while the candidate speaks: the cuts depend on the sound alone, and nothing is lost or said twice."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.audio import FRAME_S, FRAME_SAMPLES, SAMPLE_RATE, Frame, Samples, Span
from simulator.events import CandidateRequested, Event, Filler, Request, Word, WordsHeard
from simulator.listening import passages
from simulator.listening.chunks import AnswerChunker, Chunk
from simulator.listening.live import LiveListener
from simulator.ports import Caption, Heard, Prosody, Transcriber
from simulator.tuning import CaptionSettings, DecodeSettings

SETTINGS = DecodeSettings()
SHORT = DecodeSettings(chunk_target_s=1.0, chunk_max_s=2.0)


def frames_of(speech: Sequence[bool], start_s: float = 0.0) -> list[Frame]:
    """A frame for each entry; every sample of frame n is n + 1 in speech and -(n + 1) / 1000 in silence."""
    return [
        Frame(
            start_s + index * FRAME_S,
            np.full(FRAME_SAMPLES, index + 1 if is_speech else -(index + 1) / 1000, np.float32),
        )
        for index, is_speech in enumerate(speech)
    ]


def chunked(speech: Sequence[bool], settings: DecodeSettings, start_s: float = 0.0) -> list[Chunk]:
    chunker = AnswerChunker(settings)
    chunks = [
        chunk
        for frame, is_speech in zip(frames_of(speech, start_s), speech, strict=True)
        if (chunk := chunker.hear(frame, is_speech=is_speech))
    ]
    rest = chunker.end()
    return [*chunks, rest] if rest else chunks


def seconds(silent: float = 0.0, spoken: float = 0.0) -> list[bool]:
    return [False] * round(silent / FRAME_S) + [True] * round(spoken / FRAME_S)


def test_a_short_answer_is_one_chunk_with_a_little_silence_before_it() -> None:
    (chunk,) = chunked(seconds(silent=6.4, spoken=3.2) + seconds(silent=1.6), SETTINGS)
    assert chunk.span.start_s == pytest.approx(6.4 - 8 * FRAME_S)
    assert chunk.span.end_s == pytest.approx(11.2)
    assert chunk.speech


def test_who_says_nothing_makes_no_chunk() -> None:
    assert chunked(seconds(silent=60), SETTINGS) == []
    assert chunked([], SETTINGS) == []


def test_a_long_answer_is_cut_at_the_first_pause_after_its_target() -> None:
    speech = seconds(spoken=12) + seconds(0.64, 12) + seconds(0.64, 5)
    first, second = chunked(speech, SETTINGS)
    assert first.span.end_s == pytest.approx(24.64 + 8 * FRAME_S, abs=0.05)
    assert first.span.end_s <= second.span.start_s


def test_a_breath_is_no_pause() -> None:
    (chunk,) = chunked(seconds(spoken=24) + seconds(silent=0.2, spoken=3), SETTINGS)
    assert chunk.span.start_s == 0
    assert chunk.span.end_s == pytest.approx(27.2, abs=0.05)


def test_who_never_pauses_is_cut_at_the_quietest_place_near_the_end() -> None:
    speech = [True] * 1500
    frames = frames_of(speech)
    quiet = 800
    frames[quiet] = replace(frames[quiet], samples=np.full(FRAME_SAMPLES, 0.5, np.float32))
    chunker = AnswerChunker(SETTINGS)
    chunks = [chunk for frame in frames if (chunk := chunker.hear(frame, is_speech=True))]
    assert chunks[0].span.end_s == pytest.approx(frames[quiet].end_s)


def voiced_samples(chunk: Chunk) -> int:
    """How many samples the chunk says hold speech."""
    assert list(chunk.speech) == sorted(chunk.speech)
    return sum(round(span.duration_s * SAMPLE_RATE) for span in chunk.speech)


some_settings = st.builds(
    lambda target_s, more_s, pad_s: DecodeSettings(
        chunk_target_s=target_s, chunk_max_s=target_s + more_s, pad_s=pad_s
    ),
    st.floats(0.5, 3),
    st.floats(0.1, 2),
    st.floats(0.05, 0.4),
)
runs = st.lists(st.tuples(st.booleans(), st.integers(1, 60)), max_size=20)


@settings(deadline=None)
@given(runs, some_settings, st.floats(0, 3000))
def test_all_speech_is_in_the_chunks_once_in_order_and_no_chunk_is_too_long(
    runs: list[tuple[bool, int]], decode: DecodeSettings, start_s: float
) -> None:
    speech = [is_speech for is_speech, count in runs for _ in range(count)]
    chunks = chunked(speech, decode, start_s)
    samples = np.concatenate([chunk.samples for chunk in chunks]) if chunks else np.zeros(0)
    blocks = samples.reshape(-1, FRAME_SAMPLES)[:, 0]
    assert [round(value) for value in blocks if value > 0] == [
        index + 1 for index, is_speech in enumerate(speech) if is_speech
    ]
    pad_frames = round(decode.pad_s / FRAME_S)
    for chunk in chunks:
        assert chunk.span.duration_s <= decode.chunk_max_s + 1e-6
        assert chunk.span.duration_s == pytest.approx(len(chunk.samples) / SAMPLE_RATE)
        assert voiced_samples(chunk) == np.count_nonzero(chunk.samples > 0)
    for before, after in pairwise(chunks):
        assert before.span.end_s <= after.span.start_s + 1e-6
    if chunks:
        first_sounds = next(index for index, value in enumerate(blocks) if value > 0)
        assert first_sounds <= pad_frames


@settings(deadline=None)
@given(runs, st.floats(0, 3000))
def test_where_there_are_pauses_the_cuts_are_in_them(runs: list[tuple[bool, int]], start_s: float) -> None:
    decode = DecodeSettings(chunk_target_s=1.0, chunk_max_s=60.0)
    speech = [is_speech for is_speech, count in runs for _ in range(count)]
    for chunk in chunked(speech, decode, start_s)[:-1]:
        ending = chunk.samples[-8 * FRAME_SAMPLES :]
        assert (ending < 0).all()


@pytest.fixture(autouse=True, scope="module")
def every_number_is_believed() -> Iterator[None]:
    """Thirty words a second: else nobody would believe the parrot."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passages, "invented", lambda *_: False)
        yield


class Parrot:
    """A transcriber whose words are the numbers of the frames it was given: one word a spoken frame."""

    name = "parrot"

    def __init__(self, wait: Callable[[], None] = lambda: None) -> None:
        self._wait = wait
        self.contexts: list[str] = []
        self.drafts = 0

    def draft(self, samples: Samples, *, context: str = "") -> Heard:
        self.drafts += 1
        return self._heard(samples)

    def transcribe(self, samples: Samples, *, context: str = "") -> Heard:
        self._wait()
        self.contexts.append(context)
        return self._heard(samples)

    def _heard(self, samples: Samples) -> Heard:
        words, fillers = [], []
        for index, value in enumerate(samples[::FRAME_SAMPLES]):
            span = Span(index * FRAME_S, (index + 1) * FRAME_S)
            if value > 0 and round(float(value)) % 10 == 0:
                fillers.append(Filler("um", span, 0.9, "heard"))
            elif value > 0:
                words.append(Word(str(round(float(value))), span, 0.8))
        return Heard(tuple(words), tuple(fillers))


class Broken:
    name = "broken"

    def draft(self, samples: Samples, *, context: str = "") -> Heard:
        return Heard((), ())

    def transcribe(self, samples: Samples, *, context: str = "") -> Heard:
        raise RuntimeError("out of memory")


def tell(listener: LiveListener, number: int, speech: Sequence[bool], start_s: float = 0.0) -> list[Event]:
    """One whole answer; the events that were ready on the way."""
    ready: list[Event] = []
    listener.begin(number, start_s)
    for frame, is_speech in zip(frames_of(speech, start_s), speech, strict=True):
        listener.hear(frame, is_speech=is_speech)
        ready += listener.poll()
    listener.end(start_s + len(speech) * FRAME_S)
    return ready


def heard_by(transcriber: Transcriber, *answers: Sequence[bool]) -> list[WordsHeard]:
    with LiveListener(lambda: transcriber, SHORT) as listener:
        events = [
            event
            for n, speech in enumerate(answers, start=1)
            for event in tell(listener, n, speech, 100.0 * n)
        ]
        events += listener.finish()
    assert all(isinstance(event, WordsHeard) for event in events)
    return [event for event in events if isinstance(event, WordsHeard)]


LONG = seconds(0.5, 3.0) + seconds(0.5, 2.5) + seconds(0.4)
BRIEF = seconds(1.0, 0.5) + seconds(2.0)


def test_words_come_in_order_on_the_session_clock() -> None:
    events = heard_by(Parrot(), LONG)
    words = [word for event in events for word in event.words]
    spoken = [i + 1 for i, is_speech in enumerate(LONG) if is_speech]
    assert [int(word.text) for word in words] == [number for number in spoken if number % 10]
    for word in words:
        assert word.span.start_s == pytest.approx(100 + (int(word.text) - 1) * FRAME_S, abs=0.001)
        assert word.span.duration_s == pytest.approx(FRAME_S, abs=0.0011)
    fillers = [filler for event in events for filler in event.fillers]
    assert len(fillers) == len([number for number in spoken if number % 10 == 0])
    for event in events:
        assert event.status == "final"
        assert event.model == "parrot"
        assert event.at_s == event.span.end_s


def test_indices_run_on_within_an_answer_and_only_its_last_stretch_completes_it() -> None:
    events = heard_by(Parrot(), LONG, BRIEF, seconds(silent=3))
    for number, stretches in ((1, 5), (2, 2), (3, 1)):
        parts = [event for event in events if event.question_number == number]
        assert len(parts) == stretches
        assert [part.complete for part in parts] == [False] * (stretches - 1) + [True]
        assert len({part.transcript_id for part in parts}) == 1
        said = 0
        for part in parts:
            assert part.first_index == said
            said += len(part.words)
    assert len({event.transcript_id for event in events}) == 3
    assert [event.question_number for event in events] == [1, 1, 1, 1, 1, 2, 2, 3]


def test_what_was_said_is_context_for_what_comes_fillers_included_and_ends_with_the_answer() -> None:
    parrot = Parrot()
    heard_by(parrot, LONG, BRIEF)
    assert parrot.contexts[0] == ""
    assert parrot.contexts[1].startswith("17 18 19 um, 21 22")
    assert len(parrot.contexts[2].split()) == SHORT.context_words
    assert parrot.contexts[-1] == ""


def test_a_slow_machine_hears_the_same_words() -> None:
    fast = heard_by(Parrot(), LONG, BRIEF)
    slow = heard_by(Parrot(lambda: time.sleep(0.1)), LONG, BRIEF)
    assert [replace(event, transcript_id="") for event in fast] == [
        replace(event, transcript_id="") for event in slow
    ]


def test_listening_does_not_wait_for_the_words() -> None:
    may_go_on = threading.Event()
    with LiveListener(lambda: Parrot(lambda: assert_(may_go_on.wait(10))), SHORT) as listener:
        assert tell(listener, 1, LONG) == []
        assert listener.poll() == []
        may_go_on.set()
        assert len(list(listener.finish())) == 5


def assert_(condition: bool) -> None:
    assert condition


def test_a_fast_run_waits_instead_of_keeping_hours_of_sound() -> None:
    may_go_on = threading.Event()
    with LiveListener(
        lambda: Parrot(lambda: assert_(may_go_on.wait(10))), SHORT, max_pending_s=4.0
    ) as listener:
        telling = threading.Thread(target=tell, args=(listener, 1, LONG * 4))
        telling.start()
        telling.join(0.3)
        assert telling.is_alive()
        may_go_on.set()
        telling.join(10)
        assert not telling.is_alive()


def test_words_that_are_ready_are_handed_out_while_the_answer_goes_on() -> None:
    with LiveListener(Parrot, SHORT) as listener:
        ready = tell(listener, 1, LONG)
        until = time.monotonic() + 10
        while len(ready) < 5 and time.monotonic() < until:
            ready += listener.poll()
        assert len(ready) == 5


def test_pitch_and_level_are_measured_where_there_is_speech_on_the_session_clock() -> None:
    def loudness(samples: Samples, speech: Sequence[Span]) -> Prosody:
        """One entry a stretch: its beginning, and the number of its first frame as its pitch."""
        firsts = [samples[round(span.start_s * SAMPLE_RATE)] for span in speech]
        pitches = np.array(firsts, np.float32)
        return Prosody(np.array([span.start_s for span in speech]), pitches, 0 * pitches)

    with LiveListener(Parrot, SHORT, track=loudness) as listener:
        tell(listener, 1, LONG, 100.0)
        list(listener.finish())
        found = listener.prosody()
    assert len(found.at_s) > 2
    assert found.at_s == pytest.approx([100 + (number - 1) * FRAME_S for number in found.f0_hz], abs=1e-4)
    assert all(LONG[round(number) - 1] for number in found.f0_hz)


def poll_until_raised(listener: LiveListener) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        listener.poll()
        time.sleep(0.01)


def finish(listener: LiveListener) -> None:
    list(listener.finish())


@pytest.mark.parametrize("ask", [poll_until_raised, finish])
def test_a_transcriber_that_breaks_is_said_to_the_caller(ask: Callable[[LiveListener], None]) -> None:
    with LiveListener(Broken, SHORT) as listener:
        listener.begin(1, 0.0)
        for frame in frames_of(LONG):
            listener.hear(frame, is_speech=True)
        with pytest.raises(RuntimeError, match="out of memory"):
            ask(listener)


def test_a_broken_transcriber_never_makes_the_conversation_wait() -> None:
    with LiveListener(Broken, SHORT, max_pending_s=4.0) as listener:
        listener.begin(1, 0.0)
        for frame in frames_of([True] * 4000):  # far more than may be pending
            listener.hear(frame, is_speech=True)
        listener.end(128.0)


def no_model() -> Transcriber:
    raise FileNotFoundError("model.bin")


def test_a_model_that_cannot_be_loaded_is_said_too() -> None:
    with LiveListener(no_model, SHORT) as listener, pytest.raises(FileNotFoundError):
        finish(listener)


def test_closing_gives_up_what_waits_and_returns() -> None:
    parrot = Parrot(lambda: time.sleep(0.05))
    listener = LiveListener(lambda: parrot, SHORT)
    tell(listener, 1, LONG * 5)
    began = time.monotonic()
    listener.close()
    assert time.monotonic() - began < 2
    assert len(parrot.contexts) < 10
    assert "transcriber" not in [thread.name for thread in threading.enumerate()]


def test_closing_after_the_end_or_twice_is_no_harm() -> None:
    listener = LiveListener(Parrot, SHORT)
    assert list(listener.finish()) == []
    listener.close()
    listener.close()


def test_frames_outside_an_answer_are_not_transcribed() -> None:
    def run() -> Iterator[Event]:
        with LiveListener(Parrot, SHORT) as listener:
            for frame in frames_of(LONG):
                listener.hear(frame, is_speech=True)
            listener.end(9.0)
            yield from listener.finish()

    assert list(run()) == []


class Says:
    """A transcriber that hears the same words in everything."""

    name = "says"

    def __init__(self, text: str) -> None:
        self._text = text
        self.heard_s: list[float] = []

    def draft(self, samples: Samples, *, context: str = "") -> Heard:
        return Heard((), ())

    def transcribe(self, samples: Samples, *, context: str = "") -> Heard:
        self.heard_s.append(len(samples) / SAMPLE_RATE)
        words = tuple(Word(word, Span(0, 0.1), 0.9) for word in self._text.split())
        return Heard(words, (Filler("um", Span(0, 0.1), 0.9, "heard"),))


def understand(words: str) -> Request | None:
    return "repeat" if words == "Say again?" else None


def attend(listener: LiveListener, number: int, speech: Sequence[bool], start_s: float = 0.0) -> None:
    for frame, is_speech in zip(frames_of(speech, start_s), speech, strict=True):
        listener.attend(number, frame, is_speech=is_speech)


def ready(listener: LiveListener, timeout_s: float = 5.0) -> list[Event]:
    """What comes out of `poll` when there is something."""
    deadline = time.monotonic() + timeout_s
    while not (events := listener.poll()) and time.monotonic() < deadline:
        time.sleep(0.005)
    return events


ASKS = seconds(0.96, 1.6) + seconds(0.96)


def test_a_spoken_request_comes_out_with_its_question_its_time_and_its_words() -> None:
    says = Says("Say again?")
    with LiveListener(lambda: says, SHORT, understand=understand) as listener:
        attend(listener, 3, ASKS, start_s=100.0)
        (event,) = ready(listener)
    assert isinstance(event, CandidateRequested)
    assert (event.question_number, event.request, event.by) == (3, "repeat", "voice")
    assert event.words == "Say again?"
    assert event.span is not None
    assert event.span.start_s == pytest.approx(100.96)
    assert event.span.end_s == event.at_s == pytest.approx(102.56)
    assert says.heard_s == [pytest.approx(0.2 + 1.6 + 0.7, abs=0.1)]


def test_words_that_ask_for_nothing_bring_no_event() -> None:
    says = Says("We moved the dates.")
    with LiveListener(lambda: says, SHORT, understand=understand) as listener:
        attend(listener, 1, ASKS)
        assert list(listener.finish()) == []
    assert len(says.heard_s) == 1


@pytest.mark.parametrize("speech", [seconds(0.96, 6.4) + seconds(0.96), seconds(9.6), seconds(0.96, 0.2) * 5])
def test_long_speech_silence_and_clicks_are_not_even_transcribed(speech: list[bool]) -> None:
    says = Says("Say again?")
    with LiveListener(lambda: says, SHORT, understand=understand) as listener:
        attend(listener, 1, speech)
        assert list(listener.finish()) == []
    assert says.heard_s == []


def test_who_does_not_listen_for_requests_hears_none() -> None:
    says = Says("Say again?")
    with LiveListener(lambda: says, SHORT) as listener:
        attend(listener, 1, ASKS)
        assert list(listener.finish()) == []
    assert says.heard_s == []


def test_speech_across_two_questions_is_no_request_to_either() -> None:
    says = Says("Say again?")
    with LiveListener(lambda: says, SHORT, understand=understand) as listener:
        attend(listener, 1, seconds(0.96, 1.6))
        attend(listener, 2, seconds(0.96), start_s=2.56)
        assert list(listener.finish()) == []


def test_an_answer_and_the_request_in_it_are_both_heard() -> None:
    says = Says("Say again?")
    with LiveListener(lambda: says, SHORT, understand=understand) as listener:
        listener.begin(1, 0.0)
        for frame, is_speech in zip(frames_of(ASKS), ASKS, strict=True):
            listener.hear(frame, is_speech=is_speech)
            listener.attend(1, frame, is_speech=is_speech)
        listener.end(4.0)
        events = list(listener.finish())
    assert sum(isinstance(event, CandidateRequested) for event in events) == 1
    heard = [event for event in events if isinstance(event, WordsHeard)]
    assert [word.text for event in heard for word in event.words] == ["Say", "again?"]
    assert heard[-1].complete
    assert [word.first_index for word in heard] == [0, 2][: len(heard)]


def test_a_transcriber_that_fails_at_a_request_says_so() -> None:
    with LiveListener(Broken, SHORT, understand=understand) as listener:
        attend(listener, 1, ASKS)
        with pytest.raises(RuntimeError, match="out of memory"):
            finish(listener)


PATIENCE_S = 2.0
OFTEN = CaptionSettings(pause_s=0.3, every_s=0.6, least_new_s=0.01, most_load=1e6)


def say(listener: LiveListener, *parts: tuple[bool, float], start_s: float = 0.0) -> float:
    """Go on with an answer, no faster than the worker; the time it has come to."""
    speech = [is_speech for is_speech, duration_s in parts for _ in range(round(duration_s / FRAME_S))]
    for frame, is_speech in zip(frames_of(speech, start_s), speech, strict=True):
        listener.hear(frame, is_speech=is_speech)
        wait_until(lambda: not listener.working)
    return start_s + len(speech) * FRAME_S


def wait_until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.0005)


def answered(parrot: Parrot, *parts: tuple[bool, float], patience_s: float | None = None) -> list[Event]:
    with LiveListener(lambda: parrot, patience_s=patience_s) as listener:
        listener.begin(1, 0.0)
        listener.end(say(listener, *parts))
        return list(listener.finish())


def test_when_the_turn_is_taken_in_a_pause_the_words_are_there_and_the_same() -> None:
    """The decode of the last stretch begins in the pause, and nothing is left to do at the end."""
    answer = ((False, 0.5), (True, 3.0), (False, 2.5))
    may_go_on = threading.Event()
    may_go_on.set()
    parrot = Parrot(lambda: assert_(may_go_on.wait(10)))
    with LiveListener(lambda: parrot, patience_s=PATIENCE_S) as listener:
        listener.begin(1, 0.0)
        end_s = say(listener, *answer)
        assert len(parrot.contexts) == 1
        assert listener.poll() == []  # nothing is an event before it is certain
        may_go_on.clear()  # nobody could transcribe any more
        listener.end(end_s)
        events = list(listener.finish())
    plain = answered(Parrot(), *answer)
    assert [replace(e, transcript_id="") for e in events if isinstance(e, WordsHeard)] == [
        replace(e, transcript_id="") for e in plain if isinstance(e, WordsHeard)
    ]


def test_who_goes_on_after_the_pause_is_heard_as_if_nothing_had_been_begun() -> None:
    answer = ((True, 2.0), (False, 1.6), (True, 1.0), (False, 1.6), (True, 0.3))
    ahead, plain = Parrot(), Parrot()
    events = answered(ahead, *answer, patience_s=PATIENCE_S)
    expected = answered(plain, *answer)
    assert len(ahead.contexts) == 3  # once in each pause, and at the end
    assert len(plain.contexts) == 1
    assert [replace(e, transcript_id="") for e in events if isinstance(e, WordsHeard)] == [
        replace(e, transcript_id="") for e in expected if isinstance(e, WordsHeard)
    ]


@settings(deadline=None, max_examples=20)
@given(st.lists(st.tuples(st.booleans(), st.sampled_from([0.2, 0.5, 1.1, 1.7])), max_size=8))
def test_looking_ahead_never_changes_what_is_heard(parts: list[tuple[bool, float]]) -> None:
    speech = [is_speech for is_speech, duration_s in parts for _ in range(round(duration_s / FRAME_S))]
    heard = []
    for patience_s in (None, 1.6):
        with LiveListener(Parrot, SHORT, patience_s=patience_s) as listener:
            listener.captioning = patience_s is not None
            events = [*tell(listener, 1, speech), *listener.finish()]
            heard.append([replace(e, transcript_id="") for e in events if isinstance(e, WordsHeard)])
    assert heard[0] == heard[1]


def test_the_words_are_read_along_while_they_are_said() -> None:
    parrot = Parrot()
    with LiveListener(lambda: parrot, caption_settings=OFTEN) as listener:
        listener.captioning = True
        listener.begin(1, 0.0)
        assert listener.caption == Caption()
        now_s = say(listener, (True, 1.28))
        caption = listener.caption
        assert f"{caption.confirmed} {caption.tentative}".strip().startswith("1 2 3 4 5 6")
        now_s = say(listener, (False, 0.5), start_s=now_s)
        caption = listener.caption
        assert caption.confirmed.startswith("1 2 3 4 5 6 7 8 9 um, 11")
        assert f"{caption.confirmed} {caption.tentative}".split()[-1] == "um,"  # the fortieth frame
        listener.end(now_s)
        assert listener.caption == Caption()  # the answer is closed
        events = list(listener.finish())
    assert all(isinstance(event, WordsHeard) and event.status == "final" for event in events)
    assert parrot.drafts > 1
    assert len(parrot.contexts) == 1


def test_a_pause_that_looks_like_the_end_makes_the_words_certain() -> None:
    with LiveListener(Parrot, patience_s=PATIENCE_S, caption_settings=OFTEN) as listener:
        listener.captioning = True
        listener.begin(1, 0.0)
        say(listener, (True, 0.48), (False, 1.6))
        assert listener.caption.confirmed.split()[-1] == "15"
        assert listener.caption.tentative == ""


def test_without_a_reader_nothing_is_drafted() -> None:
    parrot = Parrot()
    with LiveListener(lambda: parrot, caption_settings=OFTEN) as listener:
        listener.begin(1, 0.0)
        say(listener, (True, 3.0), (False, 1.0))
        assert listener.caption == Caption()
        assert parrot.drafts == 0
        listener.captioning = True
        say(listener, (True, 3.0), (False, 1.0), start_s=4.0)
        assert parrot.drafts > 0


def test_captions_that_fail_take_nothing_else_with_them() -> None:
    with LiveListener(Parrot, caption_settings=OFTEN, load_for_captions=no_model) as listener:
        listener.captioning = True
        listener.begin(1, 0.0)
        now_s = say(listener, (True, 3.0), (False, 1.0))
        listener.end(now_s)
        events = list(listener.finish())
    assert listener.caption == Caption()
    assert sum(len(event.words) for event in events if isinstance(event, WordsHeard)) > 80


def test_closing_in_the_middle_of_an_answer_with_captions_returns() -> None:
    listener = LiveListener(Parrot, patience_s=1.6, caption_settings=OFTEN)
    listener.captioning = True
    listener.begin(1, 0.0)
    for frame in frames_of([True] * 500):
        listener.hear(frame, is_speech=True)
    listener.close()
    assert "transcriber" not in [thread.name for thread in threading.enumerate()]
