"""Many official-looking series: those of the official pack's panels by area, resampled; the same every time.

Every made series keeps the length, the level and the season of one real series; its movements are those of the real
one, taken anew in blocks. Quarters are sums of three months of the monthly panel beside the quarterly one.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from datasets.catalogue import Catalogue, IndicatorEntry, MissionEntry, TargetEntry
from datasets.catalogue.entries import Family, MissionStatus
from datasets.dates import KnownDate
from forecasting.frequency import Frequency
from forecasting.indicators import Aggregation, Direction
from forecasting.periods import Period
from forecasting.targets import Comparator, Kind, TargetStatus
from service.store.identity import ReleaseId
from service.store.writes.observations import NewObservation

PANELS = Path(__file__).resolve().parents[2] / "../shared/official/panels"
Floats = NDArray[np.float64]

YEAR, QUARTER, MONTH = Frequency.YEAR, Frequency.QUARTER, Frequency.MONTH
SEASON = {YEAR: 1, QUARTER: 4, MONTH: 12}
AREAS = {YEAR: 250, QUARTER: 500, MONTH: 250}
"""Areas of an indicator. With at most 400 the pace of every area is compared with that of all others; with more it is not."""
SHARE = {YEAR: 0.25, QUARTER: 0.5, MONTH: 0.25}
_LAST = {YEAR: (2025,), QUARTER: (2026, 1), MONTH: (2026, 3)}
_AHEAD = {YEAR: 4, QUARTER: 12, MONTH: 36}
_FEWEST = {YEAR: 8, QUARTER: 12, MONTH: 36}
_MOST = {YEAR: 30, QUARTER: 60, MONTH: 60}
_BLOCK = {YEAR: 3, QUARTER: 8, MONTH: 24}
FIRST_RELEASE, SECOND_RELEASE, THIRD_RELEASE = date(2026, 4, 20), date(2026, 7, 20), date(2026, 10, 20)
MISSION = "scale"


def absent() -> str | None:
    """Why nothing can be made, or None."""
    return None if PANELS.is_dir() else f"the panels of the official pack are not here ({PANELS.name}/)"


@dataclass(frozen=True, eq=False)
class Made:
    """One series, with what its target asks for at which period."""

    indicator: str
    area: str
    frequency: Frequency
    values: Floats
    target: float

    @property
    def id(self) -> str:
        """The id of its target."""
        return f"{self.indicator}-{self.area.lower()}"

    @property
    def last(self) -> Period:
        """The period of its newest figure."""
        return _last(self.frequency)


def series(count: int) -> Iterator[Made]:
    """So many series, a quarter of them yearly, half quarterly, a quarter monthly."""
    for frequency in (YEAR, QUARTER, MONTH):
        pool, areas = _pool()[frequency], AREAS[frequency]
        for number in range(round(count * SHARE[frequency])):
            draw = np.random.default_rng([number, SEASON[frequency]])
            values = _resampled(pool[int(draw.integers(len(pool)))], frequency, draw)
            spread = float(np.std(np.diff(values))) or 1.0
            yield Made(
                f"scale-{frequency.value.lower()}-{number // areas:04}",
                f"S{number % areas:05}",
                frequency,
                values,
                round(float(values[-1] + draw.normal(0.5, 1.0) * spread * 2), 2),
            )


def catalogue(made: list[Made]) -> Catalogue:
    """A mission with an indicator for each block of areas and a target for each series."""
    mission = MissionEntry(
        MISSION, "Scale", "Nowhere", "", "More of everything.", MissionStatus.LIVE, "Made for measuring."
    )
    indicators = {one.indicator: _indicator(one.indicator, one.frequency) for one in made}
    return Catalogue(
        missions={MISSION: mission}, indicators=indicators, targets={one.id: _target(one) for one in made}
    )


def figures(made: list[Made]) -> Iterator[NewObservation]:
    """What two releases say: the first everything but the newest figure, the second that."""
    for one in made:
        first, second = (_release(one.indicator, day) for day in (FIRST_RELEASE, SECOND_RELEASE))
        start = one.last - (len(one.values) - 1)
        for step, value in enumerate(one.values.tolist()):
            release = second if step == len(one.values) - 1 else first
            yield NewObservation(one.indicator, one.area, start + step, value, release)


def next_figures(made: list[Made]) -> Iterator[NewObservation]:
    """What one more release says of some series: one figure each."""
    for one in made:
        value = round(float(one.values[-1] + np.mean(np.diff(one.values))), 4)
        yield NewObservation(
            one.indicator, one.area, one.last + 1, value, _release(one.indicator, THIRD_RELEASE)
        )


def _indicator(id_: str, frequency: Frequency) -> IndicatorEntry:
    return IndicatorEntry(
        id_, MISSION, id_, "Resampled from a panel by area.", "units", Direction.INCREASE, Aggregation.STOCK,
        frequency, Family.MIXED, lower=0.0, publisher="Office", release=id_, table="table",
    )  # fmt: skip


def _target(one: Made) -> TargetEntry:
    return TargetEntry(
        id=one.id,
        mission=MISSION,
        title=f"{one.indicator} in {one.area}",
        wording="At least so much.",
        kind=Kind.LEVEL,
        status=TargetStatus.LIVE,
        indicator=one.indicator,
        area=one.area,
        comparator=Comparator.AT_LEAST,
        value=one.target,
        period=one.last + _AHEAD[one.frequency],
        announced=KnownDate.parse("2020-06-01"),
        citation="Made for measuring.",
    )


def _release(indicator: str, day: date) -> ReleaseId:
    return ReleaseId("Office", indicator, day, day.isoformat())


def _last(frequency: Frequency) -> Period:
    year, *part = _LAST[frequency]
    text = f"{year}" if not part else f"{year}-Q{part[0]}" if frequency is QUARTER else f"{year}-{part[0]:02}"
    return Period.parse(text, frequency)


def _resampled(values: Floats, frequency: Frequency, draw: np.random.Generator) -> Floats:
    """The season of a real series kept, its movements taken anew in blocks, the level never below nothing."""
    season, block = SEASON[frequency], min(_BLOCK[frequency], len(values) - 1)
    moves = np.diff(values)
    places = draw.integers(0, len(moves) - block + 1, size=len(moves) // block + 1)
    if season > 1:  # a block begins in the quarter or month it is put into
        wanted = np.arange(len(places)) * block % season
        places = np.clip(places - (places - wanted) % season, 0, len(moves) - block)
    order = (places[:, None] + np.arange(block)).ravel()[: len(moves)]
    made = values[0] + np.r_[0.0, np.cumsum(moves[order])]
    return np.round(np.maximum(made, 0.0), 4)


@cache
def _pool() -> dict[Frequency, list[Floats]]:
    """The real series of the panels by frequency: of each the newest edition, without gaps, cut to what is usual."""
    held: dict[tuple[str, str, str], dict[str, tuple[str, float]]] = {}
    for path in sorted(PANELS.glob("*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["value"]:
                    found = held.setdefault((row["indicator_id"], row["area_code"], row["frequency"]), {})
                    edition = (row["published"], float(row["value"]))
                    found[row["period"]] = max(found.get(row["period"], ("", 0.0)), edition)
    kinds = {"A": YEAR, "FY": YEAR, "AY": YEAR, "Q": QUARTER, "M": MONTH}
    pool: dict[Frequency, list[Floats]] = {YEAR: [], QUARTER: [], MONTH: []}
    for (_, _, code), found in sorted(held.items()):
        if code not in kinds:
            continue
        kind = kinds[code]
        periods = sorted((Period.parse(text, Frequency(code)), value) for text, (_, value) in found.items())
        values = np.array([value for _, value in periods])
        if len(values) - 1 != periods[-1][0] - periods[0][0]:
            continue
        if kind is MONTH and len(values) >= 3 * _FEWEST[QUARTER]:
            whole = len(values) // 3 * 3
            pool[QUARTER].append(values[-whole:].reshape(-1, 3).sum(axis=1))
        if len(values) >= _FEWEST[kind] and np.ptp(values) > 0:
            pool[kind].append(values[-_MOST[kind] :])
    return pool
