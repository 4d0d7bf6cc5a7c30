"""Filters and orders read from an address; nonsense in it is passed over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.verdicts import Verdict
from service.board.board_view import board_view
from service.board.case import Case, Earlier
from service.board.filters import Filters, band_of
from service.board.rows import Row, row_of, with_earlier
from service.board.since import month_before

TODAY = date(2026, 6, 20)
POSITION = date(2026, 6, 11)


@pytest.fixture(scope="module")
def rows(case_for: Callable[..., Case], samples: dict[str, object]) -> list[Row]:
    return [row_of(case_for(id_), today=TODAY) for id_ in samples]


def ids(rows: list[Row], **query: str) -> list[str]:
    filters = Filters.read(query)
    return [row.id for row in filters.ordered(row for row in rows if filters.matches(row, position=POSITION))]


def test_the_plain_board_shows_what_runs_and_what_was_newly_decided(rows: list[Row]) -> None:
    shown = ids(rows)
    assert "off" in shown
    assert "met" in shown
    assert "old" not in shown
    assert "ended" not in shown


def test_history_is_a_choice(rows: list[Row]) -> None:
    assert set(ids(rows, show="historic")) == {"met", "missed", "old", "ended"}
    assert "met" not in ids(rows, show="live")
    assert len(ids(rows, show="all")) == len(rows)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"verdict": "breached"}, ["breached"]),
        ({"mission": "growth"}, ["homes"]),
        ({"jurisdiction": "United Kingdom"}, ["homes"]),
        ({"words": "FEW figures"}, ["short"]),
        ({"words": "nothing like this"}, []),
        ({"chance": "over-90"}, ["sure", "certain"]),
        ({"verdict": "uncertain", "chance": "10-40"}, ["short"]),
    ],
)
def test_filters_narrow(rows: list[Row], query: dict[str, str], expected: list[str]) -> None:
    assert ids(rows, **query) == expected


def test_the_riskiest_come_first_and_the_settled_last(rows: list[Row]) -> None:
    order = ids(rows, sort="risk", show="all")
    chances = [row.case.probability for id_ in order for row in rows if row.id == id_]
    known = [p for p in chances if p is not None]
    assert known == sorted(known)
    assert chances[: len(known)] == known
    assert order[0] == "breached"
    assert order.index("awaiting") < order.index("none") < order.index("met")
    assert ids(rows, sort="sure", show="live")[0] == "certain"
    assert ids(rows, sort="date", show="all")[0] == "old"


def test_every_target_stands_on_one_rung(rows: list[Row]) -> None:
    bands = {row.id: band_of(row) for row in rows}
    assert bands["off"] == "under-10"
    assert bands["homes"] == "under-10"
    assert bands["range"] == "10-40"
    assert bands["sure"] == "over-90"
    assert bands["on"] == "60-90"
    assert bands["met"] == "decided"
    assert bands["none"] == "none"


def test_nonsense_is_passed_over(rows: list[Row]) -> None:
    query = {
        "verdict": "splendid",
        "sort": "shoe size",
        "show": "me",
        "page": "²",
        "chance": "0",
        "extra": "1",
    }
    assert ids(rows, **query) == ids(rows)
    assert Filters.read({"page": "-3"}).page == 1
    assert Filters.read({"page": "9" * 30}).page == 100_000


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "mission": st.text(max_size=20), "jurisdiction": st.text(max_size=20), "words": st.text(max_size=120),
            "verdict": st.sampled_from(["off_track", "met", "?"]), "show": st.sampled_from(["all", "live", "x"]),
            "sort": st.sampled_from(["risk", "date", "mission"]), "page": st.sampled_from(["1", "2", "x"]),
        },
    )
)  # fmt: skip
def test_an_address_reads_back_as_the_question_it_was_made_from(query: dict[str, str]) -> None:
    filters = Filters.read(query)
    address = filters.address(page=filters.page)
    assert Filters.read(dict(parse_qsl(urlsplit(address).query, keep_blank_values=True))) == filters


def test_a_page_past_the_end_is_the_last(rows: list[Row]) -> None:
    view = board_view(rows, (), Filters.read({"page": "99"}), position=POSITION)
    assert (view.page, view.pages) == (1, 1)


def test_proxies_are_not_counted(rows: list[Row]) -> None:
    chosen = [row for row in rows if row.id in ("on", "proxy")]
    view = board_view(chosen, (), Filters(), position=POSITION)
    assert view.headline == "The one target that can be judged is on track"
    assert "not counted" in view.lead


def test_a_day_to_compare_with_is_read_from_the_address() -> None:
    filters = Filters.read({"since": "2026-03-01", "sort": "moved"})
    assert filters.since == date(2026, 3, 1)
    assert filters.address(sort="risk") == "/?sort=risk&since=2026-03-01"
    assert Filters.read({"since": "soon"}).since is None
    assert not filters.is_plain


def test_what_moved_most_comes_first_and_what_was_decided_has_moved_all_the_way(
    case_for: Callable[..., Case],
) -> None:
    def moved(id_: str, before: float, shown: str) -> Row:
        row = row_of(case_for(id_), today=TODAY)
        return with_earlier(row, Earlier(date(2026, 3, 1), before, shown, Verdict.UNCERTAIN))

    rows = [
        moved("off", 0.12, "12%"),
        row_of(case_for("short"), today=TODAY),
        moved("met", 0.3, "30%"),
        moved("on", 0.5, "50%"),
        moved("sure", 0.97, "over 90%"),
    ]
    ordered = Filters.read({"sort": "moved"}).ordered(rows)
    assert [row.id for row in ordered] == ["met", "on", "off", "sure", "short"]
    assert ordered[0].change == "Decided since 1 March 2026, when the chance was 30%."
    assert ordered[1].change == "Chance up 27 points since 1 March 2026 (50% to 77%)."
    assert ordered[3].change == "No change since 1 March 2026: still over 90%."
    view = board_view(rows, [], Filters.read({"since": "2026-03-01"}), position=POSITION)
    assert view.news_title == "What moved since 1 March 2026"
    assert [item.row.id for item in view.news] == ["met", "on", "off"]
    assert view.compared == "4 of them had been judged by 1 March 2026; of the others no change can be told"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 6, 11), date(2026, 5, 11)),
        (date(2026, 3, 31), date(2026, 2, 28)),
        (date(2026, 1, 5), date(2025, 12, 5)),
    ],
)
def test_a_month_before(day: date, expected: date) -> None:
    assert month_before(day) == expected
