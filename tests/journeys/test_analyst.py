"""An analyst without our catalogue: fifty series and their targets in CSV files, the command line, no database."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

COMMAND = [sys.executable, "-m", "service.cli"]
UNITS = ("percent", "dwellings", "people")


def headway(*arguments: str | Path, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "HEADWAY_HOME": str(home)}
    return subprocess.run(
        [*COMMAND, *map(str, arguments)], capture_output=True, text=True, check=False, env=environment
    )


def period(kind: str, step: int) -> str:
    """The period some steps after the end of 2024 (or of financial year 2024/25)."""
    if kind == "FY":
        return f"{2024 + step}/{(2025 + step) % 100:02d}"
    if kind == "Q":
        year, part = divmod(2024 * 4 + 3 + step, 4)
        return f"{year}-Q{part + 1}"
    year, part = divmod(2024 * 12 + 11 + step, 12)
    return f"{year}-{part + 1:02d}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fifty series with units, bounds and frequencies, as a spreadsheet saves them: byte order mark, CRLF."""
    made = tmp_path_factory.mktemp("analyst")
    rng = np.random.default_rng(50)
    rows, targets = [], []
    for number in range(50):
        kind = ("FY", "Q", "M")[number % 3]
        count = {"FY": 16, "Q": 40, "M": 90}[kind]
        season = {"FY": 1, "Q": 4, "M": 12}[kind]
        values = (
            55
            + rng.normal(0.1, 0.8, count).cumsum()
            + (season > 1) * 2 * np.sin(2 * np.pi * np.arange(count) / season)
        )
        values = np.clip(values, 0, 100).round(1)
        unit = UNITS[number % len(UNITS)]
        upper = 100 if unit == "percent" else ""
        rows += [
            (f"series {number}", period(kind, k + 1 - count), v, kind, unit, 0, upper)
            for k, v in enumerate(values.tolist())
        ]
        due = period(kind, 4)
        ask = {
            0: ("level", ">=", values[-1] + rng.normal(0, 2), due, "", "", ""),
            1: ("change_absolute", "<=", -1.0, due, period(kind, -6), "", ""),
            2: ("band", "between", values[-1] - 2, due, "", "", values[-1] + 2),
            3: ("cumulative_sum", ">=", values[-1] * 5, "", "", f"{period(kind, -1)}|{period(kind, 3)}", ""),
            4: ("maintain", ">=", values.min() - 3, due, "", f"{period(kind, -8)}|{due}", ""),
        }[number % 5]
        start, _, end = str(ask[5]).partition("|")
        targets.append((f"target {number}", f"series {number}", *ask[:5], start, end, ask[6]))
    frame = pd.DataFrame(
        rows, columns=["series_id", "period", "value", "frequency", "unit", "lower_bound", "upper_bound"]
    )
    frame.to_csv(made / "observations.csv", index=False, encoding="utf-8-sig", lineterminator="\r\n")
    names = [
        "target_id",
        "series_id",
        "kind",
        "comparator",
        "target_value",
        "target_period",
        "baseline_period",
    ]
    names += ["window_start", "window_end", "target_upper"]
    pd.DataFrame(targets, columns=names).to_csv(made / "targets.csv", index=False)
    return made


def test_fifty_series_and_targets(folder: Path, tmp_path: Path) -> None:
    files = ("--observations", folder / "observations.csv", "--targets", folder / "targets.csv")
    done = headway("assess", *files, "--out", tmp_path / "a.csv", home=tmp_path / "home")
    assert done.returncode == 0, done.stderr
    found = pd.read_csv(tmp_path / "a.csv")
    assert found["target_id"].to_list() == [f"target {k}" for k in range(50)]
    assert found["reason"].isna().all(), found[["target_id", "reason"]]
    assert found["probability"].between(0, 1).all()
    assert set(found["verdict"]) <= {"on_track", "uncertain", "off_track"}
    wanted = np.select(
        [found["probability"] >= 0.6, found["probability"] >= 0.4], ["on_track", "uncertain"], "off_track"
    )
    assert (found["verdict"] == wanted).all()
    assert found["likelihood"].notna().all()
    assert (found["projected_p10"] <= found["projected_p90"]).all()
    again = headway("assess", *files, "--out", tmp_path / "b.csv", home=tmp_path / "home")
    assert again.returncode == 0
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert not (tmp_path / "home").exists()


def test_the_forecast_agrees_with_the_judgement(folder: Path, tmp_path: Path) -> None:
    observations, home = ("--observations", folder / "observations.csv"), tmp_path / "home"
    asked = ("--horizon", "4", "--quantiles", "0.1,0.5,0.9", "--out", tmp_path / "f.parquet")
    assert headway("forecast", *observations, *asked, home=home).returncode == 0
    out = ("--targets", folder / "targets.csv", "--out", tmp_path / "a.parquet")
    assert headway("assess", *observations, *out, home=home).returncode == 0
    table = pd.read_parquet(tmp_path / "f.parquet")
    quantiles = {
        key: part["value"].to_list() for key, part in table.groupby(["series_id", "period"], observed=True)
    }
    judged = pd.read_parquet(tmp_path / "a.parquet")
    judged = judged[judged["target_id"].str.extract(r"(\d+)")[0].astype(int) % 5 < 3]
    assert len(judged) == 30
    for row in judged.itertuples():
        expected = quantiles[row.series_id, row.target_period]
        assert [row.projected_p10, row.projected_p50, row.projected_p90] == pytest.approx(expected, rel=1e-9)


def test_a_poisoned_batch(folder: Path, tmp_path: Path) -> None:
    """Series nobody can forecast become rows with a reason; the others do not notice them."""
    clean = headway(
        "assess", "--observations", folder / "observations.csv", "--targets", folder / "targets.csv",
        "--format", "csv", home=tmp_path,
    )  # fmt: skip
    poison = {
        "one": ["5"],
        "two": ["5", "6"],
        "flat": ["7"] * 12,
        "nil": ["0"] * 12,
        "spike": ["1"] * 11 + ["1e9"],
    }
    poison |= {
        "tiny": [f"{k % 3 + 1}e-12" for k in range(12)],
        "giant": [f"{k % 3 + 1}e300" for k in range(12)],
    }
    data, asked = tmp_path / "o.csv", tmp_path / "t.csv"
    lines = [
        f"{name},{2013 + k},{value},A,percent,,"
        for name, values in poison.items()
        for k, value in enumerate(values)
    ]
    text = (folder / "observations.csv").read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    data.write_text(text + "\n".join(lines) + "\n", encoding="utf-8")
    bad = [f"bad {name},{name},level,>=,6,2028,,,," for name in poison]
    asked.write_text(
        (folder / "targets.csv").read_text(encoding="utf-8") + "\n".join(bad) + "\n", encoding="utf-8"
    )
    done = headway("assess", "--observations", data, "--targets", asked, "--format", "csv", home=tmp_path)
    assert done.returncode == 0, done.stderr
    rows = done.stdout.splitlines()
    assert rows[:51] == clean.stdout.splitlines()
    reasons = {row.split(",")[1]: row.rsplit(",", 1)[1] for row in rows[51:]}
    assert reasons == dict.fromkeys(poison, "") | {
        "one": "too_short",
        "two": "too_short",
        "giant": "model_failed",
    }
    assert "Warning" not in done.stderr


def test_a_killed_command_leaves_nothing_half_done(tmp_path: Path) -> None:
    out = tmp_path / "f.csv"
    out.write_text("earlier\n", encoding="utf-8")
    # Enough work that no machine is done with it when the signal comes.
    many = tmp_path / "many.csv"
    months = [f"{2019 + k // 12}-{k % 12 + 1:02}" for k in range(60)]
    rows = (
        f"s{n},{month},M,{50 + (n * 7 + k * 13) % 11}\n"
        for n in range(4000)
        for k, month in enumerate(months)
    )
    many.write_text("series_id,period,frequency,value\n" + "".join(rows), encoding="utf-8")
    arguments = [
        "forecast",
        "--observations",
        str(many),
        "--horizon",
        "600",
        "--out",
        str(out),
    ]
    process = subprocess.Popen([*COMMAND, *arguments], stderr=subprocess.PIPE)
    time.sleep(1.0)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode != 0
    assert b"Traceback" not in said, said.decode()
    assert out.read_text(encoding="utf-8") == "earlier\n"


def test_output_may_be_cut_off_by_the_reader(folder: Path) -> None:
    command = " ".join(COMMAND)
    line = f"{command} forecast --observations '{folder / 'observations.csv'}' --horizon 300 --format csv | head -n 2"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False)
    assert done.stdout.startswith("series_id,period,horizon,quantile,value\nseries 0,")
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr
