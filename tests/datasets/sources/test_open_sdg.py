"""Open SDG repositories in the shapes their owners give them, down to a catalogue that passes its own check."""

from __future__ import annotations

import io
import zipfile

import pytest

from datasets.catalogue import load_catalogue
from datasets.reading.folder import load_folder_statistics
from datasets.sources import open_sdg_files
from datasets.sources.errors import FileRefused, LayoutChanged, NotThisFile
from datasets.sources.open_sdg import number_of, read_repository
from datasets.sources.open_sdg_catalogue import write_catalogue
from datasets.sources.open_sdg_files import archive_address, archive_files, folder_files, name_of

PLAIN = b"Year,Value\n2019,5.0\n2020,4.8\n2021,4.6\n"


def catalogue_of(tmp_path, files, **more):
    repository = read_repository("inventia", files)
    written = write_catalogue(repository, tmp_path / "sdg", area="INV", **more)
    catalogue = load_catalogue([tmp_path / "sdg"])
    figures = load_folder_statistics(tmp_path / "sdg", catalogue.indicators).observations
    values = {
        (item.indicator.removeprefix("open-sdg-inventia-"), item.area, str(item.period)): item.value
        for item in figures
    }
    return repository, written, catalogue, values


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("data/indicator_3-2-1.csv", "3-2-1"), ("data/indicator_1_1_1.csv", "1-1-1"), ("data/1-a-2.csv", "1-a-2"), ("data/indicator_7-1.csv", "7-1"),
        ("data/12-1-ab.csv", "12-1-ab"), ("data/16-6-2-1.csv", "16-6-2-1"), ("meta/1-3-1-1c.md", "1-3-1-1c"), ("data/indicator_9-1-.csv", "9-1"),
        ("data/indicator_1.2.1.csv", "1-2-1"), ("data/indicator_5-1-1-SERIE-A.csv", "5-1-1-a"), ("data/indicator_10-x-2.csv", "10-x-2"),
        ("README.md", None), ("data/GDP-1.csv", None), ("data/2025_Data.xlsx", None), ("_prose.yml", None),
    ],
)  # fmt: skip
def test_names_of_files(path, number):
    assert number_of(path) == number


def test_settings_apart_from_metadata_and_targets_with_and_without_a_direction(tmp_path):
    settings = b"computation_units: Per 1,000 live births\ngraph_title: global_indicators.3-2-1-title\nprogress_calculation_options:\n- direction: negative\n  target: 25\n  target_year: 2030\n"
    files = {
        "data/indicator_3-2-1.csv": b'"Year","Geography","GeoCode","Value"\n2015,,,5.29\n2015,"Ontario",35,5.01\n2016,,,5.28\n2016,"Ontario",35,5.29\n',
        "meta/3-2-1.yml": b"indicator_available: Under-five mortality\ngraph_title: ''\n",
        "indicator-config/3-2-1.yml": settings,
        "data/indicator_3-3-1.csv": PLAIN,
        "indicator-config/3-3-1.yml": b"progress_calculation_options:\n- target: 0\n",
        "data/indicator_9-c-1.csv": PLAIN,
        "indicator-config/9-c-1.yml": b"progress_calculation_options:\n- direction: positive\n  limit: 100\n- group:\n  - series: x\n    target: 3\n",
        "config_data.yml": b"languages: [en, fr]\ndocs_branding: Goals of Inventia\n",
    }  # fmt: skip
    _, written, catalogue, values = catalogue_of(tmp_path, files)
    assert values["3-2-1", "35", "2016"] == 5.29
    assert values["3-2-1", "INV", "2016"] == 5.28
    found = {
        target.indicator.rsplit("inventia-", 1)[1]: (target.comparator, target.value, str(target.period))
        for target in catalogue.targets.values()
    }
    assert found == {"3-2-1": ("<=", 25, "2030"), "3-3-1": ("<=", 0, "2030")}
    entry = catalogue.indicators["open-sdg-inventia-3-2-1"]
    assert (entry.title, entry.unit, entry.direction.value) == (
        "3.2.1 Under-five mortality",
        "Per 1,000 live births",
        "decrease",
    )
    assert catalogue.indicators["open-sdg-inventia-9-c-1"].direction.value == "increase"
    assert "Ontario" in (tmp_path / "sdg/areas.csv").read_text()
    assert written.indicators == 3


def test_series_without_a_total_are_taken_by_their_parts(tmp_path):
    files = {
        "data/indicator_7-1.csv": "Year,Produktivitätsindex,Value\n1991,Endenergie,100\n1992,Endenergie,101.1\n1991,Treibhausgas,100\n1992,Treibhausgas,100.3\n".encode()
    }
    _, _, catalogue, values = catalogue_of(tmp_path, files)
    assert values == {
        ("7-1-endenergie", "INV", "1991"): 100, ("7-1-endenergie", "INV", "1992"): 101.1,
        ("7-1-treibhausgas", "INV", "1991"): 100, ("7-1-treibhausgas", "INV", "1992"): 100.3,
    }  # fmt: skip
    assert len(catalogue.indicators) == 2


def test_words_in_another_script_and_a_group_that_is_the_same_throughout(tmp_path):
    rows = "Year,Units,Пол,Регионы,Series,GeoCode,Value\n2017,на 1000,все,,смертность,,10.2\n2018,на 1000,все,,смертность,,10.1\n2018,на 1000,все,Актюбинская,смертность,,10.9\n2017,человек,все,,число,,100\n2018,человек,все,,число,,101\n"
    _, written, catalogue, values = catalogue_of(tmp_path, {"data/3-2-1.csv": rows.encode()})
    assert sorted(values.values()) == [10.1, 10.2, 100, 101]
    assert written.indicators == len(catalogue.indicators) == 2
    assert any("смертность" in entry.title for entry in catalogue.indicators.values())


def test_columns_of_a_data_structure_definition_are_no_groups(tmp_path):
    rows = b"TIME_PERIOD,SERIES,UNIT_MEASURE,UNIT_MULT,SEX,AGE,REF_AREA,FREQ,OBS_STATUS,NATURE,COMMENT_OBS,OBS_VALUE\n2019,SH_X,PER_1000,0,_T,_T,,A,A,C,,5\n2020,SH_X,PER_1000,0,_T,_T,,A,E,C,early,4\n2020,SH_X,PER_1000,0,F,_T,,A,A,C,,3\n"
    repository, _, _, values = catalogue_of(tmp_path, {"data/indicator_3-2-1.csv": rows})
    assert values == {("3-2-1", "INV", "2019"): 5, ("3-2-1", "INV", "2020"): 4}
    statuses = {
        str(item.period): item.status.value
        for item in repository.indicators[0].table.figures()
        if item.value != 3
    }
    assert statuses == {"2019": "final", "2020": "estimate"}


def test_further_columns_that_the_settings_say_are_no_groups(tmp_path):
    files = {
        "data/indicator_1-1-1.csv": b"Year,Quelle,Value\n2019,Amt A,5\n2020,Amt B,6\n",
        "config_data.yml": b"indicator_options:\n  non_disaggregation_columns: [Quelle]\n",
    }
    assert set(catalogue_of(tmp_path, files)[3].values()) == {5, 6}


def test_translations_copies_and_built_pages_do_not_stand_in_for_the_originals(tmp_path):
    wrong = b"Year,Value\n2019,999\n2020,999\n"
    files = {
        "fr/data/indicator_3-2-1.csv": wrong, "data/fr/indicator_3-2-1.csv": wrong, "data/indicator_3-2-1/indicator_3-2-1.csv": wrong,
        "edges/3-2-1.csv": wrong, "headline/3-2-1.csv": wrong, "data/subnational/state/x/indicator_4-1-1.csv": wrong,
        "data/indicator_3-2-1.csv": PLAIN, "meta/fr/3-2-1.md": b"---\ngraph_title: Mortalit\xc3\xa9\n---\n", "meta/3-2-1.md": b"---\r\ngraph_title: Mortality\r\n---\r\ntext",
        "README.md": b"# Data",
    }  # fmt: skip
    repository, _, catalogue, values = catalogue_of(tmp_path, files)
    assert set(values.values()) == {5.0, 4.8, 4.6}
    assert [item.title for item in repository.indicators] == ["Mortality"]
    assert list(catalogue.indicators) == ["open-sdg-inventia-3-2-1"]


def test_metadata_only_in_language_folders_come_from_the_first_language(tmp_path):
    files = {
        "data/indicator_3-2-1.csv": PLAIN, "config_data.yml": b"languages: [es, en]",
        "meta/en/3-2-1.md": b"---\ngraph_title: Mortality\n---\n", "meta/es/3-2-1.md": b"---\ngraph_title: Mortalidad\n---\n",
    }  # fmt: skip
    assert catalogue_of(tmp_path, files)[0].indicators[0].title == "Mortalidad"


def test_broken_files_are_named_and_do_not_stop_the_others(tmp_path):
    files = {
        "data/indicator_3-2-1.csv": PLAIN, "meta/3-2-1.md": b"---\na: [1\n---\n",
        "data/indicator_4-1-1.csv": b"year,all,sex:female\n2019,1,2\n2020,2,3\n", "meta/4-1-1.md": b"no metadata at all",
        "data/indicator_5-1-1.csv": b"Year,Value\n2019,soon\n2020,later\n", "data/indicator_6-1-1.csv": b"<!DOCTYPE html><html></html>",
    }  # fmt: skip
    repository, written, catalogue, values = catalogue_of(tmp_path, files)
    assert set(values.values()) == {5.0, 4.8, 4.6}
    assert len(repository.problems) == 5
    assert written.indicators == len(catalogue.indicators) == 1


def test_two_methods_in_one_year_and_too_many_parts_are_left_out(tmp_path):
    many = "Year,Kind,Value\n" + "".join(f"20{10 + i},k{j},{i + j}\n" for i in range(3) for j in range(20))
    files = {
        "data/indicator_1-2-2.csv": b"Year,Value\n2007,8.1\n2008,8.5\n2008,5.9\n2009,6.7\n",
        "data/indicator_2-1-1.csv": many.encode(),
    }
    _, written, _, values = catalogue_of(tmp_path, files)
    assert values == {("1-2-2", "INV", "2007"): 8.1, ("1-2-2", "INV", "2009"): 6.7}
    assert any("20 parts" in text for text in written.left_out)


def test_units_with_a_multiplier_and_targets_of_a_part(tmp_path):
    rows = b"Year,Sex,Units,Unit multiplier,Value\n2019,,Persons,Thousands,5\n2020,,Persons,Thousands,6\n2019,,Percent,Units,50\n2020,,Percent,Units,60\n2020,Female,Percent,Units,55\n"
    options = b"progress_calculation_options:\n- unit: Percent\n  direction: positive\n  target: 80\n- unit: Percent\n  direction: positive\n  target: 90\n  disaggregation:\n  - {field: Sex, value: Female}\n"
    _, _, catalogue, values = catalogue_of(
        tmp_path, {"data/indicator_8-5-2.csv": rows, "meta/8-5-2.yml": options}
    )
    assert {entry.unit for entry in catalogue.indicators.values()} == {"Persons (thousands)", "Percent"}
    assert [(target.indicator, target.value) for target in catalogue.targets.values()] == [
        ("open-sdg-inventia-8-5-2-percent", 80)
    ]
    assert values["8-5-2-percent", "INV", "2020"] == 60


@pytest.mark.parametrize(
    ("years", "period"),
    [
        (("2019/20", "2020/21"), "2029/30"),
        (("2019-Q1", "2019-Q2"), "2030-Q4"),
        (("2015-18", "2016-19"), "2027/28-2029/30"),
    ],
)
def test_targets_fall_in_the_period_that_ends_with_their_year(tmp_path, years, period):
    rows = "Year,Value\n" + "".join(f"{year},{i}\n" for i, year in enumerate(years))
    meta = b"progress_calculation_options: {direction: positive, target: 5}"
    _, _, catalogue, _ = catalogue_of(
        tmp_path, {"data/indicator_8-1-1.csv": rows.encode(), "meta/8-1-1.yml": meta}
    )
    assert [str(target.period) for target in catalogue.targets.values()] == [period]


def test_a_repository_without_a_figure_that_can_be_taken_is_refused(tmp_path):
    repository = read_repository(
        "x", {"data/indicator_1-1-1.csv": b"Year,Value\nnext year,1\nthe year after,2\n"}
    )
    with pytest.raises(LayoutChanged, match="in years"):
        write_catalogue(repository, tmp_path / "sdg")


@pytest.mark.parametrize("files", [{}, {"README.md": b"x"}, {"meta/1-1-1.md": b"---\na: 1\n---\n"}])
def test_what_is_no_repository_or_holds_no_figures(files):
    with pytest.raises((NotThisFile, LayoutChanged)):
        read_repository("x", files)


@pytest.mark.parametrize(
    ("address", "archive"),
    [
        (
            "https://github.com/ONSdigital/sdg-data",
            "https://codeload.github.com/ONSdigital/sdg-data/zip/HEAD",
        ),
        ("https://github.com/o/r.git", "https://codeload.github.com/o/r/zip/HEAD"),
        ("https://github.com/o/r/tree/develop", "https://codeload.github.com/o/r/zip/refs/heads/develop"),
        ("https://x.example/all.zip", "https://x.example/all.zip"),
        ("https://x.example/sdg-data/", "https://x.example/sdg-data/zip/all_indicators.zip"),
    ],
)
def test_addresses_of_archives(address, archive):
    assert archive_address(address) == archive
    assert name_of(address)


def test_an_archive_of_figures_alone_and_one_that_unfolds_without_end(tmp_path, monkeypatch):
    def packed(files):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        return out.getvalue()

    files = archive_files("site", packed({"indicator_3-2-1.csv": PLAIN, "../indicator_9-9-9.csv": PLAIN}))
    assert len(read_repository("site", files).indicators) == 2  # nothing is unpacked to disk
    monkeypatch.setattr(open_sdg_files, "LIMIT_UNPACKED", 1_000_000)
    with pytest.raises(FileRefused, match="MB"):
        archive_files("bomb", packed({"data/indicator_3-2-1.csv": bytes(1_500_000)}))
    (tmp_path / "a.zip").write_bytes(packed({"repo-main/data/indicator_3-2-1.csv": PLAIN}))
    assert len(read_repository("a", folder_files(tmp_path / "a.zip")).indicators) == 1
