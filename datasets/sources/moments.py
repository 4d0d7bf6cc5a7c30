"""Periods as publishers write them in headings and first columns, footnotes and all."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise
from typing import Any

from datasets.catalogue.feed import YearName
from datasets.sources.wording import plain
from forecasting.errors import PeriodError
from forecasting.frequency import Frequency
from forecasting.periods import Period

_MONTHS = {name.casefold(): index for index, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.casefold(): index for index, name in enumerate(calendar.month_abbr) if name}
_MONTHS["sept"] = 9
_MONTH = r"(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_SHORT = r"(?P<year>(?:19|20)\d{2}|\d{2})"
_EXCEL_FIRST, _EXCEL_LAST = 29221, 73415  # 1980 to 2100, as day numbers of a spreadsheet
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}

_Reader = Callable[[re.Match[str]], Period | None]


def _year(text: str) -> int:
    number = int(text)
    if number >= 100:
        return number
    return 2000 + number if number < 70 else 1900 + number


def _month(found: re.Match[str]) -> Period:
    return Period(Frequency.MONTH, _year(found["year"]) * 12 + _MONTHS[found["month"].casefold()] - 1)


def _quarter(found: re.Match[str]) -> Period:
    text = found["quarter"].casefold()
    return Period(Frequency.QUARTER, _year(found["year"]) * 4 + (_ROMAN.get(text) or int(text)) - 1)


def _quarter_months(found: re.Match[str]) -> Period | None:
    first, last = _MONTHS[found["first"].casefold()], _MONTHS[found["last"].casefold()]
    if (last - first) % 12 != 2 or last % 3:
        return None
    return Period(Frequency.QUARTER, _year(found["year"]) * 4 + last // 3 - 1)


def _split(found: re.Match[str]) -> Period | None:
    first, last = int(found["first"]), found["last"]
    if int(last) % 100 == (first + 1) % 100:
        return Period(Frequency.FINANCIAL_YEAR, first)
    if int(last) % 100 == (first + 3) % 100:
        return Period(Frequency.THREE_YEAR, first)
    if len(last) == 4 and int(last) == first + 4:
        return Period(Frequency.FIVE_YEAR, first)
    return None


def _three(found: re.Match[str]) -> Period | None:
    first, last = int(found["first"]), int(found["last"])
    return Period(Frequency.THREE_YEAR, first) if last == first + 2 else None


def _day(found: re.Match[str]) -> Period | None:
    month = found["month"]
    number = _MONTHS[month.casefold()] if month.casefold() in _MONTHS else int(month)
    return _on(_year(found["year"]), number, int(found["day"]))


def _on(year: int, month: int, day: int) -> Period | None:
    try:
        return Period(Frequency.DAY, date(year, month, day).toordinal())
    except ValueError:
        return None


def _ending(found: re.Match[str]) -> Period | None:
    month = _MONTHS[found["month"].casefold()]
    return (
        Period(Frequency.YEAR_ENDING, _year(found["year"]) * 4 + month // 3 - 1) if month % 3 == 0 else None
    )


def _week(found: re.Match[str]) -> Period | None:
    try:
        monday = date.fromisocalendar(int(found["year"]), int(found["week"]), 1)
    except ValueError:
        return None
    return Period.containing(monday, Frequency.WEEK)


_SPLIT = re.compile(r"(?P<first>(?:19|20)\d{2})\s*(?:[/–-]|to)\s*(?P<last>\d{2}|(?:19|20)\d{2})")
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_RULES: tuple[tuple[re.Pattern[str], _Reader], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), read)
    for pattern, read in (
        (rf"(?:year[-/ ]?)?{_YEAR}", lambda found: Period(Frequency.YEAR, int(found["year"]))),
        (r"(?:fy\s*)?(?P<first>(?:19|20)\d{2})\s*(?:[/–-]|to)\s*(?P<last>\d{2}|(?:19|20)\d{2})", _split),
        (r"(?P<first>(?:19|20)\d{2})[/-]\d{2}\s*(?:-|–|to)\s*(?P<last>(?:19|20)\d{2})[/-]\d{2}", _three),
        (rf"(?:quarter/)?{_YEAR}[- /]?(?:q|t)(?P<quarter>[1-4]|iv|i{{1,3}})", _quarter),
        (rf"q(?P<quarter>[1-4])[- /]*{_YEAR}", _quarter),
        (rf"(?P<first>{_NAMES})\.?\s*(?:-|–|to)\s*(?P<last>{_NAMES})\.?,?[- ]*{_SHORT}", _quarter_months),
        (rf"{_YEAR}(?:[-/ ]|[- ]?m)(?P<number>0[1-9]|1[0-2])", lambda found: _numbered(found)),
        (rf"(?:month/)?{_MONTH}[-/ ,']*{_SHORT}", _month),
        (rf"{_YEAR}[- ]*{_MONTH}", _month),
        (rf"(?:year ending|ye|12 months to)\s+{_MONTH}[- ]*{_SHORT}", _ending),
        (rf"(?:as at|at|w/c|week commencing|week ending|w/e)?\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+{_YEAR}", _day),
        (rf"(?P<day>\d{{1,2}})[-/.](?P<month>\d{{1,2}})[-/.]{_YEAR}", _day),
        (rf"(?P<day>\d{{1,2}})-(?P<month>{_NAMES})-{_SHORT}", _day),
        (rf"(?:day/)?{_YEAR}-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?", _day),
        (rf"{_YEAR}[- ]?(?:w|week\s*)(?P<week>\d{{1,2}})", _week),
        (rf"week\s*(?P<week>\d{{1,2}})[, ]+{_YEAR}", _week),
    )
)  # fmt: skip


def _numbered(found: re.Match[str]) -> Period:
    return Period(Frequency.MONTH, int(found["year"]) * 12 + int(found["number"]) - 1)


def read_moment(raw: Any) -> Period | None:
    """The period a heading or a first cell stands for; None where it stands for none.

    A date stays a day: whoever knows the indicator says whether it means the month, the week or the moment.
    Split years read as financial years until an indicator says otherwise.

    >>> str(read_moment("* Feb-24")), str(read_moment("30 September 20122")), str(read_moment("1994-97"))
    ('2024-02', '2012-09-30', '1994/95-1996/97')
    """
    if isinstance(raw, bool) or raw is None:
        return None
    if isinstance(raw, datetime):
        return Period(Frequency.DAY, raw.date().toordinal())
    if isinstance(raw, date):
        return Period(Frequency.DAY, raw.toordinal())
    if isinstance(raw, (int, float)):
        if not float(raw).is_integer():
            return None
        return Period(Frequency.YEAR, int(raw)) if 1900 <= raw <= 2100 else None
    return _read(str(raw))


def read_together(
    cells: Sequence[Any], read: Callable[[Any], Period | None] = read_moment
) -> list[Period | None]:
    """The periods of a row or column of headings, which tell together what one alone leaves open.

    ``2000-03`` is a month beside ``2000-04``, and a three-year average beside ``1997-00``.
    """
    found = [read(cell) for cell in cells]
    months = [period for period in found if period is not None and period.frequency is Frequency.MONTH]
    if not months:
        return found
    splits = (Frequency.FINANCIAL_YEAR, Frequency.THREE_YEAR)
    among = any(period is not None and period.frequency in splits for period in found)
    steps = [later.ordinal - earlier.ordinal for earlier, later in pairwise(months)]
    if among or (steps and all(abs(step) == _SPLIT_STEP for step in steps)):
        settled = [
            _as_split(cell) if period is not None and period.frequency is Frequency.MONTH else period
            for cell, period in zip(cells, found, strict=True)
        ]
        if all(after is not None for before, after in zip(found, settled, strict=True) if before is not None):
            return settled
    return found


_SPLIT_STEP = 13
"""From 2001-02 to 2002-03, read as months."""


def _as_split(cell: Any) -> Period | None:
    text = plain(str(cell)).strip(" *†‡:.")
    for attempt in (text, _without_note(text)):
        found = None if attempt is None else _SPLIT.fullmatch(attempt)
        if found is not None and (period := _split(found)) is not None:
            return period
    return None


@lru_cache(maxsize=65536)
def _read(raw: str) -> Period | None:
    text = plain(raw).strip(" *†‡:.").strip()
    if not text or len(text) > 40:
        return None
    for attempt in (text, _without_note(text)):
        if attempt is None:
            continue
        try:
            return Period.parse(attempt)
        except PeriodError:
            pass
        for pattern, read in _RULES:
            found = pattern.fullmatch(attempt)
            if found is not None and (period := read(found)) is not None:
                return period
    return None


_GLUED = re.compile(
    r"(.*(?:19|20)\d{2}(?:/\d{2})?)\d(?:,\d)*|(.*\d)\s*(?:\(?[a-z]\)|[pre]|,\s*\d)", re.IGNORECASE
)


def _without_note(text: str) -> str | None:
    """The text without a footnote's digit or letter glued to its end."""
    found = _GLUED.fullmatch(text)
    return None if found is None else (found[1] or found[2])


def as_frequency(period: Period, frequency: Frequency, named_after: YearName | None = None) -> Period | None:
    """The period in the notation of an indicator; None where it cannot stand for one.

    A date in a table may stand for the month, quarter or week it begins or ends, the day itself, or a moment;
    a split year may be a financial or an academic year. ``named_after`` tells which split year a single
    calendar year stands for.
    """
    if period.frequency is frequency:
        return period
    day = period.start if period.frequency in (Frequency.DAY, Frequency.POINT) else None
    splits = (Frequency.FINANCIAL_YEAR, Frequency.ACADEMIC_YEAR)
    if period.frequency in splits and frequency in splits:
        return Period(frequency, period.ordinal)
    if period.frequency is Frequency.YEAR and frequency in splits and named_after is not None:
        return Period(frequency, period.ordinal - (named_after is YearName.LAST))
    if period.frequency is Frequency.MONTH and frequency in splits:
        # 2011-12 reads as a month unless the series is known to be yearly.
        year, month = divmod(period.ordinal, 12)
        return Period(frequency, year) if month + 1 == (year + 1) % 100 else None
    if frequency is Frequency.POINT:
        if period.frequency is Frequency.YEAR:
            return Period(frequency, period.ordinal)
        return None if day is None else Period(frequency, day.year, (day.month, day.day))
    if day is not None and frequency in (Frequency.DAY, Frequency.MONTH, Frequency.WEEK, Frequency.QUARTER):
        return Period.containing(day, frequency)
    if period.frequency is Frequency.MONTH and frequency is Frequency.QUARTER:
        # A stock at a quarter's last month, or a quarter named by its first.
        month = period.ordinal % 12 + 1
        return Period.containing(period.end, frequency) if month % 3 != 2 else None
    if period.frequency is Frequency.QUARTER and frequency is Frequency.YEAR_ENDING:
        return Period(frequency, period.ordinal)
    return None
