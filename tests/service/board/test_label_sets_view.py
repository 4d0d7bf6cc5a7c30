"""The label sets on the page of methods: cuts in words, both errors, what stands behind them."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from fastapi.testclient import TestClient

from forecasting.label_errors import errors_of
from forecasting.labels import Label, Verdict, standard
from service.board.english import label_sets as english
from service.board.label_sets_view import label_set_views


def test_a_row_for_each_kind_and_horizon_with_both_errors() -> None:
    (view,) = label_set_views([standard()])
    found = errors_of(standard())
    assert len(view.lines) == len(found)
    for line, row in zip(view.lines, found, strict=True):
        assert line.false_alarm == f"{row.false_alarm:.0%}"
        assert line.missed_alarm == f"{row.missed_alarm:.0%}"
        assert line.series == f"{row.series:,}"
    assert view.cuts == "On track from 60%, Uncertain from 40%, Off track below."
    assert "3 points past the cut" in view.telling


def test_a_strict_cut_is_above_and_what_was_never_said_has_no_share() -> None:
    never = replace(
        standard(),
        labels=(Label("sure", "Sure", Verdict.ON_TRACK, 1.0, strict=True), standard().labels[-1]),
        few_figures=None,
        telling_margin=0.0,
    )
    (view,) = label_set_views([never])
    assert view.cuts == "Sure above 100%, Off track below."
    assert {line.missed_alarm for line in view.lines} == {english.NEVER}
    assert view.telling == ""


@pytest.mark.parametrize(
    ("frequency", "first", "last", "words"),
    [
        ("yearly", 1, 2, "1 to 2 years"),
        ("monthly", 1, 1, "1 month"),
        ("quarterly", 4, 4, "4 quarters"),
        ("odd", 1, 3, "1 to 3 periods"),
    ],
)
def test_stretches_in_words(frequency: str, first: int, last: int, words: str) -> None:
    assert english.ahead(frequency, first, last) == words


def test_the_page_defines_both_errors_and_leads_to_the_data(client: TestClient) -> None:
    page = unescape(client.get("/methods").raise_for_status().text)
    section = re.search(rf'<section id="{english.ANCHOR}".*?</section>', page, re.DOTALL)
    assert section is not None
    assert english.WRONG in section.group()
    assert english.heading(standard()) in section.group()
    assert 'href="/v1/label-sets/v1"' in section.group()
    assert section.group().count("<tr>") == 1 + len(errors_of(standard()))
