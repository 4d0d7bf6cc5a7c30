"""Which places drive a gap, from a catalogue of one's own with England, its regions and some authorities."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from datasets.geography.places import parts_of
from service.operations.decomposing import keep_decompositions
from service.operations.decomposition_rows import COLUMNS, place_rows
from service.operations.ingest import open_ingest
from service.operations.installation import open_installation
from service.operations.judging import judge_targets
from service.settings import Settings
from service.store.reads.decompositions import decomposition_of

ENGLAND = "E92000001"
REGIONS = sorted(parts_of(ENGLAND, "region"))
NORTH_EAST = REGIONS[0]
NOW = datetime(2025, 6, 1, tzinfo=UTC)
CATALOGUE = """\
mission:
  id: trial
  title: Trial
  jurisdiction: England
  ambition: More.
  status: live
  citation: Invented.
indicators:
  - id: homes
    title: Homes
    definition: Homes built.
    unit: homes
    direction: increase
    lower: 0
    aggregation: flow
    frequency: A
    family: mixed
    coverage: England
    publisher: Office
    release: Homes
    table: homes.csv
  - id: share
    title: Share
    definition: Share built.
    unit: percent
    direction: increase
    lower: 0
    upper: 100
    aggregation: rate
    frequency: A
    family: mixed
    coverage: England
    publisher: Office
    release: Homes
    table: share.csv
  - id: fast
    title: Fast
    definition: Homes built fast.
    unit: homes
    direction: increase
    lower: 0
    aggregation: flow
    frequency: A
    family: mixed
    coverage: England
    publisher: Office
    release: Homes
    table: fast.csv
  - id: fast_share
    title: Fast share
    definition: Share of homes built fast.
    unit: percent
    direction: increase
    lower: 0
    upper: 100
    aggregation: rate
    frequency: A
    family: mixed
    numerator: fast
    denominator: homes
    coverage: England
    publisher: Office
    release: Homes
    table: share.csv
targets:
  - {id: level, title: A level, wording: A level., kind: level, indicator: homes, area: E92000001, comparator: ">=",
     value: 20000, period: "2028", status: live, citation: Invented.}
  - {id: total, title: A total, wording: A total., kind: cumulative_sum, indicator: homes, area: E92000001,
     comparator: ">=", value: 90000, window: {start: 2024-07-01, end: 2029-06-30}, status: live, citation: Invented.}
  - {id: rate, title: A rate, wording: A rate., kind: level, indicator: share, area: E92000001, comparator: ">=",
     value: 60, period: "2028", status: live, citation: Invented.}
  - {id: ratio, title: A ratio, wording: A ratio., kind: level, indicator: fast_share, area: E92000001,
     comparator: ">=", value: 60, period: "2028", status: live, citation: Invented.}
  - {id: local, title: A region, wording: A region., kind: level, indicator: homes, area: E12000001, comparator: ">=",
     value: 3000, period: "2028", status: live, citation: Invented.}
"""


def rows():
    """Homes of nine regions that add up to England, two authorities of one, and an authority that stopped counting."""
    rng = np.random.default_rng(4)
    held: dict[str, np.ndarray] = {}
    quick: dict[tuple[str, int], int] = {}
    for k, region in enumerate(REGIONS):
        held[region] = np.round(1000 + 100 * k + rng.normal(0, 60, 22).cumsum())
    held[ENGLAND] = np.sum([held[region] for region in REGIONS], axis=0)
    held["E06000001"], held["E06000002"] = np.round(0.2 * held[NORTH_EAST]), np.round(0.3 * held[NORTH_EAST])
    held["E06000003"] = np.round(0.1 * held[NORTH_EAST])[:12]
    for area, values in held.items():
        for year, value in enumerate(values.tolist(), start=2003):
            yield f"homes,{area},{year},{value}"
            yield f"share,{area},{year},{40 + (value % 7)}"
            if area in REGIONS:
                quick[area, year] = round(value * (0.3 + 0.02 * REGIONS.index(area) + 0.004 * (year - 2003)))
    for year in range(2003, 2025):
        quick[ENGLAND, year] = sum(quick[region, year] for region in REGIONS)
    for (area, year), value in quick.items():
        yield f"fast,{area},{year},{value}"
        if area == ENGLAND:
            yield f"fast_share,{area},{year},{100 * value / held[area][year - 2003]:.2f}"


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    home = tmp_path_factory.mktemp("places")
    (home / "catalogue").mkdir()
    (home / "catalogue/trial.yaml").write_text(CATALOGUE)
    file = home / "homes.csv"
    file.write_text("\n".join(["indicator_id,area_code,period,value", *rows(), ""]))
    settings = Settings(home=home, bundled=False)
    opened = open_installation(settings, recorded=NOW)
    open_ingest(settings, opened, now=lambda: NOW).file(file)
    judge_targets(opened, recorded=NOW)
    assert keep_decompositions(opened, recorded=NOW) == 4
    yield opened
    opened.close()


def read(installation, name):
    with installation.store.read() as session:
        return decomposition_of(session, name)


def test_the_parts_of_england_add_up_to_its_gap(installation):
    found = read(installation, "level")
    whole, *places = found["places"]
    assert (whole["area"], whole["share"], whole["rank"]) == (ENGLAND, 1.0, None)
    regions = [one for one in places if one["level"] == "region"]
    assert {one["area"] for one in regions} == set(REGIONS)
    assert sum(one["mean"] for one in regions) == pytest.approx(whole["mean"])
    assert whole["mean"] == pytest.approx(found["judged_shortfall"], rel=0.02)
    assert [one["mean"] for one in places] == sorted((one["mean"] for one in places), reverse=True)


def test_what_the_named_authorities_leave_out_stands_as_the_rest(installation):
    places = {one["area"]: one for one in read(installation, "level")["places"]}
    inside = [one for one in places.values() if one["parent"] == NORTH_EAST]
    assert {one["area"] for one in inside} == {"E06000001", "E06000002", f"{NORTH_EAST}:rest"}
    assert places[f"{NORTH_EAST}:rest"]["name"].startswith("Rest of ")
    assert sum(one["mean"] for one in inside) == pytest.approx(places[NORTH_EAST]["mean"])
    assert sum(one["share"] for one in inside) == pytest.approx(places[NORTH_EAST]["share"])
    leaves = [one for one in places.values() if one["rank"] is not None]
    assert sorted(one["rank"] for one in leaves) == list(range(1, len(leaves) + 1))


def test_a_total_counts_the_part_of_each_period_inside_its_window(installation):
    found = read(installation, "total")
    assert (found["of"], found["shared_from"]["period"]) == ("total", "2023")
    assert [one["period"] for one in found["periods"]] == ["2024", "2029"]
    whole = found["places"][0]
    assert whole["required"] == pytest.approx(90_000)
    assert whole["mean"] == pytest.approx(found["judged_shortfall"], rel=0.02)


def test_a_region_is_shared_out_among_its_authorities(installation):
    found = read(installation, "local")
    assert {one["area"] for one in found["places"]} == {
        NORTH_EAST, "E06000001", "E06000002", f"{NORTH_EAST}:rest",
    }  # fmt: skip


def test_a_rate_is_shared_out_through_its_numerator_and_denominator(installation):
    found = read(installation, "ratio")
    assert found["of"] == "rate"
    whole, *regions = found["places"]
    assert {one["area"] for one in regions} == set(REGIONS)
    assert whole["required"] == pytest.approx(60)
    assert all(one["required"] == pytest.approx(60) for one in regions)
    assert sum(one["mean"] for one in regions) == pytest.approx(whole["mean"])
    assert whole["mean"] == pytest.approx(found["judged_shortfall"], rel=0.05)
    # The region with the smallest share of fast homes is furthest below the rate asked for.
    slowest = next(one for one in regions if one["area"] == REGIONS[0])
    assert slowest["projected"][1] == min(one["projected"][1] for one in regions)


def test_a_rate_that_is_no_ratio_is_not_shared_out(installation):
    assert read(installation, "rate") is None


def test_doing_it_twice_changes_nothing_and_the_rows_are_whole(installation):
    before = read(installation, "total")
    assert keep_decompositions(installation, recorded=NOW) == 0
    assert read(installation, "total") == before
    table = list(place_rows(before))
    assert len(table) == len(before["places"])
    assert all(tuple(row) == COLUMNS for row in table)
