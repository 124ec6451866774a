"""A page of the web as lines: headings, points and table rows with Markdown's marks; nothing hidden."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING

from simulator.reading.text_lines import decoded

if TYPE_CHECKING:
    from bs4 import Tag

_DROPPED = (
    "script",
    "style",
    "noscript",
    "template",
    "nav",
    "svg",
    "iframe",
    "form",
    "button",
    "head",
    "object",
    "select",
)
_BLOCKS = (
    "p", "div", "section", "article", "header", "footer", "main", "ul", "ol", "dl", "dt", "dd", "table", "tr",
    "blockquote", "pre", "figure", "address", "aside", "hr",
)  # fmt: skip
# Hidden from readers, so not for us either: it is where instructions to machines are kept.
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?:\.0*)?\s*(?:;|$)"
    r"|color\s*:\s*(?:white|#fff(?:fff)?)\b(?!.*background)",
    re.IGNORECASE,
)
_DEEPEST = 400


def html_lines(data: bytes) -> list[str]:
    from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        declared = re.search(rb"charset\s*=\s*[\"']?\s*([\w-]+)", data[:2048], re.IGNORECASE)
        soup = BeautifulSoup(data if declared else decoded(data), "lxml")
    for tag in soup.find_all(_DROPPED):
        tag.decompose()
    for tag in soup.find_all(True):
        if not tag.decomposed and _is_hidden(tag):
            tag.decompose()
    out: list[str] = [""]
    _walk(soup, out, 0)
    return [" ".join(line.split(" ")).rstrip() for line in out]


def _is_hidden(tag: Tag) -> bool:
    return (
        tag.has_attr("hidden")
        or tag.get("aria-hidden") == "true"
        or bool(_HIDDEN.search(str(tag.get("style") or "")))
    )


def _walk(tag: Tag, out: list[str], depth: int) -> None:
    """Text goes onto the last line; a block begins a new one."""
    from bs4.element import NavigableString, PreformattedString, Tag

    if depth > _DEEPEST:
        out[-1] += " ".join(tag.get_text(" ").split())
        return
    side_by_side = tag.name == "div" and _only_inline(tag)
    for child in tag.children:
        if side_by_side and out[-1].strip() and not isinstance(child, PreformattedString):
            out[-1] += "   "
        if isinstance(child, PreformattedString):  # comments, declarations
            continue
        if isinstance(child, NavigableString):
            _add(out, str(child))
        elif isinstance(child, Tag):
            _element(child, out, depth + 1)


def _element(tag: Tag, out: list[str], depth: int) -> None:
    name = tag.name
    heading = re.fullmatch(r"h([1-6])", name)
    if name == "br":
        _new_line(out)
    elif heading:
        out += ["", f"{'#' * int(heading[1])} {' '.join(tag.get_text(' ').split())}", ""]
    elif name == "li":
        _new_line(out)
        nested = len(tag.find_parents(["ul", "ol"])) - 1
        out[-1] = "  " * max(nested, 0) + "- "
        _walk(tag, out, depth)
        _new_line(out)
    elif name == "tr" and _is_simple(tag):
        _new_line(out)
        cells = [" ".join(cell.get_text(" ").split()) for cell in tag.find_all(["td", "th"])]
        out[-1] = "| " + " | ".join(cells) + " |"
        _new_line(out)
    elif name in _BLOCKS or name in ("td", "th"):
        _new_line(out)
        if name == "p" and len(out) > 1 and out[-2]:
            out.append("")
        _walk(tag, out, depth)
        _new_line(out)
        if name == "p":
            out.append("")
    elif name in ("b", "strong") and tag.get_text().strip():
        out[-1] += f"**{' '.join(tag.get_text(' ').split())}**"
    else:
        _walk(tag, out, depth)


def _only_inline(tag: Tag) -> bool:
    """A box of elements without words between them is laid out side by side: a post and its dates."""
    from bs4.element import NavigableString, Tag

    inside = [child for child in tag.children if isinstance(child, Tag) or str(child).strip()]
    return len(inside) > 1 and all(
        isinstance(child, Tag) and child.name in ("b", "strong", "i", "em", "span", "time", "small", "a")
        for child in inside if not (isinstance(child, NavigableString) and not child.strip())
    )  # fmt: skip


def _is_simple(row: Tag) -> bool:
    """A row of short cells; one that holds lists or paragraphs is a layout, and is read cell by cell."""
    return row.find(["ul", "ol", "p", "div", "table", "br"]) is None and len(row.get_text()) < 240


def _add(out: list[str], text: str) -> None:
    words = " ".join(text.split())
    if not words:
        if text and out[-1] and not out[-1].endswith(" "):
            out[-1] += " "
        return
    before = " " if text[:1].isspace() and out[-1] and not out[-1].endswith(" ") else ""
    out[-1] += before + words + (" " if text[-1:].isspace() else "")


def _new_line(out: list[str]) -> None:
    if out[-1].strip(" -"):
        out.append("")
    else:
        out[-1] = ""
