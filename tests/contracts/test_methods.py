"""The page on methods: its tables are those of the files that ship, and it names every kind of target."""

from __future__ import annotations

import re
from pathlib import Path

from forecasting.targets import Kind
from service.api.queries import ID_PATTERN
from tests.benchmarks.write_methods import PAGE, TABLES, renewed


def test_the_tables_are_up_to_date() -> None:
    text = PAGE.read_text("utf-8")
    assert renewed(text) == text, "docs/methods.md is out of date: make methods"


def test_every_table_is_on_the_page_with_something_in_it() -> None:
    text = PAGE.read_text("utf-8")
    assert set(re.findall(r"<!-- table: (\w+) -->", text)) == set(TABLES)
    for name in TABLES:
        block = text.split(f"<!-- table: {name} -->\n")[1].split("<!-- end -->")[0]
        assert block.count("\n") > 4, name


def test_a_stale_table_is_noticed() -> None:
    text = PAGE.read_text("utf-8")
    number = re.search(r"\d+\.\d+%", text.split("<!-- table: coverage -->")[1])
    assert number is not None
    stale = text.replace(number[0], "12.3%")
    assert renewed(stale) != stale


def test_every_kind_of_target_has_a_row() -> None:
    rows = PAGE.read_text("utf-8").split("## What is judged")[1].split("\n## ")[0]
    named = set(re.findall(r"`([a-z_]+)`", rows))
    assert {kind.value for kind in Kind} <= named
    assert all(re.fullmatch(ID_PATTERN, name) for name in named)


def test_links_on_the_page_lead_somewhere() -> None:
    text = PAGE.read_text("utf-8")
    for target in re.findall(r"\]\(([^)]+)\)", text):
        assert (Path(PAGE).parent / target).exists(), target
    for named in re.findall(r"`(forecasting/[a-z_/]+\.py)`", text):
        assert (PAGE.parents[1] / named).exists(), named
