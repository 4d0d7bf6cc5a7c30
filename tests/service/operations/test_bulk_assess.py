"""A whole file is judged as the catalogue is: the same numbers, one row a target, whatever stands beside it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import numpy as np
import pytest

from forecasting.frequency import Frequency
from forecasting.judging.judge import judge
from forecasting.judging.verdict import Record
from forecasting.periods import Period
from forecasting.targets import Baseline, Comparator, Kind, Milestone, Target, Window
from service.operations.bulk_assess import BulkTarget, assess_in_bulk, case_of
from service.operations.bulk_series import BulkSeries
from service.operations.rows import COLUMNS, row_of

Rows = list[dict[str, Any]]
SeriesById = dict[str, BulkSeries]

_LEVELS = (Kind.LEVEL, Kind.BAND, Kind.CHANGE_ABSOLUTE, Kind.CHANGE_PERCENT, Kind.CHANGE_PP, Kind.ELIMINATION)
_OTHERS = (
    Kind.MAINTAIN, Kind.CUMULATIVE_SUM, Kind.CUMULATIVE_CAP, Kind.INTENSITY, Kind.RELATIVE_TO_COUNTERFACTUAL,
    Kind.RANK, Kind.GAP_BETWEEN_GROUPS, Kind.SUSTAINED_STANDARD, Kind.MILESTONES, Kind.DIRECTIONAL,
)  # fmt: skip


def plain(_frequency: str, _n: int, _horizon: int) -> Record:
    return Record()


def bulk(series: SeriesById, targets: list[BulkTarget], **options: Any) -> Rows:
    return assess_in_bulk(series, targets, evidence_for=options.pop("evidence_for", plain), **options)


def one_by_one(series: SeriesById, targets: list[BulkTarget], **options: Any) -> Rows:
    evidence_for = options.pop("evidence_for", plain)
    cases = [case_of(item, series, as_of=options.get("as_of")) for item in targets]
    return [row_of(j.assessment) for j in judge(cases, evidence_for=evidence_for, sensitivity=False)]


def ahead(series: BulkSeries, steps: int) -> Period:
    return series.grid.period_at(int(series.grid.steps[-1]) + steps)


def level_targets(series: SeriesById) -> list[BulkTarget]:
    """Every level kind and comparator on every series, near and far, before and after the newest value."""
    found = []
    rng = np.random.default_rng(11)
    comparators = [c for c in Comparator if c is not Comparator.BETWEEN]
    for item in series.values():
        near = float(item.values[-1])
        for steps in (1, 3, 7, -1):
            for number, kind in enumerate(_LEVELS):
                period = ahead(item, steps) if steps > 0 else item.grid.periods[-1]
                comparator: Comparator = comparators[(number + steps) % len(comparators)]
                value, upper = near * rng.uniform(0.93, 1.07), None
                if kind is Kind.BAND:
                    comparator, value, upper = Comparator.BETWEEN, near * 0.97, near * 1.04
                elif kind.is_change:
                    value = float(rng.uniform(-8, 8))
                baseline = Baseline(item.grid.periods[0]) if kind.is_change else Baseline()
                target = Target(
                    f"{item.id} {kind} {steps}", kind, comparator, value, upper, period, baseline=baseline
                )
                found.append(BulkTarget(target, item.id))
    return found


def close(found: dict[str, Any], alone: dict[str, Any], *, dates: bool = True) -> None:
    for column in COLUMNS:
        if column == "attainment_p50" and not dates:
            continue
        mine, theirs = found[column], alone[column]
        if isinstance(mine, float) and isinstance(theirs, float):
            assert mine == pytest.approx(theirs, rel=1e-9, abs=1e-9), (found["target_id"], column)
        else:
            assert mine == theirs, (found["target_id"], column)


def test_level_targets_of_every_kind_and_frequency_have_the_numbers_of_judge(some_series: SeriesById) -> None:
    targets = level_targets(some_series)[::2]
    found, alone = bulk(some_series, targets), one_by_one(some_series, targets)
    for mine, theirs in zip(found, alone, strict=True):
        close(mine, theirs, dates=False)
    assert Counter(row["reason"] for row in found)[None] > 200
    assert {"outcome_known", "too_short", "model_failed"} <= {row["reason"] for row in found}
    # A date of attainment is an estimate on both sides: nearly all agree, the others are near.
    differ = [k for k, row in enumerate(found) if row["attainment_p50"] != alone[k]["attainment_p50"]]
    assert len(differ) < 0.03 * len(found)


def test_other_kinds_and_refusals_have_the_rows_of_judge(some_series: SeriesById) -> None:
    year, month = some_series["A-26"], some_series["M-season"]
    due, window = ahead(year, 4), Window(date(2022, 1, 1), date(2028, 12, 31))
    targets = [
        *(Target(f"{kind}", kind, Comparator.AT_LEAST, 101.0, period=due, window=window) for kind in _OTHERS),
        Target("cap", Kind.CUMULATIVE_CAP, Comparator.AT_MOST, 720.0, window=window),
        Target("standing", Kind.MAINTAIN, Comparator.AT_LEAST, 10.0, window=Window(date(2015, 1, 1))),
        Target("no date", Kind.ELIMINATION),
        Target("no number", Kind.LEVEL, Comparator.AT_LEAST, period=due),
        Target("no baseline", Kind.CHANGE_PERCENT, Comparator.AT_LEAST, 5.0, period=due),
        Target("milestones", Kind.LEVEL, Comparator.AT_LEAST, 99.0, period=due, milestones=(Milestone(ahead(year, 2), 98.0),)),
    ]  # fmt: skip
    asked = [BulkTarget(target, name) for target in targets for name in (year.id, month.id)]
    asked.append(
        BulkTarget(Target("nowhere", Kind.LEVEL, Comparator.AT_LEAST, 1.0, period=due), "no such series")
    )
    points = Target(
        "beyond", Kind.CHANGE_PP, Comparator.AT_LEAST, 50.0, period=due, baseline=Baseline(None, 90.0)
    )
    asked.append(BulkTarget(points, "share"))
    found, alone = bulk(some_series, asked), one_by_one(some_series, asked)
    for item, mine, theirs in zip(asked, found, alone, strict=True):
        if item.target.kind.is_cumulative or item.target.kind is Kind.MAINTAIN:
            continue  # drawn on both sides: compared in test_bulk_paths
        close(mine, theirs)
    reasons = {row["target_id"]: row["reason"] for row in found}
    assert reasons["rank"] == "direction_missing"
    assert reasons["gap_between_groups"] == "no_data"
    assert reasons["directional"] == "no_target_set"
    assert reasons["relative_to_counterfactual"] == "counterfactual"
    assert reasons["no date"] == "date_missing"
    assert reasons["no baseline"] == "baseline_not_set"
    assert reasons["beyond"] == "outside_bounds"
    assert reasons["nowhere"] == "no_data"
    assert reasons["milestones"] is None


def test_beyond_the_evidence_no_probability(some_series: SeriesById) -> None:
    def ends(_frequency: str, _n: int, horizon: int) -> Record:
        return Record(beyond=horizon > 5)

    year = some_series["A-26"]
    targets = [
        BulkTarget(
            Target(f"{steps}", Kind.LEVEL, Comparator.AT_LEAST, 100.0, period=ahead(year, steps)), year.id
        )
        for steps in (4, 5, 6)
    ]
    found = bulk(some_series, targets, evidence_for=ends)
    assert [row["reason"] for row in found] == [None, None, "horizon_too_long"]
    assert found[2]["probability"] is None


def test_few_values_keep_the_verdict_uncertain_between_the_extremes(some_series: SeriesById) -> None:
    series = some_series["four"]
    near = float(series.values[-1])
    target = Target("t", Kind.LEVEL, Comparator.AT_LEAST, near - 0.5, period=ahead(series, 2))
    (row,) = bulk(some_series, [BulkTarget(target, series.id)])
    assert 0.5 < row["probability"] < 0.9
    assert row["verdict"] == "uncertain"


def test_a_row_depends_on_its_own_target_and_series_alone(some_series: SeriesById) -> None:
    targets = level_targets(some_series)
    together = {row["target_id"]: row for row in bulk(some_series, targets)}
    backwards = {row["target_id"]: row for row in bulk(dict(reversed(some_series.items())), targets[::-1])}
    assert backwards == together
    for item in targets[5::97]:
        assert bulk({item.series_id: some_series[item.series_id]}, [item]) == [together[item.target.id]]


def test_one_bad_series_is_a_row_and_the_others_are_answered(some_series: SeriesById) -> None:
    due = Period(Frequency.YEAR, 2028)
    names = ["A-26", "huge", "constant", "two", "share"]
    targets = [
        BulkTarget(Target(name, Kind.LEVEL, Comparator.AT_LEAST, 41.0, period=due), name) for name in names
    ]
    found = bulk(some_series, targets)
    assert [row["target_id"] for row in found] == names
    assert [row["reason"] for row in found] == [None, "model_failed", None, "too_short", None]


def test_all_of_and_any_of_read_the_rows_of_their_parts(some_series: SeriesById) -> None:
    year = some_series["A-26"]
    near, due = float(year.values[-1]), ahead(year, 3)
    parts = [
        BulkTarget(Target(name, Kind.LEVEL, Comparator.AT_LEAST, near + more, period=due), year.id)
        for name, more in (("low", -2.0), ("high", 2.0), ("far", 9.0))
    ]
    together = [
        BulkTarget(Target("all", Kind.ALL_OF, components=("low", "high")), ""),
        BulkTarget(Target("any", Kind.ANY_OF, components=("low", "high")), ""),
        BulkTarget(Target("two", Kind.ANY_OF, components=("low", "high", "far")), "", any_k=2),
        BulkTarget(Target("broken", Kind.ALL_OF, components=("low", "short")), ""),
        BulkTarget(Target("short", Kind.LEVEL, Comparator.AT_LEAST, near, period=due), "two"),
    ]
    rows = {row["target_id"]: row for row in bulk(some_series, [*together, *parts])}
    low, high, far = (rows[name]["probability"] for name in ("low", "high", "far"))
    # Levels of one series on one date hang together wholly: the higher holds only where the lower does.
    assert low > high > far
    assert rows["all"]["probability"] == pytest.approx(high, abs=0.002)
    assert rows["any"]["probability"] == pytest.approx(low, abs=0.002)
    assert rows["two"]["probability"] == pytest.approx(high, abs=0.002)
    assert rows["broken"]["reason"] == "component_not_rateable"


def test_as_of_decides_what_is_past(some_series: SeriesById) -> None:
    year = some_series["A-26"]
    target = BulkTarget(Target("t", Kind.LEVEL, Comparator.AT_LEAST, 100.0, period=ahead(year, 1)), year.id)
    (now,) = bulk(some_series, [target])
    (later,) = bulk(some_series, [target], as_of=date(2026, 6, 30))
    assert (now["as_of"], now["reason"]) == ("2024-12-31", None)
    assert (later["as_of"], later["verdict"]) == ("2026-06-30", "awaiting_outcome")
    assert one_by_one(some_series, [target], as_of=date(2026, 6, 30)) == [later]


def test_progress_counts_every_target_once(some_series: SeriesById) -> None:
    targets = level_targets(some_series)
    told: list[tuple[int, int]] = []
    bulk(some_series, targets, progress=lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (len(targets), len(targets))
