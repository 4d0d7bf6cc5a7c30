"""The page of an indicator: where it stands, how it was revised, what breaks it has."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from datasets.catalogue.entries import Family, IndicatorEntry
from datasets.revisions import Published, revision_history
from forecasting.frequency import Frequency
from forecasting.indicators import Aggregation, Direction
from forecasting.periods import Period
from service.board.english import indicator_page
from service.board.english.quantities import Quantities
from service.board.english.units import unit_of
from service.board.indicator_view import indicator_view
from service.charts.revision_picture import Moved, RevisionPicture, axis_values, revision_picture
from service.operations.calendar import Expected
from service.store.records import Edition, ReleaseRecord

WAITS = IndicatorEntry(
    id="waits",
    mission="health",
    title="Waiting within 18 weeks",
    definition="Share of the list waiting 18 weeks or less.",
    unit="percent",
    direction=Direction.INCREASE,
    aggregation=Aggregation.STOCK,
    frequency=Frequency.MONTH,
    family=Family.SHARE,
    decimals=1,
)
RECORDED = datetime(2026, 6, 15, tzinfo=UTC)


def release(day: date) -> ReleaseRecord:
    return ReleaseRecord(f"r-{day}", "NHS England", f"Edition of {day}", day, day.isoformat(), "", RECORDED)


FIRST, SECOND = release(date(2026, 5, 14)), release(date(2026, 6, 11))


def edition(period: str, value: float, of: ReleaseRecord, basis: str = "") -> Edition:
    return Edition(Period.parse(period), value, "final", "file", "", basis, of)


EDITIONS = (
    edition("2026-02", 62.6, FIRST),
    edition("2026-02", 62.2, SECOND),
    edition("2026-03", 64.0, FIRST),
    edition("2026-03", 64.0, SECOND),
    edition("2026-03", 11.0, SECOND, "old"),
    edition("2026-04", 64.9, SECOND),
)
EXPECTED = Expected(
    "waits", "health", "Waiting", Period.parse("2026-04"), Period.parse("2026-05"), date(2026, 7, 12)
)


def view(editions=EDITIONS, today=date(2026, 7, 13), expected=EXPECTED):
    return indicator_view(
        WAITS, {"E92000001": editions}, names={"E92000001": "England"}, targets=[("/targets/a", "92%")],
        expected=expected, today=today,
    )  # fmt: skip


def test_it_says_the_newest_figure_with_its_release():
    assert view().headline == "64.9% in April 2026, published 11 June 2026."
    (area,) = view().areas
    assert (area.name, area.value, area.period, area.published) == (
        "England", "64.9%", "April 2026", "11 June 2026",
    )  # fmt: skip
    assert "11.0" not in area.chart


def test_the_revisions_are_told_drawn_and_tabled():
    found = view().revisions
    assert found is not None
    assert found.title == "One of 2 figures published more than once were revised"
    (line,) = found.lines
    assert (line.period, line.before, line.after, line.change) == ("February 2026", "62.6", "62.2", "−0.4")
    assert "February 2026, down by 0.4 points" in found.picture
    assert [(item.count, item.revised) for item in found.ages] == [("2", "1")]


def test_without_a_second_release_nothing_is_said_of_revisions():
    assert view([edition("2026-04", 64.9, SECOND)]).revisions is None


def test_an_overdue_figure_is_called_overdue_from_the_day_after():
    facts = {fact.name: fact.text for fact in view().facts}
    assert facts["Next figure"] == "May 2026, due by 12 July 2026, and overdue."
    early = {fact.name: fact.text for fact in view(today=date(2026, 7, 12)).facts}
    assert early["Next figure"] == "May 2026, due by 12 July 2026."
    assert "Next figure" not in {fact.name for fact in view(expected=None).facts}


def test_an_indicator_without_figures_has_a_page_too():
    empty = indicator_view(WAITS, {}, names={}, targets=(), expected=None, today=date(2026, 7, 1))
    assert (empty.headline, empty.areas, empty.revisions) == ("", (), None)


@pytest.mark.parametrize("change", [0.3, -0.3])
def test_a_bar_goes_up_or_down_from_nought(change):
    moved = (Moved("2024", 0.0), Moved("2025", change))
    axis = tuple((value, f"{value:g}") for value in axis_values(moved))
    drawn = revision_picture(RevisionPicture("Title", "Words & more", moved, axis))
    (zero,) = map(float, re.findall(r'class="c-x" d="M120 (\d+)H', drawn))
    ((high, low),) = re.findall(r'class="c-p" d="M[\d.]+ ([\d.]+)h[\d.]+V([\d.]+)h', drawn)
    top, bottom = float(high), float(low)
    assert top < bottom
    assert (bottom if change > 0 else top) == pytest.approx(zero, abs=1)
    assert "Words &amp; more" in drawn


def test_words_for_a_lean():
    history = replace(indicator_view_history(), bias=-0.4, typical=0.4)
    said = indicator_page.revisions_lead(history, Quantities(unit_of("percent"), 1))
    assert said == "A revision is typically about 0.4 points. More often than not they lowered it."


def indicator_view_history():
    return revision_history(
        Published(one.period, one.value, one.release.key, one.release.published)
        for one in EDITIONS
        if not one.basis and one.value is not None
    )
