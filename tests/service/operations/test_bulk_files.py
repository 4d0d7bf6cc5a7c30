"""An analyst's files become series and targets: every notation, editions as of a day, notes on what was not read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from datasets.errors import PublicationUnknown
from forecasting.frequency import Frequency
from forecasting.series import Series
from service.operations.bulk_files import read_bulk
from service.operations.bulk_series import BulkSeries

NOTATIONS = {
    "A": ("", [f"{2001 + k}" for k in range(9)]),
    "FY": ("FY", [f"{2001 + k}/{(2 + k):02d}" for k in range(9)]),
    "AY": ("AY", [f"{2001 + k}/{(2 + k):02d}" for k in range(9)]),
    "Q": ("", [f"{2020 + k // 4}-Q{k % 4 + 1}" for k in range(9)]),
    "M": ("", [f"2023-{k + 1:02d}" for k in range(9)]),
    "W": ("", [f"2024-W{k + 1:02d}" for k in range(9)]),
    "D": ("", [f"2024-01-{k + 1:02d}" for k in range(9)]),
    "YE-Q": ("", [f"YE-{2020 + k // 4}-{(k % 4 + 1) * 3:02d}" for k in range(9)]),
    "A3": ("", [f"{2001 + k}/{(2 + k):02d}-{2003 + k}/{(4 + k):02d}" for k in range(9)]),
    "A5": ("", [f"{2001 + k}-{2005 + k}" for k in range(9)]),
    "POINT": ("POINT", [f"{2001 + k}-03-31" for k in range(9)]),
}
NEXT = {
    "A": "2010", "FY": "2010/11", "AY": "2010/11", "Q": "2022-Q2", "M": "2023-10", "W": "2024-W10", "D": "2024-01-10",
    "YE-Q": "YE-2022-06", "A3": "2010/11-2012/13", "A5": "2010-2014", "POINT": "2010-03-31",
}  # fmt: skip


@pytest.fixture
def every_notation(tmp_path: Path) -> Path:
    path = tmp_path / "o.csv"
    lines = ["series_id,period,value,frequency,remark"]
    for name, (frequency, labels) in NOTATIONS.items():
        lines += [f"{name},{label},{k + 0.5},{frequency},x" for k, label in enumerate(labels)][::-1]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def same(found: BulkSeries, made: Series) -> None:
    assert found.series.periods == made.periods
    assert np.array_equal(found.series.values, made.values)
    assert found.season == made.season
    assert np.array_equal(found.dense, made.dense, equal_nan=True)


def test_every_notation(every_notation: Path) -> None:
    given = read_bulk(every_notation)
    assert list(given.series) == list(NOTATIONS)
    for name, found in given.series.items():
        assert found.frequency.value == name
        same(
            found,
            Series.of(found.indicator, zip(found.series.periods, found.series.values.tolist(), strict=True)),
        )
        assert found.text_ahead(1) == NEXT[name]
        assert found.history().season == found.frequency.season
    assert given.notes == ("o.csv: not read: remark.",)


def test_gaps_stay_gaps(tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    path.write_text("series_id,period,value\na,2020-01,1\na,2020-04,2\na,2020-06,3\n", encoding="utf-8")
    found = read_bulk(path).series["a"]
    assert np.array_equal(found.dense, [1, np.nan, np.nan, 2, np.nan, 3], equal_nan=True)
    assert found.frequency is Frequency.MONTH


def test_what_a_file_says_of_a_series(tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    path.write_text(
        "series_id,period,value,unit,lower_bound,upper_bound,direction,status\n"
        "a,2020,1,percent,0,100,increase,final\na,2021,2,percent,0,100,increase,provisional\n",
        encoding="utf-8",
    )
    found = read_bulk(path).series["a"]
    indicator = found.indicator
    assert (indicator.unit, indicator.lower, indicator.upper, indicator.direction.value) == (
        "percent",
        0,
        100,
        "increase",
    )
    assert found.series.statuses == ("final", "provisional")


def test_editions_as_of_a_day(tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    path.write_text(
        "series_id,period,value,published\na,2020,1,2021-02-01\na,2021,2,2022-02-01\na,2020,1.5,2022-02-01\nb,2021,9,2023-01-01\n",
        encoding="utf-8",
    )
    now = read_bulk(path).series
    assert now["a"].values.tolist() == [1.5, 2.0]
    assert now["a"].published == date(2022, 2, 1)
    then = read_bulk(path, as_of=date(2021, 12, 31)).series
    assert then["a"].values.tolist() == [1.0]
    assert then["a"].published == date(2021, 2, 1)
    assert "b" not in then


def test_as_of_needs_dates_of_publication(tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    path.write_text("series_id,period,value\na,2020,1\n", encoding="utf-8")
    with pytest.raises(PublicationUnknown) as caught:
        read_bulk(path, as_of=date(2021, 12, 31))
    assert caught.value.field == "published"


def test_targets_with_what_their_kind_needs(tmp_path: Path) -> None:
    data, asked = tmp_path / "o.csv", tmp_path / "t.csv"
    data.write_text(
        "series_id,period,value\n" + "".join(f"a,{y},{y % 5}\n" for y in range(2010, 2024)), encoding="utf-8"
    )
    asked.write_text(
        "target_id,series_id,kind,comparator,target_value,target_period,target_upper,components,any_k,mine\n"
        "low,a,level,>=,2,2026,,,,x\nband,a,band,between,1,2026,3,,,x\nboth,,any_of,,,,,low;band,2,x\n",
        encoding="utf-8",
    )
    given = read_bulk(data, asked)
    assert [(item.target.id, item.series_id, item.any_k) for item in given.targets] == [
        ("low", "a", None),
        ("band", "a", None),
        ("both", "", 2),
    ]
    assert given.targets[1].target.upper == 3
    assert given.notes == ("t.csv: not read: mine.",)
