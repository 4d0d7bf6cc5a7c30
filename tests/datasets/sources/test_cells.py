"""Cells, headings and periods as publishers write them."""

from __future__ import annotations

import pytest

from datasets.observation import ObservationStatus
from datasets.sources.marks import Absence, read_cell
from datasets.sources.moments import as_frequency, read_moment, read_together
from datasets.sources.wording import covers, likeness, pick, same
from forecasting.frequency import Frequency
from forecasting.periods import Period


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("1,234", 1234),
        ("1,234 [p]", 1234),
        ("12.3%", 12.3),
        ("−3.2", -3.2),
        ("£1,200", 1200),
        ("100*", 100),
        (5, 5),
        ("1.5e3", 1500),
        ("7 r", 7),
        ("1,234²", 1234),
        ("3.2⁽¹⁾", 3.2),
        ("1,2343", 1234),
        ("12,34512", 12345),
        ("12.3(a)", 12.3),
        ("5.1**", 5.1),
        ("5.1†", 5.1),
        ("1,234 [p][note 2]", 1234),
        ("1234 [note 3]", 1234),
        ("p 3.2", 3.2),
        ("r3.2", 3.2),
        ("1 234", 1234),
        ("1\xa0234.5", 1234.5),
        ("1\u202f234", 1234),
        ("3.4E2", 340),
        ("[p] 3.2", 3.2),
        ("12.3% [r]", 12.3),
    ],
)
def test_numbers_with_what_sticks_to_them(raw, value):
    assert read_cell(raw).value == value


@pytest.mark.parametrize(
    ("raw", "absence"),
    [
        ("[c]", Absence.SUPPRESSED), ("c", Absence.SUPPRESSED), ("*", Absence.SUPPRESSED),
        ("[x]", Absence.UNAVAILABLE), ("..", Absence.UNAVAILABLE), (":", Absence.UNAVAILABLE), ("-", Absence.UNAVAILABLE),
        ("[z]", Absence.NOT_APPLICABLE), ("[low]", Absence.LOW), ("52+", Absence.BEYOND), ("<5", Absence.BEYOND),
        ("c*", Absence.SUPPRESSED), ("..²", Absence.UNAVAILABLE), ("n/a*", Absence.UNAVAILABLE), ("†", Absence.TEXT), ("≤5", Absence.BEYOND),
        ("p", Absence.UNAVAILABLE), ("r", Absence.UNAVAILABLE), ("e", Absence.UNAVAILABLE), ("[e]", Absence.UNAVAILABLE), ("~", Absence.LOW),
        ("[note 4]", Absence.UNAVAILABLE), ("[x] [note 1]", Absence.UNAVAILABLE), ("5 to 7", Absence.TEXT), ("12,5", Absence.TEXT),
        ("1,23", Absence.TEXT), ("(12.3)", Absence.TEXT), ("£1.2bn", Absence.TEXT), ("2023-24", Absence.TEXT),
        ("", Absence.BLANK), (None, Absence.BLANK), ("London", Absence.TEXT), (float("nan"), Absence.UNAVAILABLE),
    ],
)  # fmt: skip
def test_symbols_are_no_numbers(raw, absence):
    assert read_cell(raw).value is None
    assert read_cell(raw).absence is absence


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        ("3.2 [p]", ObservationStatus.PROVISIONAL),
        ("3.2 (e)", ObservationStatus.ESTIMATE),
        ("3.2p", ObservationStatus.PROVISIONAL),
        ("3.2 [r]", ObservationStatus.FINAL),
        ("e3.2", ObservationStatus.ESTIMATE),
        ("[p] 1,234²", ObservationStatus.PROVISIONAL),
        ("3.4e", ObservationStatus.ESTIMATE),
        ("7 (provisional)", ObservationStatus.PROVISIONAL),
        ("3.2 [f]", ObservationStatus.FORECAST),
    ],
)
def test_the_publishers_word_for_a_value(raw, status):
    assert read_cell(raw).status is status


@pytest.mark.parametrize(
    ("raw", "period"),
    [
        ("* Feb-24", "2024-02"), ("30 September 20122", "2012-09-30"), ("1994-97", "1994/95-1996/97"), ("1994/95", "1994/95"),
        ("Q1 2010", "2010-Q1"), ("1955 Q1", "1955-Q1"), ("2024 JAN", "2024-01"), ("year/1995", "1995"),
        ("quarter/1995-Q1", "1995-Q1"), ("2005TIV", "2005-Q4"), ("27/01/2025", "2025-01-27"), ("Jan to Mar 2024", "2024-Q1"),
        ("year ending June 2024", "YE-2024-06"), ("2024 Week 5", "2024-W05"), ("1990M01", "1990-01"), ("2023/24 [r]", "2023/24"),
        (2010.0, "2010"), ("8th February 2024", "2024-02-08"), ("2024p", "2024"), ("Apr-23 [p]", "2023-04"),
    ],
)  # fmt: skip
def test_periods(raw, period):
    assert str(read_moment(raw)) == period


@pytest.mark.parametrize(
    "raw",
    ["", "2017 rough sleeping rate", "1.2", 2010.5, "number", "2002/03-2007/08", "31/02/2024", True, None],
)
def test_what_is_no_period(raw):
    assert read_moment(raw) is None


def test_a_row_tells_together_what_one_heading_leaves_open():
    assert [str(p) for p in read_together(["1997-00", "1999-02", "2000-03", "2009-12"])] == [
        "1997/98-1999/00", "1999/00-2001/02", "2000/01-2002/03", "2009/10-2011/12",
    ]  # fmt: skip
    assert [str(p) for p in read_together(["2002-03", "2003-04", "2004-05"])] == [
        "2002/03",
        "2003/04",
        "2004/05",
    ]
    assert [str(p) for p in read_together(["2002-03", "2002-04", "2002-05"])] == [
        "2002-03",
        "2002-04",
        "2002-05",
    ]


def _moment(text: str) -> Period:
    found = read_moment(text)
    assert found is not None
    return found


def test_a_date_stands_for_what_the_indicator_says():
    day = _moment("2024-03-01")
    assert str(as_frequency(day, Frequency.MONTH)) == "2024-03"
    assert str(as_frequency(day, Frequency.POINT)) == "2024-03-01"
    assert as_frequency(day, Frequency.YEAR) is None
    assert str(as_frequency(_moment("2023/24"), Frequency.ACADEMIC_YEAR)) == "2023/24"
    assert str(as_frequency(_moment("2011-12"), Frequency.FINANCIAL_YEAR)) == "2011/12"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Total number of households assessed1,2", "Total number of households assessed"),
        ("% within 18 weeks", "Percentage within 18 weeks [note 3]"),
        (
            "Total waiting (mil) - with estimates for missing data",
            "Total waiting (mil) with estimates for missing data",
        ),
        ("Time period²", "Time  period"),
    ],
)
def test_headings_that_say_the_same(text, wanted):
    assert same(text, wanted)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("No. > 52 weeks", "No. > 65 weeks"),
        ("Type 1 Departments", "Type 2 Departments"),
        ("Admitted (unadjusted)", "Admitted (adjusted)"),
        (
            "No. within 18 weeks with estimates for missing data",
            "% within 18 weeks with estimates for missing data",
        ),
    ],
)
def test_headings_that_must_not_be_mistaken(text, wanted):
    assert likeness(text, wanted) == 0


def test_a_single_best_of_near_headings_is_taken():
    options = [
        ("Percentage in 4 hours or less (all types)", 1),
        ("Percentage in 4 hours or less (type 1)", 2),
    ]
    assert pick(options, ["Percentage in 4 hours or less (all)"]) == [(1, False)]
    assert pick(options, ["Something else"]) == []
    assert covers(
        "1a Rate: Proportion in relative poverty after housing costs",
        "Rate relative poverty after housing costs",
    )
