"""The address of a server that somebody names: it is one, it holds no secret, and it is not in the clear."""

from __future__ import annotations

from urllib.parse import urlsplit

from simulator.errors import SettingsError

_NAMES_AT_HOME = (".localhost", ".local", ".lan", ".home.arpa")


def host_of(url: str) -> str:
    """The server as a person would name it: host and port."""
    return urlsplit(url).netloc.rpartition("@")[2]


def check_transcribe_url(url: str) -> None:
    """It goes into every session's log, so it holds no secret; and sound travels in the clear only at home.

    Raises:
        SettingsError: it is no address of a server, holds more than one, or is http:// to the outside.
    """
    _check_server_url(url, "transcription server", "Your voice", "SECOND_ROUND_TRANSCRIBE_KEY")


def check_llm_url(url: str) -> None:
    """The same for a language model, which is told what was said.

    Raises:
        SettingsError: it is no address of a server, holds more than one, or is http:// to the outside.
    """
    _check_server_url(url, "language model's server", "What you say", "SECOND_ROUND_LLM_KEY")


def _check_server_url(url: str, server: str, travels: str, key_variable: str) -> None:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
        host.encode("idna")  # what looking the name up would stumble over
    except ValueError:
        parts, host = urlsplit(""), ""
    if parts.scheme not in ("http", "https") or not host or not url.isprintable() or " " in url:
        raise SettingsError(
            f"The URL of the {server} is none.",
            next_step="For example: http://localhost:8000/v1",
        )
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise SettingsError(
            f"The URL of the {server} {host} must hold nothing but the server and its path.",
            next_step=f"A key belongs in the environment variable {key_variable}.",
        )
    if parts.scheme == "http" and not _is_at_home(host):
        raise SettingsError(
            f"{travels} would travel to {host} unencrypted.",
            next_step="Use https://, or a server on this machine or in your own network.",
        )


def _is_at_home(host: str) -> bool:
    """This machine or a private network, by address or by a name that only exists there."""
    import ipaddress

    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        # A name of one label is a neighbour's ("nas"); one of digits is an address in disguise.
        return ("." not in host and host[0].isalpha()) or host.endswith(_NAMES_AT_HOME)
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return address.is_private or address.is_loopback or address.is_link_local
