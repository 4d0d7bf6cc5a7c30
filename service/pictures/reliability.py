"""What was said against what happened, from the engine's backtest record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import sqrt

from forecasting.evidence import LEAST_CASES, Decile, Evidence
from service.board.english import chart_titles
from service.board.english.numbers import plain
from service.charts.panels import Panel, Panels, Stroke, panels
from service.charts.sheet import Words, blank
from service.pictures.picture import Picture

_SHARES = ((0.0, "0%"), (0.25, "25%"), (0.5, "50%"), (0.75, "75%"), (1.0, "100%"))
_TITLES = {"yearly": "Yearly", "quarterly": "Quarterly", "monthly": "Monthly"}


def reliability_picture(record: Sequence[Evidence], *, query: str) -> Picture:
    """The reliability diagram of a part of the record, one drawing for each frequency class."""
    tables = (
        (f"/v1/reliability.csv{query}", "text/csv"),
        (f"/v1/reliability{query}", "application/json"),
    )
    pooled = {name: tenths for name, tenths in _pooled(record).items() if tenths}
    every = [(name, tenth) for name, tenths in pooled.items() for tenth in tenths]
    solid = [(name, tenth) for name, tenth in every if tenth.count >= LEAST_CASES]
    if not every:
        words = Words(
            "No forecast of this kind was ever tested",
            chart_titles.RELIABILITY_DRAWN,
            "",
            chart_titles.RELIABILITY_SOURCE,
        )
        return Picture(
            "reliability", words, lambda width: blank(words, width, chart_titles.NO_RECORD), tables
        )
    words = Words(
        _title(solid or every),
        chart_titles.RELIABILITY_DRAWN,
        _described(pooled),
        chart_titles.RELIABILITY_SOURCE,
    )
    picture = Panels(
        words,
        tuple(_panel(name, tenths) for name, tenths in pooled.items()),
        (0.0, 1.0),
        (0.0, 1.0),
        _SHARES,
        ("0% said", "100% said"),
        square=True,
        narrowest=165.0,
    )
    return Picture("reliability", words, lambda width: panels(picture, width), tables)


def _pooled(record: Sequence[Evidence]) -> dict[str, list[Decile]]:
    """The tenths of each class over all lengths and horizons, weighted by how many probabilities there were."""
    found: dict[str, dict[int, list[Decile]]] = defaultdict(lambda: defaultdict(list))
    for line in record:
        for tenth in line.reliability:
            found[line.frequency_class][min(int(tenth.said * 10), 9)].append(tenth)
    return {name: [_together(tenths[place]) for place in sorted(tenths)] for name, tenths in found.items()}


def _together(tenths: Sequence[Decile]) -> Decile:
    count = sum(one.count for one in tenths)
    said = sum(one.said * one.count for one in tenths) / count
    happened = sum(one.happened * one.count for one in tenths) / count
    return Decile(said, happened, count)


def _title(tenths: Sequence[tuple[str, Decile]]) -> str:
    name, worst = max(tenths, key=lambda one: abs(one[1].said - one[1].happened))
    apart = abs(worst.said - worst.happened)
    if apart <= 0.05:
        return chart_titles.reliability(apart, LEAST_CASES)
    where = (
        f"{_TITLES.get(name, name).lower()} series at {worst.said:.0%} said, {worst.happened:.0%} came true"
    )
    return chart_titles.reliability_apart(apart, where, LEAST_CASES)


def _described(pooled: dict[str, list[Decile]]) -> str:
    return " ".join(
        f"{_TITLES.get(name, name.capitalize())} series: "
        + ", ".join(f"{one.said:.0%} said and {one.happened:.0%} came true" for one in tenths)
        + "."
        for name, tenths in pooled.items()
    )


def _panel(name: str, tenths: Sequence[Decile]) -> Panel:
    points = tuple((one.said, one.happened, f"{one.count} probabilities") for one in tenths)
    count = sum(one.count for one in tenths)
    return Panel(
        f"{_TITLES.get(name, name.capitalize())} series",
        f"{plain(count)} probabilities",
        (
            Stroke("even", ((0.0, 0.0, ""), (1.0, 1.0, ""))),
            Stroke("latest", points, mark="point"),
        ),
        tuple(
            (one.said, max(0.0, one.happened - _error(one)), min(1.0, one.happened + _error(one)))
            for one in tenths
        ),
    )


def _error(one: Decile) -> float:
    """Two standard errors of a share, as if the probabilities were independent, which they are not quite."""
    return 2 * sqrt(max(one.happened * (1 - one.happened), 0.0) / one.count)
