"""How fresh the figures are: what they run to, when they were published, what is overdue."""

from __future__ import annotations

from datetime import date

from forecasting.periods import Period
from service.board.english import dates


def data_to(period: Period, published: str) -> str:
    """``Data to April 2026, published 11 June 2026.``"""
    said = (
        f"Data to {period.label}"
        if not period.label.startswith("year ending")
        else f"Data to the {period.label}"
    )
    return f"{said}, published {published}." if published else f"{said}."


def known(text: str, day: date | None) -> str:
    """A date known to the day, the month or the year, as it is known."""
    if day is None or len(text) == 4:
        return text
    return dates.month(day) if len(text) == 7 else dates.day(day)


def stale_tag(period: Period) -> str:
    """``Stale: last figure April 2026``."""
    return f"Stale: last figure {period.label}"


def overdue(period: Period, day: date) -> str:
    """What was due and did not come: ``Figures for May 2026 were due by 12 July 2026.``"""
    return f"Figures for {dates.named(str(period.frequency), period.label)} were due by {dates.day(day)}."
