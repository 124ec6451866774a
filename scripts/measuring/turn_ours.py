"""Our turn-taking on one turn whose end is known: in a whole interview with its echo, or listening only.

In the interview the conversation, its voice, detector, canceller, models and settings are the product's; what
it says comes back into the microphone (measuring/turn_room.py). Not there: requests that are spoken ("next
question"), for which a rehearsal holds a turn until it has understood them, and the work that a transcriber
does beside. Listening only, the policy is asked what it would do and nothing is played, so that one hearing
serves many settings of it.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from measuring.echo_path import EchoPath
from measuring.played_lines import Played
from measuring.spoken_turn import AFTERWARDS_S, SpokenTurn
from measuring.turn_listening import Kept
from measuring.turn_outcomes import in_room
from measuring.turn_room import SimulatedRoom
from measuring.turn_scores import Outcome, Role
from simulator.audio import FRAME_S, FRAME_SAMPLES, SAMPLE_RATE, Frame, Samples, Sound, active_level_db
from simulator.conversation import Conversation
from simulator.devices.echo import WebRtcCanceller
from simulator.events import PlanMade, QuestionAsked, SpeechStarted, SpeechStopped
from simulator.hearing import Ports
from simulator.interview.bank import Bank
from simulator.interview.director import Direction
from simulator.interview.plan import Lines, make_plan
from simulator.listening.near_voice import NearVoiceDetector
from simulator.listening.vad import SileroVad, VadDetector
from simulator.ports import Voice
from simulator.turns.evidence import Evidence
from simulator.turns.floor import CandidatesFloor
from simulator.turns.policy import TurnSettings, TurnState, step
from simulator.turns.rhythm import Rhythm

DRIFT_PPM = 100.0
_TAPE_S = AFTERWARDS_S  # after the true end; then it was never taken


class Tape:
    """A `Recorder` that only counts."""

    def __init__(self) -> None:
        self.samples = 0

    @property
    def now_s(self) -> float:
        return self.samples / SAMPLE_RATE

    def write(self, *, interviewer: Samples, candidate: Samples) -> None:
        self.samples += len(candidate)


class KnownVoice:
    """The product's voice, which remembers what it said: `label` tells a sound's part in the interview."""

    def __init__(self, voice: Voice, bank: Bank) -> None:
        self.name = voice.name
        self._voice = voice
        self._roles: dict[bytes, Role] = {}
        self._role_of_text: dict[str, Role] = {
            **{line.text: "bridge" for line in [*bank.lines("bridge"), *bank.lines("follow")]},
            **{line.text: "acknowledgement" for line in bank.lines("acknowledgement")},
        }
        self._known: dict[str, Sound] = {}

    def synthesize(self, text: str) -> Sound:
        if text not in self._known:
            self._known[text] = self._voice.synthesize(text)
            self._roles[_key(self._known[text].samples)] = self._role_of_text.get(text, "question")
        return self._known[text]

    def label(self, samples: Samples) -> str:
        """A role; of a question also the seconds that its opening takes: "question 1.2"."""
        if role := self._roles.get(_key(samples)):
            return role
        openings = [
            self._known[text].samples for text in self._known if self._role_of_text.get(text) == "bridge"
        ]
        begins = [len(sound) for sound in openings if np.array_equal(samples[: len(sound)], sound)]
        return f"question {max(begins, default=0) / SAMPLE_RATE:.3f}"


def _key(samples: Samples) -> bytes:
    return hashlib.sha256(samples.tobytes()).digest()


@dataclass(frozen=True)
class Interviewer:
    """All that is the same for every turn."""

    bank: Bank
    voice: KnownVoice
    kept: Kept
    response: Samples
    settings: TurnSettings = field(default_factory=TurnSettings)

    @property
    def plan(self) -> PlanMade:
        return make_plan(self.bank, style="manager", minutes=60, count=8, seed=1)


# In an interview ----------------------------------------------------------------------------------------


def interviewed(turn: SpokenTurn, by: Interviewer, *, done_after_s: float | None = None) -> Outcome:
    """Ask a question, let the turn be its answer, and go on until a question follows its end.

    Args:
        done_after_s: the candidate presses Done so long after the true end; None: they do not.
    """
    samples = turn.samples()
    room = SimulatedRoom(
        WebRtcCanceller(),
        EchoPath(by.response, DRIFT_PPM),
        level_db=active_level_db(samples, SAMPLE_RATE),
        background=turn.tone(1).take,
        label=by.voice.label,
    )
    began_s = done_s = math.inf
    with by.kept.listening() as (listener, watch):
        ports = Ports(
            ears=room,
            speaker=room,
            recorder=Tape(),
            detector=NearVoiceDetector(SileroVad()),
            pause_detector=VadDetector(SileroVad()),
            listener=listener,
            watch=watch,
            controls=room,
        )
        conversation = Conversation(
            Direction(by.plan),
            Lines(by.bank, 1),
            ports,
            voices=[by.voice],
            turn_settings=by.settings,
            waits=True,
        )
        for event in conversation.events():
            if isinstance(event, QuestionAsked) and event.number == 1:
                # At a frame's beginning, so that the models hear what they hear in `heard`, and once.
                began_s = math.ceil((event.span.end_s + room.settings.answers_after_s) / FRAME_S) * FRAME_S
                room.say_at(samples, began_s)
                if done_after_s is not None:
                    done_s = began_s + turn.true_end_s + done_after_s
                    room.press("done", done_s)
            if _over(room, began_s + turn.true_end_s):
                room.close()
    return in_room(
        turn,
        began_s,
        room.played,
        _role,
        opening_of=_opening_s,
        heard_until_s=max(room.now_s, began_s + turn.true_end_s + _TAPE_S),
        done_s=None if done_after_s is None else done_s,
    )


def _role(line: Played) -> Role:
    role: Role = line.label.split()[0]  # type: ignore[assignment]
    return role


def _opening_s(line: Played) -> float:
    return float(line.label.split()[1]) if " " in line.label else 0.0


def _over(room: SimulatedRoom, end_s: float) -> bool:
    asked = any(line.span.start_s > end_s and _role(line) == "question" for line in room.played)
    return asked or room.now_s > end_s + _TAPE_S


# Listening only -----------------------------------------------------------------------------------------


def heard(turn: SpokenTurn, by: Interviewer) -> list[TurnState]:
    """What the policy knows in every frame, if nothing is ever said to the candidate."""
    samples = turn.samples()
    detector, states = NearVoiceDetector(SileroVad()), []
    expected_s = by.plan.questions[0].expected_s[0]
    floor = CandidatesFloor(0.0, expected_s=expected_s)
    with by.kept.listening() as (listener, watch):
        listener.begin(1, 0.0)
        watch.begin()
        for frame in frames_of(samples):
            edge = detector.hear(frame)
            if edge is not None:
                floor.note(SpeechStarted(edge.at_s) if edge.kind == "start" else SpeechStopped(edge.at_s))
            listener.hear(frame, is_speech=detector.speaking)
            watch.hear(frame, is_speech=detector.speaking)
            caption = listener.caption
            fresh = caption.until_s >= floor.quiet_since_s
            states.append(
                floor.state(
                    frame.end_s,
                    readings=watch.readings,
                    has_model=watch.has_model,
                    said=f"{caption.confirmed} {caption.tentative}" if fresh else None,
                )
            )
            listener.may_be_over = step(states[-1], by.settings).ends_soon
    return states


def frames_of(samples: Samples) -> Iterator[Frame]:
    for first in range(0, len(samples) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        yield Frame(first / SAMPLE_RATE, samples[first : first + FRAME_SAMPLES])


@dataclass(frozen=True, slots=True)
class Variant:
    """The policy with something else: a patience, or evidence left out."""

    settings: TurnSettings = field(default_factory=TurnSettings)
    evidence: Callable[[Evidence], Evidence] = lambda evidence: evidence


VARIANTS: dict[str, Variant] = {
    "without_words": Variant(evidence=lambda evidence: replace(evidence, cue=None)),
    "without_model": Variant(evidence=lambda evidence: replace(evidence, readings=(), has_model=False)),
    "without_rhythm": Variant(evidence=lambda evidence: replace(evidence, rhythm=Rhythm())),
    "without_length": Variant(evidence=lambda evidence: replace(evidence, expected_s=0.0)),
}


def takes(states: list[TurnState], variant: Variant) -> list[float]:
    """When this policy takes the turn. It listens again when the candidate goes on."""
    found: list[float] = []
    acknowledged_s = -math.inf
    taken_in_s = -math.inf  # the silence whose turn was taken began then
    for state in states:
        began_s = state.now_s - state.silence_s
        if state.speaking or abs(began_s - taken_in_s) < 0.05:
            continue
        decision = step(
            replace(
                state,
                evidence=variant.evidence(state.evidence),
                since_acknowledged_s=state.now_s - acknowledged_s,
                acknowledged=acknowledged_s >= began_s,
            ),
            variant.settings,
        )
        if decision.act == "take":
            found.append(state.now_s)
            taken_in_s = began_s
        elif decision.act == "acknowledge":
            acknowledged_s = state.now_s
    return found
