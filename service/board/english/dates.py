"""Days and periods as a British reader writes them."""

from __future__ import annotations

from datetime import date, timedelta

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_NAMED = {
    "FY": "the financial year {}",
    "AY": "the school year {}",
    "Q": "{}",
    "YE-Q": "the {}",
    "A3": "the three years {}",
    "A5": "the five years {}",
    "W": "the {}",
}
# Periods that are a day are met "on" it, all others "in" them.
_ON = frozenset({"D", "POINT"})


def day(when: date) -> str:
    """``11 June 2026``."""
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def month(when: date) -> str:
    """``June 2026``."""
    return f"{MONTHS[when.month - 1]} {when.year}"


def closing(when: date) -> str:
    """The last day of something: its month where it closes one, else the day itself."""
    return month(when) if (when + timedelta(days=1)).day == 1 else day(when)


def short_month(when: date) -> str:
    """``Jun 2026``, for charts."""
    return f"{MONTHS[when.month - 1][:3]} {when.year}"


def short_day(when: date) -> str:
    """``11 Jun 2026``, for tables and charts."""
    return f"{when.day} {MONTHS[when.month - 1][:3]} {when.year}"


def named(code: str, label: str) -> str:
    """A period inside a sentence: ``the year ending June 2026``, ``2024/25``, ``March 2026``."""
    if code in ("FY", "AY"):
        return label
    return _NAMED.get(code, "{}").format(label)


def within(code: str, label: str) -> str:
    """A period with its preposition: ``in March 2026``, ``on 31 March 2026``."""
    if code in _ON and not label.isdigit():
        return f"on {label}"
    return f"in {named(code, label)}"
