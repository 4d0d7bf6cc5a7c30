"""Headings compared by what they say: footnote marks, case, spaces and dashes do not count; numbers do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

T = TypeVar("T")

GSS_CODE = re.compile(r"[EWSNKJ]\d{8}")
"""An area code of the United Kingdom (``E92000001``)."""
_NOTE_HEADING = re.compile(
    r"(?:foot)?notes?(?: numbers?| refs?| references?| flags?| symbols?)?|comments?|remarks?|symbols?|shorthand|"
    r"(?:data )?(?:markers?|flags?)|caveats?|sources?|geography notes?",
    re.IGNORECASE,
)

_NOTE = re.compile(
    r"\[\s*(?:notes?\b[^\]]*|[a-z]{1,4}|\d+(?:\s*,\s*\d+)*)\s*\]|\(\s*(?:see\s+)?(?:foot)?notes?\b[^)]*\)",
    re.IGNORECASE,
)
_STUCK = re.compile(r"(?<=[^\W\d_])\d{1,2}(?:\s*,\s*\d{1,2})*(?=\s|$|[:;)])")
_SUPERSCRIPT = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[*†‡]+\s*$")
_TOKEN = re.compile(r"\d+(?:\.\d+)?%?|[^\W\d_]+|[<>≤≥%£€$&]")
_SAME = {
    "&": "and",
    "≤": "<",
    "per": "per",
    "percent": "%",
    "percentage": "%",
    "no": "number",
    "nos": "number",
}
_EMPTY = frozenset({"the", "a", "of", "note", "notes", "revised", "provisional"})
_DECISIVE = frozenset(
    {
        "%",
        "number",
        "rate",
        "median",
        "mean",
        "average",
        "per",
        "index",
        "not",
        "non",
        "un",
        "excluding",
        "except",
        "unadjusted",
        "adjusted",
        "without",
        "with",
    }
)
NEAR = 0.75
"""Share of words two headings must have in common to be taken for one another, numbers being the same."""


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """A heading as it reads without footnote marks and doubled spaces."""
    cleaned = text.replace("\xa0", " ").replace("’", "'").replace("‘", "'")
    cleaned = _SUPERSCRIPT.sub("", _NOTE.sub(" ", cleaned))
    return " ".join(cleaned.split())


@lru_cache(maxsize=65536)
def tokens(text: str, stuck: bool = True) -> tuple[str, ...]:
    """The words, numbers and comparison signs of a heading; with ``stuck``, digits glued to a word are notes."""
    cleaned = plain(text)
    if stuck:
        cleaned = _STUCK.sub("", cleaned)
    return tuple(_SAME.get(token, token) for token in _TOKEN.findall(cleaned.casefold()))


def is_note_heading(text: str) -> bool:
    """Whether a column so headed holds remarks on the figures beside it, and neither figures nor names."""
    return _NOTE_HEADING.fullmatch(" ".join(text.replace("_", " ").split()).strip(" :.")) is not None


def said(value: Any) -> str:
    """What a cell of a sheet says as a heading: a whole number without its decimal point."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def same(text: str, wanted: str) -> bool:
    """Whether two headings say the same."""
    return bool(tokens(text)) and (
        tokens(text) == tokens(wanted) or tokens(text, False) == tokens(wanted, False)
    )


def likeness(text: str, wanted: str) -> float:
    """How far two headings agree: 1 for the same words, 0 where a number, a negation or a unit differs."""
    if same(text, wanted):
        return 1.0
    one, other = set(tokens(text)) - _EMPTY, set(tokens(wanted)) - _EMPTY
    if not one or not other:
        return 0.0
    differ = one ^ other
    if any(token[0].isdigit() or token in ("<", ">") or token in _DECISIVE for token in differ):
        return 0.0
    return min(0.99, len(one & other) / len(one | other))


def pick(options: Sequence[tuple[str, T]], wanted: Iterable[str]) -> list[tuple[T, bool]]:
    """The options that say one of the wanted things, and whether word for word.

    An earlier wanted text goes before a later one, and the same words before nearly the same; of near ones
    only a single best is taken. More than one result means that the words do not decide.
    """
    texts = list(wanted)
    for text in texts:
        exact = [option for heading, option in options if same(heading, text)]
        if exact:
            return [(option, True) for option in exact]
    for text in texts:
        scored = sorted(
            ((likeness(heading, text), index) for index, (heading, _) in enumerate(options)), reverse=True
        )
        if scored and scored[0][0] >= NEAR:
            best = [index for score, index in scored if score > scored[0][0] - 0.1]
            return [(options[index][1], False) for index in best]
    return []


def nearest(options: Iterable[str], wanted: str) -> list[str]:
    """The options in the order of how near they come to what was wanted, for messages."""
    shown = list(dict.fromkeys(option for option in options if option))
    words = set(tokens(wanted))
    return sorted(shown, key=lambda option: -len(words & set(tokens(option))))


def covers(text: str, wanted: str) -> bool:
    """Whether a text holds every word of what was wanted."""
    words = set(tokens(wanted)) - _EMPTY
    return bool(words) and words <= set(tokens(text)) | set(tokens(text, False))
