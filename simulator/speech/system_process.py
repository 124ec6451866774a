"""The process that makes one utterance with pyttsx3, or the list of its voices, and ends.

One request as JSON on stdin, one line of JSON on stdout; `simulator.speech.system` is the other side.
A process of its own, because pyttsx3's engine cannot be used twice safely: eSpeak's callback thread
still ends the last utterance when the next begins, and the next comes back empty. It also gives the
engine a main thread, which NSSpeech and SAPI want, and makes it something that can be killed.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import Any

_ORPHANED_S = 60.0  # far beyond what `system` waits: for when that process was killed and cannot end us


def main() -> None:
    """Answer and leave at once: a destructor of the engine would complain, or wait."""
    answer_fd = os.dup(1)
    os.dup2(2, 1)  # the drivers print, and stdout is for the answer
    orphaned = threading.Timer(_ORPHANED_S, os._exit, (1,))
    orphaned.daemon = True
    orphaned.start()
    try:
        with open(answer_fd, "w", encoding="ascii") as out:
            out.write(json.dumps(_answer(json.load(sys.stdin))) + "\n")
    finally:
        os._exit(0)


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    try:
        import pyttsx3

        engine = pyttsx3.init()
    except Exception as error:  # ImportError, RuntimeError, OSError: it depends on the platform
        return {"error": _one_line(error), "missing": True}
    try:
        if request.get("list"):
            return {"voices": _voices(engine)}
        _save(engine, request)
    except Exception as error:  # the same
        return {"error": _one_line(error)}
    return {"ok": True}


def _voices(engine: Any) -> list[dict[str, Any]]:
    return [
        {"id": str(v.id), "name": str(v.name), "languages": [_language(tag) for tag in v.languages or ()]}
        for v in engine.getProperty("voices")
    ]


def _language(tag: str | bytes) -> str:
    """eSpeak drivers hand out b'\\x05en-us': a priority byte, then the tag."""
    text = tag.decode("utf-8", "replace") if isinstance(tag, bytes) else str(tag)
    return text.lstrip("".join(map(chr, range(32))))


def _save(engine: Any, request: dict[str, Any]) -> None:
    """Only ever save: say() plays, and stop() cancels what is still being written."""
    ended = threading.Event()
    errors: list[Exception] = []

    def failed(name: str | None, exception: Exception) -> None:
        # The loop that macOS leaves too early is then ended twice; the utterance goes on.
        if not str(exception).startswith("run loop"):
            errors.append(exception)
            ended.set()

    engine.connect("finished-utterance", lambda name, completed: ended.set())
    engine.connect("error", failed)
    engine.setProperty("voice", request["voice"])
    engine.setProperty("rate", request["words_per_minute"])
    engine.save_to_file(request["text"], request["path"])
    if engine.driver_name == "espeak":
        engine.startLoop()  # ends with the utterance; runAndWait cancels what is queued, often the rate
    else:
        engine.runAndWait()
    if engine.driver_name != "sapi5":  # it has written by now, and only reports what say() said
        while not ended.wait(0.01):
            _turn_run_loop()
    if errors:
        raise errors[0]


def _turn_run_loop() -> None:
    """On macOS the word that it has finished only arrives while the main thread's loop turns."""
    if sys.platform == "darwin":
        from Foundation import NSDate, NSRunLoop

        NSRunLoop.currentRunLoop().runUntilDate_(NSDate.dateWithTimeIntervalSinceNow_(0.05))


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


if __name__ == "__main__":
    main()
