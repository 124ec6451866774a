"""A page fetched from a real server on this machine, also from one that means no good."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from simulator import pages
from simulator.errors import DocumentError

PAGE = b"<html><body><h1>Baker</h1><p>You will bake for two shops.</p></body></html>"


class _Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        sent = {
            "/ad": (200, "text/html", PAGE, ""),
            "/moved": (302, "text/html", b"", "/ad"),
            "/film": (200, "video/mp4", b"x", ""),
            "/file": (302, "text/html", b"", "file:///etc/hostname"),
            "/long": (200, "text/html", b"x" * (pages.MOST_BYTES + 10), ""),
        }
        status, kind, body, location = sent.get(self.path, (404, "text/html", b"", ""))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        with suppress(OSError):  # the other side may have read enough
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_a_page_that_was_named_is_fetched(site: str) -> None:
    assert pages.fetch(f"{site}/ad") == PAGE


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/moved", "private network"),
        ("/file", "none of the web"),
        ("/film", "no document"),
        ("/long", "longer than 5 MB"),
        ("/nothing", "answers 404"),
    ],
)
def test_what_is_no_page_is_said(site: str, path: str, said: str) -> None:
    with pytest.raises(DocumentError, match=said) as caught:
        pages.fetch(site + path)
    assert "paste" in caught.value.next_step


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1/ad", "http://nowhere.invalid/", "http://[::1/", "http://:80/"]
)
def test_nobody_there_is_said(address: str) -> None:
    with pytest.raises(DocumentError):
        pages.fetch(address)
