"""A Word document as lines: headings and points with Markdown's marks; tables in their place."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

_MOST_UNPACKED = 100_000_000
_MOST_PARTS = 4_000


class TooLarge(ValueError):
    """Unpacked it is far larger than a document can be: a bomb, or a book of pictures."""


def docx_lines(data: bytes) -> list[str]:
    """Raises:
    TooLarge: see there; it is measured before anything is unpacked.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > _MOST_UNPACKED or len(parts) > _MOST_PARTS:
            raise TooLarge
    import docx

    document = docx.Document(io.BytesIO(data))
    return list(_lines(document))


def _lines(holder: Any) -> Iterator[str]:
    from docx.table import Table

    for block in holder.iter_inner_content():
        if isinstance(block, Table):
            yield from _table(block)
            yield ""
        else:
            yield from _paragraph(block)


def _paragraph(paragraph: Paragraph) -> Iterator[str]:
    for number, text in enumerate(paragraph.text.split("\n")):
        if number:
            yield text
            continue
        style = (paragraph.style.name or "").lower() if paragraph.style is not None else ""
        if not text.strip():
            yield ""
        elif style.startswith("heading") or style == "title":
            level = int(style[-1]) if style[-1:].isdigit() else 1
            yield f"{'#' * level} {text}"
        elif ("list" in style and "paragraph" not in style) or _is_numbered(paragraph):
            yield f"{'  ' * _level(paragraph)}- {text}"
        elif all(run.bold for run in paragraph.runs if run.text.strip()) and len(text) < 120:
            yield f"**{text.strip()}**"
        else:
            yield text


def _is_numbered(paragraph: Paragraph) -> bool:
    properties = paragraph._p.pPr
    return properties is not None and properties.numPr is not None


def _level(paragraph: Paragraph) -> int:
    properties: Any = paragraph._p.pPr
    level = properties.numPr.ilvl if properties is not None and properties.numPr is not None else None
    return int(level.val) if level is not None else 0


def _table(table: Table) -> Iterator[str]:
    """Rows of single lines stay rows; where a cell holds more, it is a layout and is read cell by cell."""
    for row in table.rows:
        cells = [list(_cell(cell)) for cell in _distinct(row.cells)]
        if all(len(lines) <= 1 for lines in cells):
            yield "| " + " | ".join(lines[0].strip("*") if lines else "" for lines in cells) + " |"
        else:
            for lines in cells:
                yield from lines
            yield ""


def _distinct(cells: tuple[_Cell, ...]) -> Iterator[_Cell]:
    """A merged cell is handed out once for every column it covers."""
    before = None
    for cell in cells:
        if cell._tc is not before:
            yield cell
        before = cell._tc


def _cell(cell: _Cell) -> Iterator[str]:
    lines = list(_lines(cell))
    while lines and not lines[-1].strip():
        lines.pop()
    return iter(lines)
