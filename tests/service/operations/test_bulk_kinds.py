"""Every kind of target written by hand in the bulk form is judged, or refused with a reason."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from datasets.kinds import RULES
from datasets.reading.targets import OPTIONAL, REQUIRED
from forecasting.judging.record import record_for
from forecasting.targets import Kind
from service.operations.bulk_assess import assess_in_bulk
from service.operations.bulk_files import read_bulk

COLUMNS = [*REQUIRED, *OPTIONAL]


def row(name: str, kind: str, series: str = "a", **more: object) -> dict[str, object]:
    return {"target_id": name, "kind": kind, "series_id": series, **more}


BY_2029: dict[str, Any] = {"comparator": ">=", "target_value": 80, "target_period": 2029}
TARGETS = [
    row("level", "level", **BY_2029),
    row("band", "band", target_value=76, target_upper=84, target_period=2029),
    row("more", "change_absolute", comparator=">", target_value=0, target_period=2029, baseline_period=2024),
    row("percent", "change_percent", comparator=">=", target_value=5, target_period=2029, baseline_period=2020),
    row("points", "change_pp", comparator=">=", target_value=5, target_period=2029, baseline_period=2020),
    row("sum", "cumulative_sum", "flow", comparator=">=", target_value=800, window_start=2023, window_end=2028),
    row("cap", "cumulative_cap", "flow", comparator="<=", target_value=1400, window_start=2023, window_end=2028),
    row("floor", "maintain", "flow", comparator=">=", target_value=180, window_start=2024, window_end=2028),
    row("none", "elimination", "zero", target_period=2029),
    row("rank", "rank", target_value=1, target_period=2029, peer_series="b;c;d"),
    row("gap", "gap_between_groups", comparator="<=", target_value=15, target_period=2029, other_series_id="b"),
    row("ratio", "gap_between_groups", comparator="<=", target_value=1.2, target_period=2029,
        other_series_id="b", operation="ratio"),
    row("intensity", "intensity", "flow", comparator="<=", target_value=4, target_period=2029, other_series_id="b"),
    row("held", "sustained_standard", comparator=">=", target_value=78, target_period=2029, periods_required=3),
    row("moving", "milestones", comparator=">=", trajectory="2022=75; 2026=78; 2029=80"),
    row("direction", "directional", comparator=">="),
    row("against", "relative_to_counterfactual", comparator=">=", target_value=2, target_period=2029,
        scenario_series_id="scenario"),
    row("all", "all_of", "", components="level;gap"),
    row("two", "any_of", "", components="level;gap;held", any_k=2),
    row("derived", "derived", "", components="level", comparator=">=", target_value=0.6),
    row("nested", "all_of", "", components="all;floor"),
    row("parliament", "level", comparator=">=", target_value=80, target_period="end of the Parliament"),
]  # fmt: skip


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("kinds")
    given = read_bulk(_observations(folder), _targets(folder))
    found = assess_in_bulk(given.series, given.targets, evidence_for=record_for)
    return {item["target_id"]: item for item in found}


def _observations(folder: Path) -> Path:
    rng = np.random.default_rng(4)
    common = rng.standard_normal(25)

    def walk(start: float, drift: float, sd: float, *, shared: bool = False) -> np.ndarray:
        return start + np.cumsum(drift + sd * rng.standard_normal(25) + (common if shared else 0))

    series = {
        "a": walk(70, 0.2, 0.5, shared=True),
        "b": walk(55, 0.4, 0.5, shared=True),
        "c": walk(60, 0.2, 1),
        "d": walk(65, 0.3, 1),
        "flow": walk(180, 2, 6),
        "zero": np.maximum(0, walk(80, -3, 2)),
        "scenario": np.full(35, 74.0),
    }
    path = folder / "observations.csv"
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["series_id", "period", "value", "unit", "direction", "lower_bound"])
        for name, values in series.items():
            share = name in "abcd"
            for k, value in enumerate(values):
                out.writerow(
                    [name, 2000 + k, f"{value:.1f}", "percent" if share else "", "increase" if share else "",
                     0 if name in ("flow", "zero") else ""]
                )  # fmt: skip
    return path


def _targets(folder: Path) -> Path:
    path = folder / "targets.csv"
    with path.open("w", newline="") as file:
        out = csv.DictWriter(file, COLUMNS)
        out.writeheader()
        out.writerows(TARGETS)
    return path


def test_every_kind_there_is_has_a_row(rows: dict[str, dict[str, Any]]) -> None:
    assert (
        {item["kind"] for item in TARGETS} == {kind.value for kind in RULES} == {kind.value for kind in Kind}
    )
    assert len(rows) == len(TARGETS)


def test_all_but_the_one_without_a_threshold_have_a_probability(rows: dict[str, dict[str, Any]]) -> None:
    silent = {name: item["reason"] for name, item in rows.items() if item["probability"] is None}
    assert silent == {"direction": "no_target_set"}
    assert all(0 <= item["probability"] <= 1 for name, item in rows.items() if name != "direction")


def test_what_is_made_of_several_series_is_in_its_own_unit(rows: dict[str, dict[str, Any]]) -> None:
    assert rows["rank"]["latest_value"] in (1, 2, 3, 4)
    value, gap, ratio = (rows[name]["latest_value"] for name in ("level", "gap", "ratio"))
    assert gap == pytest.approx(value - value / ratio, abs=1e-6)
    assert rows["gap"]["series_id"] == "a"


def test_probabilities_of_one_series_are_coherent(rows: dict[str, dict[str, Any]]) -> None:
    chance = {name: item["probability"] for name, item in rows.items()}
    assert chance["moving"] == pytest.approx(chance["level"], abs=1e-9)
    assert chance["derived"] == pytest.approx(chance["level"], abs=1e-9)
    assert chance["all"] <= min(chance["level"], chance["gap"])
    assert chance["all"] >= chance["level"] + chance["gap"] - 1
    assert chance["nested"] <= chance["all"]
    assert chance["two"] >= chance["all"]


def test_vague_dates_are_resolved(rows: dict[str, dict[str, Any]]) -> None:
    assert rows["parliament"]["target_period"] == "2028"  # the last calendar year over by August 2029
    assert rows["moving"]["target_period"] == "2029"


def test_the_same_files_give_the_same_numbers_whatever_else_is_asked(tmp_path: Path) -> None:
    given = read_bulk(_observations(tmp_path), _targets(tmp_path))
    alone = [item for item in given.targets if item.target.id in ("gap", "rank")]
    some = assess_in_bulk(given.series, alone, evidence_for=record_for)
    every = assess_in_bulk(given.series, given.targets, evidence_for=record_for)
    by_name = {item["target_id"]: item for item in every}
    assert [item["probability"] for item in some] == [
        by_name[item["target_id"]]["probability"] for item in some
    ]
    assert date.fromisoformat(some[0]["as_of"]) == date(2024, 12, 31)
