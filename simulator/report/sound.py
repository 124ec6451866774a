"""An answer's sound for the page: small, playable in every browser, and found to the word.

MP3, mono, 16 kHz, constant 40 kbit/s: about 0.3 MB a minute, 0.4 MB as base64 in the page. It goes through
PyAV and not soundfile for two reasons that were measured (Chromium, a sweep whose pitch tells the time):

- Seeking. Browsers find a moment of an MP3 by its share of the file. Where a Xing header tells the true
  length without the encoder's padding, that share is wrong by up to 0.13 s, late, at the end of an answer;
  soundfile always writes one. Without it every moment was within 0.05 s, and never late by more than 0.02 s.
- CPU. LAME's quick setting costs half as much, 0.3 s for each minute of answer, and speech keeps its sound.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass

from simulator.audio import SAMPLE_RATE, Samples, Span
from simulator.errors import StoreError
from simulator.store import SessionFolder

MARGIN_S = 0.8
"""Sound kept before the first and after the last voice, so that nothing is cut and moments have a lead-in."""
BIT_RATE = 40_000

_NO_HEADERS = {"write_xing": "0", "id3v2_version": "0"}
_LAME_QUICK = "7"


@dataclass(frozen=True, slots=True)
class Clip:
    """An answer's sound: `mp3` is the session's `span`."""

    span: Span
    mp3: bytes


def clip_of(session: SessionFolder, speech: Span) -> Clip:
    """The candidate's channel around an answer's speech, read and encoded ten seconds at a time.

    Raises:
        StoreError: there is no sound there, or it cannot be read or encoded.
    """
    start_s = max(0.0, speech.start_s - MARGIN_S)
    end_s = min(speech.end_s + MARGIN_S, session.audio_duration_s())
    if end_s <= start_s:
        raise StoreError(f"{session.path} holds no sound at {start_s:.0f} s.")
    return Clip(Span(start_s, end_s), to_mp3(session.audio_blocks("candidate", Span(start_s, end_s))))


def to_mp3(blocks: Iterable[Samples]) -> bytes:
    """Mono float blocks at 16 kHz as an MP3 of constant bit rate, without tags or Xing header.

    Raises:
        StoreError: this machine's FFmpeg has no MP3 encoder.
    """
    import av  # lazy: loads FFmpeg

    buffer = io.BytesIO()
    try:
        with av.open(buffer, "w", format="mp3", options=_NO_HEADERS) as container:
            stream = container.add_stream("libmp3lame", rate=SAMPLE_RATE, layout="mono")
            stream.bit_rate = BIT_RATE
            stream.options = {"compression_level": _LAME_QUICK}
            stream.codec_context.format = "fltp"
            for block in blocks:
                frame = av.AudioFrame.from_ndarray(block.reshape(1, -1), format="fltp", layout="mono")
                frame.rate = SAMPLE_RATE
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
    except (av.FFmpegError, ValueError) as error:
        raise StoreError(f"The answer's sound cannot be encoded: {error}.") from error
    return buffer.getvalue()
