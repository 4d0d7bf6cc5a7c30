"""The sentences of the page of one mission."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from forecasting.periods import Period
from forecasting.verdicts import Verdict
from service.board.english import board, dates
from service.board.english.numbers import plain


def headline(counts: Mapping[Verdict, int]) -> str:
    """What is true of the mission's targets."""
    return f"{board.headline(counts)}."


def figures_to(period: Period | None) -> str:
    """What an indicator's figures run to."""
    return dates.named(str(period.frequency), period.label) if period is not None else ""


def targets(number: int) -> str:
    """``7 targets``."""
    return f"{plain(number)} target{'' if number == 1 else 's'}"


def nothing_moved(known: int, total: int, *, newest: date | None, since: date) -> str:
    """What is said where no chance has moved by enough to tell of."""
    if not total:
        return ""
    if not known:
        return f"No target of it had been judged by {dates.day(since)}, so nothing can be said of change."
    if newest is not None and newest <= since:
        return f"No figures have come since: the newest were published on {dates.day(newest)}."
    return "No chance has moved by as much as five points."
