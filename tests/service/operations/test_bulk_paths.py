"""Totals and standards of a file by column: the numbers of single judgements, within what draws leave open."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from forecasting.frequency import Frequency
from forecasting.judging.judge import judge
from forecasting.judging.verdict import Record
from forecasting.targets import Comparator, Kind, Milestone, Target, Window
from service.operations.bulk_assess import BulkTarget, assess_in_bulk, case_of
from service.operations.bulk_series import BulkSeries
from service.operations.rows import COLUMNS, row_of

SeriesById = dict[str, BulkSeries]
ONE_SIDED = (Comparator.AT_LEAST, Comparator.AT_MOST, Comparator.ABOVE, Comparator.BELOW)
DRAWN = frozenset({"probability", "projected_p10", "projected_p50", "projected_p90", "projected_gap"})
_LEFT_OUT = {"A3-26", "A5-9", "A5-26", "POINT-26"}  # judged one by one in any case, and slowly
LABELS = frozenset({"verdict", "likelihood", "attainment_p50"})


def plain(_frequency: str, _n: int, _horizon: int) -> Record:
    return Record()


def path_targets(series: SeriesById) -> list[BulkTarget]:
    """Totals, caps, floors and standing standards on every series: easy and hard, begun and not, whole periods and parts."""
    rng = np.random.default_rng(5)
    found = []
    for item in series.values():
        if item.frequency is Frequency.DAY or item.id in _LEFT_OUT:
            continue
        latest, pace = item.series.latest, float(item.values[-1]) * item.series.steps_per_year
        if item.frequency.overlaps:
            pace = float(item.values[-1])
        for number, years in enumerate((1.0, 3.5)):
            start = latest.end - timedelta(days=int(rng.integers(-200, 900)))
            end = latest.end + timedelta(days=int(365 * years))
            total = pace * ((end - start).days + 1) / 365.25 * rng.uniform(0.97, 1.03)
            kinds = (Kind.CUMULATIVE_SUM, Comparator.AT_LEAST), (Kind.CUMULATIVE_CAP, Comparator.AT_MOST)
            for kind, comparator in kinds:
                target = Target(
                    f"{item.id} {kind} {number}", kind, comparator, total, window=Window(start, end)
                )
                found.append(BulkTarget(target, item.id))
            level = float(item.values[-1] + rng.normal(0, 3))
            standard = Target(
                f"{item.id} standard {number}",
                Kind.MAINTAIN,
                ONE_SIDED[(len(found) + number) % 4],
                level,
                window=Window(latest.end + timedelta(days=1), end if number else None),
            )
            standing = replace(standard, id=f"{item.id} standing {number}", window=Window(date(2019, 1, 1)))
            found += [BulkTarget(standard, item.id), BulkTarget(standing, item.id)]
    return found


def bulk(series: SeriesById, targets: list[BulkTarget], **options: Any) -> list[dict[str, Any]]:
    return assess_in_bulk(series, targets, evidence_for=options.pop("evidence_for", plain), **options)


def one_by_one(series: SeriesById, targets: list[BulkTarget]) -> list[dict[str, Any]]:
    cases = [case_of(item, series, as_of=None) for item in targets]
    return [row_of(j.assessment) for j in judge(cases, evidence_for=plain, sensitivity=False)]


def test_totals_and_standards_have_the_numbers_of_judge(some_series: SeriesById) -> None:
    targets = path_targets(some_series)
    found, alone = bulk(some_series, targets), one_by_one(some_series, targets)
    assert Counter(row["reason"] for row in alone)[None] > 100
    assert {row["verdict"] for row in alone} >= {"on_track", "off_track", "breached"}
    chances = []
    for mine, theirs in zip(found, alone, strict=True):
        named = mine["target_id"]
        spread = abs((theirs["projected_p90"] or 0) - (theirs["projected_p10"] or 0)) + 1e-9
        for column in COLUMNS:
            ours, other = mine[column], theirs[column]
            if column in DRAWN and ours is not None and other is not None:
                allowed = 0.04 if column == "probability" else 0.04 * spread
                assert ours == pytest.approx(other, abs=allowed), (named, column)
            elif isinstance(ours, float) and isinstance(other, float):
                assert ours == pytest.approx(other, rel=1e-9, abs=1e-9), (named, column)
            elif column not in LABELS:
                assert ours == other, (named, column)
        if theirs["probability"] is not None:
            chances.append(mine["probability"] - theirs["probability"])
    # Four thousand paths leave half a point open, on one side; neither side leans.
    assert np.std(chances) < 0.008
    assert abs(np.mean(chances)) < 0.002
    for label, differ in Counter(
        label
        for label in LABELS
        for mine, theirs in zip(found, alone, strict=True)
        if mine[label] != theirs[label]
    ).items():
        assert differ < 0.08 * len(found), label


def test_a_row_depends_on_its_own_target_and_series_alone(some_series: SeriesById) -> None:
    targets = path_targets(some_series)[::2]
    together = {row["target_id"]: row for row in bulk(some_series, targets)}
    backwards = {row["target_id"]: row for row in bulk(dict(reversed(some_series.items())), targets[::-1])}
    assert backwards == together
    for item in targets[3::31]:
        assert bulk({item.series_id: some_series[item.series_id]}, [item]) == [together[item.target.id]]


def test_exactly_what_a_single_flow_says(some_series: SeriesById) -> None:
    """The total of one whole period is a level: the chance from the exact margin."""
    series = some_series["A-26"]
    ahead = series.grid.period_at(int(series.grid.steps[-1]) + 1)
    for more in (-3.0, 0.0, 2.0):
        value = float(series.values[-1]) + more
        total = Target(
            "total", Kind.CUMULATIVE_SUM, Comparator.AT_LEAST, value, window=Window(ahead.start, ahead.end)
        )
        floor = Target(
            "floor", Kind.MAINTAIN, Comparator.AT_LEAST, value, window=Window(ahead.start, ahead.end)
        )
        level = Target("level", Kind.LEVEL, Comparator.AT_LEAST, value, period=ahead)
        rows = bulk(some_series, [BulkTarget(item, series.id) for item in (total, floor, level)])
        added, held, exact = (row["probability"] for row in rows)
        assert held == pytest.approx(exact, abs=1e-9)
        assert added == pytest.approx(exact, abs=0.002)


def test_a_constant_flow_adds_up_to_what_it_must(some_series: SeriesById) -> None:
    window = Window(date(2025, 1, 1), date(2028, 12, 31))
    asked = [
        Target(f"{value:g}", Kind.CUMULATIVE_SUM, comparator, value, window=window)
        for value, comparator in ((159.0, Comparator.AT_LEAST), (161.0, Comparator.AT_LEAST))
    ]
    easy, hard = bulk(some_series, [BulkTarget(target, "constant") for target in asked])
    assert easy["probability"] > 0.95 > 0.05 > hard["probability"]
    assert easy["attainment_p50"] == "2028"


def test_a_hard_total_is_followed_beyond_its_window(some_series: SeriesById) -> None:
    series = some_series["A-26"]
    total = 4.4 * float(series.values[-1])
    target = Target(
        "t",
        Kind.CUMULATIVE_SUM,
        Comparator.AT_LEAST,
        total,
        window=Window(date(2025, 1, 1), date(2028, 6, 30)),
    )
    (row,) = bulk(some_series, [BulkTarget(target, series.id)])
    assert row["probability"] < 0.05
    assert row["attainment_p50"] == "2029"


def test_milestones_reach_the_gap_now(some_series: SeriesById) -> None:
    series = some_series["A-26"]
    window = Window(date(2021, 1, 1), date(2030, 12, 31))
    plainly = Target("t", Kind.CUMULATIVE_SUM, Comparator.AT_LEAST, 1000.0, window=window)
    early = replace(plainly, milestones=(Milestone(series.series.latest, 900.0),))
    rows = [bulk(some_series, [BulkTarget(target, series.id)])[0] for target in (plainly, early)]
    assert rows[1]["gap_now"] > rows[0]["gap_now"]
    assert rows[1]["probability"] == rows[0]["probability"]


def test_what_needs_more_than_a_forecast_is_said_by_judge(some_series: SeriesById) -> None:
    year = some_series["A-26"]
    far = Window(date(2025, 1, 1), date(2060, 12, 31))
    targets = [
        Target("no total", Kind.CUMULATIVE_SUM, Comparator.AT_LEAST, window=far),
        Target("no window", Kind.CUMULATIVE_CAP, Comparator.AT_MOST, 5.0),
        Target("far", Kind.CUMULATIVE_SUM, Comparator.AT_LEAST, 5000.0, window=far),
        Target("between", Kind.MAINTAIN, Comparator.BETWEEN, 90.0, 110.0, window=Window(date(2025, 1, 1))),
    ]
    asked = [BulkTarget(target, year.id) for target in targets]
    asked.append(BulkTarget(replace(targets[2], id="huge"), "huge"))

    def ends(_frequency: str, _n: int, horizon: int) -> Record:
        return Record(beyond=horizon > 20)

    rows = {row["target_id"]: row for row in bulk(some_series, asked, evidence_for=ends)}
    assert rows["no total"]["reason"] == "no_target_set"
    assert rows["no window"]["reason"] in ("no_target_set", "date_missing")
    assert rows["far"]["reason"] == "horizon_too_long"
    assert rows["huge"]["reason"] in ("horizon_too_long", "model_failed")
    assert rows["between"]["reason"] is None
    assert one_by_one(some_series, [asked[3]])[0]["probability"] == rows["between"]["probability"]


def test_progress_counts_every_target_once(some_series: SeriesById) -> None:
    targets, told = path_targets(some_series)[::5], []
    bulk(some_series, targets, progress=lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (len(targets), len(targets))
