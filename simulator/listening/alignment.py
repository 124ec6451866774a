"""Where each word was spoken, and where a filler sound fits better than any word: forced alignment.

Whisper's own word times stray by up to half a second, and it folds an "um" into its neighbour. So the words
it wrote are laid over the sound once more by an acoustic model that knows nothing but sounds: PocketSphinx's
US English one, in a grammar of exactly these words with an optional filler sound between any two. What comes
back has edges of some 30 ms, and a second opinion on every filler, independent of Whisper's.

Forced alignment with optional filled pauses: Goto et al. (1999), Eurospeech; Yuan & Liberman (2008).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np

from simulator.audio import Samples, Span
from simulator.events import FillerKind

_FRAMES_PER_S = 100
_BLOCK = 1600  # samples: the decoder holds the interpreter while it works, and sound must not wait for it
_SOUNDS: dict[str, tuple[FillerKind, str]] = {
    "um++": ("um", "AH M"),
    "uh++": ("uh", "AH"),
    "hm++": ("hmm", "HH M"),
}
_FILLER_WEIGHT = 0.02
"""Of the ways on from a word: enough for a real filler, too little for the blurred edge of a word."""
_CLOSE_S = 0.05  # "uh" and then "um" at once are one sound ...
_WHOLE_S = 0.3  # ... unless each is as long as a filler
# Wide enough to find the words of 30 s whose middle Whisper got wrong; wider ones found no more.
_BEAM = 1e-64
_WORD_BEAM = 1e-48
_ARPABET = {
    "A": "EY", "I": "AY", "W": "AW", "O": "OW", "Y": "OY", "ʤ": "JH", "ʧ": "CH",
    "i": "IY", "ɪ": "IH", "ᵻ": "IH", "ɛ": "EH", "æ": "AE", "ɑ": "AA", "ɔ": "AO", "ʊ": "UH", "u": "UW",
    "ʌ": "AH", "ə": "AH", "ᵊ": "AH", "ɜ": "ER", "ɚ": "ER", "b": "B", "d": "D", "f": "F", "ɡ": "G", "h": "HH",
    "k": "K", "l": "L", "m": "M", "n": "N", "ŋ": "NG", "p": "P", "ɹ": "R", "s": "S", "ʃ": "SH", "t": "T",
    "T": "D", "ɾ": "D", "v": "V", "θ": "TH", "ð": "DH", "w": "W", "j": "Y", "z": "Z", "ʒ": "ZH",
}  # fmt: skip
"""The lexicon's phonemes (IPA, some joined in one letter) in the acoustic model's (ARPAbet)."""


@dataclass(frozen=True, slots=True)
class FillerSound:
    """Sound that fits a filler better than the words around it; `before` words were said by then."""

    before: int
    kind: FillerKind
    span: Span


@dataclass(frozen=True, slots=True)
class Alignment:
    """The words' spans, in the order given, and the filler sounds between them.

    The last words are missing where the sound did not bear them out.
    """

    words: tuple[Span, ...]
    fillers: tuple[FillerSound, ...]


class Aligner:
    """English words to their places. Takes some 3 % of the sound's duration; holds 40 MB."""

    @staticmethod
    def available() -> bool:
        """PocketSphinx is here; there are machines without a package of it."""
        return find_spec("pocketsphinx") is not None

    @property
    def _decoder(self) -> Any:
        return _loaded()

    def align(self, samples: Samples, words: Sequence[str]) -> Alignment | None:
        """Lay the words over the sound; None when most of them cannot have been said in it.

        Args:
            samples: mono, 16 kHz, at most about 30 s.
            words: as written, punctuation and digits included.
        """
        decoder = self._decoder
        names = [self._known(word) for word in words]
        steps = [(at, at + 1, 1 - _FILLER_WEIGHT, name) for at, name in enumerate(names)]
        each = _FILLER_WEIGHT / len(_SOUNDS)
        steps += [(at, at, each, name) for at in range(len(names) + 1) for name in _SOUNDS]
        decoder.add_fsg("said", decoder.create_fsg("said", 0, len(names), steps))
        decoder.activate_search("said")
        decoder.set_cmn(_NO_CHANNEL)  # else a word's place would depend on what was heard before
        decoder.start_utt()
        pcm = (np.clip(samples, -1, 1) * 32767).astype("<i2")
        for start in range(0, len(pcm), _BLOCK):
            decoder.process_raw(pcm[start : start + _BLOCK].tobytes())
        decoder.end_utt()
        if decoder.hyp() is None:
            return None
        return _placed([(s.word, s.start_frame, s.end_frame + 1) for s in decoder.seg()], len(names))

    def _known(self, word: str) -> str:
        """The word's name in the decoder's dictionary, entered there when it is new."""
        bare = re.sub(r"[^\w'.$%€£-]", "", word.lower().replace("\u2019", "'")).strip("'.-")
        if self._decoder.lookup_word(bare) is not None and re.fullmatch(r"[a-z']+", bare):
            return bare
        name = f"{bare}++word"
        if self._decoder.lookup_word(name) is None:
            self._decoder.add_word(name, " ".join(_phones(word)), False)
        return name


def _placed(segments: Sequence[tuple[str, int, int]], count: int) -> Alignment | None:
    words: list[Span] = []
    fillers: list[FillerSound] = []
    for name, start, end in segments:
        span = Span(start / _FRAMES_PER_S, end / _FRAMES_PER_S)
        if name in _SOUNDS:
            kind = _SOUNDS[name][0]
            last = fillers[-1] if fillers else None
            if last and last.before == len(words) and _one_sound(last.span, span):
                # "uh" that closes into an "m" is an um
                nasal = kind if last.kind == "uh" else last.kind
                fillers[-1] = FillerSound(last.before, nasal, Span(last.span.start_s, span.end_s))
            else:
                fillers.append(FillerSound(len(words), kind, span))
        elif not name.startswith(("<", "[", "(")):
            words.append(span)
    if len(words) < count:  # it came to a place where no next word fits; the last one is stretched over it
        words = words[:-1]
        fillers = [filler for filler in fillers if filler.before <= len(words)]
    return Alignment(tuple(words), tuple(fillers)) if len(words) >= count / 2 else None


def _one_sound(first: Span, second: Span) -> bool:
    apart = second.start_s - first.end_s >= _CLOSE_S
    return not apart and min(first.duration_s, second.duration_s) < _WHOLE_S


_NO_CHANNEL = "40,3,-1,0,0,0,0,0,0,0,0,0,0"
"""The mean of the cepstra to begin with, the library's own: it follows the sound from there."""


@cache
def _loaded() -> Any:
    """The acoustic model, one for the process."""
    from pocketsphinx import Decoder

    decoder = Decoder(
        samprate=16_000,
        loglevel="FATAL",
        lm=None,
        lw=1.0,
        beam=_BEAM,
        pbeam=_BEAM,
        wbeam=_WORD_BEAM,
        cmn="live",
        bestpath=False,  # a second search, as long as the first, with the interpreter held all the while
        remove_noise=False,
        fsgusealtpron=False,  # the second pronunciations cost as much again and moved no filler
    )
    for name, (_, phones) in _SOUNDS.items():
        decoder.add_word(name, phones, False)
    return decoder


def warm_up() -> None:
    """Load what `align` needs (1 s, in which sound would stutter): before the first word is spoken."""
    if Aligner.available():
        _loaded()
        _phones("a")


@cache
def _lexicon() -> Any:
    from hibari.g2p import G2P

    return G2P()


@cache
def _phones(word: str) -> tuple[str, ...]:
    """ARPAbet phones of a word that is in no dictionary, digits and letters included."""
    sounds = _lexicon()(word).replace("ɜɹ", "ɜ").replace("əɹ", "ɚ")
    phones = tuple(_ARPABET[sound] for sound in sounds if sound in _ARPABET)
    return phones or ("AH",)
