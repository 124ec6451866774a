"""Asks the turn model again and again while the candidate is silent, and never keeps anybody waiting.

A pause is asked about early, when most of it is still to come, and again as it grows: the probabilities
after 0.2, 0.6 and 1 s are evidence of their own. What was found out about a pause dies with it.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from simulator.audio import FRAME_S, Frame, Samples
from simulator.listening.turn_sound import TurnSound
from simulator.ports import Reading, TurnModel
from simulator.tuning import TurnSoundSettings, VadSettings

_CLOSING_S = 2.0  # a call takes 0.1 s; a model that hangs is left to end with the process


@dataclass(frozen=True, slots=True)
class _Question:
    silence_number: int
    silence_s: float
    samples: Samples


class TurnWatch:
    """Follows the frames of the candidate's floor.

    Args:
        model: None never finds anything out.
        wait: ask in `hear` and wait for the answer, for a run faster than life; else in a thread.
        known_after_s: silence that has passed when the detector first calls a frame silent.
    """

    def __init__(
        self,
        model: TurnModel | None,
        *,
        wait: bool,
        settings: TurnSoundSettings | None = None,
        known_after_s: float = VadSettings().min_silence_s,
    ) -> None:
        self._settings = settings or TurnSoundSettings()
        self._known_after_s = known_after_s
        self._model = model
        self._sound = TurnSound(self._settings)
        self._silence_number = 0
        self._silence_s = self._asked_at_s = 0.0
        self._readings: tuple[Reading, ...] = ()
        self._failure = ""
        self._closed = False
        # Of what follows, and of the number, the readings and the model: held for moments only.
        self._change = threading.Condition()
        self._question: _Question | None = None
        self._thread: threading.Thread | None = None
        if model is not None and not wait:
            self._thread = threading.Thread(target=self._work, name="turn-model", daemon=True)
            self._thread.start()

    @property
    def readings(self) -> tuple[Reading, ...]:
        """Of the present silence only, in order; empty while the candidate speaks."""
        return self._readings

    @property
    def has_model(self) -> bool:
        return self._model is not None

    def begin(self) -> None:
        """A new turn: what was heard before is none of it."""
        self._sound = TurnSound(self._settings)
        self._forget_silence()

    def hear(self, frame: Frame, *, is_speech: bool) -> None:
        if self._model is None or self._closed or frame.lost:  # sound that never came is no silence
            return
        self._sound.hear(frame, is_speech=is_speech)
        if is_speech:
            if self._silence_s:
                self._forget_silence()
        elif self._sound.has_speech:
            self._silence_s += FRAME_S if self._silence_s else max(FRAME_S, self._known_after_s)
            self._ask_in_time()

    def failure(self) -> str:
        """Why there is no model any more, told once; else nothing."""
        with self._change:
            told, self._failure = self._failure, ""
        return told

    def close(self) -> None:
        """Ask no more; a call under way is finished first."""
        with self._change:
            self._closed, self._question = True, None
            self._change.notify()
        if self._thread is not None:
            self._thread.join(_CLOSING_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _forget_silence(self) -> None:
        with self._change:
            self._silence_number += 1
            self._readings, self._question = (), None
        self._silence_s = self._asked_at_s = 0.0

    def _ask_in_time(self) -> None:
        due_s = self._next_moment_s()
        if self._silence_s < due_s - 1e-9:
            return
        self._asked_at_s = due_s
        question = _Question(self._silence_number, due_s, self._sound.so_far())
        if self._thread is None:
            self._answer(question)
            return
        with self._change:
            self._question = question  # in place of one that still waits: on a slow machine the newest counts
            self._change.notify()

    def _next_moment_s(self) -> float:
        moments = self._settings.asked_at_s
        later = [moment for moment in moments if moment > self._asked_at_s]
        return later[0] if later else self._asked_at_s + self._settings.then_every_s

    def _work(self) -> None:
        while (question := self._next_question()) is not None:
            self._answer(question)

    def _next_question(self) -> _Question | None:
        with self._change:
            self._change.wait_for(lambda: self._question is not None or self._closed or self._model is None)
            question, self._question = self._question, None
            return question

    def _answer(self, question: _Question) -> None:
        model = self._model
        if model is None:
            return
        try:
            probability = model.complete_probability(question.samples)
        except Exception as error:  # an interview is not ended by a witness who fails
            with self._change:
                self._model, self._readings, self._question = None, (), None
                self._failure = f"The turn model failed ({type(error).__name__}: {error})."
            return
        with self._change:
            if question.silence_number == self._silence_number:  # else it is about a pause that is over
                self._readings += ((question.silence_s, probability),)
