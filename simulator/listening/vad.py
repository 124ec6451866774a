"""Voice activity: Silero VAD (v6, as faster-whisper ships it) frame by frame, and spans of speech.

`SileroVad` is the model with its recurrent state carried from frame to frame; `SpeechTracker` is the
pure hysteresis that turns its probabilities into stretches of speech.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from simulator.audio import FRAME_S, FRAME_SAMPLES, Frame, Samples, Span
from simulator.ports import SpeechEdge, Vad
from simulator.tuning import VadSettings

_CONTEXT = 64  # samples of the previous frame the model sees before each frame
_STATE_SHAPE = (1, 1, 128)


class SileroVad:
    """Streaming voice activity. 0.5 ms a frame on one thread, also while Whisper runs."""

    def __init__(self) -> None:
        import faster_whisper.utils
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        # A spinning thread pool would take the core that the transcriber needs.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.add_session_config_entry("session.inter_op.allow_spinning", "0")
        model = f"{faster_whisper.utils.get_assets_path()}/silero_vad_v6.onnx"
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self.reset()

    def reset(self) -> None:
        self._h = np.zeros(_STATE_SHAPE, np.float32)
        self._c = np.zeros(_STATE_SHAPE, np.float32)
        self._context = np.zeros(_CONTEXT, np.float32)

    def speech_probability(self, samples: Samples) -> float:
        """Probability (0..1) that 512 samples at 16 kHz hold speech, given all that came before."""
        window = np.concatenate([self._context, samples])[None, :]
        output, self._h, self._c = self._session.run(None, {"input": window, "h": self._h, "c": self._c})
        self._context = samples[-_CONTEXT:]
        return float(output.reshape(-1)[0])


class SpeechTracker:
    """Probabilities to edges of speech: two thresholds, short bursts and short dips ignored. Pure."""

    def __init__(self, settings: VadSettings | None = None) -> None:
        self._settings = settings or VadSettings()
        self.speaking = False
        self._since_s: float | None = None  # where the change being considered began

    def step(self, start_s: float, end_s: float, probability: float) -> SpeechEdge | None:
        """Take one frame's probability; return an edge when one has become certain."""
        settings = self._settings
        threshold = settings.stop_probability if self.speaking else settings.start_probability
        leaning = probability >= threshold
        if leaning == self.speaking:
            self._since_s = None
            return None
        if self._since_s is None:
            self._since_s = start_s
        needed_s = settings.min_silence_s if self.speaking else settings.min_speech_s
        if end_s - self._since_s < needed_s - 1e-9:
            return None
        edge = SpeechEdge("stop" if self.speaking else "start", self._since_s)
        self.speaking = not self.speaking
        self._since_s = None
        return edge


class VadDetector:
    """A `SpeechDetector`: the model and the tracker together."""

    def __init__(self, vad: Vad, settings: VadSettings | None = None) -> None:
        self._vad = vad
        self._tracker = SpeechTracker(settings)

    @property
    def speaking(self) -> bool:
        return self._tracker.speaking

    def hear(self, frame: Frame) -> SpeechEdge | None:
        return self._tracker.step(frame.start_s, frame.end_s, self._vad.speech_probability(frame.samples))


def speech_spans(
    frames: Iterable[tuple[float, float]], settings: VadSettings | None = None
) -> Iterator[Span]:
    """Spans of speech from (start_s, probability) of successive 32 ms frames."""
    tracker = SpeechTracker(settings)
    started_s = end_s = 0.0
    for start_s, probability in frames:
        end_s = start_s + FRAME_S
        edge = tracker.step(start_s, end_s, probability)
        if edge is None:
            continue
        if edge.kind == "start":
            started_s = edge.at_s
        else:
            yield Span(started_s, edge.at_s)
    if tracker.speaking:
        yield Span(started_s, end_s)


def find_speech(samples: Samples, *, offset_s: float = 0.0) -> list[Span]:
    """Spans of speech in a whole recording, shifted by `offset_s`."""
    vad = SileroVad()
    padded = np.pad(samples, (0, -len(samples) % FRAME_SAMPLES))
    frames = (
        (offset_s + index * FRAME_S, vad.speech_probability(frame))
        for index, frame in enumerate(padded.reshape(-1, FRAME_SAMPLES))
    )
    return list(speech_spans(frames))
