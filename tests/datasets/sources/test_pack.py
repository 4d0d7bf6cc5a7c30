"""Every publisher's real files: counts and spot values as the data pack gives them."""

from __future__ import annotations

import pytest

from datasets.sources.errors import NotThisFile
from datasets.sources.open_sdg import read_repository
from datasets.sources.registry import recognise, source_named
from datasets.sources.selecting import select

FED = [
    ("nhs-england/rtt", "nhs_england/RTT-Overview-Timeseries-October22.xlsx", "rtt_pct_within_18w", 183, {"2007-08": 57.2169, "2015-03": 93.148, "2022-10": 60.1499}),
    ("nhs-england/rtt", "nhs_england/Annual-Report-2019-20-timeseries-including-missing-data-ests-XLS-62K.xls", "rtt_waiting_list", 152, {"2007-08": 4186974, "2013-12": 2940064, "2020-03": 4386297}),
    ("nhs-england/ae", "nhs_england/Monthly-AE-Time-Series-January-2024.xls", "ae_pct_within_4h", 159, {"2010-11": 97.1874, "2017-06": 90.7252, "2024-01": 70.2817}),
    ("nhs-england/ae", "nhs_england/Monthly-AE-Time-Series-March-2024.xls", "ae_pct_within_4h", 161, {"2010-11": 97.1874, "2017-07": 90.3478, "2024-03": 74.2071}),
    ("moj/cross-justice", "moj/Cross-CJS data (Police, Courts, Prisons).xlsx", "crown_court_open_caseload", 35, {"2016-Q1": 48180, "2020-Q2": 43052, "2024-Q3": 73105}),
    ("moj/cross-justice", "moj/Cross-CJS data (Police, Courts, Prisons).xlsx", "police_officers_march", 22, {"2003-03-31": 132509.36}),
    ("mhclg/rough-sleeping", "mhclg/Rough sleeping statistics England autumn 2017.xlsx", "rough_sleeping_snapshot", 2688, {"2010": 1768, "2014": 2744, "2017": 4751}),
    ("mhclg/rough-sleeping", "mhclg/RS_STATS_2018_LiveTables.xlsx", "rough_sleeping_snapshot", 3024, {"2010": 1768, "2014": 2744, "2018": 4677}),
    ("mhclg/rough-sleeping", "mhclg/Rough_Sleeping_Autumn_2016_Final_Tables.xls", "rough_sleeping_snapshot", 2289, {"2010": 1768, "2013": 2414, "2016": 4134}),
    ("mhclg/epc", "mhclg/EPC_live_table_270125.ods", "epc_lodgements_new_weekly", 309, {"2019-W09": 5079, "2022-W06": 4651, "2025-W05": 3561}),
    ("scotgov/poverty", "scotgov/data2022_1yr.ods", "child_poverty_scot_rel_ahc_pct", 27, {"1994/95": 30.1036, "2007/08": 23.332, "2020/21": 13.828}),
    ("scotgov/poverty", "scotgov/data2022_1yr.xlsx", "child_poverty_scot_rel_ahc_pct", 27, {"1994/95": 30.1036, "2020/21": 13.828}),
    ("scotgov/poverty", "scotgov/data2022.ods", "child_poverty_scot_rel_ahc_pct_3yr", 25, {"1994/95-1996/97": 31.714, "2006/07-2008/09": 24.525, "2018/19-2020/21": 21.036}),
    ("ons/time-series", "ons/ons_multiseries_timeseries_export.csv", "rhdi_per_head_hhnpish", 279, {"1955-Q1": 1502.01}),
    ("ons/local", "ons/greenhouse-gas-emissions.json", "ghg_per_head", 7885, {"2023": 5.22}),
    ("ons/local", "ons/persistent-absences-for-all-pupils.json", "persistent_absence_pct", 2909, {"2024/25": 18.14307}),
    ("owid/grapher", "owid/covid-19-data/2021-03-26/United Kingdom.csv", "covid_first_doses_cum", 79, {"2020-12-13": 86465, "2021-02-14": 15308874, "2021-03-25": 29316130}),
    ("home-office/police-workforce", "home_office/police-workforce-sep18-tables.ods", "police_officers_september", 13, {"2006-09-30": 141385.14}),
]  # fmt: skip

WHOLE = ("K02000001", "K04000001", "E92000001", "S92000003")


@pytest.mark.parametrize(("source", "file", "indicator", "count", "spots"), FED)
def test_observations_of_an_indicator(pack, catalogue, source, file, indicator, count, spots):
    path = pack / file
    publication = source_named(source).read(path.name, path.read_bytes())
    found = select(publication, catalogue.feeds[indicator], catalogue.indicators[indicator])
    assert len(found.readings) == count
    whole = next(area for area in WHOLE if any(item.area == area for item in found.readings))
    by_period = {str(item.period): item.value for item in found.readings if item.area == whole}
    assert {period: by_period[period] for period in spots} == pytest.approx(spots, rel=1e-4)


FIGURES = [
    ("home_office/police-workforce-sep18-tables.ods", "Table_1", "2018-09-30", 56 + 1, {"North East": 5505.65, "Essex": 2959.9, "Total": 125861.33}),
    ("home_office/police-workforce-tables-jan17.ods", "Table_1", "2017-09-30", 56 + 1, {"North East": 5656.31, "Essex": 2857.19, "Total": 125364.06}),
    ("home_office/police-workforce-tables-sep16.ods", "Table_1", "2016-09-30", 56 + 1, {"North East": 5687.82, "Essex": 2805.64, "Total": 126251.68}),
    ("home_office/police-workforce-tabs-30sep15.ods", "Table_1", "2015-09-30", 56 + 1, {"North East": 5898.06, "Essex": 2965.21, "Total": 128597.42}),
]  # fmt: skip


@pytest.mark.parametrize(("file", "sheet", "period", "count", "spots"), FIGURES)
def test_police_forces_with_regions_and_totals(pack, file, sheet, period, count, spots):
    path = pack / file
    source, publication = recognise(path.name, path.read_bytes())
    assert source.id == "home-office/police-workforce"
    table = next(table for table in publication.tables if table.name == sheet)
    rows = [item for item in table.figures() if str(item.period) == period]
    assert len(rows) == count  # the 56 the pack counts and a second total with central secondments
    by_name: dict[str, list[float | None]] = {}
    for item in rows:
        by_name.setdefault(item.area_name, []).append(item.value)
    for name, value in spots.items():
        assert any(found == pytest.approx(value, abs=0.01) for found in by_name[name])


COLUMNS = [
    ("nhs_england/Incomplete-Commissioner-Mar15-revised-XLS-2357K.xls", "National", "Total number of incomplete pathways", 19, {"General Surgery": 272037, "Gastroenterology": 149267, "Total": 3006877}),
    ("mhclg/Detailed_LA_202212.ods", "A1", "Total owed a prevention or relief duty", 300, {"ENGLAND": 69230, "Maidstone": 256, "York": 181}),
    ("dfe/absence_school.csv", "", "sess_unauthorised_percent", 199, {"England": 10.0359}),
    ("dfe/AbsenceSchool_data.csv", "", "sess_unauthorised_percent", 216, {"England": 10.0359}),
    ("dfe/ees_weekly_data/data.csv.gz", "", "overall_absence_perc", 5871, {"Milton Keynes": 4.453930855, "Leicester": 17.46580274}),
    ("dfe/EES_ytd_data.csv", "", "overall_absence_perc", 643, {"Tower Hamlets": 5.92336377968847}),
    ("dfe/exclusions_by_reason.csv", "", "perm_physical_pupils", 5637, {"England": 1025, "West Sussex": 0}),
]  # fmt: skip


@pytest.mark.parametrize(("file", "sheet", "column", "count", "spots"), COLUMNS)
def test_figures_of_a_column(pack, file, sheet, column, count, spots):
    path = pack / file
    _, publication = recognise(path.name, path.read_bytes())
    table = next(table for table in publication.tables if not sheet or table.name == sheet)
    index = next(i for i, name in enumerate(table.columns) if column in name)
    measured = [item for item in table.figures([index]) if item.value is not None]
    assert len(measured) == count
    for name, value in spots.items():
        assert any(item.value == pytest.approx(value) for item in measured if item.area_name == name)


FORMATS = [
    ("jsonstat/29843.json", "json-stat", 37440, {37439: 5.8}),
    ("jsonstat/oecd.json", "json-stat", 432, {0: 5.943826289, 216: 3.562065618, 431: 8.004598637}),
    ("jsonstat/pyjstat_CPI15.json", "json-stat", 33472, {0: 67.8, 33471: 105.1}),
    ("jsonstat/pyjstat_galicia-2.0.json", "json-stat", 3960, {0: 2695880, 1980: 172017, 3959: 11}),
    ("jsonstat/pyjstat_ons.json", "json-stat", 261, {0: 195074, 130: 475, 260: 133}),
    ("jsonstat/pyjstat_QS104EW.json", "json-stat", 3, {0: 56075912, 1: 27573376, 2: 28502536}),
    ("eurostat/eurostat-name_gpd_c.json", "json-stat", 3036, {0: None, 3035: None}),
    ("pxweb/EPA_es_1.px", "pxweb", 2340, {0: 36187.6, 1170: 172.7, 2339: 5897.8}),
    ("pxweb/pyjstat_statswe.json", "json-stat", 1120, {0: 0, 560: 18, 1119: 137}),
    ("csvw/energy-trends-uk-total-energy.csv", "csvw", 286, {0: 221.4}),
    ("ukhsa/6-in-1_coverage_coverageByYear_CTRY_E92000001_all_all_12m.json", "ukhsa/dashboard", 15, {0: 93.61, 7: 93.41, 14: 91.22}),
    ("owid/2020/share-electricity-renewables.csv", "owid/grapher", 5474, {}),
    ("owid/2023/share-electricity-renewables.csv", "owid/grapher", 6832, {}),
    ("sdmx/v3_csv_example-01.csv", "sdmx", 2, {0: 12.4, 1: 10.8}),
]  # fmt: skip


@pytest.mark.parametrize(("file", "source", "count", "spots"), FORMATS)
def test_whole_data_sets(pack, file, source, count, spots):
    path = pack / file
    found, publication = recognise(path.name, path.read_bytes())
    assert found.id == source
    figures = list(publication.figures())
    assert len(figures) == count
    assert {index: figures[index].value for index in spots} == spots


SDMX = [
    ("sdmx/ECB_EXR_flat.json", [1.5931, 1.5925, 40.3426, 40.3]),
    ("sdmx/ECB_EXR_ng-ts.xml", {0: 1.3413, 6: 110.04, 11: 1.3898}),
    ("sdmx/INSEE_CNA-2010-CONSO-SI-A17.xml", [89.9, 92.7]),
    ("sdmx/OECD_data-PART2-all-all.json", {0: 11.963615756565, 3: -2.45141648554599, 6: 22.0969285714286}),
]  # fmt: skip


@pytest.mark.parametrize(("file", "values"), SDMX)
def test_sdmx_messages(pack, file, values):
    pytest.importorskip("sdmx", reason="reading SDMX messages needs sdmx1")
    path = pack / file
    found, publication = recognise(path.name, path.read_bytes())
    assert found.id == "sdmx"
    figures = list(publication.figures())
    for index, value in values.items() if isinstance(values, dict) else enumerate(values):
        assert figures[index].value == value


@pytest.mark.parametrize(
    "file",
    [
        "dfe/absence_school.meta.csv",
        "dfe/ees_weekly_data/meta.csv",
        "csvw/energy-trends-uk-total-energy.csv-metadata.json",
        "open_sdg/_prose.yml",
    ],
)
def test_files_without_figures_are_taken_for_none(pack, file):
    path = pack / file
    with pytest.raises(NotThisFile):
        recognise(path.name, path.read_bytes())


def test_an_open_sdg_repository_as_a_whole(pack):
    folder = pack / "open_sdg"
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
    found = read_repository("uk", files)
    assert found.problems == ()
    counts = {item.number: len(list(item.table.figures())) for item in found.indicators if item.table}
    assert counts == {
        "1.2.1": 294, "1.2.2": 198, "3.2.1": 322, "3.6.1": 432, "4.2.2": 5143, "5.2.1": 365, "7.2.1": 576,
        "8.1.1": 23, "9.4.1": 704, "10.1.1": 44, "13.2.2": 256, "16.3.2": 498,
    }  # fmt: skip
    assert found.indicators[2].unit == "Rate per 1,000 live births"
