"""A PDF as lines, in the order in which a person reads them: columns one after the other.

A PDF holds letters at places. Letters become words and rows by their places; a gutter that no row crosses
parts two columns; a gap wider than a line's is a blank line. Indents are kept, because they tell which line
goes on with the one above.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from simulator.reading.pdf_columns import GUTTER, Piece, Row, columns

MOST_PAGES = 60
MOST_LETTERS = 400_000
_FEWEST_LETTERS_A_PAGE = 25
_APART = 0.4  # pdfium has found most gaps between words; a 1 has as much air beside it as a narrow one
_WIDE = 1.3
_BLANK = 1.55  # distance of two baselines that has a blank line between them, in usual distances
_LARGE = 1.18


class Encrypted(ValueError):
    """A password is asked for."""


class TooManyPages(ValueError):
    """`args[0]`: how many."""


def pdf_lines(data: bytes) -> tuple[list[str], list[str]]:
    """The lines, and notices about pages without text.

    Raises:
        Encrypted, TooManyPages: see there.
        ValueError: it is no PDF, or broken beyond repair.
    """
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "assword" in str(error):
            raise Encrypted from error
        raise ValueError(str(error)) from error
    if len(document) > MOST_PAGES:
        raise TooManyPages(len(document))
    lines: list[str] = []
    pictures: list[int] = []
    for number in range(len(document)):
        page = document[number]
        textpage = page.get_textpage()  # by a name: without one it is closed before it is read
        pieces = _pieces(textpage.raw)
        if sum(len(piece.text) for piece in pieces) < _FEWEST_LETTERS_A_PAGE and _has_pictures(page):
            pictures.append(number + 1)
        lines += [*_page_lines(pieces), ""]
        if sum(map(len, lines)) > MOST_LETTERS:
            break
    if pictures and any(line.strip() for line in lines):
        pages = ", ".join(map(str, pictures))
        return lines, [f"Page {pages} is a picture; its words could not be read."]
    return lines, []


def _has_pictures(page: Any) -> bool:
    import pypdfium2.raw as raw

    return any(item.type == raw.FPDF_PAGEOBJ_IMAGE for item in page.get_objects(max_depth=3))


@dataclass(slots=True)
class _Letter:
    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool


def _letters(textpage: Any) -> list[_Letter]:
    import pypdfium2.raw as raw

    found: list[_Letter] = []
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(min(raw.FPDFText_CountChars(textpage), MOST_LETTERS)):
        code = raw.FPDFText_GetUnicode(textpage, index)
        if raw.FPDFText_IsGenerated(textpage, index) == 1:  # pdfium saw a gap between words
            if code == 32 and found:
                found[-1].text += " "
            continue
        if code in (0, 0xFFFE, 0xFFFF):
            continue
        letter = "-" if code == 2 else chr(code)
        raw.FPDFText_GetCharBox(textpage, index, left, right, bottom, top)
        raw.FPDFText_GetCharOrigin(textpage, index, x, y)
        size = raw.FPDFText_GetFontSize(textpage, index) or 10.0
        height = top.value - bottom.value
        if height > 0 and size <= 1.5:  # scaled by a matrix: the size says 1
            size = height * 1.4
        bold = raw.FPDFText_GetFontWeight(textpage, index) >= 600
        found.append(_Letter(letter, left.value, right.value, y.value, size, bold))
    return found


def _pieces(textpage: Any) -> list[Piece]:
    """Letters in the order of the file joined into pieces: same baseline, no wide gap."""
    pieces: list[Piece] = []
    run: list[_Letter] = []
    for letter in _letters(textpage):
        if letter.text in "\r\n\t":
            letter.text = " "
        if run and not _goes_on(run[-1], letter):
            pieces += _piece(run)
            run = []
        run.append(letter)
    return pieces + _piece(run)


def _goes_on(before: _Letter, letter: _Letter) -> bool:
    gap = letter.left - before.right
    return (
        abs(letter.base - before.base) < 0.3 * before.size and -0.6 * before.size < gap < GUTTER * before.size
    )


def _piece(run: Sequence[_Letter]) -> list[Piece]:
    text = ""
    for before, letter in zip([None, *run], run, strict=False):
        apart = before is not None and letter.left - before.right > _APART * before.size
        text += (" " if apart and not text.endswith(" ") and letter.text != " " else "") + letter.text
    text = " ".join(text.split())
    inked = [letter for letter in run if not letter.text.isspace()]
    if not text or not inked:
        return []
    size = median(letter.size for letter in inked)
    bold = sum(letter.bold for letter in inked) > 0.8 * len(inked)
    return [Piece(text, inked[0].left, max(letter.right for letter in inked), inked[0].base, size, bold)]


def _page_lines(pieces: list[Piece]) -> list[str]:
    if not pieces:
        return []
    usual = median(size for piece in pieces for size in [piece.size] * len(piece.text))
    lines: list[str] = []
    for column in columns(_rows(pieces), usual):
        lines += [*_lines_of(column, usual), ""]
    return lines


def _rows(pieces: list[Piece]) -> list[Row]:
    rows: list[Row] = []
    for piece in sorted(pieces, key=lambda piece: (-piece.base, piece.left)):
        if rows and abs(rows[-1][0].base - piece.base) < 0.35 * max(piece.size, rows[-1][0].size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda piece: piece.left) for row in rows]


def _lines_of(rows: list[Row], usual: float) -> list[str]:
    """Rows as lines with their indents; wide gaps stay gaps; large and bold lines keep a mark."""
    edge = min(row[0].left for row in rows)
    steps = [above[0].base - below[0].base for above, below in pairwise(rows)]
    usual_step = median(steps) if steps else 0.0
    lines: list[str] = []
    for number, row in enumerate(rows):
        if number and steps[number - 1] > _BLANK * usual_step:
            lines.append("")
        text = row[0].text
        for before, piece in pairwise(row):
            wide = piece.left - before.right > _WIDE * usual and sum(map(str.isalnum, before.text)) > 0
            text += ("   " if wide else " ") + piece.text
        lines.append(_marked(text, row, usual) or " " * round((row[0].left - edge) / (0.5 * usual)) + text)
    return lines


def _marked(text: str, row: Row, usual: float) -> str:
    if len(text.split()) > 12 or not any(letter.isalpha() for letter in text):
        return ""
    if min(piece.size for piece in row) > _LARGE * usual:
        return f"# {text}"
    if all(piece.bold for piece in row):
        return f"**{text}**"
    return ""
