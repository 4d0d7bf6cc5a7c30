"""Bulk files of observations: what is read, and how each mistake is named."""

from contextlib import suppress
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.errors import (
    ColumnsMissing,
    DatasetError,
    FileEmpty,
    FileMissing,
    FileNotText,
    FileTooLarge,
    FileUnreadable,
    ObservationsInvalid,
    PublicationUnknown,
)
from datasets.reading import read_observations
from forecasting.findings import FindingCode
from forecasting.frequency import Frequency
from forecasting.indicators import Direction

HEAD = "series_id,period,value\n"


@pytest.fixture
def read(tmp_path):
    def go(content, name="observations.csv", **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_observations(path, **options)

    return go


@pytest.fixture
def problems(read):
    def go(content):
        with pytest.raises(ObservationsInvalid) as caught:
            read(content)
        return [(p.code, p.line, p.field) for p in caught.value.problems], caught.value

    return go


def pairs(table, series):
    return [(str(period), value) for period, value in table.pairs(table.index[series])]


def test_series_in_any_order_come_sorted(read):
    table = read(HEAD + "b,2021,2\na,2020-Q2,5\nb,2020,1\na,2020-Q1,4\n")
    assert pairs(table, "b") == [("2020", 1.0), ("2021", 2.0)]
    assert pairs(table, "a") == [("2020-Q1", 4.0), ("2020-Q2", 5.0)]
    assert [info.frequency for info in table.series] == [Frequency.YEAR, Frequency.QUARTER]
    assert not table.dated
    with pytest.raises(ValueError, match="read-only"):
        table.values[0] = 9


def test_what_a_file_says_of_its_series(read):
    table = read(
        "series_id,period,value,frequency,unit,lower_bound,upper_bound,direction,status,extra\n"
        "a,2023/24,51,FY,percent,0,100,increase,final,x\na,2024/25,52,FY,percent,0,100,increase,provisional,y\n"
    )
    (info,) = table.series
    assert (info.unit, info.lower, info.upper, info.direction) == ("percent", 0.0, 100.0, Direction.INCREASE)
    assert info.frequency is Frequency.FINANCIAL_YEAR
    assert table.statuses(0) == ("final", "provisional")
    assert table.ignored_columns == ("extra",)


def test_points_in_time(read):
    table = read("series_id,period,value,frequency\na,2024-03-31,1,POINT\na,2023-03-31,2,POINT\n")
    assert pairs(table, "a") == [("2023-03-31", 2.0), ("2024-03-31", 1.0)]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_files_as_spreadsheets_write_them(read, mark, ending, separator):
    text = ending.join(["series_id,period,value", "a,2024,1.5", ""]).replace(",", separator)
    assert pairs(read(mark + text.encode()), "a") == [("2024", 1.5)]


def test_parquet_with_typed_columns(tmp_path):
    path = tmp_path / "o.parquet"
    columns = {
        "series_id": pa.array(["a", "a"]).dictionary_encode(),
        "period": pa.array([2023, 2024]),
        "value": pa.array([1.0, 2.5]),
        "published": pa.array([date(2024, 2, 1), date(2025, 2, 1)]),
    }
    pq.write_table(pa.table(columns), path)
    table = read_observations(path)
    assert pairs(table, "a") == [("2023", 1.0), ("2024", 2.5)]
    assert pairs(table.as_of(date(2024, 12, 31)), "a") == [("2023", 1.0)]


def test_what_was_known_on_a_day(read):
    table = read(
        "series_id,period,value,published\n"
        "a,2020,1,2021-03\na,2020,2,2022-03-05\na,2021,3,2022-03-05\na,2022,4,\n"
    )
    assert pairs(table.as_of(date(2021, 3, 30)), "a") == []
    assert pairs(table.as_of(date(2021, 3, 31)), "a") == [("2020", 1.0)]
    assert pairs(table.as_of(date(2030, 1, 1)), "a") == [("2020", 2.0), ("2021", 3.0)]
    assert pairs(table.as_of(None), "a") == [("2020", 2.0), ("2021", 3.0), ("2022", 4.0)]


def test_without_publication_dates_a_day_is_refused(read):
    table = read(HEAD + "a,2020,1\n")
    assert table.as_of(None) is table
    with pytest.raises(PublicationUnknown) as caught:
        table.as_of(date(2021, 1, 1))
    assert caught.value.field == "published"


def test_identical_repeats_are_a_finding(read):
    table = read(HEAD + "a,2020,1\na,2020,1\na,2021,2\n")
    assert len(table) == 2
    assert [finding.code for finding in table.findings] == [FindingCode.DUPLICATES]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("a,2020,abc\n", ("not_a_number", 2, "value")),
        ("a,2020,NaN\n", ("not_a_number", 2, "value")),
        ("a,2020,inf\n", ("not_a_number", 2, "value")),
        ("a,2020,\n", ("missing_value", 2, "value")),
        (",2020,1\n", ("missing_value", 2, "series_id")),
        ("a,,1\n", ("missing_value", 2, "period")),
        ("a,2020,1\na,soon,1\n", ("period_unreadable", 3, "period")),
        ("a,2024/25,1\n", ("period_ambiguous", 2, "period")),
        ("a,2020,1\na,2020-Q1,1\n", ("mixed_frequencies", 3, "period")),
        ("a,2020,1\na,2021,1\na,2020,2\n", ("conflicting_observations", 4, "value")),
        ('a,2020,1\n\n"b\nc",2020,x\n', ("not_a_number", 4, "value")),
    ],
)
def test_each_mistake_is_named_with_its_row_and_column(problems, rows, expected):
    found, _ = problems(HEAD + rows)
    assert found == [expected]


@pytest.mark.parametrize(
    ("column", "cells", "code", "field"),
    [
        ("frequency", ["yearly", ""], "field_rejected", "frequency"),
        ("published", ["2025-13", ""], "field_rejected", "published"),
        ("status", ["maybe", ""], "field_rejected", "status"),
        ("direction", ["up", ""], "field_rejected", "direction"),
        ("unit", ["percent", "per cent"], "inconsistent_series", "unit"),
        ("upper_bound", ["10", "20"], "inconsistent_series", "upper_bound"),
        ("upper_bound", ["0.5", ""], "value_out_of_bounds", "value"),
        ("lower_bound", ["x", ""], "not_a_number", "lower_bound"),
    ],
)
def test_optional_columns_are_checked_too(problems, column, cells, code, field):
    text = f"series_id,period,value,{column}\n" + "".join(
        f"a,{2020 + i},1,{cell}\n" for i, cell in enumerate(cells)
    )
    found, _ = problems(text)
    assert (code, field) in {(item[0], item[2]) for item in found}


def test_many_problems_come_at_once_and_are_counted(problems):
    found, error = problems(HEAD + "".join(f"s{i},2020,x\n" for i in range(250)))
    assert len(found) == 100
    assert error.suppressed == 150
    assert "and 150 more" in str(error)
    assert all(problem.remedy for problem in error.problems)


def test_a_problem_says_the_value_and_the_remedy(problems):
    _, error = problems(HEAD + "a,2020,1\na,2020,2\n")
    (problem,) = error.problems
    assert (problem.value, problem.file) == (2.0, "observations.csv")
    assert str(problem) == (
        "observations.csv:3: value: “a” has 2 for 2020 here and 1 in another row. "
        "Keep one value a period, or say in “published” when each came out."
    )


@pytest.mark.parametrize(
    ("content", "error", "said"),
    [
        (b"", FileEmpty, "no rows"),
        (HEAD.encode(), FileEmpty, "no rows"),
        (b"series,period,value\na,2020,1\n", ColumnsMissing, "Rename “series”"),
        (b"series_id,period,value,value\na,2020,1,1\n", ColumnsMissing, "more than once"),
        (HEAD.encode() + b"a,2020,1\ncaf\xe9,2020,1\n", FileNotText, "line 3"),
        (HEAD.encode() + b"a,2020,1,2\n", FileUnreadable, "Line 2"),
    ],
)
def test_a_file_nothing_can_be_read_from(read, content, error, said):
    with pytest.raises(error, match=said) as caught:
        read(content)
    assert caught.value.remedy


def test_a_file_that_is_too_large_is_refused_before_it_is_read(read, tmp_path):
    with pytest.raises(FileTooLarge, match="limit"):
        read(HEAD + "a,2020,1\n", limit_bytes=10)
    sparse = tmp_path / "huge.csv"
    with sparse.open("wb") as handle:
        handle.truncate(200_000_001)
    with pytest.raises(FileTooLarge, match="200 MB"):
        read_observations(sparse)


def test_no_file_and_no_parquet(read, tmp_path):
    with pytest.raises(FileMissing):
        read_observations(tmp_path / "nowhere.csv")
    with pytest.raises(FileUnreadable):
        read(b"not parquet", name="o.parquet")


def test_a_column_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "o.parquet"
    pq.write_table(pa.table({"series_id": ["a"], "period": [[2020]], "value": [1.0]}), path)
    with pytest.raises(FileUnreadable, match="period"):
        read_observations(path)


PIECES = st.sampled_from(
    [
        "a",
        "b",
        "2020",
        "2020-Q1",
        "2024/25",
        "1",
        "-1e400",
        "nan",
        "",
        " ",
        '"',
        ",",
        ",",
        ";",
        "\n",
        "\n",
        "\r\n",
        "\x00",
        "é",
        "FY",
    ]
)


@given(pieces=st.lists(PIECES, max_size=60), head=st.booleans(), tail=st.binary(max_size=3))
def test_no_bytes_make_the_reader_fail_in_any_other_way_than_its_own(tmp_path_factory, pieces, head, tail):
    path = tmp_path_factory.mktemp("bytes") / "o.csv"
    path.write_bytes(((HEAD if head else "") + "".join(pieces)).encode() + tail)
    with suppress(DatasetError):
        assert np.all(np.isfinite(read_observations(path).values))


SERIES = st.dictionaries(
    st.sampled_from(["a", "b", "c d", "é"]),
    st.dictionaries(st.integers(1950, 2050), st.floats(-1e9, 1e9), min_size=1, max_size=8),
    min_size=1,
)


@given(series=SERIES, order=st.randoms(use_true_random=False))
def test_whatever_is_written_is_read_back(tmp_path_factory, series, order):
    rows = [(name, year, value) for name, years in series.items() for year, value in years.items()]
    order.shuffle(rows)
    path = tmp_path_factory.mktemp("rows") / "o.csv"
    path.write_text(
        HEAD + "".join(f"{name},{year},{value!r}\n" for name, year, value in rows), encoding="utf-8"
    )
    table = read_observations(path)
    found = {info.id: {p.ordinal: v for p, v in table.pairs(i)} for i, info in enumerate(table.series)}
    assert found == series
    for position in range(len(table.series)):
        assert np.all(np.diff(table.ordinal[table.rows_of(position)]) > 0)
