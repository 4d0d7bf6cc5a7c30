"""Places and reorganisations: checked among themselves, and on the real figures of two decades where they are at hand."""

from __future__ import annotations

import csv
import gzip
from datetime import date
from pathlib import Path

import pytest

from datasets.geography.places import AUTHORITY, ENGLAND, REGION, lies_in, parts_of, places
from datasets.geography.successors import carried_over, predecessors, retired, successor_on, successors
from forecasting.frequency import Frequency
from forecasting.periods import Period

PANEL = Path(__file__).parents[3] / "shared/official/panels/net_additional_dwellings_by_area.csv.gz"


def year(text: str) -> Period:
    return Period.parse(text, Frequency.FINANCIAL_YEAR)


def test_every_place_lies_in_a_place_and_ends_in_the_united_kingdom():
    for place in places().values():
        assert place.code == "K02000001" or lies_in(place.code, "K02000001"), place
        assert not lies_in(place.code, place.code)


def test_every_english_authority_lies_in_one_region():
    for code in parts_of(ENGLAND, AUTHORITY):
        assert sum(lies_in(code, region) for region in parts_of(ENGLAND, REGION)) == 1, code


def test_reorganisations_lead_to_places_in_the_same_region():
    for one in successors().values():
        assert one.successor in places()
        region = next(r for r in parts_of(ENGLAND, REGION) if lies_in(one.area, r))
        assert lies_in(one.successor, region), one


def test_a_chain_of_mergers_is_followed_only_as_far_as_the_day():
    taunton = "E07000190"
    assert successor_on(taunton, date(2019, 3, 31)) == taunton
    assert successor_on(taunton, date(2019, 4, 1)) == "E07000246"
    assert successor_on(taunton, date(2023, 4, 1)) == "E06000066"
    assert retired(taunton, year("2019/20"))
    assert not retired(taunton, year("2018/19"))
    assert not retired("E09000007", year("2024/25"))


def test_counts_are_carried_over_only_where_every_part_is_there():
    before, after = year("2018/19"), year("2019/20")
    parts = sorted(predecessors("E06000058"))
    values = {(part, before): 10.0 for part in parts} | {("E06000058", after): 31.0}
    assert carried_over(values) == {("E06000058", before): 30.0}
    values.pop((parts[0], before))
    assert carried_over(values) == {}


def test_an_authority_that_the_release_does_not_know_is_given_nothing():
    before = year("2018/19")
    assert carried_over({(part, before): 10.0 for part in predecessors("E06000058")}) == {}


@pytest.mark.skipif(not PANEL.is_file(), reason="the data pack is not beside the project")
def test_authorities_add_up_to_regions_in_every_year_of_two_decades():
    by_year: dict[str, dict[str, float]] = {}
    with gzip.open(PANEL, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["indicator_id"] == "net_additional_dwellings":
                by_year.setdefault(row["period"], {})[row["area_code"]] = float(row["value"])
    compared = 0
    for values in by_year.values():
        for region in parts_of(ENGLAND, REGION) & values.keys():
            held = parts_of(region, AUTHORITY) & values.keys()
            if held:
                compared += 1
                assert sum(values[code] for code in held) == pytest.approx(values[region], rel=1e-3, abs=2)
    assert compared == 9 * 23
