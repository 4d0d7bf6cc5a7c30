"""Dates known to the day, month or year; licences; documentation; errors."""

from datetime import date

import pytest

from datasets import errors
from datasets.catalogue.reference import filled
from datasets.dates import KnownDate
from datasets.errors import DatasetError, FieldRejected, Problem
from datasets.licences import LICENCES, attribution_lines


@pytest.mark.parametrize(
    ("text", "day", "exact"),
    [
        ("2024-12-05", date(2024, 12, 5), True),
        ("2024-02", date(2024, 2, 29), False),
        ("2023-02", date(2023, 2, 28), False),
        ("2020", date(2020, 12, 31), False),
    ],
)
def test_a_month_counts_as_its_last_day_and_a_year_as_its_last(text, day, exact):
    found = KnownDate.parse(text)
    assert (found.day, found.exact, str(found)) == (day, exact, text)


@pytest.mark.parametrize("text", ["", "soon", "2024-13", "2024-02-30", "24-02-01", "2024/25", "20240205"])
def test_anything_else_is_refused(text):
    with pytest.raises(FieldRejected) as caught:
        KnownDate.parse(text)
    assert caught.value.remedy


def test_the_lines_the_licences_ask_for():
    lines = "\n".join(attribution_lines())
    for said in (
        "Contains public sector information licensed under the Open Government Licence v3.0",
        "Contains Parliamentary information licensed under the Open Parliament Licence v3.0.",
        "processed by Our World in Data, CC BY 4.0",
        "Maddison Project Database, version 2020. Bolt, Jutta and Jan Luiten van Zanden (2020)",
        "Open Innovations, CC BY 4.0",
        "Namensnennung",
    ):
        assert said in lines
    assert len({licence.id for licence in LICENCES}) == len(LICENCES)


def test_every_licence_of_an_indicator_has_its_line(catalogue):
    names = " ".join(f"{licence.name} {licence.attribution}" for licence in LICENCES)
    for entry in catalogue.indicators.values():
        for part in filter(None, entry.licence.split("; ")):
            plain = part.removeprefix("Our World in Data copy ")
            assert plain in names or plain == "quoted figure", entry.id


def test_the_documented_keys_are_those_the_loader_reads(root):
    document = (root / "docs" / "catalogue.md").read_text(encoding="utf-8")
    assert filled(document) == document, "run: python -m datasets.catalogue.reference docs/catalogue.md"


def test_every_error_has_a_code_of_its_own_and_stands_in_the_tree():
    found = [
        value
        for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, DatasetError)
    ]
    assert len({error.code for error in found}) == len(found)
    assert all(error.__name__ in (errors.__doc__ or "") for error in found)


def test_a_problem_reads_as_a_line_an_editor_can_jump_to():
    problem = Problem("x", "It is wrong.", "Mend it.", "a.yaml", 7, "mission.id", 3)
    assert str(problem) == "a.yaml:7: mission.id: It is wrong. Mend it."
    assert str(Problem("x", "It is wrong.")) == "It is wrong."
