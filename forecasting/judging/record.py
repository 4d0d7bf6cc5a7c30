"""The backtest record behind a forecast, looked up in the evidence that ships with the engine."""

from __future__ import annotations

from functools import lru_cache
from math import ceil

from forecasting.evidence import evidence_for
from forecasting.frequency import Frequency
from forecasting.judging.verdict import Record

_CLASS = {
    Frequency.QUARTER: "quarterly",
    Frequency.MONTH: "monthly",
    Frequency.WEEK: "weekly",
    Frequency.DAY: "daily",
}
# Weekly and daily series have no record of their own; the engine reads them from that of months, step for step.
_STANDS_IN = {"weekly": "monthly", "daily": "monthly"}
_NOUN = {"yearly": "year", "quarterly": "quarter", "monthly": "month", "weekly": "week", "daily": "day"}


@lru_cache(maxsize=4096)
def record_for(frequency: str, n: int, horizon: int) -> Record:
    """The record of forecasts like this one: same kind of frequency, length of series and horizon.

    ``n`` counts comparable values that do not overlap, ``horizon`` periods. Years of every kind, averages
    over several and yearly counts share one record; a year that rolls on by quarters is looked up in years.
    """
    kind = Frequency(frequency)
    name = _CLASS.get(kind, "yearly")
    ahead = ceil(horizon / 4) if kind is Frequency.YEAR_ENDING else horizon
    found = evidence_for(name, n, max(ahead, 1))
    low, high = found.lengths
    span = f"{low} or more" if high is None else f"{low} to {high}"
    held = "" if found.coverage_80 is None else f" the 8-in-10 range held {found.coverage_80:.0%} of the time"
    tested = _STANDS_IN.get(name, name)
    text = (
        f"On {found.series:,} {tested} series of {span} values, forecast {found.horizons[0]} to "
        f"{found.horizons[1]} {_NOUN[tested]}s ahead,{held}."
    )
    if found.extrapolated:
        text += f" This target lies outside that record ({n} values, {ahead} {_NOUN[name]}s ahead)."
    return Record(
        text=text,
        series=found.series,
        coverage_80=found.coverage_80,
        brier=found.brier,
        trusted_low=found.trusted_low,
        trusted_high=found.trusted_high,
        extrapolated=found.extrapolated,
        beyond=found.beyond,
    )
