"""The process that reads one document and ends: `python -m simulator.reading.child`.

A document may come from anywhere. Its parsers are large programs in C; here they have a limit of memory and
time, and a crash is an answer that did not come. The bytes on stdin, one JSON object on stdout.
"""

from __future__ import annotations

import json
import os
import sys
import zipfile
from collections.abc import Callable
from contextlib import suppress
from typing import Any

_MEMORY_BYTES = 1_500_000_000
_CPU_S = 20
_MOST_LINES = 20_000


def main() -> None:
    _limit()
    answer_fd = os.dup(1)
    os.dup2(2, 1)  # libraries print, and stdout is for the answer
    data = sys.stdin.buffer.read()
    with open(answer_fd, "w", encoding="ascii") as out:
        out.write(json.dumps(_answer(sys.argv[1], data)) + "\n")


def _limit() -> None:
    """Where the system can: Windows has no such limits, and there the time limit of the parent stays."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (_CPU_S, _CPU_S))


def _answer(form: str, data: bytes) -> dict[str, Any]:
    from simulator.reading.docx_lines import TooLarge, docx_lines
    from simulator.reading.html_lines import html_lines
    from simulator.reading.pdf_lines import Encrypted, TooManyPages, pdf_lines
    from simulator.reading.text_lines import NotText, text_lines

    readers: dict[str, Callable[[bytes], list[str]]] = {
        "docx": docx_lines, "html": html_lines, "text": text_lines,
    }  # fmt: skip
    try:
        if form == "pdf":
            lines, notices = pdf_lines(data)
        else:
            lines, notices = readers[form](data), []
    except Encrypted:
        return {"problem": "encrypted"}
    except TooManyPages as error:
        return {"problem": "pages", "count": error.args[0]}
    except (TooLarge, MemoryError):
        return {"problem": "large"}
    except NotText:
        return {"problem": "binary"}
    except (
        ValueError,
        KeyError,
        zipfile.BadZipFile,
        AttributeError,
        LookupError,
        RecursionError,
        OSError,
    ) as error:
        return {"problem": "broken", "why": type(error).__name__}
    except Exception as error:  # whatever else a parser raises: the message is for a person, not a traceback
        return {"problem": "broken", "why": type(error).__name__}
    return {"lines": lines[:_MOST_LINES], "notices": notices}


if __name__ == "__main__":
    main()
