"""Past origins of files and of the catalogue: where to stand, what was known there, what may be compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from datasets.observation import Observation
from forecasting.breaks import Break, BreakKind, Breaks, Comparable
from forecasting.indicators import Indicator
from forecasting.periods import Period
from forecasting.series import Series
from service.operations.backtest import Panel, backtest
from service.operations.backtest_catalogue import PastSeries, panel_of, past_series, stands_of
from service.operations.backtest_errors import BenchmarkUnreadable, NothingOfOnesOwn, NothingToReplay
from service.operations.backtest_files import panel_of_file, panels_of_benchmark
from service.operations.backtest_origins import comparable_outcomes, cut, stand_at
from service.operations.backtest_refit import refit_on, use_shipped
from service.operations.backtest_rows import COLUMNS, case_rows, document_of, rows_of, span
from service.operations.backtest_targets import days_of, past_cases
from service.operations.cases import cases_for
from service.operations.constants import engine_of
from service.operations.courses import keep_courses
from service.operations.errors import IndicatorUnknown, MissionUnknown
from service.operations.installation import Installation, open_installation
from service.operations.judging import judge_targets
from service.settings import Settings

MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def yearly(values: list[float], *, first: int = 2000) -> Series:
    return Series.of(
        Indicator("made"), [(Period.parse(str(first + k)), value) for k, value in enumerate(values)], area="X"
    )


def broken(year: int, comparable: Comparable, kind: BreakKind = BreakKind.METHOD) -> Breaks:
    return Breaks((Break(Period.parse(str(year)), kind, comparable),))


# ------------------------------------------------------------------------------ where to stand


def test_outcomes_end_where_figures_are_no_longer_comparable():
    series = yearly([float(k) for k in range(12)])
    assert comparable_outcomes(series, Breaks(), 5).tolist() == [6, 7, 8, 9, 10, 11]
    found = comparable_outcomes(series, broken(2009, Comparable.NO), 5)
    assert found[:3].tolist() == [6, 7, 8]
    assert np.isnan(found[3:]).all()
    assert comparable_outcomes(series, broken(2009, Comparable.NO), 10).tolist() == [11]
    assert np.isfinite(comparable_outcomes(series, broken(2009, Comparable.PARTLY), 5)).all()


def test_outcomes_of_exceptional_years_are_set_aside():
    series = yearly([float(k) for k in range(12)], first=2014)
    pandemic = broken(2020, Comparable.PARTLY, BreakKind.PANDEMIC)
    found = comparable_outcomes(series, pandemic, 4)
    assert np.isnan(found).tolist() == [False, True, True, False, False, False, False]


def test_five_values_are_needed_to_stand_on():
    series = yearly([1.0, 3.0, 2.0, 5.0, 4.0, 6.0, 7.0])

    def at(count: int):
        return stand_at(
            cut(series, count),
            breaks_then=Breaks(),
            today=series,
            breaks_today=Breaks(),
            cluster="made",
            footing="over_periods",
        )

    assert at(4) is None
    assert at(7) is None, "nothing came after"
    stand = at(5)
    assert stand is not None
    assert str(stand.period) == "2004"
    assert stand.origin.history.values.tolist() == [1, 3, 2, 5, 4]
    assert stand.origin.outcomes.tolist() == [6, 7]
    assert stand.origin.frequency_class == "yearly"


# ------------------------------------------------------------------------------ a file of one's own


def write(path: Path, rows: list[str], header: str = "series_id,period,value") -> Path:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def test_a_file_without_dates_is_cut_by_periods(tmp_path: Path):
    values = np.random.default_rng(0).normal(0, 1, 12).cumsum().round(3)
    rows = [f"a,{2010 + k},{value}" for k, value in enumerate(values)] + ["b,2020,1", "b,2021,2"]
    panel = panel_of_file(write(tmp_path / "own.csv", rows), horizon=3, origins=4)
    assert panel.name == "own.csv"
    assert [len(o.history.values) for o in panel.origins] == [11, 10, 9, 8]
    assert [o.outcomes.tolist() for o in panel.origins] == [
        values[11:].tolist(), values[10:].tolist(), values[9:].tolist(), values[8:11].tolist(),
    ]  # fmt: skip
    assert {o.footing for o in panel.origins} == {"over_periods"}
    assert panel.notes == ("1 series have fewer than six values.",)


def test_a_file_with_dates_is_replayed_over_its_releases(tmp_path: Path):
    """Every year's figure was first published a year later, and revised upwards by one the year after."""
    rows = []
    for k in range(14):
        rows += [
            f"a,{2000 + k},{k * k % 7},{2001 + k}-06-01",
            f"a,{2000 + k},{k * k % 7 + 1},{2002 + k}-06-01",
        ]
    path = write(tmp_path / "own.csv", rows, "series_id,period,value,published")
    panel = panel_of_file(path, origins=5)
    assert {o.footing for o in panel.origins} == {"real_time"}
    for origin in panel.origins:
        last = len(origin.history.values) - 1
        first_print = last * last % 7
        assert origin.history.values[-1] == first_print, "the newest figure as first published"
        assert origin.history.values[0] == 1, "the oldest as revised"
        assert origin.outcomes[0] == (last + 1) ** 2 % 7 + 1, "what happened as it stands today"


# ------------------------------------------------------------------------------ a benchmark


def benchmark(path: Path, **change: object) -> Path:
    import pyarrow as pa
    from pyarrow import parquet

    rng = np.random.default_rng(1)
    rows = []
    for k in range(12):
        values = 100 + rng.normal(0, 1, 22).cumsum()
        row = {
            "src": "made", "id": f"s{k // 2}@{k}", "freq": "yearly" if k < 8 else "quarterly", "n": 18, "h": 4,
            "x": values[:18].tolist(), "xx": values[18:].tolist(),
        }  # fmt: skip
        rows.append(row | change)
    parquet.write_table(pa.Table.from_pylist(rows), path)
    return path


def test_each_file_of_a_benchmark_is_a_panel_and_cuts_of_one_series_are_one_cluster(tmp_path: Path):
    benchmark(tmp_path / "b.parquet")
    benchmark(tmp_path / "a.parquet")
    import pyarrow as pa
    from pyarrow import parquet

    parquet.write_table(pa.table({"something": [1]}), tmp_path / "else.parquet")
    panels = panels_of_benchmark(tmp_path, horizon=2)
    assert [panel.name for panel in panels] == ["a", "b"]
    results = backtest(panels)
    assert [result.name for result in results] == ["a", "b"]
    assert (results[0].series, results[0].origins, results[0].refused) == (6, 12, {})
    wholes = [c for c in results[0].cells if c.lengths is None and c.horizons is None]
    assert [(c.frequency_class, c.series, c.forecasts) for c in wholes] == [
        ("yearly", 4, 16), ("quarterly", 2, 8),
    ]  # fmt: skip


def test_what_is_no_benchmark_is_named(tmp_path: Path):
    with pytest.raises(BenchmarkUnreadable, match="holds no benchmark"):
        panels_of_benchmark(tmp_path)
    with pytest.raises(BenchmarkUnreadable, match="cannot be read"):
        panels_of_benchmark(write(tmp_path / "x.parquet", ["a,b"]))
    with pytest.raises(BenchmarkUnreadable, match="series s0@0 has no number in x"):
        panels_of_benchmark(benchmark(tmp_path / "v.parquet", x=None))
    with pytest.raises(BenchmarkUnreadable, match="series s0@0 has no number in xx"):
        panels_of_benchmark(benchmark(tmp_path / "w.parquet", xx=[]))
    with pytest.raises(BenchmarkUnreadable, match="“hourly”"):
        panels_of_benchmark(benchmark(tmp_path / "y.parquet", freq="hourly"))
    import pyarrow as pa
    from pyarrow import parquet

    parquet.write_table(pa.table({"src": ["a"], "id": ["b"]}), tmp_path / "z.parquet")
    with pytest.raises(BenchmarkUnreadable, match="no column freq, n, h, x, xx"):
        panels_of_benchmark(tmp_path / "z.parquet")


def test_nothing_to_replay_is_said():
    with pytest.raises(NothingToReplay):
        backtest([Panel("empty", ())])


def test_rows_and_documents_hold_the_same(tmp_path: Path):
    results = backtest(panels_of_benchmark(benchmark(tmp_path / "a.parquet")))
    rows = list(rows_of(results))
    assert all(tuple(row) == COLUMNS for row in rows)
    document = document_of(results, constants={"yearly": "shipped"})
    cells = document["data"][0]["cells"]
    assert len(cells) == len(rows)
    for row, cell in zip(rows, cells, strict=True):
        assert row["crps"] == cell["crps"]["value"]
        assert row["coverage_80_se"] == cell["coverage_80"]["se"]
        assert sum(row[f"count_{k}"] or 0 for k in range(10)) == cell["targets"]
        assert [row[f"pit_{k}"] for k in range(10)] == cell["pit"]
    assert [span(ends) for ends in (None, (5, 9), (25, None), (3, 3))] == ["", "5-9", "25+", "3"]


# ------------------------------------------------------------------------------ the catalogue


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    found = open_installation(Settings(home=tmp_path_factory.mktemp("home")), recorded=MORNING)
    yield found
    found.close()


def known_then(observation: Observation, day: date, lag_days: int) -> bool:
    published = observation.published
    return (published is not None and published <= day) or observation.period.end + timedelta(
        days=lag_days
    ) <= day


@pytest.mark.parametrize(
    "name", ["rtt_pct_within_18w", "knife_offences_police_recorded", "ghg_territorial_total"]
)
def test_an_origin_knows_nothing_that_was_not_known_on_its_day(installation: Installation, name: str):
    """Whatever became known later may be anything: the history of the origin stays as it is."""
    found = past_series(installation)
    item = next((one for one in found if one.entry.id == name), None) or max(
        (one for one in found if one.entry.lag_days is not None), key=lambda one: len(one.observations)
    )
    lag = item.entry.lag_days
    assert lag is not None
    stands, _ = stands_of(installation, item)
    assert stands
    for stand in stands:
        day = stand.day
        assert day is not None
        changed = tuple(
            one if known_then(one, day, lag) else replace(one, value=one.value + 1000.0)
            for one in item.observations
        )
        again, _ = stands_of(installation, PastSeries(item.entry, item.area, changed))
        same = next(one for one in again if one.period == stand.period)
        np.testing.assert_array_equal(same.origin.history.values, stand.origin.history.values)
        assert same.origin.footing == stand.origin.footing


def test_real_time_means_that_every_figure_was_published_by_then(installation: Installation):
    seen = 0
    for item in past_series(installation):
        stands, _ = stands_of(installation, item)
        for stand in stands:
            if stand.origin.footing != "real_time":
                continue
            seen += 1
            day = stand.day
            assert day is not None
            published = {
                o.period for o in item.observations if o.published is not None and o.published <= day
            }
            first = min(o.period.end for o in item.observations if o.period in published)
            assert first <= stand.period.end
            assert stand.period in published
    assert seen > 5


def test_bases_are_never_mixed(installation: Installation):
    """What was forecast on an earlier basis is held against the last figures on that basis, not on today's."""
    from datasets.releases import known_as_of

    item = next(
        one for one in past_series(installation) if one.id == "child_poverty_rel_ahc_3yr_avg/K02000001"
    )
    bases = installation.bases_of(item.entry.id, item.area)
    (basis,) = [one for one in bases if one.until.day > date(2026, 1, 1)]
    last_day = basis.until.day - timedelta(days=1)
    last = known_as_of(item.observations, as_of=last_day, lag_days=item.entry.lag_days, bases=bases)
    assert last.basis == basis.name
    figures = {one.period: one.observation.value for one in last}
    stands, _ = stands_of(installation, item)
    earlier = [stand for stand in stands if stand.day is not None and stand.day <= last_day]
    assert len(earlier) > 3
    for stand in earlier:
        seen = stand.origin.outcomes
        assert np.isfinite(seen).any()
        for ahead, value in enumerate(seen.tolist(), start=1):
            if np.isfinite(value):
                assert value == figures[stand.period + ahead]


def test_the_catalogue_is_reported_by_footing_and_class(installation: Installation):
    panel = panel_of(installation, mission="child-poverty")
    everything = panel_of(installation)
    assert len(everything.origins) > 800
    assert 0 < len(panel.origins) < len(everything.origins)
    assert {o.footing for o in everything.origins} == {"real_time", "pseudo_real_time", "over_periods"}
    (result,) = backtest([panel])
    kinds = {(cell.footing, cell.frequency_class) for cell in result.cells}
    assert kinds == {(o.footing, o.frequency_class) for o in panel.origins}
    assert result.series == len({o.cluster for o in panel.origins})


def test_names_choose_targets_and_indicators(installation: Installation):
    by_indicator = past_series(installation, ["rtt_pct_within_18w"])
    assert {one.entry.id for one in by_indicator} == {"rtt_pct_within_18w"}
    by_target = past_series(installation, ["nhs-rtt92-2029"])
    assert [one.id for one in by_target] == ["rtt_pct_within_18w/E92000001"]
    with pytest.raises(IndicatorUnknown):
        past_series(installation, ["rtt_pct"])
    with pytest.raises(MissionUnknown):
        past_series(installation, mission="uk-nhss")


def test_past_targets_are_cases_judged_on_what_was_known(installation: Installation):
    cases = past_cases(installation, ["nhs-rtt65-2026", "homes-1m-2024"])
    assert {case.target_id for case in cases} == {"nhs-rtt65-2026", "homes-1m-2024"}
    assert all(case.met for case in cases)
    for case in cases:
        assert case.as_of < case.due
        assert case.verdict != "met", "what came later is not known"
    assert any(case.probability is not None for case in cases)
    (rtt,) = list(cases_for(installation, targets_wanted=["nhs-rtt65-2026"]))
    assert set(days_of(rtt)) >= {case.as_of for case in cases if case.target_id == "nhs-rtt65-2026"}
    rows = list(case_rows(cases))
    assert {row["met"] for row in rows} == {"met"}


def test_a_refit_on_too_few_changes_nothing_and_one_that_is_adopted_enters_the_identity_of_judgements(
    tmp_path: Path,
):
    from forecasting.engine import ENGINE_VERSION
    from forecasting.refit import Rule
    from service.store.reads.constants import all_constants

    installation = open_installation(Settings(home=tmp_path / "home"), recorded=MORNING)
    try:
        few = refit_on(installation, [panel_of(installation, mission="uk-nhs")], recorded=MORNING)
        assert not any(one.refit.adopted for one in few)
        assert all("needed" in one.refit.reason for one in few)
        assert engine_of(installation).name == ENGINE_VERSION
        target = "nhs-rtt92-2029"
        (before,) = judge_targets(installation, recorded=MORNING, targets=[target])
        course = [("rtt_pct_within_18w", "E92000001")]
        assert keep_courses(installation, recorded=MORNING, only=course) == 1
        assert keep_courses(installation, recorded=MORNING, only=course) == 0
        # Walks far quieter than any the constants were fitted on, one in ten of them loud.
        panel = Panel("quiet", tuple(_quiet()))
        found = refit_on(installation, [panel], recorded=MORNING, rule=Rule(60, 5, 3))
        monthly = next(one for one in found if one.refit.frequency.value == "monthly")
        assert monthly.refit.adopted, monthly.refit.reason
        engine = engine_of(installation)
        assert engine.constants == {"yearly": "shipped", "quarterly": "shipped", "monthly": monthly.version}
        (after,) = judge_targets(installation, recorded=MORNING, targets=[target])
        assert after.assessment.key != before.assessment.key
        assert after.assessment.evidence is not None
        assert after.assessment.evidence.engine == engine.name
        assert after.assessment.probability != before.assessment.probability
        assert keep_courses(installation, recorded=MORNING, only=course) == 1, "the course is another one too"
        assert use_shipped(installation, recorded=MORNING) == 1
        (again,) = judge_targets(installation, recorded=MORNING, targets=[target])
        assert again.assessment.key == before.assessment.key
        assert not again.fresh
        with pytest.raises(NothingOfOnesOwn):
            use_shipped(installation, recorded=MORNING)
        with installation.store.read() as session:
            assert len(all_constants(session)) == 1, "what was put aside is kept"
    finally:
        installation.close()


def _quiet():
    """Monthly counters of chance: what lies ahead is far more uncertain than what lies behind."""
    from forecasting.models.history import History
    from forecasting.past_forecasts import Origin

    rng = np.random.default_rng(3)
    for k in range(75):
        known = 100 + rng.normal(0, 1, 60).cumsum()
        later = known[-1] + rng.normal(0, 6, 6).cumsum()
        yield Origin(f"q{k}", History(known, season=12), later, "monthly", "over_periods")
