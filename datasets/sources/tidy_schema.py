"""What every release must come to before it is loaded: the schema of tidy observations, checked with pandera."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from datasets.observation import ObservationStatus
from datasets.sources.errors import ReleaseRejected
from forecasting.frequency import Frequency

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa

KEY = ("indicator", "area", "frequency", "period", "release", "basis")
_SHOWN = 3
_CHECKS = {
    "one_frequency": "a series has more than one frequency",
    "not_from_the_future": "a figure is published before its period began",
    "multiple_fields_uniqueness": "a release gives two figures for one period",
    "finite": "a figure is not a finite number",
}


class TidyRow(NamedTuple):
    """One observation of a release in plain types; ``start`` is the first day of the period."""

    indicator: str
    area: str
    frequency: str
    period: str
    value: float | None
    status: str
    release: str
    published: date | None
    basis: str
    start: date


def check_tidy(rows: Iterable[TidyRow], *, file: str) -> None:
    """Refuse a release whose observations are not tidy, naming every kind of fault with the first rows that have it.

    Identifiers and areas are codes, frequencies and statuses known words, values finite; a series has one frequency,
    a release one figure a period, and none that was published before its period began, forecasts aside. Raises
    ReleaseRejected.
    """
    import pandas as pd
    from pandera.errors import SchemaErrors

    frame = pd.DataFrame.from_records(list(rows), columns=list(TidyRow._fields))
    if frame.empty:
        return
    frame["value"] = pd.to_numeric(frame["value"])
    try:
        _schema().validate(frame, lazy=True)
    except SchemaErrors as error:
        faults = _faults(error.failure_cases, frame)
        raise ReleaseRejected(
            f"{file} does not come to tidy observations: {'; '.join(faults)}.",
            field="observations",
            value=len(error.failure_cases),
            remedy="Mend the file or its feed; nothing was loaded.",
        ) from error


def _schema() -> pa.DataFrameSchema:
    import numpy as np
    import pandas as pd
    import pandera.pandas as pa

    def one_frequency(frame: pd.DataFrame) -> pd.Series:
        return frame.groupby(["indicator", "area", "basis"])["frequency"].transform("nunique") == 1

    def not_from_the_future(frame: pd.DataFrame) -> pd.Series:
        known = frame["published"].notna() & (frame["status"] != ObservationStatus.FORECAST.value)
        early = [
            isinstance(said, date) and said < start
            for said, start in zip(frame["published"], frame["start"], strict=True)
        ]
        return ~(known & pd.Series(early, index=frame.index))

    return pa.DataFrameSchema(
        {
            "indicator": pa.Column(str, pa.Check.str_matches(r"^[a-z0-9][a-z0-9_.\-]*$")),
            "area": pa.Column(str, pa.Check.str_matches(r"^[A-Za-z0-9][A-Za-z0-9_.:\-]*$")),
            "frequency": pa.Column(str, pa.Check.isin([one.value for one in Frequency])),
            "period": pa.Column(str, pa.Check.str_length(min_value=4)),
            "value": pa.Column(
                float, pa.Check(lambda values: np.isfinite(values), name="finite"), nullable=True
            ),
            "status": pa.Column(str, pa.Check.isin([one.value for one in ObservationStatus])),
            "release": pa.Column(str, pa.Check.str_length(min_value=1)),
        },
        checks=[
            pa.Check(one_frequency, name="one_frequency"),
            pa.Check(not_from_the_future, name="not_from_the_future"),
        ],
        unique=list(KEY),
    )


def _faults(cases: pd.DataFrame, frame: pd.DataFrame) -> Sequence[str]:
    found = []
    for check, group in cases.groupby("check", sort=False):
        name = str(check)
        words = next((text for key, text in _CHECKS.items() if key in name), None)
        column = str(group["column"].iloc[0])
        places = [int(index) for index in group["index"].dropna().unique()]
        said = words or f"{column} is not as it must be ({name})"
        shown = "; ".join(_shown(frame.iloc[place]) for place in places[:_SHOWN])
        found.append(f"{said} ({max(len(places), 1):,} rows, {shown})" if shown else said)
    return found


def _shown(row: pd.Series) -> str:
    return f"{row['indicator']} in {row['area']}, {row['period']}: {row['value']}"
