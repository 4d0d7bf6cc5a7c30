"""The notations in which publishers write periods, one rule each."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from forecasting.errors import PeriodAmbiguous, PeriodUnreadable
from forecasting.frequency import Frequency
from forecasting.periods import Period

_SPLIT_YEAR = r"(?P<first>\d{4})[/-](?P<last>\d{2}|\d{4})"
_Reader = Callable[[re.Match[str]], Period | None]


def _split_year(first: str, last: str) -> int | None:
    year = int(first)
    return year if last in (f"{(year + 1) % 100:02d}", f"{year + 1:04d}") else None


def _split(frequency: Frequency) -> _Reader:
    def read(found: re.Match[str]) -> Period | None:
        year = _split_year(found["first"], found["last"])
        return None if year is None else Period(frequency, year)

    return read


def _month(found: re.Match[str]) -> Period | None:
    month = int(found[2])
    return Period(Frequency.MONTH, int(found[1]) * 12 + month - 1) if 1 <= month <= 12 else None


def _week(found: re.Match[str]) -> Period | None:
    monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
    return Period.containing(monday, Frequency.WEEK)


def _year_ending(found: re.Match[str]) -> Period | None:
    year, month = int(found[1]), int(found[2])
    return Period(Frequency.YEAR_ENDING, year * 4 + month // 3 - 1) if month in (3, 6, 9, 12) else None


def _three_year(found: re.Match[str]) -> Period | None:
    first, last = _split_year(found[1], found[2]), _split_year(found[3], found[4])
    return Period(Frequency.THREE_YEAR, first) if first is not None and last == first + 2 else None


def _five_year(found: re.Match[str]) -> Period | None:
    first = int(found[1])
    return Period(Frequency.FIVE_YEAR, first) if int(found[2]) == first + 4 else None


def _point(found: re.Match[str]) -> Period | None:
    day = date.fromisoformat(found[0])
    return Period(Frequency.POINT, day.year, (day.month, day.day))


_RULES: dict[Frequency, tuple[tuple[re.Pattern[str], _Reader], ...]] = {
    Frequency.YEAR: ((re.compile(r"\d{4}"), lambda found: Period(Frequency.YEAR, int(found[0]))),),
    Frequency.FINANCIAL_YEAR: ((re.compile(_SPLIT_YEAR), _split(Frequency.FINANCIAL_YEAR)),),
    Frequency.ACADEMIC_YEAR: ((re.compile(_SPLIT_YEAR), _split(Frequency.ACADEMIC_YEAR)),),
    Frequency.QUARTER: (
        (
            re.compile(r"(\d{4})[- ]?Q([1-4])"),
            lambda found: Period(Frequency.QUARTER, int(found[1]) * 4 + int(found[2]) - 1),
        ),
    ),
    Frequency.MONTH: ((re.compile(r"(\d{4})-(\d{2})"), _month),),
    Frequency.WEEK: ((re.compile(r"(\d{4})-?W(\d{2})"), _week),),
    Frequency.DAY: (
        (
            re.compile(r"\d{4}-\d{2}-\d{2}"),
            lambda found: Period(Frequency.DAY, date.fromisoformat(found[0]).toordinal()),
        ),
    ),
    Frequency.YEAR_ENDING: ((re.compile(r"YE[- ](\d{4})-(\d{2})"), _year_ending),),
    Frequency.THREE_YEAR: ((re.compile(r"(\d{4})/(\d{2}|\d{4})-(\d{4})/(\d{2}|\d{4})"), _three_year),),
    Frequency.FIVE_YEAR: ((re.compile(r"(\d{4})-(\d{4})"), _five_year),),
    Frequency.POINT: (
        (re.compile(r"\d{4}"), lambda found: Period(Frequency.POINT, int(found[0]))),
        (re.compile(r"\d{4}-\d{2}-\d{2}"), _point),
    ),
}

# Read without a frequency, a bare year is a calendar year and a full date a day, never a point in time.
_GUESSED = tuple(f for f in Frequency if f is not Frequency.POINT)
_EXAMPLES = "2024, 2024/25 (with FY or AY), 2024-Q1, 2024-03, 2024-W05, 2021-02-14, YE-2024-06, 2021/22-2023/24, 2018-2022"
_EXAMPLE_OF = {
    Frequency.YEAR: "2024",
    Frequency.FINANCIAL_YEAR: "2024/25",
    Frequency.ACADEMIC_YEAR: "2024/25",
    Frequency.QUARTER: "2024-Q1",
    Frequency.MONTH: "2024-03",
    Frequency.WEEK: "2024-W05",
    Frequency.DAY: "2021-02-14",
    Frequency.YEAR_ENDING: "YE-2024-06",
    Frequency.THREE_YEAR: "2021/22-2023/24",
    Frequency.FIVE_YEAR: "2018-2022",
    Frequency.POINT: "2024-03-31",
}


def _apply(text: str, frequency: Frequency) -> Period | None:
    if not text.isascii():  # digits of other scripts would read as ours
        return None
    for pattern, read in _RULES[frequency]:
        found = pattern.fullmatch(text)
        if found is None:
            continue
        try:
            period = read(found)
            if period is not None:
                _ = period.start, period.end
        except (ValueError, OverflowError):
            return None
        return period
    return None


@lru_cache(maxsize=65536)
def read_period(text: str, frequency: Frequency | str | None = None) -> Period:
    """Read one period; see ``Period.parse``."""
    text = text.strip()
    if frequency is not None:
        wanted = read_frequency(frequency)
        period = _apply(text, wanted)
        if period is None:
            raise PeriodUnreadable(
                f"“{text}” is not a {wanted.words}.",
                field="period",
                value=text,
                remedy=f"Write it like {_EXAMPLE_OF[wanted]}.",
            )
        return period
    readings = [p for f in _GUESSED if (p := _apply(text, f)) is not None]
    # 2011-12 reads as a month and as two kinds of split year; the ISO month wins. A split year that is
    # nothing else stays ambiguous.
    single = [p for p in readings if p.frequency not in (Frequency.FINANCIAL_YEAR, Frequency.ACADEMIC_YEAR)]
    if len(single) == 1:
        return single[0]
    if readings:
        raise PeriodAmbiguous(
            f"“{text}” may be a financial or an academic year.",
            field="period",
            value=text,
            remedy="Name the frequency: FY (April to March) or AY (September to August).",
        )
    raise PeriodUnreadable(
        f"“{text}” is not a period that any rule reads.",
        field="period",
        value=text,
        remedy=f"Use one of the notations {_EXAMPLES}.",
    )


def read_frequency(text: Frequency | str) -> Frequency:
    """Read a frequency code (A, FY, AY, Q, M, W, D, YE-Q, A3, A5, POINT); raises PeriodUnreadable."""
    try:
        return Frequency(text)
    except ValueError as err:
        raise PeriodUnreadable(
            f"“{text}” is not a frequency.",
            field="frequency",
            value=text,
            remedy=f"Use one of {', '.join(Frequency)}.",
        ) from err
