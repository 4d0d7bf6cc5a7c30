"""A challenger beside its champion, from their backtest: forecasts and outcomes, reliability, where outcomes fell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from math import sqrt
from typing import Any

from service.board.english import calibration_pictures as said
from service.board.english.numbers import published
from service.charts.panels import Panel, Panels, Stroke, panels
from service.charts.scales import rounded_out, ticks
from service.charts.sheet import Words, blank
from service.pictures.picture import Picture

Backtest = Mapping[str, Any]
SIDES = ("champion", "challenger")
_SHARES = ((0.0, "0%"), (0.25, "25%"), (0.5, "50%"), (0.75, "75%"), (1.0, "100%"))
_MOST_HORIZONS = 3
_EVEN_TENTH = 0.1


def forecasts_picture(backtest: Backtest, *, id_: int, unit: str) -> Picture:
    """What both expected from each origin, one, some and many periods ahead, with what then happened."""
    area, items = _fullest_area(backtest["items"])
    horizons = _horizons(items)
    words = Words(said.FORECASTS, said.forecasts_drawn(unit), said.FORECASTS_DESCRIBED, "")
    rows = [_row(item, line, area) for item in items for line in item["forecasts"]]
    if not horizons:
        return Picture(
            "forecasts", words, lambda width: blank(words, width, said.NOTHING), _tables(id_), said.COLUMNS, rows
        )  # fmt: skip
    shown = [line for item in items for line in item["forecasts"] if line["horizon"] in horizons]
    values = [line[side][level] for line in shown for side in SIDES for level in ("p10", "p90")]
    values += [line["actual"] for line in shown]
    low, high = rounded_out(min(values), max(values), count=4, bounds=(None, None))
    days = [_day(line) for line in shown]
    picture = Panels(
        words,
        tuple(_forecasts(items, ahead, side) for ahead in horizons for side in SIDES),
        (min(days), max(days)),
        (low, high),
        tuple((value, published(value, None)) for value in ticks(low, high)),
        (_year(min(days)), _year(max(days))),
        narrowest=230.0,
    )
    return Picture("forecasts", words, lambda width: panels(picture, width), _tables(id_), said.COLUMNS, rows)


def reliability_of_both(backtest: Backtest, *, id_: int) -> Picture:
    """What was said of past targets against how many of them came true, on the origins that chose nothing."""
    words = Words(said.RELIABILITY, said.RELIABILITY_DRAWN, said.RELIABILITY_DESCRIBED, "")
    sides = {side: backtest["reliability"][side] for side in SIDES}
    if not any(sides.values()):
        return Picture("reliability", words, lambda width: blank(words, width, said.NOTHING), _tables(id_))
    picture = Panels(
        words,
        tuple(_reliability(side, tenths) for side, tenths in sides.items()),
        (0.0, 1.0),
        (0.0, 1.0),
        _SHARES,
        said.SAID_ENDS,
        square=True,
        narrowest=190.0,
    )
    return Picture("reliability", words, lambda width: panels(picture, width), _tables(id_))


def pit_picture(backtest: Backtest, *, id_: int) -> Picture:
    """In which tenth of the forecasts outcomes fell: each holds one in ten where forecasts are as wide as they say."""
    words = Words(said.PIT, said.PIT_DRAWN, said.PIT_DESCRIBED, "")
    sides = {side: backtest["pit"][side] for side in SIDES}
    if not any(sides.values()):
        return Picture("pit", words, lambda width: blank(words, width, said.NOTHING), _tables(id_))
    top = max(0.25, *(value for tenths in sides.values() for value in tenths))
    grid = ticks(0.0, top)
    picture = Panels(
        words,
        tuple(_pit(side, tenths) for side, tenths in sides.items()),
        (0.0, 1.0),
        (0.0, max(top, grid[-1])),
        tuple((value, f"{value:.0%}") for value in grid),
        said.PIT_ENDS,
        narrowest=230.0,
    )
    return Picture("pit", words, lambda width: panels(picture, width), _tables(id_))


def _tables(id_: int) -> tuple[tuple[str, str], ...]:
    own = f"/v1/calibrations/{id_}/comparison"
    return ((f"{own}.csv", "text/csv"), (own, "application/json"))


def _fullest_area(items: Sequence[Mapping[str, Any]]) -> tuple[str, list[Mapping[str, Any]]]:
    """The area from which most origins are kept: areas have scales of their own, so one is drawn."""
    if not items:
        return "", []
    area, _ = Counter(str(one["area"]) for one in items).most_common(1)[0]
    return area, [one for one in items if str(one["area"]) == area]


def _horizons(items: Sequence[Mapping[str, Any]]) -> list[int]:
    """The nearest horizon, the furthest that half of the origins have, and one between."""
    count = Counter(line["horizon"] for item in items for line in item["forecasts"])
    usual = sorted(ahead for ahead, times in count.items() if 2 * times >= len(items))
    if len(usual) <= _MOST_HORIZONS:
        return usual
    return [usual[0], usual[len(usual) // 2], usual[-1]]


def _day(line: Mapping[str, Any]) -> float:
    return float(date.fromisoformat(line["period"]["end"]).toordinal())


def _year(day: float) -> str:
    return str(date.fromordinal(int(day)).year)


def _row(item: Mapping[str, Any], line: Mapping[str, Any], area: str) -> dict[str, Any]:
    sides = {f"{side}_{level}": value for side in SIDES for level, value in line[side].items()}
    return {
        "area": area, "origin": item["period"]["period"], "part": item["part"], "horizon": line["horizon"],
        "period": line["period"]["period"], "actual": line["actual"], **sides,
    }  # fmt: skip


def _forecasts(items: Sequence[Mapping[str, Any]], ahead: int, side: str) -> Panel:
    lines = [line for item in items for line in item["forecasts"] if line["horizon"] == ahead]
    inside = sum(line[side]["p10"] <= line["actual"] <= line[side]["p90"] for line in lines)
    ranges = tuple(
        Stroke(
            "spread", ((_day(line), line[side]["p10"], ""), (_day(line), line[side]["p90"], line["period"]["label"]))
        )
        for line in lines
    )  # fmt: skip
    middles = Stroke(
        "expected-point",
        tuple((_day(line), line[side]["p50"], line["period"]["label"]) for line in lines),
        mark="point",
    )
    outcomes = Stroke(
        "latest",
        tuple((_day(line), line["actual"], line["period"]["label"]) for line in lines),
        mark="point",
    )
    return Panel(said.panel(side, ahead), said.inside(inside, len(lines)), (*ranges, middles, outcomes))


def _reliability(side: str, tenths: Sequence[Mapping[str, Any]]) -> Panel:
    points = tuple((one["said"], one["happened"], said.count(one["count"])) for one in tenths)
    return Panel(
        said.SIDES[side],
        said.count(sum(one["count"] for one in tenths)),
        (Stroke("even", ((0.0, 0.0, ""), (1.0, 1.0, ""))), Stroke("latest", points, mark="point")),
        tuple(
            (one["said"], max(0.0, one["happened"] - _error(one)), min(1.0, one["happened"] + _error(one)))
            for one in tenths
        ),
    )


def _error(one: Mapping[str, Any]) -> float:
    """Two standard errors of a share, as if the probabilities were independent, which they are not quite."""
    share = one["happened"]
    return 2 * sqrt(max(share * (1 - share), 0.0) / one["count"])


def _pit(side: str, tenths: Sequence[float]) -> Panel:
    step = 1 / len(tenths)
    bars = tuple(
        Stroke("stretch", ((step * (k + 0.5), 0.0, ""), (step * (k + 0.5), value, said.tenth(k + 1))))
        for k, value in enumerate(tenths)
    )
    even = Stroke("even", ((0.0, _EVEN_TENTH, ""), (1.0, _EVEN_TENTH, "")))
    return Panel(said.SIDES[side], said.outside(tenths[0] + tenths[-1]), (*bars, even))
