"""Cells of official tables: numbers, the symbols that stand in place of them, and footnotes stuck to either.

The symbols are those of the Government Statistical Service (``[c] [x] [z] [low] [e] [p] [r]``) and the older
forms still found in files (``c x z .. . : - * p r e``). What a bare letter or dot means never depends on
where it stands: it is not a number, and that is all a series needs to know.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from datasets.observation import ObservationStatus


class Absence(StrEnum):
    """Why a cell holds no number."""

    BLANK = "blank"
    SUPPRESSED = "suppressed"
    UNAVAILABLE = "unavailable"
    NOT_APPLICABLE = "not_applicable"
    LOW = "low"
    BEYOND = "beyond"
    TEXT = "text"


_ABSENT: Mapping[str, Absence] = {
    "": Absence.BLANK,
    "c": Absence.SUPPRESSED,
    "*": Absence.SUPPRESSED,
    "u": Absence.SUPPRESSED,
    "supp": Absence.SUPPRESSED,
    "suppressed": Absence.SUPPRESSED,
    "x": Absence.UNAVAILABLE,
    "p": Absence.UNAVAILABLE,
    "r": Absence.UNAVAILABLE,
    "e": Absence.UNAVAILABLE,
    "s": Absence.SUPPRESSED,
    "w": Absence.UNAVAILABLE,
    "..": Absence.UNAVAILABLE,
    "...": Absence.UNAVAILABLE,
    ":": Absence.UNAVAILABLE,
    ".": Absence.UNAVAILABLE,
    "-": Absence.UNAVAILABLE,
    "–": Absence.UNAVAILABLE,
    "—": Absence.UNAVAILABLE,
    "n/a": Absence.UNAVAILABLE,
    "na": Absence.UNAVAILABLE,
    "#n/a": Absence.UNAVAILABLE,
    "nan": Absence.UNAVAILABLE,
    "null": Absence.UNAVAILABLE,
    "none": Absence.UNAVAILABLE,
    "not available": Absence.UNAVAILABLE,
    "#div/0!": Absence.UNAVAILABLE,
    "#ref!": Absence.UNAVAILABLE,
    "#value!": Absence.UNAVAILABLE,
    "z": Absence.NOT_APPLICABLE,
    "not applicable": Absence.NOT_APPLICABLE,
    "low": Absence.LOW,
    "~": Absence.LOW,
    "0~": Absence.LOW,
}
_QUALIFIES: Mapping[str, ObservationStatus] = {
    "p": ObservationStatus.PROVISIONAL,
    "provisional": ObservationStatus.PROVISIONAL,
    "e": ObservationStatus.ESTIMATE,
    "est": ObservationStatus.ESTIMATE,
    "estimate": ObservationStatus.ESTIMATE,
    "estimated": ObservationStatus.ESTIMATE,
    "r": ObservationStatus.FINAL,
    "revised": ObservationStatus.FINAL,
    "b": ObservationStatus.FINAL,
    "u": ObservationStatus.FINAL,
    "f": ObservationStatus.FORECAST,
}
_RAISED = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾]+|(?<=.)[*†‡§]+$")
_BEFORE = re.compile(r"([pre])(?:\s+(?=[-+−]?\d)|(?=[-+−]?\d+\.\d))")
_NOTED = re.compile(r"([-+−]?\d{1,3}(?:,\d{3})+)(\d{1,2})")
"""Thousands grouped by commas, and then a digit or two more: the number of a footnote."""
_SPACED = re.compile(r"[-+−]?\d{1,3}(?: \d{3})+(?:\.\d+)?")
_BRACKETED = re.compile(r"\[([^\]]*)\]|\(([a-z]{1,11})\)", re.IGNORECASE)
_NUMBER = re.compile(r"[-+−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[-+]?\d+)?|[-+−]?\.\d+", re.IGNORECASE)
_TRAIL = re.compile(r"\s*([a-z]{1,11}|\*+|†|‡|#)$", re.IGNORECASE)
_SPACES = re.compile(r"[\xa0\u2000-\u200a\u202f]")
_BEYOND = re.compile(r"\d+(?:\.\d+)?\+")
_LESS = re.compile(r"[<>≤≥]\s*\d+(?:\.\d+)?%?")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as read: a value or the reason there is none, the publisher's word for it, and its symbol."""

    value: float | None
    absence: Absence | None = None
    status: ObservationStatus = ObservationStatus.FINAL
    symbol: str = ""
    percent: bool = False


def read_cell(raw: Any) -> Cell:
    """Read a cell of a sheet or a field of a text file.

    >>> read_cell("1,234 [p]").value, read_cell("1,234 [p]").status.value, read_cell("[c]").absence.value
    (1234.0, 'provisional', 'suppressed')
    """
    if isinstance(raw, bool) or raw is None:
        return Cell(None, Absence.BLANK if raw is None else Absence.TEXT)
    if isinstance(raw, (int, float)):
        return Cell(float(raw)) if math.isfinite(raw) else Cell(None, Absence.UNAVAILABLE)
    if isinstance(raw, (date, datetime, time, timedelta)):
        return Cell(None, Absence.TEXT)
    text = str(raw)
    # Most fields are plain numbers, and there may be millions of them.
    if text and text[0] in "-.0123456789" and "_" not in text:
        try:
            value = float(text)
        except ValueError:
            return _read_text(text)
        if math.isfinite(value):
            return Cell(value)
    return _read_text(text)


@lru_cache(maxsize=65536)
def _read_text(raw: str) -> Cell:
    written = _SPACES.sub(" ", raw).strip()
    if written.casefold() in _ABSENT:
        return Cell(None, _ABSENT[written.casefold()], symbol=written)
    text = _RAISED.sub("", written).strip()
    whole = text.casefold()
    if whole in _ABSENT:
        return Cell(None, _ABSENT[whole] if whole else Absence.UNAVAILABLE, symbol=written)
    status, symbols = ObservationStatus.FINAL, _RAISED.findall(written)
    absence: Absence | None = None
    for found in _BRACKETED.finditer(text):
        word = (found[1] or found[2] or "").strip().casefold()
        symbols.append(found[0])
        if word in _QUALIFIES and _QUALIFIES[word] is not ObservationStatus.FINAL:
            status = _QUALIFIES[word]
        absence = absence or _ABSENT.get(word)
    bare = _BRACKETED.sub("", text).strip()
    if before := _BEFORE.match(bare):
        status = _QUALIFIES[before[1]]
        symbols.append(before[1])
        bare = bare[before.end() :]
    if not bare:
        return Cell(None, absence or Absence.UNAVAILABLE, status, "".join(symbols))
    value, trailing, percent = _number(bare)
    if value is None:
        absence = _ABSENT.get(bare.casefold()) or (
            Absence.BEYOND if _BEYOND.fullmatch(bare) or _LESS.fullmatch(bare) else Absence.TEXT
        )
        return Cell(None, absence, status, text)
    if trailing.casefold() in _QUALIFIES and _QUALIFIES[trailing.casefold()] is not ObservationStatus.FINAL:
        status = _QUALIFIES[trailing.casefold()]
    return Cell(value, None, status, "".join((*symbols, trailing)), percent)


def _number(text: str) -> tuple[float | None, str, bool]:
    """The number in a text, the letters or signs stuck to its end, and whether it is a percentage."""
    trailing, bare = "", text
    for sign in ("£", "$", "€"):
        bare = bare.removeprefix(sign)
    bare = bare.strip()
    if _SPACED.fullmatch(bare):
        bare = bare.replace(" ", "")
    if noted := _NOTED.fullmatch(bare):
        bare, trailing = noted[1], noted[2]
    percent = bare.endswith("%")
    bare = bare.rstrip("%").strip()
    if not _NUMBER.fullmatch(bare):
        found = _TRAIL.search(bare)
        if found is None or not _stuck(found[1]):
            return None, "", False
        trailing, bare = found[1], bare[: found.start()].strip()
        percent = percent or bare.endswith("%")
        bare = bare.rstrip("%").strip()
        if not _NUMBER.fullmatch(bare):
            return None, "", False
    return float(bare.replace(",", "").replace("−", "-")), trailing, percent


def _stuck(text: str) -> bool:
    return text.casefold() in _QUALIFIES or not text.isalpha() or len(text) == 1
