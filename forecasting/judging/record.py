"""The backtest record behind a forecast, looked up in the evidence that ships with the engine."""

from __future__ import annotations

from forecasting.judging.verdict import Record


def record_for(frequency: str, n: int, horizon: int) -> Record:
    """The record of forecasts like this one: same kind of frequency, length of series and horizon."""
    return Record()
