"""A transcription server: a real one of our own on this machine that hears with tiny.en, and its faults."""

from __future__ import annotations

import contextlib
import email
import email.message
import io
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
import soundfile

from simulator.audio import SAMPLE_RATE, Samples, Span
from simulator.config import Settings, load_settings
from simulator.errors import RemoteError, SettingsError, WeightsError
from simulator.events import Filler, Word
from simulator.listening.preferring import Preferring
from simulator.listening.remote import RemoteTranscriber, _address, _retry_after_s
from simulator.listening.remote_answer import UNKNOWN_PROBABILITY, read_answer
from simulator.listening.weights import model_path
from simulator.ports import Heard
from simulator.tuning import RemoteSettings
from tests.conftest import second_round
from tests.system import FIXTURES
from tests.truth import word_error_rate

CLIPS = FIXTURES / "clips"
KEY = "sk-secret-0123456789"
QUICK = RemoteSettings(connect_s=1.0, answer_s=0.5, tries=3, first_wait_s=0.01)
SECOND = np.zeros(SAMPLE_RATE, np.float32)


@dataclass
class Reply:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    delay_s: float = 0.0


@dataclass
class Question:
    path: str
    headers: email.message.Message
    fields: dict[str, list[bytes]]

    def text(self, name: str) -> list[str]:
        return [value.decode() for value in self.fields.get(name, [])]


class Server:
    """Answers with the replies that were laid ready, then with what `hear` makes of the sound."""

    def __init__(self) -> None:
        self.questions: list[Question] = []
        self.replies: list[Reply] = []
        self.hear: Callable[[Question], Reply] = lambda _: said("Hello.")
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._reply(server.replies.pop(0) if server.replies else Reply(404))

            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers["Content-Length"]))
                server.questions.append(Question(self.path, self.headers, _fields(self.headers, sent)))
                self._reply(server.replies.pop(0) if server.replies else server.hear(server.questions[-1]))

            def _reply(self, reply: Reply) -> None:
                time.sleep(reply.delay_s)
                self.send_response(reply.status)
                for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                with contextlib.suppress(OSError):  # nobody waits any more
                    self.wfile.write(reply.body)

            def log_message(self, *_: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self._http.server_port}"
        self.url = f"http://{self.host}/v1"
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()


def _fields(headers: email.message.Message, body: bytes) -> dict[str, list[bytes]]:
    head = f"Content-Type: {headers['Content-Type']}\r\n\r\n".encode()
    found: dict[str, list[bytes]] = {}
    for part in email.message_from_bytes(head + body).walk():
        name = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(payload, bytes):
            found.setdefault(name, []).append(payload)
    return found


def said(text: str, **more: Any) -> Reply:
    return Reply(body=json.dumps({"text": text, **more}).encode())


def refusal(status: int, message: str) -> Reply:
    return Reply(status, json.dumps({"error": {"message": message}}).encode())


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture(scope="module")
def hearing() -> Callable[[Question], Reply]:
    """What faster-whisper on tiny.en answers, in OpenAI's form: words without punctuation."""
    from faster_whisper import WhisperModel

    model: Any = WhisperModel(model_path("tiny.en"), device="cpu", compute_type="int8", cpu_threads=2)

    def hear(question: Question) -> Reply:
        samples, rate = soundfile.read(io.BytesIO(question.fields["file"][0]), dtype="float32")
        assert (rate, samples.ndim) == (SAMPLE_RATE, 1)
        prompt = next(iter(question.text("prompt")), None)
        found = list(model.transcribe(samples, word_timestamps=True, initial_prompt=prompt, temperature=0)[0])
        words = [
            {"word": word.word.strip(" .,"), "start": float(word.start), "end": float(word.end)}
            for segment in found
            for word in segment.words
        ]
        segments = [
            {"text": s.text, "start": s.start, "end": s.end, "avg_logprob": s.avg_logprob} for s in found
        ]
        return said("".join(s.text for s in found), segments=segments, words=words)

    return hear


def clip(name: str) -> tuple[Samples, dict[str, Any]]:
    samples, _ = soundfile.read(CLIPS / f"{name}.flac", dtype="float32")
    return samples, json.loads((CLIPS / f"{name}.json").read_text(encoding="utf-8"))


def transcriber(server: Server, key: str = "", **more: Any) -> RemoteTranscriber:
    return RemoteTranscriber(server.url, "whisper-1", key, remote=QUICK, **more)


# --- a server that hears ---------------------------------------------------------------------------


@pytest.mark.speech
def test_the_words_come_back_with_their_times(server: Server, hearing: Callable[[Question], Reply]) -> None:
    server.hear = hearing
    samples, truth = clip("one_long_pause")
    remote = RemoteTranscriber(server.url, "whisper-1", KEY)
    heard = remote.transcribe(samples, context="And then we began.")
    assert word_error_rate(truth["text"], " ".join(word.text for word in heard.words)) <= 0.1
    assert "needed." in [word.text for word in heard.words]  # the punctuation is the text's
    first, second = truth["segments"]
    starts = {word.text.strip(",."): word.span.start_s for word in heard.words}
    assert starts["First"] == pytest.approx(first["start_s"], abs=0.5)
    assert starts["wrote"] > second["start_s"]
    assert all(0 < word.probability < 1 for word in heard.words)
    assert remote.name == f"whisper-1 at {server.host}"

    (question,) = server.questions
    assert question.path == "/v1/audio/transcriptions"
    assert question.headers["Authorization"] == f"Bearer {KEY}"
    assert question.text("model") == ["whisper-1"]
    assert question.text("language") == ["en"]
    assert question.text("temperature") == ["0"]
    assert question.text("response_format") == ["verbose_json"]
    assert question.text("timestamp_granularities[]") == ["word", "segment"]
    (prompt,) = question.text("prompt")
    assert prompt.startswith("And then we began.")
    assert "um" in prompt


@pytest.mark.speech
@pytest.mark.slow
def test_a_rehearsal_says_where_answers_go_keeps_no_key_and_outlives_the_server(
    server: Server, tmp_path: Path
) -> None:
    server.hear = lambda _: said("Yes.") if len(server.questions) == 1 else Reply(502)
    out = tmp_path / "out"
    run = second_round(
        "rehearse", "--candidate", CLIPS / "very_short.flac", "--fast", "--model", "tiny.en",
        "--voice", "text", "--transcribe-url", server.url, "--out", out,
        env={"SECOND_ROUND_TRANSCRIBE_KEY": KEY, "HTTP_PROXY": "http://127.0.0.1:9"},
    )  # fmt: skip
    assert run.code == 0, run.err
    assert run.err.count(f"Your answers are sent to {server.host} for transcription.") == 1
    assert (
        " ".join(run.err.split()).count("From here on tiny.en on this machine writes down what you say") == 1
    )
    log = (out / "events.jsonl").read_text(encoding="utf-8")
    (change,) = (json.loads(line) for line in log.splitlines() if "TranscriberChanged" in line)
    assert change["cause"] == f"The transcription server at {server.host} refuses (502)."
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert word_error_rate("Yes, I would.", report["answers"][0]["text"]) == 0
    assert report["settings"]["transcribe_url"] == server.url
    kept = b"".join(path.read_bytes() for path in out.rglob("*") if path.is_file())
    assert KEY.encode() not in kept
    assert KEY not in run.out + run.err


# --- servers that differ ---------------------------------------------------------------------------


def heard_in(answer: dict[str, Any], seconds: float = 4.0) -> Heard:
    body = json.dumps(answer).encode()
    return read_answer(body, seconds=seconds, filler_probability=0.9).heard


def test_in_other_languages_um_and_er_are_words() -> None:
    body = json.dumps({"text": "Er geht um acht."}).encode()
    german = read_answer(body, seconds=4.0, filler_probability=0.9, english=False).heard
    assert (len(german.words), german.fillers) == (4, ())


def test_words_of_a_segment_share_its_time_by_their_length() -> None:
    heard = heard_in(
        {"text": "I agreed, um.", "segments": [{"start": 1, "end": 3.8, "text": " I agreed, um."}]}
    )
    assert heard.words == (
        Word("I", Span(1.0, 1.4), UNKNOWN_PROBABILITY),
        Word("agreed,", Span(1.4, 3.0), UNKNOWN_PROBABILITY),
    )
    assert heard.fillers == (Filler("um", Span(3.0, 3.8), 0.9, "heard"),)


def test_where_there_is_only_text_its_words_share_the_whole_sound() -> None:
    heard = heard_in({"text": "One two.", "usage": {"seconds": 4}, "segments": None})
    assert [word.span for word in heard.words] == [Span(0.0, 1.778), Span(1.778, 4.0)]


def test_pieces_of_words_are_joined_and_a_mark_alone_is_no_word() -> None:
    pieces = [(" I", 0.0), ("'ve", 0.2), (" -", 0.4), (" seen", 0.6)]
    words = [{"word": text, "start": at, "end": at + 0.1, "probability": 0.8} for text, at in pieces]
    heard = heard_in({"text": " I've - seen", "segments": [{"text": " I've - seen", "words": words}]})
    assert [word.text for word in heard.words] == ["I've", "seen"]
    assert heard.words[0].span == Span(0.0, 0.3)


@pytest.mark.parametrize(
    ("logprob", "probability"),
    [(-0.105, 0.9), (None, UNKNOWN_PROBABILITY), (-1.0, UNKNOWN_PROBABILITY), (0.0, UNKNOWN_PROBABILITY)],
)
def test_a_words_probability_may_be_its_segments(logprob: float | None, probability: float) -> None:
    segment = {"start": 0, "end": 2, "text": "Yes.", "avg_logprob": logprob}
    words = [{"word": "Yes", "start": 0.5, "end": 0.9}]
    (word,) = heard_in({"text": "Yes.", "segments": [segment], "words": words}).words
    assert word.text == "Yes."
    assert word.probability == pytest.approx(probability, abs=0.001)


def test_a_segment_in_which_nobody_spoke_is_left_out() -> None:
    silence = {"start": 2, "end": 4, "text": "Thank you.", "no_speech_prob": 0.9, "avg_logprob": -1.4}
    speech = {"start": 0, "end": 2, "text": "Yes."}
    words = [{"word": "Yes.", "start": 0, "end": 1}, {"word": "Thanks", "start": 2.5, "end": 3}]
    heard = heard_in({"text": "Yes. Thanks", "segments": [speech, silence], "words": words})
    assert [word.text for word in heard.words] == ["Yes."]
    assert heard_in({"text": "Thank you.", "segments": [silence]}).words == ()


@pytest.mark.parametrize("times", [(0, 3_500_000_000), (-4, -2), (3, 1), (None, 2)])
def test_times_that_cannot_be_are_not_believed(times: tuple[float, float]) -> None:
    segment = {"start": times[0], "end": times[1], "text": "Yes."}
    assert heard_in({"text": "Yes.", "segments": [segment]}).words[0].span == Span(0.0, 4.0)


def test_nothing_in_the_words_can_steer_a_terminal() -> None:
    assert heard_in({"text": "red\x1b[31m\nalert\u202e"}).words[0].text == "red"
    assert all(word.text.isprintable() for word in heard_in({"text": "red\x1b[31m\nalert\u202e"}).words)


def test_silence_has_no_words() -> None:
    assert heard_in({"text": "", "segments": [], "words": []}) == Heard((), ())


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"{}", b'{"text": 3}', b'{"text": "\xff"}', b""])
def test_nonsense_is_no_transcription(body: bytes) -> None:
    with pytest.raises((msgspec.MsgspecError, UnicodeDecodeError)):
        read_answer(body, seconds=1.0, filler_probability=0.9)


def test_a_form_that_is_refused_is_asked_for_once(server: Server) -> None:
    server.replies = [
        refusal(400, "`timestamp_granularities[]` not supported by this model"),
        refusal(400, "response_format 'verbose_json' is not compatible with model 'x'. Use 'json'"),
    ]
    remote = transcriber(server)
    for _ in range(2):
        assert [word.text for word in remote.transcribe(SECOND).words] == ["Hello."]
    formats = [question.text("response_format") for question in server.questions]
    assert formats == [["verbose_json"], ["verbose_json"], ["json"], ["json"]]
    assert remote.name == f"whisper-1 at {server.host}, times of words estimated"


def test_a_decoder_that_goes_round_in_circles_is_asked_again_without_a_prompt(server: Server) -> None:
    """Seen with tiny.en behind a plain server, whenever an utterance is much shorter than the prompt."""
    good = "I asked each of them what had gone wrong, wrote it down, and we changed the order of the rooms. "
    server.replies = [said(good + "uh, " * 40)]
    assert [word.text for word in transcriber(server).transcribe(SECOND).words] == ["Hello."]
    assert [bool(question.text("prompt")) for question in server.questions] == [True, False]


# --- servers that fail -----------------------------------------------------------------------------


def test_a_server_that_stumbles_is_asked_again(server: Server) -> None:
    waits: list[float] = []
    server.replies = [Reply(500), Reply(503)]
    assert transcriber(server, sleep=waits.append).transcribe(SECOND).words
    assert waits == [0.01, 0.02]
    assert len({len(question.fields["file"][0]) for question in server.questions}) == 1


def test_a_busy_server_says_when_to_come_back(server: Server) -> None:
    waits: list[float] = []
    soon = formatdate(time.time() + 8, usegmt=True)
    server.replies = [Reply(429, headers={"Retry-After": "0"}), Reply(429, headers={"Retry-After": soon})]
    assert transcriber(server, sleep=waits.append).transcribe(SECOND).words
    assert waits[0] == 0.01
    assert 5 < waits[1] <= 8
    server.replies = [Reply(429, headers={"Retry-After": "3600"})]
    with pytest.raises(RemoteError, match="busy"):
        transcriber(server, sleep=waits.append).transcribe(SECOND)
    assert len(waits) == 2


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (refusal(401, f"Incorrect API key provided: {KEY}"), "does not accept the key"),
        (refusal(404, "model 'whisper-1' is not installed"), "It says: model 'whisper-1' is not installed"),
        (Reply(404, b"<html>"), "has no model"),
        (refusal(500, f"\x1b[31mout of {KEY} memory"), r"refuses \(500\). It says: \[31mout of ... memory"),
        (Reply(307, headers={"Location": "http://198.51.100.7/v1"}), "sends us elsewhere .to 198.51.100.7"),
        (Reply(200, b"<html>busy</html>"), "no transcription"),
        (Reply(200, b'{"x":' + b"[" * 100_000), "no transcription"),
        (Reply(200, said("late").body, delay_s=0.9), "did not answer within 0.5 s"),
    ],
    ids=["key", "model", "path", "breakdown", "redirect", "garbage", "nested", "hangs"],
)
def test_what_is_wrong_is_said_without_the_key(server: Server, reply: Reply, said: str) -> None:
    server.hear = lambda _: reply
    with pytest.raises(RemoteError, match=said) as error:
        transcriber(server, KEY).transcribe(SECOND)
    assert server.host in str(error.value)
    assert KEY not in str(error.value)
    assert "\x1b" not in str(error.value)
    assert error.value.kept == "Your recording is kept."
    assert "leave out --transcribe-url" in error.value.next_step
    assert len(server.questions) == (3 if reply.status == 500 else 1)


def test_an_answer_that_never_ends_is_not_waited_for(server: Server) -> None:
    server.hear = lambda _: Reply(body=b" " * 5_000_000)
    with pytest.raises(RemoteError, match="did not answer"):
        transcriber(server).transcribe(SECOND)


def test_a_server_that_is_not_there_is_said(server: Server) -> None:
    server.close()
    began_s = time.monotonic()
    with pytest.raises(RemoteError) as said:
        transcriber(server).transcribe(SECOND)
    assert str(said.value) == (
        f"The transcription server at {server.host} does not answer. Your recording is kept. "
        "Start it, or leave out --transcribe-url."
    )
    with pytest.raises(RemoteError, match="does not answer") as said:
        transcriber(server).check()
    assert said.value.kept == ""  # nothing was said yet
    assert time.monotonic() - began_s < 3


def test_a_server_that_only_speaks_in_the_clear_is_not_trusted(server: Server) -> None:
    with pytest.raises(RemoteError, match="does not speak https"):
        RemoteTranscriber(f"https://{server.host}", "whisper-1", remote=QUICK).transcribe(SECOND)
    assert server.questions == []


def test_what_needs_no_sound_is_known_before_the_first_question(server: Server) -> None:
    transcriber(server).check()  # no list of models is no trouble
    server.replies = [Reply(401)]
    with pytest.raises(RemoteError, match="wants a key"):
        transcriber(server).check()
    assert server.questions == []


def test_a_missing_library_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx2", None)
    with pytest.raises(RemoteError, match="httpx2") as said:
        RemoteTranscriber("http://localhost/v1", "whisper-1")
    assert "second-round[remote]" in said.value.next_step


def test_a_key_that_no_header_can_hold_is_said_without_it() -> None:
    with pytest.raises(RemoteError, match="SECOND_ROUND_TRANSCRIBE_KEY") as said:
        RemoteTranscriber("http://localhost/v1", "whisper-1", "geheim\u00fc")
    assert "geheim" not in str(said.value)


# --- settings --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://localhost:8000", "http://localhost:8000/v1/audio/transcriptions"),
        ("http://localhost:8000/v1/", "http://localhost:8000/v1/audio/transcriptions"),
        ("https://a.example/openai/v1", "https://a.example/openai/v1/audio/transcriptions"),
        ("https://a.example/v1/audio/transcriptions", "https://a.example/v1/audio/transcriptions"),
    ],
)
def test_the_address_may_be_given_as_far_as_one_knows_it(url: str, address: str) -> None:
    assert _address(url) == address


@pytest.mark.parametrize(
    "url",
    [
        "https://api.openai.com/v1", "http://localhost:8000", "http://127.0.0.1", "http://[::1]:8000/v1",
        "http://192.168.1.20/v1", "http://10.0.0.7", "http://nas:8000/v1", "http://gpu.local",
    ],
)  # fmt: skip
def test_sound_may_travel_encrypted_or_at_home(url: str) -> None:
    assert Settings(transcribe_url=url).transcribe_url == url


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://api.openai.com/v1", "unencrypted"),
        ("http://8.8.8.8", "unencrypted"),
        ("http://134744072", "unencrypted"),  # 8.8.8.8 in disguise
        ("http://[::ffff:8.8.8.8]", "unencrypted"),
        ("http://localhost.evil.example", "unencrypted"),
        ("https://me:hunter2@a.example/v1", "nothing but the server"),
        ("https://a.example/v1?key=hunter2", "nothing but the server"),
        ("https://a.example/v1#hunter2", "nothing but the server"),
        ("localhost:8000", "transcription server is none"),
        ("ftp://hunter2", "transcription server is none"),
        ("https://", "transcription server is none"),
        ("https://a.example:port", "transcription server is none"),
        ("https://a..example", "transcription server is none"),
        ("https://a .example\n", "transcription server is none"),
    ],
)
def test_other_addresses_are_refused_and_no_secret_is_repeated(url: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=said) as error:
        load_settings({}, config_file=tmp_path / "none", environ={"SECOND_ROUND_TRANSCRIBE_URL": url})
    assert error.value.next_step
    assert "hunter2" not in str(error.value)
    with pytest.raises(SettingsError):
        RemoteTranscriber(url, "whisper-1")


def test_nothing_is_sent_unless_it_was_configured() -> None:
    assert Settings().transcribe_url == ""


@pytest.mark.parametrize("text", ["", "soon", "-3", "0"])
def test_a_retry_after_that_says_nothing_asks_for_nothing(text: str) -> None:
    assert _retry_after_s(text) == 0


# --- one instead of the other ----------------------------------------------------------------------


class Local:
    name = "tiny.en"

    def draft(self, samples: Samples, *, context: str = "") -> Heard:
        return Heard((), ())

    def transcribe(self, samples: Samples, *, context: str = "") -> Heard:
        return Heard((Word(context, Span(0, 1), 1.0),), ())


def test_an_interview_goes_on_when_the_server_is_gone(server: Server) -> None:
    made: list[Local] = []
    told: list[tuple[str, str]] = []

    def local() -> Local:
        made.append(Local())
        return made[-1]

    preferring = Preferring(transcriber(server), local, lambda *line: told.append(line))
    assert preferring.transcribe(SECOND).words[0].text == "Hello."
    assert preferring.name.startswith(f"whisper-1 at {server.host}")
    assert not made
    server.close()
    for said_before in ("one", "two"):
        assert preferring.transcribe(SECOND, context=said_before).words[0].text == said_before
    assert preferring.name == "tiny.en"
    assert len(made) == 1
    assert told == [("tiny.en", f"The transcription server at {server.host} does not answer.")]


def test_when_the_second_is_missing_too_that_is_the_error(server: Server) -> None:
    def missing() -> Local:
        raise WeightsError("The model is gone.")

    server.replies = [Reply(401)]
    preferring = Preferring(transcriber(server), missing, lambda *_: None)
    with pytest.raises(WeightsError, match="gone"):
        preferring.transcribe(SECOND)
