"""How the parts of the program are set: what was measured once, and no person chooses.

What a person does choose is in `config.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Witnesses = Literal["written", "scores", "all"]


@dataclass(frozen=True, slots=True)
class VadSettings:
    """How voice activity becomes spans of speech (Silero's published hysteresis, our margins)."""

    start_probability: float = 0.5
    stop_probability: float = 0.35
    min_speech_s: float = 0.096
    """Shorter bursts (a click, a knock) are not speech."""
    min_silence_s: float = 0.16
    """Shorter dips (a plosive's closure) do not end a stretch of speech."""


@dataclass(frozen=True, slots=True)
class TurnSoundSettings:
    """What of a turn the turn model hears, and when (`listening/turn_watch.py`)."""

    longest_gap_s: float = 0.8
    """Longer silences between words are shortened to this. On 110 pauses of human speech, other gaps set to
    0.5 to 1.0 s move the probability by 0.04 to 0.05, to 2 s by 0.07, to 5 s by 0.11: it hears 8 s in all."""
    longest_end_s: float = 3.0
    """The silence at the end is real up to here, and no longer. At 4 s, with half of the sound gone, finished
    sentences above 0.7 fell from 74 % to 59 %."""
    lead_in_s: float = 0.5
    """Kept of the silence before the first word, as Smart Turn's own program does."""
    asked_at_s: tuple[float, ...] = (0.2, 0.6, 1.0)
    """Silences after which the model is asked ..."""
    then_every_s: float = 1.0
    """... and then so often."""


@dataclass(frozen=True, slots=True)
class DecodeSettings:
    """How speech becomes verbatim words (`listening/whisper.py`, `listening/live.py`)."""

    language: str = "en"
    beam_size: int = 5
    fallback_temperatures: tuple[float, ...] = (0.0, 0.4, 0.8)
    """Bounded: unbounded, the fallback once spent 25 s on 7 s of sound."""
    tokens_per_s: float = 7.0
    """Most text a second of speech can hold: 7 tokens are over 300 words a minute."""
    filler_prompt: str = (
        "Um, so, uh, I was, um, like, you know, thinking about, er, the, the project. "
        "Hmm, well, uh, I mean, it was, um, okay."
    )
    names: str = ""
    """Names and tools that may be said, as they are written: "Kubernetes, Siobhan"; they lead the prompt."""
    witnesses: Witnesses = "all"
    """Who is asked about fillers: the prompted decode alone, also the decoder's scores, or the sound too."""
    heard_filler_probability: float = 0.9
    """That a filler sound the prompted decode wrote is real: its precision on human speech. The token's own
    probability says little: true ones come at 0.001 too."""
    context_words: int = 40
    """Words of the answer so far given back as context; the prompt holds 223 tokens in all."""
    chunk_target_s: float = 15.0
    """A chunk of an answer is closed at the first pause after this much sound ..."""
    chunk_max_s: float = 28.0
    """... and cut at its quietest place when none comes: Whisper's window is 30 s."""
    unread_s: float = 1.0
    """Sound after the last word that is read again: the decoder stopped too early."""
    longest_gap_s: float = 0.8
    """Longer silences are shortened to this for the decoder, which fills silence with inventions."""
    pad_s: float = 0.25
    """Sound kept around speech, so that no first or last consonant is lost."""


@dataclass(frozen=True, slots=True)
class CaptionSettings:
    """When live words are drafted (`listening/captions.py`). All of it is for reading along only."""

    pause_s: float = 0.3
    """A draft at every pause of this length: then the last word is whole. Before the words are sought for
    certain, which takes longer."""
    every_s: float = 3.0
    """... and so often when none comes."""
    least_new_s: float = 0.6
    """Less speech since the last draft is not worth another ..."""
    least_word_s: float = 0.15
    """... but for the turn policy: it may be an "um"."""
    longest_s: float = 10.0
    """Sound in one draft; older words stay as they were last drafted."""
    most_load: float = 0.06
    """Of the time, that drafts for a reader may take: on a slow or busy machine they come rarer."""
    context_words: int = 12
    """Confirmed words given to a draft as context: more would cost more than they help."""


@dataclass(frozen=True, slots=True)
class RemoteSettings:
    """How patient we are with a transcription server (`listening/remote.py`)."""

    connect_s: float = 5.0
    answer_s: float = 60.0
    """From the question sent to the whole answer read."""
    tries: int = 4
    """In all, when it is busy, breaks down or breaks off. One that is too slow is not asked again."""
    first_wait_s: float = 0.5
    """Before the second try; doubled before each further one."""
    longest_wait_s: float = 20.0
    """A server that asks for more (Retry-After) is given up."""


LIVE_REMOTE = RemoteSettings(answer_s=15.0, tries=2, longest_wait_s=2.0)
"""While somebody waits: slower than half the length of an answer's longest part is no help there."""


@dataclass(frozen=True, slots=True)
class LlmSettings:
    """How patient we are with a language model (`llm.py`), and how much it may be told and may say."""

    connect_s: float = 3.0
    answer_s: float = 6.0
    """From the question sent to the whole answer read, where the caller does not say."""
    most_bytes: int = 200_000
    """Of an answer: more is no probe."""
    most_tokens: int = 400
    """Asked of the server: a probe has 60, and some models think aloud first."""
    most_characters: int = 6_000
    """Of one piece of material (the CV, an answer) in a question to it."""
