"""How fresh the figures are: what they run to, when they were published, what is overdue."""

from __future__ import annotations

from datetime import date

from forecasting.periods import Period
from service.board.english import dates


def data_to(period: Period, published: date | None) -> str:
    """``Data to April 2026, published 11 June 2026.``"""
    said = f"Data to {dates.named(str(period.frequency), period.label)}"
    return f"{said}, published {dates.day(published)}." if published is not None else f"{said}."


def known(text: str, day: date | None) -> str:
    """A date known to the day, the month or the year, as it is known."""
    if day is None or len(text) == 4:
        return text
    return dates.month(day) if len(text) == 7 else dates.day(day)


def stale_tag(period: Period) -> str:
    """``Stale: last figure April 2026``."""
    return f"Stale: last figure {period.label}"


def overdue(label: str, frequency: str, day: date, published: date | None) -> str:
    """What was due and did not come: ``Published 11 June 2026; figures for May 2026 were due by 12 July 2026.``"""
    what = f"figures for {dates.named(frequency, label)} were" if label else "a new figure was"
    said = f"{what} due by {dates.day(day)}."
    return (
        f"Published {dates.day(published)}; {said}" if published is not None else said[:1].upper() + said[1:]
    )
