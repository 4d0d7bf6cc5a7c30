"""``headway backtest``: on a file, a benchmark, the catalogue; as table, JSON, CSV and picture; the same twice."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from service.operations.backtest_refit import COLUMNS as REFIT_COLUMNS
from service.operations.backtest_rows import CASE_COLUMNS, COLUMNS
from service.operations.backtest_targets import STATEMENT
from tests.service.cli.conftest import Run


@pytest.fixture
def benchmark(tmp_path: Path) -> Path:
    """A folder with two small panels."""
    folder = tmp_path / "bench"
    folder.mkdir()
    rng = np.random.default_rng(2)
    for name, freq, count, known, later in (("one", "yearly", 24, 16, 4), ("two", "quarterly", 12, 32, 5)):
        rows = []
        for k in range(count):
            values = 100 + rng.normal(0, 1, known + later).cumsum()
            rows.append(
                {"src": "made", "id": f"s{k}", "freq": freq, "n": known, "h": later,
                 "x": values[:known].tolist(), "xx": values[known:].tolist()}
            )  # fmt: skip
        parquet.write_table(pa.Table.from_pylist(rows), folder / f"{name}.parquet")
    return folder


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_file_of_ones_own_is_replayed_and_told_as_a_table(headway: Run, observations: Path) -> None:
    done = headway("backtest", "--observations", observations, "--horizon", "3", "--origins", "4")
    assert done.exit_code == 0, done.output
    assert "observations.csv: yearly series, figures as they stand, cut by periods" in done.stdout
    assert "observations.csv: monthly series" in done.stdout
    assert "too few to show calibration" in done.stdout
    assert "11 independent series, 44 origins" in done.stderr
    assert "1 series have fewer than six values." in done.stderr
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_json_holds_every_cell_and_csv_the_same(headway: Run, benchmark: Path) -> None:
    found = json.loads(headway("backtest", "--benchmark", benchmark, "--format", "json").stdout)
    assert found["constants"] == {"yearly": "shipped", "quarterly": "shipped", "monthly": "shipped"}
    assert [part["name"] for part in found["data"]] == ["one", "two"]
    one = found["data"][0]
    assert (one["series"], one["origins"], one["refused"]) == (24, 24, {})
    whole = one["cells"][0]
    assert (whole["length"], whole["horizon"], whole["forecasts"]) == (None, None, 96)
    assert whole["coverage_80"]["se"] > 0
    assert len(whole["pit"]) == 10
    rows = table(headway("backtest", "--benchmark", benchmark, "--format", "csv").stdout)
    assert list(rows[0]) == list(COLUMNS)
    assert len(rows) == sum(len(part["cells"]) for part in found["data"])
    assert float(rows[0]["crps"]) == whole["crps"]["value"]
    assert (rows[0]["data"], rows[0]["frequency_class"], rows[0]["horizon"]) == ("one", "yearly", "")


def test_the_same_command_twice_gives_the_same_bytes(headway: Run, benchmark: Path, tmp_path: Path) -> None:
    files = []
    for k in range(2):
        out, svg, png = (tmp_path / f"{k}{ending}" for ending in (".json", ".svg", ".png"))
        first = headway("backtest", "--benchmark", benchmark, "--out", out, "--picture", svg)
        second = headway("backtest", "--benchmark", benchmark / "two.parquet", "--picture", png)
        assert first.exit_code == second.exit_code == 0, first.output + second.output
        files.append((out.read_bytes(), svg.read_bytes(), png.read_bytes(), second.stdout))
    assert files[0] == files[1]
    root = ElementTree.fromstring(files[0][1])
    texts = [node.text for node in root.iter() if node.text]
    assert "What was said, and what happened" in texts
    assert any("Yearly series: one" in text for text in texts)
    assert files[0][2].startswith(b"\x89PNG")


def test_a_csv_file_and_a_parquet_file(headway: Run, benchmark: Path, tmp_path: Path) -> None:
    for ending in (".csv", ".parquet"):
        out = tmp_path / f"b{ending}"
        assert headway("backtest", "--benchmark", benchmark, "--out", out).exit_code == 0
        names = list(table(out.read_text("utf-8"))[0]) if ending == ".csv" else parquet.read_schema(out).names
        assert names == list(COLUMNS)


def test_a_refit_on_few_series_says_why_nothing_changes(headway: Run, benchmark: Path) -> None:
    done = headway("backtest", "--refit", "--benchmark", benchmark)
    assert done.exit_code == 0, done.output
    assert "Yearly series: not adopted. 24 independent series; at least 200 are needed." in done.stdout
    assert "Nothing has changed." in done.stderr
    rows = table(headway("backtest", "--refit", "--benchmark", benchmark, "--format", "csv").stdout)
    assert list(rows[0]) == list(REFIT_COLUMNS)
    assert {row["adopted"] for row in rows} == {"no"}


def test_shipped_constants_that_are_in_force_need_not_be_put_back(headway: Run) -> None:
    done = headway("backtest", "--shipped")
    assert done.exit_code == 1
    assert "The shipped constants are in force already." in done.stderr


def test_a_catalogue_of_ones_own(headway: Run, example: Path) -> None:
    done = headway("backtest", "--format", "csv")
    assert done.exit_code == 0, done.output
    rows = table(done.stdout)
    assert {row["data"] for row in rows} == {"catalogue"}
    unknown = headway("backtest", "nothing-of-this-name")
    assert unknown.exit_code == 1
    assert "There is no indicator “nothing-of-this-name”." in unknown.stderr


def test_past_targets_are_shown_as_cases(headway: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADWAY_BUNDLED", "1")
    done = headway("backtest", "--targets", "homes-1m-2024", "--format", "csv")
    assert done.exit_code == 0, done.output
    rows = table(done.stdout)
    assert list(rows[0]) == list(CASE_COLUMNS)
    assert {row["met"] for row in rows} == {"met"}
    assert [row["as_of"] for row in rows] == sorted(row["as_of"] for row in rows)
    assert STATEMENT in done.stderr
    shown = headway("backtest", "--targets", "homes-1m-2024")
    assert "homes-1m-2024" in shown.stdout
    assert STATEMENT in shown.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--observations", "o.csv", "--benchmark", "b"), "Give one of"),
        (("--targets", "--benchmark", "b"), "Give one of"),
        (("x", "--observations", "o.csv"), "for the catalogue"),
        (("--mission", "m", "--benchmark", "b"), "for the catalogue"),
        (("--targets", "--picture", "p.svg"), "for a replay of series"),
        (("--shipped", "--refit"), "for a replay of series"),
        (("--targets", "--origins", "3"), "for a replay of series"),
        (("--refit", "--picture", "p.svg"), "has no picture"),
        (("--benchmark", "b", "--origins", "3"), "one origin of its own"),
        (("--shipped", "x"), "stands alone"),
        (("--picture", "p.pdf"), "must end in .svg or .png"),
        (("--picture", "no/such/p.svg"), "There is no folder"),
        (("--out", "o.txt"), "must end in"),
        (("--horizon", "0"), "--horizon"),
        (("--origins", "0"), "--origins"),
    ],
)
def test_misuse_is_told_before_any_work(headway: Run, arguments: tuple[str, ...], said: str) -> None:
    done = headway("backtest", *arguments)
    assert done.exit_code == 2
    assert said in " ".join(done.stderr.replace("│", " ").split())


def test_what_cannot_be_read_ends_with_a_remedy(headway: Run, tmp_path: Path) -> None:
    done = headway("backtest", "--benchmark", tmp_path)
    assert done.exit_code == 1
    assert "holds no benchmark" in done.stderr
    assert "src, id, freq, n, h, x, xx" in done.stderr
