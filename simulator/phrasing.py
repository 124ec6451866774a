"""A language model's follow-ups: asked for in the pause, taken only if they are there when the turn is."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

from simulator.config import Settings
from simulator.interview.asking_a_model import WORDING, Dropped, ProbeAnswer, checked_probe, probe_prompt
from simulator.interview.choosing import ProbeKind
from simulator.interview.director import Exchange
from simulator.interview.dossier import Dossier
from simulator.interview.probes import Probe
from simulator.interview.understanding.heard import Heard
from simulator.llm import KEY_VARIABLE, Asked, LanguageModel
from simulator.server_address import host_of
from simulator.tuning import LlmSettings

_SAME = 0.9


class ModelPhrasing:
    """A `leading.Phrasing`: the same words are asked about once, and what comes too late is not used."""

    def __init__(self, model: LanguageModel, dossier: Dossier) -> None:
        self._model = model
        self._claims = [claim.text for claim in dossier.claims]
        self._settings = LlmSettings()
        self._about = ("", "")
        self._asked: Asked[ProbeAnswer] | None = None

    def __call__(
        self, exchanges: Sequence[Exchange], heard: Heard, kinds: frozenset[ProbeKind]
    ) -> Probe | None:
        last = exchanges[-1]
        if not kinds:
            return None
        if not self._is_about(last):
            if self._asked is not None:
                self._asked.cancel()
            prompt = probe_prompt(
                last.question.text,
                last.said,
                self._claims,
                kinds,
                most_characters=self._settings.most_characters,
            )
            self._about, self._asked = (last.question.id, last.said), self._model.ask(prompt, ProbeAnswer)
        answer = self._asked.answer() if self._asked else None
        if answer is None:
            return None
        material = [last.said, last.question.text, *self._claims]
        fair = checked_probe(answer, kinds=kinds, material=material)
        if isinstance(fair, Dropped):
            return None
        reason = f"{self._model.name} chose it; about “{fair.about}”"
        kind = next(known for known in kinds if known == fair.kind)
        return Probe(kind, fair.text, reason, None, WORDING)

    def _is_about(self, exchange: Exchange) -> bool:
        """What was asked for is still about this: drafts of the same words differ in a few."""
        question, said = self._about
        words = SequenceMatcher(None, said.lower().split(), exchange.said.lower().split(), autojunk=False)
        return question == exchange.question.id and words.ratio() >= _SAME


def thinker(settings: Settings) -> Callable[[Dossier], ModelPhrasing] | None:
    """Makes what asks the configured language model; None: there is none, and nothing is sent.

    Raises:
        LlmError: its server is not there, refuses the key, or does not answer in our form.
    """
    if not settings.llm_url:
        return None
    model = LanguageModel(settings.llm_url, settings.llm_model, os.environ.get(KEY_VARIABLE, ""))
    model.check()
    return lambda dossier: ModelPhrasing(model, dossier)


def thinking(settings: Settings) -> str:
    """A line about what is sent; "" when nothing is."""
    if not settings.llm_url:
        return ""
    host = host_of(settings.llm_url)
    return (
        f"What you say and your CV's claims are sent to {host}, whose language model may phrase follow-ups."
    )
