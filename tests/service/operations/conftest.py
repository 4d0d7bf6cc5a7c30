"""Series and targets of an analyst's file, of every frequency and kind."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.frequency import Frequency
from forecasting.indicators import Indicator
from service.operations.bulk_series import BulkSeries

LAST = {
    Frequency.YEAR: 2024,
    Frequency.FINANCIAL_YEAR: 2023,
    Frequency.ACADEMIC_YEAR: 2023,
    Frequency.QUARTER: 2024 * 4 + 2,
    Frequency.MONTH: 2024 * 12 + 7,
    Frequency.YEAR_ENDING: 2024 * 4 + 1,
    Frequency.WEEK: 105_500,
    Frequency.THREE_YEAR: 2020,
    Frequency.FIVE_YEAR: 2018,
    Frequency.POINT: 2024,
    Frequency.DAY: 739_000,
}


def walk(
    name: str,
    frequency: Frequency,
    count: int,
    *,
    lower: float | None = None,
    upper: float | None = None,
    missing: tuple[int, ...] = (),
    season: float = 0.0,
) -> BulkSeries:
    """A random walk around 100 with an optional season and missing periods; a name gives its numbers."""
    rng = np.random.default_rng(list(name.encode()))
    last = LAST[frequency]
    wave = season * np.sin(2 * np.pi * np.arange(count) / max(frequency.season, 2))
    values = 100 + np.cumsum(rng.normal(0, 1.5, count)) + wave
    kept = np.array([k for k in range(count) if k not in missing])
    return BulkSeries(
        Indicator(name, lower=lower, upper=upper),
        frequency,
        np.arange(last - count + 1, last + 1)[kept],
        values[kept],
        anchors=((3, 31),) * len(kept) if frequency is Frequency.POINT else (),
    )


@pytest.fixture(scope="session")
def some_series() -> dict[str, BulkSeries]:
    """Two dozen series: short and long, seasonal and not, bounded, with gaps, of every frequency."""
    made = [
        *(walk(f"{f.value}-{n}", f, n) for f in LAST for n in (9, 26)),
        *(walk(f"{f.value}-season", f, 60, season=8) for f in (Frequency.QUARTER, Frequency.MONTH)),
        *(
            walk(f"{f.value}-gaps", f, 50, missing=(3, 4, 20), season=6)
            for f in (Frequency.QUARTER, Frequency.MONTH)
        ),
        walk("share", Frequency.YEAR, 20, lower=0.0, upper=110.0),
        walk("four", Frequency.YEAR, 4),
        walk("three", Frequency.QUARTER, 3),
        walk("two", Frequency.YEAR, 2),
        BulkSeries(Indicator("constant"), Frequency.YEAR, np.arange(2010, 2025), np.full(15, 40.0)),
        BulkSeries(Indicator("huge"), Frequency.YEAR, np.arange(2010, 2025), np.full(15, 1e300)),
    ]
    return {series.id: series for series in made}
