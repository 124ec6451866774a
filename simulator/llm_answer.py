"""What a language model's server answered, as the form it was asked for. Pure."""

from __future__ import annotations

import re
from typing import Any, TypeVar

import msgspec

from simulator.errors import LlmError

T = TypeVar("T", bound=msgspec.Struct)

_THOUGHTS = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL)
_CODE_FENCE = re.compile(r"```(?:json)?\s*(.*?)\s*```", re.DOTALL)


class _Message(msgspec.Struct):
    content: str | None = None


class _Choice(msgspec.Struct):
    message: _Message


class _Body(msgspec.Struct):
    choices: list[_Choice]


def written(body: bytes, host: str) -> str:
    """What the model wrote, from a chat completion.

    Raises:
        LlmError: this is none, or an empty one.
    """
    try:
        choices = msgspec.json.decode(body, type=_Body).choices
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise LlmError(f"{host} answers something that is no chat completion.") from error
    if not choices or choices[0].message.content is None:
        raise LlmError(f"{host} answers nothing.")
    return choices[0].message.content


def read_answer(content: str, form: type[T], model: str) -> T:
    """The JSON in what a model wrote, without the thoughts and the code fence that some put around it.

    Raises:
        LlmError: it is of another form.
    """
    text = _THOUGHTS.sub("", content).strip()
    fenced = _CODE_FENCE.fullmatch(text)
    try:
        return msgspec.json.decode(fenced[1] if fenced else text, type=form)
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise LlmError(f"{model} answers in another form than the one asked for.") from error


def schema_of(form: type[msgspec.Struct]) -> dict[str, Any]:
    """The JSON schema of a form of plain fields, without references: strict servers take none at the top."""
    _, parts = msgspec.json.schema_components([form])
    schema = {**parts[form.__name__], "additionalProperties": False}
    schema["required"] = sorted(schema["properties"])
    return schema
