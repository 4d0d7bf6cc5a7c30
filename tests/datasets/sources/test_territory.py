"""Areas of a release that do not fit together are told: wrong totals, dead codes, histories that stop at a merger."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from datasets.catalogue import load_catalogue
from datasets.geography.places import AUTHORITY, ENGLAND, REGION, parts_of
from datasets.geography.successors import predecessors, successors
from datasets.sources.remarks import RemarkCode
from datasets.sources.territory import adds_up, territory
from forecasting.frequency import Frequency
from forecasting.periods import Period

HOMES = load_catalogue().indicators["net_additional_dwellings"]
SHARE = load_catalogue().indicators["eyfs_gld_pct"]
YEAR = Period.parse("2022/23", Frequency.FINANCIAL_YEAR)
REGIONS = sorted(parts_of(ENGLAND, REGION))


@dataclass(frozen=True)
class Figure:
    area: str
    period: Period
    value: float | None


def regions(total: float) -> list[Figure]:
    return [*(Figure(code, YEAR, 10.0) for code in REGIONS), Figure(ENGLAND, YEAR, total)]


def codes(found):
    return [remark.code for remark in found]


def test_counts_add_up_and_shares_do_not():
    assert adds_up(HOMES)
    assert not adds_up(SHARE)
    assert not adds_up(replace(HOMES, unit="homes per 1,000 dwellings"))


@pytest.mark.parametrize(("total", "told"), [(90.0, []), (91.0, []), (120.0, [RemarkCode.NOT_THE_SUM])])
def test_a_total_that_is_not_the_sum_of_its_regions_is_told(total, told):
    found = territory(regions(total), HOMES)
    assert codes(found) == told
    if told:
        assert "England in 2022/23 for one: 120, and its parts add up to 90" in found[0].message


def test_a_share_is_never_added():
    assert territory(regions(120.0), SHARE) == []


def test_a_missing_region_leaves_nothing_to_compare():
    assert territory(regions(120.0)[1:], HOMES) == []


def test_a_region_is_held_against_the_authorities_that_stood_then():
    region = REGIONS[0]
    standing = [code for code in parts_of(region, AUTHORITY) if code not in successors()]
    figures = [Figure(code, YEAR, 5.0) for code in standing]
    whole = 5.0 * len(standing)
    assert territory([*figures, Figure(region, YEAR, whole)], HOMES) == []
    assert codes(territory([*figures, Figure(region, YEAR, 2 * whole)], HOMES)) == [RemarkCode.NOT_THE_SUM]
    assert territory([*figures[1:], Figure(region, YEAR, 2 * whole)], HOMES) == []


def test_a_code_used_after_its_end_is_told_with_the_one_that_followed():
    (found,) = territory([Figure("E07000190", YEAR, 3.0), Figure("E07000190", YEAR - 10, None)], HOMES)
    assert found.code is RemarkCode.AREA_RETIRED
    assert "Taunton Deane in 2022/23" in found.message
    assert "E07000246" in found.message


def test_a_history_that_stops_at_a_merger_is_told():
    before = Period.parse("2018/19", Frequency.FINANCIAL_YEAR)
    figures = [
        *(Figure(code, before, 4.0) for code in predecessors("E06000058")),
        Figure("E06000058", YEAR, 9.0),
    ]
    (found,) = territory(figures, HOMES)
    assert found.code is RemarkCode.AREA_MERGED
    assert "--carry-over" in found.message
    (share,) = territory(figures, SHARE)
    assert "nothing adds up" in share.message
