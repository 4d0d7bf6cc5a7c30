"""The bundled files of figures: whole, compact, and refused where they are damaged."""

import shutil

import pytest

from datasets.errors import FileMissing, ObservationsInvalid
from datasets.geography.places import AUTHORITY, ENGLAND, REGION, parts_of
from datasets.observations import bundled_observations, load_statistics

MEGABYTE = 1_000_000


def test_every_row_names_an_indicator_an_area_and_a_release(catalogue, statistics):
    assert {o.indicator for o in statistics.observations} <= set(catalogue.indicators)
    assert {o.area for o in statistics.observations} <= set(statistics.areas)
    assert {o.release for o in statistics.observations} == set(statistics.releases)


def test_every_target_with_an_area_has_one_that_is_known(catalogue, statistics):
    assert {t.area for t in catalogue.targets.values() if t.area} <= set(statistics.areas)


def test_no_release_has_two_values_for_one_period(statistics):
    keys = [(o.indicator, o.area, o.period, o.published, o.basis) for o in statistics.observations]
    assert len(keys) == len(set(keys))


def test_the_files_are_small():
    assert sum(path.stat().st_size for path in bundled_observations().glob("*.csv")) < 2 * MEGABYTE


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("rough_sleeping_snapshot,E92000001,2024,", "rough_sleeping_snapshot,E92000001,2024/25,", "period"),
        ("rough_sleeping_snapshot,E92000001,2024,", "rough_sleping_snapshot,E92000001,2024,", "indicator"),
        ("rough_sleeping_snapshot,E92000001,2024,", "rough_sleeping_snapshot,E9200001,2024,", "area"),
        (",4667,", ",many,", "value"),
        (",4667,", ",-1,", "value"),
        (",4667,,file", ",4667,sure,file", "status"),
        (",4667,", ",4667,4,", None),
    ],
)
def test_a_damaged_file_is_refused_with_its_line(tmp_path, catalogue, old, new, field):
    folder = tmp_path / "figures"
    shutil.copytree(bundled_observations(), folder)
    path = folder / "rough-sleeping.csv"
    text = path.read_text(encoding="utf-8").replace(",4667,,quoted", ",4667,,file")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ObservationsInvalid) as caught:
        load_statistics(catalogue.indicators, folder)
    (problem,) = caught.value.problems
    assert (problem.file, problem.field) == ("rough-sleeping.csv", field)
    assert problem.line is not None
    assert old in text.splitlines()[problem.line - 1]


def test_a_folder_without_releases(tmp_path, catalogue):
    with pytest.raises(FileMissing):
        load_statistics(catalogue.indicators, tmp_path)


def test_the_homes_of_authorities_add_up_to_those_of_their_regions(statistics):
    held = {
        (o.area, str(o.period)): o.value
        for o in statistics.observations
        if o.indicator == "net_additional_dwellings" and o.release == "net-dwellings-2024-11-28-2"
    }
    for region in parts_of(ENGLAND, REGION):
        authorities = parts_of(region, AUTHORITY)
        for year in range(2016, 2024):
            period = f"{year}/{(year + 1) % 100:02d}"
            total = sum(held.get((code, period), 0) for code in authorities)
            # The publisher rounds some authorities and not the region.
            assert total == pytest.approx(held[region, period], abs=10), (region, period)
