"""A language model behind an OpenAI-compatible /chat/completions: Ollama, llama.cpp, vLLM, a cloud one chose.

Off unless configured. It is asked speculatively: `ask` returns at once, and whatever is not there when the
turn is taken loses to the offline choice. As with a transcription server nothing stands between us and the
server that was named: no proxy and no .netrc of the environment, no redirect; the key travels in one header
and is never written down or shown. What it answers is judged in `interview/asking_a_model.py`.
"""

from __future__ import annotations

import asyncio
import re
import threading
from concurrent.futures import CancelledError, Future
from types import ModuleType
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import urlsplit

import msgspec

from simulator.errors import LlmError
from simulator.interview.asking_a_model import Prompt
from simulator.llm_answer import read_answer, schema_of, written
from simulator.server_address import check_llm_url
from simulator.tuning import LlmSettings

if TYPE_CHECKING:
    import httpx2

T = TypeVar("T", bound=msgspec.Struct)

KEY_VARIABLE = "SECOND_ROUND_LLM_KEY"
_UNFIT = (400, 415, 422, 501)
_ABOUT_THE_FORM = re.compile(
    r"response_format|json_schema|schema|json_object|max_tokens|max_completion|temperature|seed|unsupported"
    r"|unrecognized|extra (?:fields|inputs)",
    re.IGNORECASE,
)
_LEAVE_OUT = "Or leave out llm_url: no question needs it."


class Asked(Generic[T]):
    """A question under way. Nothing here blocks but `wait`."""

    def __init__(self, future: Future[T]) -> None:
        self._future = future

    def answer(self) -> T | None:
        """What is there by now; None: nothing (yet)."""
        if not self._future.done() or self._future.cancelled() or self._future.exception():
            return None
        return self._future.result()

    @property
    def why_not(self) -> str:
        """Why there is no answer, for the log; "" where there is one."""
        if not self._future.done():
            return "it has not answered yet"
        if self._future.cancelled():
            return "it was not needed any more"
        error = self._future.exception()
        return "" if error is None else str(getattr(error, "what", type(error).__name__))

    def wait(self, timeout_s: float) -> T | None:
        """The answer, if it comes within so many seconds."""
        try:
            return self._future.result(timeout_s)
        except (Exception, CancelledError):  # whatever broke, the interview goes on without it
            return None

    def cancel(self) -> None:
        """Nobody waits any more: the connection is closed, and servers stop thinking when it is."""
        self._future.cancel()


class LanguageModel:
    """Asks a server's model for answers of a given form.

    Args:
        url: the server up to its /v1, or the whole address of its chat completions.
        model: what the server calls its model.
        key: sent as a bearer token; empty sends none.

    Raises:
        LlmError: the HTTP library is not installed, or the key cannot be sent.
        SettingsError: the URL is none that we may send to.
    """

    def __init__(self, url: str, model: str, key: str = "", settings: LlmSettings | None = None) -> None:
        check_llm_url(url)
        key = key.strip()
        if not (key.isascii() and key.isprintable()):
            raise LlmError(f"The key in {KEY_VARIABLE} holds what no key can.")
        self._http = _library()
        self._host = urlsplit(url).netloc
        self._address = _address(url)
        try:
            self._http.URL(self._address)
        except self._http.InvalidURL as error:
            raise LlmError(f"{self._host} cannot be the name of a server.") from error
        self._model, self._key = model, key
        self._settings = settings or LlmSettings()
        self._plainer = 0  # how many forms of asking the server has refused
        secure = urlsplit(url).scheme == "https"
        self._tls: Any = self._http.create_ssl_context(trust_env=False) if secure else False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    @property
    def name(self) -> str:
        """For people: what is asked, and where."""
        return f"{self._model} at {self._host}"

    def ask(self, prompt: Prompt, form: type[T], timeout_s: float | None = None) -> Asked[T]:
        """Ask, and return at once.

        Args:
            form: a msgspec.Struct of plain fields; its JSON schema goes along.
            timeout_s: after so many seconds there is no answer.
        """
        within_s = self._settings.answer_s if timeout_s is None else timeout_s
        return Asked(asyncio.run_coroutine_threadsafe(self._answer(prompt, form, within_s), self._running()))

    def check(self) -> None:
        """Whether the server is there, takes the key, and its model answers in our form.

        Raises:
            LlmError: it is not, or does not.
        """
        prompt = Prompt("Answer with one JSON object of the given schema.", "", "Set ready to true.")
        asked = self.ask(prompt, _Ready, self._settings.connect_s + self._settings.answer_s)
        asked.wait(self._settings.connect_s + self._settings.answer_s + 1)
        if asked.answer() is None:
            raise LlmError(f"{asked.why_not.rstrip('.')}.", next_step=_LEAVE_OUT)

    def close(self) -> None:
        """Whatever is under way is given up."""
        if self._loop is not None and self._thread is not None:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(self._settings.connect_s)
            self._loop = self._thread = None

    def _running(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=_run, args=(self._loop,), daemon=True)
            self._thread.start()
        return self._loop

    async def _answer(self, prompt: Prompt, form: type[T], within_s: float) -> T:
        try:
            async with asyncio.timeout(within_s):
                return read_answer(await self._content(prompt, form), form, self.name)
        except TimeoutError as error:
            raise LlmError(f"{self._host} did not answer within {within_s:g} s.") from error
        except self._http.HTTPError as error:
            tls = "SSL" in str(error)
            what = "cannot prove who it is, or does not speak https" if tls else "does not answer"
            raise LlmError(f"{self._host} {what}.") from error

    async def _content(self, prompt: Prompt, form: type[msgspec.Struct]) -> str:
        """What the model wrote; asked once more in a plainer form whenever this one is refused."""
        async with self._client() as client:
            while True:
                forms = self._forms(form)
                status, body = await self._exchange(client, {**self._asked(prompt), **forms[self._plainer]})
                if status == 200:
                    return written(body, self._host)
                about_the_form = _ABOUT_THE_FORM.search(body.decode(errors="replace"))
                if status not in _UNFIT or not about_the_form or self._plainer == len(forms) - 1:
                    raise self._refused(status)
                self._plainer += 1

    def _asked(self, prompt: Prompt) -> dict[str, Any]:
        said = "\n\n".join(part for part in (prompt.material, prompt.task) if part)
        return {
            "model": self._model,
            "messages": [{"role": "system", "content": prompt.rules}, {"role": "user", "content": said}],
            "stream": False,
        }

    def _forms(self, form: type[msgspec.Struct]) -> tuple[dict[str, Any], ...]:
        """From the strictest to the plainest; what they refuse differs from server to server."""
        schema = {"name": form.__name__.strip("_"), "strict": True, "schema": schema_of(form)}
        sure = {"temperature": 0, "seed": 0, "max_tokens": self._settings.most_tokens}
        return (
            {**sure, "response_format": {"type": "json_schema", "json_schema": schema}},
            {"response_format": {"type": "json_schema", "json_schema": schema}},
            {**sure, "response_format": {"type": "json_object"}},
            {},
        )

    def _client(self) -> httpx2.AsyncClient:
        headers = {"User-Agent": "second-round", "Accept": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        timeout = self._http.Timeout(None, connect=self._settings.connect_s)  # the whole has its own
        client: httpx2.AsyncClient = self._http.AsyncClient(
            headers=headers, timeout=timeout, verify=self._tls, trust_env=False, follow_redirects=False
        )
        return client

    async def _exchange(self, client: httpx2.AsyncClient, question: dict[str, Any]) -> tuple[int, bytes]:
        body = bytearray()
        async with client.stream("POST", self._address, json=question) as response:
            async for part in response.aiter_bytes():
                body += part
                if len(body) > self._settings.most_bytes:
                    raise LlmError(f"{self._host} answers without end.")
            return response.status_code, bytes(body)

    def _refused(self, status: int) -> LlmError:
        if status in (401, 403):
            return LlmError(f"{self._host} {'does not accept the key' if self._key else 'wants a key'}.")
        if 300 <= status < 400:
            return LlmError(f"{self._host} sends us elsewhere; nothing was sent there.")
        if status == 404:
            return LlmError(
                f"{self._host} has no model {self._model!r}, or no {urlsplit(self._address).path}."
            )
        return LlmError(f"{self._host} refuses ({status}).")


class _Ready(msgspec.Struct):
    ready: bool


def _address(url: str) -> str:
    base = url.rstrip("/")
    if base.endswith("/chat/completions"):
        return base
    if not urlsplit(base).path:
        base += "/v1"
    return base + "/chat/completions"


def _run(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    loop.run_forever()
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()


def _library() -> ModuleType:
    try:
        import httpx2
    except ImportError as error:
        raise LlmError(
            "A language model's server needs the package httpx2, which is not installed.",
            next_step="Install it (pip install 'second-round[llm]'), or leave out llm_url.",
        ) from error
    return httpx2
