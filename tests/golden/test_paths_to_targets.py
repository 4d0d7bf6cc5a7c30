"""Required paths and the gap to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from forecasting import measures
from forecasting.indicators import Direction, Indicator
from forecasting.judging.case import Case
from forecasting.judging.required_path import gap_now, required_path
from forecasting.judging.threshold import Threshold
from forecasting.periods import Period
from forecasting.series import Series
from forecasting.targets import Baseline, Comparator, Kind, Target
from forecasting.trajectories import Shape, Waypoint, trajectory

Answer = Mapping[str, Any]
Input = Mapping[str, Any]
Vector = Mapping[str, Any]
Agree = Callable[..., None]


def year(number: float | str) -> Period:
    return Period.parse(str(number))


def direction(given: Input) -> Direction:
    return Direction(given["direction"])


def values_of(given: Input) -> tuple[list[int], list[float]]:
    return [int(p) for p in given["series"]], list(given["series"].values())


SHAPE = {
    "linear": Shape.LINEAR,
    "piecewise_linear": Shape.LINEAR,
    "geometric": Shape.GEOMETRIC,
    "stepped": Shape.STEPPED,
}


def path_value(given: Input) -> Answer:
    if "points" in given:
        points = [Waypoint(float(t), v) for t, v in given["points"].items()]
    else:
        points = [
            Waypoint(given["base_period"], given["base"]),
            Waypoint(given["target_period"], given["target"]),
        ]
    return {"value": trajectory(points, shape=SHAPE[given["shape"]]).at(given["period"])}


def linear_path(given: Input) -> Answer:
    start, end = given["base_period"], given["target_period"]
    path = trajectory([Waypoint(start, given["base"]), Waypoint(end, given["target"])])
    if "period" in given:
        return {"value": path.at(given["period"])}
    return {"values": [path.at(t) for t in range(start, end + 1)]}


def gap_on_path(given: Input) -> Answer:
    years, values = values_of(given)
    indicator = Indicator("x")
    series = Series.of(indicator, [(year(y), float(v)) for y, v in zip(years, values, strict=True)])
    due = year(given["target_period"])
    target = Target(
        "t", Kind.LEVEL, Comparator.AT_MOST, float(given["target"]), period=due,
        baseline=Baseline(year(given["base_period"])),
    )  # fmt: skip
    case = Case(target, indicator, "", series, date(2023, 6, 30))
    threshold = Threshold(Comparator.AT_MOST, float(given["target"]))
    path = required_path(case, series, due, threshold, baseline=values[0])
    found = gap_now(series, path, threshold, resolved=due)
    assert found is not None
    ends = [Waypoint(given["base_period"], values[0]), Waypoint(given["target_period"], given["target"])]
    bent = trajectory(ends, shape=Shape.GEOMETRIC).at(years[-1])
    assert bent is not None
    return {
        "linear": {"required": found.required, "gap": found.value},
        "geometric": {"required": bent, "gap": measures.gap(bent, values[-1], direction=direction(given))},
    }


ANSWERS: dict[str, Callable[[Input], Answer]] = {
    "trajectory.gap_now": gap_on_path,
    "trajectory.linear": linear_path,
    "trajectory.value": path_value,
}


def wanted(vector: Vector) -> bool:
    shape = vector["input"].get("shape", "linear")
    return vector["method"] in ANSWERS and shape in SHAPE and not vector["input"].get("keep_better")


def test_vector(vector: Vector, agree: Agree) -> None:
    agree(ANSWERS[vector["method"]](vector["input"]), vector)
