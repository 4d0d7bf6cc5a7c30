"""Habits of publishers that have led readers astray, each on a table of a few rows."""

from __future__ import annotations

import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from datasets.catalogue.feed import FeedEntry
from datasets.sources.across import cross_tables
from datasets.sources.errors import LayoutChanged, ReleaseRejected
from datasets.sources.figures import Publication
from datasets.sources.grid import coded_table, column_tables, period_table
from datasets.sources.moments import read_moment
from datasets.sources.registry import source_named
from datasets.sources.remarks import RemarkCode
from datasets.sources.selecting import select
from datasets.sources.wording import GSS_CODE
from datasets.sources.workbook import Workbook
from forecasting.frequency import Frequency
from forecasting.periods import Period

sheets = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("sheets.py"))))


def sheet(rows, name="Table 1"):
    book = Workbook("t.xlsx", sheets.book([(name, rows)]))
    return book.sheet(name)


@pytest.fixture
def rough(catalogue):
    """An indicator that counts people, and a feed of it."""
    indicator = catalogue.indicators["rough_sleeping_snapshot"]
    return indicator, FeedEntry(
        indicator.id, "mhclg/rough-sleeping", table="Table 1", areas=(("England", "E92000001"),)
    )


YEARS = [
    ["Table 1: People sleeping rough, by sex", "", "", "", "", "", "", ""],
    ["", "", "", "", "", "", "", ""],
    ["", "", "2021", "", "", "2022", "", ""],
    ["Code", "Area", "Men", "Women", "Total", "Men", "Women", "Total"],
    ["E92000001", "England", "60", "40", "100", "66", "44", "110"],
    ["E12000007", "London", "6", "4", "10", "7", "[c]", "11"],
]


def test_years_merged_over_several_columns_take_each_column_for_what_it_is(rough):
    indicator, feed = rough
    publication = Publication("t.xlsx", "t", tuple(cross_tables(sheet(YEARS))))
    total = select(publication, feed, indicator).readings
    assert {(item.area, str(item.period)): item.value for item in total} == {
        ("E92000001", "2021"): 100, ("E92000001", "2022"): 110, ("E12000007", "2021"): 10, ("E12000007", "2022"): 11,
    }  # fmt: skip
    women = select(publication, replace(feed, where=(("column", "Women"),)), indicator).readings
    assert {(item.area, str(item.period)): item.value for item in women} == {
        ("E92000001", "2021"): 40, ("E92000001", "2022"): 44, ("E12000007", "2021"): 4,
    }  # fmt: skip


def test_merged_years_without_a_total_are_not_guessed_at(rough):
    indicator, feed = rough
    rows = [row[:4] + row[5:7] for row in YEARS]
    publication = Publication("t.xlsx", "t", tuple(cross_tables(sheet(rows))))
    with pytest.raises(ReleaseRejected):
        select(publication, feed, indicator)


def test_totals_among_their_parts_are_told_apart_by_name_and_code(rough):
    indicator, feed = rough
    rows = [
        ["Table 1: People sleeping rough"], [""], ["Code", "Area", "2021", "2022"],
        ["E92000001", "England", "100", "110"], ["-", "% change from previous year", "", "10"], ["-", "Rest of England", "90", "99"],
        ["E12000007", "London", "10", "11"], ["E09000007", "Camden", "4", "5"],
    ]  # fmt: skip
    found = select(Publication("t.xlsx", "t", tuple(cross_tables(sheet(rows)))), feed, indicator)
    assert sorted({item.area for item in found.readings}) == ["E09000007", "E12000007", "E92000001"]
    left_out = next(remark for remark in found.remarks if remark.code is RemarkCode.AREAS_LEFT_OUT)
    assert "Rest of England" in left_out.message


def two_bases(second):
    return [
        ["Table 1: People sleeping rough"], [""], ["Code", "Area", "2021", "2022"],
        ["", "Old definition", "", ""], ["E92000001", "England", "100", "110"],
        ["", "New definition", "", ""], ["E92000001", "England", *second],
    ]  # fmt: skip


def test_two_bases_in_one_column_are_never_mixed(rough):
    """Where both give a value for a year neither is taken, and it is said; where one does there is no doubt."""
    indicator, feed = rough
    overlapping = Publication("t.xlsx", "t", tuple(cross_tables(sheet(two_bases(["", "120"])))))
    found = select(overlapping, feed, indicator)
    assert {str(item.period): item.value for item in found.readings} == {"2021": 100}
    twice = next(remark for remark in found.remarks if remark.code is RemarkCode.TWO_VALUES)
    assert "110 and 120" in twice.message


def test_a_column_in_millions_by_name_and_in_units_by_content_is_read_as_it_stands(specimens, catalogue):
    rows = sheets.rows_of(specimens / "nhs_rtt.csv")
    found = source_named("nhs-england/rtt").read("r.xlsx", sheets.book([("Full Time Series", rows)]))
    feed = catalogue.feeds["rtt_waiting_list_reported"]
    assert "(mil)" in feed.columns[0]
    values = [item.value for item in select(found, feed, catalogue.indicators[feed.indicator]).readings]
    assert (
        min(values) >= 1000
    )  # counts, as they stand; the bounds and the units held before guard against real millions


def test_footnotes_stuck_to_keys_headings_and_figures():
    rows = [
        ["Officers1,2 and staff"], [""], ["Date", "Officers1", "Staff²"],
        ["30 September 20181", "1,2342", "500"], ["30 September 2019 [note 3]", "1,240", "510[p]"], ["* 30 September 2020", "1,250*", "520"],
    ]  # fmt: skip
    (found,) = column_tables(sheet(rows), read_moment)
    table = period_table(found)
    figures = [
        (item.measure, str(item.period), item.value, item.status.value) for item in table.figures([0, 1])
    ]
    assert figures[:4] == [
        ("Officers1", "2018-09-30", 1234, "final"), ("Staff", "2018-09-30", 500, "final"),
        ("Officers1", "2019-09-30", 1240, "final"), ("Staff", "2019-09-30", 510, "provisional"),
    ]  # fmt: skip
    assert figures[4][1:3] == ("2020-09-30", 1250)


def test_years_below_a_heading_that_names_the_day_are_those_days():
    rows = [
        ["Officers"],
        [""],
        ["As at 30 September", "Officers", "Staff"],
        *([str(year), str(year - 1000.5), "7.5"] for year in range(2015, 2020)),
    ]
    (found,) = column_tables(sheet(rows), read_moment)
    first = next(iter(period_table(found).figures([0])))
    assert first.period is not None
    assert (first.period.frequency, str(first.period)) == (Frequency.DAY, "2015-09-30")


def test_numbered_groups_name_their_rows_and_other_numbers_do_not():
    rows = [
        ["1 Incomes by tenth"],
        ["Tenth", "2021/22", "2022/23"],
        ["1", "9.5", "9.6"],
        ["2", "12.5", "12.6"],
        ["All", "30.1", "30.2"],
    ]
    (table,) = cross_tables(sheet(rows))
    assert [item.area_name for item in table.figures()][::2] == ["1", "2", "All"]
    weights = [
        ["1 Incomes by group"],
        ["Group", "Households", "2021/22", "2022/23"],
        ["Poor", "120.5", "9.5", "9.6"],
        ["Rich", "80.5", "30.1", "30.2"],
    ]
    (table,) = cross_tables(sheet(weights))
    assert [item.area_name for item in table.figures()][::2] == ["Poor", "Rich"]


def test_rows_of_figures_without_a_code_above_the_first_that_has_one_are_no_headings():
    rows = [
        ["Households"], ["Code", "Area", "Owed a duty", "Not owed"],
        ["-", "Rest of England", "5920.5", "260.5"], *([f"E0900000{i}", f"Area {i}", f"{i}.5", f"{i}00.5"] for i in range(1, 8)),
    ]  # fmt: skip
    (found,) = column_tables(
        sheet(rows), lambda raw: raw if GSS_CODE.fullmatch(str(raw)) else None, once=False
    )
    assert coded_table(found, Period.parse("2022-Q4")).columns == ("Owed a duty", "Not owed")


def test_headings_beside_their_columns_are_refused():
    rows = [
        ["Officers"],
        [""],
        ["", "Date", "Officers", "Staff"],
        *([f"30 September {year}", "100.5", "50.5"] for year in range(2015, 2020)),
    ]
    (found,) = column_tables(sheet(rows), read_moment)
    with pytest.raises(LayoutChanged, match="a heading above every column"):
        list(period_table(found).figures())


def test_a_data_set_of_education_with_notes_terms_and_an_empty_measure(specimens):
    lines = (specimens / "ees.csv").read_text().splitlines()
    more = [
        f"{lines[0]},footnote,share_late",
        *(f"{line},{'see note 2' if i % 2 else ''},z" for i, line in enumerate(lines[1:])),
    ]
    publication = source_named("dfe/ees").read("e.csv", "\n".join([*more, ""]).encode())
    (table,) = publication.tables
    assert table.columns == ("enrolments", "absence_percent")
    groups = {key for item in table.figures() for key in item.dimensions}
    assert groups == {"school_type", "geographic_level", "time_identifier", "part_of_year"}


def test_a_part_of_a_year_is_no_year_unless_it_is_asked_for(specimens, catalogue):
    indicator = replace(catalogue.indicators["persistent_absence_pct"], id="absence", upper=None)
    publication = source_named("dfe/ees").read("e.csv", (specimens / "ees.csv").read_bytes())
    feed = FeedEntry(
        "absence", "dfe/ees", columns=("enrolments",), where=(("school_type", "Total"),), area="E92000001"
    )
    assert [item.value for item in select(publication, feed, indicator).readings] == [900]
    term = replace(feed, where=(*feed.where, ("part_of_year", "Autumn term")))
    assert [item.value for item in select(publication, term, indicator).readings] == [880]


def test_an_unknown_part_of_a_year_stops_the_load(specimens):
    data = (specimens / "ees.csv").read_bytes().replace(b"Autumn term", b"Harvest fortnight")
    with pytest.raises(LayoutChanged, match="Harvest fortnight"):
        source_named("dfe/ees").read("e.csv", data)


@pytest.mark.parametrize("heading", ["", "2022 or so"])
def test_a_column_of_figures_without_a_period_among_the_periods_is_refused(heading):
    rows = [
        ["1 Shares"],
        ["Group", "2021", heading, "2023"],
        ["Poor", "9.5", "9.6", "9.7"],
        ["Rich", "30.1", "30.2", "30.3"],
    ]
    (table,) = cross_tables(sheet(rows))
    with pytest.raises(LayoutChanged, match="a period above every column"):
        list(table.figures())


def test_rows_are_named_by_the_column_that_tells_most_of_them_apart():
    rows = [
        ["Table 1: People"], [""], ["Authority", "Old code", "Code", "Region", "2021", "2022"],
        ["Camden", "00AG", "E09000007", "London", "4", "5"], ["Barnet", "00AC", "E09000003", "London", "2", "3"], ["York", "00FF", "E06000014", "Yorkshire", "7", "8"],
        ["", "", "", "London", "6", "8"],
    ]  # fmt: skip
    (table,) = cross_tables(sheet(rows))
    assert [item.area_name for item in table.figures()][::2] == ["Camden", "Barnet", "York", "London"]
