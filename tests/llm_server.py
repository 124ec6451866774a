"""A language model's server on this machine, which plays an honest and a hostile one."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HONEST = {"kind": "own_part", "text": "What did you decide yourself about the breaks?", "about": "breaks"}


@dataclass
class Reply:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    delay_s: float = 0.0


@dataclass
class Question:
    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def rules(self) -> str:
        return str(self.body["messages"][0]["content"])

    @property
    def said(self) -> str:
        return str(self.body["messages"][1]["content"])

    def outside_the_fences(self) -> str:
        return outside_the_fences(self.rules, self.said)


def outside_the_fences(rules: str, said: str) -> str:
    """What is ours, found as a model would: by the fence that the rules name."""
    found = re.search(r"begin with (=== [0-9a-f]{16})\.", rules)
    assert found
    fence = re.escape(found[1])
    return re.sub(rf"(?ms)^{fence} begin (\w+)\n.*?^{fence} end \1$", "", said)


class Server:
    """Answers with the replies laid ready, then with what `think` writes."""

    def __init__(self) -> None:
        self.questions: list[Question] = []
        self.replies: list[Reply] = []
        self.gone = threading.Event()
        self.think: Callable[[Question], str] = lambda _: json.dumps(HONEST)
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                server.questions.append(Question(self.path, dict(self.headers.items()), sent))
                reply = server.replies.pop(0) if server.replies else said(server.think(server.questions[-1]))
                if reply.delay_s:
                    self.connection.settimeout(reply.delay_s)
                    with contextlib.suppress(TimeoutError):
                        if self.connection.recv(1, socket.MSG_PEEK) == b"":
                            server.gone.set()
                            return
                    self.connection.settimeout(None)
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


def said(content: str | None, **more: Any) -> Reply:
    return Reply(body=json.dumps({"choices": [{"message": {"content": content}}], **more}).encode())


def refusal(status: int, message: str) -> Reply:
    return Reply(status, json.dumps({"error": {"message": message}}).encode())
