"""Texts made fit to print: without characters that no format bears, and no longer than there is room for."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

T = TypeVar("T")

# Controls, halves of surrogate pairs and non-characters are not allowed in XML. What turns the direction of a text
# would turn that of what follows, too.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_ADDRESS = re.compile(r"https?://[^\s<>\"'\\^`{|}]+")
_SPACES = re.compile(r"[ \t\n]+")


def printable(text: str) -> str:
    """The text on one line, without what cannot be printed."""
    return _SPACES.sub(" ", _UNPRINTABLE.sub("", text.replace("\r", "\n"))).strip()


def shortened(text: str, room: int) -> str:
    """The text, or as many whole words of it as there is room for, with an ellipsis."""
    text = printable(text)
    if len(text) <= room:
        return text
    cut = text[: room - 1]
    whole = cut.rpartition(" ")[0]
    return f"{(whole if len(whole) > room // 2 else cut).rstrip(' ,;:.')}…"


def cleaned(value: T) -> T:
    """The same value with every text in it printable. Pieces of sentences keep the spaces at their ends."""
    return _cleaned(value)  # type: ignore[no-any-return]


def _cleaned(value: Any) -> Any:
    if isinstance(value, str) and type(value) is str:
        return _SPACES.sub(" ", _UNPRINTABLE.sub("", value.replace("\r", "\n")))
    if isinstance(value, tuple):
        return tuple(_cleaned(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _cleaned(getattr(value, field.name)) for field in fields(value)})
    return value


def address(text: str) -> str:
    """The address of a page elsewhere, where it is one; nothing else may be linked."""
    return text if _ADDRESS.fullmatch(text) else ""
