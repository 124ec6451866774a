"""Words from an OpenAI-compatible transcription server: speaches, vLLM, LocalAI, OpenAI itself.

Off unless configured. Nothing stands between us and the server that was named: no proxy and no .netrc of the
environment, no redirect. The key travels in one header and is never written down or shown.
"""

from __future__ import annotations

import email.utils
import io
import time
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from simulator.audio import SAMPLE_RATE, Samples
from simulator.errors import RemoteError
from simulator.listening.prompt import prompt_of
from simulator.listening.remote_answer import Answer, Timing, read_answer
from simulator.ports import Heard
from simulator.server_address import check_transcribe_url, host_of
from simulator.tuning import DecodeSettings, RemoteSettings

if TYPE_CHECKING:
    import httpx2

# From the most telling answer to the plainest: some of Groq's and OpenAI's models refuse the first ones.
_FORMS: tuple[dict[str, str | list[str]], ...] = (
    {"response_format": "verbose_json", "timestamp_granularities[]": ["word", "segment"]},
    {"response_format": "verbose_json"},
    {"response_format": "json"},
)
_ABOUT_THE_FORM = ("response_format", "verbose_json", "timestamp", "granularit")
_UNFIT = (400, 415, 422)
_TRY_AGAIN = (408, 429, 500, 502, 503, 504)
_MOST_BYTES = 4_000_000
_MOST_COMPRESSION = 2.4  # beyond it the decoder went round in circles
_NAMED_BY_TIMING: dict[Timing, str] = {
    "words": "",
    "segments": ", times of words estimated in each segment",
    "none": ", times of words estimated",
}
_LEAVE_OUT = "Or leave out --transcribe-url: the models on this machine need no server."
_KEPT = "Your recording is kept."


class RemoteTranscriber:
    """A `Transcriber` that sends the sound to a server.

    Args:
        url: the server up to its /v1, or the whole address of its transcriptions.
        model: what the server calls its model.
        key: sent as a bearer token; empty sends none.
        sleep: waits between two tries.

    Raises:
        RemoteError: the HTTP library is not installed, or the key cannot be sent.
        SettingsError: the URL is none we may send sound to.
    """

    def __init__(
        self,
        url: str,
        model: str,
        key: str = "",
        settings: DecodeSettings | None = None,
        *,
        remote: RemoteSettings | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        check_transcribe_url(url)
        key = key.strip()
        if not (key.isascii() and key.isprintable()):
            raise RemoteError("The key in SECOND_ROUND_TRANSCRIBE_KEY holds what no key can.")
        self._http = _library()
        self._host = host_of(url)
        self._address = _address(url)
        try:
            self._http.URL(self._address)
        except self._http.InvalidURL as error:
            raise RemoteError(f"{self._host} cannot be the name of a server.") from error
        self._model = model
        self._key = key
        self._settings = settings or DecodeSettings()
        self._remote = remote or RemoteSettings()
        self._sleep = sleep
        self._form = 0
        self._timing: Timing = "words"
        # Made once: reading the system's certificates takes longer than a request.
        secure = urlsplit(url).scheme == "https"
        self._tls: Any = self._http.create_ssl_context(trust_env=False) if secure else False

    @property
    def name(self) -> str:
        return f"{self._model} at {self._host}{_NAMED_BY_TIMING[self._timing]}"

    def check(self) -> None:
        """Whether the server is there and takes the key; no sound is sent.

        Raises:
            RemoteError: it is not, or does not.
        """
        models = self._address.removesuffix("/audio/transcriptions") + "/models"
        with self._client() as client:
            try:
                status, headers, body = self._exchange(client, "GET", models)
            except self._http.HTTPError as error:
                raise self._unreachable(error, kept="") from error
        if status in (401, 403) or 300 <= status < 400 or status in _TRY_AGAIN:
            raise self._refused(status, headers, body, kept="")

    def draft(self, samples: Samples, *, context: str = "") -> Heard:
        """Nothing: a server is not asked for captions."""
        return Heard((), ())

    def transcribe(self, samples: Samples, *, context: str = "") -> Heard:
        """Words and filler sounds in the samples, as the server heard them.

        Raises:
            RemoteError: the server did not answer in time, refused, or answered nonsense.
        """
        answer = self._asked(samples, prompt_of(context, self._settings))
        if answer.compression > _MOST_COMPRESSION:
            plain = self._asked(samples, "")
            answer = min(answer, plain, key=lambda one: one.compression)
        if answer.heard.words:
            self._timing = answer.timing
        return answer.heard

    def _asked(self, samples: Samples, prompt: str) -> Answer:
        body = self._answer_to(_wav(samples), prompt)
        try:
            return read_answer(
                body,
                seconds=len(samples) / SAMPLE_RATE,
                filler_probability=self._settings.heard_filler_probability,
                english=self._settings.language == "en",
            )
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise RemoteError(
                f"The transcription server at {self._host} answers something that is no transcription.",
                kept=_KEPT,
                next_step=f"Is {self._address} the right address? {_LEAVE_OUT}",
            ) from error

    def _answer_to(self, wav: bytes, prompt: str) -> bytes:
        """Asked once more in a plainer form whenever this one is refused."""
        with self._client() as client:
            while True:
                fields = {
                    "model": self._model,
                    "language": self._settings.language,
                    "temperature": "0",
                    **({"prompt": prompt} if prompt else {}),
                    **_FORMS[self._form],
                }
                status, headers, body = self._persistently(
                    client, data=fields, files={"file": ("answer.wav", wav, "audio/wav")}
                )
                if status == 200:
                    return body
                about_the_form = any(word in _text(body).lower() for word in _ABOUT_THE_FORM)
                if status not in _UNFIT or not about_the_form or self._form == len(_FORMS) - 1:
                    raise self._refused(status, headers, body)
                self._form += 1

    def _persistently(self, client: httpx2.Client, **question: Any) -> tuple[int, httpx2.Headers, bytes]:
        """The answer, after as many tries as it takes or may take."""
        waits = self._waits()
        while True:
            try:
                status, headers, body = self._exchange(client, "POST", self._address, **question)
            except self._http.HTTPError as error:
                too_slow = isinstance(error, self._http.ReadTimeout | self._http.WriteTimeout)
                wait_s = next(waits, None)
                if too_slow or wait_s is None or "SSL" in str(error):
                    raise self._unreachable(error) from error
            else:
                wait_s = next(waits, None)
                if status not in _TRY_AGAIN or wait_s is None:
                    return status, headers, body
                wait_s = max(wait_s, _retry_after_s(headers.get("retry-after", "")))
                if wait_s > self._remote.longest_wait_s:
                    return status, headers, body
            self._sleep(wait_s)

    def _waits(self) -> Iterator[float]:
        for number in range(self._remote.tries - 1):
            yield self._remote.first_wait_s * 2**number

    def _client(self) -> httpx2.Client:
        headers = {"User-Agent": "second-round", "Accept": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        timeout = self._http.Timeout(self._remote.answer_s, connect=self._remote.connect_s)
        client: httpx2.Client = self._http.Client(
            headers=headers, timeout=timeout, verify=self._tls, trust_env=False, follow_redirects=False
        )
        return client

    def _exchange(
        self, client: httpx2.Client, method: str, address: str, **question: Any
    ) -> tuple[int, httpx2.Headers, bytes]:
        """One question, one answer; neither longer nor bigger than an answer can be."""
        until_s = time.monotonic() + self._remote.connect_s + self._remote.answer_s
        body = bytearray()
        with client.stream(method, address, **question) as response:
            for part in response.iter_bytes():
                body += part
                if time.monotonic() > until_s or len(body) > _MOST_BYTES:
                    raise self._http.ReadTimeout("the answer does not end")
            return response.status_code, response.headers, bytes(body)

    def _unreachable(self, error: Exception, *, kept: str = _KEPT) -> RemoteError:
        server = f"The transcription server at {self._host}"
        if isinstance(error, self._http.ReadTimeout | self._http.WriteTimeout):
            return RemoteError(
                f"{server} did not answer within {self._remote.answer_s:g} s.",
                kept=kept,
                next_step=f"Name a smaller model or a faster server. {_LEAVE_OUT}",
            )
        if "SSL" in str(error):
            return RemoteError(
                f"{server} cannot prove who it is, or does not speak https.",
                kept=kept,
                next_step=f"Mend its certificate; in your own network http:// will do. {_LEAVE_OUT}",
            )
        return RemoteError(
            f"{server} does not answer.", kept=kept, next_step="Start it, or leave out --transcribe-url."
        )

    def _refused(
        self, status: int, headers: httpx2.Headers, body: bytes, *, kept: str = _KEPT
    ) -> RemoteError:
        server = f"The transcription server at {self._host}"
        said = self._said(body)
        if status in (401, 403):  # what it says may repeat the key
            what = f"{server} does not accept the key." if self._key else f"{server} wants a key."
            step = "Set SECOND_ROUND_TRANSCRIBE_KEY to a valid one."
        elif 300 <= status < 400:
            elsewhere = host_of(headers.get("location", "")) or "another page"
            what = f"{server} sends us elsewhere (to {self._harmless(elsewhere)}); nothing was sent there."
            step = "Name the server's own address."
        elif status == 429:
            what, step = f"{server} is busy, or your quota there is used up (429).{said}", "Try again later."
        elif status == 404:
            what = f"{server} has no model {self._model!r} (transcribe_model), or no {self._address}.{said}"
            step = "Give the address up to its /v1."
        else:
            what, step = f"{server} refuses ({status}).{said}", "Look at its own log."
        return RemoteError(what, kept=kept, next_step=f"{step} {_LEAVE_OUT}")

    def _said(self, body: bytes) -> str:
        """The server's own explanation, where it has one of a line or two."""
        try:
            found = msgspec.json.decode(body)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return ""
        for name in ("error", "message", "detail"):
            if isinstance(found, dict) and name in found:
                found = found[name]
        return f" It says: {self._harmless(found)}" if isinstance(found, str) and found else ""

    def _harmless(self, text: str) -> str:
        """Short, without control characters, and without the key."""
        shown = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
        return (shown.replace(self._key, "...") if self._key else shown)[:200]


def _address(url: str) -> str:
    base = url.rstrip("/")
    if base.endswith("/audio/transcriptions"):
        return base
    if not urlsplit(base).path:
        base += "/v1"
    return base + "/audio/transcriptions"


def _wav(samples: Samples) -> bytes:
    """16 bits, mono: the one format every server reads."""
    import soundfile

    file = io.BytesIO()
    soundfile.write(file, samples, SAMPLE_RATE, format="WAV", subtype="PCM_16")
    return file.getvalue()


def _retry_after_s(text: str) -> float:
    """What a Retry-After header asks for, in seconds or as a date; 0 when it says nothing."""
    try:
        return max(0.0, float(text))
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - time.time())
    except ValueError:
        return 0.0


def _text(body: bytes) -> str:
    return body.decode(errors="replace")


def _library() -> ModuleType:
    try:
        import httpx2
    except ImportError as error:
        raise RemoteError(
            "A transcription server needs the package httpx2, which is not installed.",
            next_step="Install it (pip install 'second-round[remote]'), or leave out --transcribe-url.",
        ) from error
    return httpx2
