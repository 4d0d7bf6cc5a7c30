"""``headway forecast`` on one's own file, and on a catalogue."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

from tests.service.cli.conftest import Run

COLUMNS = ["series_id", "period", "horizon", "quantile", "value"]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_file_of_series_becomes_a_file_of_quantiles(
    headway: Run, observations: Path, tmp_path: Path
) -> None:
    out = tmp_path / "f.csv"
    done = headway(
        "forecast",
        "--observations",
        observations,
        "--horizon",
        "3",
        "--quantiles",
        "0.1,0.5,0.9",
        "--out",
        out,
    )
    assert done.exit_code == 0, done.output
    rows = rows_of(out)
    assert list(rows[0]) == COLUMNS
    assert Counter(row["series_id"] for row in rows) == {f"s{k}": 9 for k in range(12) if k != 4}
    assert [row["series_id"] for row in rows] == sorted(
        (row["series_id"] for row in rows), key=lambda name: int(name[1:])
    )
    assert [row["period"] for row in rows[:9:3]] == ["2025", "2026", "2027"]
    assert [row["period"] for row in rows if row["series_id"] == "s1"][::3] == [
        "2025-01",
        "2025-02",
        "2025-03",
    ]
    for low, middle, high in zip(rows[::3], rows[1::3], rows[2::3], strict=True):
        assert float(low["value"]) < float(middle["value"]) < float(high["value"])
        assert (low["quantile"], middle["quantile"], high["quantile"]) == ("0.1", "0.5", "0.9")
    assert "11 of 12 series" in done.stderr
    assert "Not forecast: s4 (too short)." in done.stderr


def test_a_series_is_forecast_alike_alone_and_among_others(
    headway: Run, observations: Path, tmp_path: Path
) -> None:
    lines = observations.read_text(encoding="utf-8").splitlines(keepends=True)
    alone = tmp_path / "alone.csv"
    alone.write_text(lines[0] + "".join(line for line in lines if line.startswith("s7,")), encoding="utf-8")
    for path, name in ((observations, "all.csv"), (alone, "one.csv")):
        assert (
            headway("forecast", "--observations", path, "--horizon", "6", "--out", tmp_path / name).exit_code
            == 0
        )
    among = [row for row in rows_of(tmp_path / "all.csv") if row["series_id"] == "s7"]
    assert among == rows_of(tmp_path / "one.csv")


def test_formats_agree(headway: Run, observations: Path, tmp_path: Path) -> None:
    import pandas as pd

    asked = ("forecast", "--observations", observations, "--horizon", "2", "--quantiles", "0.25,0.75")
    printed = json.loads(headway(*asked, "--format", "json").stdout)["forecasts"]
    assert headway(*asked, "--out", tmp_path / "f.parquet").exit_code == 0
    assert headway(*asked, "--out", tmp_path / "f.json").exit_code == 0
    assert json.loads((tmp_path / "f.json").read_text(encoding="utf-8"))["forecasts"] == printed
    table = pd.read_parquet(tmp_path / "f.parquet")
    assert table.columns.to_list() == COLUMNS
    assert table["value"].to_list() == [row["value"] for row in printed]
    lines = headway(*asked, "--format", "csv").stdout.splitlines()
    assert lines[0] == ",".join(COLUMNS)
    assert len(lines) == len(printed) + 1
    shown = headway(*asked)
    assert max(map(len, shown.stdout.splitlines())) <= 100
    assert "25%" in shown.stdout


def test_names_that_need_quotes_survive(headway: Run, tmp_path: Path) -> None:
    data, out = tmp_path / "o.csv", tmp_path / "f.csv"
    with data.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["series_id", "period", "value"])
        writer.writerows(['Households, "all"', str(2010 + k), 5 + k % 3] for k in range(12))
    assert headway("forecast", "--observations", data, "--horizon", "1", "--out", out).exit_code == 0
    assert {row["series_id"] for row in rows_of(out)} == {'Households, "all"'}


def test_tails_beyond_the_stored_grid(headway: Run, observations: Path, tmp_path: Path) -> None:
    out = tmp_path / "f.csv"
    levels = "0.00001,0.0005,0.5,0.9995,0.99999"
    assert (
        headway(
            "forecast", "--observations", observations, "--horizon", "1", "--quantiles", levels, "--out", out
        ).exit_code
        == 0
    )
    values = [float(row["value"]) for row in rows_of(out)]
    for start in range(0, len(values), 5):
        assert values[start : start + 5] == sorted(set(values[start : start + 5]))


@pytest.mark.parametrize(
    "arguments",
    [
        ("--horizon", "0"),
        ("--horizon", "731"),
        ("--horizon", "soon"),
        ("--quantiles", "10,50,90"),
        ("--quantiles", "0.1,middle"),
        ("--quantiles", ""),
        ("--quantiles", "0.5,0.5"),
        ("--area", "E92000001"),
    ],
    ids=" ".join,
)
def test_misuse_ends_with_two(headway: Run, observations: Path, arguments: tuple[str, ...]) -> None:
    done = headway("forecast", "--observations", observations, *arguments)
    assert done.exit_code == 2, done.output


def test_indicators_of_a_catalogue(headway: Run, example: Path) -> None:
    done = headway("forecast", "--horizon", "2", "--format", "json")
    assert done.exit_code == 0, done.output
    names = {row["series_id"] for row in json.loads(done.stdout)["forecasts"]}
    assert len(names) == 2
    indicator, area = min(names).split("/")
    one = headway("forecast", indicator, "--area", area, "--horizon", "2", "--format", "json")
    assert {row["series_id"] for row in json.loads(one.stdout)["forecasts"]} == {f"{indicator}/{area}"}
    for arguments in ((f"{indicator}x",), ("--area", "nowhere")):
        wrong = headway("forecast", *arguments)
        assert wrong.exit_code == 1
        assert "There is no" in wrong.stderr
