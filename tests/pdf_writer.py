"""PDFs made by hand, so that the tests need no program that writes them: text at places, on as many pages."""

from __future__ import annotations

from collections.abc import Sequence

Text = tuple[float, float, float, str]
"""x, y (points, from the lower left corner), size, words."""


def pdf_of(pages: Sequence[Sequence[Text]], *, picture: bool = False, encrypted: bool = False) -> bytes:
    """A PDF in Helvetica. `picture`: each page also holds an image; `encrypted`: nobody has its password."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    objects.append(
        _stream(
            "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8",
            "0",
        )
    )
    kids = []
    for texts in pages:
        drawn = "q 500 0 0 700 40 40 cm /Im1 Do Q\n" if picture else ""
        drawn += "\n".join(
            f"BT /F1 {size} Tf {x} {y} Td ({_escaped(words)}) Tj ET" for x, y, size, words in texts
        )
        objects.append(_stream("", drawn))
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Resources << /Font << /F1 3 0 R >> /XObject << /Im1 4 0 R >> >> /Contents {len(objects)} "
            f"0 R >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    return _assembled(objects, encrypted=encrypted)


def lines_down(lines: Sequence[str], *, x: float = 60, top: float = 780, size: float = 10) -> list[Text]:
    """Lines one below the other; an empty one leaves its room."""
    return [(x, top - number * size * 1.3, size, line) for number, line in enumerate(lines) if line]


def _escaped(words: str) -> str:
    return words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _stream(entries: str, body: str) -> str:
    return f"<< {entries} /Length {len(body.encode('cp1252'))} >>\nstream\n{body}\nendstream"


def _assembled(objects: Sequence[str], *, encrypted: bool) -> bytes:
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    lock = ""
    if encrypted:
        lock = "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4"
        lock += f" /O <{'ab' * 32}> /U <{'cd' * 32}> >> /ID [<00><00>]"
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R {lock} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return out
