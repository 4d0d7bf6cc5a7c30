"""``headway forecast --models``: other families, and series that drive others."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from tests.service.cli.conftest import Run


def medians(path: Path, series: str) -> list[float]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["series_id"] == series]
    return [float(row["value"]) for row in rows if row["quantile"] == "0.5"]


def widths(path: Path, series: str) -> list[float]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["series_id"] == series]
    low, high = ([float(r["value"]) for r in rows if r["quantile"] == q] for q in ("0.1", "0.9"))
    return [b - a for a, b in zip(low, high, strict=True)]


def quarters(path: Path, **series: np.ndarray) -> Path:
    lines = ["series_id,period,value"]
    for name, values in series.items():
        for k, value in enumerate(values.tolist()):
            lines.append(f"{name},{2005 + k // 4}-Q{k % 4 + 1},{value:.3f}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def homes(tmp_path: Path) -> tuple[Path, Path, np.ndarray]:
    """Completions that follow starts by four quarters, and a file of starts."""
    starts = 100 + np.cumsum(np.random.default_rng(21).normal(0, 5, 60))
    noise = np.random.default_rng(1).normal(0, 0.4, 60)
    done = 0.8 * np.r_[np.full(4, starts[0]), starts[:56]] + noise
    other = 50 + np.cumsum(np.random.default_rng(4).normal(0, 1, 60))
    given = quarters(tmp_path / "o.csv", completions=done, other=other)
    return given, quarters(tmp_path / "x.csv", starts=starts), 0.8 * starts[56:]


@pytest.mark.parametrize("model", ["prophet", "theta", "ets", "drift,seasonal_naive"])
def test_every_family_is_a_choice(
    headway: Run, homes: tuple[Path, Path, np.ndarray], tmp_path: Path, model: str
) -> None:
    given, _, _ = homes
    chosen, plain = tmp_path / "f.csv", tmp_path / "g.csv"
    done = headway("forecast", "--observations", given, "--horizon", "4", "--models", model, "--out", chosen)
    assert done.exit_code == 0, done.output
    assert "2 of 2 series forecast" in done.output
    assert headway("forecast", "--observations", given, "--horizon", "4", "--out", plain).exit_code == 0
    for name in ("completions", "other"):
        found = medians(chosen, name)
        assert len(found) == 4
        assert found != medians(plain, name)
        assert found == pytest.approx(medians(plain, name), rel=0.3)


def test_the_default_by_name_is_the_default(
    headway: Run, homes: tuple[Path, Path, np.ndarray], tmp_path: Path
) -> None:
    given, _, _ = homes
    for model, name in (((), "f"), (("--models", "grid"), "g")):
        out = tmp_path / f"{name}.csv"
        assert (
            headway("forecast", "--observations", given, "--horizon", "3", *model, "--out", out).exit_code
            == 0
        )
    assert medians(tmp_path / "g.csv", "other") == pytest.approx(medians(tmp_path / "f.csv", "other"))


def test_starts_lead_completions(headway: Run, homes: tuple[Path, Path, np.ndarray], tmp_path: Path) -> None:
    given, outside, expected = homes
    driven, plain = tmp_path / "f.csv", tmp_path / "g.csv"
    asked = ("forecast", "--observations", given, "--horizon", "4")
    done = headway(*asked, "--regressors", outside, "--regressor", "starts:4", "--out", driven)
    assert done.exit_code == 0, done.output
    assert headway(*asked, "--models", "sarimax", "--out", plain).exit_code == 0
    assert medians(driven, "completions") == pytest.approx(expected.tolist(), abs=2)
    assert np.mean(widths(driven, "completions")) < 0.5 * np.mean(widths(plain, "completions"))
    # What drives nothing is estimated to do so, and harms little.
    assert medians(driven, "other") == pytest.approx(medians(plain, "other"), abs=3)


def test_a_series_of_the_same_file_may_drive_the_others(
    headway: Run, homes: tuple[Path, Path, np.ndarray], tmp_path: Path
) -> None:
    given, outside, expected = homes
    both = tmp_path / "both.csv"
    body = outside.read_text(encoding="utf-8").split("\n", 1)[1]
    both.write_text(given.read_text(encoding="utf-8") + body, encoding="utf-8")
    out = tmp_path / "f.csv"
    done = headway(
        "forecast", "--observations", both, "--horizon", "4", "--regressor", "starts:4", "--out", out
    )
    assert done.exit_code == 0, done.output
    assert "3 of 3 series forecast" in done.output
    assert medians(out, "completions") == pytest.approx(expected.tolist(), abs=2)


def test_a_wrong_choice_says_what_to_do(headway: Run, homes: tuple[Path, Path, np.ndarray]) -> None:
    given, outside, _ = homes
    for options, said in (
        (("--models", "prophets"), "Did you mean"),
        (("--models", " , "), "name at least one model"),
        (("--models", "theta", "--regressors", outside), "sarimax or unobserved_components"),
        (("--models", "theta,theta"), "twice"),
        (("--regressors", outside, "--regressor", "start:4"), "Did you mean starts?"),
        (("--regressor", "zzz"), "It holds completions, other"),
        (("--leading",), "for the catalogue"),
    ):
        done = headway("forecast", "--observations", given, *options)
        assert done.exit_code in (1, 2), options
        assert said in " ".join(done.output.split()), (options, done.output)


def test_a_driver_in_other_periods_is_that_series_reason(
    headway: Run, homes: tuple[Path, Path, np.ndarray], tmp_path: Path
) -> None:
    given, _, _ = homes
    years = tmp_path / "years.csv"
    years.write_text(
        "series_id,period,value\n" + "".join(f"y,{2000 + k},{k * k % 7}\n" for k in range(20)),
        encoding="utf-8",
    )
    done = headway("forecast", "--observations", given, "--regressors", years)
    assert "0 of 2" in done.output or "Not forecast: completions" in done.output
    assert "cannot be read by" in " ".join(done.output.split())


def test_indicators_of_a_catalogue_drive_and_are_declared(
    headway: Run, example: Path, tmp_path: Path
) -> None:
    text = (example / "mission.yaml").read_text(encoding="utf-8")
    declared = text.replace(
        "    unit: percent",
        "    unit: percent\n    leading: [{indicator: example_homes_completed, lag: 1}]",
        1,
    )
    known = [
        line.strip().removeprefix("- id: ")
        for line in text.splitlines()
        if line.strip().startswith("- id: example_")
    ]
    other = next(name for name in known if name != "example_recycling_pct")
    declared = declared.replace("example_homes_completed", other)
    (example / "mission.yaml").write_text(declared, encoding="utf-8")
    asked = ("forecast", "example_recycling_pct", "--horizon", "2")
    for options in (("--leading",), ("--regressor", f"{other}:1"), ("--models", "prophet")):
        out = tmp_path / "f.csv"
        done = headway(*asked, *options, "--out", out)
        assert done.exit_code == 0, done.output
        assert out.stat().st_size > 60, done.output


def test_too_short_a_driver_is_left_out_and_said(
    headway: Run, homes: tuple[Path, Path, np.ndarray], tmp_path: Path
) -> None:
    given, _, _ = homes
    late = tmp_path / "late.csv"
    late.write_text(
        "series_id,period,value\n" + "".join(f"late,2018-Q{q},{q * q}\n" for q in (1, 2, 3, 4)),
        encoding="utf-8",
    )
    driven, plain = tmp_path / "f.csv", tmp_path / "g.csv"
    asked = ("forecast", "--observations", given, "--horizon", "3")
    done = headway(*asked, "--regressors", late, "--out", driven)
    assert done.exit_code == 0, done.output
    assert "in common" in " ".join(done.output.split())
    headway(*asked, "--models", "sarimax", "--out", plain)
    assert medians(driven, "completions") == medians(plain, "completions")
