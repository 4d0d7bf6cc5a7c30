"""The schema that every release must satisfy before it is loaded."""

from __future__ import annotations

from datetime import date

import pytest

from datasets.sources.errors import ReleaseRejected
from datasets.sources.tidy_schema import TidyRow, check_tidy

GOOD = TidyRow(
    "share", "E92000001", "M", "2024-03", 61.5, "final", "nhs-2024", date(2024, 5, 9), "", date(2024, 3, 1)
)


def test_tidy_rows_pass_and_so_does_an_empty_release():
    check_tidy([GOOD, GOOD._replace(period="2024-04", value=None, status="provisional")], file="a.csv")
    check_tidy([], file="a.csv")


def test_a_forecast_may_speak_of_years_to_come():
    check_tidy([GOOD._replace(status="forecast", start=date(2030, 1, 1))], file="a.csv")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([GOOD, GOOD._replace(value=62.0)], "two figures for one period"),
        ([GOOD, GOOD._replace(frequency="Q", period="2024-Q2")], "more than one frequency"),
        ([GOOD._replace(start=date(2025, 3, 1), period="2025-03")], "before its period began"),
        ([GOOD._replace(value=float("inf"))], "not a finite number"),
        ([GOOD._replace(area="E92 000")], "area is not as it must be"),
        ([GOOD._replace(status="perhaps")], "status is not as it must be"),
        ([GOOD._replace(indicator="Share of all")], "indicator is not as it must be"),
    ],
)
def test_what_is_not_tidy_is_refused_with_its_rows(rows, said):
    with pytest.raises(ReleaseRejected, match=said) as refused:
        check_tidy(rows, file="a.csv")
    assert "a.csv" in refused.value.message
    assert rows[-1].indicator in refused.value.message


def test_every_fault_is_told_at_once():
    rows = [GOOD._replace(status="perhaps"), GOOD._replace(period="2025-03", start=date(2025, 3, 1))]
    with pytest.raises(ReleaseRejected) as refused:
        check_tidy(rows, file="a.csv")
    assert "status" in refused.value.message
    assert "before its period began" in refused.value.message
