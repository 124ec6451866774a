"""A page of the web, fetched because a person named its address: the only network call of the dossier.

No proxy and no cookie; each redirect is looked at, and none may lead from the public network to this machine
or its neighbours, so that an address from elsewhere cannot look around here.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from urllib.parse import urljoin, urlsplit

from simulator.errors import DocumentError

MOST_BYTES = 5_000_000
_TIMEOUT_S = 15.0
_MOST_REDIRECTS = 4
_PASTE = "Open it in a browser and paste its text into a file."
_KINDS = (
    "text/",
    "application/pdf",
    "application/xhtml",
    "application/vnd.openxmlformats",
    "application/octet-stream",
)


def is_address(given: str) -> bool:
    return given.lower().startswith(("http://", "https://"))


def fetch(address: str) -> bytes:
    """The page.

    Raises:
        DocumentError: it cannot be reached, refuses, is too large, is no document or redirects inwards.
    """
    until_s = time.monotonic() + _TIMEOUT_S
    for step in range(_MOST_REDIRECTS + 1):
        where, moved, body = _get(address, until_s, public_only=step > 0)
        if moved is None:
            return body
        address = urljoin(where, moved)
        if not is_address(address):
            raise DocumentError("The page leads to an address that is none of the web.", next_step=_PASTE)
    raise DocumentError("The page leads from one address to the next without end.", next_step=_PASTE)


def _get(address: str, until_s: float, *, public_only: bool) -> tuple[str, str | None, bytes]:
    host = ""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        connection = _connect(parts.scheme.lower(), host, parts.port, until_s, public_only=public_only)
    except (OSError, ValueError) as error:
        raise DocumentError(f"{host or 'The page'} cannot be reached: {error}.", next_step=_PASTE) from error
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(
            "GET",
            path,
            headers={"User-Agent": "second-round", "Accept": "text/html, text/*, application/pdf"},
        )
        with connection.getresponse() as response:
            if 300 <= response.status < 400 and response.getheader("Location"):
                return address, response.getheader("Location"), b""
            if response.status != 200:
                raise DocumentError(f"{host} answers {response.status} {response.reason}.", next_step=_PASTE)
            kind = response.getheader("Content-Type") or "text/"
            if not kind.lower().startswith(_KINDS):
                raise DocumentError(f"{host} sends {kind.split(';')[0]}, no document.", next_step=_PASTE)
            return address, None, _body(response, host, until_s)
    except (OSError, http.client.HTTPException, ValueError, UnicodeError) as error:
        raise DocumentError(f"{host} broke off: {type(error).__name__}.", next_step=_PASTE) from error
    finally:
        connection.close()


def _body(response: http.client.HTTPResponse, host: str, until_s: float) -> bytes:
    body = b""
    while block := response.read1(65536):
        body += block
        if len(body) > MOST_BYTES:
            raise DocumentError(
                f"The page at {host} is longer than {MOST_BYTES / 1e6:.0f} MB.", next_step=_PASTE
            )
        if time.monotonic() > until_s:
            raise DocumentError(f"{host} took longer than {_TIMEOUT_S:.0f} seconds.", next_step=_PASTE)
    return body


def _connect(
    scheme: str, host: str, port: int | None, until_s: float, *, public_only: bool
) -> http.client.HTTPConnection:
    """Connected to the very address that was looked at: a name may answer differently the next time."""
    port = port or (443 if scheme == "https" else 80)
    timeout_s = max(until_s - time.monotonic(), 0.1)
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    numbers = [str(entry[4][0]).split("%")[0] for entry in found]
    if public_only and not all(ipaddress.ip_address(number).is_global for number in numbers):
        raise ValueError("the page leads into a private network")
    connection = http.client.HTTPConnection(host, port, timeout=timeout_s)
    plain = socket.create_connection((numbers[0], port), timeout=timeout_s)
    connection.sock = (
        ssl.create_default_context().wrap_socket(plain, server_hostname=host) if scheme == "https" else plain
    )
    return connection
