"""Formats that many publishers share, each on a small file of its layout made by hand."""

from __future__ import annotations

import io
import zipfile

import pytest

from datasets.sources.errors import FileRefused
from datasets.sources.open_sdg import read_repository
from datasets.sources.open_sdg_catalogue import write_catalogue
from datasets.sources.open_sdg_files import archive_files, folder_files
from datasets.sources.registry import recognise, source_named
from datasets.sources.selecting import select


def read(source, name, data):
    return source_named(source).read(name, data)


@pytest.mark.parametrize(
    ("name", "source", "numbers"),
    [
        ("ukhsa.json", "ukhsa/dashboard", [91.8, 91.2]),
        ("owid.csv", "owid/grapher", [41.4, 46.4, 52.0, 44.1]),
        ("json_stat.json", "json-stat", [4.1, None, 4.3, 5.1]),
        ("axis.px", "pxweb", [10.5, 11, None, 5.5]),
        ("csvw.csv", "csvw", [120.5, 119.1, 31.0]),
        ("sdmx.csv", "sdmx", [3.1, 3.2]),
        ("tidy.csv", "tidy", [1000, 1010, 3]),
    ],
)
def test_formats_are_recognised_and_read(specimens, name, source, numbers):
    found, publication = recognise(name, (specimens / name).read_bytes())
    assert found.id == source
    assert [item.value for item in publication.figures()] == numbers


def test_sdmx_xml(specimens):
    pytest.importorskip("sdmx", reason="reading SDMX messages needs sdmx1")
    found = read("sdmx", "sdmx.xml", (specimens / "sdmx.xml").read_bytes())
    assert [(item.area, str(item.period), item.value, item.status.value) for item in found.figures()] == [
        ("GB", "2024-01", 1.5, "final"), ("GB", "2024-02", 1.6, "provisional"),
    ]  # fmt: skip


def test_provisional_values_and_places_of_formats(specimens):
    statuses = [
        item.status.value for item in read("csvw", "c.csv", (specimens / "csvw.csv").read_bytes()).figures()
    ]
    assert statuses == ["final", "provisional", "final"]
    cube = list(read("json-stat", "j.json", (specimens / "json_stat.json").read_bytes()).figures())
    assert [(item.area, str(item.period), item.status.value) for item in cube] == [
        ("UK", "2023-11", "final"), ("UK", "2023-12", "final"), ("DE", "2023-11", "provisional"), ("DE", "2023-12", "final"),
    ]  # fmt: skip


def test_our_world_in_data_keeps_codes_and_translates_the_kingdom(catalogue, specimens):
    found = read("owid/grapher", "share.csv", (specimens / "owid.csv").read_bytes())
    readings = select(
        found,
        catalogue.feeds["renewable_elec_share_ember"],
        catalogue.indicators["renewable_elec_share_ember"],
    ).readings
    assert {(item.area, str(item.period)): item.value for item in readings} == {
        ("K02000001", "2022"): 41.4, ("K02000001", "2023"): 46.4, ("DEU", "2023"): 52.0,
    }  # fmt: skip


# --------------------------------------------------------------------------------------- Open SDG


def test_an_open_sdg_repository_becomes_a_catalogue_that_can_be_used(specimens, tmp_path):
    from datasets.catalogue import load_catalogue
    from datasets.reading.folder import load_folder_statistics

    files = folder_files(specimens / "open_sdg")
    repository = read_repository("inventia", files)
    written = write_catalogue(repository, tmp_path / "sdg", area="INV")
    assert (written.indicators, written.targets, written.observations) == (3, 1, 7)
    catalogue = load_catalogue([tmp_path / "sdg"])
    target = next(iter(catalogue.targets.values()))
    assert (target.value, target.comparator, str(target.period)) == (3.5, "<=", "2030")
    figures = load_folder_statistics(tmp_path / "sdg", catalogue.indicators).observations
    assert {(item.area, str(item.period), item.value) for item in figures if "3-2-1" in item.indicator} == {
        ("INV", "2019", 5.0), ("INV", "2020", 4.8), ("INV", "2021", 4.6), ("IN01", "2020", 5.5),
    }  # fmt: skip
    assert write_catalogue(repository, tmp_path / "sdg", area="INV") == written


def test_an_archive_is_the_same_as_its_folder(specimens):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted((specimens / "open_sdg").rglob("*.*")):
            archive.write(path, f"repo-main/{path.relative_to(specimens / 'open_sdg').as_posix()}")
    found = read_repository("x", archive_files("x", packed.getvalue()))
    assert [item.number for item in found.indicators] == ["3.2.1", "7.2.1", "8.1.1"]
    with pytest.raises(FileRefused):
        archive_files("x", packed.getvalue()[:-30])
