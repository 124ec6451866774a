"""Plain text and Markdown in whatever encoding they came."""

from __future__ import annotations

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MOST_STEERING = 0.02
_LOOKED_AT = 4096


class NotText(ValueError):
    """The bytes are no text in any encoding we know."""


def text_lines(data: bytes) -> list[str]:
    return decoded(data).splitlines()


def decoded(data: bytes) -> str:
    """The text.

    Raises:
        NotText: zeros or steering characters say that this is something else.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(data.decode(encoding, "replace"))
    sample = data[:_LOOKED_AT]
    zeros = sample.count(0)
    if zeros > len(sample) / 4:  # UTF-16 without its mark: every other byte of Latin text is zero
        even = sample[0::2].count(0)
        return _checked(data.decode("utf-16-be" if even > zeros / 2 else "utf-16-le", "replace"))
    try:
        return _checked(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _checked(_old_encoding(data))


def _old_encoding(data: bytes) -> str:
    """Western bytes stand singly among plain letters; where they stand in rows, the library has to guess."""
    high = sum(byte >= 0x80 for byte in data)
    if high < len(data) * 0.15:
        return data.decode("cp1252", "replace")
    from bs4 import UnicodeDammit

    guessed = UnicodeDammit(data).unicode_markup
    return guessed if guessed is not None else data.decode("latin-1")


def _checked(text: str) -> str:
    sample = text[:_LOOKED_AT]
    steering = sum(letter < " " and letter not in "\t\n\r\f\v\x1b" for letter in sample) + sample.count(
        "\ufffd"
    )
    if "\0" in sample or steering > len(sample) * _MOST_STEERING:
        raise NotText
    return text
