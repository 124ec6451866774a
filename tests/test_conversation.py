"""The loop itself, on real sound and real voice activity; only the transcriber is a witness that counts."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile

from simulator.analysis.answers import answers_of
from simulator.analysis.delivery import analyse
from simulator.audio import SAMPLE_RATE, Frame, Samples, Sound, Span
from simulator.config import Style
from simulator.conversation import Conversation
from simulator.events import (
    AnswerClosed,
    AnswerTyped,
    CandidateAsked,
    CandidateRequested,
    Event,
    InterviewerSpoke,
    LineCut,
    PlanMade,
    Question,
    QuestionAsked,
    Request,
    SessionClosed,
    SessionPaused,
    SessionResumed,
    SpeechStarted,
    TimeOffered,
    TurnReopened,
    TurnTaken,
)
from simulator.hearing import Ports
from simulator.interview.bank import load_bank
from simulator.interview.director import Direction, Exchange, Replied
from simulator.interview.plan import Lines, make_plan, question_of, what_else
from simulator.listening.candidate_files import find_recordings
from simulator.listening.recorded_candidate import RecordedRoom
from simulator.listening.vad import SileroVad, VadDetector
from simulator.ports import Caption, Floor, Voice
from simulator.turns.barge_in import COMMITTED_AFTER_S
from simulator.turns.policy import TurnSettings
from tests.stage import Beep, Fingers, Judge, LongBeep, Stage, Tape, Witness
from tests.stage import on_stage as held_on
from tests.system import FIXTURES


class Onlooker:
    """Reads along in the second half of a session."""

    def __init__(self, from_s: float) -> None:
        self.read_at_s: list[float] = []
        self._from_s = from_s
        self._now_s = 0.0

    @property
    def captioned(self) -> bool:
        return self._now_s >= self._from_s

    def watch(self, frame: Frame, floor: Floor) -> None:
        self._now_s = frame.start_s

    def read(self, caption: Caption) -> None:
        assert caption == Witness.caption
        self.read_at_s.append(self._now_s)


def converse(
    candidate: Path,
    questions: int = 3,
    presses: Sequence[tuple[float, Request]] = (),
    audience: Onlooker | None = None,
) -> tuple[list[Event], Witness]:
    bank = load_bank()
    room = RecordedRoom(find_recordings(candidate))
    witness = Witness()
    tape = Tape()
    conversation = Conversation(
        Direction(make_plan(bank, style="manager", minutes=15, count=questions, seed=1)),
        Lines(bank, 1),
        Ports(
            ears=room,
            speaker=room,
            recorder=tape,
            detector=VadDetector(SileroVad()),
            pause_detector=VadDetector(SileroVad()),
            listener=witness,
            watch=Judge(),
            controls=Fingers(tape, presses),
            audience=audience,
        ),
        voices=[Beep()],
        turn_settings=TurnSettings(),
        waits=True,
    )
    return list(conversation.events()), witness


def clip(name: str) -> Samples:
    samples, _ = soundfile.read(FIXTURES / "clips" / f"{name}.flac", dtype="float32")
    return np.asarray(samples)


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * SAMPLE_RATE), np.float32)


def test_a_long_file_loses_nothing_between_its_answers(tmp_path: Path) -> None:
    """Pauses just longer than the policy's patience: the voice comes back at the moment the turn is taken."""
    for pause_s in (0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.6):  # and 0.8 s of room tone around the clips
        path = tmp_path / f"{pause_s}.wav"
        whole = np.concatenate([clip("steady_pace"), silence(pause_s), clip("one_long_pause")])
        soundfile.write(path, whole, SAMPLE_RATE)
        _, witness = converse(path)
        heard = np.concatenate([frame for answer in witness.answers for frame in answer])
        sounding = np.abs(whole) > 0.05
        assert np.count_nonzero(np.abs(heard) > 0.05) >= np.count_nonzero(sounding) - 10


def test_each_question_gets_its_answer_in_order(tmp_path: Path) -> None:
    names = ("steady_pace", "very_short", "no_filler_like_words")
    for number, name in enumerate(names):
        soundfile.write(tmp_path / f"{number}.wav", clip(name), SAMPLE_RATE)
    events, witness = converse(tmp_path)
    story = [type(e).__name__ for e in events if isinstance(e, QuestionAsked | TurnTaken | AnswerClosed)]
    assert story == ["QuestionAsked", "TurnTaken", "AnswerClosed"] * 3
    for answer, name in zip(witness.answers, names, strict=True):
        loud = float(np.abs(np.concatenate(answer)).max())
        assert abs(loud - float(np.abs(clip(name)).max())) < 0.01
    assert [e.role for e in events if isinstance(e, InterviewerSpoke)] == ["greeting", "closing"]
    assert events[-1] == SessionClosed(events[-1].at_s, "finished")


def test_captions_are_read_only_in_answers_and_made_only_for_a_reader(tmp_path: Path) -> None:
    for number in range(3):
        soundfile.write(tmp_path / f"{number}.wav", clip("steady_pace"), SAMPLE_RATE)
    onlooker = Onlooker(from_s=20.0)
    events, witness = converse(tmp_path, audience=onlooker)
    assert witness.captioning
    assert not converse(tmp_path)[1].captioning
    answers = [event.span for event in events if isinstance(event, AnswerClosed)]
    assert onlooker.read_at_s
    for at_s in onlooker.read_at_s:
        assert at_s >= 20
        # An answer stays open until the next question has sounded for a while.
        assert any(span.start_s - 0.01 <= at_s <= span.end_s + COMMITTED_AFTER_S + 0.2 for span in answers)


def test_who_says_nothing_is_asked_the_next_question_after_a_while(tmp_path: Path) -> None:
    path = tmp_path / "silence.wav"
    soundfile.write(path, silence(240), SAMPLE_RATE)
    events, _ = converse(path)
    closed = [event for event in events if isinstance(event, AnswerClosed)]
    assert [event.end_reason for event in closed] == ["no_answer"] * 3
    # Other words after 20 s, an offer 25 s after them, the next question after 30 s more; a line has 0.5 s.
    assert all(76 <= event.span.duration_s <= 76.3 for event in closed)
    roles = [event.role for event in events if isinstance(event, InterviewerSpoke)]
    assert roles == ["greeting", *["clarify", "offer_skip"] * 3, "closing"]
    first = closed[0].span
    offered = [event.at_s for event in events if isinstance(event, TimeOffered)]
    assert len(offered) == 3
    assert offered[0] == pytest.approx(first.start_s + 8, abs=0.1)


@pytest.fixture(scope="module")
def silent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A candidate who never says a word, for five minutes."""
    path = tmp_path_factory.mktemp("silent") / "silence.wav"
    soundfile.write(path, silence(300), SAMPLE_RATE)
    return path


def pressed(silent: Path, *presses: tuple[float, Request]) -> list[Event]:
    """A silent interview in which these keys are pressed; its first question is over after 3 s."""
    events, _ = converse(silent, presses=presses)
    return events


def spans_of(events: Sequence[Event], role: str) -> list[Span]:
    return [event.span for event in events if isinstance(event, InterviewerSpoke) and event.role == role]


def answers_in(events: Sequence[Event]) -> list[AnswerClosed]:
    return [event for event in events if isinstance(event, AnswerClosed)]


def test_done_takes_the_turn_at_once(silent: Path) -> None:
    events = pressed(silent, (5.0, "done"))
    first = answers_in(events)[0]
    assert first.end_reason == "done"
    assert 5.0 <= first.span.end_s < 5.1
    assert events[-1] == SessionClosed(events[-1].at_s, "finished")


def test_a_question_is_repeated_or_put_differently_and_waiting_starts_anew(silent: Path) -> None:
    for request in ("repeat", "clarify"):
        events = pressed(silent, (10.0, request))
        spoken = spans_of(events, request)[0]
        assert 10.0 <= spoken.start_s < 10.2
        first = answers_in(events)[0]
        assert first.end_reason == "no_answer"
        assert first.span.end_s == pytest.approx(spoken.end_s + 76, abs=0.3)


def test_time_to_think_is_given(silent: Path) -> None:
    events = pressed(silent, (10.0, "think"))
    assert spans_of(events, "clarify")[0].start_s == pytest.approx(10 + 60, abs=0.2)
    # Then the ladder goes on: the offer to skip after 25 s, the next question 30 s after that.
    assert answers_in(events)[0].span.end_s == pytest.approx(70.5 + 25.5 + 30, abs=0.4)


def test_a_question_is_skipped(silent: Path) -> None:
    events = pressed(silent, (6.0, "skip"))
    first = answers_in(events)[0]
    assert first.end_reason == "skipped"
    assert first.span.end_s < 6.2
    assert [event.number for event in events if isinstance(event, QuestionAsked)] == [1, 2, 3]


def test_a_key_pressed_twice_does_not_skip_a_question_nobody_heard(silent: Path) -> None:
    events = pressed(silent, (6.0, "skip"), (6.3, "skip"), (6.4, "done"))
    assert [answer.end_reason for answer in answers_in(events)] == ["skipped", "no_answer", "no_answer"]


def test_in_a_pause_the_clock_stands_still(silent: Path) -> None:
    without = answers_in(pressed(silent))[0]
    events = pressed(silent, (10.0, "pause"), (10.0, "resume"))
    (paused,) = [event for event in events if isinstance(event, SessionPaused)]
    (resumed,) = [event for event in events if isinstance(event, SessionResumed)]
    assert paused.at_s == resumed.at_s
    first = answers_in(events)[0]
    assert first.span.start_s == without.span.start_s
    assert first.span.end_s == pytest.approx(10 + 76, abs=0.3)  # silence counts anew


def test_a_line_that_a_pause_cut_short_is_said_again(silent: Path) -> None:
    events = pressed(silent, (1.7, "pause"), (1.7, "resume"))
    (asked,) = [event for event in events if isinstance(event, QuestionAsked) and event.number == 1]
    assert asked.span.start_s >= 1.7
    assert asked.span.duration_s == pytest.approx(0.5)


@pytest.mark.parametrize("at_s", [1.0, 1.7, 8.0])
def test_the_interview_can_be_ended_at_any_moment(silent: Path, at_s: float) -> None:
    events = pressed(silent, (at_s, "end"))
    assert isinstance(events[-1], SessionClosed)
    assert events[-1].reason == "stopped"
    assert events[-1].at_s is not None
    assert events[-1].at_s < at_s + 0.1
    open_answers = [event.end_reason for event in answers_in(events)]
    assert open_answers == (["stopped"] if at_s == 8.0 else [])


def test_an_interview_ended_in_a_pause_stays_where_it_was(silent: Path) -> None:
    events = pressed(silent, (8.0, "pause"), (8.0, "end"))
    assert events[-1].at_s is not None
    assert events[-1].at_s < 8.1
    assert [event.by for event in events if isinstance(event, CandidateRequested)] == ["key"]


# --- who speaks into what the interviewer says ------------------------------------------------------------


def on_stage(
    says: Sequence[tuple[float, Samples]],
    length_s: float = 60.0,
    *,
    full_duplex: bool = True,
    presses: Sequence[tuple[float, Request]] = (),
) -> tuple[list[Event], Witness, Stage]:
    stage = Stage(says, length_s)
    events, witness = held_on(stage, settings=TurnSettings(acknowledges=full_duplex), presses=presses)
    return events, witness, stage


def answer() -> Samples:
    """Long enough to be acknowledged: over a quarter of the shortest good answer."""
    return np.concatenate([clip("steady_pace"), clip("no_filler_like_words")] * 2)


def test_a_likely_end_is_acknowledged_before_the_turn_is_taken() -> None:
    events, _, _ = on_stage([(9.0, answer())])
    taken = next(event for event in events if isinstance(event, TurnTaken))
    (heard,) = spans_of(events, "acknowledgement")
    assert taken.at_s is not None
    assert 0.7 < taken.at_s - heard.start_s < 1.2
    without, _, _ = on_stage([(9.0, answer())], full_duplex=False)
    assert not spans_of(without, "acknowledgement")


def first_take_s(events: Sequence[Event]) -> float:
    return next(event.at_s for event in events if isinstance(event, TurnTaken) and event.at_s is not None)


def test_who_goes_on_is_listened_to_and_the_question_is_taken_back() -> None:
    """They speak again 0.6 s into the next question: it stops within 0.5 s, and the answer is one."""
    alone, _, _ = on_stage([(9.0, answer())])
    again_s = first_take_s(alone) + 0.6
    events, witness, stage = on_stage([(9.0, answer()), (again_s, clip("no_filler_like_words"))])
    (reopened,) = [event for event in events if isinstance(event, TurnReopened)]
    (withdrawn,) = spans_of(events, "withdrawn")
    assert reopened.turn == 1
    assert withdrawn.end_s < again_s + 0.9
    assert withdrawn.duration_s < 1.5
    ducked_s, by_db = next(entry for entry in stage.ducked if entry[0] > again_s)
    assert by_db >= 12
    assert ducked_s < withdrawn.end_s
    whole = answers_in(events)[0]
    assert whole.span.end_s > again_s + 3
    assert [event.number for event in events if isinstance(event, QuestionAsked)][:2] == [1, 2]
    heard = np.concatenate(witness.answers[0])
    said = np.concatenate([answer(), clip("no_filler_like_words")])
    assert np.count_nonzero(np.abs(heard) > 0.05) >= 0.98 * np.count_nonzero(np.abs(said) > 0.05)


def test_who_speaks_over_a_question_later_has_understood_it() -> None:
    alone, _, _ = on_stage([(9.0, answer())])
    over_s = first_take_s(alone) + 2.5
    events, witness, stage = on_stage([(9.0, answer()), (over_s, clip("one_long_pause"))])
    assert not [event for event in events if isinstance(event, TurnReopened)]
    second = next(
        played for played in stage.played if played.start / SAMPLE_RATE > over_s - 3 and not played.aside
    )
    assert second.stopped_at is not None
    assert second.stopped_at / SAMPLE_RATE < over_s + 1.5
    heard = np.concatenate(witness.answers[1])
    sounding = np.abs(clip("one_long_pause")) > 0.05
    assert np.count_nonzero(np.abs(heard) > 0.05) >= 0.98 * np.count_nonzero(sounding)


def test_a_cough_only_makes_it_quieter_for_a_moment() -> None:
    alone, _, _ = on_stage([(9.0, answer())])
    cough = clip("steady_pace")[8_000:10_500]
    events, _, stage = on_stage([(9.0, answer()), (first_take_s(alone) + 2.5, cough)])
    assert not [event for event in events if isinstance(event, TurnReopened)]
    assert all(played.stopped_at is None for played in stage.played[:-1])
    assert {by_db for _, by_db in stage.ducked} in ({0.0, 20.0}, set())
    assert not stage.ducked or stage.ducked[-1][1] == 0.0


class SlowBeep(LongBeep):
    """Needs until a moment of the stage's clock for every question but the first."""

    def __init__(self, stage: Stage, until_s: float) -> None:
        self._stage, self._until_s = stage, until_s
        self._questions = 0

    def synthesize(self, text: str) -> Sound:
        sound = super().synthesize(text)
        if sound.samples.size > SAMPLE_RATE:
            self._questions += 1
            deadline = time.monotonic() + 10
            while self._questions == 3 and self._stage.now_s < self._until_s and time.monotonic() < deadline:
                time.sleep(0.001)
        return sound


def test_a_bridge_is_said_at_once_when_the_voice_is_not_done_with_the_question() -> None:
    """Greeting and first question are the voice's first two long lines."""
    stage = Stage([(9.0, clip("steady_pace"))], 60.0)
    done_s, ready_s = 16.0, 20.0
    events, _ = held_on(stage, voice=SlowBeep(stage, ready_s), presses=[(done_s, "done")], waits=False)
    (bridge,) = spans_of(events, "bridge")
    second = next(event for event in events if isinstance(event, QuestionAsked) and event.number == 2)
    assert bridge.start_s - done_s < 0.15
    assert ready_s <= second.span.start_s < ready_s + 3
    assert second.spoken == second.question.text


def test_time_asked_for_by_key_takes_an_early_question_back_at_once() -> None:
    """Where the microphone is deaf while the interviewer speaks there is no other way to go on."""
    alone, _, _ = on_stage([(9.0, answer())], full_duplex=False)
    pressed_s = first_take_s(alone) + 0.6
    events, _ = held_on(
        Stage([(9.0, answer())], 60.0),
        settings=TurnSettings(acknowledges=False),
        presses=[(pressed_s, "think")],
    )
    (withdrawn,) = spans_of(events, "withdrawn")
    assert withdrawn.end_s < pressed_s + 0.1
    (reopened,) = [event for event in events if isinstance(event, TurnReopened)]
    assert not [event for event in events[events.index(reopened) :] if isinstance(event, TurnTaken)]
    (last,) = [event for event in events if isinstance(event, AnswerClosed)]
    assert last.end_reason == "recording_ended"
    assert last.span.end_s == pytest.approx(60.0, abs=0.1)


def test_the_first_question_has_no_answer_to_give_back() -> None:
    """A word into its beginning does not cost it."""
    word = clip("steady_pace")[8_000:12_000]
    events, _, stage = on_stage([(4.3, word)])
    assert not [event for event in events if isinstance(event, TurnReopened)]
    first = next(played for played in stage.played[1:])
    assert first.stopped_at is None


def test_a_cough_into_the_beginning_of_a_question_does_not_take_it_back() -> None:
    alone, _, _ = on_stage([(9.0, answer())])
    cough = clip("steady_pace")[8_000:11_500]
    events, _, stage = on_stage([(9.0, answer()), (first_take_s(alone) + 0.6, cough)])
    assert not [event for event in events if isinstance(event, TurnReopened)]
    assert stage.ducked[-1][1] == 0.0


def test_an_interview_ended_after_a_question_was_taken_back_keeps_what_came_then() -> None:
    alone, _, _ = on_stage([(9.0, answer())])
    again_s = first_take_s(alone) + 0.6
    stage = Stage([(9.0, answer()), (again_s, clip("no_filler_like_words"))], 60.0)
    events, _ = held_on(stage, presses=[(again_s + 3.0, "end")])
    (closed,) = [event for event in events if isinstance(event, AnswerClosed)]
    assert closed.end_reason == "stopped"
    assert closed.span.end_s == pytest.approx(again_s + 3.0, abs=0.1)


def test_a_voice_over_every_question_does_not_keep_the_interview_from_going_on() -> None:
    """An echo that nobody takes out answers each question in its first second."""

    class Echoing(Stage):
        def frames(self) -> Iterator[Frame]:
            for frame in super().frames():
                heard = self.heard_during(frame)
                asking = frame.start_s > 18 and np.abs(heard).max() > 0
                first = round((frame.start_s % 3.0) * SAMPLE_RATE) + 8_000
                leak = clip("steady_pace")[first : first + len(frame.samples)]
                yield Frame(frame.start_s, frame.samples + leak if asking else frame.samples)

    events, _ = held_on(Echoing([(9.0, answer())], 90.0))
    given_back = [event.question_number for event in events if isinstance(event, TurnReopened)]
    assert given_back
    assert max(given_back.count(number) for number in given_back) <= 2
    assert [event.number for event in events if isinstance(event, QuestionAsked)] == [1, 2, 3]


def test_the_last_answer_can_be_gone_on_with_too() -> None:
    """Questions of their own, and a thought between them that is taken for the end."""
    own = clip("no_filler_like_words")

    def held(*more: tuple[float, Samples]) -> list[Event]:
        presses: list[tuple[float, Request]] = [(14.0, "skip"), (24.0, "skip")]
        return held_on(Stage([(34.0, own), *more], 90.0), presses=presses)[0]

    taken_s = next(e.at_s for e in held() if isinstance(e, TurnTaken) and e.question_number == 3)
    assert taken_s is not None
    events = held((taken_s + 0.5, own))
    assert [event.question_number for event in events if isinstance(event, TurnReopened)] == [3]
    closed = [event for event in events if isinstance(event, AnswerClosed)][-1]
    assert closed.span.end_s > taken_s + 3
    assert spans_of(events, "closing")
    assert isinstance(events[-1], SessionClosed)


def test_a_question_is_repeated_when_asked_for_in_its_first_second() -> None:
    pressed_s = 5.7
    events, _ = held_on(Stage([], 30.0), presses=[(pressed_s, "repeat")])
    (repeated,) = spans_of(events, "repeat")
    first = next(event for event in events if isinstance(event, QuestionAsked))
    assert first.span.start_s < pressed_s < first.span.start_s + 1.5
    assert repeated.start_s >= first.span.end_s


def test_a_pause_in_an_acknowledgement_does_not_say_the_next_question_twice() -> None:
    alone, _, _ = on_stage([(9.0, answer())])
    (heard,) = spans_of(alone, "acknowledgement")
    stage = Stage([(9.0, answer())], 60.0)
    stage.can_pause = True
    events, _ = held_on(stage, presses=[(heard.start_s + 0.1, "pause"), (heard.start_s + 0.1, "resume")])
    second = next(event for event in events if isinstance(event, QuestionAsked) and event.number == 2)
    played = [p for p in stage.played if p.start / SAMPLE_RATE >= second.span.start_s - 0.1 and not p.aside]
    assert len([p for p in played if len(p.samples) > 3 * SAMPLE_RATE]) == 1


def test_a_recording_without_a_voice_leaves_the_next_one_to_its_own_question(tmp_path: Path) -> None:
    """The interviewer's other words and its offer to skip are no new question."""
    for number, sound in enumerate([silence(60.0), clip("steady_pace"), clip("very_short")]):
        soundfile.write(tmp_path / f"{number}.wav", sound, SAMPLE_RATE)
    events, witness = converse(tmp_path)
    reasons = [event.end_reason for event in events if isinstance(event, AnswerClosed)]
    assert reasons == ["no_answer", "silence", "silence"]
    assert spans_of(events, "offer_skip")
    assert np.abs(np.concatenate(witness.answers[0])).max() < 0.01
    assert np.abs(np.concatenate(witness.answers[1])).max() > 0.1


# --- what is asked follows from what was said --------------------------------------------------------------


def led(
    says: Sequence[tuple[float, Samples]],
    direction: Callable[[PlanMade], Direction],
    *,
    style: Style = "manager",
    length_s: float = 200.0,
) -> tuple[list[Event], Stage, Spoken]:
    stage, voice = Stage(says, length_s), Spoken()
    events, _ = held_on(
        stage, direction=direction, style=style, voices=[voice.of(place) for place in range(3)]
    )
    return events, stage, voice


class Spoken:
    """Voices of a panel, which remember who said what."""

    def __init__(self) -> None:
        self.said: list[tuple[int, str]] = []

    def of(self, place: int) -> Voice:
        outer = self

        class One(LongBeep):
            def synthesize(self, text: str) -> Sound:
                outer.said.append((place, text))
                return super().synthesize(text)

        return One()


def test_a_follow_up_stands_between_two_planned_questions_with_a_number_of_its_own() -> None:
    probe = Question("x?number", "claims", "number", "How many were there, all in all?", kind="probe")

    def direction(plan: PlanMade) -> Direction:
        first = plan.questions[0]
        return Direction(plan, follow_up=lambda so_far: probe if so_far[-1].question == first else None)

    events, _, _ = led([(9.0, answer())], direction)
    asked = [event for event in events if isinstance(event, QuestionAsked)]
    assert [event.question.kind for event in asked][:3] == ["main", "probe", "main"]
    assert [event.number for event in asked][:3] == [1, 2, 3]
    assert not asked[1].spoken.startswith("All right. Here is the next question")


def test_a_turn_taken_back_is_decided_anew() -> None:
    """What was said is looked at again when more of it is there."""
    seen: list[int] = []

    def direction(plan: PlanMade) -> Direction:
        def follow_up(so_far: Sequence[Exchange]) -> Question | None:
            seen.append(round(so_far[-1].spoken_s))
            return None

        return Direction(plan, follow_up=follow_up)

    alone, _, _ = led([(9.0, answer())], direction)
    again_s = first_take_s(alone) + 0.6
    seen.clear()
    events, _, _ = led([(9.0, answer()), (again_s, answer())], direction)
    assert [event for event in events if isinstance(event, TurnReopened)]
    assert len(seen) >= 2
    assert seen[1] > seen[0]
    assert [event.number for event in events if isinstance(event, QuestionAsked)][:2] == [1, 2]


def test_their_question_is_answered_before_they_are_asked_for_another() -> None:
    reply = Replied("How big is the team?", "We are five people in all.", "team: 5", "company_notes")

    def direction(plan: PlanMade) -> Direction:
        last = next(q for q in load_bank().question if q.id == "your-questions-what-to-ask")
        theirs = replace(plan, questions=(question_of(last),))
        return Direction(
            theirs,
            reply=lambda so_far: (reply,) if len(so_far) == 1 else (),
            what_else=what_else(load_bank()),
        )

    events, _, _ = led([(9.0, answer())], direction, length_s=120)
    (told,) = [event for event in events if isinstance(event, CandidateAsked)]
    assert (told.question_number, told.text, told.fact_line) == (1, reply.text, reply.fact)
    second = [event for event in events if isinstance(event, QuestionAsked)][1]
    assert second.spoken.startswith(reply.reply)
    assert second.question.kind == "invitation"
    assert told.span.end_s <= second.span.start_s + 2


def test_in_a_panel_the_one_who_asked_hands_over_and_another_voice_asks() -> None:
    plan = make_plan(load_bank(), style="panel", minutes=15, count=3, seed=1)
    events, _, voice = led([(9.0, answer())], Direction, style="panel")
    asked = [event.question for event in events if isinstance(event, QuestionAsked)]
    changes = [(a.asker, b) for a, b in pairwise(asked) if a.asker != b.asker]
    assert changes
    before, question = changes[0]
    assert (question.asker, question.text) in voice.said
    name = plan.cast[question.asker].name
    handed = [
        text for place, text in voice.said if place == before and name in text and text != plan.greeting
    ]
    assert handed


def test_an_answer_in_writing_ends_it_and_is_what_was_said() -> None:
    seen: list[str] = []

    def direction(plan: PlanMade) -> Direction:
        def follow_up(so_far: Sequence[Exchange]) -> Question | None:
            seen.append(so_far[-1].said)
            return None

        return Direction(plan, follow_up=follow_up)

    events, _ = held_on(Stage([], 60.0), direction=direction, texts=[(12.0, "I led the team of six.")])
    (typed,) = [event for event in events if isinstance(event, AnswerTyped)]
    assert (typed.question_number, typed.text) == (1, "I led the team of six.")
    closed = answers_in(events)[0]
    assert closed.end_reason == "done"
    assert closed.span.end_s == pytest.approx(12.0, abs=0.1)
    assert seen == ["I led the team of six."]
    assert answers_of(events)[0].typed == "I led the team of six."


def test_a_pleasantry_over_the_first_question_does_not_lose_it() -> None:
    """ "Thank you, happy to be here" runs into it: it is asked once they are quiet."""
    events, _, stage = on_stage([(4.7, clip("steady_pace")[: round(2.5 * SAMPLE_RATE)])])
    (withdrawn,) = spans_of(events, "withdrawn")
    first = next(event for event in events if isinstance(event, QuestionAsked))
    assert first.number == 1
    assert first.span.start_s > withdrawn.end_s
    asked = next(played for played in stage.played if played.start / SAMPLE_RATE >= first.span.start_s - 0.1)
    assert asked.stopped_at is None


@pytest.mark.parametrize("after_s", [0.8, 1.1, 1.3])
def test_who_begins_in_the_first_second_and_a_half_has_the_floor_again(after_s: float) -> None:
    alone, _, _ = on_stage([(9.0, answer())])
    asked_s = next(e.span.start_s for e in alone if isinstance(e, QuestionAsked) and e.number == 2)
    sound = clip("one_long_pause")
    sound = sound[int(np.argmax(np.abs(sound) > 0.05)) :]
    events, _, _ = on_stage([(9.0, answer()), (asked_s + after_s, sound)])
    assert [event for event in events if isinstance(event, TurnReopened)]


def test_words_into_the_end_of_that_time_belong_to_the_answer_they_begin() -> None:
    alone, _, _ = on_stage([(9.0, answer())])
    asked_s = next(e.span.start_s for e in alone if isinstance(e, QuestionAsked) and e.number == 2)
    said = clip("one_long_pause")
    _, witness, _ = on_stage([(9.0, answer()), (asked_s + 1.7, said)])
    heard = np.concatenate(witness.answers[1])
    assert np.count_nonzero(np.abs(heard) > 0.05) >= 0.98 * np.count_nonzero(np.abs(said) > 0.05)


def test_a_line_that_was_spoken_over_is_logged_as_far_as_it_was_heard() -> None:
    """R pressed, and answered one second into the repetition: the answer keeps its length."""
    speech = clip("steady_pace")
    events, _, _ = on_stage([(9.0 + 1.0, speech)], presses=[(9.0, "repeat"), (18.0, "done")])
    cut = next(event for event in events if isinstance(event, LineCut))
    (repeat,) = spans_of(events, "repeat")
    assert cut.at_s is not None
    assert repeat.start_s < cut.at_s < repeat.end_s - 1
    first = answers_of(events)[0]
    assert first.duration_s > 2.5  # of 3.8 s; one second of the repetition was heard meanwhile
    assert analyse(events, started="2026-01-01T00:00:00+00:00").answers


def test_a_take_is_held_only_for_the_last_words_and_says_so() -> None:
    def held_by(overheard_s: float | None) -> list[TurnTaken]:
        class Slow(Witness):
            @property
            def overheard_s(self) -> float | None:
                return overheard_s

        events, _ = held_on(Stage([(9.0, answer())], 60.0), listener=Slow())
        return [event for event in events if isinstance(event, TurnTaken)]

    (usual, *_), (earlier, *_), (last, *_) = held_by(None), held_by(9.5), held_by(99.0)
    assert usual.at_s == earlier.at_s
    assert last.at_s is not None
    assert usual.at_s is not None
    assert last.at_s > usual.at_s + 5
    assert last.reason.endswith("your last words were still being understood")


@pytest.mark.parametrize("pressed_last", ["skip", "done"])
def test_who_asked_nothing_is_not_told_that_a_question_was_noted(silent: Path, pressed_last: Request) -> None:
    events, _ = converse(
        silent, questions=4, presses=[(8.0, "skip"), (11.5, "skip"), (15.0, "skip"), (19.0, pressed_last)]
    )
    stages = [event.question.stage for event in events if isinstance(event, QuestionAsked)]
    assert stages[-1] == "your_questions"
    assert not spans_of(events, "noted")


def test_a_sneeze_is_no_answer_where_no_word_is_found_in_it() -> None:
    """Half a second that the detector does call speech."""

    class Wordless(Witness):
        caption = Caption("", "", until_s=1e9)

    sound = clip("very_short")
    first = int(np.argmax(np.abs(sound) > 0.05))
    sneeze = sound[first : first + SAMPLE_RATE // 2]
    events, _ = held_on(Stage([(9.0, sneeze)], 60.0), listener=Wordless())
    assert [event for event in events if isinstance(event, SpeechStarted)]
    assert spans_of(events, "clarify")  # the ladder for who has not begun
    assert not [event for event in events if isinstance(event, TurnTaken) and event.at_s and event.at_s < 40]
    usual, _ = held_on(Stage([(9.0, sneeze)], 60.0))
    assert [event for event in usual if isinstance(event, TurnTaken) and event.at_s and event.at_s < 20]
