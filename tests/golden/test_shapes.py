"""Bent paths, paths that keep what is better, and flows that add up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from forecasting.indicators import Direction
from forecasting.trajectories import Bend, Shape, Waypoint, keep_better, linear_ramp, trajectory

Answer = Mapping[str, Any]
Input = Mapping[str, Any]
Vector = Mapping[str, Any]
Agree = Callable[..., None]
BENT = ("logit_linear", "s_curve", "power")


def ends(given: Input) -> list[Waypoint]:
    return [
        Waypoint(given["base_period"], given["base"]),
        Waypoint(given["target_period"], given["target"]),
    ]


def bent(given: Input) -> Answer:
    bend = Bend(
        scale=given.get("scale", 100.0),
        steepness=given.get("steepness", 10.0),
        midpoint=given.get("midpoint", 0.5),
        exponent=given.get("exponent", 1.0),
    )
    return {"value": trajectory(ends(given), shape=Shape(given["shape"]), bend=bend).at(given["period"])}


def kept(given: Input) -> Answer:
    years = range(given["base_period"], given["target_period"] + 1)
    path = trajectory(ends(given))
    asked = [value for year in years if (value := path.at(year)) is not None]
    actual = [given["actual"].get(str(year)) for year in years]
    return {"values": keep_better(asked, actual, sign=Direction(given["direction"]).sign)}


def flows(given: Input) -> Answer:
    ramp = linear_ramp(given["start_flow"], total=given["total"], periods=given["periods"])
    return {"step": ramp.step, "flows": ramp.flows, "sum": sum(ramp.flows)}


ANSWERS: dict[str, Callable[[Input], Answer]] = {
    "trajectory.flows": flows,
    "trajectory.linear": kept,
    "trajectory.value": bent,
}


def wanted(vector: Vector) -> bool:
    given = vector["input"]
    if vector["method"] == "trajectory.value":
        return given["shape"] in BENT
    return vector["method"] in ANSWERS and (vector["method"] == "trajectory.flows" or "actual" in given)


def test_vector(vector: Vector, agree: Agree) -> None:
    agree(ANSWERS[vector["method"]](vector["input"]), vector)
