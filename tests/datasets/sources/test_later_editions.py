"""Every reader on files as later editions may change them: the same figures, or a plain refusal.

Real files are used where the data pack is there, files of the same layout made by hand always.
"""

from __future__ import annotations

import runpy
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest

from datasets.sources.errors import FileRefused, LayoutChanged, NotThisFile, SourceError
from datasets.sources.registry import source_named
from datasets.sources.selecting import select
from datasets.sources.wording import is_note_heading
from datasets.sources.workbook import Workbook

HERE = Path(__file__).parent
sheets = SimpleNamespace(**runpy.run_path(str(HERE / "sheets.py")))
mutations = SimpleNamespace(**runpy.run_path(str(HERE / "mutations.py")))
rewritten = SimpleNamespace(**runpy.run_path(str(HERE / "rewritten.py")))

RTT, AE, POLICE, ROUGH = (
    "nhs-england/rtt",
    "nhs-england/ae",
    "home-office/police-workforce",
    "mhclg/rough-sleeping",
)

REAL = [
    (RTT, "nhs_england/RTT-Overview-Timeseries-October22.xlsx", "down", None),
    (AE, "nhs_england/Monthly-AE-Time-Series-March-2024.xls", "down", ("Activity", "Performance")),
    ("nhs-england/rtt-incomplete", "nhs_england/Incomplete-Commissioner-Mar15-revised-XLS-2357K.xls", "coded", ("National",)),
    (POLICE, "home_office/police-workforce-sep18-tables.ods", "across", ("Table_1", "Table_8")),
    (POLICE, "home_office/police-workforce-tabs-30sep15.ods", "across", ("Table_1", "Table_6", "Table_7")),
    (ROUGH, "mhclg/RS_STATS_2018_LiveTables.xlsx", "across", ("Contents", "table 1")),
    ("mhclg/epc", "mhclg/EPC_live_table_270125.ods", "across", None),
    ("mhclg/homelessness", "mhclg/Detailed_LA_202212.ods", "coded", ("A1",)),
    ("moj/cross-justice", "moj/Cross-CJS data (Police, Courts, Prisons).xlsx", "down", None),
    ("scotgov/poverty", "scotgov/data2022_1yr.ods", "across", ("1", "2", "4")),
]  # fmt: skip
MADE = [
    (RTT, "down", {"Full Time Series": "nhs_rtt"}),
    (AE, "down", {"Activity": "nhs_ae_activity", "Performance": "nhs_ae_performance"}),
    (POLICE, "across", {"Table_1": "police_table_1", "Table_8": "police_table_8"}),
    (ROUGH, "across", {"Contents": "rough_sleeping_contents", "table 1": "rough_sleeping"}),
    ("mhclg/epc", "across", {"Existing": "epc_existing", "New": "epc_new"}),
    ("moj/cross-justice", "down", {"Police & Crime": "cross_police", "Courts": "cross_courts", "Prisons": "cross_prisons"}),
    ("scotgov/poverty", "across", {"1": "scotgov_1", "2": "scotgov_2", "4": "scotgov_4"}),
]  # fmt: skip
WORDS_ONLY = ("sheets_renamed", "a_sheet_renamed", "columns_reversed")
"""Changes after which a heading or a table may no longer be told from another: a refusal is right too."""


def real_book(path, names):
    book = Workbook(path.name, path.read_bytes())
    rows = [(sheet.name, [list(row) for row in sheet.rows]) for sheet in book if not sheet.hidden]
    # Enough of it to tell its layout; the courts stand in two blocks below each other.
    rows = [(name, [row[:90] for row in part[: 100 if "CJS" in path.name else 60]]) for name, part in rows]
    return [(name, part) for name, part in rows if names is None or name in names]


def made_book(specimens, parts):
    def typed(value):
        try:
            return float(value)
        except ValueError:
            return value

    return [
        (name, [[typed(value) for value in row] for row in sheets.rows_of(specimens / f"{file}.csv")])
        for name, file in parts.items()
    ]


def fed(publication, catalogue):
    """What each feed of the source gets from a file: figures by area and period, or the refusal."""

    def one(feed):
        try:
            found = select(publication, feed, catalogue.indicators[feed.indicator])
        except SourceError as error:
            return error
        return {(item.area, str(item.period)): item.value for item in found.readings}

    return one


def figures(publication, *, groups=True):
    """Every figure by what it is about, however its heading is spelt."""
    return Counter(
        (item.area, item.area_name, str(item.period), item.dimensions.get("row", "") if groups else "", item.value)
        for item in publication.figures()
        if item.value is not None
    )  # fmt: skip


def check_book(source, name, book, kind, catalogue):
    read = source_named(source).read
    feeds = [feed for feed in catalogue.feeds.values() if feed.source == source]
    before = read(name, sheets.book(book, typed=True))
    expected = {feed.indicator: fed(before, catalogue)(feed) for feed in feeds}
    expected = {key: found for key, found in expected.items() if not isinstance(found, SourceError)}
    assert expected or kind == "coded"
    for change in mutations.ALWAYS:
        after = read(name, sheets.book(change(book), typed=True))
        for feed in feeds:
            if feed.indicator not in expected:
                continue
            found = fed(after, catalogue)(feed)
            if change.__name__ in WORDS_ONLY and isinstance(found, LayoutChanged):
                continue
            assert found == expected[feed.indicator], (change.__name__, feed.indicator)
        if not feeds:
            assert not figures(before) - figures(after), change.__name__
    check_growth(read, name, book, kind, expected, feeds, catalogue)
    if name.startswith("Detailed_LA"):
        return  # its lowest line of headings covers few columns, and says too little on the others
    with pytest.raises(LayoutChanged):
        list(read(name, sheets.book(mutations.headings_slipped(book), typed=True)).figures())


def check_growth(read, name, book, kind, expected, feeds, catalogue):
    changes = [("period", mutations.a_later_period(kind))] if kind != "coded" else []
    changes += [("area", mutations.a_new_area)] if kind != "down" else []
    for what, change in changes:
        after = read(name, sheets.book(change(book), typed=True))
        grown = 0
        for feed in feeds:
            if feed.indicator in expected:
                found = fed(after, catalogue)(feed)
                assert not isinstance(found, SourceError), found
                assert expected[feed.indicator].items() <= found.items(), (what, feed.indicator)
                grown += len(found) - len(expected[feed.indicator])
        assert grown > 0 or what == "area" or name.startswith(("police", "made-police"))


@pytest.mark.parametrize(("source", "file", "kind", "names"), REAL)
def test_real_workbooks_as_they_may_become(pack, catalogue, source, file, kind, names):
    path = pack / file
    check_book(source, path.name, real_book(path, names), kind, catalogue)


@pytest.mark.parametrize(("source", "kind", "parts"), MADE)
def test_made_workbooks_as_they_may_become(specimens, catalogue, source, kind, parts):
    check_book(source, f"made-{source.rsplit('/')[-1]}.xlsx", made_book(specimens, parts), kind, catalogue)


def test_the_same_book_in_either_format(specimens, catalogue):
    book = made_book(specimens, MADE[1][2])
    read = source_named(AE).read
    assert figures(read("a.ods", sheets.open_document(book))) == figures(
        read("a.xlsx", sheets.book(book, typed=True))
    )


def test_police_forces_grow_by_a_date_and_a_force(specimens):
    book = made_book(specimens, MADE[2][2])
    read = source_named(POLICE).read
    before = figures(read("a.xlsx", sheets.book(book, typed=True)))
    for change in (mutations.a_later_period("across"), mutations.a_new_area):
        after = figures(read("a.xlsx", sheets.book(change(book), typed=True)))
        assert not before - after
        assert after - before


TEXTS = [
    ("ons/time-series", "ons/ons_multiseries_timeseries_export.csv", "ons_series.csv", 1),
    ("dfe/ees", "dfe/absence_school.csv", "ees.csv", 0),
    ("dfe/ees", "dfe/EES_ytd_data.csv", None, 0),
    ("owid/grapher", "owid/2023/share-electricity-renewables.csv", "owid.csv", 0),
    ("csvw", "csvw/energy-trends-uk-total-energy.csv", "csvw.csv", 0),
    ("sdmx", None, "sdmx.csv", 9),
    ("tidy", None, "tidy.csv", 0),
    ("open-sdg", "open_sdg/data/indicator_3-2-1.csv", "open_sdg/data/indicator_3-2-1.csv", 0),
]  # fmt: skip


def text_cases():
    for source, real, made, first in TEXTS:
        for where, file in (("pack", real), ("specimens", made)):
            if file:
                yield pytest.param(source, where, file, first, id=f"{source}-{where}-{Path(file).stem}")


def described(publication):
    return Counter(
        (item.measure, item.area, item.area_name, str(item.period), item.value, item.status,
         tuple(sorted((k, v) for k, v in item.dimensions.items() if not is_note_heading(k))))
        for item in publication.figures()
        if item.value is not None
    )  # fmt: skip


@pytest.mark.parametrize(("source", "where", "file", "first"), list(text_cases()))
def test_texts_as_they_may_become(request, source, where, file, first):
    path = request.getfixturevalue(where) / file
    rows = rewritten.rows_of(path.read_bytes())[:100]
    heads = next((i for i, row in enumerate(rows) if row[0][:2] in ("19", "20")), 1) if first == 1 else 1
    read = source_named(source).read
    before = described(read(path.name, rewritten.written(rows)))
    assert before
    for how, data in rewritten.same_words(rows, heads, first=first):
        assert described(read(path.name, data)) == before, how
    for how, data in rewritten.other_words(rows, heads):
        with pytest.raises((LayoutChanged, NotThisFile)):
            pytest.fail(f"{how}: {len(described(read(path.name, data)))} figures")


@pytest.mark.parametrize(("source", "where", "file", "first"), list(text_cases()))
def test_texts_cut_anywhere(request, source, where, file, first):
    """A cut is noticed unless it falls between two rows: then what is there is there whole."""
    path = request.getfixturevalue(where) / file
    data = rewritten.written(rewritten.rows_of(path.read_bytes())[:80])
    read = source_named(source).read
    whole = described(read(path.name, data))
    silent = 0
    cuts = range(7, len(data) - 1, max(1, len(data) // 100))
    for cut in cuts:
        try:
            found = described(read(path.name, data[:cut]))
        except SourceError:
            continue
        between = data[cut - 1 : cut] in b"\r\n" or data[cut : cut + 1] in b"\r\n"
        silent += bool(found - whole) and not between
    assert silent <= len(cuts) * 0.03


OLD = ("nhs_england/Annual-Report-2019-20-timeseries-including-missing-data-ests-XLS-62K.xls",
       "mhclg/Rough_Sleeping_Autumn_2016_Final_Tables.xls")  # fmt: skip


@pytest.mark.parametrize("file", [*OLD, *(file for _, file, _, _ in REAL[:6])])
@pytest.mark.parametrize("share", [0.001, 0.3, 0.6, 0.9, 0.999])
def test_workbooks_cut_anywhere(pack, file, share):
    path = pack / file
    data = path.read_bytes()
    with pytest.raises((FileRefused, NotThisFile)):
        Workbook(path.name, data[: int(len(data) * share)])


def test_a_cell_at_the_far_corner_is_refused_before_it_is_laid_out():
    data = sheets.book([("A", [["1", "2"]])])
    far = sheets.replaced(
        data, b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )
    with pytest.raises(FileRefused, match="1,048,576 rows"):
        Workbook("far.xlsx", far)


def test_a_correct_error_names_both_sides(specimens, catalogue):
    book = made_book(specimens, MADE[3][2])
    gone = [
        (name, [["Britain" if cell == "England" else cell for cell in row] for row in rows])
        for name, rows in book
    ]
    gone[1][1][5][0] = "-"
    publication = source_named(ROUGH).read("rs.xlsx", sheets.book(gone, typed=True))
    with pytest.raises(LayoutChanged) as found:
        select(
            publication,
            catalogue.feeds["rough_sleeping_snapshot"],
            catalogue.indicators["rough_sleeping_snapshot"],
        )
    assert "England" in found.value.expected
    assert "London" in found.value.found
