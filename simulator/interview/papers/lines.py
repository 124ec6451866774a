"""Lines of a document as a reader sees them: a bullet, a heading, columns, and what they say. Pure.

Files, PDFs and pages of the web come as lines of text with or without Markdown's marks; here the marks are
taken off and remembered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

# What stands before a point of a list: dashes, dots and the many signs of word processors (U+F000 and what
# follows it is where the symbol fonts of old Word files end up). A lone "o" is Word's second level.
_BULLET = re.compile(
    r"(?P<mark>[-–—*+•·∙●○◦▪▫■□◆◇‣\u2043►▸▶➢➤➔→»✓✔✦★❖⦿☐☑~>\uf000-\uf0ff]|\.(?=\s)|o(?=\s+\S)|\(?(?:\d{1,2}"
    r"|[a-h])[.)](?=\s))"
    r"\s*(?=\S)"
)
_NEEDS_SPACE = frozenset("-–—*+~>.o")
_HEADING = re.compile(r"(#{1,6})\s+(?P<text>.*?)\s*#*$")
_RULE = re.compile(r"[-=_*~·•─━.\s|:+]{3,}$")
_EMPHASIS = re.compile(r"(\*\*\*|___|\*\*|__|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)|(?<!\w)`|`(?!\w)|~~)")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_TAG = re.compile(r"<br\s*/?>|</?(?:b|i|u|em|strong|span|div|p|sup|sub|small)\b[^>]*>", re.IGNORECASE)
_GAP = re.compile(r"\s*\t\s*|\s{3,}")
_PIPES = re.compile(r"\s*\|\s*")
# What no reader sees, but a machine does: zero-width and steering characters.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]")


@dataclass(frozen=True, slots=True)
class Row:
    """One line, read. `number` counts from 1; `indent`: columns before the text; `depth`: of a heading, or 0.

    `cells`: what stands side by side in it (a table's row, dates before a job); one where nothing does.
    """

    number: int
    raw: str
    text: str
    indent: int = 0
    bullet: str = ""
    depth: int = 0
    bold: bool = False
    cells: tuple[str, ...] = ()
    table: bool = False

    @property
    def blank(self) -> bool:
        return not self.text

    @property
    def words(self) -> int:
        return len(self.text.split())


def visible(text: str) -> str:
    return _INVISIBLE.sub("", text).replace("\u00a0", " ")


def plain(text: str) -> str:
    """Without the marks of emphasis, links and tags; spaces single."""
    text = _TAG.sub(" ", _LINK.sub(r"\1", text))
    return " ".join(_EMPHASIS.sub("", text).replace("\\", "").split())


def rows_of(lines: Sequence[str]) -> list[Row]:
    return [_row(number, line) for number, line in enumerate(lines, start=1)]


def _row(number: int, line: str) -> Row:
    line = visible(line).expandtabs(8) if line.startswith("\t") else visible(line)
    body = line.strip()
    indent = len(line) - len(line.lstrip())
    if not body or _RULE.match(body):
        return Row(number, line, "", indent)
    quoted = re.match(r">\s+(?=\S)", body)
    if quoted:
        body = body[quoted.end() :]
    heading = _HEADING.match(body)
    if heading:
        cells = tuple(plain(cell) for cell in _GAP.split(heading["text"]))
        return Row(number, line, plain(heading["text"]), indent, depth=len(heading[1]), cells=cells)
    mark, rest = bullet_of(body)
    if mark:
        return Row(number, line, plain(rest), indent, bullet=mark, cells=(plain(rest),))
    table = body.startswith("|") and body.count("|") >= 2
    pieces = _PIPES.split(body.strip("|").strip()) if table else _GAP.split(body)
    cells = tuple(cell for cell in map(plain, pieces) if cell)
    return Row(
        number, line, plain(body.strip("|") if table else body), indent,
        bold=_is_bold(body), cells=cells, table=table,
    )  # fmt: skip


def bullet_of(text: str) -> tuple[str, str]:
    """The mark of a point and what follows it; ("", text) for a line that is none."""
    found = _BULLET.match(text)
    if not found:
        return "", text
    mark, rest = found["mark"], text[found.end() :]
    spaced = text[found.end("mark") : found.end()] != ""
    if (mark in _NEEDS_SPACE and not spaced) or text.startswith(("**", "__")):
        return "", text
    if re.match(r"\(?\d{1,2}[.)]$", mark) and re.match(r"\d{4}|\d{1,2}[./]\d", rest):
        return "", text  # "03. 2019": a date
    return mark, rest


def _is_bold(body: str) -> bool:
    return bool(re.match(r"(\*\*|__).+?\1", body))
