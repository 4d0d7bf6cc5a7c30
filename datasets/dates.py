"""Dates of publication and announcement, known to the day, the month or the year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from datasets.errors import FieldRejected
from forecasting.periods import month_end

_MONTH = re.compile(r"(\d{4})-(\d{2})")
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class KnownDate:
    """When something became known, and how exactly that is known.

    ``text`` is what the source says; ``day`` is the day used for as-of work: a month counts as its last
    day and a year as its last, so that nothing is known too early.

    >>> KnownDate.parse("2024-02").day
    datetime.date(2024, 2, 29)
    """

    text: str
    day: date

    @classmethod
    def parse(cls, text: str) -> KnownDate:
        """Read ``2024-12-05``, ``2024-12`` or ``2024``; anything else raises FieldRejected."""
        return _read(text.strip())

    @property
    def exact(self) -> bool:
        """Whether the source names the day."""
        return len(self.text) == 10

    def __str__(self) -> str:
        return self.text


@lru_cache(maxsize=4096)
def _read(text: str) -> KnownDate:
    try:
        if len(text) == 10:
            return KnownDate(text, date.fromisoformat(text))
        found = _MONTH.fullmatch(text)
        if found and 1 <= int(found[2]) <= 12:
            return KnownDate(text, month_end(int(found[1]), int(found[2])))
        if _YEAR.fullmatch(text):
            return KnownDate(text, date(int(text), 12, 31))
    except ValueError:
        pass
    raise FieldRejected(
        f"“{text}” is not a date.", field="date", value=text, remedy="Write 2024-12-05, 2024-12 or 2024."
    )
