"""Every source on a small file of the same layout, made by hand, as it stands and as later editions may change it."""

from __future__ import annotations

import copy
import io
import runpy
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from datasets.sources import workbook
from datasets.sources.errors import FileRefused, LayoutChanged, NotThisFile, ReleaseRejected, SourceUnknown
from datasets.sources.registry import SOURCES, source_named
from datasets.sources.selecting import select

sheets = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("sheets.py"))))


@pytest.fixture
def rows(specimens):
    return lambda name: sheets.rows_of(specimens / f"{name}.csv")


@pytest.fixture
def rtt(rows):
    return rows("nhs_rtt")


def read(source, name, data):
    return source_named(source).read(name, data)


def values(publication, catalogue, indicator):
    found = select(publication, catalogue.feeds[indicator], catalogue.indicators[indicator])
    return {(item.area, str(item.period)): item.value for item in found.readings}


def rtt_values(catalogue, rows, indicator="rtt_pct_within_18w", sheet="Full Time Series"):
    return values(read("nhs-england/rtt", "rtt.xlsx", sheets.book([(sheet, rows)])), catalogue, indicator)


WITHIN = {
    ("E92000001", f"2021-{month:02d}"): pytest.approx((600 + i) / (1000 + 10 * i) * 100, abs=1e-3)
    for i, month in enumerate(range(4, 12))
}


# ------------------------------------------------------------------------------------ NHS England


def test_rtt_with_groups_of_headings_and_marked_months(catalogue, rtt):
    assert rtt_values(catalogue, rtt) == WITHIN
    assert rtt_values(catalogue, rtt, "rtt_waiting_list")["E92000001", "2021-10"] == 1080
    assert rtt_values(catalogue, rtt, "rtt_waiting_list_reported")["E92000001", "2021-10"] == 1060
    assert rtt_values(catalogue, rtt, "rtt_over_52w_share")["E92000001", "2021-04"] == pytest.approx(
        55 / 1020 * 100
    )
    assert len(rtt_values(catalogue, rtt, "rtt_p92_wait_weeks")) == 6  # “52+” is no number


def _renamed_sheet(rows):
    return rows, "Time series (full)"


def _column_moved(rows):
    moved = [[*row[:3], *row[5:8], *row[3:5], *row[8:]] for row in rows]
    moved[6][3], moved[6][6] = moved[6][6], ""  # the heading of a group stands over its first column
    return moved, "Full Time Series"


def _column_added(rows):
    added = [
        [*row[:4], "Footnote" if i == 7 else ("[note 4]" if i > 7 else ""), *row[4:]]
        for i, row in enumerate(rows)
    ]
    return added, "Full Time Series"


def _first_column_gone(rows):
    return [row[1:] for row in rows], "Full Time Series"


def _note_rows(rows):
    return [
        *rows[:2],
        ["", "Note: figures for October 2021 are provisional.", *[""] * 22],
        [""] * 24,
        *rows[2:],
    ], "Full Time Series"


def _footnotes_in_headings(rows):
    changed = copy.deepcopy(rows)
    changed[7] = [f"{text} [note {i}]" if text and i % 2 else text for i, text in enumerate(changed[7])]
    changed[6][3] = "Incomplete RTT pathways3"
    return changed, "Full Time Series"


def _new_month(rows):
    at = next(i for i, row in enumerate(rows) if "Nov-21" in row)
    return [*rows[: at + 1], [""] * 2 + ["Dec-21"] + [""] * 21, *rows[at + 1 :]], "Full Time Series"


def _newest_first(rows):
    body = rows[8:16]
    return [*rows[:8], *body[::-1], *rows[16:]], "Full Time Series"


@pytest.mark.parametrize(
    "change",
    [
        _renamed_sheet,
        _column_moved,
        _column_added,
        _first_column_gone,
        _note_rows,
        _footnotes_in_headings,
        _new_month,
        _newest_first,
    ],
)
def test_later_editions_that_only_look_different(catalogue, rtt, change):
    changed, sheet = change(copy.deepcopy(rtt))
    assert rtt_values(catalogue, changed, sheet=sheet) == WITHIN


def test_a_changed_heading_says_what_was_expected_and_what_was_found(catalogue, rtt):
    rtt[7] = ["Share treated in time" if text == "% within 18 weeks" else text for text in rtt[7]]
    with pytest.raises(LayoutChanged) as found:
        rtt_values(catalogue, rtt)
    assert "% within 18 weeks" in found.value.expected
    assert any("Median wait" in text or "within 18 weeks" in text for text in found.value.found)
    assert "% within 18 weeks" in found.value.message


def test_a_percentage_that_becomes_a_whole_number_is_noticed(catalogue, rtt):
    column = rtt[7].index("% within 18 weeks")
    for row in rtt[8:16]:
        row[column] = str(float(row[column]) * 100)
    with pytest.raises(ReleaseRejected, match="outside what is possible"):
        rtt_values(catalogue, rtt)


@pytest.fixture
def ae(rows):
    return sheets.workbook(Activity=rows("nhs_ae_activity"), Performance=rows("nhs_ae_performance"))


def test_ae_over_two_sheets_with_its_day_of_publication(catalogue, ae):
    found = read("nhs-england/ae", "ae.xlsx", ae)
    assert str(found.published) == "2022-02-10"
    assert values(found, catalogue, "ae_attendances")["E92000001", "2021-11"] == 159
    assert values(found, catalogue, "ae_pct_within_4h")["E92000001", "2021-04"] == pytest.approx(82.7586)
    assert values(found, catalogue, "ae_over_12h_wait")["E92000001", "2021-11"] == 8


def test_ae_with_both_sheets_renamed(catalogue, rows):
    found = read(
        "nhs-england/ae",
        "ae.xlsx",
        sheets.book([("Sheet A", rows("nhs_ae_activity")), ("Sheet B", rows("nhs_ae_performance"))]),
    )
    assert values(found, catalogue, "ae_pct_within_4h_type1")["E92000001", "2021-04"] == 70


# ----------------------------------------------------------------------------- GOV.UK workbooks


def test_police_forces_and_the_national_series(catalogue, rows):
    data = sheets.workbook(Table_1=rows("police_table_1"), Table_8=rows("police_table_8"))
    found = read("home-office/police-workforce", "police.xlsx", data)
    assert values(found, catalogue, "police_officers_september")["K04000001", "2012-09-30"] == 1002
    forces = {(item.area_name, str(item.period)): item.value for item in found.tables[0].figures()}
    assert forces["North East", "2018-09-30"] == 50.5
    assert forces["Essex3", "2019-03-31"] is None


def test_rough_sleeping_by_code_with_the_day_on_the_contents(catalogue, rows):
    contents = rows("rough_sleeping_contents")
    data = sheets.book(
        [("Contents", contents), ("LA dropdown", contents), ("table 1", rows("rough_sleeping"))]
    )
    found = read("mhclg/rough-sleeping", "rs.xlsx", data)
    assert str(found.published) == "2019-01-31"
    numbers = values(found, catalogue, "rough_sleeping_snapshot")
    assert (numbers["E92000001", "2018"], numbers["E09000007", "2017"]) == (39, 11)
    assert ("E09000030", "2018") not in numbers
    assert len({area for area, _ in numbers}) == 5


def test_energy_certificates_by_week(catalogue, rows):
    found = read("mhclg/epc", "epc.xlsx", sheets.workbook(Existing=rows("epc_existing"), New=rows("epc_new")))
    numbers = values(found, catalogue, "epc_lodgements_new_weekly")
    assert numbers == {
        ("E92000001", f"2025-W0{week}"): value
        for week, value in zip(range(5, 0, -1), [35, 37, 36, 18, 5], strict=True)
    }


def test_homelessness_takes_its_quarter_from_the_name(rows):
    found = read("mhclg/homelessness", "Detailed_LA_202212.xlsx", sheets.workbook(A1=rows("homelessness")))
    table = found.tables[0]
    owed = next(
        i for i, name in enumerate(table.columns) if name.endswith("Total owed a prevention or relief duty")
    )
    numbers = {item.area: item.value for item in table.figures([owed])}
    assert (numbers["E92000001"], numbers["E07000110"], numbers["E09000030"]) == (692, 25, None)
    assert {str(item.period) for item in table.figures([owed])} == {"2022-Q4"}
    with pytest.raises(LayoutChanged, match="quarter"):
        read("mhclg/homelessness", "tables.xlsx", sheets.workbook(A1=rows("homelessness")))


def test_courts_prisons_and_police_side_by_side(catalogue, rows):
    data = sheets.book(
        [
            ("Police & Crime", rows("cross_police")),
            ("Crown & Magistrates' Courts", rows("cross_courts")),
            ("Prisons", rows("cross_prisons")),
        ]
    )
    found = read("moj/cross-justice", "cross.xlsx", data)
    assert values(found, catalogue, "crown_court_open_caseload")["K04000001", "2024-Q1"] == 64
    assert values(found, catalogue, "crown_court_open_trial_cases")["K04000001", "2024-Q1"] == 54
    assert values(found, catalogue, "prison_population_total")["K04000001", "2024-Q1"] == 844
    assert values(found, catalogue, "police_officers_march")["K04000001", "2024-03-31"] == 125


def test_scottish_tables_below_each_other(catalogue, rows):
    data = sheets.book([("1", rows("scotgov_1")), ("2", rows("scotgov_2")), ("4", rows("scotgov_4"))])
    found = read("scotgov/poverty", "data.xlsx", data)
    numbers = values(found, catalogue, "child_poverty_scot_rel_ahc_pct")
    assert numbers == {
        ("S92000003", "2016/17"): 24.1,
        ("S92000003", "2017/18"): 24.3,
        ("S92000003", "2018/19"): 23.3,
        ("S92000003", "2019/20"): 24.3,
    }
    assert values(found, catalogue, "child_poverty_scot_rel_bhc_pct")["S92000003", "2020/21"] == 19


# ------------------------------------------------------------------------------------- text files


def test_ons_series_with_carriage_returns_alone_and_three_notations(catalogue, specimens):
    found = read("ons/time-series", "ons.csv", (specimens / "ons_series.csv").read_bytes())
    assert values(found, catalogue, "unemployment_rate_16plus") == {
        ("K02000001", f"2024-0{m}"): v for m, v in ((7, 4.2), (8, 4.1), (9, 4.3))
    }
    assert values(found, catalogue, "household_saving_ratio")["K02000001", "2024-Q3"] == 10.1
    assert values(found, catalogue, "rhdi_per_head_hhnpish")["K02000001", "2024-Q1"] == pytest.approx(
        430000 / 68900 * 1000
    )
    assert {str(table.published) for table in found.tables} == {"2024-12-23", "2025-01-21"}


def test_ons_local_columns(catalogue, specimens):
    found = read("ons/local", "ghg.json", (specimens / "ons_local.json").read_bytes())
    assert values(found, catalogue, "ghg_per_head") == {
        ("K02000001", "2023"): 5.2,
        ("E92000001", "2023"): 5.0,
    }


def test_explore_education_statistics(specimens):
    found = read("dfe/ees", "ees.csv", (specimens / "ees.csv").read_bytes())
    table = found.tables[0]
    assert table.columns == ("enrolments", "absence_percent")
    absence = list(table.figures([1]))
    assert [(str(item.period), item.period.frequency.value, item.area, item.value) for item in absence] == [
        ("2023/24", "AY", "E92000001", 7.1), ("2023/24", "AY", "E92000001", 12.5), ("2023/24", "AY", "E12000007", 6.9),
        ("2023/24", "AY", "E09000007", None), ("2023-W37", "W", "E09000007", 5.5), ("2023/24", "AY", "E92000001", None),
        ("2023/24", "FY", "E92000001", None),
    ]  # fmt: skip
    assert absence[1].dimensions["school_type"] == "Special"


# ------------------------------------------------------------------------------ damage and danger


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_workbook_cut_short_is_refused(ae, share):
    with pytest.raises(FileRefused):
        read("nhs-england/ae", "ae.xlsx", ae[: int(len(ae) * share)])


@pytest.mark.parametrize(
    ("name", "source", "end"),
    [("owid.csv", "owid/grapher", -8), ("ees.csv", "dfe/ees", -20), ("ons_series.csv", "ons/time-series", -3),
     ("json_stat.json", "json-stat", -40), ("ukhsa.json", "ukhsa/dashboard", -40), ("axis.px", "pxweb", -6)],
)  # fmt: skip
def test_a_text_cut_short_is_refused(specimens, name, source, end):
    with pytest.raises(FileRefused):
        read(source, name, (specimens / name).read_bytes()[:end])


@pytest.mark.parametrize("source", SOURCES)
def test_a_web_page_is_no_file_of_any_source(source):
    with pytest.raises(NotThisFile):
        read(source, "file.csv", b"<!DOCTYPE html><html><body>We have moved</body></html>")


def test_a_workbook_that_declares_entities_or_unpacks_without_end_is_refused(ae, monkeypatch):
    def with_sheet(text):
        packed = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(ae)) as old,
            zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for info in old.infolist():
                new.writestr(info, text if info.filename == "xl/worksheets/sheet1.xml" else old.read(info))
        return packed.getvalue()

    with pytest.raises(FileRefused, match="entities"):
        read(
            "nhs-england/ae",
            "ae.xlsx",
            with_sheet('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        )
    monkeypatch.setattr(workbook, "LIMIT_UNPACKED", 1_000_000)
    bomb = with_sheet(b" " * 1_500_000)
    with pytest.raises(FileRefused, match="unpacks to"):
        read("nhs-england/ae", "ae.xlsx", bomb)
    # The same, with a size in its headers that is a lie.
    lie = bomb.replace((1_500_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))
    with pytest.raises(FileRefused, match="damaged"):
        read("nhs-england/ae", "ae.xlsx", lie)


@pytest.mark.parametrize("before", ["", f"<!-- {'x' * 9000} -->"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_sdmx_with_entities_is_refused(specimens, before, encoding):
    text = (specimens / "sdmx.xml").read_text()
    text = text.replace("?>", f'?>{before}<!DOCTYPE a [<!ENTITY b "c">]>', 1).replace("UTF-8", encoding)
    with pytest.raises((FileRefused, NotThisFile)):
        read("sdmx", "a.xml", text.encode(encoding))


def test_an_unknown_source_names_the_nearest():
    with pytest.raises(SourceUnknown, match="nhs-england/rtt"):
        source_named("nhs-england/rt")
